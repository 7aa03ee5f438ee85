//! Checksums inside tokens. A right one proves the form; a wrong one proves little, since samples have random tails.

use super::set::Set;

/// CRC-32 as of zlib, bit by bit: it runs over 30 bytes of a token that already has the right form.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let low = sum & 1;
            sum >>= 1;
            if low == 1 {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Six base62 digits, the most significant first.
pub(super) fn base62(mut number: u32) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get((number % 62) as usize).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits
}

/// Whether the last six characters are the base62 CRC-32 of those before, as GitHub's and npm's tokens have it
/// (github.blog, "Behind GitHub's new authentication token formats", 2021).
pub(super) fn ends_in_crc(body: &[u8]) -> bool {
    let Some((random, sum)) = body.split_last_chunk::<6>() else { return false };
    random.iter().all(|byte| Set::Alnum.has(*byte)) && *sum == base62(crc32(random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_is_that_of_zlib() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn base62_is_six_digits() {
        assert_eq!(&base62(0), b"000000");
        assert_eq!(&base62(61), b"00000z");
        assert_eq!(&base62(62), b"000010");
        assert_eq!(&base62(u32::MAX), b"4gfFC3");
    }

    #[test]
    fn one_changed_character_breaks_the_sum() {
        let random = b"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0";
        let mut body = random.to_vec();
        body.extend(base62(crc32(random)));
        assert!(ends_in_crc(&body));
        body[3] = b'x';
        assert!(!ends_in_crc(&body));
        assert!(!ends_in_crc(b"abc"));
    }
}
