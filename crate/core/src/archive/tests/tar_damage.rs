//! Archives that lie or end: what is told, where, and what is still read.

use super::recorder::{Event, read_tar};
use super::writer::{Block, Tar, pax_records};
use crate::archive::{ArchiveErrorKind, TarKind};
use crate::limits::{MAX_GLOBAL_PAX_BYTES, MAX_PATH_BYTES, MAX_PAX_BYTES};

#[test]
fn a_corrupt_header_is_told_with_its_offset() {
    let mut bytes = Tar::default().file("a", b"1").file("b", b"2").end();
    bytes[1024 + 3] ^= 1;
    let reading = read_tar(&bytes);
    assert_eq!(reading.paths(), ["a"]);
    let error = reading.end.unwrap_err();
    assert_eq!((error.kind, error.offset), (ArchiveErrorKind::Corrupt, 1024));
    assert!(error.to_string().contains("at byte 1024"), "{error}");
}

#[test]
fn what_is_no_tar_is_called_so() {
    for bytes in [vec![b'x'; 512], vec![b' '; 512], vec![0xff; 4096]] {
        let error = read_tar(&bytes).end.unwrap_err();
        assert_eq!((error.kind, error.offset), (ArchiveErrorKind::Corrupt, 0));
        assert!(error.what.contains("not a tar archive"), "{error}");
    }
}

#[test]
fn junk_after_one_zero_block_is_corruption_and_not_an_end() {
    let bytes = Tar::default().file("a", b"1").raw(&[0; 512]).raw(&[b'j'; 512]).0;
    assert_eq!(read_tar(&bytes).end.unwrap_err().kind, ArchiveErrorKind::Corrupt);
}

#[test]
fn an_archive_cut_inside_an_entry_is_truncated_and_elsewhere_whole() {
    let bytes = Tar::default()
        .pax(&[("path", b"a")])
        .file("x", &[b'b'; 700])
        .block(
            &Block::new(b"s", b'S', 1)
                .gnu()
                .put(386, b"00000000000\0")
                .put(398, b"00000000001\0")
                .put(482, b"\x01")
                .put(483, b"00000000001\0"),
        )
        .raw(&[0; 512])
        .body(b"z")
        .0;
    for length in 0..bytes.len() {
        let reading = read_tar(&bytes[..length]);
        let whole_entry = |end: usize| (end..end.next_multiple_of(512) + 1).contains(&length);
        // Cut inside the filling of a header's block it is a header that is cut; inside that of a body nothing is.
        let is_whole = length == 0 || length == 1024 || whole_entry(1536 + 700) || whole_entry(3584 + 1);
        // After an extended header the entry is missing, which is told in another way.
        let is_told = length > 512 && length < 1536 && reading.end.is_ok();
        if is_told {
            assert_eq!(reading.damages(), [(ArchiveErrorKind::Corrupt, 0)], "{length}");
            // The payload has 9 bytes and its filling may be missing.
            assert!((512 + 9..=1024).contains(&length), "{length}");
        } else if is_whole {
            assert!(reading.end.is_ok(), "{length}");
        } else {
            assert_eq!(reading.end.unwrap_err().kind, ArchiveErrorKind::Truncated, "{length}");
        }
    }
}

#[test]
fn sizes_that_cannot_be_stepped_over_end_the_reading() {
    for size in [&[0xff; 12][..], b"\x80\0\0\x01\0\0\0\0\0\0\0\0", b"x0000000000\0"] {
        let reading = read_tar(&Tar::default().file("a", b"").block(&Block::new(b"b", b'0', 0).put(124, size)).end());
        let error = reading.end.clone().unwrap_err();
        assert_eq!((error.kind, error.offset), (ArchiveErrorKind::Corrupt, 512));
        assert_eq!(reading.paths(), ["a"]);
    }
    // With a PAX size the header's is not needed.
    let tar = Tar::default().pax(&[("size", b"1")]).block(&Block::new(b"b", b'0', 0).put(124, b"x")).body(b"1").end();
    assert_eq!(read_tar(&tar).whole().entries, 1);
}

#[test]
fn a_size_beyond_everything_is_a_truncated_body() {
    let block = Block::new(b"b", b'0', 0).put(124, b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff");
    let reading = read_tar(&Tar::default().block(&block).end());
    assert_eq!(reading.entries()[0].size, u64::MAX);
    assert_eq!(reading.end.unwrap_err().kind, ArchiveErrorKind::Truncated);
}

#[test]
fn odd_owners_times_and_modes_are_told_and_never_become_root() {
    let block = Block::new(b"odd", b'0', 0)
        .gnu()
        .put(100, b"rwxr-xr\0")
        .put(108, b"\xff\xff\xff\xff\xff\xff\xff\xfe")
        .put(116, b"group!!\0")
        .put(136, b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    let reading = read_tar(&Tar::default().block(&block).end());
    let entries = reading.entries();
    assert_eq!((entries[0].mode, entries[0].uid, entries[0].gid), (0, 4_294_967_294, u64::MAX));
    assert_eq!(entries[0].mtime, i64::MAX);
    let Event::Damaged(kind, 0, what) = &reading.events[0] else { panic!("{:?}", reading.events) };
    assert_eq!(*kind, ArchiveErrorKind::Corrupt);
    assert!(what.contains("odd") && what.contains("mode, owner, group, time"), "{what}");
    // The same through PAX: the record is told, the header's number stands.
    let tar = Tar::default().pax(&[("uid", b"0x0"), ("mtime", b"yesterday")]).file("a", b"").end();
    let reading = read_tar(&tar);
    assert_eq!(reading.damages(), [(ArchiveErrorKind::Corrupt, 512)]);
    assert_eq!(reading.entries()[0].uid, 0o1750);
}

#[test]
fn malformed_records_cost_their_entry_and_reading_goes_on() {
    let bad: &[&[u8]] = &[
        b"path=a\n",
        b"99 path=a\n",
        b"10 path=aaaaaa\n",
        b"9 path=a ",
        b"7 path\n\n",
        b"6 =aa\n",
        b"-9 path=a\n",
        b"99999999999999999999999999 path=a\n",
        b"0 path=a\n",
        b"1 path=a\n",
        b"12 size=xyz\n\n",
        b"11 size=-1\n",
        b"24 size=99999999999999999999\n",
    ];
    for payload in bad {
        let reading = read_tar(&Tar::default().extended(b'x', payload).file("lost", b"body").file("after", b"x").end());
        assert_eq!(reading.paths(), ["after"], "{}", String::from_utf8_lossy(payload));
        assert_eq!(reading.damages(), [(ArchiveErrorKind::Corrupt, 512)], "{}", String::from_utf8_lossy(payload));
        assert!(reading.end.is_ok());
    }
    // Counted NULs after the last record are harmless.
    let payload = [&pax_records(&[("path", b"named")])[..], &[0; 20]].concat();
    assert_eq!(read_tar(&Tar::default().extended(b'x', &payload).file("a", b"").end()).paths(), ["named"]);
}

#[test]
fn names_that_no_file_can_have_cost_their_entry() {
    let long = vec![b'n'; MAX_PATH_BYTES + 1];
    let cases = [
        (ArchiveErrorKind::Limit, Tar::default().extended(b'L', &long).file("x", b"body")),
        (ArchiveErrorKind::Limit, Tar::default().pax(&[("path", &long)]).file("x", b"body")),
        (ArchiveErrorKind::Limit, Tar::default().pax(&[("linkpath", &long)]).block(&Block::new(b"x", b'2', 0))),
        (ArchiveErrorKind::Corrupt, Tar::default().file("", b"body")),
    ];
    for (kind, tar) in cases {
        let reading = read_tar(&tar.file("after", b"x").end());
        assert_eq!(reading.paths(), ["after"]);
        assert_eq!(reading.damages(), [(kind, 0)]);
    }
    let longest = vec![b'n'; MAX_PATH_BYTES];
    let tar = Tar::default().extended(b'L', &longest).file("x", b"body").end();
    assert_eq!(read_tar(&tar).whole().entries, 1);
}

#[test]
fn extended_headers_beyond_the_limit_are_stepped_over() {
    let large = vec![b'x'; usize::try_from(MAX_PAX_BYTES).unwrap() + 1];
    for flag in [b'x', b'L', b'K'] {
        let reading = read_tar(&Tar::default().extended(flag, &large).file("lost", b"").file("after", b"x").end());
        assert_eq!(reading.paths(), ["after"]);
        assert_eq!(reading.damages(), [(ArchiveErrorKind::Limit, 0)]);
    }
    let reading = read_tar(&Tar::default().extended(b'g', &large).file("kept", b"").end());
    assert_eq!(reading.paths(), ["kept"]);
    assert_eq!(reading.damages(), [(ArchiveErrorKind::Limit, 0)]);
}

#[test]
fn global_records_beyond_their_limit_are_left_out() {
    let value = vec![b'v'; MAX_GLOBAL_PAX_BYTES / 2];
    let mut tar = Tar::default();
    for name in ["SCHILY.xattr.a", "SCHILY.xattr.b"] {
        tar = tar.extended(b'g', &pax_records(&[(name, &value)]));
    }
    let reading = read_tar(&tar.file("kept", b"").end());
    assert_eq!(reading.damages().len(), 1);
    assert_eq!(reading.damages()[0].0, ArchiveErrorKind::Limit);
    assert_eq!(reading.entries()[0].xattrs, [(b"a".to_vec(), value)]);
}

#[test]
fn an_attribute_that_is_no_base64_costs_itself_only() {
    let tar = Tar::default().pax(&[("LIBARCHIVE.xattr.user.a", b"!!"), ("uname", b"me")]).file("f", b"").end();
    let reading = read_tar(&tar);
    assert_eq!(reading.damages().len(), 1);
    assert_eq!((reading.entries()[0].user.as_str(), reading.entries()[0].xattrs.len()), ("me", 0));
}

#[test]
fn extended_headers_without_an_entry_are_told() {
    for tar in [Tar::default().pax(&[("path", b"a")]).end(), Tar::default().file("f", b"").pax(&[("path", b"a")]).0] {
        let reading = read_tar(&tar);
        assert!(reading.end.is_ok());
        assert_eq!(reading.damages().len(), 1);
    }
    // A global one may stand alone.
    read_tar(&Tar::default().extended(b'g', &pax_records(&[("comment", b"hash")])).end()).whole();
}

#[test]
fn a_sparse_flag_without_the_gnu_fields_costs_its_entry() {
    let reading = read_tar(&Tar::default().block(&Block::new(b"s", b'S', 3)).body(b"abc").file("after", b"x").end());
    assert_eq!(reading.paths(), ["after"]);
    assert_eq!(reading.damages(), [(ArchiveErrorKind::Corrupt, 0)]);
}

#[test]
fn messages_show_hostile_names_escaped() {
    let block = Block::new(b"\x1b[2Jx\xff", b'3', 0).put(329, b"zzzzzzz\0");
    let reading = read_tar(&Tar::default().block(&block).end());
    let Event::Damaged(_, _, what) = &reading.events[0] else { panic!("{:?}", reading.events) };
    assert!(what.contains("\\u{1b}[2Jx") && what.contains("device number"), "{what}");
    assert_eq!(reading.entries()[0].kind, TarKind::CharDevice);
}
