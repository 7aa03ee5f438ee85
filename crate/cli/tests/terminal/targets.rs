//! The stage of a Dockerfile that is judged.

use crate::support::{Folder, run, scan};

const STAGES: &str =
    "FROM debian:12 AS base\nUSER app\nFROM base AS debug\nUSER root\nFROM base AS release\nCMD [\"/app\"]\n";

#[test]
fn a_target_is_found_by_its_name_in_any_case_or_by_its_number() {
    let folder = Folder::new("targets");
    let file = folder.put("Dockerfile", STAGES);
    let roots = |arguments: &[&str]| run(scan(&[&[file.as_str(), "--format", "json"], arguments].concat())).json();
    for (arguments, high) in
        [(&[][..], 0), (&["--target", "DEBUG"], 1), (&["--target", "1"], 1), (&["--target", "release"], 0)]
    {
        let report = roots(arguments);
        assert_eq!(report["counts"]["high"], high, "{arguments:?}: {report}");
    }
}

#[test]
fn a_target_that_does_not_exist_is_refused_with_those_that_do() {
    let folder = Folder::new("no-target");
    let file = folder.put("Dockerfile", format!("{STAGES}FROM base\nRUN id\n"));
    run(scan(&[&file, "--target", "relaese"])).refuses(&["relaese", "base, debug, release, 3"]);
    let fragment = folder.put("Dockerfile.part", "RUN id\n");
    run(scan(&[&fragment, "--target", "0"])).refuses(&["no stages"]);
    run(["fix", "--diff", &file, "--target", "none"]).refuses(&["none", "release"]);
}
