//! Failures as JavaScript sees them.

use plimsoll_core::analysis::AnalysisError;
use plimsoll_core::config::ConfigError;
use plimsoll_core::image::plan::ChoiceError;
use plimsoll_core::image::scan::ScanError;
use plimsoll_core::text::excerpt;
use wasm_bindgen::JsValue;

/// What sort of failure it is, for hosts that have to answer in kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// The file is something else.
    NotAnArchive,
    /// It is damaged before anything that can be analysed, beyond a limit, or holds nothing that can be analysed.
    Unreadable,
    /// It has more entries than the host allows.
    TooManyEntries,
    /// Nothing in it is what the options ask for.
    NoSuchImage,
    /// The options are wrong.
    Options,
    /// The text of the configuration is wrong.
    Config,
    /// The host did not do as it was asked.
    Host,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Self::NotAnArchive => "not-an-archive",
            Self::Unreadable => "unreadable",
            Self::TooManyEntries => "too-many-entries",
            Self::NoSuchImage => "no-such-image",
            Self::Options => "options",
            Self::Config => "config",
            Self::Host => "host",
        }
    }
}

/// What was wrong and what to do. Text of the input in it is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    code: Code,
    what: String,
    action: String,
}

impl Failure {
    pub(crate) fn new(code: Code, what: impl Into<String>, action: impl Into<String>) -> Self {
        Self { code, what: what.into(), action: action.into() }
    }

    /// The host gave something that was not asked for.
    pub(crate) fn host(what: impl Into<String>) -> Self {
        Self::new(Code::Host, what, "This is a fault of the host. Please report it")
    }

    /// An option that cannot be; `value` is what a user wrote.
    pub(crate) fn option(name: &str, value: &str, action: &str) -> Self {
        const CHARACTERS: usize = 100;
        Self::new(Code::Options, format!("the option {name} cannot be \"{}\"", excerpt(value, CHARACTERS)), action)
    }

    /// Of a configuration file's text.
    pub(crate) fn of_config(error: ConfigError) -> Self {
        let what = match error.line {
            Some(line) => format!("line {line}: {}", error.what),
            None => error.what,
        };
        Self::new(Code::Config, what, error.action)
    }

    /// Of an input that is text.
    pub(crate) fn of_dockerfile(error: AnalysisError) -> Self {
        Self::new(Code::Unreadable, error.what, error.action)
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        let code = match &error {
            ScanError::NotAnArchive(_) => Code::NotAnArchive,
            ScanError::Archive(_) | ScanError::Plan(_) => Code::Unreadable,
            ScanError::Choice(_) => Code::NoSuchImage,
            ScanError::EntryLimit(_) => Code::TooManyEntries,
            ScanError::Unfinished(_) => Code::Host,
        };
        let AnalysisError { what, action } = error.into();
        Self { code, what, action }
    }
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        ScanError::Choice(error).into()
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let mut what = failure.what;
        if let Some(first) = what.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let error: JsValue = js_sys::Error::new(&what).into();
        for (name, value) in [("action", failure.action.as_str()), ("code", failure.code.name())] {
            // An ordinary object takes any property.
            let _ = js_sys::Reflect::set(&error, &name.into(), &value.into());
        }
        error
    }
}
