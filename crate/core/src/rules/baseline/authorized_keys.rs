//! `authorized-keys`.

use crate::facts::accounts::User;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::image::wanted::Want;
use crate::limits::MAX_PATH_BYTES;
use crate::ordered::Map;
use crate::rules::access::program;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// Whether public keys lie in the image with which somebody may log in by SSH: in `.ssh/authorized_keys` (and
    /// `authorized_keys2`) of a home, in `/etc/dropbear/authorized_keys`, and where `AuthorizedKeysFile` of `sshd_config` says,
    /// for each account of the image. One finding a file gives the account, the number of keys and the comments behind the
    /// first of them. It is high if an SSH server (`sshd`, `dropbear`) is in the image that reads the file, else low.
    /// Comments and lines that are no key do not count. Keys that lie elsewhere than in files of those names or in a folder
    /// of `/etc/ssh` for them (`authorized_keys`, `authorized_keys.d`, `keys`) are not counted, and the finding says so.
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
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "AuthorizedKeysFile /etc/ssh/keys/%u\n"
    /// /etc/ssh/keys/root 0600 0:0 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample alice@laptop\n"
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
            Reads::Body(Want::Under("etc/ssh/authorized_keys/"), BYTES),
            Reads::Body(Want::Under("etc/ssh/authorized_keys.d/"), BYTES),
            Reads::Body(Want::Under("etc/ssh/keys/"), BYTES),
            bodies::SSHD,
            bodies::SSHD_D,
        ],
        inputs: Inputs::Image,
        message: "{count} of {path} may log in as {account}{whose}",
        why: "Whoever has the private key gets into every container, and it cannot be taken back without a new image.",
        fix: "Remove the file, and the SSH server with it; mount the keys at run time where SSH is what the image is for.",
        check: check,
    };
}

const KEYWORD: &str = "authorizedkeysfile";

const BYTES: u64 = 64 * 1024;

/// Where sshd looks that is not told otherwise, from the home on.
const USUAL: [&str; 2] = [".ssh/authorized_keys", ".ssh/authorized_keys2"];

/// Places that are looked up, of all accounts and patterns together: an image has some fifty accounts.
const MAX_LOOKUPS: usize = 20_000;

/// Patterns of `AuthorizedKeysFile` that are followed for each account. Real settings have two.
const MAX_PATTERNS: usize = 8;

/// Comments that a finding gives.
const NAMED: usize = 5;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let [sshd, dropbear] = ["sshd", "dropbear"].map(|name| program(files, name).is_some());
    let patterns = patterns(files);
    let sshd_reads_usual = USUAL.iter().any(|usual| patterns.iter().any(|pattern| pattern.ends_with(usual)));
    // Files that sshd reads, by their numbers, and the first account for which it does.
    let mut listed: Map<u32, &[u8]> = Map::new();
    let places = files.accounts.users.iter().flat_map(|user| patterns.iter().map(move |pattern| (user, *pattern)));
    for (user, pattern) in places.take(MAX_LOOKUPS) {
        if let Some(node) = expanded(pattern, user).and_then(|path| files.rootfs.resolve(&path)) {
            listed.insert_new(node.number, &user.name);
        }
    }
    // The first account counts. A map: lists of keys and accounts may both be many.
    let mut accounts: Map<&[u8], &[u8]> = Map::new();
    for user in &files.accounts.users {
        if let Some(home) = user.home.strip_prefix(b"/") {
            accounts.insert_new(home.trim_ascii_end(), &user.name);
        }
    }
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File) {
        let owner = listed.get(&node.number);
        let home = home_of(&node);
        if owner.is_none() && home.is_none() {
            continue;
        }
        let read = dropbear && home.is_some() || sshd && (owner.is_some() || sshd_reads_usual);
        let severity = if read { Severity::High } else { Severity::Low };
        let account = match owner {
            Some(owner) => String::from_utf8_lossy(owner).into_owned(),
            None => account(home.and_then(|home| accounts.get(home)), home.unwrap_or_default()),
        };
        let Some(body) = files.rootfs.body_of(&node) else {
            if node.size > 0 {
                findings
                    .at(Place::file(node.path, node.layer))
                    .severity(severity)
                    .confidence(Confidence::Medium)
                    .detail("count", "What the scan did not keep")
                    .detail("account", account)
                    .detail("whose", ", if it is keys")
                    .done();
            }
            continue;
        };
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
            .severity(severity)
            .detail("count", if count == 1 { String::from("1 key") } else { format!("{count} keys") })
            .detail("account", account)
            .masked("whose", if whose.is_empty() { String::new() } else { format!(" ({})", whose.join(", ")) })
            .done();
    }
}

/// Where sshd looks: what holds for everybody, and what `Match` says for some.
fn patterns<'f>(files: &'f Files<'_>) -> Vec<&'f str> {
    let settings = files.system.sshd.iter().flat_map(|sshd| &sshd.settings);
    let for_some = settings.filter(|setting| setting.condition.is_some() && setting.keyword == KEYWORD);
    let for_all = files.system.sshd.as_ref().and_then(|sshd| sshd.effective(KEYWORD));
    let usual = USUAL.into_iter().filter(|_| for_all.is_none());
    let said = for_all.into_iter().chain(for_some).flat_map(|setting| setting.value.split_whitespace());
    let said = said.map(|pattern| pattern.trim_matches('"')).filter(|pattern| !pattern.eq_ignore_ascii_case("none"));
    usual.chain(said).take(MAX_PATTERNS).collect()
}

/// A pattern with the tokens of sshd_config(5) replaced, from the home on if it is relative. `None` if it is longer than any
/// path: many tokens for a long home.
fn expanded(pattern: &str, user: &User) -> Option<Vec<u8>> {
    let mut path = Vec::new();
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        if path.len() > MAX_PATH_BYTES {
            return None;
        }
        match (character, rest.clone().next()) {
            ('%', Some('h')) => path.extend_from_slice(&user.home),
            ('%', Some('u')) => path.extend_from_slice(&user.name),
            ('%', Some('U')) => path.extend_from_slice(user.uid.to_string().as_bytes()),
            ('%', Some('%')) => path.push(b'%'),
            _ => {
                path.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
        }
        rest.next();
    }
    Some(if path.starts_with(b"/") { path } else { [&user.home, b"/".as_slice(), &path].concat() })
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
    use crate::analysis::{Options, archive};
    use crate::facts::Accounts;
    use plimsoll_image_builder::Recipe;

    fn found(config: &str, path: &str) -> Vec<(&'static str, String)> {
        let recipe = format!(
            "/etc/passwd 0644 0:0 \"root:x:0:0::/root:/bin/sh\\nweb:x:33:33::/srv/web:/bin/sh\\n\"\n\
             /usr/sbin/sshd 0755 0:0 size=9\n/etc/ssh/sshd_config 0600 0:0 \"{config}\"\n\
             {path} 0600 0:0 \"ssh-ed25519 AAAAC3 me\\n\"\n"
        );
        let report = archive(&Recipe::parse(&recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let found = report.targets[0].findings.iter().filter(|found| found.rule == AUTHORIZED_KEYS.id);
        found.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    #[test]
    fn keys_are_found_where_sshd_is_told_to_look() {
        for (config, path, account) in [
            ("AuthorizedKeysFile /etc/ssh/authorized_keys/%u", "/etc/ssh/authorized_keys/web", "web"),
            ("authorizedkeysfile none /etc/ssh/authorized_keys.d/%U", "/etc/ssh/authorized_keys.d/33", "web"),
            ("Match User web\\nAuthorizedKeysFile \\\"%h/authorized_keys\\\"", "/srv/web/authorized_keys", "web"),
            ("AuthorizedKeysFile keys/authorized_keys", "/root/keys/authorized_keys", "root"),
            ("AuthorizedKeysFile /etc/ssh/authorized_keys", "/etc/ssh/authorized_keys", "root"),
        ] {
            let message = format!("1 key of {path} may log in as {account} (me)");
            assert_eq!(found(config, path), [("high", message)], "{config}");
        }
        assert!(found("Port 22", "/etc/ssh/authorized_keys/web").is_empty());
    }

    #[test]
    fn keys_where_sshd_does_not_look_are_low_and_those_that_were_not_kept_are_told() {
        assert_eq!(found("Port 22", "/root/.ssh/authorized_keys")[0].0, "high");
        for elsewhere in ["none", "/etc/ssh/keys/%u", "/%%h/x"] {
            let found = found(&format!("AuthorizedKeysFile {elsewhere}"), "/root/.ssh/authorized_keys");
            assert_eq!((found.len(), found[0].0), (1, "low"), "{elsewhere}");
        }
        let unread = found("AuthorizedKeysFile /var/keys/%u", "/var/keys/root");
        let message = "What the scan did not keep of /var/keys/root may log in as root, if it is keys";
        assert_eq!(unread, [("high", message.to_owned())]);
    }

    #[test]
    fn a_place_that_is_longer_than_any_path_is_none() {
        let path = |pattern: &str| {
            let accounts = Accounts::read(Some(b"web:x:33:33::/srv/web:/bin/sh\n"), None, None);
            expanded(pattern, &accounts.users[0]).map(|path| path.len())
        };
        assert_eq!(path("/%h/%u"), Some("//srv/web/web".len()));
        assert_eq!(path(&format!("/{}", "%h".repeat(MAX_PATH_BYTES))), None);
    }

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
