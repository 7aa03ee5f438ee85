//! `plimsoll diff`: what changed from one image to another, for "is the hardened one better".

use crate::support::{Folder, Outcome, piped, run};
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Shape};
use serde_json::{Value, json};

const PASSWORD: &str = "correct-horse-battery-staple-42";

fn base() -> Layer {
    Layer::new()
        .created_by("FROM base")
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n")
        .file("etc/group", "root:x:0:\nsudo:x:27:app\n")
        .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
}

fn before() -> Image {
    Image::new()
        .tag("example.org/app:1")
        .created("2026-01-01T00:00:00Z")
        .env("DB_PASSWORD", PASSWORD)
        .env("MODE", "debug")
        .expose("22/tcp")
        .expose("8080/tcp")
        .label("team", "one")
        .layer(base())
        .layer(
            Layer::new()
                .created_by("RUN make install")
                .add(Entry::file("usr/bin/helper", "helper").mode(0o4755))
                .add(Entry::file("usr/bin/tool", "tool").mode(0o755))
                .add(Entry::directory("usr/share/doc").mode(0o755))
                .add(Entry::file("usr/share/doc/a/readme", "12345").mode(0o644))
                .add(Entry::file("usr/share/doc/b", "123").mode(0o644))
                .add(Entry::file("srv/app", "version 1").mode(0o755))
                .add(Entry::symlink("srv/current", "app")),
        )
}

fn after() -> Image {
    Image::new()
        .tag("example.org/app:2")
        .created("2026-01-01T00:00:00Z")
        .env("MODE", "production")
        .env("TZ", "UTC")
        .expose("8080/tcp")
        .label("team", "one")
        .user("10001:10001")
        .entrypoint(["/srv/app"])
        .healthcheck(["CMD", "/srv/app", "health"])
        .layer(base())
        .layer(
            Layer::new()
                .created_by("RUN make install && harden")
                .file("etc/passwd", "root:x:0:0:root:/root:/usr/sbin/nologin\napp:x:10001:10001::/srv:/bin/false\n")
                .add(Entry::file("usr/bin/helper", "helper").mode(0o755))
                .add(Entry::file("usr/bin/tool", "tool").mode(0o755).owner(0, 5))
                .add(Entry::file("srv/app", "version 2").mode(0o755))
                .add(Entry::symlink("srv/current", "/srv/app"))
                .add(Entry::file("srv/data", "new").mode(0o640)),
        )
}

fn diff(rest: &[&str]) -> Outcome {
    run([&["diff", "--as-of", "2026-02-01", "--no-config"], rest].concat())
}

fn paths(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["path"].as_str().unwrap()).collect()
}

fn rules(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn a_hardened_image_is_better_and_everything_that_changed_is_named() {
    let folder = Folder::new("diff");
    let (one, other) = (folder.put("a.tar", before().docker_archive()), folder.put("b.tar", after().docker_archive()));
    let outcome = diff(&[&one, &other, "--format", "json"]);
    let found = outcome.json();
    assert_eq!(found["verdict"], "better", "{outcome:?}");
    let (gone, new) = (rules(&found["findings"]["gone"]), rules(&found["findings"]["new"]));
    for rule in ["run-as-root", "secret-in-environment", "setuid-file", "exposed-admin-port"] {
        assert!(gone.contains(&rule), "{rule} is not gone: {gone:?}");
        assert!(!new.contains(&rule), "{rule} is new: {new:?}");
    }
    let settings: Vec<_> = found["settings"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(settings, ["user", "entrypoint", "healthcheck"]);
    assert_eq!(found["settings"][0], json!({"name": "user", "before": null, "after": "10001:10001"}));
    assert_eq!((&found["ports"]["removed"], &found["ports"]["added"]), (&json!(["22/tcp"]), &json!([])));
    assert_eq!(found["env"]["removed"][0]["name"], "DB_PASSWORD");
    assert_eq!(found["env"]["added"], json!([{"name": "TZ", "value": "UTC"}]));
    assert_eq!(found["env"]["changed"][0]["after"], json!({"name": "MODE", "value": "production"}));
    assert_eq!(found["labels"]["changedCount"], 0);
    assert_eq!(found["users"]["added"][0]["name"], "app");
    assert_eq!(found["users"]["changed"][0]["after"]["shell"], "/usr/sbin/nologin");
    assert_eq!(found["groups"]["changedCount"], 0);
    assert_eq!(found["sharedLayers"], 1);
    assert_eq!(found["before"]["name"], "example.org/app:1");
    assert_eq!(found["after"]["layers"], 2);

    let files = &found["files"];
    assert_eq!((paths(&files["added"]), &files["addedCount"]), (vec!["/srv/data"], &json!(1)));
    // The directory stands for the three paths in it; `usr/share` itself has no other use.
    assert_eq!(paths(&files["removed"]), ["/usr/share"]);
    assert_eq!((&files["removedCount"], &files["removedBytes"]), (&json!(5), &json!(8)));
    assert_eq!((&files["removed"][0]["inside"], &files["removed"][0]["insideBytes"]), (&json!(4), &json!(8)));
    let changed: Vec<_> = files["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["after"]["path"].as_str().unwrap(), row["what"].clone()))
        .collect();
    let expected = [
        ("/etc/passwd", json!(["content"])),
        ("/srv/app", json!(["content"])),
        ("/srv/current", json!(["link"])),
        ("/usr/bin/helper", json!(["mode"])),
        ("/usr/bin/tool", json!(["owner"])),
    ];
    assert_eq!(changed, expected);
    assert_eq!(files["changes"]["content"], 2);
    assert_eq!((&found["complete"], &files["notCompared"]), (&json!(true), &json!(0)));
    assert!(!outcome.stdout.contains(PASSWORD));
}

#[test]
fn the_text_says_it_in_the_first_lines_and_holds_no_secret() {
    let folder = Folder::new("diff-text");
    let (one, other) = (folder.put("a.tar", before().docker_archive()), folder.put("b.tar", after().docker_archive()));
    let outcome = diff(&[&one, &other, "--fail-on", "worse"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    let lines: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "b.tar (example.org/app:2) compared with a.tar (example.org/app:1)");
    assert!(lines[1].starts_with("Better: ") && lines[1].contains("findings gone, "), "{outcome:?}");
    for said in [
        "~ user: (not set) -> 10001:10001",
        "- port 22/tcp",
        "~ variable MODE: debug -> production",
        "+ user app 10001:10001 /srv /bin/false",
        "~ /usr/bin/helper mode 4755 -> 0755",
        "~ /usr/bin/tool owner 0:0 -> 0:5",
        "~ /srv/current link app -> /srv/app",
        "- /usr/share directory ???? 0:0 with 4 inside, 8 B",
        "layers in common: 1",
    ] {
        assert!(outcome.stdout.contains(said), "{said:?} is missing: {outcome:?}");
    }
    assert!(!outcome.stdout.contains(PASSWORD) && !outcome.stdout.contains('\u{1b}'));
    let coloured = diff(&[&one, &other, "--color", "always"]);
    assert!(coloured.stdout.contains("\u{1b}[1mBetter"), "{coloured:?}");
}

#[test]
fn the_exit_status_says_whether_the_second_image_is_worse() {
    let folder = Folder::new("diff-exit");
    let (one, other) = (folder.put("a.tar", before().docker_archive()), folder.put("b.tar", after().docker_archive()));
    assert_eq!(diff(&[&one, &one]).code, 0);
    for (threshold, code) in [("low", 1), ("high", 1), ("worse", 1), ("none", 0)] {
        assert_eq!(diff(&[&other, &one, "--fail-on", threshold]).code, code, "{threshold}");
    }
    // It is worse as a whole, by the severity alone.
    let worse = folder.put("worse.tar", before().layer(Layer::new().file("root/.netrc", "")).docker_archive());
    let new = diff(&[&one, &worse, "--format", "json"]).json()["findings"]["new"].clone();
    let reached = new.as_array().unwrap().iter().any(|finding| finding["severity"] == "critical");
    assert_eq!(diff(&[&one, &worse, "--fail-on", "critical"]).code, i32::from(reached));
    assert_eq!(diff(&[&one, &other, "--fail-on", "worse"]).code, 0);
}

#[test]
fn archives_folders_and_pipes_give_the_same_difference() {
    let folder = Folder::new("diff-ways");
    let (one, other) = (folder.put("a.tar", before().docker_archive()), folder.put("b.tar", after().oci_archive()));
    let first = diff(&[&one, &other, "--format", "json"]).json();
    assert_eq!(diff(&[&one, &other, "--format", "json", "--jobs", "1"]).json(), first);
    let nameless = |mut difference: Value| {
        difference["after"]["input"] = Value::Null;
        difference
    };
    let layout = folder.put_layout("layout", &after());
    assert_eq!(nameless(diff(&[&one, &layout, "--format", "json"]).json()), nameless(first.clone()));
    let arguments = ["diff", "--as-of", "2026-02-01", "--no-config", one.as_str(), "-", "--format", "json"];
    let streamed = piped(arguments, &after().oci_archive());
    assert_eq!(nameless(streamed.json()), nameless(first.clone()));
    let to = folder.put("difference.json", "");
    assert_eq!(diff(&[&one, &other, "--format", "json", "--output", &to]).stdout, "");
    assert_eq!(serde_json::from_str::<Value>(&std::fs::read_to_string(to).unwrap()).unwrap(), first);
}

#[test]
fn both_images_may_lie_in_one_archive() {
    let folder = Folder::new("diff-both");
    let both = folder.put("both.tar", Archive::new(Shape::DockerArchive).image(before()).image(after()).build());
    diff(&[&both, &both]).refuses(&["both.tar", "2 images are chosen", "example.org/app:2"]);
    let chosen = ["--before-image", "example.org/app:1", "--after-image", "example.org/app:2", "--format", "json"];
    let outcome = diff(&[&[both.as_str(), both.as_str()][..], &chosen].concat());
    let found = outcome.json();
    assert_eq!(
        (&found["before"]["name"], &found["after"]["name"]),
        (&json!("example.org/app:1"), &json!("example.org/app:2"))
    );
    assert_eq!(found["verdict"], "better");
}

#[test]
fn values_that_show_the_same_when_masked_still_differ() {
    let folder = Folder::new("diff-masked");
    let image = |password: &str| Image::new().env("DB_PASSWORD", password).layer(base());
    let one = folder.put("a.tar", image("first-secret-of-the-database").docker_archive());
    let other = folder.put("b.tar", image("other-secret-of-the-database").docker_archive());
    let outcome = diff(&[&one, &other, "--format", "json"]);
    assert_eq!(outcome.json()["env"]["changedCount"], 1);
    let text = diff(&[&one, &other]);
    for secret in ["first-secret", "other-secret"] {
        assert!(!outcome.stdout.contains(secret) && !text.stdout.contains(secret), "{text:?}");
    }
}

#[test]
fn packages_are_added_removed_and_upgraded() {
    let folder = Folder::new("diff-packages");
    let image = |packages: &[(&str, &str)]| {
        let status: Vec<_> = packages
            .iter()
            .map(|(name, version)| {
                format!("Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n")
            })
            .collect();
        Image::new().layer(base().file("var/lib/dpkg/status", status.concat()))
    };
    let one = folder.put("a.tar", image(&[("curl", "8.0-1"), ("gcc", "12"), ("sed", "4")]).docker_archive());
    let other = folder.put("b.tar", image(&[("curl", "8.1-1"), ("sed", "4"), ("tini", "1")]).docker_archive());
    let found = diff(&[&one, &other, "--format", "json"]).json()["packages"].clone();
    let package =
        |name: &str, version: &str| json!({"type": "deb", "name": name, "architecture": "amd64", "version": version});
    assert_eq!(found["added"], json!([package("tini", "1")]));
    assert_eq!(found["removed"], json!([package("gcc", "12")]));
    assert_eq!(found["changed"], json!([{"before": package("curl", "8.0-1"), "after": package("curl", "8.1-1")}]));
    let text = diff(&[&one, &other]).stdout;
    assert!(
        text.contains("Packages: 1 added, 1 removed, 1 changed\n  ~ curl 8.0-1 -> 8.1-1\n  + tini 1\n  - gcc 12\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_compared_is_2_and_says_why() {
    let folder = Folder::new("diff-wrong");
    let one = folder.put("a.tar", before().docker_archive());
    let dockerfile = folder.put("Dockerfile", "FROM scratch\n");
    diff(&[&one, &dockerfile]).refuses(&["Dockerfile", "Build the image"]);
    diff(&["-", "-"]).refuses(&["standard input"]);
    diff(&[&one]).refuses(&["AFTER"]);
    let missing = folder.path("missing.tar");
    diff(&[missing.to_str().unwrap(), &one]).refuses(&["missing.tar", "Check the path"]);
    diff(&[&one, &one, "--fail-on", "worst"]).refuses(&["critical, high, medium, low, info or none, or worse"]);
}

#[test]
fn what_could_not_be_read_is_told() {
    let folder = Folder::new("diff-gaps");
    let one = folder.put("a.tar", before().docker_archive());
    let broken = before().layer(Layer::new().created_by("COPY . /").file("above", "").missing());
    let other = folder.put("b.tar", broken.oci_archive());
    let found = diff(&[&one, &other, "--format", "json"]).json();
    assert_eq!((&found["complete"], &found["after"]["complete"]), (&json!(false), &json!(false)));
    assert_eq!(found["before"]["complete"], true);
    let text = diff(&[&one, &other]).stdout;
    assert!(text.contains("incomplete") && text.contains("Not everything could be read"), "{text}");
}

#[test]
fn the_schema_of_a_difference_is_printed() {
    let outcome = run(["schema", "difference"]);
    let schema = outcome.json();
    assert_eq!((outcome.code, &schema["title"]), (0, &json!("Difference")));
    assert!(schema["required"].as_array().unwrap().contains(&json!("verdict")));
}
