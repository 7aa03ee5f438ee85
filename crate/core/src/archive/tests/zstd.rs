//! zstd frames.

use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::recorder::{decompress, decompress_pieces};
use super::writer::text;
use crate::archive::{ArchiveErrorKind, Compression, DecompressLimits, Engine};

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

fn packed(data: &[u8]) -> Vec<u8> {
    compress_to_vec(data, CompressionLevel::Fastest)
}

fn skippable(length: u32) -> Vec<u8> {
    let mut frame = vec![0x5a, 0x2a, 0x4d, 0x18];
    frame.extend_from_slice(&length.to_le_bytes());
    frame.resize(8 + length as usize, 0xaa);
    frame
}

/// A frame by hand: descriptor with the fields that it calls for, then blocks.
fn frame(descriptor: u8, fields: &[u8], blocks: &[u8]) -> Vec<u8> {
    [&MAGIC[..], &[descriptor], fields, blocks].concat()
}

/// A block header: type 0 raw, 1 repeated byte.
fn block(last: bool, kind: u32, size: u32) -> [u8; 3] {
    let [low, middle, high, _] = (u32::from(last) | kind << 1 | size << 3).to_le_bytes();
    [low, middle, high]
}

#[test]
fn frames_and_skippable_frames_are_read_to_the_end() {
    let (first, second) = (text(400_000, 5), text(10, 6));
    let stream = [skippable(7), packed(&first), skippable(0), packed(&second), packed(b""), skippable(300)].concat();
    let (output, end) = decompress(&stream);
    assert!(output == [&first[..], &second].concat());
    let end = end.unwrap();
    assert_eq!((end.compression, end.members, end.trailing_junk), (Compression::Zstd, 3, 0));
}

#[test]
fn a_frame_without_checksum_and_with_a_stated_size_is_checked_by_it() {
    let blocks = [&block(false, 0, 3)[..], b"abc", &block(true, 1, 4), b"z"].concat();
    // Single segment, one byte of content size.
    assert_eq!(decompress(&frame(0x20, &[7], &blocks)).0, b"abczzzz");
    let error = decompress(&frame(0x20, &[8], &blocks)).1.unwrap_err();
    assert_eq!(error.kind, ArchiveErrorKind::Checksum);
}

#[test]
fn a_wrong_checksum_is_told() {
    let mut stream = packed(&text(3000, 8));
    assert!(stream[4] & 4 != 0, "the encoder writes a checksum");
    let last = stream.len() - 1;
    stream[last] ^= 1;
    let (output, end) = decompress(&stream);
    assert_eq!(end.unwrap_err().kind, ArchiveErrorKind::Checksum);
    assert!(output == text(3000, 8));
}

#[test]
fn a_large_window_is_refused_before_it_is_allocated() {
    // Window descriptor: exponent 31 - 10, so 2 GiB.
    let error = decompress(&frame(0, &[21 << 3], &block(true, 0, 0))).1.unwrap_err();
    assert_eq!(error.kind, ArchiveErrorKind::Limit);
    assert!(error.what.contains("2147483648"), "{error}");
    // A single segment is its own window.
    let error = decompress(&frame(0xa0, &u32::MAX.to_le_bytes(), &block(true, 0, 0))).1.unwrap_err();
    assert_eq!(error.kind, ArchiveErrorKind::Limit);
}

#[test]
fn a_dictionary_is_refused_by_name() {
    let error = decompress(&frame(0x01, &[0x20, 42], &block(true, 0, 0))).1.unwrap_err();
    assert_eq!(error.kind, ArchiveErrorKind::Unsupported);
    assert!(error.what.contains("dictionary 42"), "{error}");
}

#[test]
fn reserved_bits_block_types_and_sizes_are_refused() {
    for stream in [
        frame(0x08, &[0x20], &block(true, 0, 0)),
        frame(0, &[0x20], &block(true, 3, 0)),
        frame(0, &[0x20], &[&block(true, 0, 200_000)[..], &[0; 20]].concat()),
    ] {
        assert_eq!(decompress(&stream).1.unwrap_err().kind, ArchiveErrorKind::Corrupt);
    }
}

#[test]
fn a_stream_cut_anywhere_inside_a_frame_is_truncated() {
    let one = [skippable(5), packed(&text(2000, 4))].concat();
    for length in 4..one.len() {
        let end = decompress(&one[..length]).1;
        match length {
            13 => assert_eq!(end.unwrap().members, 0),
            _ => assert_eq!(end.unwrap_err().kind, ArchiveErrorKind::Truncated, "{length}"),
        }
    }
    let second = [&one[..], &MAGIC[..2]].concat();
    assert_eq!(decompress(&second).1.unwrap_err().kind, ArchiveErrorKind::Truncated);
}

#[test]
fn junk_after_a_whole_frame_is_counted() {
    for junk in [&b"junk"[..], b"\x28x", b"\x5a\x2a\x4d\x19", b"\0\0"] {
        let (output, end) = decompress(&[&packed(b"data")[..], junk].concat());
        assert_eq!(output, b"data");
        assert_eq!(end.unwrap().trailing_junk, junk.len() as u64, "{junk:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_pieces_give_the_same(length in 0_usize..300_000, seed: u32, piece in 1_usize..200_000) {
        let data = text(length, seed);
        let stream = [packed(&data), skippable(9), packed(&data[..length / 2])].concat();
        let whole = decompress(&stream);
        prop_assert!(whole.1.is_ok());
        prop_assert!(whole.0 == [&data[..], &data[..length / 2]].concat());
        let pieces = decompress_pieces(stream.chunks(piece), DecompressLimits::default(), Engine::default());
        prop_assert!(pieces == whole);
    }

    #[test]
    fn a_damaged_stream_ends_in_words(seed: u32, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), piece in 1_usize..5000) {
        let mut stream = packed(&text(20_000, seed));
        for (at, value) in changes {
            let at = at.index(stream.len());
            stream[at] = value;
        }
        let limits = DecompressLimits::default();
        let whole = decompress(&stream);
        let pieces = decompress_pieces(stream.chunks(piece), limits, Engine::default());
        prop_assert_eq!(whole.1.map_err(|error| error.kind), pieces.1.map_err(|error| error.kind));
    }
}
