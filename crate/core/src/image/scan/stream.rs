//! One pass over a whole outer archive, which may be compressed. Layers may come before the documents that name them,
//! so everything that can be a layer is scanned as it passes, and what turns out to belong to no image is dropped.

use crate::ordered::Map;
use std::collections::BinaryHeap;

use super::super::digest::Digest;
use super::super::layer::LayerFacts;
use super::super::members::ROOT_DOCUMENTS;
use super::super::plan::{
    CUT_OFF, Choice, Documents, LayerState, Plan, PlanStep, choose, looks_like_json, not_json, plan,
};
use super::super::wanted::Wanted;
use super::ScanOptions;
use super::archive::{Parts, ScannedArchive, assemble};
use super::error::ScanError;
use super::outer::Outer;
use super::sink::{Found, Sink, facts_of, facts_of_blob};
use super::verify::{inline_layers, layer_members};
use crate::archive::{
    ArchiveError, ArchiveErrorKind, DETECT_BYTES, Decompressor, Detected, TarEntry, TarReader, TarVisitor, detect,
};
use crate::limits::{MAX_HOLE_BYTES, MAX_MEMBER_HEADS};

/// The scan of an archive that is pushed in.
///
/// Memory grows with the entries of its layers and with its documents (at most `max_documents_bytes`), never with
/// its bytes.
pub struct StreamScan<'w> {
    decompressor: Decompressor,
    tar: TarSide<'w>,
}

/// What happens to the bytes of the outer tar.
struct TarSide<'w> {
    /// The first bytes, until it is known that they are a tar.
    head: Option<Vec<u8>>,
    reader: TarReader,
    collector: Collector<'w>,
    /// What the file is instead.
    other: Option<Detected>,
}

struct Collector<'w> {
    wanted: &'w Wanted,
    options: ScanOptions,
    outer: Outer,
    current: Option<(usize, Sink<'w>)>,
    found: Map<usize, Found>,
    /// Members that were lost, with the reason.
    refused: Map<usize, String>,
    documents_bytes: u64,
    /// Sizes and indexes of the documents that may be dropped, so that thousands of small ones cost no search each. Some may
    /// be forgotten by now.
    droppable: BinaryHeap<(usize, usize)>,
    bodies_bytes: u64,
    heads: usize,
    entries: usize,
    layers: usize,
    holes: u64,
}

impl<'w> StreamScan<'w> {
    /// A scan that has seen nothing.
    #[must_use]
    pub fn new(wanted: &'w Wanted, options: ScanOptions) -> Self {
        Self {
            decompressor: Decompressor::with_limits(options.outer),
            tar: TarSide {
                head: Some(Vec::new()),
                reader: TarReader::new(),
                collector: Collector::new(wanted, options),
                other: None,
            },
        }
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    /// The file is no archive, or beyond a limit: the rest need not be read. Damage is no error here; what comes after
    /// it is passed over, and [`Self::finish`] tells.
    pub fn feed(&mut self, data: &[u8]) -> Result<(), ScanError> {
        if self.tar.collector.outer.damage.is_none() {
            let tar = &mut self.tar;
            let fed = self.decompressor.feed(data, &mut |bytes| tar.bytes(bytes));
            self.tar.note(fed);
        }
        self.fatal()
    }

    /// Bytes of the file fed so far.
    #[must_use]
    pub fn bytes_in(&self) -> u64 {
        self.decompressor.bytes_in()
    }

    /// The member that is passing, escaped for display.
    #[must_use]
    pub fn current_member(&self) -> Option<String> {
        let (index, _) = self.tar.collector.current.as_ref()?;
        let member = self.tar.collector.outer.members.all().get(*index)?;
        Some(crate::text::excerpt(&member.name, 200))
    }

    /// Layers seen whole so far, and the entries of all, the passing one included: for progress alone, since some may
    /// turn out to belong to no image.
    #[must_use]
    pub fn seen(&self) -> (usize, usize) {
        let collector = &self.tar.collector;
        let passing = collector.current.as_ref().map_or(0, |(_, sink)| sink.entries());
        (collector.layers, collector.entries.saturating_add(passing))
    }

    fn fatal(&self) -> Result<(), ScanError> {
        if let Some(detected) = self.tar.other {
            return Err(ScanError::NotAnArchive(detected));
        }
        match &self.tar.collector.outer.damage {
            Some(error) if matches!(error.kind, ArchiveErrorKind::Limit | ArchiveErrorKind::Unsupported) => {
                Err(ScanError::Archive(error.clone()))
            }
            _ => Ok(()),
        }
    }

    /// The file has ended.
    ///
    /// # Errors
    /// Nothing in it can be analysed, or it is beyond a limit.
    pub fn finish(mut self, choice: &Choice) -> Result<ScannedArchive, ScanError> {
        if self.tar.collector.outer.damage.is_none() {
            let tar = &mut self.tar;
            let finished = self.decompressor.finish(&mut |bytes| tar.bytes(bytes));
            self.tar.note(finished.map(|_| ()));
        }
        self.tar.end();
        self.fatal()?;
        self.tar.collector.into_scanned(choice)
    }
}

impl TarSide<'_> {
    fn bytes(&mut self, data: &[u8]) {
        let Some(head) = &mut self.head else {
            self.read(data);
            return;
        };
        let missing = DETECT_BYTES.saturating_sub(head.len());
        let (more, rest) = data.split_at_checked(missing).unwrap_or((data, b""));
        head.extend_from_slice(more);
        if head.len() >= DETECT_BYTES {
            self.decide();
            self.read(rest);
        }
    }

    fn decide(&mut self) {
        let Some(head) = self.head.take() else { return };
        match detect(&head) {
            Detected::Tar => self.read(&head),
            other => self.other = Some(other),
        }
    }

    fn read(&mut self, data: &[u8]) {
        if self.other.is_none() && self.collector.outer.damage.is_none() {
            let fed = self.reader.feed(data, &mut self.collector);
            self.note(fed);
        }
    }

    fn note(&mut self, result: Result<(), ArchiveError>) {
        if let Err(error) = result
            && self.collector.outer.damage.is_none()
        {
            self.collector.outer.damage = Some(error);
        }
    }

    fn end(&mut self) {
        self.decide();
        if self.other.is_none() && self.collector.outer.damage.is_none() {
            let end = self.reader.finish(&mut self.collector);
            self.collector.outer.ended(end);
        }
        self.collector.cut();
    }
}

impl TarVisitor for Collector<'_> {
    fn entry(&mut self, entry: &TarEntry<'_>) {
        // The last duplicate wins, whatever it is.
        self.current = None;
        let Some((index, is_file)) = self.outer.add(entry) else { return };
        self.forget(index);
        if !is_file {
            return;
        }
        let mut options = self.options.layer;
        options.max_entries = options.max_entries.saturating_sub(self.entries);
        let bodies = self.options.max_bodies_bytes.saturating_sub(self.bodies_bytes);
        options.max_bodies_bytes = options.max_bodies_bytes.min(bodies);
        self.current = Some((index, Sink::new(self.wanted, options, entry.size, self.options.max_documents_bytes)));
    }

    fn body(&mut self, data: &[u8]) {
        if let Some((_, sink)) = &mut self.current {
            sink.feed(data);
        }
    }

    fn hole(&mut self, length: u64) {
        const ZEROS: [u8; 4096] = [0; 4096];
        let Some((index, sink)) = &mut self.current else { return };
        self.holes = self.holes.saturating_add(length);
        if self.holes > MAX_HOLE_BYTES {
            let what = format!("A sparse member has more than {MAX_HOLE_BYTES} bytes of holes and was passed over");
            self.outer.damaged(&ArchiveError::limit(0, what));
            self.refused.insert(*index, "is sparse beyond the limit of holes".to_owned());
            self.current = None;
            return;
        }
        let mut left = usize::try_from(length).unwrap_or(usize::MAX);
        while left > 0 {
            let zeros = ZEROS.get(..left).unwrap_or(&ZEROS);
            sink.feed(zeros);
            left = left.saturating_sub(zeros.len());
        }
    }

    fn end_entry(&mut self) {
        if let Some((index, sink)) = self.current.take() {
            self.keep(index, sink.finish());
        }
    }

    fn damaged(&mut self, error: &ArchiveError) {
        self.outer.damaged(error);
    }
}

impl<'w> Collector<'w> {
    fn new(wanted: &'w Wanted, options: ScanOptions) -> Self {
        Self {
            wanted,
            options,
            outer: Outer::default(),
            current: None,
            found: Map::new(),
            refused: Map::new(),
            documents_bytes: 0,
            droppable: BinaryHeap::new(),
            bodies_bytes: 0,
            heads: 0,
            entries: 0,
            layers: 0,
            holes: 0,
        }
    }

    fn forget(&mut self, index: usize) {
        self.refused.remove(&index);
        match self.found.remove(&index) {
            Some(Found::Layer(facts, _)) => {
                self.entries = self.entries.saturating_sub(facts.entries.len());
                self.bodies_bytes = self.bodies_bytes.saturating_sub(facts.bodies.bytes());
            }
            Some(Found::Document(body)) => {
                self.documents_bytes = self.documents_bytes.saturating_sub(body.len() as u64);
            }
            _ => {}
        }
    }

    fn keep(&mut self, index: usize, mut found: Found) {
        match &mut found {
            Found::Layer(facts, _) => {
                self.layers = self.layers.saturating_add(1);
                self.entries = self.entries.saturating_add(facts.entries.len());
                self.bodies_bytes = self.bodies_bytes.saturating_add(facts.bodies.bytes());
            }
            Found::Document(body) => {
                self.documents_bytes = self.documents_bytes.saturating_add(body.len() as u64);
                let member = self.outer.members.all().get(index);
                if member.is_some_and(|member| !ROOT_DOCUMENTS.contains(&member.name.as_str())) {
                    self.droppable.push((body.len(), index));
                }
            }
            Found::Blob { head, size, .. } => {
                let limit = self.options.max_documents_bytes;
                if *size > limit && looks_like_json(head) {
                    self.refused.insert(index, format!("has {size} bytes, more than the {limit} that are kept here"));
                }
                self.heads = self.heads.saturating_add(1);
                if self.heads > MAX_MEMBER_HEADS {
                    *head = Vec::new();
                }
            }
        }
        self.found.insert(index, found);
        if self.documents_bytes > self.options.max_documents_bytes {
            self.drop_largest_document();
        }
    }

    /// The documents that matter are small and the root documents are kept in any case.
    fn drop_largest_document(&mut self) {
        while let Some((size, index)) = self.droppable.pop() {
            let Some(found @ Found::Document(body)) = self.found.get(&index) else { continue };
            if body.len() != size {
                continue;
            }
            let known = digest_and_size(found);
            self.forget(index);
            self.found.extend(known.map(|(digest, size)| (index, Found::Blob { digest, size, head: Vec::new() })));
            let limit = self.options.max_documents_bytes;
            let why = format!("would take the documents of the archive beyond {limit} bytes together");
            self.refused.insert(index, why);
            return;
        }
    }

    /// The archive ended inside a member.
    fn cut(&mut self) {
        if let Some((index, sink)) = self.current.take() {
            self.keep(index, sink.finish());
            self.refused.insert(index, CUT_OFF.to_owned());
        }
    }

    fn into_scanned(mut self, choice: &Choice) -> Result<ScannedArchive, ScanError> {
        let mut documents = Documents::new();
        let planned = self.plan(&mut documents);
        let plan = match (planned, &self.outer.damage) {
            (Ok(plan), _) => plan,
            (Err(_), Some(damage)) => return Err(ScanError::Archive(damage.clone())),
            (Err(error), None) => return Err(error),
        };
        let chosen = choose(&plan, choice)?;
        let mut layers = Map::new();
        for (member, state) in layer_members(&plan, &chosen.images) {
            if state == LayerState::Present
                && let Some(facts) = self.take_layer(&member, &documents)?
            {
                layers.insert(member, facts);
            }
        }
        for (member, data) in inline_layers(&plan, &chosen.images) {
            layers.insert(member.to_owned(), facts_of(self.wanted, self.options.layer, data));
        }
        let mut blobs = Map::new();
        for (index, found) in &self.found {
            if let (Some(member), Some(known)) = (self.outer.members.all().get(*index), digest_and_size(found)) {
                blobs.insert(member.name.clone(), known);
            }
        }
        assemble(Parts {
            plan,
            chosen,
            layers,
            documents: &documents,
            blobs,
            outer: self.outer,
            max_entries: self.options.layer.max_entries,
        })
    }

    fn plan(&mut self, documents: &mut Documents) -> Result<Plan, ScanError> {
        loop {
            let needed = match plan(&self.outer.members, documents)? {
                PlanStep::Ready(plan) => return Ok(*plan),
                PlanStep::Need(needed) => needed,
            };
            for member in needed {
                let Some(index) = self.outer.members.index(&member) else { continue };
                match (self.refused.get(&index), self.found.get_mut(&index)) {
                    (Some(why), _) => documents.refuse(&member, why.clone()),
                    (None, Some(Found::Document(body))) => documents.insert(&member, std::mem::take(body)),
                    (None, Some(Found::Blob { size: 0, .. })) => documents.refuse(&member, not_json(b"")),
                    (None, Some(_)) => documents.refuse(&member, not_json(b"\0")),
                    (None, None) => documents.refuse(&member, "could not be read".to_owned()),
                }
            }
        }
    }

    /// The facts of a planned layer, whatever it turned out to be.
    fn take_layer(&mut self, member: &str, documents: &Documents) -> Result<Option<LayerFacts>, ScanError> {
        let Some(index) = self.outer.members.index(member) else { return Ok(None) };
        let options = self.options.layer;
        Ok(match self.found.remove(&index) {
            Some(Found::Layer(facts, allowed)) => {
                let was_cut = !facts.complete && facts.entries.len() >= allowed;
                if was_cut {
                    return Err(ScanError::EntryLimit(options.max_entries));
                }
                Some(*facts)
            }
            Some(Found::Blob { digest, size, head }) => Some(facts_of_blob(self.wanted, options, &head, digest, size)),
            Some(Found::Document(body)) => {
                let body = documents.body(member).unwrap_or(&body);
                Some(facts_of(self.wanted, options, body))
            }
            None => Some(facts_of(self.wanted, options, b"")),
        })
    }
}

fn digest_and_size(found: &Found) -> Option<(Digest, u64)> {
    match found {
        Found::Layer(facts, _) => Some((facts.blob_digest?, facts.blob_size)),
        Found::Blob { digest, size, .. } => Some((*digest, *size)),
        Found::Document(body) => Some((Digest::of(body), body.len() as u64)),
    }
}
