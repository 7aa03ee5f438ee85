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

/// A physical line of a Dockerfile that BuildKit still reads: its scanner fails above `bufio.MaxScanTokenSize` - 1.
/// Longer lines are read here and reported.
pub const BUILDKIT_LINE_BYTES: usize = 64 * 1024 - 1;

/// ONBUILD inside ONBUILD: BuildKit refuses the second, so a few levels are enough to say what is wrong with them.
pub const MAX_ONBUILD_DEPTH: usize = 4;

/// Problems kept for one Dockerfile: a file with more is not a Dockerfile, and each one costs memory and a row.
pub const MAX_DOCKERFILE_PROBLEMS: usize = 1000;

/// `${a:-${b:-...}}` inside one another: people write two or three.
pub const MAX_EXPANSION_DEPTH: usize = 16;

/// One value after expansion: `ARG_MAX` allows an argument of 128 KiB, real values stay below 4 KiB.
pub const MAX_EXPANDED_BYTES: usize = 64 * 1024;

/// All values of one Dockerfile after expansion, and the steps of pattern matching: each ENV may double the one before.
pub const MAX_EXPANSION_WORK: usize = 32 * 1024 * 1024;

/// Quotes, substitutions and subshells inside one another in shell text: people write five.
pub const MAX_SHELL_DEPTH: usize = 128;

/// How often the shell reader starts again behind a word that it cannot read, before it gives up on the rest. Each
/// start may read the rest again, so this bounds the time to a small multiple of the text.
pub const MAX_SHELL_RECOVERIES: usize = 8;

/// Scripts inside scripts (`sh -c`, heredocs given to a shell) that are followed.
pub const MAX_SCRIPT_DEPTH: usize = 4;
