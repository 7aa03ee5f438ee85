//! What planning gives: the images of an archive, where their parts are, and what else is there.

use crate::ordered::Map;

use super::super::config::ImageConfig;
use super::super::digest::Digest;
use super::super::json::{Provenance, ProvenanceText};
use super::super::platform::Platform;
use crate::gap::Gap;

/// The images of one archive and everything that its documents say of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Form of the archive.
    pub source: SourceFormat,
    /// The images, in the order of the archive's documents.
    pub images: Vec<PlannedImage>,
    /// What accompanies them.
    pub evidence: Vec<Evidence>,
    /// Blobs and documents whose digests are known, each once.
    pub references: Vec<Reference>,
    /// Inline contents and documents that were verified on the way and are not what their digest says.
    pub inline_mismatches: Vec<Reference>,
    /// What could not be read, apart from what is told by the images themselves.
    pub gaps: Vec<Gap>,
}

/// The forms in which images come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceFormat {
    /// `docker save` of 1.10 to 24, skopeo, podman: `manifest.json` alone.
    DockerArchive,
    /// `docker save` of 25 and later: both `manifest.json` and an OCI layout.
    DockerHybrid,
    /// The same with the containerd image store, `ctr` or nerdctl.
    DockerContainerd,
    /// `docker save` before 1.10: a chain of layers.
    DockerLegacy,
    /// kaniko, crane, ko: `manifest.json` as go-containerregistry writes it.
    Kaniko,
    /// An OCI layout in a tar.
    OciArchive,
    /// An OCI layout directory.
    OciDirectory,
}

impl SourceFormat {
    /// The form as an identifier.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::DockerArchive => "docker-archive",
            Self::DockerHybrid => "docker-archive-hybrid",
            Self::DockerContainerd => "docker-archive-containerd",
            Self::DockerLegacy => "docker-archive-legacy",
            Self::Kaniko => "docker-archive-crane",
            Self::OciArchive => "oci-archive",
            Self::OciDirectory => "oci-layout",
        }
    }

    /// The form in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DockerArchive => "Docker archive",
            Self::DockerHybrid => "Docker archive with OCI layout (Docker 25 or later)",
            Self::DockerContainerd => "Docker archive of a containerd image store",
            Self::DockerLegacy => "Docker archive of Docker before 1.10",
            Self::Kaniko => "Docker archive of kaniko, crane or ko",
            Self::OciArchive => "OCI archive",
            Self::OciDirectory => "OCI layout directory",
        }
    }
}

/// One image.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedImage {
    /// Its references: full names, or bare tags where the archive has nothing else. Often one, possibly none.
    pub names: Vec<String>,
    /// Platform: of the index, else of the configuration.
    pub platform: Option<Platform>,
    /// Images of one group are the platforms of one thing.
    pub group: usize,
    /// Digest of the manifest, where there is one.
    pub manifest_digest: Option<Digest>,
    /// Manifests of the same configuration with other layer blobs (podman's `--add-compression`).
    pub other_manifests: Vec<Digest>,
    /// Digest of the configuration, which Docker calls the image ID.
    pub config_digest: Option<Digest>,
    /// Member that holds the configuration; `None` if it is inline in the manifest.
    pub config_member: Option<String>,
    /// The configuration.
    pub config: ImageConfig,
    /// Layers, lowest first.
    pub layers: Vec<PlannedLayer>,
    /// Digests of the indexes that lead to it, from outside in: what is signed of an image for several platforms.
    pub index_digests: Vec<Digest>,
    /// Annotations of manifest and index entry.
    pub annotations: Map<String, String>,
    /// Texts of the provenance attestations that speak of it.
    pub provenance: Vec<ProvenanceText>,
    /// What could not be read of this image.
    pub gaps: Vec<Gap>,
}

/// One layer of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLayer {
    /// Member that holds it, links resolved, or the name that an inline layer goes by; `None` if it is not in the
    /// archive.
    pub member: Option<String>,
    /// The blob itself, if it is inline in the manifest.
    pub inline: Option<Vec<u8>>,
    /// Whether it can be scanned.
    pub state: LayerState,
    /// Digest of the blob as stored, if a document gives one.
    pub digest: Option<Digest>,
    /// Size of the blob as stored, if a document gives one.
    pub size: Option<u64>,
    /// Media type, if a document gives one. It does not say how the blob is really compressed.
    pub media_type: Option<String>,
    /// Digest of the uncompressed layer, of the configuration.
    pub diff_id: Option<Digest>,
    /// Addresses of a foreign layer.
    pub urls: Vec<String>,
}

/// Whether a layer can be scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerState {
    /// It is in the archive.
    Present,
    /// It is inline in the manifest.
    Inline,
    /// It is not.
    Missing,
    /// It is not, and was not meant to be.
    Foreign,
    /// It is there, encrypted.
    Encrypted,
}

/// A manifest that is no image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Digest of the manifest.
    pub manifest_digest: Option<Digest>,
    /// Its artifact type, or else the media type of its configuration.
    pub artifact_type: Option<String>,
    /// Media types of its parts.
    pub media_types: Vec<String>,
    /// Digest of the manifest that it belongs to, as its own manifest, its index entry or its tag (`sha256-<hex>.sig`) says;
    /// without any of these, what its parts speak of.
    pub subject: Option<Digest>,
    /// It belongs to the one image of the archive, as cosign's annotation says (`cosign save`).
    pub of_only_image: bool,
    /// Bytes of its parts together, as its manifest says.
    pub size: u64,
    /// Predicate types of its attestations, sorted.
    pub predicate_types: Vec<String>,
    /// Members that hold the parts that are there.
    pub members: Vec<String>,
    /// Texts of its provenance, until they are given to the images that it speaks of.
    pub(super) provenance: Vec<ProvenanceText>,
    /// What its parts say, as far as they could be read.
    pub claims: Vec<Claim>,
}

/// What one part of evidence says, and who vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The member that holds it.
    pub member: String,
    /// Digests that it speaks of: of manifests, where it is about images.
    pub digests: Vec<Digest>,
    /// What is signed of it; `None` if nothing can be.
    pub message: Option<Message>,
    /// Its signatures.
    pub signatures: Vec<Vec<u8>>,
    /// What it says of the build, if it is provenance.
    pub provenance: Option<Box<Provenance>>,
    /// When it was made, if it is the result of a scan.
    pub scan: Option<ScanTimes>,
}

/// When a scan for known vulnerabilities was made, as its result says, in seconds from 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanTimes {
    /// When it was made, or last looked over.
    pub finished: Option<i64>,
    /// From when the list of vulnerabilities was that it used.
    pub advisories: Option<i64>,
}

/// Whether a type of predicate or artifact is that of a scan's result or of what was concluded from one: cosign's and
/// in-toto's `vuln`, SARIF, VEX in its three forms.
#[must_use]
pub fn is_scan(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["vuln", "sarif", "vex", "csaf"].into_iter().any(|name| kind.contains(name))
}

/// What a signature is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its digest, which ECDSA and RSA sign.
    pub digest: Digest,
    /// The whole, which Ed25519 signs; `None` if it was too large to be kept, or if this build verifies nothing.
    pub bytes: Option<Vec<u8>>,
}

/// Sorts of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// Provenance, or an SBOM as attestation.
    Attestation,
    /// A signature.
    Signature,
    /// An SBOM of its own.
    Sbom,
    /// Anything else, such as a Helm chart.
    Artifact,
}

/// A member whose digest a document gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The member.
    pub member: String,
    /// What it is.
    pub what: ReferenceKind,
    /// The digest it should have.
    pub digest: Digest,
    /// The size it should have.
    pub size: Option<u64>,
}

/// What a digest was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// An index.
    Index,
    /// A manifest.
    Manifest,
    /// A configuration.
    Config,
    /// A layer as stored.
    Layer,
    /// A part of an attestation, signature or artifact.
    Evidence,
}
