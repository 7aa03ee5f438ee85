//! `unpinned-digest`.

use crate::facts::{Base, BaseUse, Facts};
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Images that a Dockerfile starts from, copies from or mounts (`FROM`, `COPY --from`, `RUN --mount=from=`) and names
    /// without a digest. A tag beside the digest is welcome. A digest must be a whole one: 64 hexadecimal digits behind
    /// `sha256:`, or 128 behind `sha512:`. Earlier stages and `scratch` are no images; a reference that only a build argument
    /// decides is not judged. A name without a tag or path in `--from` may be a build context, so confidence is medium there.
    ///
    /// ## Why it matters
    /// A tag is a pointer that its owner, or a thief of the owner's password, can move. A digest names the content itself, so
    /// the build gets what was reviewed or fails.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12.5-slim
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d AS build
    /// COPY --from=docker.io/library/nginx:1.27 /etc/nginx /etc/nginx
    /// RUN --mount=from=busybox:1.36,target=/tools /tools/bin/true
    /// ```
    /// ```dockerfile bad
    /// ARG TAG=12
    /// FROM debian:${TAG}
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12@sha256:24454f830cdb571e
    /// ```
    /// ```dockerfile good
    /// FROM debian:12.5-slim@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d AS build
    /// RUN --mount=type=cache,target=/root/.cache make
    /// FROM scratch
    /// COPY --from=build /app /app
    /// COPY --from=0 /etc/app.conf /etc/app.conf
    /// ```
    /// ```dockerfile good
    /// ARG BASE=debian@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
    /// FROM ${BASE}
    /// ```
    /// ```dockerfile good
    /// ARG TAG
    /// FROM debian:${TAG}
    /// ```
    ///
    /// ## How to fix
    /// Append the digest: `FROM debian:12.5-slim@sha256:...`. `docker buildx imagetools inspect debian:12.5-slim` shows it; a
    /// bot such as Renovate or Dependabot keeps it up to date, so that updates still come.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. OCI image specification, descriptors, digests.
    pub static UNPINNED_DIGEST = Rule {
        id: "unpinned-digest",
        title: "Image not pinned by its digest",
        category: Category::BaseImage,
        profile: Profile::Strict,
        severity: Severity::Low,
        aliases: &["BASE-002", "semgrep:dockerfile-source-not-pinned"],
        controls: &[
        Control::inferred("NIST SP 800-190", "4.1.5"),
        Control::read("NIST SP 800-190", "4.2.2"),
        Control::read("NIST SP 800-53 r5", "SI-7"),
        Control::inferred("NIST SP 800-53 r5", "SR-4(3)"),
        Control::read("NIST SP 800-53 r5", "SC-8(2)"),
        Control::read("DISA", "CICDG 2.14 CCI-002422"),
        Control::read("PCI DSS", "CG 3.2"),
        ],
        cwe: Some(494),
        inputs: Inputs::Dockerfile,
        message: "{usage} \"{reference}\" {how}",
        why: "A tag can be moved to other content by whoever can push to the registry; a digest cannot.",
        fix: "Append the digest of the image that was reviewed, as in `FROM debian:12.5-slim@sha256:...`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for base in &facts.bases {
        let usage = match base.usage {
            BaseUse::From => "Base",
            BaseUse::Copy => "Source of a copy",
            BaseUse::Mount => "Source of a mount",
            BaseUse::Annotation => continue,
        };
        if base.reference.is_empty() || base.reference.contains('$') {
            continue;
        }
        let how = match base.reference.split_once('@') {
            None => "is not pinned by a digest",
            Some((_, digest)) if !is_whole(digest) => "has a digest that is not a whole one",
            Some(_) => continue,
        };
        // A number means a stage, and if there is none, that is the fault.
        if base.usage != BaseUse::From && base.reference.parse::<u32>().is_ok() {
            continue;
        }
        let context = base.usage != BaseUse::From && !base.reference.contains(['/', ':']);
        findings
            .at(base.place.clone())
            .detail("usage", usage)
            .masked("reference", &base.reference)
            .detail("how", how)
            .confidence(if context { Confidence::Medium } else { Confidence::High })
            .fix(placeholder(facts, base))
            .done();
    }
}

/// Puts a digest behind an image of FROM. Builds fail until it is the right one.
fn placeholder(facts: &Facts<'_>, base: &Base) -> Option<Fix> {
    let (instruction, offset) = edit::instruction_at(facts, &base.place).filter(|_| base.usage == BaseUse::From)?;
    let word = instruction.words().iter().find(|word| word.span.start == offset)?;
    // A name with capital letters may be that of no image at all.
    let is_odd = |letter: char| matches!(letter, '$' | '@') || letter.is_ascii_uppercase();
    let is_image = edit::is_exact(facts.file()?, word) && !word.text.contains(is_odd);
    let fix = Fix::review("Add a digest, whose zeros are to be replaced");
    is_image.then(|| fix.insert(word.span.end, format!("@sha256:{:064}", 0)))
}

/// Whether it is a digest of an algorithm that registries know, with all its digits.
pub(super) fn is_whole(digest: &str) -> bool {
    let digits = match digest.split_once(':') {
        Some(("sha256", digits)) if digits.len() == 64 => digits,
        Some(("sha512", digits)) if digits.len() == 128 => digits,
        _ => return false,
    };
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
