//! What a file is, by its first bytes: so that a wrong file is named instead of called corrupt.

use super::tar::is_header;

/// Bytes from the start that [`detect`] wants. Fewer are judged as far as they go.
pub const DETECT_BYTES: usize = 512;

/// What a file seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detected {
    /// A tar archive, of whatever dialect, or the zero blocks of an empty one.
    Tar,
    /// gzip.
    Gzip,
    /// zstd, also one that begins with a skippable frame.
    Zstd,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// LZ4 frame.
    Lz4,
    /// Zip.
    Zip,
    /// 7-Zip.
    SevenZip,
    /// A JSON document.
    Json,
    /// An ELF program.
    Elf,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// Text.
    Text,
    /// No bytes.
    Empty,
    /// None of these.
    Binary,
}

impl Detected {
    /// What to call it, with its article.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tar => "a tar archive",
            Self::Gzip => "a gzip stream",
            Self::Zstd => "a zstd stream",
            Self::Bzip2 => "a bzip2 stream",
            Self::Xz => "an xz stream",
            Self::Lz4 => "an LZ4 stream",
            Self::Zip => "a zip archive",
            Self::SevenZip => "a 7-Zip archive",
            Self::Json => "a JSON document",
            Self::Elf => "an ELF program",
            Self::Pdf => "a PDF document",
            Self::Image => "a picture",
            Self::Text => "a text file",
            Self::Empty => "an empty file",
            Self::Binary => "binary data of an unknown type",
        }
    }

    /// What to do with it to get an image archive that can be read, a sentence without a final stop.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Tar | Self::Gzip | Self::Zstd => {
                "Check that it is an image: docker save, podman save, skopeo copy and buildx write archives that can be read"
            }
            Self::Bzip2 | Self::Xz | Self::Lz4 => "Decompress it first, or compress it with gzip or zstd",
            Self::Zip | Self::SevenZip => "Unpack it first, then give the image archive or the OCI layout inside",
            Self::Json => "Give the whole image (docker save), not only its manifest or config",
            Self::Text => "If it is a Dockerfile, give it as one; an image is saved with docker save",
            Self::Empty => "Save the image again: the file has no bytes",
            Self::Elf | Self::Pdf | Self::Image | Self::Binary => {
                "Give an image archive, as docker save, podman save, skopeo copy and buildx write them"
            }
        }
    }
}

/// Judges the first [`DETECT_BYTES`] of a file.
#[must_use]
pub fn detect(head: &[u8]) -> Detected {
    const SIGNATURES: &[(&[u8], Detected)] = &[
        (&[0x1f, 0x8b], Detected::Gzip),
        (&[0x28, 0xb5, 0x2f, 0xfd], Detected::Zstd),
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], Detected::Xz),
        (&[0x04, 0x22, 0x4d, 0x18], Detected::Lz4),
        (b"PK\x03\x04", Detected::Zip),
        (b"PK\x05\x06", Detected::Zip),
        (&[b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c], Detected::SevenZip),
        (b"\x7fELF", Detected::Elf),
        (b"%PDF-", Detected::Pdf),
        (b"\x89PNG\r\n\x1a\n", Detected::Image),
        (&[0xff, 0xd8, 0xff], Detected::Image),
        (b"GIF87a", Detected::Image),
        (b"GIF89a", Detected::Image),
        (b"II*\0", Detected::Image),
        (b"MM\0*", Detected::Image),
    ];
    if head.is_empty() {
        return Detected::Empty;
    }
    // A tar header can begin with any name, so its checksum is asked before the shorter signatures.
    if let Some(block) = head.first_chunk::<DETECT_BYTES>()
        && (is_header(block) || block.iter().all(|byte| *byte == 0))
    {
        return Detected::Tar;
    }
    if let Some((_, detected)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return *detected;
    }
    match head {
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => return Detected::Zstd,
        // "BZh", the level, then the first block or the end mark: the three letters alone could be text.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, ..] => return Detected::Bzip2,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Detected::Image,
        _ => {}
    }
    if is_text(head) { text_kind(head) } else { Detected::Binary }
}

/// No control characters but white space, and UTF-8 except for a character that the end cuts.
fn is_text(head: &[u8]) -> bool {
    let no_controls = head.iter().all(|byte| *byte >= 0x20 && *byte != 0x7f || matches!(byte, 0x09..=0x0d | 0x1b));
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    no_controls && is_utf8
}

fn text_kind(head: &[u8]) -> Detected {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head {
        [b'{', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'"' | b'}', ..]) => Detected::Json,
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'"' | b'{' | b'[' | b']', ..]) => Detected::Json,
        _ => Detected::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_first_bytes() {
        let cases: &[(&[u8], Detected)] = &[
            (b"", Detected::Empty),
            (b"\x1f\x8b\x08\x00", Detected::Gzip),
            (b"\x28\xb5\x2f\xfd", Detected::Zstd),
            (b"\x5a\x2a\x4d\x18\x04\0\0\0", Detected::Zstd),
            (b"BZh91AY&SY", Detected::Bzip2),
            (b"BZh9 is not bzip2", Detected::Text),
            (b"\xfd7zXZ\0", Detected::Xz),
            (b"\x04\x22\x4d\x18", Detected::Lz4),
            (b"PK\x03\x04", Detected::Zip),
            (b"7z\xbc\xaf\x27\x1c", Detected::SevenZip),
            (b" \n{\"a\": 1}", Detected::Json),
            (b"\xef\xbb\xbf[{}]", Detected::Json),
            (b"[section]\nkey = 1\n", Detected::Text),
            (b"\x7fELF\x02", Detected::Elf),
            (b"%PDF-1.7", Detected::Pdf),
            (b"\x89PNG\r\n\x1a\n", Detected::Image),
            (b"FROM debian:12\n", Detected::Text),
            (b"# \xc3", Detected::Text),
            (b"\xc3(", Detected::Binary),
            (b"\0\x01\x02", Detected::Binary),
            (&[0; 100], Detected::Binary),
            (&[0; 512], Detected::Tar),
        ];
        for (head, expected) in cases {
            assert_eq!(detect(head), *expected, "{head:?}");
        }
    }
}
