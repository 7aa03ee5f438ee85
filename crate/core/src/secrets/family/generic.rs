//! Secrets without a vendor: keys in armour, web tokens, URL credentials, and what only a name tells.

use crate::secrets::kind::kinds;
use crate::secrets::matcher::{Matcher, Rule, special};

kinds! {
    // source: RFC 7468, RFC 5208, RFC 5915; OpenSSH, PROTOCOL.key
    PRIVATE_KEY = "private-key", "private key", "Make a new key pair and replace the public key or certificate everywhere it is trusted.";
    // source: RFC 5208, RFC 1421; OpenSSH, PROTOCOL.key
    ENCRYPTED_PRIVATE_KEY = "encrypted-private-key", "private key protected by a passphrase", "Make a new key pair unless the passphrase is strong and is kept elsewhere.";
    // source: RFC 9580
    PGP_PRIVATE_KEY = "pgp-private-key", "OpenPGP private key", "Publish the key's revocation certificate and make a new key.";
    // source: openvpn(8), --genkey
    OPENVPN_KEY = "openvpn-static-key", "OpenVPN static key", "Make a new key with `openvpn --genkey secret` and replace it at every peer.";
    // source: https://www.erlang.org/doc/system/distributed.html
    ERLANG_COOKIE = "erlang-cookie", "Erlang cookie", "Replace the cookie on every node of the cluster: whoever has it runs commands there.";
    // source: sshd(8), ssh-keygen(1)
    SSH_HOST_KEY = "ssh-host-key", "SSH host private key", "Remove it from the image and let each container make its own at first start with `ssh-keygen -A`.";
    // source: https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
    PUTTY_PRIVATE_KEY = "putty-private-key", "PuTTY private key", "Make a new key pair and remove the public key from every authorized_keys file.";
    // source: RFC 7292; OpenJDK, sun.security.provider.JavaKeyStore
    KEYSTORE = "keystore", "key store with a private key", "Make a new key pair, replace the certificate, and keep the store outside the image.";
    // source: https://keepass.info/help/kb/kdbx.html
    PASSWORD_DATABASE = "password-database", "password manager database", "Change the passwords that it holds and remove it from the image.";
    // source: RFC 7519
    WEB_TOKEN = "json-web-token", "JSON web token", "End the session or rotate the signing key at the service that issued it; see the `iss` claim.";
    // source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
    KUBERNETES_TOKEN = "kubernetes-service-account-token", "Kubernetes service account token", "Delete the token's Secret, or the service account, in the cluster.";
    // source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
    KUBECONFIG_CREDENTIAL = "kubeconfig-credential", "Kubernetes client credential", "Remove the user's binding or rotate the cluster's client certificate authority.";
    // source: RFC 3986, section 3.2.1
    URL_CREDENTIAL = "url-credential", "password in a URL", "Change the password at the service that the URL names.";
    // source: no form: judged by `name` and `value`
    DEFAULT_CREDENTIAL = "default-credential", "default or placeholder credential", "Replace it by a value that is given at run time, and change it where it is in use.";
    // source: no form: judged by `name` and `value`
    PASSWORD = "password", "password", "Change the password at the service that it opens.";
    // source: crypt(5)
    PASSWORD_HASH = "password-hash", "password hash", "Change the password: a hash can be guessed offline.";
    // source: no form: judged by `name` and `value`
    API_KEY = "api-key", "API key", "Revoke the key at the service that issued it.";
    // source: no form: judged by `name` and `value`
    TOKEN = "access-token", "access token", "Revoke the token at the service that issued it.";
    // source: no form: judged by `name` and `value`
    SECRET_VALUE = "secret-value", "secret value", "Rotate the value at the service that uses it.";
    // source: no form: judged by `name` and `value`
    ENCRYPTION_KEY = "encryption-key", "encryption or signing key", "Rotate the key, and encrypt or sign again what it protected.";
    // source: RFC 7617, RFC 6750
    AUTHORIZATION_HEADER = "authorization-header", "HTTP authorization header", "Change the password or revoke the token at the service that the request goes to.";
    // source: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
    NETRC_PASSWORD = "netrc-password", "password in .netrc", "Change the password or revoke the token at the machine that the entry names.";
    // source: https://git-scm.com/docs/git-credential-store
    GIT_CREDENTIAL = "git-credential", "stored Git credential", "Revoke the token or change the password at the forge that the URL names.";
    // source: no form: the file that the tool keeps
    CREDENTIAL_STORE = "credential-store", "credential store of a command-line tool", "Log out with the tool that wrote it, which also revokes what it holds.";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    special(&PRIVATE_KEY, b"-----BEGIN ", Rule::Armour),
    special(&WEB_TOKEN, b"eyJ", Rule::WebToken),
    special(&URL_CREDENTIAL, b"://", Rule::UrlCredential),
];
