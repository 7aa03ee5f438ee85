//! The setuid and setgid files that distributions ship themselves, by family.
//!
//! Sources: Debian and Ubuntu: modes of the packages named beside each file, the first block compared with root
//! filesystems of bullseye, bookworm, trixie and noble made by debootstrap (tests/corpus has the three of Debian). Red Hat
//! family (Fedora, RHEL, UBI, CentOS, Amazon and their kin): `%attr` in the packages' spec files. SUSE: profile `secure` of
//! the package `permissions`. Alpine and Wolfi: modes of the packages. These could not be compared with whole root
//! filesystems. Only what the package gives is in the lists: another owner, group or an additional bit is not known.

use crate::facts::OsRelease;

/// A file that a distribution ships with the setuid or setgid bit.
#[derive(Debug)]
pub(super) struct Known {
    /// Path in the form of [`comparable`]; `*` stands for one part (a multiarch triplet).
    pub(super) path: &'static str,
    /// The special bits that it may have: 4 setuid, 2 setgid, 6 both.
    pub(super) bits: u16,
    /// Name of the owner.
    pub(super) owner: &'static str,
    /// Names of groups that it may have.
    pub(super) groups: &'static [&'static str],
    /// The package that ships it.
    pub(super) package: &'static str,
}

const SETUID: u16 = 4;
const SETGID: u16 = 2;

const fn root(path: &'static str, groups: &'static [&'static str], package: &'static str) -> Known {
    Known { path, bits: SETUID, owner: "root", groups, package }
}

const fn group(path: &'static str, groups: &'static [&'static str], package: &'static str) -> Known {
    Known { path, bits: SETGID, owner: "root", groups, package }
}

const ROOT: &[&str] = &["root"];

static DEBIAN: &[Known] = &[
    root("bin/chfn", ROOT, "passwd"),
    root("bin/chsh", ROOT, "passwd"),
    root("bin/gpasswd", ROOT, "passwd"),
    root("bin/passwd", ROOT, "passwd"),
    group("bin/chage", &["shadow"], "passwd"),
    group("bin/expiry", &["shadow"], "passwd"),
    root("bin/newgrp", ROOT, "login"),
    root("bin/su", ROOT, "util-linux"),
    root("bin/mount", ROOT, "mount"),
    root("bin/umount", ROOT, "mount"),
    group("bin/unix_chkpwd", &["shadow"], "libpam-modules-bin"),
    // Ubuntu's.
    group("bin/pam_extrausers_chkpwd", &["shadow"], "libpam-modules-bin"),
    // Installed on demand.
    root("bin/sudo", ROOT, "sudo"),
    root("bin/doas", ROOT, "opendoas"),
    root("bin/pkexec", ROOT, "pkexec"),
    root("lib/policykit-1/polkit-agent-helper-1", ROOT, "policykit-1"),
    root("lib/polkit-1/polkit-agent-helper-1", ROOT, "polkitd"),
    root("libexec/polkit-agent-helper-1", ROOT, "polkitd"),
    root("lib/openssh/ssh-keysign", ROOT, "openssh-client"),
    group("bin/ssh-agent", &["_ssh", "ssh"], "openssh-client"),
    root("lib/dbus-1.0/dbus-daemon-launch-helper", &["messagebus"], "dbus"),
    root("bin/newuidmap", ROOT, "uidmap"),
    root("bin/newgidmap", ROOT, "uidmap"),
    root("bin/fusermount", ROOT, "fuse"),
    root("bin/fusermount3", ROOT, "fuse3"),
    group("bin/crontab", &["crontab"], "cron"),
    Known { path: "bin/at", bits: 6, owner: "daemon", groups: &["daemon"], package: "at" },
    group("bin/wall", &["tty"], "bsdutils"),
    group("bin/write", &["tty"], "bsdutils"),
    group("bin/write.ul", &["tty"], "bsdutils"),
    group("bin/bsd-write", &["tty"], "bsdmainutils"),
    group("lib/*/utempter/utempter", &["utmp"], "libutempter0"),
    group("bin/screen", &["utmp"], "screen"),
    root("bin/ntfs-3g", ROOT, "ntfs-3g"),
    root("bin/mount.nfs", ROOT, "nfs-common"),
    root("bin/mount.cifs", ROOT, "cifs-utils"),
    root("bin/ping", ROOT, "iputils-ping"),
    root("bin/ping6", ROOT, "iputils-ping"),
    root("bin/traceroute6.iputils", ROOT, "iputils-tracepath"),
    group("bin/dotlockfile", &["mail"], "liblockfile-bin"),
    group("bin/mlocate", &["mlocate"], "mlocate"),
    group("bin/plocate", &["plocate"], "plocate"),
    group("bin/postdrop", &["postdrop"], "postfix"),
    group("bin/postqueue", &["postdrop"], "postfix"),
    root("bin/exim4", ROOT, "exim4-daemon"),
    root("bin/pppd", &["dip"], "ppp"),
    root("lib/authbind/helper", ROOT, "authbind"),
    root("lib/eject/dmcrypt-get-device", ROOT, "eject"),
    root("lib/snapd/snap-confine", ROOT, "snapd"),
    Known { path: "bin/procmail", bits: 6, owner: "root", groups: &["mail"], package: "procmail" },
    group("bin/lockfile", &["mail"], "procmail"),
];

static RED_HAT: &[Known] = &[
    root("bin/chage", ROOT, "shadow-utils"),
    root("bin/gpasswd", ROOT, "shadow-utils"),
    root("bin/newgrp", ROOT, "shadow-utils"),
    root("bin/newuidmap", ROOT, "shadow-utils"),
    root("bin/newgidmap", ROOT, "shadow-utils"),
    root("bin/passwd", ROOT, "passwd"),
    root("bin/su", ROOT, "util-linux"),
    root("bin/mount", ROOT, "util-linux"),
    root("bin/umount", ROOT, "util-linux"),
    group("bin/write", &["tty"], "util-linux"),
    group("bin/wall", &["tty"], "util-linux"),
    root("bin/chfn", ROOT, "util-linux-user"),
    root("bin/chsh", ROOT, "util-linux-user"),
    root("bin/unix_chkpwd", ROOT, "pam"),
    root("bin/pam_timestamp_check", ROOT, "pam"),
    root("bin/sudo", ROOT, "sudo"),
    root("bin/pkexec", ROOT, "polkit"),
    root("lib/polkit-1/polkit-agent-helper-1", ROOT, "polkit"),
    root("bin/userhelper", ROOT, "usermode"),
    root("bin/usernetctl", ROOT, "initscripts"),
    root("libexec/dbus-1/dbus-daemon-launch-helper", &["dbus"], "dbus"),
    root("lib64/dbus-1/dbus-daemon-launch-helper", &["dbus"], "dbus"),
    group("libexec/openssh/ssh-keysign", &["ssh_keys"], "openssh"),
    root("libexec/openssh/ssh-keysign", ROOT, "openssh"),
    group("bin/ssh-agent", &["nobody"], "openssh-clients"),
    root("bin/crontab", ROOT, "cronie"),
    root("bin/at", ROOT, "at"),
    root("bin/fusermount", ROOT, "fuse"),
    root("bin/fusermount3", ROOT, "fuse3"),
    root("bin/mount.nfs", ROOT, "nfs-utils"),
    group("bin/locate", &["slocate"], "mlocate"),
    group("bin/plocate", &["plocate"], "plocate"),
    group("bin/postdrop", &["postdrop"], "postfix"),
    group("bin/postqueue", &["postdrop"], "postfix"),
    group("libexec/utempter/utempter", &["utmp"], "libutempter"),
    group("bin/screen", &["screen"], "screen"),
    root("bin/grub2-set-bootflag", ROOT, "grub2-tools-minimal"),
    group("bin/sendmail.sendmail", &["smmsp"], "sendmail"),
    root("libexec/sssd/krb5_child", &["sssd", "root"], "sssd-krb5-common"),
    root("libexec/sssd/ldap_child", &["sssd", "root"], "sssd-krb5-common"),
    root("libexec/sssd/proxy_child", &["sssd", "root"], "sssd-proxy"),
    root("libexec/sssd/selinux_child", &["sssd", "root"], "sssd-ipa"),
    root("libexec/sssd/p11_child", &["sssd", "root"], "sssd-common"),
    group("bin/lockdev", &["lock"], "lockdev"),
    root("bin/staprun", &["stapusr"], "systemtap-runtime"),
];

static SUSE: &[Known] = &[
    root("bin/at", &["trusted"], "at"),
    root("bin/crontab", &["trusted"], "cronie"),
    root("bin/gpasswd", &["shadow"], "shadow"),
    root("bin/chage", &["shadow"], "shadow"),
    root("bin/chfn", &["shadow"], "shadow"),
    root("bin/chsh", &["shadow"], "shadow"),
    root("bin/expiry", &["shadow"], "shadow"),
    root("bin/passwd", &["shadow"], "shadow"),
    root("bin/newgrp", ROOT, "shadow"),
    root("bin/newuidmap", &["shadow"], "shadow"),
    root("bin/newgidmap", &["shadow"], "shadow"),
    root("bin/unix_chkpwd", &["shadow"], "pam"),
    root("bin/unix2_chkpwd", &["shadow"], "pam"),
    root("bin/su", ROOT, "util-linux"),
    root("bin/mount", ROOT, "util-linux"),
    root("bin/umount", ROOT, "util-linux"),
    group("bin/wall", &["tty"], "util-linux"),
    group("bin/write", &["tty"], "util-linux"),
    root("bin/sudo", ROOT, "sudo"),
    root("bin/pkexec", ROOT, "polkit"),
    root("libexec/polkit-1/polkit-agent-helper-1", ROOT, "polkit"),
    root("lib/polkit-1/polkit-agent-helper-1", ROOT, "polkit"),
    root("libexec/dbus-1/dbus-daemon-launch-helper", &["messagebus"], "dbus-1"),
    root("lib/dbus-1/dbus-daemon-launch-helper", &["messagebus"], "dbus-1"),
    root("bin/fusermount", &["trusted"], "fuse"),
    root("bin/fusermount3", &["trusted"], "fuse3"),
    group("bin/postlog", &["maildrop"], "postfix"),
    group("bin/postdrop", &["maildrop"], "postfix"),
    group("bin/postqueue", &["maildrop"], "postfix"),
    group("libexec/utempter/utempter", &["utmp"], "utempter"),
    group("lib/utempter/utempter", &["utmp"], "utempter"),
    root("libexec/libgnomesu/gnomesu-pam-backend", ROOT, "libgnomesu"),
    root("bin/exim", ROOT, "exim"),
];

static ALPINE: &[Known] = &[
    root("bin/bbsuid", ROOT, "busybox-suid"),
    root("bin/su", ROOT, "shadow-login"),
    root("bin/sudo", ROOT, "sudo"),
    root("bin/doas", ROOT, "doas"),
    root("bin/chage", ROOT, "shadow"),
    root("bin/chfn", ROOT, "shadow"),
    root("bin/chsh", ROOT, "shadow"),
    root("bin/expiry", ROOT, "shadow"),
    root("bin/gpasswd", ROOT, "shadow"),
    root("bin/newgrp", ROOT, "shadow"),
    root("bin/passwd", ROOT, "shadow"),
    root("bin/newuidmap", ROOT, "shadow-subids"),
    root("bin/newgidmap", ROOT, "shadow-subids"),
    group("bin/unix_chkpwd", &["shadow"], "linux-pam"),
    root("bin/mount", ROOT, "mount"),
    root("bin/umount", ROOT, "umount"),
    root("bin/fusermount", ROOT, "fuse"),
    root("bin/fusermount3", ROOT, "fuse3"),
    root("bin/pkexec", ROOT, "polkit"),
    root("lib/polkit-1/polkit-agent-helper-1", ROOT, "polkit"),
    root("libexec/dbus-daemon-launch-helper", &["messagebus"], "dbus"),
    root("lib/ssh/ssh-keysign", ROOT, "openssh-keysign"),
    group("bin/postdrop", &["postdrop"], "postfix"),
    group("bin/postqueue", &["postdrop"], "postfix"),
];

/// The list of the distribution; empty for one that is not known.
pub(super) fn of(os: &OsRelease) -> &'static [Known] {
    const FAMILIES: [(&[&str], &[Known]); 4] = [
        (&["debian", "ubuntu"], DEBIAN),
        (&["fedora", "rhel", "centos", "amzn"], RED_HAT),
        (&["suse", "opensuse", "sles", "opensuse-leap", "opensuse-tumbleweed"], SUSE),
        (&["alpine", "wolfi", "chainguard"], ALPINE),
    ];
    let family = FAMILIES.iter().find(|(names, _)| names.iter().any(|name| os.is_like(name)));
    family.map_or(&[], |(_, known)| *known)
}

/// A path in the one form in which merged and split trees agree: without `usr/`, with `bin` for `sbin`.
pub(super) fn comparable(path: &[u8]) -> Vec<u8> {
    let path = path.strip_prefix(b"usr/").unwrap_or(path);
    match path.strip_prefix(b"sbin/") {
        Some(rest) => [b"bin/", rest].concat(),
        None => path.to_vec(),
    }
}

impl Known {
    /// Whether a path in comparable form is this file's.
    pub(super) fn is_at(&self, comparable: &[u8]) -> bool {
        let mut parts = comparable.split(|byte| *byte == b'/');
        let all = self.path.split('/').all(|wanted| match parts.next() {
            Some(part) => wanted == "*" || wanted.as_bytes() == part,
            None => false,
        });
        all && parts.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_and_split_trees_give_one_path() {
        for path in ["bin/su", "usr/bin/su", "sbin/su", "usr/sbin/su"] {
            assert_eq!(comparable(path.as_bytes()), b"bin/su", "{path}");
        }
        assert_eq!(comparable(b"usr/local/bin/su"), b"local/bin/su");
    }

    #[test]
    fn a_star_is_one_part() {
        let utempter = DEBIAN.iter().find(|known| known.path.contains('*')).unwrap();
        assert!(utempter.is_at(b"lib/x86_64-linux-gnu/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/a/b/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/a/utempter/utempter/x"));
    }

    #[test]
    fn derivatives_have_the_list_of_their_family() {
        let of = |text: &str| super::of(&OsRelease::read(text.as_bytes())).as_ptr();
        assert_eq!(of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), DEBIAN.as_ptr());
        assert_eq!(of("ID=rocky\nID_LIKE=\"rhel centos fedora\"\n"), RED_HAT.as_ptr());
        assert_eq!(of("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n"), SUSE.as_ptr());
        assert_eq!(of("ID=wolfi\n"), ALPINE.as_ptr());
        assert!(super::of(&OsRelease::read(b"ID=plan9\n")).is_empty());
    }

    #[test]
    fn every_path_is_in_comparable_form() {
        for known in [DEBIAN, RED_HAT, SUSE, ALPINE].into_iter().flatten() {
            assert_eq!(comparable(known.path.as_bytes()), known.path.as_bytes());
        }
    }
}
