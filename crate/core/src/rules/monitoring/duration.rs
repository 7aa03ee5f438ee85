//! Durations as Docker reads them (`1m30s`, `500ms`). Judges nothing.

/// Nanoseconds; `None` for what is no duration. Like Go, it takes `0` without a unit, and signs and fractions; what is
/// less than a nanosecond is dropped, and what is beyond 64 bits (292 years) is as long as can be. Whole numbers, since
/// reading and writing floating point costs the engine 20 KB.
pub(super) fn nanoseconds(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, behind) = rest.split_at_checked(digits)?;
        let end = behind.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(behind.len());
        let (unit, next) = behind.split_at_checked(end)?;
        let scale = match unit {
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => MINUTE,
            "h" => HOUR,
            _ => return None,
        };
        total = total.saturating_add(scaled(number, scale)?);
        rest = next;
    }
    Some(if negative { total.saturating_neg() } else { total })
}

/// In nanoseconds.
pub(super) const SECOND: i64 = 1_000_000_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;

/// A decimal number of units; `None` if it has no digit or two points.
fn scaled(number: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let mut total = 0_i64;
    for digit in whole.bytes() {
        total = total.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0')));
    }
    total = total.saturating_mul(scale);
    let mut place = scale;
    for digit in fraction.bytes() {
        // Each digit is worth a tenth of the one before; the remainder is below what any unit here needs.
        let worth = i64::from(digit.wrapping_sub(b'0')).saturating_mul(place).checked_div(10)?;
        total = total.saturating_add(worth);
        place = place.checked_div(10)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, found) in [
            ("30s", 30 * SECOND),
            ("1m30s", 90 * SECOND),
            ("1.5h", 90 * MINUTE),
            ("1.25s", 1_250_000_000),
            (".5s", 500_000_000),
            ("2.s", 2 * SECOND),
            ("1.0000000019s", 1_000_000_001),
            ("0", 0),
            ("-1s", -SECOND),
            ("500ms", SECOND / 2),
            ("999999999999999999999h", i64::MAX),
        ] {
            assert_eq!(nanoseconds(text), Some(found), "{text}");
        }
        for text in ["30", "", "s", "1d", "1 s", "30S", ".", ".s", "1..5s", "1m30", "$X"] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
