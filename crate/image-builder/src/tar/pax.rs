//! PAX records: `LENGTH KEY=VALUE\n`, where the length counts itself.

/// One record; the value may hold any bytes.
pub(crate) fn record(key: &[u8], value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    let mut record = format!("{length} ").into_bytes();
    record.extend_from_slice(key);
    record.push(b'=');
    record.extend_from_slice(value);
    record.push(b'\n');
    record
}

pub(crate) fn records(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    pairs.iter().flat_map(|(key, value)| record(key, value)).collect()
}

/// The key of libarchive's form of an xattr: bytes other than graphic ASCII, `%` and `=` are percent-encoded.
pub(crate) fn libarchive_key(name: &[u8]) -> Vec<u8> {
    let mut key = b"LIBARCHIVE.xattr.".to_vec();
    for byte in name {
        if byte.is_ascii_graphic() && !matches!(byte, b'%' | b'=') {
            key.push(*byte);
        } else {
            key.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_counts_its_own_digits() {
        assert_eq!(record(b"path", b"abc"), b"12 path=abc\n");
        for length in 0..2000 {
            let record = record(b"k", &vec![b'v'; length]);
            let (said, _) = std::str::from_utf8(&record).unwrap().split_once(' ').unwrap();
            assert_eq!(said.parse::<usize>().unwrap(), record.len());
        }
    }
}
