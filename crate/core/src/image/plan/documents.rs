//! The bodies of JSON members as far as they were fetched, and the lookups that planning makes in them.

use crate::ordered::{Map, Set};

use super::super::digest::Digest;
use super::super::members::{Member, MemberError, Members};
use crate::archive::DETECT_BYTES;
use crate::limits::{MAX_JSON_BYTES, MAX_JSON_TOTAL_BYTES};

/// Bodies of small JSON members, by the name of the member that holds them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    bodies: Map<String, Result<Vec<u8>, String>>,
    /// Of all that was given, refused or not.
    digests: Map<String, (Digest, u64)>,
    total: u64,
}

impl Documents {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the body of a member. What is not JSON, or is beyond the limits, is refused and kept as such.
    pub fn insert(&mut self, member: &str, body: Vec<u8>) {
        let size = u64::try_from(body.len()).unwrap_or(u64::MAX);
        self.digests.insert(member.to_owned(), (Digest::of(&body), size));
        let document = if let Some(why) = too_large(size, self.total) {
            Err(why)
        } else if !looks_like_json(body.get(..DETECT_BYTES).unwrap_or(&body)) {
            Err(not_json(&body))
        } else {
            self.total = self.total.saturating_add(size);
            Ok(body)
        };
        self.bodies.insert(member.to_owned(), document);
    }

    /// Says why the body of a member cannot be had, as a phrase that follows the member's name.
    pub fn refuse(&mut self, member: &str, why: String) {
        self.bodies.insert(member.to_owned(), Err(why));
    }

    /// Whether the member was fetched or refused.
    #[must_use]
    pub fn has(&self, member: &str) -> bool {
        self.bodies.contains_key(member)
    }

    /// The body of a member that was fetched.
    #[must_use]
    pub fn body(&self, member: &str) -> Option<&[u8]> {
        Some(self.bodies.get(member)?.as_ref().ok()?.as_slice())
    }

    /// Digest and size of a member that was given, refused or not.
    #[must_use]
    pub fn digest(&self, member: &str) -> Option<(Digest, u64)> {
        self.digests.get(member).copied()
    }
}

/// Whether a body may be one of the documents: an object, a list or `null`, after white space and a byte order mark.
/// The first bytes are enough to judge.
pub(crate) fn looks_like_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    matches!(head.first(), Some(b'{' | b'[')) || head.starts_with(b"null")
}

/// Why the body of a member that the end of the archive cuts is refused.
pub(crate) const CUT_OFF: &str = "is cut off by the end of the archive";

/// Why a body is not one of the documents.
pub(crate) fn not_json(head: &[u8]) -> String {
    if head.is_empty() { "is empty".to_owned() } else { "is not JSON".to_owned() }
}

pub(super) fn too_large(size: u64, total: u64) -> Option<String> {
    if size > MAX_JSON_BYTES {
        Some(format!("has {size} bytes, more than the {MAX_JSON_BYTES} that are read of a document"))
    } else if total.saturating_add(size) > MAX_JSON_TOTAL_BYTES {
        Some(format!("would take the documents of the archive beyond {MAX_JSON_TOTAL_BYTES} bytes together"))
    } else {
        None
    }
}

/// What a lookup gives.
#[derive(Debug, Clone)]
pub(super) enum Fetched<'a> {
    Body {
        member: &'a Member,
        bytes: &'a [u8],
    },
    /// It is there and was asked for.
    Pending,
    Missing(MemberError),
    /// It is there and cannot be had.
    Refused {
        member: &'a Member,
        why: String,
    },
}

/// Lookups of one planning round; collects what is still needed.
pub(super) struct Shelf<'a> {
    pub(super) members: &'a Members,
    documents: &'a Documents,
    /// Directory that holds everything, with its slash: somebody packed the folder instead of its content.
    pub(super) root: String,
    pub(super) needed: Set<String>,
    needed_bytes: u64,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(members: &'a Members, documents: &'a Documents, root: String) -> Self {
        Self { members, documents, root, needed: Set::new(), needed_bytes: 0 }
    }

    pub(super) fn resolve(&self, name: &str) -> Result<&'a Member, MemberError> {
        self.members.resolve(&format!("{}{name}", self.root))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.resolve(name).is_ok()
    }

    pub(super) fn fetch(&mut self, name: &str) -> Fetched<'a> {
        self.fetch_within(name, 0)
    }

    /// Fetches what planning can do without, and only while it leaves room for what it cannot.
    pub(super) fn fetch_optional(&mut self, name: &str) -> Fetched<'a> {
        self.fetch_within(name, MAX_JSON_TOTAL_BYTES.div_euclid(2))
    }

    fn fetch_within(&mut self, name: &str, reserved: u64) -> Fetched<'a> {
        let member = match self.resolve(name) {
            Ok(member) => member,
            Err(error) => return Fetched::Missing(error),
        };
        match self.documents.bodies.get(&member.name) {
            Some(Ok(body)) => Fetched::Body { member, bytes: body },
            Some(Err(why)) => Fetched::Refused { member, why: why.clone() },
            None if self.needed.contains(&member.name) => Fetched::Pending,
            None => {
                let ahead = self.documents.total.saturating_add(self.needed_bytes).saturating_add(reserved);
                if let Some(why) = too_large(member.size, ahead) {
                    return Fetched::Refused { member, why };
                }
                self.needed_bytes = self.needed_bytes.saturating_add(member.size);
                self.needed.insert(member.name.clone());
                Fetched::Pending
            }
        }
    }

    pub(super) fn digest(&self, member: &str) -> Option<Digest> {
        Some(self.documents.digest(member)?.0)
    }
}
