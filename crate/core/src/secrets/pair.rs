//! Tier 2: a name and its value judged together. For environments, build arguments, labels and configuration files.

use super::family::{cloud, generic, service};
use super::kind::{Confidence, Found, Kind};
use super::name::{self, Says};
use super::set::Set;
use super::{find, value};

/// The judgement over a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// What the value is.
    pub kind: &'static Kind,
    /// How sure.
    pub confidence: Confidence,
    /// The value is a default or sample that everybody knows (`changeme`): a finding of another sort.
    pub placeholder: bool,
}

/// A judgement and the byte range of the secret in the value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) judgement: Judgement,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Judges a pair. `None`: no secret, or only a reference to one (`$OTHER`, a path, a switch).
#[must_use]
pub fn judge_pair(name: &str, value: &str) -> Option<Judgement> {
    judged(name, value).map(|judged| judged.judgement)
}

pub(super) fn judged(name: &str, value: &str) -> Option<Judged> {
    let inner = value::unquoted(value);
    let start = offset_in(value, inner);
    let says = name::says(name);
    let by_name = judged_by_name(name, says, inner, start);
    let by_form = find::found(value.as_bytes()).into_iter().max_by_key(|found| found.confidence);
    match (by_form, by_name) {
        (Some(found), Some(named)) if named.judgement.confidence > found.confidence => Some(named),
        (Some(found), _) => Some(of_form(found)),
        (None, Some(named)) => Some(named),
        (None, None) => in_connection_string(inner, start),
    }
}

fn of_form(found: Found) -> Judged {
    let placeholder = found.kind.id == generic::DEFAULT_CREDENTIAL.id;
    let judgement = Judgement { kind: found.kind, confidence: found.confidence, placeholder };
    Judged { judgement, start: found.start, end: found.end }
}

/// Where `inner`, a part of `whole`, begins in it.
fn offset_in(whole: &str, inner: &str) -> usize {
    (inner.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

fn judged_by_name(name: &str, says: Says, inner: &str, start: usize) -> Option<Judged> {
    let (kind, strong) = match says {
        Says::Strong(kind) => (kind, true),
        Says::Weak(kind) => (kind, false),
        Says::Nothing | Says::Denied => return None,
    };
    let shown = default_of(inner);
    let start = start.saturating_add(offset_in(inner, shown));
    let end = start.saturating_add(shown.len());
    let judged = |kind, confidence, placeholder| {
        Some(Judged { judgement: Judgement { kind, confidence, placeholder }, start, end })
    };
    if value::hash_form(shown) {
        return judged(&generic::PASSWORD_HASH, Confidence::Medium, false);
    }
    let seen = value::in_place(shown)?;
    if is_prose(shown) {
        return None;
    }
    if !strong {
        let told = value::is_random(shown) && !seen.placeholder && !is_fingerprint(shown);
        return if told { judged(kind, Confidence::Medium, false) } else { None };
    }
    let password = kind.id == generic::PASSWORD.id;
    if seen.placeholder {
        // A number under the name of a token is a count; under that of a password it is a bad password.
        let count = !password && shown.bytes().all(|byte| byte.is_ascii_digit());
        return if count { None } else { judged(&generic::DEFAULT_CREDENTIAL, Confidence::Low, true) };
    }
    let kind = refined(name, kind, shown);
    let wordlike = shown.len() < 8
        || shown
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':' | b','));
    if !password && wordlike {
        return judged(kind, Confidence::Low, false);
    }
    judged(kind, seen.confidence, false)
}

/// The kind of a vendor whose secrets have no prefix, by its name and form.
fn refined(name: &str, kind: &'static Kind, shown: &str) -> &'static Kind {
    let words = name::words(name);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let all = |set: Set| shown.bytes().all(|byte| set.has(byte));
    if has("secret") && (has("aws") || has("access")) && shown.len() == 40 && all(Set::Base64) {
        return &cloud::AWS_SECRET_ACCESS_KEY;
    }
    // Settings that vendors name themselves are forms of the first tier.
    let line = [name, "=", shown].concat();
    let vendor = find::found(line.as_bytes()).into_iter().find(|found| found.end == line.len());
    if let Some(found) = vendor.filter(|found| found.start == name.len().saturating_add(1)) {
        return found.kind;
    }
    if has("okta") && shown.len() == 42 && shown.starts_with("00") && all(Set::Url64) {
        return &service::OKTA_TOKEN;
    }
    kind
}

/// The default of `${NAME:-default}`, however deep.
fn default_of(value: &str) -> &str {
    let mut inner = value;
    while let Some(body) = inner.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        match body.find(":-").or_else(|| body.find(":=")) {
            Some(at) => inner = body.get(at.saturating_add(2)..).unwrap_or_default(),
            None => break,
        }
    }
    inner
}

/// Several words in a row: a description, or a passphrase if there are few.
fn is_prose(value: &str) -> bool {
    value.split_ascii_whitespace().count() > 6
}

/// Key IDs and fingerprints of OpenPGP: 8, 16, 32 or 40 upper-case hexadecimal digits, alone or in a row.
fn is_fingerprint(value: &str) -> bool {
    value.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).all(|part| {
        let digits = part.strip_prefix("0x").unwrap_or(part);
        matches!(digits.len(), 8 | 16 | 32 | 40)
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F'))
    })
}

/// `Server=db;Password=...;`: one segment is the secret.
fn in_connection_string(inner: &str, start: usize) -> Option<Judged> {
    if !inner.contains(';') {
        return None;
    }
    inner.split(';').find_map(|segment| {
        let (name, value) = segment.split_once('=')?;
        let known =
            value::is_one_of(name.trim(), &["password", "pwd", "accountkey", "sharedaccesskey", "accesskey", "secret"]);
        let seen = if known { value::in_place(value)? } else { return None };
        let secret = value::unquoted(value);
        let start = start.saturating_add(offset_in(inner, secret));
        let kind = if seen.placeholder { &generic::DEFAULT_CREDENTIAL } else { &generic::PASSWORD };
        let judgement = Judgement { kind, confidence: seen.confidence, placeholder: seen.placeholder };
        Some(Judged { judgement, start, end: start.saturating_add(secret.len()) })
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn told(name: &str, value: &str) -> Option<(&'static str, Confidence, bool)> {
        judge_pair(name, value).map(|judged| (judged.kind.id, judged.confidence, judged.placeholder))
    }

    #[test]
    fn name_and_value_are_judged_together() {
        let random = sample::alnum(32);
        assert_eq!(told("DB_PASSWORD", "hunter2"), Some(("password", Confidence::Medium, false)));
        assert_eq!(told("DB_PASSWORD", &random), Some(("password", Confidence::High, false)));
        assert_eq!(told("API_KEY", &random), Some(("api-key", Confidence::High, false)));
        assert_eq!(told("LICENSE_KEY", &random), Some(("api-key", Confidence::Medium, false)));
        assert_eq!(told("NOTHING", &random), None);
        assert_eq!(told("DB_PASSWORD", "changeme"), Some(("default-credential", Confidence::Low, true)));
        assert_eq!(told("JWT_SECRET", "my-cookie-thing"), Some(("secret-value", Confidence::Low, false)));
    }

    #[test]
    fn a_known_form_tells_under_any_name() {
        let token = sample::github_token();
        assert_eq!(told("SOMETHING_VERSION", &token), Some(("github-token", Confidence::High, false)));
        assert_eq!(
            told("GIT_URL", &format!("https://bot:{token}@github.com/a")),
            Some(("github-token", Confidence::High, false))
        );
        assert_eq!(
            told("AWS_SECRET_ACCESS_KEY", &sample::alnum(40)),
            Some(("aws-secret-access-key", Confidence::High, false))
        );
        assert_eq!(
            told("TF_VAR_HCLOUD_TOKEN", &sample::alnum(64)),
            Some(("hetzner-cloud-token", Confidence::High, false))
        );
        assert_eq!(told("DD_API_KEY", &sample::hex(32)), Some(("datadog-key", Confidence::High, false)));
    }

    #[test]
    fn references_switches_and_paths_are_no_secrets() {
        for (name, value) in [
            ("DB_PASSWORD", "$OTHER"),
            ("DB_PASSWORD", "${OTHER}"),
            ("DB_PASSWORD", ""),
            ("DB_PASSWORD", "/run/secrets/db"),
            ("USE_TOKEN", "true"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("KEY_VERSION", "1.2.3"),
            ("PUBLIC_KEY", "aB3dE6gH9jK2mN5pQ8sT"),
            ("KEYCLOAK_VERSION", "21.0.1"),
            ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
            ("GPG_KEYS", "39B641343D8C104B2B146DC3F9C39DC0B9698544 E60913E4DF209907D8E30D96659A97C9CF2A795A"),
            ("NGINX_KEY", "573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62"),
            ("TOKENIZERS_PARALLELISM", "false"),
            ("MAX_TOKENS", "4096"),
            ("TOKEN_LIMIT", "4096"),
            ("PYTHON_SHA256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            ("SECRET_NAME", "db-credentials"),
            ("AUTH", "ldap"),
            ("TOKEN", "{{ token }}"),
            ("PATH", "/usr/local/bin:/usr/bin"),
            ("KEY", "value"),
            ("PASSWORD", "<password>"),
            ("alpine-keys", "2.4"),
        ] {
            assert_eq!(told(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn defaults_of_references_and_connection_strings_are_read() {
        assert_eq!(told("DB_PASSWORD", "${X:-hunter22}"), Some(("password", Confidence::Medium, false)));
        let judged = judged("ConnectionStrings__Default", "Server=db;User Id=sa;Password=Tro;Trust=1").unwrap();
        assert_eq!((judged.judgement.kind.id, judged.start, judged.end), ("password", 30, 33));
    }

    #[test]
    fn hashes_are_hashes() {
        let hash = format!("$2y$10${}", sample::alnum(53));
        assert_eq!(told("ADMIN_PASSWORD", &hash).unwrap().0, "password-hash");
    }
}
