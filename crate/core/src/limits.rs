//! Every limit of the engine, with its reason. A limit that is hit is an error or a coverage gap, never a silent cut.

/// Largest JSON document (manifest, index, config, attestation) that is kept: containers/image caps manifests and
/// configs at 4 MiB; provenance attestations with `mode=max` are the largest real ones.
pub const MAX_JSON_BYTES: u64 = 8 * 1024 * 1024;

/// All JSON documents of one archive together, so that many small ones cannot add up to a bomb.
pub const MAX_JSON_TOTAL_BYTES: u64 = 32 * 1024 * 1024;

/// Layers of one image: overlayfs mounts at most 500 and Docker 127, the rest is room for odd tools.
pub const MAX_LAYERS: usize = 1024;

/// Members of the outer archive: an archive of several images has a few thousand at most.
pub const MAX_MEMBERS: usize = 65_536;

/// Images (manifests that are real images) analysed from one archive.
pub const MAX_IMAGES: usize = 64;

/// Nesting of OCI indexes: real ones nest once or twice.
pub const MAX_INDEX_DEPTH: usize = 8;

/// Hops through symlinks or hardlinks when a member or a file is resolved, as Linux (40) and containers (255) limit it.
pub const MAX_LINK_HOPS: usize = 16;

/// Entries of all layers of one image together in hosts with room; the edge host sets its own lower figure.
pub const MAX_ENTRIES: usize = 4_000_000;

/// A path inside a layer, as `PATH_MAX` of Linux.
pub const MAX_PATH_BYTES: usize = 4096;

/// PAX records of one entry together: names and capabilities are small; 1 MiB is what GNU tar itself accepts for names.
pub const MAX_PAX_BYTES: u64 = 1024 * 1024;

/// Sparse map of one entry, in segments.
pub const MAX_SPARSE_SEGMENTS: usize = 100_000;

/// Inflated bytes for each compressed byte beyond which a stream is called a bomb, once past [`RATIO_GRACE_BYTES`].
/// Deflate itself cannot exceed 1032; zstd can, and a real layer of zeros may reach several hundred.
pub const MAX_INFLATE_RATIO: u64 = 1100;

/// Output below which the inflate ratio is not judged.
pub const RATIO_GRACE_BYTES: u64 = 64 * 1024 * 1024;

/// Inflated bytes of one layer: the largest images known are below 100 GB as a whole.
pub const MAX_LAYER_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// Window of a zstd frame, allocated up front: `zstd -19` needs 8 MiB, `--long` 128 MiB, which a browser tab or an edge
/// isolate should not give to a stranger's file.
pub const MAX_ZSTD_WINDOW_BYTES: u64 = 32 * 1024 * 1024;

/// Body of one declared file that is kept. A Debian `status` file of a large image has about 2 MiB.
pub const MAX_BODY_BYTES: u64 = 4 * 1024 * 1024;

/// Bodies of all declared files of one layer together.
pub const MAX_BODIES_BYTES: u64 = 24 * 1024 * 1024;

/// A Dockerfile.
pub const MAX_DOCKERFILE_BYTES: usize = 10 * 1024 * 1024;

/// Coverage gaps listed one by one for a layer; beyond it they are only counted.
pub const MAX_GAPS_PER_LAYER: usize = 100;

/// Longest run of one part of a token: web tokens with many claims have a few KiB.
pub const MAX_SECRET_TOKEN_BYTES: usize = 16 * 1024;

/// User, password, host and port of a URL that is searched for a password: longer is no URL that a program takes.
pub const MAX_URL_AUTHORITY_BYTES: usize = 1024;

/// Body of a private key in armour: RSA of 16 384 bits has 12.6 KiB, OpenPGP keys with many subkeys some more.
pub const MAX_KEY_ARMOUR_BYTES: usize = 64 * 1024;

/// Longest prefix of a token that is public and may be shown: that of PyPI has 26 bytes.
pub const MAX_PUBLIC_PREFIX_BYTES: usize = 32;

/// Name of a setting: longer is not judged, since no tool has such names.
pub const MAX_NAME_BYTES: usize = 256;

/// Passes in which masking must come to rest; two is the usual number. Beyond it the text is hidden as a whole.
pub const MAX_MASKING_PASSES: usize = 8;

/// Different secrets of one text whose further occurrences are looked for, each at the cost of one pass.
pub const MAX_REPEATED_SECRETS: usize = 64;

/// Quotes inside quotes of a command that are read as commands again: `sh -c "ssh host 'mysql -e ...'"` has three.
pub const MAX_COMMAND_NESTING: usize = 4;

/// Bytes of a credential file kept for the look inside: a Kubernetes configuration with many clusters is the largest.
pub const MAX_CREDENTIAL_FILE_BYTES: u64 = 256 * 1024;
