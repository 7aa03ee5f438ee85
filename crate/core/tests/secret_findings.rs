//! What the rules about secrets say of whole images and Dockerfiles, and that no report ever shows a secret.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::finding::{Place, Severity};
use plimsoll_core::report::json;
use plimsoll_core::report::model::{Finding, Report};
use plimsoll_image_builder::Recipe;

/// Put together at run time, so that no line of the source looks like a secret to a scanner of sources.
fn token() -> String {
    ["s7Kq29xLmPz4", "Rt8Vw1Yb3Nd6Fh5"].concat()
}

/// A private key in armour; `kind` is `OPENSSH ` or the like.
fn key(kind: &str) -> String {
    let dashes = "-----";
    let body = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\\n".repeat(4);
    format!("{dashes}BEGIN {kind}PRIVATE KEY{dashes}\\n{body}{dashes}END {kind}PRIVATE KEY{dashes}\\n")
}

fn image(recipe: &str) -> Report {
    let image = Recipe::parse(recipe).unwrap();
    let options = Options { name: String::from("test"), ..Options::default() };
    analysis::archive(&image.docker_archive(), &options).unwrap()
}

fn dockerfile(text: &str) -> Report {
    let options = Options { name: String::from("Dockerfile"), ..Options::default() };
    analysis::dockerfile(text.as_bytes(), &options).unwrap()
}

fn of<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.targets.iter().flat_map(|target| &target.findings).filter(|finding| finding.rule == rule).collect()
}

#[test]
fn a_build_argument_that_every_step_repeats_is_one_finding() {
    let secret = token();
    let report = image(&format!(
        "history ARG API_TOKEN={secret}\n\
         layer RUN |1 API_TOKEN={secret} /bin/sh -c make # buildkit\n/a 0644 0:0 \"a\"\n\
         layer RUN |1 API_TOKEN={secret} /bin/sh -c make install # buildkit\n/b 0644 0:0 \"b\"\n"
    ));
    let found = of(&report, "secret-in-build-history");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].place, Place::History { entry: 0, layer: None });
    assert_eq!(found[0].severity, Severity::Critical);
    assert_eq!(found[0].details.get("count").unwrap(), "3");
    assert!(!json::write(&report).contains(&secret));
}

#[test]
fn a_variable_that_is_still_set_is_told_once_and_one_that_was_emptied_is_told_from_history() {
    let secret = token();
    let set = image(&format!("history ENV API_TOKEN={secret}\nenv API_TOKEN={secret}\n"));
    assert_eq!(of(&set, "secret-in-environment").len(), 1);
    assert!(of(&set, "secret-in-build-history").is_empty());
    let emptied = image(&format!("history ENV API_TOKEN={secret}\nhistory ENV API_TOKEN=\nenv API_TOKEN=\n"));
    assert!(of(&emptied, "secret-in-environment").is_empty());
    assert_eq!(of(&emptied, "secret-in-build-history").len(), 1);
    for report in [set, emptied] {
        assert!(!json::write(&report).contains(&secret));
    }
}

#[test]
fn a_password_in_the_entrypoint_is_found_without_history() {
    let report = image("entrypoint [\"/app\", \"--password\", \"correct-Horse7battery\"]\n/app 0755 0:0 \"x\"\n");
    let found = of(&report, "secret-in-build-history");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].place, Place::config("config.Entrypoint"));
}

#[test]
fn a_deleted_key_is_told_in_its_layer_with_the_layer_that_deletes_it() {
    let report = image(&format!(
        "layer COPY id_ed25519 /root/.ssh/ # buildkit\n/root/.ssh/id_ed25519 0600 0:0 \"{}\"\n\
         layer RUN rm -r /root/.ssh # buildkit\n- /root/.ssh\n",
        key("OPENSSH ")
    ));
    let found = of(&report, "secret-file");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Critical);
    assert!(found[0].message.ends_with("still in layer 0 although layer 1 deletes it"), "{}", found[0].message);
    let path = String::from("/root/.ssh/id_ed25519");
    assert_eq!(found[0].place, Place::File { path, layer: 0, line: Some(2), hidden_by: Some(1) });
    assert!(!json::write(&report).contains("b3BlbnNzaC1rZXktdjEAAAAA"));
}

#[test]
fn a_copy_with_another_mode_is_not_told_twice_and_one_with_other_content_is() {
    let first = format!("layer a\n/srv/tls/server.key 0644 0:0 \"{}\"\n", key(""));
    let chmod = format!("{first}layer b\n/srv/tls/server.key 0600 0:0 \"{}\"\n", key(""));
    let report = image(&chmod);
    let found = of(&report, "secret-file");
    assert_eq!(found.iter().map(|finding| finding.place.layer()).collect::<Vec<_>>(), [Some(1)]);
    let changed = format!("{first}layer b\n/srv/tls/server.key 0644 0:0 \"{}\"\n", key("RSA "));
    let report = image(&changed);
    let found = of(&report, "secret-file");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].message.ends_with("still in layer 0 although layer 1 overwrites it"), "{}", found[0].message);
}

#[test]
fn host_keys_samples_and_public_keys_are_told_apart() {
    let report = image(&format!(
        "/etc/ssh/ssh_host_ed25519_key 0600 0:0 \"{}\"\n\
         /etc/ssh/ssh_host_ed25519_key.pub 0644 0:0 \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB root@build\\n\"\n\
         /usr/lib/x/tests/server.key 0644 0:0 \"{}\"\n",
        key("OPENSSH "),
        key("")
    ));
    let found = of(&report, "secret-file");
    let told: Vec<_> =
        found.iter().map(|finding| (finding.details.get("kind").unwrap().as_str(), finding.severity)).collect();
    assert_eq!(told, [("SSH host private key", Severity::High), ("private key", Severity::Low)]);
}

#[test]
fn a_file_full_of_secrets_lists_ten_and_counts_the_rest() {
    let lines: String = (0..14).map(|number| format!("KEY{number}_PASSWORD=correct-Horse{number}battery\\n")).collect();
    let report = image(&format!("/app/.env 0644 0:0 \"{lines}\"\n"));
    let found = of(&report, "secret-file");
    assert_eq!(found.len(), 10);
    let counted: Vec<_> = found.iter().filter(|finding| finding.message.contains("4 more in this file")).collect();
    assert_eq!(counted.len(), 1);
}

#[test]
fn the_place_of_a_secret_in_a_dockerfile_is_the_secret_itself() {
    let text = "FROM debian:12\nRUN true \\\n && curl -u deploy:correct-Horse7battery https://example.org/\n";
    let report = dockerfile(text);
    let found = of(&report, "secret-in-build-history");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].place, Place::Instruction { line: 3, column: 20, end_line: 3, end_column: 41 });
    assert!(!json::write(&report).contains("Horse7battery"));
}

#[test]
fn a_secret_of_a_stage_that_is_left_behind_weighs_less() {
    let secret = token();
    let report = dockerfile(&format!(
        "FROM debian:12 AS build\nENV API_TOKEN={secret}\nRUN make\nFROM debian:12\nCOPY --from=build /a /a\n"
    ));
    let found = of(&report, "secret-in-build-history");
    assert_eq!(found.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::High]);
    assert!(of(&report, "secret-in-environment").is_empty());
}

#[test]
fn secrets_in_labels_and_options_are_masked() {
    let report = image(
        "label run=docker run -e DB_PASSWORD=correct-Horse7battery x\nenv JAVA_OPTS=-Xmx1g -Ddb.password=other-Horse7battery\n",
    );
    assert_eq!(of(&report, "secret-in-label").len(), 1);
    assert_eq!(of(&report, "secret-in-environment").len(), 1);
    assert!(!json::write(&report).contains("Horse7battery"));
}

/// A token with a form of its own.
fn formed() -> String {
    ["dop", "_v1_", &"3f9a1c7e5b2d8046".repeat(4)].concat()
}

#[test]
fn a_token_in_any_file_is_told_once_with_what_hides_it() {
    let token = formed();
    let report = image(&format!(
        "layer COPY . /srv # buildkit\n/srv/deploy.py 0644 0:0 \"import os\\nTOKEN = '{token}'\\n\"\n\
         /srv/.env 0644 0:0 \"API_TOKEN={token}\\n\"\n\
         layer RUN rm /srv/deploy.py # buildkit\n- /srv/deploy.py\n"
    ));
    let found = of(&report, "secret-file");
    let places: Vec<_> = found.iter().map(|finding| finding.place.clone()).collect();
    let place = |path: &str, line, hidden_by| Place::File { path: path.into(), layer: 0, line: Some(line), hidden_by };
    assert_eq!(places, [place("/srv/.env", 1, None), place("/srv/deploy.py", 2, Some(1))], "{found:#?}");
    assert!(found.iter().all(|finding| finding.severity == Severity::Critical));
    assert!(!json::write(&report).contains(&token));
}

#[test]
fn sources_and_installed_files_are_quiet_about_what_is_not_proven() {
    let url = ["https://bob:Tro", "ub4dor9x@git.internal/a"].concat();
    let report = image(&format!(
        "layer COPY . / # buildkit\n/usr/lib/python3/urllib/request.py 0644 0:0 \"# {url}\\n\"\n\
         /srv/app/main.py 0644 0:0 \"# {url}\\n\"\n/srv/app/deploy.yml 0644 0:0 \"git: {url}\\n\"\n"
    ));
    let found = of(&report, "secret-file");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(matches!(&found[0].place, Place::File { path, .. } if path.as_str() == "/srv/app/deploy.yml"));
}
