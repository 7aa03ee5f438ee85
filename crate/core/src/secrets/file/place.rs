//! Whether a path is of a place for samples: documentation, tests, examples, vendored sources.

/// What a path says about the files there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing special.
    Ordinary,
    /// Samples are to be expected: only sure hits stay, and as low ones.
    Samples,
}

/// Whether the name is that of a source of a program.
pub(in crate::secrets) fn is_source(path: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] =
        &[b"go", b"py", b"js", b"mjs", b"cjs", b"ts", b"rb", b"java", b"php", b"rs", b"tm", b"t", b"c", b"cc"];
    path.rsplit(|byte| *byte == b'.').next().is_some_and(|ending| ENDINGS.contains(&ending))
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
    // Texts for people, and keys that everybody has: their programs bring them along, the same to each machine.
    const ENDINGS: &[&[u8]] = &[
        b".md",
        b".rst",
        b".adoc",
        // CMake signs the Windows application that it makes to try a compiler (CMake, `Templates/Windows`).
        b"/Templates/Windows/Windows_TemporaryKey.pfx",
        // Go tests its certificate pools with it.
        b"/src/crypto/x509/platform_root_key.pem",
        // For the first login into a new machine of Vagrant, which then replaces it (Vagrant, `keys/README.md`).
        b"/keys/vagrant",
        b"/keys/vagrant.key.rsa",
        b"/keys/vagrant.key.ed25519",
        // Of Debian's builds of Chromium.
        b"etc/chromium.d/apikeys",
    ];
    const PARTS: &[&[u8]] = &[
        b"testdata",
        b"testing",
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
        b"selftest",
        b"dummy",
        b"dummyserver",
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
    let sample_name = sample_name
        || is_source(path) && test_name.into_iter().any(|part| matches!(part, b"test" | b"tests" | b"spec"));
    let directories = parts().count().saturating_sub(1);
    // `mysql-test`, `test-ca`, `__tests__`.
    let of_tests = |part: &[u8]| {
        let mut words = part.split(|byte| matches!(byte, b'-' | b'_'));
        words.any(|word| [b"test".as_slice(), b"tests"].iter().any(|test| word.eq_ignore_ascii_case(test)))
            || PARTS.iter().any(|sample| part.eq_ignore_ascii_case(sample))
    };
    let samples = TREES.iter().any(|tree| path.starts_with(tree))
        || ENDINGS.iter().any(|ending| path.ends_with(ending))
        || parts().take(directories).any(of_tests)
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
            "usr/share/cmake-3.25/Templates/Windows/Windows_TemporaryKey.pfx",
            "usr/local/lib/python3.12/site-packages/cmake/data/share/cmake-3.30/Templates/Windows/Windows_TemporaryKey.pfx",
            "usr/local/go/src/crypto/x509/platform_root_key.pem",
            "usr/share/rubygems-integration/all/gems/vagrant-2.3.4/keys/vagrant",
            "etc/chromium.d/apikeys",
            "usr/share/mysql/mysql-test/std_data/server-key.pem",
            "usr/share/rust-rustls/test-ca/rsa/end.key",
            "srv/third_party/urllib3/dummyserver/certs/server.key",
            "app/vendor/p256/README.md",
        ] {
            assert_eq!(of(path.as_bytes()), Place::Samples, "{path}");
        }
        for path in [
            "root/.ssh/id_rsa",
            "etc/ssl/private/server.key",
            "app/.env",
            "app/contest/key.pem",
            "app/latest-build/key.pem",
            "app/Windows_TemporaryKey.pfx",
            "srv/app/keys/server.key",
            "etc/chromium/apikeys",
            "test",
            "app/test.env",
        ] {
            assert_eq!(of(path.as_bytes()), Place::Ordinary, "{path}");
        }
    }
}
