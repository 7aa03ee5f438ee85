//! `temporary-file`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::rules::evidence::{Fault, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Files that a build or a person left behind and that are not empty: in `/tmp` and `/var/tmp`, histories of shells
    /// and clients (`.bash_history`, `.ash_history`, `.zsh_history`, `.psql_history`, `.mysql_history`,
    /// `.python_history`, `.node_repl_history`, `.lesshst`, `.viminfo`, `.wget-hsts`), swap files of editors (`*.swp`),
    /// copies (`*~`, `*.bak`, `*.orig`, `*.old`) outside the system's own directories, logs in `/var/log`, and core dumps
    /// (`core`, `core.NUMBER`). Histories are low, since they hold what was typed; the rest is informative.
    ///
    /// ## Why it matters
    /// Such files hold commands, passwords that were typed in the wrong place, and old versions of configuration; all of
    /// them make the image larger.
    ///
    /// ## Examples
    /// ```image bad
    /// /root/.bash_history 0600 0:0 "mysql -p\n"
    /// ```
    /// ```image bad
    /// /tmp/build.tar 0644 0:0 size=100
    /// ```
    /// ```image bad
    /// /app/settings.py.bak 0644 0:0 size=100
    /// ```
    /// ```image good
    /// /tmp/ 1777 0:0
    /// /root/.bash_history 0600 0:0 ""
    /// ```
    /// ```image good
    /// /etc/passwd- 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /var/lib/dpkg/status-old 0644 0:0 size=10
    /// /usr/lib/x/a.orig 0644 0:0 size=10
    /// ```
    /// ```image good
    /// /app/core/main.py 0644 0:0 size=10
    /// /app/old/x.txt 0644 0:0 size=10
    /// /var/log/nginx/access.log -> /dev/stdout
    /// ```
    ///
    /// ## How to fix
    /// Remove them in the instruction that makes them, or mount a cache over the place: `RUN --mount=type=tmpfs,target=/tmp`.
    ///
    /// ## References
    /// Filesystem Hierarchy Standard, `/tmp`, `/var/log`.
    pub static TEMPORARY_FILE = Rule {
        id: "temporary-file",
        title: "Temporary files, histories, copies or logs",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PKG-014"],
        controls: &[
            Control::inferred("NIST SP 800-190", "3.1.4"),
            Control::inferred("NIST SP 800-53 r5", "SI-11"),
            Control::inferred("NIST SP 800-53 r5", "SC-4"),
            Control::inferred("PCI DSS", "6.5.6"),
        ],
        cwe: Some(459),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{subject} is left over: {reason}",
        why: "Such files hold commands, old configuration and sometimes passwords, and make the image larger.",
        fix: "Remove them in the instruction that makes them, or mount a cache or tmpfs over the place.",
        check: check,
    };
}

const HISTORIES: [&[u8]; 11] = [
    b".ash_history",
    b".bash_history",
    b".lesshst",
    b".mysql_history",
    b".node_repl_history",
    b".psql_history",
    b".python_history",
    b".rediscli_history",
    b".sh_history",
    b".viminfo",
    b".zsh_history",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut faults = Vec::new();
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && node.size > 0) {
        let name = base_name(node.path);
        let (severity, reason) = if HISTORIES.contains(&name) {
            (Severity::Low, "what somebody typed")
        } else if node.path.starts_with(b"tmp/") || node.path.starts_with(b"var/tmp/") {
            (Severity::Info, "a temporary file")
        } else if node.path.starts_with(b"var/log/") {
            (Severity::Info, "a log of the build")
        } else if is_core(name) && !is_of_the_system(node.path) {
            (Severity::Low, "the memory of a process that crashed")
        } else if is_copy(name) && !is_of_the_system(node.path) {
            (Severity::Info, "a copy or swap file of an editor")
        } else {
            continue;
        };
        faults.push(Fault::new(node, severity, reason));
    }
    report(findings, files, "files", faults);
}

/// Packages put files of all names there.
fn is_of_the_system(path: &[u8]) -> bool {
    let trees: [&[u8]; 6] = [b"usr/", b"lib", b"var/lib/", b"bin/", b"sbin/", b"boot/"];
    trees.iter().any(|tree| path.starts_with(tree))
        || path
            .split(|byte| *byte == b'/')
            .any(|part| matches!(part, b"node_modules" | b"site-packages" | b"gems" | b".git"))
}

fn is_core(name: &[u8]) -> bool {
    name.strip_prefix(b"core.").is_some_and(|rest| !rest.is_empty() && rest.iter().all(u8::is_ascii_digit))
}

fn is_copy(name: &[u8]) -> bool {
    let ends: [&[u8]; 6] = [b"~", b".swp", b".swo", b".bak", b".orig", b".old"];
    ends.iter().any(|end| name.len() > end.len() && name.ends_with(end))
}
