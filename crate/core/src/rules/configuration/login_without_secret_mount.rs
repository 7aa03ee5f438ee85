//! `login-without-secret-mount`.

use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Severity};
use crate::rules::build_step::lower;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Commands of build steps that hand over or store a credential, in a step without `--mount=type=secret`: `aws
    /// configure set aws_secret_access_key`, `gcloud auth activate-service-account`, `az login -p`, `doctl auth init -t`,
    /// `docker login` and its like, tokens given to `npm`, `yarn`, `composer`, `poetry` and `git` by their `config`
    /// commands, logins of `gh`, `vault`, `oc`, `huggingface-cli`, `cargo` and others. One step less where the stage is
    /// not part of the image.
    ///
    /// ## Why it matters
    /// Without a secret mount the credential comes from a build argument, a variable or a copied file, and can be read
    /// from the history or a layer by whoever has the image.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG KEY
    /// RUN aws configure set aws_secret_access_key "$KEY" && aws s3 cp s3://example/x /x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY key.json /tmp/
    /// RUN gcloud auth activate-service-account --key-file=/tmp/key.json
    /// ```
    /// ```dockerfile bad
    /// FROM node:22 AS build
    /// ARG TOKEN
    /// RUN --mount=type=cache,target=/root/.npm \
    ///     npm config set //registry.example.org/:_authToken=$TOKEN && npm ci
    /// FROM node:22
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// echo "$PASSWORD" | docker login -u app --password-stdin registry.example.org
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN sh -c 'az login --service-principal -u app -p "$SECRET" --tenant x'
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=secret,id=aws,target=/root/.aws/credentials aws s3 cp s3://example/x /x
    /// RUN aws configure set region eu-central-1
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=secret,id=key gcloud auth activate-service-account --key-file=/run/secrets/key
    /// RUN gcloud auth configure-docker && az login --identity && docker logout
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN npm config set registry https://registry.example.org && npm set audit false && git config --global user.name app
    /// RUN echo "docker login -p x" > /etc/motd
    /// ```
    ///
    /// ## How to fix
    /// Mount the credential for that one step: `RUN --mount=type=secret,id=token ...`, and read it from
    /// `/run/secrets/token`.
    ///
    /// ## References
    /// Docker documentation, build secrets.
    pub static LOGIN_WITHOUT_SECRET_MOUNT = Rule {
        id: "login-without-secret-mount",
        title: "A build step logs in without a secret mount",
        category: Category::Configuration,
        severity: Severity::High,
        aliases: &["SEC-002", "DS-0031", "DS031", "AVD-DS-0031", "tally:require-secret-mounts"],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CICDG 2.9 CCI-000366"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::inferred("PCI DSS", "8.6.2"),
            Control::read("PCI DSS", "CG 12.4"),
        ],
        cwe: Some(522),
        inputs: Inputs::Dockerfile,
        message: "\"{command}\" takes a credential, and the step has no secret mount",
        why: "The credential comes from an argument, a variable or a copied file, and can be read from the image.",
        fix: "Mount the credential for that step with `RUN --mount=type=secret,id=token` and read it from there.",
        check: check,
    };
}

static PROGRAMS: Words = words![
    "aws",
    "gcloud",
    "az",
    "doctl",
    "docker",
    "podman",
    "buildah",
    "skopeo",
    "nerdctl",
    "crane",
    "oras",
    "helm",
    "regctl",
    "npm",
    "pnpm",
    "yarn",
    "gh",
    "glab",
    "hf",
    "huggingface-cli",
    "wandb",
    "vault",
    "oc",
    "kubectl",
    "ibmcloud",
    "twine",
    "composer",
    "poetry",
    "dotnet",
    "nuget",
    "snyk",
    "cargo",
    "sentry-cli",
    "git",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        let Some((command, word)) = login(&run) else { continue };
        let step = run.step.innermost();
        if step.flags_named("mount").any(|mount| mount.option(&["type"]) == Some("secret")) {
            continue;
        }
        let severity = if run.step.part.is_in_image() { Severity::High } else { lower(Severity::High) };
        findings.at(facts.place_in(run.step, word.span)).severity(severity).detail("command", command).done();
    }
}

/// What a command that takes a credential is called, and the word that says so.
fn login<'f>(run: &Run<'f>) -> Option<(&'static str, &'f Word)> {
    let mut operands = run.words.iter().filter(|word| !word.text.starts_with('-'));
    let (first, second, third) = (operands.next()?, operands.next(), operands.next());
    let second_text = second.map_or("", |word| word.text.as_str());
    let has = |names: &[&str]| run.option(names).is_some();
    // A word that holds a key is looked for behind the verb.
    let key = |test: &dyn Fn(&str) -> bool| run.words.iter().skip(1).find(|word| test(&word.text));
    match (run.program, first.text.as_str(), second_text) {
        ("aws", "configure", "set") => third
            .filter(|key| {
                matches!(key.text.as_str(), "aws_access_key_id" | "aws_secret_access_key" | "aws_session_token")
            })
            .map(|key| ("aws configure set", key)),
        ("gcloud", "auth", "activate-service-account") => Some(("gcloud auth activate-service-account", second?)),
        ("gcloud", "auth", "login") if has(&["--cred-file"]) => Some(("gcloud auth login", second?)),
        ("az", "login", _) if has(&["-p", "--password", "--service-principal", "--federated-token"]) => {
            Some(("az login", first))
        }
        ("az", "acr", "login") if has(&["-p", "--password"]) => Some(("az acr login", second?)),
        ("doctl", "auth", "init") if has(&["-t", "--access-token"]) => Some(("doctl auth init", second?)),
        ("docker" | "podman" | "buildah" | "skopeo" | "nerdctl" | "oras", "login", _) => Some(("login", first)),
        ("helm" | "regctl", "registry", "login") | ("crane", "auth", "login") => Some(("registry login", second?)),
        ("npm" | "pnpm" | "yarn", "config" | "set" | "c", _) => {
            let is_key = |text: &str| {
                ["_authToken", "_auth", "_password", "npmAuthToken", "npmAuthIdent"].iter().any(|key| {
                    let name = text.split('=').next().unwrap_or_default();
                    name.ends_with(key)
                })
            };
            let sets = first.is("set") || second_text == "set";
            key(&is_key).filter(|_| sets).map(|word| ("config set of a registry token", word))
        }
        ("npm" | "pnpm" | "yarn", "login" | "adduser", _) => Some(("npm login", first)),
        ("gh" | "glab" | "hf", "auth", "login") => Some(("auth login", second?)),
        ("huggingface-cli" | "wandb", "login", _) => Some(("login", first)),
        ("vault", "login", _) => Some(("vault login", first)),
        ("oc", "login", _) if has(&["-p", "--password", "--token"]) => Some(("oc login", first)),
        ("kubectl" | "oc", "config", "set-credentials") if has(&["--token", "--password"]) => {
            Some(("config set-credentials", second?))
        }
        ("ibmcloud", "login", _) if has(&["-p", "--apikey"]) => Some(("ibmcloud login", first)),
        ("twine", "upload", _) if has(&["-p", "--password"]) => Some(("twine upload", first)),
        ("composer" | "poetry", "config", _) => {
            let is_key = |text: &str| {
                ["http-basic.", "github-oauth.", "gitlab-token.", "gitlab-oauth.", "bearer.", "pypi-token."]
                    .iter()
                    .any(|key| text.starts_with(key))
            };
            key(&is_key).map(|word| ("config of a repository's credential", word))
        }
        ("dotnet", "nuget", _) if has(&["-p", "--password"]) => Some(("dotnet nuget", second?)),
        ("nuget", "sources" | "setapikey", _) if first.is("setapikey") || has(&["-Password"]) => Some(("nuget", first)),
        ("snyk", "auth", _) if second.is_some() => Some(("snyk auth", first)),
        ("cargo", "login", _) => Some(("cargo login", first)),
        ("sentry-cli", "login", _) => Some(("sentry-cli login", first)),
        ("git", "config", _) => {
            let is_key = |text: &str| {
                let lower = text.to_ascii_lowercase();
                lower.ends_with(".extraheader") || (lower.starts_with("url.https://") && lower.contains('@'))
            };
            key(&is_key).map(|word| ("git config of a credential", word))
        }
        _ => None,
    }
}
