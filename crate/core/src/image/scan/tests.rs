//! Both drivers over archives of every form, as tools write them and as no tool should.

use plimsoll_image_builder::compress::{Gzip, Zstd};
use plimsoll_image_builder::{
    Archive, Compression, Entry, Image, Inline, Layer, Order, RepeatedLayers, Shape, SparseFormat, TarBuilder,
};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::gap::GapKind;
use crate::image::digest::Digest;
use crate::image::layer::LayerScan;
use crate::image::plan::{self, Choice, EvidenceKind, PlanErrorKind, SourceFormat};
use crate::image::wanted::{Want, Wanted};
use crate::limits::MAX_JSON_BYTES;

fn wanted() -> Wanted {
    Wanted::new([(Want::Path("etc/passwd"), 4096)])
}

fn everything() -> Choice {
    Choice { all: true, ..Choice::default() }
}

fn stream_with(bytes: &[u8], piece: usize, options: ScanOptions, choice: &Choice) -> Result<ScannedArchive, ScanError> {
    let wanted = wanted();
    let mut scan = StreamScan::new(&wanted, options);
    for piece in bytes.chunks(piece) {
        scan.feed(piece)?;
    }
    scan.finish(choice)
}

fn stream(bytes: &[u8]) -> Result<ScannedArchive, ScanError> {
    stream_with(bytes, 65_536, ScanOptions::default(), &everything())
}

/// Reads from a file of a directory, or from the archive: offset, length.
type Read<'a> = dyn Fn(Option<&str>, u64, u64) -> Vec<u8> + 'a;

/// Answers requests from `read`, runs the jobs, counts the bytes read for the index.
fn run(
    mut scan: IndexedScan,
    options: ScanOptions,
    choice: &Choice,
    read: &Read<'_>,
) -> Result<Option<(ScannedArchive, u64)>, ScanError> {
    let wanted = wanted();
    let mut indexed = 0;
    loop {
        match scan.next_request()? {
            Request::Stream => return Ok(None),
            Request::Planned => break,
            Request::Read { member, offset, length } => {
                assert!(length > 0);
                let bytes = read(member.as_deref(), offset, length);
                indexed += bytes.len() as u64;
                scan.supply(&bytes)?;
            }
        }
    }
    let directory = scan.is_directory();
    for job in scan.choose(choice)? {
        let bytes = match job.data {
            Some(data) => data,
            None => read(directory.then_some(job.member.as_str()), job.offset, job.length),
        };
        let result = match job.kind {
            JobKind::Blob => JobResult::Blob(Digest::of(&bytes), bytes.len() as u64),
            JobKind::Layer => {
                let mut layer = LayerScan::new(&wanted, options.layer);
                bytes.chunks(10_000).for_each(|piece| layer.feed(piece));
                JobResult::Layer(Box::new(layer.finish()))
            }
        };
        scan.finish_job(&job.member, result);
    }
    scan.finish().map(|archive| Some((archive, indexed)))
}

fn indexed_with(
    bytes: &[u8],
    options: ScanOptions,
    choice: &Choice,
) -> Result<Option<(ScannedArchive, u64)>, ScanError> {
    let read = |_: Option<&str>, offset: u64, length: u64| {
        let from = usize::try_from(offset).unwrap().min(bytes.len());
        let to = usize::try_from(offset + length).unwrap().min(bytes.len());
        bytes[from..to].to_vec()
    };
    run(IndexedScan::of_archive(bytes.len() as u64, options.layer), options, choice, &read)
}

fn directory(files: &[(String, Vec<u8>)]) -> Result<ScannedArchive, ScanError> {
    let options = ScanOptions::default();
    let mut scan = IndexedScan::of_directory(options.layer);
    for (path, bytes) in files {
        scan.add_file(path.as_bytes(), bytes.len() as u64);
    }
    let read = |member: Option<&str>, offset: u64, length: u64| {
        let (_, bytes) = files.iter().find(|(path, _)| Some(path.as_str()) == member).unwrap();
        bytes[usize::try_from(offset).unwrap()..usize::try_from(offset + length).unwrap()].to_vec()
    };
    run(scan, options, &everything(), &read).map(|scanned| scanned.unwrap().0)
}

/// Scans with both drivers, which must agree.
fn both(bytes: &[u8]) -> Result<ScannedArchive, ScanError> {
    let streamed = stream(bytes);
    match indexed_with(bytes, ScanOptions::default(), &everything()) {
        Ok(Some((archive, _))) => assert_eq!(&Ok(archive), &streamed),
        Ok(None) => panic!("the index gave up"),
        Err(error) => assert_eq!(&Err(error), &streamed),
    }
    streamed
}

fn base() -> Layer {
    Layer::new()
        .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .file("bin/sh", vec![7; 100_000])
        .created_by("ADD base")
}

/// Two layers, the first of them repeated at the end.
fn image() -> Image {
    Image::new()
        .tag("x:1")
        .user("app")
        .layer(base())
        .history("ENV A=b")
        .layer(Layer::new().file("etc/motd", "hello").whiteout("bin/sh").created_by("RUN x"))
        .layer(base())
}

/// What must be true of [`image`], whatever its archive.
fn assert_whole(archive: &ScannedArchive, name: &str) {
    assert_eq!((archive.plan.images.len(), archive.chosen.images.as_slice()), (1, &[0][..]), "{name}");
    assert!(
        archive.gaps.is_empty() && archive.mismatches.is_empty(),
        "{name}: {:?} {:?}",
        archive.gaps,
        archive.mismatches
    );
    assert_eq!(archive.unverified, 0, "{name}");
    let facts = archive.image(0).unwrap();
    assert_eq!(facts.config.user.as_deref(), Some("app"), "{name}");
    assert!(facts.gaps.is_empty(), "{name}: {:?}", facts.gaps);
    assert_eq!(facts.layers.len(), 3, "{name}");
    let counts: Vec<usize> = facts.layers.iter().map(|layer| layer.unwrap().entries.len()).collect();
    assert_eq!(counts[0], counts[2], "{name}");
    assert_eq!(counts[1], 2, "{name}");
    assert_eq!(archive.layers.len(), 2, "{name}: the repeated layer is scanned once");
}

#[test]
fn every_form_of_archive_gives_the_same_whole_image_by_both_drivers() {
    use Shape::{Containerd, Crane, DockerArchive, DockerHybrid, DockerV1, Oci, Skopeo};
    for (shape, source, verified) in [
        (DockerArchive, SourceFormat::DockerArchive, 4),
        (DockerHybrid, SourceFormat::DockerHybrid, 7),
        (Containerd, SourceFormat::DockerContainerd, 8),
        (DockerV1, SourceFormat::DockerLegacy, 0),
        (Skopeo, SourceFormat::DockerArchive, 4),
        (Crane, SourceFormat::Kaniko, 6),
        (Oci, SourceFormat::OciArchive, 7),
    ] {
        for order in [Order::AsTool, Order::ManifestFirst, Order::ManifestLast] {
            for prefix in ["", "./", "/"] {
                let name = format!("{shape:?} {order:?} {prefix}");
                let built = Archive::new(shape).image(image()).order(order).prefix(prefix).build();
                let archive = both(&built).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(archive.plan.source, source, "{name}");
                if shape == DockerV1 {
                    assert_eq!(archive.plan.images[0].names, ["x:1"]);
                    assert!(archive.image(0).unwrap().layers.iter().all(Option::is_some));
                    continue;
                }
                assert_whole(&archive, &name);
                assert_eq!(archive.verified, verified, "{name}");
                let history = archive.image(0).unwrap().alignment.history_of;
                assert_eq!(history, [Some(0), Some(2), Some(3)], "{name}");
            }
        }
    }
}

#[test]
fn links_to_repeated_layers_are_followed_whatever_their_kind() {
    for repeated in [RepeatedLayers::Symlink, RepeatedLayers::Hardlink] {
        let docker = Archive::new(Shape::DockerArchive).image(image()).repeated_layers(repeated);
        assert_whole(&both(&docker.build()).unwrap(), "docker");
        let skopeo = Archive::new(Shape::Skopeo).image(image()).repeated_layers(repeated).layers_by_link();
        assert_whole(&both(&skopeo.build()).unwrap(), "skopeo");
    }
}

#[test]
fn layers_are_decompressed_one_by_one_by_what_they_are() {
    let tar = |body: &str| TarBuilder::new().file("f", body);
    let mixed = |body: &str, stored: Vec<u8>| Layer::from_tar(tar(body)).stored_as(stored);
    let odd = Gzip::new().members(3).trailing_zeros(700).compress(&tar("b").build());
    let image = Image::new()
        .layer(Layer::from_tar(tar("a")).compression(Compression::None))
        .layer(mixed("b", odd))
        .layer(mixed("c", Zstd::new().frames(2).skippable(b"toc".to_vec()).compress(&tar("c").build())));
    for shape in [Shape::Oci, Shape::Containerd, Shape::Crane] {
        let archive = both(&Archive::new(shape).image(image.clone()).build()).unwrap();
        let facts = archive.image(0).unwrap();
        assert!(facts.layers.iter().all(|layer| layer.unwrap().entries.len() == 1 && layer.unwrap().complete));
        assert!(facts.mismatches.is_empty() && facts.gaps.iter().all(|gap| gap.kind == GapKind::HistoryUnaligned));
    }
}

#[test]
fn a_compressed_outer_archive_is_one_pass_and_gives_the_same() {
    let plain = Archive::new(Shape::DockerArchive).image(image());
    let expected = both(&plain.build()).unwrap();
    for compression in [Compression::Gzip, Compression::Zstd] {
        let built = plain.clone().outer(compression).build();
        assert!(indexed_with(&built, ScanOptions::default(), &everything()).unwrap().is_none(), "it says: stream");
        let archive = stream(&built).unwrap();
        assert_eq!(archive.layers, expected.layers);
        assert_eq!(archive.plan, expected.plan);
    }
}

#[test]
fn a_layout_directory_gives_what_its_archive_gives() {
    for shape in [Shape::Oci, Shape::DockerHybrid] {
        let built = Archive::new(shape).image(image());
        let (archive, of_directory) = (both(&built.build()).unwrap(), directory(&built.files()).unwrap());
        assert_eq!(archive.layers, of_directory.layers);
        assert_eq!((archive.verified, &archive.plan.images), (of_directory.verified, &of_directory.plan.images));
    }
    let packed: Vec<_> = Archive::new(Shape::Oci).image(image()).files();
    let packed = packed.into_iter().map(|(path, bytes)| (format!("folder/{path}"), bytes)).collect::<Vec<_>>();
    assert_eq!(directory(&packed).unwrap().plan.source, SourceFormat::OciDirectory);
}

#[test]
fn inline_documents_and_layers_are_read_where_they_stand() {
    for inline in [Inline::Documents, Inline::Everything] {
        let archive = both(&Archive::new(Shape::Oci).image(image()).inline(inline).build()).unwrap();
        let facts = archive.image(0).unwrap();
        assert!(facts.layers.iter().all(Option::is_some), "{inline:?}");
        assert!(archive.mismatches.is_empty() && facts.gaps.is_empty(), "{inline:?}: {:?}", facts.gaps);
    }
}

#[test]
fn platforms_attestations_and_deep_indexes_are_told_apart() {
    let of = |architecture: &str| image().platform("linux", architecture, None);
    let attested = of("amd64").attestation("https://slsa.dev/provenance/v0.2", json!({ "buildType": "x" }));
    for depth in 0..4 {
        let built = Archive::new(Shape::Oci).image(of("arm64")).image(attested.clone()).index_depth(depth).build();
        let archive = both(&built).unwrap();
        assert_eq!(archive.plan.images.len(), 2, "{depth}");
        let evidence = &archive.plan.evidence;
        assert_eq!((evidence.len(), evidence[0].kind), (1, EvidenceKind::Attestation));
        assert_eq!(evidence[0].predicate_types, ["https://slsa.dev/provenance/v0.2"]);
        let amd64 = archive.plan.images.iter().find(|image| image.platform.as_ref().unwrap().architecture == "amd64");
        assert_eq!(evidence[0].subject, amd64.unwrap().manifest_digest);
        let chosen = stream_with(&built, 4096, ScanOptions::default(), &Choice::default()).unwrap().chosen;
        assert_eq!((chosen.images.len(), chosen.left_out.len()), (1, 1), "one platform of one name");
    }
    let built = Archive::new(Shape::Containerd).image(of("amd64")).image(of("arm64").absent()).build();
    let archive = both(&built).unwrap();
    assert_eq!(archive.plan.images.len(), 1);
    assert!(archive.gaps.iter().any(|gap| gap.kind == GapKind::BlobMissing && gap.what.contains("linux/arm64")));
}

#[test]
fn only_chosen_images_are_scanned_and_kept() {
    let other = Image::new().tag("y:2").layer(Layer::new().file("only-here", "x"));
    let built = Archive::new(Shape::DockerArchive).image(image()).image(other).build();
    assert_eq!(both(&built).unwrap().chosen.images, [0, 1]);
    let choice = Choice { reference: Some("y:2".into()), ..Choice::default() };
    let streamed = stream_with(&built, 999, ScanOptions::default(), &choice).unwrap();
    let (indexed, _) = indexed_with(&built, ScanOptions::default(), &choice).unwrap().unwrap();
    assert_eq!(streamed, indexed);
    assert_eq!((streamed.chosen.images.as_slice(), streamed.layers.len()), (&[1][..], 1));
    assert!(streamed.image(0).is_none() && streamed.image(1).is_some());
    let choice = Choice { reference: Some("z".into()), ..Choice::default() };
    let error = stream_with(&built, 999, ScanOptions::default(), &choice).unwrap_err();
    assert!(matches!(&error, ScanError::Choice(_)) && error.to_string().contains("y:2"), "{error}");
}

#[test]
fn lies_about_digests_and_sizes_are_mismatches_of_their_image() {
    let lying =
        |change: fn(Layer) -> Layer| Image::new().tag("x:1").layer(base()).layer(change(Layer::new().file("f", "x")));
    let whats = |shape: Shape, image: Image| -> Vec<MismatchKind> {
        let archive = both(&Archive::new(shape).image(image).build()).unwrap();
        let facts = archive.image(0).unwrap();
        assert_eq!(facts.mismatches.len(), archive.mismatches.len());
        facts.mismatches.iter().map(|mismatch| mismatch.what).collect()
    };
    use plan::ReferenceKind::{Config, Layer as LayerBlob, Manifest};
    assert_eq!(whats(Shape::Oci, lying(Layer::wrong_digest)), [MismatchKind::Digest(LayerBlob)]);
    assert_eq!(whats(Shape::Oci, lying(Layer::wrong_size)), [MismatchKind::Size(LayerBlob)]);
    for shape in [Shape::Oci, Shape::DockerArchive, Shape::Skopeo, Shape::Crane] {
        assert_eq!(whats(shape, lying(Layer::wrong_diff_id)), [MismatchKind::DiffId], "{shape:?}");
    }
    assert_eq!(whats(Shape::Oci, image().wrong_config_digest()), [MismatchKind::Digest(Config)]);
    assert_eq!(whats(Shape::DockerArchive, image().wrong_config_digest()), [MismatchKind::Digest(Config)]);
    assert_eq!(whats(Shape::Oci, image().wrong_manifest_digest()), [MismatchKind::Digest(Manifest)]);
}

#[test]
fn foreign_and_missing_layers_leave_the_others_analysed() {
    let image = Image::new()
        .layer(base())
        .layer(Layer::new().file("f", "x").missing())
        .layer(Layer::new().file("g", "x").foreign("https://example.org/layer").missing());
    for shape in [Shape::Oci, Shape::DockerHybrid] {
        let archive = both(&Archive::new(shape).image(image.clone()).build()).unwrap();
        let facts = archive.image(0).unwrap();
        assert_eq!(facts.layers.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false], "{shape:?}");
        let kinds: Vec<_> = facts.gaps.iter().map(|gap| gap.kind).collect();
        assert!(
            kinds.contains(&GapKind::LayerMissing) && kinds.contains(&GapKind::LayerForeign),
            "{shape:?} {kinds:?}"
        );
    }
}

#[test]
fn a_layer_that_is_no_tar_is_a_gap_of_its_layer() {
    for blob in
        [b"just text".to_vec(), b"{\"json\": true}".to_vec(), vec![], vec![0x7f, b'E', b'L', b'F'], vec![1; 5000]]
    {
        let image = Image::new().layer(base()).layer(Layer::from_bytes(blob.clone()).compression(Compression::None));
        let archive = both(&Archive::new(Shape::DockerArchive).image(image).build()).unwrap();
        let facts = archive.image(0).unwrap();
        let gap = facts.gaps.iter().find(|gap| gap.layer == Some(1)).unwrap();
        assert!(matches!(gap.kind, GapKind::LayerUnsupported | GapKind::LayerDamaged), "{gap:?}");
        assert!(!facts.layers[1].unwrap().complete && facts.mismatches.is_empty(), "{:?}", facts.mismatches);
    }
}

#[test]
fn what_is_no_archive_is_named_with_advice() {
    for (bytes, text) in [
        (&b"FROM debian:12\n"[..], "Dockerfile"),
        (b"", "empty"),
        (b"PK\x03\x04", "zip"),
        (b"{\"schemaVersion\": 2}", "JSON"),
        (b"\x7fELF", "ELF"),
    ] {
        let error = both(bytes).unwrap_err();
        assert!(matches!(error, ScanError::NotAnArchive(_)) && error.to_string().contains(text), "{error}");
    }
    let nothing = both(&TarBuilder::new().build()).unwrap_err();
    assert!(matches!(&nothing, ScanError::Plan(error) if error.kind == PlanErrorKind::Empty), "{nothing}");
    let rootfs = TarBuilder::new().file("etc/passwd", "x").file("usr/bin/x", "x").file("bin/sh", "x").build();
    assert!(both(&rootfs).unwrap_err().to_string().contains("docker export"));
}

#[test]
fn a_truncated_archive_never_looks_whole() {
    let built = Archive::new(Shape::Oci).image(image()).order(Order::ManifestFirst).build();
    let whole = both(&built).unwrap();
    let mut analysed = 0;
    for cut in (0..built.len() - 1024).step_by(511) {
        if let Ok(archive) = both(&built[..cut]) {
            if archive.layers == whole.layers {
                // Only padding is lost.
                continue;
            }
            analysed += 1;
            let facts = archive.image(0).unwrap();
            let missing = facts.layers.iter().any(|layer| layer.is_none_or(|facts| !facts.complete));
            assert!(missing && !facts.gaps.is_empty(), "{cut}");
        }
    }
    assert!(analysed > 0, "an archive whose documents are whole is analysed as far as it goes");
    let last = Archive::new(Shape::Oci).image(image()).order(Order::ManifestLast).build();
    let mut damage = 0;
    for cut in (1024..last.len() / 2).step_by(333) {
        let error = both(&last[..cut]).unwrap_err();
        damage += usize::from(matches!(error, ScanError::Archive(_)));
        // Between two members nothing shows that more should come.
        assert!(matches!(error, ScanError::Archive(_)) || error.to_string().contains("incomplete"), "{error}");
    }
    assert!(damage > 0);
}

#[test]
fn the_limit_of_entries_is_shared_by_all_layers() {
    let built = Archive::new(Shape::DockerArchive).image(image()).build();
    for (max_entries, allowed) in [(4, true), (3, false), (1, false)] {
        let mut options = ScanOptions::default();
        options.layer.max_entries = max_entries;
        let streamed = stream_with(&built, 4096, options, &everything());
        let indexed = indexed_with(&built, options, &everything());
        assert_eq!(streamed.is_ok(), allowed, "{max_entries}: {streamed:?}");
        if !allowed {
            assert_eq!(streamed, Err(ScanError::EntryLimit(max_entries)));
            assert_eq!(indexed, Err(ScanError::EntryLimit(max_entries)));
        }
    }
}

#[test]
fn a_host_may_bound_the_bodies_and_documents_of_all_layers_together() {
    let passwd = |byte: &str| Layer::new().file("etc/passwd", byte.repeat(100));
    let built =
        Archive::new(Shape::DockerArchive).image(Image::new().layer(passwd("a")).layer(passwd("b")).layer(passwd("c")));
    let built = built.build();
    for (max_bodies_bytes, gaps) in [(u64::MAX, 0), (300, 0), (299, 1), (150, 2), (0, 3)] {
        let options = ScanOptions { max_bodies_bytes, ..ScanOptions::default() };
        let archive = stream_with(&built, 1000, options, &everything()).unwrap();
        let kept: u64 = archive.layers.values().map(|facts| facts.bodies.bytes()).sum();
        let told = archive.layers.values().flat_map(|facts| &facts.gaps);
        assert!(kept <= max_bodies_bytes, "{kept} of {max_bodies_bytes}");
        assert_eq!(told.filter(|gap| gap.kind == GapKind::BodyTruncated).count(), gaps, "{max_bodies_bytes}");
    }
    let options = ScanOptions { max_documents_bytes: 10, ..ScanOptions::default() };
    let said = match stream_with(&built, 1000, options, &everything()) {
        Err(error) => vec![error.to_string()],
        Ok(archive) => archive.image(0).unwrap().gaps.into_iter().map(|gap| gap.what).collect(),
    };
    assert!(said.iter().any(|said| said.contains("more than the 10 that are kept")), "{said:?}");
}

#[test]
fn a_bomb_in_the_outer_archive_ends_early() {
    let bomb = plimsoll_image_builder::compress::gzip_bomb(1 << 30);
    let wanted = wanted();
    let mut scan = StreamScan::new(&wanted, ScanOptions::default());
    let mut fed = 0;
    let error = bomb.chunks(4096).find_map(|piece| {
        fed += piece.len();
        scan.feed(piece).err()
    });
    // A tar of zeros alone is an empty archive: the ratio, not the content, is what ends it.
    match error {
        Some(error) => assert!(matches!(error, ScanError::Archive(_)) && fed < bomb.len(), "{error}"),
        None => assert!(scan.finish(&everything()).is_err()),
    }
}

#[test]
fn the_index_reads_headers_and_documents_and_skips_layers() {
    let large = Layer::new().file("large", plimsoll_image_builder::Random::new(1).bytes(8 << 20));
    let image = Image::new().layer(large.clone()).layer(Layer::new().file("f", "x")).layer(large);
    let built = Archive::new(Shape::DockerArchive).image(image).build();
    let (_, read) = indexed_with(&built, ScanOptions::default(), &everything()).unwrap().unwrap();
    assert!(read < 1 << 20, "{read} bytes of {} were read for the index", built.len());
}

/// The parts of a body that are not zeros, in blocks.
fn segments(body: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let blocks = body.chunks(512).enumerate().filter(|(_, block)| block.iter().any(|byte| *byte != 0));
    blocks.map(|(number, block)| (number as u64 * 512, block.to_vec())).collect()
}

#[test]
fn sparse_and_duplicate_members_of_the_outer_archive_are_handled() {
    let plain = Archive::new(Shape::DockerArchive).image(image());
    let tar = plain.tar();
    let with_junk = tar.clone().file("manifest.json", "{\"not\": \"this\"}");
    assert!(both(&with_junk.build()).is_err(), "the last duplicate wins");
    let name = plain.files().into_iter().find(|(name, _)| name.ends_with("layer.tar")).unwrap();
    let sparse = Entry::sparse(&name.0, name.1.len() as u64, segments(&name.1), SparseFormat::Pax01);
    let built = tar.add(sparse).build();
    let archive = stream(&built).unwrap();
    assert!(archive.layers.values().all(|facts| facts.complete) && archive.mismatches.is_empty());
    assert!(indexed_with(&built, ScanOptions::default(), &everything()).unwrap().is_none(), "it says: stream");
}

#[test]
fn a_document_beyond_the_limit_is_refused_by_both() {
    let huge = format!("[{}1]", " ".repeat(usize::try_from(MAX_JSON_BYTES).unwrap()));
    let built = TarBuilder::new().file("manifest.json", huge).build();
    let error = both(&built).unwrap_err();
    assert!(error.to_string().contains("more than the 8388608"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_pieces_give_the_same(piece in 1usize..5000, shape in 0usize..4) {
        let shape = [Shape::DockerArchive, Shape::Oci, Shape::Containerd, Shape::DockerV1][shape];
        let small = Image::new().tag("x:1").layer(Layer::new().file("a", "b")).layer(Layer::new().file("c", "d"));
        let built = Archive::new(shape).image(small).build();
        let streamed = stream_with(&built, piece, ScanOptions::default(), &everything());
        prop_assert_eq!(streamed, stream(&built));
    }

    #[test]
    fn mutated_archives_never_panic_and_both_drivers_agree(
        shape in 0usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let shape = [Shape::DockerArchive, Shape::Oci, Shape::Containerd, Shape::DockerV1][shape];
        let small = Image::new().tag("x:1").layer(Layer::new().file("a", "b")).layer(Layer::new().file("c", "d"));
        let mut built = Archive::new(shape).image(small).build();
        for (place, byte) in changes {
            let place = place.index(built.len());
            built[place] = byte;
        }
        built.truncate(built.len() - cut.index(built.len() / 8));
        let streamed = stream(&built);
        match indexed_with(&built, ScanOptions::default(), &everything()) {
            Ok(Some((archive, _))) => prop_assert_eq!(Ok(archive), streamed),
            Ok(None) => {}
            Err(error) => prop_assert_eq!(Err(error), streamed),
        }
    }
}
