//! Any bytes as a Dockerfile whose findings are fixed: every edit lies in the text and on the borders of characters, the
//! fixes come to an end, what comes out reads no worse than what went in, and a second run changes nothing.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::Config;
use plimsoll_core::dockerfile::parse;
use plimsoll_core::fix::{self, Choice};
use plimsoll_core::limits::MAX_FIX_ROUNDS;
use plimsoll_core::report::model::Fix;
use plimsoll_core::rules::Profile;

use crate::image_report;

fn options(profile: Profile) -> Options {
    Options { config: Config { profile, ..Config::default() }, ..image_report::options() }
}

fn offers(text: &str, options: &Options) -> Vec<Fix> {
    let Ok(report) = analysis::dockerfile(text.as_bytes(), options) else { return Vec::new() };
    report.targets.into_iter().flat_map(|target| target.findings).filter_map(|finding| finding.fix).collect()
}

fn assert_edits(text: &str, fix: &Fix) {
    assert!(!fix.title.is_empty());
    let mut at = 0;
    for edit in &fix.edits {
        let (start, end) = (edit.start as usize, edit.end as usize);
        assert!(at <= start && start <= end && end <= text.len(), "{fix:?} in {} bytes", text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{fix:?} divides a character");
        assert!(edit.line >= 1 && edit.column >= 1, "{fix:?}");
        at = end;
    }
}

/// See the module.
pub fn holds(data: &[u8]) {
    for profile in [Profile::Default, Profile::Strict] {
        let options = options(profile);
        for choice in [Choice::Safe, Choice::All] {
            let Ok(text) = std::str::from_utf8(data) else {
                let error = fix::dockerfile(data, &options, choice).expect_err("the text is not UTF-8");
                assert!(!error.what.is_empty() && !error.action.is_empty());
                return;
            };
            let Ok(fixed) = fix::dockerfile(data, &options, choice) else { return };
            for offer in offers(text, &options) {
                assert_edits(text, &offer);
            }
            if fixed.applied.is_empty() {
                assert_eq!(fixed.text, text);
                continue;
            }
            let (before, after) = (parse(text), parse(&fixed.text));
            // The value of a flag is judged only once its name is right.
            let names_a_flag = fixed.applied.iter().any(|applied| applied.rule == "unknown-flag");
            assert!(
                names_a_flag || after.problems.len() <= before.problems.len(),
                "{text:?} had {:?} and became {:?} with {:?}",
                before.problems,
                fixed.text,
                after.problems
            );
            // A text with more fixes in one place than there are rounds is left with some.
            if fixed.applied.len() < MAX_FIX_ROUNDS {
                let again = fix::dockerfile(fixed.text.as_bytes(), &options, choice).expect("it was fixed before");
                assert_eq!(again.text, fixed.text, "a second run changes something: {:?}", again.applied);
                let wanted = |offer: &Fix| !offer.edits.is_empty() && (offer.safe || choice == Choice::All);
                assert!(!offers(&fixed.text, &options).iter().any(wanted), "a fix is left in {:?}", fixed.text);
            }
        }
    }
}
