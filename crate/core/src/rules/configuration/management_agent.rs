//! `management-agent`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::access::program;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Agents that manage machines from outside, told by their programs: Puppet, Chef, Salt, CFEngine, cloud-init,
    /// SNMP, the guest agents of QEMU, VMware, Azure and Google, and the agent of AWS Systems Manager. An image whose
    /// entrypoint starts the agent is meant to be one, and is not reported.
    ///
    /// ## Why it matters
    /// They change a machine in place and take orders from elsewhere, often as root. A container is replaced instead.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/bin/cloud-init 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// /usr/bin/salt-minion 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// cmd ["/app"]
    /// /usr/sbin/snmpd 0755 0:0 size=10
    /// ```
    /// ```image good
    /// entrypoint ["/usr/sbin/snmpd", "-f"]
    /// /usr/sbin/snmpd 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /usr/bin/snmpwalk 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /srv/docs/cloud-init 0644 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Remove the agent's package; do in the build what it does.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.1.2.
    pub static MANAGEMENT_AGENT = Rule {
        id: "management-agent",
        title: "Agent that manages machines",
        category: Category::Configuration,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["IMM-003"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-3"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.1"),
            Control::inferred("PCI DSS", "6.5.1"),
        ],
        cwe: Some(1104),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{agent} is in the image: {path}",
        why: "It changes a machine in place and takes orders from elsewhere; a container is replaced instead.",
        fix: "Remove the agent's package, and do in the build what it does.",
        check: check,
    };
}

const AGENTS: [(&str, &str); 13] = [
    ("puppet", "Puppet's agent"),
    ("chef-client", "Chef's client"),
    ("salt-minion", "Salt's minion"),
    ("cf-agent", "CFEngine's agent"),
    ("cloud-init", "cloud-init"),
    ("snmpd", "The SNMP daemon"),
    ("qemu-ga", "QEMU's guest agent"),
    ("vmtoolsd", "VMware's tools"),
    ("waagent", "Azure's agent"),
    ("google_guest_agent", "Google's guest agent"),
    ("amazon-ssm-agent", "The agent of AWS Systems Manager"),
    ("landscape-client", "Landscape's client"),
    ("teleport", "Teleport's agent"),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let line = facts.settings.command_line();
    for (name, agent) in AGENTS {
        let is_purpose = line.iter().any(|word| word.rsplit('/').next() == Some(name));
        if let Some(node) = program(files, name).filter(|_| !is_purpose) {
            findings.at(Place::file(node.path, node.layer)).detail("agent", agent).done();
        }
    }
}
