//! `writable-application`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::sort;
use crate::rules::access::{Right, expects_arbitrary_uid, run_user};
use crate::rules::evidence::{Fault, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Code of the application that the user whom the container runs as, not root, owns or may write: below `WORKDIR`,
    /// `/app`, `/opt`, `/srv` and `/usr/src`, executable files and shared libraries (medium) and scripts and archives
    /// of code (`.js`, `.py`, `.rb`, `.php`, `.jar`, `.war`, `.class` and the like, low). Where group 0 may write by
    /// the pattern of OpenShift it is informative. Home directories are left out unless they are the `WORKDIR`, and so is
    /// what every user may write (`world-writable-file`).
    ///
    /// ## Why it matters
    /// What breaks into the application can change its code. Only the next start of a new container puts that right,
    /// and only if nobody kept the old one.
    ///
    /// ## Examples
    /// ```image bad
    /// user 1000
    /// workdir /app
    /// /app/server 0755 1000:1000 size=10
    /// ```
    /// ```image bad
    /// user 1000:1000
    /// /opt/app/lib/libx.so 0664 0:1000 size=10
    /// ```
    /// ```image bad
    /// user 1000
    /// workdir /home/node/app
    /// /home/node/app/index.js 0644 1000:1000 size=10
    /// ```
    /// ```image good
    /// user 1000
    /// workdir /app
    /// /app/server 0755 0:0 size=10
    /// /app/data/state.db 0644 1000:1000 size=10
    /// ```
    /// ```image good
    /// workdir /app
    /// /app/server 0755 1000:1000 size=10
    /// ```
    /// ```image good
    /// user 1000
    /// workdir /
    /// /home/app/x.py 0644 1000:1000 size=10
    /// /var/lib/app/x.py 0644 1000:1000 size=10
    /// ```
    ///
    /// ## How to fix
    /// Leave `--chown` away from `COPY` of code, so that root owns it, and give the application one directory for data.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.4.4; OpenShift, guidelines for images.
    pub static WRITABLE_APPLICATION = Rule {
        id: "writable-application",
        title: "The application may change its own code",
        category: Category::Configuration,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["IMM-001"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-190", "4.4.4"),
            Control::inferred("NIST SP 800-53 r5", "CM-5(6)"),
            Control::read("NIST SP 800-53 r5", "SI-7"),
            Control::read("NIST SP 800-53 r5", "SI-14"),
            Control::read("DISA", "CICDG 3.7"),
            Control::inferred("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "What breaks into the application can change its code and keep its place.",
        fix: "Let root own the code (`COPY` without `--chown`), and give the application a directory of its own for data.",
        check: check,
    };
}

const CODE_SUFFIXES: [&[u8]; 16] = [
    b".js", b".mjs", b".cjs", b".ts", b".py", b".pyc", b".rb", b".php", b".pl", b".lua", b".jar", b".war", b".class",
    b".dll", b".sh", b".wasm",
];

const ANYBODY_EXECUTES: u16 = 0o111;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let Some(run) = run_user(facts, files) else { return };
    let any_uid = expects_arbitrary_uid(facts, Some(&run));
    let mut trees: Vec<Vec<u8>> =
        ["app", "opt", "srv", "usr/src"].iter().map(|tree| tree.as_bytes().to_vec()).collect();
    let directory =
        facts.settings.working_dir.as_ref().map(|setting| setting.value.trim_matches('/').as_bytes().to_vec());
    trees.extend(directory.filter(|directory| !directory.is_empty()));
    sort(&mut trees);
    trees.dedup();
    let mut faults = Vec::new();
    let mut above: Option<&[u8]> = None;
    for tree in &trees {
        // Sorted, so a tree inside another one comes right behind it.
        if above.is_some_and(|above| tree.strip_prefix(above).is_some_and(|rest| rest.starts_with(b"/"))) {
            continue;
        }
        above = Some(tree);
        for node in files.rootfs.under(tree).filter(|node| node.kind == EntryKind::File) {
            let name = base_name(node.path);
            let is_program = node.mode.is_some_and(|mode| mode & ANYBODY_EXECUTES != 0)
                || name.ends_with(b".so")
                || name.windows(4).any(|part| part == b".so.");
            let is_code = CODE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
            if !is_program && !is_code {
                continue;
            }
            let (severity, reason) = match run.may_write(&node) {
                None | Some(Right::Others) => continue,
                Some(Right::Group(0)) if any_uid => {
                    (Severity::Info, "group 0 may write it, as images for any uid need it")
                }
                Some(_) if is_code => (Severity::Low, "the user that the container runs as may change this code"),
                Some(_) => (Severity::Medium, "the user that the container runs as may change this program"),
            };
            faults.push(Fault::new(node, severity, reason));
        }
    }
    report(findings, files, "files", faults);
}
