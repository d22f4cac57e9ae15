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
    phase: Option<Phase>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress from now on, if it is wanted and somebody sees it.
    pub fn new(wanted: bool) -> Self {
        let wanted = wanted && std::io::stderr().is_terminal();
        Self { started: Instant::now(), wanted, phase: None, bar: None }
    }

    /// Shows how far a phase is.
    pub fn show(&mut self, words: &Words, phase: Phase, done: u64, total: u64) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        if self.phase != Some(phase) {
            self.clear();
            self.phase = Some(phase);
            self.bar = Some(bar(total, position(words, phase, done, total)));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            bar.set_length(total.max(done));
            bar.set_message(position(words, phase, done, total));
        }
    }

    /// Removes the bar, so that something else can be shown.
    pub fn clear(&mut self) {
        self.phase = None;
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

/// The phase and how far it is, in words of the language.
fn position(words: &Words, phase: Phase, done: u64, total: u64) -> String {
    let name = words.text(match phase {
        Phase::Survey => "progress-survey",
        Phase::Compare => "progress-compare",
        Phase::Write => "progress-write",
    });
    let total = if total == 0 { String::new() } else { format!(" / {}", words.count(total)) };
    format!("{name} {}{total}", words.count(done))
}

fn bar(total: u64, message: String) -> ProgressBar {
    let template = if total == 0 { "{spinner} {msg}" } else { "[{bar:30}] {msg} {eta}" };
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ");
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    bar.with_style(style).with_message(message)
}
