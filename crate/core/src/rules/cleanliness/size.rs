//! Sizes for people.

/// `734 bytes`, `12.3 kB`, `4.0 GB`: decimal units, one digit behind the point, rounded down.
pub(super) fn shown(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if bytes >= unit {
            let tenths = bytes.checked_div(unit.checked_div(10).unwrap_or(1)).unwrap_or(0);
            return format!("{}.{} {name}", tenths.div_euclid(10), tenths.rem_euclid(10));
        }
    }
    plural(bytes, "byte")
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_the_largest_unit_that_fits() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_990_000, "1.9 MB"),
            (4_321_000_000, "4.3 GB"),
            (u64::MAX, "18446744073.7 GB"),
        ] {
            assert_eq!(shown(bytes), expected);
        }
    }
}
