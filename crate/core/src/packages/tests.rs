//! Every reader on databases that are written here by hand, whole and broken.

use super::*;
use proptest::prelude::*;

/// What a reader gave, as text: packages, then their files, indented.
#[derive(Default)]
struct Listing {
    lines: Vec<String>,
    problems: Vec<(Option<u64>, String)>,
}

impl PackageVisitor for Listing {
    fn package(&mut self, package: &PackageRecord<'_>) {
        let PackageRecord { name, version, architecture, source, source_version, vendor, licence, installed_size } =
            package;
        let line = [name, version, architecture, source, source_version, vendor, licence];
        self.lines.push(format!("{}|{installed_size}", line.map(std::convert::AsRef::as_ref).join("|")));
    }

    fn file(&mut self, directory: &[u8], name: &[u8], file: &FileRecord<'_>) {
        let path = format!("{}/{}", String::from_utf8_lossy(directory), String::from_utf8_lossy(name));
        let mode = file.mode.map(|mode| format!(" {mode:04o}")).unwrap_or_default();
        let owner = match file.owner {
            Some(FileOwner::Ids(uid, gid)) => format!(" {uid}:{gid}"),
            Some(FileOwner::Names(user, group)) => format!(" {user}:{group}"),
            None => String::new(),
        };
        let size = file.size.map(|size| format!(" {size}")).unwrap_or_default();
        let digest = file.digest.map(|digest| format!(" {digest}")).unwrap_or_default();
        let marks = format!("{}{}", if file.config { " config" } else { "" }, if file.ghost { " ghost" } else { "" });
        self.lines.push(format!("  {path}{mode}{owner}{size}{digest}{marks}"));
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push((problem.offset, problem.what));
    }
}

fn read(reader: impl Fn(&mut dyn PackageVisitor)) -> Listing {
    let mut listing = Listing::default();
    reader(&mut listing);
    listing
}

fn lines(listing: &Listing) -> Vec<&str> {
    listing.lines.iter().map(String::as_str).collect()
}

#[test]
fn stanzas_of_dpkg_give_packages_whose_files_are_in_place() {
    let status = b"Package: libc6\nStatus: install ok installed\nPriority: optional\nInstalled-Size: 12\n\
        Maintainer: Someone <a@example.org>\nArchitecture: amd64\nMulti-Arch: same\nSource: glibc (2.36-9)\n\
        Version: 2.36-9+b1\nConffiles:\n /etc/ld.so.conf.d/x.conf d41d8cd98f00b204e9800998ecf8427e\n \
        /etc/a b.conf d41d8cd98f00b204e9800998ecf8427e obsolete\nDescription: text\n Package: no-package\n .\n\n\
        Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n\
        Package: held\nStatus: hold ok installed\nVersion: 1:2~rc1-1\nSource: other\n\n\
        Package: half\nStatus: install reinstreq half-installed\nVersion: 1\n\n\
        Package: unpacked\r\nStatus: install ok unpacked\r\nVersion: 3\r\n\r\n\
        Version: 4\nStatus: install ok installed\n\n\
        Package: noversion\nStatus: install ok installed\n";
    let found = read(|visitor| dpkg::status(status, visitor));
    assert_eq!(
        lines(&found),
        [
            "libc6|2.36-9+b1|amd64|glibc|2.36-9|Someone <a@example.org>||12288",
            "  etc/ld.so.conf.d/x.conf config",
            "  etc/a b.conf config",
            "held|1:2~rc1-1||other||||0",
            "unpacked|3||||||0",
        ]
    );
    let place = |text: &str| status.windows(text.len()).position(|at| at == text.as_bytes()).map(|at| at as u64);
    let problems: Vec<_> = found.problems.iter().map(|(offset, _)| *offset).collect();
    assert_eq!(problems, [place("Version: 4"), place("Package: noversion")]);
}

#[test]
fn a_stanza_of_its_own_needs_no_status() {
    let found = read(|visitor| dpkg::stanza(b"Package: base-files\nVersion: 12\nArchitecture: arm64\n", visitor));
    assert_eq!(lines(&found), ["base-files|12|arm64|||||0"]);
    assert!(read(|visitor| dpkg::stanza(b"", visitor)).problems.is_empty());
}

#[test]
fn lists_keep_their_files_and_lose_their_directories() {
    let list = b"/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/ab\n/usr/bin/a b\n/etc\n/etc/empty\n/usr/share/doc\n";
    let raw = read(|visitor| dpkg::list(list, visitor));
    let expected = ["  usr/bin/a", "  usr/bin/ab", "  usr/bin/a b", "  etc/empty", "  usr/share/doc"];
    assert_eq!(lines(&raw), expected);
    let kept = shrunk(b"var/lib/dpkg/info/x:amd64.list", list.to_vec());
    assert_eq!(lines(&read(|visitor| dpkg::list(&kept, visitor))), expected);
    let kept = shrunk(b"var/lib/dpkg/info/x.list", list.to_vec());
    let cut = kept.get(..kept.len() - 1).unwrap();
    assert_eq!(read(|visitor| dpkg::list(cut, visitor)).problems.len(), 1);
}

#[test]
fn slashes_too_many_change_no_path() {
    let list = b"///usr//bin\n.//usr//bin///a\n";
    assert_eq!(lines(&read(|visitor| dpkg::list(list, visitor))), ["  usr//bin/a"]);
    let kept = shrunk(b"var/lib/dpkg/info/x.list", list.to_vec());
    assert_eq!(lines(&read(|visitor| dpkg::list(&kept, visitor))), ["  usr//bin/a"]);
    let installed = read(|visitor| apk::installed(b"P:x\nV:1\nF://etc//\nR:a\n", visitor));
    assert_eq!(lines(&installed)[1..], ["  etc/a 0644 0:0 config"]);
}

#[test]
fn sums_keep_the_digests_of_watched_files() {
    let sums = b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/a\nd41d8cd98f00b204e9800998ecf8427e  ./usr/share/a\nshort\n\
        zz1d8cd98f00b204e9800998ecf8427e  usr/bin/b\nd41d8cd98f00b204e9800998ecf8427e *usr/bin/c\n0123456789abcdef0123456789abcdef  usr/bin/d\n";
    let digested =
        ["  usr/bin/a md5:d41d8cd98f00b204e9800998ecf8427e", "  usr/bin/d md5:0123456789abcdef0123456789abcdef"];
    let all = [digested[0], "  usr/share/a", "  usr/bin/b", digested[1]];
    let raw = read(|visitor| dpkg::sums(sums, visitor));
    assert_eq!(lines(&raw), all);
    let kept = shrunk(b"var/lib/dpkg/status.d/x.md5sums", sums.to_vec());
    assert_eq!(lines(&read(|visitor| dpkg::sums(&kept, visitor))), all);
    let kept = shrunk(b"var/lib/dpkg/info/x.md5sums", sums.to_vec());
    assert_eq!(lines(&read(|visitor| dpkg::sums(&kept, visitor))), digested);
    for cut in [1, 16, 17] {
        let cut = kept.get(..kept.len() - cut).unwrap();
        let found = read(|visitor| dpkg::sums(cut, visitor));
        assert_eq!((lines(&found), found.problems.len()), (digested[..1].to_vec(), 1));
    }
}

#[test]
fn diversions_are_three_lines_each() {
    let found: Vec<_> = dpkg::diversions(b"/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\n:\n/odd\n").collect();
    assert_eq!(found, [(&b"/bin/sh"[..], &b"/bin/sh.distrib"[..], &b"dash"[..]), (b"/a", b"/b", b":")]);
}

#[test]
fn stanzas_of_apk_give_packages_and_modes_of_files() {
    let installed = b"C:Q1xx=\nP:busybox\nV:1.37.0-r12\nA:x86_64\nS:500\nI:9000\nT:text\nL:GPL-2.0-only\no:busybox\n\
        m:Someone <a@example.org>\nF:bin\nR:busybox\na:0:0:755\nZ:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=\nF:tmp\nM:0:0:1777\nF:etc\nR:securetty\n\
        Z:Q1abc=\nR:shadow\na:0:42:640:Q1xx=\nF:usr/share/x\nR:odd\na:nonsense\n\nP:nothing\n\n\n\
        P:last\nV:2-r0\nF:\nR:init\n";
    let found = read(|visitor| apk::installed(installed, visitor));
    assert_eq!(
        lines(&found),
        [
            "busybox|1.37.0-r12|x86_64|busybox||Someone <a@example.org>|GPL-2.0-only|9000",
            "  bin/busybox 0755 0:0 sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "  etc/securetty 0644 0:0 config",
            "  etc/shadow 0640 0:42 config",
            "  usr/share/x/odd",
            "last|2-r0||||||0",
            "  /init 0644 0:0",
        ]
    );
    let place = installed.windows(9).position(|at| at == b"P:nothing").map(|at| at as u64);
    let offsets: Vec<_> = found.problems.iter().map(|(offset, _)| *offset).collect();
    assert_eq!(offsets, [None, place]);
}

#[test]
fn lines_of_the_manifest_give_packages() {
    let manifest = b"filesystem\t1.1-20.azl3\t1\t2\tMicrosoft Corporation\t(none)\t7000\tx86_64\t0\tfilesystem-1.1-20.azl3.src.rpm\n\
        openssl-libs\t3.3.0-1\t1\t2\tV\t1\t5\tx86_64\t1\topenssl-3.3.0-1.src.rpm\n\nbroken\tline\n";
    let found = read(|visitor| manifest::manifest(manifest, visitor));
    assert_eq!(
        lines(&found),
        [
            "filesystem|1.1-20.azl3|x86_64|filesystem|1.1-20.azl3|Microsoft Corporation||7000",
            "openssl-libs|1:3.3.0-1|x86_64|openssl|3.3.0-1|V||5",
        ]
    );
    assert_eq!(found.problems.len(), 1);
}

/// A header blob: tags with their types, counts and data.
fn header(tags: &[(u32, u32, u32, &[u8])]) -> Vec<u8> {
    let (mut index, mut data) = (Vec::new(), Vec::new());
    for (tag, kind, count, bytes) in tags {
        for number in [*tag, *kind, data.len() as u32, *count] {
            index.extend(number.to_be_bytes());
        }
        data.extend_from_slice(bytes);
    }
    [&(tags.len() as u32).to_be_bytes()[..], &(data.len() as u32).to_be_bytes(), &index, &data].concat()
}

const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn demo(padding: usize) -> Vec<u8> {
    let digests = format!("{NOTHING}\0\0{NOTHING}\0");
    header(&[
        (62, 7, 16, &[0; 16]),
        (1000, 6, 1, b"demo\0"),
        (1001, 6, 1, b"1.0\0"),
        (1002, 6, 1, b"2.el9\0"),
        (1003, 4, 1, &[0, 0, 0, 3]),
        (1004, 9, 1, &[vec![b's'; padding], vec![0]].concat()),
        (1009, 4, 1, &[0, 0, 1, 0]),
        (1011, 6, 1, b"Vendor\0"),
        (1014, 6, 1, b"MIT\0"),
        (1022, 6, 1, b"x86_64\0"),
        (1028, 4, 3, &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5]),
        (1030, 3, 3, &[0x89, 0xed, 0xa1, 0xff, 0x81, 0xa4]),
        (1035, 8, 3, digests.as_bytes()),
        (1037, 4, 3, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x51]),
        (1039, 8, 3, b"root\0root\0root\0"),
        (1040, 8, 3, b"root\0root\0shadow\0"),
        (1044, 6, 1, b"demo-base-1.0-2.el9.src.rpm\0"),
        (1045, 4, 3, &[0xff; 12]),
        (1116, 4, 3, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (1117, 8, 3, b"demo\0link\0demo.conf\0"),
        (1118, 8, 2, b"/usr/bin/\0/etc/\0"),
        (5011, 4, 1, &[0, 0, 0, 8]),
    ])
}

const DEMO: [&str; 4] = [
    "demo|3:1.0-2.el9|x86_64|demo-base|1.0-2.el9|Vendor|MIT|256",
    "  usr/bin/demo 4755 root:root 9 sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "  usr/bin/link root:root",
    "  etc/demo.conf 0644 root:shadow 5 config ghost",
];

/// rpm's own store with the blobs.
fn ndb(blobs: &[&[u8]]) -> Vec<u8> {
    let mut file = b"RpmP".to_vec();
    for number in [0_u32, 1, 1, blobs.len() as u32 + 1, 0, 0, 0] {
        file.extend(number.to_le_bytes());
    }
    let mut bodies = Vec::new();
    for (number, blob) in (1_u32..).zip(blobs) {
        file.extend(b"Slot");
        for field in [number, 256 + bodies.len() as u32 / 16, 1 + blob.len() as u32 / 16] {
            file.extend(field.to_le_bytes());
        }
        bodies.extend(b"BlbS");
        for field in [number, 1, blob.len() as u32] {
            bodies.extend(field.to_le_bytes());
        }
        bodies.extend_from_slice(blob);
        bodies.resize(bodies.len().next_multiple_of(16), 0);
    }
    file.resize(4096, 0);
    [file, bodies].concat()
}

#[test]
fn a_header_gives_its_package_and_files_whole_and_as_layers_keep_it() {
    let key = header(&[(1000, 6, 1, b"gpg-pubkey\0"), (1001, 6, 1, b"1\0")]);
    let file = ndb(&[&demo(5000), &key]);
    let whole = read(|visitor| rpm::database(Store::RpmNdb, &file, visitor));
    assert_eq!(lines(&whole), DEMO);
    let kept = shrunk(b"var/lib/rpm/Packages.db", file.clone());
    assert!(kept.len() < 1000, "{} of {} bytes", kept.len(), file.len());
    let again = read(|visitor| rpm::database(Store::RpmNdb, &kept, visitor));
    assert_eq!(lines(&again), DEMO);
    assert!(whole.problems.is_empty() && again.problems.is_empty());
}

#[test]
fn digests_of_rpm_are_of_the_algorithm_that_it_names_and_of_files_that_it_verifies() {
    let name: &[u8] = b"a\0";
    let one = |extra: &[(u32, u32, u32, &[u8])]| {
        let mut tags = vec![(1000, 6, 1, name), (1001, 6, 1, name), (1030, 3, 1, &[0x81, 0xed][..])];
        tags.extend_from_slice(extra);
        tags.extend([(1116, 4, 1, &[0; 4][..]), (1117, 8, 1, name), (1118, 8, 1, &b"/usr/sbin/\0"[..])]);
        let file = ndb(&[&header(&tags)]);
        let kept = shrunk(b"var/lib/rpm/Packages.db", file.clone());
        let (whole, kept) =
            [file, kept].map(|file| read(|visitor| rpm::database(Store::RpmNdb, &file, visitor))).into();
        assert_eq!(whole.lines, kept.lines);
        whole.lines[1].clone()
    };
    let md5 = "0123456789abcdef".repeat(2);
    let text = format!("{md5}\0");
    let digest = (1035, 8, 1, text.as_bytes());
    assert_eq!(one(&[digest]), format!("  usr/sbin/a 0755 md5:{md5}"));
    assert_eq!(one(&[digest, (5011, 4, 1, &[0, 0, 0, 1])]), format!("  usr/sbin/a 0755 md5:{md5}"));
    // Another algorithm than the length of the digest says, and one that is not known.
    assert_eq!(one(&[digest, (5011, 4, 1, &[0, 0, 0, 8])]), "  usr/sbin/a 0755");
    let other = format!("{NOTHING}\0");
    assert_eq!(one(&[(1035, 8, 1, other.as_bytes()), (5011, 4, 1, &[0, 0, 0, 12])]), "  usr/sbin/a 0755");
    // `%verify(not filedigest)`.
    assert_eq!(one(&[digest, (1045, 4, 1, &[0xff, 0xff, 0xff, 0xfe])]), "  usr/sbin/a 0755");
}

#[test]
fn damaged_packages_are_told_and_the_others_are_read() {
    let mut broken = demo(10);
    broken[4] = 0x7f;
    let nameless = header(&[(1001, 6, 1, b"1\0")]);
    let file = ndb(&[&broken, &demo(0), &nameless]);
    for form in [file.clone(), shrunk(b"usr/lib/sysimage/rpm/Packages.db", file.clone())] {
        let found = read(|visitor| rpm::database(Store::RpmNdb, &form, visitor));
        assert_eq!(lines(&found), DEMO);
        assert_eq!(found.problems.len(), 2, "{:?}", found.problems);
    }
    // In the middle of the last blob.
    let cut = file.get(..file.len() - 20).unwrap();
    let found = read(|visitor| rpm::database(Store::RpmNdb, cut, visitor));
    assert_eq!(lines(&found), DEMO);
    assert_eq!(found.problems.len(), 2);
}

#[test]
fn what_pretends_to_be_kept_tells_no_problem_without_words() {
    let record = |words: &[u8]| {
        let length = u32::try_from(8 + words.len()).unwrap().to_be_bytes();
        [b"P", &length[..], &[0; 8], words].concat()
    };
    let kept = [b"\x01plimsoll rpm headers\n", &record(b"")[..], &record(b"words")].concat();
    let found = read(|visitor| rpm::database(Store::RpmNdb, &kept, visitor));
    assert_eq!(found.problems, [(Some(0), "words".to_owned())]);
}

#[test]
fn what_is_no_database_is_told_as_such() {
    for store in [Store::RpmSqlite, Store::RpmNdb, Store::RpmBerkeley] {
        for file in [&b""[..], b"x", b"SQLite format 3\0", b"RpmP", &[0; 5000]] {
            let found = read(|visitor| rpm::database(store, file, visitor));
            assert!(found.lines.is_empty());
            assert_eq!(found.problems.len(), 1, "{store:?} {:?}", file.get(..4));
        }
    }
}

#[test]
fn bodies_of_other_files_stay_as_they_are() {
    for path in [&b"var/lib/dpkg/status"[..], b"var/lib/dpkg/info/x.postinst", b"etc/a.list", b"x/var/lib/rpm/Packages"]
    {
        assert!(!is_shrunk(path));
        assert_eq!(shrunk(path, b"body".to_vec()), b"body");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_list_as_layers_keep_it_gives_the_same_files(paths in proptest::collection::vec("[a-c]{1,3}(/[a-c]{1,3}){0,3}", 0..30)) {
        let text = paths.iter().map(|path| format!("/{path}\n")).collect::<String>();
        let kept = shrunk(b"var/lib/dpkg/info/x.list", text.clone().into_bytes());
        let (raw, again) = (read(|visitor| dpkg::list(text.as_bytes(), visitor)), read(|visitor| dpkg::list(&kept, visitor)));
        prop_assert_eq!(&raw.lines, &again.lines);
        for (index, path) in paths.iter().enumerate() {
            let is_directory = paths.get(index + 1).is_some_and(|next| next.starts_with(&format!("{path}/")));
            let line = if path.contains('/') { format!("  {path}") } else { format!("  /{path}") };
            prop_assert!(is_directory || raw.lines.contains(&line), "{}", path);
        }
    }

    #[test]
    fn any_header_is_read_the_same_whole_and_shrunk(mut blob in Just(demo(20)), at in 0..400_usize, byte in any::<u8>()) {
        let at = at % blob.len();
        blob[at] = byte;
        let file = ndb(&[&blob]);
        let kept = shrunk(b"var/lib/rpm/Packages.db", file.clone());
        let again = read(|visitor| rpm::database(Store::RpmNdb, &kept, visitor));
        let whole = read(|visitor| rpm::database(Store::RpmNdb, &file, visitor));
        // A string without its end takes in what follows it, which may be gone in the smaller form; names never change.
        prop_assert_eq!(whole.lines.is_empty() && whole.problems.is_empty(), again.lines.is_empty() && again.problems.is_empty());
    }
}
