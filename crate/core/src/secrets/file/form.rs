//! What a file is by its name, and so how its lines are read.

use super::super::family::{generic, service};
use super::super::kind::Kind;

/// How a text file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Tier 1 alone: keys, certificates, anything unknown.
    Plain,
    /// `NAME=value` or `name: value` lines, and JSON members.
    Pairs,
    /// The whole file is one token.
    Token(&'static Kind),
    /// `machine host login user password word`.
    Netrc,
    /// `host:port:database:user:password`.
    PgPass,
    /// `user:hash` (htpasswd, shadow, gshadow).
    Hashes,
    /// Docker's `auths`.
    DockerAuth,
    /// Kubernetes client configuration.
    KubeConfig,
    /// Elements and attributes of Maven and NuGet.
    Xml,
    /// `define('NAME', 'value')`.
    Php,
}

pub(super) fn of(path: &[u8]) -> Form {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let below = |directory: &[u8]| {
        let parent = path.strip_suffix(name).and_then(|parent| parent.strip_suffix(b"/")).unwrap_or_default();
        parent.rsplit(|byte| *byte == b'/').next() == Some(directory)
    };
    match name {
        b".vault-token" => Form::Token(&service::VAULT_TOKEN),
        b".erlang.cookie" => Form::Token(&generic::ERLANG_COOKIE),
        // Rails: the key of config/credentials.yml.enc.
        b"master.key" => Form::Token(&generic::ENCRYPTION_KEY),
        b".netrc" | b"_netrc" => Form::Netrc,
        b".pgpass" | b"pgpass.conf" => Form::PgPass,
        b".htpasswd" | b"htpasswd" => Form::Hashes,
        b"shadow" | b"gshadow" if path == [b"etc/", name].concat() => Form::Hashes,
        b".dockercfg" => Form::DockerAuth,
        b"config.json" if below(b".docker") || below(b"docker") => Form::DockerAuth,
        b"auth.json" => Form::DockerAuth,
        b"settings.xml" | b"settings-security.xml" => Form::Xml,
        b"wp-config.php" => Form::Php,
        b"config" if below(b".kube") => Form::KubeConfig,
        b"config"
            if !(below(b".aws") || below(b".oci") || below(b".snowsql") || below(b".git") || below(b".bundle")) =>
        {
            Form::Plain
        }
        b"admin.conf" | b"kubelet.conf" if below(b"kubernetes") => Form::KubeConfig,
        _ if name.eq_ignore_ascii_case(b"nuget.config") => Form::Xml,
        _ if name.ends_with(b"kubeconfig") => Form::KubeConfig,
        b".npmrc"
        | b"npmrc"
        | b".yarnrc"
        | b".yarnrc.yml"
        | b".pypirc"
        | b"pip.conf"
        | b"gradle.properties"
        | b"credentials.toml"
        | b"auth.toml"
        | b"credentials"
        | b".gitconfig"
        | b"hosts.yml"
        | b".my.cnf"
        | b"credentials.json"
        | b"application_default_credentials.json"
        | b"adc.json"
        | b".boto"
        | b".s3cfg"
        | b"accessTokens.json"
        | b"msal_token_cache.json"
        | b"service_principal_entries.json"
        | b"rclone.conf"
        | b".databrickscfg"
        | b"credentials.tfrc.json"
        | b".terraformrc"
        | b".envrc"
        | b"application.yml"
        | b"application.yaml"
        | b"application.properties"
        | b"bootstrap.yml"
        | b"database.yml"
        | b"secrets.yml"
        | b"secrets.yaml"
        | b"secrets.json"
        | b"config" => Form::Pairs,
        _ if name.starts_with(b"appsettings.") && name.ends_with(b".json") => Form::Pairs,
        _ if name.starts_with(b".env")
            || name.ends_with(b".env")
            || name.ends_with(b".tfstate")
            || name.ends_with(b".tfvars") =>
        {
            Form::Pairs
        }
        _ => Form::Plain,
    }
}
