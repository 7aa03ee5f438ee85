//! Who may write a file, as the kernel decides it: the owner by the owner's bit, else the group by the group's, else the
//! others'. And where an image has a program. Judges nothing.

use crate::facts::{Facts, Files};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;

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

/// Whether the image is made for uids that a platform chooses: group 0 may then write, on purpose (OpenShift's
/// guidelines for images). Told by the labels of its builder images, or by a run user whose group is 0.
pub(crate) fn expects_arbitrary_uid(facts: &Facts<'_>, run: Option<&Identity>) -> bool {
    let labelled = facts.settings.labels.iter().any(|label| label.value.0.starts_with("io.openshift."));
    labelled || run.is_some_and(|run| run.groups.contains(&0))
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
    }
}
