//! `scan --key`: signatures against keys in files.

use crate::support::{Folder, run, scan, tidy_image};
use plimsoll_image_builder::{Signature, Signer};

#[test]
fn an_image_is_verified_with_the_key_in_a_file() {
    let folder = Folder::new("keys");
    let signed = tidy_image().signature(Signature::new(Signer::Trusted));
    let path = folder.put("signed.tar", signed.oci_archive());
    let key = folder.put("cosign.pub", Signer::Trusted.public_key());
    let stranger = folder.put("stranger.pub", Signer::Stranger.public_key());

    let good = run(scan(&[&path, "--key", &key, "--fail-on", "high"]));
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.stdout.contains("signature verified with the key cosign.pub"), "{good:?}");
    let several = run(scan(&[&path, "--key", &stranger, "--key", &key, "--fail-on", "high"]));
    assert_eq!(several.code, 0, "{several:?}");
    let layout = folder.put_layout("layout", &signed);
    assert_eq!(run(scan(&[&layout, "--key", &key, "--fail-on", "high"])).code, 0);

    let bad = run(scan(&[&path, "--key", &stranger, "--fail-on", "high"]));
    assert_eq!(bad.code, 1, "{bad:?}");
    assert!(bad.stdout.contains("[signature-invalid]"), "{bad:?}");
    let unsigned = folder.put("unsigned.tar", tidy_image().docker_archive());
    assert_eq!(run(scan(&[&unsigned, "--key", &key, "--fail-on", "high"])).code, 1);
    assert_eq!(run(scan(&[&unsigned, "--fail-on", "high"])).code, 0);
}

#[test]
fn a_key_that_cannot_be_read_is_refused() {
    let folder = Folder::new("no-keys");
    let path = folder.put("image.tar", tidy_image().docker_archive());
    let private = folder.put("cosign.key", "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n");
    run(scan(&[&path, "--key", &private])).refuses(&["--key", "cosign.key", "private key"]);
    run(scan(&[&path, "--key", "no-such.pub"])).refuses(&["--key no-such.pub"]);
}
