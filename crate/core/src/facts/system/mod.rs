//! Configuration of the operating system that an image ships: who may become whom, who may log in, what runs by the
//! clock, what shells begin with. Each reader is lenient: it keeps what it understands with its line, and says which
//! lines it could not read. None of them judges.

pub mod cron;
pub mod doas;
pub mod lines;
pub mod login_defs;
pub mod pam;
pub mod shell_profile;
pub mod sshd;
pub mod sudoers;

pub use cron::CronJob;
pub use doas::DoasRule;
pub use lines::At;
pub use login_defs::LoginSetting;
pub use pam::PamLine;
pub use shell_profile::ProfileSetting;
pub use sshd::SshdConfig;
pub use sudoers::{SudoRule, Sudoers};

use super::Accounts;
use crate::finding::shown_path;
use crate::gap::{Gap, GapKind};
use crate::image::rootfs::{Node, Rootfs};
use lines::Unreadable;
use std::sync::Arc;

/// What the configuration files of the root file system say.
#[derive(Debug, Default)]
pub struct System {
    /// `sshd_config` and what it includes; `None` if there is none.
    pub sshd: Option<SshdConfig>,
    /// `/etc/login.defs`.
    pub login_defs: Vec<LoginSetting>,
    /// `/etc/sudoers` and what it includes.
    pub sudoers: Sudoers,
    /// `/etc/doas.conf` and `/etc/doas.d`.
    pub doas: Vec<DoasRule>,
    /// `/etc/pam.d` and `/etc/pam.conf`.
    pub pam: Vec<PamLine>,
    /// Tables of cron: the system's and those of accounts.
    pub cron: Vec<CronJob>,
    /// `umask` and `PATH` in the start-up files of shells.
    pub profiles: Vec<ProfileSetting>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

impl System {
    /// Reads the files whose bodies the scan has kept.
    #[must_use]
    pub fn of(rootfs: &Rootfs<'_>, accounts: &Accounts) -> Self {
        let mut unreadable = Unreadable::default();
        for (file, line) in &accounts.broken {
            unreadable.add(&At::new(&Arc::from([b"etc/", file.as_bytes()].concat()), *line));
        }
        let files = ConfigFiles { rootfs };
        let mut system = Self {
            sshd: sshd::of(&files, &mut unreadable),
            login_defs: login_defs::of(&files),
            sudoers: sudoers::of(&files, &mut unreadable),
            doas: doas::of(&files, &mut unreadable),
            pam: pam::of(&files, &mut unreadable),
            cron: cron::of(&files, &mut unreadable),
            profiles: shell_profile::of(&files),
            gaps: Vec::new(),
        };
        system.gaps = unreadable.files().map(|(path, lines, more)| gap(rootfs, path, lines, more)).collect();
        system
    }
}

fn gap(rootfs: &Rootfs<'_>, path: &[u8], lines: &[u32], more: u32) -> Gap {
    let named: Vec<_> = lines.iter().map(u32::to_string).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let lines = if lines.len() == 1 && more.is_empty() { "line" } else { "lines" };
    Gap {
        kind: GapKind::FileUnreadable,
        member: None,
        layer: rootfs.resolve(path).map(|node| node.layer),
        path: Some(shown_path(path)),
        offset: None,
        what: format!("{lines} {}{more} could not be read for what the file is", named.join(", ")),
        action: String::from("Correct the file in the instruction that writes it; its other lines were read"),
    }
}

/// Files of the final file system, as the readers ask for them.
pub(crate) struct ConfigFiles<'a> {
    rootfs: &'a Rootfs<'a>,
}

impl<'a> ConfigFiles<'a> {
    /// The body of a file, and its path as it was asked for.
    pub(crate) fn body(&self, path: &[u8]) -> Option<(Arc<[u8]>, &'a [u8])> {
        Some((Arc::from(path), self.rootfs.body(path)?.bytes))
    }

    /// The files that lie directly in a directory, in the order of their names.
    pub(crate) fn in_directory(&self, directory: &[u8]) -> Vec<(Arc<[u8]>, &'a [u8])> {
        let start = directory.len().saturating_add(1);
        let direct = |node: &Node<'_>| node.path.get(start..).is_some_and(|name| !name.contains(&b'/'));
        let nodes = self.rootfs.under(directory).filter(direct);
        // A name may be a link to a file that another name has.
        nodes.filter_map(|node| Some((Arc::from(node.path), self.rootfs.body(node.path)?.bytes))).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Options, archive};
    use crate::gap::GapKind;
    use plimsoll_image_builder::Recipe;

    #[test]
    fn what_cannot_be_read_is_a_gap_with_its_lines_and_the_rest_is_judged() {
        let recipe = "/usr/bin/sudo 4755 0:0 size=1\n\
                      /etc/passwd 0644 0:0 \"root:x:0:0::/root:/bin/sh\\nnonsense\\n+\\napp:x:1000:1000::/:/bin/sh\\n\"\n\
                      layer RUN x\n\
                      /etc/sudoers 0440 0:0 \"@include sudoers.d/app\\n\"\n\
                      /etc/sudoers.d/app 0440 0:0 \"?\\n?\\n?\\n?\\n?\\n?\\napp ALL=NOPASSWD: ALL\\n\"\n\
                      /etc/cron.d/job 0644 0:0 \"* * *\\n\"\n";
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let target = &report.targets[0];
        let gaps: Vec<_> = target
            .gaps
            .iter()
            .filter(|gap| gap.kind == GapKind::FileUnreadable)
            .map(|gap| (gap.path.as_deref().unwrap_or_default(), gap.layer, gap.what.as_str()))
            .collect();
        assert_eq!(
            gaps,
            [
                ("/etc/cron.d/job", Some(1), "line 1 could not be read for what the file is"),
                ("/etc/passwd", Some(0), "line 2 could not be read for what the file is"),
                (
                    "/etc/sudoers.d/app",
                    Some(1),
                    "lines 1, 2, 3, 4, 5 and 1 more could not be read for what the file is"
                ),
            ]
        );
        assert!(!report.complete, "something may have gone unseen");
        assert!(
            target.findings.iter().any(|found| found.rule == "dangerous-sudo-rule" && found.severity.name() == "high")
        );
    }

    #[test]
    fn files_that_include_each_other_end() {
        let recipe = "/etc/sudoers 0440 0:0 \"@include sudoers\\n@includedir /etc/sudoers.d\\n\"\n\
                      /etc/sudoers.d/a 0440 0:0 \"@includedir /etc/sudoers.d\\n@include /etc/sudoers\\n\"\n\
                      /etc/ssh/sshd_config 0600 0:0 \"Include /etc/ssh/sshd_config\\nInclude sshd_config.d/*\\n\"\n\
                      /etc/ssh/sshd_config.d/a 0600 0:0 \"Include *\\n\"\n\
                      /usr/sbin/sshd 0755 0:0 size=1\n";
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        assert!(report.targets[0].gaps.iter().all(|gap| gap.kind != GapKind::FileUnreadable));
    }
}
