//! Cloud providers and hosting platforms.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run, Separator};

kinds! {
    // source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    AWS_ACCESS_KEY_ID = "aws-access-key-id", "AWS access key ID", "Deactivate and delete the key in the IAM console (Users, Security credentials), then create a new one.";
    // source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    AWS_SECRET_ACCESS_KEY = "aws-secret-access-key", "AWS secret access key", "Deactivate and delete the access key in the IAM console (Users, Security credentials), then create a new one.";
    // source: GitHub's list, `aws_session_token`
    AWS_SESSION_TOKEN = "aws-session-token", "AWS session token", "Revoke the active sessions of the role in the IAM console (Roles, Revoke sessions).";
    // source: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html
    AWS_BEDROCK_KEY = "aws-bedrock-api-key", "Amazon Bedrock API key", "Delete the key in the Bedrock console (API keys) or the service-specific credential in IAM.";
    // source: GitHub's list, `google_api_key`
    GCP_API_KEY = "gcp-api-key", "Google API key", "Delete or regenerate the key in the Google Cloud console (APIs & Services, Credentials).";
    // source: https://cloud.google.com/iam/docs/keys-create-delete
    GCP_SERVICE_ACCOUNT = "gcp-service-account", "Google Cloud service account key", "Delete the key with `gcloud iam service-accounts keys delete`, then create a new one or use workload identity.";
    // source: https://cloud.google.com/docs/authentication/application-default-credentials
    GCP_USER_CREDENTIALS = "gcp-user-credentials", "Google Cloud user credentials", "Run `gcloud auth application-default revoke`, or remove the access in the Google account's security settings.";
    // source: GitHub's list, `google_oauth_access_token`
    GCP_OAUTH_TOKEN = "gcp-oauth-access-token", "Google OAuth access token", "Revoke it at https://oauth2.googleapis.com/revoke; it also expires within an hour.";
    // source: GitHub's list, `google_oauth_client_secret`
    GCP_OAUTH_SECRET = "gcp-oauth-client-secret", "Google OAuth client secret", "Reset the secret of the OAuth client in the Google Cloud console (APIs & Services, Credentials).";
    // source: https://learn.microsoft.com/en-us/purview/sit-defn-azure-storage-account-key
    AZURE_STORAGE_KEY = "azure-storage-key", "Azure storage account key", "Rotate the key in the Azure portal (storage account, Access keys).";
    // source: GitHub's list, `azure_active_directory_application_secret`
    AZURE_CLIENT_SECRET = "azure-client-secret", "Microsoft Entra client secret", "Delete the secret in the Entra admin centre (App registrations, Certificates & secrets).";
    // source: GitHub's list, `azure_service_bus_identifiable`
    AZURE_SHARED_ACCESS_KEY = "azure-shared-access-key", "Azure shared access key (Service Bus, Event Hubs, IoT Hub)", "Regenerate the key of the shared access policy in the Azure portal.";
    // source: GitHub's list, `azure_app_configuration_connection_string`
    AZURE_APP_CONFIG = "azure-app-configuration-secret", "Azure App Configuration secret", "Regenerate the access key in the Azure portal (App Configuration, Access settings).";
    // source: https://www.alibabacloud.com/help/en/ram/latest/create-an-accesskey-pair
    ALIBABA_ACCESS_KEY_ID = "alibaba-access-key-id", "Alibaba Cloud access key ID", "Disable and delete the key in the RAM console (AccessKey).";
    // source: GitHub's list, `tencent_cloud_secret_id`
    TENCENT_SECRET_ID = "tencent-secret-id", "Tencent Cloud secret ID", "Disable and delete the key in the CAM console (API keys).";
    // source: GitHub's list, `digitalocean_personal_access_token`
    DIGITALOCEAN_TOKEN = "digitalocean-token", "DigitalOcean token", "Delete the token in the DigitalOcean control panel (API, Tokens).";
    // source: GitHub's list, `heroku_platform_api_oauth2_token`
    HEROKU_KEY = "heroku-api-key", "Heroku API key", "Revoke it with `heroku authorizations:revoke` or regenerate the key in the account settings.";
    // source: https://github.com/superfly/macaroon (format.go)
    FLY_TOKEN = "fly-token", "Fly.io access token", "Revoke it with `fly tokens revoke`.";
    // source: https://developers.cloudflare.com/fundamentals/api/get-started/keys/
    CLOUDFLARE_ORIGIN_CA = "cloudflare-origin-ca-key", "Cloudflare origin CA key", "Change the key in the Cloudflare dashboard (My Profile, API Tokens, Origin CA Key).";
    // source: GitHub's list, `supabase_personal_access_token`
    SUPABASE_TOKEN = "supabase-token", "Supabase access token", "Delete the token in the Supabase dashboard (Account, Access Tokens).";
    // source: GitHub's list, `neon_api_key`
    NEON_KEY = "neon-api-key", "Neon API key", "Revoke the key in the Neon console (Account settings, API keys).";
    // source: not found; the form is as seen in use
    RENDER_KEY = "render-api-key", "Render API key", "Revoke the key in the Render dashboard (Account settings, API keys).";
    // source: GitHub's list, `planetscale_service_token`
    PLANETSCALE_TOKEN = "planetscale-token", "PlanetScale token or password", "Delete the token or password in the PlanetScale dashboard.";
    // source: https://github.com/scaleway/scaleway-sdk-js (README)
    SCALEWAY_KEY_ID = "scaleway-access-key-id", "Scaleway access key ID", "Delete the key in the Scaleway console (IAM, API keys).";
    // source: not found; the form is as seen in use
    SPACES_KEY = "digitalocean-spaces-key", "DigitalOcean Spaces access key", "Delete the key in the DigitalOcean control panel (API, Spaces keys).";
    // source: https://upcloud.com/docs/guides/managing-api-tokens/
    UPCLOUD_TOKEN = "upcloud-api-token", "UpCloud API token", "Delete the token in the UpCloud control panel (Account, API tokens).";
    // source: not found; the form is as seen in use
    EXOSCALE_KEY = "exoscale-api-key", "Exoscale API key", "Revoke the key in the Exoscale portal (IAM, Keys).";
    // source: GitHub's list, `yandex_cloud_api_key`
    YANDEX_KEY = "yandex-cloud-api-key", "Yandex Cloud API key", "Delete the key with `yc iam api-key delete`.";
    // source: https://www.volcengine.com/docs/6291/65568
    VOLCENGINE_KEY_ID = "volcengine-access-key-id", "Volcengine access key ID", "Disable and delete the key in the Volcengine console (Access keys).";
    // source: GitHub's list, `baiducloud_api_accesskey`
    BAIDU_KEY_ID = "baidu-access-key-id", "Baidu AI Cloud access key ID", "Disable and delete the key in the Baidu console (Security authentication).";
    // source: https://vercel.com/changelog/new-token-formats-and-secret-scanning
    VERCEL_TOKEN = "vercel-token", "Vercel token", "Delete the token in the Vercel account settings (Tokens) or uninstall the integration.";
    // source: https://github.com/vercel/storage (packages/blob)
    VERCEL_BLOB_TOKEN = "vercel-blob-token", "Vercel Blob read-write token", "Rotate the token in the Vercel dashboard (Storage, the store).";
    // source: https://docs.deno.com/subhosting/api/authentication/
    DENO_TOKEN = "deno-deploy-token", "Deno Deploy access token", "Revoke the token in the Deno Deploy account settings.";
    // source: https://answers.netlify.com/t/change-to-the-netlify-authentication-token-format/106146
    NETLIFY_TOKEN = "netlify-token", "Netlify access token", "Delete the token in the Netlify user settings (Applications, Personal access tokens).";
}

const VERCEL: &[Part] = &[Run(Set::Alnum, 56, 56)];
const DENO: &[Part] = &[Run(Set::Alnum, 36, 36)];
const AWS_NAMED: &[Part] = &[Separator, Run(Set::Base64, 40, 40)];

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&AWS_ACCESS_KEY_ID, b"AKIA", &[Run(Set::Base32, 16, 16)]),
    token(&AWS_ACCESS_KEY_ID, b"ASIA", &[Run(Set::Base32, 16, 16)]).confidence(Confidence::Medium),
    token(&AWS_ACCESS_KEY_ID, b"ABIA", &[Run(Set::Base32, 16, 16)]).confidence(Confidence::Medium),
    token(&AWS_ACCESS_KEY_ID, b"ACCA", &[Run(Set::Base32, 16, 16)]).confidence(Confidence::Medium),
    after(&AWS_SECRET_ACCESS_KEY, b"_access_key", AWS_NAMED).before(Before::Word(b"secret")).check(Check::Mixed),
    after(&AWS_SECRET_ACCESS_KEY, b"_ACCESS_KEY", AWS_NAMED).before(Before::Word(b"secret")).check(Check::Mixed),
    after(&AWS_SECRET_ACCESS_KEY, b"AccessKey", AWS_NAMED).before(Before::Word(b"secret")).check(Check::Mixed),
    token(&AWS_SESSION_TOKEN, b"IQoJb3JpZ2luX2Vj", &[Run(Set::Base64, 150, 2000)]),
    token(&AWS_BEDROCK_KEY, b"ABSK", &[Run(Set::Base64, 109, 269)]),
    token(&AWS_BEDROCK_KEY, b"bedrock-api-key-", &[Run(Set::Base64, 100, 2000)]),
    // Programs that their makers ship hold public ones.
    token(&GCP_API_KEY, b"AIza", &[Run(Set::Url64, 35, 35)]).confidence(Confidence::Medium),
    token(&GCP_OAUTH_TOKEN, b"ya29.", &[Run(Set::Dotted, 30, 1024)]).confidence(Confidence::Medium),
    token(&GCP_OAUTH_SECRET, b"GOCSPX-", &[Run(Set::Url64, 28, 28)]),
    after(&AZURE_STORAGE_KEY, b"AccountKey=", &[Run(Set::Base64, 86, 86), Literal(b"==")]),
    token(&AZURE_CLIENT_SECRET, b"Q~", &[Run(Set::Tilde, 31, 34)])
        .before(Before::Run(Set::Tilde, 4, 4))
        .check(Check::Mixed),
    after(&AZURE_SHARED_ACCESS_KEY, b"SharedAccessKey=", &[Run(Set::Base64, 43, 43), Literal(b"=")]),
    after(&AZURE_APP_CONFIG, b";Secret=", &[Run(Set::Base64, 43, 43), Literal(b"=")]).before(Before::Anything),
    token(&ALIBABA_ACCESS_KEY_ID, b"LTAI", &[Run(Set::Alnum, 20, 20)]),
    token(&TENCENT_SECRET_ID, b"AKID", &[Run(Set::Alnum, 32, 32)]).check(Check::Mixed),
    token(&DIGITALOCEAN_TOKEN, b"dop_v1_", &[Run(Set::LowerHex, 64, 64)]),
    token(&DIGITALOCEAN_TOKEN, b"doo_v1_", &[Run(Set::LowerHex, 64, 64)]),
    token(&DIGITALOCEAN_TOKEN, b"dor_v1_", &[Run(Set::LowerHex, 64, 64)]),
    token(&HEROKU_KEY, b"HRKU-AA", &[Run(Set::Url64, 58, 58)]),
    token(&FLY_TOKEN, b"fo1_", &[Run(Set::Url64, 43, 43)]),
    // `fm1r_` and `fm1a_`.
    token(&FLY_TOKEN, b"fm1", &[Run(Set::LowerDigit, 1, 1), Literal(b"_"), Run(Set::Base64, 100, 2000)]),
    token(&FLY_TOKEN, b"fm2_", &[Run(Set::Base64, 100, 2000)]),
    token(&CLOUDFLARE_ORIGIN_CA, b"v1.0-", &[Run(Set::LowerHex, 24, 24), Literal(b"-"), Run(Set::LowerHex, 146, 146)]),
    token(&SUPABASE_TOKEN, b"sbp_", &[Run(Set::LowerHex, 40, 40)]),
    token(&NEON_KEY, b"napi_", &[Run(Set::LowerDigit, 64, 64)]),
    token(&RENDER_KEY, b"rnd_", &[Run(Set::Alnum, 24, 32)]).check(Check::Mixed),
    token(&PLANETSCALE_TOKEN, b"pscale_tkn_", &[Run(Set::Dotted, 32, 64)]),
    token(&PLANETSCALE_TOKEN, b"pscale_pw_", &[Run(Set::Dotted, 32, 64)]),
    token(&PLANETSCALE_TOKEN, b"pscale_oauth_", &[Run(Set::Dotted, 32, 64)]),
    token(&SUPABASE_TOKEN, b"sb_secret_", &[Run(Set::Url64, 22, 60)]),
    token(&SCALEWAY_KEY_ID, b"SCW", &[Run(Set::UpperDigit, 17, 17)]).confidence(Confidence::Medium),
    token(&SPACES_KEY, b"DO00", &[Run(Set::UpperDigit, 16, 16)]).confidence(Confidence::Medium),
    token(&UPCLOUD_TOKEN, b"ucat_", &[Run(Set::UpperDigit, 26, 26)]),
    token(&EXOSCALE_KEY, b"EXO", &[Run(Set::LowerHex, 24, 32)]).confidence(Confidence::Medium),
    token(&YANDEX_KEY, b"AQVN", &[Run(Set::Url64, 35, 38)]).check(Check::Mixed),
    token(&VOLCENGINE_KEY_ID, b"AKLT", &[Run(Set::Alnum, 40, 50)]).check(Check::Mixed),
    token(&BAIDU_KEY_ID, b"ALTAK", &[Run(Set::Alnum, 21, 21)]).check(Check::Mixed),
    token(&VERCEL_TOKEN, b"vcp_", VERCEL).check(Check::Crc),
    token(&VERCEL_TOKEN, b"vci_", VERCEL).check(Check::Crc),
    token(&VERCEL_TOKEN, b"vca_", VERCEL).check(Check::Crc),
    token(&VERCEL_TOKEN, b"vcr_", VERCEL).check(Check::Crc),
    token(&VERCEL_TOKEN, b"vck_", VERCEL).check(Check::Crc),
    token(&VERCEL_BLOB_TOKEN, b"vercel_blob_rw_", &[Run(Set::Alnum, 16, 16), Literal(b"_"), Run(Set::Alnum, 24, 40)]),
    token(&DENO_TOKEN, b"ddp_", DENO),
    token(&DENO_TOKEN, b"ddo_", DENO),
    // Of people, the terminal, apps, the site and builds: `nfp_`, `nfc_`, `nfo_`, `nfu_`, `nfb_`.
    token(&NETLIFY_TOKEN, b"nf", &[Run(Set::LowerDigit, 1, 1), Literal(b"_"), Run(Set::Word, 36, 36)])
        .check(Check::Mixed),
];
