//! File capabilities: the value of the xattr `security.capability`, `struct vfs_cap_data` of
//! `include/uapi/linux/capability.h`.

/// The names of Linux capabilities; the place in the list is the bit.
pub const CAPABILITY_NAMES: [&str; 41] = [
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

/// The revision of `vfs_cap_data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapabilityVersion {
    /// 12 bytes: only the first 32 capabilities.
    V1,
    /// 20 bytes: 64 capabilities.
    V2,
    /// 24 bytes: 64 capabilities, and the uid that is root in the user namespace they hold for.
    V3 {
        /// That uid, seen from the initial namespace.
        root: u32,
    },
}

/// What a file grants to the process that executes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCapability {
    /// Bit mask of the permitted set.
    pub permitted: u64,
    /// Bit mask of the inheritable set.
    pub inheritable: u64,
    /// Whether the permitted ones are effective from the start.
    pub effective: bool,
    /// The revision to write.
    pub version: CapabilityVersion,
}

impl FileCapability {
    /// Reads the form of `setcap` and `getcap`: `cap_net_raw,cap_net_admin+ep`, `cap_chown=eip`, `all+ep`.
    ///
    /// # Errors
    /// Says which name or flag is unknown.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((names, flags)) = text.split_once(['+', '=']) else {
            return Err(format!("capability `{text}` has no flags: write for example cap_net_raw+ep"));
        };
        let mut mask = 0u64;
        for name in names.split(',') {
            mask |= match CAPABILITY_NAMES.iter().position(|known| known.eq_ignore_ascii_case(name)) {
                Some(bit) => 1 << bit,
                None if name == "all" => (1 << CAPABILITY_NAMES.len()) - 1,
                None => return Err(format!("unknown capability `{name}`")),
            };
        }
        if flags.is_empty() {
            return Err(format!("capability `{text}` has no flags after the sign: use e, i and p"));
        }
        if let Some(flag) = flags.chars().find(|flag| !"eip".contains(*flag)) {
            return Err(format!("unknown capability flag `{flag}`: use e, i and p"));
        }
        Ok(Self {
            permitted: if flags.contains('p') { mask } else { 0 },
            inheritable: if flags.contains('i') { mask } else { 0 },
            effective: flags.contains('e'),
            version: CapabilityVersion::V2,
        })
    }

    /// The same in another revision.
    #[must_use]
    pub const fn version(mut self, version: CapabilityVersion) -> Self {
        self.version = version;
        self
    }

    /// The bytes of the xattr.
    ///
    /// # Panics
    /// If a capability above bit 31 is to be written as version 1.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let revision: u32 = match self.version {
            CapabilityVersion::V1 => 0x0100_0000,
            CapabilityVersion::V2 => 0x0200_0000,
            CapabilityVersion::V3 { .. } => 0x0300_0000,
        };
        let mut words = vec![revision | u32::from(self.effective)];
        words.extend([self.permitted as u32, self.inheritable as u32]);
        let high = [(self.permitted >> 32) as u32, (self.inheritable >> 32) as u32];
        match self.version {
            CapabilityVersion::V1 => assert!(high == [0, 0], "version 1 holds only the first 32 capabilities"),
            CapabilityVersion::V2 => words.extend(high),
            CapabilityVersion::V3 { root } => words.extend([high[0], high[1], root]),
        }
        words.into_iter().flat_map(u32::to_le_bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ping_gets_the_bytes_that_setcap_writes() {
        let bytes = FileCapability::parse("cap_net_raw+ep").unwrap().to_bytes();
        assert_eq!(bytes, [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn the_revisions_differ_in_length_and_root() {
        let bpf = FileCapability::parse("cap_bpf=p").unwrap();
        assert_eq!(bpf.to_bytes()[12], 1 << 7, "bit 39 is in the second word");
        let rooted = bpf.version(CapabilityVersion::V3 { root: 1000 }).to_bytes();
        assert_eq!((rooted.len(), &rooted[20..]), (24, &1000u32.to_le_bytes()[..]));
        let old = FileCapability::parse("cap_chown+eip").unwrap().version(CapabilityVersion::V1).to_bytes();
        assert_eq!(old, [1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0]);
    }

    #[test]
    fn unknown_names_and_flags_are_refused() {
        assert!(FileCapability::parse("cap_fly+ep").unwrap_err().contains("cap_fly"));
        assert!(FileCapability::parse("cap_chown+x").unwrap_err().contains('x'));
        assert!(FileCapability::parse("cap_chown").is_err());
    }
}
