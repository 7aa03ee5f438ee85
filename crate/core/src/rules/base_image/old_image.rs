//! `old-image`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::time::format_date;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// How old the image is on the day that the report is made for: more than 90 days is low, more than 365 days medium.
    /// The age is told by `created` in the image's config. Reproducible builds write a fixed date there (1970, 1980); then
    /// and where `created` is missing, the newest modification time of a file tells it, so that the image is at most that
    /// young in its content. Dates before 1990 and dates in the future are not believed; if none can be believed, an
    /// informational finding says that the age is not known. Without a day to judge by, the rule is silent.
    ///
    /// ## Why it matters
    /// Packages get security updates every week, and an image gets them only when it is built again. Age is no hole by
    /// itself, but after a year without a build it is all but sure that known holes are in the image.
    ///
    /// ## Examples
    /// The examples are judged on 2026-11-01.
    /// ```image bad
    /// created 2026-07-01T00:00:00Z
    /// /app 0755 0:0 size=10
    /// ```
    /// A reproducible build, whose newest file is of January 2025:
    /// ```image bad
    /// created 1970-01-01T00:00:00Z
    /// /app 0755 0:0 size=10 mtime=1736000000
    /// /etc/passwd 0644 0:0 size=10 mtime=0
    /// ```
    /// No date at all can be believed:
    /// ```image bad
    /// created 1980-01-01T00:00:01Z
    /// /app 0755 0:0 size=10 mtime=1
    /// ```
    /// ```image bad
    /// created 2031-01-01T00:00:00Z
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// created 2026-09-01T00:00:00Z
    /// /app 0755 0:0 size=10 mtime=1500000000
    /// ```
    /// ```image good
    /// created 1970-01-01T00:00:00Z
    /// /app 0755 0:0 size=10 mtime=1791000000
    /// ```
    ///
    /// ## How to fix
    /// Build the image again on a schedule, with `--pull --no-cache`, so that base image and packages are current. In a
    /// reproducible build set `SOURCE_DATE_EPOCH` to the time of the last commit.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.1. OCI image specification, config, `created`.
    pub static OLD_IMAGE = Rule {
        id: "old-image",
        title: "Image was built long ago",
        category: Category::BaseImage,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["BASE-009"],
        controls: &[
            Control::read("CIS Docker", "4.4"),
            Control::read("NIST SP 800-190", "4.1.1"),
            Control::read("NIST SP 800-190", "4.2.2"),
            Control::read("NIST SP 800-53 r5", "SI-2"),
            Control::read("NIST SP 800-53 r5", "SI-2(6)"),
            Control::read("DISA", "CICDG 2.15 CCI-002617"),
            Control::read("DISA", "CTR-001125"),
            Control::read("PCI DSS", "CG 10.3"),
            Control::inferred("PCI DSS", "6.3.3"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The image {age}",
        why: "An image gets security updates only when it is built again.",
        fix: "Build the image again on a schedule, with `--pull --no-cache`, so that base image and packages are current.",
        check: check,
    };
}

const SECONDS_A_DAY: i64 = 86_400;

/// Days from which an image is old, and very old.
const OLD_DAYS: i64 = 90;
const VERY_OLD_DAYS: i64 = 365;

/// 1990-01-01: older than any container, younger than the dates that reproducible builds write.
const FIRST_BELIEVED: i64 = 631_152_000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (Some(image), Some(as_of)) = (&facts.image, facts.as_of) else { return };
    // Clocks differ, and a day has begun elsewhere before it has here.
    let last_believed = as_of.saturating_add(SECONDS_A_DAY);
    let created = image.config.created_at;
    let config = Place::config("created");
    if let Some(created) = created.filter(|created| *created > last_believed) {
        let date = format_date(created);
        let age = format!("is dated {date}, after the day of this report, so its age is not known");
        findings.at(config).severity(Severity::Info).detail("age", age).detail("date", date).done();
        return;
    }
    let believed = |time: &i64| (FIRST_BELIEVED..=last_believed).contains(time);
    let newest = || facts.files().and_then(|files| newest_file(files, &believed));
    let (time, place, of) = match created.filter(believed) {
        Some(created) => (created, config, "was built"),
        None => match newest() {
            Some((time, place)) => (time, place, "is a reproducible build and has its newest file from"),
            None => {
                let age = "has no date that can be believed, as reproducible builds have, so its age is not known";
                let date = created.map_or_else(|| String::from("none"), format_date);
                findings.at(config).severity(Severity::Info).detail("age", age).detail("date", date).done();
                return;
            }
        },
    };
    let days = as_of.saturating_sub(time).div_euclid(SECONDS_A_DAY);
    if days <= OLD_DAYS {
        return;
    }
    let (severity, limit) =
        if days > VERY_OLD_DAYS { (Severity::Medium, VERY_OLD_DAYS) } else { (Severity::Low, OLD_DAYS) };
    let date = format_date(time);
    let age = format!("{of} {}{date}, {days} days ago", if of == "was built" { "on " } else { "" });
    findings.at(place).severity(severity).detail("age", age).detail("date", date).detail("limit_days", limit).done();
}

/// The newest believed modification time of a file, and the file.
fn newest_file(files: &Files<'_>, believed: &dyn Fn(&i64) -> bool) -> Option<(i64, Place)> {
    let all = files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && believed(&node.mtime));
    all.max_by_key(|node| node.mtime).map(|node| (node.mtime, Place::file(node.path, node.layer)))
}

#[cfg(test)]
mod tests {
    use crate::analysis::{self, Options};
    use crate::image::time::parse_rfc3339;
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str, as_of: Option<&str>) -> Option<(String, String)> {
        let image = Recipe::parse(recipe).unwrap();
        let as_of = as_of.map(|text| parse_rfc3339(text).unwrap());
        let report = analysis::archive(&image.docker_archive(), &Options { as_of, ..Options::default() }).unwrap();
        let finding = report.targets[0].findings.iter().find(|finding| finding.rule == "old-image")?;
        Some((finding.severity.name().to_owned(), finding.message.clone()))
    }

    #[test]
    fn severity_follows_the_age() {
        let recipe = "created 2026-01-01T00:00:00Z\n/a 0644 0:0 size=1\n";
        assert_eq!(found(recipe, None), None);
        assert_eq!(found(recipe, Some("2026-04-01T00:00:00Z")), None, "exactly 90 days");
        let (severity, message) = found(recipe, Some("2026-04-02T00:00:00Z")).unwrap();
        assert_eq!((severity.as_str(), message.as_str()), ("low", "The image was built on 2026-01-01, 91 days ago"));
        assert_eq!(found(recipe, Some("2027-01-01T00:00:00Z")).unwrap().0, "low");
        assert_eq!(found(recipe, Some("2027-01-02T00:00:00Z")).unwrap().0, "medium");
        assert_eq!(found(recipe, Some("2025-12-31T12:00:00Z")), None, "the clocks of two machines differ");
        assert_eq!(found(recipe, Some("2025-12-01T00:00:00Z")).unwrap().0, "info");
    }

    #[test]
    fn files_from_the_future_and_from_1980_tell_nothing() {
        let recipe = "/a 0644 0:0 size=1 mtime=315532800\n/b 0644 0:0 size=1 mtime=4000000000\n";
        let (severity, message) = found(recipe, Some("2026-11-01T00:00:00Z")).unwrap();
        assert_eq!(severity, "info");
        assert!(message.contains("age is not known"), "{message}");
    }
}
