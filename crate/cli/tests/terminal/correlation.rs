//! Images together with the Dockerfile that they were built from.

use crate::support::{Folder, run, scan};
use plimsoll_image_builder::{Entry, Image, Layer};
use serde_json::{Value, json};

const DOCKERFILE: &str = "FROM debian:12 AS base\nRUN apt-get update \\\n    && apt-get install -y tool\nFROM base\n\
    COPY --chmod=4755 app /usr/bin/app\nENV DEBUG=1 API_TOKEN=kw7-Horst-Lantern-93\nEXPOSE 22\nUSER 0\n\
    CMD [\"/usr/bin/app\"]\n";

/// What BuildKit makes of [`DOCKERFILE`], on a base with a file that everybody can change.
fn image() -> Image {
    let passwd = "root:x:0:0::/root:/bin/sh\n";
    let base = Layer::new()
        .created_by("# debian.sh --arch 'amd64' out/ 'bookworm'")
        .add(Entry::file("etc/passwd", passwd).mode(0o644))
        .add(Entry::file("srv/open", "x").mode(0o666));
    let install = "RUN /bin/sh -c apt-get update     && apt-get install -y tool # buildkit";
    Image::new()
        .tag("example.org/app:1")
        .env("DEBUG", "1")
        .env("API_TOKEN", "kw7-Horst-Lantern-93")
        .expose("22/tcp")
        .user("0")
        .cmd(["/usr/bin/app"])
        .layer(base)
        .history("CMD [\"bash\"]")
        .layer(Layer::new().created_by(install).add(Entry::file("usr/bin/tool", "x").mode(0o4755)))
        .layer(
            Layer::new()
                .created_by("COPY --chmod=4755 app /usr/bin/app # buildkit")
                .add(Entry::file("usr/bin/app", "x").mode(0o4755)),
        )
        .history("ENV DEBUG=1 API_TOKEN=kw7-Horst-Lantern-93")
        .history("EXPOSE map[22/tcp:{}]")
        .history("USER 0")
        .history("CMD [\"/usr/bin/app\"]")
}

/// The findings of a rule in a report.
fn of_rule<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    let findings = report["targets"][0]["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

/// The cause of the first finding of a rule whose message has a text in it: relation, first and last line.
fn cause(report: &Value, rule: &str, about: &str) -> (Value, Value, Value) {
    let found = of_rule(report, rule).into_iter().find(|finding| finding["message"].as_str().unwrap().contains(about));
    let cause = &found.unwrap_or_else(|| panic!("{rule} {about}: {report:#}"))["cause"];
    (cause["relation"].clone(), cause["line"].clone(), cause["endLine"].clone())
}

#[test]
fn findings_in_an_image_point_to_the_lines_that_caused_them() {
    let folder = Folder::new("causes");
    let (archive, file) = (folder.put("app.tar", image().docker_archive()), folder.put("Dockerfile", DOCKERFILE));
    // In either order.
    for (inputs, at) in [([&archive, &file], 0), ([&file, &archive], 1)] {
        let reports = run(scan(&[inputs[0], inputs[1], "--format", "json"])).json();
        let report = &reports[at];
        let correlation = &report["targets"][0]["correlation"];
        assert_eq!(correlation["outcome"], "complete", "{correlation}");
        assert_eq!((&correlation["matched"], &correlation["instructions"]), (&json!(6), &json!(6)), "{correlation}");
        assert_eq!((&correlation["inherited"], &correlation["foreign"]), (&json!(2), &json!(0)), "{correlation}");
        for (rule, about, relation, line, end) in [
            ("setuid-file", "/usr/bin/tool", "made", 2, 3),
            ("setuid-file", "/usr/bin/app", "made", 5, 5),
            ("world-writable-file", "/srv/open", "inherited", 1, 1),
            ("secret-in-environment", "API_TOKEN", "set", 6, 6),
            ("exposed-admin-port", "22", "set", 7, 7),
            ("run-as-root", "uid 0", "set", 8, 8),
            ("missing-healthcheck", "", "unset", 4, 4),
        ] {
            assert_eq!(cause(report, rule, about), (json!(relation), json!(line), json!(end)), "{rule} {about}");
        }
        // The variable itself, not all of the ENV.
        assert_eq!(of_rule(report, "secret-in-environment")[0]["cause"]["column"], 13);
        assert_eq!(reports[1 - at]["input"]["format"], "dockerfile");
    }
}

#[test]
fn causes_are_in_the_text_and_in_sarif_and_hold_no_secret() {
    let folder = Folder::new("cause-formats");
    let (archive, file) = (folder.put("app.tar", image().docker_archive()), folder.put("Dockerfile.web", DOCKERFILE));
    let text = run(scan(&[&archive, &file])).stdout;
    for said in [
        "built from Dockerfile.web, stage 1: 6 of 6 instructions",
        "caused by Dockerfile.web:2 RUN apt-get update && apt-get install -y tool",
        "inherited from the base image of Dockerfile.web:1 FROM debian:12 AS base",
        "caused by Dockerfile.web:8 USER 0",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let sarif = run(scan(&[&archive, &file, "--format", "sarif"])).stdout;
    let log: Value = serde_json::from_str(&sarif).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let root = results.iter().find(|result| result["ruleId"] == "run-as-root").unwrap();
    let related = &root["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "Dockerfile.web");
    assert_eq!(
        related["physicalLocation"]["region"],
        json!({ "startLine": 8, "startColumn": 1, "endLine": 8, "endColumn": 7 })
    );
    let whole = run(scan(&[&archive, &file, "--format", "json"])).stdout;
    for report in [text, sarif, whole] {
        assert!(!report.contains("kw7-Horst-Lantern-93"), "{report}");
    }
}

#[test]
fn a_dockerfile_that_was_not_the_source_points_to_nothing_and_that_is_said() {
    let folder = Folder::new("not-the-source");
    let archive = folder.put("app.tar", image().docker_archive());
    let other = folder
        .put("Dockerfile", "FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nUSER 0\nCMD [\"npm\", \"start\"]\n");
    let report = &run(scan(&[&archive, &other, "--format", "json"])).json()[0];
    assert_eq!(report["targets"][0]["correlation"]["outcome"], "none", "{report}");
    assert!(!report.to_string().contains("\"cause\""), "{report}");
    assert!(run(scan(&[&archive, &other])).stdout.contains("not built from Dockerfile"));
}

#[test]
fn the_dockerfile_is_the_only_one_or_the_one_that_is_named() {
    let folder = Folder::new("which-dockerfile");
    let archive = folder.put("app.tar", image().docker_archive());
    let (file, other) =
        (folder.put("Dockerfile", DOCKERFILE), folder.put("Dockerfile.other", "FROM node:22\nRUN npm ci\n"));
    let outcome = |arguments: &[&str]| {
        let found = run(scan(&[&[archive.as_str(), "--format", "json"], arguments].concat()));
        let report = found.json();
        let first = if report.is_array() { report[0].clone() } else { report };
        (first["targets"][0]["correlation"]["outcome"].clone(), found.stderr)
    };
    assert_eq!(outcome(&[]).0, Value::Null);
    let (ambiguous, said) = outcome(&[&file, &other]);
    assert_eq!(ambiguous, Value::Null);
    assert!(said.contains("--dockerfile"), "{said}");
    assert_eq!(outcome(&[&file, &other, "--dockerfile", &file]).0, "complete");
    assert_eq!(outcome(&["--dockerfile", &file]).0, "complete");
    assert_eq!(outcome(&[&file, "--no-correlate"]).0, Value::Null);
    run(scan(&[&archive, "--dockerfile", "nowhere"])).refuses(&["nowhere"]);
}

#[test]
fn findings_in_the_dockerfile_that_the_image_contradicts_say_so() {
    let folder = Folder::new("contradicted");
    let file = "FROM example.org/base:1@sha256:0000000000000000000000000000000000000000000000000000000000000000\n\
        COPY app $APP_HOME/app\nRUN build the thing | tee log\nCMD [\"/app\"]\n";
    let passwd = "root:x:0:0::/root:/bin/sh\nweb:x:33:33::/:/bin/false\n";
    let image = Image::new()
        .tag("example.org/web:1")
        .env("APP_HOME", "/srv")
        .user("web")
        .healthcheck(["CMD", "/check"])
        .cmd(["/app"])
        .layer(
            Layer::new().created_by("ADD rootfs.tar / # buildkit").add(Entry::file("etc/passwd", passwd).mode(0o644)),
        )
        .history("ENV APP_HOME=/srv")
        .history("HEALTHCHECK &{[\"CMD\" \"/check\"] \"0s\" \"0s\" \"0s\" \"0s\" '\\x00'}")
        .history("USER web")
        .layer(Layer::new().created_by("COPY app /srv/app # buildkit").add(Entry::file("srv/app", "x").mode(0o755)))
        .layer(
            Layer::new()
                .created_by("RUN /bin/bash -o pipefail -c build the thing | tee log # buildkit")
                .add(Entry::file("log", "x").mode(0o644)),
        )
        .history("CMD [\"/app\"]");
    let (archive, file) = (folder.put("web.tar", image.docker_archive()), folder.put("Dockerfile", file));
    let reports = run(scan(&[&archive, &file, "--format", "json"])).json();
    let reason = |rule: &str| {
        let found = of_rule(&reports[1], rule);
        let contradicted = &found.first().unwrap_or_else(|| panic!("{rule}: {reports:#}"))["contradicted"][0];
        assert_eq!(contradicted["image"], "example.org/web:1", "{rule}: {contradicted}");
        contradicted["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason("run-as-root").contains("web\" (uid 33)"));
    assert!(reason("missing-healthcheck").contains("health check"));
    assert!(reason("undefined-variable").contains("APP_HOME"));
    assert!(reason("pipe-without-pipefail").contains("/bin/bash -o pipefail -c"));
    // The labels are really missing.
    assert_eq!(of_rule(&reports[1], "missing-provenance-labels")[0]["contradicted"], Value::Null);
    // It still counts: the Dockerfile's report says the same with and without the image, but for the note.
    let alone = run(scan(&[&file, "--format", "json"])).json();
    assert_eq!(alone["counts"], reports[1]["counts"]);
    assert!(run(scan(&[&archive, &file])).stdout.contains("contradicted by example.org/web:1: "));
}

#[test]
fn a_setting_that_is_another_in_the_image_is_named() {
    let folder = Folder::new("differences");
    let file = folder.put("Dockerfile", DOCKERFILE.replace("USER 0", "USER app"));
    let archive = folder.put("app.tar", image().docker_archive());
    let report = &run(scan(&[&archive, &file, "--format", "json"])).json()[0];
    let correlation = &report["targets"][0]["correlation"];
    assert_eq!(
        (&correlation["outcome"], &correlation["unmatchedLines"]),
        (&json!("partial"), &json!([8])),
        "{correlation}"
    );
    let difference = &correlation["differences"][0];
    assert_eq!((&difference["key"], &difference["line"]), (&json!("config.User"), &json!(8)), "{correlation}");
    assert_eq!((&difference["instruction"], &difference["image"]), (&json!("USER app"), &json!("0")), "{correlation}");
    // The line that says otherwise is not the cause.
    assert_eq!(of_rule(report, "run-as-root")[0]["cause"], Value::Null);
}
