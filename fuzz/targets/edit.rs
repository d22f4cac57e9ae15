//! A damaged file that opens for writing is changed: what is committed is there, what was not
//! touched is as it was, and no fault is there that was not there before.
#![no_main]

use fuzz::{editing, limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some(seed) = fuzz::seed(input) {
        let size = seed.image.len();
        let done = limits::within(size, || editing::edit(seed.image, &seed.ops));
        done.unwrap_or_else(|broken| panic!("{broken}"));
    }
});
