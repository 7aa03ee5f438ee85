//! Inputs in one pass: standard input, pipes, compressed archives, Dockerfiles.

use super::{Input, Reading, is_dockerfile, told, window};
use crate::progress::Progress;
use plimsoll_core::archive::{DETECT_BYTES, Detected, detect};
use plimsoll_core::image::scan::{ScanOptions, StreamScan};
use plimsoll_core::limits::MAX_DOCKERFILE_BYTES;
use plimsoll_core::rules;
use std::io::Read;

impl Reading {
    /// `total` if it is known; `named` if the name says that it is a Dockerfile.
    pub(super) fn stream(&self, mut reader: impl Read, total: Option<u64>, named: bool) -> Result<Input, String> {
        let mut window = vec![0; window::BYTES];
        let mut length = window::fill(&mut reader, &mut window)?;
        let head = window.get(..length.min(DETECT_BYTES)).unwrap_or_default();
        let detected = detect(head);
        // Text that comes without a name is a Dockerfile or nothing.
        if is_dockerfile(detected, head, named || detected == Detected::Text) {
            window.truncate(length);
            // One byte more than the limit is enough for the engine to refuse it.
            let limit = (MAX_DOCKERFILE_BYTES as u64).saturating_add(1);
            reader.take(limit).read_to_end(&mut window).map_err(|error| format!("cannot read the input: {error}"))?;
            return Ok(Input::Dockerfile(window));
        }
        let wanted = rules::wanted();
        let mut scan = StreamScan::new(&wanted, ScanOptions::default());
        let bar = Progress::new(total, self.quiet);
        let mut size = 0u64;
        while length > 0 {
            size = size.saturating_add(length as u64);
            scan.feed(window.get(..length).unwrap_or_default()).map_err(told)?;
            bar.advance(length as u64);
            if let Some(member) = scan.current_member() {
                bar.note(member);
            }
            length = window::fill(&mut reader, &mut window)?;
        }
        bar.finish();
        Ok(Input::Archive(Box::new(scan.finish(&self.choice).map_err(told)?), size))
    }
}
