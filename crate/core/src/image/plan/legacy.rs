//! Archives of Docker before 1.10: `repositories` names the top layers, and the `json` of every layer its parent.

use crate::ordered::{Map, Set};

use super::super::json::Notes;
use super::super::json::legacy::{self, LegacyLayer};
use super::error::{PlanError, PlanErrorKind};
use super::model::PlannedImage;
use super::planner::{Planner, Read, SAVE_ANEW};
use crate::limits::MAX_LAYERS;

impl Planner<'_> {
    /// Reads the chains, if there are any. `repositories` is absent when images were saved by id.
    pub(super) fn read_legacy(&mut self) -> bool {
        let ids = self.legacy_ids();
        let named = self.shelf.has("repositories");
        if ids.is_empty() && !named {
            return false;
        }
        let mut references = Map::new();
        if named && let Read::Value { member, value } = self.read("repositories") {
            let mut notes = Notes::default();
            references = legacy::read_repositories(&value, &mut notes);
            self.note(&member, &notes);
        }
        // All at once: one round for each layer of a chain would read every document a hundred times.
        let mut layers: Map<String, LegacyLayer> = Map::new();
        for id in &ids {
            if let Read::Value { member, value } = self.read(&format!("{id}/json")) {
                let mut notes = Notes::default();
                layers.insert(id.clone(), legacy::read_layer(&value, &mut notes));
                self.note(&member, &notes);
            }
        }
        if self.shelf.needed.is_empty() {
            self.plan_chains(&references, &layers);
        }
        true
    }

    /// Directories of the form `<64 hex digits>` that hold a `json`.
    fn legacy_ids(&self) -> Set<String> {
        let is_id = |id: &str| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let names = self.shelf.members.all().iter().map(|member| member.name.as_str());
        names.filter_map(|name| name.strip_suffix("/json")).filter(|id| is_id(id)).map(ToOwned::to_owned).collect()
    }

    fn plan_chains(&mut self, references: &Map<String, String>, layers: &Map<String, LegacyLayer>) {
        let mut tops: Map<&str, Vec<String>> = Map::new();
        for (reference, id) in references {
            tops.change(id.as_str(), |list| list.push(reference.clone()));
        }
        if tops.is_empty() {
            let parents: Set<&str> = layers.values().filter_map(|layer| layer.parent.as_deref()).collect();
            tops =
                layers.keys().filter(|id| !parents.contains(id.as_str())).map(|id| (id.as_str(), Vec::new())).collect();
            if tops.is_empty() && !layers.is_empty() {
                let what = "the parents of the layers go in a circle".to_owned();
                self.problem(PlanError::new(PlanErrorKind::Unreadable, what, SAVE_ANEW));
            }
        }
        for (top, names) in tops {
            match chain(top, layers) {
                Ok(chain) => self.plan_chain(top, names, &chain, layers),
                Err(what) => self.unreadable(&format!("{top}/json"), what),
            }
        }
    }

    fn plan_chain(&mut self, top: &str, names: Vec<String>, chain: &[&str], layers: &Map<String, LegacyLayer>) {
        let Some(last) = layers.get(top) else { return };
        let mut config = last.config.clone();
        let records = chain.iter().filter_map(|id| layers.get(*id));
        config.history = records.map(|layer| layer.history.clone()).collect();
        let planned = chain.iter().map(|id| self.layer(&format!("{id}/layer.tar"))).collect();
        let mut keys = names.clone();
        keys.push(format!("{top}/json"));
        let image = PlannedImage {
            provenance: Vec::new(),
            names,
            platform: config.platform(),
            group: 0,
            manifest_digest: None,
            other_manifests: Vec::new(),
            index_digests: Vec::new(),
            // The ids of that time are random numbers and not digests.
            config_digest: None,
            config_member: Some(format!("{}{top}/json", self.shelf.root)),
            config,
            layers: planned,
            annotations: Map::new(),
            gaps: Vec::new(),
        };
        self.draft(image, keys);
    }
}

/// The ids from the lowest layer to `top`.
fn chain<'l>(top: &'l str, layers: &'l Map<String, LegacyLayer>) -> Result<Vec<&'l str>, String> {
    let mut ids = Vec::new();
    let mut seen = Set::new();
    let mut next = Some(top);
    while let Some(id) = next {
        if !seen.insert(id) {
            return Err("the parents of the layers go in a circle".to_owned());
        }
        if ids.len() >= MAX_LAYERS {
            return Err(format!("the image has more than {MAX_LAYERS} layers"));
        }
        let Some(layer) = layers.get(id) else {
            return Err(format!("the layer {} of the chain is not in the archive", crate::text::excerpt(id, 64)));
        };
        ids.push(id);
        next = layer.parent.as_deref();
    }
    ids.reverse();
    Ok(ids)
}
