//! What of a secret may be shown: never more than a prefix that is public, the length, and the last two characters.

use super::command::find_in_command;
use super::matcher::{Matcher, Rule};
use super::{pair, prefilter};
use crate::limits;

pub(super) const OPEN: &str = "[masked:";
pub(super) const CLOSE: &str = "]";

/// Below this length nothing but the length is shown.
const SHORTEST_SHOWN: usize = 20;

/// A secret as it may be shown: `ghp_[masked:40]x9`, with the length in characters. Shorter than 20 characters:
/// `[masked:7]`. The last two characters are left out unless they are ASCII letters or digits, so that a mask never
/// changes how the text around it is quoted.
#[must_use]
pub fn mask(secret: &str) -> String {
    let length = secret.chars().count();
    if length < SHORTEST_SHOWN {
        return format!("{OPEN}{length}{CLOSE}");
    }
    let prefix = secret.get(..public_prefix(secret.as_bytes())).unwrap_or_default();
    let tail = match secret.as_bytes().last_chunk::<2>() {
        Some([a, b]) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => {
            secret.get(secret.len().saturating_sub(2)..).unwrap_or_default()
        }
        _ => "",
    };
    format!("{prefix}{OPEN}{length}{CLOSE}{tail}")
}

/// Whether the text is what [`mask`] makes of a secret.
#[must_use]
pub fn is_mask(text: &str) -> bool {
    super::value::is_mask(text)
}

/// How many bytes of the beginning are a prefix that all tokens of a kind share.
pub(super) fn public_prefix(secret: &[u8]) -> usize {
    let public = |matcher: &&Matcher| {
        matcher.rule == Rule::Parts && !matcher.context && matches!(matcher.before, super::matcher::Before::Boundary)
    };
    // Not by the filter: whether it knows a short prefix depends on what follows it, which a mask does not have any more.
    let shared = prefilter::matchers().filter(public).filter(|matcher| secret.starts_with(matcher.prefix));
    shared
        .map(|matcher| matcher.prefix.len())
        .filter(|length| *length <= limits::MAX_PUBLIC_PREFIX_BYTES)
        .max()
        .unwrap_or(0)
}

/// Text with everything masked that [`find_in_command`] finds, and every further occurrence of what it found for sure.
/// For all free text that is shown: commands, labels, error texts. Masking twice gives the same as masking once.
#[must_use]
pub fn masked(text: &str) -> String {
    at_rest(text, masked_once)
}

/// Masks until nothing changes any more.
fn at_rest(text: &str, once: impl Fn(&str) -> String) -> String {
    let mut shown = once(text);
    // Nearly all texts hold nothing, and this is seen at once.
    if shown == text {
        return shown;
    }
    for _ in 1..limits::MAX_MASKING_PASSES {
        let next = once(&shown);
        if next == shown {
            return shown;
        }
        shown = next;
    }
    // What still changes was made to defy masking: nothing of it is shown.
    format!("{OPEN}{}{CLOSE}", text.chars().count())
}

fn masked_once(text: &str) -> String {
    let hits = find_in_command(text);
    if hits.is_empty() {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut sure: Vec<&str> = Vec::new();
    let mut from = 0;
    for hit in &hits {
        let secret = text.get(hit.start..hit.end).unwrap_or_default();
        shown.push_str(text.get(from..hit.start).unwrap_or_default());
        shown.push_str(&mask(secret));
        from = hit.end;
        // A secret with the word of the mask in it would be found in masks.
        let tellable = hit.confidence >= super::Confidence::Medium && secret.len() >= 8 && !secret.contains("masked");
        if tellable && sure.len() < limits::MAX_REPEATED_SECRETS && !sure.contains(&secret) {
            sure.push(secret);
        }
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    for secret in sure {
        if shown.contains(secret) {
            shown = shown.replace(secret, &mask(secret));
        }
    }
    shown
}

/// The value of a pair (environment variable, argument, label) as it may be shown. Masking twice gives the same.
#[must_use]
pub fn masked_pair(name: &str, value: &str) -> String {
    at_rest(value, |value| match pair::judged(name, value) {
        None => masked(value),
        Some(judged) => {
            let before = value.get(..judged.start).unwrap_or_default();
            let secret = value.get(judged.start..judged.end).unwrap_or_default();
            let after = value.get(judged.end..).unwrap_or_default();
            masked(&[before, &mask(secret), after].concat())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn short_secrets_show_their_length_only() {
        assert_eq!(mask("hunter2"), "[masked:7]");
        assert_eq!(mask(""), "[masked:0]");
        assert_eq!(mask("1234567890123456789"), "[masked:19]");
        assert_eq!(mask("пароль"), "[masked:6]");
    }

    #[test]
    fn long_secrets_show_a_public_prefix_and_two_characters() {
        let body = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xyzxy9";
        assert_eq!(mask(&format!("{}{body}", sample::prefix(&["gh", "p_"]))), "ghp_[masked:40]y9");
        assert_eq!(mask(body), "[masked:36]y9");
        assert_eq!(mask("aB3dE6gH9jK2mN5pQ8sT1v\"'"), "[masked:24]");
        assert_eq!(mask("ключключключключключключ"), "[masked:24]");
    }

    #[test]
    fn a_mask_is_known_as_one_whatever_stood_behind_its_prefix() {
        for matcher in prefilter::matchers() {
            for rest in [b'0', b'p', b'-', b'!'] {
                let secret = [matcher.prefix, &[rest; 40]].concat();
                let shown = mask(&String::from_utf8_lossy(&secret));
                assert!(is_mask(&shown), "{shown}");
            }
        }
    }

    #[test]
    fn a_secret_is_masked_wherever_it_stands_again() {
        let word = ["hunter", "22hunter"].concat();
        let text = format!("mysql -uroot -p{word} && echo {word} > /tmp/x");
        assert_eq!(masked(&text), "mysql -uroot -p[masked:14] && echo [masked:14] > /tmp/x");
    }

    #[test]
    fn values_are_masked_by_name_or_by_form() {
        assert_eq!(masked_pair("DB_PASSWORD", "hunter2"), "[masked:7]");
        assert_eq!(masked_pair("PATH", "/usr/bin:/bin"), "/usr/bin:/bin");
        assert_eq!(
            masked_pair("DATABASE_URL", &["postgres://app:tro", "ub4dor@db/x"].concat()),
            "postgres://app:[masked:9]@db/x"
        );
        assert_eq!(masked_pair("DB_PASSWORD", "$OTHER"), "$OTHER");
    }
}
