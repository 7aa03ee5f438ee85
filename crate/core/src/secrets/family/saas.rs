//! Offices, customers, content and monitoring: hosted services beside those of `service`.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

use super::UUID;

kinds! {
    // source: GitHub's list, `hubspot_private_apps_user_token`
    HUBSPOT_TOKEN = "hubspot-token", "HubSpot private app token", "Rotate the token in HubSpot (Settings, Integrations, Private apps).";
    // source: GitHub's list, `salesforce_access_token`
    SALESFORCE_TOKEN = "salesforce-session-token", "Salesforce session token", "End the session in Salesforce (Setup, Session management).";
    // source: GitHub's list, `typeform_personal_access_token`
    TYPEFORM_TOKEN = "typeform-token", "Typeform personal token", "Delete the token in Typeform (Account, Personal tokens).";
    // source: https://developer.clickup.com/docs/authentication
    CLICKUP_TOKEN = "clickup-token", "ClickUp personal token", "Regenerate the token in ClickUp (Settings, Apps).";
    // source: not found; the form is as seen in use
    TRELLO_TOKEN = "trello-token", "Trello token", "Revoke the token in Trello (Account settings, Applications).";
    // source: GitHub's list, `dropbox_short_lived_access_token`
    DROPBOX_TOKEN = "dropbox-token", "Dropbox access token", "Revoke it with `/2/auth/token/revoke`; it also expires within hours.";
    // source: https://www.zoho.com/accounts/protocol/oauth.html
    ZOHO_TOKEN = "zoho-token", "Zoho OAuth token", "Revoke the token in the Zoho API console.";
    // source: GitHub's list, `adobe_client_secret`
    ADOBE_SECRET = "adobe-client-secret", "Adobe client secret", "Rotate the secret in the Adobe Developer Console.";
    // source: https://developers.facebook.com/docs/instagram-basic-display-api/getting-started
    INSTAGRAM_TOKEN = "instagram-token", "Instagram access token", "Remove the app in the Instagram account settings.";
    // source: GitHub's list, `pinterest_access_token`
    PINTEREST_TOKEN = "pinterest-token", "Pinterest access token", "Remove the app in the Pinterest account settings.";
    // source: https://woocommerce.github.io/woocommerce-rest-api-docs/
    WOOCOMMERCE_SECRET = "woocommerce-consumer-secret", "WooCommerce consumer secret", "Revoke the key in WooCommerce (Settings, Advanced, REST API).";
    // source: https://resend.com/docs/api-reference/api-keys/create-api-key
    RESEND_KEY = "resend-api-key", "Resend API key", "Delete the key in Resend (API keys).";
    // source: https://dev.twitch.tv/docs/irc/authenticate-bot/
    TWITCH_TOKEN = "twitch-oauth-token", "Twitch OAuth token", "Revoke it at https://id.twitch.tv/oauth2/revoke.";
    // source: https://github.com/OneSignal/onesignal-agent-plugin (scripts/scan_secrets.py)
    ONESIGNAL_KEY = "onesignal-api-key", "OneSignal API key", "Delete the key in OneSignal (Settings, Keys & IDs).";
    // source: https://discord.com/developers/docs/reference#authentication
    DISCORD_BOT_TOKEN = "discord-bot-token", "Discord bot token", "Reset the token in the Discord developer portal (Bot).";
    // source: GitHub's list, `firebase_cloud_messaging_server_key`
    FCM_KEY = "fcm-server-key", "Firebase Cloud Messaging server key", "Delete the key in the Firebase console (Project settings, Cloud Messaging).";
    // source: https://www.inngest.com/docs/platform/signing-keys
    INNGEST_KEY = "inngest-signing-key", "Inngest signing key", "Rotate the key in the Inngest dashboard (Signing key).";
    // source: https://docs.honeycomb.io/api/authentication
    HONEYCOMB_KEY = "honeycomb-ingest-key", "Honeycomb ingest key", "Delete the key in Honeycomb (Environment settings, API keys).";
    // source: https://github.com/axiomhq/axiom-go (internal/config/token.go)
    AXIOM_TOKEN = "axiom-token", "Axiom API token", "Delete the token in Axiom (Settings, API tokens).";
    // source: not found; the form is as seen in use
    CORALOGIX_KEY = "coralogix-api-key", "Coralogix API key", "Deactivate the key in Coralogix (Settings, API keys).";
    // source: not found; the form is as seen in use
    CHECKLY_KEY = "checkly-api-key", "Checkly API key", "Delete the key in Checkly (User settings, API keys).";
    // source: GitHub's list, `rootly_api_key`
    ROOTLY_KEY = "rootly-api-key", "Rootly API key", "Revoke the key in Rootly (Organization settings, API keys).";
    // source: GitHub's list, `samsara_api_token`
    SAMSARA_TOKEN = "samsara-api-token", "Samsara API token", "Delete the token in Samsara (Settings, API tokens).";
    // source: GitHub's list, `apify_api_token`
    APIFY_TOKEN = "apify-api-token", "Apify API token", "Delete the token in the Apify console (Settings, API & Integrations).";
    // source: not found; the form is as seen in use
    BACKBLAZE_KEY = "backblaze-application-key", "Backblaze B2 application key", "Delete the key in the Backblaze console (Application keys).";
    // source: not found; the form is as seen in use
    VK_TOKEN = "vk-access-token", "VK access token", "End the session or reset the token in the VK application's settings.";
    // source: GitHub's list, `intercom_access_token`
    INTERCOM_TOKEN = "intercom-token", "Intercom access token", "Regenerate the token in the Intercom developer hub (Authentication).";
}

const BOT: &[Part] =
    &[Run(Set::Alnum, 22, 24), Literal(b"."), Run(Set::Url64, 6, 6), Literal(b"."), Run(Set::Url64, 27, 38)];

/// The first part is the number of the bot in base64: its digits give the first two letters.
const fn bot(prefix: &'static [u8]) -> Matcher {
    token(&DISCORD_BOT_TOKEN, prefix, BOT).check(Check::Mixed).confidence(Confidence::Medium)
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    // The region first: `na1`, `na2`, `eu1`, `ap1`.
    token(
        &HUBSPOT_TOKEN,
        b"pat-",
        &[
            Run(Set::LowerDigit, 3, 3),
            Literal(b"-"),
            Run(Set::LowerHex, 8, 8),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 4, 4),
            Literal(b"-"),
            Run(Set::LowerHex, 12, 12),
        ],
    ),
    token(&SALESFORCE_TOKEN, b"00D", &[Run(Set::Alnum, 12, 15), Literal(b"!"), Run(Set::Dotted, 80, 120)]),
    token(&TYPEFORM_TOKEN, b"tfp_", &[Run(Set::Url64, 40, 60)]).check(Check::Mixed),
    token(&CLICKUP_TOKEN, b"pk_", &[Run(Set::Digit, 6, 12), Literal(b"_"), Run(Set::UpperDigit, 32, 32)]),
    token(&TRELLO_TOKEN, b"ATTA", &[Run(Set::Hex, 72, 72)]),
    token(&DROPBOX_TOKEN, b"sl.", &[Run(Set::Url64, 130, 1500)]),
    token(&ZOHO_TOKEN, b"1000.", &[Run(Set::LowerHex, 32, 32), Literal(b"."), Run(Set::LowerHex, 32, 32)]),
    token(&ADOBE_SECRET, b"p8e-", &[Run(Set::Url64, 32, 32)]).check(Check::Mixed),
    token(&INSTAGRAM_TOKEN, b"IGQV", &[Run(Set::Url64, 100, 300)]).check(Check::Mixed),
    token(&PINTEREST_TOKEN, b"pina_", &[Run(Set::Alnum, 64, 300)]).check(Check::Mixed),
    token(&WOOCOMMERCE_SECRET, b"cs_", &[Run(Set::LowerHex, 40, 40)]),
    token(&RESEND_KEY, b"re_", &[Run(Set::Alnum, 8, 8), Literal(b"_"), Run(Set::Alnum, 24, 24)]).check(Check::Mixed),
    after(&TWITCH_TOKEN, b"oauth:", &[Run(Set::LowerDigit, 30, 30)]).confidence(Confidence::Medium),
    token(&ONESIGNAL_KEY, b"os_v2_", &[Run(Set::LowerDigit, 3, 3), Literal(b"_"), Run(Set::LowerDigit, 50, 128)]),
    bot(b"MD"),
    bot(b"MT"),
    bot(b"Mj"),
    bot(b"Mz"),
    bot(b"ND"),
    bot(b"NT"),
    bot(b"Nj"),
    bot(b"Nz"),
    bot(b"OD"),
    bot(b"OT"),
    token(&FCM_KEY, b":APA91b", &[Run(Set::Url64, 134, 134)]).before(Before::Run(Set::Url64, 11, 11)),
    token(&INNGEST_KEY, b"signkey-prod-", &[Run(Set::LowerHex, 64, 64)]),
    // `hcaik_` and, with another letter, `hcbik_`: identifier and secret. The identifier alone, of 26, is none.
    token(&HONEYCOMB_KEY, b"hc", &[Run(Set::LowerDigit, 3, 3), Literal(b"_"), Run(Set::LowerDigit, 58, 58)]),
    token(&AXIOM_TOKEN, b"xaat-", UUID),
    token(&AXIOM_TOKEN, b"xapt-", UUID),
    token(&CORALOGIX_KEY, b"cxtp_", &[Run(Set::Alnum, 30, 30)]),
    token(&CORALOGIX_KEY, b"cxup_", &[Run(Set::Alnum, 30, 30)]),
    token(&CHECKLY_KEY, b"cu_", &[Run(Set::LowerHex, 32, 32)]),
    token(&ROOTLY_KEY, b"rootly_", &[Run(Set::LowerHex, 64, 64)]),
    token(&SAMSARA_TOKEN, b"samsara_api_", &[Run(Set::Alnum, 30, 30)]),
    token(&APIFY_TOKEN, b"apify_api_", &[Run(Set::Alnum, 36, 36)]),
    token(&BACKBLAZE_KEY, b"K00", &[Run(Set::Base64, 28, 28)]).check(Check::Mixed).confidence(Confidence::Medium),
    token(&VK_TOKEN, b"vk1.a.", &[Run(Set::Url64, 150, 400)]),
    token(&INTERCOM_TOKEN, b"dG9rO", &[Run(Set::Base64, 50, 60), Literal(b"=")]).check(Check::Mixed),
];
