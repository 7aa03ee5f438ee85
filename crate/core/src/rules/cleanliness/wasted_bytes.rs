//! `wasted-bytes`.

use super::size;
use crate::facts::{Facts, ImageFacts};
use crate::finding::{Confidence, Findings, Place, Severity, shown_path};
use crate::image::rootfs::HiddenCause;
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// Bytes of files that the image ships although no container shows them, because a later layer deletes the file,
    /// writes it anew, changes nothing but its mode, owner or times, hides its folder with an opaque mark, or puts
    /// something of another kind in its place. There is one finding for each layer that has the bytes, layer that hides
    /// them, and cause, if they are more than 1 MB together; from 20 MB it is of low severity. The three largest files
    /// and both build steps are in the details. A file that another name still shows wastes nothing.
    ///
    /// ## Why it matters
    /// Every pull transfers and stores these bytes, and whoever has the image can read the deleted files: deleting in a
    /// later step hides nothing.
    ///
    /// ## Examples
    /// ```image bad
    /// layer COPY data.tar /tmp/data.tar
    /// /tmp/data.tar 0644 0:0 size=2M
    /// layer RUN tar xf /tmp/data.tar && rm /tmp/data.tar
    /// - /tmp/data.tar
    /// ```
    /// The same content again, with another owner:
    /// ```image bad
    /// layer COPY app /app
    /// /app 0755 0:0 size=2M
    /// layer RUN chown 1000 /app
    /// /app 0755 1000:0 size=2M
    /// ```
    /// ```image good
    /// layer RUN make
    /// /app 0755 0:0 size=2M
    /// /etc/motd 0644 0:0 "one\n"
    /// layer RUN echo two > /etc/motd
    /// /etc/motd 0644 0:0 "two\n"
    /// ```
    ///
    /// ## How to fix
    /// Create and delete in one `RUN`, use `COPY --chown` and `--chmod` instead of a later chown, mount what is only needed
    /// for the build (`RUN --mount=type=bind`), or build in a stage of its own.
    ///
    /// ## References
    /// OCI image specification, layers: whiteouts.
    pub static WASTED_BYTES = Rule {
        id: "wasted-bytes",
        title: "Bytes that no container shows",
        category: Category::Cleanliness,
        severity: Severity::Info,
        confidence: Confidence::High,
        aliases: &["PKG-015"],
        controls: &[
            Control::inferred("NIST SP 800-190", "3.1.4"),
            Control::inferred("NIST SP 800-53 r5", "SC-4"),
            Control::read("DISA", "CICDG 2.8"),
            Control::read("DISA", "CICDG 2.9"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{size} of layer {layer} are {cause} in layer {hidden_by}",
        why: "Every pull transfers these bytes, and whoever has the image can still read the files.",
        fix: "Create and delete in one RUN, use `COPY --chown --chmod` instead of a later change, or build in another stage.",
        check: check,
    };
}

/// Less is not worth a reader's time.
const LEAST_BYTES: u64 = 1_000_000;

/// From here on pulls get noticeably slower.
const LOW_BYTES: u64 = 20_000_000;

/// Files that are named.
const LARGEST: usize = 3;

#[derive(Default)]
struct Group<'a> {
    bytes: u64,
    count: u64,
    /// The largest files, largest first.
    largest: Vec<(u64, &'a [u8])>,
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (Some(image), Some(files)) = (&facts.image, facts.files()) else { return };
    let mut groups: Map<(u32, u32, HiddenCause), Group<'_>> = Map::new();
    for hidden in files.rootfs.hidden().filter(|hidden| hidden.bytes > 0) {
        let key = (hidden.layer, hidden.by.layer, hidden.by.cause);
        let Some(group) = groups.slot(key, Group::default) else { continue };
        group.bytes = group.bytes.saturating_add(hidden.bytes);
        group.count = group.count.saturating_add(1);
        let at = group.largest.partition_point(|(bytes, _)| *bytes >= hidden.bytes);
        if at < LARGEST {
            group.largest.insert(at, (hidden.bytes, hidden.entry.path));
            group.largest.truncate(LARGEST);
        }
    }
    for ((layer, by, cause), group) in groups.into_iter().filter(|(_, group)| group.bytes >= LEAST_BYTES) {
        let severity = if group.bytes < LOW_BYTES { Severity::Info } else { Severity::Low };
        let largest: Vec<String> = group
            .largest
            .iter()
            .map(|(bytes, path)| format!("{} ({})", shown_path(path), size::shown(*bytes)))
            .collect();
        let mut draft = findings
            .at(Place::Layer { layer })
            .severity(severity)
            .detail("size", size::shown(group.bytes))
            .detail("count", size::plural(group.count, "file"))
            .detail("cause", worded(cause))
            .detail("hidden_by", by)
            .detail("largest", largest.join(", "));
        for (name, layer) in [("added_command", layer), ("hiding_command", by)] {
            if let Some(command) = command(image, layer) {
                draft = draft.detail(name, secrets::masked(command));
            }
        }
        draft.done();
    }
}

fn worded(cause: HiddenCause) -> &'static str {
    match cause {
        HiddenCause::Deleted => "deleted",
        HiddenCause::Overwritten => "overwritten",
        HiddenCause::MetadataOnly => "stored again with another mode, owner or time",
        HiddenCause::Opaque => "hidden by an opaque folder",
        HiddenCause::ReplacedByOther => "replaced by something of another kind",
    }
}

/// The build step that made a layer, not masked.
fn command<'a>(image: &ImageFacts<'a>, layer: u32) -> Option<&'a str> {
    let entry = image.alignment.history_of.get(usize::try_from(layer).ok()?).copied().flatten()?;
    image.config.history.get(entry)?.created_by.as_deref().filter(|command| !command.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::analysis::{self, Options};
    use plimsoll_image_builder::Recipe;

    #[test]
    fn each_cause_has_its_finding_with_both_commands_and_the_largest_files() {
        let image = Recipe::parse(
            "layer RUN one --password hunter2hunter2\n/a 0644 0:0 size=2M\n/b/c 0644 0:0 size=25M\n/d 0644 0:0 size=1K\n/e 0644 0:0 size=3M\n\
             layer RUN two\n- /a\nopaque /b\n/d 0600 0:0 size=1K\n/e 0600 0:0 size=3M\n",
        )
        .unwrap();
        let report = analysis::archive(&image.docker_archive(), &Options::default()).unwrap();
        let mut found: Vec<_> = report.targets[0]
            .findings
            .iter()
            .filter(|finding| finding.rule == "wasted-bytes")
            .map(|finding| {
                assert_eq!(finding.details.get("hiding_command").unwrap(), "RUN two");
                assert!(!format!("{finding:?}").contains("hunter2hunter2"));
                (finding.message.clone(), finding.details.get("largest").unwrap().clone(), finding.severity.name())
            })
            .collect();
        crate::ordered::sort(&mut found);
        let expected = [
            ("2.0 MB of layer 0 are deleted in layer 1", "/a (2.0 MB)", "info"),
            ("26.2 MB of layer 0 are hidden by an opaque folder in layer 1", "/b/c (26.2 MB)", "low"),
            (
                "3.1 MB of layer 0 are stored again with another mode, owner or time in layer 1",
                "/e (3.1 MB), /d (1.0 kB)",
                "info",
            ),
        ];
        assert_eq!(found, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c)));
    }
}
