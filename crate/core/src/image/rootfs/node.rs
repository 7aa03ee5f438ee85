//! One path of the merged root filesystem, as rules see it.

use super::super::layer::EntryKind;
use super::tree::{NONE, Slot, Tree};

/// A path of the merged root filesystem. Hardlinks are resolved: kind, mode, owner, size, link text, capability and
/// device are those of the file that the path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    /// Its number in the tree, for tables beside it; below [`super::Rootfs::numbers`].
    pub(crate) number: u32,
    /// Clean path without leading slash, raw bytes; empty for the root directory.
    pub path: &'a [u8],
    /// What it is. [`EntryKind::Hardlink`] only if the link's target could not be found.
    pub kind: EntryKind,
    /// The 12 low bits of the mode; `None` for a directory that no layer has an entry for.
    pub mode: Option<u16>,
    /// Owner; 0 when `mode` is `None`.
    pub uid: u32,
    /// Group; 0 when `mode` is `None`.
    pub gid: u32,
    /// Bytes of the file.
    pub size: u64,
    /// Modification time in seconds since 1970; 0 when `mode` is `None`.
    pub mtime: i64,
    /// Text of a symlink, or clean path of the target that a hardlink misses; else empty.
    pub link: &'a [u8],
    /// Raw value of `security.capability`.
    pub capability: Option<&'a [u8]>,
    /// Major and minor number of a device.
    pub device: (u32, u32),
    /// XXH64 of the content, see [`super::super::layer::Entry::content`].
    pub content: u64,
    /// Index of the layer that last wrote the path.
    pub layer: u32,
    /// Index of the layer that first added the path, since it was last deleted.
    pub first_layer: u32,
    /// Index of the entry in `layer`; `None` for a directory that no layer has an entry for.
    pub entry: Option<u32>,
    /// Layer and entry of the file itself; differs from `layer` and `entry` for a hardlink.
    pub file: Option<(u32, u32)>,
    /// For a hardlink, the path under which its layer wrote the file.
    pub hardlink_of: Option<&'a [u8]>,
}

impl Tree<'_> {
    pub(super) fn view(&self, number: u32, slot: &Slot) -> Node<'_> {
        let mut node = Node {
            number,
            path: self.path(number),
            kind: slot.kind,
            mode: None,
            uid: 0,
            gid: 0,
            size: 0,
            mtime: 0,
            link: b"",
            capability: None,
            device: (0, 0),
            content: 0,
            layer: u32::from(slot.layer),
            first_layer: u32::from(slot.first_layer),
            entry: (slot.entry != NONE).then_some(slot.entry),
            file: None,
            hardlink_of: None,
        };
        if slot.entry != NONE
            && let Some(file) = self.entry(slot.inode_layer, slot.inode)
        {
            node.mode = Some(file.mode);
            node.uid = file.uid;
            node.gid = file.gid;
            node.size = file.size;
            node.mtime = file.mtime;
            node.link = file.link;
            node.capability = file.capability;
            node.device = file.device;
            node.content = file.content;
            node.file = Some((u32::from(slot.inode_layer), slot.inode));
            node.hardlink_of = slot.is_link().then_some(file.path);
        }
        node
    }
}
