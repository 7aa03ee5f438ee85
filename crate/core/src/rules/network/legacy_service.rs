//! `legacy-service`.

use crate::data::packages::{LEGACY_DAEMONS, LEGACY_SERVICES, LEGACY_SERVICES_WITH_TLS};
use crate::data::programs;
use crate::facts::{Facts, Files};
use crate::finding::{Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::ordered::Set;
use crate::packages::Family;
use crate::rules::access::program;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Whether a service is installed that sends passwords and data in clear text or trusts names of hosts: servers of
    /// telnet, rsh, rlogin, rexec, finger, talk, TFTP and NIS, and the super-servers inetd and xinetd that start them, by
    /// the names of their packages in the databases of dpkg, apk and rpm, or of their programs where no package owns them.
    /// Services of these protocols in `/etc/inetd.conf` count where an `inetd` is there to start them, be it that of busybox.
    /// FTP servers that can speak TLS (vsftpd, proftpd, pure-ftpd) are medium, since they need not be open.
    ///
    /// ## Why it matters
    /// Everybody on the way reads the passwords of these services, and hosts are believed by name. Their code is old and
    /// has a long list of holes.
    ///
    /// ## Examples
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: telnetd\nStatus: install ok installed\nVersion: 0.17\n"
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:tftp-hpa\nV:5.2-r7\nF:usr/sbin\nR:in.tftpd\na:0:0:755\n"
    /// /usr/sbin/in.tftpd 0755 0:0 size=20
    /// ```
    /// Without a package:
    /// ```image bad
    /// /usr/sbin/in.telnetd 0755 0:0 size=20
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:vsftpd\nV:3.0.5-r2\n"
    /// ```
    /// ```image bad
    /// /bin/busybox 0755 0:0 size=20
    /// /usr/sbin/inetd -> /bin/busybox
    /// /etc/inetd.conf 0644 0:0 "# services\ntelnet stream tcp nowait root /usr/sbin/telnetd telnetd -i\n"
    /// ```
    /// Nothing starts it:
    /// ```image good
    /// /etc/inetd.conf 0644 0:0 "telnet stream tcp nowait root /usr/sbin/telnetd telnetd -i\n"
    /// ```
    /// ```image good
    /// /bin/busybox 0755 0:0 size=20
    /// /usr/sbin/inetd -> /bin/busybox
    /// /etc/inetd.conf 0644 0:0 "#telnet stream tcp nowait root /usr/sbin/telnetd telnetd\n8080 stream tcp nowait app /bin/echo echo\n"
    /// ```
    /// The client is another rule's matter:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: telnet\nStatus: install ok installed\nVersion: 0.17\n"
    /// /usr/bin/telnet 0755 0:0 size=20
    /// ```
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: telnetd\nStatus: deinstall ok config-files\nVersion: 0.17\n"
    /// ```
    /// Debian's package of that name is the client:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: tftp-hpa\nStatus: install ok installed\nVersion: 5.2\n"
    /// ```
    /// A name of busybox:
    /// ```image good
    /// /bin/busybox 0755 0:0 size=20
    /// /usr/sbin/telnetd -> /bin/busybox
    /// ```
    ///
    /// ## How to fix
    /// Remove the package, and use a protocol with encryption: SSH, SFTP, HTTPS.
    ///
    /// ## References
    /// NIST SP 800-53, CM-7.
    pub static LEGACY_SERVICE = Rule {
        id: "legacy-service",
        title: "Server of an insecure old protocol",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["PKG-001"],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "IA-5(1)"),
            Control::read("DISA", "CICDG 2.12"),
            Control::read("DISA", "RHEL-09-215015/040/060, UBTU-24-100040"),
            Control::read("DISA", "CTR-000910"),
            Control::read("PCI DSS", "2.2.4"),
        ],
        reads: &[Reads::Files, Reads::Packages, Reads::Body(Want::Path(INETD_CONF), MAX_INETD_CONF_BYTES)],
        inputs: Inputs::Image,
        message: "{service} is in the image{removal}",
        why: "Its passwords and data can be read by everybody on the way, and its old code has a long list of holes.",
        fix: "Remove the package, and use a protocol with encryption: SSH, SFTP, HTTPS.",
        check: check,
    };
}

const INETD_CONF: &str = "etc/inetd.conf";

/// A real one has a tenth of it.
const MAX_INETD_CONF_BYTES: u64 = 64 * 1024;

/// As services(5) calls them.
static SERVICES: Words = words!["exec", "finger", "login", "ntalk", "shell", "talk", "telnet", "tftp"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut told = Set::new();
    for package in files.packages.all() {
        // Alpine has the server in this package; that of Debian is the client alone.
        if package.family == Family::Deb && &*package.name == "tftp-hpa" {
            continue;
        }
        let severity = if programs::has(&LEGACY_SERVICES, &package.name) {
            Severity::High
        } else if programs::has(LEGACY_SERVICES_WITH_TLS, &package.name) {
            Severity::Medium
        } else {
            continue;
        };
        let Some(database) = files.packages.databases().get(package.database) else { continue };
        if told.insert(&package.name) {
            findings
                .at(Place::file(&database.path, database.layer))
                .severity(severity)
                .detail("service", format!("The package {}", package.name))
                .detail("removal", installed::removal_clause(files, &[package]))
                .done();
        }
    }
    without_package(files, findings);
    of_inetd(files, findings);
}

fn of_inetd(files: &Files<'_>, findings: &mut Findings) {
    let started = program(files, "inetd").and_then(|_| files.rootfs.resolve(INETD_CONF.as_bytes()));
    let Some(node) = started else { return };
    let body = files.rootfs.body_of(&node).map(|body| String::from_utf8_lossy(body.bytes));
    let mut told = Set::new();
    for (line, number) in body.iter().flat_map(|text| text.lines()).zip(1_u32..) {
        let service = line.split_whitespace().next().unwrap_or_default();
        if SERVICES.contains(&service) && told.insert(service) {
            findings
                .at(Place::line(node.path, node.layer, number))
                .detail("service", format!("The service {service} of inetd"))
                .detail("removal", "")
                .done();
        }
    }
}

/// Daemons that came by another way. Links are other names of a program, often of a busybox.
fn without_package(files: &Files<'_>, findings: &mut Findings) {
    for folder in ["usr/sbin", "sbin", "usr/local/sbin", "usr/bin", "usr/libexec"] {
        for name in LEGACY_DAEMONS.iter() {
            let Some(node) = files.rootfs.get(format!("{folder}/{name}").as_bytes()) else { continue };
            let runs = node.kind == EntryKind::File && node.mode.is_some_and(|mode| mode & 0o111 != 0);
            if runs && node.hardlink_of.is_none() && files.packages.owner(&node).is_none() {
                findings
                    .at(Place::file(node.path, node.layer))
                    .detail("service", format!("The program {name}"))
                    .detail("removal", "")
                    .done();
            }
        }
    }
}
