//! What the rules about secrets share: how bad a hit is, and how a command with a secret is shown. Finds nothing itself.

use crate::finding::{Confidence, Severity};
use crate::secrets;

/// The confidence of findings for that of the secrets engine.
pub(super) fn confidence(sure: secrets::Confidence) -> Confidence {
    match sure {
        secrets::Confidence::Low => Confidence::Low,
        secrets::Confidence::Medium => Confidence::Medium,
        secrets::Confidence::High => Confidence::High,
    }
}

/// How bad a secret in settings or commands is. A default that everybody knows, and a hash that must first be guessed,
/// are less than a secret that works as it stands.
pub(super) fn severity(kind: &secrets::Kind, sure: secrets::Confidence) -> Severity {
    match (kind.id, sure) {
        ("default-credential" | "password-hash" | "encrypted-private-key", _) => Severity::Medium,
        (_, secrets::Confidence::High) => Severity::Critical,
        (_, secrets::Confidence::Medium) => Severity::High,
        (_, secrets::Confidence::Low) => Severity::Medium,
    }
}

/// One step less.
pub(super) fn lowered(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium => Severity::Low,
        Severity::Low | Severity::Info => Severity::Info,
    }
}

/// A command with its secrets masked, on one line.
pub(super) fn shown_command(text: &str) -> String {
    // Masked first: where a secret ends can depend on the white space.
    secrets::masked(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
