//! Both drivers over bytes in memory.

use plimsoll_core::image::digest::Digest;
use plimsoll_core::image::layer::{LayerOptions, LayerScan};
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::{
    IndexedScan, JobKind, JobResult, Request, ScanError, ScanOptions, ScannedArchive, StreamScan,
};
use plimsoll_core::rules;

/// All images, few entries.
pub fn options() -> (ScanOptions, Choice) {
    let layer = LayerOptions { max_entries: 10_000, ..LayerOptions::default() };
    let options = ScanOptions { layer, outer: crate::gzip_members::LIMITS, ..ScanOptions::default() };
    (options, Choice { all: true, ..Choice::default() })
}

/// In one pass.
pub fn stream<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<ScannedArchive, ScanError> {
    let (options, choice) = options();
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, options);
    for piece in pieces {
        scan.feed(piece)?;
    }
    scan.finish(&choice)
}

/// By its index; `None` if it asks to be streamed.
pub fn indexed(bytes: &[u8]) -> Option<Result<ScannedArchive, ScanError>> {
    match run(bytes) {
        Ok(Some(scanned)) => Some(Ok(scanned)),
        Ok(None) => None,
        Err(error) => Some(Err(error)),
    }
}

fn run(bytes: &[u8]) -> Result<Option<ScannedArchive>, ScanError> {
    let (options, choice) = options();
    let wanted = rules::wanted();
    let read = |offset: u64, length: u64| {
        let from = bytes.len().min(offset as usize);
        &bytes[from..bytes.len().min(from + length as usize)]
    };
    let mut scan = IndexedScan::of_archive(bytes.len() as u64, options.layer);
    loop {
        match scan.next_request()? {
            Request::Stream => return Ok(None),
            Request::Planned => break,
            Request::Read { offset, length, .. } => {
                assert!(length > 0, "a request for nothing never ends");
                scan.supply(read(offset, length))?;
            }
        }
    }
    for job in scan.choose(&choice)? {
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
