//! `passwordless-service`.

use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control};

rule! {
    /// ## What it checks
    /// Variables with which images of databases are told to let everybody in without a password:
    /// `POSTGRES_HOST_AUTH_METHOD=trust`, `MYSQL_ALLOW_EMPTY_PASSWORD`, `MARIADB_ALLOW_EMPTY_ROOT_PASSWORD` and
    /// `MARIADB_ALLOW_EMPTY_PASSWORD`, `ALLOW_EMPTY_PASSWORD` of Bitnami's images, `NEO4J_AUTH=none`. Empty values, `no`,
    /// `false` and `0` are fine. Passwords that everybody knows are found by `secret-in-environment`.
    ///
    /// ## Why it matters
    /// Whoever reaches the port is the administrator of the database. A default in the image holds wherever it is started.
    ///
    /// ## Examples
    /// ```image bad
    /// env POSTGRES_HOST_AUTH_METHOD=trust
    /// ```
    /// ```image bad
    /// env MYSQL_ALLOW_EMPTY_PASSWORD=1
    /// ```
    /// ```image bad
    /// env NEO4J_AUTH=none
    /// ```
    /// ```image good
    /// env POSTGRES_HOST_AUTH_METHOD=scram-sha-256
    /// ```
    /// ```image good
    /// env ALLOW_EMPTY_PASSWORD=no
    /// env MYSQL_ALLOW_EMPTY_PASSWORD=
    /// ```
    /// ```image good
    /// env POSTGRES_PASSWORD_FILE=/run/secrets/postgres
    /// ```
    /// ```dockerfile bad
    /// FROM postgres:18
    /// ENV POSTGRES_HOST_AUTH_METHOD=trust
    /// ```
    /// ```dockerfile bad
    /// FROM mariadb:12 AS base
    /// ENV LANG=C.UTF-8 \
    ///     MARIADB_ALLOW_EMPTY_ROOT_PASSWORD="yes"
    /// FROM base
    /// ```
    /// ```dockerfile bad
    /// FROM example.org/redis:8
    /// ENV ALLOW_EMPTY_PASSWORD yes
    /// ```
    /// ```dockerfile good
    /// FROM mysql:8.4
    /// ENV MYSQL_ROOT_PASSWORD_FILE=/run/secrets/mysql
    /// ```
    /// ```dockerfile good
    /// FROM mysql:8.4 AS test
    /// ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes
    /// FROM mysql:8.4
    /// ```
    /// ```dockerfile good
    /// FROM example.org/redis:8
    /// ENV ALLOW_EMPTY_PASSWORD=no
    /// ```
    ///
    /// ## How to fix
    /// Take the variable out, and give the service a password when it starts, best as a file (`POSTGRES_PASSWORD_FILE`).
    ///
    /// ## References
    /// The pages of the official images of PostgreSQL, MySQL, MariaDB and Neo4j, environment variables.
    pub static PASSWORDLESS_SERVICE = Rule {
        id: "passwordless-service",
        title: "Service is set up without a password",
        category: Category::Configuration,
        severity: Severity::High,
        aliases: &["SEC-009"],
        controls: &[
            Control::inferred("CIS Docker", "4.10"),
            Control::inferred("NIST SP 800-190", "4.1.4"),
            Control::inferred("NIST SP 800-53 r5", "IA-5"),
            Control::read("DISA", "CICDG 2.18"),
            Control::inferred("PCI DSS", "2.2.2"),
            Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(306),
        message: "{name} is {value}: the service lets in everybody without a password",
        why: "Whoever reaches the port is the administrator of the database, wherever the image is started.",
        fix: "Take the variable out, and give the service a password when it starts, best as a file.",
        check: check,
    };
}

/// With the value that opens; `None` for a switch.
const OPEN: [(&str, Option<&str>); 6] = [
    ("POSTGRES_HOST_AUTH_METHOD", Some("trust")),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", None),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", None),
    ("MARIADB_ALLOW_EMPTY_PASSWORD", None),
    ("ALLOW_EMPTY_PASSWORD", None),
    ("NEO4J_AUTH", Some("none")),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in &facts.settings.env {
        let (name, value) = &setting.value;
        let Some((_, opens)) = OPEN.iter().find(|(known, _)| known == name) else { continue };
        let lower = value.trim().to_ascii_lowercase();
        let is_open = match opens {
            Some(opens) => lower == *opens,
            None => !matches!(lower.as_str(), "" | "no" | "false" | "0") && !lower.contains('$'),
        };
        if is_open {
            findings
                .at(setting.place.clone())
                .detail("name", name)
                .masked("value", value)
                .fix(edit::without_item_at(facts, &setting.place, "Take the variable out"))
                .done();
        }
    }
}
