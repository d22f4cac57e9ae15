//! When a watched data file is synchronised: once at the beginning, and then when the file or the
//! office was changed and the change has come to rest, or every so often.
//!
//! What must hold: no change is missed. What was there before a run counts as seen, never what is
//! there after it; so a change that comes during a run leads to the next one, and so does what the
//! run itself wrote: that next run finds nothing to do.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use sync::Message;

use super::Session;
use super::location::is_missing_file;
use crate::failure::Failure;

/// How long an attempt that had to be put off is not made again.
const PAUSE: Duration = Duration::from_secs(5);

/// By what a change is seen, without opening anything: size and time of the data file, and the
/// office's count of changes; none where it cannot be had, or where there is no office yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    file: Option<(u64, SystemTime)>,
    office: Option<i64>,
}

impl Session {
    /// The pulse of a data file and the office. An office that does not answer is opened anew the
    /// next time.
    ///
    /// # Errors
    /// The office was there and is gone: a new one in its place would be another office.
    pub fn pulse(&mut self, path: &Path) -> Result<Pulse, Failure> {
        self.watched |= self.office.is_some();
        if self.watched && is_missing_file(&self.url) {
            self.office = None;
            let gone = Failure::start(Message::new("office-gone")).with_file(self.location());
            return Err(Failure { passes: true, ..gone });
        }
        let file = std::fs::metadata(path).ok();
        let file = file.and_then(|found| Some((found.len(), found.modified().ok()?)));
        let there = self.office.is_some() || !is_missing_file(&self.url);
        let office = there.then(|| self.with_office(|office| office.changes()).ok()).flatten();
        if office.is_none() {
            self.office = None;
        }
        Ok(Pulse { file, office })
    }
}

/// What a watch remembers.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    every: Option<Duration>,
    /// What the last run began with, and when it ended.
    seen: Option<(Pulse, Instant)>,
    /// What was there at the last look.
    before: Option<Pulse>,
    put_off: Option<Instant>,
}

impl Watch {
    /// A watch for changes; or, with an interval, one that looks at nothing but the clock.
    pub fn new(every: Option<Duration>) -> Self {
        Self { every, ..Self::default() }
    }

    /// Whether a run is due.
    pub fn due(&mut self, pulse: Pulse, now: Instant) -> bool {
        let rests = self.before.replace(pulse) == Some(pulse);
        let pauses = self.put_off.is_some_and(|at| now.duration_since(at) < PAUSE);
        match (&self.seen, self.every) {
            _ if pauses => false,
            (None, _) => true,
            (Some((_, at)), Some(every)) => now.duration_since(*at) >= every,
            (Some((seen, _)), None) => rests && *seen != pulse,
        }
    }

    /// A run is over that began with this pulse.
    pub fn done(&mut self, began: Pulse, now: Instant) {
        (self.seen, self.put_off) = (Some((began, now)), None);
    }

    /// A run could not be made now.
    pub fn put_off(&mut self, now: Instant) {
        self.put_off = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pulse(size: u64, office: i64) -> Pulse {
        Pulse { file: Some((size, SystemTime::UNIX_EPOCH)), office: Some(office) }
    }

    #[test]
    fn the_first_run_is_due_at_once_and_the_next_with_a_change_that_rests() {
        let (mut watch, start) = (Watch::new(None), Instant::now());
        assert!(watch.due(pulse(1, 1), start));
        watch.done(pulse(1, 1), start);
        assert!(!watch.due(pulse(1, 1), start + SECOND));
        assert!(!watch.due(pulse(2, 1), start + 2 * SECOND), "it may still be written");
        assert!(!watch.due(pulse(3, 1), start + 3 * SECOND));
        assert!(watch.due(pulse(3, 1), start + 4 * SECOND));
        watch.done(pulse(3, 1), start + 4 * SECOND);
        assert!(!watch.due(pulse(3, 1), start + 5 * SECOND));
        assert!(!watch.due(pulse(3, 2), start + 6 * SECOND));
        assert!(watch.due(pulse(3, 2), start + 7 * SECOND), "the office was changed");
    }

    #[test]
    fn a_change_during_a_run_leads_to_the_next() {
        let (mut watch, start) = (Watch::new(None), Instant::now());
        assert!(watch.due(pulse(1, 1), start));
        watch.done(pulse(1, 1), start);
        let after = pulse(5, 9);
        assert!(!watch.due(after, start + SECOND));
        assert!(watch.due(after, start + 2 * SECOND));
    }

    #[test]
    fn what_was_put_off_is_tried_again_after_a_pause_and_stays_due() {
        let (mut watch, start) = (Watch::new(None), Instant::now());
        assert!(watch.due(pulse(1, 1), start));
        watch.put_off(start);
        assert!(!watch.due(pulse(1, 1), start + SECOND));
        assert!(watch.due(pulse(1, 1), start + PAUSE));
        watch.put_off(start + PAUSE);
        assert!(!watch.due(pulse(1, 1), start + PAUSE + SECOND));
        assert!(watch.due(pulse(1, 1), start + 2 * PAUSE));
    }

    #[test]
    fn with_an_interval_only_the_clock_counts() {
        let every = Duration::from_secs(600);
        let (mut watch, start) = (Watch::new(Some(every)), Instant::now());
        assert!(watch.due(pulse(1, 1), start));
        watch.done(pulse(1, 1), start);
        for seconds in 1..600 {
            assert!(!watch.due(pulse(2, 2), start + seconds * SECOND));
        }
        assert!(watch.due(pulse(2, 2), start + every));
    }
}
