//! `run-as-root`.

use crate::dockerfile::stage::Base;
use crate::facts::{Facts, Setting};
use crate::finding::{Confidence, Findings, Fix, Place, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the first process of a container runs as uid 0. The user is resolved as a runtime resolves it: through
    /// the image's own `/etc/passwd` and `/etc/group`, so `0`, `0:0`, `root`, no user at all and any account whose uid
    /// is 0 are the same thing, and an account called `1000` beats the number. In a Dockerfile the last `USER` of the
    /// final stage counts, inherited ones included; a Dockerfile that sets none on a base that is not known is judged
    /// with less confidence, and on one whose name says that it sets a user of its own (`:nonroot`, Chainguard,
    /// `-chiseled`, `-unprivileged`) it is only a note.
    ///
    /// ## Why it matters
    /// A process that breaks out of the container as root is root on the host unless user namespaces remap it, and
    /// inside the container nothing it does is refused by file permissions.
    ///
    /// ## Examples
    /// ```image bad
    /// user 0:0
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\n"
    /// ```
    /// An account with another name and uid 0:
    /// ```image bad
    /// user admin
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nadmin:x:0:0::/:/bin/sh\n"
    /// ```
    /// ```image good
    /// user app:app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:10001:10001::/:/sbin/nologin\n"
    /// /etc/group 0644 0:0 "app:x:10001:\n"
    /// ```
    /// Layers that could not be read do not hide the name root:
    /// ```image bad
    /// user root
    /// layer x
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// missing layer 0
    /// ```
    /// Windows has other accounts:
    /// ```image good
    /// platform windows/amd64
    /// /Files/app.exe 0755 0:0 size=10
    /// ```
    /// A number needs no account:
    /// ```image good
    /// user 10001
    /// /app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER app
    /// RUN id
    /// USER root
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER app
    /// RUN make
    /// USER 0:0
    /// RUN make install
    /// # The server.
    /// ENTRYPOINT ["server"]
    /// CMD ["--verbose"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd --uid 10001 app
    /// USER 10001:10001
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ARG WHO=root
    /// USER $WHO
    /// FROM base
    /// ONBUILD USER app
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM gcr.io/distroless/static-debian12:nonroot
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// USER 10001
    /// FROM base
    /// RUN make
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// USER root
    /// RUN make
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// USER app
    /// ```
    ///
    /// ## How to fix
    /// Create an account with a high uid in the build and end the final stage with `USER 10001:10001`. Numbers let
    /// Kubernetes check `runAsNonRoot`.
    ///
    /// ## References
    /// OCI image specification, config, `User`.
    pub static RUN_AS_ROOT = Rule {
        id: "run-as-root",
        title: "Container runs as root",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &[
            "USR-001", "CIS-DI-0001", "DL3002", "DS-0002", "DS002", "AVD-DS-0002", "CKV_DOCKER_3", "CKV_DOCKER_8",
            "kics:missing-user-instruction", "kics:fd54f200-402c-4333-a5a4-36ef6709af2f", "kics:last-user-is-root", "kics:67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae", "semgrep:missing-user",
            "semgrep:missing-user-entrypoint", "semgrep:last-user-is-root",
        ],
        controls: &[
            Control::read("CIS Docker", "4.1"),
            Control::read("NIST SP 800-190", "3.1.2"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "AC-6(10)"),
            Control::read("NIST SP 800-53 r5", "AC-6(8)"),
            Control::inferred("NIST SP 800-53 r5", "AC-6(2)"),
            Control::read("DISA", "CICDG 2.2 CCI-002235"),
            Control::read("DISA", "V-235830"),
            Control::read("DISA", "CTR-000775"),
            Control::read("PCI DSS", "CG 12.3"),
            Control::inferred("PCI DSS", "7.2.2"),
        ],
        cwe: Some(250),
        // Bodies of the account files are always kept (`rules::wanted`).
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Both,
        of_stage: true,
        message: "The container's first process runs as uid 0: {reason}",
        why: "A process that escapes the container as root is root on the host, and inside it no file permission stops it.",
        fix: "Create an account with a high uid in the build and end the final stage with `USER 10001:10001`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // Windows has no uid 0.
    if facts.image.as_ref().is_some_and(|image| image.config.os.as_deref() == Some("windows")) {
        return;
    }
    let user = facts.settings.user.as_ref();
    let place = user.map_or_else(|| unset_place(facts), |setting| setting.place.clone());
    let value = user.map_or("", |setting: &Setting<String>| setting.value.as_str());
    let reason = if let Some(files) = facts.files() {
        let run_as = files.accounts.run_as(value);
        match (run_as.uid, value) {
            (Some(0), "") => String::from("no user is set"),
            (Some(0), _) => format!("user \"{value}\" is uid 0"),
            // The account file may be in a layer that could not be read; everywhere, this name is uid 0.
            (None, _) if !files.complete && value.split(':').next() == Some("root") => {
                format!("user \"{value}\" is uid 0")
            }
            _ => return,
        }
    } else {
        let name = value.split(':').next().unwrap_or_default();
        match name {
            // A variable is decided at build time.
            name if name.contains('$') => return,
            "" => String::from("no user is set"),
            "root" => format!("user \"{value}\" is uid 0"),
            number if number.parse() == Ok(0_u32) => format!("user \"{value}\" is uid 0"),
            _ => return,
        }
    };
    let draft = findings.at(place).masked("user", value).masked("reason", reason);
    let fix = Fix::review("Add USER 10001:10001");
    let draft = draft.fix(edit::at_end_of_final_stage(facts, "USER 10001:10001", fix));
    // The base image of a Dockerfile may set a user of its own.
    if user.is_some() || !facts.settings.open {
        return draft.done();
    }
    let draft = draft.confidence(Confidence::Low);
    if has_own_user(facts) { draft.severity(Severity::Info).done() } else { draft.done() }
}

/// Whether the name of the base image says that it does not run as root.
fn has_own_user(facts: &Facts<'_>) -> bool {
    let base = || facts.dockerfile.and_then(|written| Some(written.model.root_base(written.model.target?)));
    let Some(Base::Image { reference, .. }) = base() else { return false };
    ["nonroot", "cgr.dev/chainguard/", "-chiseled", "-unprivileged"].iter().any(|part| reference.contains(part))
}

/// Where a user would be set: the config of an image, the last instruction of a Dockerfile.
fn unset_place(facts: &Facts<'_>) -> Place {
    if facts.image.is_some() {
        return Place::config("config.User");
    }
    facts.image_steps().next_back().map_or(Place::Image, |step| step.place.clone())
}
