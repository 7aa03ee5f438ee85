//! One fact is one finding: where two rules see the same of the same file, the more exact one keeps it.
//!
//! It is settled over findings and not in the rules, so that the other one tells where the exact one does not run.

use super::baseline::SENSITIVE_FILE_MODE;
use super::permissions::{REPLACEABLE_ENTRYPOINT, SETUID_FILE, WORLD_WRITABLE_FILE};
use crate::finding::{Finding, Place, Severity};
use crate::ordered::Map;

/// Rules that say what follows from a file that every user may write. Each of them may say something else of a file, which
/// is then less severe than this.
const SAY_MORE: [&str; 3] = [SENSITIVE_FILE_MODE.id, REPLACEABLE_ENTRYPOINT.id, SETUID_FILE.id];

/// Drops what another finding says better.
pub(super) fn settle(found: &mut Vec<Finding>) {
    let mut told: Map<String, Severity> = Map::new();
    for finding in found.iter().filter(|finding| SAY_MORE.contains(&finding.rule.id)) {
        if let Place::File { path, .. } = &finding.place {
            told.change_or(path.clone(), || finding.severity, |worst| *worst = (*worst).max(finding.severity));
        }
    }
    found.retain(|finding| match &finding.place {
        Place::File { path, .. } if finding.rule.id == WORLD_WRITABLE_FILE.id => {
            told.get(path).is_none_or(|worst| *worst < finding.severity)
        }
        _ => true,
    });
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Options, archive};
    use crate::config::{Config, Level};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str, off: &str) -> Vec<(String, &'static str)> {
        let config = Config { severities: vec![(off.to_owned(), Level::Off)], ..Config::default() };
        let options = Options { config, ..Options::default() };
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &options).unwrap();
        let about = ["world-writable-file", "sensitive-file-mode", "setuid-file", "replaceable-entrypoint"];
        let found = report.targets[0].findings.iter().filter(|found| about.contains(&&*found.rule));
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
    fn another_fact_of_the_same_file_stays() {
        let two = found("/usr/bin/tool 4646 0:0 size=9\n", "");
        assert_eq!(two.len(), 2, "nobody may execute it, and everybody may write it: {two:?}");
    }
}
