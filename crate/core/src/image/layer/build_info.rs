//! What Go writes into the programs that it builds, its own version: found as a body passes, so that a program of any size
//! leaves a hundred bytes.
//!
//! Source: Go, `src/debug/buildinfo/buildinfo.go`. The mark stands at a multiple of 16 bytes; behind it come the size of a
//! pointer, flags, since 1.18 a length and the version as text at byte 32, before that two pointers.

use crate::limits::MAX_GO_PROGRAMS_PER_LAYER;

/// How it begins.
const MARK: &[u8] = b"\xff Go buildinf:";

/// Where the version of Go 1.18 and later begins: its length in one byte.
const VERSION: usize = 32;

/// Longest version that is kept; those of releases have 8 bytes.
const VERSION_BYTES: usize = 64;

const BLOCK: usize = 16;

/// Linux starts nothing else that Go builds.
const PROGRAM: &[u8] = b"\x7fELF";

/// Looks for the mark in one body after another.
#[derive(Default)]
pub(super) struct BuildInfo {
    state: State,
    /// The beginning of a block that has not passed as a whole; what was found, from the mark on.
    bytes: Vec<u8>,
    /// Programs that it was found in.
    programs: usize,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The body is no program, or nobody asked.
    #[default]
    Idle,
    /// The first block tells whether it is a program.
    First,
    Searching,
    Found,
}

impl BuildInfo {
    pub(super) fn start(&mut self, asked: bool) {
        self.bytes.clear();
        self.state = if asked && self.programs < MAX_GO_PROGRAMS_PER_LAYER { State::First } else { State::Idle };
    }

    /// A hole: no linker writes a program so.
    pub(super) fn drop_body(&mut self) {
        self.state = State::Idle;
    }

    pub(super) fn data(&mut self, data: &[u8]) {
        let mut rest = data;
        if self.state == State::Idle || self.state == State::Found {
            return self.keep(rest);
        }
        if self.state == State::First || !self.bytes.is_empty() {
            let missing = BLOCK.saturating_sub(self.bytes.len());
            let (more, behind) = rest.split_at_checked(missing).unwrap_or((rest, b""));
            self.bytes.extend_from_slice(more);
            if self.bytes.len() < BLOCK {
                return;
            }
            rest = behind;
            self.state = match self.state {
                State::First if self.bytes.starts_with(PROGRAM) => State::Searching,
                State::Searching if self.bytes.starts_with(MARK) => State::Found,
                State::Searching => State::Searching,
                _ => State::Idle,
            };
            if self.state != State::Searching {
                return self.keep(rest);
            }
            self.bytes.clear();
        }
        let (blocks, tail) = rest.as_chunks::<BLOCK>();
        match blocks.iter().position(|block| block.starts_with(MARK)) {
            Some(at) => {
                self.state = State::Found;
                self.keep(rest.get(at.saturating_mul(BLOCK)..).unwrap_or_default());
            }
            None => self.bytes.extend_from_slice(tail),
        }
    }

    fn keep(&mut self, data: &[u8]) {
        if self.state == State::Found {
            let room = VERSION.saturating_add(1).saturating_add(VERSION_BYTES).saturating_sub(self.bytes.len());
            self.bytes.extend_from_slice(data.get(..room).unwrap_or(data));
        }
    }

    /// What was found in the body that has ended.
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        let found = self.state == State::Found;
        self.state = State::Idle;
        self.programs = self.programs.saturating_add(usize::from(found));
        found.then(|| std::mem::take(&mut self.bytes))
    }
}

/// The version of Go in what is kept of a program: `1.22.3`; `None` if it is none, as in a build of Go from its sources.
/// Versions before 1.18, which stand elsewhere, are given as `1.17`.
pub(crate) fn go_version(kept: &[u8]) -> Option<&str> {
    const IS_TEXT: u8 = 2;
    let flags = kept.strip_prefix(MARK)?.get(1)?;
    if flags & IS_TEXT == 0 {
        return Some("1.17");
    }
    let (length, text) = kept.get(VERSION..)?.split_first()?;
    let version = std::str::from_utf8(text.get(..usize::from(*length))?).ok()?.strip_prefix("go")?;
    let version = version.split([' ', '-']).next()?;
    version.starts_with(|first: char| first.is_ascii_digit()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(at: usize, version: &str) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01".to_vec();
        bytes.resize(at, 7);
        bytes.extend_from_slice(MARK);
        bytes.extend_from_slice(&[8, 2]);
        bytes.extend_from_slice(&[0; 16]);
        bytes.push(u8::try_from(version.len()).unwrap());
        bytes.extend_from_slice(version.as_bytes());
        bytes.extend_from_slice(&[9; 500]);
        bytes
    }

    fn found(bytes: &[u8], piece: usize) -> Option<String> {
        let mut info = BuildInfo::default();
        info.start(true);
        bytes.chunks(piece).for_each(|piece| info.data(piece));
        go_version(&info.take()?).map(str::to_owned)
    }

    #[test]
    fn the_version_is_found_however_the_body_is_cut() {
        for at in [16, 32, 1600] {
            let bytes = program(at, "go1.22.3");
            for piece in [1, 2, 3, 15, 16, 17, 31, 40, 1000, 10_000] {
                assert_eq!(found(&bytes, piece).as_deref(), Some("1.22.3"), "{at} {piece}");
            }
        }
        assert_eq!(found(&program(64, "go1.24.0 X:nocoverageredesign"), 50).as_deref(), Some("1.24.0"));
        assert_eq!(found(&program(64, "go1.25-20250101-RC01 cl/1"), 50).as_deref(), Some("1.25"));
    }

    #[test]
    fn other_bodies_and_versions_leave_nothing() {
        assert_eq!(found(&program(24, "go1.22.3"), 100), None, "not at a multiple of 16");
        assert_eq!(found(&program(32, "go1.22.3")[1..], 100), None, "no program");
        assert_eq!(found(&program(32, "devel go1.23-abcdef"), 100), None);
        assert_eq!(found(&program(32, "go1.22.3")[..60], 100), None, "cut off");
        assert_eq!(found(b"\x7fELF", 1), None);
        let mut old = program(32, "");
        old[47] = 0;
        assert_eq!(found(&old, 100).as_deref(), Some("1.17"));
        let mut info = BuildInfo::default();
        info.start(false);
        info.data(&program(32, "go1.22.3"));
        assert_eq!(info.take(), None);
        info.start(true);
        info.data(&program(32, "go1.22.3")[..20]);
        info.drop_body();
        info.data(&program(32, "go1.22.3")[20..]);
        assert_eq!(info.take(), None);
    }

    #[test]
    fn what_is_kept_of_a_program_is_small() {
        let mut info = BuildInfo::default();
        info.start(true);
        info.data(&program(32, "go1.22.3"));
        info.data(&[1; 100_000]);
        assert_eq!(info.take().unwrap().len(), VERSION + 1 + VERSION_BYTES);
    }

    #[test]
    fn of_countless_programs_the_first_are_kept() {
        let mut info = BuildInfo::default();
        let mut kept = 0;
        for _ in 0..=MAX_GO_PROGRAMS_PER_LAYER {
            info.start(true);
            info.data(&program(32, "go1.22.3"));
            kept += usize::from(info.take().is_some());
        }
        assert_eq!(kept, MAX_GO_PROGRAMS_PER_LAYER);
    }
}
