//! The difference as readable text, for terminals and logs.

use super::model::{Aspect, Change, Changes, Difference, File, FileChange, Group, Side, User, Verdict};
use crate::finding::Severity;
use crate::report::model::{Finding, Variable};
use crate::report::plain::{Style, bytes, colour, paint, write_gaps};
use crate::report::wording;
use std::fmt::{self, Write as _};

/// Rows of one list that are shown; the rest are counted. The JSON has more of them.
const MAX_SHOWN: usize = 20;

/// The difference as text; ends with a newline.
#[must_use]
pub fn write(difference: &Difference, style: Style) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, difference, style);
    text
}

fn write_all(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    writeln!(text, "{} compared with {}", named(&difference.after), named(&difference.before))?;
    writeln!(text, "{}", paint(style, "1", &verdict(difference)))?;
    write_findings(text, difference, style)?;
    write_sides(text, difference, style)?;
    write_settings(text, difference, style)?;
    write_accounts(text, difference, style)?;
    let packages = &difference.packages;
    if !packages.is_empty() {
        heading(text, style, &format!("Packages: {}", counted(packages)))?;
        rows(
            text,
            packages,
            |package| format!("{} {}", package.name, package.version),
            |change| format!("{} {} -> {}", change.before.name, change.before.version, change.after.version),
        )?;
    }
    write_files(text, difference, style)?;
    for side in [&difference.before, &difference.after] {
        if !side.gaps.is_empty() {
            writeln!(text, "\n{}:", side.input)?;
            write_gaps(text, &side.gaps, style)?;
        }
    }
    Ok(())
}

fn named(side: &Side) -> String {
    if side.name == side.input { side.name.clone() } else { format!("{} ({})", side.input, side.name) }
}

/// `Better: 5 findings gone, 2 new, 1 more severe, 3 less severe, 40 as before`.
fn verdict(difference: &Difference) -> String {
    let findings = &difference.findings;
    let word = match difference.verdict {
        Verdict::Better => "Better",
        Verdict::Even => "No better, no worse",
        Verdict::Worse => "Worse",
    };
    let gone = findings.gone.len();
    let mut parts = vec![format!("{gone} finding{} gone", if gone == 1 { "" } else { "s" })];
    parts.push(format!("{} new", findings.new.len()));
    for (count, what) in [(findings.worse.len(), "more severe"), (findings.better.len(), "less severe")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.push(format!("{} as before", findings.kept));
    let incomplete = if difference.complete { "" } else { "; incomplete, see what could not be read" };
    format!("{word}: {}{incomplete}", parts.join(", "))
}

fn heading(text: &mut String, style: Style, title: &str) -> fmt::Result {
    writeln!(text, "\n{}", paint(style, "1", title))
}

fn write_findings(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    let findings = &difference.findings;
    let label = |severity: Severity| paint(style, colour(severity), &format!("{:<8}", severity.name()));
    let line =
        |finding: &Finding| format!("{} ({}) [{}]", finding.message, wording::place(&finding.place), finding.rule);
    for (title, list) in [("New findings", &findings.new), ("Findings gone", &findings.gone)] {
        if !list.is_empty() {
            heading(text, style, title)?;
            bounded(text, list, list.len() as u64, |finding| format!("{} {}", label(finding.severity), line(finding)))?;
        }
    }
    for (title, list) in [("More severe", &findings.worse), ("Less severe", &findings.better)] {
        if !list.is_empty() {
            heading(text, style, title)?;
            bounded(text, list, list.len() as u64, |change| {
                format!(
                    "{} was {}: {}",
                    label(change.after.severity),
                    change.before.severity.name(),
                    line(&change.after)
                )
            })?;
        }
    }
    Ok(())
}

fn write_sides(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    let (before, after) = (&difference.before, &difference.after);
    heading(text, style, "Image")?;
    let distribution = |side: &Side| {
        let known = side.distribution.as_ref();
        known.map_or_else(
            || String::from("none recognised"),
            |known| known.name.clone().unwrap_or_else(|| known.id.clone()),
        )
    };
    let counts = |side: &Side| {
        let counts = Severity::ALL.map(|severity| format!("{} {}", side.counts.of(severity), severity.name()));
        counts.join(", ")
    };
    let platform = |side: &Side| side.platform.clone().unwrap_or_else(|| String::from("unknown"));
    let grade = |side: &Side| format!("{}, {} of 100 points", side.grade.letter.name(), side.grade.points);
    pair(text, "grade", &grade(before), &grade(after))?;
    pair(text, "findings", &counts(before), &counts(after))?;
    pair(text, "platform", &platform(before), &platform(after))?;
    pair(text, "distribution", &distribution(before), &distribution(after))?;
    pair(text, "layers", &before.layers.to_string(), &after.layers.to_string())?;
    writeln!(text, "  layers in common: {}", difference.shared_layers)?;
    pair(text, "entries", &before.entries.to_string(), &after.entries.to_string())?;
    sizes(text, "size", before.size, after.size)?;
    sizes(text, "shipped but hidden", before.wasted, after.wasted)
}

fn pair(text: &mut String, name: &str, before: &str, after: &str) -> fmt::Result {
    if before == after { writeln!(text, "  {name}: {after}") } else { writeln!(text, "  {name}: {before} -> {after}") }
}

fn sizes(text: &mut String, name: &str, before: u64, after: u64) -> fmt::Result {
    if before == after {
        return writeln!(text, "  {name}: {}", bytes(after));
    }
    let how = if after < before { "less" } else { "more" };
    writeln!(text, "  {name}: {} -> {} ({} {how})", bytes(before), bytes(after), bytes(before.abs_diff(after)))
}

fn write_settings(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    let Difference { settings, ports, volumes, env, labels, .. } = difference;
    if settings.is_empty() && ports.is_empty() && volumes.is_empty() && env.is_empty() && labels.is_empty() {
        return Ok(());
    }
    heading(text, style, "Settings")?;
    for setting in settings {
        let (before, after) = (set(setting.before.as_deref()), set(setting.after.as_deref()));
        writeln!(text, "  ~ {}: {}", setting.name, changed(before, after))?;
    }
    let same = |change: &Change<String>| change.after.clone();
    rows(text, ports, |port| format!("port {port}"), same)?;
    rows(text, volumes, |volume| format!("volume {volume}"), same)?;
    for (what, variables) in [("variable", env), ("label", labels)] {
        let value = |variable: &Variable| format!("{what} {}={}", variable.name, variable.value);
        rows(text, variables, value, |change| {
            let (before, after) = (&change.before.value, &change.after.value);
            format!("{what} {}: {}", change.after.name, changed(before, after))
        })?;
    }
    Ok(())
}

fn set(value: Option<&str>) -> &str {
    value.filter(|value| !value.is_empty()).unwrap_or("(not set)")
}

/// Values that differ may look the same where they are masked or shortened.
fn changed(before: &str, after: &str) -> String {
    if before == after {
        format!("{after} (another value that shows the same)")
    } else {
        format!("{before} -> {after}")
    }
}

fn write_accounts(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    let (users, groups) = (&difference.users, &difference.groups);
    if users.is_empty() && groups.is_empty() {
        return Ok(());
    }
    heading(text, style, "Accounts")?;
    let user = |user: &User| {
        let shell = if user.shell.is_empty() { "/bin/sh" } else { &user.shell };
        format!("{}:{} {} {shell}, password {}", user.uid, user.gid, user.home, user.password)
    };
    rows(
        text,
        users,
        |one| format!("user {} {}", one.name, user(one)),
        |change| format!("user {}: {}", change.after.name, changed(&user(&change.before), &user(&change.after))),
    )?;
    let group = |group: &Group| format!("{} [{}]", group.gid, group.members.join(", "));
    rows(
        text,
        groups,
        |one| format!("group {} {}", one.name, group(one)),
        |change| format!("group {}: {}", change.after.name, changed(&group(&change.before), &group(&change.after))),
    )
}

fn write_files(text: &mut String, difference: &Difference, style: Style) -> fmt::Result {
    let files = &difference.files;
    if (files.added_count, files.removed_count, files.changed_count, files.not_compared) == (0, 0, 0, 0) {
        return Ok(());
    }
    let mut title = format!(
        "Files: {} added ({}), {} removed ({}), {} changed",
        files.added_count,
        bytes(files.added_bytes),
        files.removed_count,
        bytes(files.removed_bytes),
        files.changed_count
    );
    if files.not_compared > 0 {
        let _ = write!(title, ", content of {} not compared", files.not_compared);
    }
    heading(text, style, &title)?;
    // Paths inside a directory that is listed are in its row.
    bounded(text, &files.changed, files.changed_count, |change| format!("~ {}", change_of(change)))?;
    bounded(text, &files.added, stand_for(&files.added, files.added_count), |file| format!("+ {}", whole(file)))?;
    bounded(text, &files.removed, stand_for(&files.removed, files.removed_count), |file| format!("- {}", whole(file)))
}

/// How many rows a list would have if the paths that its rows stand for were not counted.
fn stand_for(list: &[File], count: u64) -> u64 {
    list.iter().fold(count, |count, file| count.saturating_sub(file.inside.unwrap_or_default()))
}

fn whole(file: &File) -> String {
    let mode = file.mode.as_deref().unwrap_or("????");
    let mut text = format!("{} {} {mode} {}:{}", file.path, file.r#type, file.uid, file.gid);
    if file.r#type == "file" {
        let _ = write!(text, " {}", bytes(file.size));
    }
    if let Some(link) = &file.link {
        let _ = write!(text, " -> {link}");
    }
    if let (Some(inside), Some(size)) = (file.inside, file.inside_bytes) {
        let _ = write!(text, " with {inside} inside, {}", bytes(size));
    }
    text
}

fn change_of(change: &FileChange) -> String {
    let (before, after) = (&change.before, &change.after);
    let none = || String::from("none");
    let parts = change.what.iter().map(|aspect| match aspect {
        Aspect::Kind => format!("{} -> {}", before.r#type, after.r#type),
        Aspect::Mode => {
            let mode = |file: &File| file.mode.clone().unwrap_or_else(|| String::from("????"));
            format!("mode {} -> {}", mode(before), mode(after))
        }
        Aspect::Owner => format!("owner {}:{} -> {}:{}", before.uid, before.gid, after.uid, after.gid),
        Aspect::Content if before.size == after.size => String::from("content"),
        Aspect::Content => format!("content {} -> {}", bytes(before.size), bytes(after.size)),
        Aspect::Link => format!(
            "link {} -> {}",
            before.link.as_deref().unwrap_or_default(),
            after.link.as_deref().unwrap_or_default()
        ),
        Aspect::Capability => format!(
            "capability {} -> {}",
            before.capability.clone().unwrap_or_else(none),
            after.capability.clone().unwrap_or_else(none)
        ),
        Aspect::Device => format!(
            "device {} -> {}",
            before.device.clone().unwrap_or_else(none),
            after.device.clone().unwrap_or_else(none)
        ),
    });
    format!("{} {}", after.path, parts.collect::<Vec<_>>().join(", "))
}

fn counted<T>(changes: &Changes<T>) -> String {
    format!("{} added, {} removed, {} changed", changes.added_count, changes.removed_count, changes.changed_count)
}

fn rows<T>(
    text: &mut String,
    changes: &Changes<T>,
    one: impl Fn(&T) -> String,
    both: impl Fn(&Change<T>) -> String,
) -> fmt::Result {
    bounded(text, &changes.changed, changes.changed_count, |change| format!("~ {}", both(change)))?;
    bounded(text, &changes.added, changes.added_count, |item| format!("+ {}", one(item)))?;
    bounded(text, &changes.removed, changes.removed_count, |item| format!("- {}", one(item)))
}

/// The first of a list that has `count` rows in all.
fn bounded<T>(text: &mut String, list: &[T], count: u64, row: impl Fn(&T) -> String) -> fmt::Result {
    for item in list.iter().take(MAX_SHOWN) {
        writeln!(text, "  {}", row(item))?;
    }
    let more = count.saturating_sub(list.len().min(MAX_SHOWN) as u64);
    if more > 0 { writeln!(text, "  and {more} more; the JSON lists them") } else { Ok(()) }
}
