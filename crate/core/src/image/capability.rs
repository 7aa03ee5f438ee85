//! File capabilities: decodes the value of the xattr `security.capability`, which is `struct vfs_cap_data` of Linux
//! (`include/uapi/linux/capability.h`, capabilities(7)). Decodes only; what a set means for an image is a rule's matter.

use crate::words::{Words, words};
use std::fmt;

/// The names of Linux capabilities; the place in the list is the bit (`include/uapi/linux/capability.h`).
pub static CAPABILITY_NAMES: Words = words![
    "cap_chown",
    "cap_dac_override",
    "cap_dac_read_search",
    "cap_fowner",
    "cap_fsetid",
    "cap_kill",
    "cap_setgid",
    "cap_setuid",
    "cap_setpcap",
    "cap_linux_immutable",
    "cap_net_bind_service",
    "cap_net_broadcast",
    "cap_net_admin",
    "cap_net_raw",
    "cap_ipc_lock",
    "cap_ipc_owner",
    "cap_sys_module",
    "cap_sys_rawio",
    "cap_sys_chroot",
    "cap_sys_ptrace",
    "cap_sys_pacct",
    "cap_sys_admin",
    "cap_sys_boot",
    "cap_sys_nice",
    "cap_sys_resource",
    "cap_sys_time",
    "cap_sys_tty_config",
    "cap_mknod",
    "cap_lease",
    "cap_audit_write",
    "cap_audit_control",
    "cap_setfcap",
    "cap_mac_override",
    "cap_mac_admin",
    "cap_syslog",
    "cap_wake_alarm",
    "cap_block_suspend",
    "cap_audit_read",
    "cap_perfmon",
    "cap_bpf",
    "cap_checkpoint_restore",
];

/// A set of capabilities, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CapabilitySet(pub u64);

impl CapabilitySet {
    /// Whether the capability with that bit number is in it.
    #[must_use]
    pub fn has(self, bit: u32) -> bool {
        self.0.checked_shr(bit).is_some_and(|rest| rest & 1 == 1)
    }

    /// Whether no capability is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bit numbers that are set, lowest first.
    pub fn bits(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |bit| self.has(*bit))
    }
}

/// The names, separated by commas; bits that this list has no name for as `cap_41`.
impl fmt::Display for CapabilitySet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, bit) in self.bits().enumerate() {
            if place > 0 {
                out.write_str(",")?;
            }
            match usize::try_from(bit).ok().and_then(|bit| CAPABILITY_NAMES.get(bit)) {
                Some(name) => out.write_str(name)?,
                None => write!(out, "cap_{bit}")?,
            }
        }
        Ok(())
    }
}

/// What a file grants to the process that executes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCapability {
    /// Revision of the structure: 1, 2 or 3.
    pub version: u8,
    /// Capabilities that the process gets.
    pub permitted: CapabilitySet,
    /// Capabilities that it gets if its caller hands them on.
    pub inheritable: CapabilitySet,
    /// Whether they are effective from the start, with no call of the program.
    pub effective: bool,
    /// Revision 3: the uid that is root in the user namespace which the capabilities hold for.
    pub root: Option<u32>,
}

/// Why a value is no `vfs_cap_data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapabilityError {
    /// Too short for the word that tells the revision.
    TooShort {
        /// Bytes of the value.
        length: usize,
    },
    /// A revision that Linux does not know either.
    UnknownRevision {
        /// The highest byte of the first word.
        revision: u8,
    },
    /// The length does not fit the revision.
    WrongLength {
        /// The revision.
        version: u8,
        /// Bytes that it must have.
        expected: usize,
        /// Bytes of the value.
        length: usize,
    },
}

impl fmt::Display for CapabilityError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { length } => write!(out, "{length} bytes are too few for a revision"),
            Self::UnknownRevision { revision } => write!(out, "revision {revision} is not known"),
            Self::WrongLength { version, expected, length } => {
                write!(out, "revision {version} has {expected} bytes, not {length}")
            }
        }
    }
}

impl std::error::Error for CapabilityError {}

impl FileCapability {
    /// Lowest bit of the first word: `VFS_CAP_FLAGS_EFFECTIVE`.
    const EFFECTIVE: u32 = 1;

    /// Decodes a value. Like the kernel, it takes exactly the length that the revision has.
    ///
    /// # Errors
    /// If the value is of no known revision or of another length.
    pub fn decode(value: &[u8]) -> Result<Self, CapabilityError> {
        let (words, _) = value.as_chunks::<4>();
        let word = |place: usize| words.get(place).map_or(0, |bytes| u32::from_le_bytes(*bytes));
        if words.is_empty() {
            return Err(CapabilityError::TooShort { length: value.len() });
        }
        let [.., revision] = word(0).to_le_bytes();
        let expected = match revision {
            1 => 12,
            2 => 20,
            3 => 24,
            _ => return Err(CapabilityError::UnknownRevision { revision }),
        };
        if value.len() != expected {
            return Err(CapabilityError::WrongLength { version: revision, expected, length: value.len() });
        }
        let set = |low: u32, high: u32| CapabilitySet(u64::from(low) | u64::from(high) << 32);
        // Revision 1 has one pair of words, permitted and inheritable; the others have a second pair for bits 32 to 63.
        let (high_permitted, high_inheritable) = if revision == 1 { (0, 0) } else { (word(3), word(4)) };
        Ok(Self {
            version: revision,
            permitted: set(word(1), high_permitted),
            inheritable: set(word(2), high_inheritable),
            effective: word(0) & Self::EFFECTIVE != 0,
            root: (revision == 3).then(|| word(5)),
        })
    }
}

/// As getcap(8) writes it: `cap_net_raw=ep`, or two groups where the sets differ.
impl fmt::Display for FileCapability {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = CapabilitySet(self.permitted.0 & self.inheritable.0);
        let permitted = CapabilitySet(self.permitted.0 & !both.0);
        let inheritable = CapabilitySet(self.inheritable.0 & !both.0);
        let effective = if self.effective { "e" } else { "" };
        let mut first = true;
        for (set, flags) in [(both, "ip"), (permitted, "p"), (inheritable, "i")] {
            if set.is_empty() {
                continue;
            }
            let gap = if first { "" } else { " " };
            write!(out, "{gap}{set}={effective}{flags}")?;
            first = false;
        }
        if first {
            out.write_str("no capability")?;
        }
        if let Some(root) = self.root {
            write!(out, " [rootid={root}]")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_image_builder::{CapabilityVersion, FileCapability as Built};

    fn built(text: &str, version: CapabilityVersion) -> FileCapability {
        FileCapability::decode(&Built::parse(text).unwrap().version(version).to_bytes()).unwrap()
    }

    #[test]
    fn the_three_revisions_are_read() {
        let ping = FileCapability::decode(&[1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!(ping.to_string(), "cap_net_raw=ep");
        assert!(ping.effective && ping.permitted.has(13) && ping.inheritable.is_empty());
        assert_eq!(built("cap_chown+p", CapabilityVersion::V1).to_string(), "cap_chown=p");
        let rooted = built("cap_chown,cap_bpf+ep", CapabilityVersion::V3 { root: 100_000 });
        assert_eq!(rooted.to_string(), "cap_chown,cap_bpf=ep [rootid=100000]");
        assert_eq!((rooted.version, rooted.root), (3, Some(100_000)));
    }

    #[test]
    fn every_capability_has_its_name_and_later_ones_a_number() {
        let all = built("all+eip", CapabilityVersion::V2);
        assert_eq!(all.permitted.to_string(), CAPABILITY_NAMES.join(","));
        assert_eq!(CapabilitySet(1 << 41 | 1 << 63).to_string(), "cap_41,cap_63");
        assert!(!CapabilitySet(u64::MAX).has(64));
    }

    #[test]
    fn sets_that_differ_are_told_apart() {
        let mut bytes = Built::parse("cap_kill+p").unwrap().to_bytes();
        bytes[8] = 1;
        assert_eq!(FileCapability::decode(&bytes).unwrap().to_string(), "cap_kill=p cap_chown=i");
        let none = FileCapability::decode(&[1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap();
        assert_eq!(none.to_string(), "no capability");
    }

    #[test]
    fn other_values_are_refused_with_the_reason() {
        let decode = |value: &[u8]| FileCapability::decode(value).unwrap_err().to_string();
        assert_eq!(decode(b""), "0 bytes are too few for a revision");
        assert_eq!(decode(&[1, 0, 0, 9]), "revision 9 is not known");
        assert_eq!(decode(&[1, 0, 0, 2, 0]), "revision 2 has 20 bytes, not 5");
        assert_eq!(decode(&[0; 64]), "revision 0 is not known");
        for length in 0..40 {
            for revision in 0..5 {
                let mut value = vec![0xff; length];
                if let Some(byte) = value.get_mut(3) {
                    *byte = revision;
                }
                let good = matches!((revision, length), (1, 12) | (2, 20) | (3, 24));
                assert_eq!(FileCapability::decode(&value).is_ok(), good, "{revision} {length}");
            }
        }
    }
}
