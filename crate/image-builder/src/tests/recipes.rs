//! The recipe language at its boundary: text in, image or error out.

use super::{json, read};
use crate::*;
use serde_json::json;

const WHOLE: &str = r#"
# everything once
created 2026-01-01T00:00:00Z
author somebody
platform linux/arm64/v8
tag example:1.0
tag example:latest
user app
env GREETING=hello = "world"
expose 22/tcp
volume /data
workdir /app
stopsignal SIGTERM
label org.opencontainers.image.source=https://example.org/x?a=b
entrypoint ["/app", "a b"]
cmd ["-v"]
healthcheck ["CMD", "/app", "health"]
/etc/passwd 0640 1:42 "root:x:0:0::/:\n" mtime=17
"/a b" 0644 0:0 size=1K
/r 0644 0:0 "x" random=9
/copy 0644 0:0 "x" as=/r random=9
/other 0644 0:0 "x" random=9
/bin/sh -> dash
/usr/x => /etc/passwd
layer RUN  make thing
/tmp/ 1777 0:0
/ 0755 0:0
/dev/sda block 8:0 0660 0:6
/dev/null char 1:3 0666 0:0
/run/p fifo 0644 7:8
/bin/ping 0755 0:0 cap=cap_net_raw+ep
/bin/v3 0755 0:0 cap=cap_net_raw+ep rootid=1000
history ENV A=b
layer
- /etc/secret
- "/a b"
opaque /var/cache
"#;

#[test]
fn every_line_says_what_it_promises() {
    let image = Recipe::parse(WHOLE).unwrap();
    let config = json(&image.config_json());
    assert_eq!(
        config["config"],
        json!({
            "User": "app", "Env": ["GREETING=hello = \"world\""], "ExposedPorts": {"22/tcp": {}},
            "Volumes": {"/data": {}}, "WorkingDir": "/app", "StopSignal": "SIGTERM",
            "Labels": {"org.opencontainers.image.source": "https://example.org/x?a=b"},
            "Entrypoint": ["/app", "a b"], "Cmd": ["-v"], "Healthcheck": {"Test": ["CMD", "/app", "health"]},
        })
    );
    assert_eq!(
        json!([config["created"], config["author"], config["os"], config["architecture"], config["variant"]]),
        json!(["2026-01-01T00:00:00Z", "somebody", "linux", "arm64", "v8"])
    );
    assert_eq!(
        config["history"],
        json!([
            {"created": "2026-01-01T00:00:00Z", "created_by": "RUN  make thing"},
            {"created": "2026-01-01T00:00:00Z", "created_by": "ENV A=b", "empty_layer": true},
        ])
    );
    let layers: Vec<_> = image.layers().map(|layer| read(&layer.tar())).collect();
    assert_eq!(layers[0]["etc/passwd"].1, b"root:x:0:0::/:\n");
    assert_eq!(layers[0]["a b"].1, [0; 1024]);
    assert_eq!((layers[0]["r"].1.len(), layers[0]["r"].1[0]), (9, b'x'));
    assert_eq!(layers[0]["copy"].1, layers[0]["r"].1);
    assert_ne!(layers[0]["other"].1, layers[0]["r"].1);
    assert_eq!((layers[0]["bin/sh"].0, &*layers[0]["bin/sh"].2), (b'2', "dash"));
    assert_eq!((layers[0]["usr/x"].0, &*layers[0]["usr/x"].2), (b'1', "etc/passwd"));
    let flags: Vec<_> = layers[1].iter().map(|(path, entry)| (&**path, char::from(entry.0))).collect();
    assert_eq!(
        flags,
        [
            ("./", '5'),
            ("bin/ping", '0'),
            ("bin/v3", '0'),
            ("dev/null", '3'),
            ("dev/sda", '4'),
            ("run/p", '6'),
            ("tmp/", '5')
        ]
    );
    let hidden: Vec<_> = layers[2].keys().collect();
    assert_eq!(hidden, [".wh.a b", "etc/.wh.secret", "var/cache/.wh..wh..opq"]);
    let manifest = json(&read(&image.docker_archive())["manifest.json"].1);
    assert_eq!(manifest[0]["RepoTags"], json!(["example:1.0", "example:latest"]));
}

#[test]
fn metadata_of_an_entry_reaches_the_tar() {
    let image = Recipe::parse("/f 4755 1000:42 \"x\" mtime=17\n/v3 0755 0:0 cap=cap_chown+ep rootid=9").unwrap();
    let tar = image.layers().next().unwrap().tar();
    let mut archive = ::tar::Archive::new(&*tar);
    let mut entries = archive.entries().unwrap().map(Result::unwrap);
    let header = entries.next().unwrap().header().clone();
    assert_eq!((header.mode().unwrap(), header.uid().unwrap(), header.gid().unwrap()), (0o4755, 1000, 42));
    assert_eq!(header.mtime().unwrap(), 17);
    let mut ranked = entries.next().unwrap();
    let record = ranked.pax_extensions().unwrap().unwrap().next().unwrap().unwrap();
    assert_eq!(
        (record.key().unwrap(), &record.value_bytes()[20..]),
        ("SCHILY.xattr.security.capability", &[9, 0, 0, 0][..])
    );
}

#[test]
fn layers_are_stored_and_broken_as_told() {
    let text =
        "layer\n/a 0644 0:0 \"1\"\ncompression zstd\nlayer\n/b 0644 0:0 \"2\"\nlie digest 1\nlie size 0\nlie diff-id 0";
    let files: std::collections::BTreeMap<_, _> = Recipe::parse(text).unwrap().oci_layout().into_iter().collect();
    let index = json(&files["index.json"]);
    let blob = |digest: &serde_json::Value| &files[&format!("blobs/sha256/{}", super::hex(digest))];
    let manifest = json(blob(&index["manifests"][0]["digest"]));
    let config = json(blob(&manifest["config"]["digest"]));
    let layers = &manifest["layers"];
    assert_eq!(layers[0]["mediaType"], "application/vnd.oci.image.layer.v1.tar+zstd");
    let (first, second) = (blob(&layers[0]["digest"]), blob(&layers[1]["digest"]));
    assert_eq!(super::hex(&layers[0]["digest"]), sha256(first));
    assert_eq!(layers[0]["size"], first.len() + 1);
    assert_ne!(super::hex(&layers[1]["digest"]), sha256(second));
    assert_eq!(layers[1]["size"], second.len());
    let clean = Recipe::parse(&text.lines().take(5).collect::<Vec<_>>().join("\n")).unwrap();
    let true_ids: Vec<_> = clean.layers().map(Layer::diff_id).collect();
    assert_ne!(config["rootfs"]["diff_ids"][0], true_ids[0]);
    assert_eq!(config["rootfs"]["diff_ids"][1], true_ids[1]);
}

#[test]
fn missing_and_foreign_layers_have_no_blob() {
    let image = Recipe::parse("layer\n/a 0644 0:0\nlayer\n/b 0644 0:0\nmissing layer 0\nforeign layer 1").unwrap();
    assert!(!read(&image.docker_archive()).keys().any(|path| path.ends_with("layer.tar")));
    let manifest = json(&read(&image.docker_archive())["manifest.json"].1);
    let sources = manifest[0]["LayerSources"].as_object().unwrap();
    assert_eq!(sources.len(), 1, "only the foreign one has a source");
    assert_eq!(sources.values().next().unwrap()["urls"], json!(["https://example.org/layer"]));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (line, what) in [
        ("frobnicate x", "`frobnicate` is not known"),
        ("user", "`user` needs something"),
        ("env NOTHING", "NAME=value"),
        ("platform linux", "not a platform"),
        ("cmd /app", "not a JSON list"),
        ("attestation x {", "not JSON"),
        ("/a", "after the path comes a mode"),
        ("/a 0999 0:0", "`0999` is not a mode"),
        ("/a 17777 0:0", "not a mode"),
        ("/a 0644", "an owner such as 0:0 is missing"),
        ("/a 0644 root:root", "`root:root` is not an owner"),
        ("/a 0644 0:0 content", "`content` is not understood"),
        ("/a 0644 0:0 \"x\" \"y\"", "second quoted"),
        ("/a 0644 0:0 \"abc\" size=2", "more than size=2"),
        ("/a 0644 0:0 size=9G", "not a size"),
        ("/a 0644 0:0 cap=cap_fly+ep", "unknown capability `cap_fly`"),
        ("/a 0644 0:0 rootid=4", "without cap"),
        ("/a/ 0755 0:0 size=4", "option `size`"),
        ("/a 0644 0:0 \"x", "closing quote"),
        ("/a ->", "target is missing"),
        ("/a => b", "must begin with /"),
        ("/a block 8 0644 0:0", "not a device number"),
        ("/a char 8:0 0644", "an owner"),
        ("/a fifo", "a mode such as 0644 is missing"),
        ("- a", "must begin with /"),
        ("opaque", "a path is missing"),
        ("opaque /a b", "double quotes"),
        ("compression lz4", "`lz4` is not a compression"),
        ("lie about 0", "`lie about` is not known"),
        ("lie digest x", "`x` is not the number of a layer"),
        ("lie digest 3", "there is no layer 3: the image has 1"),
    ] {
        let error = Recipe::parse(&format!("# first\n\n{line}\nlayer")).unwrap_err();
        assert_eq!(error.line, 3, "{line}");
        assert!(error.what.contains(what), "{line}: {error}");
    }
    let error = Recipe::parse("layer\nhistory ENV A=b\n/a 0644 0:0").unwrap_err();
    assert_eq!((error.line, error.to_string().contains("begin another with `layer`")), (3, true));
}

#[test]
fn the_example_of_the_documentation_is_a_recipe() {
    let source = include_str!("../recipe/mod.rs");
    let example = source.split("//! ```text\n").nth(1).unwrap().split("//! ```").next().unwrap();
    let text: Vec<_> = example.lines().map(|line| line.trim_start_matches("//!")).collect();
    assert_eq!(Recipe::parse(&text.join("\n")).unwrap().layers().count(), 2);
}
