//! Families of distributions, and what modes and owners they give to the files that accounts depend on.
//!
//! Sources: Debian 11, 12 and 13 and Ubuntu 24.04 were measured on minimal roots made from their packages (debootstrap;
//! the three of Debian are in tests/corpus). The others are as the distributions' own build recipes write them, each named
//! beside its value; beside that the benchmarks in ComplianceAsCode's rules `file_permissions_etc_shadow` and neighbours.
//! Modes are ceilings: a file may have fewer bits.
//!
//! In all three releases of Debian: passwd, group and group- 0644 (passwd- 0600 from 12 on), shadow and gshadow 0640 for
//! the gid 42, opasswd 0600, `/root` 0700, `/tmp` and `/var/tmp` 1777, `/var/log` 0755, system accounts from 100 (101 in 13)
//! to 999, root's password `*`. 13 has yescrypt for SHA-512, no `UMASK`, and no group `staff` on `/var/local`.
//!
//! Of directories, by the same recipes: `/root` is 0550 in Fedora and its kin (filesystem.spec), 0700 in SUSE (package
//! permissions, etc/permissions), Alpine (alpine-baselayout) and Wolfi (wolfi-baselayout); `/tmp` and `/var/tmp` are 1777 and
//! `/var/log` is 0755 in Fedora, SUSE and Alpine; `/var/spool/mail` is 0775 for the group mail in Fedora and 1777 in SUSE.
//! Root's password is `*` in SUSE (system-user-root.spec) and in Wolfi, where it was empty before 2024; it is empty in the
//! recipe of Alpine, whose images lock it.
//!
//! Not confirmed, so no rule depends on them alone: the mode of `/root` in distroless, `/var/log` 0775 for the group `syslog`
//! in Ubuntu, gshadow in SUSE (nothing that we read ships it), root's password in images of the Red Hat family, uid ranges
//! outside of Debian.

use crate::facts::OsRelease;

/// A family of distributions that share these files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Debian, Ubuntu and what is made of them; distroless, which has no shadow.
    Debian,
    /// Red Hat, UBI, Fedora, CentOS, Rocky, Alma, Oracle, Amazon, Azure Linux.
    RedHat,
    /// SUSE Linux Enterprise and openSUSE.
    Suse,
    /// Alpine.
    Alpine,
    /// Wolfi and Chainguard.
    Wolfi,
    /// Anything else, or no os-release.
    Other,
}

impl Family {
    /// By `ID` and `ID_LIKE`.
    #[must_use]
    pub fn of(os: Option<&OsRelease>) -> Self {
        const IDS: [(&str, Family); 17] = [
            ("debian", Family::Debian),
            ("ubuntu", Family::Debian),
            ("wolfi", Family::Wolfi),
            ("chainguard", Family::Wolfi),
            ("alpine", Family::Alpine),
            ("fedora", Family::RedHat),
            ("rhel", Family::RedHat),
            ("centos", Family::RedHat),
            ("rocky", Family::RedHat),
            ("almalinux", Family::RedHat),
            ("ol", Family::RedHat),
            ("amzn", Family::RedHat),
            ("azurelinux", Family::RedHat),
            ("mariner", Family::RedHat),
            ("suse", Family::Suse),
            ("opensuse", Family::Suse),
            ("sles", Family::Suse),
        ];
        let Some(os) = os else { return Self::Other };
        // What it is goes before what it is like: Wolfi says that it is like Alpine in some releases.
        let exact = IDS.iter().find(|(id, _)| *id == os.id);
        let like = IDS.iter().find(|(id, _)| os.is_like(id));
        let suse = os.id.starts_with("opensuse").then_some(Self::Suse);
        exact.map(|(_, family)| *family).or(suse).or(like.map(|(_, family)| *family)).unwrap_or(Self::Other)
    }

    /// Mode of `/etc/shadow` and `/etc/gshadow` (and their copies), and the numbers of the group `shadow` where the
    /// image's group file does not say.
    #[must_use]
    pub fn shadow(self) -> ShadowFiles {
        match self {
            // Alpine: aports, main/alpine-baselayout/APKBUILD installs shadow as 640 for the group shadow, 42 in its file
            // group; no package brings gshadow.
            Self::Debian | Self::Alpine => ShadowFiles { shadow: 0o640, gshadow: 0o640, gids: &[42] },
            // Shipped without any bit, both of them: Fedora's setup.spec, and for shadow Azure Linux's shadow-utils.spec.
            // Images that were built by other tools have 0600, which root reads as well.
            Self::RedHat => ShadowFiles { shadow: 0o600, gshadow: 0o600, gids: &[] },
            // openSUSE/permissions, etc/permissions: root:shadow 640; system-user-root.spec: the group has 15.
            Self::Suse => ShadowFiles { shadow: 0o640, gshadow: 0o600, gids: &[15] },
            // wolfi-dev/os, wolfi-baselayout.yaml: 600 for root; no gshadow.
            Self::Wolfi => ShadowFiles { shadow: 0o600, gshadow: 0o600, gids: &[] },
            Self::Other => ShadowFiles { shadow: 0o640, gshadow: 0o640, gids: &[42, 15] },
        }
    }
}

/// What a family expects of the files with password hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShadowFiles {
    /// Bits that `/etc/shadow` may have.
    pub shadow: u16,
    /// Bits that `/etc/gshadow` may have.
    pub gshadow: u16,
    /// Groups that may read them; empty where only root may.
    pub gids: &'static [u32],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told_by_what_a_system_is_before_what_it_is_like() {
        let family = |text: &str| Family::of(Some(&OsRelease::read(text.as_bytes())));
        assert_eq!(family("ID=wolfi\nID_LIKE=alpine\n"), Family::Wolfi);
        assert_eq!(family("ID=ubuntu\nID_LIKE=debian\n"), Family::Debian);
        assert_eq!(family("ID=rocky\nID_LIKE=\"rhel centos fedora\"\n"), Family::RedHat);
        assert_eq!(family("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n"), Family::Suse);
        assert_eq!(family("ID=mint\nID_LIKE=\"ubuntu debian\"\n"), Family::Debian);
        assert_eq!(family("ID=arch\n"), Family::Other);
        assert_eq!(Family::of(None), Family::Other);
    }
}
