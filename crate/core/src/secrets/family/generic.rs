//! Secrets without a vendor: keys in armour, web tokens, URL credentials, and what only a name tells.

use crate::secrets::kind::kinds;
use crate::secrets::matcher::{Matcher, Rule, special};

kinds! {
    PRIVATE_KEY = "private-key", "private key", "Make a new key pair and replace the public key or certificate everywhere it is trusted.";
    ENCRYPTED_PRIVATE_KEY = "encrypted-private-key", "private key protected by a passphrase", "Make a new key pair unless the passphrase is strong and is kept elsewhere.";
    PGP_PRIVATE_KEY = "pgp-private-key", "OpenPGP private key", "Publish the key's revocation certificate and make a new key.";
    OPENVPN_KEY = "openvpn-static-key", "OpenVPN static key", "Make a new key with `openvpn --genkey secret` and replace it at every peer.";
    ERLANG_COOKIE = "erlang-cookie", "Erlang cookie", "Replace the cookie on every node of the cluster: whoever has it runs commands there.";
    SSH_HOST_KEY = "ssh-host-key", "SSH host private key", "Remove it from the image and let each container make its own at first start with `ssh-keygen -A`.";
    PUTTY_PRIVATE_KEY = "putty-private-key", "PuTTY private key", "Make a new key pair and remove the public key from every authorized_keys file.";
    KEYSTORE = "keystore", "key store with a private key", "Make a new key pair, replace the certificate, and keep the store outside the image.";
    PASSWORD_DATABASE = "password-database", "password manager database", "Change the passwords that it holds and remove it from the image.";
    WEB_TOKEN = "json-web-token", "JSON web token", "End the session or rotate the signing key at the service that issued it; see the `iss` claim.";
    KUBERNETES_TOKEN = "kubernetes-service-account-token", "Kubernetes service account token", "Delete the token's Secret, or the service account, in the cluster.";
    KUBECONFIG_CREDENTIAL = "kubeconfig-credential", "Kubernetes client credential", "Remove the user's binding or rotate the cluster's client certificate authority.";
    URL_CREDENTIAL = "url-credential", "password in a URL", "Change the password at the service that the URL names.";
    DEFAULT_CREDENTIAL = "default-credential", "default or placeholder credential", "Replace it by a value that is given at run time, and change it where it is in use.";
    PASSWORD = "password", "password", "Change the password at the service that it opens.";
    PASSWORD_HASH = "password-hash", "password hash", "Change the password: a hash can be guessed offline.";
    API_KEY = "api-key", "API key", "Revoke the key at the service that issued it.";
    TOKEN = "access-token", "access token", "Revoke the token at the service that issued it.";
    SECRET_VALUE = "secret-value", "secret value", "Rotate the value at the service that uses it.";
    ENCRYPTION_KEY = "encryption-key", "encryption or signing key", "Rotate the key, and encrypt or sign again what it protected.";
    AUTHORIZATION_HEADER = "authorization-header", "HTTP authorization header", "Change the password or revoke the token at the service that the request goes to.";
    NETRC_PASSWORD = "netrc-password", "password in .netrc", "Change the password or revoke the token at the machine that the entry names.";
    GIT_CREDENTIAL = "git-credential", "stored Git credential", "Revoke the token or change the password at the forge that the URL names.";
    CREDENTIAL_STORE = "credential-store", "credential store of a command-line tool", "Log out with the tool that wrote it, which also revokes what it holds.";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    special(&PRIVATE_KEY, b"-----BEGIN ", Rule::Armour),
    special(&WEB_TOKEN, b"eyJ", Rule::WebToken),
    special(&URL_CREDENTIAL, b"://", Rule::UrlCredential),
];
