//! Durations as Docker reads them (`1m30s`, `500ms`). Judges nothing.

/// Nanoseconds; `None` for what is no duration. Like Go, it takes `0` without a unit, and signs and fractions.
pub(super) fn nanoseconds(text: &str) -> Option<f64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0_f64;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, behind) = rest.split_at_checked(digits)?;
        let number: f64 = number.parse().ok()?;
        let end = behind.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(behind.len());
        let (unit, next) = behind.split_at_checked(end)?;
        let scale = match unit {
            "ns" => 1.0,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        total += number * scale;
        rest = next;
    }
    Some(if negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, seconds) in
            [("30s", 30.0), ("1m30s", 90.0), ("1.5h", 5400.0), ("0", 0.0), ("-1s", -1.0), ("500ms", 0.5)]
        {
            assert!(nanoseconds(text).is_some_and(|found| (found / 1e9 - seconds).abs() < 1e-6), "{text}");
        }
        for text in ["30", "", "s", "1d", "1 s", "30S", ".", "1m30", "$X"] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
