//! Databases of whole images, in the layers and under the names that images have.

use super::*;
use crate::facts::Files;
use crate::gap::GapKind;
use crate::image::plan::Choice;
use crate::image::scan::{ScanOptions, StreamScan};
use crate::packages::Store;
use crate::rules;
use plimsoll_image_builder::Recipe;

/// Looks at the files of an image.
fn with_files<T>(recipe: &str, look: impl FnOnce(&Files<'_>) -> T) -> T {
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, ScanOptions::default());
    scan.feed(&Recipe::parse(recipe).unwrap().docker_archive()).unwrap();
    let scanned = scan.finish(&Choice::default()).unwrap();
    let image = scanned.image(0).unwrap();
    let rootfs = Rootfs::merge(&image.layers);
    look(&Files::of(&rootfs, true))
}

fn names(packages: &Packages) -> Vec<String> {
    packages
        .all()
        .iter()
        .map(|package| format!("{} {} {}", package.family.name(), package.name, package.version))
        .collect()
}

const DEBIAN: &str = "layer ADD rootfs /\n/bin -> usr/bin\n/usr/bin/ls 0755 0:0 size=9\n/usr/bin/cp 0755 0:0 size=9\n\
    /usr/bin/other 0755 0:0 size=9\n/etc/x.conf 0644 0:0 \"x\"\n\
    /var/lib/dpkg/info/coreutils.list 0644 0:0 \"/.\\n/bin\\n/bin/ls\\n/bin/cp\\n/bin/gone\\n/etc\\n/etc/x.conf\\n\"\n\
    /var/lib/dpkg/info/libc6:amd64.list 0644 0:0 \"/.\\n\"\n\
    /var/lib/dpkg/status 0644 0:0 \"Package: libc6\\nStatus: install ok installed\\nArchitecture: amd64\\nVersion: 2.36\\n\\n\
    Package: coreutils\\nStatus: install ok installed\\nVersion: 9.1\\nConffiles:\\n /etc/x.conf 0123\\n\"\n";

#[test]
fn a_file_has_its_owner_under_both_of_its_names() {
    with_files(DEBIAN, |files| {
        let packages = &files.packages;
        assert_eq!(names(packages), ["deb coreutils 9.1", "deb libc6 2.36"]);
        let owner = |path: &[u8]| packages.owner_of(files.rootfs, path).map(|package| package.name.to_string());
        assert_eq!(owner(b"bin/ls").as_deref(), Some("coreutils"));
        assert_eq!(owner(b"usr/bin/ls").as_deref(), Some("coreutils"));
        assert_eq!(owner(b"usr/bin/other"), None);
        assert_eq!(owner(b"usr/bin/gone"), None);
        assert_eq!(packages.all()[0].files, 3);
        let config = files.rootfs.get(b"etc/x.conf").unwrap();
        assert!(packages.is_config(&config));
        assert!(!packages.is_config(&files.rootfs.get(b"usr/bin/ls").unwrap()));
        assert!(packages.knows_all_files());
    });
}

#[test]
fn two_folders_that_are_not_one_have_files_of_their_own() {
    let split = DEBIAN.replace("/bin -> usr/bin\n", "/bin/ls 0755 0:0 size=9\n");
    with_files(&split, |files| {
        let owner = |path: &[u8]| files.packages.owner_of(files.rootfs, path).is_some();
        assert!(owner(b"bin/ls"));
        assert!(!owner(b"usr/bin/ls") && !owner(b"usr/bin/cp"));
    });
}

#[test]
fn a_missing_list_is_not_taken_for_an_empty_one() {
    let without = DEBIAN.replace("info/coreutils.list", "info/coreutils.other");
    with_files(&without, |files| {
        assert_eq!(files.packages.without_files(), 1);
        assert!(!files.packages.knows_all_files());
    });
}

#[test]
fn a_later_layer_replaces_the_database_and_is_known_for_it() {
    let later = format!(
        "{DEBIAN}layer RUN apt-get remove\n/var/lib/dpkg/status 0644 0:0 \"Package: libc6\\nStatus: install ok installed\\nVersion: 2.37\\n\"\n\
         layer COPY x /x\n/x 0644 0:0 \"x\"\n"
    );
    with_files(&later, |files| {
        assert_eq!(names(&files.packages), ["deb libc6 2.37"]);
        let database = &files.packages.databases()[0];
        assert_eq!((database.layer, database.layers.as_slice()), (1, &[0, 1][..]));
        assert!(files.packages.were_changed_in(Family::Deb, 1));
        assert!(!files.packages.were_changed_in(Family::Deb, 2) && !files.packages.were_changed_in(Family::Apk, 0));
    });
}

#[test]
fn modes_and_owners_are_compared_with_what_apk_says() {
    let image = "/lib/apk/db/installed 0644 0:0 \"P:a\\nV:1\\nF:bin\\nR:ok\\na:0:0:755\\nR:mode\\na:0:0:755\\nR:owner\\nR:link\\na:0:0:777\\n\"\n\
        /bin/ok 0755 0:0 \"x\"\n/bin/mode 4755 0:0 \"x\"\n/bin/owner 0644 7:8 \"x\"\n/bin/link -> ok\n";
    with_files(image, |files| {
        let found: Vec<_> = files
            .packages
            .differences()
            .iter()
            .map(|found| (String::from_utf8_lossy(&found.path).into_owned(), found.mode, found.owner.as_deref()))
            .collect();
        let expected = [("bin/mode".to_owned(), Some(0o755), None), ("bin/owner".to_owned(), None, Some("0:0"))];
        assert_eq!(found, expected);
    });
}

#[test]
fn distroless_stanzas_own_what_their_sums_name() {
    let image = "/var/lib/dpkg/status.d/base 0644 0:0 \"Package: base-files\\nVersion: 12\\nArchitecture: amd64\\n\"\n\
        /var/lib/dpkg/status.d/base.md5sums 0644 0:0 \"d41d8cd98f00b204e9800998ecf8427e  usr/lib/os-release\\n\"\n\
        /usr/lib/os-release 0644 0:0 \"ID=debian\\n\"\n";
    with_files(image, |files| {
        assert_eq!(names(&files.packages), ["deb base-files 12"]);
        assert_eq!(files.packages.databases()[0].store, Store::DpkgFolder);
        assert!(files.packages.owner_of(files.rootfs, b"usr/lib/os-release").is_some());
        assert!(files.packages.knows_all_files());
    });
}

#[test]
fn what_cannot_be_read_is_a_gap_with_its_place_and_all_else_is_there() {
    let image = "layer one\n/x 0644 0:0 \"x\"\nlayer two\n/var/lib/rpm/rpmdb.sqlite 0644 0:0 \"SQLite format 3\\0 broken\"\n\
        /lib/apk/db/installed 0644 0:0 \"P:a\\nV:1\\n\\nP:b\\n\\nP:c\\nV:2\\n\"\n";
    with_files(image, |files| {
        assert_eq!(names(&files.packages), ["apk a 1", "apk c 2"]);
        let gaps = files.packages.gaps();
        let places: Vec<_> = gaps.iter().map(|gap| (gap.kind, gap.layer, gap.path.as_deref(), gap.offset)).collect();
        let kind = GapKind::PackagesUnreadable;
        assert_eq!(
            places,
            [
                (kind, Some(1), Some("lib/apk/db/installed"), Some(9)),
                (kind, Some(1), Some("var/lib/rpm/rpmdb.sqlite"), Some(0)),
            ]
        );
        assert!(!files.packages.knows_all_files());
    });
}

#[test]
fn a_log_beside_an_rpm_database_is_a_gap() {
    let image = "/var/lib/rpm/rpmdb.sqlite 0644 0:0 \"x\"\n/var/lib/rpm/rpmdb.sqlite-wal 0644 0:0 \"changes\"\n";
    with_files(image, |files| {
        assert!(files.packages.gaps().iter().any(|gap| gap.what.contains("write-ahead log")));
    });
}

#[test]
fn thousands_of_packages_of_one_name_read_their_list_once() {
    let stanza = "Package: a\\nVersion: 1\\nStatus: a a installed\\n\\n".repeat(2_000);
    let list = "/usr/bin/file\\n".repeat(2_000);
    let image = format!(
        "/var/lib/dpkg/status 0644 0:0 \"{stanza}\"\n/var/lib/dpkg/info/a.list 0644 0:0 \"{list}\"\n/usr/bin/file 0755 0:0 \"x\"\n"
    );
    with_files(&image, |files| {
        assert_eq!(files.packages.all().len(), 2_000);
        assert_eq!(files.packages.without_files(), 1_999);
    });
}

/// Paths whose content is not what their package installed.
fn altered(files: &Files<'_>) -> Vec<String> {
    let differences = files.packages.differences().iter().filter(|found| found.digest.is_some());
    differences.map(|found| String::from_utf8_lossy(&found.path).into_owned()).collect()
}

/// A Debian image with packages that have a list and digests, `program` being what all their files hold.
fn debian(packages: &[(&str, &str)], rest: &str) -> String {
    let mut image = String::from("layer ADD rootfs /\n/bin -> usr/bin\n");
    let mut status = String::new();
    for (name, paths) in packages {
        status.push_str(&format!("Package: {name}\\nStatus: install ok installed\\nVersion: 1\\n\\n"));
        let list: String = paths.split(' ').map(|path| format!("/{path}\\n")).collect();
        let sums: String =
            paths.split(' ').map(|path| format!("a9c449d4fa44e9e5a41c574ae55ce4d9  {path}\\n")).collect();
        image.push_str(&format!("/var/lib/dpkg/info/{name}.list 0644 0:0 \"{list}\"\n"));
        image.push_str(&format!("/var/lib/dpkg/info/{name}.md5sums 0644 0:0 \"{sums}\"\n"));
    }
    image.push_str(&format!("/var/lib/dpkg/status 0644 0:0 \"{status}\"\n{rest}"));
    image
}

#[test]
fn a_file_with_another_digest_than_its_package_is_found_under_both_of_its_names() {
    let files = "/usr/bin/a 0755 0:0 \"program\"\n/usr/bin/b 0755 0:0 \"changed\"\n/usr/bin/c 0755 0:0 \"changed\"\n\
        /usr/share/d 0644 0:0 \"changed\"\n/usr/bin/e => /usr/bin/b\n/usr/bin/link -> a\n";
    let image = debian(&[("x", "usr/bin/a bin/b usr/bin/c usr/share/d bin/e usr/bin/link usr/bin/gone")], files);
    with_files(&image, |files| {
        assert_eq!(altered(files), ["usr/bin/b", "usr/bin/c", "usr/bin/e"]);
        let (expected, is) = files.packages.differences()[0].digest.unwrap();
        assert_eq!(expected.to_string(), "md5:a9c449d4fa44e9e5a41c574ae55ce4d9");
        let is = is.to_string();
        assert_eq!(is, "md5:8977dfac2f8e04cb96e66882235f5aba");
    });
}

#[test]
fn contents_are_not_compared_where_prelink_has_run() {
    let image = debian(&[("x", "usr/bin/a")], "/usr/bin/a 0755 0:0 \"changed\"\n/etc/prelink.cache 0644 0:0 \"x\"\n");
    with_files(&image, |files| assert!(altered(files).is_empty()));
}

#[test]
fn a_file_that_another_package_took_over_is_judged_by_that_one() {
    let files = "/usr/bin/a 0755 0:0 \"changed\"\n";
    let taken = debian(&[("old", "usr/bin/a"), ("new", "usr/bin/x")], files).replace(
        "/var/lib/dpkg/info/old.list 0644 0:0 \"/usr/bin/a",
        "/var/lib/dpkg/info/old.list 0644 0:0 \"/usr/bin/other",
    );
    with_files(&taken, |files| assert!(altered(files).is_empty()));
    let shared = debian(&[("one", "usr/bin/a"), ("two", "usr/bin/a")], files).replace(
        "one.md5sums 0644 0:0 \"a9c449d4fa44e9e5a41c574ae55ce4d9",
        "one.md5sums 0644 0:0 \"8977dfac2f8e04cb96e66882235f5aba",
    );
    with_files(&shared, |files| assert!(altered(files).is_empty()));
}

#[test]
fn diverted_files_are_judged_where_they_are() {
    let image = |by: &str, sh: &str, distrib: &str| {
        let files = format!(
            "/var/lib/dpkg/diversions 0644 0:0 \"/bin/sh\\n/bin/sh.distrib\\n{by}\\n\"\n\
             /usr/bin/sh 0755 0:0 \"{sh}\"\n/usr/bin/sh.distrib 0755 0:0 \"{distrib}\"\n"
        );
        let image = debian(&[("bash", "bin/sh"), ("dash", "bin/sh")], &files);
        image.replace(
            "dash.md5sums 0644 0:0 \"a9c449d4fa44e9e5a41c574ae55ce4d9",
            "dash.md5sums 0644 0:0 \"795f3202b17cb6bc3d4b771d8c6c9eaf",
        )
    };
    let check = |image: String, expected: &[&str]| with_files(&image, |files| assert_eq!(altered(files), expected));
    check(image("dash", "other", "program"), &[]);
    check(image("dash", "changed", "program"), &["usr/bin/sh"]);
    check(image("dash", "other", "changed"), &["usr/bin/sh.distrib"]);
    // By the administrator: what stands at the original name is of no package.
    let local = image(":", "script", "program")
        .replace("Package: dash\\nStatus: install ok", "Package: dash\\nStatus: deinstall ok");
    check(local.replace("deinstall ok installed", "deinstall ok config-files"), &[]);
}

#[test]
fn a_later_version_brings_its_own_digests() {
    let first = debian(&[("x", "usr/bin/a")], "/usr/bin/a 0755 0:0 \"program\"\n");
    let later = "layer RUN apt-get upgrade\n/usr/bin/a 0755 0:0 \"newer\"\n\
        /var/lib/dpkg/info/x.md5sums 0644 0:0 \"0c10f4a0c12ba89211235026b861263d  usr/bin/a\\n\"\n";
    with_files(&format!("{first}{later}"), |files| assert!(altered(files).is_empty()));
    // The digests alone, as if the file had been put back.
    let without = later.replace("/usr/bin/a 0755 0:0 \"newer\"\n", "");
    with_files(&format!("{first}{without}"), |files| assert_eq!(altered(files), ["usr/bin/a"]));
}

#[test]
fn distroless_and_apk_are_judged_by_their_digests() {
    let image = "/var/lib/dpkg/status.d/a 0644 0:0 \"Package: a\\nVersion: 12\\n\"\n\
        /var/lib/dpkg/status.d/a.md5sums 0644 0:0 \"a9c449d4fa44e9e5a41c574ae55ce4d9  usr/bin/a\\na9c449d4fa44e9e5a41c574ae55ce4d9  usr/bin/b\\n\"\n\
        /usr/bin/a 0755 0:0 \"program\"\n/usr/bin/b 0755 0:0 \"changed\"\n";
    with_files(image, |files| assert_eq!(altered(files), ["usr/bin/b"]));
    let image = "/lib/apk/db/installed 0644 0:0 \"P:a\\nV:1\\nF:bin\\nR:a\\na:0:0:755\\nZ:Q1gdmu6g4aQI1ltmYKF2xd6D3Jjns=\\n\
        R:b\\na:0:0:755\\nZ:Q1gdmu6g4aQI1ltmYKF2xd6D3Jjns=\\nR:c\\na:0:0:777\\nZ:Q1gdmu6g4aQI1ltmYKF2xd6D3Jjns=\\n\"\n\
        /bin/a 0755 0:0 \"program\"\n/bin/b 0755 0:0 \"changed\"\n/bin/c -> a\n";
    with_files(image, |files| assert_eq!(altered(files), ["bin/b"]));
}
