//! Passwords in URLs: `scheme://user:password@host` (RFC 3986, section 3.2.1).

use super::family::generic;
use super::kind::{Confidence, Found};
use super::value;
use crate::limits;

const SEPARATOR: usize = 3; // `://`

/// How many bytes from its `://` on decide about a URL, a token in the place of its password included.
pub(super) const REACH: usize = 2 * limits::MAX_URL_AUTHORITY_BYTES + 1024 + SEPARATOR;

/// A password in the URL whose `://` stands at `at`. The range is the password alone; where there is no user name and
/// no colon (`https://token@host`) there is nothing to tell a token from a user name, and only its prefix could.
pub(super) fn at(text: &[u8], at: usize) -> Option<Found> {
    let scheme = text.get(..at)?.iter().rev().take(20).take_while(|byte| is_scheme(**byte)).count();
    let first = text.get(at.checked_sub(scheme)?)?;
    if scheme < 2 || !first.is_ascii_alphabetic() {
        return None;
    }
    let start = at.checked_add(SEPARATOR)?;
    let rest = text.get(start..)?;
    let rest = rest.get(..limits::MAX_URL_AUTHORITY_BYTES).unwrap_or(rest);
    let length = rest.iter().position(|byte| ends_authority(*byte)).unwrap_or(rest.len());
    let authority = rest.get(..length)?;
    // The last `@`: passwords with a bare `@` are wrong and common, and half of one must not be shown.
    let sign = authority.iter().rposition(|byte| *byte == b'@')?;
    let user_part = authority.get(..sign)?;
    let host = authority.get(sign.checked_add(1)?..)?;
    let colon = user_part.iter().position(|byte| *byte == b':')?;
    let password = user_part.get(colon.checked_add(1)?..)?;
    let user = std::str::from_utf8(user_part.get(..colon)?).ok()?;
    let password_text = std::str::from_utf8(password).ok()?;
    if !host.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b'$' | b'{' | b'_')) {
        return None;
    }
    let seen = value::in_place(password_text)?;
    let known = password_text.eq_ignore_ascii_case(user) || matches!(password_text, "..." | "x-oauth-basic" | "x");
    let sample_host = host.starts_with(b"example.") || value::says_example(host);
    let (kind, confidence) = match (seen.placeholder || known, sample_host) {
        (true, _) => (&generic::DEFAULT_CREDENTIAL, Confidence::Low),
        (false, true) => (&generic::URL_CREDENTIAL, Confidence::Low),
        (false, false) => (&generic::URL_CREDENTIAL, Confidence::High.min(seen.confidence.max(Confidence::Medium))),
    };
    let start = start.checked_add(colon)?.checked_add(1)?;
    Some(Found { kind, start, end: start.checked_add(password.len())?, confidence })
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-')
}

fn ends_authority(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b'|' | b'^' | 0x7f)
}

#[cfg(test)]
mod tests {
    use super::super::{Confidence, find};

    fn password(text: &str) -> Option<(&str, &'static str, Confidence)> {
        let hits = find(text.as_bytes());
        assert!(hits.len() <= 1, "{text}: {hits:?}");
        hits.first().map(|hit| (&text[hit.start..hit.end], hit.kind.id, hit.confidence))
    }

    #[test]
    fn the_password_alone_is_the_secret() {
        let word = ["Tro", "ub4", "dor"].concat();
        for (before, after) in [
            ("postgres://app:", "@db:5432/shop"),
            ("DATABASE_URL=mysql+pymysql://app:", "@10.0.0.1/x"),
            ("redis://:", "@cache:6379/0"),
            ("mongodb+srv://u:", "@c0.mongodb.net,c1.mongodb.net/db"),
            ("git clone https://bot:", "@git.corp.internal/a/b.git"),
            ("amqp://u:", "@[::1]:5672//"),
        ] {
            let found = password(&format!("{before}{word}{after}")).map(|(p, kind, c)| (p.to_owned(), kind, c));
            assert_eq!(found, Some((word.clone(), "url-credential", Confidence::Medium)), "{before}");
        }
    }

    #[test]
    fn a_password_with_a_bare_at_sign_is_taken_whole() {
        assert_eq!(password(&["ftp://u:half", "@rest9@host/x"].concat()).unwrap().0, "half@rest9");
    }

    #[test]
    fn ports_references_and_paths_are_no_passwords() {
        for text in [
            "http://host:8080/path@2x.png",
            "https://host:8080",
            "http://user@host/",
            "https://$USER:$PASS@host/",
            "https://${USER}:${PASS}@host",
            "https://u:{{ password }}@host",
            "https://u:%s@host",
            "https://user:<password>@host",
            "://a:b@c",
            "http://host/?q=a:b@c",
            "git+ssh://git@host:22/x",
            "https://u:***@host",
            "http://a:@host",
        ] {
            assert_eq!(password(text), None, "{text}");
        }
    }

    #[test]
    fn defaults_and_sample_hosts_are_low() {
        assert_eq!(password("postgres://postgres:postgres@db/x").unwrap().2, Confidence::Low);
        assert_eq!(password("http://user:password@proxy:3128").unwrap().1, "default-credential");
        assert_eq!(password(&["http://joe:s3cr", "etW0rd@example.com/"].concat()).unwrap().2, Confidence::Low);
    }
}
