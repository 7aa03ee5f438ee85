//! Both inflaters refuse the same streams and give the same bytes, in one piece or in many.

use plimsoll_core::archive::{ArchiveError, ArchiveErrorKind, DecompressLimits, Decompressed, Decompressor, Engine};

use crate::pieces;

/// Small, so that a bomb does not hold up the search.
pub(crate) const LIMITS: DecompressLimits = DecompressLimits {
    ratio: 200,
    gzip_grace_bytes: 1 << 20,
    zstd_grace_bytes: 1 << 20,
    output_bytes: 4 << 20,
    zstd_window_bytes: 1 << 20,
};

pub(crate) type Inflated = (Vec<u8>, Result<Decompressed, ArchiveError>);

pub(crate) fn inflated<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, engine: Engine) -> Inflated {
    let mut output = Vec::new();
    let mut out = |data: &[u8]| {
        assert!(!data.is_empty() && data.len() <= plimsoll_core::archive::OUTPUT_BYTES);
        output.extend_from_slice(data);
    };
    let mut decompressor = Decompressor::with_engine(LIMITS, engine);
    let mut failed = None;
    for piece in pieces {
        if let Err(error) = decompressor.feed(piece, &mut out) {
            failed = Some(error);
            break;
        }
    }
    let end = decompressor.finish(&mut out);
    if let Some(error) = failed {
        assert_eq!(end, Err(error), "a failed decompressor says so again");
    }
    if let Ok(end) = &end {
        assert_eq!(end.bytes_out, output.len() as u64);
    }
    (output, end)
}

/// What came out of a failed stream may be cut at another place, but never differs.
pub(crate) fn assert_agree(one: &Inflated, other: &Inflated, what: &str) {
    match (&one.1, &other.1) {
        (Ok(_), Ok(_)) => assert!(one == other, "{what}"),
        (Err(left), Err(right)) => {
            let shared = one.0.len().min(other.0.len());
            assert!(one.0[..shared] == other.0[..shared], "{what}: other bytes before the fault");
            let limit = |error: &ArchiveError| error.kind == ArchiveErrorKind::Limit;
            assert_eq!(limit(left), limit(right), "{what}: {left} / {right}");
        }
        (one, other) => panic!("{what}: {one:?} / {other:?}"),
    }
}

/// See the module.
pub fn holds(data: &[u8]) {
    let first = inflated([data], Engine::ALL[0]);
    for engine in Engine::ALL {
        assert_agree(&first, &inflated([data], *engine), "engines");
        assert_agree(&first, &inflated(pieces(data, 1), *engine), "pieces");
    }
}
