//! Every case of whiteouts, replacements, hardlinks, symlinked parents and lookups.

use super::*;

fn file(path: &str, body: &str) -> Tar {
    Tar::file(path, body)
}

fn directory(path: &str) -> Tar {
    Tar::directory(path)
}

#[test]
fn an_image_without_layers_has_a_root_directory_and_nothing_else() {
    let rootfs = Rootfs::merge(&[]);
    assert_eq!(rootfs.len(), 1);
    let root = rootfs.get(b"").unwrap();
    assert_eq!((root.kind, root.mode), (EntryKind::Directory, None));
    assert!(rootfs.is_complete());
}

#[test]
fn parents_without_entries_are_invented_with_unknown_modes() {
    check(&[&[file("a/b/c", "x")]], &["a Directory ? 0/0", "a/b Directory ? 0/0", "a/b/c File 644 0/0"], &[]);
    check(&[&[file("a/b", "x")], &[directory("a").mode(0o700)]], &["a Directory 700 1/0", "a/b File 644 0/0"], &[]);
    check(&[&[directory("./").mode(0o711), file("a", "")]], &["a File 644 0/0"], &[]);
}

#[test]
fn nodes_are_sorted_by_bytes() {
    check(
        &[&[file("a/x", ""), file("a.b", ""), file("a0", ""), file("B", "")]],
        &["B File 644 0/0", "a Directory ? 0/0", "a.b File 644 0/0", "a/x File 644 0/0", "a0 File 644 0/0"],
        &[],
    );
}

#[test]
fn a_whiteout_hides_a_file_or_a_whole_directory_below() {
    let below = [directory("d"), file("d/a", "123"), file("d/s/b", "4567"), file("keep", "1")];
    check(
        &[&below, &[Tar::whiteout("d")]],
        &["keep File 644 0/0"],
        &["d 0 by 1 Deleted 0", "d/a 0 by 1 Deleted 3", "d/s/b 0 by 1 Deleted 4"],
    );
    check(
        &[&below, &[Tar::whiteout("d/a")]],
        &["d Directory 755 0/0", "d/s Directory ? 0/0", "d/s/b File 644 0/0", "keep File 644 0/0"],
        &["d/a 0 by 1 Deleted 3"],
    );
}

#[test]
fn a_whiteout_does_not_touch_its_own_layer_in_either_order() {
    let shown = ["a File 644 1/1"];
    let wasted = ["a 0 by 1 Deleted 3"];
    check(&[&[file("a", "old")], &[Tar::whiteout("a"), file("a", "new!")]], &shown, &wasted);
    check(&[&[file("a", "old")], &[file("a", "new!"), Tar::whiteout("a")]], &shown, &wasted);
    check(&[&[file("a", "x"), Tar::whiteout("a")]], &["a File 644 0/0"], &[]);
    let shown = ["d Directory ? 1/1", "d/new File 644 1/1"];
    let wasted = ["d/old 0 by 1 Deleted 1"];
    check(&[&[file("d/old", "x")], &[Tar::whiteout("d"), file("d/new", "")]], &shown, &wasted);
    check(&[&[file("d/old", "x")], &[file("d/new", ""), Tar::whiteout("d")]], &shown, &wasted);
}

#[test]
fn whiteouts_of_nothing_do_nothing() {
    check(
        &[&[Tar::whiteout("a"), Tar::opaque("b"), Tar::whiteout("c/d"), Tar::opaque("")], &[Tar::whiteout("x/y")]],
        &[],
        &[],
    );
}

#[test]
fn an_overlay_style_whiteout_is_a_whiteout() {
    check(&[&[file("a", "12")], &[Tar::char_device("a", 0, 0)]], &[], &["a 0 by 1 Deleted 2"]);
}

#[test]
fn an_opaque_directory_hides_all_below_it_wherever_the_mark_stands() {
    let below = [directory("d"), file("d/old", "123"), file("d/s/deep", "1"), file("e", "1")];
    let shown = ["d Directory 755 1/0", "d/new File 644 1/1", "e File 644 0/0"];
    let wasted = ["d/old 0 by 1 Opaque 3", "d/s/deep 0 by 1 Opaque 1"];
    check(&[&below, &[directory("d"), Tar::opaque("d"), file("d/new", "")]], &shown, &wasted);
    check(&[&below, &[directory("d"), file("d/new", ""), Tar::opaque("d")]], &shown, &wasted);
    let xattr = directory("d").xattr("trusted.overlay.opaque", "y");
    check(&[&below, &[file("d/new", ""), xattr]], &shown, &wasted);
    check(&[&[file("a", "1")], &[Tar::opaque(""), file("b", "")]], &["b File 644 1/1"], &["a 0 by 1 Opaque 1"]);
}

#[test]
fn another_kind_in_the_place_of_a_directory_hides_its_children() {
    let below = [directory("d"), file("d/a", "123")];
    let wasted = ["d 0 by 1 ReplacedByOther 0", "d/a 0 by 1 ReplacedByOther 3"];
    check(&[&below, &[file("d", "x")]], &["d File 644 1/0"], &wasted);
    check(&[&below, &[Tar::symlink("d", "e")]], &["d Symlink 777 1/0 -> e"], &wasted);
    check(
        &[&below, &[file("d", "x")], &[directory("d")]],
        &["d Directory 755 2/0"],
        &["d 0 by 1 ReplacedByOther 0", "d/a 0 by 1 ReplacedByOther 3", "d 1 by 2 ReplacedByOther 1"],
    );
}

#[test]
fn a_directory_in_the_place_of_another_kind_hides_it() {
    check(
        &[&[file("d", "12"), Tar::symlink("l", "d")], &[directory("d"), directory("l")]],
        &["d Directory 755 1/0", "l Directory 755 1/0"],
        &["d 0 by 1 ReplacedByOther 2", "l 0 by 1 ReplacedByOther 0"],
    );
    check(
        &[&[file("d", "12")], &[file("d/a", "")]],
        &["d Directory ? 1/0", "d/a File 644 1/1"],
        &["d 0 by 1 ReplacedByOther 2"],
    );
}

#[test]
fn the_last_of_several_entries_of_a_layer_counts() {
    check(&[&[file("a", "123"), file("a", "4567").mode(0o600)]], &["a File 600 0/0"], &["a 0 by 0 Overwritten 3"]);
    check(
        &[&[directory("d").mode(0o700), file("d/a", ""), directory("d").mode(0o711)]],
        &["d Directory 711 0/0", "d/a File 644 0/0"],
        &[],
    );
    check(&[&[file("d/a", "1"), file("d", "2")]], &["d File 644 0/0"], &["d/a 0 by 0 ReplacedByOther 1"]);
}

#[test]
fn changed_metadata_is_told_apart_from_changed_content() {
    check(
        &[
            &[file("mode", "same"), file("owner", "same"), file("time", "same"), file("text", "same"), file("no", "")],
            &[
                file("mode", "same").mode(0o600),
                file("owner", "same").owner(1, 1),
                file("time", "same").mtime(9),
                file("text", "some"),
                Tar::symlink("no", "x"),
            ],
        ],
        &[
            "mode File 600 1/0",
            "no Symlink 777 1/0 -> x",
            "owner File 644 1/0",
            "text File 644 1/0",
            "time File 644 1/0",
        ],
        &[
            "mode 0 by 1 MetadataOnly 4",
            "owner 0 by 1 MetadataOnly 4",
            "time 0 by 1 MetadataOnly 4",
            "text 0 by 1 Overwritten 4",
            "no 0 by 1 ReplacedByOther 0",
        ],
    );
    check(
        &[
            &[Tar::symlink("l", "x"), Tar::symlink("m", "x"), Tar::block_device("b", 1, 2), Tar::fifo("f")],
            &[Tar::symlink("l", "x"), Tar::symlink("m", "y"), Tar::block_device("b", 1, 3), Tar::fifo("f")],
        ],
        &["b BlockDevice 600 1/0", "f Fifo 600 1/0", "l Symlink 777 1/0 -> x", "m Symlink 777 1/0 -> y"],
        &["l 0 by 1 MetadataOnly 0", "m 0 by 1 Overwritten 0", "b 0 by 1 Overwritten 0", "f 0 by 1 MetadataOnly 0"],
    );
}

#[test]
fn a_path_begins_a_new_life_when_it_was_deleted() {
    check(
        &[
            &[file("a", "1"), file("b", "1")],
            &[file("a", "2")],
            &[Tar::whiteout("b")],
            &[file("a", "3"), file("b", "")],
        ],
        &["a File 644 3/0", "b File 644 3/3"],
        &["a 0 by 1 Overwritten 1", "b 0 by 2 Deleted 1", "a 1 by 3 Overwritten 1"],
    );
}

#[test]
fn hardlinks_find_their_file_before_after_and_below() {
    let linked = |path: &str, layer: u32| format!("{path} File 600 {layer}/{layer} => t");
    let target = || file("t", "1234").mode(0o600);
    check(&[&[target(), Tar::hardlink("z", "t")]], &["t File 600 0/0", &linked("z", 0)], &[]);
    check(&[&[Tar::hardlink("a", "t"), target()]], &[&linked("a", 0), "t File 600 0/0"], &[]);
    check(&[&[target()], &[Tar::hardlink("a", "t")]], &[&linked("a", 1), "t File 600 0/0"], &[]);
    check(
        &[&[Tar::hardlink("a", "b"), Tar::hardlink("b", "c"), target(), Tar::hardlink("c", "t")]],
        &[&linked("a", 0), &linked("b", 0), &linked("c", 0), "t File 600 0/0"],
        &[],
    );
    check(
        &[&[Tar::symlink("s", "x"), Tar::hardlink("h", "s")]],
        &["h Symlink 777 0/0 -> x => s", "s Symlink 777 0/0 -> x"],
        &[],
    );
}

#[test]
fn a_link_names_the_file_of_its_own_layer_rather_than_one_below() {
    check(
        &[&[file("t", "old")], &[Tar::hardlink("a", "t"), file("t", "newer").mode(0o600)]],
        &["a File 600 1/1 => t", "t File 600 1/0"],
        &["t 0 by 1 Overwritten 3"],
    );
}

#[test]
fn a_hardlink_keeps_the_file_that_its_target_no_longer_shows() {
    check(
        &[&[file("t", "1234"), Tar::hardlink("a", "t")], &[Tar::whiteout("t")]],
        &["a File 644 0/0 => t"],
        &["t 0 by 1 Deleted 0"],
    );
    check(
        &[&[file("t", "1234"), Tar::hardlink("a", "t")], &[file("t", "56")]],
        &["a File 644 0/0 => t", "t File 644 1/0"],
        &["t 0 by 1 Overwritten 0"],
    );
    check(
        &[&[file("t", "1234")], &[Tar::whiteout("t"), Tar::hardlink("a", "t")]],
        &["a File 644 1/1 => t"],
        &["t 0 by 1 Deleted 0"],
    );
    check(
        &[&[file("t", "1234"), Tar::hardlink("a", "t"), file("t", "56")]],
        &["a File 644 0/0 => t", "t File 644 0/0"],
        &["t 0 by 0 Overwritten 0"],
    );
}

#[test]
fn bytes_of_a_file_with_several_names_count_once_and_only_when_all_are_gone() {
    check(
        &[&[file("t", "1234"), Tar::hardlink("a", "t")], &[Tar::whiteout("t"), Tar::whiteout("a")]],
        &[],
        &["t 0 by 1 Deleted 4", "a 0 by 1 Deleted 0"],
    );
}

#[test]
fn hardlinks_to_nothing_to_themselves_and_in_circles_are_said() {
    let facts = layer([
        Tar::hardlink("gone", "missing").mode(0o600),
        Tar::hardlink("self", "self"),
        Tar::hardlink("x", "y"),
        Tar::hardlink("y", "x"),
        directory("d"),
        Tar::hardlink("to-directory", "d"),
        Tar::hardlink("root", "/"),
    ]);
    let views = [Some(&facts)];
    let rootfs = Rootfs::merge(&views);
    assert_eq!(rootfs.gaps().len(), 6, "{:?}", rootfs.gaps());
    for gap in rootfs.gaps() {
        assert_eq!((gap.kind, gap.layer), (crate::gap::GapKind::EntryDamaged, Some(0)));
    }
    let gone = rootfs.get(b"gone").unwrap();
    assert_eq!((gone.kind, gone.mode, gone.link), (EntryKind::Hardlink, Some(0o600), &b"missing"[..]));
    assert_eq!(gone.hardlink_of, None);
}

#[test]
fn hardlink_targets_are_found_through_symlinked_directories() {
    check(
        &[&[Tar::symlink("lib", "usr/lib"), file("usr/lib/t", "1")], &[Tar::hardlink("a", "lib/t")]],
        &[
            "a File 644 1/1 => usr/lib/t",
            "lib Symlink 777 0/0 -> usr/lib",
            "usr Directory ? 0/0",
            "usr/lib Directory ? 0/0",
            "usr/lib/t File 644 0/0",
        ],
        &[],
    );
}

#[test]
fn a_symlinked_parent_of_the_same_layer_is_followed() {
    let usr = ["usr Directory ? 0/0", "usr/lib Directory ? 0/0", "usr/lib/x File 644 0/0"];
    let relative = ["lib Symlink 777 0/0 -> usr/lib", usr[0], usr[1], usr[2]];
    check(&[&[Tar::symlink("lib", "usr/lib"), file("lib/x", "")]], &relative, &[]);
    let absolute = ["a Directory ? 0/0", "a/lib Symlink 777 0/0 -> /./usr//lib/", usr[0], usr[1], usr[2]];
    check(&[&[Tar::symlink("a/lib", "/./usr//lib/"), file("a/lib/x", "")]], &absolute, &[]);
    let above = ["a Directory ? 0/0", "a/lib Symlink 777 0/0 -> ../../../usr/lib", usr[0], usr[1], usr[2]];
    check(&[&[Tar::symlink("a/lib", "../../../usr/lib"), file("a/lib/x", "")]], &above, &[]);
}

#[test]
fn a_symlinked_parent_that_comes_later_replaces_the_directory() {
    check(
        &[&[file("lib/x", "12"), Tar::symlink("lib", "usr/lib")]],
        &["lib Symlink 777 0/0 -> usr/lib"],
        &["lib/x 0 by 0 ReplacedByOther 2"],
    );
}

#[test]
fn a_symlinked_parent_of_a_lower_layer_is_replaced_by_a_directory() {
    check(
        &[&[Tar::symlink("lib", "usr/lib"), file("usr/lib/y", "")], &[file("lib/x", "")]],
        &[
            "lib Directory ? 1/0",
            "lib/x File 644 1/1",
            "usr Directory ? 0/0",
            "usr/lib Directory ? 0/0",
            "usr/lib/y File 644 0/0",
        ],
        &["lib 0 by 1 ReplacedByOther 0"],
    );
}

#[test]
fn parents_in_a_circle_of_symlinks_are_said() {
    let facts = layer([Tar::symlink("a", "b"), Tar::symlink("b", "a"), file("a/x", "123")]);
    let views = [Some(&facts)];
    let rootfs = Rootfs::merge(&views);
    assert_eq!(rootfs.len(), 3);
    assert_eq!(rootfs.gaps().len(), 1);
    assert_eq!(wasted(&rootfs), ["a/x 0 by 0 ReplacedByOther 3"]);
}

#[test]
fn paths_resolve_as_in_a_container() {
    let facts = [
        layer([
            Tar::symlink("bin", "usr/bin"),
            file("usr/bin/sh", "elf"),
            Tar::symlink("etc/up", "../../../etc/./passwd"),
            Tar::symlink("etc/absolute", "/etc/passwd"),
            Tar::symlink("loop", "loop"),
            Tar::symlink("dangling", "nothing"),
            Tar::symlink("root", "/"),
        ]),
        layer([file("etc/passwd", "root:x"), Tar::hardlink("etc/copy", "etc/passwd")]),
    ];
    let views = views(&facts);
    let rootfs = Rootfs::merge(&views);
    let path = |path: &str| rootfs.resolve(path.as_bytes()).map(|node| node.path.escape_ascii().to_string());
    assert_eq!(path("bin/sh").as_deref(), Some("usr/bin/sh"));
    assert_eq!(path("bin").as_deref(), Some("usr/bin"));
    assert_eq!(path("/bin//sh/").as_deref(), Some("usr/bin/sh"));
    assert_eq!(path("root/root/bin/../bin/sh").as_deref(), Some("usr/bin/sh"));
    assert_eq!(path("etc/up").as_deref(), Some("etc/passwd"));
    assert_eq!(path("../etc/absolute").as_deref(), Some("etc/passwd"));
    assert_eq!(path("").as_deref(), Some(""));
    for nothing in ["loop", "dangling", "usr/bin/sh/x", "etc/none", "loop/x"] {
        assert_eq!(path(nothing), None, "{nothing}");
    }
    assert_eq!(rootfs.get(b"bin").unwrap().kind, EntryKind::Symlink);
    assert_eq!(rootfs.get(b"bin/sh"), None);
    for name in ["etc/passwd", "etc/up", "etc/absolute", "etc/copy"] {
        let body = rootfs.body(name.as_bytes()).unwrap();
        assert_eq!((body.bytes, body.complete), (&b"root:x"[..], true), "{name}");
    }
    assert_eq!(rootfs.body(b"bin"), None);
}

#[test]
fn what_lies_under_a_directory_is_found_without_its_neighbours() {
    let facts = layer([file("a/b", ""), file("a/c/d", ""), file("a.b", ""), file("ab", ""), file("a0", "")]);
    let views = [Some(&facts)];
    let rootfs = Rootfs::merge(&views);
    let under = |directory: &str| -> Vec<_> {
        rootfs.under(directory.as_bytes()).map(|node| node.path.escape_ascii().to_string()).collect()
    };
    assert_eq!(under("a"), ["a/b", "a/c", "a/c/d"]);
    assert_eq!(under("a/c"), ["a/c/d"]);
    assert_eq!(under("ab"), [""; 0]);
    assert_eq!(under("").len(), rootfs.len() - 1);
}

#[test]
fn a_missing_layer_leaves_the_others_and_says_so() {
    let below = layer([file("a", "1")]);
    let above = layer([Tar::whiteout("a"), file("b", "")]);
    let views = [Some(&below), None, Some(&above)];
    let rootfs = Rootfs::merge(&views);
    assert!(!rootfs.is_complete());
    assert_eq!(shown(&rootfs), ["b File 644 2/2"]);
    assert_eq!(wasted(&rootfs), ["a 0 by 2 Deleted 1"]);
}

#[test]
fn entries_of_a_layer_are_listed_with_what_hides_them() {
    let facts = [
        layer([file("key", "secret"), file("keep", "")]),
        layer([Tar::whiteout("key"), file("x", "1"), file("x", "2")]),
    ];
    let views = views(&facts);
    let rootfs = Rootfs::merge(&views);
    let entries = |layer| -> Vec<_> {
        let entries = rootfs.layer_entries(layer);
        entries.map(|(entry, by)| (entry.path.to_vec(), by.map(|by| (by.layer, by.cause)))).collect()
    };
    let deleted = Some((1, HiddenCause::Deleted));
    assert_eq!(entries(0), [(b"key".to_vec(), deleted), (b"keep".to_vec(), None)]);
    let overwritten = Some((1, HiddenCause::Overwritten));
    assert_eq!(entries(1), [(b"key".to_vec(), None), (b"x".to_vec(), overwritten), (b"x".to_vec(), None)]);
    assert_eq!(entries(2), []);
}

#[test]
fn capabilities_and_devices_of_the_file_show_at_every_name() {
    let facts = layer([
        file("bin/ping", "elf").xattr("security.capability", [1, 2, 3]).mode(0o4755).owner(7, 8),
        Tar::hardlink("ping", "bin/ping").mode(0o600),
        Tar::char_device("null", 1, 3),
        Tar::hardlink("zero", "null"),
    ]);
    let views = [Some(&facts)];
    let rootfs = Rootfs::merge(&views);
    let ping = rootfs.get(b"ping").unwrap();
    assert_eq!(ping.capability, Some(&[1, 2, 3][..]));
    assert_eq!((ping.mode, ping.uid, ping.gid, ping.size), (Some(0o4755), 7, 8, 3));
    assert_eq!((ping.entry, ping.file), (Some(1), Some((0, 0))));
    let zero = rootfs.get(b"zero").unwrap();
    assert_eq!((zero.kind, zero.device), (EntryKind::CharDevice, (1, 3)));
}

#[test]
fn the_deepest_path_is_merged_and_deleted() {
    let deep = vec!["d"; 2040].join("/");
    let facts = [layer([Tar::file("x", "1234").pax("path", &deep)]), layer([Tar::whiteout("d"), Tar::file("y", "")])];
    let below = [Some(&facts[0])];
    assert_eq!(Rootfs::merge(&below).len(), 2041);
    let both = views(&facts);
    let rootfs = Rootfs::merge(&both);
    assert_eq!(rootfs.len(), 2);
    assert_eq!(rootfs.hidden().map(|hidden| hidden.bytes).sum::<u64>(), 4);
}
