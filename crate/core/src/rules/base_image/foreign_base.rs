//! `foreign-base`.

use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the lowest layers of the image are those of an image in the list `golden-bases` of the configuration, by the
    /// digests of the uncompressed layers, which a name or a label cannot forge. Without that list the rule is silent.
    /// `docker image inspect --format '{{.RootFS.Layers}}'` gives the digests of an image; they stand in the report of an
    /// image as well (`diffId`). That the layers have the digests that the image says is another rule's matter.
    ///
    /// ## Why it matters
    /// An organisation that hardens a base image gains nothing from it in images that are built on another one.
    ///
    /// ## Examples
    /// ```toml config
    /// golden-bases = [
    ///     "sha256:9faf16e2e1ff8ef7499715dd331aad5e6d167d319cd4358b90cff19e42239f46",
    ///     "sha256:1111111111111111111111111111111111111111111111111111111111111111 sha256:2222222222222222222222222222222222222222222222222222222222222222",
    /// ]
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// ```
    /// The layer is there, and not the lowest one:
    /// ```image bad
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// layer ADD base.tar / # buildkit
    /// /etc/os-release 0644 0:0 "ID=golden\n"
    /// ```
    /// ```image bad
    /// label org.opencontainers.image.base.name=example.org/golden:1
    /// /etc/os-release 0644 0:0 "ID=debian\n"
    /// ```
    /// ```image good
    /// layer ADD base.tar / # buildkit
    /// /etc/os-release 0644 0:0 "ID=golden\n"
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// The base itself:
    /// ```image good
    /// /etc/os-release 0644 0:0 "ID=golden\n"
    /// ```
    /// ```toml config
    /// profile = "default"
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Build the image `FROM` an image of the list. If the base is a newer one of yours, add its digests to the list.
    ///
    /// ## References
    /// OCI image specification, config, `rootfs.diff_ids`. NIST SP 800-190, 4.1.5.
    pub static FOREIGN_BASE = Rule {
        id: "foreign-base",
        title: "Image is built on none of the approved images",
        category: Category::BaseImage,
        severity: Severity::High,
        aliases: &["BASE-017"],
        controls: &[
            Control::inferred("CIS Docker", "4.2"),
            Control::read("NIST SP 800-190", "4.1.5"),
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "SR-4(3)"),
            Control::read("DISA", "CICDG 2.14"),
            Control::read("PCI DSS", "CG 12.2"),
            Control::inferred("PCI DSS", "2.2.1"),
        ],
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "The lowest layers are those of none of the approved images; the lowest of all is {digest}",
        why: "What was hardened in an approved base image is missing in an image that is built on another one.",
        fix: "Build the image FROM an approved one, or add the digests of its layers to golden-bases.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = &facts.image else { return };
    let (golden, layers) = (&facts.config.golden_bases, &image.config.diff_ids);
    let is_lowest = |base: &Vec<_>| {
        layers.len() >= base.len() && base.iter().zip(layers).all(|(golden, layer)| layer.as_ref() == Some(golden))
    };
    if golden.is_empty() || golden.iter().any(is_lowest) {
        return;
    }
    let lowest = layers.first().copied().flatten();
    findings
        .at(if layers.is_empty() { Place::Image } else { Place::Layer { layer: 0 } })
        .detail("digest", lowest.map_or_else(|| String::from("unknown"), |digest| digest.to_string()))
        .done();
}
