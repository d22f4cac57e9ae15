//! Progress on a terminal: a bar on standard error for whatever takes longer than a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
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
            self.bar = Some(bar(words, phase, total));
        }
        if let Some(bar) = &self.bar {
            bar.set_length(total.max(done));
            bar.set_position(done);
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

fn bar(words: &Words, phase: Phase, total: u64) -> ProgressBar {
    let name = words.text(match phase {
        Phase::Survey => "progress-survey",
        Phase::Compare => "progress-compare",
        Phase::Write => "progress-write",
    });
    let template = if total == 0 {
        "{spinner} {msg} {human_pos}"
    } else {
        "{msg} [{bar:30}] {human_pos}/{human_len} {eta}"
    };
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_message(name)
}
