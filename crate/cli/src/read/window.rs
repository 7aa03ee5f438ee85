//! Reading into a buffer until it is full.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::FileExt as _;

/// Bytes read at a time: large enough that system calls cost nothing, small enough for many threads.
pub(super) const BYTES: usize = 256 * 1024;

/// Fills a buffer; less only at the end of the input.
pub(super) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, String> {
    filled(buffer, |rest, _| reader.read(rest)).map_err(|(_, error)| format!("cannot read the input: {error}"))
}

/// Fills a buffer from a place in a file; less only at the end of the file.
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> Result<usize, String> {
    let place = |done: usize| offset.saturating_add(done as u64);
    filled(buffer, |rest, done| file.read_at(rest, place(done)))
        .map_err(|(done, error)| format!("cannot read at byte {}: {error}", place(done)))
}

fn filled(
    buffer: &mut [u8],
    mut read: impl FnMut(&mut [u8], usize) -> std::io::Result<usize>,
) -> Result<usize, (usize, std::io::Error)> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match read(rest, done) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err((done, error)),
        }
    }
    Ok(done)
}
