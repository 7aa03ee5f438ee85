use super::super::find::found;
use super::super::{Confidence, sample};
use super::places::may_hold;
use super::{find_in_command, searched};

fn told(command: &str) -> Vec<(String, &'static str)> {
    find_in_command(command).iter().map(|hit| (command[hit.start..hit.end].to_owned(), hit.kind.id)).collect()
}

/// A password that is no default: not in one piece, for scanners of sources.
fn word() -> String {
    ["Tro", "ub4", "dor"].concat()
}

#[test]
fn passwords_are_found_where_tools_take_them() {
    let word = word();
    let before_and_after = [
        ("docker login -u bob -p ", " registry.corp"),
        ("docker login --username=bob --password=", ""),
        ("docker login --password ", " -u bob"),
        ("mysql -uroot -p", " -e 'select 1'"),
        ("/usr/bin/mysqldump -u root -p'", "' db"),
        ("sshpass -p ", " ssh host"),
        ("sshpass -p'", "' ssh host"),
        ("curl -u bob:", " https://host/x"),
        ("curl -ubob:", " https://host/x"),
        ("curl --user 'bob:", "' https://host/x"),
        ("curl -H 'PRIVATE-TOKEN: ", "9' https://host/x"),
        ("curl -H \"Authorization: Bearer ", "9\" https://host/x"),
        ("echo 'root:", "' | chpasswd"),
        ("echo root:", " | /usr/sbin/chpasswd -e"),
        ("chpasswd <<< \"root:", "\""),
        ("echo ", " | docker login -u bob --password-stdin"),
        ("echo \"", "\" | passwd --stdin root"),
        ("aws configure set aws_secret_access_key ", ""),
        ("npm config set //registry.npmjs.org/:_authToken ", ""),
        ("npm config set //registry.npmjs.org/:_authToken=", ""),
        ("git config --global user.password ", ""),
        ("redis-cli -a ", " ping"),
        ("keytool -importcert -storepass ", " -noprompt"),
        ("wget --user=bob --password=", " https://host/x"),
        ("mysql -e \"CREATE USER a IDENTIFIED BY '", "'\""),
        ("psql -c \"ALTER USER a WITH PASSWORD '", "'\""),
        ("sh -c \"sshpass -p '", "' ssh host\""),
        ("[\"mysql\", \"-p", "\", \"-uroot\"]"),
        ("CMD [\"server\" \"--password=", "\"]"),
        ("java -Dspring.datasource.password=", " -jar a.jar"),
        ("COPY <<EOF /etc/app.ini\n[db]\npassword = ", "\nport = 1\nEOF"),
        ("COPY <<EOF /etc/app.ini\npassword = \"", "\"\nEOF"),
        ("ENV JAVA_OPTS=\"-Dx=1 -Dspring.datasource.password=", " -Dy=2\""),
        ("ENV JAVA_OPTS=\"-Dspring.datasource.password=", "\" B=c"),
        ("ENV A='b \\' c' DB_PASSWORD=", " D=e"),
        ("ENV A=it's DB_PASSWORD=", " D=e"),
        ("ENV A='it DB_PASSWORD=", " D=e"),
        ("helm install x --set auth.rootPassword=", ""),
        ("kubectl create secret generic x --from-literal=password=", ""),
        ("docker run -e \"DB_PASSWORD=", "\" x"),
        ("docker build --build-arg DB_PASSWORD=", " ."),
        ("export DB_PASSWORD=\"", "\" && ./run"),
        ("DB_PASSWORD=", " ./run"),
        ("curl 'https://host/x?user=a&password=", "&z=1'"),
        ("htpasswd -b -c /etc/htpasswd bob ", ""),
        ("echo 'machine host login bob password ", "' > ~/.netrc"),
        ("echo '{\"password\": \"", "\"}' > c.json"),
        ("echo \"{\\\"password\\\":\\\"", "\\\"}\" > c.json"),
        ("vault login ", ""),
    ];
    for (before, after) in before_and_after {
        let command = format!("{before}{word}{after}");
        let found = told(&command);
        assert_eq!(found.len(), 1, "{command}: {found:?}");
        assert!(found[0].0.starts_with(&word) && found[0].0.len() <= word.len() + 1, "{command}: {found:?}");
    }
}

#[test]
fn history_lines_are_read_in_every_builders_form() {
    let word = word();
    for (before, after) in [
        ("/bin/sh -c #(nop)  ENV DB_PASSWORD=", ""),
        ("ENV DB_PASSWORD=", ""),
        ("ENV A=1 DB_PASSWORD=", " B=2"),
        ("ENV DB_PASSWORD ", ""),
        ("ARG DB_PASSWORD=", ""),
        ("|1 DB_PASSWORD=", " /bin/sh -c make"),
        ("RUN |2 A=b DB_PASSWORD=", " /bin/sh -c make # buildkit"),
        ("LABEL db.password=", ""),
        ("/bin/sh -c mysql -p", ""),
    ] {
        assert_eq!(told(&format!("{before}{word}{after}")), [(word.clone(), "password")], "{before}");
    }
}

#[test]
fn environment_values_with_blanks_are_taken_whole() {
    let phrase = ["correct horse", " battery staple"].concat();
    assert_eq!(told(&format!("ENV DB_PASSWORD={phrase} OTHER=1")), [(phrase.clone(), "password")]);
    assert_eq!(told(&format!("ENV DB_PASSWORD {phrase}")), [(phrase.clone(), "password")]);
}

#[test]
fn what_only_looks_like_a_secret_is_left_alone() {
    for command in [
        "apt-key adv --keyserver hkps://keyserver.ubuntu.com --recv-keys 573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62",
        "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
        "ENV GPG_KEYS=39B641343D8C104B2B146DC3F9C39DC0B9698544 E60913E4DF209907D8E30D96659A97C9CF2A795A",
        "export GNUPGHOME=\"$(mktemp -d)\"; gpg --batch --keyserver keys.openpgp.org --recv-keys \"$GPG_KEY\"",
        "GPGKEY=573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62; gpg1 --recv-keys \"$GPGKEY\"",
        "ENV KEY_VERSION=1.2.3",
        "ENV KEYCLOAK_VERSION=21.0.1",
        "ENV PASSENGER_VERSION=6.0.1",
        "ENV TOKENIZERS_PARALLELISM=false",
        "ENV PUBLIC_KEY=/etc/ssl/public.pem",
        "ENV MONKEY=business",
        "apk add --no-cache alpine-keys=2.4 libsecret=0.21.4-r0",
        "apt-get install -y python3-secretstorage=3.3.3-1 password-store=1.7.4-6",
        "tail -f /var/log/access.log=1",
        "echo \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  x.tar.gz\" | sha256sum -c -",
        "ENV PYTHON_SHA256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "kubectl create secret generic x --from-literal",
        "docker login -u bob --password-stdin < /run/secrets/pw",
        "docker login -u $USER -p $PASSWORD",
        "mysql -p$MYSQL_ROOT_PASSWORD",
        "mysql -p\"${MYSQL_ROOT_PASSWORD}\"",
        "mysql -u root -p mydb",
        "export TOKEN=$(cat /run/secrets/token)",
        "TOKEN=\"$(curl -s http://169.254.169.254/token)\"",
        "ENV DB_PASSWORD_FILE=/run/secrets/db",
        "ENV DB_PASSWORD=",
        "ARG DB_PASSWORD",
        "RUN --mount=type=secret,id=npm_token,target=/root/.npmrc npm ci",
        "docker build --secret id=token,src=./t .",
        "adduser --disabled-password --gecos \"\" app",
        "useradd --password '!' app",
        "passwd -d root",
        "passwd -l root",
        "mkdir -p /app/token",
        "docker run -p 8080:80 nginx",
        "cp -p a b",
        "curl -fsSL https://host/key.asc | apt-key add -",
        "curl -u \"$USER:$PASS\" https://h",
        "curl -H \"Authorization: Bearer $TOKEN\" https://h",
        "echo \"root:$PW\" | chpasswd",
        "COPY --chown=secret:token a b",
        "sed -i 's/PASSWORD=.*/PASSWORD=${PW}/' x",
        "grep 'token=' x",
        "if [ \"$TOKEN\" = \"\" ]; then exit 1; fi",
        "test \"$TOKEN\" = abcdefgh99",
        "RUN <<EOF python3\ntoken = get_token()\npassword = os.environ[\"PW\"]\npassword = getpass.getpass()\nEOF",
        "COPY <<EOF /a.ini\npassword = ${PW}\npassword =\nEOF",
        "ENV AUTH_METHOD=ldap AUTH=ldap",
        "ENV PATH=/usr/local/bin:/usr/bin PWD=/app",
        "LABEL maintainer=\"The secret team <a@b.c>\"",
        "LABEL org.opencontainers.image.description=\"Token: the game\"",
        "npm config set audit false",
        "git config --global credential.helper store",
        "ENV MAX_TOKENS=4096",
        "ENV SSH_AUTH_SOCK=/tmp/agent",
        "echo hello | tee password.txt",
        "echo app:x:10001:10001::/home/app:/bin/sh | tee -a /etc/passwd",
        "echo app:x:10001: | sort -u - /etc/passwd -o /etc/passwd",
        "find / -name '*.key' -delete",
        "ENV ACCEPT_EULA=Y MSSQL_PID=Developer",
        "jupyter --NotebookApp.token=''",
    ] {
        assert_eq!(told(command), [], "{command}");
    }
}

#[test]
fn defaults_are_told_as_defaults() {
    let hits = find_in_command("ENV POSTGRES_PASSWORD=postgres");
    assert_eq!((hits.len(), hits[0].kind.id, hits[0].confidence), (1, "default-credential", Confidence::Low));
    assert_eq!(told("keytool -storepass changeit"), [("changeit".to_owned(), "default-credential")]);
}

#[test]
fn tokens_of_known_form_win_over_names() {
    let token = sample::github_token();
    for command in [
        format!("ENV SECRET={token}"),
        format!("|1 TOKEN={token} /bin/sh -c make"),
        format!("git clone https://{token}@github.com/a/b"),
        format!("git clone https://oauth2:{token}@github.com/a/b"),
        format!("echo {token} | docker login ghcr.io -u x --password-stdin"),
        format!("curl -H 'Authorization: token {token}' https://h"),
    ] {
        assert_eq!(told(&command), [(token.clone(), "github-token")], "{command}");
    }
}

#[test]
fn lines_of_hits_are_counted_from_one() {
    let command = format!("set -e\nmake\nmysql -p{}", word());
    assert_eq!(find_in_command(&command)[0].line, 3);
}

proptest::proptest! {
    /// The quick look may let a command through in vain; it must never keep one from being searched.
    #[test]
    fn what_the_quick_look_turns_away_holds_nothing(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..12),
        glue in proptest::sample::select(&[" ", "", "=", " | ", "\n", "'", "\"", ":", "/", "-"][..]),
    ) {
        let command = pieces.join(glue);
        let by_form = found(command.as_bytes());
        if by_form.is_empty() && !may_hold(&command) {
            proptest::prop_assert_eq!(searched(&command, by_form).len(), 0, "{}", command);
        }
    }

    /// Nor may the look at a whole file, or at a pair.
    #[test]
    fn what_a_look_at_all_of_it_turns_away_holds_nothing_in_its_parts(
        lines in proptest::collection::vec(proptest::collection::vec(proptest::sample::select(PIECES), 1..6), 1..6),
        glue in proptest::sample::select(&[" ", "", "=", " | ", "'", "\"", ":", "/", "-"][..]),
    ) {
        let lines: Vec<String> = lines.iter().map(|pieces| pieces.join(glue)).collect();
        if !super::may_hold(&lines.join("\n")) {
            for line in &lines {
                proptest::prop_assert_eq!(find_in_command(line).len(), 0, "{}", line);
            }
        }
        for (name, value) in lines.iter().zip(lines.iter().skip(1)) {
            if !super::may_hold_pair(name, value) {
                proptest::prop_assert_eq!(crate::secrets::judge_pair(name, value), None, "{}={}", name, value);
                proptest::prop_assert_eq!(find_in_command(value).len(), 0, "{}", value);
            }
        }
    }
}

/// Everything that the search looks for, in pieces.
const PIECES: &[&str] = &[
    "ENV",
    "ARG",
    "LABEL",
    "#(nop)",
    "echo",
    "curl",
    "-u",
    "--user",
    "user:hunter22",
    "mysql",
    "-phunter22",
    "docker",
    "login",
    "-p",
    "hunter22",
    "aB3dE6gH9jK2mN5pQ8sT",
    "chpasswd",
    "<<<",
    "config",
    "set",
    "IDENTIFIED",
    "BY",
    "'hunter22'",
    "PASSWORD",
    "--stdin",
    "-S",
    "DB_PASSWORD",
    "API_KEY",
    "x",
    "=",
    "Authorization:",
    "Bearer",
    "{\"auth\": \"aGVsbG8gd29ybGQ=\"}",
    "https://a:hunter22@h/x",
    "ghp_",
    "AKIA",
    "Server=db;Pwd=hunter22",
    "htpasswd",
    "-nb",
    "zip",
    "-P",
    "/usr/bin/7z",
    "$6$",
    "--with-token",
    "--pinentry-mode",
    "salt",
    "nonce",
    "cookie",
    "psw",
    "rootpw",
    "creds",
];
