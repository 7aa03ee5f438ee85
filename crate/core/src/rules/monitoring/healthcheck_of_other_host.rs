//! `healthcheck-of-other-host`.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, Healthcheck, program};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};
use crate::secrets;

rule! {
    /// ## What it checks
    /// `HEALTHCHECK CMD` that asks another host with curl, wget or HTTPie: a URL whose host is neither `localhost`, an
    /// address of the container itself (`127.0.0.0/8`, `::1`, `0.0.0.0`) nor decided by a variable. Loopback names
    /// below `.localhost` are fine, and so is a URL behind `--unix-socket`.
    ///
    /// ## Why it matters
    /// The check then says how another service and the network do. When that service fails, every container that asks
    /// it counts as ill and is restarted, while a hanging process of its own is not noticed.
    ///
    /// ## Examples
    /// ```image bad
    /// healthcheck ["CMD-SHELL", "curl -f https://example.org/health || exit 1"]
    /// ```
    /// ```image good
    /// healthcheck ["CMD", "curl", "-f", "http://localhost:8080/health"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK CMD curl -f https://example.org/health || exit 1
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=10s CMD ["wget", "-q", "-O-", "http://database:8080/"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD HEALTHCHECK CMD sh -c 'curl --fail http://127.0.0.1.example.org/'
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD curl -f http://user@localhost:8080/?to=https://example.org || exit 1
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD wget -q --spider "http://$HOSTNAME:$PORT/" && curl -f http://[::1]/ && curl http://127.1.2.3
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD curl --unix-socket /run/app.sock http://app/health
    /// RUN curl -fO https://example.org/x
    /// ```
    ///
    /// ## How to fix
    /// Ask the process in the container: `HEALTHCHECK CMD curl -f http://localhost:8080/health`.
    ///
    /// ## References
    /// Dockerfile reference, `HEALTHCHECK`.
    pub static HEALTHCHECK_OF_OTHER_HOST = Rule {
        id: "healthcheck-of-other-host",
        title: "Health check asks another host",
        category: Category::Monitoring,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["MON-002"],
        controls: &[
            Control::inferred("CIS Docker", "4.6"),
            Control::inferred("NIST SP 800-53 r5", "SC-5"),
            Control::read("DISA", "CICDG 2.6"),
        ],
        inputs: Inputs::Both,
        message: "The health check asks {host}: {url}",
        why: "It says how another service does; a hanging process of its own is not noticed.",
        fix: "Ask the process in the container itself, as in `curl -f http://localhost:8080/health`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.dockerfile.is_none() {
        return in_image(facts, findings);
    }
    for step in &facts.steps {
        if step.innermost().kind != InstructionKind::Healthcheck {
            continue;
        }
        for command in &step.script().commands {
            let (program, words) = program(command);
            if !matches!(program, "curl" | "wget" | "http" | "https")
                || words
                    .iter()
                    .any(|word| word.text.starts_with("--unix-socket") || word.text == "--abstract-unix-socket")
            {
                continue;
            }
            for word in words {
                let Some(host) = host(&word.text).filter(|host| !is_own(host)) else { continue };
                findings
                    .at(facts.place_in(step, word.span))
                    .detail("host", host)
                    .detail("url", secrets::masked(&word.text))
                    .done();
            }
        }
    }
}

fn in_image(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(setting) = &facts.settings.healthcheck else { return };
    let Healthcheck::Test(words) = &setting.value else { return };
    let split = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | ';' | '|' | '&' | '(' | ')');
    let words: Vec<&str> = words.iter().flat_map(|word| word.split(split)).collect();
    let asks = |word: &&str| matches!(word.rsplit('/').next(), Some("curl" | "wget" | "http" | "https"));
    if !words.iter().any(asks) || words.iter().any(|word| word.contains("unix-socket")) {
        return;
    }
    for word in words {
        let Some(host) = host(word).filter(|host| !is_own(host)) else { continue };
        findings.at(setting.place.clone()).detail("host", host).detail("url", secrets::masked(word)).done();
    }
}

/// The host of an HTTP URL.
fn host(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("http://").or_else(|| word.strip_prefix("https://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let address = authority.rsplit('@').next()?;
    match address.strip_prefix('[') {
        Some(inner) => inner.split(']').next(),
        None => address.split(':').next(),
    }
}

/// A loopback or unspecified address: 127.0.0.0/8, 0.0.0.0, ::1 and ::, however many zeros are written.
fn is_own_number(host: &str) -> bool {
    if host.contains(':') {
        return host.strip_suffix('1').unwrap_or(host).bytes().all(|byte| matches!(byte, b':' | b'0'));
    }
    let parts: Vec<Option<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
    matches!(parts[..], [Some(127), Some(_), Some(_), Some(_)] | [Some(0), Some(0), Some(0), Some(0)])
}

fn is_own(host: &str) -> bool {
    host.is_empty()
        || host.contains(['$', '`'])
        || host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || is_own_number(host)
        // Docker puts these into the container's own hosts file.
        || matches!(host, "ip6-localhost" | "ip6-loopback" | "localhost.localdomain")
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn addresses_of_the_container_itself_are_known_in_all_their_forms() {
        for own in
            ["127.0.0.1", "127.9.8.7", "0.0.0.0", "::1", "::", "0:0:0:0:0:0:0:1", "::0001", "LocalHost", "a.localhost"]
        {
            assert!(is_own(own), "{own}");
        }
        for other in
            ["128.0.0.1", "127.0.0", "127.0.0.256", "0.0.0.1", "::2", "::11", "1::1", "fe80::1", "1", "127.example.org"]
        {
            assert!(!is_own(other), "{other}");
        }
    }
}
