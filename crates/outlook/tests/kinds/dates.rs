//! Dates stay dates: whoever wrote them, and wherever they are read.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;
use outlook::sample::Amounts;
use outlook::{Cipher, Format, NewFile, Options, OutlookFile};
use sync::memory::MemoryOffice;
use sync::{Job, Kind, Record, Value};

use crate::support::corpus;
use crate::{copy_of, records, run_in};

/// From −11 to +14, and some that change their clocks.
const ZONES: [&str; 9] = [
    "Etc/GMT+11",
    "America/St_Johns",
    "America/Sao_Paulo",
    "UTC",
    "Europe/Berlin",
    "Asia/Calcutta",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
];

/// The fields that are dates, and all-day times.
const DATES: [&str; 7] =
    ["birthday", "anniversary", "start_date", "due_date", "completed_date", "start", "end"];

/// The dates of every record: of appointments only where they last all day.
fn dates(office: &MemoryOffice) -> BTreeMap<(Kind, String), Vec<(&'static str, Value)>> {
    let of = |record: &Record| {
        let dates = DATES.into_iter().filter_map(|name| Some((name, record.get(name)?.clone())));
        dates.filter(|(_, value)| is_date(value)).collect::<Vec<_>>()
    };
    let found = records(office).into_iter().map(|(key, record)| (key, of(&record)));
    found.filter(|(_, dates)| !dates.is_empty()).collect()
}

fn is_date(value: &Value) -> bool {
    match value {
        Value::Date(_) => true,
        Value::Text(text) => text.len() == 10,
        _ => false,
    }
}

fn sample(path: &Path, zone: &str, format: Format) {
    let options = Options { zone: TimeZone::get(zone).unwrap(), ..Options::default() };
    let new = NewFile { format, cipher: Cipher::Permute, ..NewFile::default() };
    let file = OutlookFile::create(path, &new, options).unwrap();
    let amounts = Amounts { contacts: 25, mails: 0, appointments: 30, tasks: 20 };
    file.add_sample(3, amounts, &mut |_| {}).unwrap();
}

#[test]
fn dates_are_the_same_in_every_zone_after_import_and_export() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (mut seen, mut expected) = (0, None);
    for (at, written_in) in ZONES.into_iter().enumerate() {
        let format = if at % 2 == 0 { Format::Unicode } else { Format::Ansi };
        let source = path(&format!("{at}.pst"));
        sample(&source, written_in, format);
        for step in [1, 4] {
            let (read_in, back_in) = (ZONES[(at + step) % 9], ZONES[(at + 2 * step) % 9]);
            let copy = path(&format!("{at}-{step}.pst"));
            std::fs::copy(&source, &copy).unwrap();
            let (mut there, mut back) = (MemoryOffice::default(), MemoryOffice::default());
            run_in(read_in, Job::Import, &copy, &mut there);
            let found = dates(&there);
            // The sample says the same dates in every zone.
            let expected = expected.get_or_insert_with(|| found.clone());
            assert_eq!(&found, expected, "written in {written_in}, read in {read_in}");
            let made = path(&format!("{at}-{step}-made.pst"));
            sample_free(&made, read_in);
            run_in(read_in, Job::Export, &made, &mut there);
            run_in(back_in, Job::Import, &made, &mut back);
            assert_eq!(dates(&back), found, "exported in {read_in}, read in {back_in}");
            seen += found.len();
        }
    }
    assert!(seen > 18 * 30, "{seen}");
}

/// A new file without items.
fn sample_free(path: &Path, zone: &str) {
    let options = Options { zone: TimeZone::get(zone).unwrap(), ..Options::default() };
    drop(OutlookFile::create(path, &NewFile::default(), options).unwrap());
}

#[test]
fn all_day_appointments_and_tasks_of_outlook_have_one_date_wherever_they_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for real in corpus() {
        let mut first = None;
        for zone in ZONES {
            let Some(copy) = copy_of(&real, dir.path()) else { break };
            let mut office = MemoryOffice::default();
            run_in(zone, Job::Import, &copy, &mut office);
            let mut found = dates(&office);
            // Of these dates old Outlooks do not record the zone.
            found.retain(|(kind, _), _| *kind != Kind::Addresses);
            let recorded = |(name, _): &(&str, Value)| *name != "completed_date";
            found.values_mut().for_each(|dates| dates.retain(recorded));
            seen += found.len();
            assert_eq!(first.get_or_insert_with(|| found.clone()), &found, "{}", real.display());
        }
    }
    println!("{seen} dates of real items read");
}
