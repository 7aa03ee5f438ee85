//! `unpacked-archive-copied`.

use crate::dockerfile::{InstructionKind, Word, shell};
use crate::facts::{Facts, Run, Step};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Map;
use crate::rules::Category;
use crate::rules::rule::rule;
use crate::secrets::masked;
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `COPY` of a local tar archive that a later `RUN` of the same stage unpacks with `tar`. Only stages that the image is
    /// built on are judged: elsewhere nothing is left behind. Archives from other stages (`COPY --from`) and zip files are left
    /// alone, since `ADD` cannot unpack those. The history of an image does not show `--from`, so confidence is medium there.
    ///
    /// ## Why it matters
    /// The archive stays in the layer of the `COPY`, even if `RUN` deletes it: the image carries the content twice.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY app.tar.gz /tmp/
    /// RUN tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/app.tar.gz
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chown=1000:1000 ["dist/v1.tgz", "/src.tgz"]
    /// WORKDIR /
    /// RUN <<EOF
    /// mkdir /app
    /// tar xf src.tgz -C /app
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// COPY a.txt b.tar.xz \
    ///      /data/
    /// RUN cd /data && tar --extract --file b.tar.xz
    /// FROM base
    /// CMD ["/data/b"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ADD app.tar.gz /opt/
    /// RUN tar -cf /backup.tar /opt
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// COPY app.tar.gz /tmp/
    /// RUN tar -xzf /tmp/app.tar.gz
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --from=build /out/app.tar.gz /tmp/
    /// COPY tools.zip data.tar.gz /tmp/
    /// RUN tar -xzf /tmp/app.tar.gz && unzip /tmp/tools.zip && tar -tzf /tmp/data.tar.gz
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=bind,source=app.tar.gz,target=/app.tar.gz tar -xzf /app.tar.gz
    /// ```
    /// ```image bad
    /// layer COPY app.tar.gz /tmp/ # buildkit
    /// /tmp/app.tar.gz 0644 0:0 size=10
    /// layer RUN /bin/sh -c tar -xzf /tmp/app.tar.gz # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer ADD app.tar.gz /opt/ # buildkit
    /// /opt/app 0644 0:0 size=10
    /// layer RUN /bin/sh -c tar -tf /opt/app.tar.gz # buildkit
    /// /list 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Use `ADD app.tar.gz /opt/`, which unpacks, or mount the archive: `RUN --mount=type=bind,source=...,target=...`.
    ///
    /// ## References
    /// Dockerfile reference, `ADD` and `RUN --mount=type=bind`.
    pub static UNPACKED_ARCHIVE_COPIED = Rule {
        id: "unpacked-archive-copied",
        title: "Archive copied into the image to be unpacked",
        category: Category::Configuration,
        severity: Severity::Info,
        aliases: &["DL3010"],
        message: "\"{archive}\" is copied and then unpacked by RUN, so the image holds it twice",
        why: "The archive stays in the layer of the COPY even if RUN deletes it.",
        fix: "Use ADD, which unpacks tar archives, or mount the archive into the RUN.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut runs = facts.runs_of(&["tar", "bsdtar"]).peekable();
    if runs.peek().is_none() {
        return;
    }
    let mut copied = copied(facts);
    for run in runs.filter(|run| unpacks(run)) {
        for word in run.words.iter().filter(|word| !word.expands) {
            let key = (run.step.stage, name(&word.text));
            let Some((step, archive)) = copied.get(&key).copied() else { continue };
            if step.instruction.span.start > run.step.instruction.span.start {
                continue;
            }
            copied.remove(&key);
            let confidence = if facts.dockerfile.is_some() { Confidence::High } else { Confidence::Medium };
            findings
                .at(facts.place_in(step, archive.span))
                .detail("archive", masked(&archive.text))
                .confidence(confidence)
                .done();
        }
    }
}

type Copied<'f> = Map<(Option<usize>, &'f str), (&'f Step<'f>, &'f Word)>;

/// Archives that COPY brings into the image, by stage and by the names that they have there.
fn copied<'f>(facts: &'f Facts<'_>) -> Copied<'f> {
    let mut copied = Copied::new();
    let copies = facts.image_steps().filter(|step| step.instruction.kind == InstructionKind::Copy);
    for step in copies.filter(|step| step.instruction.flag("from").is_none()) {
        let Some((target, sources)) = step.instruction.words().split_last() else { continue };
        for source in sources.iter().filter(|source| is_archive(&source.text)) {
            copied.insert_new((step.stage, name(&source.text)), (step, source));
            if sources.len() == 1 && is_archive(&target.text) {
                copied.insert_new((step.stage, name(&target.text)), (step, source));
            }
        }
    }
    copied
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether ADD unpacks it, by its name.
fn is_archive(path: &str) -> bool {
    static ENDS: Words = words![
        ".tar",
        ".tar.gz",
        ".tgz",
        ".tar.bz2",
        ".tbz2",
        ".tbz",
        ".tar.xz",
        ".txz",
        ".tar.zst",
        ".tzst",
        ".tar.lzma"
    ];
    ENDS.iter().any(|end| path.ends_with(end))
}

fn unpacks(run: &Run<'_>) -> bool {
    // `tar xzf`
    let bundled_in =
        |word: &shell::Word| word.text.contains('x') && word.text.bytes().all(|byte| byte.is_ascii_alphabetic());
    run.is_in_image()
        && (run.option(&["-x", "--extract", "--get"]).is_some() || run.words.first().is_some_and(bundled_in))
}
