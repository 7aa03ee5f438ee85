//! Which shell reads a text, from the words of a SHELL instruction or the first line of a script.

/// A shell, as far as reading its text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShellKind {
    /// `/bin/sh` and other POSIX shells.
    #[default]
    Posix,
    /// bash, zsh, ksh.
    Bash,
    /// PowerShell: not read.
    PowerShell,
    /// The Windows command prompt: not read.
    Cmd,
    /// Something else (`python -c`): not read.
    Other,
}

const EXE: &str = ".exe";

const SHELLS: [(&str, ShellKind); 11] = [
    ("sh", ShellKind::Posix),
    ("dash", ShellKind::Posix),
    ("ash", ShellKind::Posix),
    ("busybox", ShellKind::Posix),
    ("bash", ShellKind::Bash),
    ("zsh", ShellKind::Bash),
    ("ksh", ShellKind::Bash),
    ("mksh", ShellKind::Bash),
    ("powershell", ShellKind::PowerShell),
    ("pwsh", ShellKind::PowerShell),
    ("cmd", ShellKind::Cmd),
];

impl ShellKind {
    /// From the first word of SHELL (`/bin/bash`, `powershell.exe`).
    #[must_use]
    pub fn of(program: &str) -> Self {
        // Asked of every command, so nothing is allocated.
        let name = base_name(program);
        let stem = name.len().checked_sub(EXE.len()).and_then(|at| name.split_at_checked(at));
        let name = stem.filter(|(_, end)| end.eq_ignore_ascii_case(EXE)).map_or(name, |(stem, _)| stem);
        let known = SHELLS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map_or(Self::Other, |(_, kind)| *kind)
    }

    /// Whether its text is read as commands.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(self, Self::Posix | Self::Bash)
    }
}

/// Last part of a path, with slashes of either kind.
pub(super) fn base_name(program: &str) -> &str {
    let from = program.bytes().rposition(|byte| matches!(byte, b'/' | b'\\')).map_or(0, |at| at.saturating_add(1));
    program.get(from..).unwrap_or(program)
}

/// Whether a program of this name reads shell text.
pub(super) fn is_shell(program: &str) -> bool {
    base_name(program) != "busybox" && ShellKind::of(program).is_read()
}

/// Whether a script is for a shell: it has no `#!` line, or one that names a shell, perhaps behind `env`.
pub(super) fn runs_in_shell(script: &str) -> bool {
    let Some(line) = script.strip_prefix("#!").and_then(|rest| rest.lines().next()) else { return true };
    let mut words = line.split_ascii_whitespace();
    match words.next() {
        Some(program) if base_name(program) == "env" => {
            words.find(|word| !word.starts_with('-') && !word.contains('=')).is_some_and(is_shell)
        }
        Some(program) => is_shell(program),
        None => true,
    }
}
