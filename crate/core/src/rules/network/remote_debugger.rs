//! `remote-debugger`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// Whether the container starts with a debugger that listens on the network: options of the entrypoint or command,
    /// or of `NODE_OPTIONS`, `JAVA_TOOL_OPTIONS`, `JDK_JAVA_OPTIONS`, `JAVA_OPTS`, `CATALINA_OPTS`. Known are the
    /// Node.js inspector on another address than loopback (`--inspect=0.0.0.0:9229`), the Java debugger (`jdwp`) with
    /// an address of all interfaces (`*:5005`, `0.0.0.0:5005`), Delve (`dlv ... --listen=:2345`), and debugpy
    /// (`--listen 0.0.0.0:5678`). Debuggers on loopback are fine, and so is `address=5005`, which Java since version 9
    /// takes for loopback.
    ///
    /// ## Why it matters
    /// These debuggers ask for no password and run whatever they are sent, with the rights of the program.
    ///
    /// ## Examples
    /// ```image bad
    /// entrypoint ["node", "--inspect=0.0.0.0:9229", "/app/server.js"]
    /// ```
    /// ```image bad
    /// env JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005
    /// ```
    /// ```image good
    /// entrypoint ["node", "--inspect=127.0.0.1:9229", "/app/server.js"]
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.25
    /// CMD ["dlv", "exec", "/app", "--headless", "--listen=:2345"]
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// CMD ["node", "server.js"]
    /// ```
    /// ```dockerfile bad
    /// FROM node:22 AS base
    /// ENV NODE_OPTIONS="--inspect=0.0.0.0:9229"
    /// FROM base
    /// CMD ["node", "server.js"]
    /// ```
    /// ```dockerfile bad
    /// FROM eclipse-temurin:25
    /// ENTRYPOINT ["java", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005", "-jar", "/app.jar"]
    /// ```
    /// ```dockerfile good
    /// FROM node:22 AS debug
    /// CMD ["node", "--inspect=0.0.0.0:9229", "server.js"]
    /// FROM node:22
    /// CMD ["node", "server.js"]
    /// ```
    /// ```dockerfile good
    /// FROM eclipse-temurin:25
    /// ENV JAVA_TOOL_OPTIONS="-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:5005"
    /// CMD ["java", "-jar", "/app.jar"]
    /// ```
    ///
    /// ## How to fix
    /// Remove the option from the image and start the debugger in a development image, or on loopback and reached by
    /// `kubectl port-forward`.
    ///
    /// ## References
    /// Node.js documentation, debugging, `--inspect`. Java Debug Wire Protocol, connection and invocation details.
    pub static REMOTE_DEBUGGER = Rule {
        id: "remote-debugger",
        title: "Debugger listens on the network",
        category: Category::Network,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["NET-003"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.13 CCI-001762"),
            Control::inferred("PCI DSS", "1.2.6"),
            Control::inferred("PCI DSS", "2.2.5"),
        ],
        cwe: Some(489),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "{debugger} listens on all interfaces: {option}",
        why: "A debugger asks for no password and runs whatever it is sent, with the rights of the program.",
        fix: "Remove the option from the image, or let the debugger listen on 127.0.0.1 only.",
        check: check,
    };
}

const VARIABLES: [&str; 5] = ["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "CATALINA_OPTS"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let settings = &facts.settings;
    for setting in [&settings.entrypoint, &settings.cmd].into_iter().flatten() {
        // The text of a shell form is one word.
        let words: Vec<&str> = setting.value.iter().flat_map(|word| word.split_whitespace()).collect();
        report(&words, &setting.place, findings);
    }
    for setting in settings.env.iter().filter(|setting| VARIABLES.contains(&setting.value.0.as_str())) {
        let words: Vec<&str> = setting.value.1.split_whitespace().collect();
        report(&words, &setting.place, findings);
    }
}

fn report(words: &[&str], place: &crate::finding::Place, findings: &mut Findings) {
    if let Some((debugger, option)) = listening(words) {
        findings.at(place.clone()).detail("debugger", debugger).detail("option", secrets::masked(option)).done();
    }
}

/// The debugger and the option that opens it.
fn listening<'w>(words: &[&'w str]) -> Option<(&'static str, &'w str)> {
    let runs = |name: &str| words.iter().any(|word| word.rsplit('/').next() == Some(name));
    let debugpy = words.contains(&"debugpy");
    for (index, word) in words.iter().enumerate() {
        let word = word.trim_matches(['"', '\'']);
        let next = words.get(index.saturating_add(1)).map_or("", |next| next.trim_matches(['"', '\'']));
        for option in ["--inspect=", "--inspect-brk=", "--inspect-wait="] {
            if word.strip_prefix(option).is_some_and(is_open_host) {
                return Some(("Node.js inspector", word));
            }
        }
        if word.starts_with("-agentlib:jdwp") || word.starts_with("-Xrunjdwp") {
            let address = word.split([',', ':', '=']).any(|part| part == "*" || part == "0.0.0.0");
            if address && word.contains("address=") {
                return Some(("Java debugger", word));
            }
        }
        let listen = word.strip_prefix("--listen=").or_else(|| (word == "--listen" || word == "-l").then_some(next));
        if let Some(address) = listen {
            if runs("dlv") && is_open(address) {
                return Some(("Delve", word));
            }
            if debugpy && is_open_host(address) {
                return Some(("debugpy", word));
            }
        }
    }
    None
}

/// An address of all interfaces that is said so: a bare port is loopback for Node.js and debugpy.
fn is_open_host(address: &str) -> bool {
    ["0.0.0.0", "[::]", "::", "*"]
        .iter()
        .any(|host| address.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
}

/// The same, where an empty host is all interfaces, as in Go.
fn is_open(address: &str) -> bool {
    address.starts_with(':') || is_open_host(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn debugger(command: &str) -> Option<&'static str> {
        let words: Vec<&str> = command.split(' ').collect();
        listening(&words).map(|(debugger, _)| debugger)
    }

    #[test]
    fn only_open_addresses_count() {
        assert_eq!(debugger("node --inspect-brk=0.0.0.0 x.js"), Some("Node.js inspector"));
        assert_eq!(debugger("node --inspect=[::]:9229 x.js"), Some("Node.js inspector"));
        assert_eq!(debugger("node --inspect=9229 x.js"), None);
        assert_eq!(debugger("node --inspect x.js"), None);
        assert_eq!(debugger("java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005"), Some("Java debugger"));
        assert_eq!(debugger("java -agentlib:jdwp=transport=dt_socket,server=y,address=5005"), None);
        assert_eq!(debugger("/go/bin/dlv debug --listen :2345"), Some("Delve"));
        assert_eq!(debugger("dlv debug --listen=127.0.0.1:2345"), None);
        assert_eq!(debugger("python -m debugpy --listen 0.0.0.0:5678 x.py"), Some("debugpy"));
        assert_eq!(debugger("python -m debugpy --listen 5678 x.py"), None);
        assert_eq!(debugger("nginx --listen=:80"), None);
    }
}
