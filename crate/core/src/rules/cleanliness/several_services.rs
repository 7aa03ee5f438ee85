//! `several-services`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::limits::MAX_FINDINGS_PER_RULE;
use crate::rules::access::program;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Containers that are several services: entrypoint or command starts an init system for machines (`systemd`,
    /// `/sbin/init`, `openrc`, `runit`, `s6-svscan`) or `supervisord`, or a cron daemon is in the image and has a job
    /// that no package brought. Small init programs for one process (`tini`, `dumb-init`, `docker-init`) are fine.
    ///
    /// ## Why it matters
    /// What runs behind such a program is not seen, limited, restarted or logged by the platform.
    ///
    /// ## Examples
    /// ```image bad
    /// entrypoint ["/usr/bin/supervisord", "-n"]
    /// ```
    /// ```image bad
    /// cmd ["/sbin/init"]
    /// ```
    /// ```image bad
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.d/backup 0644 0:0 "0 3 * * * root /app/backup\n"
    /// ```
    /// ```image good
    /// entrypoint ["/usr/bin/tini", "--", "/app/server"]
    /// ```
    /// ```image good
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/crontab 0644 0:0 "17 * * * * root cd / && run-parts --report /etc/cron.hourly\n"
    /// ```
    /// ```image good
    /// /etc/cron.d/e2scrub_all 0644 0:0 "30 3 * * 0 root /sbin/e2scrub_all\n"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["supervisord", "-c", "/etc/supervisord.conf"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT ["/lib/systemd/systemd"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD /sbin/init
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD ["/app/init"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT ["dumb-init", "--", "/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN systemctl --version || true
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// One container for each service, and a scheduled job of the platform in the place of cron.
    ///
    /// ## References
    /// Docker documentation, "run multiple processes in a container"; Kubernetes documentation, CronJob.
    pub static SEVERAL_SERVICES = Rule {
        id: "several-services",
        title: "Several services in one container",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["PKG-009"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "SC-2"),
            Control::read("DISA", "CICDG 2.13 (one service)"),
            Control::read("DISA", "CTR-000315"),
            Control::inferred("PCI DSS", "2.2.3"),
        ],
        cwe: Some(1125),
        reads: &[
            Reads::Build,
            Reads::Files,
            bodies::CRONTAB,
            bodies::CRON_D,
            bodies::SPOOL_CRON,
            bodies::CRONTABS,
        ],
        inputs: Inputs::Both,
        message: "{what}",
        why: "What runs behind such a program is not seen, limited, restarted or logged by the platform.",
        fix: "Give each service a container of its own, and schedule jobs by the platform.",
        check: check,
    };
}

static SUPERVISORS: Words =
    words!["systemd", "supervisord", "openrc-init", "runit-init", "runsvdir", "s6-svscan", "upstart"];

/// Jobs of cron that packages of distributions bring.
static STOCK_TABLES: Words = words![
    "etc/crontab",
    "etc/cron.d/e2scrub_all",
    "etc/cron.d/0hourly",
    "etc/cron.d/sysstat",
    "etc/cron.d/php",
    "etc/cron.d/certbot",
    "etc/cron.d/popularity-contest",
    "etc/crontabs/root",
];

const CRON_DAEMONS: [&str; 4] = ["cron", "crond", "dcron", "supercronic"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in [&facts.settings.entrypoint, &facts.settings.cmd].into_iter().flatten() {
        let words = setting.value.iter().flat_map(|word| word.split_whitespace());
        let found = words.take(8).find(|word| {
            SUPERVISORS.contains(&word.rsplit('/').next().unwrap_or_default())
                || matches!(*word, "/sbin/init" | "/usr/sbin/init")
        });
        if let Some(found) = found {
            findings
                .at(setting.place.clone())
                .masked("what", format!("The container starts {found}, which starts others"))
                .done();
        }
    }
    let Some(files) = facts.files() else { return };
    let Some(daemon) = CRON_DAEMONS.iter().find_map(|name| program(files, name)) else { return };
    let shown = crate::finding::shown_path(daemon.path);
    for job in files.system.cron.iter().take(MAX_FINDINGS_PER_RULE) {
        let is_stock = STOCK_TABLES.iter().any(|path| *job.at.path == *path.as_bytes());
        // The tables of Debian and Alpine that run what packages put into directories.
        if is_stock && job.command.contains("run-parts")
            || is_stock && *job.at.path != *b"etc/crontab" && *job.at.path != *b"etc/crontabs/root"
        {
            continue;
        }
        findings
            .at(files.at(&job.at))
            .masked("what", format!("{shown} is in the image and has a job for {}: {}", job.user, job.command))
            .done();
    }
}
