//! Any bytes as the account files and as os-release.

use plimsoll_core::facts::{Accounts, OsRelease};

/// See the module.
pub fn holds(data: &[u8]) {
    let third = data.len() / 3;
    let (passwd, rest) = data.split_at(third);
    let (group, shadow) = rest.split_at(third);
    for accounts in [
        Accounts::read(Some(passwd), Some(group), Some(shadow)),
        Accounts::read(Some(data), Some(data), Some(data)),
        Accounts::read(None, Some(data), None),
    ] {
        for user in &accounts.users {
            let _ = (user.has_login_shell(), accounts.user_with_id(user.uid), accounts.group_named(&user.name));
            assert!(accounts.user_named(&user.name).is_some() || user.name.is_empty());
        }
        let _ = accounts.run_as(&String::from_utf8_lossy(data));
    }
    let _ = OsRelease::read(data).is_like("debian");
}
