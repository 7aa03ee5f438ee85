//! Secrets are masked in every output, messages about errors included.

use crate::support::{Folder, piped, run, scan};
use plimsoll_image_builder::{Image, Layer, sample};

const PASSWORD: &str = "Quill-Harbor-7741-vane";
const TOKEN: &str = "ghp_9fK2mX7qLw4RtB8sYc3NvZ6hJd1PaE5uGo0i";

/// The secrets of the sample image, as its recipe has them.
const OF_SAMPLE: [&str; 2] = ["kw7-Horst-Lantern-93", "npm_4Rk0vT9sQ2mZ7xLb1HcY6dWgUe3PaJf8NiXo"];

#[track_caller]
fn keep_quiet_about(secrets: &[&str], path: &str, bytes: &[u8]) {
    for format in ["text", "json", "sarif"] {
        for outcome in [run(scan(&[path, "--format", format])), piped(scan(&["-", "--format", format]), bytes)] {
            for secret in secrets {
                assert!(!outcome.stdout.contains(secret) && !outcome.stderr.contains(secret), "{secret}: {outcome:?}");
            }
        }
    }
}

#[test]
fn secrets_of_an_image_are_in_no_report() {
    let folder = Folder::new("secrets-image");
    let image = Image::new()
        .tag("example.org/secrets:1")
        .env("DB_PASSWORD", PASSWORD)
        .env("DATABASE_URL", &format!("postgres://app:{PASSWORD}@db.example.org/app"))
        .label("deploy", format!("--token {TOKEN}"))
        .cmd(["/app", &format!("--password={PASSWORD}")])
        .history(format!("ENV DB_PASSWORD={PASSWORD}"))
        .layer(
            Layer::new()
                .created_by(format!("RUN |1 GH_TOKEN={TOKEN} /bin/sh -c curl -u app:{PASSWORD} https://example.org"))
                .file("root/.netrc", format!("machine example.org login app password {PASSWORD}\n"))
                .file("etc/environment", format!("GH_TOKEN={TOKEN}\n")),
        );
    let bytes = image.docker_archive();
    let path = folder.put("secrets.tar", &bytes);
    let report = run(scan(&[&path, "--format", "json"])).stdout;
    assert!(report.contains("DB_PASSWORD"), "nothing that could be masked was shown: {report}");
    keep_quiet_about(&[PASSWORD, TOKEN], &path, &bytes);
}

#[test]
fn secrets_of_the_sample_image_are_in_no_report() {
    let folder = Folder::new("secrets-sample");
    let bytes = sample::docker_archive();
    keep_quiet_about(&OF_SAMPLE, &folder.put("sample.tar", &bytes), &bytes);
}

#[test]
fn secrets_of_a_dockerfile_are_in_no_report_and_no_error() {
    let folder = Folder::new("secrets-dockerfile");
    let good = format!("FROM debian:12\nENV DB_PASSWORD={PASSWORD}\nRUN curl -H 'Authorization: token {TOKEN}' x\n");
    keep_quiet_about(&[PASSWORD, TOKEN], &folder.put("Dockerfile", &good), good.as_bytes());
    for broken in [
        format!("ENVV DB_PASSWORD={PASSWORD}\n"),
        format!("FROM debian:12\nENVV DB_PASSWORD={PASSWORD}\nENV\nRUN [\"curl\", \"-u\", \"app:{PASSWORD}\"\n"),
        format!("FROM debian:12\nENV A='{TOKEN}\n"),
        format!("DB_PASSWORD={PASSWORD}\n"),
    ] {
        keep_quiet_about(&[PASSWORD, TOKEN], &folder.put("Dockerfile.broken", &broken), broken.as_bytes());
    }
}
