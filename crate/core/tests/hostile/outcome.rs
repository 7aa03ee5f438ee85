//! Archives through both drivers to a report, and what must be true of every outcome.

use plimsoll_core::analysis::{self, AnalysisError, Options};
use plimsoll_core::gap::{Gap, GapKind};
use plimsoll_core::image::digest::Digest;
use plimsoll_core::image::layer::LayerScan;
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::{
    IndexedScan, JobKind, JobResult, Request, ScanError, ScanOptions, ScannedArchive, StreamScan,
};
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::Style;
use plimsoll_core::report::{json, plain, sarif};
use plimsoll_core::rules;

pub(crate) type Outcome = Result<Report, AnalysisError>;

/// Every image; ages by 2026-11-01.
pub(crate) fn options() -> Options {
    let choice = Choice { all: true, ..Choice::default() };
    Options { name: String::from("image.tar"), as_of: Some(1_793_491_200), choice, ..Options::default() }
}

/// In one pass, in these pieces.
pub(crate) fn streamed<P: AsRef<[u8]>>(
    pieces: impl IntoIterator<Item = P>,
    scan: ScanOptions,
) -> Result<ScannedArchive, ScanError> {
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, scan);
    for piece in pieces {
        scan.feed(piece.as_ref())?;
    }
    scan.finish(&options().choice)
}

/// By ranges; `None` if the archive has to be streamed.
pub(crate) fn indexed(bytes: &[u8]) -> Result<Option<ScannedArchive>, ScanError> {
    let wanted = rules::wanted();
    let options = ScanOptions::default();
    let read = |offset: u64, length: u64| {
        let from = bytes.len().min(usize::try_from(offset).unwrap());
        &bytes[from..bytes.len().min(from + usize::try_from(length).unwrap())]
    };
    let mut scan = IndexedScan::of_archive(bytes.len() as u64, options.layer);
    loop {
        match scan.next_request()? {
            Request::Stream => return Ok(None),
            Request::Planned => break,
            Request::Read { offset, length, .. } => scan.supply(read(offset, length))?,
        }
    }
    for job in scan.choose(&self::options().choice)? {
        let bytes = job.data.as_deref().unwrap_or_else(|| read(job.offset, job.length));
        let result = match job.kind {
            JobKind::Blob => JobResult::Blob(Digest::of(bytes), bytes.len() as u64),
            JobKind::Layer => {
                let mut layer = LayerScan::new(&wanted, options.layer);
                layer.feed(bytes);
                JobResult::Layer(Box::new(layer.finish()))
            }
        };
        scan.finish_job(&job.member, result);
    }
    scan.finish().map(Some)
}

/// Both drivers, which must agree.
pub(crate) fn scanned(bytes: &[u8]) -> Result<ScannedArchive, ScanError> {
    let streamed = streamed(bytes.chunks(100_000), ScanOptions::default());
    match indexed(bytes) {
        Ok(None) => {}
        Ok(Some(archive)) => assert_eq!(Ok(&archive), streamed.as_ref()),
        Err(error) => assert_eq!(Some(&error), streamed.as_ref().err()),
    }
    streamed
}

/// To a report, or to an error; either is checked.
pub(crate) fn reported(scanned: Result<ScannedArchive, ScanError>) -> Outcome {
    let outcome = scanned.map(|scanned| analysis::report(&scanned, &options())).map_err(AnalysisError::from);
    assert_honest(&outcome);
    outcome
}

/// The outcome of an archive in memory.
pub(crate) fn outcome(bytes: &[u8]) -> Outcome {
    reported(scanned(bytes))
}

/// All gaps of a report.
pub(crate) fn gaps(report: &Report) -> Vec<&Gap> {
    report.gaps.iter().chain(report.targets.iter().flat_map(|target| &target.gaps)).collect()
}

/// An error says what and what to do; a report says whether it is complete, and if not what is missing, where and what
/// to do. Nothing of it harms a terminal.
pub(crate) fn assert_honest(outcome: &Outcome) {
    let harmless = |text: &str| assert!(!text.contains(char::is_control), "control characters: {text:?}");
    match outcome {
        Err(error) => {
            assert!(!error.what.is_empty() && !error.action.is_empty(), "{error:?}");
            harmless(&error.to_string());
        }
        Ok(report) => {
            let gaps = gaps(report);
            assert_eq!(report.complete, !gaps.iter().any(|gap| gap.hides_content()));
            for gap in gaps {
                assert!(!gap.what.is_empty() && !gap.action.is_empty(), "{gap:?}");
                harmless(&plain::gap_sentence(gap));
                let placed = gap.layer.is_some() || gap.path.is_some() || gap.offset.is_some() || gap.member.is_some();
                let anywhere = matches!(gap.kind, GapKind::HistoryUnaligned | GapKind::LimitReached);
                assert!(placed || anywhere, "it does not say where: {gap:?}");
            }
            for image in report.targets.iter().filter_map(|target| target.image.as_ref()) {
                let whole = image.layers.iter().all(|layer| layer.complete);
                assert!(whole || !report.complete, "a layer is not complete and nothing says so");
            }
            assert!(!plain::write(report, Style::Plain).contains(|c: char| c.is_control() && c != '\n'));
            assert!(sarif::write(std::slice::from_ref(report)).len() > 100 && json::write(report).len() > 100);
        }
    }
}

/// The report says that it is not complete, in these words.
pub(crate) fn assert_incomplete(outcome: &Outcome, words: &str) {
    let report = outcome.as_ref().unwrap_or_else(|error| panic!("no report at all: {error}"));
    assert!(!report.complete, "{words}: it looks complete");
    let said: Vec<String> = gaps(report).into_iter().map(plain::gap_sentence).collect();
    assert!(said.iter().any(|gap| gap.contains(words)), "{words}: {said:#?}");
}

/// There is no report, for this reason.
pub(crate) fn assert_refused(outcome: &Outcome, words: &str) {
    match outcome {
        Ok(report) => panic!("{words}: there is a report: {:?}", gaps(report)),
        Err(error) => assert!(error.what.contains(words), "{words}: {error}"),
    }
}
