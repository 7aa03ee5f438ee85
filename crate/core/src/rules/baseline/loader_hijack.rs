//! `loader-hijack`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::image::wanted::Want;
use crate::limits::MAX_SEARCH_DIRECTORIES;
use crate::rules::access::run_user;
use crate::rules::evidence::{Owners, open_to_change};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Where the loader takes code from that every program then runs:
    ///
    /// | what | severity |
    /// |---|---|
    /// | `/etc/ld.so.preload` names a library | high |
    /// | `LD_PRELOAD`, `LD_AUDIT` or `LD_LIBRARY_PATH` names a file or directory that every user may write, or, in a container that runs as root, one that another account owns; or lies in such a directory | high |
    /// | the same with a relative name, or an empty part in `LD_LIBRARY_PATH` | medium |
    /// | a directory in `/etc/ld.so.conf` or `/etc/ld.so.conf.d` that others than root may write | high |
    ///
    /// A preload library that root owns, an allocator for example, is fine in `LD_PRELOAD`. What the image does not have
    /// is left out, unless others could put it there.
    ///
    /// ## Why it matters
    /// A library that is preloaded runs in every process of the container, before its own code. It is how rootkits for
    /// Linux hide.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/ld.so.preload 0644 0:0 "/usr/local/lib/libhide.so\n"
    /// ```
    /// ```image bad
    /// env LD_PRELOAD=/tmp/x/lib.so
    /// /tmp/x/lib.so 0666 0:0 size=10
    /// ```
    /// A library that anybody may put there:
    /// ```image bad
    /// env LD_PRELOAD=/opt/tools/hook.so
    /// /opt/tools/ 0777 0:0
    /// ```
    /// ```image bad
    /// env LD_LIBRARY_PATH=/opt/lib:
    /// /opt/lib/ 0755 0:0
    /// ```
    /// ```image bad
    /// /etc/ld.so.conf.d/app.conf 0644 0:0 "/opt/app/lib\n"
    /// /opt/app/lib/ 0777 0:0
    /// ```
    /// ```image good
    /// env LD_PRELOAD=/usr/lib/libjemalloc.so.2
    /// /usr/lib/libjemalloc.so.2 0644 0:0 size=10
    /// /etc/ld.so.preload 0644 0:0 "# nothing\n"
    /// ```
    /// ```image good
    /// env LD_PRELOAD=/tmp/own/lib.so
    /// /tmp/ 1777 0:0
    /// /tmp/own/ 0755 0:0
    /// ```
    /// ```image good
    /// env LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64
    /// ```
    /// ```image good
    /// /etc/ld.so.conf.d/libc.conf 0644 0:0 "# libc default configuration\n/usr/local/lib\n"
    /// /usr/local/lib/ 0755 0:0
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LD_LIBRARY_PATH=lib
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LD_PRELOAD=./hook.so
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LD_LIBRARY_PATH=/opt/lib::/usr/lib
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV LD_LIBRARY_PATH=/opt/lib
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV LD_PRELOAD=libjemalloc.so.2
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV LD_BIND_NOW=1
    /// ```
    ///
    /// ## How to fix
    /// Remove `/etc/ld.so.preload`; name absolute directories that root owns.
    ///
    /// ## References
    /// ld.so(8), ldconfig(8).
    pub static LOADER_HIJACK = Rule {
        id: "loader-hijack",
        title: "Foreign code can be loaded into programs",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-028"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.3"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        cwe: Some(426),
        reads: &[
            Reads::Build,
            Reads::Files,
            Reads::Body(Want::Path("etc/ld.so.preload"), BYTES),
            Reads::Body(Want::Path("etc/ld.so.conf"), BYTES),
            Reads::Body(Want::Under("etc/ld.so.conf.d/"), BYTES),
        ],
        inputs: Inputs::Both,
        message: "{where}: {what}",
        why: "A library that the loader takes from there runs in every process, before the program's own code.",
        fix: "Remove `/etc/ld.so.preload`; name absolute files and directories that root owns and nobody else may write.",
        check: check,
    };
}

const BYTES: u64 = 16 * 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let files = facts.files();
    if files.is_none() && facts.image.is_some() {
        return;
    }
    let judge = files.map(|files| Judge { files, owners: Owners::of(&files.accounts) });
    for setting in &facts.settings.env {
        let (name, value) = &setting.value;
        let is_list = match name.as_str() {
            "LD_LIBRARY_PATH" => true,
            "LD_PRELOAD" | "LD_AUDIT" => false,
            _ => continue,
        };
        variable(facts, judge.as_ref(), findings, &setting.place, (name, value), is_list);
    }
    let Some(judge) = judge else { return };
    preload(judge.files, findings);
    directories(&judge, findings);
}

fn variable(
    facts: &Facts<'_>,
    judge: Option<&Judge<'_, '_>>,
    findings: &mut Findings,
    place: &Place,
    (name, value): (&str, &str),
    is_list: bool,
) {
    if value.is_empty() {
        return;
    }
    let as_root = judge.is_some_and(|judge| run_user(facts, judge.files).is_none());
    let separators: &[char] = if is_list { &[':', ';'] } else { &[':', ' '] };
    for part in value.split(separators).take(MAX_SEARCH_DIRECTORIES) {
        // A name without a slash is looked for in the directories of the system.
        let is_relative =
            if is_list { !part.starts_with(['/', '$']) } else { part.contains('/') && !part.starts_with(['/', '$']) };
        let (severity, what) = if is_relative {
            let shown = if part.is_empty() { String::from("an empty part") } else { crate::secrets::masked(part) };
            (Severity::Medium, format!("{shown} means the directory in which a process happens to be"))
        } else {
            let Some(judge) = judge else { continue };
            let Some(path) = part.strip_prefix('/').filter(|path| !path.contains('$')) else { continue };
            let path = path.trim_end_matches('/').as_bytes();
            let Some(what) = judge.replaceable(path, as_root) else { continue };
            (Severity::High, what)
        };
        findings.at(place.clone()).severity(severity).detail("where", name).detail("what", what).done();
    }
}

/// Who may write what the loader reads. Owners are arranged once: paths and accounts may both be many.
struct Judge<'f, 'a> {
    files: &'f Files<'a>,
    owners: Owners<'f>,
}

impl Judge<'_, '_> {
    /// Why the code at a path can become another one: it, or a directory above it, may be written. What the image does
    /// not have can be made there.
    fn replaceable(&self, path: &[u8], as_root: bool) -> Option<String> {
        let node = self.files.rootfs.resolve(path);
        let itself = node.and_then(|node| self.writable(&node, as_root));
        itself.or_else(|| {
            let above = open_to_change(self.files, node.map_or(path, |node| node.path));
            // A group alone (`staff` on `/usr/local`) says little this far above.
            let is_open = |folder: &&Node<'_>| folder.mode.unwrap_or_default() & 0o002 != 0 || folder.uid != 0;
            above.iter().filter(is_open).find_map(|folder| self.writable(folder, as_root))
        })
    }

    fn writable(&self, node: &Node<'_>, as_root: bool) -> Option<String> {
        let bits = node.mode?;
        let who = if bits & 0o002 != 0 {
            "every user"
        } else if as_root && (node.uid != 0 || (bits & 0o020 != 0 && node.gid != 0)) {
            "others than root"
        } else {
            return None;
        };
        Some(format!("{who} may write {}", self.owners.subject(node)))
    }
}

fn preload(files: &Files<'_>, findings: &mut Findings) {
    const PATH: &[u8] = b"etc/ld.so.preload";
    let Some(body) = files.rootfs.body(PATH) else { return };
    for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
        let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
        if line.is_empty() {
            continue;
        }
        findings
            .at(files.line(PATH, number))
            .detail("where", "/etc/ld.so.preload")
            .masked("what", format!("{} is loaded into every program", String::from_utf8_lossy(line)))
            .done();
        return;
    }
}

fn directories(judge: &Judge<'_, '_>, findings: &mut Findings) {
    let files = judge.files;
    let listed = files.rootfs.under(b"etc/ld.so.conf.d").filter(|node| node.path.ends_with(b".conf"));
    for file in files.rootfs.get(b"etc/ld.so.conf").into_iter().chain(listed) {
        let Some(body) = files.rootfs.body(file.path) else { continue };
        for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..).take(MAX_SEARCH_DIRECTORIES) {
            let Some(path) = line.trim_ascii().strip_prefix(b"/") else { continue };
            let directory = files.rootfs.resolve(path).filter(|node| node.kind == EntryKind::Directory);
            let Some(what) = directory.and_then(|node| judge.writable(&node, true)) else { continue };
            findings
                .at(Place::line(file.path, file.layer, number))
                .path("where", file.path)
                .detail("what", format!("the loader looks for libraries there, and {what}"))
                .done();
        }
    }
}
