//! `ssh-server`.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::{Map, Set};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// Whether the image holds an SSH server: OpenSSH's `sshd` or `dropbear`, under `sbin` or `bin` of `/usr`,
    /// `/usr/local` or the root. In a Dockerfile, whether a package that brings one is installed (`openssh-server`,
    /// `dropbear`, and `openssh` where that is the server, too). It is medium; it is high if port 22 is exposed, the
    /// container starts the server, or its configuration lets root in with a password or anybody without one. The
    /// settings seen in `/etc/ssh/sshd_config` and the files that it includes are given as evidence, the first value
    /// of each as sshd itself reads them.
    ///
    /// ## Why it matters
    /// A shell server in a container is a second way in, with accounts, keys and updates of its own that nobody
    /// manages, and what is done through it appears in no log of the orchestrator.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/sbin/sshd 0755 0:0 size=100
    /// ```
    /// Exposed, started, and open to root:
    /// ```image bad
    /// cmd ["/usr/sbin/sshd", "-D"]
    /// expose 22/tcp
    /// /usr/sbin/sshd 0755 0:0 size=100
    /// /etc/ssh/sshd_config 0644 0:0 "PermitRootLogin yes\nPasswordAuthentication yes\n"
    /// ```
    /// The client alone is fine:
    /// ```image good
    /// /usr/bin/ssh 0755 0:0 size=100
    /// /etc/ssh/ssh_config 0644 0:0 "Host *\n"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends openssh-server
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends openssh-client
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.23 AS base
    /// RUN <<EOF
    /// apk add --no-cache openssh
    /// ssh-keygen -A
    /// EOF
    /// FROM base
    /// CMD ["/usr/sbin/sshd", "-D"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get update \
    ///  && apt-get install -y --no-install-recommends \
    ///     # to look inside
    ///     dropbear
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN apt-get update && apt-get install -y openssh-server
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.23
    /// RUN apk add --no-cache openssh-client git
    /// ```
    ///
    /// ## How to fix
    /// Remove the package (`apt-get purge openssh-server`, `apk del openssh-server dropbear`) and use `docker exec` or
    /// `kubectl debug`.
    ///
    /// ## References
    /// sshd(8), sshd_config(5), dropbear(8).
    pub static SSH_SERVER = Rule {
        id: "ssh-server",
        title: "SSH server in the image",
        category: Category::Network,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["PKG-002", "NET-001", "OSH-021"],
        controls: &[
            Control::read("CIS Docker", "5.7"),
            Control::read("NIST SP 800-190", "3.1.2"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("NIST SP 800-53 r5", "AC-17"),
            Control::read("DISA", "CICDG 2.1 CCI-000381"),
            Control::read("DISA", "V-235803"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: Some(749),
        reads: &[
            Reads::Build,
            Reads::Files,
            bodies::SSHD,
            bodies::SSHD_D,
        ],
        inputs: Inputs::Both,
        message: "SSH server {server}: {evidence}",
        why: "It is a second way into the container that nobody manages and that the orchestrator does not log.",
        fix: "Remove the server's package and use `docker exec` or `kubectl debug` to look into a container.",
        check: check,
    };
}

const PROGRAMS: [&str; 2] = ["sshd", "dropbear"];

const FOLDERS: [&str; 6] = ["usr/sbin", "sbin", "usr/bin", "bin", "usr/local/sbin", "usr/local/bin"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    match facts.files() {
        Some(files) => in_image(facts, files, findings),
        None => in_commands(facts, findings),
    }
}

fn in_image(facts: &Facts<'_>, files: &Files<'_>, findings: &mut Findings) {
    // One file may be reached by two names where /sbin is a link to /usr/sbin.
    let mut seen = Set::new();
    let mut evidence = Evidence::of(facts);
    evidence.settings = configuration(files);
    for program in PROGRAMS {
        for folder in FOLDERS {
            let path = format!("{folder}/{program}");
            let Some(node) = files.rootfs.resolve(path.as_bytes()) else { continue };
            if node.kind != EntryKind::File || !seen.insert(node.path.to_vec()) {
                continue;
            }
            findings
                .at(Place::file(node.path, node.layer))
                .path("server", node.path)
                .detail("evidence", evidence.text(program))
                .severity(evidence.severity(program))
                .done();
        }
    }
}

/// Installations in the steps of a Dockerfile.
fn in_commands(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.image.is_some() {
        return;
    }
    let evidence = OnceCell::new();
    for step in facts.image_steps().filter(|step| step.instruction.kind == InstructionKind::Run) {
        for command in &step.script().commands {
            let words = || command.words.iter().filter(|word| !word.expands);
            let server = match command.program() {
                "apt" | "apt-get" | "aptitude" => ["openssh-server", "ssh", "dropbear", "dropbear-bin"].as_slice(),
                "apk" => ["openssh", "openssh-server", "openssh-server-pam", "dropbear"].as_slice(),
                "dnf" | "yum" | "microdnf" | "tdnf" => ["openssh-server", "dropbear"].as_slice(),
                "zypper" | "pacman" => ["openssh", "openssh-server", "dropbear"].as_slice(),
                _ => continue,
            };
            if !words().any(|word| matches!(word.text.as_str(), "install" | "add" | "in" | "-S" | "-Sy" | "-Syu")) {
                continue;
            }
            // A version may follow the name: `openssh-server=1:9.2`, `dropbear~2022`.
            let name = |text: &str| text.find(['=', '~', '<', '>']);
            let is_server = |text: &str| server.contains(&name(text).and_then(|end| text.get(..end)).unwrap_or(text));
            if let Some(word) = words().find(|word| is_server(&word.text)) {
                let evidence = evidence.get_or_init(|| Evidence::of(facts));
                let program = if word.text.starts_with("dropbear") { "dropbear" } else { "sshd" };
                findings
                    .at(facts.place_in(step, word.span))
                    .detail("server", format!("package {}", word.text))
                    .detail("evidence", evidence.text(program))
                    .severity(evidence.severity(program))
                    .done();
            }
        }
    }
}

/// What makes the server more than a file that lies there.
struct Evidence {
    exposed: bool,
    /// The programs that the container starts with, without folders.
    started: Vec<String>,
    /// Settings of sshd that were seen, by their name in small letters.
    settings: Map<String, String>,
}

impl Evidence {
    fn of(facts: &Facts<'_>) -> Self {
        let exposes = |port: u16| {
            facts
                .settings
                .exposed
                .iter()
                .map(|setting| &setting.value)
                .any(|exposed| exposed.protocol == "tcp" && (exposed.port..=exposed.end).contains(&port))
        };
        let words = facts.settings.command_line();
        let words = words.iter().flat_map(|word| word.split_whitespace());
        let started = words.map(|word| word.rsplit('/').next().unwrap_or_default().to_owned());
        Self { exposed: exposes(22) || exposes(2222), started: started.collect(), settings: Map::new() }
    }

    fn is_started(&self, program: &str) -> bool {
        self.started.iter().any(|word| word == program)
    }

    fn says(&self, name: &str, value: &str) -> bool {
        self.settings.get(&name.to_ascii_lowercase()).is_some_and(|seen| seen.eq_ignore_ascii_case(value))
    }

    fn severity(&self, program: &str) -> Severity {
        let open =
            program == "sshd" && (self.says("PermitRootLogin", "yes") || self.says("PermitEmptyPasswords", "yes"));
        if self.exposed || self.is_started(program) || open { Severity::High } else { Severity::Medium }
    }

    fn text(&self, program: &str) -> String {
        let mut seen = Vec::new();
        if self.exposed {
            seen.push(String::from("an SSH port is exposed"));
        }
        if self.is_started(program) {
            seen.push(String::from("the container starts it"));
        }
        if program == "sshd" {
            for name in SETTINGS {
                if let Some(value) = self.settings.get(&name.to_ascii_lowercase()) {
                    seen.push(format!("{name} {value}"));
                }
            }
        }
        if seen.is_empty() {
            seen.push(String::from("present, and neither exposed nor started by the image itself"));
        }
        seen.join(", ")
    }
}

/// The settings that are shown.
const SETTINGS: [&str; 4] = ["PermitRootLogin", "PasswordAuthentication", "PermitEmptyPasswords", "Port"];

/// The first value of each setting, as sshd reads it; settings for some users only (`Match`) are left out.
fn configuration(files: &Files<'_>) -> Map<String, String> {
    let mut first = Map::new();
    let settings = files.system.sshd.iter().flat_map(|config| &config.settings);
    for setting in settings.filter(|setting| setting.condition.is_none()) {
        first.insert_new(setting.keyword.clone(), setting.value.clone());
    }
    first
}
