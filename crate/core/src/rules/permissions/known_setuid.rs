//! The setuid and setgid files that distributions ship themselves, by family.
//!
//! Sources: Debian and Ubuntu: modes of the packages named beside each file, the first block compared with root
//! filesystems of bullseye, bookworm, trixie and noble made by debootstrap (tests/corpus has the three of Debian). Red Hat
//! family (Fedora, RHEL, UBI, CentOS, Amazon and their kin): `%attr` in the packages' spec files; those of shadow-utils,
//! passwd, util-linux, pam, sudo and dbus were read again in Fedora's, and Azure Linux's in its shadow-utils.spec, where the
//! setuid bits are those of the makefile. SUSE: openSUSE/permissions, profiles `easy` and `secure`, whichever allows more.
//! Alpine: aports, the APKBUILD of busybox (bbsuid 4111), shadow (new*idmap 4711) and linux-pam (unix_chkpwd setgid shadow),
//! else modes of the packages; Wolfi was made from it, and its own recipes were not compared. Only what the package gives is
//! in the lists: another owner, group or an additional bit is not known.

use crate::facts::OsRelease;

/// A file that a distribution ships with the setuid or setgid bit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Path in the form of [`comparable`]; `*` stands for one part (a multiarch triplet).
    pub(super) path: &'static str,
    /// The special bits that it may have: 4 setuid, 2 setgid, 6 both.
    pub(super) bits: u16,
    /// Name of the owner.
    pub(super) owner: &'static str,
    groups: &'static str,
    /// The package that ships it.
    pub(super) package: &'static str,
}

// One package a line, each list one text, since lists of strings are much to download:
//
//   bits  owner  groups that it may have, with commas  package  paths

const DEBIAN: &str = "\
4 root root passwd bin/chfn bin/chsh bin/gpasswd bin/passwd
2 root shadow passwd bin/chage bin/expiry
4 root root login bin/newgrp
4 root root util-linux bin/su
4 root root mount bin/mount bin/umount
2 root shadow libpam-modules-bin bin/unix_chkpwd bin/pam_extrausers_chkpwd
4 root root sudo bin/sudo
4 root root opendoas bin/doas
4 root root pkexec bin/pkexec
4 root root policykit-1 lib/policykit-1/polkit-agent-helper-1
4 root root polkitd lib/polkit-1/polkit-agent-helper-1 libexec/polkit-agent-helper-1
4 root root openssh-client lib/openssh/ssh-keysign
2 root _ssh,ssh openssh-client bin/ssh-agent
4 root messagebus dbus lib/dbus-1.0/dbus-daemon-launch-helper
4 root root uidmap bin/newuidmap bin/newgidmap
4 root root fuse bin/fusermount
4 root root fuse3 bin/fusermount3
2 root crontab cron bin/crontab
6 daemon daemon at bin/at
2 root tty bsdutils bin/wall bin/write bin/write.ul
2 root tty bsdmainutils bin/bsd-write
2 root utmp libutempter0 lib/*/utempter/utempter
2 root utmp screen bin/screen
4 root root ntfs-3g bin/ntfs-3g
4 root root nfs-common bin/mount.nfs
4 root root cifs-utils bin/mount.cifs
4 root root iputils-ping bin/ping bin/ping6
4 root root iputils-tracepath bin/traceroute6.iputils
2 root mail liblockfile-bin bin/dotlockfile
2 root mlocate mlocate bin/mlocate
2 root plocate plocate bin/plocate
2 root postdrop postfix bin/postdrop bin/postqueue
4 root root exim4-daemon bin/exim4
4 root dip ppp bin/pppd
4 root root authbind lib/authbind/helper
4 root root eject lib/eject/dmcrypt-get-device
4 root root snapd lib/snapd/snap-confine
6 root mail procmail bin/procmail
2 root mail procmail bin/lockfile
";

const RED_HAT: &str = "\
4 root root shadow-utils bin/chage bin/gpasswd bin/newgrp bin/newuidmap bin/newgidmap bin/expiry
4 root root passwd bin/passwd
4 root root util-linux bin/su bin/mount bin/umount
2 root tty util-linux bin/write bin/wall
4 root root util-linux-user bin/chfn bin/chsh
4 root root pam bin/unix_chkpwd bin/pam_timestamp_check
4 root root sudo bin/sudo
4 root root polkit bin/pkexec lib/polkit-1/polkit-agent-helper-1
4 root root usermode bin/userhelper
4 root root initscripts bin/usernetctl
4 root dbus dbus libexec/dbus-1/dbus-daemon-launch-helper lib64/dbus-1/dbus-daemon-launch-helper
2 root ssh_keys openssh libexec/openssh/ssh-keysign
4 root root openssh libexec/openssh/ssh-keysign
2 root nobody openssh-clients bin/ssh-agent
4 root root cronie bin/crontab
4 root root at bin/at
4 root root fuse bin/fusermount
4 root root fuse3 bin/fusermount3
4 root root nfs-utils bin/mount.nfs
2 root slocate mlocate bin/locate
2 root plocate plocate bin/plocate
2 root postdrop postfix bin/postdrop bin/postqueue
2 root utmp libutempter libexec/utempter/utempter
2 root screen screen bin/screen
4 root root grub2-tools-minimal bin/grub2-set-bootflag
2 root smmsp sendmail bin/sendmail.sendmail
4 root sssd,root sssd-krb5-common libexec/sssd/krb5_child libexec/sssd/ldap_child
4 root sssd,root sssd-proxy libexec/sssd/proxy_child
4 root sssd,root sssd-ipa libexec/sssd/selinux_child
4 root sssd,root sssd-common libexec/sssd/p11_child
2 root lock lockdev bin/lockdev
4 root stapusr systemtap-runtime bin/staprun
";

const SUSE: &str = "\
4 root trusted at bin/at
4 root trusted cronie bin/crontab
4 root shadow shadow bin/gpasswd bin/chage bin/chfn bin/chsh bin/expiry bin/passwd bin/newuidmap bin/newgidmap
4 root root shadow bin/newgrp
2 root shadow shadow bin/chage
4 root shadow pam bin/unix_chkpwd bin/unix2_chkpwd
4 root root util-linux bin/su bin/mount bin/umount
2 root tty util-linux bin/wall bin/write
4 root root sudo bin/sudo
4 root root polkit bin/pkexec libexec/polkit-1/polkit-agent-helper-1 lib/polkit-1/polkit-agent-helper-1
4 root messagebus dbus-1 libexec/dbus-1/dbus-daemon-launch-helper lib/dbus-1/dbus-daemon-launch-helper
4 root trusted fuse bin/fusermount
4 root trusted fuse3 bin/fusermount3
2 root maildrop postfix bin/postlog bin/postdrop bin/postqueue
2 root utmp utempter libexec/utempter/utempter lib/utempter/utempter
4 root root libgnomesu libexec/libgnomesu/gnomesu-pam-backend
4 root root exim bin/exim
4 root root nfs-client bin/mount.nfs
4 root cockpit-wsinstance cockpit-ws libexec/cockpit-session
4 root root mariadb lib64/mysql/plugin/auth_pam_tool_dir/auth_pam_tool
";

const ALPINE: &str = "\
4 root root busybox-suid bin/bbsuid
4 root root shadow-login bin/su
4 root root sudo bin/sudo
4 root root doas bin/doas
4 root root shadow bin/chage bin/chfn bin/chsh bin/expiry bin/gpasswd bin/newgrp bin/passwd
4 root root shadow-uidmap bin/newuidmap bin/newgidmap
2 root shadow linux-pam bin/unix_chkpwd
4 root root mount bin/mount
4 root root umount bin/umount
4 root root fuse bin/fusermount
4 root root fuse3 bin/fusermount3
4 root root polkit bin/pkexec lib/polkit-1/polkit-agent-helper-1
4 root messagebus dbus libexec/dbus-daemon-launch-helper
4 root root openssh-keysign lib/ssh/ssh-keysign
2 root postdrop postfix bin/postdrop bin/postqueue
";

/// The list of the distribution; empty for one that is not known.
pub(super) fn of(os: &OsRelease) -> Vec<Known> {
    const FAMILIES: [(&[&str], &str); 4] = [
        (&["debian", "ubuntu"], DEBIAN),
        (&["fedora", "rhel", "centos", "amzn", "azurelinux", "mariner"], RED_HAT),
        (&["suse", "opensuse", "sles", "opensuse-leap", "opensuse-tumbleweed"], SUSE),
        (&["alpine", "wolfi", "chainguard"], ALPINE),
    ];
    let family = FAMILIES.iter().find(|(names, _)| names.iter().any(|name| os.is_like(name)));
    family.map(|(_, list)| read(list)).unwrap_or_default()
}

fn read(list: &'static str) -> Vec<Known> {
    let mut all = Vec::new();
    for line in list.lines() {
        let mut words = line.split(' ');
        let [Some(bits), Some(owner), Some(groups), Some(package)] = [(); 4].map(|()| words.next()) else { continue };
        let bits = bits.parse().unwrap_or_default();
        all.extend(words.map(|path| Known { path, bits, owner, groups, package }));
    }
    all
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
    /// Names of groups that it may have.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.groups.split(',')
    }

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
        let utempter = read(DEBIAN).into_iter().find(|known| known.path.contains('*')).unwrap();
        assert!(utempter.is_at(b"lib/x86_64-linux-gnu/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/a/b/utempter/utempter"));
        assert!(!utempter.is_at(b"lib/a/utempter/utempter/x"));
    }

    #[test]
    fn derivatives_have_the_list_of_their_family() {
        let of = |text: &str| super::of(&OsRelease::read(text.as_bytes()));
        assert_eq!(of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), read(DEBIAN));
        assert_eq!(of("ID=rocky\nID_LIKE=\"rhel centos fedora\"\n"), read(RED_HAT));
        assert_eq!(of("ID=azurelinux\n"), read(RED_HAT));
        assert_eq!(of("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n"), read(SUSE));
        assert_eq!(of("ID=wolfi\n"), read(ALPINE));
        assert!(super::of(&OsRelease::read(b"ID=plan9\n")).is_empty());
    }

    #[test]
    fn every_line_is_whole_and_its_paths_are_in_comparable_form() {
        for list in [DEBIAN, RED_HAT, SUSE, ALPINE] {
            for known in read(list) {
                assert_eq!(comparable(known.path.as_bytes()), known.path.as_bytes());
                assert!(matches!(known.bits, 2 | 4 | 6), "{known:?}");
            }
            for line in list.lines() {
                assert!(line.split(' ').count() > 4 && line.split(' ').all(|word| !word.is_empty()), "{line}");
            }
        }
    }
}
