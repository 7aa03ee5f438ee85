//! `add-instead-of-copy`.

use crate::dockerfile::{Instruction, InstructionKind};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `ADD` that does nothing `COPY` would not do: all its sources are local files or folders, and none has the name
    /// of an archive that `ADD` unpacks (`.tar`, `.tgz`, `.tar.zst` and the like). URLs, Git repositories, `--unpack`
    /// and names that a variable hides are not judged, nor is the history of builders that write a digest in the place
    /// of the name (`ADD file:...`). A fix is offered.
    ///
    /// ## Why it matters
    /// `ADD` unpacks what happens to be an archive and fetches what happens to be a URL, so a file that is exchanged
    /// in the build context changes what the instruction does.
    ///
    /// ## Examples
    /// ```image bad
    /// layer ADD app.conf /etc/app/ # buildkit
    /// /etc/app/app.conf 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer ADD file:0d1f0e4f42a5c9a3d1f5a5e4b1c8d2a7 in /
    /// /bin/app 0755 0:0 size=10
    /// layer ADD rootfs.tar.xz / # buildkit
    /// /bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD --chown=10001:10001 app.conf /etc/app/
    /// ```
    /// A zip file is not unpacked:
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD ["plugins.zip", "/opt/"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ADD . \
    ///   /src
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD add src/ /src/
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD <<EOF /etc/app.tar.conf
    /// level = info
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ADD rootfs.tar.zst LICENSE /
    /// ADD git@example.org:tools/x.git#5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e /src
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG SOURCE
    /// ADD ${SOURCE} /src/
    /// ADD --unpack=true bundle /opt/
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG BASE=https://example.org
    /// ADD $BASE/tool /usr/local/bin/
    /// COPY app.conf /etc/app/
    /// ```
    ///
    /// ## How to fix
    /// Write `COPY` in the place of `ADD`.
    ///
    /// ## References
    /// Dockerfile reference, `ADD` and `COPY`. Docker documentation, building best practices.
    pub static ADD_INSTEAD_OF_COPY = Rule {
        id: "add-instead-of-copy",
        title: "ADD where COPY is enough",
        category: Category::Configuration,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &[
            "UPD-007", "CIS-DI-0009", "DL3020", "DS-0005", "DS005", "AVD-DS-0005", "CKV_DOCKER_4",
            "kics:add-instead-of-copy", "kics:9513a694-aa0d-41d8-be61-3271e056f36b", "semgrep:prefer-copy-over-add",
        ],
        controls: &[
            Control::read("CIS Docker", "4.9"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.4 CCI-000381"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        inputs: Inputs::Both,
        message: "ADD of {source} does nothing that COPY would not do",
        why: "ADD unpacks archives and fetches URLs unasked, so an exchanged file changes what the instruction does.",
        fix: "Write COPY in the place of ADD.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, step) in facts.steps.iter().enumerate() {
        let add = step.innermost();
        if add.kind != InstructionKind::Add || needs_add(facts, index, add) {
            continue;
        }
        let Some((_, sources)) = add.words().split_last() else { continue };
        let Some(first) = sources.first() else { continue };
        // `--checksum` of a local file is a build error, which COPY would not mend.
        let movable = !add.flags.iter().any(|flag| matches!(flag.name.as_str(), "checksum" | "keep-git-dir"));
        findings
            .at(facts.place_in(step, add.keyword))
            .detail("source", crate::secrets::masked(&first.text))
            .fix(movable.then(|| Fix::safe("Write COPY").replace(add.keyword, "COPY")))
            .done();
    }
}

/// Whether it fetches or unpacks something, or that cannot be known.
fn needs_add(facts: &Facts<'_>, index: usize, add: &Instruction) -> bool {
    let Some((_, sources)) = add.words().split_last() else { return true };
    add.flag("unpack").is_some()
        || sources.is_empty()
        || sources.iter().any(|word| super::value::known(facts, index, word).is_none_or(is_special))
}

/// Ends of the names of archives. BuildKit looks into the file; nobody can do that here.
static ARCHIVES: Words = words![
    ".tar", ".tgz", ".tbz", ".tbz2", ".tb2", ".txz", ".tzst", ".tlz", ".tpz", ".tz", ".gz", ".bz2", ".xz", ".zst",
    ".lzma", ".lz", ".z",
];

fn is_special(source: &str) -> bool {
    let name = source.to_ascii_lowercase();
    // Older builders write the digest of what was added into the history.
    let is_digest = ["file:", "dir:", "multi:"].iter().any(|begin| name.starts_with(begin));
    is_digest
        || name.contains("://")
        || (name.starts_with("git@") && name.contains(':'))
        || name.contains(".git#")
        || ARCHIVES.iter().any(|end| name.ends_with(end))
        // `rootfs.*` and `*` may match an archive, `conf/*.json` does not.
        || name.rsplit(['/', '.']).next().is_some_and(|end| end.contains(['*', '?', '[']))
}
