//! The catalogue of all rules, for people and for the page: generated from the rules themselves.

use crate::finding::{Confidence, Severity};
use crate::rules::{self, Category, Control, Inputs, Rule};
use serde::Serialize;
use std::fmt::Write as _;

/// One rule in the catalogue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    id: &'static str,
    title: &'static str,
    category: Category,
    category_title: &'static str,
    severity: Severity,
    confidence: Confidence,
    inputs: Inputs,
    aliases: &'static [&'static str],
    controls: &'static [Control],
    cwe: Option<String>,
    why: &'static str,
    fix: &'static str,
    docs: &'static str,
}

impl From<&'static Rule> for Entry {
    fn from(rule: &'static Rule) -> Self {
        Self {
            id: rule.id,
            title: rule.title,
            category: rule.category,
            category_title: rule.category.title(),
            severity: rule.severity,
            confidence: rule.confidence,
            inputs: rule.inputs,
            aliases: rule.aliases,
            controls: rule.controls,
            cwe: rule.cwe.map(|number| format!("CWE-{number}")),
            why: rule.why,
            fix: rule.fix,
            docs: rule.docs,
        }
    }
}

/// Every rule, by concern.
#[must_use]
pub fn entries() -> Vec<Entry> {
    rules::all().map(Entry::from).collect()
}

/// The catalogue as a JSON array; ends with a newline.
#[must_use]
pub fn json() -> String {
    let mut text = serde_json::to_string_pretty(&entries()).unwrap_or_default();
    text.push('\n');
    text
}

/// One line a rule: severity, id, concern, title, aliases.
#[must_use]
pub fn text() -> String {
    let mut text = String::new();
    for rule in rules::all() {
        let aliases = if rule.aliases.is_empty() { String::new() } else { format!(" ({})", rule.aliases.join(", ")) };
        let _ = writeln!(
            text,
            "{:<8} {:<28} {:<14} {}{aliases}",
            rule.severity.name(),
            rule.id,
            rule.category.name(),
            rule.title
        );
    }
    text
}

/// Every rule's page in one Markdown document, by concern.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("# Rules\n");
    for category in Category::ALL {
        let _ = writeln!(text, "\n## {}\n", category.title());
        for rule in rules::all().filter(|rule| rule.category == category) {
            let _ = writeln!(text, "- [{}](#{}): {}", rule.id, rule.id, rule.title);
        }
        for rule in rules::all().filter(|rule| rule.category == category) {
            text.push_str(&page(rule));
        }
    }
    text
}

/// One rule's page, its headings two levels down so that it fits under the concern.
fn page(rule: &Rule) -> String {
    let mut text = format!("\n### {}\n\n{}.\n", rule.id, rule.title);
    let _ = writeln!(
        text,
        "\nSeverity {}, confidence {}, for {}.",
        rule.severity.name(),
        match rule.confidence {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        },
        match rule.inputs {
            Inputs::Image => "images",
            Inputs::Dockerfile => "Dockerfiles",
            Inputs::Both => "images and Dockerfiles",
        }
    );
    if !rule.aliases.is_empty() {
        let _ = writeln!(text, "\nAlso known as {}.", rule.aliases.join(", "));
    }
    if !rule.controls.is_empty() {
        let controls: Vec<String> = rule.controls.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "\nMaps to {}.", controls.join(", "));
    }
    text.push('\n');
    for line in rule.docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let deeper = if line.starts_with("## ") { "##" } else { "" };
        let _ = writeln!(text, "{deeper}{line}");
    }
    text
}
