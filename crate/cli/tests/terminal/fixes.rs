//! `plimsoll fix`.

use crate::support::{Folder, piped, run};
use std::fs;

const BEFORE: &str = "FROM alpine:3.22\nRUN apk add curl\nMAINTAINER somebody\nUSER 10001:10001\n";

#[test]
fn safe_fixes_are_applied_once_and_the_second_run_changes_nothing() {
    let folder = Folder::new("fixes");
    let file = folder.put("Dockerfile", BEFORE);
    let diff = run(["fix", "--diff", &file]);
    assert_eq!(diff.code, 1, "{diff:?}");
    assert!(diff.stdout.contains("-RUN apk add curl\n") && diff.stdout.contains("--no-cache"), "{diff:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), BEFORE);

    let applied = run(["fix", &file]);
    assert_eq!(applied.code, 0, "{applied:?}");
    assert!(applied.stderr.contains("[package-cache]") && applied.stderr.contains("Dockerfile:2"), "{applied:?}");
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.contains("apk add --no-cache curl") && !after.contains("MAINTAINER"), "{after}");

    let again = run(["fix", &file]);
    assert_eq!((again.code, fs::read_to_string(&file).unwrap()), (0, after));
    assert_eq!(run(["fix", "--diff", &file]).code, 0);
}

#[test]
fn what_needs_a_look_is_named_and_applied_only_on_request() {
    let folder = Folder::new("fixes-review");
    let file = folder.put("Dockerfile", "FROM scratch\nCOPY app /app\nENTRYPOINT [\"/app\"]\n");
    let safe = run(["fix", &file]);
    assert!(safe.stderr.contains("--all would do") && safe.stderr.contains("[run-as-root]"), "{safe:?}");
    assert!(!fs::read_to_string(&file).unwrap().contains("USER"));
    assert_eq!(run(["fix", "--all", &file]).code, 0);
    assert!(fs::read_to_string(&file).unwrap().contains("USER 10001:10001\nENTRYPOINT"));
}

#[test]
fn line_ends_and_standard_input_are_kept() {
    let outcome = piped(["fix", "-"], b"FROM alpine:3.22\r\nRUN apk add curl\r\nENV A b\r\n");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(outcome.stdout, "FROM alpine:3.22\r\nRUN apk add --no-cache curl\r\nENV A=b\r\n");
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let folder = Folder::new("fixes-wrong");
    let latin = folder.put("Dockerfile", b"FROM alpine:3.22\nENV A caf\xe9\n");
    run(["fix", &latin]).refuses(&["not UTF-8"]);
    run(["fix", "missing"]).refuses(&["missing"]);
}
