//! Which files are worth keeping for a look inside, as data. The names are those that the tools themselves document.

use crate::limits;

/// How a file is picked. The same variants as the layer scan's, so that one maps to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The whole path, without a leading slash.
    Path(&'static str),
    /// The base name.
    Name(&'static str),
    /// The end of the base name.
    Suffix(&'static str),
    /// A directory with its final slash; every file below.
    Under(&'static str),
    /// How the body begins, after blanks and a byte order mark.
    Content(&'static [u8]),
}

/// One declared want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// What is wanted.
    pub want: Want,
    /// Most bytes of the body that are of use.
    pub max_bytes: u64,
}

const fn want(want: Want) -> Candidate {
    Candidate { want, max_bytes: limits::MAX_CREDENTIAL_FILE_BYTES }
}

/// A key store: its private keys may stand behind many certificates.
const fn store(suffix: &'static str) -> Candidate {
    Candidate { want: Want::Suffix(suffix), max_bytes: limits::MAX_BODY_BYTES }
}

/// Names, suffixes and beginnings of files whose body [`super::judge_file`] should see.
#[must_use]
pub fn file_candidates() -> &'static [Candidate] {
    CANDIDATES
}

use Want::{Content, Name, Path, Suffix, Under};

static CANDIDATES: &[Candidate] = &[
    // Keys.
    want(Name("id_rsa")),
    want(Name("id_dsa")),
    want(Name("id_ecdsa")),
    want(Name("id_ecdsa_sk")),
    want(Name("id_ed25519")),
    want(Name("id_ed25519_sk")),
    want(Name("identity")),
    want(Suffix(".pem")),
    want(Suffix(".key")),
    want(Suffix("_key")),
    want(Suffix("_rsa")),
    want(Suffix("_ed25519")),
    want(Suffix(".p8")),
    want(Suffix(".pk8")),
    want(Suffix(".der")),
    want(Suffix(".ppk")),
    want(Suffix(".asc")),
    want(Suffix(".gpg")),
    want(Suffix(".ovpn")),
    want(Content(b"-----BEGIN RSA PRIVATE KEY-----")),
    want(Content(b"-----BEGIN EC PRIVATE KEY-----")),
    want(Content(b"-----BEGIN DSA PRIVATE KEY-----")),
    want(Content(b"-----BEGIN PRIVATE KEY-----")),
    want(Content(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")),
    want(Content(b"-----BEGIN OPENSSH PRIVATE KEY-----")),
    want(Content(b"-----BEGIN PGP PRIVATE KEY BLOCK-----")),
    want(Content(b"PuTTY-User-Key-File-")),
    // Key stores.
    store(".p12"),
    store(".pfx"),
    store(".pkcs12"),
    store(".jks"),
    store(".jceks"),
    store(".keystore"),
    store(".kdbx"),
    store(".kdb"),
    // Registries and package managers.
    want(Name(".npmrc")),
    want(Name("npmrc")),
    want(Name(".yarnrc")),
    want(Name(".yarnrc.yml")),
    want(Name(".pypirc")),
    want(Name("pip.conf")),
    want(Name(".dockercfg")),
    want(Name("config.json")),
    want(Name("auth.json")),
    want(Name("settings.xml")),
    want(Name("settings-security.xml")),
    want(Name("gradle.properties")),
    want(Name("NuGet.Config")),
    want(Name("nuget.config")),
    want(Name("NuGet.config")),
    want(Name("credentials.toml")),
    want(Name("auth.toml")),
    // Hosts, forges, databases.
    want(Name(".netrc")),
    want(Name("_netrc")),
    want(Name(".git-credentials")),
    want(Name(".gitconfig")),
    want(Name("hosts.yml")),
    want(Name(".pgpass")),
    want(Name("pgpass.conf")),
    want(Name(".my.cnf")),
    want(Name(".mylogin.cnf")),
    want(Name(".htpasswd")),
    want(Name("htpasswd")),
    want(Path("etc/shadow")),
    want(Path("etc/gshadow")),
    // Clouds and orchestrators.
    want(Name("credentials")),
    want(Name("credentials.json")),
    want(Name("application_default_credentials.json")),
    want(Name("access_tokens.db")),
    want(Name("credentials.db")),
    want(Name("adc.json")),
    want(Name(".boto")),
    want(Name(".s3cfg")),
    want(Name(".passwd-s3fs")),
    want(Name("accessTokens.json")),
    want(Name("msal_token_cache.json")),
    want(Name("service_principal_entries.json")),
    want(Under("root/.azure/")),
    want(Under("root/.aws/")),
    want(Under("root/.kube/")),
    want(Under("root/.config/gcloud/")),
    want(Suffix("kubeconfig")),
    want(Name("admin.conf")),
    want(Name("kubelet.conf")),
    want(Name("config")),
    want(Name(".vault-token")),
    want(Name(".erlang.cookie")),
    want(Name("rclone.conf")),
    want(Name(".databrickscfg")),
    want(Name("credentials.tfrc.json")),
    want(Name(".terraformrc")),
    want(Name("terraform.tfstate")),
    want(Suffix(".tfstate")),
    want(Suffix(".tfvars")),
    want(Content(b"{\n  \"type\": \"service_account\"")),
    want(Content(b"{\"type\":\"service_account\"")),
    // Applications.
    want(Name(".env")),
    want(Suffix(".env")),
    want(Name(".env.local")),
    want(Name(".env.production")),
    want(Name(".env.development")),
    want(Name(".env.staging")),
    want(Name(".env.test")),
    want(Name(".envrc")),
    want(Name("wp-config.php")),
    want(Name("application.yml")),
    want(Name("application.yaml")),
    want(Name("application.properties")),
    want(Name("bootstrap.yml")),
    want(Name("database.yml")),
    want(Name("secrets.yml")),
    want(Name("secrets.yaml")),
    want(Name("secrets.json")),
    want(Name("master.key")),
    want(Name("appsettings.json")),
    want(Name("appsettings.Production.json")),
];
