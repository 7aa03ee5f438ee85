//! Two images told apart: an image does not differ from itself, and which of two is called the first changes nothing but
//! the sides.

use plimsoll_core::analysis::{self, Compared, Options};
use plimsoll_core::compare::model::{Change, Changes, Difference, FileChange, SettingChange, Verdict};
use plimsoll_core::compare::plain;
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::{ScanOptions, ScannedArchive, StreamScan};
use plimsoll_core::report::json;
use plimsoll_core::report::plain::Style;
use plimsoll_core::rules;
use plimsoll_image_builder::{Entry, Image, Layer, Recipe};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// 2026-11-01, in seconds from 1970.
const AS_OF: i64 = 1_793_491_200;

fn scanned(image: &Image) -> ScannedArchive {
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, ScanOptions::default());
    scan.feed(&image.docker_archive()).expect("an archive");
    scan.finish(&Choice::default()).expect("an image")
}

fn told_apart(before: (&str, &ScannedArchive), after: (&str, &ScannedArchive)) -> Difference {
    let options = |name: &str| Options { name: name.to_owned(), as_of: Some(AS_OF), ..Options::default() };
    let (older, newer) = (options(before.0), options(after.0));
    analysis::difference(
        Compared { scanned: before.1, options: &older },
        Compared { scanned: after.1, options: &newer },
    )
    .expect("one image each")
}

fn turned<T>(changes: Vec<Change<T>>) -> Vec<Change<T>> {
    changes.into_iter().map(|change| Change { before: change.after, after: change.before }).collect()
}

fn mirrored_changes<T>(changes: Changes<T>) -> Changes<T> {
    Changes {
        added_count: changes.removed_count,
        removed_count: changes.added_count,
        changed_count: changes.changed_count,
        added: changes.removed,
        removed: changes.added,
        changed: turned(changes.changed),
    }
}

fn mirrored(difference: Difference) -> Difference {
    let (findings, files) = (difference.findings, difference.files);
    let settings = difference.settings.into_iter();
    let changed = files.changed.into_iter();
    Difference {
        verdict: match difference.verdict {
            Verdict::Better => Verdict::Worse,
            Verdict::Even => Verdict::Even,
            Verdict::Worse => Verdict::Better,
        },
        before: difference.after,
        after: difference.before,
        findings: plimsoll_core::compare::model::FindingChanges {
            gone: findings.new,
            new: findings.gone,
            worse: turned(findings.better),
            better: turned(findings.worse),
            kept: findings.kept,
        },
        settings: settings
            .map(|change| SettingChange { name: change.name, before: change.after, after: change.before })
            .collect(),
        ports: mirrored_changes(difference.ports),
        volumes: mirrored_changes(difference.volumes),
        env: mirrored_changes(difference.env),
        labels: mirrored_changes(difference.labels),
        users: mirrored_changes(difference.users),
        groups: mirrored_changes(difference.groups),
        packages: mirrored_changes(difference.packages),
        files: plimsoll_core::compare::model::FileChanges {
            added_count: files.removed_count,
            added_bytes: files.removed_bytes,
            removed_count: files.added_count,
            removed_bytes: files.added_bytes,
            added: files.removed,
            removed: files.added,
            changed: changed
                .map(|change| FileChange { what: change.what, before: change.after, after: change.before })
                .collect(),
            ..files
        },
        ..difference
    }
}

/// Paths with what `plimsoll files` says of them, without the layers.
fn files(scanned: &ScannedArchive) -> BTreeMap<String, serde_json::Value> {
    let mut rows = BTreeMap::new();
    analysis::files(scanned, &mut |line| {
        let mut row: serde_json::Value = serde_json::from_str(line).expect("a row");
        let path = row["path"].as_str().expect("a path").to_owned();
        for key in ["layer", "firstLayer", "hardlinkOf"] {
            row.as_object_mut().expect("an object").remove(key);
        }
        rows.insert(path, row);
    })
    .expect("one image");
    rows
}

/// Lines of a recipe, any of which may stand in an image: several speak of the same paths and names.
const LINES: [&str; 26] = [
    "user app",
    "user root",
    "env MODE=debug",
    "env PASSWORD=correct-horse-battery-42",
    "env PASSWORD=another-horse-battery-43",
    "expose 22/tcp",
    "expose 8080/tcp",
    "volume /data",
    "label a=1",
    "entrypoint [\"/app\"]",
    "healthcheck [\"CMD\", \"/app\"]",
    "layer RUN one",
    "/etc/passwd 0644 0:0 \"root:x:0:0:root:/root:/bin/sh\\napp:x:1000:1000::/app:/bin/sh\\n\"",
    "/etc/passwd 0666 0:0 \"root::0:0:root:/root:/bin/sh\\nroot:x:0:0::/:/bin/false\\n\"",
    "/etc/group 0644 0:0 \"root:x:0:\\nsudo:x:27:app\\n\"",
    "/a/ 0755 0:0",
    "/a/b 4755 0:0 \"1\"",
    "/a/b 0777 0:1 \"2\"",
    "/a/c => /a/b",
    "/a.d 0644 0:0 \"x\"",
    "layer RUN two",
    "/a -> /etc",
    "/a/b/ 1777 0:0",
    "/a/b/c/d 0644 0:0 size=2M",
    "/dev/x block 8:0 0660 0:6",
    "/x 0755 0:0 \"x\" cap=cap_net_raw+ep",
];

fn image() -> impl Strategy<Value = String> {
    proptest::sample::subsequence(LINES.to_vec(), 0..=LINES.len())
        .prop_map(|lines| lines.join("\n"))
        .prop_filter("a recipe that can be built", |text| Recipe::parse(text).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn an_image_does_not_differ_from_itself_and_sides_can_be_swapped(one in image(), other in image()) {
        let (one, other) = (Recipe::parse(&one).unwrap(), Recipe::parse(&other).unwrap());
        let (one, other) = (scanned(&one), scanned(&other));
        let same = told_apart(("a", &one), ("a", &one));
        prop_assert_eq!(same.verdict, Verdict::Even);
        let listed = &same.findings;
        prop_assert!(listed.gone.is_empty() && listed.new.is_empty() && listed.worse.is_empty() && listed.better.is_empty());
        prop_assert!(same.settings.is_empty() && same.env.is_empty() && same.labels.is_empty());
        prop_assert!(same.ports.is_empty() && same.volumes.is_empty() && same.users.is_empty() && same.groups.is_empty());
        prop_assert_eq!((same.files.added_count, same.files.removed_count, same.files.changed_count), (0, 0, 0));

        let forth = told_apart(("a", &one), ("b", &other));
        prop_assert_eq!(json::write_difference(&forth), json::write_difference(&told_apart(("a", &one), ("b", &other))));
        let back = told_apart(("b", &other), ("a", &one));
        prop_assert_eq!(mirrored(forth.clone()), back);

        // Against the listings of both.
        let (left, right) = (files(&one), files(&other));
        let only = |of: &BTreeMap<_, _>, than: &BTreeMap<_, _>| of.keys().filter(|path| !than.contains_key(*path)).count() as u64;
        prop_assert_eq!(forth.files.added_count, only(&right, &left));
        prop_assert_eq!(forth.files.removed_count, only(&left, &right));
        let listed: u64 = forth.files.added.iter().map(|file| 1 + file.inside.unwrap_or(0)).sum();
        prop_assert_eq!(listed, forth.files.added_count);
        // What a listing shows differently has changed, but for modes that no entry gives.
        for change in &forth.files.changed {
            let path = change.after.path.trim_start_matches('/');
            prop_assert!(left.contains_key(path) && right.contains_key(path), "{}", path);
        }
        for (path, row) in &left {
            let Some(after) = right.get(path).filter(|after| !row["mode"].is_null() && !after["mode"].is_null()) else { continue };
            let changed = forth.files.changed.iter().any(|change| change.after.path.trim_start_matches('/') == path);
            prop_assert!(changed || row == after, "{} {} {}", path, row, after);
        }
    }
}

#[test]
fn a_finding_that_is_only_more_severe_is_neither_gone_nor_new() {
    let image = |size: &str| {
        let text = format!("layer RUN a\n/a 0644 0:0 size={size}\nlayer RUN b\n- /a\n");
        scanned(&Recipe::parse(&text).unwrap())
    };
    let (small, large) = (image("2M"), image("30M"));
    let difference = told_apart(("a", &small), ("b", &large));
    let of = |findings: &[plimsoll_core::report::model::Finding]| {
        findings.iter().any(|finding| finding.rule == "wasted-bytes")
    };
    assert!(!of(&difference.findings.gone) && !of(&difference.findings.new), "{difference:?}");
    let worse: Vec<_> = difference.findings.worse.iter().map(|change| &*change.after.rule).collect();
    assert_eq!(worse, ["wasted-bytes"]);
    assert_eq!(difference.verdict, Verdict::Worse);
}

#[test]
fn text_of_an_image_neither_moves_the_cursor_nor_shows_a_secret() {
    const HOSTILE: &str = "a\u{1b}[2J\u{202e}fdp\u{200b}\r\n";
    const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    let hostile = |mode: u32| {
        Image::new()
            .tag(format!("example.org/{HOSTILE}:latest"))
            .user(format!("{HOSTILE}{mode}"))
            .env(HOSTILE, &format!("{HOSTILE}{mode} {TOKEN}"))
            .label(HOSTILE, format!("{HOSTILE}{mode}"))
            .workdir(format!("{HOSTILE}{mode}"))
            .volume(format!("{HOSTILE}{mode}"))
            .entrypoint([HOSTILE.to_owned(), String::from("--token"), format!("{TOKEN}{mode}")])
            .layer(
                Layer::new()
                    .created_by(HOSTILE)
                    .add(Entry::file(format!("{HOSTILE}{mode}"), "x").mode(mode))
                    .add(Entry::symlink("link", format!("{HOSTILE}{mode}")))
                    .add(Entry::file(
                        "etc/passwd",
                        format!("x{HOSTILE}:x:{mode}:0::/:/bin/sh\nb{mode}:x:0:0::/\u{1b}:\u{1b}\n"),
                    )),
            )
    };
    let (one, other) = (scanned(&hostile(0o4755)), scanned(&hostile(0o2777)));
    let difference = told_apart((HOSTILE, &one), (HOSTILE, &other));
    for text in [plain::write(&difference, Style::Plain), json::write_difference(&difference)] {
        let bad = text.chars().find(|character| {
            (character.is_control() && *character != '\n') || matches!(character, '\u{202e}' | '\u{200b}')
        });
        assert_eq!(bad, None, "{text}");
        assert!(!text.contains(TOKEN), "{text}");
    }
}
