//! What an image ships for nothing, and that dive's figures are those that dive would give: by hand for each of its
//! habits, and against a plain model of its algorithm.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::report::model::{Dive, Waste};
use plimsoll_image_builder::Recipe;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn waste(recipe: &str) -> Waste {
    let image = Recipe::parse(recipe).expect(recipe);
    let report = analysis::archive(&image.docker_archive(), &Options::default()).expect("an image");
    report.targets[0].image.as_ref().expect("an image").waste.clone()
}

/// Efficiency, wasted bytes, user bytes, wasted user percent.
fn figures(recipe: &str) -> (u64, u64, u64, Option<u64>) {
    let Dive { efficiency, wasted_bytes, user_bytes, wasted_user_percent } = waste(recipe).dive.expect("figures");
    (efficiency, wasted_bytes, user_bytes, wasted_user_percent)
}

#[test]
fn dive_counts_every_version_of_a_path() {
    let recipe = "layer\n/a 0644 0:0 size=100\n/b 0644 0:0 size=850\nlayer\n/a 0644 0:0 size=50\n";
    assert_eq!(figures(recipe), (900_000, 150, 50, Some(3_000_000)));
    // A deleted file is a version without bytes.
    assert_eq!(figures(&format!("{recipe}layer\n- /a\n")), (850_000, 150, 50, Some(3_000_000)));
    assert_eq!(figures("layer\n/a 0644 0:0 size=100\n"), (1_000_000, 0, 0, None));
    assert_eq!(figures("layer\n"), (1_000_000, 0, 0, None));
}

#[test]
fn dive_sees_no_waste_in_a_deleted_directory_and_none_behind_an_opaque_mark() {
    let deleted =
        waste("layer RUN make\n/d/ 0755 0:0\n/d/x 0644 0:0 size=500\nlayer RUN rm -r /d\n- /d\n/e 0644 0:0 size=10\n");
    let dive = deleted.dive.unwrap();
    assert_eq!((dive.efficiency, dive.wasted_bytes), (1_000_000, 0));
    let hidden: Vec<_> = deleted.hidden.iter().map(|row| (row.layer, row.hidden_by, row.bytes, row.files)).collect();
    assert_eq!(hidden, [(0, 1, 500, 1)]);
    let opaque = waste("layer\n/d/x 0644 0:0 size=500\nlayer\nopaque /d\n/d/y 0644 0:0 size=10\n");
    assert_eq!(opaque.dive.unwrap().wasted_bytes, 0);
    assert_eq!(opaque.hidden[0].bytes, 500);
    // Written again after it was deleted, the directory has two versions of its name, and their bytes are wasted.
    let again = "layer\n/d/ 0755 0:0\n/d/x 0644 0:0 size=500\nlayer\n- /d\nlayer\n/d 0644 0:0 size=20\n";
    assert_eq!(figures(again), (509_804, 520, 20, Some(26_000_000)));
}

#[test]
fn a_whiteout_of_nothing_hides_the_rest_of_its_layer_from_dive() {
    let recipe = "layer\n/a 0644 0:0 size=100\n/z 0644 0:0 size=100\nlayer\n/a 0644 0:0 size=100\n- /nothing\n/z 0644 0:0 size=100\n";
    // `.wh.nothing` is visited before `a`: neither version is seen.
    assert_eq!(figures(recipe), (1_000_000, 0, 200, Some(0)));
    let recipe = recipe.replace("- /nothing", "- /m/nothing");
    assert_eq!(figures(&recipe), (666_667, 200, 200, Some(1_000_000)));
}

#[test]
fn copies_are_counted_once_each_with_the_layer_that_made_them() {
    let found = waste(
        "layer COPY a /\n/a 0644 0:0 random=3K\n/b 0644 0:0 random=3K as=/a\n/c => /a\nlayer RUN cp\n/d 0600 1:1 random=3K as=/a\n\
         /e 0644 0:0 random=3K\nlayer RUN chown\n/b 0644 7:7 random=3K as=/a\n",
    );
    let rows: Vec<_> = found.duplicates.iter().map(|row| (row.layer, row.of, row.bytes, row.files)).collect();
    assert_eq!(found.duplicated, 6144);
    assert_eq!(rows, [(1, 0, 3072, 1), (2, 0, 3072, 1)]);
    // The version of `/b` that the third layer replaces is hidden, and no copy in the final file system.
    let hidden: Vec<_> = found.hidden.iter().map(|row| (row.layer, row.hidden_by, row.bytes)).collect();
    assert_eq!(hidden, [(0, 2, 3072)]);
    assert_eq!(serde_json::to_value(found.hidden[0].cause).unwrap(), "metadata-only");
}

/// A path of a layer as dive keeps it: names, whiteouts with their prefix.
type Tree = BTreeMap<Vec<String>, (bool, u64)>;

fn tree(lines: &[String]) -> Tree {
    let mut tree = Tree::new();
    for line in lines {
        let words: Vec<_> = line.split(' ').collect();
        let (path, node) = match words[0] {
            "opaque" => (format!("{}/.", words[1]), (false, 0)),
            "-" => {
                let (directory, name) = words[1].rsplit_once('/').unwrap();
                (format!("{directory}/.wh.{name}"), (false, 0))
            }
            path if path.ends_with('/') => (path.to_owned(), (true, 0)),
            path => (path.to_owned(), (false, words[3].strip_prefix("size=").unwrap().parse().unwrap())),
        };
        let names: Vec<String> =
            path.split('/').filter(|name| !name.is_empty() && *name != ".").map(str::to_owned).collect();
        for depth in 1..names.len() {
            tree.entry(names[..depth].to_vec()).or_insert((false, 0));
        }
        if words[0] == "opaque" {
            tree.entry(names).or_insert(node);
        } else {
            tree.insert(names, node);
        }
    }
    tree
}

fn target(path: &[String]) -> Option<Vec<String>> {
    let name = path.last()?.strip_prefix(".wh.")?;
    Some([&path[..path.len() - 1], &[name.to_owned()]].concat())
}

fn model(layers: &[Vec<String>]) -> (u64, u64) {
    let trees: Vec<Tree> = layers.iter().map(|lines| tree(lines)).collect();
    let mut stack = Tree::new();
    // Bytes of all versions, the smallest, their number.
    let mut paths: BTreeMap<Vec<String>, (u64, u64, u64)> = BTreeMap::new();
    for tree in &trees {
        for (path, (_, size)) in tree {
            if tree.keys().any(|other| other.len() > path.len() && other.starts_with(path)) {
                continue;
            }
            let (path, size) = match target(path) {
                None => (path.clone(), *size),
                Some(target) => {
                    let Some((directory, _)) = stack.get(&target) else { break };
                    let inside = stack.iter().filter(|(path, _)| path.starts_with(&target)).map(|(_, (_, size))| size);
                    let size = if *directory { inside.sum() } else { 0 };
                    (target, size)
                }
            };
            let known = paths.entry(path).or_insert((0, u64::MAX, 0));
            *known = (known.0 + size, known.1.min(size), known.2 + 1);
        }
        for target in tree.keys().filter_map(|path| target(path)) {
            stack.retain(|path, _| !path.starts_with(&target));
        }
        for (path, node) in tree.iter().filter(|(path, _)| target(path).is_none()) {
            if node == &(false, 0) {
                stack.entry(path.clone()).or_insert(*node);
            } else {
                stack.insert(path.clone(), *node);
            }
        }
    }
    let least: u64 = paths.values().map(|path| path.1).sum();
    let all: u64 = paths.values().map(|path| path.0).sum();
    let wasted = paths.values().filter(|path| path.2 > 1).map(|path| path.0).sum();
    let efficiency = (least * 1_000_000 + all / 2).checked_div(all).unwrap_or(1_000_000);
    (efficiency, wasted)
}

/// A line of a layer. Directories and files have names of their own: what dive makes of a path that is now one and now the
/// other is not modelled.
fn line() -> impl Strategy<Value = String> {
    let directory = prop::sample::select(vec!["/a", "/a/b", "/c", "/a.x", "/a/b/e"]);
    let file = prop::sample::select(vec!["/f", "/a/f", "/a/b/f", "/a/b/g", "/c/f", "/a.x/f", "/a/b/e/f", "/c/h"]);
    prop_oneof![
        directory.clone().prop_map(|path| format!("{path}/ 0755 0:0")),
        directory.clone().prop_map(|path| format!("- {path}")),
        directory.prop_map(|path| format!("opaque {path}")),
        file.clone().prop_map(|path| format!("- {path}")),
        (file.clone(), 1_u64..2000).prop_map(|(path, size)| format!("{path} 0644 0:0 size={size}")),
        (file, 1_u64..2000).prop_map(|(path, size)| format!("{path} 0644 0:0 size={size}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_figures_are_those_of_a_plain_model(mut layers in prop::collection::vec(prop::collection::vec(line(), 1..9), 2..6)) {
        // A layer that has nothing below begins with no whiteouts.
        layers[0].retain(|line| !line.starts_with("- "));
        let recipe: String = layers.iter().map(|lines| format!("layer\n{}\n", lines.join("\n"))).collect();
        let (efficiency, wasted, ..) = figures(&recipe);
        prop_assert_eq!((efficiency, wasted), model(&layers), "{}", recipe);
    }
}
