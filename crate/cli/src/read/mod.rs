//! What an input is, and how it is read: by ranges where it can seek, in one pass where it cannot. It judges nothing.

mod directory;
mod dockerignore;
mod jobs;
mod ranges;
mod stream;
mod window;

pub(crate) use dockerignore::Dockerignores;

use crate::arguments::ReadOptions;
use plimsoll_core::analysis::{self, AnalysisError};
use plimsoll_core::archive::{DETECT_BYTES, Detected, detect};
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::{ScanError, ScannedArchive};
use plimsoll_core::limits::MAX_DOCKERFILE_BYTES;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// An input that was read to its end.
pub(crate) enum Input {
    /// An archive or an OCI layout, its layers scanned; and its bytes as given.
    Archive(Box<ScannedArchive>, u64),
    /// The text of a Dockerfile.
    Dockerfile(Vec<u8>),
}

/// How inputs are read.
pub(crate) struct Reading {
    choice: Choice,
    threads: usize,
    quiet: bool,
    /// What stands beside the Dockerfiles.
    pub(crate) dockerignores: Dockerignores,
}

impl Reading {
    /// Understands the options that choose images.
    pub(crate) fn new(options: &ReadOptions, all: bool) -> Result<Self, String> {
        let platform =
            match &options.platform {
                Some(text) => Some(text.parse().map_err(|_| {
                    format!("\"{text}\" is no platform. Write os/architecture, for example linux/arm64")
                })?),
                None => None,
            };
        Ok(Self {
            choice: Choice { platform, reference: options.image.clone(), all },
            threads: options.jobs.map_or_else(jobs::default_threads, std::num::NonZeroUsize::get),
            quiet: options.quiet,
            dockerignores: Dockerignores::default(),
        })
    }

    /// How many threads may run at once.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// The same, but of archives only the image of that name, if one is given.
    pub(crate) fn choosing(&self, image: Option<&str>) -> Self {
        let reference = image.map(str::to_owned).or_else(|| self.choice.reference.clone());
        Self {
            choice: Choice { reference, ..self.choice.clone() },
            threads: self.threads,
            quiet: self.quiet,
            dockerignores: Dockerignores::default(),
        }
    }

    /// Reads one input; `-` is standard input.
    pub(crate) fn read(&self, path: &Path) -> Result<Input, String> {
        if path == Path::new("-") {
            return self.stream(std::io::stdin().lock(), None, false);
        }
        let metadata = std::fs::metadata(path).map_err(|error| format!("{error}. Check the path"))?;
        if metadata.is_dir() {
            return self.directory(path);
        }
        let file = File::open(path).map_err(|error| format!("{error}. Check the permissions"))?;
        let named = is_named_dockerfile(path);
        if !metadata.is_file() {
            // A pipe or a device: it cannot seek.
            return self.stream(file, None, named);
        }
        let head = head(&file, DETECT_BYTES as u64)?;
        match detect(&head) {
            Detected::Gzip | Detected::Zstd => self.stream(file, Some(metadata.len()), named),
            detected if is_dockerfile(detected, &head, named) => text(&file, head, metadata.len()),
            _ => self.archive(&file, metadata.len()),
        }
    }
}

/// The text of a Dockerfile of which the head was read. One byte more than the limit is enough for the engine to refuse it.
fn text(file: &File, head: Vec<u8>, size: u64) -> Result<Input, String> {
    if head.len() < DETECT_BYTES {
        return Ok(Input::Dockerfile(head));
    }
    let limit = (MAX_DOCKERFILE_BYTES as u64).saturating_add(1);
    let mut text = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or(0));
    file.take(limit).read_to_end(&mut text).map_err(|error| format!("cannot read the input: {error}"))?;
    Ok(Input::Dockerfile(text))
}

/// What an input is, as far as its beginning tells without taking anything from a pipe.
pub(crate) enum Begins {
    /// As a Dockerfile; with its text, if that is all that was looked at.
    AsDockerfile(Option<Vec<u8>>),
    /// As something else, or it cannot be read.
    Otherwise,
}

/// Looks at the beginning of an input.
pub(crate) fn begins(path: &Path) -> Begins {
    beginning(path).unwrap_or(Begins::Otherwise)
}

fn beginning(path: &Path) -> Option<Begins> {
    let metadata = std::fs::metadata(path).ok().filter(|metadata| metadata.is_file() && path != Path::new("-"))?;
    let file = File::open(path).ok()?;
    let size = metadata.len();
    let head = head(&file, if size == 0 { DETECT_BYTES as u64 } else { size.min(WHOLE_BYTES) }).ok()?;
    let start = head.get(..head.len().min(DETECT_BYTES)).unwrap_or_default();
    let is_dockerfile = is_dockerfile(detect(start), start, is_named_dockerfile(path));
    let is_whole = head.len() as u64 == size;
    is_dockerfile.then(|| Begins::AsDockerfile(is_whole.then_some(head)))
}

/// Most Dockerfiles are smaller, so one look is enough for them.
const WHOLE_BYTES: u64 = 16 * 1024;

fn head(file: &File, bytes: u64) -> Result<Vec<u8>, String> {
    let mut head = vec![0; usize::try_from(bytes).unwrap_or(DETECT_BYTES)];
    let length = window::read_at(file, &mut head, 0)?;
    head.truncate(length);
    Ok(head)
}

/// Whether a file is to be read as a Dockerfile. Its name decides unless the content is surely something else: a
/// Dockerfile in UTF-16 or with a stray byte is still one, and is to be told what is wrong with it.
fn is_dockerfile(detected: Detected, head: &[u8], named: bool) -> bool {
    match detected {
        Detected::Text | Detected::Binary => named || analysis::looks_like_dockerfile(head),
        Detected::Json | Detected::Empty => named,
        _ => false,
    }
}

fn is_named_dockerfile(path: &Path) -> bool {
    path.file_name().is_some_and(|name| analysis::is_dockerfile_name(&name.to_string_lossy()))
}

fn told(error: ScanError) -> String {
    AnalysisError::from(error).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_no_dockerfile_of_an_archive() {
        assert!(!is_dockerfile(Detected::Tar, b"", true));
        assert!(is_dockerfile(Detected::Binary, b"\xff\xfeF\0R\0", true));
        assert!(!is_dockerfile(Detected::Text, b"Dear reader,\n", false));
        assert!(is_dockerfile(Detected::Text, b"FROM scratch\n", false));
    }
}
