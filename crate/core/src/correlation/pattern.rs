//! Text with gaps: what an instruction would look like in history if the values of its variables were known.

/// Stands for a value that is not known. No Dockerfile that can be built holds it.
pub(super) const GAP: &str = "\0";

/// Literal pieces with anything between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    /// Of a text with [`GAP`]s; `None` if it has none.
    pub(super) fn new(text: &str) -> Option<Self> {
        let pieces: Vec<String> = text.split(GAP).map(str::to_owned).collect();
        (pieces.len() > 1).then_some(Self(pieces))
    }

    /// Whether a text is this one with something in the gaps. Each byte of it is looked at once or so.
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_first() else { return false };
        let Some((last, inner)) = rest.split_last() else { return false };
        let Some(text) = text.strip_prefix(first.as_str()) else { return false };
        let Some(mut text) = text.strip_suffix(last.as_str()) else { return false };
        for piece in inner {
            let Some((_, behind)) = text.split_once(piece.as_str()) else { return false };
            text = behind;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_take_anything_and_pieces_stand_in_order() {
        let fits = |pattern: &str, text: &str| Pattern::new(pattern).unwrap().fits(text);
        assert!(fits("A=\0", "A=") && fits("A=\0", "A=1 2") && fits("A=\0-\0 B=1", "A=x-y-z B=1"));
        assert!(!fits("A=\0", "B=1") && !fits("A=\0 B=1", "A=2 B=2") && !fits("aa\0aa", "aaa"));
        assert_eq!(Pattern::new("A=1"), None);
    }
}
