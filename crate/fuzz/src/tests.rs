//! Every property on its own seeds and on a thousand changes of each, with a stable compiler.

use plimsoll_image_builder::Random;

use crate::seeds;

type Property = fn(&[u8]);

const PROPERTIES: [(&str, Property); 21] = [
    ("zstd_frames", crate::zstd_frames::holds),
    ("gzip_members", crate::gzip_members::holds),
    ("tar_push", crate::tar_push::holds),
    ("layer_scan", crate::layer_scan::holds),
    ("facts_bytes", crate::facts_bytes::holds),
    ("archive_scan", crate::archive_scan::holds),
    ("manifest_json", crate::manifest_json::holds),
    ("image_report", crate::image_report::holds),
    ("dockerfile", crate::dockerfile::holds),
    ("shell", crate::shell::holds),
    ("fixer", crate::fixer::holds),
    ("history", crate::history::holds),
    ("correlation", crate::correlation::holds),
    ("secrets_find", crate::secrets_find::holds),
    ("secrets_search", crate::secrets_search::holds),
    ("accounts", crate::accounts::holds),
    ("packages_text", crate::packages_text::holds),
    ("packages_rpm", crate::packages_rpm::holds),
    ("system_files", crate::system_files::holds),
    ("json", crate::json::holds),
    ("config_toml", crate::config_toml::holds),
];

/// A few bytes changed, a piece lost or doubled.
fn changed(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => bytes[at] = random.below(256) as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes.truncate(at),
            _ => {
                let end = (at + random.below(600)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[test]
fn every_property_holds_for_its_seeds_and_for_changes_of_them() {
    let seeds = seeds::all();
    for (name, holds) in PROPERTIES {
        let (_, seeds) = seeds.iter().find(|(target, _)| *target == name).expect("every target has seeds");
        let mut random = Random::named(name.as_bytes());
        for seed in seeds {
            holds(seed);
            for _ in 0..(300 / seeds.len()).max(1) {
                holds(&changed(seed, &mut random));
            }
        }
    }
}
