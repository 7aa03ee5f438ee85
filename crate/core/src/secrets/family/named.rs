//! Secrets of vendors whose tokens have no prefix, known by the setting that the vendor's own tools read them from and by
//! their length. The same forms tell the kind of an environment variable.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run, Separator};

use super::cloud::HEROKU_KEY;

kinds! {
    // source: https://github.com/hetznercloud/terraform-provider-hcloud (docs/index.md)
    HETZNER_TOKEN = "hetzner-cloud-token", "Hetzner Cloud API token", "Delete the token in the Hetzner console (project, Security, API tokens).";
    // source: https://github.com/linode/terraform-provider-linode (docs/index.md)
    LINODE_TOKEN = "linode-token", "Linode (Akamai) personal access token", "Revoke the token in the Akamai cloud manager (Profile, API tokens).";
    // source: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/
    CLOUDFLARE_TOKEN = "cloudflare-api-token", "Cloudflare API token or key", "Roll or delete it in the Cloudflare dashboard (My Profile, API Tokens).";
    // source: https://github.com/vultr/terraform-provider-vultr (website/docs/index.html.markdown)
    VULTR_KEY = "vultr-api-key", "Vultr API key", "Regenerate the key in the Vultr portal (Account, API).";
    // source: https://github.com/ovh/terraform-provider-ovh (docs/index.md)
    OVH_SECRET = "ovh-application-secret", "OVHcloud application secret", "Delete the application with the OVHcloud API (`/me/api/application`).";
    // source: https://github.com/IBM-Cloud/terraform-provider-ibm (website/docs/index.html.markdown)
    IBM_KEY = "ibm-cloud-api-key", "IBM Cloud API key", "Delete the key with `ibmcloud iam api-key-delete`.";
    // source: https://github.com/scaleway/terraform-provider-scaleway (docs/index.md)
    SCALEWAY_SECRET = "scaleway-secret-key", "Scaleway secret key", "Delete the key in the Scaleway console (IAM, API keys).";
    // source: https://github.com/aliyun/terraform-provider-alicloud (website/docs/index.html.markdown)
    ALIBABA_SECRET = "alibaba-access-key-secret", "Alibaba Cloud access key secret", "Disable and delete the key in the RAM console (AccessKey).";
    // source: https://github.com/tencentcloudstack/terraform-provider-tencentcloud (website/docs/index.html.markdown)
    TENCENT_SECRET_KEY = "tencent-secret-key", "Tencent Cloud secret key", "Disable and delete the key in the CAM console (API keys).";
    // source: GitHub's list, `fastly_api_token`
    FASTLY_TOKEN = "fastly-api-token", "Fastly API token", "Delete the token in Fastly (Account, API tokens).";
    // source: GitHub's list, `datadog_api_key`
    DATADOG_KEY = "datadog-key", "Datadog API or application key", "Revoke the key in Datadog (Organization settings, API keys or Application keys).";
    // source: https://docs.snyk.io/snyk-cli/authenticate-to-use-the-cli
    SNYK_TOKEN = "snyk-token", "Snyk API token", "Revoke and regenerate the token in the Snyk account settings.";
    // source: https://ngrok.com/docs/api#authentication
    NGROK_TOKEN = "ngrok-authtoken", "ngrok authtoken", "Delete the token in the ngrok dashboard (Authtokens).";
    // source: GitHub's list, `wandb_api_key`
    WANDB_KEY = "wandb-api-key", "Weights & Biases API key", "Delete the key on wandb.ai (User settings, API keys).";
    // source: GitHub's list, `mistral_ai_api_key`
    MISTRAL_KEY = "mistral-api-key", "Mistral API key", "Delete the key in the Mistral console (API keys).";
    // source: https://github.com/cohere-ai/cohere-python (README)
    COHERE_KEY = "cohere-api-key", "Cohere API key", "Delete the key in the Cohere dashboard (API keys).";
    // source: https://github.com/deepgram/deepgram-python-sdk (README)
    DEEPGRAM_KEY = "deepgram-api-key", "Deepgram API key", "Delete the key in the Deepgram console (API keys).";
    // source: https://www.twilio.com/docs/iam/api/authtoken
    TWILIO_AUTH_TOKEN = "twilio-auth-token", "Twilio auth token", "Promote a secondary auth token in the Twilio console and so retire this one.";
    // source: https://github.com/codecov/codecov-action (README)
    CODECOV_TOKEN = "codecov-token", "Codecov upload token", "Regenerate the token in Codecov (repository or organisation settings).";
    // source: https://github.com/go-gitea/gitea (models/auth/access_token.go)
    GITEA_TOKEN = "gitea-token", "Gitea or Forgejo token", "Delete the token in Gitea (Settings, Applications).";
    // source: https://docs.rollbar.com/docs/access-tokens
    ROLLBAR_TOKEN = "rollbar-token", "Rollbar access token", "Disable the token in Rollbar (Project access tokens).";
    // source: https://github.com/influxdata/influxdb (rand/token.go)
    INFLUX_TOKEN = "influxdb-token", "InfluxDB token", "Delete the token with `influx auth delete`.";
}

const fn named(kind: &'static crate::secrets::Kind, name: &'static [u8], parts: &'static [Part]) -> Matcher {
    // Often with a prefix: TF_VAR_, CI_.
    after(kind, name, parts).before(Before::Anything).check(Check::Named)
}

const UUID: &[Part] = &[
    Separator,
    Run(Set::LowerHex, 8, 8),
    Literal(b"-"),
    Run(Set::LowerHex, 4, 4),
    Literal(b"-"),
    Run(Set::LowerHex, 4, 4),
    Literal(b"-"),
    Run(Set::LowerHex, 4, 4),
    Literal(b"-"),
    Run(Set::LowerHex, 12, 12),
];
const CLOUDFLARE: &[Part] = &[Run(Set::Alnum, 41, 56)];
const HEX_32: &[Part] = &[Separator, Run(Set::LowerHex, 32, 32)];
const HEX_40: &[Part] = &[Separator, Run(Set::LowerHex, 40, 40)];
const ALNUM_32: &[Part] = &[Separator, Run(Set::Alnum, 32, 32)];
const ALNUM_40: &[Part] = &[Separator, Run(Set::Alnum, 40, 40)];

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    named(&HETZNER_TOKEN, b"HCLOUD_TOKEN", &[Separator, Run(Set::Alnum, 64, 64)]),
    named(&HETZNER_TOKEN, b"hcloud_token", &[Separator, Run(Set::Alnum, 64, 64)]),
    named(&LINODE_TOKEN, b"LINODE_TOKEN", &[Separator, Run(Set::LowerHex, 64, 64)]),
    named(&LINODE_TOKEN, b"LINODE_CLI_TOKEN", &[Separator, Run(Set::LowerHex, 64, 64)]),
    // A checksum, whose making is not published, ends the newer ones.
    token(&CLOUDFLARE_TOKEN, b"cfk_", CLOUDFLARE),
    token(&CLOUDFLARE_TOKEN, b"cfut_", CLOUDFLARE),
    token(&CLOUDFLARE_TOKEN, b"cfat_", CLOUDFLARE),
    named(&CLOUDFLARE_TOKEN, b"CLOUDFLARE_API_TOKEN", &[Separator, Run(Set::Url64, 40, 40)]),
    named(&CLOUDFLARE_TOKEN, b"CF_API_TOKEN", &[Separator, Run(Set::Url64, 40, 40)]),
    named(&CLOUDFLARE_TOKEN, b"CLOUDFLARE_API_KEY", &[Separator, Run(Set::LowerHex, 37, 37)]),
    named(&CLOUDFLARE_TOKEN, b"CF_API_KEY", &[Separator, Run(Set::LowerHex, 37, 37)]),
    named(&VULTR_KEY, b"VULTR_API_KEY", &[Separator, Run(Set::UpperDigit, 36, 36)]),
    named(&OVH_SECRET, b"OVH_APPLICATION_SECRET", ALNUM_32),
    named(&OVH_SECRET, b"OVH_CONSUMER_KEY", ALNUM_32),
    named(&IBM_KEY, b"IBMCLOUD_API_KEY", &[Separator, Run(Set::Url64, 44, 44)]),
    named(&IBM_KEY, b"IC_API_KEY", &[Separator, Run(Set::Url64, 44, 44)]),
    named(&SCALEWAY_SECRET, b"SCW_SECRET_KEY", UUID),
    named(&ALIBABA_SECRET, b"ALIBABA_CLOUD_ACCESS_KEY_SECRET", &[Separator, Run(Set::Alnum, 30, 30)]),
    named(&ALIBABA_SECRET, b"ALICLOUD_SECRET_KEY", &[Separator, Run(Set::Alnum, 30, 30)]),
    named(&TENCENT_SECRET_KEY, b"TENCENTCLOUD_SECRET_KEY", ALNUM_32),
    named(&FASTLY_TOKEN, b"FASTLY_API_TOKEN", &[Separator, Run(Set::Url64, 32, 32)]),
    named(&FASTLY_TOKEN, b"FASTLY_API_KEY", &[Separator, Run(Set::Url64, 32, 32)]),
    named(&DATADOG_KEY, b"DD_API_KEY", HEX_32),
    named(&DATADOG_KEY, b"DATADOG_API_KEY", HEX_32),
    named(&DATADOG_KEY, b"DD_APP_KEY", HEX_40),
    named(&DATADOG_KEY, b"DATADOG_APP_KEY", HEX_40),
    named(&HEROKU_KEY, b"HEROKU_API_KEY", UUID),
    named(&SNYK_TOKEN, b"SNYK_TOKEN", UUID),
    named(&NGROK_TOKEN, b"NGROK_AUTHTOKEN", &[Separator, Run(Set::Word, 43, 49)]),
    named(&WANDB_KEY, b"WANDB_API_KEY", HEX_40),
    token(&WANDB_KEY, b"wandb_v1_", &[Run(Set::Word, 77, 77)]),
    named(&MISTRAL_KEY, b"MISTRAL_API_KEY", ALNUM_32),
    named(&COHERE_KEY, b"COHERE_API_KEY", ALNUM_40),
    named(&COHERE_KEY, b"CO_API_KEY", ALNUM_40),
    named(&DEEPGRAM_KEY, b"DEEPGRAM_API_KEY", HEX_40),
    named(&TWILIO_AUTH_TOKEN, b"TWILIO_AUTH_TOKEN", HEX_32),
    named(&CODECOV_TOKEN, b"CODECOV_TOKEN", UUID),
    named(&GITEA_TOKEN, b"GITEA_TOKEN", HEX_40),
    named(&ROLLBAR_TOKEN, b"ROLLBAR_ACCESS_TOKEN", HEX_32),
    named(&INFLUX_TOKEN, b"INFLUX_TOKEN", &[Separator, Run(Set::Url64, 86, 86), Literal(b"==")])
        .confidence(Confidence::High),
];
