//! One fact is one finding: where two rules see the same of the same file, the more exact one keeps it.
//!
//! It is settled over findings and not in the rules, so that the other one tells where the exact one does not run.

use super::baseline::is_about_rights;
use crate::finding::{Finding, Place, Severity};
use crate::ordered::Map;

/// A rule whose finding is left out where one of the others has one for the same path that is no less severe. Each of the
/// others may say something else of the path, which is then less severe.
const SAID_BY: [(&str, &[&str]); 7] = [
    ("world-writable-file", &["sensitive-file-mode", "replaceable-entrypoint", "setuid-file"]),
    ("world-writable-directory", &["sensitive-file-mode", "home-directory-mode"]),
    ("unprotected-log-directory", &["world-writable-directory"]),
    ("unowned-file", &["unprotected-system-file", "home-directory-mode"]),
    ("writable-application", &["replaceable-entrypoint"]),
    // The bit is what makes sudo sudo.
    ("setuid-file", &["sudo-in-image"]),
    ("packaged-file-altered", &["unprotected-system-file", "sensitive-file-mode"]),
];

/// Drops what another finding says better.
pub(super) fn settle(found: &mut Vec<Finding>) {
    for (rule, others) in SAID_BY {
        let mut told: Map<String, Severity> = Map::new();
        for finding in found.iter().filter(|finding| others.contains(&finding.rule.id)) {
            if let Place::File { path, .. } = &finding.place {
                told.change_or(path.clone(), || finding.severity, |worst| *worst = (*worst).max(finding.severity));
            }
        }
        found.retain(|finding| match &finding.place {
            // Beside another mode or owner, what it says of contents is a fact of its own.
            Place::File { path, .. } if finding.rule.id == rule && is_about_rights(finding) => {
                told.get(path).is_none_or(|worst| *worst < finding.severity)
            }
            _ => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::SAID_BY;
    use crate::analysis::{Options, archive};
    use crate::config::{Config, Level};
    use crate::rules::{self, Profile};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str, off: &str) -> Vec<(String, &'static str)> {
        let severities = vec![(off.to_owned(), Level::Off)];
        let config = Config { profile: Profile::Strict, severities, ..Config::default() };
        let options = Options { config, ..Options::default() };
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &options).unwrap();
        let about = |rule: &str| SAID_BY.iter().any(|(one, others)| rule == *one || others.contains(&rule));
        let found = report.targets[0].findings.iter().filter(|found| about(&found.rule));
        found.map(|found| (found.rule.to_string(), found.severity.name())).collect()
    }

    #[test]
    fn a_file_that_everybody_may_write_is_one_finding_of_the_most_exact_rule() {
        for (recipe, rule, severity) in [
            ("/etc/passwd 0666 0:0 \"\"\n", "sensitive-file-mode", "high"),
            ("/usr/bin/tool 4777 0:0 size=9\n", "setuid-file", "critical"),
            ("entrypoint [\"/srv/start\"]\n/srv/start 0777 0:0 size=9\n", "replaceable-entrypoint", "high"),
        ] {
            assert_eq!(found(recipe, ""), [(rule.to_owned(), severity)], "{recipe}");
            assert_eq!(found(recipe, rule)[0].0, "world-writable-file", "{recipe}");
        }
    }

    #[test]
    fn other_facts_that_two_rules_see_are_one_finding_too() {
        let guest = "/etc/passwd 0644 0:0 \"guest:x:1001:1001::/home/guest:/bin/sh\\n\"\n";
        let owned = "/lib/apk/db/installed 0644 0:0 \"P:x\\nV:1\\nF:usr/lib\\nR:libx.so\\na:0:0:755\\n\"\n";
        for (recipe, other, rule) in [
            (format!("{guest}/home/guest/ 0777 1001:1001\n"), "world-writable-directory", "home-directory-mode"),
            (String::from("/var/log/ 0777 0:0\n"), "unprotected-log-directory", "world-writable-directory"),
            (format!("{guest}/usr/local/lib/x.so 0755 501:0 size=9\n"), "unowned-file", "unprotected-system-file"),
            (
                format!("{guest}user 1001\nentrypoint [\"/opt/start\"]\n/opt/start 0755 1001:1001 size=9\n"),
                "writable-application",
                "replaceable-entrypoint",
            ),
            (
                format!("{guest}{owned}/usr/lib/libx.so 0755 1001:0 size=9\n"),
                "packaged-file-altered",
                "unprotected-system-file",
            ),
        ] {
            let rules = |off| found(&recipe, off).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
            assert!(rules("").contains(&rule.to_owned()) && !rules("").contains(&other.to_owned()), "{:?}", rules(""));
            assert!(rules(rule).contains(&other.to_owned()), "{other}: {:?}", rules(rule));
        }
    }

    #[test]
    fn every_name_is_a_rules() {
        for name in SAID_BY.iter().flat_map(|(rule, others)| others.iter().chain([rule])) {
            assert!(rules::all().any(|rule| rule.id == *name), "{name}");
        }
    }

    #[test]
    fn another_fact_of_the_same_file_stays() {
        let two = found("/usr/bin/tool 4646 0:0 size=9\n", "");
        assert_eq!(two.len(), 2, "nobody may execute it, and everybody may write it: {two:?}");
    }
}
