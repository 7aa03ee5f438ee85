//! CRC-32 as gzip uses it (RFC 1952 section 8, reflected polynomial 0xEDB88320).

/// The CRC of `data` appended to bytes whose CRC is `start` (0 for none).
///
/// zlib-rs has the carry-less multiplication of native processors and a braided table elsewhere; without it, tables of
/// our own serve.
pub(super) fn crc32(start: u32, data: &[u8]) -> u32 {
    #[cfg(feature = "zlib-rs")]
    {
        zlib_rs::crc32::crc32(start, data)
    }
    #[cfg(not(feature = "zlib-rs"))]
    {
        sliced(start, data)
    }
}

/// Bytes that are folded in one step.
#[cfg(any(test, not(feature = "zlib-rs")))]
const STEP: usize = 16;

/// `TABLES[n][b]`: the CRC of byte `b` followed by `n` zero bytes.
#[cfg(any(test, not(feature = "zlib-rs")))]
static TABLES: [[u32; 256]; STEP] = tables();

// Evaluated at compile time, where an index out of bounds or an overflow is a compile error.
#[cfg(any(test, not(feature = "zlib-rs")))]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
const fn tables() -> [[u32; 256]; STEP] {
    let mut tables = [[0_u32; 256]; STEP];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xedb8_8320 } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut zeros = 1;
    while zeros < STEP {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[zeros - 1][byte];
            tables[zeros][byte] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
            byte += 1;
        }
        zeros += 1;
    }
    tables
}

/// Slicing by 16 (Kounavis and Berry, 2005): sixteen independent look-ups in place of a chain of sixteen.
#[cfg(any(test, not(feature = "zlib-rs")))]
fn sliced(start: u32, data: &[u8]) -> u32 {
    let mut crc = !start;
    let (steps, rest) = data.as_chunks::<STEP>();
    for step in steps {
        let mut bytes = *step;
        for (byte, before) in bytes.iter_mut().zip(crc.to_le_bytes()) {
            *byte ^= before;
        }
        crc = bytes.iter().zip(TABLES.iter().rev()).fold(0, |sum, (byte, table)| sum ^ look_up(table, *byte));
    }
    let [table, ..] = &TABLES;
    !rest.iter().fold(crc, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        (crc >> 8) ^ look_up(table, low ^ byte)
    })
}

#[cfg(any(test, not(feature = "zlib-rs")))]
#[inline]
fn look_up(table: &[u32; 256], byte: u8) -> u32 {
    // A byte cannot miss 256 entries, which the compiler sees: no bounds check is left.
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(sliced(0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn both_ways_agree_on_every_length_and_cut() {
        let data: Vec<u8> = (0..1000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for length in 0..300 {
            let data = &data[..length];
            let whole = crc32(0, data);
            assert_eq!(sliced(0, data), whole);
            let (front, back) = data.split_at(length / 3);
            assert_eq!(sliced(sliced(0, front), back), whole);
            assert_eq!(crc32(crc32(0, front), back), whole);
        }
    }
}
