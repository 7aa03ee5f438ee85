//! Facts of an image.

use super::system::At;
use super::{Accounts, BaseEnd, Binding, Evidence, OsRelease, Packages, System, Trust};
use crate::finding::Place;
use crate::image::config::ImageConfig;
use crate::image::history::Alignment;
use crate::image::json::ProvenanceText;
use crate::image::plan::{EvidenceKind, SourceFormat};
use crate::image::rootfs::Rootfs;
use crate::ordered::Map;

/// What is known of an image.
pub struct ImageFacts<'a> {
    /// Names and tags that the archive gives it.
    pub names: &'a [String],
    /// Annotations of its manifest and of its descriptor in the index.
    pub annotations: &'a Map<String, String>,
    /// Texts of the provenance attestations that the archive has of it.
    pub provenance: &'a [ProvenanceText],
    /// Its config.
    pub config: &'a ImageConfig,
    /// Which history entry made which layer.
    pub alignment: &'a Alignment,
    /// The form of the archive: not every one can carry evidence.
    pub source: SourceFormat,
    /// Signatures, attestations and SBOMs beside it.
    pub evidence: Vec<Evidence<'a>>,
    /// Where its base ends; `None` if that cannot be told.
    pub base: Option<BaseEnd>,
    /// Keys were given that a signature must be made with.
    pub must_be_signed: bool,
    /// Digests and sizes that are not what was promised.
    pub mismatches: &'a [Mismatch],
    /// The files; `None` before the layers are scanned.
    pub files: Option<Files<'a>>,
}

/// The merged root filesystem and what was read from it.
pub struct Files<'a> {
    /// The merged root filesystem, which also knows what is hidden.
    pub rootfs: &'a Rootfs<'a>,
    /// Users and groups.
    pub accounts: Accounts,
    /// The distribution; `None` if the image has no os-release.
    pub os: Option<OsRelease>,
    /// The packages of the operating system.
    pub packages: Packages,
    /// What the configuration of the operating system says.
    pub system: System,
    /// Whether every layer was there and read to its end, so that what is not in `rootfs` is not in the image.
    pub complete: bool,
}

impl ImageFacts<'_> {
    /// Whether one of the given keys made a signature of the image over what it is now.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let is_good = |evidence: &Evidence<'_>| {
            evidence.found.kind == EvidenceKind::Signature
                && evidence.binding == Binding::Bound
                && matches!(evidence.trust, Trust::Verified(_))
        };
        self.evidence.iter().any(is_good)
    }

    /// Whether signatures that the image has would be in such an archive. What `docker save` writes never has them.
    #[must_use]
    pub fn could_be_signed(&self) -> bool {
        matches!(self.source, SourceFormat::OciArchive | SourceFormat::OciDirectory)
    }

    /// Whether attestations of the build would be in such an archive.
    #[must_use]
    pub fn could_be_attested(&self) -> bool {
        self.could_be_signed() || self.source == SourceFormat::DockerContainerd
    }
}

impl<'a> Files<'a> {
    /// Reads the accounts, the distribution and the packages from the merged file system.
    #[must_use]
    pub fn of(rootfs: &'a Rootfs<'a>, complete: bool) -> Self {
        let body = |path: &[u8]| rootfs.body(path).map(|body| body.bytes);
        let accounts = Accounts::read(body(b"etc/passwd"), body(b"etc/group"), body(b"etc/shadow"))
            .with_gshadow(body(b"etc/gshadow"));
        Self {
            packages: Packages::read(rootfs, &accounts),
            system: System::of(rootfs, &accounts),
            accounts,
            os: body(b"etc/os-release").or_else(|| body(b"usr/lib/os-release")).map(OsRelease::read),
            rootfs,
            complete,
        }
    }

    /// A line of a file of the final file system: in the layer that the file is from.
    #[must_use]
    pub fn line(&self, path: &[u8], line: u32) -> Place {
        let layer = self.rootfs.resolve(path).map_or(0, |node| node.layer);
        Place::line(path, layer, line)
    }

    /// The same of a line that a reader of configuration has met.
    #[must_use]
    pub fn at(&self, at: &At) -> Place {
        self.line(&at.path, at.line)
    }
}

/// Something that is not what a digest or a size promised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// What was compared.
    pub what: Compared,
    /// Member of the archive, raw, or what inline data it is.
    pub member: String,
    /// The layer, where it is one.
    pub layer: Option<u32>,
    /// What was promised: `sha256:...`, or a number of bytes.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

/// What was compared with its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compared {
    /// Digest of a blob as stored: manifest, config or layer.
    BlobDigest,
    /// Size of a blob as stored.
    BlobSize,
    /// Digest of an uncompressed layer against `rootfs.diff_ids`.
    DiffId,
}
