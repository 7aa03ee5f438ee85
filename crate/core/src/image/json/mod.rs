//! The JSON documents of image archives, read leniently where other readers are: unknown fields are passed over, a
//! wrong-typed optional field becomes a note. No lookups of members here, and no judgement of digests.

pub(crate) mod attestation;
pub(crate) mod docker;
pub(crate) mod legacy;
pub(crate) mod notes;
pub(crate) mod oci;
pub(crate) mod provenance;
pub(crate) mod slsa;

pub(crate) use notes::Notes;
pub use provenance::ProvenanceText;
pub use slsa::{Material, Provenance};
