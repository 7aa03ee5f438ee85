//! `low-uid`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether the container runs as a uid below 1000, or as `nobody` (65534). Root is left to `run-as-root`, and names
    /// are resolved through the image's `/etc/passwd`. It is of the strict profile: official images of servers run as
    /// the system account of their package, which is far better than root.
    ///
    /// ## Why it matters
    /// Without user namespaces a uid is the same outside. A low one belongs to a service of the host, or of another
    /// container on the same volume; `nobody` is shared by whatever has no account of its own.
    ///
    /// ## Examples
    /// ```image bad
    /// user 33
    /// ```
    /// ```image bad
    /// user nobody
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/sbin/nologin\n"
    /// ```
    /// ```image bad
    /// user www-data:www-data
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/sbin/nologin\n"
    /// ```
    /// ```image good
    /// user 10001:10001
    /// ```
    /// ```image good
    /// user app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/sbin/nologin\n"
    /// ```
    /// ```image good
    /// user 65532
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER 100:101
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER 65534
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER nobody
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER 10001
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER 1000:1000
    /// ```
    ///
    /// ## How to fix
    /// `useradd --uid 10001`, and `USER 10001`.
    ///
    /// ## References
    /// credentials(7), user_namespaces(7).
    pub static LOW_UID = Rule {
        id: "low-uid",
        title: "The container runs as a uid of the system",
        category: Category::Permissions,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["USR-003"],
        controls: &[
            Control::inferred("CIS Docker", "4.1"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::inferred("NIST SP 800-53 r5", "IA-4"),
            Control::read("DISA", "CICDG 2.2"),
            Control::inferred("PCI DSS", "8.2.2"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Both,
        message: "The container runs as uid {uid} ({user}), {reason}",
        why: "Without user namespaces a uid is the same outside, where a service of the host may have it.",
        fix: "Give the application a uid of its own above 10000: `useradd --uid 10001`, `USER 10001`.",
        check: check,
    };
}

/// First uid of people, `UID_MIN` of login.defs in every family.
const FIRST_USER: u32 = 1000;

/// `nobody`.
const NOBODY: u32 = 65_534;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(setting) = &facts.settings.user else { return };
    let uid = match facts.files() {
        Some(files) => files.accounts.run_as(&setting.value).uid,
        None if facts.image.is_some() => return,
        None => {
            let name = setting.value.split(':').next().unwrap_or_default();
            name.parse().ok().or_else(|| (name == "nobody").then_some(NOBODY))
        }
    };
    let reason = match uid {
        Some(NOBODY) => "which whatever has no account of its own shares",
        Some(uid) if (1..FIRST_USER).contains(&uid) => "which is of the range of system accounts",
        _ => return,
    };
    findings
        .at(setting.place.clone())
        .detail("uid", uid.unwrap_or_default())
        .masked("user", &setting.value)
        .detail("reason", reason)
        .done();
}
