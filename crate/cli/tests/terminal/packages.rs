//! `plimsoll packages`: the packages of the operating system, as text and as JSON.

use crate::support::{Folder, run};
use plimsoll_image_builder::{Entry, Image, Layer};
use serde_json::json;

fn image(database: &str) -> Vec<u8> {
    let layer = Layer::new()
        .add(Entry::file("lib/apk/db/installed", database).mode(0o644))
        .add(Entry::file("bin/busybox", "x").mode(0o755));
    Image::new().tag("example.org/packages:1").layer(layer).docker_archive()
}

const DATABASE: &str = "P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nI:600\no:musl\nF:lib\n\n\
    P:busybox-binsh\nV:1.37.0-r12\nA:x86_64\nI:10\no:busybox\nm:Someone <a@example.org>\nF:bin\nR:busybox\na:0:0:755\n";

#[test]
fn packages_are_listed_sorted_with_their_sources() {
    let folder = Folder::new("packages");
    let path = folder.put("image.tar", image(DATABASE));
    let text = run(["packages", &path]);
    assert_eq!((text.code, text.stderr.as_str()), (0, ""), "{text:?}");
    assert_eq!(
        text.stdout,
        "apk  busybox-binsh  1.37.0-r12  x86_64  (source busybox)\napk  musl           1.2.5-r0    x86_64\n"
    );
    let json = run(["packages", "--format", "json", &path]);
    assert_eq!(
        json.json(),
        json!([
            { "type": "apk", "name": "busybox-binsh", "version": "1.37.0-r12", "architecture": "x86_64", "source": "busybox",
              "vendor": "Someone <a@example.org>", "installedSize": 10, "files": 1 },
            { "type": "apk", "name": "musl", "version": "1.2.5-r0", "architecture": "x86_64", "licence": "MIT",
              "installedSize": 600, "files": 0 },
        ])
    );
    let scan = run(["scan", "--format", "json", "--fail-on", "none", &path]).json();
    assert_eq!(scan["targets"][0]["image"]["packages"], json.json());
    let counted = run(["scan", "--fail-on", "none", &path]);
    assert!(counted.stdout.contains("packages: 2 apk"), "{counted:?}");
}

#[test]
fn a_damaged_database_gives_what_it_has_and_says_what_is_missing() {
    let folder = Folder::new("packages-damaged");
    let path = folder.put("image.tar", image("P:musl\nV:1\n\nP:nameless\n"));
    let outcome = run(["packages", &path]);
    assert_eq!(outcome.code, 2, "{outcome:?}");
    assert_eq!(outcome.stdout, "apk  musl  1\n");
    assert!(outcome.stderr.contains("not whole") && outcome.stderr.contains("lib/apk/db/installed"), "{outcome:?}");
}

#[test]
fn an_image_without_a_database_has_an_empty_list() {
    let folder = Folder::new("packages-none");
    let layer = Layer::new().add(Entry::file("app", "x").mode(0o755));
    let path = folder.put("image.tar", Image::new().layer(layer).docker_archive());
    let outcome = run(["packages", &path]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{outcome:?}");
}
