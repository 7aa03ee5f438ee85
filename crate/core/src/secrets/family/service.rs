//! Payment, monitoring, data, identity and other hosted services.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    // source: https://docs.stripe.com/keys
    STRIPE_KEY = "stripe-key", "Stripe secret key", "Roll the key in the Stripe dashboard (Developers, API keys).";
    // source: https://docs.stripe.com/keys
    STRIPE_TEST_KEY = "stripe-test-key", "Stripe test key", "Roll the key in the Stripe dashboard in test mode (Developers, API keys).";
    // source: https://developer.squareup.com/docs/oauth-api/receive-and-manage-tokens
    SQUARE_TOKEN = "square-token", "Square access token", "Replace the token in the Square developer console (Credentials).";
    // source: GitHub's list, `shopify_access_token`
    SHOPIFY_TOKEN = "shopify-token", "Shopify token", "Rotate or uninstall the app's credentials in the Shopify admin (Apps).";
    // source: GitHub's list, `facebook_access_token`
    FACEBOOK_TOKEN = "facebook-token", "Facebook access token", "Invalidate it in Meta's access token tool or remove the app's permissions.";
    // source: https://developers.notion.com/page/changelog#september-11-2024
    NOTION_TOKEN = "notion-token", "Notion token", "Refresh the secret of the integration on notion.so (My integrations).";
    // source: https://airtable.com/developers/web/guides/personal-access-tokens
    AIRTABLE_TOKEN = "airtable-token", "Airtable personal access token", "Delete the token on airtable.com (Developer hub, Personal access tokens).";
    // source: GitHub's list, `linear_api_key`
    LINEAR_KEY = "linear-api-key", "Linear API key", "Revoke the key in Linear (Settings, API).";
    // source: GitHub's list, `postman_api_key`
    POSTMAN_KEY = "postman-api-key", "Postman API key", "Delete the key in Postman (Settings, API keys).";
    // source: GitHub's list, `figma_pat`
    FIGMA_TOKEN = "figma-token", "Figma access token", "Revoke the token in Figma (Settings, Security).";
    // source: https://github.com/getsentry/rfcs (text/0091-ci-upload-tokens.md)
    SENTRY_TOKEN = "sentry-token", "Sentry auth token", "Revoke the token in Sentry (Settings, Auth Tokens).";
    // source: GitHub's list, `grafana_project_service_account_token`
    GRAFANA_TOKEN = "grafana-token", "Grafana token", "Delete the token in Grafana (Service accounts or Access policies).";
    // source: https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication
    DYNATRACE_TOKEN = "dynatrace-token", "Dynatrace API token", "Delete the token in Dynatrace (Access tokens).";
    // source: https://docs.databricks.com/en/dev-tools/auth/pat.html
    DATABRICKS_TOKEN = "databricks-token", "Databricks token", "Revoke the token in Databricks (User settings, Developer, Access tokens).";
    // source: https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
    NEW_RELIC_KEY = "new-relic-key", "New Relic key", "Delete the key in New Relic (API keys).";
    // source: https://tailscale.com/kb/1277/key-prefixes
    TAILSCALE_KEY = "tailscale-key", "Tailscale key", "Revoke the key in the Tailscale admin console (Settings, Keys).";
    // source: GitHub's list, `1password_service_account_token`
    ONE_PASSWORD_TOKEN = "1password-service-account-token", "1Password service account token", "Revoke the token on 1password.com (Developer, Service accounts).";
    // source: https://support.1password.com/secret-key-security/
    ONE_PASSWORD_SECRET_KEY = "1password-secret-key", "1Password secret key", "Regenerate the secret key on 1password.com (My profile).";
    // source: https://developer.hashicorp.com/vault/docs/concepts/tokens
    VAULT_TOKEN = "vault-token", "HashiCorp Vault token", "Revoke it with `vault token revoke`.";
    // source: https://github.com/PostHog/posthog (posthog/models/utils.py)
    POSTHOG_KEY = "posthog-personal-key", "PostHog personal API key", "Delete the key in PostHog (Settings, Personal API keys).";
    // source: https://docs.okd.io/latest/rest_api/oauth_apis/oauth-apis-index.html
    OPENSHIFT_TOKEN = "openshift-token", "OpenShift user token", "Delete it with `oc delete oauthaccesstoken` or `oc logout`.";
    // source: https://github.com/C2SP/C2SP (age.md)
    AGE_KEY = "age-secret-key", "age secret key", "Make a new key and encrypt again everything that this one could read.";
    // source: https://docs.mapbox.com/api/accounts/tokens/
    MAPBOX_TOKEN = "mapbox-secret-token", "Mapbox secret token", "Revoke the token on mapbox.com (Account, Tokens).";
    // source: https://www.contentful.com/developers/docs/tutorials/general/audit-logs/
    CONTENTFUL_TOKEN = "contentful-token", "Contentful management token", "Revoke the token in Contentful (Settings, CMA tokens).";
    // source: GitHub's list, `readmeio_api_access_token`
    README_KEY = "readme-api-key", "ReadMe API key", "Delete the key in ReadMe (Configuration, API keys).";
    // source: https://docs.goshippo.com/docs/guides_general/authentication/
    SHIPPO_TOKEN = "shippo-token", "Shippo API token", "Regenerate the token in Shippo (Settings, API).";
    // source: GitHub's list, `easypost_production_api_key`
    EASYPOST_KEY = "easypost-api-key", "EasyPost API key", "Disable the key in EasyPost (Account settings, API keys).";
    // source: https://duffel.com/docs/api/overview/test-mode
    DUFFEL_TOKEN = "duffel-token", "Duffel access token", "Revoke the token in Duffel (Developers, Access tokens).";
    // source: https://developer.okta.com/docs/reference/core-okta-api/#authentication
    OKTA_TOKEN = "okta-token", "Okta API token", "Revoke the token in the Okta admin console (Security, API, Tokens).";
}

const SHOPIFY: &[Part] = &[Run(Set::Hex, 32, 32)];
const STRIPE: &[Part] = &[Run(Set::Alnum, 16, 247)];
const FACEBOOK: &[Part] = &[Run(Set::Alnum, 100, 400)];
const FIVE: Part = Run(Set::UpperDigit, 5, 5);

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&STRIPE_KEY, b"sk_live_", STRIPE),
    token(&STRIPE_KEY, b"rk_live_", STRIPE),
    token(&STRIPE_KEY, b"sk_prod_", STRIPE),
    token(&STRIPE_KEY, b"rk_prod_", STRIPE),
    token(&STRIPE_TEST_KEY, b"sk_test_", STRIPE).confidence(Confidence::Low),
    token(&STRIPE_TEST_KEY, b"rk_test_", STRIPE).confidence(Confidence::Low),
    token(&STRIPE_KEY, b"whsec_", &[Run(Set::Base64, 32, 64)]),
    token(&SQUARE_TOKEN, b"EAAA", &[Run(Set::Url64, 60, 60)]).check(Check::Mixed),
    token(&SQUARE_TOKEN, b"sq0atp-", &[Run(Set::Url64, 22, 22)]),
    token(&SQUARE_TOKEN, b"sq0csp-", &[Run(Set::Url64, 43, 44)]),
    token(&SHOPIFY_TOKEN, b"shpat_", SHOPIFY),
    token(&SHOPIFY_TOKEN, b"shpss_", SHOPIFY),
    token(&SHOPIFY_TOKEN, b"shpca_", SHOPIFY),
    token(&SHOPIFY_TOKEN, b"shppa_", SHOPIFY),
    token(&FACEBOOK_TOKEN, b"EAAM", FACEBOOK).check(Check::Mixed).confidence(Confidence::Medium),
    token(&FACEBOOK_TOKEN, b"EAAC", FACEBOOK).check(Check::Mixed).confidence(Confidence::Medium),
    token(&NOTION_TOKEN, b"ntn_", &[Run(Set::Alnum, 46, 46)]),
    token(&AIRTABLE_TOKEN, b"pat", &[Run(Set::Alnum, 14, 14), Literal(b"."), Run(Set::LowerHex, 64, 64)]),
    token(&LINEAR_KEY, b"lin_api_", &[Run(Set::Alnum, 40, 40)]),
    token(&LINEAR_KEY, b"lin_oauth_", &[Run(Set::LowerHex, 64, 64)]),
    token(&POSTMAN_KEY, b"PMAK-", &[Run(Set::LowerHex, 24, 24), Literal(b"-"), Run(Set::LowerHex, 34, 34)]),
    token(&FIGMA_TOKEN, b"figd_", &[Run(Set::Url64, 38, 44)]),
    token(
        &SENTRY_TOKEN,
        b"sntrys_eyJ",
        &[Run(Set::Base64, 40, 500), Literal(b"="), Literal(b"_"), Run(Set::Base64, 43, 43)],
    ),
    token(&SENTRY_TOKEN, b"sntrys_eyJ", &[Run(Set::Base64, 40, 500), Literal(b"==_"), Run(Set::Base64, 43, 43)]),
    token(&SENTRY_TOKEN, b"sntrys_eyJ", &[Run(Set::Base64, 40, 500), Literal(b"_"), Run(Set::Base64, 43, 43)]),
    token(&SENTRY_TOKEN, b"sntrys_eyJ", &[Run(Set::Base64, 80, 500)]),
    // Of users, of their apps, of integrations.
    token(&SENTRY_TOKEN, b"sntry", &[Run(Set::LowerDigit, 1, 1), Literal(b"_"), Run(Set::LowerHex, 64, 64)]),
    token(&GRAFANA_TOKEN, b"glsa_", &[Run(Set::Alnum, 32, 32), Literal(b"_"), Run(Set::LowerHex, 8, 8)])
        .check(Check::Grafana),
    token(&GRAFANA_TOKEN, b"glc_eyJ", &[Run(Set::Base64, 30, 400)]),
    token(&GRAFANA_TOKEN, b"eyJrIjoi", &[Run(Set::Base64, 60, 400)]),
    // `c01` for the API, `s01` and more for accounts and platforms.
    token(
        &DYNATRACE_TOKEN,
        b"dt0",
        &[
            Run(Set::LowerDigit, 3, 3),
            Literal(b"."),
            Run(Set::UpperDigit, 24, 24),
            Literal(b"."),
            Run(Set::UpperDigit, 64, 64),
        ],
    ),
    token(&DATABRICKS_TOKEN, b"dapi", &[Run(Set::LowerHex, 32, 32), Literal(b"-"), Run(Set::Digit, 1, 1)]),
    token(&DATABRICKS_TOKEN, b"dapi", &[Run(Set::LowerHex, 32, 32)]),
    token(&DATABRICKS_TOKEN, b"dose", &[Run(Set::Dotted, 32, 32)]).check(Check::Mixed),
    token(&NEW_RELIC_KEY, b"NRAK-", &[Run(Set::UpperDigit, 27, 27)]),
    token(&NEW_RELIC_KEY, b"NRII-", &[Run(Set::Url64, 32, 32)]),
    token(&NOTION_TOKEN, b"secret_", &[Run(Set::Alnum, 43, 43)]).check(Check::Mixed).confidence(Confidence::Medium),
    // `auth`, `api`, `client`, `scim`, `webhook`.
    token(&TAILSCALE_KEY, b"tskey-", &[Run(Set::LowerDigit, 3, 7), Literal(b"-"), Run(Set::Url64, 20, 100)]),
    token(&ONE_PASSWORD_TOKEN, b"ops_eyJ", &[Run(Set::Url64, 200, 2000)]),
    token(
        &ONE_PASSWORD_SECRET_KEY,
        b"A3-",
        &[
            Run(Set::UpperDigit, 6, 6),
            Literal(b"-"),
            Run(Set::UpperDigit, 6, 6),
            Literal(b"-"),
            FIVE,
            Literal(b"-"),
            FIVE,
            Literal(b"-"),
            FIVE,
            Literal(b"-"),
            FIVE,
        ],
    ),
    token(
        &ONE_PASSWORD_SECRET_KEY,
        b"A3-",
        &[
            Run(Set::UpperDigit, 6, 6),
            Literal(b"-"),
            Run(Set::UpperDigit, 11, 11),
            Literal(b"-"),
            FIVE,
            Literal(b"-"),
            FIVE,
            Literal(b"-"),
            FIVE,
        ],
    ),
    token(&VAULT_TOKEN, b"hvs.", &[Run(Set::Url64, 24, 24)]),
    token(&VAULT_TOKEN, b"hvs.", &[Run(Set::Url64, 90, 120)]),
    token(&VAULT_TOKEN, b"hvb.", &[Run(Set::Url64, 138, 300)]),
    token(&VAULT_TOKEN, b"hvr.", &[Run(Set::Url64, 24, 130)]),
    token(&POSTHOG_KEY, b"phx_", &[Run(Set::Alnum, 43, 52)]),
    token(&OPENSHIFT_TOKEN, b"sha256~", &[Run(Set::Url64, 43, 43)]),
    token(&AGE_KEY, b"AGE-SECRET-KEY-1", &[Run(Set::UpperDigit, 58, 58)]).check(Check::Bech32),
    token(&MAPBOX_TOKEN, b"sk.eyJ1", &[Run(Set::Url64, 50, 200), Literal(b"."), Run(Set::Url64, 22, 22)]),
    token(&CONTENTFUL_TOKEN, b"CFPAT-", &[Run(Set::Url64, 43, 43)]),
    token(&README_KEY, b"rdme_", &[Run(Set::LowerDigit, 70, 70)]),
    token(&SHIPPO_TOKEN, b"shippo_live_", &[Run(Set::LowerHex, 40, 40)]),
    token(&EASYPOST_KEY, b"EZAK", &[Run(Set::Alnum, 54, 54)]),
    token(&DUFFEL_TOKEN, b"duffel_live_", &[Run(Set::Url64, 43, 43)]),
    after(&OKTA_TOKEN, b"SSWS ", &[Run(Set::Url64, 42, 42)]),
];
