//! Redirection operators in shell text.

use super::command::RedirectOperator;

/// The operator that `rest` begins with, and its length. `rest` begins with `<`, `>` or `&>`.
pub(super) fn operator(rest: &str) -> Option<(RedirectOperator, usize)> {
    // Longest first.
    const OPERATORS: [(&str, RedirectOperator); 12] = [
        ("&>>", RedirectOperator::BothAppend),
        ("<<<", RedirectOperator::HereString),
        ("<<-", RedirectOperator::HeredocTabs),
        ("&>", RedirectOperator::Both),
        ("<<", RedirectOperator::Heredoc),
        ("<&", RedirectOperator::DuplicateIn),
        ("<>", RedirectOperator::ReadWrite),
        (">>", RedirectOperator::Append),
        (">&", RedirectOperator::DuplicateOut),
        (">|", RedirectOperator::Clobber),
        ("<", RedirectOperator::In),
        (">", RedirectOperator::Out),
    ];
    OPERATORS.iter().find(|(text, _)| rest.starts_with(text)).map(|(text, operator)| (*operator, text.len()))
}
