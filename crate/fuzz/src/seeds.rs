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
        ("fixer", fixable()),
        ("history", texts(&[HISTORY])),
        ("correlation", correlated()),
        (
            "secrets_find",
            texts(&[
                "PASSWORD=hunter2",
                "https://user:pass@host/",
                "curl -u a:b -H 'Authorization: Bearer x'",
                "{\"auths\":{\"x\":{\"auth\":\"dTpw\"}}}",
            ]),
        ),
        ("secrets_search", secrets()),
        (
            "packages_text",
            texts(&[
                "Package: a\nStatus: install ok installed\nVersion: 1:2-3\nSource: b (4)\nConffiles:\n /etc/a 0123 obsolete\n\n",
                "P:a\nV:1-r0\nA:x86_64\nI:9\no:b\nF:bin\nM:0:0:1777\nR:a\na:0:42:4755\nZ:Q1xx\nR:c\n\nP:d\nV:2\n\n",
                "a\t1-2\t0\t0\tVendor\t(none)\t5\tx86_64\t3\tb-1-2.src.rpm\n",
                "/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/ab\n",
                "\u{1}\0\u{5}\0usr/a\u{4}\u{1}\0b",
                "/a\n/a.distrib\nb\n",
            ]),
        ),
        ("packages_rpm", packages_rpm()),
        (
            "json",
            texts(&[
                "\u{feff}{\"a\":[1,-2,0.5,6e7,-8E+9,null,true,false],\"b\":{\"a\":{},\"digest\":\"\"}}",
                r#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é", "\u000a"]"#,
                "{\"Layers\" : [ [ [ ] ] , { } ] ,\r\n\t\"Config\" : 9223372036854775807 }",
                "[9223372036854775808,-9223372036854775808,1e308,0e999,0.00001e312]",
            ]),
        ),
        (
            "config_toml",
            texts(&[
                "profile = \"strict\"\nallowed-registries = [ 'a.b/c', # one\n \"b\\u00e9\\n\" ]\nmax-size-mb = 1_500\nfail-on = 'none'\ninline-ignores = false\n",
                "[rules]\nrun-as-root = \"critical\"\r\n\"DL3057\" = '''off'''\n\n[labels]\nstrict = true\nrequired.a = \"url\"\n",
                "[[ignore]]\nrules = [\"package-cache\"]\nuntil = \"2030-01-31\"\n[[ignore]]\nreason = \"\"\"\nlong \\\n  one\"\"\"\n",
                "labels = { optional = { \"a b\" = \"semver\", }, strict = false }\n",
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

/// Put together at run time, so that no line of the source looks like a secret.
fn secrets() -> Vec<Vec<u8>> {
    let token = ["dop", "_v1_", &"3f9a1c7e5b2d8046".repeat(4)].concat();
    let dashes = "-----";
    let key = "MIIEpAIBAAKCAQEA7x9Qz2Lk8vYt3Rb5".repeat(20);
    let armour = format!("{dashes}BEGIN RSA PRIVATE KEY{dashes}\n{key}\n{dashes}END RSA PRIVATE KEY{dashes}\n");
    let words = "words and more words\n".repeat(40);
    texts(&[
        &format!("{words}TOKEN={token}\n{words}"),
        &format!("{armour}{words}{token} {armour}"),
        "a://b:c0rrect@d/ https://u:p@h/ eyJhbGciOiJub25lIn0.eyJhIjoxfQ.aaaaaaaaaaaaaaaaaaaaaaaaa",
    ])
}

const DOCKERFILE: &str = "# syntax=docker/dockerfile:1\nARG V=1\nFROM debian:${V:-12} AS build\nENV A=b \"C=d e\"\nRUN --mount=type=cache,target=/x apt-get update && \\\n    apt-get install -y curl\nRUN <<EOF\necho $A\nEOF\nFROM scratch\nCOPY --from=build --chown=1:1 [\"/a\", \"/b\"]\nADD https://example.org/x /x\nUSER 1000:1000\nHEALTHCHECK --interval=5s CMD [\"/a\"]\nONBUILD RUN x\nENTRYPOINT [\"/a\"]\n";
const SHELL: &str = "set -e; for i in \"$a\" 'b' c; do echo ${i:-$(date +%s)} `x` <<EOF >/dev/null 2>&1; done\nhere $x\nEOF\nsh -c 'echo \"$((1+2))\"'";
const HISTORY: &str = "/bin/sh -c #(nop) CMD [\"bash\"]\0/bin/sh -c #(nop) ADD file:0123 in / \0RUN |1 V=1 /bin/sh -c apt-get update # buildkit\0ENV A=b\0COPY dir:1 in /x\0";

/// Dockerfiles with what builders make of them: BuildKit of stages and arguments, the classic builder of values that are not
/// known, one entry for each variable, ONBUILD, and an image of something else.
fn correlated() -> Vec<Vec<u8>> {
    let pairs: [(&str, &[&str]); 5] = [
        (
            "FROM debian:12 AS base\nARG V=1\nRUN make $V\nFROM base\nENV A=b C=\"d e\"\nWORKDIR /srv\nCOPY . .\nUSER 7\nCMD x $NOWHERE\n",
            &[
                "# debian.sh --arch 'amd64' out/ 'bookworm'",
                "CMD [\"bash\"]",
                "ARG V=1",
                "RUN |1 V=1 /bin/sh -c make $V # buildkit",
                "ENV A=b C=d e",
                "WORKDIR /srv",
                "COPY . . # buildkit",
                "USER 7",
                "CMD [\"/bin/sh\" \"-c\" \"x $NOWHERE\"]",
            ],
        ),
        (
            "FROM a\nARG B\nENV P=$B/bin Q=$P:$X\nCOPY $B /to/\nADD x /y\nEXPOSE 80 443/tcp\n",
            &[
                "/bin/sh -c #(nop)  ARG B",
                "/bin/sh -c #(nop)  ENV P=/x/bin Q=/x/bin:z",
                "/bin/sh -c #(nop) COPY file:0123 in /to/ ",
                "/bin/sh -c #(nop) ADD dir:4567 in /y ",
                "/bin/sh -c #(nop)  EXPOSE 443/tcp 80/tcp",
            ],
        ),
        (
            "FROM a\nENV A=1 B=2 C=3\nLABEL x=y z=\"1 2\"\n",
            &["ENV A=1", "ENV B=2", "ENV C=3", "LABEL x=y", "LABEL z=1 2"],
        ),
        (
            "FROM a AS b\nONBUILD RUN c\nONBUILD COPY d /d\nFROM b\nRUN <<EOF\ne\nEOF\n",
            &[
                "ONBUILD RUN c",
                "ONBUILD COPY d /d",
                "RUN /bin/sh -c c # buildkit",
                "COPY d /d # buildkit",
                "RUN /bin/sh -c e\n # buildkit",
            ],
        ),
        (
            "FROM scratch\nADD rootfs.tar /\n",
            &["RUN /bin/sh -c quite another thing # buildkit", "ADD rootfs.tar / # buildkit"],
        ),
    ];
    let join = |(file, lines): (&str, &[&str])| {
        lines
            .iter()
            .fold(file.as_bytes().to_vec(), |bytes, line| [bytes, vec![0xff], line.as_bytes().to_vec()].concat())
    };
    pairs.into_iter().map(join).collect()
}

/// The Dockerfiles of the rules' own examples: nearly every fix has one.
fn fixable() -> Vec<Vec<u8>> {
    let mut found = texts(&[DOCKERFILE]);
    for rule in rules::all() {
        let blocks = rule.docs.split("```dockerfile bad\n").skip(1).filter_map(|rest| rest.split_once("```"));
        found.extend(blocks.map(|(block, _)| {
            let lines = block.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
            lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
        }));
    }
    found
}

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

/// A header blob of one package with one file.
fn rpm_header() -> Vec<u8> {
    let (mut index, mut data) = (Vec::new(), Vec::new());
    let mut tag = |tag: u32, kind: u32, count: u32, bytes: &[u8]| {
        for number in [tag, kind, data.len() as u32, count] {
            index.extend(number.to_be_bytes());
        }
        data.extend_from_slice(bytes);
    };
    tag(1000, 6, 1, b"demo\0");
    tag(1001, 6, 1, b"1.0\0");
    tag(1002, 6, 1, b"2\0");
    tag(1044, 6, 1, b"demo-1.0-2.src.rpm\0\0\0\0");
    tag(1030, 3, 1, &[0x81, 0xed, 0, 0]);
    tag(1116, 4, 1, &[0, 0, 0, 0]);
    tag(1117, 8, 1, b"demo\0");
    tag(1118, 8, 1, b"/usr/bin/\0");
    let mut blob = Vec::new();
    blob.extend(((index.len() / 16) as u32).to_be_bytes());
    blob.extend((data.len() as u32).to_be_bytes());
    blob.extend(index);
    blob.extend(data);
    blob
}

/// One package in each store, and in the form that layers keep.
fn packages_rpm() -> Vec<Vec<u8>> {
    let blob = rpm_header();
    // ndb: the header takes the place of two slots.
    let mut ndb = b"RpmP".to_vec();
    for number in [0_u32, 1, 1, 2, 0, 0, 0] {
        ndb.extend(number.to_le_bytes());
    }
    ndb.extend(b"Slot");
    for number in [1_u32, 256, 20] {
        ndb.extend(number.to_le_bytes());
    }
    ndb.resize(4096, 0);
    ndb.extend(b"BlbS");
    for number in [1_u32, 1, blob.len() as u32] {
        ndb.extend(number.to_le_bytes());
    }
    ndb.extend(&blob);
    // Berkeley DB: a page of meta data, a page with a key and a value, a page that the value is on.
    let mut berkeley = vec![0; 3 * 512];
    berkeley[12..16].copy_from_slice(&0x0006_1561_u32.to_le_bytes());
    berkeley[20..24].copy_from_slice(&512_u32.to_le_bytes());
    let page = &mut berkeley[512..1024];
    page[20] = 2;
    page[25] = 13;
    page[26..28].copy_from_slice(&507_u16.to_le_bytes());
    page[28..30].copy_from_slice(&495_u16.to_le_bytes());
    page[495] = 3;
    page[499..503].copy_from_slice(&2_u32.to_le_bytes());
    page[503..507].copy_from_slice(&(blob.len() as u32).to_le_bytes());
    page[507] = 1;
    let page = &mut berkeley[1024..];
    page[22..24].copy_from_slice(&(blob.len() as u16).to_le_bytes());
    page[25] = 7;
    page[26..26 + blob.len()].copy_from_slice(&blob);
    // SQLite: the schema on the first page, the table on the second.
    let mut sqlite = vec![0; 2 * 1024];
    sqlite[..16].copy_from_slice(b"SQLite format 3\0");
    sqlite[16..18].copy_from_slice(&1024_u16.to_be_bytes());
    let schema = [&[6, 23, 29, 29, 1, 13][..], b"tablePackagesPackages\x02"].concat();
    leaf(&mut sqlite[..1024], 100, &schema);
    let length = (blob.len() * 2 + 12) as u64;
    let row = [&[4, 0, 0x80 | (length >> 7) as u8, (length & 0x7f) as u8][..], &blob].concat();
    leaf(&mut sqlite[1024..], 0, &row);
    let mut kept = b"\x01plimsoll rpm headers\nH".to_vec();
    kept.extend((blob.len() as u32).to_be_bytes());
    kept.extend(&blob);
    vec![ndb, berkeley, sqlite, kept]
}

/// A leaf page of a table with one row.
fn leaf(page: &mut [u8], header: usize, record: &[u8]) {
    let mut cell = vec![0x80 | (record.len() >> 7) as u8, (record.len() & 0x7f) as u8, 1];
    cell.extend(record);
    let place = page.len() - cell.len();
    page[place..].copy_from_slice(&cell);
    page[header] = 0x0d;
    page[header + 4] = 1;
    page[header + 8..header + 10].copy_from_slice(&(place as u16).to_be_bytes());
}
