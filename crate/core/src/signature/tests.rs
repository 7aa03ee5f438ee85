//! Keys and signatures made by OpenSSL 3.0 (`openssl dgst -sha256 -sign`, `openssl pkeyutl -sign -rawin`).

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const MESSAGE: &[u8] = b"the message";

const P256: &str = "
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtnJkqD1NNJ2jo5iyWtsMIbXyuu/T
FfA+pvkNCkKzACP6MTZeku82sc9wT0D/sUe0R8kuq97nUZ08wW+WlWQbjw==
-----END PUBLIC KEY-----
";

const ED25519: &str = "
-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAR/L7AF4lav1QVfsS/6Ap7NSQD3piypAqJ/vWq5AOXS4=
-----END PUBLIC KEY-----
";

const RSA: &str = "
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqSywX5Q70T/0CzBxh9o9
4+NCLwQptSgQpLwUiHnIIp8+v5MTaGgjdPIdiVqYGylqY4qNO+j0d9JbWUbPihje
20SPAEhjtiVBtlJjTWkpV8MMrEeoq4yrr7koXV7S4LCqWtVVj3Vz8ThVqJeUukcr
Gjp5+Nk7JWLapa2etbDjYDOAHm968+g13XopDdTzNaS/mivfa3q6vubmJcFPj+E8
sC+oUgcS6JRZZ6XPqi7bGlyr5o+EHysfMMoIaA9tBkOHyRiVGoiwUMTCAFG1Bbk9
K8x2NRPdUFHWbtgR2/hngmHep/pZKA3cKlsPy4h+UQ5w3GzBebgG1sxIO161f4iG
1QIDAQAB
-----END PUBLIC KEY-----
";

const RSA_PKCS1: &str = "
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAqSywX5Q70T/0CzBxh9o94+NCLwQptSgQpLwUiHnIIp8+v5MTaGgj
dPIdiVqYGylqY4qNO+j0d9JbWUbPihje20SPAEhjtiVBtlJjTWkpV8MMrEeoq4yr
r7koXV7S4LCqWtVVj3Vz8ThVqJeUukcrGjp5+Nk7JWLapa2etbDjYDOAHm968+g1
3XopDdTzNaS/mivfa3q6vubmJcFPj+E8sC+oUgcS6JRZZ6XPqi7bGlyr5o+EHysf
MMoIaA9tBkOHyRiVGoiwUMTCAFG1Bbk9K8x2NRPdUFHWbtgR2/hngmHep/pZKA3c
KlsPy4h+UQ5w3GzBebgG1sxIO161f4iG1QIDAQAB
-----END RSA PUBLIC KEY-----
";

const RSA_1024: &str = "
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCVM0Gj3OPxwauwmf4k8eWD5aTO
eRaKRDC/gr5SHV62IWNT7HkaQWUvrucBFFu00Xx9ACkBPi3TGwhAGVMjAYa+L0+n
P72dggvo2liCtFzI7p6vSY1TkfK9Hkrp5G7DQjesHa0AXiGYUZSS/H5uHsE8WPsZ
YA1geWCNXWJnu2EZcQIDAQAB
-----END PUBLIC KEY-----
";

const P384: &str = "
-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEYi/kkAaS/5fCaoWjmJ2fKuyK4Atl4aGl
mo9iac1ZrRcLCAFbGZ3yvXqcUrysMP/eHvtp1oYA+OOYHq51fmkj8j5mri2Z0kd9
3+pzEy2Ci1PXQfFJW584bLnFroyOZHal
-----END PUBLIC KEY-----
";

const BY_P256: &str =
    "MEUCIQDcntjglqJ2y7184Psu54IyHJ0iqVoXHkKC7YQ/tbxxQAIgUgzVWZUNE8uhP8xSutgYf2XWFo8MEdZ3g+Vh6xE8jSM=";

const BY_ED25519: &str = "5qOMb/bPay5Odnyrwl95dW2sMbfvOpdymrvNi2MUnzuZWhfd0ixGF1s24BwWKEWKZ9d6JVQZBdSlU8sKNB7QDw==";

const BY_RSA: &str = "TYb5NjPz/x70FSdocSSHLPEsFj38octrkGJRiiboeTOnxUdtN+4zWUJieZFsAOSwCZN5jgTfMaVbSowFQJ87ufFJiPANJ/4kmVaw\
    GVS6dRJcE5IdYlfg4skT3/5Qe0cJVw+gtJ9nvHugSkWOI5gNlUuD1YVZRWK/UDE/RSWetEczs+02PB+4buW5QM2lMtagBP7Jyr8a\
    QDBg/KN7a3WUoO3UMPAwHQdKPA5xhDOINE2yra8CrY8katKKHnvi2G96eRt8LjUPMgg4lJIHd1OAh4/Eyf34UmAYlWlkf6yZbT0W\
    9sWo2Mej49jDd5samImk4R+byu2zawTYW9aTY06J1w==";

const BY_RSA_PSS: &str = "Fk0vMG6VvY8QwgemUWMPgJBvjoqWM19sZU0yBaiXimjUkVgDpjsEzbjr2Z591RkQmS47vVtSZjtLX1jjeadnQm3vCQn1lsVTAmWU\
    ZsJ09FGzzYOViIKWhLLclxuz79zdAIZPq88iVbEmDx/nyHIJrcqRAOBVpYYqAjBV9hRIOVXUbFXfrDdZsghf7447JY16f+qQzFmS\
    VhQYv/a2Y95wQPwe+toU3cWhQCUP5No2C7qFKQeixSiaKUwYCfnu1LADAzE2+4ltl9r7QNjjxJOAV6bwKepMuiydoQQrqE1bMRoU\
    reg3L+rykXz/TyNtsB/6oLkz8ybvMSQYBBNWZPat/Q==";

const BY_RSA_PSS_LONG_SALT: &str = "kJuRLqw8fXW4LxTOP8x6afXCrgvS0bTyOYgBRouS2DjxXuw4qmroN0bMkjsUEjMEOm/HYm0tDMNdBKnDoVKZW53zbLl4VHhWfiys\
    GN27U4O9vLrSimFcFPxTfrr8YzZAE4XHwtDUpdTyLKlR00nA6PZVxfume1nJV/RAkAhFrNKzIpiocqj23CX1NCi463PuKI5hqSDF\
    hlnLNHUmgzSjbWUBOrBXToKNiXrAvB1719eyRJmJro8OaHfDxarEWqgwB7cZnpeffc2XBB4PcixvKgBMtv+Vkx7E7La8KUtb74nE\
    kjDy2O8gsD755gqw4u1KTPpyUlchHdxgyqMKKNrArA==";

fn key(pem: &str) -> PublicKey {
    PublicKey::from_pem("key.pub", pem).unwrap_or_else(|error| panic!("{error}"))
}

fn verifies(pem: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    key(pem).verifies(&Digest::of(message), Some(message), signature)
}

#[test]
fn each_kind_of_key_accepts_its_signatures_and_no_others() {
    let made = [
        (P256, BY_P256),
        (ED25519, BY_ED25519),
        (RSA, BY_RSA),
        (RSA, BY_RSA_PSS),
        (RSA, BY_RSA_PSS_LONG_SALT),
        (RSA_PKCS1, BY_RSA),
    ];
    for (pem, signature) in made {
        let bytes = STANDARD.decode(signature).unwrap();
        assert_eq!(verifies(pem, MESSAGE, &bytes), Some(true), "{signature}");
        assert_eq!(verifies(pem, b"another message", &bytes), Some(false), "{signature}");
        for place in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(verifies(pem, MESSAGE, &changed), Some(false), "byte {place} of {signature}");
        }
        for other in [P256, ED25519, RSA] {
            let is_own = made.contains(&(other, signature));
            assert_eq!(verifies(other, MESSAGE, &bytes), Some(is_own), "{signature}");
        }
    }
    for pem in [P256, ED25519, RSA] {
        for signature in [&b""[..], &[0; 64], &[0; 256], &[0xff; 9000]] {
            assert_eq!(verifies(pem, MESSAGE, signature), Some(false));
        }
    }
}

#[test]
fn a_message_of_which_only_the_digest_is_known_is_enough_unless_the_key_is_ed25519() {
    let digest = Digest::of(MESSAGE);
    let told = |pem, signature| key(pem).verifies(&digest, None, &STANDARD.decode(signature).unwrap());
    assert_eq!(told(P256, BY_P256), Some(true));
    assert_eq!(told(RSA, BY_RSA_PSS), Some(true));
    assert_eq!(told(ED25519, BY_ED25519), None);
}

#[test]
fn what_is_no_usable_key_is_refused_with_the_reason() {
    let refused = |pem: &str| PublicKey::from_pem("key.pub", pem).unwrap_err();
    for (pem, reason) in [
        ("", "PUBLIC KEY"),
        ("-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----", "base64"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "ECDSA over P-256"),
        ("-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----", "cannot be read"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "openssl x509"),
        ("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nProc-Type: 4\n", "private key"),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "PGP"),
        (RSA_1024, "1024 bits"),
        (P384, "ECDSA over P-256"),
    ] {
        assert!(refused(pem).contains(reason), "{pem}: {}", refused(pem));
    }
}
