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

/// Names and link targets of all members of the outer archive together, in bytes: 65 536 blobs named by their digests
/// have 5 MB.
pub const MAX_MEMBER_NAME_BYTES: usize = 8 * 1024 * 1024;

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

/// PAX records that hold for all later entries, together. They are joined with the records of every entry, so they must
/// be small against an entry (1.5 KiB with records of its own) for the work to stay linear; real ones are one commit hash.
pub const MAX_GLOBAL_PAX_BYTES: usize = 64 * 1024;

/// Sparse map of one entry, in segments.
pub const MAX_SPARSE_SEGMENTS: usize = 100_000;

/// Inflated bytes for each compressed byte that a stream may have on top of its grace, beyond which it is called a bomb.
/// Deflate itself cannot exceed 1032, so a limit at or above that never strikes; real layers of text, logs and debug
/// symbols stay below 50 and the most repetitive ones below 150.
pub const MAX_INFLATE_RATIO: u64 = 200;

/// gzip output that the ratio does not count: a real layer may hold a blank file (a swap file, an empty disk image) of
/// several hundred megabytes. It bounds the time that a bomb can take to a few seconds.
pub const RATIO_GRACE_BYTES: u64 = 1024 * 1024 * 1024;

/// The same for zstd, which turns 128 KiB of zeros into 4 bytes: no ratio tells a blank disk image from a bomb there, so
/// only the time is bounded, at what a browser tab decodes and hashes in about half a minute.
pub const ZSTD_RATIO_GRACE_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// Inflated bytes of one layer: the largest images known are below 100 GB as a whole.
pub const MAX_LAYER_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// Window of a zstd frame, allocated up front: `zstd -19` needs 8 MiB, `--long` 128 MiB, which a browser tab or an edge
/// isolate should not give to a stranger's file.
pub const MAX_ZSTD_WINDOW_BYTES: u64 = 32 * 1024 * 1024;

/// Body of one declared file that is kept. A Debian `status` file of a large image has about 2 MiB.
pub const MAX_BODY_BYTES: u64 = 4 * 1024 * 1024;

/// Programs of Go in one layer whose version is kept, each in some two hundred bytes. Large images have a hundred, and one
/// for each release is enough for a finding.
pub const MAX_GO_PROGRAMS_PER_LAYER: usize = 1_000;

/// Bodies of all declared files of one layer together.
pub const MAX_BODIES_BYTES: u64 = 24 * 1024 * 1024;

/// The same of all layers together, while a stream passes: a thousand layers of compressed zeros must not add up. The
/// largest real images keep some tens of megabytes.
pub const MAX_TOTAL_BODIES_BYTES: u64 = 192 * 1024 * 1024;

/// A Dockerfile.
pub const MAX_DOCKERFILE_BYTES: usize = 10 * 1024 * 1024;

/// Coverage gaps listed one by one for a layer; beyond it they are only counted.
pub const MAX_GAPS_PER_LAYER: usize = 100;

/// Values of one JSON document: the largest real manifests and configurations have some thousands, and each costs 32
/// bytes in memory where it may cost two in the document.
pub const MAX_JSON_VALUES: u32 = 200_000;

/// Entries followed in all indexes of one archive, so that indexes that name each other many times end.
pub const MAX_DESCRIPTORS: usize = 10_000;

/// Bytes of documents parsed in one round of planning, the same document counted every time: links can give one large
/// manifest thousands of names.
pub const MAX_PLAN_BYTES: u64 = 2 * MAX_JSON_TOTAL_BYTES;

/// Indexes kept that lead to one image: one, and one more for each tag that has its own.
pub const MAX_INDEX_DIGESTS: usize = 64;

/// Attestations, signatures and other artifacts kept of one archive.
pub const MAX_EVIDENCE: usize = 1000;

/// Texts of one provenance attestation, their places included: with `mode=max`, a Dockerfile and some hundred commands.
pub const MAX_PROVENANCE_BYTES: usize = 4 * 1024 * 1024;

/// Nesting of a provenance attestation: BuildKit's has twelve levels.
pub const MAX_PROVENANCE_DEPTH: usize = 64;

/// Parts looked at in one of them: BuildKit writes one for each predicate, a handful.
pub const MAX_EVIDENCE_PARTS: usize = 64;

/// Subjects kept of one attestation: BuildKit writes one for each tag, release tools one for each file.
pub const MAX_CLAIM_SUBJECTS: usize = 1000;

/// Bytes of a signed message that are kept, besides its digest, since Ed25519 signs the whole. A signature's payload has some
/// hundred bytes, provenance with its Dockerfile some hundred thousand.
pub const MAX_SIGNED_BYTES: usize = 1024 * 1024;

/// The same of all messages of an archive together.
pub const MAX_SIGNED_TOTAL_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of a Dockerfile inside provenance; BuildKit reads no larger one.
pub const MAX_PROVENANCE_DOCKERFILE_BYTES: usize = 2 * 1024 * 1024;

/// Build arguments kept of provenance: people give a dozen.
pub const MAX_PROVENANCE_ARGUMENTS: usize = 1000;

/// Images, repositories and files that provenance says a build fetched; real ones have some dozens.
pub const MAX_PROVENANCE_MATERIALS: usize = 1000;

/// Images of an archive whose layers are compared with those of another, to find its base.
pub const MAX_BASE_CANDIDATES: usize = 64;

/// Steps of looking up in the history what set a key of the config, for all findings of one image.
pub const MAX_ORIGIN_STEPS: usize = 1_000_000;

/// Public keys that signatures are compared with: each is tried on each signature.
pub const MAX_KEYS: usize = 16;

/// Signatures compared with keys for one image. Each takes up to a millisecond; a signed image has a handful.
pub const MAX_VERIFICATIONS: usize = 2_000;

/// Names (paths and link targets) of one layer together, in bytes for each entry that the entry limit allows: real
/// images have 60 to 80. Keeps long hostile names from outgrowing the memory that the entry limit promises.
pub const MAX_NAME_BYTES_PER_ENTRY: usize = 128;

/// Names that are free of [`MAX_NAME_BYTES_PER_ENTRY`], so that a low entry limit does not refuse a few long ones.
pub const NAME_GRACE_BYTES: usize = 1024 * 1024;

/// Value of the xattr `security.capability`: `vfs_cap_data` of version 3, the longest, has 24 bytes.
pub const MAX_CAPABILITY_BYTES: usize = 64;

/// Hardlinks at wanted paths whose targets are still to come and are therefore wanted too, in one layer.
pub const MAX_WANTED_LINKS: usize = 1024;

/// Path components that a merge follows through symlinks, all layers together. Each symlink may stand for two thousand
/// components, so without it a small archive could ask for hours of work; real images need a few thousand at most.
pub const MAX_SYMLINK_STEPS: u64 = 20_000_000;

/// Directories of one path that a merge walks free of [`MAX_SYMLINK_STEPS`]: the deepest of real images have 40.
pub const FREE_PATH_COMPONENTS: usize = 64;

/// Directories that no entry describes, beyond one for each entry that there is. Archives of single files in deep
/// folders have a few thousand; a path of 4 KiB can name two thousand.
pub const INVENTED_GRACE: usize = 65_536;

/// Names that a merge writes anew because an entry lies beyond a symlink of its own layer, all layers together.
pub const MAX_RESOLVED_NAME_BYTES: usize = 16 * 1024 * 1024;

/// Gaps of a merge that are listed one by one; beyond it they are only counted.
pub const MAX_GAPS_PER_MERGE: usize = 100;
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

/// Heads of members that are neither JSON nor compressed nor tars, kept so that one that should be a layer can be named.
pub const MAX_MEMBER_HEADS: usize = 4096;

/// Zeros that the holes of sparse members of one outer archive may stand for: an image archive has none as a rule, and
/// a header can claim 2^64.
pub const MAX_HOLE_BYTES: u64 = 256 * 1024 * 1024;

/// What is read at a time while an outer archive is indexed by its headers: layers are skipped, so most windows hold
/// one header, and small members lie in a row.
pub const MIN_WINDOW_BYTES: u64 = 64 * 1024;

/// The greatest window, reached by doubling while nothing can be skipped.
pub const MAX_WINDOW_BYTES: u64 = 4 * 1024 * 1024;

/// Secrets of one build step that become findings. A person stops reading long before, and each costs a look at the
/// settings, so that hostile text with a secret in every word must not make the check quadratic.
pub const MAX_SECRETS_PER_STEP: usize = 50;

/// Secrets of one body that the search keeps, masked; the others are counted. As many as become findings.
pub const MAX_SECRETS_PER_BODY: usize = MAX_SECRETS_PER_FILE;

/// Secrets of one layer that the search keeps: each has some hundred bytes, and nobody reads more.
pub const MAX_SECRETS_PER_LAYER: usize = 2_000;

/// A secret as it may be shown: its public prefix, its length and two characters.
pub const MAX_MASKED_BYTES: usize = 128;

/// Secrets of one file that become findings; the last of them says how many more there are. A state file of an
/// infrastructure tool can hold hundreds, and one is enough to act.
pub const MAX_SECRETS_PER_FILE: usize = 10;

/// Files that a configuration file includes: distributions ship a handful, and each may be included again and again.
pub const MAX_INCLUDED_FILES: usize = 256;

/// Names that an alias or a list in sudoers stands for: aliases in every rule must not multiply.
pub const MAX_SUDO_NAMES: usize = 64;

/// Findings of one rule about files that are listed one by one: nobody reads more, and a hostile image can have a file of
/// its own kind for every entry. The rest is one finding with its number.
pub const MAX_FINDINGS_PER_RULE: usize = 500;

/// Directories of `PATH` that a program is looked for in: real ones have six to twelve.
pub const MAX_SEARCH_DIRECTORIES: usize = 256;

/// Programs that a command line starts and that are looked at: an init, a shell and what they start are three or four.
pub const MAX_STARTED_PROGRAMS: usize = 16;

/// Parts of a program's path whose directories are judged; deeper paths than that are judged from the root down to it.
pub const MAX_JUDGED_DIRECTORIES: usize = 64;

/// Rounds in which fixes are applied. Each mends at least one finding, and edits that touch each other need one each; real
/// files need two or three.
pub const MAX_FIX_ROUNDS: usize = 100;

/// Names of rules in comments that set findings aside in one place: one instruction, one stage, the file as a whole. Each
/// finding there is compared with each of them; people write a few. Comments beyond are not regarded, so that nothing is
/// hidden by them.
pub const MAX_IGNORED_NAMES_OF_A_PLACE: usize = 500;

/// Bytes of a configuration file. One that names every rule has some ten thousand.
pub const MAX_CONFIG_BYTES: usize = 1024 * 1024;

/// Patterns of a `.dockerignore`. Each is compared with each source of each COPY; people write some dozens.
pub const MAX_IGNORE_PATTERNS: usize = 2_000;

/// Steps of comparing one path with all patterns of a `.dockerignore`. Stars make it quadratic; beyond this the path counts
/// as sent.
pub const MAX_IGNORE_STEPS: usize = 1_000_000;

/// Sources of COPY and ADD in one file that are compared with a `.dockerignore`, so that the whole stays within seconds.
pub const MAX_IGNORE_PATHS: usize = 2_000;

/// A file whose content is compared with its package: `libcrypto` and the interpreters of scripts have up to 7 MiB.
pub const MAX_DIGESTED_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// Bytes digested in one layer, each as often as algorithms need it (SHA-256 counts twice): 150 ms in a browser. The
/// programs of a Debian image with 350 packages have 38 MiB, and one algorithm is enough for most of them.
pub const MAX_DIGEST_WORK_PER_LAYER: u64 = 64 * 1024 * 1024;

/// Digests kept of one layer: large distributions have two thousand watched files, and each may need three.
pub const MAX_DIGESTS_PER_LAYER: usize = 8_192;

/// An rpm database, while it passes: that of a Fedora image with 600 packages has 30 MB. Only a tenth of it is kept, see
/// `packages::shrunk`.
pub const MAX_RPM_DATABASE_BYTES: u64 = 64 * 1024 * 1024;

/// Package databases that are text, and stay whole: dpkg's `status` has 1 KiB a package, apk's `installed` 4. Lists of
/// files and of digests may have as much while they pass: those of the largest packages have 5 MB.
pub const MAX_PACKAGE_TEXT_BYTES: u64 = 8 * 1024 * 1024;

/// Packages of one image. Each costs some 300 bytes; complete desktops have four thousand.
pub const MAX_PACKAGES: usize = 20_000;

/// Name, version, vendor or licence of a package: licence expressions of large packages have 400 bytes.
pub const MAX_PACKAGE_FIELD_BYTES: usize = 512;

/// Damaged places of the package databases of one image that are told one by one.
pub const MAX_PACKAGE_PROBLEMS: usize = 20;

/// Instructions and history entries together that are looked ahead where a Dockerfile and a history differ: a changed
/// Dockerfile differs by some lines in one place.
pub const MAX_CORRELATION_LOOK_AHEAD: usize = 16;

/// Bytes of text that are compared in one correlation beyond one look at each text, where a value is not known.
pub const MAX_CORRELATION_WORK: usize = 64 * 1024 * 1024;

/// Stages of a Dockerfile that a history is compared with when the one that is built is not said: people build one of the
/// last few.
pub const MAX_CORRELATED_STAGES: usize = 16;

/// Things listed one by one of each sort of difference between two images; beyond it they are only counted. A new directory
/// counts once, so that a thousand rows are more than a person reads.
pub const MAX_LISTED_CHANGES: usize = 1_000;

/// Paths looked at while dive's figures are computed, all whiteouts together. Each whiteout asks what is inside; real
/// images need some hundred thousand, and dive itself takes minutes beyond that.
pub const MAX_DIVE_STEPS: u64 = 20_000_000;

/// Rows of one sort of waste that a report lists; sums are of all. Real images have a few rows.
pub const MAX_WASTE_ROWS: usize = 100;
