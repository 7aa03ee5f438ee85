//! What the search begins with: valid inputs of every sort, small, built in code.

use plimsoll_core::image::layer::{LayerOptions, LayerScan};
use plimsoll_core::rules;
use plimsoll_image_builder::compress::{Gzip, Zstd};
use plimsoll_image_builder::{
    Archive, Compression, Entry, FileCapability, HeaderStyle, Image, Inline, Layer, Shape, SparseFormat, TarBuilder,
};

/// Every target, and what it begins with.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let layers = layers();
    let stored = layers.iter().map(|layer| {
        let wanted = rules::wanted();
        let mut scan = LayerScan::new(&wanted, LayerOptions::default());
        scan.feed(layer);
        scan.finish().to_bytes()
    });
    vec![
        ("zstd_frames", zstd()),
        ("gzip_members", gzip()),
        ("tar_push", tars()),
        ("facts_bytes", stored.collect()),
        ("layer_scan", layers),
        ("archive_scan", archives()),
        ("image_report", archives()),
        ("manifest_json", documents()),
        ("dockerfile", texts(&[DOCKERFILE, "FROM a AS b\nFROM b\nCOPY --from=b x y\n", "# escape=`\nFROM a`\nb\n"])),
        (
            "shell",
            texts(&[SHELL, "a && b || c; d | e & (f) { g; }", "if x; then y; else z; fi", "case $a in b) c;; esac"]),
        ),
        ("history", texts(&[HISTORY])),
        (
            "secrets_find",
            texts(&[
                "PASSWORD=hunter2",
                "https://user:pass@host/",
                "curl -u a:b -H 'Authorization: Bearer x'",
                "{\"auths\":{\"x\":{\"auth\":\"dTpw\"}}}",
            ]),
        ),
        (
            "accounts",
            texts(&[
                "root:x:0:0:root:/root:/bin/sh\nroot:x:0:\nroot:$6$x:19000:0:99999:7:::\n",
                "ID=debian\nVERSION_ID=\"12\"\n",
            ]),
        ),
        (
            "system_files",
            texts(&[
                "User_Alias A = x, y\nA ALL=(ALL) NOPASSWD:SETENV: /bin/a -b, \\\n /bin/c\n#1000 ALL=ALL\n@includedir /x\n",
                "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin=\"yes\"\nMatch user a\nUsePAM no\n",
                "permit nopass setenv { A B=c } app as root cmd apk args add\ndeny x\n",
                "#%PAM-1.0\nauth [success=1 default=ignore] pam_unix.so nullok\nsu auth required pam_wheel.so\n",
                "PATH=/bin\n17 * * * * root cd / && run-parts /etc/cron.hourly\n@reboot app /x\n",
                "UMASK 022\nENV_SUPATH PATH=/bin\numask 027\nexport PATH=\"/a:.\"\n",
            ]),
        ),
    ]
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

const DOCKERFILE: &str = "# syntax=docker/dockerfile:1\nARG V=1\nFROM debian:${V:-12} AS build\nENV A=b \"C=d e\"\nRUN --mount=type=cache,target=/x apt-get update && \\\n    apt-get install -y curl\nRUN <<EOF\necho $A\nEOF\nFROM scratch\nCOPY --from=build --chown=1:1 [\"/a\", \"/b\"]\nADD https://example.org/x /x\nUSER 1000:1000\nHEALTHCHECK --interval=5s CMD [\"/a\"]\nONBUILD RUN x\nENTRYPOINT [\"/a\"]\n";
const SHELL: &str = "set -e; for i in \"$a\" 'b' c; do echo ${i:-$(date +%s)} `x` <<EOF >/dev/null 2>&1; done\nhere $x\nEOF\nsh -c 'echo \"$((1+2))\"'";
const HISTORY: &str = "/bin/sh -c #(nop) CMD [\"bash\"]\0/bin/sh -c #(nop) ADD file:0123 in / \0RUN |1 V=1 /bin/sh -c apt-get update # buildkit\0ENV A=b\0COPY dir:1 in /x\0";

fn zstd() -> Vec<Vec<u8>> {
    let text = b"a tale of two tars, told twice: a tale of two tars".repeat(20);
    vec![
        Zstd::new().compress(b""),
        Zstd::new().compress(&text),
        Zstd::new().frames(3).skippable("skip").compress(&text),
        Zstd::new().stored().compress(&text),
        // A raw block, a block of one byte repeated, an end.
        vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x40, 0x10, 0, 0, b'a', b'b', 2, 0, 1, 0, 0x03, 0, 0],
        // A compressed block: four literals, no sequences.
        vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 0x35, 0, 0, 0x20, b'a', b'b', b'c', b'd', 0],
    ]
}

fn gzip() -> Vec<Vec<u8>> {
    let text = b"a tale of two tars, told twice: a tale of two tars".repeat(20);
    vec![
        Gzip::new().compress(b""),
        Gzip::new().compress(&text),
        Gzip::new().level(0).compress(&text[..100]),
        Gzip::new().members(3).extra("extra").name("name").comment("comment").header_crc().compress(&text),
        Gzip::new().trailing_zeros(40).compress(&text),
        Gzip::new().trailing_junk("junk").compress(&text),
    ]
}

fn entries() -> Vec<Entry> {
    vec![
        Entry::directory("etc"),
        Entry::file("etc/passwd", "root:x:0:0::/root:/bin/sh\n"),
        Entry::file("bin/ping", "ELF").mode(0o4755),
        Entry::symlink("bin/sh", "../etc/passwd"),
        Entry::hardlink("bin/pong", "bin/ping"),
        Entry::char_device("dev/null", 1, 3),
        Entry::fifo("run/pipe"),
        Entry::whiteout("etc/old"),
        Entry::opaque("var"),
        Entry::file("caps", "x")
            .xattr("security.capability", [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        Entry::file(format!("long/{}", "n".repeat(150)), "x").extended(),
        Entry::sparse("sparse", 4096, [(1024, b"data".to_vec())], SparseFormat::Pax10),
    ]
}

fn tars() -> Vec<Vec<u8>> {
    let styles = [HeaderStyle::Gnu, HeaderStyle::Pax, HeaderStyle::V7, HeaderStyle::Ustar];
    let mut tars: Vec<_> =
        entries().into_iter().map(|entry| TarBuilder::new().add(entry.style(HeaderStyle::Pax)).build()).collect();
    for style in styles {
        tars.push(TarBuilder::new().style(style).file("a", "b").symlink("c", "d").build());
    }
    tars.push(TarBuilder::new().global([("comment", "x")]).file("a", "b").build());
    for format in [SparseFormat::Pax00, SparseFormat::Pax01, SparseFormat::OldGnu] {
        tars.push(TarBuilder::new().add(Entry::sparse("s", 4096, [(1024, b"data".to_vec())], format)).build());
    }
    tars
}

fn layers() -> Vec<Vec<u8>> {
    let tar = TarBuilder::new().entries(entries()).build();
    let mut layers = tars();
    layers.push(Gzip::new().compress(&tar));
    layers.push(Zstd::new().compress(&tar));
    layers.push(tar);
    layers
}

fn image() -> Image {
    let _ = FileCapability::to_bytes;
    Image::new()
        .tag("a:1")
        .user("app")
        .env("A", "b")
        .layer(Layer::new().file("etc/passwd", "root:x:0:0::/root:/bin/sh\n").created_by("ADD x"))
        .history("ENV A=b")
        .layer(Layer::new().whiteout("etc/passwd").created_by("RUN rm /etc/passwd"))
}

fn archives() -> Vec<Vec<u8>> {
    use Shape::{Containerd, Crane, DockerArchive, DockerHybrid, DockerV1, Oci, Skopeo};
    let mut archives: Vec<_> = [DockerArchive, DockerHybrid, DockerV1, Skopeo, Crane, Oci, Containerd]
        .into_iter()
        .map(|shape| Archive::new(shape).image(image()).build())
        .collect();
    archives.push(Archive::new(Oci).inline(Inline::Everything).image(image()).build());
    archives.push(Archive::new(DockerArchive).outer(Compression::Gzip).image(image()).build());
    archives.push(
        Archive::new(Oci).image(image().attestation("https://slsa.dev/provenance/v0.2", serde_json::json!({}))).build(),
    );
    archives
}

/// Documents of archives, with the mark of what they are.
fn documents() -> Vec<Vec<u8>> {
    let mark = |path: &str| match path {
        "manifest.json" => b'0',
        "index.json" => b'1',
        "repositories" => b'2',
        "oci-layout" => b'3',
        _ => b'6',
    };
    let digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let mut all: Vec<Vec<u8>> = vec![
        format!("1{{\"manifests\":[{{\"digest\":\"{digest}\"}}]}}").into_bytes(),
        format!("0[{{\"Config\":\"{digest}\",\"Layers\":[\"a\",\"a\"],\"RepoTags\":[\"x:1\"]}}]").into_bytes(),
    ];
    for shape in [Shape::DockerArchive, Shape::DockerV1, Shape::Oci] {
        let files = Archive::new(shape).image(image()).files();
        let mut whole = Vec::new();
        for (path, body) in files.iter().filter(|(_, body)| body.starts_with(b"{") || body.starts_with(b"[")) {
            whole.push(mark(path));
            whole.extend_from_slice(body);
            whole.push(0xff);
        }
        all.push(whole);
    }
    all
}
