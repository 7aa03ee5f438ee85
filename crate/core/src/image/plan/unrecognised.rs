//! Names what an archive is that is no image archive, and says what to do.

use super::super::members::{MemberKind, Members};
use super::error::{PlanError, PlanErrorKind};
use crate::text::excerpt;

const SAVE: &str = "save the image with docker save, or with skopeo copy to docker-archive: or oci-archive:";

/// The error for members among which no image document is.
pub(super) fn unrecognised(members: &Members) -> PlanError {
    let place = if members.is_directory() { "directory" } else { "archive" };
    if members.all().is_empty() {
        return PlanError::new(PlanErrorKind::Empty, format!("the {place} is empty"), SAVE);
    }
    let (what, action) = guess(members);
    PlanError::new(
        PlanErrorKind::NotAnImage,
        format!("the {place} has neither manifest.json nor index.json: {what}"),
        action,
    )
}

fn guess(members: &Members) -> (String, &'static str) {
    let has = |name: &str| members.get(name).is_some();
    let top = |directory: &str| {
        let inside = format!("{directory}/");
        has(directory) || members.all().iter().any(|member| member.name.starts_with(&inside))
    };
    let one_below = |file: &str| {
        members.all().iter().any(|member| member.name.split_once('/').is_some_and(|(_, rest)| rest == file))
    };
    let system = ["etc", "usr", "bin", "var", "lib", "sbin", "proc"].iter().filter(|name| top(name)).count();
    if system >= 3 {
        return (
            "it looks like a plain root file system, without configuration, history and layers".to_owned(),
            "save the image instead: docker save (not docker export), which keeps them",
        );
    }
    if has("Chart.yaml") || one_below("Chart.yaml") {
        return ("it is a Helm chart".to_owned(), "give the archives of the images that the chart names");
    }
    if has("package/package.json") {
        return ("it is an npm package".to_owned(), "give the archive of an image that the package is in");
    }
    if one_below("PKG-INFO") || one_below("pyproject.toml") {
        return ("it is a Python source package".to_owned(), SAVE);
    }
    if one_below("Cargo.toml.orig") {
        return ("it is a Rust crate".to_owned(), SAVE);
    }
    for name in ["Dockerfile", "Containerfile"] {
        if has(name) || one_below(name) {
            return (
                format!("it is a build context with a {name}"),
                "give the Dockerfile itself, or build the image and save it",
            );
        }
    }
    if top("blobs/sha256") || has("oci-layout") {
        return (
            "it has blobs of an OCI layout and not the index.json that says what they are".to_owned(),
            "save the image anew; the archive is incomplete",
        );
    }
    let mut files = members.all().iter().filter(|member| member.kind == MemberKind::File);
    if let (Some(file), None) = (files.next(), files.next()) {
        let inner = [".tar", ".tar.gz", ".tgz", ".tar.zst", ".oci", ".zip"];
        if inner.iter().any(|end| file.name.ends_with(end)) {
            let name = excerpt(&file.name, 100);
            return (format!("all it has is {name}"), "unpack it once and give the archive inside");
        }
    }
    let seen: Vec<String> = members.all().iter().take(3).map(|member| excerpt(&member.name, 60)).collect();
    let more = members.all().len().saturating_sub(seen.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (format!("it has {}{more}", seen.join(", ")), SAVE)
}
