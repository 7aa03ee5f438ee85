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
