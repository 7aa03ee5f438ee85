//! What a secret is called, how sure a hit is, and where it lies. Data only: nothing here looks at text.

/// A sort of secret. The identity is `id`; what is said of it is asked through the methods of `texts`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    /// Stable kebab-case name, such as `github-token`.
    pub id: &'static str,
    #[cfg(feature = "texts")]
    pub(super) title: &'static str,
    #[cfg(feature = "texts")]
    pub(super) revoke: &'static str,
}

/// How likely a hit is a real, usable secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A sample, a default or a placeholder by its looks, or a value whose only sign is a weak name.
    Low,
    /// The form is right; nothing proves that the value is not invented.
    Medium,
    /// Distinctive form, a matching checksum, or a random value under a name that says what it is.
    High,
}

/// One secret in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: &'static Kind,
    /// First byte of the secret itself (not of its name or of a prefix such as `AccountKey=`).
    pub start: usize,
    /// The byte after its last. `start < end`, and both lie on character boundaries where the text is UTF-8.
    pub end: usize,
    /// How sure.
    pub confidence: Confidence,
    /// Line of `start`, from 1.
    pub line: u32,
}

/// A hit without its line, as the matchers give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: &'static Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) confidence: Confidence,
}

/// Adds lines to hits that are sorted by `start`, reading the text once.
pub(super) fn with_lines(text: &[u8], found: &[Found]) -> Vec<Hit> {
    let (mut at, mut line) = (0, 1_u32);
    found
        .iter()
        .map(|found| {
            let passed = text.get(at..found.start).unwrap_or_default();
            let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
            line = line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            at = at.max(found.start);
            Hit { kind: found.kind, start: found.start, end: found.end, confidence: found.confidence, line }
        })
        .collect()
}

/// Sorts by place and joins what overlaps, so that one secret is told once and masking never cuts a secret in two.
/// The joined hit has the kind of the surest, and of the longest among equals.
pub(super) fn joined(mut found: Vec<Found>) -> Vec<Found> {
    crate::ordered::sort_by_key(&mut found, |found| (found.start, found.end));
    let mut apart: Vec<Found> = Vec::with_capacity(found.len());
    let mut best_length = 0;
    for next in found {
        let length = next.end.saturating_sub(next.start);
        match apart.last_mut() {
            Some(last) if next.start < last.end => {
                last.end = last.end.max(next.end);
                let surer = next.confidence > last.confidence;
                if surer || (next.confidence == last.confidence && length > best_length) {
                    (last.kind, last.confidence, best_length) = (next.kind, next.confidence, length);
                }
            }
            _ => {
                apart.push(next);
                best_length = length;
            }
        }
    }
    apart
}

/// Declares kinds and a list of them: id, name for people, how and where to revoke it in one sentence.
macro_rules! kinds {
    ($($name:ident = $id:literal, $title:literal, $revoke:literal;)*) => {
        $(pub(in crate::secrets) static $name: crate::secrets::Kind = crate::secrets::Kind {
            id: $id,
            #[cfg(feature = "texts")]
            title: $title,
            #[cfg(feature = "texts")]
            revoke: $revoke,
        };)*
        /// The kinds of this family.
        pub(in crate::secrets) static KINDS: &[&crate::secrets::Kind] = &[$(&$name),*];
    };
}
pub(super) use kinds;
