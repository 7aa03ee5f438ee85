//! `unverified-source`.

use super::transport::{self, is_no};
use super::{unsigned_apt, unsigned_yum};
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::image::wanted::Want;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the settings that an image keeps for its package manager switch the verification of packages off:
    ///
    /// - `[trusted=yes]` or `[allow-insecure=yes]` in `/etc/apt/sources.list` and `sources.list.d`, `Trusted: yes` and
    ///   `Allow-Insecure: yes` there in the newer form, unless the source is a folder,
    /// - `APT::Get::AllowUnauthenticated`, `Acquire::AllowInsecureRepositories` and such in `/etc/apt/apt.conf` and
    ///   `apt.conf.d`,
    /// - `gpgcheck=0` or `sslverify=0` in `yum.conf`, `dnf.conf` and in the repositories of yum, dnf and zypper that are
    ///   not disabled. `repo_gpgcheck=0` is the default and no fault.
    ///
    /// Sources over HTTP are none either: their packages are signed. What a build step does is judged by `unsigned-apt`
    /// and `unsigned-yum`.
    ///
    /// ## Why it matters
    /// Whatever is installed in the container, or in an image that is built on this one, may come from anybody on the way
    /// to the repository, and its scripts run as root.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/apt/sources.list 0644 0:0 "deb [arch=amd64 trusted=yes] http://apt.example.org stable main\n"
    /// ```
    /// ```image bad
    /// /etc/apt/apt.conf.d/90local 0644 0:0 "APT::Get::AllowUnauthenticated \"true\";\n"
    /// ```
    /// ```image bad
    /// /etc/apt/sources.list.d/own.sources 0644 0:0 "Types: deb\nURIs: http://apt.example.org\nTrusted: yes\n"
    /// ```
    /// ```image bad
    /// /etc/yum.repos.d/own.repo 0644 0:0 "[own]\nbaseurl=http://rpm.example.org\ngpgcheck = 0\n"
    /// ```
    /// ```image good
    /// /etc/apt/sources.list 0644 0:0 "deb http://apt.example.org stable main\n# deb [trusted=yes] http://x y z\n"
    /// /etc/apt/sources.list.d/built.list 0644 0:0 "deb [trusted=yes] file:/srv/packages ./\n"
    /// /etc/apt/apt.conf.d/docker-clean 0644 0:0 "Dir::Cache::pkgcache \"\";\n"
    /// ```
    /// ```image good
    /// /etc/yum.repos.d/ubi.repo 0644 0:0 "[ubi]\nenabled = 1\ngpgcheck = 1\nrepo_gpgcheck=0\n"
    /// /etc/yum.repos.d/testing.repo 0644 0:0 "[testing]\ngpgcheck=0\nenabled=0\n"
    /// ```
    /// ```image good
    /// /usr/share/doc/apt/examples/sources.list 0644 0:0 "deb [trusted=yes] http://apt.example.org stable main\n"
    /// ```
    ///
    /// ## How to fix
    /// Put the repository's key under `/etc/apt/keyrings/` and name it with `signed-by`, or import it with `rpm --import`;
    /// then remove the setting.
    ///
    /// ## References
    /// sources.list(5), apt-secure(8); dnf.conf(5), `gpgcheck` and `sslverify`.
    pub static UNVERIFIED_SOURCE = Rule {
        id: "unverified-source",
        title: "The image keeps a source whose packages nobody verifies",
        category: Category::Network,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["UPD-004"],
        controls: transport::SOURCES,
        cwe: Some(347),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Path("etc/apt/sources.list"), BYTES),
            Reads::Body(Want::Under("etc/apt/sources.list.d/"), BYTES),
            Reads::Body(Want::Path("etc/apt/apt.conf"), BYTES),
            Reads::Body(Want::Under("etc/apt/apt.conf.d/"), BYTES),
            Reads::Body(Want::Path("etc/yum.conf"), BYTES),
            Reads::Body(Want::Path("etc/dnf/dnf.conf"), BYTES),
            Reads::Body(Want::Under("etc/yum.repos.d/"), BYTES),
            Reads::Body(Want::Under("etc/zypp/repos.d/"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{where}: \"{setting}\" switches the verification of packages or of their server off",
        why: "Whatever is installed later may come from anybody on the way to the repository, and its scripts run as root.",
        fix: "Name the key of the repository with `signed-by` or `gpgkey=`, and remove the setting.",
        check: check,
    };
}

/// Such files have a few lines.
const BYTES: u64 = 64 * 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let under = |folder: &'static str| files.rootfs.under(folder.as_bytes());
    let file = |path: &'static str| files.rootfs.get(path.as_bytes());
    let apt = ["etc/apt/sources.list", "etc/apt/apt.conf"].into_iter().filter_map(file);
    let apt = apt.chain(["etc/apt/sources.list.d", "etc/apt/apt.conf.d"].into_iter().flat_map(under));
    for node in apt.filter(|node| node.kind == EntryKind::File) {
        for (number, text) in lines(files, &node) {
            if let Some(setting) = unsigned_apt::written_setting(&text) {
                report(files, findings, &node, number, setting);
            }
        }
    }
    let yum = ["etc/yum.conf", "etc/dnf/dnf.conf"].into_iter().filter_map(file);
    let yum = yum.chain(["etc/yum.repos.d", "etc/zypp/repos.d"].into_iter().flat_map(under));
    for node in yum.filter(|node| node.kind == EntryKind::File) {
        let lines = lines(files, &node);
        for section in lines.split(|(_, text)| text.starts_with('[')) {
            let off = |text: &str| text.split_once('=').is_some_and(|(name, on)| name.trim() == "enabled" && is_no(on));
            if section.iter().any(|(_, text)| off(text)) {
                continue;
            }
            for (number, text) in section.iter().filter(|(_, text)| unsigned_yum::switches_off(text)) {
                report(files, findings, &node, *number, text);
            }
        }
    }
}

fn lines(files: &Files<'_>, node: &Node<'_>) -> Vec<(u32, String)> {
    let Some(body) = files.rootfs.body_of(node) else { return Vec::new() };
    let lines = body.bytes.split(|byte| *byte == b'\n').zip(1_u32..);
    lines.map(|(line, number)| (number, String::from_utf8_lossy(line).trim().to_owned())).collect()
}

fn report(files: &Files<'_>, findings: &mut Findings, node: &Node<'_>, line: u32, setting: &str) {
    findings.at(files.line(node.path, line)).path("where", node.path).masked("setting", setting).done();
}
