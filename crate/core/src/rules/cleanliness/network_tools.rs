//! `network-tools`.

use super::executables::executables;
use super::package_command;
use crate::data::programs;
use crate::dockerfile::Span;
use crate::facts::{Facts, Files, Healthcheck};
use crate::finding::{Confidence, Findings, Fix, Place, Severity};
use crate::ordered::Set;
use crate::rules::edit;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// In an image: executables in `bin` and `sbin` folders that are known tools for attacks (nmap, masscan, hydra,
    /// sqlmap, proxychains, Metasploit and the like: medium), for free connections or a look into traffic and processes
    /// (netcat, socat, telnet, ftp, tcpdump, strace, gdb and the like: low), or for fetching files (curl, wget:
    /// informational). One finding for each file. The names of a busybox are one program, which cannot be taken apart,
    /// and are not given. A tool that the container starts or that its health check runs is what the image is for and is
    /// not given either.
    ///
    /// In a Dockerfile: packages of the same tools that the final stage (or one that it is based on) installs and does
    /// not remove.
    ///
    /// ## Why it matters
    /// These are the first tools that an intruder reaches for: to fetch a program, to open a way out, to look around in
    /// the network, to read the memory of other processes. Without them each step takes more work and makes more noise.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apt-get install -y nmap
    /// /usr/bin/nmap 0755 0:0 size=3M
    /// ```
    /// ```image bad
    /// /usr/bin/nc -> /etc/alternatives/nc
    /// /etc/alternatives/nc -> /bin/nc.openbsd
    /// /bin/nc.openbsd 0755 0:0 size=40K
    /// ```
    /// Names of one busybox, as links of both kinds:
    /// ```image good
    /// /bin/busybox 0755 0:0 size=800K
    /// /bin/nc => /bin/busybox
    /// /usr/bin/wget -> /bin/busybox
    /// ```
    /// What the container is for:
    /// ```image good
    /// entrypoint ["/usr/bin/socat", "-"]
    /// healthcheck ["CMD", "curl", "-f", "http://localhost/"]
    /// /usr/bin/socat 0755 0:0 size=400K
    /// /usr/bin/curl 0755 0:0 size=200K
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y netcat-openbsd tcpdump && rm -rf /var/lib/apt/lists/*
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y \
    ///     # for a look
    ///     nmap \
    ///     make \
    ///     tcpdump \
    ///  && rm -rf /var/lib/apt/lists/*
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y curl && curl -fO https://example.org/x && apt-get purge -y curl
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.23
    /// RUN apk add --no-cache curl
    /// HEALTHCHECK CMD curl -f http://localhost/ || exit 1
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.23 AS base
    /// RUN <<EOF
    /// apk add --no-cache nmap socat
    /// EOF
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS fetch
    /// RUN apt-get update && apt-get install -y curl netcat-openbsd && curl -fO https://example.org/x
    /// FROM debian:13
    /// COPY --from=fetch /x /x
    /// ```
    ///
    /// ## How to fix
    /// Leave the tool out, or remove it in the step that needs it. For a look into a running container use a separate
    /// image: `kubectl debug` or `docker debug`.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2. CIS Docker Benchmark 4.3.
    pub static NETWORK_TOOLS = Rule {
        id: "network-tools",
        title: "Network, debugging or attack tools in the image",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PKG-006", "PKG-003"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.12"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Files, Reads::Packages],
        inputs: Inputs::Both,
        message: "{tool} is in the image: {purpose}{removal}",
        why: "An intruder needs such tools first: to fetch programs, to open a way out and to look around.",
        fix: "Leave the tool out, or remove it in the step that needs it; debug with a separate image instead.",
        check: check,
    };
}

struct Judged {
    purpose: &'static str,
    severity: Severity,
}

fn judged(name: &str) -> Option<Judged> {
    let judged = |purpose, severity| Some(Judged { purpose, severity });
    if programs::has(&programs::ATTACK_TOOLS, name) {
        judged("a tool for attacks", Severity::Medium)
    } else if programs::has(&programs::NETWORK_TOOLS, name) {
        judged("a tool for free connections or for looking into processes and traffic", Severity::Low)
    } else if programs::has(programs::FETCHERS, name) {
        judged("a tool that fetches files", Severity::Info)
    } else {
        None
    }
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let used = used_programs(facts);
    if let Some(files) = facts.files() {
        in_files(files, &used, findings);
    } else if facts.image.is_none() {
        in_steps(facts, &used, findings);
    }
}

/// Names of what the container starts and of what its health check runs.
fn used_programs<'a>(facts: &'a Facts<'_>) -> Set<&'a str> {
    let health: &[String] = match facts.settings.healthcheck.as_ref().map(|check| &check.value) {
        Some(Healthcheck::Test(words)) => words,
        _ => &[],
    };
    let words = health.iter().map(String::as_str).chain(facts.settings.command_line());
    // Text in shell form is one word; programs in it are words of their own.
    words
        .flat_map(|word| {
            word.split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '|' | '&' | '(' | ')'))
        })
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .filter(|word| !word.is_empty())
        .collect()
}

fn in_files(files: &Files<'_>, used: &Set<&str>, findings: &mut Findings) {
    let mut seen = Set::new();
    for program in executables(files.rootfs) {
        let Some(Judged { purpose, severity }) = judged(program.name) else { continue };
        let node = program.node;
        if used.contains(program.name) || !seen.insert(node.file) {
            continue;
        }
        findings
            .at(Place::file(node.path, node.layer))
            .severity(severity)
            .detail("tool", program.name)
            .detail("purpose", purpose)
            .detail("size", super::size::shown(node.size))
            .detail("removal", installed::removal_clause(files, &installed::owners(files, &[node])))
            .done();
    }
}

/// Takes the package at a place out of the command that installs it, unless that installs nothing but tools.
fn without_package(facts: &Facts<'_>, place: &Place) -> Option<Fix> {
    let (instruction, offset) = edit::instruction_at(facts, place)?;
    let at = facts.steps.partition_point(|step| step.instruction.span.start < instruction.span.start);
    let commands = &facts.steps.get(at)?.script().commands;
    let command = commands.iter().rev().find(|command| command.span.holds(offset))?;
    let call = package_command::call(command)?;
    let item = call.operands().find(|word| word.span.start == offset)?.span;
    let items: Vec<Span> = command.name.iter().chain(&command.words).map(|word| word.span).collect();
    let fix = Fix::review("Take the package out");
    let is_tool = |name: &str| judged(name).is_some() || programs::has(&programs::NETWORK_PACKAGES, name);
    let installs_more = call.operands().any(|word| !is_tool(&word.text));
    installs_more.then(|| edit::without_item(facts.file()?, instruction.span, &items, item, fix)).flatten()
}

fn in_steps(facts: &Facts<'_>, used: &Set<&str>, findings: &mut Findings) {
    for package in package_command::installed(facts) {
        let judged = judged(&package.name).or_else(|| {
            let known = programs::has(&programs::NETWORK_PACKAGES, &package.name);
            known.then(|| judged("nc")).flatten()
        });
        let Some(Judged { purpose, severity }) = judged else { continue };
        // `netcat-openbsd` is nc.
        let is_used = used.contains(&*package.name)
            || (package.name.starts_with("netcat") && (used.contains("nc") || used.contains("netcat")));
        if !is_used {
            let place = package.place(facts);
            let program = if package.name.starts_with("netcat") { "nc" } else { &*package.name };
            // Steps that run it would fail.
            let is_run = facts.runs_of(&[program]).next().is_some();
            let fix = if is_run { None } else { without_package(facts, &place) };
            findings
                .at(place)
                .severity(severity)
                .detail("tool", &package.name)
                .detail("purpose", purpose)
                .detail("removal", "")
                .fix(fix)
                .done();
        }
    }
}
