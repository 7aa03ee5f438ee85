//! SARIF 2.1.0 (OASIS) as GitHub code scanning accepts it.
//!
//! GitHub's limits, from its "SARIF support for code scanning" page: 20 runs, 25 000 results of which the first 5 000 by
//! severity are kept, 20 tags a rule, 10 MB compressed; every result needs a physical location with a line. A finding in
//! an image has none, so the input itself is the artifact and the place in the image is a logical location.

use super::model::{Finding, Report, RuleSummary, Target};
use super::wording;
use crate::finding::{Confidence, Place, Severity};
use crate::gap::Gap;
use crate::grade::{Gain, Letter, Mark};
use crate::ordered::Map;
use serde_json::{Value, json};

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
    let runs: Vec<Value> = reports
        .iter()
        .map(|report| {
            let uri = relative_uri(&report.input.name);
            let number = seen.get(&uri).copied().unwrap_or_default().saturating_add(1);
            seen.insert(uri.clone(), number);
            let category = if number == 1 { format!("plimsoll/{uri}") } else { format!("plimsoll/{uri}-{number}") };
            run(report, &uri, &category)
        })
        .collect();
    let mut text = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs }).to_string();
    text.push('\n');
    text
}

fn run(report: &Report, uri: &str, category: &str) -> Value {
    let mut findings: Vec<(&Target, &Finding)> =
        report.targets.iter().flat_map(|target| target.findings.iter().map(move |finding| (target, finding))).collect();
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
    // A rule whose findings are all ignored has no results.
    let fired = report.rules.iter().filter_map(|rule| Some((rule, *judged.get(rule.id.as_str())?)));
    let (mut rules, mut index) = (Vec::new(), Map::new());
    for (number, (rule, judged)) in fired.enumerate() {
        rules.push(descriptor(rule, judged));
        index.insert(rule.id.as_str(), number);
    }
    let several = report.targets.len() > 1;
    let mut seen: Map<&str, u32> = Map::new();
    let mut results = Vec::with_capacity(findings.len());
    for (target, finding) in &findings {
        let occurrence = seen.get(finding.fingerprint.as_str()).copied().unwrap_or_default().saturating_add(1);
        seen.insert(&finding.fingerprint, occurrence);
        let name = several.then_some(target.name.as_str());
        results.push(result(finding, name, uri, index.get(finding.rule.as_str()).copied(), occurrence));
    }

    let gaps = report.gaps.iter().chain(report.targets.iter().flat_map(|target| &target.gaps));
    let more_gaps = gaps.clone().count().saturating_sub(MAX_NOTIFICATIONS);
    let mut notifications: Vec<Value> = gaps.take(MAX_NOTIFICATIONS).map(notification).collect();
    if more_gaps > 0 {
        notifications.push(json!({
            "level": "warning",
            "message": { "text": format!("{more_gaps} more parts could not be read. The JSON report lists all of them.") },
        }));
    }
    if left_out > 0 {
        notifications.push(json!({
            "level": "warning",
            "message": { "text": format!("{left_out} findings of the lowest severity were left out: code scanning keeps {MAX_RESULTS} a run. The JSON report has all of them.") },
        }));
    }
    json!({
        "tool": { "driver": {
            "name": "Plimsoll",
            "version": report.tool.version,
            "semanticVersion": report.tool.version,
            "rules": rules,
        }},
        "columnKind": "unicodeCodePoints",
        "automationDetails": { "id": format!("{category}/") },
        "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notifications }],
        "artifacts": [{ "location": { "uri": uri }, "length": report.input.size }],
        "results": results,
        "properties": {
            "asOf": report.as_of,
            "complete": report.complete,
            "format": report.input.format,
            "scale": report.scale.model,
            "grades": report.targets.iter().map(graded).collect::<Vec<_>>(),
        },
    })
}

/// The grade of a target, field by field: a serializer to values for the model's types would be code for this alone.
fn graded(target: &Target) -> Value {
    let grade = &target.grade;
    let mark = |mark: &Mark| json!({ "letter": mark.letter.name(), "points": mark.points });
    let gain = |gain: &Gain| {
        json!({
            "rule": gain.rule,
            "points": gain.points,
            "letter": gain.letter.name(),
            "liftsCapTo": gain.lifts_cap_to.map(Letter::name),
        })
    };
    json!({
        "target": target.name,
        "letter": grade.letter.name(),
        "points": grade.points,
        "provisional": grade.provisional,
        "assessed": grade.coverage.assessed,
        "rules": grade.coverage.rules,
        "coverage": grade.coverage.percent,
        "cap": grade.cap.as_ref().map(|cap| cap.points),
        "lost": Value::Object(
            grade.concerns.iter().map(|one| (one.category.name().to_owned(), json!(one.lost))).collect(),
        ),
        "gains": grade.gains.iter().map(gain).collect::<Vec<_>>(),
        "withoutIgnores": grade.without_ignores.as_ref().map(mark),
        "builtIn": grade.built_in.as_ref().map(mark),
    })
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

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

fn descriptor(rule: &RuleSummary, judged: Judged) -> Value {
    const MAX_TAGS: usize = 20;
    let mut tags = vec![String::from("security"), rule.category.name().to_owned()];
    if let Some(cwe) = &rule.cwe {
        tags.push(format!("external/cwe/{}", cwe.to_ascii_lowercase()));
    }
    tags.extend(rule.controls.iter().cloned());
    tags.truncate(MAX_TAGS);
    let controls =
        if rule.controls.is_empty() { String::new() } else { format!("\n\nControls: {}.", rule.controls.join(", ")) };
    let aliases =
        if rule.aliases.is_empty() { String::new() } else { format!("\n\nElsewhere: {}.", rule.aliases.join(", ")) };
    json!({
        "id": rule.id,
        "name": pascal_case(&rule.id),
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": {
            "text": format!("{}\n\n{}{controls}{aliases}", rule.why, rule.fix),
            "markdown": format!("**Why it matters.** {}\n\n**What to do.** {}{controls}{aliases}", rule.why, rule.fix),
        },
        "defaultConfiguration": { "level": level(judged.severity) },
        "properties": {
            "tags": tags,
            "precision": precision(judged.confidence),
            "problem.severity": problem_severity(judged.severity),
            "security-severity": security_severity(judged.severity),
        },
    })
}

fn result(finding: &Finding, target: Option<&str>, uri: &str, rule_index: Option<usize>, occurrence: u32) -> Value {
    let region = match &finding.place {
        Place::Instruction { line, column, end_line, end_column } => {
            json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
        }
        _ => json!({ "startLine": 1 }),
    };
    let mut location =
        json!({ "physicalLocation": { "artifactLocation": { "uri": uri, "index": 0 }, "region": region } });
    let place = wording::place(&finding.place);
    if let (Some(kind), Some(fields)) = (logical_kind(&finding.place), location.as_object_mut()) {
        let name = target.map_or_else(|| place.clone(), |target| format!("{target}: {place}"));
        fields.insert(String::from("logicalLocations"), json!([{ "fullyQualifiedName": name, "kind": kind }]));
    }
    let command = finding.command.as_ref().map(|command| format!(" Made by: {command}")).unwrap_or_default();
    let contradicted: String = finding
        .contradicted
        .iter()
        .map(|found| format!(" Contradicted by {}: {}.", found.image, found.reason))
        .collect();
    let message = format!("{} ({place}).{command}{contradicted}", finding.message.trim_end_matches('.'));
    // Images of one archive may share a finding; the fingerprint is unique in each of them alone.
    let fingerprint = format!("{}:{occurrence}", finding.fingerprint);
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": without_links(&message) },
        "locations": [location],
        "partialFingerprints": { "plimsoll/v1": fingerprint, "primaryLocationLineHash": fingerprint },
        "properties": { "severity": finding.severity, "confidence": finding.confidence, "category": finding.category, "details": finding.details },
    });
    if let (Some(rule_index), Some(fields)) = (rule_index, result.as_object_mut()) {
        fields.insert(String::from("ruleIndex"), json!(rule_index));
    }
    if let (Some(cause), Some(fields)) = (&finding.cause, result.as_object_mut()) {
        let region = json!({
            "startLine": cause.line, "startColumn": cause.column, "endLine": cause.end_line, "endColumn": cause.end_column,
        });
        let uri = relative_uri(&cause.dockerfile);
        let related = json!([{
            "id": 1,
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region },
            "message": { "text": without_links(&cause.message) },
        }]);
        fields.insert(String::from("relatedLocations"), related);
    }
    result
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

fn notification(gap: &Gap) -> Value {
    let text = without_links(&super::plain::gap_sentence(gap));
    json!({ "level": "warning", "message": { "text": text }, "properties": { "kind": gap.kind } })
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
