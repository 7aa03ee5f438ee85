//! Accounts of the image: `/etc/passwd`, `/etc/group`, `/etc/shadow`, `/etc/gshadow` as passwd(5), group(5), shadow(5)
//! and gshadow(5) describe them. Broken lines are kept apart, never guessed at. Password hashes are only classified,
//! never copied out.

/// The accounts that an image ships.
#[derive(Debug, Default)]
pub struct Accounts {
    /// Lines of `/etc/passwd`, in order.
    pub users: Vec<User>,
    /// Lines of `/etc/group`, in order.
    pub groups: Vec<Group>,
    /// Lines of `/etc/shadow`, in order.
    pub shadow: Vec<Shadow>,
    /// Whether `/etc/passwd` is there at all.
    pub has_passwd: bool,
    /// Whether `/etc/group` is there at all.
    pub has_group: bool,
    /// Whether `/etc/shadow` is there at all.
    pub has_shadow: bool,
    /// Lines of `/etc/gshadow`, in order.
    pub gshadow: Vec<Shadow>,
    /// Lines that begin with `+`: accounts and groups are asked for in a directory service. File name in `/etc`, line.
    pub service_marks: Vec<(&'static str, u32)>,
    /// Lines that are neither empty, comments, NIS marks nor readable: file name in `/etc`, line from 1.
    pub broken: Vec<(&'static str, u32)>,
}

/// One line of `/etc/passwd`.
#[derive(Debug, Clone)]
pub struct User {
    /// Login name, raw.
    pub name: Vec<u8>,
    /// What the password field holds.
    pub password: Password,
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Home directory, raw.
    pub home: Vec<u8>,
    /// Login shell, raw; empty means `/bin/sh`.
    pub shell: Vec<u8>,
    /// Line in the file, from 1.
    pub line: u32,
}

/// One line of `/etc/group`.
#[derive(Debug, Clone)]
pub struct Group {
    /// Group name, raw.
    pub name: Vec<u8>,
    /// What the password field holds.
    pub password: Password,
    /// Group id.
    pub gid: u32,
    /// Names of the members.
    pub members: Vec<Vec<u8>>,
    /// Line in the file, from 1.
    pub line: u32,
}

/// One line of `/etc/shadow`.
#[derive(Debug, Clone)]
pub struct Shadow {
    /// Login name, raw.
    pub name: Vec<u8>,
    /// What the password field holds.
    pub password: Password,
    /// Line in the file, from 1.
    pub line: u32,
}

/// What a password field says, without the hash itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Password {
    /// Empty: no password is asked for.
    Empty,
    /// `x`: look in the shadow file.
    Shadowed,
    /// Begins with `!` or `*`, or cannot be the result of crypt(3): nobody can log in by password.
    Locked,
    /// A hash made by the named method.
    Hashed(HashMethod),
}

/// Methods of crypt(5), by the hash's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashMethod {
    /// 13 characters without a prefix.
    Des,
    /// `$1$`.
    Md5,
    /// `$2b$`, `$2y$`.
    Bcrypt,
    /// `$2a$`, `$2x$`: made by versions that had, or may have had, the sign extension defect of CVE-2011-2483.
    OldBcrypt,
    /// `$5$` with at least 5000 rounds, the number where none is given.
    Sha256,
    /// `$6$`, likewise.
    Sha512,
    /// `$5$` or `$6$` with fewer rounds.
    FewRounds,
    /// `$y$`, `$gy$`.
    Yescrypt,
    /// `$7$`.
    Scrypt,
}

impl Password {
    fn of(field: &[u8]) -> Self {
        match field {
            b"" => Self::Empty,
            b"x" => Self::Shadowed,
            _ => HashMethod::of(field).map_or(Self::Locked, Self::Hashed),
        }
    }
}

impl HashMethod {
    fn of(field: &[u8]) -> Option<Self> {
        const PREFIXES: [(&[u8], HashMethod); 10] = [
            (b"$1$", HashMethod::Md5),
            (b"$2a$", HashMethod::OldBcrypt),
            (b"$2b$", HashMethod::Bcrypt),
            (b"$2x$", HashMethod::OldBcrypt),
            (b"$2y$", HashMethod::Bcrypt),
            (b"$5$", HashMethod::Sha256),
            (b"$6$", HashMethod::Sha512),
            (b"$y$", HashMethod::Yescrypt),
            (b"$gy$", HashMethod::Yescrypt),
            (b"$7$", HashMethod::Scrypt),
        ];
        if has_few_rounds(field) {
            return Some(Self::FewRounds);
        }
        let by_prefix = PREFIXES.iter().find(|(prefix, _)| field.starts_with(prefix)).map(|(_, method)| *method);
        let is_des = field.len() == 13 && field.iter().all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(byte));
        by_prefix.or(is_des.then_some(HashMethod::Des))
    }
}

/// Whether a hash of SHA-crypt names fewer rounds than the 5000 that it has without a number.
fn has_few_rounds(field: &[u8]) -> bool {
    const USUAL: u32 = 5000;
    let rest = field.strip_prefix(b"$5$").or_else(|| field.strip_prefix(b"$6$"));
    let rounds =
        rest.and_then(|rest| rest.strip_prefix(b"rounds=")).and_then(|rest| rest.split(|byte| *byte == b'$').next());
    rounds.and_then(number).is_some_and(|rounds| rounds < USUAL)
}

/// Shells that end a session at once.
const NO_LOGIN_SHELLS: [&[u8]; 6] = [b"nologin", b"false", b"true", b"sync", b"shutdown", b"halt"];

impl User {
    /// Whether the shell lets somebody work with it: not `nologin`, `false` or one of the historical command accounts
    /// (`sync`, `shutdown`, `halt`).
    #[must_use]
    pub fn has_login_shell(&self) -> bool {
        let name = self.shell.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        !NO_LOGIN_SHELLS.contains(&name) && self.shell.as_slice() != b"/dev/null"
    }
}

impl Accounts {
    /// Reads the files that are there.
    #[must_use]
    pub fn read(passwd: Option<&[u8]>, group: Option<&[u8]>, shadow: Option<&[u8]>) -> Self {
        let mut accounts = Self {
            has_passwd: passwd.is_some(),
            has_group: group.is_some(),
            has_shadow: shadow.is_some(),
            ..Self::default()
        };
        for (line, fields) in records(passwd.unwrap_or_default()) {
            match user(&fields, line) {
                Some(user) => accounts.users.push(user),
                None => accounts.broken.push(("passwd", line)),
            }
        }
        for (line, fields) in records(group.unwrap_or_default()) {
            match parsed_group(&fields, line) {
                Some(group) => accounts.groups.push(group),
                None => accounts.broken.push(("group", line)),
            }
        }
        for (line, fields) in records(shadow.unwrap_or_default()) {
            match (fields.first(), fields.get(1)) {
                (Some(name), Some(password)) if !name.is_empty() => {
                    accounts.shadow.push(Shadow { name: name.to_vec(), password: Password::of(password), line });
                }
                _ => accounts.broken.push(("shadow", line)),
            }
        }
        let marked = [("passwd", passwd), ("group", group), ("shadow", shadow)];
        for (name, file) in marked {
            let lines = file.unwrap_or_default().split(|byte| *byte == b'\n').zip(1_u32..);
            let marks = lines.filter(|(line, _)| line.starts_with(b"+"));
            accounts.service_marks.extend(marks.map(|(_, number)| (name, number)));
        }
        accounts
    }

    /// Adds the passwords of groups.
    #[must_use]
    pub fn with_gshadow(mut self, gshadow: Option<&[u8]>) -> Self {
        for (line, fields) in records(gshadow.unwrap_or_default()) {
            match (fields.first(), fields.get(1)) {
                (Some(name), Some(password)) if !name.is_empty() => {
                    self.gshadow.push(Shadow { name: name.to_vec(), password: Password::of(password), line });
                }
                _ => self.broken.push(("gshadow", line)),
            }
        }
        self
    }

    /// The first account of that name, as getpwnam(3) gives it.
    #[must_use]
    pub fn user_named(&self, name: &[u8]) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// The first account with that id, as getpwuid(3) gives it.
    #[must_use]
    pub fn user_with_id(&self, uid: u32) -> Option<&User> {
        self.users.iter().find(|user| user.uid == uid)
    }

    /// The first group of that name.
    #[must_use]
    pub fn group_named(&self, name: &[u8]) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// Whom `config.User` means, as container runtimes resolve it: `user[:group]`, each a name or a number; a name is
    /// looked up first, so an account called `1000` beats the number; empty means root.
    #[must_use]
    pub fn run_as(&self, user: &str) -> RunAs {
        let (name, group) = user.split_once(':').map_or((user, None), |(name, group)| (name, Some(group)));
        let account = if name.is_empty() { self.user_with_id(0) } else { self.user_named(name.as_bytes()) };
        let uid = match account {
            Some(account) => Some(account.uid),
            None if name.is_empty() => Some(0),
            None => name.parse::<u32>().ok(),
        };
        let account = account.or_else(|| uid.and_then(|uid| self.user_with_id(uid)));
        let gid = match group.filter(|group| !group.is_empty()) {
            Some(group) => self.group_named(group.as_bytes()).map(|group| group.gid).or_else(|| group.parse().ok()),
            // Runtimes fall back to group 0 for a number without an account.
            None => account.map(|account| account.gid).or(uid.map(|_| 0)),
        };
        let login = account.map(|account| account.name.clone());
        // Supplementary groups come from /etc/group only when no group is named.
        let mut groups: Vec<u32> = Vec::new();
        if let (Some(login), None) = (&login, group) {
            groups = self.groups.iter().filter(|group| group.members.contains(login)).map(|group| group.gid).collect();
        }
        RunAs { uid, gid, groups, account: login, known: account.is_some() }
    }
}

/// The identity that a container's first process gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAs {
    /// None if a name is not in the image's passwd: the container will not start.
    pub uid: Option<u32>,
    /// None if a group name is not in the image's group file.
    pub gid: Option<u32>,
    /// Supplementary groups from the group file.
    pub groups: Vec<u32>,
    /// Name of the account, if the image has one.
    pub account: Option<Vec<u8>>,
    /// Whether the image's passwd has the account.
    pub known: bool,
}

/// Lines that hold records, split at colons. Comments, empty lines and the NIS marks `+` and `-` are no records here.
fn records(file: &[u8]) -> impl Iterator<Item = (u32, Vec<&[u8]>)> {
    file.split(|byte| *byte == b'\n').zip(1u32..).filter_map(|(line, number)| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            None | Some(b'#' | b'+' | b'-') => None,
            Some(_) => Some((number, line.split(|byte| *byte == b':').collect())),
        }
    })
}

fn number(field: &[u8]) -> Option<u32> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

fn user(fields: &[&[u8]], line: u32) -> Option<User> {
    let [name, password, uid, gid, _comment, home, rest @ ..] = fields else { return None };
    Some(User {
        name: name.to_vec(),
        password: Password::of(password),
        uid: number(uid)?,
        gid: number(gid)?,
        home: home.to_vec(),
        shell: rest.first().copied().unwrap_or_default().to_vec(),
        line,
    })
}

fn parsed_group(fields: &[&[u8]], line: u32) -> Option<Group> {
    let [name, password, gid, rest @ ..] = fields else { return None };
    let members = rest.first().copied().unwrap_or_default();
    Some(Group {
        name: name.to_vec(),
        password: Password::of(password),
        gid: number(gid)?,
        members: members.split(|byte| *byte == b',').filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &[u8] = b"root:x:0:0:root:/root:/bin/bash\n# comment\n\napp:x:1000:1000::/home/app:/usr/sbin/nologin\ntoor:x:0:5::/:/bin/sh\nbroken\n1000:x:42:42::/:\n";
    const GROUP: &[u8] = b"root:x:0:\napp:x:1000:\ndocker:x:998:app,ci\n";

    #[test]
    fn run_as_resolves_names_numbers_and_groups_through_the_image() {
        let accounts = Accounts::read(Some(PASSWD), Some(GROUP), None);
        assert_eq!(accounts.run_as("").uid, Some(0));
        assert_eq!(accounts.run_as("toor").uid, Some(0));
        assert_eq!(accounts.run_as("0:0").uid, Some(0));
        assert_eq!(accounts.run_as("app").groups, vec![998]);
        assert_eq!(accounts.run_as("app:app").groups, Vec::<u32>::new());
        assert_eq!(accounts.run_as("1000").uid, Some(42), "a name that looks like a number is a name first");
        assert_eq!(accounts.run_as("4711").gid, Some(0));
        assert_eq!(accounts.run_as("ghost").uid, None);
        assert_eq!(accounts.broken, vec![("passwd", 6)]);
    }

    #[test]
    fn password_fields_are_classified() {
        assert_eq!(Password::of(b""), Password::Empty);
        assert_eq!(Password::of(b"!"), Password::Locked);
        assert_eq!(Password::of(b"!$6$salt$hash"), Password::Locked);
        assert_eq!(Password::of(b"*"), Password::Locked);
        assert_eq!(Password::of(b"$6$rounds=1000$s$h"), Password::Hashed(HashMethod::FewRounds));
        assert_eq!(Password::of(b"$6$rounds=656000$s$h"), Password::Hashed(HashMethod::Sha512));
        assert_eq!(Password::of(b"$y$j9T$x$y"), Password::Hashed(HashMethod::Yescrypt));
        assert_eq!(Password::of(b"abJnggxhB/yWI"), Password::Hashed(HashMethod::Des));
    }
}
