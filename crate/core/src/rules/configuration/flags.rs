//! The flags that instructions have. A table; judges nothing.

use crate::dockerfile::{DirectiveKind, Dockerfile, InstructionKind};

/// The flags of an instruction, those of the labs syntax included.
pub(super) fn of(kind: InstructionKind) -> &'static [&'static str] {
    match kind {
        InstructionKind::Add => {
            &["keep-git-dir", "chmod", "chown", "link", "checksum", "exclude", "unpack", "from", "parents"]
        }
        InstructionKind::Copy => &["from", "chown", "chmod", "link", "parents", "exclude"],
        InstructionKind::Run => &["mount", "network", "security", "device"],
        InstructionKind::From => &["platform"],
        InstructionKind::Healthcheck => &["interval", "timeout", "start-period", "start-interval", "retries"],
        _ => &[],
    }
}

/// Flags that may be given more than once.
pub(super) fn repeats(name: &str) -> bool {
    matches!(name, "mount" | "exclude" | "device")
}

/// Whether the file is read by Docker's own reader, so that its flags are those of the table.
pub(super) fn are_known(file: &Dockerfile) -> bool {
    file.directives.iter().filter(|directive| directive.kind == DirectiveKind::Syntax).all(|directive| {
        let image = directive.value.strip_prefix("docker.io/").unwrap_or(&directive.value);
        ["docker/dockerfile", "docker/dockerfile-upstream"]
            .iter()
            .any(|known| image.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '@'])))
    })
}
