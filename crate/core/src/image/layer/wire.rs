//! Layer facts as bytes, for caches and for other workers. What is read back is checked: bytes from a cache may be as
//! hostile as a layer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::bodies::StoredBody;
use super::digests::LayerDigest;
use super::entries::{EntryKind, NewEntry};
use super::facts::LayerFacts;
use super::path::is_clean;
use super::secrets::LayerSecret;
use super::{Bodies, Entries};
use crate::archive::Compression;
use crate::gap::{Gap, GapKind};
use crate::image::digest::Digest;
use crate::limits::{MAX_CAPABILITY_BYTES, MAX_MASKED_BYTES, MAX_PATH_BYTES, MAX_SECRETS_PER_LAYER};
use crate::secrets::{self, Confidence};

/// Changed whenever the form or the meaning of the facts changes, so that a cache never serves facts of another version.
const SIGNATURE: &[u8] = b"plimsoll layer facts 3\n";

/// Bytes that are not layer facts of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactsError;

impl fmt::Display for FactsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not layer facts of this version; scan the layer again")
    }
}

impl std::error::Error for FactsError {}

#[derive(Serialize, Deserialize)]
struct Head {
    blob_size: u64,
    blob_digest: Option<Digest>,
    compression: Compression,
    diff_id: Option<Digest>,
    tar_size: u64,
    gaps: Vec<WireGap>,
    gaps_left_out: u32,
    complete: bool,
    entries: u32,
    bodies: u32,
    secrets: u32,
    secrets_left_out: u32,
    digests: u32,
}

/// [`Gap`] leaves out absent fields, which a format without field names cannot read back.
#[derive(Serialize, Deserialize)]
struct WireGap {
    kind: GapKind,
    member: Option<String>,
    layer: Option<u32>,
    path: Option<String>,
    offset: Option<u64>,
    what: String,
    action: String,
}

#[derive(Serialize, Deserialize)]
struct WireEntry<'a> {
    path: &'a [u8],
    link: &'a [u8],
    kind: EntryKind,
    mode: u16,
    uid: u32,
    gid: u32,
    size: u64,
    stored: u64,
    mtime: i64,
    content: u64,
    capability: Option<&'a [u8]>,
    device: (u32, u32),
    body: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct WireBody<'a> {
    entry: u32,
    bytes: &'a [u8],
    complete: bool,
}

#[derive(Serialize, Deserialize)]
struct WireSecret<'a> {
    entry: u32,
    kind: &'a str,
    offset: u64,
    line: Option<u32>,
    /// 0 low, 1 medium, 2 high.
    confidence: u8,
    masked: &'a str,
    more: u32,
}

impl<'a> WireSecret<'a> {
    fn of(secret: &'a LayerSecret) -> Self {
        Self {
            entry: secret.entry,
            kind: secret.kind.id,
            offset: secret.offset,
            line: secret.line,
            confidence: secret.confidence as u8,
            masked: &secret.masked,
            more: secret.more,
        }
    }

    fn checked(&self, entries: u32) -> Option<LayerSecret> {
        let confidence = match self.confidence {
            0 => Confidence::Low,
            1 => Confidence::Medium,
            2 => Confidence::High,
            _ => return None,
        };
        // A mask stays as it is when it is masked again; anything else did not come from a scan.
        let masked = self.masked.len() <= MAX_MASKED_BYTES && secrets::is_mask(self.masked);
        (masked && self.entry < entries && self.line != Some(0)).then_some(())?;
        Some(LayerSecret {
            entry: self.entry,
            kind: secrets::kinds().find(|kind| kind.id == self.kind)?,
            offset: self.offset,
            line: self.line,
            confidence,
            masked: self.masked.to_owned(),
            more: self.more,
        })
    }
}

impl LayerFacts {
    /// The facts as bytes; [`Self::from_bytes`] gives equal facts back.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut bytes = SIGNATURE.to_vec();
        let head = Head {
            blob_size: self.blob_size,
            blob_digest: self.blob_digest,
            compression: self.compression,
            diff_id: self.diff_id,
            tar_size: self.tar_size,
            gaps: self.gaps.iter().cloned().map(WireGap::from).collect(),
            gaps_left_out: self.gaps_left_out,
            complete: self.complete,
            entries: count(self.entries.len()),
            bodies: count(self.bodies.len()),
            secrets: count(self.secrets.len()),
            secrets_left_out: self.secrets_left_out,
            digests: count(self.digests.len()),
        };
        append(&mut bytes, &head);
        for entry in self.entries.iter() {
            append(
                &mut bytes,
                &WireEntry {
                    path: entry.path,
                    link: entry.link,
                    kind: entry.kind,
                    mode: entry.mode,
                    uid: entry.uid,
                    gid: entry.gid,
                    size: entry.size,
                    stored: entry.stored,
                    mtime: entry.mtime,
                    content: entry.content,
                    capability: entry.capability,
                    device: entry.device,
                    body: entry.body,
                },
            );
        }
        for body in self.bodies.iter() {
            append(&mut bytes, &WireBody { entry: body.entry, bytes: body.bytes, complete: body.complete });
        }
        for secret in &self.secrets {
            append(&mut bytes, &WireSecret::of(secret));
        }
        for digest in &self.digests {
            append(&mut bytes, digest);
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote. Memory stays in proportion to the bytes given, whatever they claim.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FactsError> {
        let mut rest = bytes.strip_prefix(SIGNATURE).ok_or(FactsError)?;
        let head: Head = take(&mut rest)?;
        let mut entries = Entries::default();
        for _ in 0..head.entries {
            let entry: WireEntry<'_> = take(&mut rest)?;
            if !entry.is_valid(head.bodies) {
                return Err(FactsError);
            }
            entries.push(&entry.into()).ok_or(FactsError)?;
        }
        entries.shrink();
        let mut bodies = Bodies::default();
        for _ in 0..head.bodies {
            let body: WireBody<'_> = take(&mut rest)?;
            if body.entry >= head.entries {
                return Err(FactsError);
            }
            bodies.bodies.push(StoredBody { entry: body.entry, bytes: body.bytes.to_vec(), complete: body.complete });
        }
        let mut listed: Vec<LayerSecret> = Vec::new();
        for _ in 0..head.secrets {
            let secret: WireSecret<'_> = take(&mut rest)?;
            listed.push(secret.checked(head.entries).ok_or(FactsError)?);
        }
        let mut digests: Vec<LayerDigest> = Vec::new();
        for _ in 0..head.digests {
            digests.push(take(&mut rest)?);
        }
        let in_order = digests.is_sorted_by_key(|digest| digest.entry);
        if !in_order || digests.last().is_some_and(|last| last.entry >= head.entries) {
            return Err(FactsError);
        }
        if !rest.is_empty() || listed.len() > MAX_SECRETS_PER_LAYER || !listed.is_sorted_by_key(|secret| secret.entry) {
            return Err(FactsError);
        }
        Ok(Self {
            blob_size: head.blob_size,
            blob_digest: head.blob_digest,
            compression: head.compression,
            diff_id: head.diff_id,
            tar_size: head.tar_size,
            entries,
            bodies,
            secrets: listed,
            secrets_left_out: head.secrets_left_out,
            digests,
            gaps: head.gaps.into_iter().map(Gap::from).collect(),
            gaps_left_out: head.gaps_left_out,
            complete: head.complete,
        })
    }
}

impl WireEntry<'_> {
    /// The promises that a scan keeps and a merge relies on.
    fn is_valid(&self, bodies: u32) -> bool {
        let short = self.path.len() <= MAX_PATH_BYTES && self.link.len() <= MAX_PATH_BYTES;
        let capability = self.capability.is_none_or(|value| value.len() <= MAX_CAPABILITY_BYTES);
        let root = !self.path.is_empty() || matches!(self.kind, EntryKind::Directory | EntryKind::Opaque);
        let link = self.kind != EntryKind::Hardlink || is_clean(self.link);
        let mode = self.mode <= 0o7777;
        short && capability && root && link && mode && is_clean(self.path) && self.body.is_none_or(|body| body < bodies)
    }
}

fn append<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    let start = bytes.len();
    match postcard::to_extend(value, std::mem::take(bytes)) {
        Ok(written) => *bytes = written,
        // Writing to memory does not fail; if it ever did, bytes that cannot be read back are the honest outcome.
        Err(_) => bytes.truncate(start),
    }
}

fn take<'a, T: Deserialize<'a>>(rest: &mut &'a [u8]) -> Result<T, FactsError> {
    let (value, left) = postcard::take_from_bytes(rest).map_err(|_| FactsError)?;
    *rest = left;
    Ok(value)
}

impl From<Gap> for WireGap {
    fn from(gap: Gap) -> Self {
        let Gap { kind, member, layer, path, offset, what, action } = gap;
        Self { kind, member, layer, path, offset, what, action }
    }
}

impl From<WireGap> for Gap {
    fn from(gap: WireGap) -> Self {
        let WireGap { kind, member, layer, path, offset, what, action } = gap;
        Self { kind, member, layer, path, offset, what, action }
    }
}

impl<'a> From<WireEntry<'a>> for NewEntry<'a> {
    fn from(entry: WireEntry<'a>) -> Self {
        Self {
            path: entry.path,
            link: entry.link,
            kind: entry.kind,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            size: entry.size,
            stored: entry.stored,
            mtime: entry.mtime,
            content: entry.content,
            capability: entry.capability,
            device: entry.device,
            body: entry.body,
        }
    }
}
