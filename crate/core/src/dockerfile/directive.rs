//! Parser directives: `# syntax=`, `# escape=`, `# check=`, only before every other line. Reads one comment at a time;
//! which comments may be directives is for the parser to know.

use super::source::trimmed_range;
use super::span::Span;

/// Which directive it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    /// The image that reads the rest of the file.
    Syntax,
    /// The escape character: a backslash or a backtick.
    Escape,
    /// Settings for BuildKit's own checks.
    Check,
}

impl DirectiveKind {
    /// Its name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }
}

/// One parser directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Which it is.
    pub kind: DirectiveKind,
    /// The whole comment.
    pub span: Span,
    /// Place of the name.
    pub name: Span,
    /// The value without white space round it.
    pub value: String,
    /// Place of the value.
    pub value_span: Span,
}

/// A comment as a directive: `# name = value`, the name in any case. `start` is the place of the text in the file,
/// `marker` what begins a comment (`//` is taken for `syntax` detection only).
pub(super) fn read(comment: &str, start: usize, marker: &str) -> Option<Directive> {
    let body = comment.strip_prefix(marker)?;
    let equals = body.find('=')?;
    let (left, right) = body.split_at_checked(equals)?;
    let right = right.strip_prefix('=')?;
    let kind = match left.trim() {
        name if name.eq_ignore_ascii_case("syntax") => DirectiveKind::Syntax,
        name if name.eq_ignore_ascii_case("escape") => DirectiveKind::Escape,
        name if name.eq_ignore_ascii_case("check") => DirectiveKind::Check,
        _ => return None,
    };
    let value = right.trim();
    if value.is_empty() {
        return None;
    }
    let body_at = start.saturating_add(marker.len());
    let right_at = body_at.saturating_add(equals).saturating_add(1);
    Some(Directive {
        kind,
        span: Span::new(start, start.saturating_add(comment.trim_end().len())),
        name: place(left, body_at),
        value: value.to_owned(),
        value_span: place(right, right_at),
    })
}

fn place(text: &str, at: usize) -> Span {
    let range = trimmed_range(text);
    Span::new(at.saturating_add(range.start), at.saturating_add(range.end))
}
