//! Running the program, and a folder for each test.

use plimsoll_image_builder::{Image, Layer};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the run ended with 2, wrote no report, and said each of these.
    #[track_caller]
    pub(crate) fn refuses(&self, said: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{self:?}");
        for text in said {
            assert!(self.stderr.contains(text), "{text:?} is missing: {self:?}");
        }
        assert!(!self.stderr.contains("panicked"), "{self:?}");
    }
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "exit {}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// Runs with arguments, and bytes on standard input.
pub(crate) fn piped<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, input: &[u8]) -> Outcome {
    let mut command = program();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    let output = std::thread::scope(|scope| {
        // A program that refuses its input need not read it to the end.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the program ends")
    });
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

pub(crate) fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Outcome {
    piped(arguments, b"")
}

/// A folder of this test alone, empty at its start.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file, with the folders above it, and gives its path.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(&path, bytes).expect("a file");
        path.into_os_string().into_string().expect("the target directory has a plain name")
    }

    /// Writes an OCI layout as a directory and gives its path.
    pub(crate) fn put_layout(&self, name: &str, image: &Image) -> String {
        for (path, bytes) in image.oci_layout() {
            self.put(&format!("{name}/{path}"), bytes);
        }
        self.path(name).into_os_string().into_string().expect("a plain name")
    }
}

/// An image that runs as root.
pub(crate) fn root_image() -> Image {
    Image::new().tag("example.org/rooted:1").created("2026-01-01T00:00:00Z").layer(
        Layer::new().created_by("COPY . /").directory("etc").file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
    )
}

/// An image with nothing worse than a remark.
pub(crate) fn tidy_image() -> Image {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    Image::new()
        .tag("example.org/tidy:1")
        .created("2026-01-01T00:00:00Z")
        .user("10001:10001")
        .healthcheck(["CMD", "/app", "health"])
        .label("org.opencontainers.image.source", "https://example.org/tidy")
        .label("org.opencontainers.image.revision", commit)
        .label("org.opencontainers.image.version", "1.0.0")
        .label("org.opencontainers.image.created", "2026-01-01T00:00:00Z")
        .label("org.opencontainers.image.licenses", "MIT")
        .entrypoint(["/app"])
        .layer(
            Layer::new()
                .created_by("COPY app /app")
                .add(plimsoll_image_builder::Entry::file("app", "not a real program").mode(0o755)),
        )
}

/// The arguments of a scan that does not depend on today.
pub(crate) fn scan<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&["scan", "--as-of", "2026-02-01"], rest].concat()
}
