//! The arithmetic, on findings made by hand.

use super::constants::{FATAL, FIRST_RELEASE, FULL_POINTS, LETTERS, LIMITS, RELEASE, is_preview};
use super::{Faults, Grade, Letter, Run, Unseen, grade, scale};
use crate::finding::Severity::{self, Critical, High, Info, Low, Medium};
use crate::gap::{Gap, GapKind};
use crate::rules::Category::{self, BaseImage, Cleanliness, Configuration, Monitoring, Network, Permissions};
use crate::rules::{self, Profile, Rule};

/// A rule of a concern that is not fatal. Which one is all the same: the severity is given with the finding.
fn rule(category: Category, number: usize) -> &'static Rule {
    let plain = |rule: &&Rule| rule.category == category && !FATAL.iter().any(|name| rule.is_called(name));
    rules::all().filter(plain).nth(number).expect("enough rules")
}

fn called(name: &str) -> &'static Rule {
    rules::called(name).next().expect("a rule of that name")
}

fn faults(findings: &[(&'static Rule, Severity)]) -> Faults {
    let mut faults = Faults::default();
    findings.iter().for_each(|(rule, severity)| faults.add(rule, *severity, *severity, false));
    faults
}

fn whole<'a>(rules: &'a [(&'static Rule, bool)]) -> Run<'a> {
    Run { rules, profile: Profile::Default, custom: false, signed: false, release: FIRST_RELEASE }
}

fn graded(findings: &[(&'static Rule, Severity)]) -> Grade {
    grade(&faults(findings), &whole(&[]))
}

#[test]
fn points_are_lost_once_a_rule_within_the_limit_of_the_concern_and_under_the_caps() {
    let lows: Vec<_> = (0..7).map(|number| (rule(Configuration, number), Low)).collect();
    let highs: Vec<_> = (0..5).map(|number| (rule(Network, number), High)).collect();
    type Case<'a> = (&'a [(&'static Rule, Severity)], u32, Letter);
    let cases: [Case<'_>; 12] = [
        (&[], 100, Letter::A),
        (&[(rule(Network, 0), Info)], 100, Letter::A),
        (&lows, 93, Letter::A),
        (&[(rule(Network, 0), Low); 50], 99, Letter::A),
        // By its worst finding.
        (&[(rule(Network, 0), Low), (rule(Network, 0), Medium), (rule(Network, 0), Low)], 96, Letter::A),
        (&[(rule(BaseImage, 0), Medium), (rule(Network, 0), Medium), (rule(Cleanliness, 0), Medium)], 88, Letter::B),
        // 8 at most for monitoring.
        (&[(rule(Monitoring, 0), Medium), (rule(Monitoring, 1), Medium), (rule(Monitoring, 2), Medium)], 92, Letter::A),
        // 88, but 84 at most with anything high.
        (&[(rule(Network, 0), High)], 84, Letter::B),
        // 60 lost, 25 at most for network.
        (&highs, 75, Letter::B),
        (&[(rule(Network, 0), High), (rule(Permissions, 0), High), (rule(Configuration, 0), High)], 64, Letter::C),
        // 70, but 39 at most with anything critical.
        (&[(rule(Configuration, 0), Critical)], 39, Letter::F),
        (
            &[
                (rule(Configuration, 0), Critical),
                (rule(Permissions, 0), Critical),
                (rule(Network, 0), Critical),
                (rule(BaseImage, 0), Critical),
            ],
            0,
            Letter::F,
        ),
    ];
    for (number, (findings, points, letter)) in cases.into_iter().enumerate() {
        let grade = graded(findings);
        assert_eq!((grade.points, grade.letter), (points, letter), "case {number}: {grade:?}");
    }
}

#[test]
fn letters_begin_at_their_points() {
    let of_points = |points: u32| {
        let lost = FULL_POINTS - points;
        // By ones in two concerns, since each has a limit.
        let ones = (0..40).map(|at| (Configuration, at)).chain((0..21).map(|at| (Network, at)));
        let ones: Vec<_> = ones.take(lost as usize).map(|(category, at)| (rule(category, at), Low)).collect();
        graded(&ones).letter
    };
    for (points, letter) in [
        (90, Letter::A),
        (89, Letter::B),
        (75, Letter::B),
        (74, Letter::C),
        (60, Letter::C),
        (59, Letter::D),
        (40, Letter::D),
        (39, Letter::F),
    ] {
        assert_eq!(of_points(points), letter, "{points}");
    }
}

#[test]
fn a_cap_names_the_rules_that_hold_it() {
    let one = graded(&[(rule(Network, 0), High), (rule(Cleanliness, 0), Low)]);
    let cap = one.cap.expect("a cap");
    assert_eq!((cap.points, cap.rules), (84, vec![rule(Network, 0).id.to_owned()]));
    let both = graded(&[(rule(Network, 0), High), (rule(Permissions, 0), Critical)]);
    let cap = both.cap.expect("a cap");
    assert_eq!((cap.points, cap.rules), (39, vec![rule(Permissions, 0).id.to_owned()]));
    assert_eq!(graded(&[(rule(Network, 0), Medium)]).cap, None);
}

#[test]
fn broken_integrity_and_live_secrets_are_f_whatever_the_configuration_calls_them() {
    for name in
        ["digest-mismatch", "secret-in-environment", "secret-in-build-history", "secret-file", "secret-in-label"]
    {
        for severity in [Info, Low, Critical] {
            let mut faults = Faults::default();
            faults.add(called(name), severity, Critical, false);
            let grade = grade(&faults, &whole(&[]));
            assert_eq!(grade.letter, Letter::F, "{name} at {severity:?}: {grade:?}");
            assert_eq!(grade.gains[0].lifts_cap_to, Some(Letter::A));
        }
        // What the engine itself takes for a placeholder is not live.
        assert_eq!(graded(&[(called(name), Medium)]).letter, Letter::A, "{name}");
    }
}

#[test]
fn gains_say_what_each_fix_brings_by_itself() {
    let grade = graded(&[(rule(Network, 0), High), (rule(Cleanliness, 0), Low), (rule(Cleanliness, 1), Info)]);
    let gains: Vec<_> =
        grade.gains.iter().map(|gain| (gain.rule.as_str(), gain.cost, gain.points, gain.letter)).collect();
    assert_eq!(gains, [(rule(Network, 0).id, 12, 15, Letter::A), (rule(Cleanliness, 0).id, 1, 0, Letter::B)]);
    assert_eq!(grade.gains[0].lifts_cap_to, Some(Letter::A));
    assert_eq!(grade.gains[1].lifts_cap_to, None);
    // Two hold the cap: neither lifts it alone.
    let two = graded(&[(rule(Network, 0), High), (rule(Permissions, 0), High)]);
    assert!(two.gains.iter().all(|gain| (gain.points, gain.lifts_cap_to) == (8, None)), "{two:?}");
    // The next cap is below.
    let worse = graded(&[(rule(Network, 0), High), (rule(Permissions, 0), Critical)]);
    assert_eq!(worse.gains[0].lifts_cap_to, Some(Letter::B));
}

#[test]
fn a_gain_is_the_difference_to_the_grade_without_the_rule_in_every_combination() {
    let pool = [
        (rule(Network, 0), High),
        (rule(Network, 1), High),
        (rule(Network, 2), Medium),
        (rule(Monitoring, 0), Medium),
        (rule(Monitoring, 1), Medium),
        (rule(Monitoring, 2), Low),
        (called("secret-file"), Critical),
        (rule(Configuration, 3), Critical),
    ];
    for chosen in 0_u32..1 << pool.len() {
        let findings: Vec<_> = (0..pool.len()).filter(|at| (chosen >> at) & 1 == 1).map(|at| pool[at]).collect();
        let all = graded(&findings);
        assert_eq!(all.gains.len(), findings.len());
        let reversed: Vec<_> = findings.iter().rev().copied().collect();
        assert_eq!(graded(&reversed), all, "the order of findings must not matter");
        for gain in &all.gains {
            let rest: Vec<_> = findings.iter().filter(|(rule, _)| rule.id != gain.rule).copied().collect();
            let after = graded(&rest);
            assert_eq!((all.points + gain.points, gain.letter), (after.points, after.letter), "{gain:?} of {all:?}");
        }
    }
}

#[test]
fn what_is_set_aside_costs_nothing_and_is_told() {
    let mut faults = faults(&[(rule(Cleanliness, 0), Low)]);
    assert_eq!(grade(&faults, &whole(&[])).without_ignores, None);
    faults.add(rule(Network, 0), High, High, true);
    // One of the rule's findings still counts, the worse one does not.
    faults.add(rule(Permissions, 0), Medium, Medium, true);
    faults.add(rule(Permissions, 0), Low, Low, false);
    let grade = grade(&faults, &whole(&[]));
    assert_eq!((grade.points, grade.letter, grade.cap), (98, Letter::A, None));
    let without = grade.without_ignores.expect("what it would be");
    assert_eq!((without.points, without.letter), (83, Letter::B));
}

#[test]
fn changed_severities_count_and_the_engine_s_own_are_told() {
    let mut faults = Faults::default();
    faults.add(rule(Network, 0), Low, High, false);
    let custom = Run { custom: true, ..whole(&[]) };
    let grade = grade(&faults, &custom);
    assert_eq!((grade.points, grade.letter), (99, Letter::A));
    let own = grade.built_in.expect("the engine's own");
    assert_eq!((own.points, own.letter), (84, Letter::B));
}

#[test]
fn coverage_counts_whole_percents_and_makes_a_letter_provisional_below_60() {
    for (assessed, percent, provisional) in [(10, 100, false), (6, 60, false), (5, 50, true), (0, 0, true)] {
        let rules: Vec<_> = (0..10).map(|at| (rule(Configuration, at), at < assessed)).collect();
        let grade = grade(&Faults::default(), &whole(&rules));
        assert_eq!((grade.coverage.percent, grade.provisional), (percent, provisional), "{assessed} of 10");
        let concern = grade.concerns.iter().find(|concern| concern.category == Configuration).expect("the concern");
        assert_eq!((concern.assessed as usize, concern.rules), (assessed, 10));
    }
    let rules = [(rule(Network, 0), true), (rule(Network, 1), true), (rule(Network, 2), false)];
    assert_eq!(grade(&Faults::default(), &whole(&rules)).coverage.percent, 66, "rounded down");
    assert_eq!(graded(&[]).coverage.percent, 0, "nothing to assess is no full coverage");
}

#[test]
fn a_plus_wants_the_strict_profile_clean_and_whole_and_the_signature_verified() {
    let rules = [(rule(Network, 0), true)];
    let best = Run { rules: &rules, profile: Profile::Strict, custom: false, signed: true, release: FIRST_RELEASE };
    let letter = |faults: &Faults, run: Run<'_>| grade(faults, &run).letter;
    assert_eq!(letter(&Faults::default(), Run { ..best }), Letter::APlus);
    assert_eq!(letter(&Faults::default(), Run { profile: Profile::OsStig, ..best }), Letter::APlus, "it holds strict");
    assert_eq!(letter(&Faults::default(), Run { signed: false, ..best }), Letter::A);
    assert_eq!(letter(&Faults::default(), Run { profile: Profile::Default, ..best }), Letter::A);
    assert_eq!(letter(&Faults::default(), Run { rules: &[(rule(Network, 0), false)], ..best }), Letter::A);
    assert_eq!(letter(&faults(&[(rule(Network, 0), Info)]), Run { ..best }), Letter::A);
    let mut ignored = Faults::default();
    ignored.add(rule(Network, 0), Low, Low, true);
    assert_eq!(letter(&ignored, Run { ..best }), Letter::A);
}

#[test]
fn a_rule_that_is_new_in_the_release_costs_nothing_before_the_next() {
    let new: &'static Rule = Box::leak(Box::new(Rule { id: "new", since: (0, 2), ..*called(FATAL[2]) }));
    let rules = [(new, true)];
    let found = faults(&[(new, Critical)]);
    let of =
        |release| grade(&found, &Run { rules: &rules, profile: Profile::Strict, custom: true, signed: true, release });
    let free = of((0, 2));
    assert_eq!((free.points, free.letter, free.cap, free.gains), (100, Letter::APlus, None, Vec::new()));
    assert_eq!((free.preview, free.built_in.map(|mark| mark.points)), (vec![String::from("new")], Some(100)));
    for release in [(0, 3), (1, 0)] {
        let paid = of(release);
        assert_eq!((paid.points, paid.letter, paid.preview), (39, Letter::F, Vec::new()));
    }
    let mut ignored = Faults::default();
    ignored.add(new, Critical, Critical, true);
    let run = Run { release: (0, 2), ..whole(&rules) };
    let grade = grade(&ignored, &run);
    assert_eq!((grade.preview, grade.without_ignores.map(|mark| mark.points)), (Vec::new(), Some(100)));
}

#[test]
fn the_rules_of_the_first_release_all_cost_and_none_is_of_a_release_to_come() {
    assert!(!is_preview(rule(Network, 0), FIRST_RELEASE));
    for rule in crate::rules::all() {
        assert!((FIRST_RELEASE..=RELEASE).contains(&rule.since), "{}", rule.id);
    }
}

#[test]
fn a_gap_hides_what_lies_in_it_and_nothing_else() {
    let gap = |kind| Gap {
        kind,
        member: None,
        layer: None,
        path: None,
        offset: None,
        what: String::new(),
        action: String::new(),
    };
    let hidden = |kind, name| Unseen::of(&[gap(kind)]).hides_from(called(name));
    for (kind, expected) in [
        // Files, files of credentials, settings, digests, packages and settings.
        (GapKind::LayerMissing, [true, true, false, true, true]),
        (GapKind::EntryDamaged, [true, true, false, true, true]),
        (GapKind::BodyTruncated, [false, true, false, false, true]),
        (GapKind::PackagesUnreadable, [false, false, false, false, true]),
        (GapKind::InstructionUnreadable, [false, false, true, false, true]),
        (GapKind::DocumentUnreadable, [false, false, false, true, false]),
        (GapKind::HistoryUnaligned, [false; 5]),
        (GapKind::BlobMissing, [false; 5]),
    ] {
        let rules =
            ["world-writable-file", "secret-file", "secret-in-environment", "digest-mismatch", "needless-packages"];
        assert_eq!(rules.map(|name| hidden(kind, name)), expected, "{kind:?}");
    }
}

#[test]
fn the_figures_fit_the_concerns_and_letters() {
    assert_eq!(LIMITS.map(|(category, _)| category), Category::ALL);
    assert!(LETTERS.is_sorted_by(|(_, above), (_, below)| above > below));
    assert_eq!(scale().losses.iter().map(|figure| figure.points).collect::<Vec<_>>(), [30, 12, 4, 1, 0]);
    for letter in Letter::ALL {
        assert_eq!(Letter::from_name(letter.name()), Some(letter));
    }
    assert!(Letter::ALL.is_sorted_by(|better, worse| better > worse));
}
