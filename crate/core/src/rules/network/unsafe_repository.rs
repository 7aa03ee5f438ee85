//! `unsafe-repository`.

use super::transport;
use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::rules::evidence::Owners;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether others than root may change the keys with which packages are checked (`/etc/apt/keyrings`,
    /// `/etc/apt/trusted.gpg.d`, `/etc/apk/keys`, `/etc/pki/rpm-gpg`), by owner or by mode; and, low, whether
    /// `/etc/apk/repositories` has an address with `http:`. Sources of apt over HTTP are not reported, since Debian and Ubuntu
    /// ship them so. Settings that switch the verification off are told by `unverified-source`.
    ///
    /// ## Why it matters
    /// Whoever can put a key of their own in has their packages installed, and their scripts run as root. Over HTTP everybody
    /// on the way sees what is installed, and can hold an update back.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/apk/keys/own.rsa.pub 0666 0:0 size=10
    /// ```
    /// ```image bad
    /// /etc/apt/keyrings/own.gpg 0644 1000:1000 size=10
    /// ```
    /// ```image bad
    /// /etc/apk/repositories 0644 0:0 "https://dl-cdn.alpinelinux.org/alpine/v3.22/main\nhttp://apk.example.org/main\n"
    /// ```
    /// ```image good
    /// /etc/apt/sources.list 0644 0:0 "deb http://deb.debian.org/debian bookworm main\n"
    /// /etc/apt/trusted.gpg.d/debian.asc 0644 0:0 size=10
    /// ```
    /// ```image good
    /// /etc/apk/repositories 0644 0:0 "https://dl-cdn.alpinelinux.org/alpine/v3.22/main\n#http://apk.example.org\n"
    /// /etc/apk/keys/alpine.rsa.pub 0644 0:0 size=10
    /// ```
    /// ```image good
    /// /etc/pki/rpm-gpg/ 0755 0:0
    /// /etc/pki/rpm-gpg/RPM-GPG-KEY-redhat-release 0644 0:0 size=10
    /// /etc/pki/rpm-gpg/RPM-GPG-KEY-8 -> RPM-GPG-KEY-redhat-release
    /// ```
    ///
    /// ## How to fix
    /// Let root own the keys, mode 0644; write the address with `https:`.
    ///
    /// ## References
    /// apt-secure(8), apk-repositories(5). NIST SP 800-53, CM-14.
    pub static UNSAFE_REPOSITORY = Rule {
        id: "unsafe-repository",
        title: "Keys of packages may be replaced, or a repository is asked in clear",
        category: Category::Network,
        severity: Severity::Medium,
        aliases: &["UPD-004"],
        controls: transport::SOURCES,
        cwe: Some(732),
        reads: &[Reads::Files, Reads::Body(Want::Path(REPOSITORIES), BYTES)],
        inputs: Inputs::Image,
        message: "{what}",
        why: "Whoever can put a key of their own in has their packages installed, and their scripts run as root.",
        fix: "Let root own the keys, mode 0644, and write addresses of repositories with https.",
        check: check,
    };
}

const REPOSITORIES: &str = "etc/apk/repositories";

/// Such files have a few lines.
const BYTES: u64 = 64 * 1024;

const FOLDERS_OF_KEYS: [&str; 4] = ["etc/apk/keys", "etc/apt/keyrings", "etc/apt/trusted.gpg.d", "etc/pki/rpm-gpg"];

const OTHERS_WRITE: u16 = 0o022;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let keys = FOLDERS_OF_KEYS.iter().flat_map(|folder| files.rootfs.under(folder.as_bytes()));
    for node in keys.filter(|node| node.kind == EntryKind::File) {
        if node.uid != 0 || node.mode.is_some_and(|mode| mode & OTHERS_WRITE != 0) {
            let shown = Owners::of(&files.accounts).subject(&node);
            let what = format!("Others than root may change {shown}, a key that packages are checked with");
            findings.at(Place::file(node.path, node.layer)).detail("what", what).done();
        }
    }
    let Some(body) = files.rootfs.body(REPOSITORIES.as_bytes()) else { return };
    for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
        let is_open = |word: &[u8]| word.starts_with(b"http://");
        if !line.starts_with(b"#") && line.split(u8::is_ascii_whitespace).any(is_open) {
            findings
                .at(files.line(REPOSITORIES.as_bytes(), number))
                .severity(Severity::Low)
                .detail("what", "apk fetches what it installs over HTTP, so others see it and can hold it back")
                .done();
        }
    }
}
