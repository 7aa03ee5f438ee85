//! Two long lists that a rule holds against each other: the time must grow with their sum and not with their product.

use std::fmt::Write as _;
use std::time::Duration;

use plimsoll_core::analysis;
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Shape};

use crate::clock::Clock;
use crate::memory::peak;
use crate::outcome::options;

/// Seconds that a debug build may work for a megabyte or two; each case took longer while it was a product.
const LIMIT: Duration = Duration::from_secs(20);

fn findings(image: Image, rule: &str) -> usize {
    let archive = Archive::new(Shape::DockerArchive).image(image).build();
    let start = Clock::start();
    let report = analysis::archive(&archive, &options()).unwrap();
    assert!(start.elapsed() < LIMIT, "{rule}: {:?}", start.elapsed());
    report.targets[0].findings.iter().filter(|finding| finding.rule == rule).count()
}

/// As many packages as are read.
fn packages(name: impl Fn(u32) -> String) -> Layer {
    let mut status = String::new();
    for number in 0..19_999 {
        writeln!(status, "Package: {}\nStatus: install ok installed\nVersion: {number}\n", name(number)).unwrap();
    }
    Layer::new().file("var/lib/dpkg/status", status)
}

fn words() -> impl Iterator<Item = String> {
    (0..150_000).map(|number| format!("word{number}"))
}

#[test]
fn packages_and_the_words_of_a_command_line() {
    assert_eq!(
        findings(Image::new().layer(packages(|number| format!("vim-a{number}"))).cmd(words()), "needless-packages"),
        1
    );
    assert_eq!(findings(Image::new().layer(packages(|_| String::from("cups"))).cmd(words()), "needless-service"), 1);
}

#[test]
fn packages_and_the_words_of_a_dockerfile() {
    let install: String = (0..40_000).map(|number| format!(" vim-a{number}")).collect();
    let words = words().collect::<Vec<_>>().join(" ");
    let text = format!("FROM debian:12\nRUN apt-get install -y{install}\nCMD {words}\n");
    let start = Clock::start();
    let report = analysis::dockerfile(text.as_bytes(), &options()).unwrap();
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    let found = report.targets[0].findings.iter().filter(|finding| finding.rule == "needless-packages");
    assert!(found.count() > 0);
}

#[test]
fn lists_of_keys_and_accounts() {
    let mut passwd = String::from("root:x:0:0::/root:/bin/sh\n");
    for number in 0..35_000 {
        writeln!(passwd, "u{number}:x:{number}:1::/h/{number}:").unwrap();
    }
    let lists = (0..30_000).map(|number| Entry::file(format!("g/{number}/.ssh/authorized_keys"), "ssh-rsa AAAA x"));
    let layer = Layer::new().file("etc/passwd", passwd).entries(lists);
    assert!(findings(Image::new().layer(layer), "authorized-keys") > 0);
}

#[test]
fn paths_that_are_looked_for_step_by_step() {
    let deep = "a/".repeat(1_900);
    let image = || Image::new().layer(Layer::new().file(format!("{deep}x"), "x").symlink("l", "."));
    let many: Vec<String> = (0..1_000).map(|number| format!("/{deep}{number}")).collect();
    findings(image().env("LD_LIBRARY_PATH", &many.join(":")), "loader-hijack");
    findings(image().env("LD_LIBRARY_PATH", &"/l".repeat(400_000)), "loader-hijack");
    let jobs = Layer::new().file("etc/crontab", format!("* * * * * root /{deep}1\n").repeat(15));
    findings(image().layer(jobs), "replaceable-cron-job");
}

fn judged(text: &str) -> plimsoll_core::report::model::Report {
    let start = Clock::start();
    let report = analysis::dockerfile(text.as_bytes(), &options()).unwrap();
    assert!(start.elapsed() < LIMIT, "{:?} for {} bytes", start.elapsed(), text.len());
    report
}

#[test]
fn names_in_a_comment_and_findings_below_it() {
    let installs = vec!["apt-get install -y curl"; 3_000].join(" ; ");
    for names in ["hadolint ignore=".to_owned() + &"A,".repeat(250_000), "trivy:ignore:A ".repeat(40_000)] {
        judged(&format!("FROM debian:12\n# {names}\nRUN {installs}\n"));
    }
}

#[test]
fn blanks_and_the_signs_behind_them() {
    let settings = "password = x ".repeat(30_000);
    judged(&format!("FROM debian:12\nLABEL a=\"{}{settings}\"\n", " ".repeat(300_000)));
    let told = format!("{}{settings}", " ".repeat(300_000));
    findings(Image::new().label("a", told.clone()).layer(Layer::new().created_by(told)), "secret-in-label");
}

#[test]
fn arguments_of_one_name_and_steps_that_read_it() {
    let report = judged(&format!("FROM debian:12\n{}{}", "ARG TOKEN\n".repeat(1_500), "RUN $TOKEN\n".repeat(1_500)));
    let edits = report.targets[0].findings.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.edits.len());
    assert!(edits.sum::<usize>() < 10_000);
}

#[test]
fn tokens_of_a_place_for_keys_and_a_long_home() {
    let home = format!("/{}", "h".repeat(60_000));
    let passwd: String = (0..15).map(|number| format!("u{number}:x:{number}:1::{home}:/bin/sh\n")).collect();
    let config = format!("AuthorizedKeysFile{}\n", format!(" {}", "%h".repeat(3_000)).repeat(8));
    let layer = Layer::new().file("etc/passwd", passwd).file("etc/ssh/sshd_config", config);
    let image = Image::new().layer(layer.add(Entry::file("usr/sbin/sshd", "x").mode(0o755)));
    let (found, peak) = peak(|| findings(image, "authorized-keys"));
    assert_eq!(found, 0);
    // One place would have 180 million.
    assert!(peak < 100_000_000, "{peak} bytes");
}
