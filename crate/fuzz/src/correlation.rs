//! Any Dockerfile beside any build history: every index exists, pairs are in the order of both sides, what is counted is
//! what is there, and a second look finds the same. An image with that history gives a report whose causes lie in the file
//! and whose contradictions are of findings that the file's own report has.

use plimsoll_core::analysis::{self, BuiltFrom, Options};
use plimsoll_core::correlation::{Correlation, Outcome, correlate};
use plimsoll_core::dockerfile::stage::StageModel;
use plimsoll_core::dockerfile::{Dockerfile, history, parse_bytes};
use plimsoll_core::report::model::Report;
use plimsoll_image_builder::{Image, Layer};

use crate::image_report::{assert_sound, options};

/// More steps say nothing more of the report, and each layer is an archive of its own.
const MAX_STEPS_IN_IMAGE: usize = 40;

fn assert_pairs(file: &Dockerfile, found: &Correlation, entries: usize) {
    assert_eq!(found.entry_of.len(), found.expected.len());
    assert_eq!(found.instruction_of.len(), entries);
    assert!(found.expected.iter().all(|instruction| *instruction < file.instructions.len()));
    assert!(found.stage.is_some() || found.expected.is_empty());
    let mut last = None;
    for (instruction, entry) in found.expected.iter().zip(&found.entry_of) {
        let Some(entry) = *entry else { continue };
        assert!(last < Some(entry), "an entry before that of an earlier instruction: {found:?}");
        assert!(entry >= found.inherited, "the base image's own entry is paired: {found:?}");
        assert_eq!(found.instruction_of.get(entry), Some(&Some(*instruction)), "{found:?}");
        last = Some(entry);
    }
    // A step may have several entries, and an ONBUILD stands twice among the steps.
    let mut steps = found.expected.as_slice();
    for instruction in found.instruction_of.iter().flatten() {
        let at = steps.iter().position(|step| step == instruction);
        steps = &steps[at.unwrap_or_else(|| panic!("entries are not in the order of the file: {found:?}"))..];
    }
    let own = &found.instruction_of[found.inherited..];
    assert_eq!(found.foreign, own.iter().filter(|instruction| instruction.is_none()).count(), "{found:?}");
    assert!(found.matched() > 0 || found.outcome == Outcome::None);
    assert!(found.outcome != Outcome::Complete || (found.foreign == 0 && found.unmatched().next().is_none()));
}

fn image(lines: &[String]) -> Image {
    lines.iter().take(MAX_STEPS_IN_IMAGE).fold(Image::new(), |image, line| {
        let writes = ["RUN", "COPY", "ADD", "|", "/bin/sh -c "].iter().any(|start| line.starts_with(start));
        if writes && !line.contains("#(nop)") {
            image.layer(Layer::new().created_by(line.as_str()).file("srv/open", "x"))
        } else {
            image.history(line.as_str())
        }
    })
}

fn assert_explained(report: &Report, file: &Dockerfile, own: Option<&Report>) {
    let lines = file.line_index.position(&file.text, file.text.len() as u32).line;
    for target in &report.targets {
        let correlation = target.correlation.as_ref().expect("a Dockerfile was given");
        assert!(!correlation.message.is_empty() && correlation.matched <= correlation.instructions);
        assert!(correlation.unmatched_lines.iter().all(|line| (1..=lines).contains(line)));
        for cause in target.findings.iter().chain(&target.ignored).filter_map(|finding| finding.cause.as_ref()) {
            assert!((1..=lines).contains(&cause.line) && cause.end_line <= lines, "{cause:?}");
            assert!((cause.line, cause.column) <= (cause.end_line, cause.end_column), "{cause:?}");
        }
        for contradicted in &correlation.contradicted {
            let mut known = own.iter().flat_map(|report| &report.targets).flat_map(|target| &target.findings);
            let is_it = known
                .any(|finding| finding.fingerprint == contradicted.fingerprint && finding.rule == contradicted.rule);
            assert!(is_it, "of no finding of the Dockerfile's own report: {contradicted:?}");
        }
    }
}

/// See the module. What lies before the first byte FF, which UTF-8 never has, is the Dockerfile; each of the rest is a line
/// of history.
pub fn holds(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let text = parts.next().unwrap_or_default();
    let lines: Vec<String> = parts.map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    let file = parse_bytes(text);
    let model = StageModel::new(&file);
    let read = history::read(lines.iter().map(String::as_str));
    for any_stage in [false, true] {
        let found = correlate(&file, &model, &read, any_stage);
        assert_pairs(&file, &found, lines.len());
        assert_eq!(found, correlate(&file, &model, &read, any_stage));
    }
    let built_from = BuiltFrom { name: "Dockerfile".to_owned(), text: text.to_vec() };
    let report =
        analysis::archive(&image(&lines).docker_archive(), &Options { built_from: Some(built_from), ..options() });
    let report = report.unwrap_or_else(|error| panic!("the image is sound: {error}"));
    assert_sound(&report);
    assert_explained(&report, &file, analysis::dockerfile(text, &options()).ok().as_ref());
}
