//! `remote-add`.

use crate::dockerfile::{Instruction, InstructionKind, Word};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// `ADD` of something that is fetched while the image is built: an HTTP or HTTPS URL without `--checksum`, and a
    /// Git repository that is not pinned to a commit (`#<40 hexadecimal digits>`, `?commit=`, `?checksum=`, or
    /// `--checksum`). Variables are replaced by their defaults. Fetches without transport security (`http://`,
    /// `git://`) are high, others medium. The history of an image may leave out the checksum that a Dockerfile had, so
    /// findings there are of medium confidence.
    ///
    /// ## Why it matters
    /// What the server sends on the day of the build goes into the image unseen. Whoever controls the server, its
    /// domain, or the network in front of it decides what the image holds.
    ///
    /// ## Examples
    /// ```image bad
    /// layer ADD https://example.org/tool.tar.gz /opt/ # buildkit
    /// /opt/tool.tar.gz 0600 0:0 size=10
    /// ```
    /// ```image good
    /// layer ADD rootfs.tar.xz / # buildkit
    /// /bin/app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD http://example.org/tool.tar.gz /opt/
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG URL=https://example.org/tool.tar.gz
    /// ADD ${URL} /opt/
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD https://git.example.org/tool.git#v1.2 /src
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/tool.tar.gz /opt/
    /// ADD https://git.example.org/tool.git#b114e8fb1d2d429191e78e044d4d8764ea73c6ac /src
    /// ADD rootfs.tar.xz /
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS fetch
    /// ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/tool.tar.gz /opt/
    /// FROM scratch
    /// ADD <<EOF /etc/motd
    /// https://example.org/ has more
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsSLo /tool.tar.gz https://example.org/tool.tar.gz && echo "24454f83  /tool.tar.gz" | sha256sum -c
    /// ONBUILD ADD rootfs.tar.xz /
    /// ```
    ///
    /// ## How to fix
    /// Pin what is fetched: `ADD --checksum=sha256:... URL target`, or for Git the full commit behind `#`. Take the
    /// checksum from the publisher and not from the same server.
    ///
    /// ## References
    /// Dockerfile reference, `ADD --checksum` and adding Git repositories.
    pub static REMOTE_ADD = Rule {
        id: "remote-add",
        title: "Remote content added without verification",
        category: Category::Configuration,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["UPD-005", "kics:curl-or-wget-instead-of-add", "kics:4b410d24-1cbe-4430-a632-62c9a931cf1c", "semgrep:prefer-copy-over-add"],
        controls: &[
            Control::inferred("CIS Docker", "4.9"),
            Control::inferred("CIS Docker", "4.11"),
            Control::inferred("NIST SP 800-190", "4.1.5"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("NIST SP 800-53 r5", "SR-11"),
            Control::read("DISA", "CICDG 2.4 CCI-000381"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: Some(494),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "ADD fetches {source} {how}",
        why: "Whoever controls the server or the network in front of it decides what goes into the image.",
        fix: "Pin the content with `ADD --checksum=sha256:...`, or a Git repository with its full commit behind `#`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, step) in facts.steps.iter().enumerate().filter(|(_, step)| step.part.is_in_image()) {
        let add = step.innermost();
        if add.kind != InstructionKind::Add || add.flag("checksum").is_some_and(|flag| !flag.text().is_empty()) {
            continue;
        }
        let Some((_, sources)) = add.words().split_last() else { continue };
        for word in sources {
            let source = value(facts, index, word);
            let Some(fetch) = fetch(&source) else { continue };
            let draft = findings
                .at(facts.place_in(step, word.span))
                .detail("source", secrets::masked(&source))
                .detail("how", fetch.how)
                .severity(fetch.severity)
                .fix(placeholder(add, &fetch));
            if facts.dockerfile.is_some() { draft.done() } else { draft.confidence(Confidence::Medium).done() }
        }
    }
}

/// A checksum of zeros: the build fails with the true one, which a person must compare with that of the publisher.
fn placeholder(add: &Instruction, fetch: &Fetch) -> Option<Fix> {
    let alone = !fetch.is_git && add.words().len() == 2 && add.flag("checksum").is_none();
    let fix = || Fix::review("Add --checksum, whose zeros are to be replaced");
    alone.then(|| fix().insert(add.keyword.end, format!(" --checksum=sha256:{:064}", 0)))
}

/// The source with its variables replaced, as far as they have values.
fn value(facts: &Facts<'_>, index: usize, word: &Word) -> String {
    let expanded = facts.dockerfile.and_then(|written| written.model.expanded(index, word));
    let expanded = expanded.filter(|expanded| expanded.unset.is_empty());
    expanded.and_then(|expanded| expanded.value.clone().ok()).unwrap_or_else(|| word.text.clone())
}

struct Fetch {
    how: &'static str,
    is_git: bool,
    severity: Severity,
}

/// How a source is fetched without verification; `None` for local ones and pinned ones.
fn fetch(source: &str) -> Option<Fetch> {
    let (address, fragment) = source.split_once('#').unwrap_or((source, ""));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let scheme = path.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_git = match scheme.as_deref() {
        Some("http" | "https") => path.ends_with(".git"),
        Some("git" | "ssh") => true,
        Some(_) => return None,
        // The short form of SSH addresses that BuildKit knows.
        None if path.starts_with("git@") && path.contains(':') => true,
        None => return None,
    };
    let clear = matches!(scheme.as_deref(), Some("http" | "git"));
    if !is_git {
        return Some(if clear {
            Fetch { how: "over clear-text HTTP without a checksum", is_git: false, severity: Severity::High }
        } else {
            Fetch { how: "without a checksum", is_git: false, severity: Severity::Medium }
        });
    }
    // Behind a colon stands a directory.
    let reference = fragment.split(':').next().unwrap_or_default();
    let pinned_by_query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(name, value)| matches!(name, "commit" | "checksum") && value.len() >= 7 && is_hexadecimal(value));
    if pinned_by_query || (matches!(reference.len(), 40 | 64) && is_hexadecimal(reference)) {
        return None;
    }
    Some(if clear {
        Fetch { how: "over a clear-text protocol without a commit", is_git: true, severity: Severity::High }
    } else {
        Fetch { how: "without a commit", is_git: true, severity: Severity::Medium }
    })
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severity(source: &str) -> Option<Severity> {
        fetch(source).map(|fetch| fetch.severity)
    }

    #[test]
    fn sources_are_told_by_scheme_and_pin() {
        for (source, expected) in [
            ("https://example.org/a.tgz", Some(Severity::Medium)),
            ("HTTP://example.org/a.tgz", Some(Severity::High)),
            ("https://example.org/a.git", Some(Severity::Medium)),
            ("git@example.org:a/b.git#main", Some(Severity::Medium)),
            ("git://example.org/a", Some(Severity::High)),
            ("https://example.org/a.git?branch=main", Some(Severity::Medium)),
            ("https://example.org/a.git?commit=5e1fc2a0c3", None),
            ("https://example.org/a.git#5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e:sub", None),
            ("https://example.org/a.git#5e1fc2a", Some(Severity::Medium)),
            ("file.tar.gz", None),
            ("s3://bucket/x", None),
            ("", None),
        ] {
            assert_eq!(severity(source), expected, "{source}");
        }
    }
}
