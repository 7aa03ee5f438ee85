//! Programs that hand their identity to whoever starts them: with the setuid bit each is a root shell in other words.
//! By name, and by being the same bytes as a shell of the image. The names are those that GTFOBins lists for setuid.

use crate::facts::Files;
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::rules::evidence::base_name;
use crate::rules::installed::is_busybox;
use crate::words::{Words, words};

static SHELLS: Words =
    words!["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "elvish", "pwsh", "rbash"];

static INTERPRETERS: Words = words![
    "python",
    "pypy",
    "perl",
    "ruby",
    "node",
    "nodejs",
    "php",
    "lua",
    "luajit",
    "tclsh",
    "wish",
    "expect",
    "gdb",
    "awk",
    "gawk",
    "mawk",
    "nawk",
    "jjs",
    "jrunscript",
    "julia",
    "guile",
    "irb",
    "bun",
    "deno",
    "ocaml",
    "R",
    "Rscript",
];

static EDITORS: Words =
    words!["vi", "vim", "vim.basic", "vim.tiny", "rvim", "view", "nvim", "nano", "pico", "emacs", "ed", "joe", "micro"];

/// They read or write any file, change modes, or start other programs.
static TOOLS: Words = words![
    "cp",
    "mv",
    "dd",
    "ln",
    "install",
    "rsync",
    "cat",
    "tac",
    "tee",
    "head",
    "tail",
    "more",
    "less",
    "xxd",
    "od",
    "base64",
    "base32",
    "sed",
    "sort",
    "cut",
    "diff",
    "comm",
    "paste",
    "strings",
    "chmod",
    "chown",
    "chgrp",
    "tar",
    "cpio",
    "zip",
    "unzip",
    "ar",
    "find",
    "xargs",
    "env",
    "nice",
    "nohup",
    "timeout",
    "time",
    "watch",
    "script",
    "flock",
    "taskset",
    "setarch",
    "ionice",
    "stdbuf",
    "unshare",
    "nsenter",
    "chroot",
    "setpriv",
    "run-parts",
    "setsid",
    "start-stop-daemon",
    "strace",
    "ltrace",
    "gcore",
    "capsh",
    "nmap",
    "nc",
    "ncat",
    "socat",
    "curl",
    "wget",
    "ssh",
    "scp",
    "docker",
    "podman",
    "runc",
    "ctr",
    "kubectl",
    "systemctl",
    "make",
    "git",
    "openssl",
    "jq",
    "sqlite",
    "mysql",
    "psql",
    "tcpdump",
    "date",
    "cupsfilter",
    "debugfs",
    "restic",
    "rclone",
    "aria",
];

/// What sort of tool a file is, if it is one.
pub(super) fn kind_of(path: &[u8]) -> Option<&'static str> {
    let name = String::from_utf8_lossy(base_name(path)).into_owned();
    if name.starts_with("ld-linux") || name.starts_with("ld-musl") {
        return Some("the dynamic loader, which starts any program");
    }
    // `python3.12`, `perl5.36.0`, `lua5.4`, `sqlite3`, `aria2c`.
    let plain = name.trim_end_matches(|last: char| last.is_ascii_digit() || matches!(last, '.' | '-'));
    let is_in = |list: &[&str]| list.contains(&name.as_str()) || list.contains(&plain);
    [
        (&SHELLS, "a shell"),
        (&INTERPRETERS, "an interpreter"),
        (&EDITORS, "an editor"),
        (&TOOLS, "a tool that reads or writes any file or starts other programs"),
    ]
    .into_iter()
    .find(|(list, _)| is_in(list))
    .map(|(_, kind)| kind)
}

/// The shells of an image, by content.
pub(super) struct ShellBodies(Vec<(u64, u64)>);

impl ShellBodies {
    /// Looks the shells up where images have them. Busybox is left out: under another name it starts nothing, and as a
    /// shell it drops the identity (seen with Debian's), so a setuid copy is no shell.
    pub(super) fn of(files: &Files<'_>) -> Self {
        const PLACES: [&str; 4] = ["bin", "usr/bin", "usr/local/bin", "sbin"];
        let mut bodies = Vec::new();
        for (place, shell) in PLACES.iter().flat_map(|place| SHELLS.iter().map(move |shell| (place, shell))) {
            let Some(node) = files.rootfs.resolve(format!("{place}/{shell}").as_bytes()) else { continue };
            if node.kind == EntryKind::File && node.content != 0 && node.size > 0 && !is_busybox(files, &node) {
                bodies.push((node.content, node.size));
            }
        }
        Self(bodies)
    }

    /// Whether a file has the content of one of them.
    pub(super) fn has(&self, node: &Node<'_>) -> bool {
        node.content != 0 && self.0.contains(&(node.content, node.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_behind_a_name_do_not_hide_it() {
        assert_eq!(kind_of(b"usr/bin/python3.12"), Some("an interpreter"));
        assert_eq!(kind_of(b"usr/bin/perl5.36.0"), Some("an interpreter"));
        assert_eq!(kind_of(b"opt/bash"), Some("a shell"));
        assert!(kind_of(b"lib64/ld-linux-x86-64.so.2").is_some());
        assert!(kind_of(b"bin/find").is_some());
        for harmless in
            [&b"usr/bin/su"[..], b"usr/bin/passwd", b"usr/bin/shadow", b"x/python-config", b"bin/busybox", b""]
        {
            assert_eq!(kind_of(harmless), None, "{harmless:?}");
        }
    }
}
