//! Bodies: sparse ones in all four formats, sizes on kinds without a body, and skipping.

use super::recorder::{Event, Recorder, read_tar};
use super::writer::{Block, Tar};
use crate::archive::{ArchiveErrorKind, TarReader};
use crate::limits::MAX_SPARSE_SEGMENTS;

fn holes_and_data(reading: &super::recorder::Reading) -> Vec<Event> {
    reading.events.iter().filter(|event| matches!(event, Event::Hole(_) | Event::Body(_))).cloned().collect()
}

/// Descriptors of the old GNU format, 24 bytes each.
fn descriptors(segments: &[(u64, u64)]) -> Vec<u8> {
    segments.iter().flat_map(|(offset, length)| format!("{offset:011o}\0{length:011o}\0").into_bytes()).collect()
}

fn old_sparse(segments: &[(u64, u64)], real_size: u64, stored: u64) -> Tar {
    let (front, mut back) = segments.split_at(segments.len().min(4));
    let more = |rest: &[(u64, u64)]| [u8::from(!rest.is_empty())];
    let block = Block::new(b"sparse", b'S', stored)
        .gnu()
        .put(386, &descriptors(front))
        .put(482, &more(back))
        .put(483, format!("{real_size:011o}\0").as_bytes());
    let mut tar = Tar::default().block(&block);
    while !back.is_empty() {
        let (here, rest) = back.split_at(back.len().min(21));
        let mut extension = descriptors(here);
        extension.resize(504, 0);
        tar = tar.raw(&extension).raw(&more(rest)).raw(&[0; 7]);
        back = rest;
    }
    tar
}

#[test]
fn old_gnu_sparse_files_are_stepped_over_exactly_with_any_number_of_map_blocks() {
    for count in [0_u64, 1, 4, 5, 25, 26, 47, 100] {
        // Data of one byte, then a hole of nine.
        let segments: Vec<_> = (0..count).map(|number| (number * 10, 1)).collect();
        let data: Vec<u8> = (0..count).map(|number| b'a' + (number % 26) as u8).collect();
        let tar = old_sparse(&segments, count * 10, count).body(&data).file("after", b"x").end();
        let reading = read_tar(&tar);
        reading.whole();
        assert_eq!(reading.paths(), ["sparse", "after"], "{count}");
        let entry = reading.entries()[0];
        assert_eq!((entry.size, entry.stored), (count * 10, count));
        assert_eq!(&tar[entry.body_offset as usize..][..data.len()], data);
        let expected: Vec<u8> = data.iter().flat_map(|byte| [&[*byte][..], &[0; 9]].concat()).collect();
        assert_eq!(reading.content("sparse"), expected);
        assert_eq!(reading.content("after"), b"x");
    }
}

#[test]
fn pax_sparse_0_0_and_0_1_files_have_holes_and_their_own_name() {
    let v0: &[(&str, &[u8])] = &[
        ("GNU.sparse.size", b"20"),
        ("GNU.sparse.numblocks", b"3"),
        ("GNU.sparse.offset", b"2"),
        ("GNU.sparse.numbytes", b"3"),
        ("GNU.sparse.offset", b"10"),
        ("GNU.sparse.numbytes", b"2"),
        ("GNU.sparse.offset", b"20"),
        ("GNU.sparse.numbytes", b"0"),
    ];
    let v1: &[(&str, &[u8])] = &[
        ("GNU.sparse.size", b"20"),
        ("GNU.sparse.name", b"real"),
        ("GNU.sparse.map", b"2,3,10,2,20,0"),
        ("path", b"./GNUSparseFile.1/real"),
    ];
    for (records, name) in [(v0, "header"), (v1, "real")] {
        let tar = Tar::default().pax(records).file("header", b"abcde").file("after", b"x").end();
        let reading = read_tar(&tar);
        reading.whole();
        assert_eq!(reading.paths(), [name, "after"]);
        assert_eq!((reading.entries()[0].size, reading.entries()[0].stored), (20, 5));
        let body = |text: &[u8]| Event::Body(text.to_vec());
        assert_eq!(
            holes_and_data(&reading),
            [Event::Hole(2), body(b"abc"), Event::Hole(5), body(b"de"), Event::Hole(8), body(b"x")]
        );
    }
}

fn sparse_1_0(map: &str, data: &[u8], real_size: &str) -> Tar {
    let stored = map.len().next_multiple_of(512) + data.len();
    Tar::default()
        .pax(&[
            ("GNU.sparse.major", b"1"),
            ("GNU.sparse.minor", b"0"),
            ("GNU.sparse.name", b"real"),
            ("GNU.sparse.realsize", real_size.as_bytes()),
        ])
        .block(&Block::new(b"./GNUSparseFile.1/real", b'0', stored as u64))
        .body(map.as_bytes())
        .body(data)
}

#[test]
fn pax_sparse_1_0_files_have_their_map_at_the_start_of_the_body() {
    let tar = sparse_1_0("3\n2\n3\n10\n2\n20\n0\n", b"abcde", "20").file("after", b"x").end();
    let reading = read_tar(&tar);
    reading.whole();
    assert_eq!(reading.paths(), ["real", "after"]);
    let entry = reading.entries()[0];
    assert_eq!((entry.size, entry.stored, entry.body_offset), (20, 5, 2048));
    assert_eq!(reading.content("real"), b"\0\0abc\0\0\0\0\0de\0\0\0\0\0\0\0\0");

    // A map of several blocks.
    let map = std::iter::once(200).chain((0..200).flat_map(|number| [number * 1_000_000, 1]));
    let map: String = map.map(|number| format!("{number}\n")).collect();
    assert!(map.len() > 1024);
    let reading = read_tar(&sparse_1_0(&map, &[b'z'; 200], "200000000").file("after", b"x").end());
    reading.whole();
    assert_eq!(reading.paths(), ["real", "after"]);
}

#[test]
fn a_wrong_sparse_map_costs_its_file_only() {
    let size = "20";
    let cases = [
        ("not in order", old_sparse(&[(10, 2), (2, 3)], 20, 5).body(b"abcde")),
        ("overlap", old_sparse(&[(2, 3), (4, 2)], 20, 5).body(b"abcde")),
        ("beyond the file", old_sparse(&[(2, 3), (19, 2)], 20, 5).body(b"abcde")),
        ("more than stored", old_sparse(&[(2, 3), (10, 3)], 20, 5).body(b"abcde")),
        ("less than stored", old_sparse(&[(2, 3)], 20, 5).body(b"abcde")),
        ("not text", sparse_1_0("1\nx\n3\n", b"abc", size)),
        ("too few numbers", sparse_1_0("9\n2\n3\n", b"abc", size)),
        ("no number", sparse_1_0("\n2\n3\n", b"abc", size)),
        ("huge number", sparse_1_0("1\n99999999999999999999999\n3\n", b"abc", size)),
        ("overflow", sparse_1_0("1\n18446744073709551615\n3\n", b"abc", size)),
        ("odd", Tar::default().pax(&[("GNU.sparse.map", b"2,3,10"), ("GNU.sparse.size", b"20")]).file("f", b"abc")),
        ("turns", Tar::default().pax(&[("GNU.sparse.numbytes", b"3"), ("GNU.sparse.offset", b"2")]).file("f", b"abc")),
        ("negative", Tar::default().pax(&[("GNU.sparse.map", b"-2,3")]).file("f", b"abc")),
    ];
    for (name, tar) in cases {
        let reading = read_tar(&tar.file("after", b"x").end());
        assert_eq!(reading.paths(), ["after"], "{name}");
        assert_eq!(reading.damages().len(), 1, "{name}: {:?}", reading.events);
        assert_eq!(reading.damages()[0].0, ArchiveErrorKind::Corrupt, "{name}");
        assert!(reading.end.is_ok(), "{name}");
    }
}

#[test]
fn maps_with_too_many_pieces_are_a_limit_and_stepped_over() {
    let count = MAX_SPARSE_SEGMENTS as u64 + 1;
    let segments: Vec<_> = (0..count).map(|number| (number, 1)).collect();
    let data = vec![b'd'; segments.len()];
    let numbers: Vec<String> =
        segments.iter().flat_map(|(offset, length)| [offset, length]).map(u64::to_string).collect();
    let map = format!("{count}\n{}\n", numbers.join("\n"));
    for tar in [old_sparse(&segments, count, count).body(&data), sparse_1_0(&map, &data, &count.to_string())] {
        let reading = read_tar(&tar.file("after", b"x").end());
        assert_eq!(reading.paths(), ["after"]);
        assert_eq!(reading.damages().len(), 1);
        assert_eq!(reading.damages()[0].0, ArchiveErrorKind::Limit);
    }
}

#[test]
fn a_hole_may_be_as_long_as_it_likes() {
    let map = "1\n9000000000000000000\n3\n";
    let reading = read_tar(&sparse_1_0(map, b"abc", "18000000000000000000").end());
    reading.whole();
    assert_eq!(
        holes_and_data(&reading),
        [Event::Hole(9_000_000_000_000_000_000), Event::Body(b"abc".to_vec()), Event::Hole(8_999_999_999_999_999_997)]
    );
}

#[test]
fn kinds_without_a_body_have_none_whatever_their_size_says() {
    // As Go reads them: the next block is a header.
    for flag in [b'1', b'2', b'3', b'4', b'5', b'6'] {
        let tar = Tar::default().block(&Block::new(b"odd", flag, 4096)).file("after", b"x").end();
        let reading = read_tar(&tar);
        reading.whole();
        assert_eq!(reading.paths(), ["odd", "after"]);
        assert_eq!((reading.entries()[0].size, reading.entries()[0].stored), (0, 0));
    }
    // GNU tar writes some of them without a size that anyone can read.
    let tar = Tar::default().block(&Block::new(b"odd", b'5', 0).put(124, b"xxxxxxxxxxx\0")).file("after", b"x").end();
    assert_eq!(read_tar(&tar).paths(), ["odd", "after"]);
}

#[test]
fn a_hardlink_or_directory_that_does_have_a_body_is_stepped_over() {
    // POSIX 2001 allows it for hardlinks; then the block after the header is no header.
    for (flag, length) in [(b'1', 3), (b'1', 512), (b'1', 1300), (b'5', 700), (b'D', 600)] {
        let tar = Tar::default().block(&Block::new(b"odd", flag, length)).body(&vec![b'b'; length as usize]);
        let reading = read_tar(&tar.file("after", b"x").end());
        reading.whole();
        assert_eq!(reading.paths(), ["odd", "after"], "{flag} {length}");
        assert_eq!(reading.content("odd"), b"");
    }
}

#[test]
fn bodies_can_be_skipped_in_whole_or_part() {
    let body: Vec<u8> = (0..2000_u32).map(|number| (number % 251) as u8).collect();
    let tar = Tar::default().file("a", &body).file("b", b"x").end();
    let mut reader = TarReader::new();
    let mut recorder = Recorder::default();
    assert_eq!(reader.skippable(), 0);
    reader.feed(&tar[..300], &mut recorder).unwrap();
    assert_eq!(reader.skippable(), 0);
    reader.feed(&tar[300..512 + 100], &mut recorder).unwrap();
    // 1900 of the body and 48 of filling.
    assert_eq!((reader.skippable(), reader.offset()), (1948, 612));
    reader.skip(900);
    assert_eq!((reader.skippable(), reader.offset()), (1048, 1512));
    reader.feed(&tar[1512..1612], &mut recorder).unwrap();
    // More than there is counts as what there is.
    reader.skip(u64::MAX);
    assert_eq!((reader.skippable(), reader.offset()), (0, 2560));
    reader.feed(&tar[2560..], &mut recorder).unwrap();
    let end = reader.finish(&mut recorder).unwrap();
    assert_eq!((end.entries, end.trailer), (2, true));
    let bodies: Vec<_> = recorder.events.iter().filter(|event| !matches!(event, Event::Entry(_))).cloned().collect();
    let given = [&body[..100], &body[1000..1100]].concat();
    assert_eq!(bodies, [Event::Body(given), Event::End, Event::Body(b"x".to_vec()), Event::End]);
}

#[test]
fn a_last_body_that_is_skipped_still_ends() {
    let tar = Tar::default().file("a", &[b'a'; 600]).0;
    let mut reader = TarReader::new();
    let mut recorder = Recorder::default();
    reader.feed(&tar[..512], &mut recorder).unwrap();
    reader.skip(600);
    assert_eq!(reader.finish(&mut recorder).unwrap().entries, 1);
    assert_eq!(recorder.events.last(), Some(&Event::End));
}

#[test]
fn a_sparse_file_cannot_be_skipped() {
    let tar = old_sparse(&[(0, 1), (9, 1)], 10, 2).body(b"ab").end();
    let mut reader = TarReader::new();
    let mut recorder = Recorder::default();
    reader.feed(&tar[..512], &mut recorder).unwrap();
    assert_eq!(reader.skippable(), 0);
    reader.skip(100);
    assert_eq!(reader.offset(), 512);
}
