//! What a value looks like: reference, placeholder, ordinary setting, or random. Knows nothing of names.

use super::kind::Confidence;
use crate::words::{Words, words};

/// How a value looks that stands where a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) confidence: Confidence,
    /// A default or sample that many people know.
    pub(super) placeholder: bool,
}

const PLACEHOLDER: Seen = Seen { confidence: Confidence::Low, placeholder: true };

/// Judges a value in a place for secrets (a password option, the value of `DB_PASSWORD`). `None`: it is a reference, a
/// switch, a path or empty, and so no secret at all.
pub(super) fn in_place(value: &str) -> Option<Seen> {
    let value = unquoted(value);
    if is_empty_word(value) || is_reference(value) || is_path(value) || is_plain_url(value) || is_version(value) {
        return None;
    }
    if is_mask(value) {
        return None;
    }
    if is_placeholder(value) {
        return Some(PLACEHOLDER);
    }
    let confidence = if is_random(value) { Confidence::High } else { Confidence::Medium };
    Some(Seen { confidence, placeholder: false })
}

/// Without blanks and one pair of quotes around it (also quotes that are escaped, as in JSON inside a command).
pub(super) fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ["\\\"", "\\'", "\"", "'"] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

/// Nothing, or a switch.
pub(super) fn is_empty_word(value: &str) -> bool {
    static WORDS: Words = words![
        "",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "0",
        "1",
        "null",
        "none",
        "nil",
        "undefined",
        "enabled",
        "disabled",
        "enable",
        "disable",
        "required",
        "optional",
        "auto",
        "always",
        "never",
        "*",
        "!",
        "!!",
        "-",
        "n/a",
        "empty",
        "unset",
        "basic",
        "bearer",
        "ldap",
        "oauth",
        "oauth2",
        "jwt",
        "md5",
        "trust",
        "scram-sha-256",
    ];
    value.chars().all(|character| matches!(character, '*' | '.' | '-' | '_' | '…' | '!')) || is_one_of(value, &WORDS)
}

pub(super) fn is_one_of(value: &str, words: &[&str]) -> bool {
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Points to where the value is, and is not the value: variables, templates, commands, secret managers.
pub(super) fn is_reference(value: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "{{",
        "{%",
        "<%",
        "%(",
        "%%",
        "$(",
        "ENC[",
        "ENC(",
        "vault:",
        "op://",
        "ref+",
        "file:",
        "env:",
        "secret://",
        "arn:aws:",
        "gcp-sm:",
        "gsm://",
        "ssm:",
        "sm://",
        "bws:",
        "doppler:",
        "keyring:",
        "pass:env:",
        "@Microsoft.KeyVault",
        "process.env",
        "os.environ",
        "os.getenv",
        "getenv(",
        "System.getenv",
        "ENV[",
        "ENV.",
        "env(",
        "secrets.",
        "var.",
        "data.",
        "local.",
        "type=",
        "id=",
        "src=",
        "AQICA",
    ];
    // Hashes begin with `$` and a number or a short name and one more `$`: `$6$salt$..`, `$2y$10$..`, `$argon2id$..`.
    if hash_form(value) {
        return false;
    }
    let inner_reference = value.contains("${") || value.contains("$(") || value.contains("{{");
    value.starts_with('$')
        || value.starts_with('`')
        || (value.starts_with('<') && value.ends_with('>'))
        || (value.starts_with('[') && value.ends_with(']'))
        || (value.starts_with("__") && value.ends_with("__"))
        || (value.starts_with("@@") && value.ends_with("@@"))
        || (value.starts_with('%') && value.ends_with('%') && value.len() > 2)
        || matches!(value, "%s" | "%d" | "%v" | "%q" | "{}" | "{0}" | "?" | ":?")
        || (value.starts_with('{') && value.ends_with('}') && !value.contains(':'))
        || inner_reference
        || BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
}

/// Crypt strings and LDAP hashes.
pub(super) fn hash_form(value: &str) -> bool {
    static BEGINNINGS: Words = words![
        "$1$",
        "$2a$",
        "$2b$",
        "$2x$",
        "$2y$",
        "$5$",
        "$6$",
        "$7$",
        "$y$",
        "$gy$",
        "$apr1$",
        "$argon2",
        "$pbkdf2",
        "$scrypt$",
        "{SSHA",
        "{SHA",
        "{CRYPT}",
        "{bcrypt}",
        "{PBKDF2",
        "pbkdf2:sha",
        "scrypt:",
        "SCRAM-SHA-256$",
    ];
    value.len() >= 20 && BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))
}

/// A path of a file system. Base64 that begins with `/` is not one: it has upper case, lower case and digits in a
/// segment without a dot.
pub(super) fn is_path(value: &str) -> bool {
    let drive = matches!(value.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if drive || value.starts_with("./") || value.starts_with("../") || value.starts_with("~/") {
        return true;
    }
    let Some(rest) = value.strip_prefix('/') else {
        // `certs/server.key`: words with a slash and an extension.
        return value.contains('/')
            && value.rsplit('/').next().is_some_and(|last| last.contains('.'))
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-'))
            && !is_random(value);
    };
    rest.split('/').all(|segment| {
        segment.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'+' | b'=' | b'!' | b'#'))
            && (segment.len() < 12 || segment.contains(['.', '-', '_']) || !is_random(segment))
    })
}

/// A URL: its password, if it has one, is a hit of its own.
pub(super) fn is_plain_url(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-' | b':'))
    })
}

/// `2.4`, `1:1.2.3-4+b1`, `v3.1.4`: digits, a dot, and no upper-case letter.
pub(super) fn is_version(value: &str) -> bool {
    let rest = value.trim_start_matches(['=', '~', '<', '>', '^', 'v']);
    let number = rest.bytes().take_while(u8::is_ascii_digit).count();
    let next = rest.as_bytes().get(number);
    number > 0
        && value.len() <= 40
        && matches!(next, Some(b'.' | b':'))
        && rest.contains('.')
        && rest.bytes().all(|byte| {
            byte.is_ascii_digit()
                || byte.is_ascii_lowercase()
                || matches!(byte, b'.' | b':' | b'-' | b'_' | b'+' | b'~' | b'*')
        })
}

/// Defaults and samples.
pub(super) fn is_placeholder(value: &str) -> bool {
    static WORDS: Words = words![
        "password",
        "passwd",
        "pass",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "password1",
        "password123",
        "pwd",
        "secret",
        "mysecret",
        "my-secret",
        "my_secret",
        "supersecret",
        "secretkey",
        "secret-key",
        "mypassword",
        "my-password",
        "my_password",
        "topsecret",
        "secret123",
        "admin",
        "admin123",
        "administrator",
        "root",
        "toor",
        "user",
        "username",
        "guest",
        "default",
        "test",
        "test123",
        "testing",
        "tester",
        "testpass",
        "testpassword",
        "demo",
        "foo",
        "bar",
        "baz",
        "foobar",
        "qwerty",
        "letmein",
        "welcome",
        "abc",
        "abc123",
        "hello",
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "mongo",
        "mongodb",
        "redis",
        "rabbitmq",
        "elastic",
        "minio",
        "minioadmin",
        "minio123",
        "grafana",
        "jenkins",
        "nexus",
        "oracle",
        "sa",
        "docker",
        "vagrant",
        "ubuntu",
        "alpine",
        "nobody",
        "anonymous",
        "token",
        "key",
        "apikey",
        "api-key",
        "api_key",
        "mytoken",
        "my-token",
        "mykey",
        "value",
        "string",
        "text",
        "tbd",
        "temp",
        "tmp",
        "local",
        "dev",
        "development",
        "staging",
        "production",
        "app",
        "prompt",
        "generate",
        "generated",
        "random",
        "empty",
        "blank",
        "private",
        "public",
        "credentials",
        "auth",
    ];
    static PARTS: Words = words![
        "changeme",
        "change-me",
        "change_me",
        "change me",
        "changeit",
        "change-it",
        "changethis",
        "change_this",
        "change-this",
        "pleasechange",
        "please-change",
        "please_change",
        "example",
        "placeholder",
        "redacted",
        "xxxx",
        "dummy",
        "your_",
        "your-",
        "yourpass",
        "yoursecret",
        "yourtoken",
        "your ",
        "notasecret",
        "not-a-secret",
        "not_a_secret",
        "notsecret",
        "insecure",
        "replaceme",
        "replace_",
        "replace-",
        "replace me",
        "insert_",
        "insert-",
        "insert ",
        "enter_",
        "enter-",
        "to_be_",
        "to-be-",
        "fake",
        "todo",
        "fixme",
        "sample",
        "lorem",
        "unused",
        "nopassword",
        "no-password",
        "not-set",
        "not_set",
        "_here",
        "-here",
        " here",
    ];
    let small = value.to_ascii_lowercase();
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    is_one_of(value, &WORDS)
        || PARTS.iter().any(|part| small.contains(part))
        || (digits && value.len() <= 10)
        || is_monotonous(value.as_bytes())
        || is_sequence(value.as_bytes())
}

/// Ascending bytes all along: `12345678`, `abcdefgh`.
fn is_sequence(value: &[u8]) -> bool {
    let rising = value.windows(2).filter(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b))).count();
    value.len() >= 3 && rising.saturating_add(2) >= value.len()
}

/// One byte over and over, or a long value of very few different bytes. A random value of 16 hexadecimal digits has
/// less than five different ones once in a million.
pub(super) fn is_monotonous(value: &[u8]) -> bool {
    let different = distinct(value);
    different <= 1 || (value.len() >= 16 && different < 5) || (value.len() >= 32 && different < 7)
}

fn distinct(value: &[u8]) -> u32 {
    let mut seen = [0_u64; 4];
    for byte in value {
        if let Some(word) = seen.get_mut(usize::from(byte >> 6)) {
            *word |= 1_u64.wrapping_shl(u32::from(byte & 63));
        }
    }
    seen.iter().map(|word| word.count_ones()).sum()
}

/// Whether a token says of itself that it is a sample.
pub(super) fn says_example(token: &[u8]) -> bool {
    const PARTS: &[&[u8]] = &[
        b"example",
        b"xxxx",
        b"1234567890",
        b"0123456789",
        b"abcdefghij",
        b"deadbeef",
        b"changeme",
        b"placeholder",
        b"yourtoken",
        // What the emulators of Azure's storage and of Cosmos DB have for a key, the same everywhere (Microsoft Learn, "Use
        // the Azurite emulator", "Azure Cosmos DB emulator").
        b"Eby8vdM02xNO",
        b"C2y6yDjf5/R+",
    ];
    PARTS.iter().any(|part| token.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part)))
}

/// Whether a value looks made by a random generator: long enough, of more than one class of characters, many different
/// ones, and with more changes of class than words with a number have.
pub(super) fn is_random(value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() < 12 || bytes.contains(&b' ') {
        return false;
    }
    let different = distinct(bytes);
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        return bytes.len() >= 16 && different >= 6 && bytes.iter().any(u8::is_ascii_digit);
    }
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => 0_u8,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let changes = bytes.windows(2).filter(|pair| matches!(pair, [a, b] if class(a) != class(b))).count();
    let classes = (0..3).filter(|wanted| bytes.iter().any(|byte| class(byte) == *wanted)).count();
    let digits = bytes.iter().any(u8::is_ascii_digit);
    let enough_changes = changes.saturating_mul(4) >= bytes.len();
    classes >= 2
        && different >= 8
        && enough_changes
        && (digits || classes == 2 && bytes.len() >= 20 && changes.saturating_mul(3) >= bytes.len())
}

/// Whether the value is what `mask` makes: nothing is left in it to find.
pub(super) fn is_mask(value: &str) -> bool {
    let Some((before, rest)) = value.split_once(super::mask::OPEN) else { return false };
    let Some((count, after)) = rest.split_once(super::mask::CLOSE) else { return false };
    let prefix = before.is_empty() || super::mask::public_prefix(before.as_bytes()) == before.len();
    let number = !count.is_empty() && count.len() <= 20 && count.bytes().all(|byte| byte.is_ascii_digit());
    prefix && number && after.len() <= 2 && after.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_value_is_nothing() {
        for value in [
            "",
            "''",
            "true",
            "$PASSWORD",
            "${PASSWORD}",
            "$(cat /run/secrets/x)",
            "{{ .Values.password }}",
            "%s",
            "<password>",
            "/run/secrets/db",
            "./secrets/db",
            "~/.netrc",
            "C:\\keys\\a",
            "https://host/path",
            "1.2.3",
            "2:1.0-3+deb12u1",
            "***",
            "__PASSWORD__",
            "certs/server.key",
            "prefix-${PASSWORD}",
            "`cat x`",
            "[REDACTED]",
        ] {
            assert_eq!(in_place(value), None, "{value}");
        }
    }

    #[test]
    fn defaults_are_placeholders() {
        for value in [
            "changeme",
            "ChangeMe123",
            "password",
            "admin",
            "123456",
            "12345678",
            "abcdefgh",
            "example-secret",
            "xxxxxxxx",
            "your-api-key",
            "aaaaaaaa",
            "\"secret\"",
            "MY_KEY_HERE",
        ] {
            assert_eq!(in_place(value), Some(PLACEHOLDER), "{value}");
        }
    }

    #[test]
    fn random_values_are_surer_than_words() {
        for value in ["hunter2", "correct horse battery staple", "Tr0ub4dor&3", "blue-elephant"] {
            assert_eq!(in_place(value).map(|seen| seen.confidence), Some(Confidence::Medium), "{value}");
        }
        for value in ["9f86d081884c7d659a2feaa0c55ad015", "aB3dE6gH9jK2mN5pQ8sT", "/aB3dE6gH9jK2mN5p+Q8sT1vW4yZ7cF0"] {
            assert_eq!(in_place(value).map(|seen| seen.confidence), Some(Confidence::High), "{value}");
        }
    }

    #[test]
    fn ordinary_identifiers_are_not_random() {
        for value in [
            "org.apache.catalina.realm",
            "application-default-login",
            "python3-secretstorage",
            "KEYCLOAK_ADMIN_CONSOLE",
        ] {
            assert!(!is_random(value), "{value}");
        }
    }
}
