//! The page's sample image: a plausible web shop on an old Debian in which much went wrong. All names, keys and
//! passwords in it are invented.

use crate::{Image, Random, Recipe};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const RECIPE: &str = include_str!("sample.recipe");

/// The sample image; its problems are named in `sample.recipe`.
#[must_use]
pub fn image() -> Image {
    let recipe =
        RECIPE.replace("@HOST-KEY@", &key("OPENSSH", "host", 4)).replace("@DEPLOY-KEY@", &key("RSA", "deploy", 24));
    Recipe::parse(&recipe).unwrap_or_else(|error| panic!("sample.recipe, {error}"))
}

/// Its bytes as `docker save` writes them.
#[must_use]
pub fn docker_archive() -> Vec<u8> {
    image().docker_archive()
}

/// What looks like a private key and is noise, made here so that the repository itself holds nothing that looks like
/// one. Line ends are as the recipe wants them.
fn key(algorithm: &str, name: &str, lines: usize) -> String {
    let mut random = Random::named(name.as_bytes());
    let body: String = (0..lines).map(|_| STANDARD.encode(random.bytes(48)) + "\\n").collect();
    format!("-----BEGIN {algorithm} PRIVATE KEY-----\\n{body}-----END {algorithm} PRIVATE KEY-----\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_small_and_always_the_same() {
        let archive = docker_archive();
        assert_eq!(archive, docker_archive());
        assert!(archive.len() <= 200 << 10, "{} bytes", archive.len());
    }

    #[test]
    fn the_deleted_key_is_still_in_a_lower_layer() {
        let image = image();
        let tars: Vec<_> = image.layers().map(crate::Layer::tar).collect();
        let holds = |tar: &[u8], text: &str| tar.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds(&tars[2], "BEGIN RSA PRIVATE KEY-----\n"));
        assert!(holds(&tars[4], "root/.ssh/.wh.id_rsa"));
        assert!(!tars.iter().any(|tar| holds(tar, "-KEY@")));
    }
}
