//! `self-update`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Containers that change themselves instead of being replaced:
    ///
    /// - the entrypoint or command installs packages, pulls a repository or pipes a download into a shell: medium,
    /// - `unattended-upgrades`, `dnf-automatic` or `yum-cron` is in the image: low,
    /// - the label `com.centurylinklabs.watchtower.enable=true` asks for updates behind the orchestrator's back: low.
    ///
    /// ## Why it matters
    /// What runs is then not what was built, scanned and signed; two containers of one image differ, and a start depends
    /// on whoever serves the download that day.
    ///
    /// ## Examples
    /// ```image bad
    /// cmd ["sh", "-c", "npm install && node server.js"]
    /// ```
    /// ```image bad
    /// entrypoint ["/bin/sh", "-c", "apt-get update && apt-get install -y curl && exec /app"]
    /// ```
    /// ```image bad
    /// /usr/bin/unattended-upgrade 0755 0:0 size=10
    /// ```
    /// ```image good
    /// cmd ["node", "server.js"]
    /// ```
    /// ```image good
    /// cmd ["sh", "-c", "echo apt-get install is not run && exec /app"]
    /// ```
    /// ```image good
    /// entrypoint ["npm", "run", "start"]
    /// label com.centurylinklabs.watchtower.enable=false
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD pip install -r requirements.txt && python app.py
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["bash", "-c", "git pull; ./run"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT curl -s https://example.org/x.sh | sh
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN pip install flask==3.0
    /// CMD ["python", "app.py"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD ["npm", "start"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD git clone-daemon
    /// ```
    ///
    /// ## How to fix
    /// Install in the build and start nothing but the application; rebuild and replace containers for updates.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.1.1.
    pub static SELF_UPDATE = Rule {
        id: "self-update",
        title: "The container changes itself when it starts or runs",
        category: Category::Configuration,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["IMM-002"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-190", "4.5.3"),
            Control::read("NIST SP 800-53 r5", "CM-3"),
            Control::read("NIST SP 800-53 r5", "CM-5(1)"),
            Control::read("NIST SP 800-53 r5", "SI-14"),
            Control::read("DISA", "CICDG 3.7 CCI-001813"),
            Control::inferred("PCI DSS", "6.5.1"),
        ],
        cwe: Some(494),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Both,
        message: "{what}",
        why: "What runs is then not what was built and scanned, and two containers of one image differ.",
        fix: "Install in the build, start nothing but the application, and replace containers for updates.",
        check: check,
    };
}

/// Programs and the words behind them that change the container.
const CHANGES: [(&str, &[&str]); 13] = [
    ("apt-get", &["install", "upgrade", "dist-upgrade", "full-upgrade"]),
    ("apt", &["install", "upgrade", "full-upgrade"]),
    ("apk", &["add", "upgrade"]),
    ("dnf", &["install", "upgrade", "update"]),
    ("yum", &["install", "upgrade", "update"]),
    ("microdnf", &["install", "upgrade", "update"]),
    ("pip", &["install"]),
    ("pip3", &["install"]),
    ("npm", &["install", "i", "ci", "update"]),
    ("yarn", &["install", "add"]),
    ("gem", &["install", "update"]),
    ("git", &["pull", "clone"]),
    ("composer", &["install", "update", "require"]),
];

const UPDATERS: [&str; 4] =
    ["usr/bin/unattended-upgrade", "usr/bin/dnf-automatic", "usr/sbin/yum-cron", "usr/bin/dnf5-automatic"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in [&facts.settings.entrypoint, &facts.settings.cmd].into_iter().flatten() {
        if let Some(what) = changes(&setting.value) {
            findings
                .at(setting.place.clone())
                .masked("what", format!("The container runs \"{what}\" when it starts"))
                .done();
        }
    }
    let watched = facts.settings.label("com.centurylinklabs.watchtower.enable");
    if let Some(label) = watched.filter(|label| label.value.1 == "true") {
        findings
            .at(label.place.clone())
            .severity(Severity::Low)
            .detail("what", "A label asks for updates behind the orchestrator's back")
            .done();
    }
    if let Some(files) = facts.files() {
        updaters(files, findings);
    }
}

fn updaters(files: &Files<'_>, findings: &mut Findings) {
    for path in UPDATERS {
        let Some(node) = files.rootfs.resolve(path.as_bytes()) else { continue };
        findings
            .at(Place::file(node.path, node.layer))
            .severity(Severity::Low)
            .detail("what", format!("/{path} installs updates while the container runs"))
            .done();
    }
}

/// The first command that changes something: in the words themselves, or in a script behind `-c`.
fn changes(words: &[String]) -> Option<String> {
    let direct: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(found) = change(&direct) {
        return Some(found);
    }
    let script = words.iter().skip_while(|word| !is_command_option(word)).nth(1)?;
    for line in script.split(['\n', ';', '&']).flat_map(|part| part.split("||")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(found) = change(&words) {
            return Some(found);
        }
        let mut parts = line.split('|').map(str::trim);
        let downloads = parts.next().is_some_and(|first| first.starts_with("curl ") || first.starts_with("wget "));
        let shell = parts.next().and_then(|part| part.split_whitespace().next());
        if downloads && shell.is_some_and(|shell| matches!(shell.rsplit('/').next(), Some("sh" | "bash" | "ash"))) {
            return Some(line.trim().to_owned());
        }
    }
    None
}

fn is_command_option(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|options| options.ends_with('c') && options.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn change(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let verb = rest.iter().find(|word| !word.starts_with('-'))?;
    let (_, verbs) = CHANGES.iter().find(|(program, _)| *program == name)?;
    verbs.contains(verb).then(|| words.iter().take(6).copied().collect::<Vec<_>>().join(" "))
}
