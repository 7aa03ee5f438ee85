//! Any text as shell commands: it is read to its end, and every word has a place inside it.

use plimsoll_core::dockerfile::SourceText;
use plimsoll_core::dockerfile::shell::commands;

/// See the module.
pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let script = commands(&SourceText::new(&text, 0));
    let length = text.len() as u32;
    for command in &script.commands {
        for span in command.name.iter().chain(&command.words).map(|word| word.span) {
            assert!(span.start <= span.end && span.end <= length, "{span:?} of {length}");
            assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
        }
    }
}
