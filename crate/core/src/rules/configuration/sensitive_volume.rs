//! `sensitive-volume`.

use crate::facts::{Facts, Settings};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Volumes that the image declares over system directories (`/`, `/etc`, `/usr`, `/bin`, `/sbin`, `/lib*`,
    /// `/boot`, `/var`, `/root`), anywhere in `/proc`, `/sys` or `/dev`, at the control socket of a container runtime,
    /// and over the directory of the program that the container starts. Paths are normalised first. Directories below
    /// the system ones, such as `/var/lib/mysql` or `/etc/nginx`, are where volumes belong and are fine.
    ///
    /// ## Why it matters
    /// A declared volume is writable even when the root file system is read-only, keeps its content when the image is
    /// updated, and so shadows patched files with old ones. A runtime's socket is the key to the host.
    ///
    /// ## Examples
    /// ```image bad
    /// volume /etc
    /// ```
    /// ```image bad
    /// volume //var/./run/docker.sock
    /// ```
    /// The program itself lies in the volume:
    /// ```image bad
    /// entrypoint ["/app/bin/server"]
    /// volume /app
    /// /app/bin/server 0755 0:0 size=10
    /// ```
    /// ```image good
    /// entrypoint ["/usr/local/bin/server"]
    /// volume /var/lib/app
    /// /usr/local/bin/server 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// VOLUME ["/data", "/usr/"]
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// WORKDIR /srv
    /// VOLUME /srv
    /// ENTRYPOINT ["node", "server.js"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// VOLUME /var/run/docker.sock
    /// VOLUME ["/etc", "/data"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// VOLUME /var/lib/app
    /// ENTRYPOINT ["/usr/local/bin/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// VOLUME /etc
    /// FROM debian:12
    /// VOLUME ["/data"]
    /// ```
    /// ```dockerfile good
    /// FROM postgres:18
    /// WORKDIR /srv
    /// VOLUME /var/lib/postgresql /etc/nginx
    /// ```
    ///
    /// ## How to fix
    /// Declare volumes for data only, in a directory of their own such as `/var/lib/app`. Mount a runtime's socket, if
    /// it must be, where the container is started and not in the image.
    ///
    /// ## References
    /// Dockerfile reference, `VOLUME`. OCI image specification, config, `Volumes`.
    pub static SENSITIVE_VOLUME = Rule {
        id: "sensitive-volume",
        title: "Volume over code or system paths",
        category: Category::Configuration,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["IMM-004", "DKL-DI-0002", "semgrep:dockerfile-dockerd-socket-mount"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.5.5"),
            Control::inferred("NIST SP 800-53 r5", "CM-5"),
            Control::inferred("NIST SP 800-53 r5", "SI-14"),
            Control::read("DISA", "CICDG 3.4"),
            Control::read("DISA", "CICDG 3.7"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "Volume \"{volume}\" covers {what}",
        why: "A volume is writable and outlives updates of the image, so what lies in it can be changed and grows old.",
        fix: "Declare volumes for data only, in a directory of their own such as /var/lib/app.",
        check: check,
    };
}

/// Directories that are nothing but system: the volume is sensitive if it is one of them, and not if it lies below.
static SYSTEM: Words = words![
    "/etc",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/boot",
    "/var",
    "/root",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/local/lib",
];

/// Interfaces of the kernel: everything below is one, too.
const KERNEL: [&str; 3] = ["/proc", "/sys", "/dev"];

/// Names of control sockets.
const SOCKETS: [&str; 5] = ["docker.sock", "containerd.sock", "crio.sock", "podman.sock", "buildkitd.sock"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let program = program(&facts.settings);
    for volume in &facts.settings.volumes {
        let Some(path) = normalised(&volume.value, "/") else { continue };
        let what = match system(&path) {
            Some(what) => what.to_owned(),
            None => match &program {
                Some(program) if is_inside(program, &path) => format!("the program that is started, {program}"),
                _ => continue,
            },
        };
        let fix = edit::without_item_at(facts, &volume.place, "Take the volume out");
        findings.at(volume.place.clone()).detail("volume", &volume.value).detail("what", what).fix(fix).done();
    }
}

/// An absolute path without `.`, `..`, empty parts and the last slash; `None` if a variable hides what it is, and for
/// Windows.
fn normalised(path: &str, folder: &str) -> Option<String> {
    if path.is_empty() || path.contains(['$', '\\']) || path.get(1..).is_some_and(|rest| rest.starts_with(':')) {
        return None;
    }
    let folder = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn system(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    if SOCKETS.contains(&name) {
        return Some("the control socket of a container runtime");
    }
    if path == "/" {
        return Some("the whole file system");
    }
    if KERNEL.iter().any(|folder| is_inside(path, folder)) {
        return Some("an interface of the kernel");
    }
    SYSTEM.contains(&path).then_some("a system directory")
}

/// The file that is started, or the script that an interpreter is started with, as far as the words tell its path.
fn program(settings: &Settings) -> Option<String> {
    static INTERPRETERS: Words =
        words!["node", "python", "python3", "ruby", "perl", "php", "java", "dotnet", "sh", "bash", "ash", "deno"];
    static SCRIPTS: Words = words![".js", ".mjs", ".cjs", ".ts", ".py", ".rb", ".pl", ".php", ".jar", ".dll", ".sh"];
    let words = settings.command_line();
    let first = words.first().copied()?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let folder = settings.working_dir.as_ref().map_or("/", |folder| folder.value.as_str());
    if INTERPRETERS.contains(&name) {
        let script = words.iter().skip(1).find(|word| SCRIPTS.iter().any(|suffix| word.ends_with(suffix)))?;
        return normalised(script, folder);
    }
    first.contains('/').then(|| normalised(first, folder)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_before_they_are_judged() {
        for path in ["/", "//", "/etc/", "/var/../etc", "/proc/", "/dev/shm", "/run/containerd/containerd.sock", "usr"]
        {
            let path = normalised(path, "/").unwrap();
            assert!(system(&path).is_some(), "{path}");
        }
        for path in ["/var/lib/mysql", "/etc/nginx", "/process", "/data", "/devices"] {
            let path = normalised(path, "/").unwrap();
            assert!(system(&path).is_none(), "{path}");
        }
        for path in ["$DATA", "C:\\data", "c:/data", ""] {
            assert_eq!(normalised(path, "/"), None, "{path}");
        }
    }

    #[test]
    fn a_folder_holds_what_is_below_it() {
        assert!(is_inside("/app/x", "/app") && is_inside("/app", "/app") && !is_inside("/application", "/app"));
    }
}
