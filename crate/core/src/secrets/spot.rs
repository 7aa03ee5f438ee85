//! What the place of a file makes of a secret that was spotted in it: sources, documentation and programs are full of
//! samples, and only what proves itself is a finding there.

use super::family::generic;
use super::file::{is_sample_place, is_source};
use super::kind::{Confidence, Kind};

/// What is known of a file before its secrets are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    samples: bool,
    binary: bool,
    settings: bool,
    installed: bool,
    packaged: bool,
}

impl Spot {
    /// `path` is cleaned, without a leading slash; `binary` says that the file is no text.
    #[must_use]
    pub fn of(path: &[u8], binary: bool) -> Self {
        let package = is_package(path);
        Self {
            samples: is_sample_place(path),
            binary,
            settings: !package && holds_settings(path),
            installed: is_installed(path),
            packaged: package && is_source(path),
        }
    }

    /// How sure the secret is there; `None` if it is not worth a word.
    #[must_use]
    pub fn judged(self, kind: &Kind, sure: Confidence) -> Option<Confidence> {
        // Passwords in URLs, and the forms that are not sure, are in most sources those of a test or a comment.
        let proven = sure == Confidence::High && kind.id != generic::URL_CREDENTIAL.id;
        // Libraries of cryptography test themselves with keys that they carry: GnuTLS has ten.
        if self.binary && self.installed && is_private_key(kind) {
            return None;
        }
        // Who publishes a package publishes the key in its sources: those of self-tests and of servers for development.
        let samples = self.samples || self.packaged && is_private_key(kind);
        match (samples, self.binary, self.settings) {
            (true, _, _) => proven.then_some(Confidence::Low),
            (_, true, _) | (_, _, false) => proven.then_some(sure),
            (_, _, true) => (sure >= Confidence::Medium).then_some(sure),
        }
    }
}

fn is_private_key(kind: &Kind) -> bool {
    [generic::PRIVATE_KEY.id, generic::ENCRYPTED_PRIVATE_KEY.id, generic::PGP_PRIVATE_KEY.id].contains(&kind.id)
}

/// Whether a distribution's packages put files there.
fn is_installed(path: &[u8]) -> bool {
    let trees = [b"usr/".as_slice(), b"lib/", b"lib64/", b"bin/", b"sbin/"];
    trees.iter().any(|tree| path.starts_with(tree)) && !path.starts_with(b"usr/local/")
}

/// Whether a package manager of a language puts packages there.
fn is_package(path: &[u8]) -> bool {
    const TREES: &[&[u8]] = &[b"node_modules", b"site-packages", b"dist-packages", b"vendor", b"gems"];
    path.split(|byte| *byte == b'/').any(|part| TREES.contains(&part))
}

/// Whether people and tools write settings there, and not sources or documentation. What a language's package manager puts
/// there is code, whatever its name: that is for the caller to know.
fn holds_settings(path: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] = &[
        b"cfg",
        b"cnf",
        b"conf",
        b"config",
        b"cred",
        b"credentials",
        b"env",
        b"history",
        b"ini",
        b"json",
        b"list",
        b"local",
        b"log",
        b"properties",
        b"repo",
        b"secret",
        b"sh",
        b"sources",
        b"sql",
        b"tf",
        b"tfstate",
        b"tfvars",
        b"token",
        b"toml",
        b"txt",
        b"xml",
        b"yaml",
        b"yml",
    ];
    // What a distribution puts there is code, whatever its name.
    const CODE: &[&[u8]] = &[b"usr/", b"var/lib/dpkg/", b"lib/", b"opt/conda/"];
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let ending = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let code = CODE.iter().any(|tree| path.starts_with(tree)) && !path.starts_with(b"usr/local/etc/");
    let plain_name = !name.contains(&b'.') && path.starts_with(b"etc/");
    !code && (plain_name || ENDINGS.contains(&ending) || ending.ends_with(b"_history"))
}

#[cfg(test)]
mod tests {
    use super::super::family::forge;
    use super::*;

    fn judged(path: &str, binary: bool, kind: &Kind, sure: Confidence) -> Option<Confidence> {
        Spot::of(path.as_bytes(), binary).judged(kind, sure)
    }

    #[test]
    fn settings_say_more_than_sources_and_samples_less() {
        use Confidence::{High, Low, Medium};
        let (token, url) = (&forge::GITHUB_TOKEN, &generic::URL_CREDENTIAL);
        for path in
            ["app/config/app.yml", "etc/environment", "root/.bash_history", "srv/app/.env", "etc/apt/sources.list"]
        {
            assert_eq!(judged(path, false, token, Medium), Some(Medium), "{path}");
            assert_eq!(judged(path, false, url, Medium), Some(Medium), "{path}");
            assert_eq!(judged(path, false, token, Low), None, "{path}");
        }
        for path in
            ["app/main.py", "usr/lib/python3/urllib/request.py", "app/node_modules/a/package.json", "app/server"]
        {
            assert_eq!(judged(path, false, token, High), Some(High), "{path}");
            assert_eq!(judged(path, false, token, Medium), None, "{path}");
            assert_eq!(judged(path, false, url, High), None, "{path}");
        }
        assert_eq!(judged("app/server.conf", true, url, High), None);
        assert_eq!(judged("app/server", true, token, High), Some(High));
        let key = &generic::PRIVATE_KEY;
        assert_eq!(judged("usr/lib/x86_64-linux-gnu/libgnutls.so.30", true, key, High), None);
        assert_eq!(judged("usr/lib/app/key.txt", false, key, High), Some(High));
        assert_eq!(judged("usr/local/bin/server", true, key, High), Some(High));
        for path in ["app/node_modules/miniflare/dist/src/index.js", "app/vendor/rsa-0.10.0/src/pss.rs"] {
            assert_eq!(judged(path, false, key, High), Some(Low), "{path}");
            assert_eq!(judged(path, false, token, High), Some(High), "{path}");
        }
        for path in ["app/src/keys.js", "app/node_modules/a/server.key", "app/main.rs"] {
            assert_eq!(judged(path, false, key, High), Some(High), "{path}");
        }
        assert_eq!(judged("usr/share/doc/a/README.md", false, token, High), Some(Low));
        assert_eq!(judged("usr/share/doc/a/README.md", false, url, High), None);
    }
}
