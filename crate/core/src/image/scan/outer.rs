//! What both drivers note of the outer tar: its members, and its damage.

use super::super::members::{MemberKind, Members};
use super::super::plan::SourceFormat;
use crate::archive::{ArchiveError, TarEnd, TarEntry, TarKind};
use crate::gap::{Gap, GapKind};
use crate::limits::MAX_GAPS_PER_LAYER;

/// The outer archive as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Outer {
    pub(super) members: Members,
    /// What made reading stop.
    pub(super) damage: Option<ArchiveError>,
    /// It ended without the two blocks of zeros that every writer puts there.
    endless: bool,
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
        self.endless = end.as_ref().is_ok_and(|end| !end.trailer);
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

    /// All damage as gaps. `manifest.json` is often the last member, and an archive that is cut right before it reads
    /// like one of Docker before 1.10, which has none: only the missing end tells them apart.
    pub(super) fn into_gaps(self, source: SourceFormat) -> Vec<Gap> {
        let mut gaps = self.gaps;
        if self.endless && source == SourceFormat::DockerLegacy {
            gaps.push(Gap {
                kind: GapKind::ArchiveDamaged,
                member: Some("manifest.json".to_owned()),
                layer: None,
                path: None,
                offset: None,
                what: "the archive has neither manifest.json nor an end, so it may have been cut between two members"
                    .to_owned(),
                action: "check that the file was copied, downloaded or saved to its end".to_owned(),
            });
        }
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
