//! Applies the fixes of findings to a Dockerfile's text.
//!
//! What this module must not do: decide what is wrong or how it is mended; rules do. It only chooses edits that do not get
//! in each other's way, and looks again until there is nothing left to do, so that a second run changes nothing.

use crate::analysis::{self, AnalysisError, Options};
use crate::limits::MAX_FIX_ROUNDS;
use crate::report::model::{Edit, Fix};
use std::borrow::Cow;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Those that need no look.
    Safe,
    /// All.
    All,
}

/// A Dockerfile after its fixes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// What was done, in the order in which it was done.
    pub applied: Vec<Applied>,
    /// Findings that still have a fix, which the choice left out.
    pub left: Vec<Applied>,
}

/// A fix that was applied or left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Id of the rule.
    pub rule: String,
    /// What is done.
    pub title: String,
    /// The line that it began at when it was found.
    pub line: u32,
}

/// Applies fixes until none is left, or until [`MAX_FIX_ROUNDS`] rounds were made.
///
/// # Errors
/// As [`analysis::dockerfile`]; and if the text is not UTF-8, since places in it would be those of another text.
pub fn dockerfile(text: &[u8], options: &Options, choice: Choice) -> Result<Fixed, AnalysisError> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(AnalysisError {
            what: String::from("the file is not UTF-8"),
            action: String::from("Save it as UTF-8 before it is changed"),
        });
    };
    let mut fixed = Fixed { text: text.to_owned(), ..Fixed::default() };
    for _ in 0..MAX_FIX_ROUNDS {
        let report = analysis::dockerfile(fixed.text.as_bytes(), options)?;
        let findings = report.targets.into_iter().flat_map(|target| target.findings);
        let mut offers: Vec<(Cow<'static, str>, Fix)> =
            findings.filter_map(|finding| Some((finding.rule, finding.fix?))).collect();
        offers.retain(|(_, fix)| !fix.edits.is_empty());
        // By place, so that the order of rules does not decide which of two fixes is applied.
        crate::ordered::sort_by_key(&mut offers, |(rule, fix)| {
            (fix.edits.first().map(|edit| edit.start), rule.clone())
        });
        let (wanted, left): (Vec<_>, Vec<_>) =
            offers.into_iter().partition(|(_, fix)| fix.safe || choice == Choice::All);
        fixed.left = left.iter().map(|(rule, fix)| applied(rule, fix)).collect();
        let mut chosen: Vec<&Edit> = Vec::new();
        let mut end = 0_u32;
        for (rule, fix) in &wanted {
            let (Some(first), Some(last)) = (fix.edits.first(), fix.edits.last()) else { continue };
            // Two that put text in at one place would not know of each other; the next round does.
            if !chosen.is_empty() && first.start <= end {
                continue;
            }
            end = last.end.max(last.start);
            chosen.extend(&fix.edits);
            fixed.applied.push(applied(rule, fix));
        }
        if chosen.is_empty() {
            break;
        }
        fixed.text = edited(&fixed.text, &chosen);
    }
    Ok(fixed)
}

fn applied(rule: &str, fix: &Fix) -> Applied {
    let line = fix.edits.first().map_or(1, |edit| edit.line);
    Applied { rule: rule.to_owned(), title: fix.title.to_string(), line }
}

/// The text with edits that are in order and do not overlap. Line ends are those of the file.
fn edited(text: &str, edits: &[&Edit]) -> String {
    let crlf = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let mut out = String::with_capacity(text.len().saturating_add(256));
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.start as usize, edit.end as usize);
        out.push_str(text.get(at..start).unwrap_or_default());
        if crlf {
            out.push_str(&edit.text.replace("\r\n", "\n").replace('\n', "\r\n"));
        } else {
            out.push_str(&edit.text);
        }
        at = end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> String {
        let fixed = dockerfile(text.as_bytes(), &Options::default(), Choice::All).unwrap().text;
        assert_eq!(dockerfile(fixed.as_bytes(), &Options::default(), Choice::All).unwrap().text, fixed);
        fixed
    }

    #[test]
    fn nothing_is_taken_away_that_later_steps_need() {
        let lists = fixed("FROM debian:13\nRUN apt-get update\nCOPY a /a\nRUN apt-get install -y b\n");
        assert!(!lists.contains("rm -rf"), "{lists}");
        let lists = fixed("FROM debian:13\nRUN apt-get update\nRUN apt-get install -y b\nRUN apt-get update\n");
        assert_eq!(lists.matches("rm -rf /var/lib/apt/lists/*").count(), 2, "{lists}");
        assert!(lists.contains("-y b \\\n && rm -rf"), "{lists}");
        let tool = "FROM debian:13\nRUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && \
                    rm -rf /var/lib/apt/lists/*\n";
        assert!(!fixed(tool).contains("curl"));
        assert!(fixed(&format!("{tool}RUN curl -f https://example.org/a -o /a\n")).contains("curl ca-certificates"));
        assert!(fixed(&format!("{tool}RUN <<EOF\ncurl -f https://example.org/a -o /a\nEOF\n")).contains("curl ca-"));
    }

    #[test]
    fn nothing_is_put_into_a_heredoc_without_an_end() {
        for text in ["FROM debian:13\nRUN <<EOF\nid\n", "FROM debian:13\nONBUILD COPY <<EOF /a\nid"] {
            assert_eq!(fixed(text), text);
        }
    }

    #[test]
    fn an_argument_for_a_secret_becomes_a_secret_mount_where_only_run_reads_it() {
        let of =
            |lines: &str| fixed(&format!("FROM scratch AS b\n{lines}FROM scratch\nUSER 10001\nHEALTHCHECK NONE\n"));
        let text = of("ARG A=1 API_TOKEN\nRUN [\"a\"]\nRUN --network=none a \"${API_TOKEN}\"\n");
        let mount = "RUN --mount=type=secret,id=API_TOKEN,env=API_TOKEN --network=none a \"${API_TOKEN}\"\n";
        assert!(text.contains(&format!("ARG A=1\nRUN [\"a\"]\n{mount}")), "{text}");
        for left in [
            "ARG API_TOKEN\nRUN a\n",
            "ARG API_TOKEN\nENV B=$API_TOKEN\nRUN a $API_TOKEN\n",
            "ARG API_TOKEN\nRUN a $API_TOKEN\nFROM b\nRUN a $API_TOKEN\n",
            "ARG API_TOKEN\nRUN a $API_TOKENS\n",
        ] {
            assert!(of(left).contains("ARG API_TOKEN"), "{left}");
        }
    }
}
