//! Everything that can be given: files, directories, pipes, Dockerfiles.

use crate::support::{Folder, piped, root_image, run, scan};
use plimsoll_image_builder::Compression;
use serde_json::Value;

/// What a report says apart from the name, form and size of its input.
fn substance(mut report: Value) -> Value {
    report["input"] = Value::Null;
    report
}

#[test]
fn an_archive_gives_the_same_findings_by_file_pipe_gzip_and_zstd() {
    let folder = Folder::new("ways");
    let archive = root_image().docker_archive();
    let expected = run(scan(&[&folder.put("image.tar", &archive), "--format", "json"])).json();
    assert_eq!(expected["counts"]["high"], 1, "{expected}");
    let expected = substance(expected);
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let bytes = compression.compress(&archive);
        let from_pipe = piped(scan(&["-", "--format", "json"]), &bytes);
        assert_eq!(from_pipe.code, 1, "{compression:?}: {from_pipe:?}");
        let report = from_pipe.json();
        assert_eq!(report["input"]["name"], "standard input");
        assert_eq!(report["input"]["size"], bytes.len());
        assert_eq!(substance(report), expected, "{compression:?} from a pipe");
        let file = folder.put("image.bin", &bytes);
        assert_eq!(substance(run(scan(&[&file, "--format", "json"])).json()), expected, "{compression:?}");
    }
}

#[test]
fn a_directory_in_the_oci_layout_is_read_with_or_without_a_slash() {
    let folder = Folder::new("layout");
    let path = folder.put_layout("layout", &root_image());
    for path in [path.clone(), format!("{path}/"), format!("{path}/.")] {
        let report = run(scan(&[&path, "--format", "json"])).json();
        assert_eq!(report["input"]["format"], "oci-layout", "{report}");
        assert_eq!(report["input"]["name"], "layout", "{path}");
        assert_eq!(report["counts"]["high"], 1, "{report}");
    }
}

#[cfg(unix)]
#[test]
fn links_of_a_directory_are_followed_inside_it_and_not_out_of_it() {
    let folder = Folder::new("links");
    let path = folder.put_layout("layout", &root_image());
    let [blobs, moved, outside] = ["layout/blobs", "layout/moved", "outside"].map(|name| folder.path(name));
    std::fs::rename(&blobs, &moved).unwrap();
    std::os::unix::fs::symlink("moved", &blobs).unwrap();
    // Circles end.
    std::os::unix::fs::symlink("../..", moved.join("sha256/up")).unwrap();
    std::os::unix::fs::symlink(".", folder.path("layout/here")).unwrap();
    assert_eq!(run(scan(&[&path, "--format", "json"])).json()["complete"], true);
    std::fs::rename(&moved, &outside).unwrap();
    std::os::unix::fs::symlink("../outside", &moved).unwrap();
    run(scan(&[&path])).refuses(&["layout"]);
}

#[test]
fn a_dockerfile_is_known_by_its_name_or_its_first_instruction() {
    let folder = Folder::new("dockerfile");
    let text = "FROM debian:12\nUSER root\n";
    for name in ["Dockerfile", "Dockerfile.prod", "api.Dockerfile", "Containerfile", "build.txt"] {
        let report = run(scan(&[&folder.put(name, text), "--format", "json"])).json();
        assert_eq!((&report["input"]["format"], &report["input"]["name"]), (&"dockerfile".into(), &name.into()));
        assert_eq!(report["counts"]["high"], 1, "{name}: {report}");
    }
    let report = piped(scan(&["-", "--format", "json"]), text.as_bytes()).json();
    assert_eq!(report["input"]["size"], text.len());
    assert_eq!(report["counts"]["high"], 1);
}

#[test]
fn a_dockerfile_with_a_mark_of_utf_8_or_a_stray_byte_is_still_one() {
    let folder = Folder::new("encodings");
    let marked = folder.put("Dockerfile", "\u{feff}FROM debian:12\nUSER root\n");
    let report = run(scan(&[&marked, "--format", "json"])).json();
    assert_eq!((&report["counts"]["high"], &report["complete"]), (&1.into(), &true.into()), "{report}");
    // ISO 8859-1: what can be read is, and the report says that it is not all.
    for name in ["Dockerfile", "build.txt"] {
        let latin = folder.put(name, b"FROM debian:12\nLABEL maintainer=Andr\xe9\nUSER root\n");
        let report = run(scan(&[&latin, "--format", "json"])).json();
        assert_eq!((&report["counts"]["high"], &report["complete"]), (&1.into(), &false.into()), "{name}: {report}");
        assert!(report["targets"][0]["gaps"][0]["what"].as_str().unwrap().contains("UTF-8"), "{report}");
    }
    let wide: Vec<u8> = "\u{feff}FROM debian:12\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    run(scan(&[&folder.put("Dockerfile", wide)])).refuses(&["Dockerfile", "UTF-16", "UTF-8"]);
}

#[test]
fn an_archive_that_is_called_dockerfile_is_still_an_archive() {
    let folder = Folder::new("misnamed");
    for bytes in [root_image().docker_archive(), Compression::Gzip.compress(&root_image().docker_archive())] {
        let report = run(scan(&[&folder.put("Dockerfile.image", bytes), "--format", "json"])).json();
        assert_eq!(report["input"]["format"], "docker-archive");
    }
}

#[test]
fn several_inputs_of_different_sorts_go_into_one_report() {
    let folder = Folder::new("several");
    let inputs = [
        folder.put("image.tar", root_image().docker_archive()),
        folder.put_layout("layout", &root_image()),
        folder.put("Dockerfile", "FROM scratch\nUSER root\n"),
    ];
    let [archive, layout, dockerfile] = inputs.each_ref().map(String::as_str);
    let reports = run(scan(&[archive, layout, dockerfile, "--format", "json"])).json();
    let forms: Vec<_> = reports.as_array().unwrap().iter().map(|report| report["input"]["format"].clone()).collect();
    assert_eq!(forms, ["docker-archive", "oci-layout", "dockerfile"]);
    let text = run(scan(&[archive, layout, dockerfile])).stdout;
    for name in ["image.tar (docker-archive", "layout (oci-layout", "Dockerfile (dockerfile"] {
        assert!(text.contains(name), "{name}: {text}");
    }
}
