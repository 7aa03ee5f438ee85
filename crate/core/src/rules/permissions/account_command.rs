//! Accounts that build steps create: `useradd`, `adduser`. What is wrong with one is for the rules.

use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::rules::build_step::{Takes, items};

pub(super) static USERADD: Takes = Takes {
    short: "bcdefgGkKpPRsuZ",
    long: &[
        "base-dir",
        "comment",
        "home-dir",
        "home",
        "expiredate",
        "inactive",
        "gid",
        "groups",
        "skel",
        "key",
        "password",
        "prefix",
        "root",
        "shell",
        "uid",
        "selinux-user",
    ],
};

/// Both that of Debian and that of BusyBox.
static ADDUSER: Takes = Takes {
    short: "hgsGuk",
    long: &["uid", "gid", "home", "shell", "gecos", "comment", "ingroup", "conf", "firstuid", "lastuid"],
};

/// An account.
pub(super) struct Created<'f> {
    pub(super) run: Run<'f>,
    pub(super) name: &'f Word,
    /// As written.
    pub(super) uid: Option<&'f str>,
}

/// The accounts that build steps create, in all stages.
pub(super) fn created<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = Created<'f>> {
    facts.runs_of(&["useradd", "adduser"]).filter_map(|run| {
        let is_useradd = run.program == "useradd";
        let (mut name, mut operands, mut uid) = (None, 0_usize, None);
        for item in items(run.words, if is_useradd { &USERADD } else { &ADDUSER }) {
            if item.is_operand() {
                operands = operands.saturating_add(1);
                name = name.or(Some(item.word));
            } else if item.is(&["u", "uid"]) {
                uid = item.value.filter(|_| item.value_word.is_some_and(|word| !word.expands));
            }
        }
        // With two names adduser puts an account into a group.
        name.filter(|name| operands == 1 && !name.expands).map(|name| Created { run, name, uid })
    })
}
