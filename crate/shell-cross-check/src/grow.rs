//! Texts grown from the shell's grammar: constructs inside of constructs, by chance, but the same ones in every run.

use plimsoll_image_builder::Random;

/// A text; `seed` says which.
#[must_use]
pub fn body(seed: u64) -> String {
    let mut grower = Grower { random: Random::new(seed), heredocs: Vec::new(), in_substitution: 0, on_one_line: false };
    let mut text = grower.list(if seed.is_multiple_of(4) { 2 } else { 1 });
    text.push_str(&grower.bodies());
    text
}

struct Grower {
    random: Random,
    /// Bodies that belong behind the next line feed.
    heredocs: Vec<String>,
    in_substitution: usize,
    /// A heredoc outside waits for a line feed, so there must be none here.
    on_one_line: bool,
}

impl Grower {
    fn one(&mut self, choices: &[&str]) -> String {
        choices[self.random.below(choices.len())].to_owned()
    }

    fn chance(&mut self, out_of: usize) -> bool {
        self.random.below(out_of) == 0
    }

    /// A line feed with the bodies that it begins.
    fn bodies(&mut self) -> String {
        if self.heredocs.is_empty() {
            return String::new();
        }
        format!("\n{}", std::mem::take(&mut self.heredocs).concat())
    }

    /// Between two commands.
    fn line_feed(&mut self) -> String {
        if self.on_one_line {
            return String::from("; ");
        }
        let bodies = self.bodies();
        if bodies.is_empty() { String::from("\n") } else { bodies }
    }

    fn list(&mut self, depth: usize) -> String {
        let mut text = self.pipeline(depth);
        for _ in 0..self.random.below(3) {
            match self.random.below(8) {
                0 => text.push_str(" && "),
                1 => text.push_str("&&"),
                2 => text.push_str(" || "),
                3 => text.push_str("; "),
                4 => text.push_str(" & "),
                5 => text.push_str(" \\\n && "),
                6 if !self.on_one_line => {
                    text.push_str(" &&");
                    text.push_str(&self.line_feed());
                }
                _ => text.push_str(&self.line_feed()),
            }
            text.push_str(&self.pipeline(depth));
        }
        text
    }

    fn pipeline(&mut self, depth: usize) -> String {
        let mut text = String::from(if self.chance(8) { "! " } else { "" });
        text.push_str(&self.command(depth));
        for _ in 0..[0, 0, 0, 1, 1, 2][self.random.below(6)] {
            let pipe = self.one(&[" | ", "| ", " |\n", " | "]);
            // A line feed begins the bodies that wait.
            let is_one_line = self.on_one_line || !self.heredocs.is_empty();
            text.push_str(if pipe.contains('\n') && is_one_line { " | " } else { &pipe });
            text.push_str(&self.command(depth));
        }
        text
    }

    fn command(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(3) > 0 {
            return self.simple(depth);
        }
        let below = depth - 1;
        let end = |grower: &mut Self| if grower.chance(3) { grower.line_feed() } else { String::from("; ") };
        let text = match self.random.below(9) {
            0 => format!("( {})", self.inner(below)),
            1 => format!("{{ {}; }}", self.inner(below)),
            2 => {
                let (condition, then) = (self.inner(below), self.inner(below));
                format!("if {condition}{}then {then}{}fi", end(self), end(self))
            }
            3 => format!(
                "if {}; then {}; elif {}; then {}; else true; {}; fi",
                self.inner(below),
                self.inner(below),
                self.inner(below),
                self.inner(below),
                self.inner(below)
            ),
            4 => {
                let words = format!("{} {}", self.word(below), self.word(below));
                format!("for i in {words}{}do {}; done", end(self), self.inner(below))
            }
            5 => format!("while {}; do {}; done", self.inner(below), self.inner(below)),
            6 => format!("until {}; do {}; done", self.inner(below), self.inner(below)),
            7 => format!(
                "case {} in a|b) {} ;; \"c d\") {};; (*) {}; ;; esac",
                self.word(below),
                self.inner(below),
                self.inner(below),
                self.inner(below)
            ),
            _ => format!("f() {{ {}; }}", self.inner(below)),
        };
        if self.chance(4) { format!("{text} {}", self.redirection(below)) } else { text }
    }

    /// A list inside of a construct. Its heredocs are complete, and it does not end with one.
    fn inner(&mut self, depth: usize) -> String {
        let outer = std::mem::take(&mut self.heredocs);
        let was = self.on_one_line;
        self.on_one_line |= !outer.is_empty();
        let mut text = self.list(depth);
        let bodies = self.bodies();
        if !bodies.is_empty() {
            text.push_str(&bodies);
            text.push_str("true");
        }
        self.heredocs = outer;
        self.on_one_line = was;
        text
    }

    fn simple(&mut self, depth: usize) -> String {
        let mut parts = Vec::new();
        for _ in 0..[0, 0, 0, 1, 2][self.random.below(5)] {
            let name = self.one(&["A", "b_1", "PATH", "_x"]);
            parts.push(format!("{name}={}", self.word(depth)));
        }
        if self.chance(8) {
            parts.push(self.redirection(depth));
        }
        parts.push(self.one(&[
            "apt-get",
            "curl",
            "/usr/bin/make",
            "pip3",
            "echo",
            "[",
            "test",
            "g++",
            "x.sh",
            "\"$A\"",
        ]));
        for _ in 0..self.random.below(4) {
            parts.push(if self.chance(6) { self.redirection(depth) } else { self.word(depth) });
        }
        if self.chance(7) && self.in_substitution == 0 && !self.on_one_line && self.heredocs.len() < 2 {
            parts.push(self.heredoc());
        }
        let blank = self.one(&[" ", " ", "  ", "\t", " \\\n  "]);
        parts.join(&blank)
    }

    fn heredoc(&mut self) -> String {
        let name = self.one(&["EOF", "END_1", "x"]);
        let quoted = self.one(&["", "'", "\""]);
        let content = self.one(&["", "a b\n", "if x; then\n  y | z\n", "it's \"one\n", "$A ; ( } &&\n"]);
        if self.chance(3) {
            self.heredocs.push(format!("\t{content}\t{name}\n"));
            format!("<<-{quoted}{name}{quoted}")
        } else {
            self.heredocs.push(format!("{content}{name}\n"));
            format!("<<{quoted}{name}{quoted}")
        }
    }

    fn redirection(&mut self, depth: usize) -> String {
        let operator = self.one(&[">", ">>", "<", "2>", "2>>", ">|", "<>", "3<", "&>", ">"]);
        if self.chance(4) {
            return self.one(&["2>&1", ">&2", "3<&0", "2>/dev/null", "<<<a", "<<<\"b c\""]);
        }
        let blank = self.one(&["", "", " "]);
        format!("{operator}{blank}{}", self.word(depth.saturating_sub(1)))
    }

    fn word(&mut self, depth: usize) -> String {
        let mut word = String::new();
        for _ in 0..=[0, 0, 0, 1, 2][self.random.below(5)] {
            word.push_str(&self.piece(depth));
        }
        word
    }

    fn piece(&mut self, depth: usize) -> String {
        match self.random.below(if depth == 0 { 8 } else { 11 }) {
            0 | 1 => {
                self.one(&["a", "-y", "--no-cache", "/var/lib/x", "b.c", "k=v", "1", "if", "done", "in", "x#y", "%s"])
            }
            2 => self.one(&["'a b'", "'; | &'", "'$(x)'", "''", "'#'", "'\"'", "'a\nb'"]),
            3 => {
                self.one(&["\"a b\"", "\"; | &\"", "\"\"", "\"it's\"", "\"\\\"q\\\"\"", "\"$A ${B:-c}\"", "\"a\\\nb\""])
            }
            4 => self.one(&["$A", "${B}", "${C:-d e}", "${D##*/}", "$1", "$?", "$@", "${#E}", "${F:+'}'}"]),
            5 => self.one(&["\\ ", "\\;", "\\\\", "\\\"", "\\'", "\\$", "a\\(b\\)"]),
            6 => self.one(&["*", "?", "[a-z]", "~", "{a,b}", "@", ":", ",", "ä"]),
            7 => self.one(&["$((1 + 2))", "$((A * (B)))", "$'a\\tb'", "$'it\\'s'"]),
            8 => format!("$({})", self.substituted(depth - 1)),
            9 => format!("\"a $({}) b\"", self.substituted(depth - 1)),
            _ => format!("${{G:-$({})}}", self.substituted(depth - 1)),
        }
    }

    fn substituted(&mut self, depth: usize) -> String {
        self.in_substitution += 1;
        let text = self.inner(depth.min(1));
        self.in_substitution -= 1;
        // Two parentheses would be arithmetic.
        if text.starts_with('(') { format!(" {text}") } else { text }
    }
}
