//! Where text goes: the report to standard output or a file, complaints to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Writes the report. A closed pipe (`| head`) is the reader's choice and no failure.
pub(crate) fn report(text: &str, file: Option<&Path>) -> Result<(), String> {
    if let Some(file) = file {
        return std::fs::write(file, text)
            .map_err(|error| format!("cannot write {}: {error}. Choose another --output", file.display()));
    }
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write the report: {error}"))
        }
        _ => Ok(()),
    }
}

/// Says what went wrong. Nothing can be done about a standard error that is closed.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "plimsoll: {message}");
}

/// Whether standard output is a terminal that may be coloured (<https://no-color.org>).
pub(crate) fn is_colourful() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
