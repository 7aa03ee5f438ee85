//! All kinds against their own forms, and what must hold for any text.

use proptest::prelude::*;

use super::matcher::{Before, Check, Matcher, Part, Rule};
use super::prefilter::matchers;
use super::set::Set;
use super::{Confidence, find, find_in_command, judge_file, judge_pair, kinds, masked, masked_pair, sample};

fn letters(set: Set, length: usize) -> String {
    let preferred: String =
        ('0'..='9').chain('A'..='Z').chain('a'..='z').filter(|letter| set.has(*letter as u8)).collect();
    sample::of(&preferred, length)
}

/// A text that has the form, with its context, and where the secret lies in it. `change` alters the length of the
/// longest part.
fn build(matcher: &Matcher, change: isize) -> (String, usize) {
    let longest = matcher
        .parts
        .iter()
        .filter_map(|part| if let Part::Run(_, min, _) = part { Some(*min) } else { None })
        .max()
        .unwrap();
    let mut text = match matcher.before {
        Before::Word(word) => String::from_utf8(word.to_vec()).unwrap(),
        // Azure wants a digit last; nobody minds.
        Before::Run(set, min, _) => letters(set, min.into()),
        _ => String::new(),
    };
    let mut start = if matches!(matcher.before, Before::Word(_)) { text.len() } else { 0 };
    text.push_str(std::str::from_utf8(matcher.prefix).unwrap());
    if matcher.context {
        start = text.len();
    }
    let mut changed = false;
    for part in matcher.parts {
        match *part {
            Part::Run(set, min, max) => {
                let mut length = min;
                if min == longest && !changed {
                    changed = true;
                    length = if change > 0 { max } else { min }.checked_add_signed(change).unwrap();
                }
                let mut run = letters(set, length);
                match matcher.check {
                    Check::EndsWith(end) => {
                        run.replace_range(run.len() - end.len().., std::str::from_utf8(end).unwrap());
                    }
                    Check::Contains(bytes) => {
                        run.replace_range(8..8 + bytes.len(), std::str::from_utf8(bytes).unwrap());
                    }
                    // Short samples may lack a digit.
                    Check::Mixed if min == longest && set.has(b'a') && set.has(b'B') => {
                        run.replace_range(4..7, "a1B");
                    }
                    _ => {}
                }
                text.push_str(&run);
            }
            Part::Literal(bytes) => text.push_str(std::str::from_utf8(bytes).unwrap()),
            Part::Separator => {
                text.push_str(" = \"");
                start = text.len();
            }
        }
    }
    (text, start)
}

fn forms() -> impl Iterator<Item = &'static Matcher> {
    matchers().filter(|matcher| matcher.rule == Rule::Parts)
}

fn found_kinds(text: &str) -> Vec<&'static str> {
    find(text.as_bytes()).iter().map(|hit| hit.kind.id).collect()
}

#[test]
fn every_form_is_found_with_its_exact_range_between_any_boundaries() {
    for matcher in forms() {
        let (secret, start) = build(matcher, 0);
        for (before, after) in [
            ("", ""),
            ("x = '", "'\n"),
            ("\"", "\","),
            ("(", ")"),
            ("a\n", "\r\n"),
            ("A=", " "),
            ("\\n", "\\n"),
            ("%3D", "%26"),
        ] {
            // The letter of an escape would count as one of a run before the prefix.
            if matches!(matcher.before, Before::Run(..)) && before.len() > 1 && !before.ends_with(['\n', '\'']) {
                continue;
            }
            let text = format!("{before}{secret}{after}");
            let hits = find(text.as_bytes());
            assert_eq!(hits.len(), 1, "{} in {text}", matcher.kind.id);
            assert_eq!(hits[0].kind.id, matcher.kind.id, "{text}");
            assert_eq!(&text[hits[0].start..hits[0].end], &secret[start..], "{}", matcher.kind.id);
        }
    }
}

#[test]
fn too_short_and_too_long_are_other_words() {
    for matcher in forms() {
        for change in [-1, 1] {
            let (text, _) = build(matcher, change);
            let same = found_kinds(&text).contains(&matcher.kind.id);
            // Several forms of one kind may differ by so little that one's neighbour is another's form.
            let siblings =
                forms().filter(|other| other.kind.id == matcher.kind.id && other.prefix == matcher.prefix).count();
            assert!(!same || siblings > 1, "{} {change:+}: {text}", matcher.kind.id);
        }
    }
}

#[test]
fn a_foreign_character_or_a_longer_word_breaks_every_form() {
    for matcher in forms() {
        let (text, start) = build(matcher, 0);
        let mut broken = text.clone();
        let middle = start + (text.len() - start) * 2 / 3;
        broken.replace_range(middle..=middle, "!");
        let value = matches!(matcher.check, Check::Value);
        assert!(value || !found_kinds(&broken).contains(&matcher.kind.id), "{}: {broken}", matcher.kind.id);
        if matches!(matcher.before, Before::Boundary | Before::Run(..)) {
            assert!(!found_kinds(&format!("Z{text}")).contains(&matcher.kind.id), "{} after a letter", matcher.kind.id);
        }
    }
}

#[test]
fn repeated_letters_are_samples() {
    let text = format!("{}{}", sample::prefix(&["gh", "p_"]), "x".repeat(36));
    assert!(find(text.as_bytes()).is_empty());
    // Azurite's key begins so wherever it runs.
    let emulator = format!("AccountKey=Eby8vdM02xNO{}==", sample::base64(74));
    assert_eq!(find(emulator.as_bytes())[0].confidence, Confidence::Low);
    let said = format!("{}{}EXAMPLE", sample::prefix(&["AK", "IA"]), letters(Set::Base32, 9));
    assert_eq!(find(said.as_bytes())[0].confidence, Confidence::Low);
}

#[test]
fn checksums_decide_the_confidence() {
    let right = sample::github_token();
    assert_eq!(find(right.as_bytes())[0].confidence, Confidence::High);
    let wrong = format!("{}{}", sample::prefix(&["gh", "p_"]), sample::alnum(36));
    assert_eq!(find(wrong.as_bytes())[0].confidence, Confidence::Medium);
}

/// Forms that vendors brought or wrote down later than the ones known first: each as its vendor says it, and one that is
/// near it and is none.
#[test]
fn newer_forms_are_known_and_their_neighbours_are_not() {
    let upper = |length| letters(Set::UpperDigit, length);
    let web = |length| format!("eyJ{}", letters(Set::Url64, length));
    let number = sample::of("0123456789", 7);
    let stateless = format!("{}{number}_{}.{}.{}", sample::prefix(&["gh", "s_"]), web(30), web(300), web(80));
    let part = |parts: &[&str], body: String| [sample::prefix(parts), body].concat();
    let known = [
        ("github-token", stateless.clone()),
        ("vercel-token", part(&["vc", "p_"], sample::alnum(56))),
        ("vercel-token", part(&["vc", "k_"], sample::alnum(56))),
        ("cloudflare-api-token", part(&["cfu", "t_"], sample::alnum(48))),
        ("cloudflare-api-token", part(&["cf", "k_"], sample::alnum(48))),
        ("anthropic-api-key", part(&["sk-ant-", "ort01-"], format!("{}AA", letters(Set::Url64, 93)))),
        ("elevenlabs-api-key", part(&["s", "k_"], format!("{}_residency_eu", sample::hex(48)))),
        ("runpod-api-key", part(&["rp", "a_"], format!("{}a1b2c3", upper(40)))),
        ("wandb-api-key", part(&["wandb", "_v1_"], letters(Set::Word, 77))),
        ("deno-deploy-token", part(&["dd", "o_"], sample::alnum(36))),
        ("fly-token", part(&["fm", "1a_"], sample::base64(160))),
        ("xata-api-key", part(&["xa", "u_"], sample::alnum(33))),
        ("gitlab-token", part(&["glf", "fct-"], letters(Set::Url64, 20))),
        ("gitlab-runner-token", part(&["gl", "rt-"], format!("t1_{}.{}", sample::alnum(30), sample::hex(9)))),
        ("doppler-token", part(&["dp.", "audit."], sample::alnum(43))),
        ("doppler-token", part(&["dp.", "scim."], sample::alnum(43))),
        ("hubspot-token", part(&["pat-", "ap1-"], "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0".to_owned())),
        ("onesignal-api-key", part(&["os_v2", "_org_"], letters(Set::LowerDigit, 103))),
        ("honeycomb-ingest-key", part(&["hca", "ik_"], letters(Set::LowerDigit, 58))),
        ("honeycomb-ingest-key", part(&["hcb", "ik_"], letters(Set::LowerDigit, 58))),
        ("netlify-token", part(&["nf", "c_"], sample::alnum(36))),
        ("sentry-token", part(&["sntr", "yi_"], sample::hex(64))),
        ("dynatrace-token", part(&["dt0", "s01."], format!("{}.{}", upper(24), upper(64)))),
        ("databricks-token", part(&["do", "se"], sample::alnum(32))),
        ("tailscale-key", part(&["tskey-", "webhook-"], format!("{}-{}", sample::alnum(12), sample::alnum(26)))),
        ("1password-service-account-token", part(&["ops", "_eyJ"], format!("{}-_x", sample::alnum(400)))),
        ("vault-token", part(&["hv", "r."], sample::alnum(95))),
        ("octopus-api-key", part(&["AP", "I-"], upper(31))),
        ("flutterwave-secret-key", part(&["FLW", "SECK-"], format!("{}-X", letters(Set::LowerDigit, 32)))),
    ];
    for (kind, text) in known {
        assert_eq!(found_kinds(&text), [kind], "{text}");
    }
    for other in [
        stateless.replace('.', ","),
        stateless.replacen("_eyJ", "_abc", 1),
        // The identifier of a key, which is no secret.
        part(&["hca", "ik_"], letters(Set::LowerDigit, 26)),
        part(&["dt0", "c01."], upper(24)),
        part(&["cfu", "t_"], sample::alnum(40)),
        part(&["vc", "p_"], sample::alnum(24)),
    ] {
        assert!(found_kinds(&other).is_empty(), "{other}");
    }
}

#[test]
fn kinds_are_many_and_have_names_of_their_own() {
    let ids: std::collections::BTreeSet<_> = kinds().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), kinds().count());
    assert!(ids.len() >= 240, "{}", ids.len());
    for kind in kinds() {
        assert!(
            kind.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}",
            kind.id
        );
        assert!(kind.revoke().ends_with('.') && kind.revoke().len() > 20, "{}", kind.id);
    }
}

/// Time is not measured: the work of hostile texts shows when this test takes minutes instead of moments.
#[test]
fn hostile_repetition_is_read_in_linear_time() {
    let repeated = |part: &str| part.repeat(4_000_000 / part.len());
    for part in [
        "ghp_",
        "glpat-",
        "eyJ",
        "eyJ.",
        "://",
        "a://b:",
        "a:@",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN ",
        "sntrys_eyJ",
        "_access_key ",
        ":AA1",
        "SKa",
        "aQ~",
        "pypi-AgEIcHlwaS5vcmc-",
    ] {
        let text = repeated(part);
        let _ = find(text.as_bytes());
    }
    for part in [
        "\"",
        "'",
        "\\\"",
        "$(",
        "a=",
        "\":\"",
        "\\\":\\\"",
        "password=",
        "-p ",
        "echo a | ",
        "\"':",
        "ENV A=",
        "[\"",
        "`",
        "${",
        "--token ",
    ] {
        let text = part.repeat(200_000 / part.len());
        let _ = find_in_command(&text);
    }
}

fn hostile_text() -> impl Strategy<Value = String> {
    let pieces: Vec<String> = [
        "password=",
        "TOKEN=",
        "--password ",
        "-p",
        "mysql ",
        "docker login ",
        "echo ",
        " | chpasswd",
        "root:",
        "https://",
        "u:",
        "@host/",
        "'",
        "\"",
        "\\\"",
        "\\",
        " ",
        "\n",
        "$(",
        ")",
        "${",
        "}",
        "[masked:",
        "]",
        "{\"password\":\"",
        "\"}",
        "ENV ",
        "#(nop) ",
        "Authorization: Bearer ",
        "curl -u ",
        "é",
        "名",
        "=",
        ":",
        ";",
        "--token=",
        "[\"",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----END PRIVATE KEY-----",
        "hunter22",
        "changeme",
        "\u{0}",
        "IDENTIFIED BY ",
        "login x password ",
        "&",
        "?",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([sample::github_token(), sample::alnum(40), sample::hex(32), sample::base64(100)])
    .collect();
    prop::collection::vec(prop_oneof![4 => prop::sample::select(pieces), 1 => "\\PC{0,6}"], 0..24)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn ranges_are_valid_sorted_and_apart(text in hostile_text()) {
        for hits in [find(text.as_bytes()), find_in_command(&text)] {
            let mut from = 0;
            for hit in hits {
                prop_assert!(from <= hit.start && hit.start < hit.end && hit.end <= text.len());
                prop_assert!(text.get(hit.start..hit.end).is_some());
                prop_assert_eq!(hit.line as usize, 1 + text[..hit.start].matches('\n').count());
                from = hit.end;
            }
        }
    }

    #[test]
    fn masking_hides_what_was_found_and_comes_to_rest(text in hostile_text()) {
        let shown = masked(&text);
        prop_assert_eq!(&masked(&shown), &shown);
        for hit in find_in_command(&text) {
            let secret = &text[hit.start..hit.end];
            if hit.confidence >= Confidence::Medium && secret.len() >= 8 && !secret.contains("masked") {
                prop_assert!(!shown.contains(secret), "{secret:?} in {shown:?}");
            }
        }
    }

    #[test]
    fn masked_pairs_come_to_rest_and_hide(name in "[A-Z_]{0,8}(PASSWORD|TOKEN|X)", value in hostile_text()) {
        let shown = masked_pair(&name, &value);
        prop_assert_eq!(&masked_pair(&name, &shown), &shown);
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), name in "\\PC{0,20}", value in "\\PC{0,40}") {
        let _ = find(&bytes);
        let _ = judge_pair(&name, &value);
        for path in [".npmrc", "root/.docker/config.json", "a.jks", ".netrc", "root/.kube/config", "settings.xml", "wp-config.php", "etc/shadow", ".env"] {
            let _ = judge_file(path.as_bytes(), &bytes, false);
            let _ = judge_file(path.as_bytes(), value.as_bytes(), true);
        }
        let _ = masked(&value);
    }
}
