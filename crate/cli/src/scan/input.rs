//! What an input is, and how it is read: by ranges where it can seek, in one pass where it cannot.

use super::{jobs, progress};
use crate::arguments::ScanOptions;
use plimsoll_core::analysis::{self, AnalysisError, Options};
use plimsoll_core::archive::{DETECT_BYTES, Detected, detect};
use plimsoll_core::image::layer::LayerOptions;
use plimsoll_core::image::scan::{IndexedScan, Request, ScanError, ScanOptions as ArchiveOptions, StreamScan};
use plimsoll_core::limits::MAX_DOCKERFILE_BYTES;
use plimsoll_core::report::model::Report;
use plimsoll_core::rules;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// Bytes read at a time: large enough that system calls cost nothing, small enough for many threads.
pub(super) const WINDOW_BYTES: usize = 256 * 1024;

/// Files of a directory that are listed; an OCI layout of hundreds of images has some tens of thousands.
const MAX_FILES: usize = 100_000;

/// Depth of a directory: `blobs/sha256/<digest>` has three.
const MAX_DEPTH: usize = 16;

/// Analyses one input.
pub(super) fn analyse(path: &Path, mut options: Options, arguments: &ScanOptions) -> Result<Report, String> {
    if path == Path::new("-") {
        return stream(std::io::stdin().lock(), None, &options, arguments);
    }
    let metadata = std::fs::metadata(path).map_err(|error| format!("{error}. Check the path"))?;
    if metadata.is_dir() {
        return directory(path, options, arguments);
    }
    let file = File::open(path).map_err(|error| format!("{error}. Check the permissions"))?;
    if !metadata.is_file() {
        // A pipe or a device: it cannot seek.
        return stream(file, None, &options, arguments);
    }
    options.size = metadata.len();
    let mut head = vec![0; DETECT_BYTES];
    let length = read_up_to(&file, &mut head, 0)?;
    head.truncate(length);
    match detect(&head) {
        Detected::Gzip | Detected::Zstd => stream(file, Some(metadata.len()), &options, arguments),
        Detected::Text | Detected::Json if is_dockerfile(path, &head) => {
            stream(file, Some(metadata.len()), &options, arguments)
        }
        _ => {
            let scan = IndexedScan::of_archive(metadata.len(), LayerOptions::default());
            let source = jobs::Source::File(&file);
            ranges(scan, &source, &options, arguments)
        }
    }
}

/// By its name, or else by its first instruction.
fn is_dockerfile(path: &Path, head: &[u8]) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    analysis::is_dockerfile_name(&name) || analysis::looks_like_dockerfile(head)
}

fn directory(path: &Path, mut options: Options, arguments: &ScanOptions) -> Result<Report, String> {
    let mut scan = IndexedScan::of_directory(LayerOptions::default());
    let mut size = 0u64;
    for (relative, length) in files(path)? {
        size = size.saturating_add(length);
        scan.add_file(relative.as_os_str().as_encoded_bytes(), length);
    }
    options.size = size;
    ranges(scan, &jobs::Source::Directory(path), &options, arguments)
}

/// Regular files below a directory, by their relative paths, sorted. Links are followed only while they stay inside.
fn files(root: &Path) -> Result<Vec<(PathBuf, u64)>, String> {
    let base = root.canonicalize().map_err(|error| error.to_string())?;
    let (mut found, mut queue) = (Vec::new(), vec![(PathBuf::new(), 0)]);
    while let Some((relative, depth)) = queue.pop() {
        let entries =
            std::fs::read_dir(root.join(&relative)).map_err(|error| format!("{}: {error}", relative.display()))?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let below = relative.join(entry.file_name());
            let Ok(real) = entry.path().canonicalize() else { continue };
            let Ok(metadata) = real.metadata() else { continue };
            if !real.starts_with(&base) {
                continue;
            }
            if metadata.is_file() {
                found.push((below, metadata.len()));
            } else if metadata.is_dir() && depth < MAX_DEPTH {
                queue.push((below, depth + 1));
            }
            if found.len() > MAX_FILES {
                return Err(format!(
                    "more than {MAX_FILES} files: this is no OCI layout. Name the layout's own directory"
                ));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads what the engine asks for, then the layers in parallel.
fn ranges(
    mut scan: IndexedScan,
    source: &jobs::Source<'_>,
    options: &Options,
    arguments: &ScanOptions,
) -> Result<Report, String> {
    loop {
        match scan.next_request().map_err(told)? {
            Request::Read { member, offset, length } => {
                let bytes = source.read(member.as_deref(), offset, length)?;
                scan.supply(&bytes).map_err(told)?;
            }
            Request::Stream => {
                let jobs::Source::File(file) = source else {
                    return Err(String::from("a file of this directory is compressed as a whole. Unpack it"));
                };
                return stream(*file, Some(options.size), options, arguments);
            }
            Request::Planned => break,
        }
    }
    let jobs = scan.choose(&options.choice).map_err(told)?;
    let bar = progress(Some(jobs.iter().map(|job| job.length).sum()), arguments);
    let threads = arguments.jobs.map_or_else(jobs::default_threads, std::num::NonZeroUsize::get);
    jobs::run(&jobs, source, threads, &bar, |member, result| scan.finish_job(member, result))?;
    bar.finish();
    Ok(analysis::report(&scan.finish().map_err(told)?, options))
}

/// Reads in one pass: standard input, compressed archives, Dockerfiles.
fn stream(
    mut reader: impl Read,
    total: Option<u64>,
    options: &Options,
    arguments: &ScanOptions,
) -> Result<Report, String> {
    let mut window = vec![0; WINDOW_BYTES];
    let mut length = fill(&mut reader, &mut window)?;
    let head = window.get(..length.min(DETECT_BYTES)).unwrap_or_default();
    if matches!(detect(head), Detected::Text | Detected::Json)
        && total.is_none_or(|size| size <= MAX_DOCKERFILE_BYTES as u64)
    {
        let mut text = window.get(..length).unwrap_or_default().to_vec();
        let limit = MAX_DOCKERFILE_BYTES as u64 + 1;
        reader.take(limit).read_to_end(&mut text).map_err(|error| error.to_string())?;
        let options = Options { size: text.len() as u64, ..options.clone() };
        return analysis::dockerfile(&text, &options).map_err(|error| error.to_string());
    }
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, ArchiveOptions::default());
    let bar = progress(total, arguments);
    let mut size = 0u64;
    while length > 0 {
        size = size.saturating_add(length as u64);
        scan.feed(window.get(..length).unwrap_or_default()).map_err(told)?;
        bar.advance(length as u64);
        if let Some(member) = scan.current_member() {
            bar.note(member);
        }
        length = fill(&mut reader, &mut window)?;
    }
    bar.finish();
    let options = Options { size, ..options.clone() };
    Ok(analysis::report(&scan.finish(&options.choice).map_err(told)?, &options))
}

/// Reads until the window is full or the input ends.
fn fill(reader: &mut impl Read, window: &mut [u8]) -> Result<usize, String> {
    let mut filled = 0;
    while let Some(rest) = window.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("cannot read the input: {error}")),
        }
    }
    Ok(filled)
}

/// Reads up to a buffer's length at an offset; less only at the end of the file.
pub(super) fn read_up_to(file: &File, buffer: &mut [u8], offset: u64) -> Result<usize, String> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("cannot read at byte {}: {error}", offset + filled as u64)),
        }
    }
    Ok(filled)
}

fn told(error: ScanError) -> String {
    AnalysisError::from(error).to_string()
}
