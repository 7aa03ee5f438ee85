//! `replaceable-cron-job`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::rules::access::program;
use crate::rules::evidence::{Owners, base_name, open_to_change};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// Jobs of cron that run as root: whether the first program of the command, or a script in `/etc/cron.hourly`,
    /// `cron.daily`, `cron.weekly`, `cron.monthly` and `/etc/periodic`, is owned by another account or may be written by
    /// every user, or lies in a directory of which that is true, also if it is not there yet; and whether a table itself
    /// is owned by another account. High where a cron daemon is in the image, low where none is.
    ///
    /// ## Why it matters
    /// Who can change the program has it run as root within the day.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.d/app 0644 0:0 "* * * * * root /app/clean.sh\n"
    /// /app/clean.sh 0755 1000:1000 size=10
    /// ```
    /// ```image bad
    /// /usr/sbin/crond 0755 0:0 size=10
    /// /etc/periodic/daily/clean 0777 0:0 size=10
    /// ```
    /// ```image bad
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.d/app 0644 1000:1000 "* * * * * root /usr/bin/true\n"
    /// ```
    /// A program that is missing, where everybody may put it:
    /// ```image bad
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /tmp/ 1777 0:0
    /// /etc/cron.d/app 0644 0:0 "* * * * * root /tmp/clean.sh\n"
    /// ```
    /// ```image good
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.d/app 0644 0:0 "* * * * * root /app/clean.sh\n"
    /// /app/clean.sh 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.d/app 0644 0:0 "* * * * * app /app/clean.sh\n"
    /// /app/clean.sh 0755 1000:1000 size=10
    /// ```
    /// ```image good
    /// /usr/sbin/cron 0755 0:0 size=10
    /// /etc/cron.daily/dpkg 0755 0:0 size=10
    /// /etc/crontab 0644 0:0 "17 * * * * root cd / && run-parts --report /etc/cron.hourly\n"
    /// ```
    ///
    /// ## How to fix
    /// Let root own the program, its directory and the table, and run the job as the account that owns its data.
    ///
    /// ## References
    /// crontab(5), run-parts(8).
    pub static REPLACEABLE_CRON_JOB = Rule {
        id: "replaceable-cron-job",
        title: "Others than root decide what cron runs as root",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        cwe: Some(732),
        reads: &[
            Reads::Files,
            bodies::CRONTAB,
            bodies::CRON_D,
            bodies::SPOOL_CRON,
            bodies::CRONTABS,
        ],
        inputs: Inputs::Image,
        message: "cron runs {program} as root: {reason}",
        why: "Who can change the program has it run as root within the day.",
        fix: "Let root own the program, its directory and the table, or run the job as another account.",
        check: check,
    };
}

const DAEMONS: [&str; 4] = ["cron", "crond", "dcron", "anacron"];

const SCRIPTS: [&[u8]; 5] =
    [b"etc/cron.hourly", b"etc/cron.daily", b"etc/cron.weekly", b"etc/cron.monthly", b"etc/periodic"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let severity =
        if DAEMONS.iter().any(|name| program(files, name).is_some()) { Severity::High } else { Severity::Low };
    let owners = Owners::of(&files.accounts);
    let fault = |path: &[u8]| {
        let program = files.rootfs.resolve(path);
        if program.is_some_and(|node| node.kind != EntryKind::File) {
            return None;
        }
        let above = open_to_change(files, program.map_or(path, |node| node.path));
        above.into_iter().chain(program).find_map(|node| {
            let open = node.mode? & 0o002 != 0;
            (node.uid != 0 || open).then(|| format!("others than root may change {}", owners.subject(&node)))
        })
    };
    let mut report = |place: Place, program: &[u8], reason: String| {
        findings.at(place).severity(severity).path("program", program).detail("reason", reason).done();
    };
    for job in files.system.cron.iter().filter(|job| job.user == "root") {
        let word = job.command.split_whitespace().next().unwrap_or_default();
        let Some(path) = word.strip_prefix('/') else { continue };
        if let Some(reason) = fault(path.as_bytes()) {
            report(files.at(&job.at), path.as_bytes(), reason);
        }
    }
    let tables = files.rootfs.under(b"etc/cron.d").chain(files.rootfs.get(b"etc/crontab"));
    for node in tables.filter(|node| node.kind == EntryKind::File && node.uid != 0) {
        let reason = format!("another account owns the table {}", owners.subject(&node));
        report(Place::file(node.path, node.layer), node.path, reason);
    }
    for node in SCRIPTS.iter().flat_map(|directory| files.rootfs.under(directory)) {
        if node.kind == EntryKind::File
            && base_name(node.path) != b".placeholder"
            && let Some(reason) = fault(node.path)
        {
            report(Place::file(node.path, node.layer), node.path, reason);
        }
    }
}
