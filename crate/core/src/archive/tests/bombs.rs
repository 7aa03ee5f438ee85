//! Streams that grow without measure end early.

use super::recorder::decompress_pieces;
use super::writer::{gzip, text};
use crate::archive::{ArchiveErrorKind, DecompressLimits, Decompressor, Engine};
use crate::limits::{MAX_INFLATE_RATIO, RATIO_GRACE_BYTES};

#[test]
fn ten_megabytes_of_gzip_that_inflate_to_ten_gigabytes_end_early() {
    let zeros = gzip(&vec![0; 64 * 1024 * 1024]);
    assert!(zeros.len() < 70_000, "about 1000 to 1, so 150 members are 10 MB that hold 10 GB");
    let mut decompressor = Decompressor::new();
    let mut output = 0_u64;
    let mut out = |data: &[u8]| output += data.len() as u64;
    let mut fed = 0_u64;
    let error = loop {
        assert!(fed < 10_000_000, "never refused");
        fed += zeros.len() as u64;
        if let Err(error) = decompressor.feed(&zeros, &mut out) {
            break error;
        }
    };
    assert_eq!(error.kind, ArchiveErrorKind::Limit);
    assert!(error.what.contains("bomb"), "{error}");
    // Not before the grace, and not long after.
    assert!((RATIO_GRACE_BYTES..RATIO_GRACE_BYTES / 2 * 3).contains(&output), "{output}");
    assert!(fed < 2_000_000);
}

#[test]
fn an_ordinary_stream_past_the_grace_is_no_bomb() {
    let data = text(400_000, 1);
    let limits = DecompressLimits { gzip_grace_bytes: 1000, ..DecompressLimits::default() };
    let (output, end) = decompress_pieces(std::iter::once(&gzip(&data)[..]), limits, Engine::default());
    assert!(end.is_ok() && output == data);
}

#[test]
fn a_zstd_bomb_is_stopped_by_its_own_grace() {
    // A frame of blocks that repeat a byte 128 KiB times: 32 768 to 1.
    let mut stream = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 0x40];
    for _ in 0..1000 {
        stream.extend_from_slice(&[2, 0, 16, 0]);
    }
    let limits = DecompressLimits { zstd_grace_bytes: 50_000_000, ..DecompressLimits::default() };
    let (output, end) = decompress_pieces(stream.chunks(100), limits, Engine::default());
    let error = end.unwrap_err();
    assert_eq!(error.kind, ArchiveErrorKind::Limit);
    let allowed = 50_000_000 + error.offset * MAX_INFLATE_RATIO;
    assert!(output.len() as u64 <= allowed && output.len() > 49_000_000, "{}", output.len());
}

#[test]
fn output_is_bounded_whatever_the_compression() {
    let data = text(100_000, 2);
    let zstd = ruzstd::encoding::compress_to_vec(&data[..], ruzstd::encoding::CompressionLevel::Fastest);
    let limits = DecompressLimits { output_bytes: 99_999, ..DecompressLimits::default() };
    for stream in [data.clone(), gzip(&data), zstd] {
        let (output, end) = decompress_pieces(stream.chunks(5000), limits, Engine::default());
        assert_eq!(end.unwrap_err().kind, ArchiveErrorKind::Limit);
        assert!(output.len() < 100_000);
    }
}

#[test]
fn half_a_million_empty_members_take_no_long_time() {
    let member = gzip(b"");
    let stream = member.repeat(500_000);
    for engine in Engine::ALL {
        let (output, end) = decompress_pieces(std::iter::once(&stream[..]), DecompressLimits::default(), *engine);
        assert!(output.is_empty());
        assert_eq!(end.unwrap().members, 500_000, "{engine:?}");
    }
}
