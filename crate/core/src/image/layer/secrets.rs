//! Secrets that the search spotted in the bodies of a layer, as they may be kept: masked, with their places.

use crate::limits::{MAX_SECRETS_PER_BODY, MAX_SECRETS_PER_LAYER};
use crate::secrets::{self, Confidence, Kind, Search, Spotted};

/// A secret in the body of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSecret {
    /// Index of the entry in its layer.
    pub entry: u32,
    /// What it is.
    pub kind: &'static Kind,
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// Its line, from 1; `None` in a binary file.
    pub line: Option<u32>,
    /// How sure. Never above [`Confidence::Low`] in places for samples (documentation, tests).
    pub confidence: Confidence,
    /// As it may be shown.
    pub masked: String,
    /// Further secrets of the same file that are not listed; only the last one of a file has any.
    pub more: u32,
}

/// Bytes at the beginning of a file among which a zero byte says that it is binary, as Git and grep judge it.
const BINARY_HEAD_BYTES: u64 = 1024;

/// The search of the bodies of one layer, one after another.
#[derive(Default)]
pub(super) struct SecretSearch {
    search: Search,
    seen: u64,
    binary: bool,
    /// Those of the body that is passing.
    spotted: Vec<LayerSecret>,
    more: u32,
}

/// All that was spotted in a layer.
#[derive(Default)]
pub(super) struct LayerSecrets {
    pub(super) list: Vec<LayerSecret>,
    /// Beyond [`MAX_SECRETS_PER_LAYER`], counted only.
    pub(super) left_out: u32,
}

impl SecretSearch {
    pub(super) fn start(&mut self) {
        self.search.start();
        self.seen = 0;
        self.binary = false;
        self.spotted.clear();
        self.more = 0;
    }

    pub(super) fn data(&mut self, data: &[u8]) {
        let head = usize::try_from(BINARY_HEAD_BYTES.saturating_sub(self.seen)).unwrap_or(0);
        self.binary |= data.get(..head).unwrap_or(data).contains(&0);
        self.seen = self.seen.saturating_add(data.len() as u64);
        let Self { search, spotted, more, .. } = self;
        search.feed(data, &mut |found| keep(found, spotted, more));
    }

    /// A hole of a sparse file.
    pub(super) fn hole(&mut self, length: u64) {
        self.binary |= self.seen < BINARY_HEAD_BYTES;
        self.seen = self.seen.saturating_add(length);
        let Self { search, spotted, more, .. } = self;
        search.skip(length, &mut |found| keep(found, spotted, more));
    }

    /// The body has ended, whole or not: its secrets go to those of the layer.
    pub(super) fn end(&mut self, entry: u32, path: &[u8], layer: &mut LayerSecrets) {
        let Self { search, spotted, more, binary, .. } = self;
        search.end(&mut |found| keep(found, spotted, more));
        if spotted.is_empty() {
            return;
        }
        let judge = secrets::Spot::of(path, *binary);
        spotted.retain_mut(|secret| match judge.judged(secret.kind, secret.confidence) {
            Some(confidence) => {
                secret.confidence = confidence;
                true
            }
            None => false,
        });
        let listed = spotted.len().min(MAX_SECRETS_PER_LAYER.saturating_sub(layer.list.len()));
        let unlisted = u32::try_from(spotted.len().saturating_sub(listed)).unwrap_or(u32::MAX);
        layer.left_out = layer.left_out.saturating_add(unlisted);
        let from = layer.list.len();
        layer.list.extend(spotted.drain(..).take(listed).map(|secret| LayerSecret {
            entry,
            line: secret.line.filter(|_| !*binary),
            ..secret
        }));
        if let Some(last) = layer.list.get_mut(from..).and_then(<[LayerSecret]>::last_mut) {
            last.more = *more;
        }
    }
}

/// What no judgement of the place could keep is not worth the room.
fn keep(found: Spotted<'_>, spotted: &mut Vec<LayerSecret>, more: &mut u32) {
    if found.confidence < Confidence::Medium {
        return;
    }
    if spotted.len() >= MAX_SECRETS_PER_BODY {
        *more = more.saturating_add(1);
        return;
    }
    spotted.push(LayerSecret {
        entry: 0,
        kind: found.kind,
        offset: found.start,
        line: Some(found.line),
        confidence: found.confidence,
        masked: secrets::mask(&String::from_utf8_lossy(found.secret)),
        more: 0,
    });
}
