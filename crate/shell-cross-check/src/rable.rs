//! rable, a parser after the grammar of bash 5.3.

use rable::{Node, NodeKind};

use crate::told::{Teller, Told, joined, unquoted};

/// What it reads, unless it refuses the text.
#[must_use]
pub fn tell(text: &str) -> Option<Vec<Told>> {
    let nodes = rable::parse(text, true).ok()?;
    let mut reader = Reader { text, substitutions: 0, teller: Teller::default() };
    reader.list(&nodes, 0);
    reader.teller.finish()
}

struct Reader<'a> {
    text: &'a str,
    substitutions: usize,
    teller: Teller,
}

impl Reader<'_> {
    fn list(&mut self, nodes: &[Node], depth: usize) -> Option<usize> {
        nodes.iter().fold(None, |last, node| self.node(node, depth).or(last))
    }

    /// Tells the commands of a node; gives the one that it ends with.
    fn node(&mut self, node: &Node, depth: usize) -> Option<usize> {
        match &node.kind {
            NodeKind::Command { assignments, words, redirects } => {
                let written = assignments.iter().chain(words).map(word).collect();
                let at = self.teller.add(depth, written, redirects.iter().map(redirected).collect());
                // In the order of the text: redirections may stand between the words.
                let mut parts: Vec<_> = assignments.iter().chain(words).chain(redirects).collect();
                parts.sort_by_key(|part| part.span.start);
                for part in parts {
                    self.substitutions(part, depth);
                }
                Some(at)
            }
            NodeKind::Pipeline { commands, .. } => {
                let mut last = None;
                for (at, command) in commands.iter().enumerate() {
                    last = self.node(command, depth);
                    if at + 1 < commands.len() {
                        self.teller.pipe(last);
                    }
                }
                last
            }
            NodeKind::List { items } => items.iter().fold(None, |last, item| self.node(&item.command, depth).or(last)),
            NodeKind::If { condition, then_body, else_body, redirects } => {
                self.node(condition, depth + 1);
                let mut last = self.node(then_body, depth + 1);
                if let Some(other) = else_body {
                    // `elif` is a second `if` to rable, and stands in the same construct.
                    let is_elif = matches!(other.kind, NodeKind::If { .. }) && self.is_elif(other);
                    last = self.node(other, if is_elif { depth } else { depth + 1 });
                }
                self.targets(redirects, depth);
                last
            }
            NodeKind::While { condition, body, redirects } | NodeKind::Until { condition, body, redirects } => {
                self.node(condition, depth + 1);
                let last = self.node(body, depth + 1);
                self.targets(redirects, depth);
                last
            }
            NodeKind::For { words, body, redirects, .. } | NodeKind::Select { words, body, redirects, .. } => {
                for word in words.iter().flatten() {
                    self.substitutions(word, depth + 1);
                }
                let last = self.node(body, depth + 1);
                self.targets(redirects, depth);
                last
            }
            NodeKind::ForArith { init, cond, incr, body, redirects } => {
                for part in [init, cond, incr] {
                    self.text_in_quotes(part, depth + 1);
                }
                let last = self.node(body, depth + 1);
                self.targets(redirects, depth);
                last
            }
            NodeKind::Case { word, patterns, redirects } => {
                self.substitutions(word, depth + 1);
                let mut last = None;
                for pattern in patterns {
                    for pattern in &pattern.patterns {
                        self.substitutions(pattern, depth + 1);
                    }
                    last = pattern.body.as_ref().and_then(|body| self.node(body, depth + 1)).or(last);
                }
                self.targets(redirects, depth);
                last
            }
            NodeKind::Function { body, .. } => match &body.kind {
                NodeKind::BraceGroup { body, redirects } => {
                    let last = self.node(body, depth + 1);
                    self.targets(redirects, depth);
                    last
                }
                _ => self.node(body, depth),
            },
            NodeKind::Subshell { body, redirects } | NodeKind::BraceGroup { body, redirects } => {
                let last = self.node(body, depth + 1);
                self.targets(redirects, depth);
                last
            }
            NodeKind::Coproc { command, .. } | NodeKind::Negation { pipeline: command } => self.node(command, depth),
            NodeKind::Time { pipeline, .. } => self.node(pipeline, depth),
            NodeKind::ArithmeticCommand { raw_content, redirects, .. } => {
                self.text_in_quotes(raw_content, depth);
                self.targets(redirects, depth);
                None
            }
            NodeKind::ConditionalExpr { body, redirects } => {
                let at = self.teller.add(depth, vec![String::from("[[")], redirects.iter().map(redirected).collect());
                self.condition(body, depth);
                self.targets(redirects, depth);
                Some(at)
            }
            NodeKind::Empty | NodeKind::Comment { .. } => None,
            _ => {
                self.teller.failed = true;
                None
            }
        }
    }

    /// Inside of a substitution places are not those of the text; nothing there has an `if` alone behind `else`.
    fn is_elif(&self, node: &Node) -> bool {
        if self.substitutions > 0 {
            return true;
        }
        let before: String = self.text.chars().take(node.span.start).collect();
        node.source_text(self.text).starts_with("elif") || before.trim_end().ends_with("elif")
    }

    fn condition(&mut self, node: &Node, depth: usize) {
        match &node.kind {
            NodeKind::UnaryTest { operand, .. } | NodeKind::CondNot { operand } => self.condition(operand, depth),
            NodeKind::BinaryTest { left, right, .. }
            | NodeKind::CondAnd { left, right }
            | NodeKind::CondOr { left, right } => {
                self.condition(left, depth);
                self.condition(right, depth);
            }
            NodeKind::CondParen { inner } => self.condition(inner, depth),
            NodeKind::CondTerm { value, .. } => self.word_text(value, depth),
            _ => self.substitutions(node, depth),
        }
    }

    fn targets(&mut self, redirects: &[Node], depth: usize) {
        for redirect in redirects {
            if let NodeKind::Redirect { target, .. } = &redirect.kind {
                self.substitutions(target, depth);
            }
        }
    }

    /// The commands inside of a word.
    fn substitutions(&mut self, node: &Node, depth: usize) {
        match &node.kind {
            NodeKind::Redirect { target, .. } => self.substitutions(target, depth),
            NodeKind::Word { parts, .. } => parts.iter().for_each(|part| self.substitutions(part, depth)),
            NodeKind::CommandSubstitution { command, .. } | NodeKind::ProcessSubstitution { command, .. } => {
                self.substitutions += 1;
                self.node(command, depth + 1);
                self.substitutions -= 1;
            }
            NodeKind::Array { elements } => elements.iter().for_each(|word| self.substitutions(word, depth)),
            NodeKind::ParamExpansion { arg: Some(text), .. } | NodeKind::ParamIndirect { arg: Some(text), .. } => {
                self.word_text(text, depth);
            }
            NodeKind::LocaleString { inner, .. } => self.text_in_quotes(inner, depth),
            NodeKind::ArithmeticExpansion { .. } => self.word_text(&node.to_string(), depth),
            _ => {}
        }
    }

    fn text_in_quotes(&mut self, text: &str, depth: usize) {
        if text.contains(['$', '`']) {
            self.word_text(&format!("\"{}\"", text.replace('"', "")), depth);
        }
    }

    fn word_text(&mut self, text: &str, depth: usize) {
        if !text.contains("$(") && !text.contains('`') {
            return;
        }
        match rable::parse(&format!(": {text}"), true).as_deref() {
            Ok([Node { kind: NodeKind::Command { words, .. }, .. }]) => {
                words.iter().for_each(|word| self.substitutions(word, depth));
            }
            _ => self.teller.failed = true,
        }
    }
}

fn word(node: &Node) -> String {
    match &node.kind {
        NodeKind::Word { value, .. } => joined(value),
        _ => node.to_string(),
    }
}

fn redirected(node: &Node) -> String {
    match &node.kind {
        NodeKind::Redirect { op, target, fd, varfd } => {
            let name = varfd.as_ref().map(|name| format!("{{{name}}}")).unwrap_or_default();
            format!("{}{name}{op}{}", number(*fd), word(target))
        }
        NodeKind::HereDoc { delimiter, strip_tabs, fd, .. } => {
            format!("{}{}{}", number(*fd), if *strip_tabs { "<<-" } else { "<<" }, unquoted(delimiter))
        }
        _ => node.to_string(),
    }
}

fn number(descriptor: i32) -> String {
    if descriptor < 0 { String::new() } else { descriptor.to_string() }
}
