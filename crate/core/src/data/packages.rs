//! Packages by their purpose. Names are those of Debian, Ubuntu, Alpine, Red Hat and SUSE; sorted in each list for the
//! search.

use crate::data::programs;
use crate::finding::Severity;
use crate::words::{Words, words};

/// A kind of packages that a service does not need.
#[derive(Debug)]
pub struct Category {
    /// As the beginning of a sentence.
    pub title: &'static str,
    /// How bad it is to have one.
    pub severity: Severity,
    names: Words,
    /// Beginnings of names: `vim-`, `kubernetes1.30-client`.
    prefixes: &'static [&'static str],
}

impl Category {
    /// Whether a package is of this kind.
    #[must_use]
    pub fn has(&self, package: &str) -> bool {
        programs::has(&self.names, package) || self.prefixes.iter().any(|prefix| package.starts_with(prefix))
    }
}

/// What people work with and services do not need.
pub static CATEGORIES: [Category; 6] = [
    Category {
        title: "Clients of container engines and clusters",
        severity: Severity::Info,
        names: words![
            "buildah",
            "containerd",
            "containerd.io",
            "cri-o",
            "cri-tools",
            "docker",
            "docker-buildx-plugin",
            "docker-ce",
            "docker-ce-cli",
            "docker-cli",
            "docker-compose",
            "docker-compose-plugin",
            "docker-engine",
            "docker.io",
            "helm",
            "k9s",
            "kubeadm",
            "kubectl",
            "kubelet",
            "kubernetes-client",
            "moby-cli",
            "moby-engine",
            "nerdctl",
            "podman",
            "runc",
            "skopeo",
        ],
        prefixes: &["podman-"],
    },
    Category {
        title: "Clients of clouds",
        severity: Severity::Info,
        names: words![
            "amazon-ec2-utils",
            "aws-cli",
            "awscli",
            "awscli-2",
            "azure-cli",
            "gcloud",
            "google-cloud-cli",
            "google-cloud-sdk",
            "packer",
            "terraform",
        ],
        prefixes: &["google-cloud-cli-", "google-cloud-sdk-"],
    },
    Category {
        title: "Servers for remote administration",
        severity: Severity::Low,
        names: words![
            "cockpit",
            "cockpit-ws",
            "nfs-kernel-server",
            "nfs-utils",
            "samba",
            "tigervnc-server",
            "tigervnc-standalone-server",
            "tightvncserver",
            "webmin",
            "x11vnc",
            "xrdp",
        ],
        prefixes: &[],
    },
    Category {
        title: "Editors",
        severity: Severity::Info,
        names: words![
            "ed",
            "emacs",
            "emacs-nox",
            "jed",
            "joe",
            "mcedit",
            "mg",
            "micro",
            "nano",
            "neovim",
            "nvi",
            "vim",
            "vim-common",
            "vim-minimal",
            "vim-runtime",
            "vim-tiny",
        ],
        prefixes: &["vim-", "emacs-", "nano-"],
    },
    Category {
        title: "Version control",
        severity: Severity::Info,
        names: words!["bzr", "cvs", "git", "git-core", "git-lfs", "mercurial", "subversion"],
        prefixes: &[],
    },
    Category {
        title: "Programs for reading documentation",
        severity: Severity::Info,
        names: words!["info", "install-info", "man-db", "man-pages", "mandoc", "manpages", "manpages-dev", "texinfo"],
        prefixes: &[],
    },
];

/// Services of workstations and of whole networks, by what benchmarks of distributions want to be gone.
pub static SERVICES: Category = Category {
    title: "Desktop, printing, discovery, mail or network services",
    severity: Severity::Low,
    names: words![
        "autofs",
        "avahi",
        "avahi-daemon",
        "cups",
        "cups-browsed",
        "cups-daemon",
        "cyrus-imapd",
        "dhcp-server",
        "dhcp-server-vanilla",
        "dovecot",
        "dovecot-core",
        "exim",
        "exim4",
        "exim4-daemon-heavy",
        "exim4-daemon-light",
        "gdm",
        "gdm3",
        "gnome-session",
        "gnome-shell",
        "isc-dhcp-server",
        "kea",
        "kea-dhcp4-server",
        "lightdm",
        "opensmtpd",
        "plasma-desktop",
        "plasma-workspace",
        "postfix",
        "rpcbind",
        "sddm",
        "sendmail",
        "sendmail-bin",
        "squid",
        "squid-openssl",
        "xdm",
        "xfce4-session",
        "xorg",
        "xorg-server",
        "xorg-x11-server-Xorg",
        "xserver-xorg",
        "xserver-xorg-core",
    ],
    prefixes: &[],
};

/// Servers that send everything in clear text or believe names of hosts, and what starts them.
pub static LEGACY_SERVICES: Words = words![
    "atftpd",
    "finger-server",
    "fingerd",
    "inetutils-ftpd",
    "inetutils-inetd",
    "inetutils-talkd",
    "inetutils-telnetd",
    "nis",
    "openbsd-inetd",
    "rlinetd",
    "rsh-redone-server",
    "rsh-server",
    "talk-server",
    "talkd",
    "telnet-server",
    "telnetd",
    "telnetd-ssl",
    "tftp-hpa",
    "tftp-server",
    "tftpd",
    "tftpd-hpa",
    "xinetd",
    "ypserv",
];

/// FTP servers, which can be set up with TLS.
pub static LEGACY_SERVICES_WITH_TLS: &[&str] = &["proftpd", "proftpd-basic", "proftpd-core", "pure-ftpd", "vsftpd"];

/// Programs of the first.
pub static LEGACY_DAEMONS: Words = words![
    "in.fingerd",
    "in.rexecd",
    "in.rlogind",
    "in.rshd",
    "in.talkd",
    "in.telnetd",
    "in.tftpd",
    "telnetd",
    "xinetd",
    "ypserv",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_have_nothing_twice() {
        let own = [&*LEGACY_SERVICES, LEGACY_SERVICES_WITH_TLS, &*LEGACY_DAEMONS, &*SERVICES.names];
        for list in CATEGORIES.iter().map(|category| &*category.names).chain(own) {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn libraries_and_relatives_are_not_meant() {
        for package in
            ["libvim-perl", "gitolite3", "nanopb", "edk2", "docker-registry", "python3-docker", "golang-docker"]
        {
            assert!(!CATEGORIES.iter().any(|category| category.has(package)), "{package}");
        }
    }
}
