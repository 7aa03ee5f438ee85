//! Whether anybody can log in by password at all. Guides for whole operating systems ask for rules about passwords; where
//! no account has one, they ask for nothing.

use crate::facts::Accounts;
use crate::facts::accounts::Password;

/// Whether some account has a password, or none to be asked for.
pub(super) fn has_login_account(accounts: &Accounts) -> bool {
    let opens = |password: &Password| matches!(password, Password::Hashed(_) | Password::Empty);
    accounts.shadow.iter().any(|line| opens(&line.password)) || accounts.users.iter().any(|user| opens(&user.password))
}
