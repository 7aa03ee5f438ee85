//! Any bytes as `plimsoll.toml`: it is read, or what is wrong is said with a line that the file has. The reader itself is
//! held against the common one by the tests of the engine.

use plimsoll_core::config::from_toml;
use plimsoll_core::text::escaped;

/// See the module.
pub fn holds(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Only at the beginning is it a mark of the byte order.
    let text = text.trim_start_matches('\u{feff}');
    let read = from_toml(text);
    // Comments and empty lines say nothing.
    let more = from_toml(&format!("# a comment\n\n{text}"));
    match (read, more) {
        (Ok(read), Ok(more)) => assert_eq!(read, more),
        (Err(error), Err(moved)) => {
            let lines = text.matches('\n').count() + 1;
            assert!(error.line.is_some_and(|line| (1..=lines).contains(&(line as usize))), "{error}");
            assert_eq!(moved.line, error.line.map(|line| line + 2), "{error}");
            assert_eq!((&moved.what, &moved.action), (&error.what, &error.action));
            assert_eq!(escaped(&error.what), error.what, "what a message shows of the file is escaped");
        }
        (read, more) => panic!("{read:?} {more:?}"),
    }
}
