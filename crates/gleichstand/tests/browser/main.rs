//! The web interface in a real browser: what a person does with it, step by step, in both
//! languages; that every page can be used by everyone; that a hostile mail does nothing.
//!
//! `./check` installs Chromium, its driver and axe-core and sets GLEICHSTAND_JUDGES: then they must
//! be there. Otherwise a test says what it skips. `scripts/screens DIR` keeps pictures of every page.

mod browser;
mod everyone;
#[path = "../program/harness.rs"]
mod harness;
mod hostile;
#[path = "../program/served.rs"]
mod served;
mod walks;
