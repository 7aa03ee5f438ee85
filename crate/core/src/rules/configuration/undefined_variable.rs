//! `undefined-variable`.

use super::reference;
use crate::dockerfile::stage::{Base, StageModel};
use crate::dockerfile::{Instruction, InstructionKind};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::ordered::{Map, Set};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// Variables that `ENV`, `ARG`, `WORKDIR`, `COPY`, `ADD`, `LABEL`, `USER`, `EXPOSE`, `VOLUME` and `STOPSIGNAL` read
    /// and that no `ENV` or `ARG` above defines, in the stage or in those that it is built on.
    ///
    /// The base image may define more than can be seen here. So it is low, and sure, only where that cannot be: an `ARG`
    /// that stands before the first `FROM`, or one that BuildKit offers (`TARGETARCH`), is not seen in a stage that
    /// does not name it again (a fix is offered); `scratch` defines nothing; a name that differs by a letter or two
    /// from one that is defined is a slip. Everything else is for information, with low confidence. `PATH` is
    /// always there; `HOME` is not, though the commands of RUN have it. `JAVA_HOME` and the like are taken for variables of the
    /// base image, a reference with a default (`${A:-b}`) needs no definition. Each name is reported once in a stage.
    ///
    /// ## Why it matters
    /// The reference becomes empty text: `COPY app $TRAGET/` writes to `/`.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV TARGET=/srv
    /// COPY app $TRAGET/
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV PATH=$HOME/.local/bin:$PATH
    /// ```
    /// ```dockerfile bad
    /// ARG VERSION=1.2
    /// FROM debian:12
    /// LABEL org.opencontainers.image.version="${VERSION}"
    /// ```
    /// ```dockerfile bad
    /// FROM --platform=$BUILDPLATFORM golang:1.25 AS build
    /// FROM scratch
    /// COPY --from=build /out/$TARGETARCH/app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ARG HOME_DIR=/srv
    /// FROM debian:12
    /// WORKDIR $HOME_DIR/app
    /// ```
    /// ```dockerfile good
    /// ARG VERSION=1.2
    /// FROM debian:12 AS base
    /// ARG VERSION
    /// ENV APP=/srv
    /// FROM base
    /// WORKDIR $APP/$VERSION
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV PATH=/app/bin:$PATH LIBS=/app/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    /// ENV PRICE=\$COST TEXT='$LITERAL'
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// ARG TARGETARCH
    /// COPY bin/$TARGETARCH/app /app
    /// ENTRYPOINT ["/app", "$HOME"]
    /// ```
    ///
    /// ## How to fix
    /// Define the variable above with `ENV` or `ARG`, name a global `ARG` again in the stage, or give a default:
    /// `${NAME:-value}`.
    ///
    /// ## References
    /// Dockerfile reference, `ARG`, scope. Docker build check `UndefinedVar`.
    pub static UNDEFINED_VARIABLE = Rule {
        id: "undefined-variable",
        title: "Variable that is not defined",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["UndefinedVar"],
        inputs: Inputs::Dockerfile,
        message: "Variable \"{name}\" is not defined here{hint}",
        why: "A reference to a variable that is not defined becomes empty text, in paths as elsewhere.",
        fix: "Define it above with ENV or ARG, name a global ARG again in the stage, or give a default.",
        check: check,
    };
}

/// Variables that BuildKit has by itself, and build arguments that need no ARG.
static ALWAYS: Words = words![
    "ALL_PROXY",
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "PATH",
    "all_proxy",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SOURCE_DATE_EPOCH",
    "Path",
    "windir",
];

/// Variables that well-known base images define.
static OF_BASES: Words = words![
    "APP_UID",
    "CARGO_HOME",
    "CATALINA_HOME",
    "CONDA_DIR",
    "DOTNET_VERSION",
    "GEM_HOME",
    "GOLANG_VERSION",
    "GOPATH",
    "GOROOT",
    "JAVA_HOME",
    "JAVA_VERSION",
    "LANG",
    "LD_LIBRARY_PATH",
    "MAVEN_HOME",
    "NGINX_VERSION",
    "NODE_VERSION",
    "NVM_DIR",
    "PHP_INI_DIR",
    "PYTHON_VERSION",
    "RUSTUP_HOME",
];

/// What a process of the container has, and the build has not.
static OF_PROCESSES: Words = words!["HOME", "HOSTNAME", "PWD", "SHELL", "TERM", "USER"];

/// What BuildKit sets for FROM, and in a stage only where it is named.
static OFFERED: Words = words![
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
    "BUILDKIT_SBOM_SCAN_STAGE",
];

/// Stages that a definition is looked for in; a chain that is longer is not judged.
const MAX_CHAIN: usize = 64;

/// Names that a slip is looked for in.
const MAX_SLIPS: usize = 100;

/// Names that a slip is looked for among.
const MAX_NAMES: usize = 200;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let model = written.model;
    if model.states.iter().all(|state| state.expanded.iter().all(|expanded| expanded.unset.is_empty())) {
        return;
    }
    let mut defined: Map<usize, Set<&str>> = Map::new();
    let mut globals: Set<&str> = Set::new();
    let mut told: Set<(usize, &str)> = Set::new();
    for (index, step) in facts.steps.iter().enumerate() {
        let instruction = &*step.instruction;
        // Made when first asked for: an ENV may have a hundred thousand pairs.
        let names = OnceCell::new();
        let names = || names.get_or_init(|| pair_names(Some(instruction)).collect::<Set<_>>());
        let defines = matches!(instruction.kind, InstructionKind::Env | InstructionKind::Arg);
        let Some(stage) = step.stage else {
            if defines {
                globals.extend(pair_names(written.file.instructions.get(index)));
            }
            continue;
        };
        if reads_variables(instruction.kind) {
            let state = model.states.get(index);
            for expanded in state.iter().flat_map(|state| &state.expanded) {
                for name in &expanded.unset {
                    let is_own = || names().contains(name.as_str());
                    if ALWAYS.contains(&name.as_str())
                        || told.contains(&(stage, name.as_str()))
                        || is_defined(model, &defined, stage, name)
                        || reference::has_default(expanded.span.of(&written.file.text), name)
                        // `env-reads-itself` says it, or the base image has it.
                        || (instruction.kind == InstructionKind::Env && is_own())
                    {
                        continue;
                    }
                    told.insert((stage, name.as_str()));
                    let Some(judged) = judge(model, &defined, &globals, stage, name, told.len()) else { continue };
                    let fix = judged.add.then(|| {
                        Fix::review(format!("Name {name} again in the stage"))
                            .insert(instruction.span.start, format!("ARG {name}\n"))
                    });
                    let place = reference::place(written.file, expanded.span, name);
                    findings
                        .at(facts.place_in(step, place))
                        .detail("name", name)
                        .detail("hint", judged.hint)
                        .severity(judged.severity)
                        .confidence(judged.confidence)
                        .fix(fix)
                        .done();
                }
            }
        }
        if defines {
            defined.change(stage, |names| names.extend(pair_names(written.file.instructions.get(index))));
        }
    }
}

fn pair_names(instruction: Option<&Instruction>) -> impl Iterator<Item = &str> {
    instruction.into_iter().flat_map(Instruction::pairs).map(|pair| pair.name.text.as_str())
}

fn reads_variables(kind: InstructionKind) -> bool {
    matches!(
        kind,
        InstructionKind::Env
            | InstructionKind::Arg
            | InstructionKind::Workdir
            | InstructionKind::Copy
            | InstructionKind::Add
            | InstructionKind::Label
            | InstructionKind::User
            | InstructionKind::Expose
            | InstructionKind::Volume
            | InstructionKind::Stopsignal
    )
}

/// The stage and those that it is built on, nearest first.
fn chain(model: &StageModel, stage: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(stage), |stage| match model.stages.get(*stage)?.base {
        Base::Stage(base) if base < *stage => Some(base),
        _ => None,
    })
}

fn is_defined(model: &StageModel, defined: &Map<usize, Set<&str>>, stage: usize, name: &str) -> bool {
    let mut stages = 0_usize;
    for stage in chain(model, stage).take(MAX_CHAIN) {
        stages = stages.saturating_add(1);
        if defined.get(&stage).is_some_and(|names| names.contains(name)) {
            return true;
        }
    }
    stages == MAX_CHAIN
}

struct Judged {
    hint: String,
    severity: Severity,
    confidence: Confidence,
    /// An ARG in the stage mends it.
    add: bool,
}

fn judge(
    model: &StageModel,
    defined: &Map<usize, Set<&str>>,
    globals: &Set<&str>,
    stage: usize,
    name: &str,
    told: usize,
) -> Option<Judged> {
    let low = |hint: String, confidence, add| Some(Judged { hint, severity: Severity::Low, confidence, add });
    if globals.contains(name) {
        let hint = String::from(": the ARG before the first FROM is not seen in a stage that does not name it again");
        return low(hint, Confidence::High, true);
    }
    if OFFERED.contains(&name) {
        return low(String::from(": BuildKit gives it to stages that name it with ARG"), Confidence::High, true);
    }
    let known = chain(model, stage).take(MAX_CHAIN).filter_map(|stage| defined.get(&stage)).flatten().copied();
    let of_base = OF_BASES.contains(&name);
    let names = known.chain(globals.iter().copied()).take(MAX_NAMES);
    let near = if of_base || told > MAX_SLIPS { None } else { edit::nearest(name, names) };
    if let Some(near) = near {
        return low(format!("; did you mean \"{near}\"?"), Confidence::Medium, false);
    }
    let root = chain(model, stage).take(MAX_CHAIN).last().and_then(|stage| model.stages.get(stage));
    if root.is_some_and(|root| root.base == Base::Scratch) {
        return low(String::new(), Confidence::High, false);
    }
    if of_base {
        return None;
    }
    let of_process = if OF_PROCESSES.contains(&name) { ": processes have it, the build has not" } else { "" };
    let hint = format!("{of_process}, unless the base image defines it");
    Some(Judged { hint, severity: Severity::Info, confidence: Confidence::Low, add: false })
}
