//! Binary key stores, by their magic and their first structures; nothing is decrypted.

use super::super::family::generic;
use super::super::kind::{Confidence, Kind};

/// Object identifier of a shrouded key bag in PKCS#12 (RFC 7292): 1.2.840.113549.1.12.10.1.2.
const SHROUDED_KEY_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
/// 1.2.840.113549.1.12.10.1.1: a key bag without encryption.
const KEY_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01];

/// What a store holds, if it is one and holds a secret.
pub(super) fn judged(path: &[u8], body: &[u8], complete: bool) -> Option<(&'static Kind, Confidence)> {
    match body {
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => java(body, complete),
        [0x03, 0xd9, 0xa2, 0x9a, 0x65..=0x67, 0xfb, 0x4b, 0xb5, ..] => {
            Some((&generic::PASSWORD_DATABASE, Confidence::High))
        }
        [
            b'P',
            b'u',
            b'T',
            b'T',
            b'Y',
            b'-',
            b'U',
            b's',
            b'e',
            b'r',
            b'-',
            b'K',
            b'e',
            b'y',
            b'-',
            b'F',
            b'i',
            b'l',
            b'e',
            b'-',
            ..,
        ] => {
            let locked = body.windows(18).any(|window| window == b"Encryption: aes256");
            Some((&generic::PUTTY_PRIVATE_KEY, if locked { Confidence::Medium } else { Confidence::High }))
        }
        [0x30, ..] => der(path, body),
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', b'f', b'o', b'r', b'm', b'a', b't', b' ', b'3', 0, ..] => {
            let gcloud = path.windows(7).any(|window| window == b"gcloud/") && path.ends_with(b".db");
            gcloud.then_some((&generic::CREDENTIAL_STORE, Confidence::High))
        }
        _ => None,
    }
}

/// PKCS#12, or a bare private key in DER: `SEQUENCE { INTEGER version, ... }`.
fn der(path: &[u8], body: &[u8]) -> Option<(&'static Kind, Confidence)> {
    let inside = match body {
        [_, 0x82, _, _, inside @ ..] | [_, 0x81, _, inside @ ..] => inside,
        [_, 0x80..=0x8f, ..] => return None,
        [_, _, inside @ ..] => inside,
        _ => return None,
    };
    let has = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
    match inside {
        [0x02, 0x01, 0x03, 0x30, ..] => {
            if has(SHROUDED_KEY_BAG) || has(KEY_BAG) {
                return Some((&generic::KEYSTORE, Confidence::High));
            }
            // The bags may lie inside encrypted data, where keys and certificates look alike.
            let trust = [b"cacerts".as_slice(), b"truststore", b"trust"]
                .iter()
                .any(|word| path.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)));
            (!trust).then_some((&generic::KEYSTORE, Confidence::Low))
        }
        // RSA (PKCS#1): version 0 and a modulus of 128 bytes or more. PKCS#8: version 0 or 1 and an algorithm. EC: version 1 and an octet string.
        [0x02, 0x01, 0x00, 0x02, 0x81 | 0x82, ..]
        | [0x02, 0x01, 0x00 | 0x01, 0x30, ..]
        | [0x02, 0x01, 0x01, 0x04, 0x1c..=0x42, ..] => Some((&generic::PRIVATE_KEY, Confidence::High)),
        _ => None,
    }
}

/// Java key stores (JKS, JCEKS): entries are walked; only trusted certificates are no secret.
fn java(body: &[u8], complete: bool) -> Option<(&'static Kind, Confidence)> {
    let mut reader = Reader { rest: body.get(4..)? };
    let told = reader.java_entries();
    match told {
        Some(true) => Some((&generic::KEYSTORE, Confidence::High)),
        Some(false) => None,
        // Cut off before a key was seen, or damaged.
        None if complete => Some((&generic::KEYSTORE, Confidence::Low)),
        None => Some((&generic::KEYSTORE, Confidence::Medium)),
    }
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    /// Whether an entry is a private or secret key; `None` when the store ends too early.
    fn java_entries(&mut self) -> Option<bool> {
        let version = self.number(4)?;
        let count = self.number(4)?;
        for _ in 0..count {
            let tag = self.number(4)?;
            if tag != 2 {
                return Some(true);
            }
            let alias = self.number(2)?;
            self.skip(alias)?;
            self.skip(8)?;
            if version >= 2 {
                let form = self.number(2)?;
                self.skip(form)?;
            }
            let certificate = self.number(4)?;
            self.skip(certificate)?;
        }
        Some(false)
    }

    fn number(&mut self, bytes: usize) -> Option<usize> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(taken.iter().fold(0_usize, |number, byte| number.wrapping_shl(8) | usize::from(*byte)))
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jks(tags: &[u32]) -> Vec<u8> {
        let mut store = vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2];
        store.extend((tags.len() as u32).to_be_bytes());
        for tag in tags {
            store.extend(tag.to_be_bytes());
            store.extend([0, 1, b'a']);
            store.extend([0; 8]);
            store.extend([0, 5]);
            store.extend(b"X.509");
            store.extend([0, 0, 0, 3, 1, 2, 3]);
        }
        store
    }

    #[test]
    fn java_stores_are_secret_only_with_a_key_inside() {
        assert_eq!(judged(b"a.jks", &jks(&[2, 2]), true), None);
        assert_eq!(judged(b"a.jks", &jks(&[2, 1]), true), Some((&generic::KEYSTORE, Confidence::High)));
        assert_eq!(judged(b"a.jks", &jks(&[2, 2])[..30], false), Some((&generic::KEYSTORE, Confidence::Medium)));
    }

    #[test]
    fn pkcs12_tells_keys_from_trust_where_its_bags_are_open() {
        let head = [0x30, 0x82, 4, 0, 2, 1, 3, 0x30];
        let with_key = [head.as_slice(), SHROUDED_KEY_BAG, &[0; 40]].concat();
        assert_eq!(judged(b"a.p12", &with_key, true), Some((&generic::KEYSTORE, Confidence::High)));
        let without = [head.as_slice(), &[0; 40]].concat();
        assert_eq!(judged(b"a.p12", &without, true), Some((&generic::KEYSTORE, Confidence::Low)));
        assert_eq!(judged(b"etc/truststore.p12", &without, true), None);
    }

    #[test]
    fn der_keys_are_told_from_certificates() {
        assert!(judged(b"a.key", &[0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x82, 1, 1, 0], true).is_some());
        assert_eq!(judged(b"a.der", &[0x30, 0x82, 4, 0xa4, 0x30, 0x82, 3, 0x8c, 0xa0, 3], true), None);
        assert_eq!(
            judged(b"a.kdbx", &[3, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5], true).unwrap().0.id,
            "password-database"
        );
        assert_eq!(judged(b"a", &[], true), None);
    }
}
