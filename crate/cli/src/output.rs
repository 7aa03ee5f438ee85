//! Where text goes: what was asked for to standard output or a file, complaints to standard error.

use plimsoll_core::text::escaped_bytes;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, IsTerminal as _, Write};
use std::path::Path;

/// Writes a report.
pub(crate) fn report(text: &str, file: Option<&Path>) -> Result<(), String> {
    let mut pieces = Pieces::to(file);
    pieces.write(text);
    pieces.finish()
}

/// Text that is written in pieces. A file is made, or emptied, by the first one. The first failure is told at the end,
/// and nothing is written after it.
pub(crate) struct Pieces<'a> {
    file: Option<&'a Path>,
    open: Option<BufWriter<Box<dyn Write + Send>>>,
    result: std::io::Result<()>,
}

impl<'a> Pieces<'a> {
    /// To a file, or else to standard output.
    pub(crate) fn to(file: Option<&'a Path>) -> Self {
        Self { file, open: None, result: Ok(()) }
    }

    /// The next piece.
    pub(crate) fn write(&mut self, text: impl AsRef<[u8]>) {
        if self.result.is_ok() {
            self.result = self.opened().and_then(|to| to.write_all(text.as_ref()));
        }
    }

    /// Whether all of it was written. A closed pipe (`| head`) is the reader's choice and no failure.
    pub(crate) fn finish(mut self) -> Result<(), String> {
        let result = std::mem::replace(&mut self.result, Ok(()));
        match result.and_then(|()| self.opened()?.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let name = self.file.map_or_else(|| String::from("standard output"), shown);
                Err(format!("cannot write to {name}: {error}. Choose another --output"))
            }
            _ => Ok(()),
        }
    }

    fn opened(&mut self) -> std::io::Result<&mut BufWriter<Box<dyn Write + Send>>> {
        let open = match (self.open.take(), self.file) {
            (Some(open), _) => open,
            (None, Some(file)) => BufWriter::new(Box::new(File::create(file)?) as Box<dyn Write + Send>),
            (None, None) => BufWriter::new(Box::new(std::io::stdout()) as Box<dyn Write + Send>),
        };
        Ok(self.open.insert(open))
    }
}

/// A path as it may be shown: file names are as hostile as anything else in a downloaded folder.
pub(crate) fn shown(path: &Path) -> String {
    escaped_bytes(path.as_os_str().as_encoded_bytes())
}

/// Says what went wrong. Nothing can be done about a standard error that is closed.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "plimsoll: {message}");
}

/// Whether standard output is a terminal that may be coloured (<https://no-color.org>).
pub(crate) fn is_colourful() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
