//! `replaceable-entrypoint`.

use super::program::{Program, located, started};
use crate::facts::accounts::RunAs;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::limits::{MAX_JUDGED_DIRECTORIES, MAX_LINK_HOPS};
use crate::ordered::Set;
use crate::rules::evidence::{Owners, ancestors, mode};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether somebody else than root can replace what the container starts. The first words of entrypoint and command
    /// are looked up as the runtime does, through `PATH` and symbolic links; behind an init program (`tini`,
    /// `dumb-init`), `env`, `gosu` or `sh -c` it is the program that these start, and behind an interpreter its script.
    /// The program, every link on the way and every directory above them are judged:
    ///
    /// | fault | severity |
    /// |---|---|
    /// | the user that the container runs as owns it, or may write it as a member of its group | high |
    /// | every user may write it (a directory with the sticky bit is safe for what others own) | high |
    /// | another group with members may write it, or no account of the image owns it | medium |
    /// | a group without members may write it | low |
    /// | the user is in group 0, and group 0 may write it: the pattern of OpenShift, on purpose | info |
    /// | the program is not in the image, no layer is missing, and no volume is where it would be | low |
    ///
    /// ## Why it matters
    /// Who replaces the program stays in the container over restarts that keep its file system, and in the image if it is committed;
    /// where it starts as root, that is a way to root.
    ///
    /// ## Examples
    /// The user that runs it owns it:
    /// ```image bad
    /// user 10001
    /// entrypoint ["/app/server"]
    /// /app/server 0755 10001:10001 size=10
    /// ```
    /// A directory above it can be written by all:
    /// ```image bad
    /// cmd ["server"]
    /// env PATH=/opt/bin
    /// /opt/bin/ 0777 0:0
    /// /opt/bin/server 0755 0:0 size=10
    /// ```
    /// Behind a shell:
    /// ```image bad
    /// entrypoint ["/bin/sh", "-c", "exec /app/run"]
    /// /bin/sh 0755 0:0 size=10
    /// /app/run 0757 0:0 size=10
    /// ```
    /// It is not there, reported as low:
    /// ```image bad
    /// cmd ["/app/server"]
    /// /app/serve 0755 0:0 size=10
    /// ```
    /// ```image good
    /// user 10001
    /// entrypoint ["server"]
    /// /usr/local/bin/ 0755 0:0
    /// /usr/local/bin/server -> /app/server
    /// /app/ 0755 0:0
    /// /app/server 0755 0:0 size=10
    /// /app/data/ 0755 10001:10001
    /// ```
    ///
    /// ## How to fix
    /// Let root own the program and its directories and give the user no right to write there:
    /// `COPY --chown=root:root --chmod=0755 server /usr/local/bin/`.
    ///
    /// ## References
    /// OCI image specification, config, `Entrypoint` and `Cmd`; path_resolution(7); OpenShift, guidelines for images,
    /// "support arbitrary user ids".
    pub static REPLACEABLE_ENTRYPOINT = Rule {
        id: "replaceable-entrypoint",
        title: "The program that the container starts can be replaced",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["PRM-011"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-5(6)"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("DISA", "V-203675"),
            Control::inferred("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The container starts {program}: {what}",
        why: "Whoever can replace the program decides what the container runs at its next start.",
        fix: "Let root own the program and all directories above it, without the right to write for others: \
              `COPY --chown=root:root --chmod=0755`.",
        check: check,
    };
}

const OTHERS_WRITE: u16 = 0o002;
const GROUP_WRITES: u16 = 0o020;
const STICKY: u16 = 0o1000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let is_windows = facts.image.as_ref().is_some_and(|image| image.config.os.as_deref() == Some("windows"));
    if is_windows {
        return;
    }
    let user = facts.settings.user.as_ref().map_or("", |setting| setting.value.as_str());
    let judge = Judge { files, owners: Owners::of(&files.accounts), run: files.accounts.run_as(user) };
    let mut judged = Set::new();
    for program in started(&facts.settings) {
        let Some(path) = located(files, &facts.settings, &program) else {
            if is_missing(facts, files, &program) {
                findings
                    .at(program.place.clone())
                    .severity(Severity::Low)
                    .detail("program", &program.word)
                    .detail("what", "it is not in the image, so the container cannot start")
                    .done();
            }
            continue;
        };
        for node in on_the_way(files, &path) {
            if !judged.insert(node.path.to_vec()) {
                continue;
            }
            let Some((severity, reason)) = judge.fault(&node) else { continue };
            findings
                .at(Place::file(node.path, node.layer))
                .severity(severity)
                .detail("program", &program.word)
                .detail("what", format!("{} {reason}", judge.owners.subject(&node)))
                .detail("mode", mode(node.mode.unwrap_or_default()))
                .detail("owner", judge.owners.shown(node.uid, node.gid))
                .done();
        }
    }
}

/// Whether the image should have the program and has not.
fn is_missing(facts: &Facts<'_>, files: &Files<'_>, program: &Program) -> bool {
    let word = program.word.as_str();
    let is_in_volume = facts.settings.volumes.iter().any(|volume| {
        let volume = volume.value.trim_end_matches('/');
        word.strip_prefix(volume).is_some_and(|rest| rest.starts_with('/'))
    });
    // A link that leads nowhere now may lead into what is mounted at run time.
    let is_link = files.rootfs.get(word.trim_start_matches('/').as_bytes()).is_some();
    files.complete && program.needed && !word.contains('$') && !is_in_volume && !is_link
}

/// The program itself, the links that lead to it, and the directories above all of these. The path is absolute, without
/// its first slash.
fn on_the_way<'a>(files: &'a Files<'_>, path: &[u8]) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    let mut path = path.to_vec();
    for _ in 0..=MAX_LINK_HOPS {
        let above: Vec<_> = ancestors(&path).take(MAX_JUDGED_DIRECTORIES).collect();
        found.extend(above.into_iter().filter_map(|directory| files.rootfs.resolve(directory)));
        let cut = path.iter().rposition(|byte| *byte == b'/');
        let (parent, name) = match cut {
            Some(cut) => (path.get(..cut).unwrap_or_default(), path.get(cut.saturating_add(1)..).unwrap_or_default()),
            None => (&[][..], path.as_slice()),
        };
        let Some(parent) = files.rootfs.resolve(parent) else { break };
        let joined = |name: &[u8]| match parent.path {
            b"" => name.to_vec(),
            parent => [parent, b"/", name].concat(),
        };
        let Some(node) = files.rootfs.get(&joined(name)) else { break };
        if node.kind != EntryKind::Symlink {
            // The real path may have other directories above it than the one that was asked for.
            found.extend(ancestors(node.path).take(MAX_JUDGED_DIRECTORIES).filter_map(|above| files.rootfs.get(above)));
            found.push(node);
            break;
        }
        path = match node.link.strip_prefix(b"/") {
            Some(absolute) => absolute.to_vec(),
            None => joined(node.link),
        };
    }
    found
}

struct Judge<'a> {
    files: &'a Files<'a>,
    owners: Owners<'a>,
    run: RunAs,
}

impl Judge<'_> {
    fn fault(&self, node: &Node<'_>) -> Option<(Severity, String)> {
        let mode = node.mode?;
        if node.kind == EntryKind::Symlink {
            return None;
        }
        let runs_as_other = self.run.uid.is_some_and(|uid| uid != 0);
        if runs_as_other && self.run.uid == Some(node.uid) {
            return Some((Severity::High, String::from("is owned by the user that the container runs as")));
        }
        let is_protected = node.kind == EntryKind::Directory && mode & STICKY != 0;
        if mode & OTHERS_WRITE != 0 && !is_protected {
            return Some((Severity::High, String::from("may be written by every user")));
        }
        if mode & GROUP_WRITES != 0
            && !is_protected
            && let Some(fault) = self.group_fault(node.gid, runs_as_other)
        {
            return Some(fault);
        }
        if self.files.accounts.has_passwd && node.uid != 0 && !self.owners.knows_user(node.uid) {
            return Some((Severity::Medium, format!("is owned by uid {}, which is no account of the image", node.uid)));
        }
        None
    }

    /// What it means that a group may write.
    fn group_fault(&self, gid: u32, runs_as_other: bool) -> Option<(Severity, String)> {
        let is_own = runs_as_other && (self.run.gid == Some(gid) || self.run.groups.contains(&gid));
        if is_own && gid == 0 {
            let reason = "may be written by group 0, which the user is in: right for arbitrary uids on OpenShift only";
            return Some((Severity::Info, reason.to_owned()));
        }
        if is_own {
            return Some((Severity::High, format!("may be written by group {gid}, which the user is in")));
        }
        if gid == 0 {
            return None;
        }
        let accounts = &self.files.accounts;
        let has_members = accounts.users.iter().any(|user| user.gid == gid && user.uid != 0)
            || accounts.groups.iter().any(|group| group.gid == gid && !group.members.is_empty());
        Some(if has_members {
            (Severity::Medium, format!("may be written by group {gid}, which has members"))
        } else {
            (Severity::Low, format!("may be written by group {gid}, which has no members"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str) -> Vec<(&'static str, String)> {
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == REPLACEABLE_ENTRYPOINT.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    const ACCOUNTS: &str = "/etc/passwd 0644 0:0 \"root:x:0:0::/:/bin/sh\\napp:x:1000:1000::/:/bin/sh\\n\"\n\
                            /etc/group 0644 0:0 \"root:x:0:\\napp:x:1000:\\nlogs:x:50:\\nstaff:x:60:app\\n\"\n";

    #[test]
    fn owner_and_group_are_judged_against_the_user() {
        let of = |user: &str, file: &str| found(&format!("user {user}\ncmd [\"/p\"]\n{ACCOUNTS}/p {file} size=1\n"));
        assert_eq!(
            of("app", "0755 1000:1000"),
            [(
                "high",
                "The container starts /p: /p (mode 0755, owner 1000:1000 app:app) is owned by the user that the \
                 container runs as"
                    .to_owned()
            )]
        );
        assert_eq!(of("app", "0775 0:60")[0].0, "high", "a supplementary group");
        assert_eq!(of("app", "0775 0:50")[0].0, "low", "a group without members");
        assert_eq!(of("root", "0775 0:60")[0].0, "medium", "a group with members");
        assert_eq!(of("root", "0755 4711:0")[0].0, "medium", "no account");
        assert_eq!(of("4711", "0775 0:0")[0].0, "info", "the pattern of OpenShift");
        assert!(of("root", "0755 1000:1000").is_empty(), "an account that root runs a program of");
        assert!(of("app", "0775 0:0").is_empty(), "group 0, which the user is not in");
    }

    #[test]
    fn links_and_directories_on_the_way_are_judged() {
        let recipe = "user 7\ncmd [\"run\"]\nenv PATH=/first:/bin\n/bin/ 0755 0:0\n/bin/run -> ../x/link\n/x/ 0755 7:7\n\
                      /x/link -> /real/run\n/real/ 0755 0:0\n/real/run 0755 0:0 size=1\n";
        let found = found(recipe);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("/x (mode 0755, owner 7:7)"), "{found:?}");
    }

    #[test]
    fn the_sticky_bit_protects_what_others_own() {
        let recipe = |mode: &str| format!("user 7\ncmd [\"/tmp/run\"]\n/tmp/ {mode} 0:0\n/tmp/run 0755 0:0 size=1\n");
        assert!(found(&recipe("1777")).is_empty());
        assert_eq!(found(&recipe("0777"))[0].0, "high");
    }

    #[test]
    fn a_missing_program_is_said_only_when_that_is_sure() {
        let of = |lines: &str| found(&format!("{lines}/a 0644 0:0 size=1\n")).len();
        assert_eq!(of("cmd [\"/app/run\"]\n"), 1);
        assert_eq!(of("entrypoint [\"run\"]\ncmd [\"arg\"]\n"), 1, "the argument is no program");
        assert_eq!(of("cmd [\"/app/run\"]\nvolume /app\n"), 0);
        assert_eq!(of("cmd [\"/app/run\"]\n/app/run -> /mounted/run\n"), 0);
        assert_eq!(of("platform windows/amd64\ncmd [\"c:\\\\\\\\run.exe\"]\n"), 0);
        assert_eq!(of("cmd [\"/app/run\"]\nlayer x\n/b 0644 0:0\nmissing layer 0\nlayer y\n"), 0);
    }

    #[test]
    fn hostile_links_end() {
        assert!(found("cmd [\"/a\"]\n/a -> b\n/b -> a\n").is_empty());
    }
}
