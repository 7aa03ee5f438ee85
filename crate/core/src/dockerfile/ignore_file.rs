//! `.dockerignore`: which paths of the build context a builder leaves out, by the rules of moby's `patternmatcher`.
//! Must not judge, and must end soon on any pattern.

use crate::limits::{MAX_IGNORE_PATTERNS, MAX_IGNORE_STEPS};

/// The patterns of a `.dockerignore`, in order; the last one that fits decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreFile {
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// Line, from 1.
    line: u32,
    /// `!`: what it fits is kept.
    keeps: bool,
    parts: Vec<String>,
}

impl IgnoreFile {
    /// Reads the text. Lines beyond the limit are not regarded, so that nothing is called left out by mistake.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut patterns = Vec::new();
        for (line, written) in (1_u32..).zip(text.lines()) {
            // Only a number sign in the first column begins a comment.
            if written.starts_with('#') || patterns.len() >= MAX_IGNORE_PATTERNS {
                continue;
            }
            let written = written.trim();
            let (keeps, written) = match written.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, written),
            };
            let parts = cleaned(written);
            if !parts.is_empty() {
                patterns.push(Pattern { line, keeps, parts });
            }
        }
        Self { patterns }
    }

    /// The line of the pattern that leaves a path of the context out; `None` if it is sent, or if part of what lies
    /// below it is.
    #[must_use]
    pub fn leaves_out(&self, path: &str) -> Option<u32> {
        let path = cleaned(path);
        if path.is_empty() || path.first().is_some_and(|part| part == "..") {
            return None;
        }
        let mut work = MAX_IGNORE_STEPS;
        let mut line = None;
        for pattern in &self.patterns {
            let parents = (1..=path.len())
                .any(|length| path.get(..length).is_some_and(|parent| fits(&pattern.parts, parent, &mut work)));
            // Something below the path is kept by name, or may be.
            let below =
                pattern.keeps && (pattern.parts.iter().any(|part| part == "**") || pattern.parts.starts_with(&path));
            match (pattern.keeps, parents || below) {
                (true, true) => line = None,
                (false, true) => line = Some(pattern.line),
                (_, false) => {}
            }
        }
        line.filter(|_| work > 0)
    }
}

/// Parts of a path without `.` and empty ones; `..` takes the part before it, as `filepath.Clean` does.
fn cleaned(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            part => parts.push(part.to_owned()),
        }
    }
    parts
}

/// Whether a pattern fits a path as a whole. `**` stands for any number of parts.
fn fits(pattern: &[String], path: &[String], work: &mut usize) -> bool {
    let (mut at, mut in_path) = (0_usize, 0_usize);
    // Where to go on after a `**` that took one part too few.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        *work = work.saturating_sub(1);
        if *work == 0 {
            return false;
        }
        match (pattern.get(at), path.get(in_path)) {
            (None, None) => return true,
            (Some(part), _) if part == "**" => {
                retry = Some((at, in_path));
                at = at.saturating_add(1);
                continue;
            }
            (Some(part), Some(name)) if part_fits(part, name, work) => {
                (at, in_path) = (at.saturating_add(1), in_path.saturating_add(1));
                continue;
            }
            _ => {}
        }
        match retry {
            Some((star, taken)) if taken < path.len() => {
                retry = Some((star, taken.saturating_add(1)));
                (at, in_path) = (star.saturating_add(1), taken.saturating_add(1));
            }
            _ => return false,
        }
    }
}

/// One part: `*`, `?`, `[a-z]`, `[^a]`, and a backslash before any character (`filepath.Match`).
fn part_fits(pattern: &str, name: &str, work: &mut usize) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut in_name) = (0_usize, 0_usize);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        *work = work.saturating_sub(1);
        if *work == 0 {
            return false;
        }
        let step = match (pattern.get(at), name.get(in_name)) {
            (None, None) => return true,
            (Some('*'), _) => {
                retry = Some((at, in_name));
                at = at.saturating_add(1);
                continue;
            }
            (Some('?'), Some(_)) => Some(1),
            (Some('['), Some(letter)) => class(&pattern, at, *letter),
            (Some('\\'), Some(letter)) => {
                let escaped = pattern.get(at.saturating_add(1));
                escaped.is_some_and(|escaped| escaped == letter).then_some(2)
            }
            (Some(wanted), Some(letter)) if wanted == letter => Some(1),
            _ => None,
        };
        if let Some(length) = step {
            (at, in_name) = (at.saturating_add(length), in_name.saturating_add(1));
            continue;
        }
        match retry {
            Some((star, taken)) if taken < name.len() => {
                retry = Some((star, taken.saturating_add(1)));
                (at, in_name) = (star.saturating_add(1), taken.saturating_add(1));
            }
            _ => return false,
        }
    }
}

/// The length of a class in the pattern, if the letter is in it.
fn class(pattern: &[char], start: usize, letter: char) -> Option<usize> {
    let mut at = start.saturating_add(1);
    let negated = pattern.get(at) == Some(&'^');
    if negated {
        at = at.saturating_add(1);
    }
    let (mut found, first) = (false, at);
    loop {
        let low = *pattern.get(at)?;
        if low == ']' && at > first {
            break;
        }
        let high = match (pattern.get(at.saturating_add(1)), pattern.get(at.saturating_add(2))) {
            (Some('-'), Some(high)) if *high != ']' => {
                at = at.saturating_add(2);
                *high
            }
            _ => low,
        };
        found |= (low..=high).contains(&letter);
        at = at.saturating_add(1);
    }
    (found != negated).then(|| at.saturating_add(1).saturating_sub(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_leave_out_what_a_builder_leaves_out() {
        for (text, path, line) in [
            ("node_modules\n", "node_modules", Some(1)),
            ("node_modules\n", "node_modules/a/b", Some(1)),
            ("node_modules\n", "app/node_modules", None),
            ("**/node_modules\n", "app/node_modules/x", Some(1)),
            ("/target/\n", "./target", Some(1)),
            ("*.md\n!README.md\n", "README.md", None),
            ("*.md\n!README.md\n", "other.md", Some(1)),
            ("!README.md\n*.md\n", "README.md", Some(2)),
            ("dist\n!dist/app.js\n", "dist", None),
            ("dist\n!dist/app.js\n", "dist/other.js", Some(1)),
            ("*\n", ".", None),
            ("*\n", "src", Some(1)),
            ("**\n!src\n", "src/main.rs", None),
            ("# a\n\n a?c \n", "abc", Some(3)),
            ("[a-c]x\n", "bx", Some(1)),
            ("[^a-c]x\n", "bx", None),
            ("a/**/z\n", "a/b/c/z", Some(1)),
            ("a/**/z\n", "a/z", Some(1)),
            ("a/../b\n", "b", Some(1)),
            ("\\*\n", "a", None),
            ("x\n", "../x", None),
            ("", "x", None),
        ] {
            assert_eq!(IgnoreFile::parse(text).leaves_out(path), line, "{text:?} {path}");
        }
    }

    #[test]
    fn hostile_patterns_end_soon() {
        let text = format!("{}b\n", "a*".repeat(5_000)).repeat(100);
        assert_eq!(IgnoreFile::parse(&text).leaves_out(&"a".repeat(20_000)), None);
        let text = format!("{}b\n", "**/a/".repeat(2_000));
        assert_eq!(IgnoreFile::parse(&text).leaves_out(&"a/".repeat(5_000)), None);
    }
}
