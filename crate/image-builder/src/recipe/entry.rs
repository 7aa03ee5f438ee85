//! The lines that begin with a path.

use super::words::Word;
use crate::{CapabilityVersion, Entry, FileCapability, Random};

type Result<T> = std::result::Result<T, String>;

/// An entry from the words of its line; the first is the path.
pub(super) fn entry(words: &[Word]) -> Result<Entry> {
    let (path, rest) = words.split_first().ok_or("a path is missing")?;
    let path = stored_path(path)?;
    let first = rest.first().and_then(Word::bare);
    let Some(first) = first else {
        return Err("after the path comes a mode such as 0644, `->`, `=>`, block, char or fifo".into());
    };
    match first {
        "->" | "=>" => {
            let target = rest.get(1).ok_or("the link's target is missing")?;
            // What a symbolic link says is stored as it is; a hard link names a path of the archive.
            let entry = if first == "->" {
                Entry::symlink(&path, &target.bytes)
            } else {
                Entry::hardlink(&path, stored_path(target)?)
            };
            options(entry, &path, Vec::new(), &rest[2..])
        }
        "block" | "char" => {
            let (major, minor) = pair(rest.get(1), "a device number such as 8:0")?;
            let narrow =
                |number: u64| u32::try_from(number).map_err(|_| format!("device number {number} is too large"));
            let (major, minor) = (narrow(major)?, narrow(minor)?);
            let entry = match first {
                "block" => Entry::block_device(&path, major, minor),
                _ => Entry::char_device(&path, major, minor),
            };
            owned(entry, &path, &rest[2..])
        }
        "fifo" => owned(Entry::fifo(&path), &path, &rest[1..]),
        _ if path.ends_with(b"/") => owned(Entry::directory(&path), &path, rest),
        _ => {
            let (content, at) = match rest.get(2) {
                Some(word) if word.quoted => (word.bytes.clone(), 3),
                _ => (Vec::new(), 2.min(rest.len())),
            };
            let entry = mode_and_owner(Entry::file(&path, Vec::new()), rest)?;
            options(entry.body(content.clone()), &path, content, &rest[at..])
        }
    }
}

/// A path as it is stored: from the root, without the first slash. The root itself is `./`.
pub(super) fn stored_path(word: &Word) -> Result<Vec<u8>> {
    match word.bytes.strip_prefix(b"/") {
        Some(b"") => Ok(b"./".to_vec()),
        Some(path) => Ok(path.to_vec()),
        None => Err(format!("the path `{}` must begin with /", String::from_utf8_lossy(&word.bytes))),
    }
}

fn owned(entry: Entry, path: &[u8], rest: &[Word]) -> Result<Entry> {
    let entry = mode_and_owner(entry, rest)?;
    options(entry, path, Vec::new(), &rest[2..])
}

fn mode_and_owner(entry: Entry, words: &[Word]) -> Result<Entry> {
    let mode = words.first().and_then(Word::bare).ok_or("a mode such as 0644 is missing")?;
    let mode = u32::from_str_radix(mode, 8)
        .ok()
        .filter(|bits| *bits <= 0o7777)
        .ok_or_else(|| format!("`{mode}` is not a mode: write octal digits up to 7777"))?;
    let (uid, gid) = pair(words.get(1), "an owner such as 0:0")?;
    Ok(entry.mode(mode).owner(uid, gid))
}

fn pair(word: Option<&Word>, what: &str) -> Result<(u64, u64)> {
    let text = word.and_then(Word::bare).ok_or_else(|| format!("{what} is missing"))?;
    let numbers = text.split_once(':').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    numbers.ok_or_else(|| format!("`{text}` is not {what}"))
}

fn options(mut entry: Entry, path: &[u8], mut content: Vec<u8>, words: &[Word]) -> Result<Entry> {
    let mut capability: Option<FileCapability> = None;
    let mut root = None;
    let mut random = None;
    let mut seed = path.to_vec();
    for word in words {
        let text = word.bare().ok_or("a second quoted text: the content stands once, after the owner")?;
        let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not understood here"))?;
        let file = entry.kind == crate::Kind::File;
        match name {
            "size" | "random" if file => {
                let size = size(value)?;
                if size < content.len() {
                    return Err(format!("the content has {} bytes, more than {text}", content.len()));
                }
                if name == "random" {
                    random = Some(size);
                    continue;
                }
                content.resize(size, 0);
                entry = entry.body(content.clone());
            }
            // The bytes are seeded by the path: a copy is made by naming the path of the original.
            "as" if file => {
                seed = value.strip_prefix('/').ok_or_else(|| format!("the path `{value}` must begin with /"))?.into();
            }
            "mtime" => {
                entry = entry.mtime(value.parse().map_err(|_| format!("`{value}` is not a time in seconds"))?);
            }
            "cap" if file => capability = Some(FileCapability::parse(value)?),
            "rootid" if file => root = Some(value.parse().map_err(|_| format!("`{value}` is not a uid"))?),
            _ => return Err(format!("option `{name}` is not known for this kind of entry")),
        }
    }
    if let Some(size) = random {
        let missing = size.saturating_sub(content.len());
        content.extend(Random::named(&seed).bytes(missing));
        entry = entry.body(content);
    }
    match (capability, root) {
        (Some(capability), Some(root)) => Ok(entry.capability(capability.version(CapabilityVersion::V3 { root }))),
        (Some(capability), None) => Ok(entry.capability(capability)),
        (None, Some(_)) => Err("rootid says nothing without cap".into()),
        (None, None) => Ok(entry),
    }
}

/// More is a mistake in an example.
const MAX_SIZE: usize = 1 << 30;

fn size(text: &str) -> Result<usize> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'K') => (&text[..text.len() - 1], 1 << 10),
        Some(b'M') => (&text[..text.len() - 1], 1 << 20),
        _ => (text, 1),
    };
    let size = digits.parse::<usize>().ok().and_then(|count| count.checked_mul(unit));
    size.filter(|size| *size <= MAX_SIZE).ok_or_else(|| format!("`{text}` is not a size: write 123, 20K or 3M"))
}
