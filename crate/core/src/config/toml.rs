//! TOML 1.1, as far as `plimsoll.toml` can hold it: a number with a fraction and a date are told apart and not read, since
//! no key takes one. The common reader would be a thirtieth of what the page downloads; it judges this one in tests.

use crate::ordered::Map;

/// Most lists, tables and parts of a key within each other: the readers of a value call themselves, and so does what frees
/// it.
const MAX_DEPTH: usize = 32;

/// Why a text is no TOML.
pub(super) struct Fault {
    /// Offset of its place.
    pub(super) at: usize,
    pub(super) what: &'static str,
}

/// A value with its place.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) key_at: usize,
    pub(super) at: usize,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    /// A whole number; `None` if it is negative or too large.
    Whole(Option<u32>),
    Flag(bool),
    /// Of a type that is not read.
    Other(&'static str),
    List {
        items: Vec<Item>,
        /// Whether each stands under a heading of its own.
        of_tables: bool,
    },
    Table(Table),
}

impl Value {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Whole(_) => "integer",
            Self::Flag(_) => "boolean",
            Self::Other(name) => name,
            Self::List { .. } => "array",
            Self::Table(_) => "table",
        }
    }
}

#[derive(Debug)]
pub(super) struct Table {
    made: Made,
    pub(super) fields: Map<String, Item>,
}

/// What made a table, which decides what may still be added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// Its own heading, or the document.
    Heading,
    /// The heading of a table within it.
    HeadingWithin,
    /// A dotted key.
    Key,
    /// Braces.
    Braces,
}

struct Key {
    at: usize,
    name: String,
}

/// Reads a document.
pub(super) fn parse(text: &str) -> Result<Table, Fault> {
    let mut reader = Reader { text, at: 0 };
    reader.eat("\u{feff}");
    let mut root = Table::new(Made::Heading);
    let mut current = &mut root;
    loop {
        reader.blank();
        let at = reader.at;
        if reader.eat("[") {
            let is_list = reader.eat("[");
            let path = reader.path()?;
            reader.expect(if is_list { "]]" } else { "]" }, "the heading is not closed")?;
            current = root.open(path, is_list, at)?;
        } else if !matches!(reader.peek(), None | Some('#' | '\n' | '\r')) {
            reader.field(current, 0)?;
        }
        reader.blank();
        reader.comment()?;
        if reader.peek().is_none() {
            return Ok(root);
        }
        if !reader.line_break() {
            return Err(reader.fault("the line should have ended here"));
        }
    }
}

impl Table {
    fn new(made: Made) -> Self {
        Self { made, fields: Map::new() }
    }

    /// A table in this one, made if it is not there.
    fn within(&mut self, key: Key, made: Made) -> Result<&mut Self, Fault> {
        let at = key.at;
        let value = || Item { key_at: at, at, value: Value::Table(Self::new(made)) };
        let found = self.fields.slot(key.name, value).and_then(|item| match &mut item.value {
            Value::Table(table) => Some(table),
            // A heading goes on with the last table of a list of them.
            Value::List { items, of_tables: true } if made == Made::HeadingWithin => match &mut items.last_mut()?.value
            {
                Value::Table(table) => Some(table),
                _ => None,
            },
            _ => None,
        });
        let table = found.ok_or(Fault { at, what: HELD })?;
        match (made, table.made) {
            (_, Made::Braces) | (Made::Key, Made::Heading) => Err(Fault { at, what: DUPLICATE }),
            (Made::Key, _) => {
                table.made = Made::Key;
                Ok(table)
            }
            _ => Ok(table),
        }
    }

    /// The table of a heading that stands at `at`.
    fn open(&mut self, mut path: Vec<Key>, is_list: bool, at: usize) -> Result<&mut Self, Fault> {
        let last = path.pop();
        let mut table = self;
        for key in path {
            table = table.within(key, Made::HeadingWithin)?;
        }
        let Some(Key { at: key_at, name }) = last else { return Ok(table) };
        let duplicate = Fault { at: key_at, what: DUPLICATE };
        let new = || Value::Table(Self::new(Made::HeadingWithin));
        let list = || Value::List { items: Vec::new(), of_tables: true };
        let value = if is_list { list() } else { new() };
        let Some(mut item) = table.fields.slot(name, || Item { key_at, at, value }) else { return Err(duplicate) };
        if is_list {
            let Value::List { items, of_tables: true } = &mut item.value else { return Err(duplicate) };
            items.push(Item { key_at, at, value: new() });
            let Some(last) = items.last_mut() else { return Err(duplicate) };
            item = last;
        }
        match &mut item.value {
            Value::Table(table) if table.made == Made::HeadingWithin => {
                item.at = at;
                table.made = Made::Heading;
                Ok(table)
            }
            _ => Err(duplicate),
        }
    }
}

const DUPLICATE: &str = "duplicate key";
const HELD: &str = "what holds this key is a value already";

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.skip(char.len_utf8());
        Some(char)
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Passes over this, if it stands here.
    fn eat(&mut self, what: &str) -> bool {
        let is_here = self.rest().starts_with(what);
        if is_here {
            self.skip(what.len());
        }
        is_here
    }

    fn expect(&mut self, what: &str, otherwise: &'static str) -> Result<(), Fault> {
        if self.eat(what) { Ok(()) } else { Err(self.fault(otherwise)) }
    }

    fn fault(&self, what: &'static str) -> Fault {
        Fault { at: self.at, what }
    }

    /// The bytes that stand here and are all of this kind.
    fn take(&mut self, of: fn(u8) -> bool) -> &str {
        let from = self.at;
        let count = self.rest().bytes().take_while(|byte| of(*byte)).count();
        self.skip(count);
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn blank(&mut self) {
        self.take(|byte| matches!(byte, b' ' | b'\t'));
    }

    fn line_break(&mut self) -> bool {
        self.eat("\n") || self.eat("\r\n")
    }

    fn comment(&mut self) -> Result<(), Fault> {
        if self.eat("#") {
            self.take(|byte| byte == b'\t' || !byte.is_ascii_control());
            if !matches!(self.peek(), None | Some('\n' | '\r')) {
                return Err(self.fault(CONTROL));
            }
        }
        Ok(())
    }

    /// What may stand between the parts of a list.
    fn space(&mut self) -> Result<(), Fault> {
        loop {
            self.blank();
            self.comment()?;
            if !self.line_break() {
                return Ok(());
            }
        }
    }

    /// The parts of a dotted key.
    fn path(&mut self) -> Result<Vec<Key>, Fault> {
        let mut path = Vec::new();
        loop {
            self.blank();
            let at = self.at;
            let name = match self.peek() {
                Some(quote @ ('"' | '\'')) => self.text(quote, false)?,
                _ => self.take(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).to_owned(),
            };
            if self.at == at {
                return Err(self.fault("a key should stand here"));
            }
            path.push(Key { at, name });
            self.blank();
            if !self.eat(".") {
                return Ok(path);
            }
            if path.len() == MAX_DEPTH {
                return Err(self.fault(TOO_DEEP));
            }
        }
    }

    /// A key with its value, which become part of the table.
    fn field(&mut self, mut table: &mut Table, depth: usize) -> Result<(), Fault> {
        let mut path = self.path()?;
        let last = path.pop();
        self.expect("=", "an equals sign should stand between a key and its value")?;
        let mut item = self.item(depth.saturating_add(path.len()))?;
        for key in path {
            table = table.within(key, Made::Key)?;
        }
        let Some(Key { at, name }) = last else { return Ok(()) };
        item.key_at = at;
        if table.fields.insert(name, item).is_some() {
            return Err(Fault { at, what: DUPLICATE });
        }
        Ok(())
    }

    fn item(&mut self, depth: usize) -> Result<Item, Fault> {
        self.blank();
        let at = self.at;
        let value = match self.peek() {
            Some(quote @ ('"' | '\'')) => Value::Text(self.text(quote, true)?),
            Some('[' | '{') if depth >= MAX_DEPTH => return Err(self.fault(TOO_DEEP)),
            Some('[') => {
                let mut items = Vec::new();
                self.parts("]", |reader| {
                    items.push(reader.item(depth.saturating_add(1))?);
                    Ok(())
                })?;
                Value::List { items, of_tables: false }
            }
            Some('{') => {
                let mut table = Table::new(Made::Key);
                self.parts("}", |reader| reader.field(&mut table, depth.saturating_add(1)))?;
                table.made = Made::Braces;
                Value::Table(table)
            }
            _ => {
                let word = self.take(|byte| byte.is_ascii_alphanumeric() || b"+-._:".contains(&byte));
                plain(word).ok_or(Fault { at, what: "this is no value; text stands in quotes" })?
            }
        };
        Ok(Item { key_at: at, at, value })
    }

    /// What stands between brackets, with commas between the parts.
    fn parts(&mut self, end: &str, mut part: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        let open = self.at;
        self.skip(1);
        loop {
            self.space()?;
            if self.eat(end) {
                return Ok(());
            }
            if self.peek().is_some() {
                part(self)?;
                self.space()?;
            }
            if self.peek().is_none() {
                return Err(Fault { at: open, what: "this is not closed" });
            }
            if !self.eat(",") {
                return self.expect(end, "a comma or the end should stand here");
            }
        }
    }

    /// A text in quotes, on more than one line only if `may_be_long`.
    fn text(&mut self, quote: char, may_be_long: bool) -> Result<String, Fault> {
        let open = self.at;
        let three = if quote == '"' { "\"\"\"" } else { "'''" };
        let is_long = may_be_long && self.eat(three);
        if is_long {
            self.line_break();
        } else {
            self.skip(1);
        }
        let mut text = String::new();
        loop {
            let at = self.at;
            match self.next() {
                None => return Err(Fault { at: open, what: NOT_CLOSED }),
                Some(char) if char == quote && !is_long => return Ok(text),
                Some(char) if char == quote => {
                    // Up to two quotes may stand before the three that end the text.
                    let more = self.rest().chars().take(4).take_while(|next| *next == quote).count();
                    if more >= 2 {
                        self.skip(more);
                        text.extend(std::iter::repeat_n(quote, more.saturating_sub(2)));
                        return Ok(text);
                    }
                    text.push(quote);
                }
                Some('\\') if quote == '"' => self.escape(is_long, &mut text)?,
                Some('\n') if is_long => text.push('\n'),
                Some('\r') if is_long && self.peek() == Some('\n') => text.push('\r'),
                Some('\n' | '\r') => return Err(Fault { at: open, what: NOT_CLOSED }),
                Some(char) if char != '\t' && char.is_ascii_control() => return Err(Fault { at, what: CONTROL }),
                Some(char) => text.push(char),
            }
        }
    }
}

impl Reader<'_> {
    /// What stands behind a backslash.
    fn escape(&mut self, is_long: bool, text: &mut String) -> Result<(), Fault> {
        let fault = self.fault("no character is written so");
        text.push(match self.next() {
            Some('b') => '\u{8}',
            Some('t') => '\t',
            Some('n') => '\n',
            Some('f') => '\u{c}',
            Some('r') => '\r',
            Some('e') => '\u{1b}',
            Some(char @ ('"' | '\\')) => char,
            Some(form @ ('x' | 'u' | 'U')) => {
                let count = match form {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits =
                    self.rest().get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
                let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                self.skip(count);
                number.and_then(char::from_u32).ok_or(fault)?
            }
            Some(' ' | '\t' | '\n' | '\r') if is_long => {
                // A line that goes on: all space up to the next character is left out.
                self.at = fault.at;
                self.blank();
                if !self.line_break() {
                    return Err(fault);
                }
                loop {
                    self.blank();
                    if !self.line_break() {
                        return Ok(());
                    }
                }
            }
            _ => return Err(fault),
        });
        Ok(())
    }
}

const CONTROL: &str = "a control character stands here";
const NOT_CLOSED: &str = "this text is not closed";
const TOO_DEEP: &str = "this lies too deep";

/// A value without quotes and brackets.
fn plain(word: &str) -> Option<Value> {
    if let "true" | "false" = word {
        return Some(Value::Flag(word == "true"));
    }
    if let Some(number) = whole(word) {
        return Some(Value::Whole(number));
    }
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if !unsigned.starts_with(|first: char| first.is_ascii_digit()) && !matches!(unsigned, "inf" | "nan") {
        return None;
    }
    let is_time = word.contains(':') || unsigned.matches('-').count() == 2;
    let is_real = unsigned.contains(['.', 'e', 'E', 'n']);
    is_time.then_some("datetime").or(is_real.then_some("float")).map(Value::Other)
}

fn whole(word: &str) -> Option<Option<u32>> {
    let (radix, digits) = match word.get(..2) {
        Some("0x") => (16, word.get(2..)?),
        Some("0o") => (8, word.get(2..)?),
        Some("0b") => (2, word.get(2..)?),
        _ => (10, word.strip_prefix(['+', '-']).unwrap_or(word)),
    };
    let is_number = digits.split('_').all(|part| !part.is_empty() && part.chars().all(|digit| digit.is_digit(radix)));
    if !is_number || (radix == 10 && digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    let add = |number: u32, digit: u32| number.checked_mul(radix)?.checked_add(digit);
    let number = digits.chars().filter_map(|digit| digit.to_digit(radix)).try_fold(0, add);
    Some(number.filter(|_| !word.starts_with('-')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::toml::de::{DeTable, DeValue};
    use proptest::prelude::*;

    /// One form for the trees of both readers.
    fn ours(table: &Table) -> String {
        let fields = table.fields.iter().map(|(key, item)| format!("{key:?}={}", ours_of(&item.value)));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }

    fn ours_of(value: &Value) -> String {
        match value {
            Value::Text(text) => format!("{text:?}"),
            Value::Whole(number) => format!("{number:?}"),
            Value::Flag(flag) => flag.to_string(),
            Value::Other(name) => (*name).to_owned(),
            Value::List { items, .. } => {
                let items = items.iter().map(|item| ours_of(&item.value));
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
            Value::Table(table) => ours(table),
        }
    }

    fn theirs(table: &DeTable<'_>) -> String {
        let fields = table.iter().map(|(key, value)| format!("{:?}={}", key.get_ref(), theirs_of(value.get_ref())));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }

    fn theirs_of(value: &DeValue<'_>) -> String {
        match value {
            DeValue::String(text) => format!("{text:?}"),
            // `0x` alone and `1_a` are found out only when they are made a number.
            DeValue::Integer(number) if i128::from_str_radix(number.as_str(), number.radix()).is_err() => {
                "no digits".to_owned()
            }
            DeValue::Integer(number) => format!("{:?}", u32::from_str_radix(number.as_str(), number.radix()).ok()),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Float(_) | DeValue::Datetime(_) => value.type_str().to_owned(),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| theirs_of(item.get_ref()));
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
            DeValue::Table(table) => theirs(table),
        }
    }

    /// Both read the same, or both refuse.
    #[track_caller]
    fn assert_agreed(text: &str) {
        let ours = parse(text).map(|table| ours(&table));
        let theirs = DeTable::parse(text).map(|table| theirs(table.get_ref()));
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
            (Err(_), Err(_)) => {}
            // What is not read is not checked either.
            (Ok(ours), Err(_)) if ours.contains("float") || ours.contains("datetime") => {}
            (Err(_), Ok(theirs)) if theirs.contains("no digits") => {}
            // A dotted key must add to no list of tables; the common reader refuses it only where the key has two parts.
            (Err(fault), Ok(_)) if fault.what == HELD && text.contains("[[") => {}
            (ours, theirs) => {
                panic!("{text}\nours: {:?}\ntheirs: {theirs:?}", ours.map_err(|fault| (fault.at, fault.what)))
            }
        }
    }

    #[test]
    fn the_forms_of_toml_are_read_as_by_the_common_reader() {
        for text in [
            "",
            "\u{feff}a = 1 # \u{e9}",
            "a = 1\r\nb = 2\r\n",
            "a = 1\rb = 2",
            "a.b . \"c d\".'e' = 'f'\n\"\" = 1",
            r#"a = "\b\t\n\f\r\e\"\\\x41\u00e9\U0001F600""#,
            r#"a = "\ud800""#,
            r#"a = "\q""#,
            r#"a = "\u+041""#,
            "a = \"\"\"\nb\\\n   \n  c \\  \n d\"\"\"",
            r#"a = """""b""c""""""#,
            r#"a = """b""""""#,
            r#"a = """""""#,
            "a = '''\n'b''c\\'''''",
            "a = '''b\r\nc'''",
            "a = '''b\rc'''",
            "a = \"b\nc\"",
            "a = 'b",
            "a = \"\u{7f}\"",
            "a = 'b' 'c'",
            "# \u{1}",
            "a = [1, 'b', [true, false], {c = 1, d.e = 2, d.f = 3,},]",
            "a = [\n 1 # one\n , # two\n 2\n]",
            "a = {\n b = 1, # one\n c = 2\n}",
            "a = [,]",
            "a = [1 2]",
            "a = {b = 1, b = 2}",
            "a = {b = {}, b.c = 1}",
            "a = {}\na.b = 1",
            "a = {}\n[a]",
            "a = {}\n[a.b]",
            "a = [{}]\n[[a]]",
            "a = [{}]\n[a.b]",
            "a = 1\n[a.b]",
            "[a]\nb = 1\n[a]",
            "[a.b]\nc = 1\n[a]\nd = 1\n[a.c]",
            "[a.b]\n[a]\nb.c = 1",
            "[a.b.c]\n[a]\nb.d = 1\n[a.b]",
            "[a.b.c]\nz = 1\n[a]\nb.c.d = 1",
            "[a]\nb.c = 1\n[a.b]",
            "[a]\nb.c = 1\n[a.b.d]",
            "[a]\nb.c = 1\n[a.b.c]",
            "a.b = 1\na.c = 2\na.b.d = 3",
            "a.b = 1\n[a]",
            "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 1\n[[a.e]]\n[[a.e]]",
            "[[a]]\n[a]",
            "[a]\n[[a]]",
            "[a.b]\n[[a]]",
            "[[a.b]]\n[a]\nb.c = 1",
            "[[a]",
            "[a] b",
            "[a]]",
            "[]",
            "[ a . 'b' ]",
            "[ [a]]",
            "a b = 1",
            "a =",
            "= 1",
            "a",
            "a = b",
            "a = +1_000",
            "a = -0",
            "a = [0xDEAD_beef, 0o17, 0b1_1, 4294967296, -1, 0]",
            "a = 01",
            "a = 1_",
            "a = 1__0",
            "a = _1",
            "a = +0x1",
            "a = 0X1",
            "a = 0x",
            "a = +",
            "a = True",
            "a = [1.5, -1e9, inf, -nan, 2030-01-31, 10:00:00, 2030-01-31T10:00:00Z]",
        ] {
            assert_agreed(text);
        }
    }

    #[test]
    fn deep_documents_are_refused_and_not_a_stack_overflow() {
        let dotted = "a.".repeat(MAX_DEPTH - 1);
        for text in [
            "a=".to_owned() + &"[".repeat(500_000),
            "a.".repeat(250_000),
            "a={".repeat(250_000),
            // Either alone is not too deep.
            format!("{dotted}a=[[1]]"),
            format!("{dotted}a={{{dotted}a=[1]}}"),
        ] {
            assert!(parse(&text).is_err(), "{}", &text[..80]);
        }
        for text in [format!("{dotted}a=[1]"), format!("a={}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH))] {
            assert!(parse(&text).is_ok(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), ..ProptestConfig::default() })]

        #[test]
        fn documents_of_all_parts_are_read_as_by_the_common_reader(parts in proptest::collection::vec(prop_oneof![
            3 => "[ab]",
            3 => "[ab] ?= ?[0-9]",
            1 => "= ?[0-9a']?",
            6 => prop::sample::select(vec![
                "\na=1\n", "\na.b=1\n", "\nb.a.c={}\n", "\nb.a=[]\n", "\n[a]\n", "\n[[a]]\n", "\n[a.b]\n", "\n[[a.b]]\n",
                "\n[b.a.b]\n", "a='b'\n", "b=\"b\"\n", "\nb = [1,\n", "\na = {b=1,", "}", "]", "\n",
            ]).prop_map(str::to_owned),
            3 => prop::sample::select(vec![
                " ", ".", ",", "[", "]", "{", "}", "\"", "'", "\"\"\"", "'''", "\\", "\\n", "\\\n", "#", "\r\n", "0x", "_", "-1",
                "true", "\t", "\u{e9}", "\u{0}",
            ]).prop_map(str::to_owned),
        ], 0..12)) {
            assert_agreed(&parts.concat());
        }
    }
}
