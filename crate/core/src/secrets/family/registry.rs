//! Package registries and container registries.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run, Separator};

kinds! {
    // source: https://github.blog/security/announcing-npms-new-access-token-format/
    NPM_TOKEN = "npm-token", "npm access token", "Revoke it with `npm token revoke` or on npmjs.com (Access Tokens).";
    // source: https://docs.npmjs.com/cli/configuring-npm/npmrc
    NPM_CONFIG_TOKEN = "npm-registry-credential", "npm registry credential", "Revoke the token or change the password at the registry that `.npmrc` names.";
    // source: GitHub's list, `pypi_api_token`
    PYPI_TOKEN = "pypi-token", "PyPI API token", "Remove the token on pypi.org (Account settings, API tokens).";
    // source: https://packaging.python.org/en/latest/specifications/pypirc/
    PYPI_CREDENTIAL = "pypi-credential", "Python package index password", "Change the password at the package index that `.pypirc` names.";
    // source: https://github.com/rubygems/rubygems.org (app/controllers/concerns/api_keyable.rb)
    RUBYGEMS_KEY = "rubygems-api-key", "RubyGems API key", "Delete the key on rubygems.org (Settings, API keys).";
    // source: https://github.com/rust-lang/crates.io (crates/crates_io_database/src/utils/token.rs)
    CRATES_TOKEN = "crates-io-token", "crates.io API token", "Revoke the token on crates.io (Account settings, API tokens).";
    // source: GitHub's list, `nuget_api_key`
    NUGET_KEY = "nuget-api-key", "NuGet API key", "Delete the key on nuget.org (API keys).";
    // source: https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file
    NUGET_CREDENTIAL = "nuget-source-credential", "NuGet source password", "Change the password or token at the package source that `NuGet.Config` names.";
    // source: https://github.com/clojars/clojars-web (src/clojars/db.clj)
    CLOJARS_TOKEN = "clojars-token", "Clojars deploy token", "Disable the token on clojars.org (Deploy tokens).";
    // source: GitHub's list, `jfrog_platform_api_key`
    ARTIFACTORY_TOKEN = "artifactory-token", "Artifactory API key or reference token", "Revoke the token in JFrog (Administration, Access tokens) or the API key in the user's profile.";
    // source: https://maven.apache.org/settings.html
    MAVEN_CREDENTIAL = "maven-server-credential", "Maven server password", "Change the password at the repository that `settings.xml` names.";
    // source: GitHub's list, `docker_personal_access_token`
    DOCKER_HUB_TOKEN = "docker-hub-token", "Docker Hub access token", "Delete the token on hub.docker.com (Account settings, Personal access tokens).";
    // source: https://docs.docker.com/reference/cli/docker/login/
    DOCKER_CONFIG_AUTH = "docker-registry-credential", "container registry credential", "Run `docker logout` and change the password or revoke the token at the registry.";
    // source: https://docs.docker.com/reference/cli/docker/swarm/join-token/
    DOCKER_SWARM_KEY = "docker-swarm-token", "Docker swarm join token or unlock key", "Rotate it with `docker swarm join-token --rotate` or `docker swarm unlock-key --rotate`.";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&NPM_TOKEN, b"npm_", &[Run(Set::Alnum, 36, 36)]).check(Check::Crc),
    after(&NPM_CONFIG_TOKEN, b":_authToken", &[Separator, Run(Set::Token, 20, 512)])
        .before(Before::Anything)
        .check(Check::Value),
    token(&PYPI_TOKEN, b"pypi-AgEIcHlwaS5vcmc", &[Run(Set::Url64, 50, 1000)]).check(Check::Macaroon),
    token(&PYPI_TOKEN, b"pypi-AgENdGVzdC5weXBpLm9yZw", &[Run(Set::Url64, 50, 1000)]).check(Check::Macaroon),
    token(&RUBYGEMS_KEY, b"rubygems_", &[Run(Set::LowerHex, 48, 48)]),
    token(&CRATES_TOKEN, b"cio", &[Run(Set::Alnum, 32, 32)]).check(Check::Mixed),
    token(&NUGET_KEY, b"oy2", &[Run(Set::LowerDigit, 43, 43)]),
    token(&CLOJARS_TOKEN, b"CLOJARS_", &[Run(Set::LowerHex, 60, 60)]),
    token(&ARTIFACTORY_TOKEN, b"AKCp", &[Run(Set::Alnum, 69, 69)]),
    token(&ARTIFACTORY_TOKEN, b"cmVmdGtuOj", &[Run(Set::Alnum, 54, 54)]),
    token(&DOCKER_HUB_TOKEN, b"dckr_pat_", &[Run(Set::Url64, 27, 27)]),
    token(&DOCKER_HUB_TOKEN, b"dckr_oat_", &[Run(Set::Url64, 32, 32)]),
    token(
        &DOCKER_SWARM_KEY,
        b"SWMTKN-1-",
        &[Run(Set::LowerDigit, 50, 50), Literal(b"-"), Run(Set::LowerDigit, 25, 25)],
    ),
    token(&DOCKER_SWARM_KEY, b"SWMKEY-1-", &[Run(Set::Base64, 43, 43)]).confidence(Confidence::High),
];
