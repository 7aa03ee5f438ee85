//! `world-writable-directory`.

use super::program::search_path;
use super::world_writable_file::PROGRAM_TREES;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::rules::access::{absolute_directories, login_paths};
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// Directories that every user may write without the sticky bit, where everybody can rename and delete what others
    /// made: medium. Directories of `PATH`, be it that of the container or of a login (as in `unsafe-path`), of programs,
    /// libraries or settings that every user may write, sticky or not, since a new file is enough there: high. `/tmp` and `/var/tmp` with another mode than 1777 or another owner than
    /// root: low if that only withholds the directory from services. More than ten of one layer and kind are one finding.
    ///
    /// ## Why it matters
    /// In such a directory a process swaps the files that another one is about to read, or plants a program that root
    /// calls by its name.
    ///
    /// ## Examples
    /// ```image bad
    /// /srv/upload/ 0777 0:0
    /// ```
    /// ```image bad
    /// env PATH=/opt/tools:/usr/bin
    /// /opt/tools/ 1777 0:0
    /// ```
    /// ```image bad
    /// /tmp/ 0755 0:0
    /// ```
    /// ```image good
    /// /tmp/ 1777 0:0
    /// /var/tmp/ 1777 0:0
    /// /run/lock/ 1777 0:0
    /// /srv/upload/ 2775 0:1000
    /// ```
    ///
    /// ## How to fix
    /// `chmod o-w DIR` and give it to the account that needs it, or `chmod 1777` for a shared directory of temporary
    /// files.
    ///
    /// ## References
    /// inode(7), chmod(2); Filesystem Hierarchy Standard, `/tmp`.
    pub static WORLD_WRITABLE_DIRECTORY = Rule {
        id: "world-writable-directory",
        title: "Every user may write a directory that is not protected",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["PRM-006"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("NIST SP 800-53 r5", "SC-4"),
            Control::read("DISA", "UBTU-24-600150, RHEL-09-232240/245"),
            Control::read("DISA", "SRG-OS-000138-GPOS-00069"),
            Control::read("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[
            Reads::Files,
            bodies::ENVIRONMENT,
            bodies::PROFILE,
            bodies::PROFILE_D,
            bodies::ROOT_PROFILE,
            bodies::ROOT_BASHRC,
            bodies::ROOT_BASH_PROFILE,
            bodies::LOGIN_DEFS,
            bodies::VENDOR_LOGIN_DEFS,
        ],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "A process can swap files that another is about to read there, or plant a program that others call by name.",
        fix: "Use `chmod o-w` and give the directory to the account that needs it, or `chmod 1777` where files are shared \
              for a while.",
        check: check,
    };
}

const OTHERS_WRITE: u16 = 0o002;
const STICKY: u16 = 0o1000;
const TEMPORARY: [&[u8]; 2] = [b"tmp", b"var/tmp"];
const TEMPORARY_MODE: u16 = 0o1777;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    // As the file system names them, whatever links lead there.
    let of_container = search_path(&facts.settings);
    let searched: Set<Vec<u8>> = of_container
        .iter()
        .map(Vec::as_slice)
        .chain(login_paths(files).flat_map(|(path, _)| absolute_directories(path)))
        .filter_map(|directory| files.rootfs.resolve(directory).map(|node| node.path.to_vec()))
        .collect();
    let faults = files.rootfs.nodes().filter(|node| node.kind == EntryKind::Directory).filter_map(|node| {
        let (severity, reason) = judged(&node, &searched)?;
        Some(Fault::new(node, severity, reason))
    });
    report(findings, files, "directories", faults.collect());
}

fn judged(node: &Node<'_>, searched: &Set<Vec<u8>>) -> Option<(Severity, &'static str)> {
    let mode = node.mode?;
    let is_temporary = TEMPORARY.contains(&node.path);
    if mode & OTHERS_WRITE == 0 {
        return is_temporary.then_some((Severity::Low, "a directory for temporary files that has not mode 1777"));
    }
    if searched.contains(node.path) {
        return Some((Severity::High, "every user may write a directory of PATH"));
    }
    let inside = |tree: &&[u8]| {
        node.path.starts_with(tree) || tree.strip_suffix(b"/").is_some_and(|directory| directory == node.path)
    };
    if PROGRAM_TREES.iter().any(inside) || inside(&b"etc/".as_slice()) || node.path.is_empty() {
        return Some((Severity::High, "every user may write a directory of programs, libraries or settings"));
    }
    if mode & STICKY == 0 {
        return Some((Severity::Medium, "every user may write it, and no sticky bit protects what others made there"));
    }
    if !is_temporary {
        return None;
    }
    if node.uid != 0 {
        return Some((Severity::Low, "a directory for temporary files that root does not own"));
    }
    (mode != TEMPORARY_MODE).then_some((Severity::Low, "a directory for temporary files that has not mode 1777"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn severities(recipe: &str) -> Vec<&'static str> {
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = &report.targets[0].findings;
        let found = findings.iter().filter(|found| found.rule == WORLD_WRITABLE_DIRECTORY.id);
        found.map(|found| found.severity.name()).collect()
    }

    #[test]
    fn places_that_programs_are_found_in_are_high() {
        assert_eq!(severities("/usr/local/bin/ 1777 0:0\n"), ["high"]);
        assert_eq!(severities("/etc/ 0777 0:0\n"), ["high"]);
        assert_eq!(severities("/ 0777 0:0\n"), ["high"]);
        assert_eq!(severities("env PATH=/tools\n/real/ 0777 0:0\n/tools -> real\n"), ["high"], "through a link");
        let of_login = "/etc/profile 0644 0:0 \"PATH=$PATH:/opt/tools/\\n\"\n/opt/tools/ 1777 0:0\n";
        assert_eq!(severities(of_login), ["high"]);
        assert_eq!(severities("/library/ 0777 0:0\n"), ["medium"], "a name that only begins like one");
    }

    #[test]
    fn a_directory_of_path_is_told_once() {
        let once = |recipe: &str| {
            let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
            let about = ["world-writable-directory", "unsafe-path"];
            let found = report.targets[0].findings.iter().filter(|found| about.contains(&&*found.rule));
            assert_eq!(found.map(|found| &*found.rule).collect::<Vec<_>>(), ["world-writable-directory"], "{recipe}");
        };
        once("env PATH=/opt/tools:/usr/bin\n/opt/tools/ 0777 0:0\n");
        once("env PATH=/opt/tools:/usr/bin\n/opt/tools/ 0777 1000:1000\n");
        once("user 1000\nenv PATH=/opt/tools:/usr/bin\n/opt/tools/ 0777 1000:1000\n");
        once("/root/.profile 0644 0:0 \"export PATH=/opt/tools:$PATH\\n\"\n/opt/tools/ 1777 0:0\n");
    }

    #[test]
    fn temporary_directories_are_judged_by_mode_and_owner() {
        assert_eq!(severities("/tmp/ 0777 0:0\n"), ["medium"]);
        assert_eq!(severities("/var/tmp/ 3777 0:0\n"), ["low"]);
        assert_eq!(severities("/tmp/ 1777 1000:0\n"), ["low"]);
        assert!(severities("/var/tmp -> /tmp\n/tmp/ 1777 0:0\n").is_empty());
        assert!(severities("/tmp/x 0600 0:0\n").is_empty(), "a directory that no layer has an entry for");
    }
}
