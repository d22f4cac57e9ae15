//! The face of a session on a terminal: progress, a dry run's lines, questions.

use std::io::IsTerminal;
use std::sync::Arc;

use console::Term;
use sync::{Message, Phase, PreviewLine};

use super::Context;
use crate::session::{Face, Session};
use crate::show::changes::Changes;
use crate::show::output::Output;
use crate::show::progress::Progress;
use crate::words::Words;

/// Lets a session work in front of a terminal. A dry run's lines are shown while they come, or
/// given back where JSON is wanted.
pub fn with_terminal<T>(
    context: &mut Context,
    work: impl FnOnce(&mut Session, &mut dyn Face) -> T,
) -> (T, Vec<PreviewLine>) {
    let words = Arc::clone(&context.words);
    let shows = context.shows();
    let mut terminal = Terminal {
        words: &words,
        progress: Progress::new(context.progress),
        changes: shows.then(|| (Changes::planned(&words), &mut context.out)),
        lines: context.json.then(Vec::new),
    };
    let done = work(&mut context.session, &mut terminal);
    (done, terminal.finish())
}

/// A person at a terminal, or nobody.
struct Terminal<'a> {
    words: &'a Words,
    progress: Progress,
    changes: Option<(Changes<'a>, &'a mut Output)>,
    lines: Option<Vec<PreviewLine>>,
}

impl Terminal<'_> {
    fn finish(mut self) -> Vec<PreviewLine> {
        self.progress.clear();
        if let Some((changes, out)) = self.changes
            && changes.finish(out)
        {
            out.line("");
        }
        self.lines.unwrap_or_default()
    }

    /// The terminal, if somebody sits at it.
    fn term(&mut self) -> Option<Term> {
        let asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        self.progress.clear();
        asked.then(Term::stderr)
    }
}

impl Face for Terminal<'_> {
    fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        self.progress.show(self.words, phase, done, total);
    }

    fn line(&mut self, line: &PreviewLine) {
        if let Some(lines) = &mut self.lines {
            lines.push(line.clone());
        }
        if let Some((changes, out)) = &mut self.changes {
            self.progress.clear();
            changes.preview(line, out);
        }
    }

    fn confirm(&mut self, question: &Message) -> bool {
        let (text, ask) = (self.words.say(question), self.words.text("question-go-on"));
        let yes = self.words.text("question-yes");
        let Some(term) = self.term() else { return false };
        let answer = term.write_str(&format!("{text}\n{ask} ")).and_then(|()| term.read_line());
        answer.is_ok_and(|answer| answer.trim().to_lowercase().starts_with(&yes))
    }

    fn password(&mut self, file: &str) -> Option<String> {
        let ask = self.words.say(&Message::new("question-password").with("file", file));
        let term = self.term()?;
        term.write_str(&format!("{ask} ")).ok()?;
        term.read_secure_line().ok()
    }
}
