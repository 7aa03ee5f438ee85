//! CRC-32 (ISO 3309, reflected 0xEDB88320), as gzip wants it.

const POLYNOMIAL: u32 = 0xedb8_8320;

const TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0u32; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { POLYNOMIAL ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = tables[0][(before & 0xff) as usize] ^ (before >> 8);
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// The CRC-32 of bytes (eight at a time, by tables).
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let low = crc ^ u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        crc = TABLES[7][(low & 0xff) as usize]
            ^ TABLES[6][((low >> 8) & 0xff) as usize]
            ^ TABLES[5][((low >> 16) & 0xff) as usize]
            ^ TABLES[4][(low >> 24) as usize]
            ^ TABLES[3][usize::from(word[4])]
            ^ TABLES[2][usize::from(word[5])]
            ^ TABLES[1][usize::from(word[6])]
            ^ TABLES[0][usize::from(word[7])];
    }
    for byte in words.remainder() {
        crc = TABLES[0][((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8);
    }
    !crc
}

/// The CRC-32 of that many zeros, in time of the logarithm: one zero byte is a linear map over GF(2), so the map is
/// squared and multiplied.
#[must_use]
pub fn crc32_of_zeros(mut count: u64) -> u32 {
    let mut map: [u32; 32] = std::array::from_fn(|bit| {
        let crc = 1u32 << bit;
        TABLES[0][(crc & 0xff) as usize] ^ (crc >> 8)
    });
    let mut crc = !0u32;
    while count > 0 {
        if count & 1 == 1 {
            crc = applied(&map, crc);
        }
        map = std::array::from_fn(|bit| applied(&map, map[bit]));
        count >>= 1;
    }
    !crc
}

fn applied(map: &[u32; 32], vector: u32) -> u32 {
    map.iter().enumerate().filter(|(bit, _)| vector >> bit & 1 == 1).fold(0, |sum, (_, column)| sum ^ column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn zeros_are_counted_without_being_read() {
        for count in [0, 1, 7, 8, 1000, 65_537] {
            assert_eq!(crc32_of_zeros(count as u64), crc32(&vec![0; count]), "{count}");
        }
    }
}
