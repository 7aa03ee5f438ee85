//! Images as text: the small language in which the examples of rules are written.
//!
//! One line says one thing; `#` begins a comment line.
//!
//! ```text
//! platform linux/amd64
//! created 2026-01-01T00:00:00Z
//! tag example:1.0
//! user app
//! env GREETING=all to the end of the line
//! expose 8080/tcp
//! volume /data
//! workdir /app
//! stopsignal SIGTERM
//! onbuild RUN make
//! label org.opencontainers.image.source=https://example.org/x
//! entrypoint ["/app"]
//! cmd ["-v"]
//! healthcheck ["CMD", "/app", "health"]
//!
//! layer RUN useradd app
//! /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/app:/bin/sh\n"
//! /tmp/ 1777 0:0
//! /app 0755 0:0 size=20K cap=cap_net_bind_service+ep mtime=1700000000
//! /bin/sh -> dash
//! /usr/bin/app => /app
//! /dev/sda block 8:0 0660 0:6
//! /run/pipe fifo 0644 0:0
//!
//! history ENV GREETING=all to the end of the line
//! layer
//! compression zstd
//! - /etc/secret
//! opaque /var/cache
//!
//! lie diff-id 0
//! ```
//!
//! | line | meaning |
//! |---|---|
//! | `layer COMMAND` | a new layer; the command is its history line, a bare `layer` has none |
//! | `history COMMAND` | a history line that made no layer |
//! | `PATH MODE UID:GID ["CONTENT"] [OPTION…]` | a file, or a directory where the path ends with `/` |
//! | `PATH -> TARGET` and `PATH => TARGET` | a symbolic link and a hard link |
//! | `PATH block\|char MAJOR:MINOR MODE UID:GID`, `PATH fifo MODE UID:GID` | a device, a named pipe |
//! | `- PATH`, `opaque DIRECTORY` | a whiteout, an opaque mark |
//! | `compression none\|gzip\|zstd` | how the layer above is stored |
//! | `attestation TYPE {JSON}` | a statement about the image: predicate type and predicate |
//! | `attestation-of sha256:HEX` | provenance about something else |
//! | `signature self\|stranger\|other-image\|broken` | a signature of cosign: with the key that tests trust, another one, over another image, over a payload changed later |
//! | `set-config POINTER JSON` | any place of the config JSON |
//! | `shape oci` | an OCI archive, though nothing in it asks for one |
//! | `lie digest\|size\|diff-id N`, `missing layer N`, `foreign layer N` | breaks layer N, counted from 0 |
//!
//! Options of a file: `size=N` fills the content up with zeros and `random=N` with bytes that do not compress (`K` and
//! `M` may follow the number); those bytes differ from path to path, and `as=PATH` takes the ones of another path, for
//! copies. `mtime=SECONDS`, `cap=NAMES+FLAGS` and with it `rootid=UID`. Paths and targets with spaces stand in double
//! quotes; in quotes `\n`, `\t`, `\r`, `\0`, `\"`, `\\` and `\xNN` are known. Paths are written from the root and stored
//! without the first slash. Entries before any `layer` line open a first layer with no history.

mod entry;
mod parse;
mod words;

use std::fmt;

/// The reader of recipes.
#[derive(Debug)]
pub struct Recipe;

/// What is wrong with a recipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeError {
    /// Counted from 1.
    pub line: usize,
    /// What was wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for RecipeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for RecipeError {}

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &str) -> Result<crate::Image, RecipeError> {
        parse::parse(text)
    }
}
