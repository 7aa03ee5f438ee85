//! The files whose content is compared with the digests of databases.
//!
//! Digesting every byte would take longer than inflating it. So it is done where a change matters most: programs on the
//! usual `PATH`, and what decides who gets in and what is trusted. The layer scan computes digests of these alone, and
//! of databases only theirs are kept.

use super::Family;

/// How much a change of a file matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Watch {
    /// A program like others.
    Usual,
    /// It decides who gets in, what is trusted or what is run for everything else.
    Most,
}

/// Programs that check who somebody is, give rights, or are run for nearly everything.
const PROGRAMS: [&[u8]; 22] = [
    b"apk",
    b"apt-get",
    b"bash",
    b"busybox",
    b"curl",
    b"dash",
    b"dpkg",
    b"gpgv",
    b"init",
    b"ldconfig",
    b"login",
    b"mount",
    b"passwd",
    b"rpm",
    b"sh",
    b"ssh",
    b"sshd",
    b"su",
    b"sudo",
    b"tini",
    b"unix_chkpwd",
    b"wget",
];

/// Beginnings of libraries: the loader, the C library, cryptography, PAM, name services, and what has been attacked.
const LIBRARIES: [&[u8]; 10] =
    [b"ld-", b"ld.so", b"libc.", b"libc-", b"libcrypto", b"libssl", b"libgnutls", b"libpam", b"libnss_", b"liblzma"];

/// Directories whose files matter most, in one of libraries.
const FOLDERS: [&[u8]; 4] = [b"openssh", b"security", b"ssh", b"sudo"];

/// Certificates that are trusted, as packages ship them.
const CERTIFICATES: [&[u8]; 2] = [b"share/ca-certificates", b"share/pki/ca-trust-source"];

/// Whether the content of a file is compared, by the clean path of its directory and its name. The answer is the same
/// for both names of a file where `bin` is a link to `usr/bin`.
pub(crate) fn watched(directory: &[u8], name: &[u8]) -> Option<Watch> {
    let directory = directory.strip_prefix(b"usr/").unwrap_or(directory);
    if matches!(directory, b"bin" | b"sbin") {
        return Some(if PROGRAMS.contains(&name) { Watch::Most } else { Watch::Usual });
    }
    let most = if directory.starts_with(b"lib") {
        // Below lib, lib64 or libexec, and perhaps the name of a platform.
        let mut parts = directory.split(|byte| *byte == b'/').skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (_, None, None) if LIBRARIES.iter().any(|begin| name.starts_with(begin)) => true,
            (Some(last), None, None) | (Some(_), Some(last), None) => FOLDERS.contains(&last),
            _ => false,
        }
    } else {
        CERTIFICATES.iter().any(|folder| directory.starts_with(folder))
    };
    most.then_some(Watch::Most)
}

/// Places that only images of one family have, in layers that begin with them: `etc` stands before `usr` in a layer.
const PLACES: [(&[u8], Family); 13] = [
    (b"etc/apk", Family::Apk),
    (b"lib/apk", Family::Apk),
    (b"usr/lib/apk", Family::Apk),
    (b"etc/apt", Family::Deb),
    (b"etc/debian_version", Family::Deb),
    (b"etc/dpkg", Family::Deb),
    (b"var/lib/dpkg", Family::Deb),
    (b"etc/pki/rpm-gpg", Family::Rpm),
    (b"etc/rpm", Family::Rpm),
    (b"etc/yum.repos.d", Family::Rpm),
    (b"etc/zypp", Family::Rpm),
    (b"usr/lib/sysimage/rpm", Family::Rpm),
    (b"var/lib/rpm", Family::Rpm),
];

/// The family of packages that an entry with this clean path speaks for.
pub(crate) fn spoken_for(path: &[u8]) -> Option<Family> {
    let is_it = |place: &[u8]| path.strip_prefix(place).is_some_and(|rest| matches!(rest.first(), None | Some(b'/')));
    PLACES.iter().find(|(place, _)| is_it(place)).map(|(_, family)| *family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::layer::split;

    #[test]
    fn what_matters_is_told_by_its_place_under_both_names() {
        let table = [
            ("bin/ls", Some(Watch::Usual)),
            ("usr/bin/ls", Some(Watch::Usual)),
            ("usr/sbin/sshd", Some(Watch::Most)),
            ("bin/busybox", Some(Watch::Most)),
            ("usr/bin/x/y", None),
            ("usr/local/bin/ls", None),
            ("lib/x86_64-linux-gnu/security/pam_unix.so", Some(Watch::Most)),
            ("lib64/security/pam_unix.so", Some(Watch::Most)),
            ("usr/lib/x86_64-linux-gnu/libc.so.6", Some(Watch::Most)),
            ("lib/ld-musl-x86_64.so.1", Some(Watch::Most)),
            ("usr/lib64/libcrypto.so.3", Some(Watch::Most)),
            ("usr/lib/python3/site/libc.txt", None),
            ("usr/lib/x86_64-linux-gnu/libfoo.so.1", None),
            ("usr/libexec/openssh/sftp-server", Some(Watch::Most)),
            ("usr/share/ca-certificates/mozilla/x.crt", Some(Watch::Most)),
            ("usr/lib/python3/dist-packages/x/ssh/key.py", None),
            ("etc/passwd", None),
            ("opt/lib/libc.so.6", None),
            ("usr", None),
            ("", None),
        ];
        for (path, expected) in table {
            let (directory, name) = split(path.as_bytes());
            assert_eq!(watched(directory, name), expected, "{path}");
        }
    }

    #[test]
    fn places_speak_for_a_family_with_all_that_is_in_them_and_nothing_beside() {
        assert_eq!(spoken_for(b"etc/apt"), Some(Family::Deb));
        assert_eq!(spoken_for(b"etc/apt/sources.list"), Some(Family::Deb));
        assert_eq!(spoken_for(b"etc/aptitude"), None);
        assert_eq!(spoken_for(b"lib/apk/db/installed"), Some(Family::Apk));
        assert_eq!(spoken_for(b"etc/yum.repos.d/x.repo"), Some(Family::Rpm));
        assert_eq!(spoken_for(b"etc"), None);
    }
}
