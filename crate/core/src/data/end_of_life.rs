//! When the support of distribution releases ends: reads the table in `end_of_life.txt` and finds a release in it.
//!
//! The table has one release a line, oldest first in each distribution, and no comments, since it is downloaded as it is:
//!
//! ```text
//! id  version  codename or -  end of regular support  [long-term:end [later:end]]
//! ```
//!
//! id and version are ID and VERSION_ID of os-release(5), the version cut to the parts that name a release; but centos-stream
//! is ID=centos with "Stream" in its name. "long-term" is the distribution's own second phase, free (LTS) or paid (ESM, ELS,
//! LTSS, Extended); "later" is what is sold beyond it (Debian ELTS by Freexian, the Legacy add-on of Ubuntu Pro). Rolling
//! distributions (Wolfi, Chainguard, Arch, Tumbleweed, Debian testing) have no line and are not judged.
//!
//! Sources: `distro-info-data` (Debian, Ubuntu), the product pages of endoflife.date (all others), which follow the
//! vendors' life-cycle pages: alpinelinux.org/releases, access.redhat.com/support/policy/updates/errata,
//! suse.com/lifecycle, en.opensuse.org/Lifetime, aws.amazon.com/amazon-linux-2/faqs, docs.fedoraproject.org/releases,
//! learn.microsoft.com/azure/azure-linux, oracle.com's lifetime support policy. Where they differ, the newer source stands.
//! Photon 5.0 and Oracle Linux 10 have no published end and are left out.

use crate::image::time::parse_date;
use std::sync::LazyLock;

/// The day on which the table was last compared with its sources.
pub const AS_OF: &str = "2026-08-22";

static TABLE: &str = include_str!("end_of_life.txt");

const SECONDS_A_DAY: i64 = 86_400;

/// A phase of support and its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// `LTS`, `ESM`, `ELS`, ...
    pub name: &'static str,
    /// `YYYY-MM-DD`.
    pub end: &'static str,
}

/// One release of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// As `ID` of os-release, but `centos-stream`.
    pub id: &'static str,
    /// As `VERSION_ID`, cut to the parts that name the release.
    pub version: &'static str,
    /// The codename in small letters, where tags use it.
    pub codename: Option<&'static str>,
    /// Last day of regular support, `YYYY-MM-DD`.
    pub regular: &'static str,
    /// The distribution's own long-term phase.
    pub long_term: Option<Phase>,
    /// What is sold beyond that.
    pub later: Option<Phase>,
}

/// Where a version stands in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It is in the table.
    Release(Release),
    /// It is older than the oldest release of its distribution in the table, which is this one and has ended.
    OlderThan(Release),
    /// It is not in the table and not older than it.
    Unknown,
}

/// The table, read when first asked for.
static RELEASES: LazyLock<Vec<Release>> = LazyLock::new(|| TABLE.lines().filter_map(release).collect());

/// By codename: a Dockerfile has many words that could be one.
static CODENAMES: LazyLock<Vec<(&'static str, Release)>> = LazyLock::new(|| {
    let mut all: Vec<_> = releases().filter_map(|release| Some((release.codename?, release))).collect();
    crate::ordered::sort_by_key(&mut all, |(name, _)| *name);
    all.dedup_by_key(|(name, _)| *name);
    all
});

/// All releases, oldest first in each distribution.
pub fn releases() -> impl Iterator<Item = Release> {
    RELEASES.iter().copied()
}

fn release(line: &'static str) -> Option<Release> {
    let mut words = line.split_ascii_whitespace();
    let (id, version, codename, regular) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let mut phase = || words.next()?.split_once(':').map(|(name, end)| Phase { name, end });
    let (long_term, later) = (phase(), phase());
    Some(Release { id, version, codename: Some(codename).filter(|name| *name != "-"), regular, long_term, later })
}

/// Finds a release by `ID` and `VERSION_ID`; `3.19.1` finds Alpine 3.19 and `8.10` finds RHEL 8.
#[must_use]
pub fn find(id: &str, version: &str) -> Found {
    let id = if id == "raspbian" { "debian" } else { id };
    let version = known_cut(id, version);
    let mut own = RELEASES.iter().filter(|release| release.id == id);
    let Some(oldest) = own.clone().next() else { return Found::Unknown };
    if let Some(found) = own.find(|release| release.version == version) {
        return Found::Release(*found);
    }
    match (numbers(version), numbers(oldest.version)) {
        (Some(wanted), Some(known)) if wanted < known => Found::OlderThan(*oldest),
        _ => Found::Unknown,
    }
}

/// Finds a release by its codename, in small letters.
#[must_use]
pub fn by_codename(codename: &str) -> Option<Release> {
    let at = CODENAMES.binary_search_by(|(known, _)| (*known).cmp(codename)).ok()?;
    CODENAMES.get(at).map(|(_, release)| *release)
}

/// The first day without that phase, counted from 1970.
#[must_use]
pub fn first_day_after(end: &str) -> Option<i64> {
    day(end)?.checked_add(1)
}

/// A date as days from 1970.
#[must_use]
pub fn day(date: &str) -> Option<i64> {
    parse_date(date)
}

/// The day of a time.
#[must_use]
pub fn day_of(seconds: i64) -> i64 {
    seconds.div_euclid(SECONDS_A_DAY)
}

/// How many parts of a version name a release of this distribution.
fn parts(id: &str) -> usize {
    match id {
        "ubuntu" | "alpine" | "opensuse-leap" | "sles" | "photon" | "mariner" | "azurelinux" => 2,
        _ => 1,
    }
}

fn known_cut<'a>(id: &str, version: &'a str) -> &'a str {
    let parts = parts(id);
    // Amazon Linux counts 2018.03 by two parts, 2 and 2023 by one.
    let by_one = || releases().any(|release| release.id == id && release.version == cut(version, 1));
    cut(version, if id == "amzn" && !by_one() { 2 } else { parts })
}

fn cut(version: &str, parts: usize) -> &str {
    version.match_indices('.').nth(parts.saturating_sub(1)).and_then(|(at, _)| version.get(..at)).unwrap_or(version)
}

/// The parts of a version as numbers.
fn numbers(version: &str) -> Option<Vec<u32>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_its_dates_are_dates_in_order() {
        let lines = TABLE.lines().count();
        assert_eq!(releases().count(), lines);
        assert!(lines > 100);
        for release in releases() {
            let phases = [release.long_term, release.later].into_iter().flatten();
            let mut ends = vec![day(release.regular).unwrap_or_else(|| panic!("{release:?}"))];
            ends.extend(phases.map(|phase| day(phase.end).unwrap_or_else(|| panic!("{release:?}"))));
            assert!(ends.is_sorted(), "{release:?}");
            assert!(numbers(release.version).is_some(), "{release:?}");
        }
        assert!(day(AS_OF).is_some());
    }

    #[test]
    fn versions_are_cut_to_the_parts_that_name_a_release() {
        let version = |id, version| match find(id, version) {
            Found::Release(release) => Some(release.version),
            _ => None,
        };
        assert_eq!(version("alpine", "3.19.1"), Some("3.19"));
        assert_eq!(version("alpine", "3.2"), None, "3.2 is not 3.20");
        assert_eq!(version("rhel", "8.10"), Some("8"));
        assert_eq!(version("sles", "15"), Some("15"));
        assert_eq!(version("sles", "15.9"), None);
        assert_eq!(version("amzn", "2"), Some("2"));
        assert_eq!(version("amzn", "2018.03"), Some("2018.03"));
        assert_eq!(version("raspbian", "11"), Some("11"));
    }

    #[test]
    fn what_is_older_than_the_table_is_told_from_what_is_newer() {
        assert!(matches!(find("alpine", "3.2.1"), Found::OlderThan(release) if release.version == "3.7"));
        assert!(matches!(find("fedora", "20"), Found::OlderThan(_)));
        assert_eq!(find("debian", "99"), Found::Unknown);
        assert_eq!(find("wolfi", "20230201"), Found::Unknown);
        assert_eq!(find("debian", "forky/sid"), Found::Unknown);
        assert_eq!(find("debian", ""), Found::Unknown);
    }
}
