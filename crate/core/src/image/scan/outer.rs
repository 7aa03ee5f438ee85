//! What both drivers note of the outer tar: its members, and its damage.

use super::super::members::{MemberKind, Members};
use crate::archive::{ArchiveError, TarEnd, TarEntry, TarKind};
use crate::gap::{Gap, GapKind};
use crate::limits::MAX_GAPS_PER_LAYER;

/// The outer archive as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Outer {
    pub(super) members: Members,
    /// What made reading stop.
    pub(super) damage: Option<ArchiveError>,
    gaps: Vec<Gap>,
}

impl Outer {
    /// Adds the member of an entry: its index, and whether it is a file, of which the body counts.
    pub(super) fn add(&mut self, entry: &TarEntry<'_>) -> Option<(usize, bool)> {
        let kind = match entry.kind {
            TarKind::File => MemberKind::File,
            TarKind::Hardlink => MemberKind::Hardlink,
            TarKind::Symlink => MemberKind::Symlink,
            _ => MemberKind::Directory,
        };
        let index = self.members.add(entry.path, kind, entry.link, entry.size, Some(entry.body_offset))?;
        Some((index, kind == MemberKind::File))
    }

    /// Notes damage of one entry that was stepped over.
    pub(super) fn damaged(&mut self, error: &ArchiveError) {
        if self.gaps.len() < MAX_GAPS_PER_LAYER {
            self.gaps.push(gap_of(error));
        }
    }

    /// Notes how the archive ended.
    pub(super) fn ended(&mut self, end: Result<TarEnd, ArchiveError>) {
        match end {
            Ok(end) if end.trailing_junk > 0 => self.gaps.push(Gap {
                kind: GapKind::ArchiveDamaged,
                member: None,
                layer: None,
                path: None,
                offset: None,
                what: format!("{} bytes after the end of the archive were not read", end.trailing_junk),
                action: "find out who wrote them; other readers ignore them too".to_owned(),
            }),
            Ok(_) => {}
            Err(error) => self.damage = self.damage.take().or(Some(error)),
        }
    }

    /// All damage as gaps.
    pub(super) fn into_gaps(self) -> Vec<Gap> {
        let mut gaps = self.gaps;
        gaps.extend(self.damage.as_ref().map(gap_of));
        gaps
    }
}

fn gap_of(error: &ArchiveError) -> Gap {
    Gap {
        kind: GapKind::ArchiveDamaged,
        member: None,
        layer: None,
        path: None,
        offset: Some(error.offset),
        what: error.what.clone(),
        action: error.action.to_owned(),
    }
}
