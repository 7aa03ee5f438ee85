//! The configuration files whose bodies rules ask for, with the number of bytes that is enough for each: the largest of
//! real ones have a tenth of it.

use super::Reads;
use crate::image::wanted::Want;

const SMALL: u64 = 64 * 1024;
const MEDIUM: u64 = 256 * 1024;

const fn path(path: &'static str) -> Reads {
    Reads::Body(Want::Path(path), SMALL)
}

const fn under(directory: &'static str) -> Reads {
    Reads::Body(Want::Under(directory), SMALL)
}

pub(crate) const SUDOERS: Reads = Reads::Body(Want::Path("etc/sudoers"), MEDIUM);
pub(crate) const SUDOERS_D: Reads = under("etc/sudoers.d/");
pub(crate) const DOAS: Reads = path("etc/doas.conf");
pub(crate) const DOAS_D: Reads = under("etc/doas.d/");
pub(crate) const SSHD: Reads = Reads::Body(Want::Path("etc/ssh/sshd_config"), MEDIUM);
pub(crate) const SSHD_D: Reads = under("etc/ssh/sshd_config.d/");
pub(crate) const LOGIN_DEFS: Reads = path("etc/login.defs");
pub(crate) const VENDOR_LOGIN_DEFS: Reads = path("usr/etc/login.defs");
pub(crate) const PAM_D: Reads = under("etc/pam.d/");
pub(crate) const PAM_CONF: Reads = path("etc/pam.conf");
pub(crate) const PWQUALITY: Reads = path("etc/security/pwquality.conf");
pub(crate) const PROFILE: Reads = path("etc/profile");
pub(crate) const PROFILE_D: Reads = under("etc/profile.d/");
pub(crate) const BASH_BASHRC: Reads = path("etc/bash.bashrc");
pub(crate) const BASHRC: Reads = path("etc/bashrc");
pub(crate) const ENVIRONMENT: Reads = path("etc/environment");
pub(crate) const ZSHENV: Reads = path("etc/zsh/zshenv");
pub(crate) const ROOT_PROFILE: Reads = path("root/.profile");
pub(crate) const ROOT_BASHRC: Reads = path("root/.bashrc");
pub(crate) const ROOT_BASH_PROFILE: Reads = path("root/.bash_profile");
pub(crate) const CRONTAB: Reads = path("etc/crontab");
pub(crate) const CRON_D: Reads = under("etc/cron.d/");
pub(crate) const SPOOL_CRON: Reads = under("var/spool/cron/");
pub(crate) const CRONTABS: Reads = under("etc/crontabs/");
