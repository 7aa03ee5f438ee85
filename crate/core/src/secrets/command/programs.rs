//! Tools that take secrets as arguments, as data.

/// One tool and how it takes them.
pub(super) struct Program {
    pub(super) names: &'static [&'static str],
    /// A word that must be among the arguments.
    pub(super) with: Option<&'static str>,
    /// Options whose value is glued to them: `-pVALUE`.
    pub(super) glued: &'static [&'static str],
    /// Options whose value is the next word.
    pub(super) separate: &'static [&'static str],
    /// Options whose value is `user:password`.
    pub(super) pairs: &'static [&'static str],
    /// The last word is the secret, when there are at least so many words after the tool's name.
    pub(super) last_of: Option<usize>,
}

const NONE: Program = Program { names: &[], with: None, glued: &[], separate: &[], pairs: &[], last_of: None };

pub(super) const PROGRAMS: &[Program] = &[
    Program {
        names: &["docker", "podman", "nerdctl", "buildah", "skopeo", "crane", "oras", "helm", "cosign"],
        with: Some("login"),
        separate: &["-p"],
        ..NONE
    },
    Program { names: &["skopeo"], pairs: &["--creds", "--src-creds", "--dest-creds"], ..NONE },
    Program {
        names: &[
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlcheck",
            "mysqlsh",
            "mariadb",
            "mariadb-dump",
            "mariadb-admin",
        ],
        glued: &["-p"],
        ..NONE
    },
    Program { names: &["mysqladmin", "mariadb-admin"], separate: &["password"], ..NONE },
    Program { names: &["sshpass"], glued: &["-p"], separate: &["-p"], ..NONE },
    Program { names: &["redis-cli"], separate: &["-a"], ..NONE },
    Program {
        names: &["mongo", "mongosh", "mongodump", "mongorestore", "mongoimport", "mongoexport"],
        separate: &["-p"],
        ..NONE
    },
    Program { names: &["sqlcmd", "osql", "bcp"], separate: &["-P"], glued: &["-P"], ..NONE },
    Program { names: &["ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldappasswd"], separate: &["-w"], ..NONE },
    Program { names: &["az", "cf", "oc", "ibmcloud"], with: Some("login"), separate: &["-p"], ..NONE },
    Program { names: &["doctl"], with: Some("init"), separate: &["-t", "--access-token"], ..NONE },
    Program { names: &["zip", "unzip"], separate: &["-P"], ..NONE },
    Program { names: &["7z", "7za", "7zr"], glued: &["-p"], ..NONE },
    Program { names: &["useradd", "usermod"], separate: &["-p"], ..NONE },
    Program {
        names: &["curl"],
        separate: &["--oauth2-bearer", "--pass", "--proxy-pass"],
        pairs: &["-u", "--user", "-U", "--proxy-user"],
        ..NONE
    },
    Program { names: &["http", "https", "xh"], pairs: &["-a", "--auth"], ..NONE },
    Program { names: &["htpasswd"], with: Some("-b"), last_of: Some(4), ..NONE },
    Program { names: &["htpasswd"], with: Some("-nb"), last_of: Some(3), ..NONE },
    Program { names: &["htpasswd"], with: Some("-bn"), last_of: Some(3), ..NONE },
    Program { names: &["htpasswd"], with: Some("-nbB"), last_of: Some(3), ..NONE },
    Program { names: &["htpasswd"], with: Some("-Bbn"), last_of: Some(3), ..NONE },
    Program { names: &["htpasswd"], with: Some("-bc"), last_of: Some(4), ..NONE },
    Program { names: &["htpasswd"], with: Some("-cb"), last_of: Some(4), ..NONE },
    Program { names: &["rabbitmqctl"], with: Some("add_user"), last_of: Some(3), ..NONE },
    Program { names: &["rabbitmqctl"], with: Some("change_password"), last_of: Some(3), ..NONE },
    Program { names: &["vault"], with: Some("login"), last_of: Some(2), ..NONE },
    Program { names: &["snyk"], with: Some("auth"), last_of: Some(2), ..NONE },
];

/// Tools that read a password from their input, whatever their options.
pub(super) const READERS: &[&str] = &["chpasswd", "passwd"];

/// Options that make a tool read a secret from its input.
pub(super) const READING_OPTIONS: &[&str] =
    &["--password-stdin", "--stdin", "--with-token", "-S", "--pinentry-mode", "--passphrase-fd"];
