//! Blobs are read and written to the byte.

use proptest::prelude::*;

use super::super::*;
use crate::streams::streams_of_messages;

/// A series on Tuesdays without end, one occurrence deleted, one moved with subject and location.
fn sample() -> AppointmentRecurrence {
    let midnight = |week: u32| 217_758_240 + week * 10_080;
    let (start, end) = (midnight(1) + 540, midnight(1) + 570);
    let original = midnight(1) + 480;
    AppointmentRecurrence {
        pattern: RecurrencePattern {
            reader_version: 0x3004,
            writer_version: 0x3004,
            frequency: Frequency::WEEKLY,
            pattern: Pattern::Week(Days(4)),
            calendar: 0,
            first_date_time: 8640,
            period: 1,
            sliding: 0,
            end_type: EndType::NEVER,
            occurrence_count: 10,
            first_day: 0,
            deleted: vec![midnight(1), midnight(2)],
            modified: vec![midnight(1)],
            start_date: midnight(0),
            end_date: 0x5AE9_80DF,
        },
        reader_version: 0x3006,
        writer_version: 0x3009,
        start_offset: 480,
        end_offset: 510,
        exceptions: vec![Exception {
            start,
            end,
            original,
            subject: Some(AnsiText::new(b"Gr\xFC\xDFe".to_vec())),
            location: Some(AnsiText::new(b"hier".to_vec())),
            busy: Some(2),
            body: true,
            other_flags: 0x8000,
            extended: Extended {
                highlight: Some(vec![1, 0, 0, 0]),
                reserved1: vec![7],
                wide: Some(Wide {
                    start,
                    end,
                    original,
                    subject: Some("Grüße".encode_utf16().collect()),
                    location: Some("hier".encode_utf16().collect()),
                }),
                reserved2: vec![8, 9],
            },
            ..Exception::default()
        }],
        reserved1: vec![1, 2, 3],
        reserved2: vec![4],
        tail: Vec::new(),
    }
}

#[test]
fn a_blob_begins_as_outlook_writes_it() {
    let begin = [
        0x04, 0x30, 0x04, 0x30, 0x0B, 0x20, 1, 0, 0, 0, 0xC0, 0x21, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
        4, 0, 0, 0, 0x23, 0x20, 0, 0, 0x0A, 0, 0, 0,
    ];
    assert!(sample().to_bytes().starts_with(&begin));
}

#[test]
fn everything_in_a_blob_is_read_back() {
    let with_tail = AppointmentRecurrence { tail: vec![0, 0, 7], ..sample() };
    for blob in [sample(), with_tail] {
        let bytes = blob.to_bytes();
        assert_eq!(AppointmentRecurrence::parse(&bytes), Ok(blob));
    }
}

#[test]
fn a_blob_that_was_cut_says_so_wherever_it_was_cut() {
    let bytes = sample().to_bytes();
    for len in 0..bytes.len() {
        let cut = AppointmentRecurrence::parse(&bytes[..len]);
        assert!(matches!(cut, Err(BlobError::Truncated { .. })), "{len}: {cut:?}");
    }
}

#[test]
fn a_blob_of_outlook_2003_has_no_change_highlight() {
    let mut old = sample();
    old.writer_version = 0x3008;
    old.exceptions[0].extended.highlight = None;
    let bytes = old.to_bytes();
    assert_eq!(AppointmentRecurrence::parse(&bytes), Ok(old));
}

#[test]
fn a_series_is_clipped_to_the_midnights_of_its_first_and_last_day() {
    let tokyo = jiff::tz::TimeZone::get("Asia/Tokyo").unwrap();
    let mut blob = sample();
    (blob.pattern.start_date, blob.pattern.end_date) = (0x0D3A_CCA0, 0x0D42_B000);
    let clip = |blob: &AppointmentRecurrence| {
        let (start, end) = blob.clip(&tokyo).unwrap();
        format!("{start} {end}")
    };
    assert_eq!(clip(&blob), "2023-01-05T15:00:00Z 4500-08-31T14:59:00Z");
    blob.pattern.end_type = EndType::DATE;
    assert_eq!(clip(&blob), "2023-01-05T15:00:00Z 2023-12-30T15:00:00Z");
}

#[test]
fn an_unknown_pattern_is_named_and_a_huge_count_takes_no_memory() {
    let mut bytes = sample().to_bytes();
    bytes[6] = 9;
    let refused = AppointmentRecurrence::parse(&bytes);
    assert_eq!(refused, Err(BlobError::PatternType { number: 9 }));
    let mut bytes = sample().to_bytes();
    bytes[38..42].fill(0xFF);
    assert!(AppointmentRecurrence::parse(&bytes).is_err());
}

#[test]
fn the_blob_of_a_task_is_the_pattern_alone() {
    let task = TaskRecurrence { pattern: sample().pattern, tail: Vec::new() };
    let bytes = task.to_bytes();
    assert_eq!(TaskRecurrence::parse(&bytes), Ok(task.clone()));
    assert!(sample().to_bytes().starts_with(&bytes));
    let appointment = TaskRecurrence::parse(&sample().to_bytes()).unwrap();
    assert_eq!(appointment.pattern, task.pattern);
    assert_eq!(appointment.to_bytes(), sample().to_bytes());
}

#[test]
fn the_blobs_of_real_items_are_written_to_the_byte_and_are_what_we_would_write() {
    let streams = streams_of_messages();
    let blobs: Vec<_> =
        streams.iter().filter(|bytes| bytes.starts_with(&[4, 0x30, 4, 0x30])).collect();
    blobs.iter().for_each(|bytes| assert_kept(bytes));
    println!("{} recurring items", blobs.len());
    assert!(streams.is_empty() || blobs.len() >= 5, "only {}", blobs.len());
}

fn assert_kept(bytes: &[u8]) {
    let blob = AppointmentRecurrence::parse(bytes).unwrap();
    assert_eq!(blob.to_bytes(), bytes);
    let blob = AppointmentRecurrence { tail: Vec::new(), ..blob };
    let zone = jiff::tz::TimeZone::UTC;
    let series = Series::read(&blob, 1252).unwrap();
    let (updated, _) = series.update(&blob, &zone, 1252).unwrap();
    assert_eq!(updated, blob);
    let (written, warnings) = series.write(&zone, 1252).unwrap();
    assert_eq!((written, warnings), (canonical(blob), vec![]));
}

/// Which occurrences are highlighted for the reader is of the moment, and no part of a series.
fn canonical(mut blob: AppointmentRecurrence) -> AppointmentRecurrence {
    for exception in &mut blob.exceptions {
        exception.extended.highlight = Some(vec![0; 4]);
    }
    blob
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_are_too_odd(
        mut bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in 0_usize..240,
        value in any::<u8>(),
    ) {
        let _ = TaskRecurrence::parse(&bytes);
        let mut near = sample().to_bytes();
        if let Some(byte) = near.get_mut(at) {
            *byte = value;
        }
        bytes.splice(..bytes.len().min(8), near.iter().copied().take(8));
        for bytes in [bytes, near] {
            if let Ok(blob) = AppointmentRecurrence::parse(&bytes) {
                prop_assert_eq!(blob.to_bytes(), bytes);
                if let Ok(series) = Series::read(&blob, 1252) {
                    let zone = jiff::tz::TimeZone::UTC;
                    let _ = (series.write(&zone, 1252), blob.clip(&zone));
                    let from: jiff::Timestamp = "2014-01-01T00:00:00Z".parse().unwrap();
                    let to = from + jiff::SignedDuration::from_hours(24 * 60);
                    prop_assert!(series.occurrences(&zone, from, to).len() < 1000);
                }
            }
        }
    }
}
