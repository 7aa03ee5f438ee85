//! Checksums inside tokens. A right one proves the form; a wrong one proves little, since samples have random tails.

use super::set::Set;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

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

/// Whether the last six characters are the base62 CRC-32 of those before, as GitHub's, npm's and Vercel's tokens have it
/// (github.blog, "Behind GitHub's new authentication token formats", 2021; the tokens in Vercel's documentation).
pub(super) fn ends_in_crc(body: &[u8]) -> bool {
    let Some((random, sum)) = body.split_last_chunk::<6>() else { return false };
    random.iter().all(|byte| Set::Alnum.has(*byte)) && *sum == base62(crc32(random))
}

/// Whether the digits say the number, all of them, in small letters.
fn says<const BASE: u32>(digits: &[u8], number: u32) -> bool {
    let mut rest = Some(number);
    digits.iter().rev().all(|byte| {
        let digit = rest.and_then(|number| number.checked_rem(BASE));
        rest = rest.and_then(|number| number.checked_div(BASE));
        digit.is_some() && digit == char::from(*byte).to_digit(BASE) && !byte.is_ascii_uppercase()
    }) && rest == Some(0)
}

/// Whether the last seven characters are the base36 CRC-32 of all before, as GitLab's routable tokens have it (GitLab,
/// `lib/authn/token_field/generator/routable_token.rb`).
pub(super) fn ends_as_gitlab(token: &[u8]) -> bool {
    token.split_last_chunk::<7>().is_some_and(|(said, sum)| says::<36>(sum, crc32(said)))
}

/// Whether the last eight digits are the CRC-32 of what stands before their `_`, least byte first, as Grafana's service
/// account tokens have it (Grafana, `pkg/components/apikeygen`).
pub(super) fn ends_as_grafana(token: &[u8]) -> bool {
    let Some((rest, sum)) = token.split_last_chunk::<8>() else { return false };
    rest.strip_suffix(b"_").is_some_and(|said| says::<16>(sum, crc32(said).swap_bytes()))
}

/// Whether the last eight digits are the CRC-32 of all before, as Private Packagist's tokens have it (Private Packagist,
/// "Composer authentication").
pub(super) fn ends_as_packagist(token: &[u8]) -> bool {
    token.split_last_chunk::<8>().is_some_and(|(said, sum)| says::<16>(sum, crc32(said)))
}

/// Whether the last six characters are the CRC-32 of those before, least byte first and in base64, as Confluent Cloud's
/// secrets have it (Confluent documentation, "API keys").
pub(super) fn ends_as_confluent(body: &[u8]) -> bool {
    let Some((random, sum)) = body.split_last_chunk::<6>() else { return false };
    let said = sum.iter().fold(0_u64, |number, byte| {
        let digit = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(71),
            b'0'..=b'9' => byte.wrapping_add(4),
            b'+' => 62,
            _ => 63,
        };
        number << 6 | u64::from(digit)
    });
    said == u64::from(crc32(random).swap_bytes()) << 4
}

/// Whether the text has a right bech32 checksum (BIP 173), as age's keys have (C2SP, age.md, "X25519").
pub(super) fn is_bech32(text: &[u8]) -> bool {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const TERMS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let Some(one) = text.iter().rposition(|byte| *byte == b'1') else { return false };
    let small = |byte: &u8| byte.to_ascii_lowercase();
    let (name, digits) = (text.get(..one).unwrap_or_default(), text.get(one.saturating_add(1)..).unwrap_or_default());
    let values = name.iter().map(|byte| Some(u32::from(small(byte) >> 5)));
    let values = values.chain([Some(0)]).chain(name.iter().map(|byte| Some(u32::from(small(byte) & 31))));
    let values = values.chain(digits.iter().map(|byte| {
        let place = DIGITS.iter().position(|digit| *digit == small(byte));
        place.and_then(|place| u32::try_from(place).ok())
    }));
    let mut sum = 1_u32;
    for value in values {
        let Some(value) = value else { return false };
        let top = sum >> 25;
        sum = ((sum & 0x01ff_ffff) << 5) ^ value;
        for (bit, term) in TERMS.iter().enumerate() {
            if top >> bit & 1 == 1 {
                sum ^= term;
            }
        }
    }
    digits.len() >= 6 && sum == 1
}

/// Whether `pypi-` is followed by a macaroon of version 2 (libmacaroons, `doc/format.txt`): packets of a type, a length
/// and bytes, and at the end a signature of 32 bytes.
pub(super) fn is_macaroon(token: &[u8]) -> bool {
    let body = token.splitn(2, |byte| *byte == b'-').nth(1).unwrap_or_default();
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(body) else { return false };
    let [2, rest @ ..] = bytes.as_slice() else { return false };
    let mut rest = rest;
    loop {
        rest = match rest {
            // The end of a section.
            [0, rest @ ..] => rest,
            [6, 32, signature @ ..] => return signature.len() == 32,
            [1 | 2 | 4, length, rest @ ..] if *length < 0x80 => match rest.get(usize::from(*length)..) {
                Some(rest) => rest,
                None => return false,
            },
            // Lengths of two bytes, seven bits each, the low ones first.
            [1 | 2 | 4, low, high, rest @ ..] if *high < 0x80 => {
                let length = usize::from(*low & 0x7f) | usize::from(*high) << 7;
                match rest.get(length..) {
                    Some(rest) => rest,
                    None => return false,
                }
            }
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
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

    #[test]
    fn gitlab_and_grafana_sums_are_of_all_before() {
        let said = ["gl", "pat-", &sample::alnum(40), ".01.17"].concat();
        let mut number = crc32(said.as_bytes());
        let mut digits = [b'0'; 7];
        for digit in digits.iter_mut().rev() {
            *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize];
            number /= 36;
        }
        let token = [said.as_bytes(), &digits].concat();
        assert!(ends_as_gitlab(&token) && !ends_as_gitlab(&token[1..]) && !ends_as_gitlab(b"abc"));
        let said = ["gl", "sa_", &sample::alnum(32)].concat();
        let token = format!("{said}_{:08x}", crc32(said.as_bytes()).swap_bytes());
        assert!(ends_as_grafana(token.as_bytes()) && !ends_as_grafana(&token.as_bytes()[1..]));
    }

    #[test]
    fn packagist_and_confluent_sums_are_hexadecimal_and_base64() {
        use base64::engine::general_purpose::STANDARD;
        let said = ["packagist", "_ort_", &sample::hex(60)].concat();
        let token = format!("{said}{:08x}", crc32(said.as_bytes()));
        assert!(ends_as_packagist(token.as_bytes()) && !ends_as_packagist(&token.as_bytes()[1..]));
        for length in 40..60 {
            let random = sample::base64(length);
            let sum = STANDARD.encode(crc32(random.as_bytes()).to_le_bytes());
            let body = format!("{random}{}", &sum[..6]);
            assert!(ends_as_confluent(body.as_bytes()), "{body}");
            assert!(!ends_as_confluent(&body.as_bytes()[1..]) && !ends_as_confluent(&body.as_bytes()[..length]));
        }
        assert!(!ends_as_confluent(b"abc") && !ends_as_packagist(b"abc"));
    }

    #[test]
    fn bech32_is_that_of_the_standard() {
        // Valid and invalid ones of BIP 173.
        for text in ["A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"] {
            assert!(is_bech32(text.as_bytes()), "{text}");
        }
        for text in ["A12UEL5X", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxv", "pzry9x0s0muk", "1b", ""] {
            assert!(!is_bech32(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn macaroons_end_in_a_signature() {
        let mut bytes = vec![2, 1, 8];
        bytes.extend(b"pypi.org");
        bytes.extend([2, 36]);
        bytes.extend([b'i'; 36]);
        bytes.extend([0, 2, 0x80 | 10, 1]);
        bytes.extend([b'c'; 138]);
        bytes.extend([0, 0, 6, 32]);
        bytes.extend([7; 32]);
        let token = |bytes: &[u8]| format!("pypi-{}", URL_SAFE_NO_PAD.encode(bytes));
        assert!(is_macaroon(token(&bytes).as_bytes()));
        assert!(!is_macaroon(token(&bytes[..bytes.len() - 3]).as_bytes()));
        assert!(!is_macaroon(format!("pypi-AgEIcHlwaS5vcmc{}", sample::alnum(60)).as_bytes()));
    }
}
