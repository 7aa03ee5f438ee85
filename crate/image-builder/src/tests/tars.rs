//! The tar writer against the `tar` crate's reader.

use super::read;
use crate::*;
use std::io::Read as _;

fn long(length: usize) -> String {
    "directory/".repeat(length / 10) + &"n".repeat(length % 10)
}

/// What the `tar` crate says of one entry, extensions applied.
struct Seen {
    header: ::tar::Header,
    path: Vec<u8>,
    link: Vec<u8>,
}

fn entries(bytes: &[u8]) -> Vec<Seen> {
    let mut archive = ::tar::Archive::new(bytes);
    let seen = archive.entries().unwrap().map(|entry| {
        let entry = entry.unwrap();
        let link = entry.link_name_bytes().unwrap_or_default().into_owned();
        Seen { header: entry.header().clone(), path: entry.path_bytes().into_owned(), link }
    });
    seen.collect()
}

#[test]
fn every_kind_reads_back_in_every_style() {
    for style in [HeaderStyle::V7, HeaderStyle::Ustar, HeaderStyle::Gnu, HeaderStyle::Pax] {
        let tar = TarBuilder::new()
            .style(style)
            .add(Entry::file("a/file", "body").mode(0o4755).owner(1000, 100).mtime(1_700_000_000).names("u", "g"))
            .add(Entry::directory("a"))
            .add(Entry::symlink("a/link", "file"))
            .add(Entry::hardlink("a/hard", "a/file"))
            .add(Entry::char_device("null", 1, 3))
            .add(Entry::block_device("sda", 8, 17))
            .add(Entry::fifo("pipe"))
            .build();
        let read = entries(&tar);
        let header = &read[0].header;
        assert_eq!((header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap()), (0o4755, 1000, 100));
        assert_eq!(header.mtime().unwrap(), 1_700_000_000);
        let names: Vec<_> = read.iter().map(|entry| entry.path.as_slice()).collect();
        assert_eq!(names, [&b"a/file"[..], b"a/", b"a/link", b"a/hard", b"null", b"sda", b"pipe"]);
        assert_eq!(read[2].link, b"file");
        assert_eq!(read[3].link, b"a/file");
        if style != HeaderStyle::V7 {
            assert_eq!(header.username_bytes(), Some(&b"u"[..]));
            assert_eq!(read[5].header.device_major().unwrap(), Some(8));
            assert_eq!(read[5].header.device_minor().unwrap(), Some(17));
            let flags: Vec<_> = read.iter().map(|entry| entry.header.entry_type().as_byte()).collect();
            assert_eq!(flags, b"0521346");
        }
    }
}

#[test]
fn long_names_and_links_read_back_where_the_style_has_a_way() {
    for (style, length) in [
        (HeaderStyle::Ustar, 200),
        (HeaderStyle::Ustar, 240),
        (HeaderStyle::Gnu, 101),
        (HeaderStyle::Gnu, 3000),
        (HeaderStyle::Pax, 150),
        (HeaderStyle::Pax, 3000),
    ] {
        let path = long(length) + "end";
        let tar = TarBuilder::new().style(style).file(&path, "body").build();
        assert_eq!(read(&tar)[&path].1, b"body", "{style:?} {length}");
        if style != HeaderStyle::Ustar {
            let tar = TarBuilder::new().style(style).symlink("s", &path).build();
            assert_eq!(read(&tar)["s"].2, path);
        }
    }
    for (style, extended) in [(HeaderStyle::Gnu, "L"), (HeaderStyle::Pax, "x")] {
        let tar = TarBuilder::new().style(style).add(Entry::hardlink("a", "b").extended()).build();
        assert_eq!(read(&tar)["a"].2, "b", "{extended}");
    }
}

#[test]
#[should_panic(expected = "v7 cannot hold the long path")]
fn a_name_too_long_for_the_style_is_refused() {
    let _ = TarBuilder::new().style(HeaderStyle::V7).file(long(101), "").build();
}

#[test]
fn a_pax_size_leads_past_a_body_that_the_header_hides() {
    let tar =
        TarBuilder::new().add(Entry::file("a", vec![b'x'; 1500]).owner(5, 6).extended()).file("b", "next").build();
    let read = read(&tar);
    assert_eq!((read["a"].1.len(), &read["b"].1[..]), (1500, &b"next"[..]));
}

#[test]
fn numbers_beyond_octal_read_back() {
    let large = 1 << 40;
    let tar = TarBuilder::new().add(Entry::file("a", "body").owner(large, 1).numbers(Numbers::Base256)).build();
    let header = entries(&tar)[0].header.clone();
    assert_eq!((header.uid().unwrap(), header.gid().unwrap(), header.size().unwrap()), (large, 1, 4));
    let tar = TarBuilder::new().style(HeaderStyle::Gnu).add(Entry::file("a", "").owner(large, 1).mtime(-5)).build();
    assert_eq!(entries(&tar)[0].header.uid().unwrap(), large);
    assert_eq!(tar[136..148], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 251]);
    let tar = TarBuilder::new().add(Entry::file("a", "").owner(large, 1).mtime(-5)).build();
    assert_eq!(pax(&tar), [("uid".into(), large.to_string().into_bytes()), ("mtime".into(), b"-5".to_vec())]);
}

/// The PAX records of the first entry, in the order written. Read by length here, since the `tar` crate cuts them at
/// newlines and so refuses values that hold one.
fn pax(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    assert_eq!(tar[156], b'x');
    let size = usize::from_str_radix(std::str::from_utf8(&tar[124..135]).unwrap(), 8).unwrap();
    let mut rest = &tar[512..512 + size];
    let mut records = Vec::new();
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ').unwrap();
        let length: usize = std::str::from_utf8(&rest[..space]).unwrap().parse().unwrap();
        assert_eq!(rest[length - 1], b'\n');
        let record = &rest[space + 1..length - 1];
        let equals = record.iter().position(|byte| *byte == b'=').unwrap();
        records.push((String::from_utf8(record[..equals].to_vec()).unwrap(), record[equals + 1..].to_vec()));
        rest = &rest[length..];
    }
    records
}

#[test]
fn xattrs_and_capabilities_are_pax_records_with_any_bytes() {
    let capability = FileCapability::parse("cap_net_raw+ep").unwrap();
    let entry =
        Entry::file("ping", "").capability(capability).xattr("user.a", "x\n\0y").xattr_libarchive("user.b=", "ab");
    assert_eq!(
        pax(&TarBuilder::new().add(entry).build()),
        [
            ("SCHILY.xattr.security.capability".into(), capability.to_bytes()),
            ("SCHILY.xattr.user.a".into(), b"x\n\0y".to_vec()),
            ("LIBARCHIVE.xattr.user.b%3D".into(), b"YWI".to_vec()),
        ]
    );
}

#[test]
fn old_gnu_sparse_files_read_back_with_their_holes() {
    for count in [0usize, 1, 4, 5, 30, 60] {
        let pieces = (0..count).map(|piece| (piece as u64 * 4096 + 512, vec![b'a' + (piece % 26) as u8; 512]));
        let size = count as u64 * 4096 + 1024;
        let tar = TarBuilder::new()
            .add(Entry::sparse("holes", size, pieces.clone(), SparseFormat::OldGnu))
            .file("next", "n")
            .build();
        let mut expected = vec![0; size as usize];
        for (offset, bytes) in pieces {
            expected[offset as usize..][..bytes.len()].copy_from_slice(&bytes);
        }
        let read = read(&tar);
        assert!(read["holes"].1 == expected, "{count} pieces");
        assert_eq!(read["next"].1, b"n");
    }
}

#[test]
fn pax_sparse_files_say_their_map_in_three_ways() {
    let tar = |format| TarBuilder::new().add(Entry::sparse("d/f", 9000, [(4096, b"data".to_vec())], format)).build();
    let text = |key: &str, value: &str| (key.to_string(), value.as_bytes().to_vec());
    let old = pax(&tar(SparseFormat::Pax00));
    assert_eq!(
        old[1..4],
        [text("GNU.sparse.numblocks", "2"), text("GNU.sparse.offset", "4096"), text("GNU.sparse.numbytes", "4")]
    );
    assert!(pax(&tar(SparseFormat::Pax01)).contains(&text("GNU.sparse.map", "4096,4,9000,0")));
    let new = read(&tar(SparseFormat::Pax10));
    let body = &new["d/GNUSparseFile.0/f"].1;
    assert!(body.starts_with(b"2\n4096\n4\n9000\n0\n\0"));
    assert_eq!((&body[512..], body.len()), (&b"data"[..], 516));
}

#[test]
fn whiteouts_and_opaque_marks_lie_beside_what_they_hide() {
    let tar = TarBuilder::new()
        .add(Entry::whiteout("etc/secret"))
        .add(Entry::whiteout("top/"))
        .add(Entry::opaque("var/cache/"))
        .add(Entry::opaque(""))
        .build();
    let names: Vec<_> = read(&tar).into_keys().collect();
    assert_eq!(names, [".wh..wh..opq", ".wh.top", "etc/.wh.secret", "var/cache/.wh..wh..opq"]);
}

#[test]
fn lies_are_told_where_they_were_ordered() {
    let good = TarBuilder::new().file("a", "body").build();
    let sum = |tar: &[u8]| u32::from_str_radix(std::str::from_utf8(&tar[148..154]).unwrap(), 8).unwrap();
    let wrong = TarBuilder::new().add(Entry::file("a", "body").checksum(Checksum::Wrong)).build();
    assert_eq!(sum(&wrong), sum(&good) + 1);
    assert!(::tar::Archive::new(&*wrong).entries().unwrap().next().unwrap().is_err());
    let signed = TarBuilder::new().add(Entry::file(b"\xff", "body").checksum(Checksum::Signed)).build();
    let unsigned = TarBuilder::new().file(b"\xff", "body").build();
    assert_eq!(sum(&signed) + 256, sum(&unsigned));
    let lying = TarBuilder::new().add(Entry::file("a", "body").claimed_size(7)).build();
    assert_eq!((&lying[124..136], lying.len()), (&b"00000000007\0"[..], good.len()));
    let vendor = TarBuilder::new().add(Entry::file("a", "body").type_flag(b'Z').header_bytes(500, "hi")).build();
    assert_eq!((vendor[156], &vendor[500..502]), (b'Z', &b"hi"[..]));
    assert_eq!(entries(&vendor).len(), 1, "a patch is covered by the checksum");
}

#[test]
fn ends_are_as_ordered() {
    let length = |end| TarBuilder::new().file("a", "body").end(end).build().len();
    assert_eq!([End::Nothing, End::OneBlock, End::TwoBlocks, End::Record].map(length), [1024, 1536, 2048, 10240]);
    let first = TarBuilder::new().file("a", "1");
    let both = first.clone().concatenated(&TarBuilder::new().file("b", "2")).build();
    assert!(both.starts_with(&first.build()));
    let mut reader = ::tar::Archive::new(&*both);
    reader.set_ignore_zeros(true);
    let mut bodies = String::new();
    reader.entries().unwrap().for_each(|entry| {
        entry.unwrap().read_to_string(&mut bodies).unwrap();
    });
    assert_eq!(bodies, "12");
    assert!(first.trailing("junk").build().ends_with(b"\0junk"));
}

#[test]
fn a_global_header_stands_before_what_it_speaks_of() {
    let tar = TarBuilder::new().global([("comment", "hello")]).file("a", "1").build();
    assert_eq!((tar[156], &tar[512..530]), (b'g', &b"17 comment=hello\n\0"[..]));
    assert_eq!(tar[1024], b'a');
}
