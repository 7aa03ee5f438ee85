//! The catalogue of all rules, for people and for the page: generated from the rules themselves.

use crate::finding::{Confidence, Severity};
use crate::rules::{self, Category, Control, Inputs, Rule};
use crate::secrets;
use serde::Serialize;
use std::fmt::Write as _;

/// The rule that reports every kind of secret.
const WITH_SECRET_KINDS: &str = "secret-file";

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
    message: &'static str,
    why: &'static str,
    fix: &'static str,
    docs: &'static str,
    /// What the search for secrets tells apart; with the one rule that reports all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secret_kinds: Vec<SecretKind>,
}

/// A kind of secret. The engine for JavaScript takes these texts from here.
#[derive(Debug, Serialize)]
struct SecretKind {
    id: &'static str,
    title: &'static str,
    revoke: &'static str,
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
            message: rule.message,
            why: rule.why,
            fix: rule.fix,
            docs: rule.docs,
            secret_kinds: if rule.id == WITH_SECRET_KINDS { secret_kinds() } else { Vec::new() },
        }
    }
}

fn secret_kinds() -> Vec<SecretKind> {
    secrets::kinds().map(|kind| SecretKind { id: kind.id, title: kind.title(), revoke: kind.revoke() }).collect()
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
        for rule in of_concern(category) {
            let _ = writeln!(text, "- [{}](#{}): {}", rule.id, rule.id, rule.title);
        }
        for rule in of_concern(category) {
            let _ = write!(text, "\n### {}\n\n{}.\n", rule.id, rule.title);
            write_particulars(&mut text, rule);
            write_documentation(&mut text, rule, "##");
        }
    }
    text
}

/// Every rule's page as a file of its own, and `index.md`: names and Markdown texts. Links between them are relative.
#[must_use]
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![(String::from("index.md"), index())];
    for rule in rules::all() {
        let mut text = format!("# {}: {}\n", rule.id, rule.title);
        write_particulars(&mut text, rule);
        write_documentation(&mut text, rule, "");
        let _ = writeln!(text, "\n[All rules](index.md)");
        pages.push((format!("{}.md", rule.id), text));
    }
    pages
}

fn of_concern(category: Category) -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(move |rule| rule.category == category)
}

/// The rules by concern, with their number, since the README tells it by this page.
fn index() -> String {
    let mut text = String::from("# Rules\n\n");
    let _ = writeln!(
        text,
        "{} rules. Generated from the rules themselves by `pkg-scripts/generate`; do not edit.",
        rules::all().count()
    );
    for category in Category::ALL {
        let number = of_concern(category).count();
        if number == 0 {
            continue;
        }
        let _ = writeln!(text, "\n## {} ({number})\n", category.title());
        text.push_str("| rule | severity | judges | what is wrong | also known as |\n|---|---|---|---|---|\n");
        for rule in of_concern(category) {
            let _ = writeln!(
                text,
                "| [{id}]({id}.md) | {} | {} | {} | {} |",
                rule.severity.name(),
                inputs(rule),
                rule.title,
                rule.aliases.join(", "),
                id = rule.id
            );
        }
    }
    text
}

fn inputs(rule: &Rule) -> &'static str {
    match rule.inputs {
        Inputs::Image => "images",
        Inputs::Dockerfile => "Dockerfiles",
        Inputs::Both => "images and Dockerfiles",
    }
}

/// Severity, other names and controls of a rule.
fn write_particulars(text: &mut String, rule: &Rule) {
    let (severity, confidence) = (rule.severity.name(), rule.confidence.name());
    let _ = writeln!(text, "\nSeverity {severity}, confidence {confidence}, for {}.", inputs(rule));
    if !rule.aliases.is_empty() {
        let _ = writeln!(text, "\nAlso known as {}.", rule.aliases.join(", "));
    }
    if !rule.controls.is_empty() || rule.cwe.is_some() {
        let controls = rule.controls.iter().map(ToString::to_string);
        let all: Vec<String> = controls.chain(rule.cwe.map(|number| format!("CWE-{number}"))).collect();
        let _ = writeln!(text, "\nMaps to {}.", all.join(", "));
    }
}

/// A rule's documentation, its headings deeper by `deeper`. The openings of the examples, which are made for the tests,
/// become what a reader of Markdown knows: a line that says good or bad, and the language of the block.
fn write_documentation(text: &mut String, rule: &Rule, deeper: &str) {
    text.push('\n');
    let mut in_example = false;
    let mut after_blank = true;
    for line in rule.docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let Some(opening) = line.strip_prefix("```") else {
            let deeper = if !in_example && line.starts_with("## ") { deeper } else { "" };
            let _ = writeln!(text, "{deeper}{line}");
            after_blank = line.is_empty();
            continue;
        };
        let (label, language) = match opening {
            "image bad" => ("Bad (recipe of an image):", "text"),
            "image good" => ("Good (recipe of an image):", "text"),
            "dockerfile bad" => ("Bad:", "dockerfile"),
            "dockerfile good" => ("Good:", "dockerfile"),
            "dockerignore" => ("With this `.dockerignore`:", "text"),
            "toml config" => ("With this `plimsoll.toml`:", "toml"),
            other => ("", other),
        };
        if in_example || label.is_empty() {
            let _ = writeln!(text, "{line}");
        } else {
            let gap = if after_blank { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{label}\n\n```{language}");
        }
        in_example = !in_example;
        after_blank = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Value;
    use crate::secrets::texts::CATALOGUE_FIELD;

    #[test]
    fn every_rule_has_a_page_and_the_index_leads_to_it() {
        let pages = pages();
        let index = &pages.first().expect("an index").1;
        for rule in rules::all() {
            let name = format!("{}.md", rule.id);
            let page = pages.iter().find(|(known, _)| *known == name).map(|(_, text)| text).expect("a page");
            assert!(index.contains(&format!("]({name})")), "{name}");
            assert!(page.contains("## How to fix") && page.contains(rule.title), "{name}");
        }
    }

    #[test]
    fn one_rule_lists_the_kinds_of_secrets_where_the_engine_for_javascript_looks_for_them() {
        let catalogue = Value::parse(json().as_bytes()).expect("JSON");
        let with: Vec<_> = catalogue.items().iter().filter(|entry| entry.has(CATALOGUE_FIELD)).collect();
        let [entry] = with[..] else { panic!("{} rules", with.len()) };
        let listed = entry.get(CATALOGUE_FIELD).items();
        assert_eq!(listed.len(), secrets::kinds().count());
        for (listed, kind) in listed.iter().zip(secrets::kinds()) {
            let text = |key| listed.text(key).expect("text").unwrap_or_default();
            assert_eq!((text("id"), text("title"), text("revoke")), (kind.id, kind.title(), kind.revoke()));
        }
    }

    #[test]
    fn examples_in_pages_are_labelled_and_no_opening_for_tests_is_left() {
        for (name, text) in pages().into_iter().chain([(String::from("all in one"), markdown())]) {
            for opening in ["```image", "```dockerfile bad", "```dockerfile good"] {
                assert!(!text.contains(opening), "{name} holds {opening}");
            }
            assert_eq!(text.matches("```").count() % 2, 0, "{name}: a block is not closed");
            let lines: Vec<_> = text.lines().collect();
            for (number, line) in lines.iter().enumerate().filter(|(_, line)| **line == "```dockerfile") {
                let label = lines[number - 2];
                assert!(label == "Bad:" || label == "Good:", "{name}: {line} under {label}");
            }
        }
    }
}
