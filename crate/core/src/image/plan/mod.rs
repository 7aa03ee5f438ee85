//! From the table of members to the list of planned images. Planning reads documents and never layers; the host fetches
//! the documents it asks for and calls it again until the plan is ready.
//!
//! `manifest.json` is preferred, since it says which member is which layer; an OCI index beside it adds digests, names
//! and further images. Archives without it are read by their index, or by the chain of layers of old Docker.

mod choose;
mod docker;
mod documents;
mod error;
mod evidence;
mod legacy;
mod merge;
mod model;
mod oci;
mod planner;
#[cfg(test)]
mod tests;
mod unrecognised;

pub use choose::{Choice, ChoiceError, Chosen, LeftOut, choose};
pub use documents::Documents;
pub(crate) use documents::{CUT_OFF, looks_like_json, not_json};
pub use error::{PlanError, PlanErrorKind};
pub use model::{
    Claim, Evidence, EvidenceKind, LayerState, Message, Plan, PlannedImage, PlannedLayer, Reference, ReferenceKind,
    ScanTimes, SourceFormat, is_scan,
};

use crate::ordered::Set;

use super::members::{Members, ROOT_DOCUMENTS};
use documents::Shelf;
use planner::Planner;

/// One round of planning.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanStep {
    /// The bodies of these members are needed: insert or refuse every one, then plan again.
    Need(Vec<String>),
    /// The plan.
    Ready(Box<Plan>),
}

/// Plans by the documents fetched so far.
///
/// Every round asks for at least one document that was not there before, so it ends. An error is final: the archive
/// holds nothing that can be analysed. What is wrong with one image of several is a gap of the plan.
pub fn plan(members: &Members, documents: &Documents) -> Result<PlanStep, PlanError> {
    let root = root_directory(members);
    let mut planner = Planner::new(Shelf::new(members, documents, root));
    let source = planner.read_all()?;
    if !planner.shelf.needed.is_empty() {
        return Ok(PlanStep::Need(planner.shelf.needed.into_iter().collect()));
    }
    planner.into_plan(source).map(|plan| PlanStep::Ready(Box::new(plan)))
}

/// The one top directory under which the documents lie if none lies at the root: `tar c my-image` instead of
/// `tar c -C my-image .`. Empty at the root.
fn root_directory(members: &Members) -> String {
    if ROOT_DOCUMENTS.iter().any(|name| members.get(name).is_some()) {
        return String::new();
    }
    let mut found = Set::new();
    for member in members.all() {
        if let Some((directory, rest)) = member.name.split_once('/')
            && (rest == "manifest.json" || rest == "index.json")
        {
            found.insert(directory);
        }
    }
    let mut directories = found.into_iter();
    match (directories.next(), directories.next()) {
        (Some(directory), None) => {
            let root = format!("{directory}/");
            let has = |name: &str| members.get(&format!("{root}{name}")).is_some();
            // Web applications have a manifest.json of their own: ask for a second sign.
            let others = ["oci-layout", "repositories", "blobs/sha256"];
            let layers = || {
                let inside = members.all().iter().filter_map(|member| member.name.strip_prefix(&root));
                inside.into_iter().any(|name| name.ends_with(".tar") || name.ends_with(".tar.gz"))
            };
            if others.iter().any(|name| has(name)) || layers() { root } else { String::new() }
        }
        _ => String::new(),
    }
}
