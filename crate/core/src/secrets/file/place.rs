//! Whether a path is of a place for samples: documentation, tests, examples, vendored sources.

/// What a path says about the files there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing special.
    Ordinary,
    /// Samples are to be expected: only sure hits stay, and as low ones.
    Samples,
}

pub(super) fn of(path: &[u8]) -> Place {
    const TREES: &[&[u8]] = &[
        b"usr/share/doc/",
        b"usr/share/man/",
        b"usr/share/info/",
        b"usr/share/perl/",
        b"usr/share/perl5/",
        b"usr/lib/ruby/",
        b"usr/local/lib/ruby/gems/",
    ];
    const PARTS: &[&[u8]] = &[
        b"test",
        b"tests",
        b"testdata",
        b"testing",
        b"__tests__",
        b"__fixtures__",
        b"fixture",
        b"fixtures",
        b"spec",
        b"specs",
        b"example",
        b"examples",
        b"sample",
        b"samples",
        b"demo",
        b"demos",
        b"docs",
        b"doc",
        b"mocks",
        b"testsuite",
        b"certdata",
        b"test-data",
        b"test_data",
        b"selftest",
        b"dummy",
    ];
    let parts = || path.split(|byte| *byte == b'/');
    let module_cache = path.windows(11).any(|window| window == b"go/pkg/mod/")
        || path.windows(14).any(|window| window == b"cargo/registry");
    // `.env.example`, `config.sample.json`.
    let name = parts().next_back().unwrap_or_default();
    let sample_name = name.split(|byte| matches!(byte, b'.' | b'-' | b'_')).skip(1).any(|part| {
        [b"example".as_slice(), b"sample", b"template", b"dist", b"tmpl", b"tpl", b"defaults"].contains(&part)
    });
    // `url_test.go`, `test_client.py`, `app.test.js`, `key.spec.ts`.
    let test_name = name.split(|byte| matches!(byte, b'.' | b'-' | b'_')).rev().skip(1);
    let source =
        [b".go".as_slice(), b".py", b".js", b".ts", b".rb", b".java", b".php", b".rs", b".tm", b".t", b".c", b".cc"];
    let sample_name = sample_name
        || source.iter().any(|ending| name.ends_with(ending))
            && test_name.into_iter().any(|part| matches!(part, b"test" | b"tests" | b"spec"));
    let directories = parts().count().saturating_sub(1);
    let samples = TREES.iter().any(|tree| path.starts_with(tree))
        || parts().take(directories).any(|part| PARTS.iter().any(|sample| part.eq_ignore_ascii_case(sample)))
        || module_cache
        || sample_name;
    if samples { Place::Samples } else { Place::Ordinary }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_places_are_known() {
        for path in [
            "usr/share/doc/openssl/key.pem",
            "app/node_modules/x/test/server.key",
            "usr/lib/python3/site-packages/x/tests/a.pem",
            "root/go/pkg/mod/a@v1/k.pem",
            "app/.env.example",
            "usr/local/go/src/crypto/tls/testdata/example-key.pem",
            "srv/examples/id_rsa",
            "app/config.sample.json",
            "usr/local/go/src/net/url/url_test.go",
            "app/test_client.py",
            "app/js/app.spec.ts",
        ] {
            assert_eq!(of(path.as_bytes()), Place::Samples, "{path}");
        }
        for path in [
            "root/.ssh/id_rsa",
            "etc/ssl/private/server.key",
            "app/.env",
            "app/contest/key.pem",
            "test",
            "app/test.env",
        ] {
            assert_eq!(of(path.as_bytes()), Place::Ordinary, "{path}");
        }
    }
}
