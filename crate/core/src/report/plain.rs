//! The report as readable text, for terminals and logs.

use super::model::{Contradiction, Correlation, Finding, Image, Package, Report, Target, Waste};
use super::wording;
use crate::finding::Severity;
use crate::gap::Gap;
use crate::grade::Gain;
use crate::ordered::Map;
use crate::rules::Category;
use std::fmt::Write as _;

/// Colours of the terminal, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours (ECMA-48 SGR).
    Coloured,
}

/// Findings of one rule that are listed one by one; the rest are counted. The other writers give all of them.
const MAX_LISTED_OF_A_RULE: usize = 10;

/// The report as text; ends with a newline.
#[must_use]
pub fn write(report: &Report, style: Style) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = header(&mut text, report);
    for target in &report.targets {
        let _ = write_target(&mut text, report, target, style);
    }
    if !report.not_analysed.is_empty() {
        let _ = writeln!(text, "\nNot analysed:");
        for other in &report.not_analysed {
            let platform = other.platform.as_ref().map(|platform| format!(" ({platform})")).unwrap_or_default();
            let _ = writeln!(text, "  {}{platform}: {}", other.name, other.reason);
        }
    }
    let _ = write_gaps(&mut text, &report.gaps, style);
    let _ = footer(&mut text, report);
    text
}

/// A list of packages, one a line: type, name, version, architecture and, where it has another name, source package.
#[must_use]
pub fn write_packages(packages: &[Package]) -> String {
    let width =
        |of: fn(&Package) -> &str| packages.iter().map(|package| of(package).chars().count()).max().unwrap_or(0);
    let architecture = |package: &Package| package.architecture.clone().unwrap_or_default();
    let (name, version) = (width(|package| &package.name), width(|package| &package.version));
    let mut text = String::new();
    for package in packages {
        let source = package.source.as_ref().map(|source| format!("  (source {source})")).unwrap_or_default();
        let line = format!(
            "{:<4} {:<name$}  {:<version$}  {}{source}",
            package.r#type,
            package.name,
            package.version,
            architecture(package)
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// A coverage gap as one or two sentences.
#[must_use]
pub fn gap_sentence(gap: &Gap) -> String {
    let mut place = Vec::new();
    if let Some(member) = &gap.member {
        place.push(member.clone());
    }
    if let Some(layer) = gap.layer {
        place.push(format!("layer {layer}"));
    }
    if let Some(path) = &gap.path {
        place.push(path.clone());
    }
    if let Some(offset) = gap.offset {
        place.push(format!("byte {offset}"));
    }
    let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
    format!("{}{place}. {}.", gap.what, gap.action)
}

fn header(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "{} ({}, {})", report.input.name, report.input.format, bytes(report.input.size))
}

fn write_target(text: &mut String, report: &Report, target: &Target, style: Style) -> std::fmt::Result {
    writeln!(text)?;
    let Some(image) = &target.image else {
        if target.of_provenance {
            writeln!(
                text,
                "{}\n  shown for what to change; its findings are not counted",
                paint(style, "1", &target.name)
            )?;
        }
        write_grade(text, target, style)?;
        return write_findings(text, report, target, style);
    };
    let platform = image.platform.as_deref().unwrap_or("platform unknown");
    writeln!(text, "{} ({platform})", paint(style, "1", &target.name))?;
    let distribution = image
        .distribution
        .as_ref()
        .map_or("no distribution recognised", |distribution| distribution.name.as_deref().unwrap_or(&distribution.id));
    writeln!(
        text,
        "  {distribution}; {} layers, {} entries, {}; {} shipped but hidden",
        image.layers.len(),
        image.entries,
        bytes(image.size),
        bytes(image.wasted)
    )?;
    if let Some(base) = &image.base {
        let name = base.name.as_deref().unwrap_or("not named");
        let end = match (base.layers, &base.reason) {
            (Some(layers), Some(reason)) => format!("; the lowest {layers} layers are its own: {reason}"),
            _ => String::new(),
        };
        writeln!(text, "  base: {name}{end}")?;
    }
    for evidence in image.evidence.iter().filter(|evidence| evidence.verified == Some(true)) {
        let (kind, key) = (&evidence.kind, evidence.key.as_deref().unwrap_or_default());
        let digest = evidence.digest.as_deref().unwrap_or_default();
        writeln!(text, "  {kind} verified with the key {key} ({digest})")?;
    }
    write_waste(text, &image.waste)?;
    count_packages(text, image)?;
    write_grade(text, target, style)?;
    if let Some(correlation) = &target.correlation {
        write_correlation(text, correlation)?;
    }
    write_findings(text, report, target, style)
}

/// How many packages there are of each type.
fn count_packages(text: &mut String, image: &Image) -> std::fmt::Result {
    let mut counts: Map<&str, usize> = Map::new();
    for package in &image.packages {
        counts.change(&package.r#type, |count| *count = count.saturating_add(1));
    }
    if counts.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
    writeln!(text, "  packages: {}", counts.join(", "))
}

fn write_correlation(text: &mut String, found: &Correlation) -> std::fmt::Result {
    writeln!(text, "  {}", found.message)?;
    let name = &found.dockerfile;
    if !found.unmatched_lines.is_empty() {
        let lines: Vec<String> = found.unmatched_lines.iter().map(ToString::to_string).collect();
        writeln!(text, "    not in the image's history: {name}, line {}", lines.join(", "))?;
    }
    let messages = found.differences.iter().map(|found| &found.message);
    for message in messages.chain(found.contradicted.iter().map(|found| &found.message)) {
        writeln!(text, "    {message}")?;
    }
    Ok(())
}

fn write_grade(text: &mut String, target: &Target, style: Style) -> std::fmt::Result {
    writeln!(text, "  {}", paint(style, "1", &wording::grade(&target.grade)))
}

fn write_waste(text: &mut String, waste: &Waste) -> std::fmt::Result {
    if waste.duplicated > 0 {
        writeln!(text, "  {} of files with the same content as another", bytes(waste.duplicated))?;
    }
    let Some(dive) = waste.dive.as_ref().filter(|dive| dive.wasted_bytes > 0) else { return Ok(()) };
    write!(text, "  dive would say: efficiency {}, wasted {}", percent(dive.efficiency), bytes(dive.wasted_bytes))?;
    match dive.wasted_user_percent {
        Some(wasted) => writeln!(text, ", {} of user bytes", percent(wasted)),
        None => writeln!(text),
    }
}

/// Millionths as dive writes them, with four digits behind the point.
fn percent(millionths: u64) -> String {
    format!("{}.{:04} %", millionths.div_euclid(10_000), millionths.rem_euclid(10_000))
}

fn write_findings(text: &mut String, report: &Report, target: &Target, style: Style) -> std::fmt::Result {
    for category in Category::ALL {
        let mut by_rule: Map<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> = Map::new();
        for finding in target.findings.iter().filter(|finding| finding.category == category) {
            by_rule.change((std::cmp::Reverse(finding.severity), &finding.rule), |list| list.push(finding));
        }
        if by_rule.is_empty() {
            continue;
        }
        writeln!(text, "\n{}", paint(style, "1", category.title()))?;
        for ((std::cmp::Reverse(severity), rule), findings) in by_rule {
            let label = paint(style, colour(severity), &format!("{:<8}", severity.name()));
            let summary = report.rules.iter().find(|summary| summary.id == rule);
            let title = summary.map_or(rule, |summary| &*summary.title);
            writeln!(text, "  {label} {title} [{rule}]")?;
            for finding in findings.iter().take(MAX_LISTED_OF_A_RULE) {
                writeln!(text, "           {} ({})", finding.message, wording::place(&finding.place))?;
                if let Some(command) = &finding.command {
                    writeln!(text, "             made by: {command}")?;
                }
                if let Some(cause) = &finding.cause {
                    writeln!(text, "             {}", cause.message)?;
                }
                for Contradiction { image, reason } in &finding.contradicted {
                    writeln!(text, "             contradicted by {image}: {reason}")?;
                }
            }
            let more = findings.len().saturating_sub(MAX_LISTED_OF_A_RULE);
            if more > 0 {
                writeln!(text, "           and {more} more; the JSON report lists all of them")?;
            }
            if let Some(summary) = summary {
                writeln!(text, "           why: {}", summary.why)?;
                writeln!(text, "           fix: {}", summary.fix)?;
            }
            let gains = |gain: &&Gain| gain.rule == rule && (gain.points > 0 || gain.lifts_cap_to.is_some());
            if let Some(gain) = target.grade.gains.iter().find(gains) {
                writeln!(text, "           gain: {}", wording::gain(gain))?;
            }
        }
    }
    if target.findings.is_empty() {
        writeln!(text, "  No findings.")?;
    }
    write_gaps(text, &target.gaps, style)
}

pub(crate) fn write_gaps(text: &mut String, gaps: &[Gap], style: Style) -> std::fmt::Result {
    const MAX_LISTED: usize = 50;
    if gaps.is_empty() {
        return Ok(());
    }
    let heading = if gaps.iter().any(Gap::hides_content) { "Not everything could be read" } else { "Notes" };
    writeln!(text, "\n{}", paint(style, "1;33", heading))?;
    for gap in gaps.iter().take(MAX_LISTED) {
        writeln!(text, "  {}", gap_sentence(gap))?;
    }
    let more = gaps.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        writeln!(text, "  and {more} more; the JSON report lists all of them")?;
    }
    Ok(())
}

fn footer(text: &mut String, report: &Report) -> std::fmt::Result {
    let counts: Vec<String> =
        Severity::ALL.iter().map(|severity| format!("{} {}", report.counts.of(*severity), severity.name())).collect();
    write!(text, "\n{}", counts.join(", "))?;
    if report.counts.ignored > 0 {
        write!(text, "; {} ignored", report.counts.ignored)?;
    }
    if !report.complete {
        write!(text, "; incomplete, see what could not be read")?;
    }
    writeln!(text)
}

pub(crate) fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "1;31",
        Severity::High => "31",
        Severity::Medium => "33",
        Severity::Low => "36",
        Severity::Info => "2",
    }
}

pub(crate) fn paint(style: Style, code: &str, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
    }
}

/// A size for people: powers of 1000, one decimal.
#[must_use]
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if size < 1000 {
        return format!("{size} B");
    }
    let mut scaled = size;
    let mut remainder = 0;
    let mut unit = "B";
    for next in UNITS {
        if scaled < 1000 {
            break;
        }
        remainder = scaled.checked_rem(1000).unwrap_or_default();
        scaled = scaled.checked_div(1000).unwrap_or_default();
        unit = next;
    }
    format!("{scaled}.{} {unit}", remainder.checked_div(100).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_234), "1.2 kB");
        assert_eq!(bytes(31_457_280), "31.4 MB");
        assert_eq!(percent(984_421), "98.4421 %");
        assert_eq!(percent(1_000_007), "100.0007 %");
        assert_eq!(bytes(2_000_000_000_000_000), "2000.0 TB");
    }
}
