//! A tar and gzip writer that writes what it is told, wrong things too.

use miniz_oxide::deflate::compress_to_vec;

/// One header block under construction.
#[derive(Clone)]
pub(super) struct Block(pub(super) [u8; 512]);

impl Block {
    /// POSIX magic, mode 644, checksum right.
    pub(super) fn new(name: &[u8], flag: u8, size: u64) -> Self {
        let mut block = Self([0; 512]);
        block.0[..name.len()].copy_from_slice(name);
        block = block.put(100, b"0000644\0").put(108, b"0001750\0").put(116, b"0001751\0");
        block = block.put(124, format!("{size:011o}\0").as_bytes()).put(136, b"14524770400\0");
        block = block.put(156, &[flag]).put(257, b"ustar\x0000").put(265, b"user").put(297, b"group");
        block.sealed()
    }

    pub(super) fn gnu(self) -> Self {
        self.put(257, b"ustar  \0")
    }

    /// No magic and nothing after it.
    pub(super) fn v7(mut self) -> Self {
        self.0[257..].fill(0);
        self.sealed()
    }

    pub(super) fn put(mut self, at: usize, bytes: &[u8]) -> Self {
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
        self.sealed()
    }

    pub(super) fn link(self, target: &[u8]) -> Self {
        self.put(157, target)
    }

    fn sealed(mut self) -> Self {
        self.0[148..156].fill(b' ');
        let sum: u32 = self.0.iter().map(|byte| u32::from(*byte)).sum();
        self.0[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self
    }
}

#[derive(Default, Clone)]
pub(super) struct Tar(pub(super) Vec<u8>);

impl Tar {
    pub(super) fn block(mut self, block: &Block) -> Self {
        self.0.extend_from_slice(&block.0);
        self
    }

    /// Bytes filled to a whole block.
    pub(super) fn body(mut self, body: &[u8]) -> Self {
        self.0.extend_from_slice(body);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    pub(super) fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn file(self, name: &str, body: &[u8]) -> Self {
        self.block(&Block::new(name.as_bytes(), b'0', body.len() as u64)).body(body)
    }

    pub(super) fn extended(self, flag: u8, payload: &[u8]) -> Self {
        self.block(&Block::new(b"././@Header", flag, payload.len() as u64)).body(payload)
    }

    pub(super) fn pax(self, records: &[(&str, &[u8])]) -> Self {
        self.extended(b'x', &pax_records(records))
    }

    pub(super) fn end(self) -> Vec<u8> {
        self.raw(&[0; 1024]).0
    }
}

pub(super) fn pax_records(records: &[(&str, &[u8])]) -> Vec<u8> {
    records.iter().flat_map(|(key, value)| pax_record(key, value)).collect()
}

fn pax_record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    let mut record = format!("{length} {key}=").into_bytes();
    record.extend_from_slice(value);
    record.push(b'\n');
    record
}

/// A gzip member without optional fields.
pub(super) fn gzip(data: &[u8]) -> Vec<u8> {
    gzip_with(data, 0, &[])
}

/// A gzip member with flags and the fields that they call for.
pub(super) fn gzip_with(data: &[u8], flags: u8, fields: &[u8]) -> Vec<u8> {
    let mut member = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255];
    member.extend_from_slice(fields);
    member.extend_from_slice(&compress_to_vec(data, 6));
    member.extend_from_slice(&plain_crc32(data).to_le_bytes());
    member.extend_from_slice(&(data.len() as u32).to_le_bytes());
    member
}

/// Bit by bit, to owe nothing to the code under test.
pub(super) fn plain_crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// Text-like bytes that compress, different for each seed.
pub(super) fn text(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            b"etaoin shrdlu/\n.0"[(state % 17) as usize]
        })
        .collect()
}
