//! How rules about files show what they saw, in one form: modes in octal, owners as numbers and names, and one finding
//! for many files that share a fault, so that a `chmod -R 777` does not bury the rest of a report.
//!
//! Shows and groups only; what is a fault is the rules' matter.

use crate::facts::{Accounts, Files};
use crate::finding::{Findings, Place, Severity, shown_path};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::limits::{MAX_FINDINGS_PER_RULE, MAX_JUDGED_DIRECTORIES};
use crate::ordered::Map;
use std::borrow::Cow;
use std::cmp::Reverse;

/// Names of owners, looked up without a walk through the accounts for every file.
pub(crate) struct Owners<'a> {
    users: Map<u32, &'a [u8]>,
    groups: Map<u32, &'a [u8]>,
}

impl<'a> Owners<'a> {
    pub(crate) fn of(accounts: &'a Accounts) -> Self {
        // Collected from the end, so that the first line of an id stays, as in getpwuid(3).
        Self {
            users: accounts.users.iter().rev().map(|user| (user.uid, user.name.as_slice())).collect(),
            groups: accounts.groups.iter().rev().map(|group| (group.gid, group.name.as_slice())).collect(),
        }
    }

    /// Whether an account has that uid.
    pub(crate) fn knows_user(&self, uid: u32) -> bool {
        self.users.contains_key(&uid)
    }

    /// Whether the account with that uid has that name.
    pub(crate) fn is_user(&self, uid: u32, name: &str) -> bool {
        self.users.get(&uid).is_some_and(|known| *known == name.as_bytes())
    }

    /// Whether the group with that id has that name. Group 0 is `root` even in images without a group file.
    pub(crate) fn is_group(&self, gid: u32, name: &str) -> bool {
        self.groups.get(&gid).map_or(gid == 0 && name == "root", |known| *known == name.as_bytes())
    }

    /// `0:42 root:shadow`; a number that has no name is given alone.
    pub(crate) fn shown(&self, uid: u32, gid: u32) -> String {
        let name = |names: &Map<u32, &[u8]>, id: u32| {
            names.get(&id).map_or_else(|| String::from("?"), |name| String::from_utf8_lossy(name).into_owned())
        };
        if !self.users.contains_key(&uid) && !self.groups.contains_key(&gid) {
            return format!("{uid}:{gid}");
        }
        format!("{uid}:{gid} {}:{}", name(&self.users, uid), name(&self.groups, gid))
    }

    /// `/etc/shadow (mode 0644, owner 0:42 root:shadow)`; a device with its kind and numbers.
    pub(crate) fn subject(&self, node: &Node<'_>) -> String {
        let mode = mode(node.mode.unwrap_or_default());
        let (major, minor) = node.device;
        let device = match node.kind {
            EntryKind::BlockDevice => format!("block {major}:{minor}, "),
            EntryKind::CharDevice => format!("char {major}:{minor}, "),
            _ => String::new(),
        };
        format!("{} ({device}mode {mode}, owner {})", shown_path(node.path), self.shown(node.uid, node.gid))
    }
}

/// Four octal digits.
pub(crate) fn mode(mode: u16) -> String {
    format!("{mode:04o}")
}

/// The directories that a path lies in, the root (empty) first, without the path itself.
pub(crate) fn ancestors(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let slashes = path.iter().zip(0_usize..).filter(|(byte, _)| **byte == b'/').map(|(_, place)| place);
    let root = (!path.is_empty()).then_some(0);
    root.into_iter().chain(slashes).filter_map(|end| path.get(..end))
}

/// The directories above a path, the root first, in which whoever may write can change what the path means: not sticky
/// ones of root, which keep what is there, unless nothing is there yet and they are where it would be made. At most
/// [`MAX_JUDGED_DIRECTORIES`]: each is followed from the root.
pub(crate) fn open_to_change<'f>(files: &'f Files<'_>, path: &[u8]) -> Vec<Node<'f>> {
    const STICKY: u16 = 0o1000;
    let above = ancestors(path).take(MAX_JUDGED_DIRECTORIES);
    let mut above: Vec<_> = above.filter_map(|folder| files.rootfs.resolve(folder)).collect();
    let made_in = above.last().map(|folder| folder.path).filter(|_| files.rootfs.resolve(path).is_none());
    above.retain(|folder| {
        let is_sticky = folder.mode.is_some_and(|mode| mode & STICKY != 0);
        !is_sticky || folder.uid != 0 || made_in == Some(folder.path)
    });
    above
}

/// The last part of a path.
pub(crate) fn base_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// A file with a fault.
pub(crate) struct Fault<'a> {
    node: Node<'a>,
    severity: Severity,
    reason: Cow<'static, str>,
    details: Vec<(&'static str, String)>,
}

impl<'a> Fault<'a> {
    /// Files of the same reason, severity and layer are grouped.
    pub(crate) fn new(node: Node<'a>, severity: Severity, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { node, severity, reason: reason.into(), details: Vec::new() }
    }

    pub(crate) fn path(&self) -> &'a [u8] {
        self.node.path
    }

    /// Something more that was seen; it is left out where the file is one of many.
    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

/// More files than these with the same fault in one layer become one finding.
const MOST_SINGLE_FINDINGS: usize = 10;

/// Paths that such a finding names.
const NAMED_IN_GROUP: usize = 5;

/// Reports faults: one finding a file, or one for many of the same layer, reason and severity, at the directory that
/// they share. Details: `subject` and `reason` always; `mode`, `owner`, `size` of a single file; `count` and `first` of
/// many. `things` names them in the plural: `files`.
pub(crate) fn report(findings: &mut Findings, files: &Files<'_>, things: &'static str, faults: Vec<Fault<'_>>) {
    let owners = Owners::of(&files.accounts);
    let mut groups: Map<_, Vec<Fault<'_>>> = Map::new();
    for fault in faults {
        groups.change((Reverse(fault.severity), fault.node.layer, fault.reason.clone()), |list| list.push(fault));
    }
    let mut room = MAX_FINDINGS_PER_RULE;
    let mut beyond: Option<(Severity, usize)> = None;
    for ((Reverse(severity), layer, reason), group) in groups {
        let singly = group.len() <= MOST_SINGLE_FINDINGS;
        let needed = if singly { group.len() } else { 1 };
        match room.checked_sub(needed) {
            Some(left) => room = left,
            None => {
                // Groups come worst first, so the first one beyond the limit has the worst severity.
                let (worst, count) = beyond.unwrap_or((severity, 0));
                beyond = Some((worst, count.saturating_add(group.len())));
                continue;
            }
        }
        if singly {
            for Fault { node, details, .. } in group {
                let mut draft = findings
                    .at(Place::file(node.path, layer))
                    .severity(severity)
                    .detail("subject", owners.subject(&node))
                    .detail("reason", &reason)
                    .detail("mode", mode(node.mode.unwrap_or_default()))
                    .detail("owner", owners.shown(node.uid, node.gid))
                    .detail("size", node.size);
                for (name, value) in details {
                    draft = draft.detail(name, value);
                }
                draft.done();
            }
            continue;
        }
        let shared = shared_directory(&group);
        let first: Vec<_> = group.iter().take(NAMED_IN_GROUP).map(|fault| shown_path(fault.node.path)).collect();
        findings
            .at(Place::file(shared, layer))
            .severity(severity)
            .detail("subject", format!("{} {things} under {}", group.len(), shown_path(shared)))
            .detail("reason", reason)
            .detail("count", group.len())
            .detail("first", first.join(", "))
            .done();
    }
    if let Some((severity, count)) = beyond {
        findings
            .at(Place::Image)
            .severity(severity)
            .detail("subject", format!("{count} more {things}"))
            .detail("reason", "not listed one by one, since there are so many")
            .detail("count", count)
            .done();
    }
}

/// The deepest directory that all of them lie in.
fn shared_directory<'a>(faults: &[Fault<'a>]) -> &'a [u8] {
    let Some(first) = faults.first().map(|fault| fault.node.path) else { return b"" };
    let same = faults.iter().fold(first.len(), |same, fault| {
        first.iter().zip(fault.node.path).take(same).take_while(|(left, right)| left == right).count()
    });
    let same = first.get(..same).unwrap_or_default();
    let end = same.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    first.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_go_from_the_root_down() {
        assert_eq!(ancestors(b"a/bc/d").collect::<Vec<_>>(), [&b""[..], b"a", b"a/bc"]);
        assert_eq!(ancestors(b"a").collect::<Vec<_>>(), [b""]);
        assert_eq!(ancestors(b"").count(), 0);
    }

    #[test]
    fn owners_have_names_where_the_image_has_them() {
        let accounts = Accounts::read(
            Some(b"root:x:0:0::/root:/bin/sh\nbase:x:0:0::/:/bin/sh\n"),
            Some(b"root:x:0:\nshadow:x:42:\n"),
            None,
        );
        let owners = Owners::of(&accounts);
        assert_eq!(owners.shown(0, 42), "0:42 root:shadow");
        assert_eq!(owners.shown(7, 42), "7:42 ?:shadow");
        assert_eq!(owners.shown(7, 8), "7:8");
        assert!(owners.is_group(42, "shadow") && !owners.is_group(0, "shadow"));
    }
}
