//! `write-paths`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::rules::access::program;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Which directories a server of the image is known to write at run time and are neither a declared volume nor below
    /// one, so that it will not start with a read-only root file system unless they are mounted: nginx, Apache, PHP-FPM,
    /// PostgreSQL, MySQL and MariaDB, Redis, Tomcat. Only where the image has both the program and the directory. It is
    /// informative: the list is what to give to `--tmpfs`.
    ///
    /// ## Why it matters
    /// A container whose root file system is read-only keeps nothing that an intruder writes. It is rarely switched on
    /// because nobody knows which directories to leave open.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/sbin/nginx 0755 0:0 size=10
    /// /var/cache/nginx/ 0755 0:0
    /// ```
    /// ```image bad
    /// /usr/sbin/apache2 0755 0:0 size=10
    /// /var/run/apache2/ 0755 0:0
    /// ```
    /// ```image bad
    /// /usr/local/bin/redis-server 0755 0:0 size=10
    /// /data/ 0755 999:999
    /// ```
    /// ```image good
    /// volume /var/cache/nginx
    /// /usr/sbin/nginx 0755 0:0 size=10
    /// /var/cache/nginx/ 0755 0:0
    /// ```
    /// ```image good
    /// /var/cache/nginx/ 0755 0:0
    /// ```
    /// ```image good
    /// volume /data
    /// /usr/local/bin/redis-server 0755 0:0 size=10
    /// /data/ 0755 999:999
    /// ```
    ///
    /// ## How to fix
    /// `docker run --read-only --tmpfs /var/cache/nginx --tmpfs /run ...`, or `readOnlyRootFilesystem: true` with
    /// `emptyDir` volumes.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.4.4; documentation of the images named above.
    pub static WRITE_PATHS = Rule {
        id: "write-paths",
        title: "Directories to mount for a read-only root file system",
        category: Category::Configuration,
        severity: Severity::Info,
        confidence: Confidence::Medium,
        aliases: &["IMM-005"],
        controls: &[
            Control::inferred("CIS Docker", "5.13"),
            Control::read("NIST SP 800-190", "4.4.4"),
            Control::read("NIST SP 800-53 r5", "SI-14"),
            Control::read("NIST SP 800-53 r5", "CM-5(1)"),
            Control::read("DISA", "CICDG 3.7"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{server} writes {directories}; mount them, and the root file system can be read-only",
        why: "A container whose root file system is read-only keeps nothing that an intruder writes.",
        fix: "Start it with `--read-only` and a `--tmpfs` or volume for each of these directories.",
        check: check,
    };
}

/// Programs of a server and the directories that it writes.
const SERVERS: [(&str, &[&str], &[&str]); 8] = [
    ("nginx", &["nginx"], &["var/cache/nginx", "var/lib/nginx", "var/run/nginx"]),
    ("Apache", &["apache2", "httpd"], &["var/run/apache2", "var/lock/apache2", "usr/local/apache2/logs", "run/httpd"]),
    ("PHP-FPM", &["php-fpm"], &["run/php", "run/php-fpm"]),
    ("PostgreSQL", &["postgres"], &["var/run/postgresql", "var/lib/postgresql/data"]),
    ("MySQL", &["mysqld", "mariadbd"], &["var/run/mysqld", "var/lib/mysql"]),
    ("Redis", &["redis-server", "valkey-server"], &["data"]),
    ("Tomcat", &["catalina.sh"], &["usr/local/tomcat/work", "usr/local/tomcat/temp", "usr/local/tomcat/logs"]),
    ("RabbitMQ", &["rabbitmq-server"], &["var/lib/rabbitmq", "var/log/rabbitmq"]),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let is_mounted = |path: &[u8]| {
        facts.settings.volumes.iter().any(|volume| {
            let rest = path.strip_prefix(volume.value.trim_matches('/').as_bytes());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        })
    };
    for (server, programs, directories) in SERVERS {
        let Some(found) = programs.iter().find_map(|name| program(files, name)) else { continue };
        let mut written = Vec::new();
        for directory in directories {
            let node = files.rootfs.resolve(directory.as_bytes()).filter(|node| node.kind == EntryKind::Directory);
            if node.is_some_and(|node| !is_mounted(node.path)) && !is_mounted(directory.as_bytes()) {
                written.push(format!("/{directory}"));
            }
        }
        if !written.is_empty() {
            findings
                .at(Place::file(found.path, found.layer))
                .detail("server", server)
                .detail("directories", written.join(", "))
                .done();
        }
    }
}
