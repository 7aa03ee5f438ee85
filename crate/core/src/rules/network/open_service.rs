//! `open-service`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Configuration of services that lets in everybody, or speaks outdated encryption:
    ///
    /// | file | reported |
    /// |---|---|
    /// | `redis.conf` | `protected-mode no` without `requirepass` or ACLs |
    /// | `mongod.conf` | `bindIp: 0.0.0.0` or `bindIpAll: true` without `authorization: enabled` |
    /// | `pg_hba.conf` | `trust` for connections from other hosts |
    /// | `elasticsearch.yml`, `opensearch.yml` | security switched off |
    /// | `memcached.conf` | `-l 0.0.0.0` without `-S` |
    /// | `rabbitmq.conf` | `loopback_users = none`, `loopback_users.guest = false` |
    /// | `nginx` configuration | `ssl_protocols` with SSLv3, TLSv1 or TLSv1.1 |
    /// | Apache configuration | `SSLProtocol` that turns these on |
    /// | `my.cnf` and its parts | `skip-grant-tables` |
    ///
    /// It is of the strict profile: in many clusters a network policy stands before the service.
    ///
    /// ## Why it matters
    /// Such a service is found by scans within minutes where its port can be reached.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/redis/redis.conf 0640 0:0 "bind 0.0.0.0\nprotected-mode no\n"
    /// ```
    /// ```image bad
    /// /etc/postgresql/pg_hba.conf 0640 0:0 "local all all trust\nhost all all 0.0.0.0/0 trust\n"
    /// ```
    /// ```image bad
    /// /etc/nginx/conf.d/a.conf 0644 0:0 "ssl_protocols TLSv1 TLSv1.2;\n"
    /// ```
    /// ```image good
    /// /etc/redis/redis.conf 0640 0:0 "protected-mode no\nrequirepass foobared\n"
    /// ```
    /// ```image good
    /// /etc/postgresql/pg_hba.conf 0640 0:0 "local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all all scram-sha-256\n"
    /// ```
    /// ```image good
    /// /etc/nginx/conf.d/a.conf 0644 0:0 "# ssl_protocols TLSv1;\nssl_protocols TLSv1.2 TLSv1.3;\n"
    /// ```
    ///
    /// ## How to fix
    /// Bind to the addresses that are needed, ask for credentials, and allow TLS 1.2 and 1.3 only.
    ///
    /// ## References
    /// Documentation of the services named above; RFC 8996.
    pub static OPEN_SERVICE = Rule {
        id: "open-service",
        title: "Service configured without authentication or with outdated TLS",
        category: Category::Network,
        profile: Profile::Strict,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["NET-005"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "SC-8"),
            Control::inferred("NIST SP 800-53 r5", "SC-8(1)"),
            Control::inferred("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CICDG 2.16"),
            Control::read("DISA", "CTR-001340"),
            Control::inferred("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "2.2.7"),
            Control::inferred("PCI DSS", "4.2.1"),
        ],
        cwe: Some(306),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Name("redis.conf"), BYTES),
            Reads::Body(Want::Name("mongod.conf"), BYTES),
            Reads::Body(Want::Name("pg_hba.conf"), BYTES),
            Reads::Body(Want::Name("elasticsearch.yml"), BYTES),
            Reads::Body(Want::Name("opensearch.yml"), BYTES),
            Reads::Body(Want::Name("memcached.conf"), BYTES),
            Reads::Body(Want::Name("rabbitmq.conf"), BYTES),
            Reads::Body(Want::Name("my.cnf"), BYTES),
            Reads::Body(Want::Under("etc/mysql/"), BYTES),
            Reads::Body(Want::Under("etc/nginx/"), BYTES),
            Reads::Body(Want::Under("etc/apache2/"), BYTES),
            Reads::Body(Want::Under("etc/httpd/"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{path}: {what}",
        why: "Such a service is found by scans within minutes where its port can be reached.",
        fix: "Bind to the addresses that are needed, ask for credentials, and allow TLS 1.2 and 1.3 only.",
        check: check,
    };
}

const BYTES: u64 = 128 * 1024;

/// Lines that say something, with their numbers.
type Lines<'t> = Vec<(u32, &'t str)>;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && node.size > 0) {
        let Some(judge) = judge_of(node.path) else { continue };
        let Some(body) = files.rootfs.body_of(&node) else { continue };
        let text = String::from_utf8_lossy(body.bytes);
        let lines: Lines<'_> = text
            .lines()
            .map(str::trim)
            .zip(1_u32..)
            .map(|(line, number)| (number, line))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with(['#', ';']))
            .collect();
        if let Some((line, what)) = judge(&lines) {
            findings.at(Place::line(node.path, node.layer, line)).detail("what", what).done();
        }
    }
}

type Judge = fn(&Lines<'_>) -> Option<(u32, &'static str)>;

fn judge_of(path: &[u8]) -> Option<Judge> {
    // Documentation and templates configure nothing.
    if path.starts_with(b"usr/share/doc/") || path.starts_with(b"usr/share/examples/") {
        return None;
    }
    Some(match base_name(path) {
        b"redis.conf" => redis,
        b"mongod.conf" => mongo,
        b"pg_hba.conf" => postgres,
        b"elasticsearch.yml" | b"opensearch.yml" => search,
        b"memcached.conf" => memcached,
        b"rabbitmq.conf" => rabbit,
        b"my.cnf" => mysql,
        _ if path.starts_with(b"etc/mysql/") => mysql,
        _ if path.starts_with(b"etc/nginx/") => nginx,
        _ if path.starts_with(b"etc/apache2/") || path.starts_with(b"etc/httpd/") => apache,
        _ => return None,
    })
}

fn line_with<'t>(lines: &'t Lines<'_>, holds: impl Fn(&str) -> bool) -> Option<&'t (u32, &'t str)> {
    lines.iter().find(|(_, line)| holds(line))
}

fn redis(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let (line, _) =
        line_with(lines, |line| line.strip_prefix("protected-mode").is_some_and(|rest| rest.trim() == "no"))?;
    let asks = ["requirepass ", "aclfile ", "user "];
    let secured = lines.iter().any(|(_, line)| asks.iter().any(|start| line.starts_with(start)));
    (!secured).then_some((*line, "Redis lets everybody in (protected-mode no, and no password)"))
}

fn mongo(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let open = |line: &str| {
        let value = line.split_once(':').map(|(name, value)| (name.trim(), value.trim().trim_matches('"')));
        matches!(value, Some(("bindIpAll", "true")))
            || matches!(value, Some(("bindIp", addresses)) if addresses.contains("0.0.0.0") || addresses == "*")
    };
    let (line, _) = line_with(lines, open)?;
    let secured = lines.iter().any(|(_, line)| line.starts_with("authorization:") && line.contains("enabled"));
    (!secured).then_some((*line, "MongoDB listens everywhere and asks for no credentials"))
}

fn postgres(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let trusts = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_host = words.first().is_some_and(|word| word.starts_with("host"));
        let address = words.get(3).copied().unwrap_or_default();
        let local =
            address.starts_with("127.") || address.starts_with("::1") || matches!(address, "localhost" | "samehost");
        is_host && !local && words.iter().skip(4).any(|word| *word == "trust")
    };
    line_with(lines, trusts).map(|(line, _)| (*line, "PostgreSQL lets everybody in from other hosts (trust)"))
}

fn search(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let off = |line: &str| {
        let pair = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        matches!(pair, Some(("xpack.security.enabled", "false") | ("plugins.security.disabled", "true")))
    };
    line_with(lines, off).map(|(line, _)| (*line, "its security is switched off"))
}

fn memcached(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let (line, _) = line_with(lines, |line| line.starts_with("-l") && line.contains("0.0.0.0"))?;
    let secured = lines.iter().any(|(_, line)| *line == "-S");
    (!secured).then_some((*line, "memcached listens everywhere and asks for no credentials"))
}

fn rabbit(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let open = |line: &str| {
        let pair = line.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        matches!(pair, Some(("loopback_users", "none") | ("loopback_users.guest", "false")))
    };
    line_with(lines, open).map(|(line, _)| (*line, "RabbitMQ lets the account guest in from other hosts"))
}

fn mysql(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let open = |line: &str| line.replace('_', "-").starts_with("skip-grant-tables");
    line_with(lines, open).map(|(line, _)| (*line, "MySQL asks nobody for a password (skip-grant-tables)"))
}

const OUTDATED: [&str; 4] = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1"];

fn nginx(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let weak = |line: &str| {
        let values = line.strip_prefix("ssl_protocols").map(|rest| rest.split(';').next().unwrap_or_default());
        values.is_some_and(|values| values.split_whitespace().any(|value| OUTDATED.contains(&value)))
    };
    line_with(lines, weak).map(|(line, _)| (*line, "protocols older than TLS 1.2 are accepted"))
}

fn apache(lines: &Lines<'_>) -> Option<(u32, &'static str)> {
    let weak = |line: &str| {
        let Some((name, values)) = line.split_once([' ', '\t']) else { return false };
        let named = |value: &str| OUTDATED.contains(&value.trim_start_matches('+')) && !value.starts_with('-');
        name.eq_ignore_ascii_case("SSLProtocol") && values.split_whitespace().any(named)
    };
    line_with(lines, weak).map(|(line, _)| (*line, "protocols older than TLS 1.2 are accepted"))
}
