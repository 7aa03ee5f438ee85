//! Text, JSON and SARIF; to standard output, to a file, into a pipe that closes.

use crate::support::{Folder, program, root_image, run, scan, tidy_image};
use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

#[test]
fn text_says_what_why_and_how_to_fix_it() {
    let folder = Folder::new("text");
    let outcome = run(scan(&[&folder.put("rooted.tar", root_image().docker_archive())]));
    for said in ["rooted.tar (docker-archive", "example.org/rooted:1", "[run-as-root]", "why: ", "fix: "] {
        assert!(outcome.stdout.contains(said), "{said}: {outcome:?}");
    }
    assert_eq!(outcome.stderr, "");
}

#[test]
fn json_is_one_report_for_one_input_and_a_list_for_several() {
    let folder = Folder::new("json");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let tidy = folder.put("tidy.tar", tidy_image().docker_archive());
    let report = run(scan(&[&rooted, "--format", "json"])).json();
    assert_eq!(report["input"]["name"], "rooted.tar");
    assert_eq!(report["input"]["size"], fs::metadata(&rooted).unwrap().len());
    assert_eq!(report["complete"], true);
    let reports = run(scan(&[&tidy, &rooted, "--format", "json"])).json();
    let names: Vec<_> = reports.as_array().unwrap().iter().map(|report| report["input"]["name"].clone()).collect();
    assert_eq!(names, ["tidy.tar", "rooted.tar"]);
}

#[test]
fn sarif_has_a_run_for_each_input() {
    let folder = Folder::new("sarif");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let tidy = folder.put("tidy.tar", tidy_image().docker_archive());
    let log = run(scan(&[&rooted, &tidy, "--format", "sarif"])).json();
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&"2.1.0".into(), Some(2)));
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "rooted.tar");
}

#[test]
fn the_report_goes_to_a_file_and_nothing_to_standard_output() {
    let folder = Folder::new("output");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let report = folder.put("report.json", "what was there before is replaced");
    let outcome = run(scan(&[&rooted, "--format", "json", "--output", &report]));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert_eq!(fs::read_to_string(&report).unwrap(), run(scan(&[&rooted, "--format", "json"])).stdout);
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = Folder::new("unwritable");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let nowhere = folder.path("no/such/folder/report.txt");
    let outcome = run(scan(&[&rooted, "--output", nowhere.to_str().unwrap()]));
    outcome.refuses(&["no/such/folder/report.txt", "--output"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new("full");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    run(scan(&[&rooted, "--output", "/dev/full"])).refuses(&["/dev/full"]);
    let mut command = program();
    command.args(scan(&[&rooted])).stdout(fs::File::create("/dev/full").unwrap());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn a_reader_that_closes_the_pipe_changes_nothing() {
    let folder = Folder::new("closed-pipe");
    // More than a pipe holds, so that the program is still writing when the pipe is closed.
    let mut layer = plimsoll_image_builder::Layer::new();
    for number in 0..5000 {
        layer.push(plimsoll_image_builder::Entry::file(format!("a/file/of/many/{number}"), ""));
    }
    let image = folder.put("many.tar", root_image().layer(layer).docker_archive());
    for (arguments, code) in [(vec!["files", &image], 0), (scan(&[&image, "--format", "json"]), 1)] {
        let mut child = program().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let folder = Folder::new("colours");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let coloured = |arguments: &[&str]| run(scan(&[&[rooted.as_str()], arguments].concat())).stdout.contains('\u{1b}');
    assert!(!coloured(&[]));
    assert!(!coloured(&["--color", "never"]));
    assert!(coloured(&["--color", "always"]));
}

/// `script` (bsdutils, essential on Debian and Ubuntu) gives the program a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colours_unless_the_user_wants_none() {
    let folder = Folder::new("terminal-colours");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let report = folder.path("report.txt");
    let shown = |more: &str, no_color: bool| {
        let line = format!("'{}' scan '{rooted}' --quiet {more}", env!("CARGO_BIN_EXE_plimsoll"));
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).env_remove("NO_COLOR");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        String::from_utf8_lossy(&command.output().expect("script runs").stdout).into_owned()
    };
    let text = shown("", false);
    assert!(text.contains("run-as-root") && text.contains("\u{1b}[1m"), "{text:?}");
    let text = shown("", true);
    assert!(text.contains("run-as-root") && !text.contains("\u{1b}["), "{text:?}");
    // The terminal is not what the report is written to.
    shown(&format!("--output '{}'", report.display()), false);
    assert!(!fs::read_to_string(report).unwrap().contains('\u{1b}'));
}

#[test]
fn rules_and_schema_are_written_in_every_form() {
    let rules = run(["rules", "--format", "json"]);
    let known = rules.json().to_string();
    assert!(rules.code == 0 && known.contains("run-as-root"), "{rules:?}");
    assert!(run(["rules"]).stdout.contains("run-as-root"));
    assert!(run(["rules", "--format", "markdown"]).stdout.contains("run-as-root"));
    assert_eq!(run(["schema"]).json()["title"], "Report");
}
