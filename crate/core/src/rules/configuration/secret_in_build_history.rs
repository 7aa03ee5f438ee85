//! `secret-in-build-history`.

use super::secret;
use crate::dockerfile::{Dockerfile, InstructionKind, Span};
use crate::facts::{Facts, Healthcheck, from_dockerfile};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::limits::MAX_SECRETS_PER_STEP;
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets::{self, Kind};

rule! {
    /// ## What it checks
    /// The text of every build step: commands of `RUN`, values of build arguments (`|1 TOKEN=...` in the history,
    /// defaults of `ARG` in a Dockerfile), files written in heredocs, and the command that the container starts with.
    /// Tokens are told by their form; passwords by where they stand: `-p` of a database client, `--password`,
    /// `user:password@` in a URL, an `Authorization` header, a pipe into `docker login --password-stdin`.
    ///
    /// Provenance attestations that an archive carries are searched too: BuildKit writes build arguments, environment,
    /// commands and, with `mode=max`, the whole Dockerfile into them.
    ///
    /// A secret that several steps of the history repeat, as build arguments do, is one finding, at the first of them.
    /// Variables and labels that are still set are left to `secret-in-environment` and `secret-in-label`; those that a
    /// later step replaced are found here. In a Dockerfile, stages that the final image is not built on are judged one
    /// step lower. At most 50 secrets of one step are listed. Secrets are shown masked.
    ///
    /// ## Why it matters
    /// The history travels with the image: `docker history --no-trunc` shows each command and each build argument to
    /// whoever can pull it, also when the command itself left no trace in the files.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN |1 NPM_TOKEN=s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5 /bin/sh -c npm ci # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// layer /bin/sh -c curl -u deploy:correct-Horse7battery https://example.org/x -o /x
    /// /x 0644 0:0 size=10
    /// ```
    /// A variable that a later step replaced can still be read:
    /// ```image bad
    /// history ENV DB_PASSWORD=correct-Horse7battery
    /// history ENV DB_PASSWORD=
    /// env DB_PASSWORD=
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -H "Authorization: Bearer $(cat /run/secrets/token)" https://example.org/x -o /x # buildkit
    /// /x 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG API_TOKEN=s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get update \
    ///  && curl -u deploy:correct-Horse7battery https://example.org/x -o /x
    /// ```
    /// Files written in heredocs, and stages that are not in the image:
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY <<EOF /etc/app.env
    /// DB_PASSWORD=correct-Horse7battery
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ENV DB_PASSWORD=correct-Horse7battery
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// LABEL com.example.deploy.password="correct-Horse7battery"
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// export API_TOKEN=s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5
    /// make
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=secret,id=token curl -H "Authorization: Bearer $(cat /run/secrets/token)" https://example.org/x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG API_TOKEN_FILE=/run/secrets/token
    /// RUN <<EOF
    /// export API_TOKEN="$(cat "$API_TOKEN_FILE")"
    /// make
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN curl -u "$USER:$PASSWORD" https://example.org/x -o /x
    /// FROM debian:12
    /// ONBUILD RUN mysql -p"$DB_PASSWORD" < /schema.sql
    /// ```
    ///
    /// ## How to fix
    /// Revoke the secret, then hand it to the step that needs it as a secret mount:
    /// `RUN --mount=type=secret,id=token ...` with `docker build --secret id=token,src=token.txt`. Build arguments are
    /// no place for secrets.
    ///
    /// ## References
    /// Docker documentation, build secrets. OCI image specification, config, `history`.
    pub static SECRET_IN_BUILD_HISTORY = Rule {
        id: "secret-in-build-history",
        title: "Secret in the build history",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &[
            "SEC-002", "CIS-DI-0010", "DL3064", "SecretsUsedInArgOrEnv", "DS-0031", "DS031", "AVD-DS-0031",
            "tally:secrets-in-code",
        ],
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
        cwe: Some(540),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "{source} holds a secret ({kind}, {secret}): {command}",
        why: "The history is part of the image, so whoever can pull it can read every command and build argument.",
        fix: "Revoke the secret and give the new one to the step that needs it with `RUN --mount=type=secret`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    match facts.file() {
        Some(file) => in_dockerfile(facts, file, findings),
        None => in_history(facts, findings),
    }
}

fn in_dockerfile(facts: &Facts<'_>, file: &Dockerfile, findings: &mut Findings) {
    if !secrets::may_hold(&file.text) {
        return;
    }
    let mut stages = 0_usize;
    for (instruction, step) in file.instructions.iter().zip(&facts.steps) {
        stages = stages.saturating_add(usize::from(instruction.kind == InstructionKind::From));
        let text = instruction.span.of(&file.text);
        let in_image = stages == 0 || step.part.is_in_image();
        let hits = secrets::find_in_command(text);
        let command = if hits.is_empty() { String::new() } else { secret::shown_command(text) };
        for hit in hits.into_iter().take(MAX_SECRETS_PER_STEP) {
            let Some(secret) = text.get(hit.start..hit.end) else { continue };
            if in_image && is_still_set(facts, instruction.kind, secret) {
                continue;
            }
            let start = (instruction.span.start as usize).saturating_add(hit.start);
            let span = Span::new(start, start.saturating_add(secret.len()));
            let severity = secret::severity(hit.kind, hit.confidence);
            findings
                .at(from_dockerfile::place(file, span))
                .detail("source", if in_image { "Build step" } else { "Step of a build stage" })
                .detail("kind", hit.kind.title())
                .detail("secret", secrets::mask(secret))
                .detail("command", &command)
                .detail("revoke", hit.kind.revoke())
                .severity(if in_image { severity } else { secret::lowered(severity) })
                .confidence(secret::confidence(hit.confidence))
                .done();
        }
    }
}

/// A secret with the first place where it stands.
struct Found {
    place: Place,
    source: &'static str,
    kind: &'static Kind,
    sure: secrets::Confidence,
    /// As it may be shown.
    masked: String,
    command: String,
    /// Steps that hold it.
    steps: u32,
}

#[derive(Default)]
struct Collected {
    found: Vec<Found>,
    by_secret: Map<String, usize>,
}

impl Collected {
    fn add(&mut self, secret: &str, found: Found) {
        let known = self.by_secret.get(secret).and_then(|index| self.found.get_mut(*index));
        if let Some(known) = known {
            known.steps = known.steps.saturating_add(found.steps);
            if found.sure > known.sure {
                (known.kind, known.sure) = (found.kind, found.sure);
            }
            return;
        }
        self.by_secret.insert(secret.to_owned(), self.found.len());
        self.found.push(found);
    }
}

fn in_history(facts: &Facts<'_>, findings: &mut Findings) {
    let mut collected = Collected::default();
    for step in &facts.steps {
        let text = &*step.text;
        // One step counts once for a secret, however often it says it.
        let mut here: Map<&str, _> = Map::new();
        for argument in step.build_arguments.iter().take(MAX_SECRETS_PER_STEP) {
            if let Some(judged) = secrets::judge_pair(&argument.name, &argument.value) {
                here.insert(argument.value.as_str(), (judged.kind, judged.confidence));
            }
        }
        for hit in secrets::find_in_command(text).into_iter().take(MAX_SECRETS_PER_STEP) {
            let Some(secret) = text.get(hit.start..hit.end) else { continue };
            if here.keys().any(|known| known.contains(secret)) || is_still_set(facts, step.instruction.kind, secret) {
                continue;
            }
            here.insert(secret, (hit.kind, hit.confidence));
        }
        let command = if here.is_empty() { String::new() } else { secret::shown_command(text) };
        for (secret, (kind, sure)) in here {
            let (place, masked, command) = (step.place.clone(), secrets::mask(secret), command.clone());
            collected.add(secret, Found { place, source: "Build step", kind, sure, masked, command, steps: 1 });
        }
    }
    in_start_command(facts, &mut collected);
    in_provenance(facts, &mut collected);
    for found in collected.found {
        findings
            .at(found.place)
            .detail("source", found.source)
            .detail("kind", found.kind.title())
            .detail("secret", found.masked)
            .detail("command", found.command)
            .detail("count", found.steps)
            .detail("revoke", found.kind.revoke())
            .severity(secret::severity(found.kind, found.sure))
            .confidence(secret::confidence(found.sure))
            .done();
    }
}

/// The command that the container starts with; images without history, or squashed ones, show it only there.
fn in_start_command(facts: &Facts<'_>, collected: &mut Collected) {
    let settings = &facts.settings;
    let healthcheck = settings.healthcheck.iter().filter_map(|setting| match &setting.value {
        Healthcheck::Test(words) => Some(("Health check", words, &setting.place)),
        Healthcheck::Disabled => None,
    });
    let entrypoint = settings.entrypoint.iter().map(|setting| ("Entrypoint", &setting.value, &setting.place));
    let cmd = settings.cmd.iter().map(|setting| ("Command", &setting.value, &setting.place));
    for (source, words, place) in entrypoint.chain(cmd).chain(healthcheck) {
        let text = words.join(" ");
        let hits = secrets::find_in_command(&text);
        let command = if hits.is_empty() { String::new() } else { secret::shown_command(&text) };
        for hit in hits.into_iter().take(MAX_SECRETS_PER_STEP) {
            let Some(secret) = text.get(hit.start..hit.end) else { continue };
            if collected.by_secret.contains_key(secret) {
                continue;
            }
            let (kind, sure, masked) = (hit.kind, hit.confidence, secrets::mask(secret));
            let (place, command) = (place.clone(), command.clone());
            collected.add(secret, Found { place, source, kind, sure, masked, command, steps: 0 });
        }
    }
}

/// What provenance attestations tell of the build, the Dockerfile and its build arguments included.
fn in_provenance(facts: &Facts<'_>, collected: &mut Collected) {
    for told in facts.image.iter().flat_map(|image| image.provenance) {
        let place = Place::config(&format!("provenance: {}", secrets::masked(&told.place)));
        let source = "Provenance attestation";
        if let Some(name) = &told.name
            && let Some(judged) = secrets::judge_pair(name, &told.text)
        {
            let (kind, sure, masked) = (judged.kind, judged.confidence, secrets::mask(&told.text));
            let command = format!("{}={}", secrets::masked(name), secrets::masked_pair(name, &told.text));
            collected.add(&told.text, Found { place, source, kind, sure, masked, command, steps: 0 });
            continue;
        }
        let mut shown = 0;
        for hit in secrets::find_in_command(&told.text).into_iter().take(MAX_SECRETS_PER_STEP) {
            let Some(secret) = told.text.get(hit.start..hit.end) else { continue };
            // Of a Dockerfile, the line up to the secret; never a part of the secret before.
            let before = told.text.get(shown..hit.start).unwrap_or_default();
            let before = before.rsplit('\n').next().unwrap_or_default();
            shown = hit.end;
            if collected.by_secret.contains_key(secret) {
                continue;
            }
            let (kind, sure, masked, place) = (hit.kind, hit.confidence, secrets::mask(secret), place.clone());
            let command = format!("{}{masked}", secret::shown_command(before));
            collected.add(secret, Found { place, source, kind, sure, masked, command, steps: 0 });
        }
    }
}

/// Whether a variable or label that is still set holds it: then other rules report it.
fn is_still_set(facts: &Facts<'_>, kind: InstructionKind, secret: &str) -> bool {
    let values = match kind {
        InstructionKind::Env => &facts.settings.env,
        InstructionKind::Label => &facts.settings.labels,
        _ => return false,
    };
    values.iter().any(|setting| setting.value.1.contains(secret))
}
