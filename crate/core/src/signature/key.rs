//! The kinds of keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::pkcs8::DecodePublicKey as _;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;
use sha2::Sha256;

use crate::image::digest::Digest;

/// Shorter RSA keys are within reach of factoring (NIST SP 800-131A).
const MIN_RSA_BITS: u32 = 2048;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    P256(Box<p256::ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    Rsa(Box<rsa::PublicKey>),
}

impl Key {
    pub(super) fn from_pem(pem: &str) -> Result<Self, String> {
        let (label, der) = read_pem(pem)?;
        let rsa = |key: rsa::PublicKey| {
            let bits = key.n().bit_width();
            if bits < MIN_RSA_BITS {
                return Err(format!("the RSA key has {bits} bits, fewer than the {MIN_RSA_BITS} that are safe"));
            }
            Ok(Self::Rsa(Box::new(key)))
        };
        match label.as_str() {
            "PUBLIC KEY" => {}
            "RSA PUBLIC KEY" => {
                let key = rsa::PublicKey::from_pkcs1_der(&der);
                return key.map_err(|_| String::from("the RSA key in it cannot be read")).and_then(rsa);
            }
            "CERTIFICATE" => {
                return Err("it is a certificate; give the key in it: openssl x509 -pubkey -noout -in FILE".to_owned());
            }
            label if label.contains("PRIVATE KEY") => {
                return Err(
                    "it is a private key, which belongs nowhere but with who signs; give the public one".to_owned()
                );
            }
            label => return Err(format!("it holds \"{}\", not a public key", crate::text::excerpt(label, 40))),
        }
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(&der) {
            return Ok(Self::P256(Box::new(key)));
        }
        if let Ok(key) = ed25519_dalek::VerifyingKey::from_public_key_der(&der) {
            return Ok(Self::Ed25519(Box::new(key)));
        }
        if let Ok(key) = rsa::PublicKey::from_public_key_der(&der) {
            return rsa(key);
        }
        Err("its kind of key is not known; ECDSA over P-256, Ed25519 and RSA of 2048 to 8192 bits are".to_owned())
    }

    pub(super) fn verifies(&self, digest: &Digest, message: Option<&[u8]>, signature: &[u8]) -> Option<bool> {
        Some(match self {
            // DER, as Go's crypto/ecdsa writes it.
            Self::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest.as_bytes(), &signature).is_ok()),
            Self::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature);
                let message = message?;
                signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Self::Rsa(key) => {
                let hash = digest.as_bytes();
                let plain = rsa::Pkcs1v15Sign::new::<Sha256>();
                key.verify(plain, hash, signature).is_ok() || {
                    // Any length of salt: Go's default is as long as fits, others take that of the hash.
                    let probabilistic = rsa::pss::VerifyingKey::<Sha256>::new_with_auto_salt_len((**key).clone());
                    rsa::pss::Signature::try_from(signature)
                        .is_ok_and(|signature| probabilistic.verify_prehash(hash, &signature).is_ok())
                }
            }
        })
    }
}

/// The label and the bytes of the first block (RFC 7468).
fn read_pem(pem: &str) -> Result<(String, Vec<u8>), String> {
    let mut lines = pem.lines().map(str::trim);
    let no_block = || "it is no key in PEM: a block that begins with -----BEGIN PUBLIC KEY----- is expected".to_owned();
    let label = lines
        .find_map(|line| line.strip_prefix("-----BEGIN ")?.strip_suffix("-----").map(str::to_owned))
        .ok_or_else(no_block)?;
    let body: String = lines.take_while(|line| !line.starts_with("-----")).collect();
    match STANDARD.decode(body) {
        Ok(der) => Ok((label, der)),
        // Encrypted private keys have headers before the base64: say what they are, not that they are broken.
        Err(_) if label.contains("PRIVATE KEY") => Ok((label, Vec::new())),
        Err(_) => Err("the text of the key is not base64".to_owned()),
    }
}
