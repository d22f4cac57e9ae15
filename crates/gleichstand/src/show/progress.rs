//! Progress on a terminal: a bar on standard error for whatever takes longer than a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sync::Phase;

use crate::words::Words;

/// What takes less shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The progress of a command.
pub struct Progress {
    started: Instant,
    wanted: bool,
    what: Option<&'static str>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress from now on, if it is wanted and somebody sees it.
    pub fn new(wanted: bool) -> Self {
        let wanted = wanted && std::io::stderr().is_terminal();
        Self { started: Instant::now(), wanted, what: None, bar: None }
    }

    /// Shows how far a phase is.
    pub fn show(&mut self, words: &Words, phase: Phase, done: u64, total: u64) {
        if self.is_due() {
            let template = if total == 0 { "{spinner} {msg}" } else { "[{bar:30}] {msg} {eta}" };
            let (id, total) = (id_of(phase), total.max(done));
            self.draw(id, template, &position(words, id, done, total), (done, total));
        }
    }

    /// Shows how much of something is done, where its parts mean nothing to people.
    pub fn share(&mut self, words: &Words, id: &'static str, done: u64, total: u64) {
        if self.is_due() {
            let template = "[{bar:30}] {msg} {percent} %";
            self.draw(id, template, &words.text(id), (done.min(total), total));
        }
    }

    fn is_due(&self) -> bool {
        self.wanted && self.started.elapsed() >= PATIENCE
    }

    fn draw(&mut self, id: &'static str, template: &str, text: &str, (done, total): (u64, u64)) {
        if self.what != Some(id) {
            self.clear();
            self.what = Some(id);
            self.bar = Some(bar(template, total));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_length(total);
            bar.set_message(text.to_owned());
        }
    }

    /// Removes the bar, so that something else can be shown.
    pub fn clear(&mut self) {
        self.what = None;
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn id_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Survey => "progress-survey",
        Phase::Compare => "progress-compare",
        Phase::Write => "progress-write",
    }
}

/// The phase and how far it is, in words of the language.
fn position(words: &Words, id: &str, done: u64, total: u64) -> String {
    let total = if total == 0 { String::new() } else { format!(" / {}", words.count(total)) };
    format!("{} {}{total}", words.text(id), words.count(done))
}

fn bar(template: &str, total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ");
    ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_style(style)
}
