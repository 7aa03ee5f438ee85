//! `duplicate-id`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether two accounts share a uid or a name, or two groups a gid or a name. One finding for each repeated value,
    /// at the line that repeats it. A line that repeats both the name and the number of an earlier one only says the
    /// same thing twice, which is low. Several accounts with uid 0 are left to `second-root-account`.
    ///
    /// ## Why it matters
    /// The kernel knows numbers only: accounts with one uid own each other's files and processes, and logs cannot tell
    /// them apart. Of two lines with one name programs see the first, so the second is not what it seems.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/sbin/nologin\nci:x:1000:1001::/:/sbin/nologin\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nweb:x:33:\nlogs:x:33:\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\napp:x:1001:1001::/:/bin/sh\n"
    /// ```
    /// A uid and a gid may be the same number, comments and empty lines are no accounts:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n\n# made by hand\n\napp:x:1000:1000::/:/sbin/nologin\n"
    /// /etc/group 0644 0:0 "root:x:0:\napp:x:1000:\n"
    /// ```
    ///
    /// ## How to fix
    /// Give every account and group a name and a number of its own: `useradd --uid 10001 --user-group app` without `-o`.
    ///
    /// ## References
    /// passwd(5), group(5), pwck(8), grpck(8).
    pub static DUPLICATE_ID = Rule {
        id: "duplicate-id",
        title: "Accounts or groups share a name or a number",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-012", "DKL-LI-0002"],
        controls: &[
            Control::inferred("NIST SP 800-53 r5", "IA-4"),
            Control::read("DISA", "UBTU-24-400000, RHEL-09-411030/110"),
            Control::read("PCI DSS", "8.2.1"),
        ],
        cwe: Some(694),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The {kind} {value} is used by more than one line of {path}: {lines}",
        why: "The kernel knows numbers only, so such accounts own each other's files; of two lines with one name only the \
              first counts.",
        fix: "Give every account and group a name and a number of its own; leave out `-o` of useradd and groupadd.",
        check: check,
    };
}

/// One line of an account file.
struct Record<'a> {
    name: &'a [u8],
    id: u32,
    line: u32,
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let users = files.accounts.users.iter().map(|user| Record { name: &user.name, id: user.uid, line: user.line });
    let users: Vec<_> = users.collect();
    let groups =
        files.accounts.groups.iter().map(|group| Record { name: &group.name, id: group.gid, line: group.line });
    let groups: Vec<_> = groups.collect();
    judge(files, findings, b"etc/passwd", ["user name", "uid"], &users);
    judge(files, findings, b"etc/group", ["group name", "gid"], &groups);
}

fn judge(files: &Files<'_>, findings: &mut Findings, path: &[u8], kinds: [&'static str; 2], records: &[Record<'_>]) {
    let mut by_name: Map<&[u8], Vec<&Record<'_>>> = Map::new();
    let mut by_id: Map<u32, Vec<&Record<'_>>> = Map::new();
    for record in records {
        by_name.change(record.name, |list| list.push(record));
        by_id.change(record.id, |list| list.push(record));
    }
    let [name_kind, id_kind] = kinds;
    for (name, sharing) in by_name.iter().filter(|(_, sharing)| sharing.len() > 1) {
        let same_id = sharing.windows(2).all(|pair| matches!(pair, [left, right] if left.id == right.id));
        let severity = if same_id { Severity::Low } else { Severity::Medium };
        report(files, findings, path, (name_kind, name), sharing, severity);
    }
    for (id, sharing) in &by_id {
        let other_name = sharing.windows(2).any(|pair| matches!(pair, [left, right] if left.name != right.name));
        // Lines that share the name as well have been reported by it.
        if other_name && (*id != 0 || id_kind != "uid") {
            report(files, findings, path, (id_kind, id.to_string().as_bytes()), sharing, Severity::Medium);
        }
    }
}

fn report(
    files: &Files<'_>,
    findings: &mut Findings,
    path: &[u8],
    (kind, value): (&'static str, &[u8]),
    sharing: &[&Record<'_>],
    severity: Severity,
) {
    const NAMED: usize = 5;
    let mut lines: Vec<_> = sharing
        .iter()
        .take(NAMED)
        .map(|record| format!("{} {} in line {}", String::from_utf8_lossy(record.name), record.id, record.line))
        .collect();
    if let Some(more) = sharing.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(format!("{more} more"));
    }
    let line = sharing.get(1).map_or(1, |record| record.line);
    findings
        .at(files.line(path, line))
        .severity(severity)
        .detail("kind", kind)
        .bytes("value", value)
        .detail("lines", lines.join(", "))
        .done();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn found(passwd: &str) -> Vec<(&'static str, String)> {
        let recipe = format!("/etc/passwd 0644 0:0 \"{passwd}\"\n");
        let report = archive(&Recipe::parse(&recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == DUPLICATE_ID.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    #[test]
    fn a_line_that_stands_twice_is_low_and_reported_once() {
        let found = found("a:x:5:5::/:/bin/sh\\na:x:5:5::/:/bin/sh\\n");
        assert_eq!(
            found,
            [(
                "low",
                "The user name a is used by more than one line of /etc/passwd: a 5 in line 1, a 5 in line 2".into()
            )]
        );
    }

    #[test]
    fn uid_0_is_left_to_the_rule_about_it() {
        assert!(found("root:x:0:0::/:/bin/sh\\nadmin:x:0:0::/:/bin/sh\\n").is_empty());
    }

    #[test]
    fn many_sharers_are_counted() {
        let lines: String = (0..9).map(|number| format!("u{number}:x:7:7::/:/bin/sh\\n")).collect();
        let found = found(&lines);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.ends_with("u4 7 in line 5, 4 more"), "{found:?}");
    }
}
