//! Two merged root filesystems, walked side by side. Takes time in proportion to the paths of both.

use super::changes::note;
use super::model::{Aspect, AspectCounts, File, FileChange, FileChanges};
use super::side::Analysed;
use crate::finding::shown_path;
use crate::image::capability::FileCapability;
use crate::image::layer::{EntryKind, split};
use crate::image::rootfs::{Node, Rootfs};
use crate::report::files::type_of;
use crate::text::escaped_bytes;
use std::cmp::Ordering;

pub(super) fn changes(before: &Analysed<'_>, after: &Analysed<'_>) -> FileChanges {
    let mut changes = FileChanges::default();
    let (Some(one), Some(other)) = (rootfs(before), rootfs(after)) else { return changes };
    let (mut older, mut newer) = (one.nodes().peekable(), other.nodes().peekable());
    loop {
        let order = match (older.peek(), newer.peek()) {
            (None, None) => return changes,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.path.cmp(right.path),
        };
        let left = if order == Ordering::Greater { None } else { older.next() };
        let right = if order == Ordering::Less { None } else { newer.next() };
        match (left, right) {
            (Some(left), Some(right)) => compare(&left, &right, &mut changes),
            (Some(left), None) => {
                changes.removed_bytes = changes.removed_bytes.saturating_add(left.size);
                one_sided(&left, one, other, &mut changes.removed_count, &mut changes.removed);
            }
            (None, Some(right)) => {
                changes.added_bytes = changes.added_bytes.saturating_add(right.size);
                one_sided(&right, other, one, &mut changes.added_count, &mut changes.added);
            }
            (None, None) => return changes,
        }
    }
}

fn rootfs<'a>(side: &Analysed<'a>) -> Option<&'a Rootfs<'a>> {
    side.image?.files.as_ref().map(|files| files.rootfs)
}

/// Counts a path that only one of them has. It has a row of its own unless the row of its directory stands for it.
fn one_sided(node: &Node<'_>, own: &Rootfs<'_>, other: &Rootfs<'_>, count: &mut u64, list: &mut Vec<File>) {
    let (directory, _) = split(node.path);
    if other.get(directory).is_none() {
        *count = count.saturating_add(1);
        return;
    }
    note(count, list, || {
        let mut file = File::of(node);
        if node.kind == EntryKind::Directory {
            let sizes = own.under(node.path).map(|inside| inside.size);
            let (count, bytes) =
                sizes.fold((0_u64, 0_u64), |(count, sum), size| (count.saturating_add(1), sum.saturating_add(size)));
            file.inside = Some(count);
            file.inside_bytes = Some(bytes);
        }
        file
    });
}

fn compare(before: &Node<'_>, after: &Node<'_>, changes: &mut FileChanges) {
    let mut what = Vec::new();
    if before.kind == after.kind {
        match before.kind {
            EntryKind::File if before.size != after.size => what.push(Aspect::Content),
            EntryKind::File if before.size == 0 || before.content == after.content && before.content != 0 => {}
            EntryKind::File if before.content == 0 || after.content == 0 => {
                changes.not_compared = changes.not_compared.saturating_add(1);
            }
            EntryKind::File => what.push(Aspect::Content),
            EntryKind::Symlink | EntryKind::Hardlink if before.link != after.link => what.push(Aspect::Link),
            EntryKind::CharDevice | EntryKind::BlockDevice if before.device != after.device => {
                what.push(Aspect::Device);
            }
            _ => {}
        }
    } else {
        what.push(Aspect::Kind);
    }
    // Mode and owner of a directory that no entry describes are not known; the mode of a symlink means nothing.
    if let (Some(one), Some(other)) = (before.mode, after.mode) {
        if one != other && before.kind != EntryKind::Symlink && after.kind != EntryKind::Symlink {
            what.push(Aspect::Mode);
        }
        if (before.uid, before.gid) != (after.uid, after.gid) {
            what.push(Aspect::Owner);
        }
    }
    if before.capability != after.capability {
        what.push(Aspect::Capability);
    }
    if what.is_empty() {
        return;
    }
    for aspect in &what {
        changes.changes.add(*aspect);
    }
    note(&mut changes.changed_count, &mut changes.changed, || FileChange {
        what,
        before: File::of(before),
        after: File::of(after),
    });
}

impl AspectCounts {
    fn add(&mut self, aspect: Aspect) {
        let count = match aspect {
            Aspect::Kind => &mut self.kind,
            Aspect::Mode => &mut self.mode,
            Aspect::Owner => &mut self.owner,
            Aspect::Content => &mut self.content,
            Aspect::Link => &mut self.link,
            Aspect::Capability => &mut self.capability,
            Aspect::Device => &mut self.device,
        };
        *count = count.saturating_add(1);
    }
}

impl File {
    fn of(node: &Node<'_>) -> Self {
        Self {
            path: shown_path(node.path),
            r#type: type_of(node.kind).to_owned(),
            mode: node.mode.map(|mode| format!("{mode:04o}")),
            uid: node.uid,
            gid: node.gid,
            size: node.size,
            link: (!node.link.is_empty()).then(|| escaped_bytes(node.link)),
            capability: node.capability.map(capability),
            device: matches!(node.kind, EntryKind::CharDevice | EntryKind::BlockDevice)
                .then(|| format!("{}:{}", node.device.0, node.device.1)),
            inside: None,
            inside_bytes: None,
        }
    }
}

fn capability(value: &[u8]) -> String {
    FileCapability::decode(value).map_or_else(|_| String::from("unreadable"), |capability| capability.to_string())
}
