//! gzip framing, and the two inflaters held against each other.

use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

use super::recorder::{Inflated, decompress, decompress_pieces};
use super::writer::{gzip, gzip_with, plain_crc32, text};
use crate::archive::{ArchiveErrorKind, Compression, DecompressLimits, Engine, InflateFault, Inflater};

fn kind_of(inflated: Inflated) -> ArchiveErrorKind {
    inflated.1.unwrap_err().kind
}

#[test]
fn a_member_comes_out_whole_with_its_counts() {
    let data = text(300_000, 1);
    let packed = gzip(&data);
    let (output, end) = decompress(&packed);
    let end = end.unwrap();
    assert!(output == data);
    assert_eq!(end.compression, Compression::Gzip);
    assert_eq!((end.bytes_in, end.bytes_out), (packed.len() as u64, 300_000));
    assert_eq!((end.members, end.trailing_junk), (1, 0));
}

#[test]
fn all_optional_header_fields_are_passed_over() {
    let fields = [&[5, 0][..], b"extra", b"name\0", b"a comment\0"].concat();
    let mut header = vec![0x1f, 0x8b, 8, 0b1_1111, 0, 0, 0, 0, 0, 255];
    header.extend_from_slice(&fields);
    let header_crc = plain_crc32(&header) as u16;
    let right = [&fields[..], &header_crc.to_le_bytes()].concat();
    assert_eq!(decompress(&gzip_with(b"data", 0b1_1111, &right)).0, b"data");
    let wrong = [&fields[..], &header_crc.wrapping_add(1).to_le_bytes()].concat();
    assert_eq!(kind_of(decompress(&gzip_with(b"data", 0b1_1111, &wrong))), ArchiveErrorKind::Checksum);
    for (flags, fields) in [(4, &[0, 0][..]), (8, b"\0"), (16, b"only a comment\0"), (1, b"")] {
        assert_eq!(decompress(&gzip_with(b"data", flags, fields)).0, b"data", "{flags}");
    }
}

#[test]
fn members_and_zero_padding_are_read_to_the_end() {
    let mut packed = gzip(b"first ");
    packed.extend_from_slice(&gzip(b""));
    packed.extend_from_slice(&[0; 700]);
    packed.extend_from_slice(&gzip(b"second"));
    packed.extend_from_slice(&[0; 512]);
    let (output, end) = decompress(&packed);
    assert_eq!(output, b"first second");
    let end = end.unwrap();
    assert_eq!((end.members, end.trailing_junk), (3, 0));
}

#[test]
fn junk_after_a_whole_member_is_counted_and_not_refused() {
    for junk in [&b"junk"[..], b"\x1fjunk", b"\x1e", b"j\x1f\x8b\x08"] {
        let (output, end) = decompress(&[&gzip(b"data")[..], &[0, 0], junk].concat());
        assert_eq!(output, b"data");
        assert_eq!(end.unwrap().trailing_junk, junk.len() as u64, "{junk:?}");
    }
}

#[test]
fn a_stream_cut_anywhere_is_truncated() {
    let packed = gzip_with(&text(5000, 3), 8, b"name\0");
    // Below three bytes nothing tells that it is gzip.
    for length in 2..packed.len() {
        assert_eq!(kind_of(decompress(&packed[..length])), ArchiveErrorKind::Truncated, "{length}");
    }
    let second = [&packed[..], &packed[..1]].concat();
    assert_eq!(kind_of(decompress(&second)), ArchiveErrorKind::Truncated);
}

#[test]
fn wrong_checksums_and_lengths_are_told() {
    let packed = gzip(b"some data");
    for back in [1, 5] {
        let mut wrong = packed.clone();
        let at = wrong.len() - back;
        wrong[at] ^= 1;
        let error = decompress(&wrong).1.unwrap_err();
        assert_eq!(error.kind, ArchiveErrorKind::Checksum);
        assert_eq!(error.offset, wrong.len() as u64 - 8);
    }
}

#[test]
fn the_place_of_a_fault_in_a_header_or_trailer_does_not_depend_on_the_pieces() {
    let packed = gzip_with(&text(500, 3), 2, b"\0\0");
    // Method, reserved flag, checksum of the header, checksum and length of the data.
    for at in [2, 3, 10, packed.len() - 8, packed.len() - 1] {
        let mut wrong = packed.clone();
        wrong[at] ^= 0x20;
        let whole = decompress(&wrong).1.unwrap_err();
        for piece in 1..20 {
            let cut = decompress_pieces(wrong.chunks(piece), DecompressLimits::default(), Engine::default());
            assert_eq!(cut.1.unwrap_err(), whole, "{at}, {piece}");
        }
    }
}

#[test]
fn unknown_methods_reserved_flags_and_bad_blocks_are_refused() {
    let packed = gzip(b"some data");
    for (at, value, kind) in [
        (2, 7, ArchiveErrorKind::Unsupported),
        (3, 0x20, ArchiveErrorKind::Corrupt),
        (10, 0x07, ArchiveErrorKind::Corrupt),
    ] {
        let mut wrong = packed.clone();
        wrong[at] = value;
        assert_eq!(kind_of(decompress(&wrong)), kind, "{at}");
    }
}

#[test]
fn what_is_not_compressed_passes_through() {
    for data in [&b""[..], b"\x1f", b"\x28\xb5\x2f", b"plain text"] {
        let (output, end) = decompress(data);
        assert_eq!(output, data);
        let end = end.unwrap();
        assert_eq!((end.compression, end.members), (Compression::None, 0));
    }
}

/// Raw deflate: one fixed block with the letter A, then three bytes from `distance` (1 to 4) back.
fn letter_and_copy(distance: u32) -> Vec<u8> {
    // Bits in the order of the stream: last block, fixed codes; literal 0x41; length symbol 257; distance; end.
    let bits = ["1", "10", "01110001", "0000001", &format!("{:05b}", distance - 1), "0000000"].concat();
    let mut packed = vec![0; bits.len().div_ceil(8)];
    for (at, bit) in bits.bytes().enumerate() {
        packed[at / 8] |= (bit - b'0') << (at % 8);
    }
    packed
}

#[test]
fn a_distance_before_the_start_is_refused_by_every_engine_also_in_a_later_member() {
    for engine in Engine::ALL {
        let mut inflater = Inflater::with_engine(*engine);
        assert_eq!(drain(&mut inflater, &letter_and_copy(1), 1), Ok(b"AAAA".to_vec()));
        inflater.reset();
        assert_eq!(drain(&mut inflater, &letter_and_copy(2), 100), Err(InflateFault), "{engine:?}");
        inflater.reset();
        let filled = compress_to_vec(&text(200_000, 9), 6);
        assert_eq!(drain(&mut inflater, &filled, 1000).unwrap().len(), 200_000);
        inflater.reset();
        assert_eq!(drain(&mut inflater, &letter_and_copy(2), 100), Err(InflateFault), "{engine:?}");
    }
}

/// All output of one stream that is fed in pieces.
fn drain(inflater: &mut Inflater, data: &[u8], piece: usize) -> Result<Vec<u8>, InflateFault> {
    let mut output = Vec::new();
    for mut piece in data.chunks(piece) {
        loop {
            let step = inflater.step(piece)?;
            let stuck = step.consumed == 0 && step.output.is_empty();
            output.extend_from_slice(step.output);
            piece = &piece[step.consumed..];
            if step.fault {
                return Err(InflateFault);
            }
            if step.done {
                return Ok(output);
            }
            if stuck {
                break;
            }
        }
    }
    Ok(output)
}

/// Members of several sizes with padding, then perhaps one byte changed: mostly valid, always near to it.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let member = (0_usize..90_000, any::<u32>(), 0_u8..10, 0_usize..3);
    let change = prop::option::of((any::<prop::sample::Index>(), any::<u8>()));
    (prop::collection::vec(member, 1..4), change).prop_map(|(members, change)| {
        let mut packed = Vec::new();
        for (length, seed, level, zeros) in members {
            let data = text(length, seed);
            packed.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
            packed.extend_from_slice(&compress_to_vec(&data, level));
            packed.extend_from_slice(&plain_crc32(&data).to_le_bytes());
            packed.extend_from_slice(&(data.len() as u32).to_le_bytes());
            packed.resize(packed.len() + zeros, 0);
        }
        if let Some((at, value)) = change {
            let at = at.index(packed.len());
            packed[at] = value;
        }
        packed
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn both_engines_give_the_same_in_any_pieces(packed in streams(), first in 1_usize..3000, second in 1_usize..100_000) {
        let limits = DecompressLimits::default();
        let (output, end) = decompress_pieces(std::iter::once(&packed[..]), limits, Engine::MinizOxide);
        for engine in Engine::ALL {
            for piece in [first, second] {
                let (again, again_end) = decompress_pieces(packed.chunks(piece), limits, *engine);
                match (&end, &again_end) {
                    (Ok(end), Ok(again_end)) => {
                        prop_assert_eq!(end, again_end);
                        prop_assert!(output == again);
                    }
                    // How far an engine gets into a broken block differs; that it is broken does not.
                    (Err(error), Err(again_error)) => prop_assert_eq!(error.kind, again_error.kind),
                    _ => prop_assert!(false, "{end:?} and with {engine:?} {again_end:?}"),
                }
            }
        }
    }
}
