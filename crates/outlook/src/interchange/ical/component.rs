//! A component: its properties, and those of the components in it.

use super::line::{Dialect, Line};
use super::lines::Lines;

/// Components within components that are told apart; deeper ones are not looked into.
const DEEPEST: usize = 16;

/// The components that are open at a place of the text.
#[derive(Debug, Default)]
pub(super) struct Nesting(Vec<String>);

impl Nesting {
    /// How many are open.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// One more; one too deep counts as part of the last.
    pub fn open(&mut self, name: &str) {
        if self.0.len() < DEEPEST {
            self.0.push(name.to_ascii_uppercase());
        }
    }

    /// The innermost of that name ends, and with it what is open within. Whether there was one.
    pub fn close(&mut self, name: &str) -> bool {
        let found = self.0.iter().rposition(|open| open.eq_ignore_ascii_case(name));
        found.iter().for_each(|at| self.0.truncate(*at));
        found.is_some()
    }
}

/// The name that a line begins or ends a component of.
pub(super) fn boundary<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (name, rest) = line.split_at_checked(word.len())?;
    let rest = rest.trim_start().strip_prefix(':')?;
    name.eq_ignore_ascii_case(word).then(|| rest.trim())
}

/// A component.
#[derive(Debug, Default)]
pub(super) struct Component {
    /// Its name.
    pub name: String,
    /// Its properties.
    pub lines: Vec<Line>,
    /// The components in it.
    pub children: Vec<Component>,
}

impl Component {
    /// The component that a text begins with.
    pub fn parse(text: &str, dialect: Dialect) -> Self {
        let mut whole = Self::default();
        let mut nesting = Nesting::default();
        for (_, raw) in Lines::new(text) {
            if let Some(name) = boundary(&raw, "BEGIN") {
                nesting.open(name);
                whole.begin(name, nesting.depth());
            } else if let Some(name) = boundary(&raw, "END") {
                nesting.close(name);
            } else if let Some(line) = Line::parse(&raw, dialect) {
                whole.take(line, nesting.depth());
            }
        }
        whole
    }

    fn begin(&mut self, name: &str, depth: usize) {
        let name = name.to_ascii_uppercase();
        match depth {
            1 => self.name = name,
            2 => self.children.push(Self { name, ..Self::default() }),
            _ => {}
        }
    }

    fn take(&mut self, line: Line, depth: usize) {
        match depth {
            1 => self.lines.push(line),
            2 => self
                .children
                .last_mut()
                .into_iter()
                .for_each(|child| child.lines.push(line.clone())),
            _ => {}
        }
    }

    /// The first property of that name.
    pub fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// All properties of that name.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Line> {
        let name = name.to_owned();
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The text of a property.
    pub fn text(&self, name: &str) -> Option<String> {
        self.line(name).map(Line::text)
    }

    /// The text of a property that says something.
    pub fn said(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// The number of a property: its first digits.
    pub fn number(&self, name: &str) -> Option<i64> {
        let value = self.line(name)?.value.trim().to_owned();
        let len = value.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(value.len());
        value.get(..len)?.parse().ok()
    }

    /// Whether a property says this word.
    pub fn says(&self, name: &str, word: &str) -> bool {
        self.line(name).is_some_and(|line| line.says(word))
    }
}
