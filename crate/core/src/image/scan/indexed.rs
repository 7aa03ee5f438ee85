//! The scan for hosts that can seek: the outer tar is indexed by its headers, documents are fetched as planning asks
//! for them, and the layers are given out as jobs.

use crate::ordered::Map;
use std::collections::VecDeque;

use super::super::digest::Digest;
use super::super::layer::{LayerFacts, LayerOptions};
use super::super::members::{MemberKind, Members};
use super::super::plan::{
    CUT_OFF, Choice, Chosen, Documents, LayerState, Plan, PlanStep, choose, looks_like_json, plan,
};
use super::archive::{Parts, ScannedArchive, assemble};
use super::error::ScanError;
use super::outer::Outer;
use super::verify::{inline_layers, layer_members, relevant};
use crate::archive::{ArchiveError, DETECT_BYTES, Detected, TarEntry, TarReader, TarVisitor, detect};
use crate::limits::{MAX_JSON_TOTAL_BYTES, MAX_WINDOW_BYTES, MIN_WINDOW_BYTES};

/// What the host has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Read so many bytes there and [`IndexedScan::supply`] them.
    Read {
        /// File of the directory, relative to it; `None` for the archive.
        member: Option<String>,
        /// Where to begin.
        offset: u64,
        /// How many; fewer only if the file ends.
        length: u64,
    },
    /// The archive is compressed or sparse: push it whole through a [`super::StreamScan`] instead.
    Stream,
    /// The plan is there: choose images, run the jobs.
    Planned,
}

/// One member to read whole, anywhere and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The member, in a directory the file.
    pub member: String,
    /// What to do with its bytes.
    pub kind: JobKind,
    /// Where it begins in the archive; 0 in a directory.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
    /// The digest that it should have, if a document gives one.
    pub digest: Option<Digest>,
    /// The bytes themselves, of a layer that is inline in a manifest: nothing is to be read.
    pub data: Option<Vec<u8>>,
}

/// The sorts of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobKind {
    /// Scan it with a [`super::super::layer::LayerScan`].
    Layer,
    /// Only compute its SHA-256.
    Blob,
}

/// What a job gave.
#[derive(Debug, Clone, PartialEq)]
pub enum JobResult {
    /// Of [`JobKind::Layer`].
    Layer(Box<LayerFacts>),
    /// Of [`JobKind::Blob`]: digest, and bytes read.
    Blob(Digest, u64),
}

/// The scan of an archive or directory with random access.
pub struct IndexedScan {
    options: LayerOptions,
    length: u64,
    state: State,
    reader: TarReader,
    index: Index,
    documents: Documents,
    needed: VecDeque<String>,
    plan: Option<Plan>,
    chosen: Option<Chosen>,
    layers: Map<String, LayerFacts>,
    blobs: Map<String, (Digest, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Reading headers, with a window of so many bytes.
    Indexing(u64),
    Planning,
    Streaming,
    Planned,
}

/// What is noted of the outer tar.
#[derive(Default)]
struct Index {
    outer: Outer,
    /// Small documents that lie inside the windows are kept on the way.
    bodies: Map<usize, Vec<u8>>,
    kept: u64,
    current: Option<(usize, u64, Vec<u8>)>,
    sparse: bool,
}

impl IndexedScan {
    /// For an archive of `length` bytes.
    #[must_use]
    pub fn of_archive(length: u64, options: LayerOptions) -> Self {
        Self::new(length, options, State::Indexing(MIN_WINDOW_BYTES), Members::new())
    }

    /// For a directory: add its files, then ask for the first request.
    #[must_use]
    pub fn of_directory(options: LayerOptions) -> Self {
        Self::new(0, options, State::Planning, Members::of_directory())
    }

    fn new(length: u64, options: LayerOptions, state: State, members: Members) -> Self {
        let mut index = Index::default();
        index.outer.members = members;
        Self {
            options,
            length,
            state,
            reader: TarReader::new(),
            index,
            documents: Documents::new(),
            needed: VecDeque::new(),
            plan: None,
            chosen: None,
            layers: Map::new(),
            blobs: Map::new(),
        }
    }

    /// Adds a file of the directory by its path relative to it. Links are the host's to follow, within the directory.
    pub fn add_file(&mut self, path: &[u8], size: u64) {
        self.index.outer.members.add(path, MemberKind::File, b"", size, None);
    }

    /// What to do next. Asking again without supplying gives the same answer.
    ///
    /// # Errors
    /// The file is no archive, or holds nothing that can be analysed.
    pub fn next_request(&mut self) -> Result<Request, ScanError> {
        loop {
            match self.state {
                State::Indexing(window) => {
                    let offset = self.reader.offset();
                    let left = self.length.saturating_sub(offset);
                    if left > 0 {
                        return Ok(Request::Read { member: None, offset, length: left.min(window) });
                    }
                    self.end_of_archive()?;
                }
                State::Planning => {
                    if let Some(request) = self.next_document() {
                        return Ok(request);
                    }
                    self.plan_on()?;
                }
                State::Streaming => return Ok(Request::Stream),
                State::Planned => return Ok(Request::Planned),
            }
        }
    }

    /// Takes the bytes of the last request. Fewer than asked for mean that the file ends there.
    ///
    /// # Errors
    /// The file is no archive.
    pub fn supply(&mut self, bytes: &[u8]) -> Result<(), ScanError> {
        match self.state {
            State::Indexing(window) => self.supply_window(window, bytes),
            State::Planning => {
                if let Some(member) = self.needed.pop_front() {
                    self.take_document(&member, bytes.to_vec());
                }
                Ok(())
            }
            State::Streaming | State::Planned => Ok(()),
        }
    }

    fn supply_window(&mut self, window: u64, bytes: &[u8]) -> Result<(), ScanError> {
        let offset = self.reader.offset();
        if offset == 0 {
            match detect(bytes.get(..DETECT_BYTES).unwrap_or(bytes)) {
                Detected::Tar => {}
                Detected::Gzip | Detected::Zstd => {
                    self.state = State::Streaming;
                    return Ok(());
                }
                other => return Err(ScanError::NotAnArchive(other)),
            }
        }
        let asked = window.min(self.length.saturating_sub(offset));
        if (bytes.len() as u64) < asked {
            self.length = offset.saturating_add(bytes.len() as u64);
        }
        if let Err(error) = self.reader.feed(bytes, &mut self.index) {
            self.index.outer.damage = Some(error);
            self.index.current = None;
            self.state = State::Planning;
            return Ok(());
        }
        if self.index.sparse {
            self.state = State::Streaming;
            return Ok(());
        }
        let skippable = self.reader.skippable().min(self.length.saturating_sub(self.reader.offset()));
        self.state = State::Indexing(if skippable >= MIN_WINDOW_BYTES {
            self.index.current = None;
            self.reader.skip(skippable);
            MIN_WINDOW_BYTES
        } else {
            window.saturating_mul(2).min(MAX_WINDOW_BYTES)
        });
        Ok(())
    }

    fn end_of_archive(&mut self) -> Result<(), ScanError> {
        if self.length == 0 {
            return Err(ScanError::NotAnArchive(Detected::Empty));
        }
        let end = self.reader.finish(&mut self.index);
        self.index.outer.ended(end);
        self.index.current = None;
        self.state = State::Planning;
        Ok(())
    }

    fn next_document(&mut self) -> Option<Request> {
        while let Some(name) = self.needed.front().cloned() {
            let members = &self.index.outer.members;
            let index = members.index(&name);
            if let Some(body) = index.and_then(|index| self.index.bodies.remove(&index)) {
                self.needed.pop_front();
                self.take_document(&name, body);
                continue;
            }
            let Some(member) = members.get(&name) else {
                self.needed.pop_front();
                self.documents.refuse(&name, "could not be read".to_owned());
                continue;
            };
            let (offset, length) = self.extent(member.offset, member.size);
            if length == 0 {
                self.needed.pop_front();
                self.take_document(&name, Vec::new());
                continue;
            }
            let member = self.index.outer.members.is_directory().then_some(name);
            return Some(Request::Read { member, offset, length });
        }
        None
    }

    /// Where a member lies, as far as the archive goes.
    fn extent(&self, offset: Option<u64>, size: u64) -> (u64, u64) {
        match offset {
            Some(offset) => (offset, size.min(self.length.saturating_sub(offset))),
            None => (0, size),
        }
    }

    fn take_document(&mut self, name: &str, body: Vec<u8>) {
        let size = self.index.outer.members.get(name).map_or(0, |member| member.size);
        if (body.len() as u64) < size {
            self.documents.refuse(name, CUT_OFF.to_owned());
        } else {
            self.documents.insert(name, body);
        }
    }

    fn plan_on(&mut self) -> Result<(), ScanError> {
        match (plan(&self.index.outer.members, &self.documents), &self.index.outer.damage) {
            (Ok(PlanStep::Need(needed)), _) => self.needed = needed.into(),
            (Ok(PlanStep::Ready(plan)), _) => {
                self.plan = Some(*plan);
                self.state = State::Planned;
            }
            (Err(_), Some(damage)) => return Err(ScanError::Archive(damage.clone())),
            (Err(error), None) => return Err(ScanError::Plan(error)),
        }
        Ok(())
    }

    /// Whether this is a directory, so that requests and jobs name files.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.index.outer.members.is_directory()
    }

    /// The plan, once there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// Chooses images and gives the jobs for them, the largest first, so that a pool ends evenly.
    ///
    /// # Errors
    /// Nothing in the archive is what was asked for.
    pub fn choose(&mut self, choice: &Choice) -> Result<Vec<Job>, ScanError> {
        let Some(plan) = &self.plan else { return Ok(Vec::new()) };
        let chosen = choose(plan, choice)?;
        let mut kinds: Map<String, (JobKind, Option<Digest>)> = Map::new();
        for reference in relevant(plan, &chosen.images) {
            if self.documents.digest(&reference.member).is_none() {
                kinds.insert(reference.member.clone(), (JobKind::Blob, Some(reference.digest)));
            }
        }
        for (member, state) in layer_members(plan, &chosen.images) {
            if state == LayerState::Present {
                kinds.change_or(member, || (JobKind::Layer, None), |(kind, _)| *kind = JobKind::Layer);
            }
        }
        let mut jobs: Vec<Job> = kinds
            .into_iter()
            .filter_map(|(name, (kind, digest))| {
                let member = self.index.outer.members.get(&name)?;
                let (offset, length) = self.extent(member.offset, member.size);
                Some(Job { member: name, kind, offset, length, digest, data: None })
            })
            .collect();
        jobs.extend(inline_layers(plan, &chosen.images).into_iter().map(|(member, data)| Job {
            member: member.to_owned(),
            kind: JobKind::Layer,
            offset: 0,
            length: data.len() as u64,
            digest: None,
            data: Some(data.to_vec()),
        }));
        self.chosen = Some(chosen);
        crate::ordered::sort_by(&mut jobs, |one, other| {
            other.length.cmp(&one.length).then_with(|| one.member.cmp(&other.member))
        });
        Ok(jobs)
    }

    /// Takes what a job gave.
    pub fn finish_job(&mut self, member: &str, result: JobResult) {
        match result {
            JobResult::Layer(facts) => {
                self.layers.insert(member.to_owned(), *facts);
            }
            JobResult::Blob(digest, size) => {
                self.blobs.insert(member.to_owned(), (digest, size));
            }
        }
    }

    /// Puts everything together.
    ///
    /// # Errors
    /// A layer job has not given its facts, or the layers have too many entries.
    pub fn finish(self) -> Result<ScannedArchive, ScanError> {
        let (Some(plan), Some(chosen)) = (self.plan, self.chosen) else {
            return Err(ScanError::Unfinished("the archive".to_owned()));
        };
        let max_entries = self.options.max_entries;
        if self.layers.values().any(|facts| !facts.complete && facts.entries.len() >= max_entries) {
            return Err(ScanError::EntryLimit(max_entries));
        }
        assemble(Parts {
            plan,
            chosen,
            layers: self.layers,
            documents: &self.documents,
            blobs: self.blobs,
            outer: self.index.outer,
            max_entries,
        })
    }
}

impl TarVisitor for Index {
    fn entry(&mut self, entry: &TarEntry<'_>) {
        self.current = None;
        let Some((index, is_file)) = self.outer.add(entry) else { return };
        if let Some(replaced) = self.bodies.remove(&index) {
            self.kept = self.kept.saturating_sub(replaced.len() as u64);
        }
        if is_file {
            self.sparse |= entry.size != entry.stored;
            let fits = entry.size <= MIN_WINDOW_BYTES && self.kept.saturating_add(entry.size) <= MAX_JSON_TOTAL_BYTES;
            self.current = fits.then(|| (index, entry.size, Vec::new()));
        }
    }

    fn body(&mut self, data: &[u8]) {
        let Some((_, size, body)) = &mut self.current else { return };
        if body.is_empty() && !looks_like_json(data) {
            self.current = None;
        } else if (body.len() as u64).saturating_add(data.len() as u64) <= *size {
            body.extend_from_slice(data);
        }
    }

    fn hole(&mut self, _: u64) {
        self.sparse = true;
    }

    fn end_entry(&mut self) {
        if let Some((index, _, body)) = self.current.take() {
            self.kept = self.kept.saturating_add(body.len() as u64);
            self.bodies.insert(index, body);
        }
    }

    fn damaged(&mut self, error: &ArchiveError) {
        self.outer.damaged(error);
    }
}
