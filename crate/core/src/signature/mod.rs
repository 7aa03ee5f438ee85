//! Verifies signatures against public keys that the user gives. Knows nothing of images: a message, a signature, a key.
//!
//! Only what signing tools for images make: ECDSA over P-256 with SHA-256 (cosign's default), Ed25519, and RSA with SHA-256,
//! PKCS #1 v1.5 or PSS. Without the feature `verify` there are no keys, and nothing is verified.

#[cfg(feature = "verify")]
mod key;
#[cfg(all(test, feature = "verify"))]
mod tests;

#[cfg(feature = "verify")]
use key::Key;

use crate::image::digest::Digest;

/// Without the feature there is no key of any kind.
#[cfg(not(feature = "verify"))]
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {}

/// A public key with the name that reports call it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: Key,
}

impl PublicKey {
    /// Reads a key in PEM: `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5280) or `RSA PUBLIC KEY` (PKCS #1).
    ///
    /// # Errors
    /// What is wrong with it and what to give instead, a sentence without a final stop.
    #[cfg(feature = "verify")]
    pub fn from_pem(name: &str, pem: &str) -> Result<Self, String> {
        Ok(Self { name: name.to_owned(), key: Key::from_pem(pem)? })
    }

    /// What reports call it by: a file name, as a rule.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the signature was made with this key over the message; `None` if that cannot be told, because the kind of key
    /// needs the whole message and only its digest is known.
    #[must_use]
    pub fn verifies(&self, digest: &Digest, message: Option<&[u8]>, signature: &[u8]) -> Option<bool> {
        #[cfg(feature = "verify")]
        return self.key.verifies(digest, message, signature);
        #[cfg(not(feature = "verify"))]
        {
            let _ = (digest, message, signature);
            match self.key {}
        }
    }
}
