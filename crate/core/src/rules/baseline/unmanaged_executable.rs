//! `unmanaged-executable`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::{Profile, rule};
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Executable files in the folders of the system's programs (`bin`, `sbin` and `libexec`, at the root, in `/usr` and in
    /// `/usr/local`) that no installed package owns. It says nothing unless every package says which files are its own:
    /// then an executable without a package came by another way. Names under `/bin` and `/usr/bin` are one where one is a
    /// link to the other; files that a package diverted belong to it. Programs in folders of applications (`/app`, `/opt`,
    /// `/srv`) are not looked at.
    ///
    /// ## Why it matters
    /// Nobody publishes advisories for such a file, no update reaches it, and no signature says where it came from. In
    /// `/usr/local` it is usually a program that a build step downloaded; elsewhere it is worth a look.
    ///
    /// ## Examples
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: coreutils\nStatus: install ok installed\nVersion: 9.1\n"
    /// /var/lib/dpkg/info/coreutils.list 0644 0:0 "/.\n/bin\n/bin/ls\n"
    /// /bin -> usr/bin
    /// /usr/bin/ls 0755 0:0 size=20
    /// /usr/bin/tool 0755 0:0 size=20
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:busybox\nV:1.37.0-r0\nF:bin\nR:busybox\na:0:0:755\n"
    /// /bin/busybox 0755 0:0 size=20
    /// /usr/local/bin/app 0755 0:0 size=20
    /// ```
    /// Two folders, of which only one has the package's file:
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: coreutils\nStatus: install ok installed\nVersion: 9.1\n"
    /// /var/lib/dpkg/info/coreutils.list 0644 0:0 "/bin/ls\n"
    /// /bin/ls 0755 0:0 size=20
    /// /usr/bin/ls 0755 0:0 size=21
    /// ```
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: coreutils\nStatus: install ok installed\nVersion: 9.1\n"
    /// /var/lib/dpkg/info/coreutils.list 0644 0:0 "/.\n/bin\n/bin/ls\n"
    /// /bin -> usr/bin
    /// /usr/bin/ls 0755 0:0 size=20
    /// /opt/app/bin/app 0755 0:0 size=20
    /// ```
    /// Without lists of files nothing is known:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: coreutils\nStatus: install ok installed\nVersion: 9.1\n"
    /// /usr/bin/ls 0755 0:0 size=20
    /// ```
    /// A diverted file:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: dash\nStatus: install ok installed\nVersion: 0.5\n"
    /// /var/lib/dpkg/info/dash.list 0644 0:0 "/usr/bin/sh\n"
    /// /var/lib/dpkg/diversions 0644 0:0 "/usr/bin/sh\n/usr/bin/sh.distrib\nbash\n"
    /// /usr/bin/sh 0755 0:0 size=20
    /// /usr/bin/sh.distrib 0755 0:0 size=21
    /// ```
    ///
    /// ## How to fix
    /// Install the program from a package where there is one; otherwise pin its version and check its digest in the step
    /// that downloads it, and keep it in `/opt` or in the application's own folder.
    ///
    /// ## References
    /// dpkg-query(1), `--search`; rpm(8), `--query --file`; apk(8), `info --who-owns`.
    pub static UNMANAGED_EXECUTABLE = Rule {
        id: "unmanaged-executable",
        title: "Executable that no package owns",
        category: Category::Baseline,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["PKG-016"],
        controls: &[
            Control::inferred("CIS Docker", "4.11"),
            Control::inferred("NIST SP 800-190", "4.1.3"),
            Control::inferred("NIST SP 800-53 r5", "CM-11"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("NIST SP 800-53 r5", "CM-7(5)"),
            Control::read("DISA", "CICDG 2.11"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        reads: &[Reads::Files, Reads::Packages],
        inputs: Inputs::Image,
        message: "No package owns {subject}: {reason}",
        why: "Nobody publishes advisories for it, no update reaches it, and no signature says where it came from.",
        fix: "Install it from a package, or pin its version and check its digest where it is downloaded.",
        check: check,
    };
}

const FOLDERS: [&[u8]; 9] = [
    b"bin",
    b"sbin",
    b"libexec",
    b"usr/bin",
    b"usr/sbin",
    b"usr/libexec",
    b"usr/local/bin",
    b"usr/local/sbin",
    b"usr/local/libexec",
];

const ANYBODY_EXECUTES: u16 = 0o111;

/// Debian's interface for image builders, which belongs to no package (invoke-rc.d(8)).
const POLICY: &[u8] = b"usr/sbin/policy-rc.d";

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files().filter(|files| files.complete && files.packages.knows_all_files()) else { return };
    let is_wanted = |node: &Node<'_>| {
        node.kind == EntryKind::File
            && node.mode.is_some_and(|mode| mode & ANYBODY_EXECUTES != 0)
            && node.path != POLICY
    };
    let nodes = FOLDERS.iter().flat_map(|folder| files.rootfs.under(folder));
    let faults = nodes
        .filter(|node| is_wanted(node) && files.packages.owner(node).is_none())
        // Another name of a file that a package owns is not another program.
        .filter(|node| {
            let other = node.hardlink_of.and_then(|path| files.rootfs.get(path));
            other.is_none_or(|other| files.packages.owner(&other).is_none())
        })
        .map(|node| {
            let reason = if node.path.starts_with(b"usr/local/") {
                "added beside the packages"
            } else {
                "among the programs of the distribution"
            };
            Fault::new(node, Severity::Low, reason)
        });
    report(findings, files, "executables", faults.collect());
}
