//! Layers are read in parallel: each is a range of the file, and its facts depend on nothing else.

use super::window;
use crate::progress::Progress;
use plimsoll_core::image::digest::Sha256;
use plimsoll_core::image::layer::{LayerOptions, LayerScan};
use plimsoll_core::image::scan::{Job, JobKind, JobResult};
use plimsoll_core::rules;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// More threads than this only cost memory: a disk feeds no more.
const MAX_THREADS: usize = 16;

/// Where the bytes are.
pub(super) enum Source<'a> {
    /// One archive.
    File(&'a File),
    /// A directory; members are files in it.
    Directory(&'a Path),
}

impl Source<'_> {
    /// Reads a range as a whole; shorter if the file ends.
    pub(super) fn read(&self, member: Option<&str>, offset: u64, length: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        self.windows(member, offset, length, &mut |window| {
            bytes.extend_from_slice(window);
        })?;
        Ok(bytes)
    }

    /// Gives a range piece by piece.
    fn windows(
        &self,
        member: Option<&str>,
        offset: u64,
        length: u64,
        each: &mut dyn FnMut(&[u8]),
    ) -> Result<(), String> {
        let opened;
        let file = match (self, member) {
            (Self::File(file), _) => *file,
            (Self::Directory(root), member) => {
                let path = root.join(member.unwrap_or_default());
                opened = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                &opened
            }
        };
        let mut buffer = vec![0; window::BYTES];
        let mut done = 0;
        while done < length {
            let want = usize::try_from(length - done).unwrap_or(usize::MAX).min(window::BYTES);
            let Some(part) = buffer.get_mut(..want) else { break };
            let count = window::read_at(file, part, offset + done)?;
            each(part.get(..count).unwrap_or_default());
            done += count as u64;
            if count < want {
                break;
            }
        }
        Ok(())
    }
}

/// One thread a processor.
pub(super) fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// Runs the jobs and gives each result to `finished`, in whatever order they end.
pub(super) fn run(
    jobs: &[Job],
    source: &Source<'_>,
    threads: usize,
    progress: &Progress,
    mut finished: impl FnMut(&str, JobResult),
) -> Result<(), String> {
    let wanted = rules::wanted();
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, MAX_THREADS).min(jobs.len()) {
            let (sender, next, wanted) = (sender.clone(), &next, &wanted);
            scope.spawn(move || {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = one(job, source, wanted, progress);
                    if sender.send((job, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (job, result) in results {
            match result {
                Ok(result) => finished(&job.member, result),
                Err(message) => {
                    // The other threads stop at their next job.
                    next.store(jobs.len(), Ordering::Relaxed);
                    return Err(message);
                }
            }
        }
        Ok(())
    })
}

fn one(
    job: &Job,
    source: &Source<'_>,
    wanted: &plimsoll_core::image::wanted::Wanted,
    progress: &Progress,
) -> Result<JobResult, String> {
    match job.kind {
        JobKind::Layer => {
            // The digest as stored is only worth its time where a document promises one.
            let options = LayerOptions { hash_blob: job.digest.is_some(), ..LayerOptions::default() };
            let mut scan = LayerScan::new(wanted, options);
            let mut feed = |window: &[u8]| {
                scan.feed(window);
                progress.advance(window.len() as u64);
            };
            match &job.data {
                Some(data) => feed(data),
                None => source.windows(Some(&job.member), job.offset, job.length, &mut feed)?,
            }
            Ok(JobResult::Layer(Box::new(scan.finish())))
        }
        JobKind::Blob => {
            let (mut hash, mut size) = (Sha256::new(), 0u64);
            source.windows(Some(&job.member), job.offset, job.length, &mut |window| {
                hash.update(window);
                size += window.len() as u64;
                progress.advance(window.len() as u64);
            })?;
            Ok(JobResult::Blob(hash.finish(), size))
        }
    }
}
