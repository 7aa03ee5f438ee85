//! Private keys in PEM and OpenPGP armour (RFC 7468, RFC 1421, RFC 9580), whole or cut off, also inside quoted text
//! where line breaks are written `\n`.

use super::family::generic;
use super::kind::{Confidence, Found, Kind};
use super::value;
use crate::limits;

const BEGIN: &[u8] = b"-----BEGIN ";
/// The least body: an Ed25519 key in PKCS#8 has 48 bytes, 64 in base64.
const MIN_BODY: usize = 64;
/// Longer than any label that is known.
const MAX_LABEL: usize = 64;

/// How many bytes from `at` on decide about an armour there: few where it is not of a private key.
pub(super) fn reach(text: &[u8], at: usize) -> usize {
    let label_at = at.saturating_add(BEGIN.len());
    let label = text.get(label_at..label_at.saturating_add(MAX_LABEL)).unwrap_or_default();
    match label.iter().position(|byte| *byte == b'-').and_then(|length| label.get(..length)) {
        Some(label) if kind_of(label).is_none() => BEGIN.len().saturating_add(MAX_LABEL),
        _ if label.len() == MAX_LABEL && !label.contains(&b'-') => BEGIN.len().saturating_add(MAX_LABEL),
        _ => limits::MAX_KEY_ARMOUR_BYTES.saturating_add(BEGIN.len()).saturating_add(MAX_LABEL).saturating_add(8),
    }
}

/// A private key whose armour begins at `at`. The range is what lies between the armour lines, without blanks around.
pub(super) fn at(text: &[u8], at: usize) -> Option<Found> {
    let after_begin = at.checked_add(BEGIN.len())?;
    let label_area = text.get(after_begin..)?;
    let label_length = label_area.iter().take(MAX_LABEL).position(|byte| *byte == b'-')?;
    let label = label_area.get(..label_length)?;
    if !label_area.get(label_length..)?.starts_with(b"-----") {
        return None;
    }
    let kind = kind_of(label)?;
    let mut position = after_begin.checked_add(label_length)?.checked_add(5)?;
    let area = text.get(position..)?;
    let area = area.get(..limits::MAX_KEY_ARMOUR_BYTES).unwrap_or(area);
    let end = end_of_body(area);
    let area = area.get(..end)?;
    let (lead, body) = trimmed(area);
    position = position.checked_add(lead)?;
    let (letters, encrypted) = read_body(body);
    if letters.len() < MIN_BODY || value::is_monotonous(&letters) {
        return None;
    }
    let encrypted_openssh = letters.starts_with(OPENSSH) && !letters.starts_with(OPENSSH_PLAIN);
    let kind = match kind.id == generic::PRIVATE_KEY.id && (encrypted || encrypted_openssh) {
        true => &generic::ENCRYPTED_PRIVATE_KEY,
        false => kind,
    };
    let sample = value::says_example(body);
    let confidence = if sample { Confidence::Low } else { Confidence::High };
    Some(Found { kind, start: position, end: position.checked_add(body.len())?, confidence })
}

/// `openssh-key-v1` and a zero, in base64.
const OPENSSH: &[u8] = b"b3BlbnNzaC1rZXktdjEA";
/// The same, followed by the cipher name `none` with its length.
const OPENSSH_PLAIN: &[u8] = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

fn kind_of(label: &[u8]) -> Option<&'static Kind> {
    match label {
        // OpenVPN, `--genkey secret`.
        b"OpenVPN Static key V1" | b"OpenVPN tls-crypt-v2 client key" | b"OpenVPN tls-crypt-v2 server key" => {
            Some(&generic::OPENVPN_KEY)
        }
        b"PGP PRIVATE KEY BLOCK" => Some(&generic::PGP_PRIVATE_KEY),
        b"ENCRYPTED PRIVATE KEY" | b"SSH2 ENCRYPTED PRIVATE KEY" => Some(&generic::ENCRYPTED_PRIVATE_KEY),
        _ if label == b"PRIVATE KEY" || label.ends_with(b" PRIVATE KEY") => Some(&generic::PRIVATE_KEY),
        _ => None,
    }
}

/// The body ends at the next armour line or at a byte that no armour holds, quoted or not.
fn end_of_body(area: &[u8]) -> usize {
    let ends = |window: &[u8]| window.starts_with(b"-----");
    let armour_line = area.windows(5).position(ends).unwrap_or(area.len());
    let alien = |byte: &u8| {
        !(byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'+' | b'/'
                    | b'='
                    | b'\n'
                    | b'\r'
                    | b' '
                    | b'\t'
                    | b'\\'
                    | b':'
                    | b','
                    | b'-'
                    | b'.'
                    | b'('
                    | b')'
                    | b'@'
                    | b'"'
                    | b'\''
            ))
    };
    area.iter().take(armour_line).position(alien).unwrap_or(armour_line)
}

/// Without blanks, quotes and line breaks (also written ones) at both ends, and how much went at the front.
fn trimmed(area: &[u8]) -> (usize, &[u8]) {
    let blank = |byte: &u8| matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'"' | b'\'');
    let mut body = area;
    loop {
        body = match body {
            [first, rest @ ..] if blank(first) => rest,
            [b'\\', b'n' | b'r' | b't', rest @ ..] => rest,
            _ => break,
        };
    }
    let lead = area.len().saturating_sub(body.len());
    loop {
        body = match body {
            [rest @ .., last] if blank(last) => rest,
            [rest @ .., b'\\', b'n' | b'r' | b't'] => rest,
            [rest @ .., b'\\'] => rest,
            _ => break,
        };
    }
    (lead, body)
}

/// The base64 letters of a body, without header lines (`Proc-Type: 4,ENCRYPTED`), and whether a header says encrypted.
fn read_body(body: &[u8]) -> (Vec<u8>, bool) {
    let mut letters = Vec::with_capacity(body.len());
    let mut encrypted = false;
    for line in lines(body) {
        if line.contains(&b':') {
            encrypted |= line.windows(9).any(|window| window == b"ENCRYPTED");
            continue;
        }
        letters.extend(line.iter().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')));
    }
    (letters, encrypted)
}

/// Lines that end in a line break or in a written `\n`, without the letter of the written one.
fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let written = body.contains(&b'\\');
    body.split(|byte| *byte == b'\n' || *byte == b'\\').map(move |line| match line {
        [b'n' | b'r', rest @ ..] if written => rest,
        line => line,
    })
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::sample;

    fn kinds(text: &str) -> Vec<&'static str> {
        find(text.as_bytes()).iter().map(|hit| hit.kind.id).collect()
    }

    #[test]
    fn private_keys_are_told_from_certificates_and_public_keys() {
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", &sample::base64(1600))), ["private-key"]);
        assert_eq!(kinds(&sample::armour("PRIVATE KEY", &sample::base64(64))), ["private-key"]);
        assert_eq!(kinds(&sample::armour("ENCRYPTED PRIVATE KEY", &sample::base64(200))), ["encrypted-private-key"]);
        assert_eq!(kinds(&sample::armour("PGP PRIVATE KEY BLOCK", &sample::base64(600))), ["pgp-private-key"]);
        assert_eq!(kinds(&sample::armour("CERTIFICATE", &sample::base64(1600))), [""; 0]);
        assert_eq!(kinds(&sample::armour("PUBLIC KEY", &sample::base64(400))), [""; 0]);
        assert_eq!(kinds(&sample::armour("PGP PUBLIC KEY BLOCK", &sample::base64(400))), [""; 0]);
    }

    #[test]
    fn too_short_or_monotonous_bodies_are_samples() {
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", &sample::base64(60))), [""; 0]);
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", &"A".repeat(400))), [""; 0]);
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", "...")), [""; 0]);
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", "<your key here>")), [""; 0]);
    }

    #[test]
    fn passphrases_are_seen_in_old_and_new_formats() {
        let old = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n{}", sample::base64(300));
        assert_eq!(kinds(&sample::armour("RSA PRIVATE KEY", &old)), ["encrypted-private-key"]);
        let plain = format!("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU{}", sample::base64(300));
        assert_eq!(kinds(&sample::armour("OPENSSH PRIVATE KEY", &plain)), ["private-key"]);
        let locked = format!("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI{}", sample::base64(300));
        assert_eq!(kinds(&sample::armour("OPENSSH PRIVATE KEY", &locked)), ["encrypted-private-key"]);
    }

    #[test]
    fn keys_in_json_and_cut_off_keys_are_found_and_the_range_is_the_body() {
        let body = sample::base64(800);
        let json = format!("{{\"private_key\": \"{}\"}}", sample::armour("PRIVATE KEY", &body).replace('\n', "\\n"));
        let hits = find(json.as_bytes());
        assert_eq!(hits.len(), 1);
        let secret = &json[hits[0].start..hits[0].end];
        assert_eq!(secret.replace("\\n", ""), body);
        let cut = &sample::armour("EC PRIVATE KEY", &body)[..500];
        assert_eq!(kinds(cut), ["private-key"]);
    }
}
