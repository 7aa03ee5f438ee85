//! Following symlinks in the merged tree, as a process inside the container would.

use super::super::layer::EntryKind;
use super::tree::{ROOT, Tree};
use crate::limits::MAX_LINK_HOPS;

impl Tree<'_> {
    /// The living node that a path leads to, symlinks followed in every component but the last, and there if `last`.
    /// Every component looked at is taken from `steps`; `None` when they run out.
    pub(super) fn follow(&self, path: &[u8], last: bool, steps: &mut u64) -> Option<u32> {
        let mut rest = vec![path];
        let mut node = ROOT;
        let mut hops = 0_usize;
        while let Some(text) = rest.pop() {
            let (component, after) = split_first(text);
            if let Some(after) = after {
                rest.push(after);
            }
            match component {
                b"" | b"." => continue,
                b".." => {
                    node = self.parent(node);
                    continue;
                }
                _ => {}
            }
            *steps = steps.checked_sub(1)?;
            let child = self.find(node, component)?;
            let slot = self.slot(child).filter(|slot| slot.alive)?;
            let ends = rest.iter().all(|text| is_blank(text));
            match slot.kind {
                EntryKind::Directory => node = child,
                EntryKind::Symlink if last || !ends => {
                    hops = hops.checked_add(1).filter(|&hops| hops <= MAX_LINK_HOPS)?;
                    let target = self.entry(slot.inode_layer, slot.inode)?.link;
                    if target.is_empty() {
                        return None;
                    }
                    if target.starts_with(b"/") {
                        node = ROOT;
                    }
                    rest.push(target);
                }
                _ if ends => return Some(child),
                _ => return None,
            }
        }
        Some(node)
    }
}

/// The text before the first slash, and what follows it.
pub(super) fn split_first(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|&byte| byte == b'/') {
        Some(slash) => (text.get(..slash).unwrap_or_default(), text.get(slash.saturating_add(1)..)),
        None => (text, None),
    }
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte == b'/')
}
