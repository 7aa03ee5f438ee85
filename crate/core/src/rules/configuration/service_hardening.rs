//! `service-hardening`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Settings of servers that give away more than needed: nginx `autoindex on` and `server_tokens on`; Apache
    /// `TraceEnable On`, `ServerTokens` with more than `Prod`, `Options` with `Indexes`; PHP `expose_php = On` and
    /// `allow_url_include = On`; the `manager` and `host-manager` applications of Tomcat. It is of the strict profile.
    ///
    /// ## Why it matters
    /// Versions, directory listings and tools of administration make the first step of an attack cheap.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/nginx/conf.d/a.conf 0644 0:0 "location / { \n autoindex on;\n}\n"
    /// ```
    /// ```image bad
    /// /etc/apache2/apache2.conf 0644 0:0 "Options Indexes FollowSymLinks\n"
    /// ```
    /// ```image bad
    /// /etc/php/php.ini 0644 0:0 "allow_url_include = On\n"
    /// ```
    /// ```image bad
    /// /usr/local/tomcat/webapps/manager/index.jsp 0644 0:0 "x"
    /// ```
    /// ```image good
    /// /etc/nginx/nginx.conf 0644 0:0 "server_tokens off;\n# autoindex on;\n"
    /// ```
    /// ```image good
    /// /etc/apache2/apache2.conf 0644 0:0 "ServerTokens Prod\nTraceEnable Off\nOptions -Indexes +FollowSymLinks\n"
    /// ```
    /// ```image good
    /// /usr/local/tomcat/webapps.dist/manager/index.jsp 0644 0:0 "x"
    /// ```
    ///
    /// ## How to fix
    /// `server_tokens off;`, `ServerTokens Prod`, `TraceEnable Off`, `Options -Indexes`, `expose_php = Off`; remove
    /// Tomcat's own applications.
    ///
    /// ## References
    /// nginx and Apache documentation of these directives, PHP manual, Tomcat security considerations.
    pub static SERVICE_HARDENING = Rule {
        id: "service-hardening",
        title: "Server gives away more than needed",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["CFG-006"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CICDG 2.16 CCI-000366"),
            Control::inferred("PCI DSS", "2.2.1, 2.2.6"),
        ],
        cwe: Some(200),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Under("etc/nginx/"), BYTES),
            Reads::Body(Want::Under("etc/apache2/"), BYTES),
            Reads::Body(Want::Under("etc/httpd/"), BYTES),
            Reads::Body(Want::Path("usr/local/apache2/conf/httpd.conf"), BYTES),
            Reads::Body(Want::Name("php.ini"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{path}: {what}",
        why: "Versions, listings and tools of administration make the first step of an attack cheap.",
        fix: "Switch the setting off, or remove the application.",
        check: check,
    };
}

const BYTES: u64 = 256 * 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for node in files.rootfs.nodes() {
        if node.kind == EntryKind::Directory {
            let is_manager =
                [&b"/webapps/manager"[..], b"/webapps/host-manager"].iter().any(|end| node.path.ends_with(end));
            if is_manager {
                findings
                    .at(Place::file(node.path, node.layer))
                    .detail("what", "Tomcat's application of administration")
                    .done();
            }
            continue;
        }
        let judge: fn(&str) -> Option<&'static str> = if base_name(node.path) == b"php.ini" {
            php
        } else if node.path.starts_with(b"etc/nginx/") {
            nginx
        } else if [&b"etc/apache2/"[..], b"etc/httpd/", b"usr/local/apache2/"]
            .iter()
            .any(|start| node.path.starts_with(start))
        {
            apache
        } else {
            continue;
        };
        let Some(body) = files.rootfs.body_of(&node).filter(|_| node.kind == EntryKind::File) else { continue };
        for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
            let text = String::from_utf8_lossy(line);
            let text = text.split(['#', ';']).next().unwrap_or_default().trim();
            if let Some(what) = judge(text) {
                findings.at(Place::line(node.path, node.layer, number)).detail("what", what).done();
            }
        }
    }
}

fn pair(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once([' ', '\t', '='])?;
    Some((name.to_ascii_lowercase(), value.trim_matches([' ', '\t', '=', '"']).to_ascii_lowercase()))
}

fn nginx(line: &str) -> Option<&'static str> {
    // A block may begin on the same line.
    let line = line.rsplit('{').next().unwrap_or(line).trim();
    let (name, value) = pair(line)?;
    match (name.as_str(), value.as_str()) {
        ("autoindex", "on") => Some("directories are listed (autoindex on)"),
        ("server_tokens", "on" | "build") => Some("the version is told to everybody (server_tokens)"),
        _ => None,
    }
}

fn apache(line: &str) -> Option<&'static str> {
    let (name, value) = pair(line)?;
    match name.as_str() {
        "traceenable" if value == "on" || value == "extended" => Some("TRACE is answered (TraceEnable)"),
        "servertokens" if !matches!(value.as_str(), "prod" | "productonly") => {
            Some("the version is told to everybody (ServerTokens)")
        }
        "options" if value.split_whitespace().any(|option| matches!(option, "indexes" | "+indexes")) => {
            Some("directories are listed (Options Indexes)")
        }
        _ => None,
    }
}

fn php(line: &str) -> Option<&'static str> {
    let (name, value) = pair(line)?;
    let is_on = matches!(value.as_str(), "on" | "1" | "true" | "yes");
    match name.as_str() {
        "expose_php" if is_on => Some("the version is told to everybody (expose_php)"),
        "allow_url_include" if is_on => Some("code is included from addresses (allow_url_include)"),
        _ => None,
    }
}
