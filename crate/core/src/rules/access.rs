//! Who may write or run a file, as the kernel decides it: the owner by the owner's bit, else the group by the group's, else the
//! others'. And where an image has a program. Judges nothing.

use crate::facts::accounts::{Group, Password, User};
use crate::facts::system::lines::At;
use crate::facts::system::shell_profile::ProfileSets;
use crate::facts::{Accounts, Facts, Files};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::limits::{MAX_SEARCH_DIRECTORIES, MAX_SUDO_NAMES};
use crate::ordered::{Map, Set};

/// A user that is not root, with all groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) uid: u32,
    pub(crate) groups: Vec<u32>,
    /// Login name, if the image has the account.
    pub(crate) account: Option<Vec<u8>>,
}

/// Why somebody may write a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// Owns it, so the mode does not matter: it can be changed.
    Owner,
    /// Is in the group, which may write.
    Group(u32),
    /// Everybody may.
    Others,
}

const GROUP_WRITES: u16 = 0o020;
const OTHERS_WRITE: u16 = 0o002;
const STICKY: u16 = 0o1000;

/// The user that the container runs as; `None` for root and for names that the image does not know.
pub(crate) fn run_user(facts: &Facts<'_>, files: &Files<'_>) -> Option<Identity> {
    let user = facts.settings.user.as_ref()?;
    let run = files.accounts.run_as(&user.value);
    let uid = run.uid.filter(|uid| *uid != 0)?;
    let mut groups = run.groups;
    groups.extend(run.gid);
    Some(Identity { uid, groups, account: run.account })
}

impl Identity {
    /// Whether this user may execute a file.
    pub(crate) fn may_run(&self, node: &Node<'_>) -> bool {
        let bit = if node.uid == self.uid {
            0o100
        } else if self.groups.contains(&node.gid) {
            0o010
        } else {
            0o001
        };
        node.mode.is_some_and(|mode| mode & bit != 0)
    }

    /// Whether, and why, this user may write a file or put files into a directory. A directory with the sticky bit keeps
    /// what others own safe, and is not counted.
    pub(crate) fn may_write(&self, node: &Node<'_>) -> Option<Right> {
        let mode = node.mode?;
        if node.kind == EntryKind::Symlink || (node.kind == EntryKind::Directory && mode & STICKY != 0) {
            return None;
        }
        if node.uid == self.uid {
            Some(Right::Owner)
        } else if self.groups.contains(&node.gid) {
            (mode & GROUP_WRITES != 0).then_some(Right::Group(node.gid))
        } else {
            (mode & OTHERS_WRITE != 0).then_some(Right::Others)
        }
    }
}

/// Values of `PATH` that logins and shells set, with the lines that do.
pub(crate) fn login_paths<'a>(files: &'a Files<'_>) -> impl Iterator<Item = (&'a str, &'a At)> {
    let profiles = files.system.profiles.iter().filter(|setting| setting.sets == ProfileSets::Path);
    let supath = files.system.login_defs.iter().filter(|setting| setting.name == "ENV_SUPATH");
    let supath = supath.map(|setting| (setting.value.strip_prefix("PATH=").unwrap_or(&setting.value), &setting.at));
    profiles.map(|setting| (setting.value.as_str(), &setting.at)).chain(supath)
}

/// The absolute directories of a value of `PATH`, clean. Relative ones depend on where a process stands, and variables are
/// not resolved.
pub(crate) fn absolute_directories(path: &str) -> impl Iterator<Item = &[u8]> {
    let absolute = path.split(':').filter_map(|part| part.trim().strip_prefix('/'));
    let known = absolute.filter(|directory| !directory.contains('$'));
    known.take(MAX_SEARCH_DIRECTORIES).map(|directory| directory.trim_matches('/').as_bytes())
}

/// Whether the image is made for uids that a platform chooses: group 0 may then write, on purpose (OpenShift's
/// guidelines for images). Told by the labels of its builder images, or by a run user whose group is 0.
pub(crate) fn expects_arbitrary_uid(facts: &Facts<'_>, run: Option<&Identity>) -> bool {
    let labelled = facts.settings.labels.iter().any(|label| label.value.0.starts_with("io.openshift."));
    labelled || run.is_some_and(|run| run.groups.contains(&0))
}

/// The accounts and groups of an image by name, so that a rule that asks for many need not walk through all each time.
pub(crate) struct Directory<'a> {
    users: Map<&'a [u8], &'a User>,
    uids: Set<u32>,
    groups: Map<&'a [u8], &'a Group>,
    /// Groups that somebody but root is in.
    populated: Set<u32>,
    with_password: Set<&'a [u8]>,
}

impl<'a> Directory<'a> {
    pub(crate) fn of(accounts: &'a Accounts) -> Self {
        let members = accounts.groups.iter().filter(|group| !group.members.is_empty()).map(|group| group.gid);
        let primary = accounts.users.iter().filter(|user| user.uid != 0).map(|user| user.gid);
        let opens = |password: &Password| matches!(password, Password::Hashed(_) | Password::Empty);
        Self {
            // Collected from the end, so that the first line of a name stays, as in getpwnam(3).
            users: accounts.users.iter().rev().map(|user| (user.name.as_slice(), user)).collect(),
            uids: accounts.users.iter().map(|user| user.uid).collect(),
            groups: accounts.groups.iter().rev().map(|group| (group.name.as_slice(), group)).collect(),
            populated: members.chain(primary).collect(),
            with_password: accounts
                .shadow
                .iter()
                .filter(|line| opens(&line.password))
                .map(|line| line.name.as_slice())
                .collect(),
        }
    }

    /// The gid that `wheel` or `#10` means.
    pub(crate) fn gid(&self, group: &str) -> Option<u32> {
        let number = group.strip_prefix('#').and_then(|gid| gid.parse().ok());
        number.or_else(|| self.groups.get(group.as_bytes()).map(|group| group.gid))
    }

    /// Whether a name of sudoers means anybody of the image: `app`, `#1000`, `%wheel`, `ALL`.
    pub(crate) fn has(&self, name: &str) -> bool {
        match (name.strip_prefix('%'), name.strip_prefix('#').and_then(|uid| uid.parse().ok())) {
            (Some(group), _) => self.gid(group).is_some_and(|gid| self.populated.contains(&gid)),
            (None, Some(uid)) => self.uids.contains(&uid),
            (None, None) => name == "ALL" || self.users.contains_key(name.as_bytes()),
        }
    }

    /// Whether the account, or a member of the group, has a password or needs none.
    pub(crate) fn has_password(&self, name: &str) -> bool {
        match name.strip_prefix('%') {
            Some(group) => self.groups.get(group.as_bytes()).is_some_and(|group| {
                group.members.iter().take(MAX_SUDO_NAMES).any(|name| self.with_password.contains(name.as_slice()))
            }),
            None => self.with_password.contains(name.as_bytes()),
        }
    }
}

/// Where programs lie, in the order in which they are looked for. Where `/bin` is a link to `/usr/bin`, both names lead
/// to the same file.
const FOLDERS: [&str; 6] = ["usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin"];

/// The first file of that name among the programs.
pub(crate) fn program<'a>(files: &'a Files<'_>, name: &str) -> Option<Node<'a>> {
    let found = FOLDERS.iter().find_map(|folder| files.rootfs.resolve(format!("{folder}/{name}").as_bytes()));
    found.filter(|node| node.kind == EntryKind::File)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(kind: EntryKind, mode: u16, uid: u32, gid: u32) -> Node<'static> {
        Node {
            number: 0,
            path: b"x",
            kind,
            mode: Some(mode),
            uid,
            gid,
            size: 0,
            mtime: 0,
            link: b"",
            capability: None,
            device: (0, 0),
            content: 0,
            layer: 0,
            first_layer: 0,
            entry: None,
            file: None,
            hardlink_of: None,
        }
    }

    #[test]
    fn the_first_class_that_fits_decides() {
        let user = Identity { uid: 5, groups: vec![7], account: None };
        let file = |mode, uid, gid| user.may_write(&node(EntryKind::File, mode, uid, gid));
        assert_eq!(file(0o444, 5, 7), Some(Right::Owner));
        assert_eq!(file(0o664, 0, 7), Some(Right::Group(7)));
        assert_eq!(file(0o646, 0, 7), None, "its group's bits count, not those of the others");
        assert_eq!(file(0o646, 0, 0), Some(Right::Others));
        assert_eq!(user.may_write(&node(EntryKind::Directory, 0o1777, 0, 0)), None);
        let runs = |mode, uid, gid| user.may_run(&node(EntryKind::File, mode, uid, gid));
        assert!(runs(0o100, 5, 7) && runs(0o710, 0, 7) && runs(0o701, 0, 0));
        assert!(!runs(0o677, 5, 7) && !runs(0o705, 0, 7) && !runs(0o770, 0, 0));
    }
}
