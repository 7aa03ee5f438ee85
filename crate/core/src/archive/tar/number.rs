//! Numbers of tar headers (octal text or base-256) and of PAX records (decimal text).

/// Why a field is not a number that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotANumber;

/// A numeric field: octal digits with spaces or NULs around, or base-256 in two's complement if the top bit is set
/// (GNU and star). An empty field is 0, as everywhere.
pub(super) fn numeric(field: &[u8]) -> Result<i128, NotANumber> {
    match field.first() {
        Some(first) if first & 0x80 != 0 => base256(field),
        _ => octal(field).map(i128::from),
    }
}

fn octal(field: &[u8]) -> Result<u64, NotANumber> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | 0);
    let start = field.iter().position(|byte| !is_blank(byte)).unwrap_or(field.len());
    let digits = field.get(start..).unwrap_or_default();
    let mut value = 0_u64;
    for byte in digits {
        match byte {
            b'0'..=b'7' => {
                value = value.checked_mul(8).ok_or(NotANumber)?.saturating_add(u64::from(byte.saturating_sub(b'0')));
            }
            b' ' | 0 => break,
            _ => return Err(NotANumber),
        }
    }
    Ok(value)
}

/// The top bit is the mark; the next one is the sign.
fn base256(field: &[u8]) -> Result<i128, NotANumber> {
    // Fields have 8 or 12 bytes: 95 bits at most.
    if field.len() > 15 {
        return Err(NotANumber);
    }
    let mut bytes = field.iter();
    let first = i128::from(bytes.next().copied().unwrap_or_default());
    let negative = first & 0x40 != 0;
    let start = if negative { (first & 0x7f).wrapping_sub(0x80) } else { first & 0x7f };
    Ok(bytes.fold(start, |value, byte| value.wrapping_mul(256).wrapping_add(i128::from(*byte))))
}

/// A decimal number of a PAX record, with an optional sign and, if `fraction` allows it, a fraction that is dropped.
pub(super) fn decimal(text: &[u8], fraction: bool) -> Result<i128, NotANumber> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let digits = match digits.iter().position(|byte| *byte == b'.') {
        Some(point) if fraction => {
            let after = digits.get(point.saturating_add(1)..).unwrap_or_default();
            if !after.iter().all(u8::is_ascii_digit) {
                return Err(NotANumber);
            }
            digits.get(..point).unwrap_or_default()
        }
        _ => digits,
    };
    // 38 digits always fit; longer numbers are nonsense.
    if digits.is_empty() || digits.len() > 38 {
        return Err(NotANumber);
    }
    let mut value = 0_i128;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return Err(NotANumber);
        }
        value = value.wrapping_mul(10).wrapping_add(i128::from(byte.saturating_sub(b'0')));
    }
    Ok(if negative { value.wrapping_neg() } else { value })
}

/// An owner or group as 64 bits: a negative number as the kernel sees it in 32 bits (-2 is 4294967294), never as 0,
/// which is root. The flag says that the number did not fit.
pub(super) fn as_id(value: i128) -> (u64, bool) {
    match u64::try_from(value) {
        Ok(id) => (id, false),
        Err(_) => match i32::try_from(value) {
            Ok(id) => (u64::from(id.cast_unsigned()), true),
            Err(_) => (u64::MAX, true),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_fields_may_be_padded_in_any_way() {
        for field in [&b"0000644\0"[..], b"   644 \0", b"644\0junk", b"\0\0 644\0", b"00000644"] {
            assert_eq!(numeric(field), Ok(0o644), "{field:?}");
        }
        assert_eq!(numeric(b"        "), Ok(0));
        assert_eq!(numeric(b""), Ok(0));
        assert_eq!(numeric(b"777777777777"), Ok(0o777_777_777_777));
        for field in [&b"0000648\0"[..], b"-000644\0", b"64x\0", b"0x1f\0"] {
            assert_eq!(numeric(field), Err(NotANumber), "{field:?}");
        }
    }

    #[test]
    fn base_256_fields_have_a_sign() {
        assert_eq!(numeric(b"\x80\0\0\0\0\0\0\x01\0\0\0\0"), Ok(1 << 32));
        assert_eq!(numeric(&[0xff; 12]), Ok(-1));
        assert_eq!(numeric(b"\xff\xff\xff\xff\xff\xff\xff\xfe"), Ok(-2));
        assert_eq!(numeric(b"\xbf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), Ok((1 << 94) - 1));
        assert_eq!(numeric(b"\xc0\0\0\0\0\0\0\0\0\0\0\0"), Ok(-(1 << 94)));
    }

    #[test]
    fn decimals_are_read_strictly() {
        assert_eq!(decimal(b"1700000000.123456789", true), Ok(1_700_000_000));
        assert_eq!(decimal(b"-1.5", true), Ok(-1));
        assert_eq!(decimal(b"12", false), Ok(12));
        for text in [&b""[..], b"-", b"1.5", b"+1", b" 1", b"1 ", b"0x1", b"999999999999999999999999999999999999999"] {
            assert_eq!(decimal(text, false), Err(NotANumber), "{text:?}");
        }
        assert_eq!(decimal(b"1.x", true), Err(NotANumber));
    }

    #[test]
    fn a_negative_owner_never_becomes_root() {
        assert_eq!(as_id(-2), (4_294_967_294, true));
        assert_eq!(as_id(-(1 << 32)), (u64::MAX, true));
        assert_eq!(as_id(1 << 64), (u64::MAX, true));
        assert_eq!(as_id(65_534), (65_534, false));
    }
}
