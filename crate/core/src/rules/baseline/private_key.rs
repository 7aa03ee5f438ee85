//! Tells private keys by the beginning of a file, and whether they need a passphrase. The rest of the key is never
//! looked at.

use crate::image::wanted::Want;
use crate::rules::Reads;

/// As much of a file as tells what key it is: the longest header with `DEK-Info` has about 110 bytes.
const KEY_HEAD_BYTES: u64 = 256;

const fn head(text: &'static str) -> Reads {
    Reads::Body(Want::Content(text.as_bytes()), KEY_HEAD_BYTES)
}

/// The first lines of private keys (RFC 7468, RFC 5915, PROTOCOL.key of OpenSSH).
pub(super) const HEADS: [&str; 7] = [
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN DSA PRIVATE KEY-----",
    "-----BEGIN EC PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "PuTTY-User-Key-File-",
];

/// The same as what a rule reads.
pub(super) const READS: [Reads; 7] =
    [head(HEADS[0]), head(HEADS[1]), head(HEADS[2]), head(HEADS[3]), head(HEADS[4]), head(HEADS[5]), head(HEADS[6])];

/// What sort of key a file begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Whoever reads it can use it.
    Open,
    /// A passphrase protects it.
    Encrypted,
}

pub(super) fn key(body: &[u8]) -> Option<Key> {
    // `openssh-key-v1`, a zero byte, and the length-prefixed name "none" of the cipher, in base64.
    const OPENSSH_OPEN: &[u8] = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";
    const MARKS: [&[u8]; 3] = [b"ENCRYPTED", b"DEK-Info:", b"Encryption: aes"];
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    let head = HEADS.iter().find(|head| text.starts_with(head.as_bytes()))?;
    let has = |mark: &[u8]| text.windows(mark.len()).any(|window| window == mark);
    let encrypted = if head.contains("OPENSSH") { !has(OPENSSH_OPEN) } else { MARKS.iter().any(|mark| has(mark)) };
    Some(if encrypted { Key::Encrypted } else { Key::Open })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_their_passphrases_are_told() {
        assert_eq!(key(b"\n-----BEGIN PRIVATE KEY-----\nMIIE"), Some(Key::Open));
        assert_eq!(key(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE"), Some(Key::Encrypted));
        assert_eq!(key(b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"), Some(Key::Encrypted));
        assert_eq!(
            key(b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n"),
            Some(Key::Open)
        );
        assert_eq!(
            key(b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI\n"),
            Some(Key::Encrypted)
        );
        assert_eq!(key(b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"), Some(Key::Open));
        assert_eq!(key(b"-----BEGIN CERTIFICATE-----\n"), None);
        assert_eq!(key(b"-----BEGIN PUBLIC KEY-----\n"), None);
    }
}
