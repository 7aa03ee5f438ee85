//! curl and wget as they are called: their options and addresses. Which of them is a fault is for the rules.

use crate::dockerfile::shell::Word;
use crate::facts::Run;
use crate::rules::build_step::{Item, Takes, items};

pub(super) static CURL: Takes = Takes {
    short: "AbcCdDeEFHKmoPQrtTuUwxXyYz",
    long: &[
        "cacert",
        "capath",
        "cert",
        "config",
        "connect-timeout",
        "connect-to",
        "cookie",
        "cookie-jar",
        "data",
        "data-ascii",
        "data-binary",
        "data-raw",
        "data-urlencode",
        "dump-header",
        "form",
        "header",
        "json",
        "key",
        "limit-rate",
        "max-time",
        "noproxy",
        "oauth2-bearer",
        "output",
        "output-dir",
        "preproxy",
        "proxy",
        "proxy-header",
        "proxy-user",
        "range",
        "referer",
        "request",
        "resolve",
        "retry",
        "retry-delay",
        "retry-max-time",
        "socks4",
        "socks4a",
        "socks5",
        "socks5-hostname",
        "stderr",
        "upload-file",
        "url",
        "user",
        "user-agent",
        "write-out",
    ],
};

pub(super) static WGET: Takes = Takes {
    short: "aABDeGiIlnoOPQRtTUwX",
    long: &[
        "append-output",
        "base",
        "body-data",
        "ca-certificate",
        "certificate",
        "connect-timeout",
        "directory-prefix",
        "execute",
        "header",
        "input-file",
        "limit-rate",
        "method",
        "output-document",
        "output-file",
        "password",
        "post-data",
        "post-file",
        "progress",
        "read-timeout",
        "referer",
        "timeout",
        "tries",
        "user",
        "user-agent",
        "wait",
        "waitretry",
    ],
};

/// Options and operands of a call of curl or wget.
pub(super) fn read<'f>(run: &Run<'f>) -> impl Iterator<Item = Item<'f>> + use<'f> {
    items(run.words, if run.program == "wget" { &WGET } else { &CURL })
}

/// The addresses that it fetches.
pub(super) fn addresses<'f>(run: &Run<'f>) -> impl Iterator<Item = &'f Word> + use<'f> {
    read(run)
        .filter_map(|item| if item.name == "url" { item.value_word } else { item.is_operand().then_some(item.word) })
}

/// Whether all that it fetches is on the machine that builds.
pub(super) fn is_local(run: &Run<'_>) -> bool {
    let mut addresses = addresses(run).peekable();
    addresses.peek().is_some() && addresses.all(|word| super::transport::is_local(&word.text))
}
