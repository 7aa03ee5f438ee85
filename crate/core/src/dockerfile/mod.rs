//! Dockerfile text to instructions, stages and shell words.
//!
//! The way of the data: [`parse`] (directives, logical lines, heredocs, instructions) to a [`Dockerfile`], from there
//! [`stage::StageModel`] (stages, variables, effective USER, WORKDIR and SHELL) and [`shell::commands_of`] (the commands
//! inside RUN). [`history`] comes from the other side: it turns the history of an image into the same instructions.
//!
//! What this module must not do: judge. It says what is written and how BuildKit reads it; rules say what is wrong.

mod arguments;
mod directive;
mod expand;
mod heredoc;
pub mod history;
mod ignore_file;
mod instruction;
mod json;
mod lex;
mod line;
mod parse;
mod pattern;
pub mod pragma;
mod refused;
pub mod shell;
mod source;
mod span;
pub mod stage;
mod word;

pub use directive::{Directive, DirectiveKind};
pub use expand::{ExpandError, Expansion, expand};
pub use heredoc::Heredoc;
pub use ignore_file::IgnoreFile;
pub use instruction::{Arguments, Flag, Instruction, InstructionKind, MountOption, Pair};
pub use parse::{Comment, Dockerfile, Problem, parse, parse_bytes};
pub use source::SourceText;
pub use span::{LineIndex, Position, Span};
pub use word::Word;

#[cfg(test)]
mod tests;
