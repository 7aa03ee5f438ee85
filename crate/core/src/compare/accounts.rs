//! Accounts and groups, by name. Of a name that stands twice the first line holds, as for getpwnam(3).

use super::changes::{Named, told_apart};
use super::model::{Changes, Group, User};
use super::side::Analysed;
use crate::facts::Accounts;
use crate::facts::accounts::{self, Password};
use crate::ordered::Map;
use crate::report::assemble::shown_name;

pub(super) fn users(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<User> {
    told_apart(&users_of(before), &users_of(after))
}

pub(super) fn groups(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<Group> {
    told_apart(&groups_of(before), &groups_of(after))
}

type RawUser = (u32, u32, Vec<u8>, Vec<u8>, &'static str);

fn users_of(side: &Analysed<'_>) -> Named<Vec<u8>, RawUser, User> {
    let mut users = Map::new();
    let Some(accounts) = accounts_of(side) else { return users };
    let mut shadow: Map<&[u8], Password> = Map::new();
    for line in &accounts.shadow {
        shadow.insert_new(&line.name, line.password);
    }
    for user in &accounts.users {
        let password = password(user, &shadow);
        let raw = (user.uid, user.gid, user.home.clone(), user.shell.clone(), password);
        let shown = User {
            name: shown(&user.name),
            uid: user.uid,
            gid: user.gid,
            home: shown(&user.home),
            shell: shown(&user.shell),
            password: password.to_owned(),
        };
        users.insert_new(user.name.clone(), (raw, shown));
    }
    users
}

fn groups_of(side: &Analysed<'_>) -> Named<Vec<u8>, (u32, Vec<Vec<u8>>), Group> {
    let mut groups = Map::new();
    for group in accounts_of(side).into_iter().flat_map(|accounts| &accounts.groups) {
        let members = group.members.iter().map(|member| shown(member)).collect();
        let shown = Group { name: shown(&group.name), gid: group.gid, members };
        groups.insert_new(group.name.clone(), ((group.gid, group.members.clone()), shown));
    }
    groups
}

/// A shadowed account without a line in the shadow file cannot log in by password.
fn password(user: &accounts::User, shadow: &Map<&[u8], Password>) -> &'static str {
    let effective = match user.password {
        Password::Shadowed => shadow.get(user.name.as_slice()).copied().unwrap_or(Password::Locked),
        own => own,
    };
    match effective {
        Password::Empty => "none",
        Password::Hashed(_) => "set",
        Password::Shadowed | Password::Locked => "locked",
    }
}

fn accounts_of<'a>(side: &Analysed<'a>) -> Option<&'a Accounts> {
    side.image?.files.as_ref().map(|files| &files.accounts)
}

fn shown(bytes: &[u8]) -> String {
    shown_name(&String::from_utf8_lossy(bytes))
}
