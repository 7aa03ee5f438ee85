//! Chat, mail and telephony.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Before, Check, Matcher, Part, after, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

kinds! {
    // source: https://docs.slack.dev/authentication/tokens
    SLACK_TOKEN = "slack-token", "Slack token", "Revoke it with the `auth.revoke` method or in the app's settings on api.slack.com (OAuth & Permissions).";
    // source: GitHub's list, `slack_incoming_webhook_url`
    SLACK_WEBHOOK = "slack-webhook", "Slack webhook address", "Remove the webhook in the app's settings on api.slack.com (Incoming Webhooks).";
    // source: https://github.com/MicrosoftDocs/msteams-docs (webhooks-and-connectors/how-to/add-incoming-webhook.md)
    TEAMS_WEBHOOK = "teams-webhook", "Microsoft Teams webhook address", "Remove the connector from the channel in Teams (Manage channel, Connectors).";
    // source: https://discord.com/developers/docs/resources/webhook
    DISCORD_WEBHOOK = "discord-webhook", "Discord webhook address", "Delete the webhook in Discord (Server settings, Integrations).";
    // source: https://core.telegram.org/bots/api#authorizing-your-bot
    TELEGRAM_TOKEN = "telegram-bot-token", "Telegram bot token", "Revoke it with the `/revoke` command of BotFather.";
    // source: GitHub's list, `sendgrid_api_key`
    SENDGRID_KEY = "sendgrid-api-key", "SendGrid API key", "Delete the key in SendGrid (Settings, API Keys).";
    // source: GitHub's list, `mailchimp_api_key`
    MAILCHIMP_KEY = "mailchimp-api-key", "Mailchimp API key", "Revoke the key in Mailchimp (Profile, Extras, API keys).";
    // source: GitHub's list, `mailgun_api_key`
    MAILGUN_KEY = "mailgun-api-key", "Mailgun API key", "Delete the key in Mailgun (API Security).";
    // source: GitHub's list, `twilio_api_key`
    TWILIO_KEY = "twilio-api-key", "Twilio API key SID", "Delete the key in the Twilio console (API keys & tokens).";
    // source: https://developers.brevo.com/reference/create-an-api-key-for-a-sub-account
    BREVO_KEY = "brevo-api-key", "Brevo (Sendinblue) key", "Delete the key in Brevo (SMTP & API).";
}

/// `<group>@<tenant>/IncomingWebhook/<32 digits>/<owner>`, newer ones with one more part.
const TEAMS: &[Part] = &[
    Run(Set::Url64, 36, 36),
    Literal(b"@"),
    Run(Set::Url64, 36, 36),
    Literal(b"/IncomingWebhook/"),
    Run(Set::LowerHex, 32, 32),
    Literal(b"/"),
    Run(Set::Url64, 36, 36),
];

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(&SLACK_TOKEN, b"xoxb-", &[Run(Set::Digit, 10, 13), Literal(b"-"), Run(Set::Url64, 20, 80)]),
    token(&SLACK_TOKEN, b"xoxp-", &[Run(Set::Digit, 10, 13), Literal(b"-"), Run(Set::Url64, 30, 100)]),
    token(&SLACK_TOKEN, b"xoxa-", &[Run(Set::Url64, 30, 120)]),
    token(&SLACK_TOKEN, b"xoxr-", &[Run(Set::Url64, 30, 120)]),
    token(&SLACK_TOKEN, b"xoxs-", &[Run(Set::Url64, 30, 120)]),
    token(&SLACK_TOKEN, b"xoxe-", &[Run(Set::Digit, 1, 1), Literal(b"-"), Run(Set::Alnum, 140, 180)]),
    token(&SLACK_TOKEN, b"xoxe.xox", &[Run(Set::Url64, 140, 200)]),
    token(
        &SLACK_TOKEN,
        b"xapp-",
        &[
            Run(Set::Digit, 1, 1),
            Literal(b"-"),
            Run(Set::UpperDigit, 9, 13),
            Literal(b"-"),
            Run(Set::Digit, 10, 15),
            Literal(b"-"),
            Run(Set::LowerDigit, 50, 80),
        ],
    ),
    after(
        &SLACK_WEBHOOK,
        b"hooks.slack.com/services/",
        &[
            Run(Set::UpperDigit, 9, 12),
            Literal(b"/"),
            Run(Set::UpperDigit, 9, 12),
            Literal(b"/"),
            Run(Set::Alnum, 23, 25),
        ],
    ),
    after(&SLACK_WEBHOOK, b"hooks.slack.com/workflows/", &[Run(Set::Base64, 43, 60)]),
    after(&TEAMS_WEBHOOK, b".webhook.office.com/webhookb2/", TEAMS).before(Before::Anything),
    after(
        &DISCORD_WEBHOOK,
        b"discord.com/api/webhooks/",
        &[Run(Set::Digit, 17, 20), Literal(b"/"), Run(Set::Url64, 60, 80)],
    ),
    after(
        &DISCORD_WEBHOOK,
        b"discordapp.com/api/webhooks/",
        &[Run(Set::Digit, 17, 20), Literal(b"/"), Run(Set::Url64, 60, 80)],
    ),
    token(&TELEGRAM_TOKEN, b":AA", &[Run(Set::Url64, 33, 33)])
        .before(Before::Run(Set::Digit, 8, 10))
        .check(Check::Mixed),
    token(&SENDGRID_KEY, b"SG.", &[Run(Set::Url64, 22, 22), Literal(b"."), Run(Set::Url64, 43, 43)]),
    token(&MAILCHIMP_KEY, b"-us", &[Run(Set::Digit, 1, 2)]).before(Before::Run(Set::LowerHex, 32, 32)),
    token(&MAILGUN_KEY, b"key-", &[Run(Set::LowerHex, 32, 32)]).confidence(Confidence::Medium),
    token(&TWILIO_KEY, b"SK", &[Run(Set::LowerHex, 32, 32)]).confidence(Confidence::Medium),
    token(&BREVO_KEY, b"xkeysib-", &[Run(Set::LowerHex, 64, 64), Literal(b"-"), Run(Set::Alnum, 16, 16)]),
    token(&BREVO_KEY, b"xsmtpsib-", &[Run(Set::LowerHex, 64, 64), Literal(b"-"), Run(Set::Alnum, 16, 16)]),
];
