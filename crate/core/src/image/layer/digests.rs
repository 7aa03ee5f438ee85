//! Digests of the files whose content package databases can contradict (`packages::watched`).

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::path::split;
use crate::limits::{MAX_DIGEST_WORK_PER_LAYER, MAX_DIGESTED_FILE_BYTES, MAX_DIGESTS_PER_LAYER};
use crate::packages::{Family, FileDigest, Watch, spoken_for, watched};

/// A digest of the body of a file. A file may have one of each algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LayerDigest {
    /// Index of the entry in its layer.
    pub entry: u32,
    /// What its content is.
    pub digest: FileDigest,
}

/// Computes digests of one body after another.
#[derive(Default)]
pub(super) struct Digests {
    pub(super) list: Vec<LayerDigest>,
    /// The families that entries so far have spoken for.
    families: Vec<Family>,
    /// Bytes digested, each as often as it was.
    work: u64,
    md5: Option<Md5>,
    sha1: Option<Sha1>,
    sha256: Option<Sha256>,
}

/// SHA-256 takes about twice as long as the others where the processor does not help.
const WORK_OF_MD5: u64 = 1;
const WORK_OF_SHA1: u64 = 1;
const WORK_OF_SHA256: u64 = 2;

impl Digests {
    /// An entry of the layer, whatever it is.
    pub(super) fn saw(&mut self, path: &[u8]) {
        if let Some(family) = spoken_for(path)
            && !self.families.contains(&family)
        {
            self.families.push(family);
        }
    }

    /// A body begins. Which database will speak of it lies at the end of a layer or in another one, so where nothing has
    /// told the family yet, each algorithm is used.
    pub(super) fn start(&mut self, path: &[u8], size: u64) {
        let (directory, name) = split(path);
        let Some(watch) = watched(directory, name) else { return };
        let needs = |family| self.families.is_empty() || self.families.contains(&family);
        // Old packages of rpm have MD5, which images of today do not hold.
        let (md5, sha1, sha256) = (needs(Family::Deb), needs(Family::Apk), needs(Family::Rpm));
        let weight = [(md5, WORK_OF_MD5), (sha1, WORK_OF_SHA1), (sha256, WORK_OF_SHA256)];
        let weight = weight.iter().filter(|(used, _)| *used).fold(0_u64, |sum, (_, work)| sum.saturating_add(*work));
        let work = self.work.saturating_add(size.saturating_mul(weight));
        // Programs are many and come before libraries: half of the work is kept for what matters most.
        let most = if watch == Watch::Most { MAX_DIGEST_WORK_PER_LAYER } else { MAX_DIGEST_WORK_PER_LAYER / 2 };
        if size == 0 || size > MAX_DIGESTED_FILE_BYTES || work > most || self.list.len() >= MAX_DIGESTS_PER_LAYER {
            return;
        }
        self.work = work;
        self.md5 = md5.then(Md5::new);
        self.sha1 = sha1.then(Sha1::new);
        self.sha256 = sha256.then(Sha256::new);
    }

    pub(super) fn data(&mut self, data: &[u8]) {
        if let Some(md5) = &mut self.md5 {
            md5.update(data);
        }
        if let Some(sha1) = &mut self.sha1 {
            sha1.update(data);
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(data);
        }
    }

    /// The body has ended. What has holes or did not pass as a whole has no digest.
    pub(super) fn end(&mut self, entry: u32, whole: bool) {
        let md5 = self.md5.take().map(|md5| FileDigest::Md5(md5.finalize().into()));
        let sha1 = self.sha1.take().map(|sha1| FileDigest::Sha1(sha1.finalize().into()));
        let sha256 = self.sha256.take().map(|sha256| FileDigest::Sha256(sha256.finalize().into()));
        if whole {
            let all = [md5, sha1, sha256].into_iter().flatten();
            self.list.extend(all.map(|digest| LayerDigest { entry, digest }));
        }
    }

    /// A body that is not read to its end, or has a hole, is not digested.
    pub(super) fn drop_body(&mut self) {
        (self.md5, self.sha1, self.sha256) = (None, None, None);
    }
}
