//! `local-time`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Whether the image sets another time zone than UTC: by the variable `TZ`, or by a link of `/etc/localtime`. It is
    /// informative and of the os-stig profile only.
    ///
    /// ## Why it matters
    /// Logs of several services can be put in order only by one clock, and an hour comes twice where summer time ends.
    ///
    /// ## Examples
    /// ```image bad
    /// env TZ=Europe/Berlin
    /// ```
    /// ```image bad
    /// /etc/localtime -> /usr/share/zoneinfo/America/New_York
    /// ```
    /// ```image bad
    /// env TZ=:Asia/Tokyo
    /// ```
    /// ```image good
    /// env TZ=UTC
    /// ```
    /// ```image good
    /// /etc/localtime -> /usr/share/zoneinfo/Etc/UTC
    /// ```
    /// ```image good
    /// env TZ=Etc/GMT
    /// /etc/localtime -> ../usr/share/zoneinfo/UCT
    /// ```
    ///
    /// ## How to fix
    /// `ENV TZ=UTC`, and show local time where people read it.
    ///
    /// ## References
    /// tzset(3); NIST SP 800-53, AU-8.
    pub static LOCAL_TIME = Rule {
        id: "local-time",
        title: "Another time zone than UTC",
        category: Category::Monitoring,
        profile: Profile::OsStig,
        severity: Severity::Info,
        confidence: Confidence::High,
        aliases: &["MON-009"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "AU-8"),
            Control::read("DISA", "CTR-000865"),
            Control::inferred("PCI DSS", "10.6.2"),
        ],
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The time zone is {zone}",
        why: "Logs of several services can be put in order only by one clock.",
        fix: "Set `TZ=UTC`, and show local time where people read it.",
        check: check,
    };
}

static UTC: Words = words!["UTC", "UCT", "GMT", "Universal", "Zulu", "Greenwich", "GMT0"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let is_utc = |zone: &str| UTC.contains(&zone.rsplit('/').next().unwrap_or_default());
    let variable = facts.settings.env.iter().find(|setting| setting.value.0 == "TZ");
    if let Some(setting) = variable.filter(|setting| !setting.value.1.is_empty()) {
        let zone = setting.value.1.trim_start_matches(':');
        if !is_utc(zone) && !zone.starts_with("UTC0") {
            findings.at(setting.place.clone()).masked("zone", zone).done();
        }
        return;
    }
    let link = files.rootfs.get(b"etc/localtime").filter(|node| !node.link.is_empty());
    if let Some(node) = link.filter(|node| !is_utc(&String::from_utf8_lossy(base_name(node.link)))) {
        findings.at(Place::file(node.path, node.layer)).bytes("zone", node.link).done();
    }
}
