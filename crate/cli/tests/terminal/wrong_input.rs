//! What is no image: exit 2, a message that says which input, what it is and what to do, and no report.

use crate::support::{Folder, piped, root_image, run, scan};
use plimsoll_image_builder::{Compression, Random, TarBuilder};

#[test]
fn files_that_are_no_archives_are_named_for_what_they_are() {
    let folder = Folder::new("no-archives");
    let noise = Random::named(b"noise").bytes(100_000);
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("photo.png", [b"\x89PNG\r\n\x1a\n".as_slice(), &noise].concat(), &["a picture", "docker save"]),
        ("noise.bin", [b"\0\x01".as_slice(), &noise].concat(), &["unknown type", "docker save"]),
        ("empty.tar", Vec::new(), &["an empty file", "Save the image again"]),
        ("letter.txt", b"Dear reader,\nthis is no image.\n".to_vec(), &["a text file", "Dockerfile"]),
        ("manifest.json", b"{\"schemaVersion\": 2}\n".to_vec(), &["a JSON document", "the whole image"]),
        ("image.zip", [b"PK\x03\x04".as_slice(), &noise].concat(), &["a zip archive", "Unpack it"]),
        ("image.tar.xz", [b"\xfd7zXZ\0".as_slice(), &noise].concat(), &["an xz stream", "Decompress it"]),
        ("app", [b"\x7fELF\x02".as_slice(), &noise].concat(), &["an ELF program", "docker save"]),
    ];
    for (name, bytes, said) in cases {
        let path = folder.put(name, &bytes);
        for format in ["text", "json", "sarif"] {
            let outcome = run(scan(&[&path, "--format", format]));
            outcome.refuses(said);
            outcome.refuses(&[name]);
        }
        if !name.ends_with(".txt") {
            piped(scan(&["-"]), &bytes).refuses(said);
        }
        run(["files", &path]).refuses(&[name]);
    }
    piped(scan(&["-"]), b"Dear reader,\nthis is no image.\n").refuses(&["instruction"]);
}

#[test]
fn a_plain_root_file_system_is_told_from_an_image() {
    let folder = Folder::new("rootfs");
    let tar = TarBuilder::new().directory("etc").file("etc/passwd", "").directory("usr").directory("bin").build();
    let said = ["plain root file system", "docker save (not docker export)"];
    run(scan(&[&folder.put("rootfs.tar", &tar)])).refuses(&said);
    run(scan(&[&folder.put("rootfs.tar.gz", Compression::Gzip.compress(&tar))])).refuses(&said);
    piped(scan(&["-"]), &tar).refuses(&said);
}

#[test]
fn an_archive_with_nothing_in_it_is_empty() {
    let folder = Folder::new("nothing");
    run(scan(&[&folder.put("nothing.tar", TarBuilder::new().build())])).refuses(&["nothing.tar", "empty"]);
}

#[test]
fn a_truncated_archive_never_gives_a_report_that_looks_whole() {
    let folder = Folder::new("truncated");
    let whole = root_image().docker_archive();
    // A cut that takes nothing but zeros behind the last member away takes nothing away.
    let all = run(scan(&[&folder.put("cut.tar", &whole), "--format", "json"])).json()["targets"].clone();
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let bytes = compression.compress(&whole);
        for cut in (1..20).map(|part| bytes.len() * part / 20) {
            let path = folder.put("cut.tar", &bytes[..cut]);
            for outcome in
                [run(scan(&[&path, "--format", "json"])), piped(scan(&["-", "--format", "json"]), &bytes[..cut])]
            {
                if outcome.code == 2 {
                    outcome.refuses(&[]);
                    assert!(outcome.stderr.len() > 40, "{outcome:?}");
                } else {
                    let report = outcome.json();
                    let is_whole = compression == Compression::None && report["targets"] == all;
                    assert!(report["complete"] == false || is_whole, "{compression:?} cut at {cut}: {outcome:?}");
                }
            }
        }
    }
}

#[test]
fn a_bomb_ends_soon_with_a_gap_or_an_error() {
    let folder = Folder::new("bomb");
    let bomb = folder.put("bomb.tar.gz", gzip_bomb_of_zeros());
    let outcome = run(scan(&[&bomb]));
    outcome.refuses(&["bomb.tar.gz"]);
}

/// 4 GiB of zeros.
fn gzip_bomb_of_zeros() -> Vec<u8> {
    plimsoll_image_builder::compress::gzip_bomb(4 << 30)
}

#[test]
fn what_is_not_there_or_may_not_be_read_is_said() {
    let folder = Folder::new("missing");
    let missing = folder.path("no-such-image.tar");
    run(scan(&[missing.to_str().unwrap()])).refuses(&["no-such-image.tar", "No such file", "Check the path"]);
}

#[test]
fn a_directory_that_is_no_layout_is_told_what_it_is() {
    let folder = Folder::new("directories");
    folder.put("context/Dockerfile", "FROM debian:12\n");
    folder.put("context/main.py", "print()\n");
    let context = folder.path("context");
    run(scan(&[context.to_str().unwrap()])).refuses(&[
        "context",
        "a build context with a Dockerfile",
        "give the Dockerfile itself",
    ]);
    let empty = folder.path("empty");
    std::fs::create_dir(&empty).unwrap();
    run(scan(&[empty.to_str().unwrap()])).refuses(&["the directory is empty"]);
    run(["files", context.to_str().unwrap()]).refuses(&["Dockerfile"]);
}

#[cfg(unix)]
#[test]
fn a_hostile_file_name_cannot_write_to_the_terminal() {
    let folder = Folder::new("hostile-name");
    let path = folder.put("a\u{1b}[2Jb.tar", "Dear reader,\n");
    let outcome = run(scan(&[&path]));
    outcome.refuses(&["a\\u{1b}[2Jb.tar"]);
    let image = folder.put("c\u{1b}[2Jd.tar", root_image().docker_archive());
    for format in ["text", "json", "sarif"] {
        assert!(!run(scan(&[&image, "--format", format])).stdout.contains('\u{1b}'), "{format}");
    }
}
