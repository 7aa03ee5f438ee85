//! `plimsoll files`: the merged root filesystem as JSON lines.

use crate::support::{Folder, piped, root_image, run, tidy_image};
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Shape};
use serde_json::{Value, json};

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn image() -> Image {
    Image::new()
        .tag("example.org/files:1")
        .layer(
            Layer::new()
                .add(Entry::directory("bin").mode(0o755))
                .add(Entry::file("bin/tool", "1234567890").mode(0o4755).owner(1, 2))
                .add(Entry::symlink("bin/link", "tool").mode(0o777))
                .add(Entry::file("gone", "x").mode(0o644))
                .add(Entry::file("z", "x").mode(0o644)),
        )
        .layer(
            Layer::new()
                .whiteout("gone")
                .add(Entry::file("invented/deep/file", "abc").mode(0o600).owner(10, 20))
                .add(Entry::hardlink("bin/other", "bin/tool"))
                .add(Entry::char_device("null", 1, 3).mode(0o666))
                .add(Entry::block_device("disk", 8, 0).mode(0o660))
                .add(Entry::fifo("pipe").mode(0o644))
                .add(Entry::file(b"not-utf8-\xff\x1b", "").mode(0o644))
                .add(Entry::file("z", "new").mode(0o640)),
        )
}

#[test]
fn every_path_is_a_line_with_what_it_is_and_which_layers_made_it() {
    let folder = Folder::new("files");
    let outcome = run(["files", &folder.put("image.tar", image().oci_archive())]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    let row = |path: &str, r#type: &str, mode: Option<&str>, owner: (u32, u32), size: u64, layers: (u32, u32)| {
        json!({
            "path": path, "type": r#type, "mode": mode, "uid": owner.0, "gid": owner.1, "size": size,
            "layer": layers.0, "firstLayer": layers.1,
        })
    };
    let with = |mut row: Value, key: &str, value: &str| {
        row[key] = value.into();
        row
    };
    let expected = [
        row("bin", "directory", Some("0755"), (0, 0), 0, (0, 0)),
        with(row("bin/link", "symlink", Some("0777"), (0, 0), 0, (0, 0)), "link", "tool"),
        with(row("bin/other", "file", Some("4755"), (1, 2), 10, (1, 1)), "hardlinkOf", "bin/tool"),
        row("bin/tool", "file", Some("4755"), (1, 2), 10, (0, 0)),
        row("disk", "block", Some("0660"), (0, 0), 0, (1, 1)),
        row("invented", "directory", None, (0, 0), 0, (1, 1)),
        row("invented/deep", "directory", None, (0, 0), 0, (1, 1)),
        row("invented/deep/file", "file", Some("0600"), (10, 20), 3, (1, 1)),
        row("not-utf8-\\xff\\u{1b}", "file", Some("0644"), (0, 0), 0, (1, 1)),
        row("null", "char", Some("0666"), (0, 0), 0, (1, 1)),
        row("pipe", "fifo", Some("0644"), (0, 0), 0, (1, 1)),
        row("z", "file", Some("0640"), (0, 0), 3, (1, 0)),
    ];
    assert_eq!(rows(&outcome.stdout), expected, "{outcome:?}");
}

#[test]
fn a_listing_is_the_same_from_a_pipe_and_a_directory_and_goes_to_a_file() {
    let folder = Folder::new("files-ways");
    let bytes = image().docker_archive();
    let listing = run(["files", &folder.put("image.tar", &bytes)]).stdout;
    assert!(!listing.is_empty());
    assert_eq!(piped(["files", "-"], &bytes).stdout, listing);
    assert_eq!(run(["files", &folder.put_layout("layout", &image())]).stdout, listing);
    let to = folder.put("listing.jsonl", "");
    let outcome = run(["files", &folder.put("image.tar", &bytes), "--output", &to]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(to).unwrap(), listing);
}

#[test]
fn of_several_images_one_is_chosen() {
    let folder = Folder::new("files-several");
    let archive = Archive::new(Shape::DockerArchive).image(root_image()).image(tidy_image()).build();
    let path = folder.put("several.tar", archive);
    let before = folder.put("listing.jsonl", "kept");
    let outcome = run(["files", &path, "--output", &before]);
    outcome.refuses(&["2 images", "example.org/rooted:1", "example.org/tidy:1", "Choose one"]);
    assert_eq!(std::fs::read_to_string(before).unwrap(), "kept");
    let outcome = run(["files", &path, "--image", "example.org/tidy:1"]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(rows(&outcome.stdout)[0]["path"], "app");
}

#[test]
fn a_listing_that_is_not_whole_says_so_and_ends_with_2() {
    let folder = Folder::new("files-gap");
    let image = image().layer(Layer::new().created_by("COPY . /").file("above", "").missing());
    let outcome = run(["files", &folder.put("image.tar", image.oci_archive())]);
    assert_eq!(outcome.code, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("not whole") && outcome.stderr.contains("layer 2"), "{outcome:?}");
    assert_eq!(rows(&outcome.stdout).len(), 12);
}

#[test]
fn a_dockerfile_has_no_files() {
    let folder = Folder::new("files-dockerfile");
    let outcome = run(["files", &folder.put("Dockerfile", "FROM scratch\nCOPY . /\n")]);
    outcome.refuses(&["Dockerfile", "Build the image"]);
}
