//! `stale-base`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::time::format_date;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the base was already old when the image was built on it: the dates in the build history, of the last step of
    /// the base and of the last step of all, lie more than 60 days apart. Where the base ends is told by the layers of
    /// another image in the archive, by the Dockerfile in the provenance, or, with less confidence, by a CMD or ENTRYPOINT
    /// that more steps follow. Dates before 1990, as reproducible builds write them, are not judged.
    ///
    /// ## Why it matters
    /// An image that was built yesterday on a base of last year looks current and has last year's holes: builders keep
    /// bases in their cache until they are told to pull.
    ///
    /// ## Examples
    /// ```image bad
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history CMD ["/bin/sh"]
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// set-config /history/0/created "2026-01-01T00:00:00Z"
    /// set-config /history/1/created "2026-01-01T00:00:00Z"
    /// set-config /history/2/created "2026-06-01T00:00:00Z"
    /// ```
    /// ```image bad
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history ENTRYPOINT ["/bin/sh"]
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// history CMD ["/app"]
    /// set-config /history/1/created "2025-01-01T00:00:00Z"
    /// set-config /history/2/created "2026-06-01T00:00:00Z"
    /// set-config /history/3/created "2026-06-01T00:00:00Z"
    /// ```
    /// ```image bad
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history CMD ["/bin/sh"]
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// set-config /history/1/created "2026-01-01T00:00:00Z"
    /// set-config /history/2/created "2026-03-03T00:00:00Z"
    /// ```
    /// ```image good
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history CMD ["/bin/sh"]
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// set-config /history/1/created "2026-01-01T00:00:00Z"
    /// set-config /history/2/created "2026-03-02T00:00:00Z"
    /// ```
    /// ```image good
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history CMD ["/bin/sh"]
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// set-config /history/1/created "1970-01-01T00:00:00Z"
    /// set-config /history/2/created "2026-03-02T00:00:00Z"
    /// ```
    /// ```image good
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// history CMD ["/bin/sh"]
    /// ```
    ///
    /// ## How to fix
    /// Build with `docker build --pull`, and without a stale cache, whenever the base is published anew.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.1. OCI image specification, config, `history`.
    pub static STALE_BASE = Rule {
        id: "stale-base",
        title: "Base was old when the image was built on it",
        category: Category::BaseImage,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["BASE-010"],
        controls: &[
            Control::inferred("CIS Docker", "4.4"),
            Control::inferred("CIS Docker", "4.7"),
            Control::read("NIST SP 800-190", "4.1.1"),
            Control::inferred("NIST SP 800-53 r5", "SI-2"),
            Control::read("DISA", "CICDG 2.8, 2.15"),
            Control::inferred("PCI DSS", "6.3.3"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Identity],
        inputs: Inputs::Image,
        message: "The base is of {date}, {age} days older than the image",
        why: "An image that is new on an old base looks current and has the old base's holes.",
        fix: "Build with `--pull` and without a stale cache whenever the base is published anew.",
        check: check,
    };
}

/// Of the catalogue, `max_base_age_days`.
const MAX_DAYS: i64 = 60;

const SECONDS_A_DAY: i64 = 86_400;

/// 1990-01-01: older than any container, younger than the dates that reproducible builds write.
const FIRST_BELIEVED: i64 = 631_152_000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = &facts.image else { return };
    let Some(base) = &image.base else { return };
    let records = usize::try_from(base.records).unwrap_or(usize::MAX);
    let created = |index: usize| image.config.history.get(index)?.created_at.filter(|time| *time >= FIRST_BELIEVED);
    let Some(last) = records.checked_sub(1) else { return };
    let Some(of_base) = created(last) else { return };
    let Some(newest) = image.config.history.iter().filter_map(|record| record.created_at).max() else { return };
    let days = newest.saturating_sub(of_base).div_euclid(SECONDS_A_DAY);
    if days > MAX_DAYS {
        let (entry, layer) = (last, image.alignment.layer_of.get(last).copied().flatten());
        let layer = layer.and_then(|layer| u32::try_from(layer).ok());
        findings
            .at(Place::History { entry: u32::try_from(entry).unwrap_or(u32::MAX), layer })
            .detail("date", format_date(of_base))
            .detail("age", days)
            .confidence(if base.certain { Confidence::High } else { Confidence::Medium })
            .done();
    }
}
