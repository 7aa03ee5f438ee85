//! Any pieces give the same events, damage ends in words, and the `tar` crate's own reader agrees.

use proptest::prelude::*;

use super::recorder::{Reading, read_tar, read_tar_pieces};
use super::writer::{Block, Tar, text};
use crate::archive::TarKind;

/// One archive with most of what the reader knows.
fn odd_archive() -> Vec<u8> {
    let sparse = Block::new(b"sparse", b'S', 6)
        .gnu()
        .put(386, b"00000000000\x0000000000001\x0000000000012\x0000000000002\0")
        .put(434, b"00000000024\x0000000000001\x0000000000036\x0000000000001\0")
        .put(482, b"\x01")
        .put(483, b"00000000100\0");
    let mut extension = b"00000000050\x0000000000001\0".to_vec();
    extension.resize(512, 0);
    let path = "p/".repeat(400);
    Tar::default()
        .extended(b'g', b"17 comment=hash!\n")
        .file("plain", &text(1500, 1))
        .pax(&[("path", path.as_bytes()), ("SCHILY.xattr.security.capability", b"\n\0\n="), ("size", b"600")])
        .block(&Block::new(b"short", b'0', 0))
        .body(&text(600, 2))
        .extended(b'L', &[b'l'; 300])
        .extended(b'K', &[b'k'; 300])
        .block(&Block::new(b"x", b'1', 700).gnu())
        .body(&text(700, 3))
        .block(&sparse)
        .raw(&extension)
        .body(b"abcdef")
        .pax(&[("GNU.sparse.major", b"1"), ("GNU.sparse.minor", b"0"), ("GNU.sparse.realsize", b"30")])
        .block(&Block::new(b"one", b'0', 512 + 3))
        .body(b"2\n5\n1\n20\n2\n")
        .body(b"xyz")
        .extended(b'x', b"bad record")
        .file("lost", b"body")
        .block(&Block::new(b"odd", b'5', 0).put(108, b"zzzzzzz\0"))
        .raw(&[0; 1024])
        .file("second", b"y")
        .raw(&[0; 1536])
        .raw(b"junk after all")
        .0
}

fn pieces<'a>(bytes: &'a [u8], lengths: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = bytes;
    let mut lengths = lengths.iter().cycle();
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at_checked(*lengths.next()?).unwrap_or((rest, &[]));
        rest = after;
        (!piece.is_empty() || !rest.is_empty()).then_some(piece)
    })
}

#[test]
fn the_odd_archive_is_what_it_should_be() {
    let reading = read_tar(&odd_archive());
    assert_eq!(reading.entries().len(), 7, "{:#?}", reading.entries());
    assert_eq!(reading.damages().len(), 2);
    let end = reading.end.clone().unwrap();
    assert_eq!((end.entries, end.archives, end.trailing_junk, end.trailer), (7, 2, 14, true));
    assert_eq!(reading.content("one"), b"\0\0\0\0\0x\0\0\0\0\0\0\0\0\0\0\0\0\0\0yz\0\0\0\0\0\0\0\0");
}

#[test]
fn single_bytes_give_the_same_events() {
    let bytes = odd_archive();
    assert!(read_tar_pieces(bytes.chunks(1)) == read_tar(&bytes));
}

/// Path, link, mode, owner, size and content of an entry.
type Read = (Vec<u8>, Option<Vec<u8>>, u32, u64, u64, Vec<u8>);

fn read_by_tar_crate(bytes: &[u8]) -> Vec<Read> {
    let mut archive = ::tar::Archive::new(bytes);
    let mut read = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        std::io::copy(&mut entry, &mut content).unwrap();
        let header = entry.header();
        let (mode, uid) = (header.mode().unwrap() & 0o7777, header.uid().unwrap());
        let size = content.len() as u64;
        let link = entry.link_name_bytes().map(|link| link.to_vec());
        read.push((entry.path_bytes().to_vec(), link, mode, uid, size, content));
    }
    read
}

fn read_by_us(reading: &Reading) -> Vec<Read> {
    let link = |link: &str| (!link.is_empty()).then(|| link.as_bytes().to_vec());
    reading
        .entries()
        .iter()
        .map(|entry| {
            let content = reading.content(&entry.path);
            (entry.path.as_bytes().to_vec(), link(&entry.link), entry.mode, entry.uid, entry.size, content)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_pieces_give_the_same_events(lengths in prop::collection::vec(1_usize..1200, 1..20)) {
        let bytes = odd_archive();
        prop_assert!(read_tar_pieces(pieces(&bytes, &lengths)) == read_tar(&bytes));
    }

    /// Fields are changed and the checksum mended, so that the change gets past it.
    #[test]
    fn changed_headers_give_the_same_events_in_any_pieces_and_never_hang(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..512, any::<u8>(), any::<bool>()), 1..6),
        lengths in prop::collection::vec(1_usize..1200, 1..5),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = odd_archive();
        for (block, at, value, mend) in changes {
            let start = block.index(bytes.len() / 512) * 512;
            bytes[start + at] = value;
            if mend {
                let block = Block(bytes[start..start + 512].try_into().unwrap()).put(0, &[]);
                bytes[start..start + 512].copy_from_slice(&block.0);
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        prop_assert!(read_tar_pieces(pieces(&bytes, &lengths)) == read_tar(&bytes));
    }

    #[test]
    fn random_bytes_end_in_words(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let reading = read_tar(&bytes);
        prop_assert!(reading.end.is_err() || bytes.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn the_tar_crates_reader_agrees_on_what_its_builder_writes(
        files in prop::collection::vec(("[a-z]{1,12}(/[a-zé ]{1,40}){0,8}", 0_usize..3000, 0_u32..0o10000, 0_u64..3_000_000, 0_u8..4), 1..12),
    ) {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (number, (name, length, mode, uid, kind)) in files.iter().enumerate() {
            let name = format!("{number}/{name}");
            let mut header = if number % 2 == 0 { ::tar::Header::new_gnu() } else { ::tar::Header::new_ustar() };
            header.set_mode(*mode);
            header.set_uid(*uid);
            header.set_gid(1);
            header.set_mtime(1_700_000_000);
            let data = text(*length, *uid as u32);
            match kind {
                0 => {
                    header.set_size(0);
                    header.set_entry_type(::tar::EntryType::Directory);
                    builder.append_data(&mut header, &name, std::io::empty()).unwrap();
                }
                1 => {
                    header.set_size(0);
                    header.set_entry_type(::tar::EntryType::Symlink);
                    // ustar has no room for a link longer than its field.
                    let target = if number % 2 == 0 { name.repeat(3) } else { name.chars().take(50).collect() };
                    // A name too long for ustar is refused by the builder; such a file is left out.
                    let _ = builder.append_link(&mut header, &name, &target);
                }
                _ => {
                    header.set_size(data.len() as u64);
                    let _ = builder.append_data(&mut header, &name, &data[..]);
                }
            }
        }
        let bytes = builder.into_inner().unwrap();
        let reading = read_tar(&bytes);
        reading.whole();
        let theirs = read_by_tar_crate(&bytes);
        prop_assert_eq!(read_by_us(&reading), theirs);
        prop_assert!(reading.entries().iter().all(|entry| entry.kind != TarKind::Fifo));
    }
}
