//! Keys of frameworks, of clusters and of networks: what applications sign, encrypt and join with.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run, Separator};

kinds! {
    // source: https://laravel.com/docs/encryption
    LARAVEL_KEY = "laravel-app-key", "Laravel application key", "Make a new key with `php artisan key:generate`; sessions and encrypted data are lost.";
    // source: https://guides.rubyonrails.org/security.html
    RAILS_SECRET = "rails-secret-key-base", "Rails secret key base", "Make a new one with `rails secret`; all sessions end.";
    // source: https://symfony.com/doc/current/reference/configuration/framework.html
    SYMFONY_SECRET = "symfony-app-secret", "Symfony application secret", "Replace `APP_SECRET` by a new random value; signed links and remember-me cookies end.";
    // source: Microsoft, ASP.NET settings schema, machineKey element
    MACHINE_KEY = "asp-net-machine-key", "ASP.NET machine key", "Make new validation and decryption keys for the application.";
    // source: wg(8)
    WIREGUARD_KEY = "wireguard-private-key", "WireGuard private key", "Make a new key pair and replace the public key at every peer.";
    // source: https://jedisct1.github.io/minisign/
    MINISIGN_KEY = "minisign-secret-key", "minisign or signify secret key", "Make a new key pair and publish the new public key.";
    // source: RFC 7518
    WEB_KEY = "json-web-key", "private JSON web key", "Replace the key and take its public part out of the key set.";
    // source: https://docs.k3s.io/cli/token
    K3S_TOKEN = "k3s-join-token", "k3s join token", "Rotate it with `k3s token rotate`.";
    // source: https://ranchermanager.docs.rancher.com/v2.14/reference-guides/user-settings/api-keys
    RANCHER_TOKEN = "rancher-token", "Rancher API token", "Delete the token in Rancher (Account & API keys).";
    // source: https://developer.hashicorp.com/vault/docs/concepts/seal
    VAULT_UNSEAL_KEY = "vault-unseal-key", "HashiCorp Vault unseal key", "Rekey with `vault operator rekey`.";
    // source: https://github.com/bitwarden/sdk-internal (crates/bitwarden-core/src/auth/access_token.rs)
    BITWARDEN_TOKEN = "bitwarden-access-token", "Bitwarden Secrets Manager access token", "Revoke the token in Bitwarden (Machine accounts, Access tokens).";
    // source: https://infisical.com/docs/internals/service-tokens
    INFISICAL_TOKEN = "infisical-service-token", "Infisical service token", "Delete the token in Infisical (Project settings, Service tokens).";
    // source: https://github.com/cloudflare/cloudflared (connection/connection.go)
    CLOUDFLARE_TUNNEL = "cloudflare-tunnel-token", "Cloudflare tunnel token", "Rotate the token in the Cloudflare dashboard (Networks, Tunnels).";
    // source: not found; the form is as seen in use
    NEXUS_TOKEN = "nexus-npm-token", "Sonatype Nexus npm token", "Run `npm logout` against the registry, or have an administrator revoke it in Nexus.";
    // source: https://github.com/packagist/private-packagist-docs (docs/composer-authentication.md)
    PACKAGIST_TOKEN = "packagist-token", "Private Packagist token", "Revoke the token in Private Packagist (Settings, Authentication tokens).";
    // source: https://github.com/SonarSource/sonarqube (TokenGeneratorImpl.java)
    SONAR_TOKEN = "sonarqube-token", "SonarQube token", "Revoke the token in SonarQube (My account, Security).";
    // source: https://launchdarkly.com/docs/sdk/concepts/client-side-server-side
    LAUNCHDARKLY_KEY = "launchdarkly-key", "LaunchDarkly SDK or API key", "Reset the key in LaunchDarkly (Account settings, Authorization, or the environment).";
}

const AFTER_NAME_128: &[Part] = &[Separator, Run(Set::LowerHex, 128, 128)];

const fn web_key(length: &'static [Part]) -> Matcher {
    after(&WEB_KEY, b"\"d\":\"", length).check(Check::Mixed).before(Before::Anything).confidence(Confidence::Medium)
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    after(&LARAVEL_KEY, b"APP_KEY=base64:", &[Run(Set::Base64, 43, 43), Literal(b"=")]),
    after(&RAILS_SECRET, b"secret_key_base", AFTER_NAME_128).before(Before::Anything),
    after(&RAILS_SECRET, b"SECRET_KEY_BASE", AFTER_NAME_128).before(Before::Anything),
    after(&SYMFONY_SECRET, b"APP_SECRET", &[Separator, Run(Set::LowerHex, 32, 32)]),
    after(&MACHINE_KEY, b"validationKey=\"", &[Run(Set::Hex, 40, 128)]),
    after(&MACHINE_KEY, b"decryptionKey=\"", &[Run(Set::Hex, 32, 64)]),
    // wg(8): 32 bytes in base64.
    after(&WIREGUARD_KEY, b"PrivateKey", &[Separator, Run(Set::Base64, 43, 43), Literal(b"=")]).check(Check::Mixed),
    // Both begin with the letters `Ed` in base64; minisign's is longer by a checksum and a salt.
    after(&MINISIGN_KEY, b"secret key\n", &[Literal(b"RW"), Run(Set::Base64, 136, 212)]),
    // RFC 7518, section 6: 32, 48 and 66 bytes of a curve; 256, 384 and 512 of RSA.
    web_key(&[Run(Set::Url64, 43, 43)]),
    web_key(&[Run(Set::Url64, 64, 64)]),
    web_key(&[Run(Set::Url64, 88, 88)]),
    web_key(&[Run(Set::Url64, 342, 342)]),
    web_key(&[Run(Set::Url64, 512, 512)]),
    web_key(&[Run(Set::Url64, 683, 683)]),
    token(&K3S_TOKEN, b"K10", &[Run(Set::LowerHex, 64, 64), Literal(b"::server:"), Run(Set::Alnum, 16, 128)]),
    token(&K3S_TOKEN, b"K10", &[Run(Set::LowerHex, 64, 64), Literal(b"::node:"), Run(Set::Alnum, 16, 128)]),
    token(&RANCHER_TOKEN, b"token-", &[Run(Set::LowerDigit, 5, 5), Literal(b":"), Run(Set::LowerDigit, 54, 54)]),
    after(&VAULT_UNSEAL_KEY, b"Unseal Key ", &[Run(Set::Digit, 1, 2), Literal(b": "), Run(Set::Base64, 43, 44)]),
    token(
        &BITWARDEN_TOKEN,
        b"0.",
        &[
            Run(Set::LowerHex, 8, 8),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 12, 12),
            Literal(b"."),
            Run(Set::Alnum, 30, 30),
            Literal(b":"),
            Run(Set::Base64, 22, 22),
            Literal(b"=="),
        ],
    ),
    token(
        &INFISICAL_TOKEN,
        b"st.",
        &[
            Run(Set::LowerHex, 24, 24),
            Literal(b"."),
            Run(Set::LowerHex, 32, 32),
            Literal(b"."),
            Run(Set::LowerHex, 32, 32),
        ],
    ),
    // `{"a":"` in base64: account, tunnel and secret.
    token(&CLOUDFLARE_TUNNEL, b"eyJhIjoi", &[Run(Set::Base64, 120, 300)]).confidence(Confidence::Medium),
    token(&NEXUS_TOKEN, b"NpmToken.", super::UUID),
    // `ort`, `out`, `uut`.
    token(&PACKAGIST_TOKEN, b"packagist_", &[Run(Set::LowerDigit, 3, 3), Literal(b"_"), Run(Set::LowerHex, 68, 68)])
        .check(Check::Packagist),
    token(&SONAR_TOKEN, b"squ_", &[Run(Set::LowerHex, 40, 40)]),
    token(&SONAR_TOKEN, b"sqp_", &[Run(Set::LowerHex, 40, 40)]),
    token(&SONAR_TOKEN, b"sqa_", &[Run(Set::LowerHex, 40, 40)]),
    // Numbers of other things are written so, too.
    token(&LAUNCHDARKLY_KEY, b"sdk-", super::UUID).confidence(Confidence::Medium),
    token(&LAUNCHDARKLY_KEY, b"api-", super::UUID).confidence(Confidence::Medium),
];
