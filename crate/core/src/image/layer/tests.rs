//! What a scan makes of the layers that tools write, and of those that none should.

use plimsoll_image_builder::compress::{Gzip, Zstd, gzip_bomb};
use plimsoll_image_builder::{
    CapabilityVersion, Checksum, End, Entry as Tar, FileCapability, HeaderStyle, SparseFormat, TarBuilder,
};
use proptest::prelude::*;

use super::*;
use crate::archive::Compression;
use crate::gap::GapKind;
use crate::image::digest::Digest;
use crate::image::wanted::{Want, Wanted};

fn scan_with(blob: &[u8], wanted: &Wanted, options: LayerOptions) -> LayerFacts {
    let mut scan = LayerScan::new(wanted, options);
    scan.feed(blob);
    scan.finish()
}

fn scan(blob: &[u8]) -> LayerFacts {
    scan_with(blob, &Wanted::default(), LayerOptions::default())
}

fn scan_tar(entries: impl IntoIterator<Item = Tar>) -> LayerFacts {
    scan(&TarBuilder::new().entries(entries).build())
}

fn wanting(wants: &[(Want, u64)], entries: impl IntoIterator<Item = Tar>) -> LayerFacts {
    let blob = TarBuilder::new().entries(entries).build();
    scan_with(&blob, &Wanted::new(wants.iter().copied()), LayerOptions::default())
}

/// Kind and path of every entry.
fn listing(facts: &LayerFacts) -> Vec<(EntryKind, String)> {
    facts.entries.iter().map(|entry| (entry.kind, entry.path.escape_ascii().to_string())).collect()
}

fn kinds(facts: &LayerFacts) -> Vec<GapKind> {
    facts.gaps.iter().map(|gap| gap.kind).collect()
}

fn bodies(facts: &LayerFacts) -> Vec<(String, Vec<u8>, bool)> {
    facts
        .bodies
        .iter()
        .map(|body| {
            let entry = facts.entries.get(body.entry).unwrap();
            assert_eq!(facts.bodies.get(entry.body.unwrap()), Some(body));
            (entry.path.escape_ascii().to_string(), body.bytes.to_vec(), body.complete)
        })
        .collect()
}

#[test]
fn every_kind_of_entry_is_kept_with_its_metadata() {
    let facts = scan_tar([
        Tar::directory("./").mode(0o755),
        Tar::file("./bin/su", "binary").mode(0o104_755).owner(1, 2).mtime(-5),
        Tar::symlink("bin/sh", "../x/./dash"),
        Tar::hardlink("bin/su2", "./bin//su"),
        Tar::char_device("dev/null", 1, 3),
        Tar::block_device("dev/sda", 8, 0),
        Tar::fifo("run/pipe"),
    ]);
    assert!(facts.complete);
    assert_eq!(facts.gaps, []);
    let entries: Vec<_> = facts.entries.iter().collect();
    assert_eq!((entries[0].kind, entries[0].path, entries[0].mode), (EntryKind::Directory, &b""[..], 0o755));
    let su = entries[1];
    assert_eq!((su.kind, su.path, su.mode, su.uid, su.gid), (EntryKind::File, &b"bin/su"[..], 0o4755, 1, 2));
    assert_eq!((su.size, su.stored, su.mtime, su.index), (6, 6, -5, 1));
    assert_ne!(su.content, 0);
    assert_eq!((entries[2].kind, entries[2].link), (EntryKind::Symlink, &b"../x/./dash"[..]));
    assert_eq!((entries[3].kind, entries[3].link), (EntryKind::Hardlink, &b"bin/su"[..]));
    assert_eq!((entries[4].kind, entries[4].device), (EntryKind::CharDevice, (1, 3)));
    assert_eq!((entries[5].kind, entries[5].device), (EntryKind::BlockDevice, (8, 0)));
    assert_eq!(entries[6].kind, EntryKind::Fifo);
    assert_eq!(entries.len(), 7);
}

#[test]
fn hostile_names_are_kept_as_bytes_and_said() {
    let facts = scan_tar([
        Tar::file("../../etc/passwd", "x"),
        Tar::file("a/../b", "x"),
        Tar::file(b"bad_\xfd", "x"),
        Tar::file("C:\\x", "x"),
        Tar::hardlink("link", "../../b"),
        Tar::file("x/..", "x"),
        Tar::file("long", "x").pax("path", vec![b'p'; 4096]),
    ]);
    let file = |path: &str| (EntryKind::File, path.to_owned());
    let expected = [file("etc/passwd"), file("b"), file("bad_\\xfd"), file("C:\\\\x")];
    assert_eq!(listing(&facts)[..4], expected);
    assert_eq!(listing(&facts)[4], (EntryKind::Hardlink, "link".to_owned()));
    assert_eq!(facts.entries.get(5).unwrap().path.len(), 4096);
    assert_eq!(kinds(&facts), [GapKind::EntryDamaged; 3], "{:?}", facts.gaps);
    assert_eq!(facts.gaps[0].path.as_deref(), Some("../../etc/passwd"));
    assert!(facts.gaps[2].what.contains("root directory"));
    assert!(facts.complete);
}

#[test]
fn names_longer_than_any_system_allows_are_refused_one_by_one() {
    let facts = scan_tar([Tar::file("a", "").pax("path", vec![b'p'; 5000]), Tar::file("b", "")]);
    assert_eq!(listing(&facts), [(EntryKind::File, "b".to_owned())]);
    assert_eq!(kinds(&facts), [GapKind::EntryDamaged]);
}

#[test]
fn marks_are_told_apart_from_files() {
    let facts = scan_tar([
        Tar::whiteout("etc/secret"),
        Tar::whiteout("top"),
        Tar::opaque("var/cache"),
        Tar::opaque(""),
        Tar::file(".wh..wh.plnk", ""),
        Tar::directory(".wh..wh.aufs"),
        Tar::file(".wh..wh.orph/12.34", ""),
        Tar::file("usr/.wh.", ""),
        Tar::file("usr/.wh...", ""),
        Tar::char_device("gone", 0, 0),
        Tar::directory("over").xattr("trusted.overlay.opaque", "y"),
        Tar::directory("user").xattr("user.overlay.opaque", "y"),
        Tar::directory("not").xattr("trusted.overlay.opaque", "x"),
        Tar::file("x.wh.y", ""),
    ]);
    let entry = |kind, path: &str| (kind, path.to_owned());
    let expected = [
        entry(EntryKind::Whiteout, "etc/secret"),
        entry(EntryKind::Whiteout, "top"),
        entry(EntryKind::Opaque, "var/cache"),
        entry(EntryKind::Opaque, ""),
        entry(EntryKind::Whiteout, "gone"),
        entry(EntryKind::Directory, "over"),
        entry(EntryKind::Opaque, "over"),
        entry(EntryKind::Directory, "user"),
        entry(EntryKind::Opaque, "user"),
        entry(EntryKind::Directory, "not"),
        entry(EntryKind::File, "x.wh.y"),
    ];
    assert_eq!(listing(&facts), expected);
    assert_eq!(kinds(&facts), [GapKind::EntryDamaged; 2]);
    assert_eq!(facts.gaps[0].path.as_deref(), Some("usr/.wh."));
}

#[test]
fn a_v7_directory_is_known_by_its_slash() {
    let directory = Tar::file("old/", "").style(HeaderStyle::V7).type_flag(0);
    assert_eq!(listing(&scan_tar([directory])), [(EntryKind::Directory, "old".to_owned())]);
}

#[test]
fn capabilities_are_kept_raw_in_both_forms() {
    // 10 is a newline, and the upper bytes are NUL: both break readers that split PAX records by lines.
    let capability = FileCapability::parse("cap_setpcap,cap_fowner+ep").unwrap();
    let third = capability.version(CapabilityVersion::V3 { root: 0x0a0a });
    let raw = third.to_bytes();
    assert!(raw.contains(&b'\n') && raw.contains(&0));
    let facts = scan_tar([
        Tar::file("a", "").capability(third),
        Tar::file("b", "").xattr_libarchive("security.capability", &raw),
        Tar::file("c", ""),
        Tar::file("d", "").xattr("security.capability", [1; 65]),
    ]);
    let kept: Vec<_> = facts.entries.iter().map(|entry| entry.capability.map(<[u8]>::to_vec)).collect();
    assert_eq!(kept, [Some(raw.clone()), Some(raw), None, None]);
    assert_eq!(kinds(&facts), [GapKind::EntryDamaged]);
    assert_eq!(facts.gaps[0].path.as_deref(), Some("d"));
}

#[test]
fn owners_beyond_32_bits_are_said() {
    let facts = scan_tar([Tar::file("a", "").pax("uid", "4294967296"), Tar::file("b", "").pax("gid", "4294967295")]);
    assert_eq!(facts.entries.get(0).unwrap().uid, u32::MAX);
    assert_eq!(facts.entries.get(1).unwrap().gid, u32::MAX);
    assert_eq!(kinds(&facts), [GapKind::EntryDamaged]);
}

#[test]
fn wanted_bodies_are_kept_and_no_others() {
    let key = "\n -----BEGIN RSA PRIVATE KEY-----\n";
    let long = [key, &"k".repeat(1000)].concat();
    let facts = wanting(
        &[(Want::Path("etc/passwd"), 100), (Want::Content(b"-----BEGIN"), 600), (Want::Suffix(".conf"), 4)],
        [
            Tar::file("etc/passwd", "root:x:0:0"),
            Tar::file("etc/shadow", "root:*"),
            Tar::file("srv/key", key),
            Tar::file("srv/long", long.clone()),
            Tar::file("srv/not", "----BEGIN"),
            Tar::file("a.conf", "12345678"),
            Tar::file("b.conf", ""),
            Tar::directory("c.conf"),
        ],
    );
    let body = |path: &str, bytes: &[u8], complete| (path.to_owned(), bytes.to_vec(), complete);
    let expected = [
        body("etc/passwd", b"root:x:0:0", true),
        body("srv/key", key.as_bytes(), true),
        body("srv/long", &long.as_bytes()[..600], false),
        body("a.conf", b"1234", false),
        body("b.conf", b"", true),
    ];
    assert_eq!(bodies(&facts), expected);
    assert_eq!(facts.gaps, [], "whoever asks for the beginning only gets no gap for it");
}

#[test]
fn bodies_beyond_the_limit_of_the_engine_are_cut_and_said() {
    let wanted = Wanted::new([(Want::Suffix(".x"), 100)]);
    let blob = TarBuilder::new().file("a.x", "123456").file("b.x", "123456").file("c.x", "1").build();
    let options = LayerOptions { max_bodies_bytes: 8, ..LayerOptions::default() };
    let facts = scan_with(&blob, &wanted, options);
    let lengths: Vec<_> = bodies(&facts).into_iter().map(|(_, bytes, complete)| (bytes.len(), complete)).collect();
    assert_eq!(lengths, [(6, true), (2, false), (0, false)]);
    assert_eq!(kinds(&facts), [GapKind::BodyTruncated; 2]);
    assert_eq!(facts.gaps[0].path.as_deref(), Some("b.x"));
    let none = LayerOptions { keep_bodies: false, ..LayerOptions::default() };
    assert!(scan_with(&blob, &wanted, none).bodies.is_empty());

    let huge = TarBuilder::new().file("a.x", vec![b'x'; crate::limits::MAX_BODY_BYTES as usize + 1]).build();
    let facts = scan_with(&huge, &Wanted::new([(Want::Suffix(".x"), u64::MAX)]), LayerOptions::default());
    assert_eq!(kinds(&facts), [GapKind::BodyTruncated]);
}

#[test]
fn the_target_of_a_wanted_hardlink_is_wanted_too() {
    let want = [(Want::Path("etc/shadow"), 100)];
    let later = wanting(&want, [Tar::hardlink("etc/shadow", "x/y"), Tar::file("x/y", "root:*")]);
    assert_eq!(bodies(&later), [("x/y".to_owned(), b"root:*".to_vec(), true)]);
    assert_eq!(later.gaps, []);
    let earlier = wanting(&want, [Tar::file("x/y", "root:*"), Tar::hardlink("etc/shadow", "x/y")]);
    assert!(earlier.bodies.is_empty());
    assert_eq!(kinds(&earlier), [GapKind::BodyTruncated]);
    assert_eq!(earlier.gaps[0].path.as_deref(), Some("x/y"));
}

#[test]
fn sparse_files_have_their_real_size_and_zeros_in_their_holes() {
    for format in [SparseFormat::OldGnu, SparseFormat::Pax00, SparseFormat::Pax01, SparseFormat::Pax10] {
        let pieces = [(600, b"data".to_vec()), (10_000, b"end".to_vec())];
        let facts = wanting(
            &[(Want::Path("s"), 20_000), (Want::Content(b"data"), 10)],
            [Tar::sparse("s", 10_500, pieces, format), Tar::file("after", "x")],
        );
        assert_eq!(facts.gaps, [], "{format:?}");
        let entry = facts.entries.get(0).unwrap();
        assert_eq!((entry.size, entry.stored), (10_500, 7), "{format:?}");
        let mut expected = vec![0; 10_500];
        expected[600..604].copy_from_slice(b"data");
        expected[10_000..10_003].copy_from_slice(b"end");
        assert_eq!(bodies(&facts), [("s".to_owned(), expected, true)], "{format:?}");
        assert_eq!(facts.entries.get(1).unwrap().path, b"after");
    }
}

#[test]
fn a_hole_of_any_claimed_length_takes_no_time_and_no_memory() {
    let facts = wanting(
        &[(Want::Path("s"), 1000), (Want::Content(b"x"), 10)],
        [
            Tar::sparse("s", 1 << 62, [(1 << 61, b"x".to_vec())], SparseFormat::Pax10),
            Tar::sparse("t", 1 << 62, [(1 << 61, b"x".to_vec())], SparseFormat::Pax10),
        ],
    );
    assert_eq!(bodies(&facts), [("s".to_owned(), vec![0; 1000], false)]);
}

#[test]
fn equal_bodies_have_equal_content_and_others_not() {
    let facts = scan_tar([Tar::file("a", "same"), Tar::file("b", "same").mode(0o600), Tar::file("c", "some")]);
    let content: Vec<_> = facts.entries.iter().map(|entry| entry.content).collect();
    assert_eq!(content[0], content[1]);
    assert_ne!(content[0], content[2]);
}

#[test]
fn every_compression_gives_the_same_entries_and_its_own_digest() {
    let tar = TarBuilder::new().file("a", "x".repeat(3000)).symlink("b", "a").build();
    let blobs = [
        (Compression::None, tar.clone()),
        (Compression::Gzip, Gzip::new().members(3).trailing_zeros(600).compress(&tar)),
        (Compression::Zstd, Zstd::new().frames(2).skippable("toc").compress(&tar)),
    ];
    for (compression, blob) in blobs {
        let facts = scan(&blob);
        assert_eq!(facts.compression, compression);
        assert_eq!(facts.blob_digest, Some(Digest::of(&blob)));
        assert_eq!(facts.diff_id, Some(Digest::of(&tar)));
        assert_eq!((facts.blob_size, facts.tar_size), (blob.len() as u64, tar.len() as u64));
        assert_eq!(listing(&facts), [(EntryKind::File, "a".to_owned()), (EntryKind::Symlink, "b".to_owned())]);
        assert_eq!((facts.complete, facts.gaps), (true, vec![]));
    }
    let options = LayerOptions { hash_blob: false, hash_diff: false, ..LayerOptions::default() };
    let facts = scan_with(&tar, &Wanted::default(), options);
    assert_eq!((facts.blob_digest, facts.diff_id), (None, None));
}

#[test]
fn a_layer_that_stops_early_keeps_what_came_before() {
    let tar = TarBuilder::new().file("a", "x".repeat(600)).file("b", "y".repeat(600)).build();
    // A header and two blocks of body each.
    for cut in 1..tar.len() {
        let facts = scan_with(&tar[..cut], &Wanted::new([(Want::Name("b"), 1000)]), LayerOptions::default());
        assert_eq!(facts.blob_digest, Some(Digest::of(&tar[..cut])), "cut at {cut}");
        let expected = if cut < 512 {
            0
        } else if cut < 2048 {
            1
        } else {
            2
        };
        assert_eq!(facts.entries.len(), expected, "cut at {cut}");
        // The padding after a body and the trailer hold nothing, so their absence is no damage.
        let whole = cut >= 2048 + 600 || (1112..=1536).contains(&cut);
        assert_eq!(facts.complete, whole, "cut at {cut}");
        if !whole {
            assert!(matches!(kinds(&facts)[..], [GapKind::LayerDamaged | GapKind::LayerUnsupported]), "cut at {cut}");
        }
        if (2048..2048 + 600).contains(&cut) {
            assert_eq!(facts.entries.get(1).unwrap().content, 0, "cut at {cut}");
            assert_eq!(bodies(&facts), [("b".to_owned(), vec![b'y'; cut - 2048], false)]);
        }
    }
}

#[test]
fn a_corrupt_header_ends_the_entries_but_not_the_digests() {
    let tar = TarBuilder::new().file("a", "").add(Tar::file("b", "").checksum(Checksum::Wrong)).file("c", "").build();
    let facts = scan(&tar);
    assert_eq!(listing(&facts), [(EntryKind::File, "a".to_owned())]);
    assert!(!facts.complete);
    assert_eq!(kinds(&facts), [GapKind::LayerDamaged]);
    assert_eq!(facts.gaps[0].offset, Some(512));
    assert_eq!(facts.diff_id, Some(Digest::of(&tar)));
}

#[test]
fn a_corrupt_compression_leaves_no_diff_id() {
    let tar = TarBuilder::new().file("a", "x".repeat(100)).build();
    for blob in [Gzip::new().wrong_crc().compress(&tar), Gzip::new().compress(&tar)[..40].to_vec()] {
        let facts = scan(&blob);
        assert_eq!((facts.complete, facts.diff_id), (false, None));
        assert_eq!(facts.blob_digest, Some(Digest::of(&blob)));
        assert!(kinds(&facts).contains(&GapKind::LayerDamaged), "{:?}", facts.gaps);
    }
}

#[test]
fn a_bomb_ends_early() {
    let facts = scan(&gzip_bomb(10_000_000_000));
    assert!(!facts.complete);
    assert!(kinds(&facts).contains(&GapKind::LayerDamaged), "{:?}", facts.gaps);
    assert!(facts.gaps_left_out == 0 && facts.gaps.len() < 10);
}

#[test]
fn what_is_no_tar_is_named() {
    let facts = scan(br#"{"schemaVersion": 2}"#);
    assert_eq!(kinds(&facts), [GapKind::LayerUnsupported]);
    assert!(facts.gaps[0].what.contains("JSON"), "{:?}", facts.gaps);
    assert!(!facts.complete);
    let twice = Gzip::new().compress(&Gzip::new().compress(&[b'x'; 600]));
    assert!(scan(&twice).gaps[0].what.contains("gzip"));
    assert_eq!(kinds(&scan(b"")), [GapKind::LayerDamaged]);
    let empty = scan(&TarBuilder::new().build());
    assert_eq!((empty.complete, empty.entries.len(), empty.gaps), (true, 0, vec![]));
}

#[test]
fn odd_ends_are_read_as_far_as_they_go() {
    let first = TarBuilder::new().file("a", "x");
    let two = first.clone().concatenated(&TarBuilder::new().file("b", "y"));
    assert_eq!(listing(&scan(&two.build())).len(), 2);
    for end in [End::Nothing, End::OneBlock, End::Record] {
        let facts = scan(&first.clone().end(end).build());
        assert_eq!((facts.complete, facts.entries.len(), facts.gaps), (true, 1, vec![]), "{end:?}");
    }
    let facts = scan(&first.trailing("junk").build());
    assert_eq!((facts.complete, facts.entries.len(), kinds(&facts)), (true, 1, vec![GapKind::LayerDamaged]));
}

#[test]
fn limits_on_entries_and_names_are_said_once() {
    let mut tar = TarBuilder::new();
    for number in 0..20 {
        tar.push(Tar::file(format!("f{number}"), ""));
    }
    let options = LayerOptions { max_entries: 5, ..LayerOptions::default() };
    let facts = scan_with(&tar.build(), &Wanted::default(), options);
    assert_eq!((facts.entries.len(), facts.complete, kinds(&facts)), (5, false, vec![GapKind::LimitReached]));
    assert_eq!(facts.diff_id, Some(Digest::of(&tar.build())));

    let mut tar = TarBuilder::new();
    for number in 0..1000 {
        tar.push(Tar::file(format!("{number}/{}", "n".repeat(4000)), ""));
    }
    let options = LayerOptions { max_entries: 1000, ..LayerOptions::default() };
    let facts = scan_with(&tar.build(), &Wanted::default(), options);
    assert!((100..600).contains(&facts.entries.len()), "{}", facts.entries.len());
    assert_eq!((facts.complete, kinds(&facts)), (false, vec![GapKind::LimitReached]));
}

#[test]
fn gaps_beyond_the_limit_are_counted() {
    let facts = scan_tar((0..150).map(|number| Tar::file(format!("../{number}"), "")));
    assert_eq!((facts.gaps.len(), facts.gaps_left_out), (100, 50));
}

#[test]
fn bytes_of_another_version_or_with_lies_are_refused() {
    let bytes = scan_tar([Tar::file("a", "x")]).to_bytes();
    assert!(LayerFacts::from_bytes(&bytes).is_ok());
    assert_eq!(LayerFacts::from_bytes(b""), Err(FactsError));
    assert_eq!(LayerFacts::from_bytes(&bytes[1..]), Err(FactsError));
    assert_eq!(LayerFacts::from_bytes(&bytes[..bytes.len() - 1]), Err(FactsError));
    assert_eq!(LayerFacts::from_bytes(&[&bytes[..], b"x"].concat()), Err(FactsError));
    let at = bytes.windows(2).rposition(|pair| pair == [1, b'a']).unwrap();
    for name in [b'/', b'.', 0] {
        let mut changed = bytes.clone();
        changed[at + 1] = name;
        assert_eq!(LayerFacts::from_bytes(&changed), Err(FactsError), "{name}");
    }
}

/// Layers of odd entries, small enough to have a short body cut anywhere.
fn any_entry() -> impl Strategy<Value = Tar> {
    let name =
        prop::sample::select(vec!["a", "b", "dir/c", "../d", "etc/passwd", "k.pem", ".wh.a", "dir/.wh..wh..opq"]);
    let body = prop::sample::select(vec!["", "x", "-----BEGIN KEY", "  \n-----BEGIN", "----", "\u{feff}-----BEGIN"]);
    (name, body, 0..7_u8, 0..2000_usize).prop_map(|(name, body, kind, padding)| match kind {
        0 => Tar::directory(name).xattr("user.overlay.opaque", "y"),
        1 => Tar::symlink(name, "a"),
        2 => Tar::hardlink(name, "k.pem"),
        3 => {
            let pieces = [(padding as u64, body.as_bytes().to_vec())];
            Tar::sparse(name, 5000, pieces, SparseFormat::Pax10)
        }
        4 => Tar::file(name, body).capability(FileCapability::parse("cap_chown+ep").unwrap()),
        _ => Tar::file(name, [body, &" ".repeat(padding)].concat()),
    })
}

fn any_blob() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(any_entry(), 0..8), 0..4_u8, 0..3000_usize).prop_map(|(entries, form, cut)| {
        let tar = TarBuilder::new().entries(entries).build();
        match form {
            0 => Gzip::new().members(2).compress(&tar),
            1 => Zstd::new().frames(2).compress(&tar),
            2 => tar[..tar.len().min(cut)].to_vec(),
            _ => tar,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_split_of_the_bytes_changes_nothing(blob in any_blob(), cuts in prop::collection::vec(1..700_usize, 0..60)) {
        let wants = [(Want::Name("passwd"), 100), (Want::Content(b"-----BEGIN"), 900), (Want::Content(b"--"), 3)];
        let wanted = Wanted::new(wants);
        let options = LayerOptions { max_bodies_bytes: 1500, ..LayerOptions::default() };
        let whole = scan_with(&blob, &wanted, options);
        let mut scan = LayerScan::new(&wanted, options);
        let mut rest = &blob[..];
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            scan.feed(piece);
            rest = after;
        }
        scan.feed(rest);
        prop_assert_eq!(scan.finish(), whole);
    }

    #[test]
    fn a_host_may_hash_what_passes(blob in any_blob(), piece in 1..700_usize) {
        let wanted = Wanted::default();
        let whole = scan(&blob);
        let options = LayerOptions { hash_blob: false, hash_diff: false, ..LayerOptions::default() };
        let mut scan = LayerScan::new(&wanted, options);
        let mut shown = Vec::new();
        for bytes in blob.chunks(piece) {
            scan.feed_and_show(bytes, &mut |bytes| shown.extend_from_slice(bytes));
        }
        scan.end_and_show(&mut |bytes| shown.extend_from_slice(bytes));
        // A host that knows the blob to be plain need not keep what is shown.
        let diff = (!scan.is_plain()).then(|| Digest::of(&shown));
        scan.give_digests(Some(Digest::of(&blob)), diff);
        prop_assert_eq!(scan.finish(), whole);
    }

    #[test]
    fn a_digest_of_what_a_layer_inflates_to_is_asked_of_the_host_only_if_it_inflates(blob in any_blob(), is_short: bool) {
        let blob = if is_short { &blob[..blob.len().min(3)] } else { &blob[..] };
        let wanted = Wanted::default();
        let whole = scan(blob);
        let options = LayerOptions { hash_blob: false, hash_diff: false, ..LayerOptions::default() };
        let (of_blob, other) = (Digest::of(blob), Digest::of(b"other"));
        let mut scan = LayerScan::new(&wanted, options);
        // Whenever it is told, even before the engine knows.
        scan.give_digests(Some(of_blob), Some(other));
        scan.feed(blob);
        let facts = scan.finish();
        prop_assert_eq!(facts.blob_digest, Some(of_blob));
        let is_plain = facts.compression == Compression::None;
        prop_assert_eq!(facts.diff_id, if is_plain { Some(of_blob) } else { whole.diff_id.map(|_| other) });
    }

    #[test]
    fn facts_survive_storage(blob in any_blob()) {
        let facts = scan_with(&blob, &Wanted::new([(Want::Content(b"-"), 100)]), LayerOptions::default());
        let read = LayerFacts::from_bytes(&facts.to_bytes());
        prop_assert_eq!(read.as_ref(), Ok(&facts));
        prop_assert_eq!(read.unwrap().to_bytes(), facts.to_bytes());
    }

    #[test]
    fn changed_facts_never_panic(blob in any_blob(), changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let mut bytes = scan(&blob).to_bytes();
        for (place, value) in changes {
            let place = place % bytes.len();
            bytes[place] = value;
        }
        if let Ok(facts) = LayerFacts::from_bytes(&bytes) {
            let merged = crate::image::rootfs::Rootfs::merge(&[Some(&facts), None, Some(&facts)]);
            prop_assert!(merged.nodes().count() >= 1);
            prop_assert!(merged.hidden().count() <= 2 * facts.entries.len());
        }
    }

    #[test]
    fn changed_layers_never_panic(blob in any_blob(), changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
        let mut blob = blob;
        for (place, value) in changes {
            if !blob.is_empty() {
                let place = place % blob.len();
                blob[place] = value;
            }
        }
        let facts = scan(&blob);
        prop_assert_eq!(facts.blob_digest, Some(Digest::of(&blob)));
        prop_assert!(facts.complete || !facts.gaps.is_empty());
    }
}

/// A token with a form of its own, put together at run time.
fn token() -> String {
    ["dop", "_v1_", &"3f9a1c7e5b2d8046".repeat(4)].concat()
}

#[test]
fn secrets_are_found_in_every_body_whatever_the_pieces_and_come_back_from_their_stored_form() {
    let token = token();
    let long = format!("{}\nkey = '{token}'\n{}", "some words\n".repeat(9000), "more words\n".repeat(9000));
    let mut program = b"\x7fELF\0\0".to_vec();
    program.extend(format!("\0{token}\0").as_bytes());
    let blob = TarBuilder::new()
        .entries([
            Tar::file("srv/deploy.py", format!("\n\nTOKEN = \"{token}\"\n").as_bytes()),
            Tar::file("srv/long.txt", long.as_bytes()),
            Tar::file("usr/bin/program", &program[..]),
            Tar::file("usr/share/doc/a/README", token.as_bytes()),
            Tar::file("srv/plain.txt", "nothing here"),
        ])
        .build();
    let facts = scan(&blob);
    let told: Vec<_> = facts
        .secrets
        .iter()
        .map(|secret| {
            let path = facts.entries.get(secret.entry).unwrap().path.escape_ascii().to_string();
            (path, secret.kind.id, secret.line, secret.confidence)
        })
        .collect();
    use crate::secrets::Confidence::{High, Low};
    let expected = [
        ("srv/deploy.py", Some(3), High),
        ("srv/long.txt", Some(9002), High),
        ("usr/bin/program", None, High),
        ("usr/share/doc/a/README", Some(1), Low),
    ];
    assert_eq!(told, expected.map(|(path, line, sure)| (path.to_owned(), "digitalocean-token", line, sure)));
    assert!(facts.secrets.iter().all(|secret| secret.masked == "dop_v1_[masked:71]46"));
    for size in [1000, 4096, 65_536] {
        let wanted = Wanted::default();
        let mut scan = LayerScan::new(&wanted, LayerOptions::default());
        blob.chunks(size).for_each(|piece| scan.feed(piece));
        assert_eq!(scan.finish(), facts, "{size}");
    }
    let bytes = facts.to_bytes();
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    assert_eq!(LayerFacts::from_bytes(&bytes), Ok(facts));
    let off = LayerOptions { search_bodies: false, ..LayerOptions::default() };
    assert!(scan_with(&blob, &Wanted::default(), off).secrets.is_empty());
}

#[test]
fn secrets_beyond_the_limits_are_counted_and_said() {
    let tokens: String = (0..30).map(|number| format!("{}{number:02}\n", &token()[..69])).collect();
    let files = (0..300).map(|number| Tar::file(format!("srv/{number}"), tokens.as_bytes()));
    let facts = scan_tar(files);
    assert_eq!((facts.secrets.len(), facts.secrets_left_out), (2000, 1000));
    assert_eq!((facts.secrets[9].more, facts.secrets[8].more), (20, 0));
    let gap = facts.gaps.iter().find(|gap| gap.kind == GapKind::LimitReached).unwrap();
    assert!(gap.what.contains("1000 more"), "{}", gap.what);
}

#[test]
fn stored_secrets_are_checked() {
    let facts = scan_tar([Tar::file("srv/deploy.py", token().as_bytes())]);
    let good = facts.to_bytes();
    let mask = b"[masked:71]";
    let at = good.windows(mask.len()).position(|window| window == mask).unwrap();
    let mut bad = good.clone();
    bad[at] = b'x';
    assert!(LayerFacts::from_bytes(&bad).is_err());
    assert!(LayerFacts::from_bytes(&good[..good.len() - 1]).is_err());
}

/// Path and digests of every digested file.
fn digests(facts: &LayerFacts) -> Vec<String> {
    let told = facts.digests.iter().map(|one| {
        assert!(facts.digests_of(one.entry).contains(one));
        let path = facts.entries.get(one.entry).unwrap().path.escape_ascii().to_string();
        format!("{path} {}", one.digest)
    });
    told.collect()
}

/// RFC 1321, FIPS 180-2 and its appendix B.1.
const ABC: [&str; 3] = [
    "md5:900150983cd24fb0d6963f7d28e17f72",
    "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
];

#[test]
fn watched_files_are_digested_as_their_family_needs_and_come_back_from_their_stored_form() {
    let files = [Tar::file("usr/bin/a", "abc"), Tar::file("usr/share/a", "abc"), Tar::file("usr/bin/empty", "")];
    let unknown = scan_tar(files.clone());
    assert_eq!(digests(&unknown), ABC.map(|digest| format!("usr/bin/a {digest}")));
    assert_eq!(LayerFacts::from_bytes(&unknown.to_bytes()), Ok(unknown));
    for (place, digest) in ["etc/apt", "lib/apk", "var/lib/rpm"].into_iter().zip(ABC) {
        let known = scan_tar([Tar::directory(place)].into_iter().chain(files.clone()));
        assert_eq!(digests(&known), [format!("usr/bin/a {digest}")]);
    }
    let both = scan_tar([Tar::directory("etc/apt"), Tar::directory("etc/apk")].into_iter().chain(files.clone()));
    assert_eq!(digests(&both).len(), 2);
    let off = LayerOptions { digest_files: false, ..LayerOptions::default() };
    let blob = TarBuilder::new().entries(files).build();
    assert!(scan_with(&blob, &Wanted::default(), off).digests.is_empty());
}

#[test]
fn what_is_cut_or_too_large_has_no_digest_and_room_is_kept_for_what_matters_most() {
    let blob = TarBuilder::new().entries([Tar::file("bin/a", &[b'x'; 5000][..])]).build();
    assert!(scan(&blob[..2000]).digests.is_empty());
    let full = vec![b'x'; 8 << 20];
    let larger = [&full[..], b"x"].concat();
    let names = ["bin/1", "bin/2", "bin/3", "bin/4", "bin/5", "bin/sudo", "bin/6"];
    let files = names.map(|name| Tar::file(name, &full[..]));
    let facts = scan_tar([Tar::directory("etc/apt"), Tar::file("bin/0", &larger[..])].into_iter().chain(files));
    let paths: Vec<_> = digests(&facts).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(paths, ["bin/1", "bin/2", "bin/3", "bin/4", "bin/sudo"]);
}

#[test]
fn stored_digests_are_checked() {
    let facts = scan_tar([Tar::file("bin/a", "abc"), Tar::file("bin/b", "abc")]);
    for change in
        [|facts: &mut LayerFacts| facts.digests.reverse(), |facts: &mut LayerFacts| facts.digests[5].entry = 2]
    {
        let mut changed = facts.clone();
        change(&mut changed);
        assert_eq!(LayerFacts::from_bytes(&changed.to_bytes()), Err(FactsError));
    }
}
