//! CRC-32 as gzip uses it (RFC 1952 section 8, reflected polynomial 0xEDB88320).

/// The CRC of `data` appended to bytes whose CRC is `start` (0 for none).
///
/// zlib-rs has the carry-less multiplication of native processors. WebAssembly has none, and there our own tables
/// measured 10 % faster than its braid, at no cost in `unsafe`.
pub(super) fn crc32(start: u32, data: &[u8]) -> u32 {
    #[cfg(all(feature = "zlib-rs", not(target_family = "wasm")))]
    {
        zlib_rs::crc32::crc32(start, data)
    }
    #[cfg(not(all(feature = "zlib-rs", not(target_family = "wasm"))))]
    {
        sliced::crc32(start, data)
    }
}

/// Slicing by 16 (Kounavis and Berry, 2005): sixteen look-ups that do not wait for each other.
#[cfg(any(test, not(all(feature = "zlib-rs", not(target_family = "wasm")))))]
mod sliced {
    use std::sync::LazyLock;

    /// Bytes that are folded in one step.
    const STEP: usize = 16;

    /// `TABLES[n][b]`: the CRC of byte `b` followed by `n` zero bytes. Made when first needed: they are 16 KiB that no
    /// compression makes smaller, and the engine is downloaded.
    static TABLES: LazyLock<[[u32; 256]; STEP]> = LazyLock::new(tables);

    fn tables() -> [[u32; 256]; STEP] {
        let mut tables = [[0_u32; 256]; STEP];
        let mut plain = [0_u32; 256];
        for (byte, slot) in (0_u32..).zip(&mut plain) {
            *slot = (0..8).fold(byte, |value, _| if value & 1 == 1 { (value >> 1) ^ 0xedb8_8320 } else { value >> 1 });
        }
        let mut before = plain;
        for table in &mut tables {
            *table = before;
            for value in &mut before {
                let [low, ..] = value.to_le_bytes();
                *value = (*value >> 8) ^ look_up(&plain, low);
            }
        }
        tables
    }

    pub(super) fn crc32(start: u32, data: &[u8]) -> u32 {
        let mut crc = !start;
        let [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15] = &*TABLES;
        let (steps, rest) = data.as_chunks::<STEP>();
        for [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3] in steps {
            // Twelve look-ups need nothing of the step before; only the last four wait for it.
            let free = look_up(t0, *d3)
                ^ look_up(t1, *d2)
                ^ look_up(t2, *d1)
                ^ look_up(t3, *d0)
                ^ look_up(t4, *c3)
                ^ look_up(t5, *c2)
                ^ look_up(t6, *c1)
                ^ look_up(t7, *c0)
                ^ look_up(t8, *b3)
                ^ look_up(t9, *b2)
                ^ look_up(t10, *b1)
                ^ look_up(t11, *b0);
            let [x0, x1, x2, x3] = (crc ^ u32::from_le_bytes([*a0, *a1, *a2, *a3])).to_le_bytes();
            crc = free ^ look_up(t15, x0) ^ look_up(t14, x1) ^ look_up(t13, x2) ^ look_up(t12, x3);
        }
        !rest.iter().fold(crc, |crc, byte| {
            let [low, ..] = crc.to_le_bytes();
            (crc >> 8) ^ look_up(t0, low ^ byte)
        })
    }

    #[inline]
    fn look_up(table: &[u32; 256], byte: u8) -> u32 {
        // A byte cannot miss 256 entries, which the compiler sees: no bounds check is left.
        table.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(sliced::crc32(0, b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn both_ways_agree_on_every_length_and_cut() {
        let data: Vec<u8> = (0..1000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for length in 0..300 {
            let data = &data[..length];
            let whole = crc32(0, data);
            assert_eq!(sliced::crc32(0, data), whole);
            let (front, back) = data.split_at(length / 3);
            assert_eq!(sliced::crc32(sliced::crc32(0, front), back), whole);
            assert_eq!(crc32(crc32(0, front), back), whole);
        }
    }
}
