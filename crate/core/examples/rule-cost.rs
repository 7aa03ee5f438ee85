//! What each concern's rules cost, and the scan beside them: `cargo run --release --example rule-cost -- IMAGE.tar`. Seconds
//! are those that the process computes, not those of the clock. A measuring tool of contributors, not a part of the
//! engine: here files and clocks are allowed.

#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::arithmetic_side_effects)]

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::{Config, Level};
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::{ScanOptions, ScannedArchive, StreamScan};
use plimsoll_core::image::wanted::Wanted;
use plimsoll_core::rules::{self, Category, Rule};
use std::time::Instant;

/// Runs of each measurement, of which the shortest counts.
const RUNS: usize = 5;

fn spent(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Milliseconds.
fn shortest(start: Instant, runs: usize, mut work: impl FnMut()) -> f64 {
    let time = |_| {
        let before = spent(start);
        work();
        (spent(start) - before) * 1e3
    };
    (0..runs).map(time).fold(f64::INFINITY, f64::min)
}

fn scan(bytes: &[u8], wanted: &Wanted, options: ScanOptions) -> ScannedArchive {
    let mut scan = StreamScan::new(wanted, options);
    scan.feed(bytes).expect("an image archive");
    scan.finish(&Choice::default()).expect("an image archive")
}

/// Only the rules that `on` lets through.
fn only(on: impl Fn(&Rule) -> bool) -> Options {
    let off = rules::all().filter(|rule| !on(rule)).map(|rule| (rule.id.to_owned(), Level::Off));
    let on = rules::all().filter(|rule| on(rule)).map(|rule| (rule.id.to_owned(), Level::On));
    Options { config: Config { severities: off.chain(on).collect(), ..Config::default() }, ..Options::default() }
}

fn main() {
    let path = std::env::args().nth(1).expect("usage: rule-cost IMAGE.tar");
    let bytes = std::fs::read(&path).expect("a file that can be read");
    let (start, wanted) = (Instant::now(), rules::wanted());
    let megabytes = bytes.len() as f64 / 1e6;

    println!("| scan of {megabytes:.0} MB | ms |\n|---|---|");
    let mut options = ScanOptions::default();
    let whole = shortest(start, 3, || drop(scan(&bytes, &wanted, options)));
    options.layer.search_bodies = false;
    let unsearched = shortest(start, 3, || drop(scan(&bytes, &wanted, options)));
    options.layer.keep_bodies = false;
    let bare = shortest(start, 3, || drop(scan(&bytes, &wanted, options)));
    println!("| reading entries, digests | {bare:.1} |");
    println!("| keeping the bodies and package databases that rules read | {:.1} |", unsearched - bare);
    println!("| searching every body for secrets | {:.1} |", whole - unsearched);

    let scanned = scan(&bytes, &wanted, ScanOptions::default());
    let time = |options: &Options| shortest(start, RUNS, || drop(analysis::report(&scanned, options)));
    let none = time(&only(|_| false));
    println!("\n| rules | how many | ms |\n|---|---|---|\n| none: merging, facts, the report itself | | {none:.1} |");
    for category in Category::ALL {
        let of_concern = |rule: &Rule| rule.category == category;
        let count = rules::all().filter(|rule| of_concern(rule)).count();
        println!("| {} | {count} | {:.1} |", category.title(), (time(&only(of_concern)) - none).max(0.0));
    }
    println!("| all of them | {} | {:.1} |", rules::all().count(), (time(&only(|_| true)) - none).max(0.0));

    let mut single: Vec<_> =
        rules::all().map(|rule| (time(&only(|other| other.id == rule.id)) - none, rule.id)).collect();
    single.sort_by(|left, right| right.0.total_cmp(&left.0));
    println!("\n| the rules that cost most | ms |\n|---|---|");
    for (cost, id) in single.iter().take(10) {
        println!("| {id} | {cost:.1} |");
    }
}
