//! pip as it is called: by its own name, as a module of Python, or by uv. Which option is a fault is for the rules.

use crate::dockerfile::shell::Word;
use crate::facts::Run;
use crate::words::{Words, words};

/// The programs that may be pip.
pub(super) static PIP_PROGRAMS: Words = words![
    "pip",
    "pip2",
    "pip3",
    "pip3.8",
    "pip3.9",
    "pip3.10",
    "pip3.11",
    "pip3.12",
    "pip3.13",
    "pip3.14",
    "uv",
    "pipx",
    "python",
    "python2",
    "python3",
    "python3.8",
    "python3.9",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
];

/// The words for pip; `None` if the command is no pip.
pub(super) fn pip_words<'f>(run: &Run<'f>) -> Option<&'f [Word]> {
    if !run.program.starts_with("python") {
        return Some(run.words);
    }
    let module = run.words.iter().position(|word| word.is("-m"))?;
    let rest = run.words.get(module.saturating_add(1)..)?;
    rest.split_first().filter(|(name, _)| name.is("pip")).map(|(_, words)| words)
}
