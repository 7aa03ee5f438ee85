//! Which record of the build history made which layer.
//!
//! `empty_layer` cannot be trusted alone: kaniko wrote no such flags (kaniko#315), buildah may lack the records of
//! the base (buildah#7037), squashed images have records of layers that are gone. So records are matched only if as
//! many of them claim a layer as there are layers; a wrong command next to a finding is worse than none.

use super::config::HistoryEntry;

/// The match of layers and history records, both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// For each layer, lowest first, the index of the record that made it.
    pub history_of: Vec<Option<usize>>,
    /// For each history record the index of the layer it made.
    pub layer_of: Vec<Option<usize>>,
    /// Why nothing is matched: a sentence without a final stop; `None` if all is.
    pub unaligned: Option<String>,
}

/// Matches `history` to as many layers as given.
#[must_use]
pub fn align(history: &[HistoryEntry], layers: usize) -> Alignment {
    let claiming: Vec<usize> =
        history.iter().enumerate().filter(|(_, entry)| !entry.empty_layer).map(|(index, _)| index).collect();
    let mut layer_of = vec![None; history.len()];
    if claiming.len() != layers {
        let unaligned = if history.is_empty() {
            format!("the image has no build history for its {layers} layers")
        } else {
            let claimed = claiming.len();
            format!("the build history tells of {claimed} layers and the image has {layers}")
        };
        return Alignment { history_of: vec![None; layers], layer_of, unaligned: Some(unaligned) };
    }
    for (layer, record) in claiming.iter().enumerate() {
        if let Some(slot) = layer_of.get_mut(*record) {
            *slot = Some(layer);
        }
    }
    Alignment { history_of: claiming.into_iter().map(Some).collect(), layer_of, unaligned: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(empty: &[bool]) -> Vec<HistoryEntry> {
        empty.iter().map(|empty_layer| HistoryEntry { empty_layer: *empty_layer, ..HistoryEntry::default() }).collect()
    }

    #[test]
    fn records_that_claim_a_layer_are_matched_in_order() {
        let alignment = align(&records(&[false, true, false, true]), 2);
        assert_eq!(alignment.history_of, [Some(0), Some(2)]);
        assert_eq!(alignment.layer_of, [Some(0), None, Some(1), None]);
        assert_eq!(alignment.unaligned, None);
    }

    #[test]
    fn nothing_is_matched_when_the_counts_differ() {
        // kaniko: no record is marked empty though only two of three made a layer.
        let alignment = align(&records(&[false, false, false]), 2);
        assert_eq!(alignment.history_of, [None, None]);
        assert_eq!(alignment.layer_of, [None, None, None]);
        assert!(alignment.unaligned.unwrap().contains("3 layers and the image has 2"));
    }

    #[test]
    fn an_image_without_history_or_without_layers_is_legal() {
        assert!(align(&[], 2).unaligned.unwrap().contains("no build history"));
        assert_eq!(align(&[], 0).unaligned, None);
        assert_eq!(align(&records(&[true]), 0).layer_of, [None]);
    }
}
