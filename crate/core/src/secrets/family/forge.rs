//! Source forges, continuous integration and infrastructure as code.

use crate::secrets::kind::kinds;
use crate::secrets::matcher::{Before, Check, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    // source: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    GITHUB_TOKEN = "github-token", "GitHub token", "Delete the token in GitHub (Settings, Developer settings, Personal access tokens) or revoke the app's authorisation.";
    // source: GitHub's list, `github_personal_access_token`
    GITHUB_FINE_GRAINED_TOKEN = "github-fine-grained-token", "GitHub fine-grained token", "Delete the token in GitHub (Settings, Developer settings, Fine-grained tokens).";
    // source: https://docs.gitlab.com/security/tokens/
    GITLAB_TOKEN = "gitlab-token", "GitLab token", "Revoke the token in GitLab (User settings, project or group settings, Access tokens).";
    // source: https://docs.gitlab.com/security/tokens/
    GITLAB_RUNNER_TOKEN = "gitlab-runner-token", "GitLab runner or trigger token", "Reset the runner's or trigger's token in GitLab (Settings, CI/CD).";
    // source: GitHub's list, `atlassian_api_token`
    ATLASSIAN_TOKEN = "atlassian-token", "Atlassian API token", "Revoke the token at https://id.atlassian.com (Security, API tokens).";
    // source: GitHub's list, `bitbucket_server_personal_access_token`
    BITBUCKET_TOKEN = "bitbucket-token", "Bitbucket access token or app password", "Revoke it in Bitbucket (Personal settings, App passwords or HTTP access tokens).";
    // source: https://github.com/CircleCI-Public/circleci-cli (internal/ui/token.go)
    CIRCLECI_TOKEN = "circleci-token", "CircleCI token", "Delete the token in CircleCI (User settings, Personal API tokens).";
    // source: https://github.com/buildkite/agent (internal/redact/redact.go)
    BUILDKITE_TOKEN = "buildkite-token", "Buildkite API token", "Revoke the token in Buildkite (Personal settings, API access tokens).";
    // source: https://github.com/harness/cli (pkg/auth/auth.go)
    HARNESS_TOKEN = "harness-token", "Harness API key", "Delete the token in Harness (My profile or service account, API keys).";
    // source: GitHub's list, `octopus_deploy_api_key`
    OCTOPUS_KEY = "octopus-api-key", "Octopus Deploy API key", "Revoke the key in Octopus Deploy (Profile, My API keys).";
    // source: GitHub's list, `prefect_user_api_key`
    PREFECT_KEY = "prefect-api-key", "Prefect API key", "Delete the key in Prefect Cloud (API keys).";
    // source: GitHub's list, `terraform_api_token`
    TERRAFORM_TOKEN = "terraform-cloud-token", "Terraform Cloud token", "Delete the token in HCP Terraform (User, team or organisation settings, Tokens).";
    // source: GitHub's list, `pulumi_access_token`
    PULUMI_TOKEN = "pulumi-token", "Pulumi access token", "Delete the token in Pulumi Cloud (Access tokens).";
    // source: https://docs.doppler.com/reference/auth-token-formats
    DOPPLER_TOKEN = "doppler-token", "Doppler token", "Revoke the token in the Doppler dashboard (Tokens, or the config's Access tab).";
    // source: https://docs.sourcegraph.com/dev/security/secret_formats
    SOURCEGRAPH_TOKEN = "sourcegraph-token", "Sourcegraph access token", "Revoke the token in Sourcegraph (User settings, Access tokens).";
    // source: https://www.infracost.io/docs/integrations/infracost_api/
    INFRACOST_KEY = "infracost-api-key", "Infracost API key", "Rotate the key in Infracost Cloud (Org settings, API tokens).";
}

const GITHUB: &[Part] = &[Run(Set::Alnum, 36, 36)];
const TWENTY: &[Part] = &[Run(Set::Url64, 20, 20)];
/// As long as they had no version: payload, its length and the checksum.
const ROUTABLE: &[Part] = &[Run(Set::Url64, 27, 300), Literal(b"."), Run(Set::LowerDigit, 9, 9)];
/// With the version between the two.
const ROUTABLE_VERSION: &[Part] =
    &[Run(Set::Url64, 27, 300), Literal(b"."), Run(Set::LowerDigit, 2, 2), Literal(b"."), Run(Set::LowerDigit, 9, 9)];

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&GITHUB_TOKEN, b"ghp_", GITHUB).check(Check::Crc),
    token(&GITHUB_TOKEN, b"gho_", GITHUB).check(Check::Crc),
    token(&GITHUB_TOKEN, b"ghu_", GITHUB).check(Check::Crc),
    token(&GITHUB_TOKEN, b"ghs_", GITHUB).check(Check::Crc),
    token(&GITHUB_TOKEN, b"ghr_", GITHUB).check(Check::Crc),
    token(&GITHUB_TOKEN, b"ghr_", &[Run(Set::Alnum, 76, 76)]).check(Check::Crc),
    // Of installed apps since April 2026: the app's number and a web token.
    token(
        &GITHUB_TOKEN,
        b"ghs_",
        &[
            Run(Set::Digit, 1, 12),
            Literal(b"_eyJ"),
            Run(Set::Url64, 16, 400),
            Literal(b"."),
            Run(Set::Url64, 16, 2000),
            Literal(b"."),
            Run(Set::Url64, 32, 700),
        ],
    ),
    token(&GITHUB_FINE_GRAINED_TOKEN, b"github_pat_", &[Run(Set::Word, 82, 82)]),
    token(&GITLAB_TOKEN, b"glpat-", TWENTY),
    token(&GITLAB_TOKEN, b"glpat-", ROUTABLE_VERSION).check(Check::Gitlab),
    token(&GITLAB_TOKEN, b"glpat-", ROUTABLE).check(Check::Gitlab),
    token(&GITLAB_TOKEN, b"gldt-", TWENTY),
    token(&GITLAB_TOKEN, b"glft-", TWENTY),
    token(&GITLAB_TOKEN, b"glffct-", TWENTY),
    token(&GITLAB_TOKEN, b"glimt-", &[Run(Set::Url64, 25, 25)]),
    token(&GITLAB_TOKEN, b"glsoat-", TWENTY),
    token(&GITLAB_TOKEN, b"gloas-", &[Run(Set::LowerHex, 64, 64)]),
    token(&GITLAB_TOKEN, b"glagent-", &[Run(Set::Url64, 50, 50)]),
    token(&GITLAB_RUNNER_TOKEN, b"glrt-", TWENTY),
    token(&GITLAB_RUNNER_TOKEN, b"glrt-", ROUTABLE_VERSION).check(Check::Gitlab),
    token(&GITLAB_RUNNER_TOKEN, b"glrt-", ROUTABLE).check(Check::Gitlab),
    token(&GITLAB_RUNNER_TOKEN, b"glcbt-", &[Run(Set::Url64, 20, 30)]),
    token(&GITLAB_RUNNER_TOKEN, b"glptt-", &[Run(Set::LowerHex, 40, 40)]),
    token(&GITLAB_RUNNER_TOKEN, b"GR1348941", TWENTY),
    token(&ATLASSIAN_TOKEN, b"ATATT3", &[Run(Set::Url64, 60, 400), Literal(b"="), Run(Set::Hex, 8, 8)]),
    token(&ATLASSIAN_TOKEN, b"ATATT3", &[Run(Set::Url64, 60, 400)]),
    token(&BITBUCKET_TOKEN, b"ATBB", &[Run(Set::Alnum, 32, 32)]).check(Check::Mixed),
    token(&BITBUCKET_TOKEN, b"ATCTT3", &[Run(Set::Url64, 60, 400), Literal(b"="), Run(Set::Hex, 8, 8)]),
    token(&BITBUCKET_TOKEN, b"BBDC-", &[Run(Set::Base64, 44, 44)]),
    token(&CIRCLECI_TOKEN, b"CCIPAT_", &[Run(Set::Alnum, 22, 22), Literal(b"_"), Run(Set::LowerHex, 40, 40)]),
    token(&CIRCLECI_TOKEN, b"CCIPRJ_", &[Run(Set::Alnum, 22, 22), Literal(b"_"), Run(Set::LowerHex, 40, 40)]),
    token(&BUILDKITE_TOKEN, b"bkua_", &[Run(Set::LowerDigit, 40, 40)]),
    token(
        &HARNESS_TOKEN,
        b"pat.",
        &[Run(Set::Url64, 22, 22), Literal(b"."), Run(Set::LowerHex, 24, 24), Literal(b"."), Run(Set::Alnum, 20, 20)],
    ),
    token(
        &HARNESS_TOKEN,
        b"sat.",
        &[Run(Set::Url64, 22, 22), Literal(b"."), Run(Set::LowerHex, 24, 24), Literal(b"."), Run(Set::Alnum, 20, 20)],
    ),
    token(&OCTOPUS_KEY, b"API-", &[Run(Set::UpperDigit, 26, 34)]),
    token(&PREFECT_KEY, b"pnu_", &[Run(Set::Alnum, 36, 36)]).check(Check::Mixed),
    token(&TERRAFORM_TOKEN, b".atlasv1.", &[Run(Set::Url64, 60, 70)]).before(Before::Run(Set::Alnum, 14, 14)),
    token(&PULUMI_TOKEN, b"pul-", &[Run(Set::LowerHex, 40, 40)]),
    // `pt`, `st`, `ct`, `sa`, `said`, `scim`, `audit`.
    token(&DOPPLER_TOKEN, b"dp.", &[Run(Set::LowerDigit, 2, 5), Literal(b"."), Run(Set::Alnum, 40, 44)]),
    token(&DOPPLER_TOKEN, b"dp.st.", &[Run(Set::Url64, 1, 40), Literal(b"."), Run(Set::Alnum, 40, 44)]),
    token(&SOURCEGRAPH_TOKEN, b"sgp_", &[Run(Set::LowerHex, 40, 40)]),
    token(&SOURCEGRAPH_TOKEN, b"sgp_", &[Run(Set::LowerHex, 16, 16), Literal(b"_"), Run(Set::LowerHex, 40, 40)]),
    token(&INFRACOST_KEY, b"ico-", &[Run(Set::Alnum, 32, 32)]).check(Check::Mixed),
];
