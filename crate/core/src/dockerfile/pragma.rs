//! Comments that tell a linter to leave something alone: our own and those of hadolint, BuildKit, Trivy, Checkov and KICS.
//! Says what is asked for and where it reaches; knows no rules.
//!
//! Our own form is `# plimsoll: allow RULE, RULE [in stage|in file] [until YYYY-MM-DD] [because REASON]`. It stands in the
//! comments directly above an instruction, or inside its continuation lines.

use super::directive::DirectiveKind;
use super::instruction::InstructionKind;
use super::parse::{Comment, Dockerfile};
use super::span::Span;
use crate::image::time::parse_rfc3339;

/// Whose form a pragma has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PragmaTool {
    /// Ours.
    Plimsoll,
    /// `# hadolint ignore=`, `# hadolint stage ignore=`, `# hadolint global ignore=`.
    Hadolint,
    /// `# check=skip=`.
    BuildKit,
    /// `# trivy:ignore:`.
    Trivy,
    /// `# checkov:skip=`.
    Checkov,
    /// `# kics-scan`.
    Kics,
}

/// How far a pragma reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PragmaScope {
    /// One instruction, by its index; above FROM also what is said of the stage as a whole.
    Instruction(usize),
    /// All instructions of the stage of this instruction.
    Stage(usize),
    /// The file.
    File,
}

/// One pragma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragma {
    /// Whose form it has.
    pub tool: PragmaTool,
    /// How far it reaches; `None` if it stands where it reaches nothing.
    pub scope: Option<PragmaScope>,
    /// Names of rules, with their places.
    pub rules: Vec<(String, Span)>,
    /// It means every rule.
    pub all: bool,
    /// The last day on which it counts, in seconds from 1970.
    pub until: Option<i64>,
    /// The day as written, if it is none.
    pub bad_date: Option<String>,
    /// Why, as written.
    pub reason: String,
    /// Its place.
    pub span: Span,
}

/// The pragmas of a file, in order.
#[must_use]
pub fn pragmas(file: &Dockerfile) -> Vec<Pragma> {
    let mut found = Vec::new();
    for directive in file.directives.iter().filter(|directive| directive.kind == DirectiveKind::Check) {
        found.extend(build_check(&directive.value, directive.value_span, Some(PragmaScope::File), directive.span));
    }
    for (at, comment) in file.comments.iter().enumerate().filter(|(_, comment)| !comment.directive) {
        // Nearly all comments are prose.
        if !["plimsoll", "hadolint", "check", "trivy:", "kics-scan"].iter().any(|tool| starts(&comment.text, tool)) {
            continue;
        }
        let instruction = instruction_of(file, at, comment);
        found.extend(read(file, comment, instruction));
    }
    found
}

/// The instruction that a comment belongs to: the one round it, or the one directly below its block.
fn instruction_of(file: &Dockerfile, at: usize, comment: &Comment) -> Option<usize> {
    let below = file.instructions.partition_point(|instruction| instruction.span.start <= comment.span.start);
    if comment.inside {
        return below.checked_sub(1);
    }
    file.instructions.get(below).filter(|instruction| instruction.comments.contains(&at)).map(|_| below)
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn read(file: &Dockerfile, comment: &Comment, instruction: Option<usize>) -> Option<Pragma> {
    let text = comment.text.as_str();
    let (word, rest) =
        text.split_at_checked(text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len()))?;
    let rest = rest.trim();
    let single = instruction.map(PragmaScope::Instruction);
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "plimsoll:" | "plimsoll" => own(comment, rest, instruction),
        "hadolint" => {
            let (scope, rest) = match rest.split_once(char::is_whitespace) {
                Some(("global", rest)) => (Some(PragmaScope::File), rest.trim()),
                Some(("stage", rest)) => (instruction.map(PragmaScope::Stage), rest.trim()),
                _ => (single, rest),
            };
            let list = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
            let (list, reason) = list.split_once('#').unwrap_or((list, ""));
            Some(pragma(PragmaTool::Hadolint, scope, names(comment, list), reason, comment.span))
        }
        "check" => build_check(rest.strip_prefix('=')?.trim(), comment.span, single, comment.span),
        "kics-scan" => {
            let (command, list) = rest.split_once('=').unwrap_or((rest, ""));
            let mut found = pragma(PragmaTool::Kics, single, names(comment, list), "", comment.span);
            match command.trim() {
                "ignore-line" => found.all = true,
                "ignore-block" => {
                    found.all = true;
                    let is_from = |index: &usize| {
                        file.instructions.get(*index).is_some_and(|found| found.kind == InstructionKind::From)
                    };
                    found.scope = match instruction.filter(is_from) {
                        Some(index) => Some(PragmaScope::Stage(index)),
                        None => single,
                    };
                }
                "ignore" => (found.all, found.scope) = (true, Some(PragmaScope::File)),
                "disable" => found.scope = Some(PragmaScope::File),
                _ => return None,
            }
            Some(found)
        }
        // `trivy:ignore:NAME`, `trivy:ignore:NAME:exp:DAY`, several in a line (`pkg/iac/ignore/parse.go`); the day is also
        // taken as a word of its own, as in Trivy's ignore file.
        _ if starts(text, "trivy:ignore:") => {
            let mut found = pragma(PragmaTool::Trivy, single, Vec::new(), "", comment.span);
            for word in text.split_whitespace() {
                let (name, rest) = match word.get("trivy:ignore:".len()..).filter(|_| starts(word, "trivy:ignore:")) {
                    Some(rest) => rest.split_once(':').unwrap_or((rest, "")),
                    None => ("", word),
                };
                found.rules.extend(names(comment, name.split('[').next().unwrap_or_default()));
                if let Some(day) = rest.strip_prefix("exp:") {
                    expires(&mut found, day.split(':').next().unwrap_or_default());
                }
            }
            Some(found)
        }
        _ => None,
    }
    .or_else(|| {
        // Checkov's comments count for the whole file wherever they stand (checkov#2139).
        let rest = text.get("checkov:skip=".len()..).filter(|_| starts(text, "checkov:skip="))?;
        let (name, reason) = rest.split_once(':').unwrap_or((rest, ""));
        Some(pragma(PragmaTool::Checkov, Some(PragmaScope::File), names(comment, name), reason, comment.span))
    })
}

/// `skip=A,B;error=true`, `skip=all`.
fn build_check(value: &str, within: Span, scope: Option<PragmaScope>, span: Span) -> Option<Pragma> {
    // White space may stand round each of them (`linter.ParseLintOptions`).
    let mut parts = value.split(';').filter_map(|part| part.split_once('='));
    let (_, list) = parts.find(|(key, _)| key.trim() == "skip")?;
    let rules = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    let rules: Vec<_> = rules.map(|name| (name.to_owned(), within)).collect();
    let mut found = pragma(PragmaTool::BuildKit, scope, rules, "", span);
    if found.rules.iter().any(|(name, _)| name.eq_ignore_ascii_case("all")) {
        found.rules.clear();
        found.all = true;
    }
    Some(found)
}

fn own(comment: &Comment, rest: &str, instruction: Option<usize>) -> Option<Pragma> {
    let rest = rest.strip_prefix("allow")?;
    let (rest, reason) = split_word(rest, "because");
    let (rest, day) = split_word(rest, "until");
    let (list, reach) = split_word(rest, "in");
    let scope = match reach.trim() {
        "file" => Some(PragmaScope::File),
        "stage" => instruction.map(PragmaScope::Stage),
        _ => instruction.map(PragmaScope::Instruction),
    };
    let mut found = pragma(PragmaTool::Plimsoll, scope, names(comment, list), reason, comment.span);
    if let Some(at) = found.rules.iter().position(|(name, _)| name == "all") {
        found.rules.remove(at);
        found.all = true;
    }
    let day = day.trim();
    if !day.is_empty() {
        expires(&mut found, day);
    }
    Some(found)
}

/// What stands before and behind a word of its own.
fn split_word<'t>(text: &'t str, word: &str) -> (&'t str, &'t str) {
    let place = text.match_indices(word).find(|(at, _)| {
        let before = text.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace));
        let behind = text.get(at.saturating_add(word.len())..);
        before && behind.is_some_and(|behind| behind.starts_with(char::is_whitespace))
    });
    let Some((at, _)) = place else { return (text, "") };
    (text.get(..at).unwrap_or_default(), text.get(at.saturating_add(word.len())..).unwrap_or_default())
}

fn pragma(
    tool: PragmaTool,
    scope: Option<PragmaScope>,
    rules: Vec<(String, Span)>,
    reason: &str,
    span: Span,
) -> Pragma {
    let reason = reason.trim().to_owned();
    Pragma { tool, scope, rules, all: false, until: None, bad_date: None, reason, span }
}

fn expires(pragma: &mut Pragma, day: &str) {
    pragma.until = parse_rfc3339(&format!("{day}T00:00:00Z"));
    if pragma.until.is_none() {
        pragma.bad_date = Some(day.to_owned());
    }
}

/// Names between commas or spaces, each with its place in the comment.
fn names(comment: &Comment, list: &str) -> Vec<(String, Span)> {
    let words = list.split([',', ' ', '\t']).map(str::trim).filter(|name| !name.is_empty());
    // Both are parts of one string, so the distance is the place; looking for the text would find the first of two.
    let base = comment.text.as_ptr() as usize;
    let marker = (comment.span.end as usize).saturating_sub(comment.text.len());
    let place = |name: &str| {
        let at = (name.as_ptr() as usize).saturating_sub(base).saturating_add(marker);
        Span::new(at, at.saturating_add(name.len()))
    };
    words.map(|name| (name.to_owned(), place(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::parse;

    fn found(text: &str) -> Vec<(PragmaTool, Option<PragmaScope>, Vec<String>, bool)> {
        let file = parse(text);
        for pragma in pragmas(&file).iter().filter(|pragma| pragma.tool != PragmaTool::BuildKit) {
            for (name, span) in &pragma.rules {
                assert_eq!(span.of(&file.text), name);
            }
        }
        let list = pragmas(&file).into_iter();
        list.map(|pragma| {
            let names = pragma.rules.into_iter().map(|(name, _)| name).collect();
            (pragma.tool, pragma.scope, names, pragma.all)
        })
        .collect()
    }

    #[test]
    fn the_forms_of_all_tools_are_read_with_their_reach() {
        use PragmaScope::{File, Instruction, Stage};
        use PragmaTool::{BuildKit, Hadolint, Kics, Plimsoll, Trivy};
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (text, wanted) in [
            ("# plimsoll: allow a, b\nFROM x\n", (Plimsoll, Some(Instruction(0)), names(&["a", "b"]), false)),
            ("# plimsoll: allow a in file\n\nFROM x\n", (Plimsoll, Some(File), names(&["a"]), false)),
            (
                "FROM x\n# plimsoll: allow a in stage because b\nRUN a\n",
                (Plimsoll, Some(Stage(1)), names(&["a"]), false),
            ),
            ("FROM x\nRUN a \\\n # plimsoll: allow all\n b\n", (Plimsoll, Some(Instruction(1)), names(&[]), true)),
            (
                "#hadolint ignore=DL3006,SC1 # why\nFROM x\n",
                (Hadolint, Some(Instruction(0)), names(&["DL3006", "SC1"]), false),
            ),
            ("# hadolint global ignore=DL3006\n\nFROM x\n", (Hadolint, Some(File), names(&["DL3006"]), false)),
            ("# hadolint stage ignore=DL3006\nFROM x\n", (Hadolint, Some(Stage(0)), names(&["DL3006"]), false)),
            ("# check=skip=A,B;error=true\nFROM x\n", (BuildKit, Some(File), names(&["A", "B"]), false)),
            ("# check = error=true; skip = A , B\nFROM x\n", (BuildKit, Some(File), names(&["A", "B"]), false)),
            ("FROM x\n# check=skip=all\nRUN a\n", (BuildKit, Some(Instruction(1)), names(&[]), true)),
            (
                "# trivy:ignore:DS-0002 exp:2030-01-01\nFROM x\n",
                (Trivy, Some(Instruction(0)), names(&["DS-0002"]), false),
            ),
            (
                "# trivy:ignore:DS-0002:exp:2030-01-01 trivy:ignore:DS-0026[a=b] as agreed\nFROM x\n",
                (Trivy, Some(Instruction(0)), names(&["DS-0002", "DS-0026"]), false),
            ),
            ("FROM x\n\n# kics-scan disable=a,b\n\nRUN a\n", (Kics, Some(File), names(&["a", "b"]), false)),
            ("# kics-scan ignore-block\nFROM x\n", (Kics, Some(Stage(0)), names(&[]), true)),
            ("# plimsoll: allow a\n\nFROM x\n", (Plimsoll, None, names(&["a"]), false)),
        ] {
            assert_eq!(found(text), [wanted], "{text}");
        }
    }

    #[test]
    fn checkov_counts_for_the_file_wherever_it_stands() {
        let text = "FROM x\n# checkov:skip=CKV_DOCKER_2:no need\nRUN a\n";
        let file = parse(text);
        let all = pragmas(&file);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].scope, Some(PragmaScope::File));
        assert_eq!(all[0].reason, "no need");
    }

    #[test]
    fn days_and_reasons_are_read() {
        let file = parse(
            "# plimsoll: allow a until 2030-01-31 because it is so\nFROM x\n# plimsoll: allow b until soon\nRUN a\n",
        );
        let all = pragmas(&file);
        assert_eq!(all[0].until, parse_rfc3339("2030-01-31T00:00:00Z"));
        assert_eq!(all[0].reason, "it is so");
        assert_eq!(all[1].bad_date.as_deref(), Some("soon"));
    }

    #[test]
    fn prose_is_no_pragma() {
        assert!(
            pragmas(&parse("# plimsoll is a mark\n# check the version\n# hadolint is run in CI\nFROM x\n")).is_empty()
        );
    }
}
