//! What the name of a setting says about its value. Knows nothing of the value.

use super::family::{generic, registry};
use super::kind::Kind;
use crate::limits;
use crate::words::{Words, words};

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing of secrets.
    Nothing,
    /// It names something about a secret (its file, version, length), or what is public.
    Denied,
    /// A word that secrets share with other things (`key`, `auth`): the value must tell.
    Weak(&'static Kind),
    /// A secret, unless the value tells otherwise.
    Strong(&'static Kind),
}

/// Judges a name by its words: `DB_PASSWORD`, `dbPassword`, `db.password` and `--db-password` are the same.
pub(super) fn says(name: &str) -> Says {
    if matches!(name, "PWD" | "OLDPWD" | "pwd" | "GPG_KEY" | "GPG_KEYS") || name.len() > limits::MAX_NAME_BYTES {
        return Says::Nothing;
    }
    if !may_tell(name) {
        return Says::Nothing;
    }
    let words = words(name);
    // What follows the telling word only says which one: PASSWORD_PROD, TOKEN_2.
    let mut telling: &[String] = &words;
    while let [rest @ .., last] = telling
        && !rest.is_empty()
        && (is_in(last, &QUALIFIERS) || last.bytes().all(|byte| byte.is_ascii_digit()))
    {
        telling = rest;
    }
    let Some((last, before)) = telling.split_last() else { return Says::Nothing };
    let Some((kind, strong)) = kind_of(last, before.last().map_or("", String::as_str), before) else {
        let inside = (1..telling.len()).rev().find_map(|length| {
            let (word, before) = telling.get(..length)?.split_last()?;
            kind_of(word, before.last().map_or("", String::as_str), before)
        });
        let about = is_in(last, &ABOUT) || words.iter().any(|word| is_in(word, &NEVER));
        return match inside {
            Some(_) if about => Says::Denied,
            Some((kind, _)) => Says::Weak(kind),
            None => Says::Nothing,
        };
    };
    if words.iter().any(|word| is_in(word, &NEVER)) {
        return Says::Denied;
    }
    if !strong && words.iter().any(|word| is_in(word, &SIGNERS)) {
        return Says::Denied;
    }
    if strong { Says::Strong(kind) } else { Says::Weak(kind) }
}

/// The kind of secret that a name promises whatever its value is (`NPM_TOKEN`, `DB_PASSWORD`); `None` for names that say
/// nothing, that say it of a file or a version of a secret, or that need a value to tell.
#[must_use]
pub fn named_secret(name: &str) -> Option<&'static Kind> {
    match says(name) {
        Says::Strong(kind) => Some(kind),
        Says::Nothing | Says::Denied | Says::Weak(_) => None,
    }
}

/// Words that make what they stand after a thing about the secret, and not the secret.
static ABOUT: Words = words![
    "file",
    "files",
    "path",
    "paths",
    "version",
    "name",
    "names",
    "alias",
    "aliases",
    "enabled",
    "id",
    "ids",
    "url",
    "uri",
    "urls",
    "dir",
    "directory",
    "folder",
    "host",
    "hostname",
    "hosts",
    "port",
    "endpoint",
    "type",
    "kind",
    "algorithm",
    "alg",
    "algo",
    "length",
    "len",
    "size",
    "bits",
    "ttl",
    "timeout",
    "expiry",
    "expires",
    "expiration",
    "expire",
    "lifetime",
    "duration",
    "interval",
    "age",
    "count",
    "limit",
    "max",
    "min",
    "policy",
    "prefix",
    "suffix",
    "header",
    "headers",
    "format",
    "fingerprint",
    "fingerprints",
    "issuer",
    "audience",
    "scope",
    "scopes",
    "provider",
    "providers",
    "method",
    "methods",
    "mode",
    "class",
    "field",
    "column",
    "table",
    "label",
    "description",
    "title",
    "hint",
    "prompt",
    "regex",
    "pattern",
    "rotation",
    "store",
    "location",
    "server",
    "servers",
    "manager",
    "backend",
    "driver",
    "engine",
    "required",
    "disabled",
    "parallelism",
    "usage",
    "support",
    "package",
    "image",
    "tag",
    "ref",
    "refs",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "md5",
    "checksum",
    "digest",
    "sum",
    "sig",
    "asc",
    "user",
    "username",
    "login",
    "email",
    "stdin",
    "cmd",
    "command",
    "script",
    "sock",
    "socket",
    "ring",
    "rings",
    "map",
    "mount",
    "cache",
    "config",
    "validator",
    "validators",
    "encoder",
    "strategy",
    "service",
    "handler",
    "client",
    "reset",
    "change",
    "strength",
    "history",
    "placeholder",
    "only",
    "allowed",
    "authentication",
    "quality",
    "charset",
    "ops",
];

/// Words that deny anywhere in a name.
static NEVER: Words = words![
    "public",
    "pub",
    "publishable",
    "no",
    "not",
    "without",
    "disable",
    "disabled",
    "skip",
    "allow",
    "empty",
    "require",
    "requires",
    "ask",
    "show",
    "print",
    "list",
    "max",
    "min",
    "fingerprint",
    "fingerprints",
    "hide",
    "has",
    "is",
    "use",
    "with",
    "prompt",
    "locked",
    "unlock",
    "site",
    "csrf",
    "pad",
    "bos",
    "eos",
    "unk",
    "sep",
    "cls",
    "recv",
    "trusted",
    "stdin",
    "enable",
    "enabled",
];

/// Whose keys are public: a weak name beside them is no secret.
static SIGNERS: Words = words![
    "gpg",
    "pgp",
    "apt",
    "apk",
    "alpine",
    "rpm",
    "yum",
    "dnf",
    "keyserver",
    "keyring",
    "repo",
    "release",
    "signed"
];

/// Words after the telling word that say which secret it is.
static QUALIFIERS: Words = words![
    "prod",
    "production",
    "dev",
    "development",
    "test",
    "staging",
    "stage",
    "live",
    "default",
    "base64",
    "b64",
    "old",
    "new",
    "primary",
    "secondary",
    "value",
    "env",
    "raw",
    "plain",
    "text",
    "string",
    "current",
    "next",
    "previous",
    "a",
    "b",
];

static PASSWORD: Words = words![
    "pword",
    "psw",
    "pwd",
    "pass",
    "passcode",
    "passphrase",
    "requirepass",
    "masterauth",
    "storepass",
    "keypass",
    "dbpass",
    "userpass",
    "rootpass",
    "adminpass",
    "mysqlpass",
    "pgpass",
    "rpcpass",
    "proxypass",
    "smtppass",
    "bindpw",
    "rootpw",
    "passwords",
];
static API_KEY: Words = words!["apikey", "apikeys", "accesskey", "secretkey", "authkey", "accountkey", "licensekey"];
static TOKEN: Words = words![
    "token",
    "tokens",
    "authtoken",
    "accesstoken",
    "apitoken",
    "bearertoken",
    "refreshtoken",
    "pat",
    "identitytoken",
    "registrytoken",
];
static SECRET: Words = words![
    "secret",
    "secrets",
    "clientsecret",
    "appsecret",
    "apisecret",
    "credential",
    "credentials",
    "creds",
    "sharedsecret",
    "jwtsecret",
];

/// Kind of the word, given the one before, and whether it says secret by itself.
fn kind_of(word: &str, before: &str, all_before: &[String]) -> Option<(&'static Kind, bool)> {
    let key_kind = |qualifier: &str| match qualifier {
        "api" | "access" | "secret" | "account" | "subscription" | "admin" | "service" | "integration" | "write"
        | "ingest" => Some(&generic::API_KEY),
        "private" | "encryption" | "encrypt" | "signing" | "sign" | "master" | "session" | "app" | "cookie" | "jwt"
        | "hmac" | "aes" | "crypt" | "fernet" | "rsa" | "ssh" | "deploy" | "tls" | "ssl" | "auth" | "in" | "salt" => {
            Some(&generic::ENCRYPTION_KEY)
        }
        _ => None,
    };
    match word {
        "auth" if before.is_empty() || before == "authorization" => Some((&registry::DOCKER_CONFIG_AUTH, false)),
        "authorization" => Some((&generic::AUTHORIZATION_HEADER, true)),
        "auth" => Some((&generic::AUTHORIZATION_HEADER, false)),
        "pat" => Some((&generic::TOKEN, false)),
        "pass" if all_before.is_empty() => Some((&generic::PASSWORD, true)),
        "key" | "keys" => Some(key_kind(before).map_or((&generic::API_KEY, false), |kind| {
            (kind, word == "key" && before != "app" && before != "service")
        })),
        "privatekey" | "encryptionkey" | "signingkey" | "masterkey" | "sshkey" => {
            Some((&generic::ENCRYPTION_KEY, true))
        }
        "salt" | "cookie" | "nonce" => Some((&generic::ENCRYPTION_KEY, false)),
        "tokens" | "secrets" => Some((&generic::SECRET_VALUE, false)),
        _ if is_in(word, &PASSWORD)
            || word.ends_with("password")
            || word.ends_with("passwd")
            || word.ends_with("passphrase") =>
        {
            Some((&generic::PASSWORD, true))
        }
        _ if is_in(word, &API_KEY) => Some((&generic::API_KEY, true)),
        _ if is_in(word, &TOKEN) => Some((&generic::TOKEN, true)),
        _ if is_in(word, &SECRET) => Some((&generic::SECRET_VALUE, true)),
        _ => None,
    }
}

/// Whether a word of the name could be a telling one. Most names of a command are asked for nothing, and this needs no
/// memory: every word that [`kind_of`] knows holds one of these, and the words of a name are pieces of it.
pub(super) fn may_tell(name: &str) -> bool {
    let small = |byte: Option<&u8>| byte.map_or(0, u8::to_ascii_lowercase);
    let mut before = 0_u8;
    for (at, byte) in name.bytes().enumerate() {
        let pair = (before, byte);
        before = byte;
        let row = TELLING_PAIRS.get(usize::from(pair.0 & 31)).copied().unwrap_or_default();
        if row.wrapping_shr(u32::from(pair.1 & 31)) & 1 == 0 {
            continue;
        }
        let next = |further: usize| small(name.as_bytes().get(at.saturating_add(further)));
        let tells = match (pair.0.to_ascii_lowercase(), pair.1.to_ascii_lowercase()) {
            (b'p', b'w') => true,
            (b'p', b'a') => matches!(next(1), b't' | b's'),
            (b'k', b'e') => next(1) == b'y',
            (b'p', b's') => next(1) == b'w',
            (b'a', b'u') => (next(1), next(2)) == (b't', b'h'),
            (b't', b'o') => (next(1), next(2)) == (b'k', b'e'),
            (b's', b'e') => (next(1), next(2)) == (b'c', b'r'),
            (b's', b'a') => (next(1), next(2)) == (b'l', b't'),
            (b'c', b'r') => (next(1), next(2)) == (b'e', b'd'),
            (b'c', b'o') => (next(1), next(2)) == (b'o', b'k'),
            (b'n', b'o') => (next(1), next(2)) == (b'n', b'c'),
            _ => false,
        };
        if tells {
            return true;
        }
    }
    false
}

/// The pairs of [`may_tell`]: a row for the lower five bits of the first letter, which are the same for both cases, and a
/// bit for those of the second.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
static TELLING_PAIRS: [u32; 32] = {
    let mut rows = [0_u32; 32];
    let pairs: [&[u8; 2]; 11] = [b"pw", b"au", b"pa", b"ke", b"to", b"se", b"sa", b"cr", b"co", b"no", b"ps"];
    let mut at = 0;
    while at < pairs.len() {
        let [first, second] = *pairs[at];
        rows[(first & 31) as usize] |= 1 << (second & 31);
        at += 1;
    }
    rows
};

fn is_in(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

/// Lower-case words of a name: split at anything but letters and digits, at `aB`, and at the last capital of `ABc`.
/// Digits at the end of a word are its number and go.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|character: char| !character.is_ascii_alphanumeric()) {
        let mut word = String::new();
        let mut rest = part.chars().peekable();
        let mut last = ' ';
        while let Some(character) = rest.next() {
            let next_is_small = rest.peek().is_some_and(char::is_ascii_lowercase);
            let edge = character.is_ascii_uppercase() && (!last.is_ascii_uppercase() || next_is_small);
            if edge && !word.is_empty() {
                push(&mut words, &word);
                word.clear();
            }
            word.push(character.to_ascii_lowercase());
            last = character;
        }
        push(&mut words, &word);
    }
    words
}

fn push(words: &mut Vec<String>, word: &str) {
    let named = word.trim_end_matches(|character: char| character.is_ascii_digit());
    let kept = if named.is_empty() || word.starts_with("sha") || word == "md5" || word == "b64" || word == "base64" {
        word
    } else {
        named
    };
    if !kept.is_empty() {
        words.push(kept.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(name: &str) -> &'static str {
        match says(name) {
            Says::Nothing => "nothing",
            Says::Denied => "denied",
            Says::Weak(_) => "weak",
            Says::Strong(_) => "strong",
        }
    }

    #[test]
    fn what_tells_passes_the_first_look() {
        let written = [
            "auth",
            "authorization",
            "pat",
            "pass",
            "key",
            "keys",
            "privatekey",
            "encryptionkey",
            "signingkey",
            "masterkey",
            "sshkey",
            "salt",
            "cookie",
            "nonce",
            "tokens",
            "secrets",
            "password",
            "passwd",
            "passphrase",
        ];
        for word in [&*PASSWORD, &*API_KEY, &*TOKEN, &*SECRET, &written].into_iter().flatten() {
            assert!(kind_of(word, "", &[]).is_some(), "{word}");
            assert!(may_tell(word) && may_tell(&word.to_ascii_uppercase()), "{word}");
        }
        for word in ["NODE_VERSION", "HEALTHCHECK NONE", "create", "second", "tokyo", "sale", "k", ""] {
            assert!(!may_tell(word), "{word}");
        }
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("AWS_SECRET_ACCESS_KEY"), ["aws", "secret", "access", "key"]);
        assert_eq!(words("dbPassword2"), ["db", "password"]);
        assert_eq!(words("APIKey"), ["api", "key"]);
        assert_eq!(words("--registry-token"), ["registry", "token"]);
        assert_eq!(words("NGINX_SHA256"), ["nginx", "sha256"]);
        assert_eq!(words("//registry.npmjs.org/:_authToken"), ["registry", "npmjs", "org", "auth", "token"]);
        assert!(words("").is_empty() && words("__").is_empty());
    }

    #[test]
    fn names_of_secrets_are_strong() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "dbPassword",
            "MYSQL_ROOT_PASSWORD",
            "PGPASSWORD",
            "MYSQL_PWD",
            "spring.datasource.password",
            "API_KEY",
            "apiKey",
            "AWS_SECRET_ACCESS_KEY",
            "SECRET_KEY",
            "JWT_SECRET",
            "client_secret",
            "GITHUB_TOKEN",
            "NPM_TOKEN",
            "PRIVATE_KEY",
            "ENCRYPTION_KEY",
            "REDIS_PASS",
            "SMTP_PASSWORD_PROD",
            "TOKEN_2",
            "passphrase",
            "requirepass",
            "rootpassword",
        ] {
            assert_eq!(strength(name), "strong", "{name}");
        }
    }

    #[test]
    fn names_about_secrets_and_of_public_things_say_nothing() {
        for name in [
            "PASSWORD_FILE",
            "TOKEN_PATH",
            "KEY_VERSION",
            "SECRET_NAME",
            "KEY_ALIAS",
            "AUTH_ENABLED",
            "KEY_ID",
            "TOKEN_URL",
            "PUBLIC_KEY",
            "SSH_PUB_KEY",
            "GPG_KEYS",
            "GPG_KEY",
            "APT_KEY",
            "MONKEY",
            "KEYCLOAK_VERSION",
            "PASSENGER_VERSION",
            "TOKENIZERS_PARALLELISM",
            "PWD",
            "OLDPWD",
            "KEYBOARD_LAYOUT",
            "AUTHOR",
            "ACCESS_LOG",
            "access.log",
            "alpine-keys",
            "COMPASS",
            "STRIPE_PUBLISHABLE_KEY",
            "MAX_TOKENS",
            "disabled-password",
            "password-stdin",
            "no-password",
            "recv-keys",
            "RECAPTCHA_SITE_KEY",
            "PASSWORD_MIN_LENGTH",
            "HF_TOKEN_PATH",
            "AWS_CONFIG_FILE",
            "TOKEN_SHA256",
            "ALLOW_EMPTY_PASSWORD",
            "GOPRIVATE",
            "SSH_AUTH_SOCK",
            "bypass",
        ] {
            assert!(matches!(strength(name), "nothing" | "denied"), "{name}: {}", strength(name));
        }
    }

    #[test]
    fn ambiguous_names_are_weak() {
        for name in ["KEY", "LICENSE_KEY", "NPM_AUTH", "AUTH_SALT", "SECRET_SANTA", "cache_key"] {
            assert_eq!(strength(name), "weak", "{name}");
        }
    }
}
