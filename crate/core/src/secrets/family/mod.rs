//! The known token formats as data, one file a family of vendors. Nothing here runs; `matcher` and `prefilter` read it.
//!
//! Before each kind stands its source: a page, a program or a standard of those who issue the token; or its type in
//! "GitHub's list" (GitHub documentation, "Supported secret scanning patterns"), which vendors and GitHub keep together
//! and which names kinds, not forms; or the word that neither was found. Vendors show how a token begins more often than
//! how long it is: what the source leaves open is as seen in use and as public scanners have it.

use super::kind::Kind;
use super::matcher::{Matcher, Part};
use super::set::Set;

pub(super) mod ai;
pub(super) mod azure;
pub(super) mod cloud;
pub(super) mod database;
pub(super) mod forge;
pub(super) mod framework;
pub(super) mod generic;
pub(super) mod messaging;
pub(super) mod named;
pub(super) mod payment;
pub(super) mod registry;
pub(super) mod saas;
pub(super) mod service;

/// A number as of RFC 9562, in small letters.
const UUID: &[Part] = &[
    Part::Run(Set::LowerHex, 8, 8),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 12, 12),
];

/// All matchers by family. Where two match at one place, the earlier wins.
pub(super) const ALL: &[&[Matcher]] = &[
    cloud::MATCHERS,
    azure::MATCHERS,
    forge::MATCHERS,
    registry::MATCHERS,
    ai::MATCHERS,
    messaging::MATCHERS,
    payment::MATCHERS,
    database::MATCHERS,
    service::MATCHERS,
    saas::MATCHERS,
    framework::MATCHERS,
    named::MATCHERS,
    generic::MATCHERS,
];

/// All kinds by family.
pub(super) const KINDS: &[&[&Kind]] = &[
    cloud::KINDS,
    azure::KINDS,
    forge::KINDS,
    registry::KINDS,
    ai::KINDS,
    messaging::KINDS,
    payment::KINDS,
    database::KINDS,
    service::KINDS,
    saas::KINDS,
    framework::KINDS,
    named::KINDS,
    generic::KINDS,
];

#[cfg(test)]
mod tests {
    use super::KINDS;

    const FILES: &[&str] = &[
        include_str!("ai.rs"),
        include_str!("azure.rs"),
        include_str!("cloud.rs"),
        include_str!("database.rs"),
        include_str!("forge.rs"),
        include_str!("framework.rs"),
        include_str!("generic.rs"),
        include_str!("messaging.rs"),
        include_str!("named.rs"),
        include_str!("payment.rs"),
        include_str!("registry.rs"),
        include_str!("saas.rs"),
        include_str!("service.rs"),
    ];

    /// Kinds of which nobody says where they are documented: this number may only fall.
    const WITHOUT_SOURCE: usize = 13;

    fn is_source(said: &str) -> bool {
        let standard = |word: &str| said.starts_with(word);
        said.starts_with("https://") && said.trim_start_matches("https://").contains('.')
            || said.strip_prefix("GitHub's list, `").is_some_and(|kind| kind.ends_with('`') && !kind.contains(' '))
            // A standard, a page of the manual, a named document.
            || ["RFC ", "Microsoft, ", "no form: "].into_iter().any(standard)
            || said.split(['(', ')']).nth(1).is_some_and(|section| matches!(section, "1" | "5" | "8"))
    }

    #[test]
    fn every_kind_says_where_it_is_documented_or_that_nothing_was_found() {
        let (mut kinds, mut unknown) = (0, 0);
        for file in FILES {
            let mut before = "";
            for line in file.lines().map(str::trim) {
                let declared = line.split_once(" = \"").is_some_and(|(name, _)| {
                    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
                });
                if declared {
                    kinds += 1;
                    let said = before.strip_prefix("// source: ").unwrap_or_default();
                    let honest = said == "not found; the form is as seen in use";
                    unknown += usize::from(honest);
                    assert!(honest || is_source(said), "{line}\nhas no source before it: {before}");
                }
                before = line;
            }
        }
        assert_eq!(kinds, KINDS.iter().map(|family| family.len()).sum::<usize>());
        assert!(unknown <= WITHOUT_SOURCE, "{unknown}");
    }
}
