//! Sets aside what comments in a Dockerfile ask to leave alone, and judges those comments: `unused-ignore` and
//! `expired-ignore`. It runs behind all other rules, since it needs their findings.
//!
//! What this module must not do: read comments (see [`crate::dockerfile::pragma`]) or drop a finding. What is set aside stays
//! in the report.

use crate::config::Config;
use crate::dockerfile::pragma::{Pragma, PragmaScope, PragmaTool, pragmas};
use crate::facts::{DockerfileFacts, Facts, from_dockerfile};
use crate::finding::{Finding, Findings, Place, Severity};
use crate::limits::MAX_IGNORED_NAMES_OF_A_PLACE;
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{self, Category, Inputs, Rule};
use crate::text::excerpt;

/// Longest reason that a report shows, in characters.
const MAX_REASON_CHARACTERS: usize = 200;

rule! {
    /// ## What it checks
    /// Comments that set a finding aside although there is none: the rule speaks on nothing that the comment reaches, or
    /// the comment stands where it reaches nothing (a blank line below it). The forms of all tools are read: `# plimsoll:
    /// allow`, `# hadolint ignore=`, `# check=skip=`, `# trivy:ignore:`, `# checkov:skip=`, `# kics-scan`. A name that no
    /// rule answers to is told for our own form only; other tools have rules that we do not have. Rules that do not run
    /// in the chosen profile are not counted against a comment.
    ///
    /// ## Why it matters
    /// A comment that is left over hides the next finding of its rule, which nobody has judged.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// # plimsoll: allow secret-in-environment because it is a public key
    /// ENV PORT=80
    /// USER 10001:10001
    /// ```
    /// ```dockerfile bad
    /// # plimsoll: allow run-as-rot
    /// FROM debian:13
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// # hadolint ignore=DL3020
    ///
    /// COPY a /a
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// # plimsoll: allow run-as-root because it binds port 80 before it drops its rights
    /// USER root
    /// ```
    /// ```dockerfile good
    /// # hadolint ignore=SC2034
    /// FROM debian:13
    /// ```
    /// `skip=all` means every check of BuildKit, and none that only others have.
    /// ```dockerfile good
    /// # check=skip=JSONArgsRecommended;error=true
    /// FROM debian:13
    /// CMD echo a
    /// ```
    ///
    /// ## How to fix
    /// Delete the comment, correct the name, or put it directly above the instruction that it is about.
    pub static UNUSED_IGNORE = Rule {
        id: "unused-ignore",
        title: "Comment that ignores nothing",
        category: Category::Configuration,
        severity: Severity::Info,
        inputs: Inputs::Dockerfile,
        message: "\"{name}\" is ignored here, {what}",
        why: "A comment that is left over hides the next finding of its rule, which nobody has judged.",
        fix: "Delete the comment, correct the name, or put it directly above the instruction that it is about.",
    };
}

rule! {
    /// ## What it checks
    /// Comments that set a finding aside until a day that is over, and days that are none. Such a comment sets nothing
    /// aside any more. Our own form has `until YYYY-MM-DD`, Trivy's has `exp:YYYY-MM-DD`. The day itself still counts. Where
    /// the host gives no date, nothing expires.
    ///
    /// ## Why it matters
    /// Whoever accepted the risk wanted it to be looked at again by then.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// # plimsoll: allow run-as-root until 2026-06-30 because the new base is not ready
    /// USER root
    /// ```
    /// ```dockerfile bad
    /// # trivy:ignore:DS-0002 exp:2025-01-01
    /// FROM debian:13
    /// ```
    /// ```dockerfile bad
    /// # trivy:ignore:AVD-DS-0002:exp:2025-01-01
    /// FROM debian:13
    /// ```
    /// ```dockerfile bad
    /// # plimsoll: allow run-as-root until summer
    /// FROM debian:13
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// # plimsoll: allow run-as-root until 2027-06-30 because the new base is not ready
    /// USER root
    /// ```
    /// ```dockerfile good
    /// # trivy:ignore:DS-0002 exp:2026-11-01
    /// FROM debian:13
    /// ```
    /// ```dockerfile good
    /// # plimsoll: allow run-as-root because the day until which we waited is over
    /// FROM debian:13
    /// ```
    ///
    /// ## How to fix
    /// Mend what was accepted and delete the comment, or judge the risk again and write a new day.
    pub static EXPIRED_IGNORE = Rule {
        id: "expired-ignore",
        title: "Comment that ignores a rule has expired",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "The comment {what}",
        why: "Whoever accepted the risk wanted it to be looked at again by then.",
        fix: "Mend what was accepted and delete the comment, or judge the risk again and write a new day.",
    };
}

/// Marks the findings that a comment sets aside, and adds the findings about the comments themselves.
pub(in crate::rules) fn judge(facts: &Facts<'_>, found: &mut Vec<Finding>, wanted: &mut dyn FnMut(&Rule) -> bool) {
    if !facts.config.ignores.is_empty() {
        for finding in found.iter_mut() {
            let ignore = facts.config.ignored(finding.rule, facts.as_of);
            finding.ignored = ignore.map(|ignore| said("the configuration", &ignore.reason));
        }
    }
    let Some(written) = facts.dockerfile.filter(|_| !facts.config.ignores_comments) else { return };
    let pragmas = pragmas(written.file);
    if pragmas.is_empty() {
        return;
    }
    let mut used: Vec<Vec<bool>> = pragmas.iter().map(|pragma| vec![false; pragma.rules.len().max(1)]).collect();
    let expired: Vec<bool> = pragmas.iter().map(|pragma| is_expired(pragma, facts)).collect();
    let reach = Reach::new(written, &pragmas, &expired);
    for finding in found.iter_mut() {
        let Some(instruction) = instruction_of(written, &finding.place) else { continue };
        for at in reach.of(written, instruction, finding.rule) {
            let Some(pragma) = pragmas.get(at) else { continue };
            let named = pragma.rules.iter().position(|(name, _)| finding.rule.is_called(name));
            let named = if pragma.all { Some(0).filter(|_| is_rule_of(pragma.tool, finding.rule)) } else { named };
            let Some(place) = named else { continue };
            if let Some(flag) = used.get_mut(at).and_then(|used| used.get_mut(place)) {
                *flag = true;
            }
            finding.ignored = Some(why(pragma, written));
        }
    }
    let runs = |rule: &Rule, config: &Config| facts.suits(rule.inputs) && config.runs(rule);
    if runs(&EXPIRED_IGNORE, facts.config) && wanted(&EXPIRED_IGNORE) {
        let mut findings = Findings::of(&EXPIRED_IGNORE);
        for (pragma, _) in pragmas.iter().zip(&expired).filter(|(_, expired)| **expired) {
            let what = match &pragma.bad_date {
                Some(day) => format!("names \"{day}\", which is no day (YYYY-MM-DD)"),
                None => String::from("counts no longer: its day is over"),
            };
            findings.at(from_dockerfile::place(written.file, pragma.span)).detail("what", what).done();
        }
        found.extend(findings.into_inner());
    }
    if runs(&UNUSED_IGNORE, facts.config) && wanted(&UNUSED_IGNORE) {
        let mut findings = Findings::of(&UNUSED_IGNORE);
        for ((pragma, used), _) in pragmas.iter().zip(&used).zip(&expired).filter(|(_, expired)| !**expired) {
            unused(facts, written, pragma, used, wanted, &mut findings);
        }
        found.extend(findings.into_inner());
    }
}

fn unused(
    facts: &Facts<'_>,
    written: DockerfileFacts<'_>,
    pragma: &Pragma,
    used: &[bool],
    wanted: &mut dyn FnMut(&Rule) -> bool,
    findings: &mut Findings,
) {
    if pragma.all {
        return;
    }
    for ((name, span), _) in pragma.rules.iter().zip(used).filter(|(_, used)| !**used) {
        let mut rules = rules::called(name).peekable();
        let what = if pragma.scope.is_none() {
            "but no instruction follows directly below"
        } else if rules.peek().is_none() {
            if pragma.tool != PragmaTool::Plimsoll {
                continue;
            }
            "but no rule is called so"
        } else if rules.all(|rule| facts.suits(rule.inputs) && facts.config.runs(rule) && wanted(rule)) {
            "where it finds nothing"
        } else {
            continue;
        };
        findings.at(from_dockerfile::place(written.file, *span)).detail("name", name).detail("what", what).done();
    }
}

/// The comments that count, by what they reach, so that a finding is compared with few of them.
struct Reach {
    file: Reaching,
    stages: Map<usize, Reaching>,
    instructions: Map<usize, Reaching>,
}

/// The comments that reach one place.
#[derive(Default)]
struct Reaching {
    pragmas: Vec<usize>,
    /// Names in all of them, [`MAX_IGNORED_NAMES_OF_A_PLACE`] at most.
    names: usize,
}

impl Reaching {
    fn add(&mut self, at: usize, pragma: &Pragma) {
        let names = self.names.saturating_add(pragma.rules.len().max(1));
        if names <= MAX_IGNORED_NAMES_OF_A_PLACE {
            self.names = names;
            self.pragmas.push(at);
        }
    }
}

impl Reach {
    fn new(written: DockerfileFacts<'_>, pragmas: &[Pragma], expired: &[bool]) -> Self {
        let mut reach = Self { file: Reaching::default(), stages: Map::new(), instructions: Map::new() };
        for ((at, pragma), _) in pragmas.iter().enumerate().zip(expired).filter(|(_, expired)| !**expired) {
            let list = match pragma.scope {
                None => continue,
                Some(PragmaScope::File) => Some(&mut reach.file),
                Some(PragmaScope::Stage(instruction)) => match written.model.stage_of(instruction) {
                    Some(stage) => reach.stages.slot(stage, Reaching::default),
                    None => Some(&mut reach.file),
                },
                Some(PragmaScope::Instruction(instruction)) => reach.instructions.slot(instruction, Reaching::default),
            };
            if let Some(list) = list {
                list.add(at, pragma);
            }
        }
        reach
    }

    /// The comments that reach a finding of a rule at an instruction.
    fn of(&self, written: DockerfileFacts<'_>, instruction: usize, rule: &Rule) -> Vec<usize> {
        let stage = written.model.stage_of(instruction);
        let from = stage.and_then(|stage| written.model.stages.get(stage)?.from);
        let from = from.filter(|from| rule.of_stage && *from != instruction);
        let own = self.instructions.get(&instruction);
        let above_from = from.and_then(|from| self.instructions.get(&from));
        let of_stage = stage.and_then(|stage| self.stages.get(&stage));
        let lists = [own, above_from, of_stage, Some(&self.file)];
        lists.into_iter().flatten().flat_map(|list| &list.pragmas).copied().collect()
    }
}

/// Whether a tool has the rule too. What means every rule of another tool was not written with ours in mind.
fn is_rule_of(tool: PragmaTool, rule: &Rule) -> bool {
    rule.other_names().any(|alias| match tool {
        PragmaTool::BuildKit => {
            alias.starts_with(|c: char| c.is_ascii_uppercase()) && alias.chars().all(|c| c.is_ascii_alphabetic())
        }
        PragmaTool::Kics => alias.starts_with("kics:"),
        _ => true,
    }) || tool == PragmaTool::Plimsoll
}

fn is_expired(pragma: &Pragma, facts: &Facts<'_>) -> bool {
    pragma.bad_date.is_some() || pragma.until.zip(facts.as_of).is_some_and(|(until, today)| until < today)
}

/// The instruction that a place lies in. A place on the comments above one belongs to it.
fn instruction_of(written: DockerfileFacts<'_>, place: &Place) -> Option<usize> {
    let Place::Instruction { line, .. } = place else { return Some(0) };
    let instructions = &written.file.instructions;
    let ends = |span: crate::dockerfile::Span| written.file.line_index.position(&written.file.text, span.end).line;
    let at = instructions.partition_point(|instruction| ends(instruction.span) < *line);
    Some(at.min(instructions.len().saturating_sub(1)))
}

fn why(pragma: &Pragma, written: DockerfileFacts<'_>) -> String {
    let line = written.file.line_index.position(&written.file.text, pragma.span.start).line;
    said(&format!("the comment on line {line}"), &pragma.reason)
}

fn said(by: &str, reason: &str) -> String {
    let reason = excerpt(&crate::secrets::masked(reason), MAX_REASON_CHARACTERS);
    if reason.is_empty() { by.to_owned() } else { format!("{by}: {reason}") }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Options, dockerfile};
    use crate::limits::MAX_IGNORED_NAMES_OF_A_PLACE;

    #[test]
    fn comments_with_more_names_than_anybody_writes_set_nothing_aside() {
        for (names, aside) in [(MAX_IGNORED_NAMES_OF_A_PLACE - 1, 1), (MAX_IGNORED_NAMES_OF_A_PLACE, 0)] {
            let text = format!("FROM debian:12\n# hadolint ignore={}DL3002\nUSER root\n", "A,".repeat(names));
            let report = dockerfile(text.as_bytes(), &Options::default()).unwrap();
            let ignored = report.targets[0].ignored.iter().filter(|found| found.rule == "run-as-root").count();
            assert_eq!(ignored, aside, "{names}");
        }
    }
}
