//! SARIF 2.1.0 (OASIS) as GitHub code scanning accepts it.
//!
//! GitHub's limits, from its "SARIF support for code scanning" page: 20 runs, 25 000 results of which the first 5 000 by
//! severity are kept, 20 tags a rule, 10 MB compressed; every result needs a physical location with a line. A finding in
//! an image has none, so the input itself is the artifact and the place in the image is a logical location.

use super::model::{Finding, Report, RuleSummary, Target};
use super::pieces::Json;
use super::wording;
use crate::finding::{Confidence, Place, Severity};
use crate::gap::Gap;
use crate::grade::{Letter, Mark};
use crate::json::minified;
use crate::ordered::Map;

/// Results written; GitHub keeps 5 000 and drops the rest, so what is left out is said in a notification instead.
const MAX_RESULTS: usize = 5_000;

/// Notifications written: coverage gaps, a few each usually.
const MAX_NOTIFICATIONS: usize = 500;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The reports as a SARIF log, one run each, minified; ends with a newline.
#[must_use]
pub fn write(reports: &[Report]) -> String {
    // Runs of one file with the same category would replace each other: `a/Dockerfile` and `b/Dockerfile` are told apart.
    let mut seen: Map<String, u32> = Map::new();
    let mut json = Json::new();
    json.text("$schema", SCHEMA);
    json.text("version", "2.1.0");
    json.list("runs");
    for report in reports {
        let uri = relative_uri(&report.input.name);
        let number = seen.get(&uri).copied().unwrap_or_default().saturating_add(1);
        seen.insert(uri.clone(), number);
        let category = if number == 1 { format!("plimsoll/{uri}") } else { format!("plimsoll/{uri}-{number}") };
        run(&mut json, report, &uri, &category);
    }
    let mut text = json.finish();
    text.push('\n');
    text
}

fn run(json: &mut Json, report: &Report, uri: &str, category: &str) {
    // Whoever reads the file counts every result, and some do not count: see `Target::of_provenance`.
    let targets = report.targets.iter().filter(|target| !target.of_provenance);
    let mut findings: Vec<(&Target, &Finding)> =
        targets.flat_map(|target| target.findings.iter().map(move |finding| (target, finding))).collect();
    crate::ordered::sort_by_key(&mut findings, |(_, finding)| std::cmp::Reverse(finding.severity));
    let left_out = findings.len().saturating_sub(MAX_RESULTS);
    findings.truncate(MAX_RESULTS);

    let mut judged: Map<&str, Judged> = Map::new();
    for (_, finding) in &findings {
        let first = || Judged { severity: finding.severity, confidence: finding.confidence };
        judged.change_or(&finding.rule, first, |known| {
            known.severity = known.severity.max(finding.severity);
            known.confidence = known.confidence.max(finding.confidence);
        });
    }

    json.object("");
    json.object("tool");
    json.object("driver");
    json.text("name", "Plimsoll");
    json.text("version", &report.tool.version);
    json.text("semanticVersion", &report.tool.version);
    json.list("rules");
    // A rule whose findings are all ignored has no results.
    let fired = report.rules.iter().filter_map(|rule| Some((rule, *judged.get(&*rule.id)?)));
    let mut index: Map<&str, usize> = Map::new();
    for (number, (rule, judged)) in fired.enumerate() {
        descriptor(json, rule, judged);
        index.insert(&*rule.id, number);
    }
    json.end();
    json.end();
    json.end();

    json.text("columnKind", "unicodeCodePoints");
    json.object("automationDetails");
    json.text("id", &format!("{category}/"));
    json.end();
    json.list("artifacts");
    json.object("");
    json.object("location");
    json.text("uri", uri);
    json.end();
    json.number("length", report.input.size);
    json.end();
    json.end();
    invocation(json, report, left_out);

    json.list("results");
    let several = report.targets.len() > 1;
    let mut seen: Map<&str, u32> = Map::new();
    for (target, finding) in &findings {
        let occurrence = seen.get(finding.fingerprint.as_str()).copied().unwrap_or_default().saturating_add(1);
        seen.insert(&finding.fingerprint, occurrence);
        let name = several.then_some(target.name.as_str());
        result(json, finding, name, uri, index.get(&*finding.rule).copied(), occurrence);
    }
    json.end();

    json.object("properties");
    json.text_or_null("asOf", report.as_of.as_deref());
    json.flag("complete", report.complete);
    json.text("format", &report.input.format);
    json.text("scale", &report.scale.model);
    json.list("grades");
    for target in &report.targets {
        graded(json, target);
    }
    json.end();
    json.end();
    json.end();
}

/// What could not be read or is left out.
fn invocation(json: &mut Json, report: &Report, left_out: usize) {
    let gaps = report.gaps.iter().chain(report.targets.iter().flat_map(|target| &target.gaps));
    let more_gaps = gaps.clone().count().saturating_sub(MAX_NOTIFICATIONS);
    json.list("invocations");
    json.object("");
    json.flag("executionSuccessful", true);
    json.list("toolExecutionNotifications");
    for gap in gaps.take(MAX_NOTIFICATIONS) {
        notification(json, &without_links(&super::plain::gap_sentence(gap)), Some(gap));
    }
    if more_gaps > 0 {
        let text = format!("{more_gaps} more parts could not be read. The JSON report lists all of them.");
        notification(json, &text, None);
    }
    if left_out > 0 {
        let text = format!(
            "{left_out} findings of the lowest severity were left out: code scanning keeps {MAX_RESULTS} a run. The JSON report has all of them."
        );
        notification(json, &text, None);
    }
    json.end();
    json.end();
    json.end();
}

fn notification(json: &mut Json, text: &str, gap: Option<&Gap>) {
    json.object("");
    json.text("level", "warning");
    json.message("message", text);
    if let Some(gap) = gap {
        json.object("properties");
        json.raw("kind", &minified(&gap.kind));
        json.end();
    }
    json.end();
}

/// The grade of a target, field by field: a serializer for the model's types would be code for this alone.
fn graded(json: &mut Json, target: &Target) {
    let grade = &target.grade;
    json.object("");
    json.text("target", &target.name);
    json.text("letter", grade.letter.name());
    json.number("points", grade.points.into());
    json.flag("provisional", grade.provisional);
    json.number("assessed", grade.coverage.assessed.into());
    json.number("rules", grade.coverage.rules.into());
    json.number("coverage", grade.coverage.percent.into());
    match &grade.cap {
        Some(cap) => json.number("cap", cap.points.into()),
        None => json.raw("cap", "null"),
    }
    json.object("lost");
    for one in &grade.concerns {
        json.number(one.category.name(), one.lost.into());
    }
    json.end();
    json.list("gains");
    for gain in &grade.gains {
        json.object("");
        json.text("rule", &gain.rule);
        json.number("points", gain.points.into());
        json.text("letter", gain.letter.name());
        json.text_or_null("liftsCapTo", gain.lifts_cap_to.map(Letter::name));
        json.end();
    }
    json.end();
    json.list("preview");
    for rule in &grade.preview {
        json.text("", rule);
    }
    json.end();
    mark(json, "withoutIgnores", grade.without_ignores.as_ref());
    mark(json, "builtIn", grade.built_in.as_ref());
    json.end();
}

fn mark(json: &mut Json, key: &str, mark: Option<&Mark>) {
    let Some(mark) = mark else { return json.raw(key, "null") };
    json.object(key);
    json.text("letter", mark.letter.name());
    json.number("points", mark.points.into());
    json.end();
}

/// The worst and the surest of a rule's findings: SARIF has one severity and one precision a rule.
#[derive(Clone, Copy)]
struct Judged {
    severity: Severity,
    confidence: Confidence,
}

/// GitHub's bands: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.5",
        Severity::Info => "0.1",
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

fn descriptor(json: &mut Json, rule: &RuleSummary, judged: Judged) {
    const MAX_TAGS: usize = 20;
    let controls =
        if rule.controls.is_empty() { String::new() } else { format!("\n\nControls: {}.", rule.controls.join(", ")) };
    let aliases =
        if rule.aliases.is_empty() { String::new() } else { format!("\n\nElsewhere: {}.", rule.aliases.join(", ")) };
    json.object("");
    json.text("id", &rule.id);
    json.text("name", &pascal_case(&rule.id));
    json.message("shortDescription", &rule.title);
    json.message("fullDescription", &rule.why);
    json.object("help");
    json.text("text", &format!("{}\n\n{}{controls}{aliases}", rule.why, rule.fix));
    let markdown = format!("**Why it matters.** {}\n\n**What to do.** {}{controls}{aliases}", rule.why, rule.fix);
    json.text("markdown", &markdown);
    json.end();
    json.object("defaultConfiguration");
    json.text("level", level(judged.severity));
    json.end();
    json.object("properties");
    json.list("tags");
    json.text("", "security");
    json.text("", rule.category.name());
    if let Some(cwe) = &rule.cwe {
        json.text("", &format!("external/cwe/{}", cwe.to_ascii_lowercase()));
    }
    let others = if rule.cwe.is_some() { 3 } else { 2 };
    for control in rule.controls.iter().take(MAX_TAGS.saturating_sub(others)) {
        json.text("", control);
    }
    json.end();
    json.text("precision", judged.confidence.name());
    json.text("problem.severity", problem_severity(judged.severity));
    json.text("security-severity", security_severity(judged.severity));
    json.end();
    json.end();
}

fn result(
    json: &mut Json,
    finding: &Finding,
    target: Option<&str>,
    uri: &str,
    rule_index: Option<usize>,
    occurrence: u32,
) {
    let place = wording::place(&finding.place);
    let command = finding.command.as_ref().map(|command| format!(" Made by: {command}")).unwrap_or_default();
    let contradicted: String = finding
        .contradicted
        .iter()
        .map(|found| format!(" Contradicted by {}: {}.", found.image, found.reason))
        .collect();
    let message = format!("{} ({place}).{command}{contradicted}", finding.message.trim_end_matches('.'));
    json.object("");
    json.text("ruleId", &finding.rule);
    if let Some(rule_index) = rule_index.and_then(|index| u64::try_from(index).ok()) {
        json.number("ruleIndex", rule_index);
    }
    json.text("level", level(finding.severity));
    json.message("message", &without_links(&message));

    json.list("locations");
    json.object("");
    json.object("physicalLocation");
    json.object("artifactLocation");
    json.text("uri", uri);
    json.number("index", 0);
    json.end();
    match finding.place {
        Place::Instruction { line, column, end_line, end_column } => {
            region(json, line, Some((column, end_line, end_column)));
        }
        _ => region(json, 1, None),
    }
    json.end();
    if let Some(kind) = logical_kind(&finding.place) {
        json.list("logicalLocations");
        json.object("");
        let name = target.map_or_else(|| place.clone(), |target| format!("{target}: {place}"));
        json.text("fullyQualifiedName", &name);
        json.text("kind", kind);
        json.end();
        json.end();
    }
    json.end();
    json.end();

    // Images of one archive may share a finding; the fingerprint is unique in each of them alone.
    let fingerprint = format!("{}:{occurrence}", finding.fingerprint);
    json.object("partialFingerprints");
    json.text("plimsoll/v1", &fingerprint);
    json.text("primaryLocationLineHash", &fingerprint);
    json.end();

    json.object("properties");
    json.text("severity", finding.severity.name());
    json.text("confidence", finding.confidence.name());
    json.text("category", finding.category.name());
    json.object("details");
    for (name, value) in &finding.details {
        json.text(name, value);
    }
    json.end();
    json.end();

    if let Some(cause) = &finding.cause {
        json.list("relatedLocations");
        json.object("");
        json.number("id", 1);
        json.object("physicalLocation");
        json.object("artifactLocation");
        json.text("uri", &relative_uri(&cause.dockerfile));
        json.end();
        region(json, cause.line, Some((cause.column, cause.end_line, cause.end_column)));
        json.end();
        json.message("message", &without_links(&cause.message));
        json.end();
        json.end();
    }
    json.end();
}

fn region(json: &mut Json, line: u32, rest: Option<(u32, u32, u32)>) {
    json.object("region");
    json.number("startLine", line.into());
    if let Some((column, end_line, end_column)) = rest {
        json.number("startColumn", column.into());
        json.number("endLine", end_line.into());
        json.number("endColumn", end_column.into());
    }
    json.end();
}

/// The kind of a logical location among those that SARIF names (3.33.7): what a config key or a history entry is in its
/// JSON document, `resource` for what lies in the image. An instruction has a physical place and needs none.
fn logical_kind(place: &Place) -> Option<&'static str> {
    match place {
        Place::Instruction { .. } => None,
        Place::Config { .. } => Some("property"),
        Place::History { .. } => Some("object"),
        Place::Image | Place::Layer { .. } | Place::File { .. } | Place::Member { .. } => Some("resource"),
    }
}

/// A plain text message may hold links, `[text](target)` (SARIF 3.11.6), and viewers render Markdown as well: a file name
/// must not become one. The backslash ends both readings.
fn without_links(text: &str) -> String {
    text.replace("](", "]\\(")
}

/// `set-user-id-file` as `SetUserIdFile`: SARIF wants a rule's name in that form.
fn pascal_case(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut characters = word.chars();
            characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect::<Vec<_>>()
        })
        .collect()
}

/// A relative URI reference (RFC 3986) for the input's name: its last part, everything unusual percent-encoded.
fn relative_uri(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("input");
    let mut uri = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    // `.` and `..` would be resolved away.
    if uri.trim_matches('.').is_empty() { String::from("input") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        assert_eq!(relative_uri("/home/me/my image.tar"), "my%20image.tar");
        assert_eq!(relative_uri(".."), "input");
        assert_eq!(relative_uri("Dockerfile"), "Dockerfile");
        assert_eq!(pascal_case("run-as-root"), "RunAsRoot");
    }
}
