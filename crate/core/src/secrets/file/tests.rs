use super::super::sample;
use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn told(path: &str, body: &str) -> Vec<(&'static str, u32)> {
    judge_file(path.as_bytes(), body.as_bytes(), true).iter().map(|hit| (hit.kind.id, hit.line)).collect()
}

fn word() -> String {
    ["Tro", "ub4", "dor"].concat()
}

#[test]
fn credential_files_give_their_kind_and_line() {
    let (word, random) = (word(), sample::alnum(40));
    let auth = STANDARD.encode(format!("bob:{word}"));
    let key = sample::armour("RSA PRIVATE KEY", &sample::base64(1600));
    let certificate = sample::armour("CERTIFICATE", &sample::base64(1600));
    let cases: Vec<(&str, String, &str, u32)> = vec![
        ("root/.ssh/id_rsa", key.clone(), "private-key", 2),
        ("etc/ssl/private/server.pem", format!("{certificate}{key}"), "private-key", 29),
        ("etc/ssh/ssh_host_rsa_key", key.clone(), "ssh-host-key", 2),
        ("root/.npmrc", format!("registry=https://r/\n//r/:_authToken={random}\n"), "npm-registry-credential", 2),
        ("root/.npmrc", format!("//r/:_password={auth}\n"), "npm-registry-credential", 1),
        ("root/.pypirc", format!("[pypi]\nusername = bob\npassword = {word}\n"), "pypi-credential", 3),
        ("root/.netrc", format!("machine h\n login bob\n password {word}\n"), "netrc-password", 3),
        ("root/.git-credentials", format!("https://bob:{word}@git.corp\n"), "git-credential", 1),
        (
            "root/.docker/config.json",
            format!("{{\"auths\":\n{{\"r\":{{\"auth\":\"{auth}\"}}}}}}"),
            "docker-registry-credential",
            2,
        ),
        (
            "root/.aws/credentials",
            format!("[default]\naws_access_key_id = x\naws_secret_access_key = {random}\n"),
            "aws-secret-access-key",
            3,
        ),
        ("root/.kube/config", format!("users:\n- name: a\n  user:\n    token: {random}\n"), "kubeconfig-credential", 4),
        (
            "root/.kube/config",
            format!("users:\n- user:\n    client-key-data: {}\n", STANDARD.encode(&key)),
            "kubeconfig-credential",
            3,
        ),
        ("app/.env", format!("A=1\nexport DB_PASSWORD='{word}'\n"), "password", 2),
        ("app/.env.production", format!("API_KEY={random}\n"), "api-key", 1),
        ("app/.htpasswd", format!("bob:$apr1${}\n", sample::alnum(31)), "password-hash", 1),
        ("etc/shadow", format!("root:*:1:0:::::\nbob:$6${}:1:0:::::\n", sample::alnum(90)), "password-hash", 2),
        ("var/www/wp-config.php", format!("<?php\ndefine( 'DB_PASSWORD', '{word}' );\n"), "password", 2),
        ("root/.m2/settings.xml", format!("<servers>\n<password>{word}</password>"), "maven-server-credential", 2),
        ("a/settings.xml", format!("<!-- x --><password>{word}</password><!-- y -->"), "maven-server-credential", 1),
        (
            "app/NuGet.Config",
            format!("<add key=\"ClearTextPassword\" value=\"{word}\" />"),
            "nuget-source-credential",
            1,
        ),
        ("app/terraform.tfstate", format!("{{\n  \"password\": \"{word}\",\n}}"), "password", 2),
        ("root/.pgpass", format!("db:5432:*:app:{word}\n"), "password", 1),
        ("root/.my.cnf", format!("[client]\npassword={word}\n"), "password", 2),
        ("root/.s3cfg", format!("secret_key = {random}\n"), "api-key", 1),
        ("root/.vault-token", format!("{random}\n"), "vault-token", 1),
        ("root/.config/rclone/rclone.conf", format!("[r]\ntype = sftp\npass = {random}\n"), "password", 3),
        ("root/.config/gh/hosts.yml", format!("github.com:\n    oauth_token: {random}\n"), "github-token", 2),
        ("root/.cargo/credentials.toml", format!("[registry]\ntoken = \"{random}\"\n"), "access-token", 2),
        ("app/key.ppk", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n".to_owned(), "putty-private-key", 1),
    ];
    for (path, body, kind, line) in cases {
        assert_eq!(told(path, &body), [(kind, line)], "{path}");
        for hit in judge_file(path.as_bytes(), body.as_bytes(), true) {
            assert!(!hit.masked.contains(&word) && !hit.masked.contains(&random), "{path}: {}", hit.masked);
            assert!(hit.confidence >= Confidence::Medium, "{path}");
        }
    }
}

#[test]
fn service_accounts_and_user_credentials_of_google_are_told() {
    let key = sample::armour("PRIVATE KEY", &sample::base64(1600)).replace('\n', "\\n");
    let account = format!("{{\"type\": \"service_account\",\n\"private_key\": \"{key}\",\n\"client_email\": \"a@b\"}}");
    assert_eq!(told("app/service.json", &account), [("gcp-service-account", 2)]);
    let user = format!(
        "{{\"client_secret\": \"{}\",\n\"refresh_token\": \"{}\",\n\"type\": \"authorized_user\"}}",
        sample::alnum(24),
        sample::alnum(60)
    );
    assert_eq!(
        told("root/.config/gcloud/application_default_credentials.json", &user),
        [("gcp-user-credentials", 1), ("gcp-user-credentials", 2)]
    );
}

#[test]
fn the_same_files_without_a_secret_are_nothing() {
    let certificate = sample::armour("CERTIFICATE", &sample::base64(1600));
    for (path, body) in [
        ("etc/ssl/certs/ca.pem", certificate.as_str()),
        ("root/.npmrc", "registry=https://r/\n//r/:_authToken=${NPM_TOKEN}\nalways-auth=true\n"),
        ("root/.docker/config.json", "{\"auths\":{\"r\":{}},\"credHelpers\":{\"r\":\"ecr-login\"}}"),
        ("app/.env", "PORT=80\nDB_PASSWORD=\nTOKEN=${TOKEN}\nNODE_ENV=production\n"),
        ("root/.aws/config", "[default]\nregion = eu-west-1\n"),
        ("root/.kube/config", "clusters:\n- cluster:\n    server: https://h\n    tokenFile: /run/t\n"),
        ("etc/shadow", "root:*:19000:0:99999:7:::\nbob:!:19000::::::\nx:!!:::::::\n"),
        ("root/.m2/settings.xml", "<password>${env.PW}</password>"),
        ("etc/maven/settings.xml", "<!-- proxy\n<password>proxypass</password>\n--><servers></servers>"),
        ("root/.pypirc", "[distutils]\nindex-servers = pypi\n"),
        ("root/.netrc", "# machine login\n"),
        ("usr/lib/x/config", "password = hunter22\n"),
        ("app/key.asc", &sample::armour("PGP PUBLIC KEY BLOCK", &sample::base64(800))),
        ("root/.gitconfig", "[user]\n name = A\n[credential]\n helper = store\n"),
    ] {
        assert_eq!(told(path, body), [], "{path}");
    }
}

#[test]
fn places_for_samples_lower_what_is_sure_and_drop_the_rest() {
    let key = sample::armour("RSA PRIVATE KEY", &sample::base64(1600));
    let hits = judge_file(b"app/node_modules/x/test/server.key", key.as_bytes(), true);
    assert_eq!((hits.len(), hits[0].confidence), (1, Confidence::Low));
    assert!(judge_file(b"app/.env.example", format!("DB_PASSWORD={}\n", word()).as_bytes(), true).is_empty());
}

#[test]
fn every_candidate_has_room_and_plain_names() {
    for candidate in file_candidates() {
        assert!(candidate.max_bytes > 0);
        match candidate.want {
            Want::Path(path) => assert!(!path.starts_with('/')),
            Want::Name(name) | Want::Suffix(name) => assert!(!name.contains('/') && !name.is_empty(), "{name}"),
            Want::Under(directory) => assert!(directory.ends_with('/') && !directory.starts_with('/')),
            Want::Content(content) => assert!(content.len() >= 8),
        }
    }
}
