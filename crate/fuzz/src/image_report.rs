//! Any bytes as an archive give an error that says what to do, or a report that every writer can write, that is the same
//! each time, and that is not complete if anything is missing.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::image::plan::Choice;
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::Style;
use plimsoll_core::report::{json, plain, sarif};

use crate::{drive, repair};

/// 2026-11-01.
const AS_OF: i64 = 1_793_491_200;

pub(crate) fn options() -> Options {
    let choice = Choice { all: true, ..Choice::default() };
    Options { name: "input".to_owned(), as_of: Some(AS_OF), choice, ..Options::default() }
}

/// What must be true of every report.
pub(crate) fn assert_sound(report: &Report) {
    let text = json::write(report);
    assert_eq!(serde_json(&text), *report, "a report can be read back");
    assert!(text.ends_with("}\n"));
    assert!(sarif::write(std::slice::from_ref(report)).ends_with("}\n"));
    for style in [Style::Plain, Style::Coloured] {
        let shown = plain::write(report, style);
        let harmful = |character: char| {
            character.is_control() && character != '\n' && (character != '\x1b' || style == Style::Plain)
        };
        assert!(!shown.contains(harmful), "control characters reach the terminal");
    }
    let gaps: Vec<_> = report.gaps.iter().chain(report.targets.iter().flat_map(|target| &target.gaps)).collect();
    assert_eq!(report.complete, !gaps.iter().any(|gap| gap.hides_content()));
    for gap in gaps {
        assert!(!gap.what.is_empty() && !gap.action.is_empty(), "{gap:?}");
    }
    let mut layers = report.targets.iter().filter_map(|target| target.image.as_ref()).flat_map(|image| &image.layers);
    assert!(!report.complete || layers.all(|layer| layer.complete), "a layer is not complete and nothing says so");
}

fn serde_json(text: &str) -> Report {
    serde_json::from_str(text).expect("a report is JSON of its own model")
}

/// See the module.
pub fn holds(data: &[u8]) {
    let mut repaired = data.to_vec();
    repair::checksums(&mut repaired);
    for data in [data, &repaired] {
        // The engine's own limits let a bomb have its grace; that is tested elsewhere.
        let Ok(scanned) = drive::stream([data]) else { continue };
        let report = analysis::report(&scanned, &options());
        assert_sound(&report);
        assert_eq!(json::write(&report), json::write(&analysis::report(&scanned, &options())));
    }
}
