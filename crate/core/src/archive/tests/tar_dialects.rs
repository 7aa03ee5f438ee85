//! The dialects of tar: names, numbers, owners, times, extended headers.

use super::recorder::read_tar;
use super::writer::{Block, Tar, pax_records};
use crate::archive::{ArchiveErrorKind, Detected, TarKind, detect};

#[test]
fn a_posix_entry_has_all_its_fields() {
    let block = Block::new(b"name", b'0', 5).put(345, b"some/prefix").put(100, b"0104755\0");
    let reading = read_tar(&Tar::default().block(&block).body(b"hello").end());
    let end = reading.whole();
    assert_eq!((end.entries, end.trailer, end.trailing_junk, end.archives), (1, true, 0, 1));
    let entries = reading.entries();
    let entry = entries[0];
    assert_eq!((entry.path.as_str(), entry.kind), ("some/prefix/name", TarKind::File));
    assert_eq!((entry.mode, entry.uid, entry.gid), (0o4755, 0o1750, 0o1751));
    assert_eq!((entry.mtime, entry.size, entry.stored), (0o14_524_770_400, 5, 5));
    assert_eq!((entry.user.as_str(), entry.group.as_str()), ("user", "group"));
    assert_eq!((entry.header_offset, entry.body_offset, entry.size_disagrees), (0, 512, false));
    assert_eq!(reading.content("some/prefix/name"), b"hello");
}

#[test]
fn names_of_a_hundred_bytes_have_no_terminator() {
    let name = "n".repeat(100);
    let block = Block::new(name.as_bytes(), b'2', 0).link("l".repeat(100).as_bytes());
    let reading = read_tar(&Tar::default().block(&block).end());
    assert_eq!(reading.paths(), [name]);
    assert_eq!(reading.entries()[0].link, "l".repeat(100));
}

#[test]
fn every_kind_is_told_and_vendor_types_are_files() {
    let device = |name: &[u8], flag| Block::new(name, flag, 0).put(329, b"0000010\0").put(337, b"0000003\0");
    let tar = Tar::default()
        .block(&Block::new(b"old", 0, 0))
        .block(&Block::new(b"olddir/", 0, 0).v7())
        .block(&Block::new(b"link", b'1', 0).link(b"old"))
        .block(&Block::new(b"soft", b'2', 0).link(b"../x"))
        .block(&device(b"char", b'3'))
        .block(&device(b"block", b'4'))
        .block(&Block::new(b"dir/", b'5', 0))
        .block(&Block::new(b"fifo", b'6', 0))
        .block(&Block::new(b"contiguous", b'7', 0))
        .block(&Block::new(b"vendor", b'Z', 3))
        .body(b"abc")
        .block(&Block::new(b"slash/", b'0', 0))
        .block(&Block::new(b"label", b'V', 0))
        .end();
    let reading = read_tar(&tar);
    reading.whole();
    let kinds: Vec<_> = reading.entries().iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("old", TarKind::File),
            ("olddir/", TarKind::Directory),
            ("link", TarKind::Hardlink),
            ("soft", TarKind::Symlink),
            ("char", TarKind::CharDevice),
            ("block", TarKind::BlockDevice),
            ("dir/", TarKind::Directory),
            ("fifo", TarKind::Fifo),
            ("contiguous", TarKind::File),
            ("vendor", TarKind::File),
            // As Go's reader has it: only the oldest flag makes a directory of a slash.
            ("slash/", TarKind::File),
        ]
    );
    let links: Vec<_> =
        reading.entries().iter().map(|entry| entry.link.clone()).filter(|link| !link.is_empty()).collect();
    assert_eq!(links, ["old", "../x"]);
    assert_eq!(reading.entries()[4].device, (8, 3));
    assert_eq!(reading.content("vendor"), b"abc");
}

#[test]
fn old_headers_have_no_owner_names_and_no_prefix() {
    let reading = read_tar(&Tar::default().block(&Block::new(b"a", b'0', 0).v7()).end());
    let entries = reading.entries();
    assert_eq!((entries[0].user.as_str(), entries[0].group.as_str()), ("", ""));
    // GNU keeps times where POSIX has the prefix.
    let gnu = Block::new(b"b", b'0', 0).gnu().put(345, b"14524770400\0");
    assert_eq!(read_tar(&Tar::default().block(&gnu).end()).paths(), ["b"]);
    // Go before 1.9 wrote a prefix there all the same.
    let go = Block::new(b"b", b'0', 0).gnu().put(345, b"usr/share");
    assert_eq!(read_tar(&Tar::default().block(&go).end()).paths(), ["usr/share/b"]);
    // star keeps its times at the end of the prefix.
    let star = Block::new(b"b", b'0', 0).put(345, b"usr").put(345 + 131, b"14524770400\0").put(508, b"tar\0");
    assert_eq!(read_tar(&Tar::default().block(&star).end()).paths(), ["usr/b"]);
    // A POSIX header with blanks for its version.
    let blank = Block::new(b"b", b'0', 0).put(263, b"  ").put(345, b"usr");
    assert_eq!(read_tar(&Tar::default().block(&blank).end()).paths(), ["usr/b"]);
}

#[test]
fn a_checksum_of_signed_bytes_is_accepted() {
    let mut block = Block::new(b"caf\xc3\xa9", b'0', 0);
    block.0[148..156].fill(b' ');
    let sum: i32 = block.0.iter().map(|byte| i32::from(byte.cast_signed())).sum();
    block.0[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(read_tar(&Tar::default().block(&block).end()).paths(), ["café"]);
}

#[test]
fn gnu_long_names_and_links_hold_for_the_next_entry_only() {
    let (long, link) = ("d/".repeat(200) + "file", "../".repeat(150) + "target");
    let tar = Tar::default()
        .extended(b'K', &[link.as_bytes(), b"\0"].concat())
        .extended(b'L', &[long.as_bytes(), b"\0"].concat())
        .block(&Block::new(b"d/d/d", b'2', 0).gnu().link(b"../.."))
        .block(&Block::new(b"short", b'2', 0).gnu().link(b"x"))
        .end();
    let reading = read_tar(&tar);
    reading.whole();
    assert_eq!(reading.paths(), [long.as_str(), "short"]);
    let entries = reading.entries();
    assert_eq!((entries[0].link.as_str(), entries[1].link.as_str()), (link.as_str(), "x"));
    assert_eq!((entries[0].header_offset, entries[0].body_offset), (0, 2560));
}

#[test]
fn pax_records_win_over_the_header() {
    let path = "p/".repeat(300) + "q";
    let tar = Tar::default()
        .pax(&[
            ("path", path.as_bytes()),
            ("linkpath", b"where"),
            ("uid", b"3000000"),
            ("gid", b"4000000"),
            ("mtime", b"1700000000.987654321"),
            ("uname", b"someone"),
            ("gname", b"some people"),
            ("comment", b"not of interest"),
        ])
        .block(&Block::new(b"short", b'2', 0).link(b"elsewhere"))
        .block(&Block::new(b"next", b'0', 0))
        .end();
    let reading = read_tar(&tar);
    reading.whole();
    let entries = reading.entries();
    let entry = entries[0];
    assert_eq!((entry.path.as_str(), entry.link.as_str()), (path.as_str(), "where"));
    assert_eq!((entry.uid, entry.gid, entry.mtime), (3_000_000, 4_000_000, 1_700_000_000));
    assert_eq!((entry.user.as_str(), entry.group.as_str()), ("someone", "some people"));
    assert_eq!((entries[1].path.as_str(), entries[1].uid), ("next", 0o1750));
}

#[test]
fn a_pax_size_always_wins_and_a_disagreement_is_told() {
    // The header hides a whole entry inside what PAX says is a body (the TARmageddon pattern).
    let inner = Tar::default().file("smuggled", b"bad").0;
    let tar = Tar::default()
        .pax(&[("size", inner.len().to_string().as_bytes())])
        .block(&Block::new(b"outer", b'0', 0))
        .body(&inner)
        .file("after", b"x")
        .end();
    let reading = read_tar(&tar);
    reading.whole();
    assert_eq!(reading.paths(), ["outer", "after"]);
    assert_eq!(reading.content("outer"), inner);
    assert!(reading.entries()[0].size_disagrees && !reading.entries()[1].size_disagrees);
    // A size that the header cannot hold is no disagreement.
    let large = Tar::default().pax(&[("size", b"9000000000")]).block(&Block::new(b"large", b'0', 0)).0;
    let reading = read_tar(&large);
    assert_eq!((reading.entries()[0].size, reading.entries()[0].size_disagrees), (9_000_000_000, false));
    assert_eq!(reading.end.unwrap_err().kind, ArchiveErrorKind::Truncated);
}

#[test]
fn extended_attributes_are_read_by_length_and_decoded() {
    let capability = b"\x01\0\0\x02\n=\0 20 \n\0\0\0\0\0\0\0\0\0";
    let tar = Tar::default()
        .pax(&[
            ("LIBARCHIVE.xattr.user.percent%3Dsign%zz", b"aGk"),
            ("LIBARCHIVE.xattr.security.capability", b"AAAA"),
            ("SCHILY.xattr.security.capability", capability),
            ("SCHILY.xattr.user.a", b"first"),
            ("SCHILY.xattr.user.a", b"last"),
            ("SCHILY.xattr.user.empty", b""),
            ("LIBARCHIVE.xattr.user.padded", b"aGk="),
        ])
        .file("f", b"")
        .file("g", b"")
        .end();
    let reading = read_tar(&tar);
    reading.whole();
    let xattrs = |pairs: &[(&[u8], &[u8])]| -> Vec<(Vec<u8>, Vec<u8>)> {
        pairs.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
    };
    assert_eq!(
        reading.entries()[0].xattrs,
        xattrs(&[
            (b"security.capability", capability),
            (b"user.a", b"last"),
            (b"user.empty", b""),
            (b"user.padded", b"hi"),
            (b"user.percent=sign%zz", b"hi"),
        ])
    );
    assert_eq!(reading.entries()[1].xattrs, []);
}

#[test]
fn global_records_hold_until_replaced_and_local_ones_win() {
    let global = |records: &[(&str, &[u8])]| pax_records(records);
    let tar = Tar::default()
        .extended(
            b'g',
            &global(&[("uname", b"all"), ("uid", b"7"), ("SCHILY.xattr.user.g", b"1"), ("comment", b"hash")]),
        )
        .file("a", b"")
        .pax(&[("uname", b"own"), ("uid", b""), ("SCHILY.xattr.user.l", b"2")])
        .file("b", b"")
        .extended(b'g', &global(&[("uname", b"other"), ("uid", b"")]))
        .file("c", b"")
        .raw(&[0; 1024])
        .file("d", b"")
        .end();
    let reading = read_tar(&tar);
    assert_eq!(reading.whole().archives, 2);
    let seen: Vec<_> =
        reading.entries().iter().map(|entry| (entry.user.clone(), entry.uid, entry.xattrs.len())).collect();
    assert_eq!(
        seen,
        [
            ("all".to_owned(), 7, 1),
            ("own".to_owned(), 0o1750, 2),
            ("other".to_owned(), 0o1750, 1),
            ("user".to_owned(), 0o1750, 0),
        ]
    );
}

#[test]
fn base_256_numbers_are_read() {
    let block = Block::new(b"big", b'0', 0)
        .gnu()
        .put(108, b"\x80\0\0\0\x80\0\0\0")
        .put(136, &[0xff; 12])
        .put(124, b"\x80\0\0\0\0\0\0\0\0\0\0\x03");
    let reading = read_tar(&Tar::default().block(&block).body(b"abc").end());
    reading.whole();
    let entries = reading.entries();
    assert_eq!((entries[0].uid, entries[0].mtime, entries[0].size), (0x8000_0000, -1, 3));
}

#[test]
fn concatenated_archives_lone_zero_blocks_and_missing_trailers_are_read() {
    let two = [Tar::default().file("a", b"1").end(), vec![0; 8192], Tar::default().file("b", b"2").end()].concat();
    let reading = read_tar(&two);
    let end = reading.whole();
    assert_eq!(reading.paths(), ["a", "b"]);
    assert_eq!((end.archives, end.trailer, end.trailing_junk), (2, true, 0));

    let lone = Tar::default().file("a", b"1").raw(&[0; 512]).file("b", b"2").0;
    let reading = read_tar(&lone);
    let end = reading.whole();
    assert_eq!(reading.paths(), ["a", "b"]);
    assert_eq!((end.archives, end.trailer), (1, false));

    // No trailer, and no filling of the last block either.
    for missing in [0, 1, 100, 511] {
        let mut bytes = Tar::default().file("a", b"1").0;
        bytes.truncate(bytes.len() - missing);
        assert!(!read_tar(&bytes).whole().trailer);
    }
    // Half a trailer.
    assert!(!read_tar(&Tar::default().file("a", b"1").raw(&[0; 700]).0).whole().trailer);
}

#[test]
fn junk_after_the_trailer_is_counted() {
    for length in [3, 512, 2000] {
        let bytes = [Tar::default().file("a", b"1").end(), vec![0; 512], vec![b'j'; length]].concat();
        assert_eq!(read_tar(&bytes).whole().trailing_junk, length as u64);
    }
}

#[test]
fn an_empty_archive_is_an_archive() {
    let end = read_tar(&[0; 10_240]).whole();
    assert_eq!((end.entries, end.archives, end.trailer), (0, 0, true));
    assert!(!read_tar(b"").whole().trailer);
}

#[test]
fn a_tar_is_detected_by_its_checksum_whatever_its_magic_and_first_name() {
    let named = |name: &[u8]| Block::new(name, b'0', 0);
    for block in [named(b"a"), named(b"a").gnu(), named(b"a").v7(), named(b"\x1f\x8b\x08").v7(), named(b"PK\x03\x04")] {
        assert_eq!(detect(&block.0), Detected::Tar);
        assert_ne!(detect(&block.0[..511]), Detected::Tar);
    }
}
