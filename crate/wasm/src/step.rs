//! What the engine asks of a host with random access.

use plimsoll_core::image::scan::{Job, JobKind};
use serde::Serialize;

/// What to do next.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Step {
    /// Read so many bytes of the archive there, and `supply` them.
    Read { offset: u64, length: u64 },
    /// Read that file of the folder, and `supply_file` it.
    ReadFile { path: String, length: u64 },
    /// Run these, anywhere and in any order, and `take_layer` what each gives.
    Layers { jobs: Vec<JobSpec> },
    /// The archive has no random access: push it whole through a `StreamAnalysis`.
    Stream,
    /// It is a Dockerfile: read it whole and `scan_dockerfile` it.
    Dockerfile,
    /// Call `finish`.
    Done,
}

/// A job as it travels: to a pool, and from there into a `LayerJob`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobSpec {
    /// What the facts are given back with.
    pub(crate) id: u32,
    /// Member of the archive, for display and messages.
    pub(crate) member: String,
    /// Where it begins.
    pub(crate) offset: u64,
    /// How many bytes it has.
    pub(crate) length: u64,
    /// The file, in a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// Scan it, or only compute its digest.
    pub(crate) kind: Kind,
    /// Whether a document promises a digest of the stored bytes.
    pub(crate) hash_blob: bool,
    /// Entries to keep of it.
    pub(crate) max_entries: u32,
}

/// The sorts of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A layer, to be scanned.
    Layer,
    /// Anything else, of which a digest is promised.
    Blob,
}

impl JobSpec {
    pub(crate) fn new(id: u32, job: &Job, is_folder: bool, max_entries: usize) -> Self {
        Self {
            id,
            member: job.member.clone(),
            offset: job.offset,
            length: job.length,
            path: is_folder.then(|| job.member.clone()),
            kind: match job.kind {
                JobKind::Layer => Kind::Layer,
                JobKind::Blob => Kind::Blob,
            },
            hash_blob: job.digest.is_some(),
            max_entries: u32::try_from(max_entries).unwrap_or(u32::MAX),
        }
    }
}
