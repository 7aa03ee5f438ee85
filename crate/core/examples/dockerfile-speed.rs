//! How long parsing a Dockerfile and running all rules takes: `dockerfile-speed FILE...` times given files,
//! `dockerfile-speed --rules FILE...` also each step and each rule of its own, the slowest last;
//! `dockerfile-speed --large` a megabyte RUN, 100 000 instructions and 10 000 stages, and `--hostile` ten megabytes of what
//! nobody writes, each also at half the size, so that a quadratic case shows as a ratio above 2.

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
    if arguments.iter().any(|argument| argument == "--hostile") {
        hostile(&config);
        return;
    }
    let each_rule = arguments.iter().any(|argument| argument == "--rules");
    for path in arguments.into_iter().filter(|argument| !argument.starts_with("--")) {
        let text = std::fs::read(&path).expect("the file can be read");
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        let started = Instant::now();
        while times.len() < 2_000 && started.elapsed() < Duration::from_secs(3) {
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
        if each_rule {
            parts(&text, &config);
        }
    }
}

/// The median time of a step, in microseconds.
fn timed(mut step: impl FnMut()) -> f64 {
    let mut times: Vec<Duration> = Vec::new();
    let started = Instant::now();
    while times.len() < 500 && started.elapsed() < Duration::from_secs(1) {
        let one = Instant::now();
        step();
        times.push(one.elapsed());
    }
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn parts(text: &[u8], config: &Config) {
    let file = dockerfile::parse_bytes(text);
    let model = StageModel::new(&file);
    let written = DockerfileFacts { file: &file, model: &model, ignore: None };
    let as_of = Some(1_793_491_200);
    println!("{:8.2} parse", timed(|| drop(dockerfile::parse_bytes(text))));
    println!("{:8.2} stages", timed(|| drop(StageModel::new(&file))));
    println!("{:8.2} facts", timed(|| drop(Facts::of_dockerfile(written, as_of, config))));
    let commands = timed(|| {
        Facts::of_dockerfile(written, as_of, config).runs().for_each(drop);
    });
    println!("{commands:8.2} facts and commands");
    let facts = Facts::of_dockerfile(written, as_of, config);
    let mut rules: Vec<(f64, &str)> = plimsoll_core::rules::all()
        .map(|rule| (timed(|| drop(rules::check(&facts, |other| std::ptr::eq(other, rule)))), rule.id))
        .collect();
    let nothing = timed(|| drop(rules::check(&facts, |_| false)));
    println!("{nothing:8.2} no rule at all");
    rules.sort_by(|left, right| left.0.total_cmp(&right.0));
    for (time, id) in &rules {
        println!("{:8.2} {id}", time - nothing);
    }
    println!("{:8.2} all rules, warm", rules.iter().map(|(time, _)| time - nothing).sum::<f64>());
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
    for case in cases {
        measure(case, config);
    }
}

/// Ten megabytes of one thing over and over: what stands before it, and the thing.
const HOSTILE: [(&str, &str, &str); 34] = [
    ("lines of one RUN", "FROM a\nRUN true", " \\\n && apt-get install -y curl"),
    ("continuations", "FROM a\nRUN a", " \\\n"),
    ("empty lines in a continuation", "FROM a\nRUN a \\\n", "\n"),
    ("comments in a continuation", "FROM a\nRUN a \\\n", "# b\n"),
    ("comments", "FROM a\n", "# b\n"),
    ("comments for linters", "FROM a\n", "# hadolint ignore=DL3008\nRUN a\n"),
    ("parentheses", "FROM a\nRUN ", "("),
    ("parentheses that close", "FROM a\nRUN ", "(a) "),
    ("substitutions", "FROM a\nRUN a ", "$("),
    ("backticks", "FROM a\nRUN a ", "`"),
    ("quoted substitutions", "FROM a\nRUN a ", "\"$("),
    ("braces", "FROM a\nRUN a ", "${a:-"),
    ("arithmetic", "FROM a\nRUN a ", "$(("),
    ("open quotes", "FROM a\nRUN a ", "' \" "),
    ("if", "FROM a\nRUN ", "if a; then "),
    ("case", "FROM a\nRUN ", "case a in b) "),
    ("functions", "FROM a\nRUN ", "f() { "),
    ("for", "FROM a\nRUN ", "for i in "),
    ("pipes", "FROM a\nRUN a", " | curl -k http://a"),
    ("sh -c", "FROM a\nRUN ", "sh -c \"a\" && "),
    ("heredocs that nothing ends", "FROM a\nRUN a ", "<<A "),
    ("heredocs", "FROM a\n", "RUN <<A\na\nA\n"),
    ("lines of a heredoc", "FROM a\nRUN <<A\n", "apt-get install -y a | b\n"),
    ("a list in JSON", "FROM a\nCMD [\"a\"", ", \"b\""),
    ("brackets", "FROM a\nCMD ", "["),
    ("flags", "FROM a\nRUN ", "--mount=type=secret,id=a "),
    ("sources", "FROM a\nCOPY ", "a/b.tar.gz "),
    ("pairs", "FROM a\nENV", " A=b"),
    ("variables in one word", "FROM a\nENV A=", "${A:-$B}"),
    ("ports", "FROM a\nEXPOSE", " 1-65535"),
    ("ONBUILD", "FROM a\n", "ONBUILD "),
    ("unknown instructions", "FROM a\n", "NO a\n"),
    ("one long word", "FROM a\nRUN ", "aPASSWORD=b"),
    ("no line feed", "", "\r"),
];

fn hostile(config: &Config) {
    const BYTES: usize = 10_000_000;
    for (name, head, unit) in HOSTILE {
        let make = |bytes: usize| format!("{head}{}", unit.repeat(bytes / unit.len()));
        let (half, whole) = (make(BYTES / 2), make(BYTES));
        report(name, BYTES, &half, &whole, config);
    }
}

fn measure((name, make, size): Case, config: &Config) {
    report(name, size, &make(size / 2), &make(size), config);
}

fn report(name: &str, size: usize, half: &str, whole: &str, config: &Config) {
    // The best of three: the first one of a size also pays for its memory, and the machine may be busy.
    let best = |text: &str| (0..3).map(|_| once(text.as_bytes(), config)).min().unwrap_or_default();
    let ((half_time, _), (time, found)) = (best(half), best(whole));
    println!(
        "{name} ({size}): {} bytes, {found} findings, {:.0} ms, {:.1} times the half",
        whole.len(),
        time.as_secs_f64() * 1e3,
        time.as_secs_f64() / half_time.as_secs_f64()
    );
}
