//! Signatures as cosign makes them (specs/SIGNATURE_SPEC.md) and envelopes as DSSE has them, with keys that anybody can know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature as Ecdsa, SigningKey};
use p256::pkcs8::EncodePublicKey as _;
use serde_json::{Value, json};

/// Who signs. The keys are made of the number alone and protect nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// Whose key tests and examples trust.
    Trusted,
    /// Somebody else.
    Stranger,
}

impl Signer {
    fn key(self) -> SigningKey {
        let number = if self == Self::Trusted { 1 } else { 2 };
        SigningKey::from_slice(&[number; 32]).expect("the number is below the order of the curve")
    }

    /// The public key in PEM, as `cosign.pub` has it.
    ///
    /// # Panics
    /// Never: the key is always one that can be encoded.
    #[must_use]
    pub fn public_key(self) -> String {
        let der = self.key().verifying_key().to_public_key_der().expect("a key of this curve can be encoded");
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der.as_bytes()))
    }

    /// The signature over a message, in DER.
    #[must_use]
    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        let signature: Ecdsa = self.key().sign(message);
        signature.to_der().as_bytes().to_vec()
    }

    /// A statement in an envelope (DSSE).
    #[must_use]
    pub fn envelope(self, statement: &Value) -> Value {
        let kind = "application/vnd.in-toto+json";
        let payload = statement.to_string();
        let message = format!("DSSEv1 {} {kind} {} {payload}", kind.len(), payload.len());
        json!({
            "payloadType": kind,
            "payload": STANDARD.encode(payload),
            "signatures": [{ "keyid": "", "sig": STANDARD.encode(self.sign(message.as_bytes())) }],
        })
    }
}

/// How a signature says which image it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureLink {
    /// By the tag `sha256-<hex>.sig`.
    Tag,
    /// By the `subject` of its manifest.
    Subject,
    /// By the annotation of `cosign save`, which names no digest.
    Annotation,
}

/// A signature of cosign.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Who made it.
    pub signer: Signer,
    /// What the payload says was signed (`sha256:...`); `None` for the image itself.
    pub digest: Option<String>,
    /// Where it belongs.
    pub link: SignatureLink,
    /// The payload is changed after it was signed.
    pub broken: bool,
}

impl Signature {
    /// A good signature of the image.
    #[must_use]
    pub fn new(signer: Signer) -> Self {
        Self { signer, digest: None, link: SignatureLink::Tag, broken: false }
    }

    /// The payload, and its signature as an annotation holds it.
    pub(crate) fn payload(&self, manifest_hex: &str) -> (String, String) {
        let own = format!("sha256:{manifest_hex}");
        let digest = self.digest.as_ref().unwrap_or(&own);
        let payload = json!({
            "critical": {
                "identity": { "docker-reference": "" },
                "image": { "docker-manifest-digest": digest },
                "type": "cosign container image signature",
            },
            "optional": null,
        });
        let payload = payload.to_string();
        let signature = STANDARD.encode(self.signer.sign(payload.as_bytes()));
        let payload = if self.broken { payload.replace("null", "{\"changed\":\"later\"}") } else { payload };
        (payload, signature)
    }
}
