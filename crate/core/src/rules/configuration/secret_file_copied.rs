//! `secret-file-copied`.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, from_dockerfile};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// `COPY` and `ADD` of files and folders of the build context that are made for secrets, by name: private keys
    /// (`id_rsa`, `*.ppk`, `*.p12`), credentials of tools (`.netrc`, `.aws/credentials`, `.kube/config`), and, with
    /// less confidence, files that often but not always hold a secret (`.env`, `.npmrc`, `*.key`). `.git` counts in the
    /// stages of the image: it has every secret that was ever committed, and the addresses of remotes. Samples
    /// (`.env.example`) are fine. Wildcards and whole folders (`COPY . .`) cannot be judged here; `secret-file` judges
    /// what the finished image holds.
    ///
    /// ## Why it matters
    /// A copied file is part of a layer, and stays in it when a later instruction deletes it. In a build stage that
    /// the final image is not built on it stays in the build cache only, and the finding is low.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY id_rsa /root/.ssh/id_rsa
    /// RUN git clone git@example.org:a/b.git && rm /root/.ssh/id_rsa
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// COPY package.json .env ./
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// COPY package.json .env.example id_rsa.pub ./
    /// RUN --mount=type=ssh git clone git@example.org:a/b.git
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ADD ["deploy.ppk", "/keys/"]
    /// FROM build
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY <<EOF /app/.env
    /// LANG=C.UTF-8
    /// EOF
    /// COPY --from=example/certificates:1 /ca.pem /etc/ssl/ca.pem
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY .git /app/.git/
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.25 AS build
    /// COPY .git .git
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// COPY src/ ./
    /// RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    /// ```
    ///
    /// ## How to fix
    /// Mount the file for the one step that needs it (`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc ...`,
    /// `RUN --mount=type=ssh ...`), and list it in `.dockerignore`.
    ///
    /// ## References
    /// Docker documentation, build secrets.
    pub static SECRET_FILE_COPIED = Rule {
        id: "secret-file-copied",
        title: "File made for secrets is copied into the image",
        category: Category::Configuration,
        severity: Severity::High,
        confidence: Confidence::Medium,
        aliases: &["SEC-007"],
        controls: &[
            Control::inferred("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "4.1.4"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("DISA", "CICDG 2.9"),
            Control::inferred("PCI DSS", "8.6.2"),
            Control::read("PCI DSS", "CG 12.4"),
        ],
        cwe: Some(538),
        reads: &[Reads::Build],
        inputs: Inputs::Dockerfile,
        message: "{instruction} takes \"{source}\" into a layer, which is made to hold {what}",
        why: "A copied file stays in its layer, where whoever can pull the image can read it, even if it is deleted later.",
        fix: "Mount it for the step that needs it with `RUN --mount=type=secret` and list it in .dockerignore.",
        check: check,
    };
}

/// What a name is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// Nothing but secrets.
    Always(&'static str),
    /// Settings that often have a secret among them.
    Often(&'static str),
}

const PRIVATE_KEY: &str = "a private key";
const CREDENTIALS: &str = "credentials";
const HISTORY: &str = "all that was ever committed";

/// Base names, in small letters.
const NAMES: [(&str, Made); 38] = [
    ("id_rsa", Made::Always(PRIVATE_KEY)),
    ("id_dsa", Made::Always(PRIVATE_KEY)),
    ("id_ecdsa", Made::Always(PRIVATE_KEY)),
    ("id_ed25519", Made::Always(PRIVATE_KEY)),
    (".ssh", Made::Always("SSH keys")),
    (".gnupg", Made::Always("OpenPGP keys")),
    (".aws", Made::Always("cloud credentials")),
    (".azure", Made::Always("cloud credentials")),
    (".kube", Made::Always("cluster credentials")),
    ("kubeconfig", Made::Always("cluster credentials")),
    (".docker", Made::Always("registry credentials")),
    (".dockercfg", Made::Always("registry credentials")),
    (".netrc", Made::Always(CREDENTIALS)),
    ("_netrc", Made::Always(CREDENTIALS)),
    (".git-credentials", Made::Always(CREDENTIALS)),
    (".git", Made::Often(HISTORY)),
    (".pgpass", Made::Always("database passwords")),
    (".my.cnf", Made::Often("database passwords")),
    (".vault-token", Made::Always("an access token")),
    ("application_default_credentials.json", Made::Always("cloud credentials")),
    ("service-account.json", Made::Always("cloud credentials")),
    ("service_account.json", Made::Always("cloud credentials")),
    ("accesstokens.json", Made::Always("cloud credentials")),
    ("credentials.json", Made::Always(CREDENTIALS)),
    ("credentials.tfrc.json", Made::Always(CREDENTIALS)),
    (".s3cfg", Made::Always("cloud credentials")),
    (".boto", Made::Always("cloud credentials")),
    ("terraform.tfstate", Made::Often("secrets of the infrastructure")),
    (".htpasswd", Made::Often("password hashes")),
    ("master.key", Made::Always("an encryption key")),
    (".pypirc", Made::Always("registry credentials")),
    (".npmrc", Made::Often("registry credentials")),
    (".yarnrc.yml", Made::Often("registry credentials")),
    (".env", Made::Often("passwords and tokens")),
    (".env.local", Made::Often("passwords and tokens")),
    (".env.production", Made::Often("passwords and tokens")),
    (".env.staging", Made::Often("passwords and tokens")),
    (".env.development", Made::Often("passwords and tokens")),
];

/// Ends of base names.
const SUFFIXES: [(&str, Made); 9] = [
    (".ppk", Made::Always(PRIVATE_KEY)),
    (".p12", Made::Always("a key store")),
    (".pfx", Made::Always("a key store")),
    (".jks", Made::Often("a key store")),
    (".keystore", Made::Often("a key store")),
    (".kdbx", Made::Always("passwords")),
    (".key", Made::Often(PRIVATE_KEY)),
    (".tfvars", Made::Often("passwords and tokens")),
    (".ovpn", Made::Often(PRIVATE_KEY)),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for (instruction, step) in file.instructions.iter().zip(&facts.steps) {
        let in_image = step.part.is_in_image();
        let copy = instruction.innermost();
        let copies = matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add);
        if !copies || copy.flag("from").is_some() {
            continue;
        }
        let Some((_, sources)) = copy.words().split_last() else { continue };
        for source in sources {
            let Some(made) = made_for(&source.text) else { continue };
            // Build stages read the version from it.
            if made == Made::Often(HISTORY) && !in_image {
                continue;
            }
            let (what, severity) = match made {
                Made::Always(what) => (what, Severity::High),
                Made::Often(what) => (what, Severity::Medium),
            };
            findings
                .at(from_dockerfile::place(file, source.span))
                .detail("instruction", copy.kind.name())
                .masked("source", &source.text)
                .detail("what", what)
                .severity(if in_image { severity } else { Severity::Low })
                .confidence(if severity == Severity::High { Confidence::Medium } else { Confidence::Low })
                .done();
        }
    }
}

fn made_for(source: &str) -> Option<Made> {
    if source.contains('$') || (source.contains(':') && source.contains("://")) {
        return None;
    }
    let path = source.trim_end_matches('/').to_ascii_lowercase();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path.as_str()));
    let parent = folder.rsplit('/').next().unwrap_or_default();
    let in_folder = match (parent, name) {
        (".aws", "credentials" | "config") => Some(Made::Always("cloud credentials")),
        (".kube", "config") => Some(Made::Always("cluster credentials")),
        (".docker", "config.json") => Some(Made::Always("registry credentials")),
        _ => None,
    };
    let by_name = || NAMES.iter().find(|(known, _)| *known == name).map(|(_, made)| *made);
    let by_suffix = || SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix)).map(|(_, made)| *made);
    // Trust stores hold certificates.
    let trust = || name.contains("trust") || name.contains("cacert") || name.contains("pub");
    in_folder.or_else(by_name).or_else(|| by_suffix().filter(|_| !trust()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_with_their_folder() {
        for source in ["id_rsa", "./keys/ID_RSA", "home/.aws/credentials", ".ssh/", "a/server.p12"] {
            assert!(matches!(made_for(source), Some(Made::Always(_))), "{source}");
        }
        for source in [".env", "tls/server.key"] {
            assert!(matches!(made_for(source), Some(Made::Often(_))), "{source}");
        }
        for source in
            ["id_rsa.pub", ".env.example", "credentials", "config", "truststore.p12", "https://a/id_rsa", "$X", ".", ""]
        {
            assert_eq!(made_for(source), None, "{source}");
        }
    }
}
