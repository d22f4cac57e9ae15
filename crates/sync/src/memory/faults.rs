//! Faults on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Message, StoreError};

/// Counts the steps of the stores that share it, and stops them at one of them: from then on every
/// call fails, as after a power cut, until [`Faults::revive`].
///
/// A call that writes has two steps: before anything is written, and after all of it is.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    steps: AtomicU64,
    stop_at: AtomicU64,
}

impl Faults {
    /// Stops at the n-th step from now, counted from 1.
    pub fn stop_at(&self, step: u64) {
        self.0.steps.store(0, Ordering::Relaxed);
        self.0.stop_at.store(step, Ordering::Relaxed);
    }

    /// No more faults; the steps are counted from 0.
    pub fn revive(&self) {
        self.stop_at(0);
    }

    /// Steps since the last [`Faults::stop_at`] or [`Faults::revive`].
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.0.steps.load(Ordering::Relaxed)
    }

    pub(super) fn step(&self) -> Result<(), StoreError> {
        let step = self.0.steps.fetch_add(1, Ordering::Relaxed) + 1;
        let stop_at = self.0.stop_at.load(Ordering::Relaxed);
        if stop_at > 0 && step >= stop_at {
            return Err(StoreError::new(Message::new("memory-stopped")));
        }
        Ok(())
    }
}
