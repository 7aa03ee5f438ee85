//! What a job gave, as the bytes that travel between workers. Both ends are the same build of the engine.

use crate::failure::Failure;
use plimsoll_core::image::digest::Digest;
use plimsoll_core::image::layer::LayerFacts;
use plimsoll_core::image::scan::JobResult;

const LAYER: u8 = 1;
const BLOB: u8 = 2;
const DIGEST_BYTES: usize = 32;

pub(crate) fn write(result: &JobResult) -> Vec<u8> {
    match result {
        JobResult::Layer(facts) => {
            let mut bytes = facts.to_bytes();
            // At the end, so that nothing large is moved.
            bytes.push(LAYER);
            bytes
        }
        JobResult::Blob(digest, size) => {
            let mut bytes = digest.as_bytes().to_vec();
            bytes.extend_from_slice(&size.to_le_bytes());
            bytes.push(BLOB);
            bytes
        }
    }
}

pub(crate) fn read(bytes: &[u8]) -> Result<JobResult, Failure> {
    let broken = || Failure::host("the facts of a layer are broken");
    match bytes.split_last() {
        Some((&LAYER, bytes)) => Ok(JobResult::Layer(Box::new(LayerFacts::from_bytes(bytes).map_err(|_| broken())?))),
        Some((&BLOB, bytes)) => {
            let (digest, size) = bytes.split_at_checked(DIGEST_BYTES).ok_or_else(broken)?;
            let digest = <[u8; DIGEST_BYTES]>::try_from(digest).map_err(|_| broken())?;
            let size = <[u8; 8]>::try_from(size).map_err(|_| broken())?;
            Ok(JobResult::Blob(Digest::from_bytes(digest), u64::from_le_bytes(size)))
        }
        _ => Err(broken()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_travel_and_broken_facts_are_refused() {
        let result = JobResult::Blob(Digest::of(b"x"), 1 << 40);
        let bytes = write(&result);
        assert_eq!(read(&bytes), Ok(result));
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
        assert!(read(&[0, LAYER]).is_err() && read(&[9]).is_err());
    }
}
