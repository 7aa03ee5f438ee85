//! brush-parser, the parser of the brush shell.

use brush_parser::ast::{
    AndOr, AndOrList, Command, CommandPrefixOrSuffixItem as Item, CompoundCommand, CompoundList, ExtendedTestExpr,
    IoFileRedirectKind, IoFileRedirectTarget, IoRedirect, Pipeline, ProcessSubstitutionKind, RedirectList,
    SimpleCommand, Word,
};
use brush_parser::word::{ParameterExpr, WordPiece, WordPieceWithSource};
use brush_parser::{Parser, ParserOptions};

use crate::told::{Teller, Told, joined, unquoted};

/// What it reads, unless it refuses the text. It panics on some heredocs inside of substitutions, which counts as a refusal.
#[must_use]
pub fn tell(text: &str) -> Option<Vec<Told>> {
    std::panic::catch_unwind(|| read(text)).ok().flatten()
}

fn read(text: &str) -> Option<Vec<Told>> {
    let mut reader = Reader { options: ParserOptions::default(), teller: Teller::default() };
    reader.program(text, 0);
    reader.teller.finish()
}

struct Reader {
    options: ParserOptions,
    teller: Teller,
}

impl Reader {
    fn program(&mut self, text: &str, depth: usize) {
        match Parser::new(text.as_bytes(), &self.options).parse_program() {
            Ok(program) => program.complete_commands.iter().for_each(|list| {
                self.list(list, depth);
            }),
            Err(_) => self.teller.failed = true,
        }
    }

    /// Tells the commands of a list; gives the one that it ends with.
    fn list(&mut self, list: &CompoundList, depth: usize) -> Option<usize> {
        list.0.iter().fold(None, |last, item| self.and_or(&item.0, depth).or(last))
    }

    fn and_or(&mut self, list: &AndOrList, depth: usize) -> Option<usize> {
        let mut last = self.pipeline(&list.first, depth);
        for next in &list.additional {
            let (AndOr::And(pipeline) | AndOr::Or(pipeline)) = next;
            last = self.pipeline(pipeline, depth).or(last);
        }
        last
    }

    fn pipeline(&mut self, pipeline: &Pipeline, depth: usize) -> Option<usize> {
        let mut last = None;
        for (at, command) in pipeline.seq.iter().enumerate() {
            last = self.command(command, depth);
            if at + 1 < pipeline.seq.len() {
                self.teller.pipe(last);
            }
        }
        last
    }

    fn command(&mut self, command: &Command, depth: usize) -> Option<usize> {
        match command {
            Command::Simple(simple) => Some(self.simple(simple, depth)),
            Command::Compound(compound, redirects) => {
                let last = self.compound(compound, depth);
                self.targets(redirects.as_ref(), depth);
                last
            }
            Command::Function(function) => {
                let last = match &function.body.0 {
                    CompoundCommand::BraceGroup(group) => self.list(&group.list, depth + 1),
                    other => self.compound(other, depth),
                };
                self.targets(function.body.1.as_ref(), depth);
                last
            }
            Command::ExtendedTest(test, redirects) => {
                let written = redirects.iter().flat_map(|list| &list.0).map(redirected).collect();
                let at = self.teller.add(depth, vec![String::from("[[")], written);
                self.condition(&test.expr, depth);
                self.targets(redirects.as_ref(), depth);
                Some(at)
            }
        }
    }

    fn compound(&mut self, command: &CompoundCommand, depth: usize) -> Option<usize> {
        match command {
            CompoundCommand::Arithmetic(arithmetic) => {
                self.substitutions(&arithmetic.expr.value, depth);
                None
            }
            CompoundCommand::ArithmeticForClause(clause) => {
                for part in [&clause.initializer, &clause.condition, &clause.updater].into_iter().flatten() {
                    self.substitutions(&part.value, depth + 1);
                }
                self.list(&clause.body.list, depth + 1)
            }
            CompoundCommand::BraceGroup(group) => self.list(&group.list, depth + 1),
            CompoundCommand::Subshell(subshell) => self.list(&subshell.list, depth + 1),
            CompoundCommand::ForClause(clause) => {
                for word in clause.values.iter().flatten() {
                    self.substitutions(&word.value, depth + 1);
                }
                self.list(&clause.body.list, depth + 1)
            }
            CompoundCommand::CaseClause(clause) => {
                self.substitutions(&clause.value.value, depth + 1);
                let mut last = None;
                for case in &clause.cases {
                    for pattern in &case.patterns {
                        self.substitutions(&pattern.value, depth + 1);
                    }
                    last = case.cmd.as_ref().and_then(|list| self.list(list, depth + 1)).or(last);
                }
                last
            }
            CompoundCommand::IfClause(clause) => {
                self.list(&clause.condition, depth + 1);
                let mut last = self.list(&clause.then, depth + 1);
                for other in clause.elses.iter().flatten() {
                    if let Some(condition) = &other.condition {
                        self.list(condition, depth + 1);
                    }
                    last = self.list(&other.body, depth + 1);
                }
                last
            }
            CompoundCommand::WhileClause(clause) | CompoundCommand::UntilClause(clause) => {
                self.list(&clause.0, depth + 1);
                self.list(&clause.1.list, depth + 1)
            }
            CompoundCommand::Coprocess(coprocess) => self.command(&coprocess.body, depth),
        }
    }

    fn simple(&mut self, command: &SimpleCommand, depth: usize) -> usize {
        let prefix = command.prefix.iter().flat_map(|prefix| &prefix.0);
        let suffix = command.suffix.iter().flat_map(|suffix| &suffix.0);
        let (mut words, mut redirections) = (Vec::new(), Vec::new());
        let mut write = |item: &Item| match item {
            Item::Word(word) | Item::AssignmentWord(_, word) => words.push(joined(&word.value)),
            Item::IoRedirect(redirect) => redirections.push(redirected(redirect)),
            Item::ProcessSubstitution(kind, _) => words.push(substituted(kind)),
        };
        prefix.clone().for_each(&mut write);
        command.word_or_name.iter().for_each(|name| write(&Item::Word(name.clone())));
        suffix.clone().for_each(&mut write);
        let at = self.teller.add(depth, words, redirections);
        for item in prefix {
            self.item(item, depth);
        }
        if let Some(name) = &command.word_or_name {
            self.substitutions(&name.value, depth);
        }
        for item in suffix {
            self.item(item, depth);
        }
        at
    }

    fn item(&mut self, item: &Item, depth: usize) {
        match item {
            Item::Word(word) | Item::AssignmentWord(_, word) => self.substitutions(&word.value, depth),
            Item::IoRedirect(redirect) => self.target(redirect, depth),
            Item::ProcessSubstitution(_, subshell) => {
                self.list(&subshell.list, depth + 1);
            }
        }
    }

    fn targets(&mut self, redirects: Option<&RedirectList>, depth: usize) {
        for redirect in redirects.iter().flat_map(|list| &list.0) {
            self.target(redirect, depth);
        }
    }

    fn target(&mut self, redirect: &IoRedirect, depth: usize) {
        match redirect {
            IoRedirect::File(_, _, IoFileRedirectTarget::Filename(word) | IoFileRedirectTarget::Duplicate(word))
            | IoRedirect::HereString(_, word)
            | IoRedirect::OutputAndError(word, _) => self.substitutions(&word.value, depth),
            IoRedirect::File(_, _, IoFileRedirectTarget::ProcessSubstitution(_, subshell)) => {
                self.list(&subshell.list, depth + 1);
            }
            IoRedirect::File(_, _, IoFileRedirectTarget::Fd(_)) | IoRedirect::HereDocument(..) => {}
        }
    }

    fn condition(&mut self, expression: &ExtendedTestExpr, depth: usize) {
        match expression {
            ExtendedTestExpr::And(left, right) | ExtendedTestExpr::Or(left, right) => {
                self.condition(left, depth);
                self.condition(right, depth);
            }
            ExtendedTestExpr::Not(inner) | ExtendedTestExpr::Parenthesized(inner) => self.condition(inner, depth),
            ExtendedTestExpr::UnaryTest(_, word) => self.substitutions(&word.value, depth),
            ExtendedTestExpr::BinaryTest(_, left, right) => {
                self.substitutions(&left.value, depth);
                self.substitutions(&right.value, depth);
            }
        }
    }

    /// The commands inside of a word.
    fn substitutions(&mut self, word: &str, depth: usize) {
        if !word.contains("$(") && !word.contains('`') {
            return;
        }
        match brush_parser::word::parse(word, &self.options) {
            Ok(pieces) => self.pieces(&pieces, depth),
            Err(_) => self.teller.failed = true,
        }
    }

    fn pieces(&mut self, pieces: &[WordPieceWithSource], depth: usize) {
        for piece in pieces {
            match &piece.piece {
                WordPiece::DoubleQuotedSequence(inner) | WordPiece::GettextDoubleQuotedSequence(inner) => {
                    self.pieces(inner, depth);
                }
                WordPiece::CommandSubstitution(text) | WordPiece::BackquotedCommandSubstitution(text) => {
                    self.program(text, depth + 1);
                }
                WordPiece::ArithmeticExpression(expression) => self.substitutions(&expression.value, depth),
                WordPiece::ParameterExpansion(expression) => {
                    let text = match expression {
                        ParameterExpr::UseDefaultValues { default_value: text, .. }
                        | ParameterExpr::AssignDefaultValues { default_value: text, .. }
                        | ParameterExpr::IndicateErrorIfNullOrUnset { error_message: text, .. }
                        | ParameterExpr::UseAlternativeValue { alternative_value: text, .. }
                        | ParameterExpr::RemoveSmallestSuffixPattern { pattern: text, .. }
                        | ParameterExpr::RemoveLargestSuffixPattern { pattern: text, .. }
                        | ParameterExpr::RemoveSmallestPrefixPattern { pattern: text, .. }
                        | ParameterExpr::RemoveLargestPrefixPattern { pattern: text, .. } => text.as_deref(),
                        _ => None,
                    };
                    self.substitutions(text.unwrap_or_default(), depth);
                }
                _ => {}
            }
        }
    }
}

fn redirected(redirect: &IoRedirect) -> String {
    let number = |descriptor: &Option<i32>| descriptor.map(|number| number.to_string()).unwrap_or_default();
    match redirect {
        IoRedirect::File(descriptor, kind, target) => {
            let operator = match kind {
                IoFileRedirectKind::Read => "<",
                IoFileRedirectKind::Write => ">",
                IoFileRedirectKind::Append => ">>",
                IoFileRedirectKind::ReadAndWrite => "<>",
                IoFileRedirectKind::Clobber => ">|",
                IoFileRedirectKind::DuplicateInput => "<&",
                IoFileRedirectKind::DuplicateOutput => ">&",
            };
            let target = match target {
                IoFileRedirectTarget::Filename(word) | IoFileRedirectTarget::Duplicate(word) => joined(&word.value),
                IoFileRedirectTarget::Fd(number) => number.to_string(),
                IoFileRedirectTarget::ProcessSubstitution(kind, _) => substituted(kind),
            };
            format!("{}{operator}{target}", number(descriptor))
        }
        IoRedirect::HereDocument(descriptor, heredoc) => {
            let operator = if heredoc.remove_tabs { "<<-" } else { "<<" };
            format!("{}{operator}{}", number(descriptor), unquoted(&heredoc.here_end.value))
        }
        IoRedirect::HereString(descriptor, Word { value, .. }) => format!("{}<<<{}", number(descriptor), joined(value)),
        IoRedirect::OutputAndError(Word { value, .. }, append) => {
            format!("{}{}", if *append { "&>>" } else { "&>" }, joined(value))
        }
    }
}

fn substituted(kind: &ProcessSubstitutionKind) -> String {
    joined(match kind {
        ProcessSubstitutionKind::Read => "<(",
        ProcessSubstitutionKind::Write => ">(",
    })
}
