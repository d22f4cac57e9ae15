//! A damaged file is checked to its end: no panic, no endless reading, bounded memory.
#![no_main]

use fuzz::{limits, sandbox};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some(seed) = fuzz::seed(input) {
        let size = seed.image.len();
        let sandbox = sandbox::Sandbox::new(seed.image);
        limits::within(size, || drop(pst::check_backend(&sandbox)));
    }
});
