//! Reads the lines of each form of file and judges what stands where secrets stand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::command;
use super::super::family::{generic, registry};
use super::super::kind::{Confidence, Found, Kind};
use super::super::{pair, value};
use super::form::Form;

pub(super) fn read(form: Form, text: &str, all: &mut Vec<Found>) {
    let reader = Reader { text };
    match form {
        Form::Plain => {}
        Form::Token(kind) => reader.whole(kind, all),
        Form::Netrc => reader.netrc(all),
        Form::Pairs => {
            command::in_objects(text, all);
            reader.lines(|line| reader.pair_line(line, all));
        }
        Form::PgPass => reader.lines(|line| {
            if line.split(':').count() >= 5
                && let Some(password) = line.rsplit(':').next()
            {
                reader.in_place(&generic::PASSWORD, password, all);
            }
        }),
        Form::Hashes => reader.lines(|line| {
            let hash = line.split(':').nth(1).unwrap_or_default();
            // A locked account has `!` or `*` before or instead of its hash.
            let old = hash.len() == 13
                && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
            if value::hash_form(hash) || old {
                reader.push(&generic::PASSWORD_HASH, Confidence::Medium, hash, all);
            }
        }),
        Form::DockerAuth => reader
            .members(&["auth", "identitytoken", "registrytoken", "password"], |_, given| reader.docker(given, all)),
        Form::KubeConfig => {
            reader.lines(|line| reader.cluster(line, all));
            reader.members(&["token", "password", "client-key-data", "refresh-token", "id-token"], |_, given| {
                reader.in_place(&generic::KUBECONFIG_CREDENTIAL, given, all);
            });
        }
        Form::Xml => reader.xml(all),
        Form::Php => reader.lines(|line| reader.definition(line, all)),
    }
}

struct Reader<'t> {
    text: &'t str,
}

impl<'t> Reader<'t> {
    /// Trimmed lines without comments.
    fn lines(&self, mut each: impl FnMut(&'t str)) {
        for line in self.text.lines().map(str::trim) {
            let comment =
                line.starts_with('#') || line.starts_with("//") && !line.contains(":_") || line.starts_with(';');
            if !line.is_empty() && !comment {
                each(line);
            }
        }
    }

    fn push(&self, kind: &'static Kind, confidence: Confidence, secret: &str, all: &mut Vec<Found>) {
        let start = (secret.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let end = start.saturating_add(secret.len());
        if end <= self.text.len() {
            all.push(Found { kind, start, end, confidence });
        }
    }

    /// A value at a place for secrets of this kind.
    fn in_place(&self, kind: &'static Kind, given: &str, all: &mut Vec<Found>) {
        let inner = value::unquoted(given);
        if let Some(seen) = value::in_place(inner) {
            let kind = if seen.placeholder { &generic::DEFAULT_CREDENTIAL } else { kind };
            self.push(
                kind,
                seen.confidence.max(if seen.placeholder { Confidence::Low } else { Confidence::Medium }),
                inner,
                all,
            );
        }
    }

    fn whole(&self, kind: &'static Kind, all: &mut Vec<Found>) {
        let token = self.text.trim();
        if token.len() >= 8 && !token.contains(char::is_whitespace) {
            self.in_place(kind, token, all);
        }
    }

    /// `export NAME=value`, `name = value`, `name: value`, `:name: value`.
    fn pair_line(&self, line: &str, all: &mut Vec<Found>) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let equals = line.find('=');
        let colon = line.find(": ");
        let Some(at) = [equals, colon].into_iter().flatten().min() else { return };
        let name = line.get(..at).unwrap_or_default().trim().trim_matches(['"', '\'']);
        let given = line.get(at.saturating_add(1)..).unwrap_or_default().trim();
        // The trailing comma of JSON is not of the value.
        let given = given.strip_suffix(',').filter(|rest| rest.ends_with('"')).unwrap_or(given);
        // npm's `_auth` and `_password` are base64 of the credential itself.
        if name.ends_with(":_auth") || name.ends_with(":_password") || matches!(name, "_auth" | "_password") {
            return self.in_place(&registry::NPM_CONFIG_TOKEN, given, all);
        }
        let name =
            if name.contains("/:") || name.len() > 128 { name.rsplit(':').next().unwrap_or_default() } else { name };
        if let Some(judged) = pair::judged(name, given) {
            let secret = given.get(judged.start..judged.end).unwrap_or_default();
            self.push(judged.judgement.kind, judged.judgement.confidence, secret, all);
        }
    }

    fn netrc(&self, all: &mut Vec<Found>) {
        let mut words = self.text.split_ascii_whitespace();
        while let Some(word) = words.next() {
            if word == "password"
                && let Some(password) = words.next()
            {
                self.in_place(&generic::NETRC_PASSWORD, password, all);
            }
        }
    }

    /// JSON members of these names, whatever surrounds them: a damaged or cut file is read as far as it goes.
    fn members(&self, names: &[&str], mut each: impl FnMut(&str, &'t str)) {
        for name in names {
            let quoted = format!("\"{name}\"");
            for (at, found) in self.text.match_indices(&quoted) {
                let rest = self.text.get(at.saturating_add(found.len())..).unwrap_or_default().trim_start();
                let Some(rest) = rest.strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"'))
                else {
                    continue;
                };
                if let Some((given, _)) = rest.split_once('"') {
                    each(name, given);
                }
            }
        }
    }

    fn docker(&self, given: &'t str, all: &mut Vec<Found>) {
        let decoded = STANDARD.decode(given).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let password = decoded
            .as_deref()
            .and_then(|decoded| decoded.split_once(':'))
            .map(|(_, password)| password.trim_end_matches('\0'));
        let Some(seen) = value::in_place(password.unwrap_or(given)) else { return };
        let confidence = match (seen.placeholder, password) {
            (true, _) => Confidence::Low,
            (false, Some(_)) => Confidence::High,
            (false, None) => seen.confidence,
        };
        self.push(&registry::DOCKER_CONFIG_AUTH, confidence, given, all);
    }

    fn cluster(&self, line: &'t str, all: &mut Vec<Found>) {
        let line = line.strip_prefix("- ").unwrap_or(line);
        let Some((name, given)) = line.split_once(':') else { return };
        if matches!(name, "token" | "password" | "client-key-data" | "id-token" | "refresh-token") {
            self.in_place(&generic::KUBECONFIG_CREDENTIAL, given.trim(), all);
        }
    }

    /// `<password>x</password>` of Maven; `<add key="ClearTextPassword" value="x" />` of NuGet.
    fn xml(&self, all: &mut Vec<Found>) {
        let comments = self.xml_comments();
        let commented = |at: usize| {
            let next = comments.partition_point(|(start, _)| *start <= at);
            next.checked_sub(1).and_then(|last| comments.get(last)).is_some_and(|(_, end)| at < *end)
        };
        for tag in ["password", "passphrase", "privateKeyPassphrase", "master"] {
            for (at, found) in self.text.match_indices(&format!("<{tag}>")) {
                let rest = self.text.get(at.saturating_add(found.len())..).unwrap_or_default();
                let Some((given, _)) = rest.split_once('<') else { continue };
                let given = given.trim();
                // The file that Maven ships has samples in its comments.
                if commented(at) && !value::is_random(given) {
                    continue;
                }
                // `{...}` is encrypted with the master password, which is beside it or nowhere.
                if given.len() > 20 && given.starts_with('{') && given.ends_with('}') {
                    self.push(&registry::MAVEN_CREDENTIAL, Confidence::Low, given, all);
                } else {
                    self.in_place(&generic::PASSWORD, given, all);
                }
            }
        }
        for (at, _) in self.text.match_indices("<add ") {
            let element = self.text.get(at..).and_then(|rest| rest.split('>').next()).unwrap_or_default();
            let attribute = |name: &str| {
                let (_, rest) = element.split_once(name)?;
                rest.strip_prefix("=\"")?.split_once('"').map(|(given, _)| given)
            };
            let (Some(key), Some(given)) = (attribute("key"), attribute("value")) else { continue };
            match key {
                "ClearTextPassword" => self.in_place(&generic::PASSWORD, given, all),
                // Encrypted for one user of one Windows machine.
                "Password" if given.len() > 20 => self.push(&registry::NUGET_CREDENTIAL, Confidence::Low, given, all),
                _ if value::is_random(given) => self.in_place(&generic::API_KEY, given, all),
                _ => {}
            }
        }
    }

    /// Where comments begin and end.
    fn xml_comments(&self) -> Vec<(usize, usize)> {
        let mut comments = Vec::new();
        let mut from = 0;
        while let Some(start) = self.text.get(from..).and_then(|rest| rest.find("<!--")) {
            let start = from.saturating_add(start);
            let length = self.text.get(start..).and_then(|rest| rest.find("-->"));
            let end = length.map_or(self.text.len(), |length| start.saturating_add(length));
            comments.push((start, end));
            from = end;
        }
        comments
    }

    /// `define( 'DB_PASSWORD', 'value' );`
    fn definition(&self, line: &'t str, all: &mut Vec<Found>) {
        let Some(rest) = line.strip_prefix("define") else { return };
        let inside = rest.trim_start().trim_start_matches('(');
        let Some((name, given)) = inside.split_once(',') else { return };
        let name = value::unquoted(name);
        let given = value::unquoted(given.trim().trim_end_matches(';').trim_end().trim_end_matches(')'));
        let salts = [
            "AUTH_KEY",
            "SECURE_AUTH_KEY",
            "LOGGED_IN_KEY",
            "NONCE_KEY",
            "AUTH_SALT",
            "SECURE_AUTH_SALT",
            "LOGGED_IN_SALT",
            "NONCE_SALT",
        ];
        if salts.contains(&name) {
            return self.in_place(&generic::ENCRYPTION_KEY, given, all);
        }
        if let Some(judged) = pair::judged(name, given) {
            self.push(
                judged.judgement.kind,
                judged.judgement.confidence,
                given.get(judged.start..judged.end).unwrap_or_default(),
                all,
            );
        }
    }
}
