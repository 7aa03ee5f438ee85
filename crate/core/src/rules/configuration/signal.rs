//! Names and numbers of signals as Docker reads them. Judges nothing.

use crate::words::{Words, words};

/// Signals of Linux by number, from 1.
pub(super) static NAMES: Words = words![
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

/// The name without `SIG` in capital letters, for a signal that Docker knows by name or number.
pub(super) fn named(text: &str) -> Option<String> {
    if let Ok(number) = text.parse::<usize>() {
        let name = number.checked_sub(1).and_then(|at| NAMES.get(at));
        let real_time = (32..=64).contains(&number).then(|| String::from("RT"));
        return name.map(|name| (*name).to_owned()).or(real_time);
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let real_time = name.strip_prefix("RTMIN").or_else(|| name.strip_prefix("RTMAX")).is_some_and(|offset| {
        offset.is_empty()
            || offset.strip_prefix(['+', '-']).is_some_and(|number| number.parse::<u8>().is_ok_and(|n| n < 32))
    });
    let known = NAMES.contains(&name) || matches!(name, "CLD" | "IOT" | "POLL" | "STKFLT" | "UNUSED");
    (known || real_time).then(|| name.to_owned())
}
