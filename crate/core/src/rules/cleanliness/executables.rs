//! Executables of an image by name. The names of one busybox are one program and none of them is given.

use crate::image::layer::EntryKind;
use crate::image::rootfs::{Node, Rootfs};
use crate::ordered::Set;

/// A regular file that can be run and lies where programs lie.
pub(super) struct Executable<'a> {
    /// The file.
    pub(super) node: Node<'a>,
    /// Its name without folder.
    pub(super) name: &'a str,
}

/// All executables in folders called `bin` or `sbin`, and those that compilers keep for themselves.
pub(super) fn executables<'a>(rootfs: &'a Rootfs<'_>) -> std::vec::IntoIter<Executable<'a>> {
    let all = || rootfs.nodes().filter_map(executable);
    let multi_call = all().filter(|program| is_multi_call(program.name));
    let mut files = Set::new();
    // A copy has the same content where it is not the same file.
    let mut contents = Set::new();
    for program in multi_call {
        files.insert(program.node.file);
        contents.insert((program.node.content, program.node.size));
    }
    let mut programs: Vec<_> = all().collect();
    programs.retain(|program| {
        !files.contains(&program.node.file) && !contents.contains(&(program.node.content, program.node.size))
    });
    programs.into_iter()
}

fn is_multi_call(name: &str) -> bool {
    matches!(name, "busybox" | "busybox.static" | "toybox")
}

fn executable(node: Node<'_>) -> Option<Executable<'_>> {
    const ANY_EXECUTE: u16 = 0o111;
    if node.kind != EntryKind::File || node.mode.is_none_or(|mode| mode & ANY_EXECUTE == 0) {
        return None;
    }
    let (folder, name) = split(node.path);
    let in_place = matches!(split(folder).1, b"bin" | b"sbin")
        || folder.starts_with(b"usr/lib/gcc/")
        || folder.starts_with(b"usr/libexec/gcc/");
    let name = std::str::from_utf8(name).ok().filter(|_| in_place)?;
    Some(Executable { node, name })
}

/// Folder and name of a clean path.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = path.rsplitn(2, |&byte| byte == b'/');
    let name = parts.next().unwrap_or_default();
    (parts.next().unwrap_or_default(), name)
}

/// A name without the target and the version that compilers carry: `x86_64-linux-gnu-gcc-12` is gcc.
pub(super) fn plain_name(name: &str) -> &str {
    let is_version = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let name = name.rsplit_once('-').filter(|(_, version)| is_version(version)).map_or(name, |(stem, _)| stem);
    if name.contains("-linux") { name.rsplit('-').next().unwrap_or(name) } else { name }
}

/// The first names of a list, and how many more there are.
pub(super) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let mut text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_versions_are_taken_off_compiler_names() {
        for (name, expected) in [
            ("gcc", "gcc"),
            ("gcc-12", "gcc"),
            ("x86_64-linux-gnu-g++-12", "g++"),
            ("x86_64-alpine-linux-musl-gcc", "gcc"),
            ("clang-15.0", "clang"),
            ("ld.bfd", "ld.bfd"),
            ("x86_64-linux-gnu-gcc-ar-12", "ar"),
            ("clang-format", "clang-format"),
            ("-1", ""),
        ] {
            assert_eq!(plain_name(name), expected, "{name}");
        }
    }

    #[test]
    fn long_lists_are_cut_with_a_count() {
        assert_eq!(listed(&["a", "b"]), "a, b");
        assert_eq!(listed(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]), "a, b, c, d, e, f, g, h and 2 more");
    }
}
