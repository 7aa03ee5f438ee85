//! How long parsing a Dockerfile and running all rules takes: `dockerfile-speed FILE...` times given files,
//! `dockerfile-speed --large` a megabyte RUN, 100 000 instructions and 10 000 stages, each also at half the size, so that a
//! quadratic case shows as a ratio above 2.

// The engine reads no clock and no files; what measures it does.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods)]

use plimsoll_core::config::Config;
use plimsoll_core::dockerfile;
use plimsoll_core::dockerfile::stage::StageModel;
use plimsoll_core::facts::{DockerfileFacts, Facts};
use plimsoll_core::rules;
use std::time::{Duration, Instant};

fn judge(text: &[u8], config: &Config) -> usize {
    let file = dockerfile::parse_bytes(text);
    let model = StageModel::new(&file);
    let facts =
        Facts::of_dockerfile(DockerfileFacts { file: &file, model: &model, ignore: None }, Some(1_793_491_200), config);
    rules::check(&facts, |_| true).len()
}

fn once(text: &[u8], config: &Config) -> (Duration, usize) {
    let started = Instant::now();
    let found = judge(text, config);
    (started.elapsed(), found)
}

fn main() {
    let config = Config::default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--large") {
        large(&config);
        return;
    }
    for path in arguments {
        let text = std::fs::read(&path).expect("the file can be read");
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        for _ in 0..2_000 {
            let (time, number) = once(&text, &config);
            times.push(time);
            found = number;
        }
        times.sort();
        let median = times[times.len() / 2];
        println!(
            "{path}: {} lines, {found} findings, {:.1} microseconds",
            text.split(|b| *b == b'\n').count() - 1,
            median.as_secs_f64() * 1e6
        );
    }
}

/// Name, text of a size, size.
type Case = (&'static str, fn(usize) -> String, usize);

fn large(config: &Config) {
    let cases: [Case; 6] = [
        (
            "one RUN of a megabyte",
            |n| format!("FROM debian:13\nRUN true{}\n", " && echo some words \"$X\" | cat".repeat(n)),
            32_000,
        ),
        (
            "apt-get in a RUN of a megabyte",
            |n| format!("FROM debian:13\nRUN true{}\n", " ; apt-get install -y a".repeat(n)),
            40_000,
        ),
        (
            "instructions",
            |n| format!("FROM debian:13\n{}", "ENV A=b\nRUN cd /x && curl -k http://a | sh\n".repeat(n / 2)),
            100_000,
        ),
        (
            "variables",
            |n| format!("FROM debian:13\n{}", (0..n).map(|i| format!("ENV A{i}=$B{i} C=$A{i}\n")).collect::<String>()),
            50_000,
        ),
        (
            "stages in a chain",
            |n| {
                format!(
                    "FROM debian:13 AS s0\n{}",
                    (1..n).map(|i| format!("FROM s{} AS s{i}\nUSER a\n", i - 1)).collect::<String>()
                )
            },
            10_000,
        ),
        (
            "stages that copy",
            |n| {
                format!(
                    "FROM debian:13 AS s0\n{}",
                    (1..n)
                        .map(|i| format!("FROM debian:13 AS s{i}\nCOPY --from=s{} a /a\n", i - 1))
                        .collect::<String>()
                )
            },
            10_000,
        ),
    ];
    for (name, make, size) in cases {
        let (half, whole) = (make(size / 2), make(size));
        let (half_time, _) = once(half.as_bytes(), config);
        let (time, found) = once(whole.as_bytes(), config);
        println!(
            "{name} ({size}): {} bytes, {found} findings, {:.0} ms, {:.1} times the half",
            whole.len(),
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / half_time.as_secs_f64()
        );
    }
}
