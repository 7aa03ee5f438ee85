//! Heredocs of ADD, COPY and RUN: finding their openings in the joined line as BuildKit does (`heredocsFromLine`), and
//! reading their bodies. What a body means is for others.

use std::ops::Range;

use super::lex::Lexer;
use super::line::Lines;
use super::source::SourceText;
use super::span::Span;

/// A heredoc with its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// Name that ends the body, quotes removed.
    pub name: String,
    /// Place of the opening word (`0<<-"EOF"`).
    pub opening: Span,
    /// File descriptor before `<<`, 0 without one.
    pub descriptor: u32,
    /// `<<-`: leading tabs are stripped, and already left out of `body`.
    pub strips_tabs: bool,
    /// Whether variables are expanded in the body: the name is not quoted.
    pub expands: bool,
    /// The body with its last line feed.
    pub body: SourceText,
    /// Place of the line that ends it; `None` when the file ends first.
    pub terminator: Option<Span>,
}

/// An opening found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) range: Range<usize>,
    pub(super) descriptor: u32,
    pub(super) strips_tabs: bool,
    pub(super) name: String,
    pub(super) expands: bool,
}

/// BuildKit splits the line with the backslash as escape whatever the file's own is, and finds no heredoc in a line that
/// it cannot split (an open quote, a substitution that it does not know).
const ESCAPE: char = '\\';

/// Openings in a joined instruction line, in order.
pub(super) fn openings(line: &str) -> Vec<Opening> {
    if !line.contains("<<") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut lexer = Lexer::new(line, 0..line.len(), ESCAPE);
    let mut start = None;
    while let Some(character) = lexer.peek() {
        if character.is_whitespace() {
            found.extend(start.take().and_then(|from| opening(line, from..lexer.at)));
            lexer.next();
            continue;
        }
        start.get_or_insert(lexer.at);
        let readable = match character {
            '\'' => lexer.single_quote().is_ok(),
            '"' => lexer.double_quote(0).is_ok(),
            '$' => lexer.dollar(0).is_ok(),
            ESCAPE => {
                lexer.next();
                lexer.next();
                true
            }
            _ => {
                lexer.next();
                true
            }
        };
        if !readable {
            return Vec::new();
        }
    }
    found.extend(start.and_then(|from| opening(line, from..line.len())));
    found
}

/// A word as an opening: digits, `<<`, perhaps `-`, and a name without `<`.
fn opening(line: &str, range: Range<usize>) -> Option<Opening> {
    let word = line.get(range.clone())?;
    let (digits, rest) = word.split_once("<<")?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (strips_tabs, raw) = rest.strip_prefix('-').map_or((false, rest), |name| (true, name));
    if raw.is_empty() || raw.contains('<') {
        return None;
    }
    let name = super::expand::unquoted(raw, ESCAPE)?;
    if name.is_empty() || (raw.starts_with(['\'', '"']) && name.trim().is_empty()) {
        return None;
    }
    let descriptor = digits.parse().unwrap_or(0);
    Some(Opening { range, descriptor, strips_tabs, expands: name == raw, name })
}

/// Reads the body that an opening asks for. Without a terminator it is the rest of the file.
pub(super) fn read(opening: Opening, line: &SourceText, text: &str, lines: &mut Lines<'_>) -> (Heredoc, Option<usize>) {
    let mut body = SourceText::default();
    let mut terminator = None;
    let mut end = None;
    let mut run: Option<Range<usize>> = None;
    for physical in lines.by_ref() {
        let stripped = if opening.strips_tabs { physical.text.trim_start_matches('\t') } else { physical.text };
        end = Some(physical.end());
        if stripped == opening.name {
            terminator = Some(Span::new(physical.end().saturating_sub(stripped.len()), physical.end()));
            break;
        }
        let start = physical.end().saturating_sub(stripped.len());
        // The line feed, and a carriage return before it, belong to the body.
        let rest = text.get(physical.end()..).unwrap_or_default();
        let feed = rest.len().saturating_sub(rest.trim_start_matches('\r').len());
        let feed = feed.saturating_add(usize::from(rest.get(feed..).is_some_and(|rest| rest.starts_with('\n'))));
        let stop = physical.end().saturating_add(feed);
        run = match run {
            Some(run) if run.end == start => Some(run.start..stop),
            other => {
                if let Some(done) = other {
                    body.push(text.get(done.clone()).unwrap_or_default(), done.start);
                }
                Some(start..stop)
            }
        };
    }
    if let Some(done) = run {
        body.push(text.get(done.clone()).unwrap_or_default(), done.start);
    }
    let heredoc = Heredoc {
        opening: line.span(opening.range),
        name: opening.name,
        descriptor: opening.descriptor,
        strips_tabs: opening.strips_tabs,
        expands: opening.expands,
        body,
        terminator,
    };
    (heredoc, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        openings(line).into_iter().map(|opening| opening.name).collect()
    }

    #[test]
    fn openings_are_found_where_buildkit_finds_them() {
        for (line, wanted) in [
            ("RUN <<EOF", vec!["EOF"]),
            ("RUN <<-EOF cat", vec!["EOF"]),
            ("RUN cat 3<<A 4<<-\"B\" && x", vec!["A", "B"]),
            ("COPY <<a.txt <<'b.txt' /x/", vec!["a.txt", "b.txt"]),
            ("RUN cat << EOF", vec![]),
            ("RUN cat <<<word", vec![]),
            ("RUN x<<EOF", vec![]),
            ("RUN echo \"<<EOF\" '<<EOF'", vec![]),
            ("RUN echo \\<<EOF", vec![]),
            ("RUN cat <<EOF it's", vec![]),
            ("RUN cat <<EOF ${x^^}", vec![]),
            ("RUN cat <<EOF>/x", vec!["EOF>/x"]),
            ("RUN echo $((1<<2)) $(cat <<EOF", vec!["EOF"]),
        ] {
            assert_eq!(names(line), wanted, "{line}");
        }
    }

    #[test]
    fn quoted_names_do_not_expand() {
        let found = openings("RUN <<EOF <<'EOF' <<\"EOF\" <<E\\OF 5<<-EOF");
        let expands: Vec<bool> = found.iter().map(|opening| opening.expands).collect();
        assert_eq!(expands, [true, false, false, false, true]);
        assert_eq!((found[4].descriptor, found[4].strips_tabs), (5, true));
    }
}
