//! The merged root filesystem as JSON lines, for comparing images and for feeding other programs. Nothing is judged.

use crate::image::layer::EntryKind;
use crate::image::rootfs::{Node, Rootfs};
use crate::text::escaped_bytes;
use serde::Serialize;

/// One path. Names are escaped as [`escaped_bytes`] does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileRow {
    /// Without leading slash.
    pub path: String,
    /// `file`, `directory`, `symlink`, `char`, `block`, `fifo`; `hardlink` only if no layer has its target.
    pub r#type: &'static str,
    /// Four octal digits; null for a directory that no layer has an entry for.
    pub mode: Option<String>,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes of a file; 0 for everything else.
    pub size: u64,
    /// Text of a symlink, or the target that a hardlink misses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Index of the layer that last wrote the path.
    pub layer: u32,
    /// Index of the layer that first added it.
    pub first_layer: u32,
    /// For a hardlink, the path under which its layer wrote the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardlink_of: Option<String>,
}

impl FileRow {
    fn of(node: &Node<'_>) -> Self {
        Self {
            path: escaped_bytes(node.path),
            r#type: type_of(node.kind),
            mode: node.mode.map(|mode| format!("{mode:04o}")),
            uid: node.uid,
            gid: node.gid,
            size: node.size,
            link: (!node.link.is_empty()).then(|| escaped_bytes(node.link)),
            layer: node.layer,
            first_layer: node.first_layer,
            hardlink_of: node.hardlink_of.map(escaped_bytes),
        }
    }
}

pub(crate) fn type_of(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::File => "file",
        EntryKind::Directory => "directory",
        EntryKind::Symlink => "symlink",
        EntryKind::Hardlink => "hardlink",
        EntryKind::CharDevice => "char",
        EntryKind::BlockDevice => "block",
        EntryKind::Fifo => "fifo",
        // Marks never become nodes.
        EntryKind::Whiteout | EntryKind::Opaque => "mark",
    }
}

/// Every path but the root directory itself, sorted by the bytes of the paths.
pub fn rows<'a>(rootfs: &'a Rootfs<'_>) -> impl Iterator<Item = FileRow> + 'a {
    rootfs.nodes().filter(|node| !node.path.is_empty()).map(|node| FileRow::of(&node))
}

/// One row as a line of JSON, newline included.
#[must_use]
pub fn line(row: &FileRow) -> String {
    let mut text = crate::json::minified(row);
    text.push('\n');
    text
}
