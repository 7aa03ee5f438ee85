//! Which rules can say that all is well, after what could not be read.

use crate::gap::{Gap, GapKind};
use crate::rules::{Reads, Rule};

/// What of a target went unseen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unseen {
    files: bool,
    bodies: bool,
    packages: bool,
    build: bool,
    digests: bool,
}

impl Unseen {
    /// From the coverage gaps of a target.
    #[must_use]
    pub fn of(gaps: &[Gap]) -> Self {
        let mut unseen = Self::default();
        for gap in gaps {
            match gap.kind {
                GapKind::LayerMissing
                | GapKind::LayerForeign
                | GapKind::LayerUnsupported
                | GapKind::LayerDamaged
                | GapKind::EntryDamaged
                | GapKind::LimitReached
                | GapKind::ArchiveDamaged => unseen.files = true,
                GapKind::BodyTruncated | GapKind::FileUnreadable => unseen.bodies = true,
                GapKind::PackagesUnreadable => unseen.packages = true,
                GapKind::InstructionUnreadable => unseen.build = true,
                // Of the image itself it says that a digest or an odd field was passed over.
                GapKind::DocumentUnreadable => unseen.digests = true,
                GapKind::HistoryUnaligned | GapKind::BlobMissing => {}
            }
        }
        unseen
    }

    /// Whether a rule may have found nothing only because something went unseen.
    #[must_use]
    pub fn hides_from(self, rule: &Rule) -> bool {
        rule.reads.iter().any(|reads| match reads {
            Reads::Build => self.build,
            Reads::Identity => false,
            Reads::Files => self.files,
            Reads::Packages => self.files || self.bodies || self.packages,
            Reads::Body(..) | Reads::CredentialFiles => self.files || self.bodies,
            Reads::Integrity => self.files || self.digests,
        })
    }
}
