//! The arithmetic: from the worst finding of each rule to points, letter and gains.

use super::constants::{CAPS, FATAL, FULL_POINTS, LETTERS, LIMITS, LOSSES, PROVISIONAL_BELOW, is_preview};
use super::{Cap, Concern, Coverage, Gain, Grade, Letter, Mark};
use crate::finding::Severity;
use crate::ordered::{Map, sort_by_key};
use crate::rules::{Category, Profile, Rule};
use std::cmp::Reverse;

/// A rule that found something, by its worst findings.
#[derive(Clone, Copy)]
struct Fault {
    rule: &'static Rule,
    /// Of the findings that are not set aside.
    counted: Option<Severity>,
    /// The same by the engine's own judgement.
    own: Option<Severity>,
    /// Of all findings, by the engine's own judgement for whether it is fatal.
    any: Severity,
    any_own: Severity,
}

/// The rules that found something.
#[derive(Default)]
pub struct Faults {
    of: Map<&'static str, Fault>,
    ignored: bool,
}

impl Faults {
    /// Takes one finding in: its severity, the one that the engine gives it by itself, and whether it is set aside.
    pub fn add(&mut self, rule: &'static Rule, severity: Severity, own: Severity, ignored: bool) {
        self.ignored |= ignored;
        let new = || Fault { rule, counted: None, own: None, any: severity, any_own: own };
        self.of.change_or(rule.id, new, |fault| {
            fault.any = fault.any.max(severity);
            fault.any_own = fault.any_own.max(own);
            if !ignored {
                fault.counted = fault.counted.max(Some(severity));
                fault.own = fault.own.max(Some(own));
            }
        });
    }

    /// Whether the rule found something, be it set aside or not.
    #[must_use]
    pub fn has(&self, rule: &Rule) -> bool {
        self.of.contains_key(rule.id)
    }
}

/// What ran, and how.
pub struct Run<'a> {
    /// The rules of the profile that judge images, and of each whether it was assessed.
    pub rules: &'a [(&'static Rule, bool)],
    /// The chosen profile.
    pub profile: Profile,
    /// Whether the configuration changes severities.
    pub custom: bool,
    /// Whether a signature of the target was verified with a key that the user trusts.
    pub signed: bool,
    /// The release of the engine: rules that are new in it cost nothing.
    pub release: (u8, u8),
}

/// A rule as it counts in a sum.
#[derive(Clone, Copy)]
struct Counted {
    rule: &'static Rule,
    cost: u32,
    /// The place in [`CAPS`] of the cap that it sets.
    cap: Option<usize>,
}

impl Counted {
    fn new(rule: &'static Rule, severity: Severity, own: Severity, release: (u8, u8)) -> Self {
        if is_preview(rule, release) {
            return Self { rule, cost: 0, cap: None };
        }
        let fatal = own == Severity::Critical && FATAL.iter().any(|name| rule.is_called(name));
        let cap = if fatal { Some(0) } else { CAPS.iter().position(|(of, _)| *of == severity) };
        Self { rule, cost: figure(&LOSSES, severity), cap }
    }
}

fn figure<T: PartialEq + Copy>(figures: &[(T, u32)], of: T) -> u32 {
    figures.iter().find(|(known, _)| *known == of).map_or(0, |(_, points)| *points)
}

/// What is lost by concern, before limits, and the number of rules that set each cap.
#[derive(Clone, Copy, Default)]
struct Sum {
    lost: [u32; LIMITS.len()],
    capped: [u32; CAPS.len()],
}

impl Sum {
    fn of(counted: impl Iterator<Item = Counted>) -> Self {
        let mut sum = Self::default();
        counted.for_each(|one| sum.change(one, u32::saturating_add));
        sum
    }

    /// The sum as if the rule had found nothing.
    fn without(mut self, one: Counted) -> Self {
        self.change(one, u32::saturating_sub);
        self
    }

    fn change(&mut self, one: Counted, by: fn(u32, u32) -> u32) {
        let concern = LIMITS.iter().position(|(category, _)| *category == one.rule.category);
        if let Some(lost) = concern.and_then(|at| self.lost.get_mut(at)) {
            *lost = by(*lost, one.cost);
        }
        if let Some(rules) = one.cap.and_then(|at| self.capped.get_mut(at)) {
            *rules = by(*rules, 1);
        }
    }

    /// What is lost in each concern, limits applied.
    fn lost(&self) -> impl Iterator<Item = (Category, u32, u32)> + '_ {
        LIMITS.iter().zip(&self.lost).map(|((category, limit), lost)| (*category, *limit, *limit.min(lost)))
    }

    /// The place in [`CAPS`] of the cap that holds.
    fn cap(&self) -> Option<usize> {
        self.capped.iter().position(|rules| *rules > 0)
    }

    /// The most points that caps leave.
    fn most(&self) -> u32 {
        self.cap().and_then(|at| CAPS.get(at)).map_or(FULL_POINTS, |(_, points)| *points)
    }

    fn points(&self) -> u32 {
        let lost = self.lost().fold(0, |sum: u32, (_, _, lost)| sum.saturating_add(lost));
        FULL_POINTS.saturating_sub(lost).min(self.most())
    }

    fn mark(&self) -> Mark {
        Mark { letter: letter(self.points()), points: self.points() }
    }
}

fn letter(points: u32) -> Letter {
    LETTERS.iter().find(|(_, least)| points >= *least).map_or(Letter::F, |(letter, _)| *letter)
}

/// The grade of a target.
#[must_use]
pub fn grade(faults: &Faults, run: &Run<'_>) -> Grade {
    let release = run.release;
    let counted = faults.of.values();
    let counted = counted.filter_map(|fault| Some(Counted::new(fault.rule, fault.counted?, fault.own?, release)));
    let counted: Vec<Counted> = counted.collect();
    let sum = Sum::of(counted.iter().copied());
    let Mark { mut letter, points } = sum.mark();
    let (assessed, of_concerns) = coverage(run.rules);
    let coverage = assessed;
    let is_free = |fault: &Fault| is_preview(fault.rule, release);
    let spotless =
        faults.of.values().all(is_free) && run.profile >= Profile::Strict && coverage.assessed == coverage.rules;
    if points == FULL_POINTS && spotless && run.signed {
        letter = Letter::APlus;
    }
    let all = || faults.of.values().map(|fault| Counted::new(fault.rule, fault.any, fault.any_own, release));
    let own = faults.of.values().filter(|fault| fault.rule.profile <= run.profile);
    let own = own.filter_map(|fault| Some(Counted::new(fault.rule, fault.own?, fault.own?, release)));
    Grade {
        letter,
        points,
        provisional: coverage.percent < PROVISIONAL_BELOW,
        coverage,
        cap: sum.cap().map(|at| Cap {
            points: sum.most(),
            rules: counted.iter().filter(|one| one.cap == Some(at)).map(|one| one.rule.id.to_owned()).collect(),
        }),
        concerns: sum
            .lost()
            .zip(of_concerns)
            .map(|((category, limit, lost), (assessed, rules))| Concern { category, lost, limit, assessed, rules })
            .collect(),
        gains: gains(&counted, sum),
        preview: {
            let free = faults.of.values().filter(|fault| fault.counted.is_some() && is_free(fault));
            free.map(|fault| fault.rule.id.to_owned()).collect()
        },
        without_ignores: faults.ignored.then(|| Sum::of(all()).mark()),
        built_in: run.custom.then(|| Sum::of(own).mark()),
    }
}

/// Of all concerns together, and of each how many of how many were assessed.
fn coverage(rules: &[(&'static Rule, bool)]) -> (Coverage, [(u32, u32); LIMITS.len()]) {
    let mut of_concerns = [(0_u32, 0_u32); LIMITS.len()];
    for (rule, was) in rules {
        let concern = LIMITS.iter().position(|(category, _)| *category == rule.category);
        if let Some((assessed, all)) = concern.and_then(|at| of_concerns.get_mut(at)) {
            *all = all.saturating_add(1);
            *assessed = assessed.saturating_add(u32::from(*was));
        }
    }
    let (assessed, all) = of_concerns
        .iter()
        .fold((0_u32, 0_u32), |(assessed, all), (more, of)| (assessed.saturating_add(*more), all.saturating_add(*of)));
    let percent = assessed.saturating_mul(100).checked_div(all).unwrap_or_default();
    (Coverage { assessed, rules: all, percent }, of_concerns)
}

fn gains(counted: &[Counted], sum: Sum) -> Vec<Gain> {
    let mut gains: Vec<(Category, Gain)> = Vec::new();
    for one in counted.iter().filter(|one| one.cost > 0 || one.cap.is_some()) {
        let after = sum.without(*one);
        let Mark { letter: reached, points } = after.mark();
        let gain = Gain {
            rule: one.rule.id.to_owned(),
            cost: one.cost,
            points: points.saturating_sub(sum.points()),
            letter: reached,
            lifts_cap_to: Some(letter(after.most())).filter(|best| *best > letter(sum.most())),
        };
        gains.push((one.rule.category, gain));
    }
    sort_by_key(&mut gains, |(category, gain)| (Reverse(gain.points), Reverse(gain.cost), *category));
    gains.into_iter().map(|(_, gain)| gain).collect()
}
