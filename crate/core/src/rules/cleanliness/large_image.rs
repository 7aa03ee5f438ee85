//! `large-image`.

use super::size;
use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the layers of the image have together, uncompressed, more than 1024 MB (millions of bytes), or more than
    /// `max-size-mb` of the configuration. The place is the largest layer. A layer that is not in the archive counts
    /// nothing.
    ///
    /// ## Why it matters
    /// Large images take longer to pull and to scan, and most of what makes them large is never used by the service.
    ///
    /// ## Examples
    /// The limit is set low here:
    /// ```toml config
    /// max-size-mb = 1
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=2M
    /// ```
    /// The sum counts:
    /// ```image bad
    /// layer COPY a /a # buildkit
    /// /a 0755 0:0 size=600K
    /// layer COPY b /b # buildkit
    /// /b 0755 0:0 size=600K
    /// ```
    /// What a later layer deletes is still shipped:
    /// ```image bad
    /// layer COPY data.tar /data.tar # buildkit
    /// /data.tar 0644 0:0 size=2M
    /// layer RUN /bin/sh -c rm /data.tar # buildkit
    /// - /data.tar
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=500K
    /// ```
    /// ```image good
    /// layer COPY data.tar /data.tar # buildkit
    /// missing layer 0
    /// ```
    /// ```toml config
    /// max-size-mb = 3
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=2M
    /// ```
    ///
    /// ## How to fix
    /// Build in one stage and copy the result into another one; delete caches in the step that makes them.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2.
    pub static LARGE_IMAGE = Rule {
        id: "large-image",
        title: "Image is larger than the limit",
        category: Category::Cleanliness,
        severity: Severity::Info,
        aliases: &["BASE-008"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
        ],
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The layers have {size} uncompressed, more than {limit}; the largest has {largest}",
        why: "Large images take longer to pull and to scan, and most of what makes them large is never used.",
        fix: "Build in one stage and copy the result into another one; delete caches in the step that makes them.",
        check: check,
    };
}

/// As the catalogue has it.
const MOST: u32 = 1024;

const MILLION: u64 = 1_000_000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let (mut sum, mut largest) = (0_u64, (0, 0));
    for (layer, scanned) in (0_u32..).zip(files.rootfs.layers()) {
        let bytes = scanned.map_or(0, |scanned| scanned.tar_size);
        sum = sum.saturating_add(bytes);
        if bytes > largest.1 {
            largest = (layer, bytes);
        }
    }
    let limit = u64::from(facts.config.max_size_mb.unwrap_or(MOST)).saturating_mul(MILLION);
    if sum > limit {
        findings
            .at(Place::Layer { layer: largest.0 })
            .detail("size", size::shown(sum))
            .detail("limit", size::shown(limit))
            .detail("largest", size::shown(largest.1))
            .done();
    }
}
