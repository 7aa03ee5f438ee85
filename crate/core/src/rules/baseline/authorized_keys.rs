//! `authorized-keys`.

use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::image::wanted::Want;
use crate::ordered::Map;
use crate::rules::access::program;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether public keys lie in the image with which somebody may log in by SSH: in `.ssh/authorized_keys` (and
    /// `authorized_keys2`) of a home and in `/etc/dropbear/authorized_keys`. One finding a file gives the account, the number of
    /// keys and the comments behind the first of them. It is high if an SSH server (`sshd`, `dropbear`) is in the image, else
    /// low. Comments and lines that are no key do not count.
    ///
    /// ## Why it matters
    /// Whoever has the private key gets into every container of the image, past all that the platform asks for, and the key
    /// cannot be taken back without a new image.
    ///
    /// ## Examples
    /// ```image bad
    /// /root/.ssh/authorized_keys 0600 0:0 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample alice@laptop\n"
    /// ```
    /// With a server:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\ndeploy:x:1000:1000::/home/deploy:/bin/sh\n"
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /home/deploy/.ssh/authorized_keys 0600 1000:1000 "# ours\nfrom=\"10.0.0.0/8\",no-pty ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB ci\n"
    /// ```
    /// ```image bad
    /// /usr/sbin/dropbear 0755 0:0 size=10
    /// /etc/dropbear/authorized_keys 0600 0:0 "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI\n"
    /// ```
    /// ```image good
    /// /root/.ssh/authorized_keys 0600 0:0 "# put keys here\n"
    /// ```
    /// A key for others is no way in:
    /// ```image good
    /// /root/.ssh/id_ed25519.pub 0644 0:0 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample alice@laptop\n"
    /// /root/.ssh/known_hosts 0644 0:0 "example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample\n"
    /// ```
    /// Not where a server looks:
    /// ```image good
    /// /usr/share/doc/tool/authorized_keys 0644 0:0 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample sample\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove the file, and the SSH server with it; use `docker exec` or `kubectl debug`. Where SSH is what the image is for,
    /// mount the keys at run time.
    ///
    /// ## References
    /// sshd(8), "AUTHORIZED_KEYS FILE FORMAT". dropbear(8).
    pub static AUTHORIZED_KEYS = Rule {
        id: "authorized-keys",
        title: "Keys in the image let somebody log in",
        category: Category::Baseline,
        severity: Severity::High,
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-2"),
            Control::inferred("NIST SP 800-53 r5", "IA-5(7)"),
            Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(798),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Name("authorized_keys"), BYTES),
            Reads::Body(Want::Name("authorized_keys2"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{count} of {path} may log in as {account}{whose}",
        why: "Whoever has the private key gets into every container, and it cannot be taken back without a new image.",
        fix: "Remove the file, and the SSH server with it; mount the keys at run time where SSH is what the image is for.",
        check: check,
    };
}

const BYTES: u64 = 64 * 1024;

/// Comments that a finding gives.
const NAMED: usize = 5;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let has_server = ["sshd", "dropbear"].into_iter().any(|name| program(files, name).is_some());
    // The first account counts. A map: lists of keys and accounts may both be many.
    let mut accounts: Map<&[u8], &[u8]> = Map::new();
    for user in &files.accounts.users {
        if let Some(home) = user.home.strip_prefix(b"/") {
            accounts.insert_new(home.trim_ascii_end(), &user.name);
        }
    }
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File) {
        let Some(home) = home_of(&node) else { continue };
        let Some(body) = files.rootfs.body_of(&node) else { continue };
        let text = String::from_utf8_lossy(body.bytes);
        let mut keys = text.lines().zip(1_u32..).filter_map(|(line, number)| Some((number, comment(line)?))).peekable();
        let Some(&(line, _)) = keys.peek() else { continue };
        let (mut count, mut whose) = (0_u32, Vec::new());
        for (_, comment) in keys {
            count = count.saturating_add(1);
            if !comment.is_empty() && whose.len() < NAMED {
                whose.push(comment);
            }
        }
        findings
            .at(Place::line(node.path, node.layer, line))
            .severity(if has_server { Severity::High } else { Severity::Low })
            .detail("count", if count == 1 { String::from("1 key") } else { format!("{count} keys") })
            .detail("account", account(accounts.get(home), home))
            .masked("whose", if whose.is_empty() { String::new() } else { format!(" ({})", whose.join(", ")) })
            .done();
    }
}

/// The home that a list of keys is for; that of root for Dropbear's own.
fn home_of<'n>(node: &Node<'n>) -> Option<&'n [u8]> {
    if node.path == b"etc/dropbear/authorized_keys" {
        return Some(b"root");
    }
    let is_list = matches!(base_name(node.path), b"authorized_keys" | b"authorized_keys2");
    let folder = node.path.strip_suffix(base_name(node.path)).filter(|_| is_list)?;
    folder.strip_suffix(b"/.ssh/").or_else(|| folder.strip_suffix(b".ssh/").filter(|home| home.is_empty()))
}

fn account(name: Option<&&[u8]>, home: &[u8]) -> String {
    match name {
        Some(name) => String::from_utf8_lossy(name).into_owned(),
        None if home == b"root" => String::from("root"),
        None => String::from("the account with that home"),
    }
}

/// What stands behind a key; `None` for a line without one. Options stand before it and may have spaces in quotes.
fn comment(line: &str) -> Option<&str> {
    let mut rest = line.trim();
    if rest.starts_with('#') {
        return None;
    }
    while let Some((word, behind)) = rest.split_once(char::is_whitespace) {
        let behind = behind.trim_start();
        let is_type = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|kind| word.starts_with(kind));
        // The length of the name of the type, in base64.
        if is_type && behind.starts_with("AAAA") {
            return Some(behind.split_once(char::is_whitespace).map_or("", |(_, comment)| comment.trim()));
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_behind_options_and_its_comment_may_have_spaces() {
        assert_eq!(comment("ssh-rsa AAAAB3 alice at home "), Some("alice at home"));
        assert_eq!(comment("command=\"echo ssh-rsa hello\",no-pty  ssh-ed25519\tAAAAC3"), Some(""));
        assert_eq!(comment("cert-authority sk-ssh-ed25519@openssh.com AAAAG ca"), Some("ca"));
        for line in ["", "#ssh-rsa AAAAB3 x", "ssh-rsa", "ssh-rsa XXXX", "hello AAAA world"] {
            assert_eq!(comment(line), None, "{line}");
        }
    }
}
