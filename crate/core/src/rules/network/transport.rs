//! What the rules about transport share: controls, and findings about variables. Judges nothing.

use super::variable::{At, Variable};
use crate::facts::Facts;
use crate::finding::{Draft, Findings};
use crate::rules::Control;
use crate::rules::build_step::by_use;

/// TLS verification disabled (UPD-006 of the catalogue).
pub(super) const TLS: &[Control] = &[
    Control::inferred("NIST SP 800-190", "4.2.1"),
    Control::read("NIST SP 800-53 r5", "SC-8(1)"),
    Control::read("NIST SP 800-53 r5", "SC-17"),
    Control::read("DISA", "CICDG 2.7 CCI-002418"),
    Control::inferred("PCI DSS", "4.2.1"),
];

/// Package authentication switched off (UPD-003).
pub(super) const PACKAGES: &[Control] = &[
    Control::read("CIS Docker", "4.11"),
    Control::inferred("NIST SP 800-190", "4.1.5"),
    Control::inferred("NIST SP 800-53 r5", "CM-14"),
    Control::read("NIST SP 800-53 r5", "CM-5(3)"),
    Control::read("NIST SP 800-53 r5", "SI-7(6)"),
    Control::read("NIST SP 800-53 r5", "SR-3"),
    Control::read("DISA", "CICDG 2.11 CCI-001749"),
    Control::read("DISA", "CTR-000280"),
    Control::read("DISA", "RHEL-09-214015/020/025, UBTU-24-300001"),
    Control::read("PCI DSS", "6.3.3"),
];

/// Sources of packages that are not verified, or whose keys others may replace (UPD-004).
pub(super) const SOURCES: &[Control] = &[
    Control::inferred("CIS Docker", "4.11"),
    Control::inferred("NIST SP 800-190", "4.1.5"),
    Control::read("NIST SP 800-53 r5", "CM-14"),
    Control::inferred("NIST SP 800-53 r5", "SC-8"),
    Control::read("DISA", "V-203720"),
    Control::read("DISA", "RHEL-09-214025"),
    Control::read("DISA", "SRG-OS-000366-GPOS-00153"),
    Control::read("PCI DSS", "6.3.3"),
];

/// Remote code piped or fetched without verification (UPD-005).
pub(super) const REMOTE_CODE: &[Control] = &[
    Control::inferred("CIS Docker", "4.9"),
    Control::inferred("CIS Docker", "4.11"),
    Control::inferred("NIST SP 800-190", "4.1.5"),
    Control::read("NIST SP 800-53 r5", "CM-7"),
    Control::inferred("NIST SP 800-53 r5", "SI-7"),
    Control::inferred("NIST SP 800-53 r5", "SR-11"),
    Control::read("DISA", "CICDG 2.4 CCI-000381"),
    Control::inferred("PCI DSS", "6.3.2"),
];

/// A finding about a variable.
pub(super) fn of_variable<'f>(
    facts: &Facts<'_>,
    findings: &'f mut Findings,
    variable: &Variable<'_>,
    severity: crate::finding::Severity,
) -> Draft<'f> {
    match variable.at {
        At::Step(step, span) => findings.at(facts.place_in(step, span)).severity(by_use(step, severity)),
        At::Config(place) => findings.at(place.clone()).severity(severity),
    }
}

/// What reads as no, in settings of most programs.
pub(super) fn is_no(value: &str) -> bool {
    ["false", "0", "no", "off", "n"].iter().any(|no| no.eq_ignore_ascii_case(value.trim()))
}

/// What reads as yes.
pub(super) fn is_yes(value: &str) -> bool {
    ["true", "1", "yes", "on", "y", "enable", "with"].iter().any(|yes| yes.eq_ignore_ascii_case(value.trim()))
}

/// The host of a URL, without user and port; empty if it is not known before the build.
pub(super) fn host(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether a URL stays on the machine that builds.
pub(super) fn is_local(url: &str) -> bool {
    let host = host(url);
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || matches!(host, "::1" | "0.0.0.0")
}
