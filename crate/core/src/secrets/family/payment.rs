//! Payment and money.

use crate::secrets::kind::{Confidence, kinds};
use crate::secrets::matcher::{Check, Matcher, Part, token};
use crate::secrets::set::Set;
use Part::{Literal, Run};

use super::UUID;

kinds! {
    // source: not found; the form is as seen in use
    BRAINTREE_TOKEN = "braintree-token", "Braintree access token", "Revoke the token in the PayPal Braintree control panel (API, Access tokens).";
    // source: https://razorpay.com/docs/api/authentication
    RAZORPAY_KEY = "razorpay-key-id", "Razorpay live key ID", "Regenerate the key in the Razorpay dashboard (Account & Settings, API keys).";
    // source: https://developer.flutterwave.com/docs/authentication
    FLUTTERWAVE_KEY = "flutterwave-secret-key", "Flutterwave secret key", "Roll the key in the Flutterwave dashboard (Settings, API keys).";
    // source: https://docs.mollie.com/reference/authentication
    MOLLIE_KEY = "mollie-api-key", "Mollie live API key", "Reset the key in the Mollie dashboard (Developers, API keys).";
    // source: GitHub's list, `gocardless_live_access_token`
    GOCARDLESS_TOKEN = "gocardless-token", "GoCardless live access token", "Delete the token in the GoCardless dashboard (Developers).";
    // source: https://plaid.com/docs/quickstart/glossary/
    PLAID_TOKEN = "plaid-access-token", "Plaid access token", "Rotate it with `/item/access_token/invalidate`.";
    // source: https://developer.paddle.com/api-reference/about/api-keys
    PADDLE_KEY = "paddle-api-key", "Paddle API key", "Revoke the key in Paddle (Developer tools, Authentication).";
    // source: https://archive.developers.xendit.co/api-reference/
    XENDIT_KEY = "xendit-secret-key", "Xendit secret key", "Delete the key in the Xendit dashboard (Settings, API keys).";
    // source: GitHub's list, `midtrans_production_server_key`
    MIDTRANS_KEY = "midtrans-server-key", "Midtrans server key", "Regenerate the key in the Midtrans dashboard (Settings, Access keys).";
    // source: https://docs.omise.co/api-authentication
    OMISE_KEY = "omise-secret-key", "Omise secret key", "Roll the key in the Omise dashboard (Keys).";
    // source: GitHub's list, `cashfree_api_key`
    CASHFREE_SECRET = "cashfree-secret-key", "Cashfree secret key", "Regenerate the key in the Cashfree merchant dashboard (Developers, API keys).";
    // source: not found; the form is as seen in use
    KLARNA_KEY = "klarna-api-key", "Klarna API key", "Disable the key in the Klarna merchant portal (Payment settings, API keys).";
    // source: GitHub's list, `ramp_client_secret`
    RAMP_SECRET = "ramp-client-secret", "Ramp client secret", "Rotate the secret in Ramp (Company, Developer).";
    // source: GitHub's list, `persona_production_api_key`
    PERSONA_KEY = "persona-api-key", "Persona API key", "Expire the key in the Persona dashboard (API, API keys).";
    // source: GitHub's list, `onfido_live_api_token`
    ONFIDO_TOKEN = "onfido-api-token", "Onfido live API token", "Revoke the token in the Onfido dashboard (Developers, Tokens).";
}

pub(in crate::secrets) const MATCHERS: &[Matcher] = &[
    token(
        &BRAINTREE_TOKEN,
        b"access_token$production$",
        &[Run(Set::LowerDigit, 16, 16), Literal(b"$"), Run(Set::LowerHex, 32, 32)],
    ),
    token(&RAZORPAY_KEY, b"rzp_live_", &[Run(Set::Alnum, 14, 14)]).confidence(Confidence::Medium),
    token(&FLUTTERWAVE_KEY, b"FLWSECK-", &[Run(Set::LowerDigit, 32, 32), Literal(b"-X")]),
    token(&MOLLIE_KEY, b"live_", &[Run(Set::Alnum, 30, 30)]).check(Check::Mixed).confidence(Confidence::Medium),
    token(&GOCARDLESS_TOKEN, b"live_", &[Run(Set::Url64, 40, 40)]).check(Check::Mixed).confidence(Confidence::Medium),
    token(&PLAID_TOKEN, b"access-production-", UUID),
    token(&PLAID_TOKEN, b"access-development-", UUID),
    // Environment, identifier, secret, checksum whose making is not published.
    token(
        &PADDLE_KEY,
        b"pdl_live_apikey_",
        &[Run(Set::LowerDigit, 26, 26), Literal(b"_"), Run(Set::Alnum, 22, 22), Literal(b"_"), Run(Set::Alnum, 3, 3)],
    ),
    token(&XENDIT_KEY, b"xnd_production_", &[Run(Set::Base64, 40, 80)]),
    token(&MIDTRANS_KEY, b"Mid-server-", &[Run(Set::Url64, 24, 24)]),
    token(&OMISE_KEY, b"skey_", &[Run(Set::LowerDigit, 19, 20)]),
    token(&CASHFREE_SECRET, b"cfsk_ma_prod_", &[Run(Set::LowerHex, 32, 32), Literal(b"_"), Run(Set::LowerHex, 8, 8)]),
    token(&KLARNA_KEY, b"klarna_live_api_", &[Run(Set::Url64, 40, 240)]),
    token(&RAMP_SECRET, b"ramp_sec_", &[Run(Set::Alnum, 48, 48)]),
    token(&PERSONA_KEY, b"persona_production_", UUID),
    token(&ONFIDO_TOKEN, b"api_live.", &[Run(Set::Url64, 11, 11), Literal(b"."), Run(Set::Url64, 32, 32)]),
    token(&ONFIDO_TOKEN, b"api_live_us.", &[Run(Set::Url64, 11, 11), Literal(b"."), Run(Set::Url64, 32, 32)]),
];
