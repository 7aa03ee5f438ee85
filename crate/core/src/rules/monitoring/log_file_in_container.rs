//! `log-file-in-container`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Servers whose configuration writes logs into files of the container that no volume holds: `access_log` and
    /// `error_log` of nginx, `CustomLog` and `ErrorLog` of Apache, `error_log` and `access.log` of PHP-FPM. A file that is
    /// a link to `/dev/stdout`, `/dev/stderr` or `/proc/self/fd` is right, and so is one below a declared volume.
    ///
    /// ## Why it matters
    /// Logs in the container's own layer are seen by nobody, fill the disk of the host and go away with the container.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/nginx/nginx.conf 0644 0:0 "error_log  /var/log/nginx/error.log notice;\n"
    /// ```
    /// ```image bad
    /// /etc/apache2/apache2.conf 0644 0:0 "ErrorLog /var/log/apache2/error.log\n"
    /// ```
    /// ```image bad
    /// /usr/local/etc/php-fpm.conf 0644 0:0 "[global]\nerror_log = /var/log/php-fpm.log\n"
    /// ```
    /// ```image good
    /// /etc/nginx/nginx.conf 0644 0:0 "error_log  /var/log/nginx/error.log notice;\naccess_log off;\n"
    /// /var/log/nginx/error.log -> /dev/stderr
    /// ```
    /// ```image good
    /// volume /var/log
    /// /etc/apache2/apache2.conf 0644 0:0 "ErrorLog /var/log/apache2/error.log\n"
    /// ```
    /// ```image good
    /// /etc/nginx/nginx.conf 0644 0:0 "# access_log /x.log;\naccess_log /dev/stdout main;\nerror_log stderr;\nerror_log syslog:server=x;\n"
    /// ```
    ///
    /// ## How to fix
    /// `ln -sf /dev/stdout /var/log/nginx/access.log`, or name `/dev/stdout` in the configuration.
    ///
    /// ## References
    /// Docker documentation, "view container logs"; nginx `error_log`, Apache `ErrorLog`, PHP manual, FPM.
    pub static LOG_FILE_IN_CONTAINER = Rule {
        id: "log-file-in-container",
        title: "Logs are written into the container",
        category: Category::Monitoring,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["MON-004"],
        controls: &[
            Control::inferred("CIS Docker", "2.13"),
            Control::inferred("NIST SP 800-53 r5", "AU-4(1)"),
            Control::inferred("NIST SP 800-53 r5", "AU-12"),
            Control::read("DISA", "CTR-000220, CTR-000805"),
            Control::read("DISA", "IB ABC 4.2.4"),
            Control::read("PCI DSS", "CG 8.1"),
            Control::inferred("PCI DSS", "10.3.3"),
        ],
        cwe: Some(778),
        reads: &[
            Reads::Build,
            Reads::Files,
            Reads::Body(Want::Under("etc/nginx/"), BYTES),
            Reads::Body(Want::Under("etc/apache2/"), BYTES),
            Reads::Body(Want::Under("etc/httpd/"), BYTES),
            Reads::Body(Want::Path("usr/local/apache2/conf/httpd.conf"), BYTES),
            Reads::Body(Want::Under("usr/local/etc/php-fpm.d/"), BYTES),
            Reads::Body(Want::Name("php-fpm.conf"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{server} logs to {file}, a file of the container",
        why: "Logs in the container's own layer are seen by nobody, fill the disk and go away with the container.",
        fix: "Link the file to /dev/stdout or /dev/stderr, or name these in the configuration.",
        check: check,
    };
}

const BYTES: u64 = 64 * 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && node.size > 0) {
        let Some(server) = server_of(node.path) else { continue };
        let Some(body) = files.rootfs.body_of(&node) else { continue };
        for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
            let text = String::from_utf8_lossy(line);
            let Some(file) = log_file(server, text.trim()) else { continue };
            if !is_outside(facts, files, file) {
                findings
                    .at(Place::line(node.path, node.layer, number))
                    .detail("server", server)
                    .masked("file", file)
                    .done();
            }
        }
    }
}

fn server_of(path: &[u8]) -> Option<&'static str> {
    let name = base_name(path);
    if !name.ends_with(b".conf") && !path.starts_with(b"etc/nginx/sites-enabled/") {
        return None;
    }
    if path.starts_with(b"etc/nginx/") {
        Some("nginx")
    } else if [&b"etc/apache2/"[..], b"etc/httpd/", b"usr/local/apache2/"].iter().any(|start| path.starts_with(start)) {
        Some("Apache")
    } else if name == b"php-fpm.conf" || path.starts_with(b"usr/local/etc/php-fpm.d/") {
        Some("PHP-FPM")
    } else {
        None
    }
}

/// The absolute file that a line logs to.
fn log_file<'t>(server: &str, line: &'t str) -> Option<&'t str> {
    let (name, rest) = line.split_once([' ', '\t', '='])?;
    let is_log = match server {
        "nginx" => matches!(name, "access_log" | "error_log"),
        "Apache" => ["customlog", "errorlog", "transferlog"].iter().any(|known| name.eq_ignore_ascii_case(known)),
        _ => matches!(name, "error_log" | "access.log" | "slowlog"),
    };
    let value = rest.trim_start_matches([' ', '\t', '=']).split([' ', '\t', ';']).next()?.trim_matches('"');
    let value = Some(value).filter(|_| is_log)?;
    value.starts_with('/').then_some(value)
}

/// Whether what is written there leaves the container: through a link, a device, or a volume.
fn is_outside(facts: &Facts<'_>, files: &Files<'_>, file: &str) -> bool {
    if file.starts_with("/dev/") || file.starts_with("/proc/") || file.contains('$') {
        return true;
    }
    let below =
        |volume: &str| file.strip_prefix(volume.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
    if facts.settings.volumes.iter().any(|volume| below(&volume.value)) {
        return true;
    }
    // The directory or the file itself may be a link to what is there at run time only.
    let path = file.trim_start_matches('/').as_bytes();
    let linked = crate::rules::evidence::ancestors(path).chain([path]).filter_map(|part| files.rootfs.get(part));
    linked.filter(|node| node.kind == EntryKind::Symlink).any(|node| {
        node.link.starts_with(b"/dev/") || node.link.starts_with(b"/proc/") || files.rootfs.resolve(node.path).is_none()
    })
}
