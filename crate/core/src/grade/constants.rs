//! Every figure of the scoring model. They are judgement, written down once: whoever changes one changes [`MODEL`] too, so
//! that grades of two models are not compared. A report carries them as its [`Scale`](super::Scale).

use super::Letter;
use crate::finding::Severity;
use crate::rules::{Category, Rule};

/// Name and version of the model.
pub const MODEL: &str = "score/1";

/// The release whose rules all cost from the start, since there was none before it.
pub const FIRST_RELEASE: (u8, u8) = (0, 1);

/// The release of this engine: the first two numbers of its version.
pub const RELEASE: (u8, u8) = (number(env!("CARGO_PKG_VERSION_MAJOR")), number(env!("CARGO_PKG_VERSION_MINOR")));

const fn number(text: &str) -> u8 {
    match u8::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => u8::MAX,
    }
}

/// Whether a rule costs nothing yet: those that are new in a release are free until the next one, so that no grade falls
/// because the engine was updated. They are found and shown like all others.
#[must_use]
pub fn is_preview(rule: &Rule, release: (u8, u8)) -> bool {
    rule.since == release && release != FIRST_RELEASE
}

/// What an image without any finding has.
pub const FULL_POINTS: u32 = 100;

/// Points that a rule costs that finds something, whatever the number of its findings: a large image is no worse for being
/// large.
pub const LOSSES: [(Severity, u32); 5] =
    [(Severity::Critical, 30), (Severity::High, 12), (Severity::Medium, 4), (Severity::Low, 1), (Severity::Info, 0)];

/// Most points that the rules of a concern cost together, so that one neglected concern does not hide the others.
pub const LIMITS: [(Category, u32); 8] = [
    (Category::BaseImage, 25),
    (Category::Baseline, 25),
    (Category::Cleanliness, 20),
    (Category::Permissions, 30),
    (Category::Network, 25),
    (Category::Monitoring, 8),
    (Category::Vulnerability, 25),
    (Category::Configuration, 40),
];

/// Most points of a target in which a rule finds something of that severity, worst first: what sums cannot express. The
/// first also holds for the rules of [`FATAL`].
pub const CAPS: [(Severity, u32); 2] = [(Severity::Critical, 39), (Severity::High, 84)];

/// Catalogue numbers (aliases of rules) of broken integrity and of live secrets. Where one of these is critical by the
/// engine's own judgement, the letter is F whatever severity the configuration gives it.
pub const FATAL: [&str; 8] = ["BASE-012", "BASE-013", "SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005", "SEC-006"];

/// Least points of each letter; below the last it is F. A+ is no matter of points alone.
pub const LETTERS: [(Letter, u32); 4] = [(Letter::A, 90), (Letter::B, 75), (Letter::C, 60), (Letter::D, 40)];

/// Below this share of assessed rules, in percent, a letter is provisional.
pub const PROVISIONAL_BELOW: u32 = 60;
