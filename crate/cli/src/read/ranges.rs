//! Inputs that can seek: what the engine asks for is read first, then the layers in parallel.

use super::{Input, Reading, jobs, told};
use crate::progress::Progress;
use plimsoll_core::image::layer::LayerOptions;
use plimsoll_core::image::scan::{IndexedScan, Request};
use std::fs::File;

impl Reading {
    pub(super) fn archive(&self, file: &File, size: u64) -> Result<Input, String> {
        let scan = IndexedScan::of_archive(size, LayerOptions::default());
        self.ranges(scan, &jobs::Source::File(file), size)
    }

    pub(super) fn ranges(&self, mut scan: IndexedScan, source: &jobs::Source<'_>, size: u64) -> Result<Input, String> {
        loop {
            match scan.next_request().map_err(told)? {
                Request::Read { member, offset, length } => {
                    let bytes = source.read(member.as_deref(), offset, length)?;
                    scan.supply(&bytes).map_err(told)?;
                }
                Request::Stream => {
                    let jobs::Source::File(file) = source else {
                        return Err(String::from("a file of this directory is compressed as a whole. Unpack it"));
                    };
                    return self.stream(*file, Some(size), false);
                }
                Request::Planned => break,
            }
        }
        let jobs = scan.choose(&self.choice).map_err(told)?;
        let bar = Progress::new(Some(jobs.iter().map(|job| job.length).sum()), self.quiet);
        jobs::run(&jobs, source, self.threads, &bar, |member, result| scan.finish_job(member, result))?;
        bar.finish();
        Ok(Input::Archive(Box::new(scan.finish().map_err(told)?), size))
    }
}
