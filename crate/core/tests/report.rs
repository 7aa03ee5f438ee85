//! What every report promises, whatever the image: nothing in it that a reader or a terminal would obey, no secret, a
//! fingerprint for each finding, and SARIF within the limits of GitHub code scanning. Conformance to the schemas
//! themselves is tested by `tests/report`, with a validator.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::finding::{Confidence, Place, Severity};
use plimsoll_core::gap::GapKind;
use plimsoll_core::image::plan::Choice;
use plimsoll_core::report::model::{Finding, Report};
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::rules::{self, Category};
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Recipe, Shape, sample};
use serde_json::Value;
use std::collections::BTreeSet;

/// 2026-11-01, in seconds from 1970.
const AS_OF: i64 = 1_793_491_200;

/// Moves the cursor, reverses the reading direction, ends a line, closes a tag, hides, and looks like a link.
const HOSTILE: &str =
    "a\u{1b}[2J\u{202e}fdp\r\n::error::x\u{200b}<script>alert(1)</script>[click](https://example.org)";

fn options(name: &str) -> Options {
    Options { name: name.to_owned(), size: 4096, as_of: Some(AS_OF), ..Options::default() }
}

fn of_image(archive: &[u8], name: &str) -> Report {
    analysis::archive(archive, &options(name)).expect("an image that can be analysed")
}

fn hostile_image() -> Image {
    let files = Layer::new()
        .created_by(format!("RUN echo {} && echo {HOSTILE}", "x".repeat(10_000)))
        .add(Entry::file(HOSTILE, "body").mode(0o4777))
        .add(Entry::directory(format!("srv/{HOSTILE}")).mode(0o777))
        .add(Entry::file("etc/passwd", format!("root:x:0:0::/root:/bin/sh\n{HOSTILE}:x:0:0::/:/bin/sh\n")))
        .add(Entry::file(
            "etc/os-release",
            format!("ID=debian\nVERSION_ID=\"{HOSTILE}\"\nPRETTY_NAME=\"{HOSTILE}\"\n"),
        ));
    Image::new()
        .tag(format!("example.org/{HOSTILE}:latest"))
        .user(HOSTILE)
        .env(HOSTILE, HOSTILE)
        .label(HOSTILE, HOSTILE)
        .workdir(HOSTILE)
        .volume(HOSTILE)
        .expose(format!("22/{HOSTILE}"))
        .entrypoint([HOSTILE, "--password", HOSTILE])
        .cmd([HOSTILE])
        .healthcheck(["CMD", HOSTILE])
        .layer(files)
        .layer(Layer::new().created_by(HOSTILE).file(format!("{HOSTILE}2"), "x").missing())
        .history(HOSTILE)
}

fn hostile_dockerfile() -> String {
    let line = HOSTILE.replace(['\r', '\n'], " ");
    format!(
        "FROM example.org/{line}\nENV {line}={line}\nLABEL \"{line}\"=\"{line}\"\nRUN echo {line} {}\nADD https://example.org/{line} /\nNONSENSE {line}\nUSER 0\n",
        "x".repeat(10_000)
    )
}

/// Reports of every kind: a whole image, several, a broken one, a Dockerfile, and hostile ones of each.
fn reports() -> Vec<Report> {
    let archive = sample::docker_archive();
    let cut = archive.len() * 2 / 3;
    let several =
        Archive::new(Shape::Oci).image(sample::image()).image(sample::image().platform("linux", "arm64", None));
    let all = Options { choice: Choice { all: true, ..Choice::default() }, ..options("several.tar") };
    vec![
        of_image(&archive, "sample.tar"),
        analysis::archive(&several.build(), &all).expect("two images"),
        of_image(&hostile_image().docker_archive(), HOSTILE),
        analysis::dockerfile(b"FROM debian:12\nRUN id\nUSER root\n", &options("Dockerfile")).expect("a Dockerfile"),
        analysis::dockerfile(hostile_dockerfile().as_bytes(), &options(HOSTILE)).expect("a Dockerfile"),
    ]
    .into_iter()
    .chain(analysis::archive(&archive[..cut], &options("broken.tar")).ok())
    .collect()
}

/// Every text that a user can get of a report, with a name for messages.
fn texts(report: &Report) -> Vec<(&'static str, String)> {
    vec![
        ("text", plain::write(report, Style::Plain)),
        ("json", json::write(report)),
        ("indented json", json::write_pretty(report)),
        ("array of json", json::write_several(std::slice::from_ref(report))),
        ("sarif", sarif::write(std::slice::from_ref(report))),
    ]
}

#[test]
fn an_array_can_be_written_report_by_report() {
    let reports = reports();
    let mut array = Vec::new();
    for report in &reports {
        json::add_element(&mut array, report);
    }
    array[0] = b'[';
    array.extend_from_slice(b"\n]\n");
    let array = String::from_utf8(array).expect("UTF-8");
    assert_eq!(array, json::write_several(&reports));
}

/// All strings of a document, keys too.
fn strings(value: &Value) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => {
                found.extend(fields.keys().cloned());
                open.extend(fields.values());
            }
            _ => {}
        }
    }
    found
}

fn unsafe_character(text: &str) -> Option<char> {
    text.chars().find(|character| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    })
}

#[test]
fn no_output_holds_a_character_that_a_terminal_or_a_reader_obeys() {
    for report in reports() {
        for line in plain::write(&report, Style::Plain).lines() {
            assert_eq!(unsafe_character(line), None, "{line:?}");
            assert!(!line.starts_with("::error"), "a line of the image's own: {line}");
        }
        let coloured = plain::write(&report, Style::Coloured);
        for after in coloured.split("\u{1b}[").skip(1) {
            let (code, _) = after.split_once('m').expect("only colours");
            assert!(code.chars().all(|character| character.is_ascii_digit() || character == ';'), "{code:?}");
        }
        for document in [json::write(&report), sarif::write(std::slice::from_ref(&report))] {
            for text in strings(&serde_json::from_str(&document).expect("JSON")) {
                // The rules' own explanations may have paragraphs.
                assert_eq!(unsafe_character(&text.replace('\n', "")), None, "{text:?}");
                assert!(!text.contains("\n::error"), "{text:?}");
            }
        }
    }
}

#[test]
fn sarif_messages_hold_no_link_of_the_image() {
    for report in reports() {
        let log: Value = serde_json::from_str(&sarif::write(std::slice::from_ref(&report))).expect("JSON");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("notifications");
        for entry in results.iter().chain(notifications) {
            let text = entry["message"]["text"].as_str().expect("a message");
            assert!(!text.contains("]("), "{text}");
        }
        for rule in run["tool"]["driver"]["rules"].as_array().expect("rules") {
            assert!(!rule.to_string().contains("alert(1)"), "{rule}");
        }
    }
}

#[test]
fn long_commands_and_names_are_cut_everywhere_and_say_so() {
    const MOST: usize = 12_000;
    let image = hostile_image().user("u".repeat(50_000)).volume("v".repeat(50_000)).tag("t".repeat(50_000));
    let report = of_image(&image.docker_archive(), &"n".repeat(50_000));
    for (name, text) in texts(&report) {
        for line in text.split([',', '\n']) {
            let longest = line.split_whitespace().map(str::len).max().unwrap_or_default();
            assert!(longest <= MOST, "{longest} bytes in one word of the {name}");
            assert!(!line.contains(&"x".repeat(5_000)), "the whole command in the {name}");
        }
    }
    assert!(json::write(&report).contains("more characters)"));
}

/// Whatever stands behind these names in the sample's recipe, and the bodies of its keys.
fn secrets_of_the_sample() -> Vec<String> {
    let recipe = include_str!("../../image-builder/src/sample.recipe");
    let mut secrets: Vec<String> = Vec::new();
    for name in ["DB_PASSWORD=", "NPM_TOKEN=", "_authToken="] {
        let values = recipe.split(name).skip(1).map(|after| after.split([' ', '\n', '\\']).next().unwrap_or_default());
        secrets.extend(values.map(str::to_owned));
    }
    for layer in sample::image().layers() {
        let tar = layer.tar();
        let text = String::from_utf8_lossy(&tar);
        for body in text.split("PRIVATE KEY-----\n").skip(1).step_by(2) {
            secrets.extend(body.lines().take_while(|line| !line.starts_with('-')).map(str::to_owned));
        }
    }
    secrets
}

#[test]
fn no_output_holds_eight_characters_of_a_secret_in_a_row() {
    let secrets = secrets_of_the_sample();
    assert!(secrets.len() > 20 && secrets.iter().all(|secret| secret.len() >= 12), "{}", secrets.len());
    let dockerfile = "FROM debian:12\nARG NPM_TOKEN=npm_4Rk0vT9sQ2mZ7xLb1HcY6dWgUe3PaJf8NiXo\nENV DB_PASSWORD=kw7-Horst-Lantern-93\nRUN curl -u shop:kw7-Horst-Lantern-93 https://example.org/\nLABEL token=npm_4Rk0vT9sQ2mZ7xLb1HcY6dWgUe3PaJf8NiXo\nCMD [\"run\", \"--password\", \"kw7-Horst-Lantern-93\"]\n";
    let started =
        sample::image().cmd(["run", "--password", "kw7-Horst-Lantern-93"]).label("api_key", "kw7-Horst-Lantern-93");
    let reports = [
        of_image(&sample::docker_archive(), "sample.tar"),
        of_image(&started.docker_archive(), "sample.tar"),
        analysis::dockerfile(dockerfile.as_bytes(), &options("Dockerfile")).expect("a Dockerfile"),
    ];
    for (name, text) in reports.iter().flat_map(texts) {
        for secret in &secrets {
            // The public prefix of a token may be shown.
            let private = secret.strip_prefix("npm_").unwrap_or(secret).as_bytes();
            for part in private.windows(8) {
                let part = std::str::from_utf8(part).expect("ASCII");
                assert!(!text.contains(part), "the {name} holds {part} of a secret");
            }
        }
    }
}

#[test]
fn a_foreign_layer_s_address_is_shown_without_its_password() {
    let foreign = Layer::new().foreign("https://shop:kw7-Horst-Lantern-93@example.org/layer.tar.gz");
    let report = of_image(&Image::new().layer(Layer::new().file("a", "a")).layer(foreign).oci_archive(), "foreign.tar");
    assert!(!report.complete);
    let gaps: Vec<_> =
        report.targets.iter().flat_map(|target| &target.gaps).filter(|gap| gap.layer == Some(1)).collect();
    assert_eq!(gaps.len(), 1, "one layer, one gap: {gaps:#?}");
    for (name, text) in texts(&report) {
        assert!(text.contains("example.org"), "the {name} does not tell the address");
        assert!(!text.contains("Lantern"), "{name}");
    }
}

#[test]
fn every_gap_is_told_once() {
    let unaligned =
        Image::new().layer(Layer::new().created_by("RUN a").file("a", "a")).layer(Layer::new().file("b", "b"));
    let unaligned = of_image(&unaligned.docker_archive(), "unaligned.tar");
    assert!(
        unaligned.targets[0].gaps.iter().any(|gap| gap.kind == GapKind::HistoryUnaligned),
        "{:#?}",
        unaligned.targets
    );
    for report in reports().into_iter().chain([unaligned]) {
        for target in &report.targets {
            let mut told = BTreeSet::new();
            for gap in &target.gaps {
                // A layer's member may be named or not; it is the same layer.
                let member = gap.member.clone().filter(|_| gap.layer.is_none());
                let place = (gap.kind, member, gap.layer, gap.path.clone(), gap.offset);
                assert!(told.insert(place), "told twice: {gap:?}");
            }
        }
    }
}

#[test]
fn every_finding_has_a_fingerprint_of_its_own() {
    for report in reports() {
        for target in &report.targets {
            let prints: BTreeSet<_> = target.findings.iter().map(|finding| &finding.fingerprint).collect();
            assert_eq!(prints.len(), target.findings.len(), "{}", target.name);
        }
    }
}

#[test]
fn fingerprints_stay_when_a_layer_is_put_below_and_the_image_is_made_later() {
    let recipe = |below: &str, created: &str| {
        let text = format!(
            "created {created}\n{below}layer RUN install\n/bin/tool 4755 0:0 size=10\n/etc/passwd 0644 0:0 \"root:x:0:0::/:/bin/sh\\nother:x:0:0::/:/bin/sh\\n\"\n"
        );
        let image = Recipe::parse(&text).expect("a recipe");
        let report = of_image(&image.docker_archive(), "image.tar");
        let findings = report.targets.into_iter().flat_map(|target| target.findings);
        findings.map(|finding| (finding.rule, finding.fingerprint)).collect::<BTreeSet<_>>()
    };
    let first = recipe("", "2026-10-01T00:00:00Z");
    assert!(!first.is_empty());
    let mut second = recipe("layer COPY a /a\n/a 0644 0:0 \"a\"\n", "2026-10-02T00:00:00Z");
    // That there is a base now, and nothing tells which, is news.
    second.retain(|(rule, _)| rule != "unrecorded-base");
    assert_eq!(first, second);
}

#[test]
fn the_same_bytes_give_the_same_report() {
    for (first, second) in reports().iter().zip(&reports()) {
        assert_eq!(texts(first), texts(second));
    }
}

#[test]
fn a_report_reads_back_as_it_was_written() {
    for report in reports() {
        let read: Report = serde_json::from_str(&json::write(&report)).expect("a report");
        assert_eq!(read, report);
    }
}

/// GitHub's limits, from its page "SARIF support for code scanning".
fn assert_code_scanning_accepts(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    let mut categories = BTreeSet::new();
    for run in log["runs"].as_array().expect("runs") {
        let category = run["automationDetails"]["id"].as_str().expect("a category");
        assert!(category.ends_with('/') && categories.insert(category), "{category} stands twice");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for rule in rules {
            let id = rule["id"].as_str().expect("an id");
            assert!(id.len() <= 255);
            for field in ["shortDescription", "fullDescription"] {
                let text = rule[field]["text"].as_str().expect("a description");
                assert!(!text.is_empty() && text.len() <= 1024, "{id}: {field}");
            }
            assert!(!rule["help"]["text"].as_str().expect("help").is_empty());
            let properties = &rule["properties"];
            let tags = properties["tags"].as_array().expect("tags");
            assert!(tags.len() <= 20, "{id} has {} tags", tags.len());
            assert!(tags.contains(&Value::from("security")));
            let score: f64 =
                properties["security-severity"].as_str().and_then(|text| text.parse().ok()).expect("a score");
            assert!(score > 0.0 && score <= 10.0, "{id}: {score}");
            assert!(["very-high", "high", "medium", "low"].contains(&properties["precision"].as_str().unwrap_or("")));
            let problem = properties["problem.severity"].as_str().unwrap_or("");
            assert!(["error", "warning", "recommendation"].contains(&problem), "{id}: {problem}");
        }
        let results = run["results"].as_array().expect("results");
        assert!(results.len() <= 5_000);
        let mut hashes = BTreeSet::new();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap_or("")));
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
            assert!(
                !uri.is_empty() && !uri.contains(['/', ':', '\\', ' ', '#', '?']),
                "not a plain relative uri: {uri}"
            );
            assert_eq!(run["artifacts"][0]["location"]["uri"], uri);
            let region = &place["region"];
            let number = |name: &str| region[name].as_u64();
            assert!(number("startLine").is_some_and(|line| line >= 1), "{region}");
            if let (Some(start), Some(end)) = (number("startColumn"), number("endColumn")) {
                assert!(start >= 1 && end >= 1, "{region}");
                assert!(number("endLine") > number("startLine") || end >= start, "{region}");
            }
            for hash in result["partialFingerprints"].as_object().expect("fingerprints").values() {
                assert!(!hash.as_str().expect("text").is_empty());
            }
            let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a hash");
            assert!(hashes.insert(hash), "{hash} stands twice");
        }
    }
}

#[test]
fn code_scanning_accepts_the_sarif_of_every_report_and_of_all_together() {
    let reports = reports();
    for report in &reports {
        let log: Value = serde_json::from_str(&sarif::write(std::slice::from_ref(report))).expect("JSON");
        let shown: usize = report.targets.iter().map(|target| target.findings.len()).sum();
        assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(shown));
        assert_code_scanning_accepts(&log);
    }
    let twice: Vec<Report> = reports.iter().chain(&reports).cloned().collect();
    let log: Value = serde_json::from_str(&sarif::write(&twice)).expect("JSON");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(twice.len()));
    assert_code_scanning_accepts(&log);
}

#[test]
fn beyond_five_thousand_results_the_least_severe_are_left_out_and_it_is_said() {
    let mut report = of_image(&sample::docker_archive(), "sample.tar");
    let target = report.targets.first_mut().expect("a target");
    target.findings = (0..6_000)
        .map(|number| Finding {
            rule: "run-as-root".into(),
            severity: if number < 3_000 { Severity::Low } else { Severity::High },
            confidence: Confidence::Medium,
            category: Category::Permissions,
            message: String::from("made for this test"),
            place: Place::file(b"bin/tool", 0),
            details: Default::default(),
            command: None,
            fix: None,
            cause: None,
            origin: None,
            contradicted: Vec::new(),
            ignored_by: None,
            fingerprint: format!("{number:032x}"),
        })
        .collect();
    let log: Value = serde_json::from_str(&sarif::write(&[report])).expect("JSON");
    assert_code_scanning_accepts(&log);
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 3_000);
    let notice = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notice.contains("1000 findings of the lowest severity were left out"), "{notice}");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["precision"], "medium");
}

/// What a rule says of itself is written by us, but the limits hold for it as well.
#[test]
fn every_rule_fits_into_a_sarif_descriptor() {
    let mut report = of_image(&sample::docker_archive(), "sample.tar");
    let target = report.targets.first_mut().expect("a target");
    target.findings = rules::all()
        .map(|rule| Finding {
            rule: rule.id.into(),
            severity: rule.severity,
            confidence: rule.confidence,
            category: rule.category,
            message: rule.title.to_owned(),
            place: Place::Image,
            details: Default::default(),
            command: None,
            fix: None,
            cause: None,
            origin: None,
            contradicted: Vec::new(),
            ignored_by: None,
            fingerprint: rule.id.to_owned(),
        })
        .collect();
    report.rules = plimsoll_core::report::assemble::rule_summaries(&report.targets);
    let log: Value = serde_json::from_str(&sarif::write(&[report])).expect("JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(rules::all().count()));
    assert_code_scanning_accepts(&log);
}

#[test]
fn a_secret_that_stands_in_a_name_is_masked_like_any_other() {
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let image = Image::new().label(secret.clone(), "x").label(format!("note.{secret}"), "AKIA-none").env(&secret, "1");
    let image = image.volume(format!("/data/{secret}")).layer(Layer::new().file("a", b"x"));
    let report = analysis::archive(&image.docker_archive(), &Options::default()).unwrap();
    for written in
        [json::write(&report), sarif::write(std::slice::from_ref(&report)), plain::write(&report, Style::Plain)]
    {
        assert!(!written.contains(&secret), "{written}");
    }
}

#[test]
fn labels_whose_names_look_alike_once_they_are_masked_or_cut_are_all_shown() {
    let secret = |end: char| format!("ghp_{}{end}", &"a1B2c3D4e5F6".repeat(3)[1..]);
    let long = |end: &str| format!("{}{end}", "long".repeat(300));
    let shown = |image: Image| {
        let archive = image.layer(Layer::new().file("a", "x")).docker_archive();
        of_image(&archive, "labels.tar").targets[0].image.as_ref().unwrap().config.labels.clone()
    };
    let alone = shown(Image::new().label(secret('1'), "x"));
    let masked = alone.keys().next().unwrap();
    let taken = format!("{masked} (2)");
    let labels = shown(
        (0..3)
            .fold(Image::new(), |image, number| {
                image.label(secret(char::from(b'1' + number)), format!("value {number}"))
            })
            .label(taken.clone(), "its own")
            .label(long("a"), "first")
            .label(long("b"), "second"),
    );
    let values: BTreeSet<&str> = labels.values().map(String::as_str).collect();
    assert_eq!(values, BTreeSet::from(["value 0", "value 1", "value 2", "its own", "first", "second"]), "{labels:?}");
    assert!(labels.contains_key(masked) && labels.contains_key(&taken), "{labels:?}");
    assert!(!format!("{labels:?}").contains("ghp_1B2c"), "{labels:?}");
}
