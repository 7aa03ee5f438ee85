//! The same bytes give the same report, however they are read, and a report says nothing of the machine.

use crate::support::{Folder, run, scan};
use plimsoll_image_builder::big::Big;
use plimsoll_image_builder::{Compression, sample};

#[test]
fn reports_are_the_same_twice_and_for_any_number_of_jobs() {
    let folder = Folder::new("steady");
    let big = Big { files: 600, bytes: 3_000_000, layers: 7, compression: Some(Compression::Gzip), seed: 3 };
    let paths = [folder.put("big.tar", big.image().oci_archive()), folder.put("sample.tar", sample::docker_archive())];
    for path in &paths {
        for format in ["text", "json", "sarif"] {
            let first = run(scan(&[path, "--format", format, "--jobs", "1"])).stdout;
            assert!(first.len() > 200, "{first}");
            for jobs in ["1", "2", "5", "64"] {
                let again = run(scan(&[path, "--format", format, "--jobs", jobs])).stdout;
                assert!(first == again, "{format} with --jobs {jobs} differs");
            }
        }
        let files = run(["files", path, "--jobs", "1"]).stdout;
        assert_eq!(files, run(["files", path, "--jobs", "4"]).stdout);
    }
}

#[test]
fn no_report_tells_where_the_input_lies() {
    let folder = Folder::new("a-private-place");
    let image = sample::image();
    for path in [
        folder.put("sample.tar", sample::docker_archive()),
        folder.put_layout("layout", &image),
        folder.put("Dockerfile", "FROM debian:12\nRUN apt-get update\nFROBNICATE\n"),
    ] {
        for format in ["text", "json", "sarif"] {
            let outcome = run(scan(&[&path, "--format", format]));
            assert!(!outcome.stdout.is_empty());
            for private in ["a-private-place", env!("CARGO_TARGET_TMPDIR"), env!("CARGO_MANIFEST_DIR")] {
                assert!(!outcome.stdout.contains(private), "{private}: {outcome:?}");
            }
        }
    }
}
