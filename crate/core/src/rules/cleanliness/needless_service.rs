//! `needless-service`.

use super::needless_packages::of_kind;
use crate::data::packages::SERVICES;
use crate::facts::Facts;
use crate::finding::Findings;
use crate::ordered::Set;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether packages of services are installed that belong to a workstation or to a whole network: X servers and desktops,
    /// printing (CUPS), discovery (Avahi), mail (Exim, Postfix, Sendmail, Dovecot), DHCP, web proxies (Squid), the port
    /// mapper, automatic mounts. One finding lists them, with what they take and the command that removes them. An image whose
    /// start command, name or `org.opencontainers.image.title` names one of them is made for it and is not judged. Libraries
    /// and clients of these services, and X servers without a screen (Xvfb), are not meant.
    ///
    /// ## Why it matters
    /// They come with recommended packages and listen as soon as somebody starts them; each has a long list of old holes.
    ///
    /// ## Examples
    /// ```image bad
    /// entrypoint ["/usr/sbin/cron", "-f"]
    /// /var/lib/dpkg/status 0644 0:0 "Package: exim4-daemon-light\nStatus: install ok installed\nInstalled-Size: 1500\nVersion: 4.96\n"
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:avahi\nV:0.8-r20\nI:9000\n\nP:cups\nV:2.4-r0\nI:9000\n"
    /// ```
    /// ```image bad
    /// tag example.org/team/web-server:1
    /// /var/lib/dpkg/status 0644 0:0 "Package: isc-dhcp-server\nStatus: install ok installed\nVersion: 4.4\n"
    /// ```
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: libcups2\nStatus: install ok installed\nVersion: 2\n\nPackage: xvfb\nStatus: install ok installed\nVersion: 2\n"
    /// ```
    /// What the image is for:
    /// ```image good
    /// entrypoint ["/usr/sbin/dhcpd", "-f"]
    /// /var/lib/dpkg/status 0644 0:0 "Package: isc-dhcp-server\nStatus: install ok installed\nVersion: 4.4\n"
    /// ```
    /// ```image good
    /// tag example.org/team/exim:4
    /// entrypoint ["/start.sh"]
    /// /var/lib/dpkg/status 0644 0:0 "Package: exim4-daemon-light\nStatus: install ok installed\nVersion: 4.96\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove the packages, and install with `--no-install-recommends` so that they do not come in by themselves.
    ///
    /// ## References
    /// NIST SP 800-53, CM-7.
    pub static NEEDLESS_SERVICE = Rule {
        id: "needless-service",
        title: "Desktop, printing, discovery or mail service",
        category: Category::Cleanliness,
        aliases: &["PKG-008"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.12"),
            Control::read("PCI DSS", "2.2.4"),
        ],
        reads: &[Reads::Build, Reads::Identity, Reads::Files, Reads::Packages],
        inputs: Inputs::Image,
        message: "{what} in the image: {packages}{size}{removal}",
        why: "They listen as soon as somebody starts them, and each has a long list of old holes.",
        fix: "Remove the packages, and install with --no-install-recommends so that they do not come in by themselves.",
        check: check,
    };
}

/// Parts of names of packages that say nothing of the service.
const GENERAL: [&str; 5] = ["core", "daemon", "light", "server", "session"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (Some(image), Some(files)) = (&facts.image, facts.files()) else { return };
    let title = facts.settings.label("org.opencontainers.image.title").map(|label| label.value.1.as_str());
    let texts = facts.settings.command_line().into_iter();
    let texts = texts.chain(image.names.iter().map(String::as_str)).chain(title);
    let words: Set<String> = texts.flat_map(words).collect();
    // A set: words and packages may both be many.
    let is_named = |part: &str| words.contains(part.to_ascii_lowercase().as_str());
    of_kind(files, &SERVICES, &|package| parts(package).any(is_named), &[], findings);
}

/// `exim4-daemon-light` is `exim`.
fn parts(package: &str) -> impl Iterator<Item = &str> {
    let parts = package.split('-').map(|part| part.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    parts.filter(|part| !part.is_empty() && !GENERAL.contains(part))
}

/// The services that the words of a text may mean, in lower case: each word without digits behind it, and without the `d` of
/// a daemon (`dhcpd`, `exim4`).
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).flat_map(|word| {
        let word = word.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_ascii_lowercase();
        let service = word.strip_suffix('d').map(str::to_owned);
        std::iter::once(word).chain(service)
    })
}
