//! Tables of other programs, where they are at hand, and hostile ones.

use std::path::PathBuf;

use jiff::civil::date;
use proptest::prelude::*;
use sync::Value;

use super::super::Table;
use super::{Entry, accepted, ground, ids, texts};

/// The tables beside the project.
fn tables() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/items");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: {folder} is not there");
        return Vec::new();
    };
    let paths = files.map(|file| file.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect()
}

fn read(path: &PathBuf) -> Result<Vec<Entry>, String> {
    let table = Table::open(std::fs::read(path).unwrap(), &ground()).map_err(|error| error.id)?;
    (0..table.len()).map(|row| table.read(row).map_err(|error| error.id)).collect()
}

/// The entries of a table beside the project; `None` where it is not there.
fn of(name: &str) -> Option<Vec<Entry>> {
    let path = tables().into_iter().find(|path| path.to_string_lossy().ends_with(name))?;
    Some(read(&path).unwrap())
}

#[test]
fn every_table_is_read_or_refused_with_a_word() {
    for path in tables() {
        match read(&path) {
            Ok(entries) => {
                assert!(!entries.is_empty());
                entries.iter().for_each(accepted);
            }
            Err(id) => assert_eq!(id, "csv-no-known-columns", "{path:?}"),
        }
    }
}

const HORDE: &[(&str, &str)] = &[
    ("first_name", "Firman"),
    ("last_name", "Wandayandi"),
    ("company", "Foo"),
    ("department", "Foo Net"),
    ("job_title", "Web Developer"),
    ("business.street", "Foo Street"),
    ("business.city", "Bandung"),
    ("business.state", "West Java"),
    ("business.postal_code", "99999"),
    ("business.country", "Indonesia"),
    ("home.street", "Foo Street"),
    ("home.city", "Bandung"),
    ("home.state", "West Java"),
    ("home.postal_code", "99999"),
    ("home.country", "Indonesia"),
    ("fax.home", "99999999"),
    ("phone.home", "99999999"),
    ("phone.mobile", "999999999"),
    ("phone.pager", "99999999"),
    ("email1", "firman@php.net"),
    ("body", "It's\nmultiline\nmemo."),
];

#[test]
fn the_table_of_an_old_outlook_is_read_as_a_person_would() {
    let Some(entries) = of("examples_Outlook.csv") else { return };
    let [entry] = entries.try_into().unwrap();
    let own = [
        ("email1.display_name", "Firman Wandayandi"),
        ("fax.business", "99999999"),
        ("phone.company", "99999999"),
        ("business_home_page", "http://php.hm/~firman"),
    ];
    assert_eq!(entry.record, texts("contact", &[HORDE, &own].concat()));
    assert_eq!((entry.left.len(), ids(&entry.losses)), (0, vec![]));
}

#[test]
fn the_table_of_the_address_book_of_windows_is_read_as_a_person_would() {
    let Some(entries) = of("examples_WAB.csv") else { return };
    let [entry] = entries.try_into().unwrap();
    let own = [
        ("nickname", "firman"),
        ("fax.business", "99999999"),
        ("phone.business", "99999999"),
        ("personal_home_page", "http://php.hm/~firman"),
    ];
    assert_eq!(entry.record, texts("contact", &[HORDE, &own].concat()));
    assert_eq!((entry.left.len(), entry.warnings.len(), entry.losses.len()), (0, 0, 0));
}

#[test]
fn a_table_of_addresses_alone_is_read() {
    let Some(entries) = of("Csv2vcard_outlook.csv") else { return };
    let [entry] = entries.try_into().unwrap();
    let wanted = [
        ("email1", "test1@domain.tld"),
        ("email2", "test2@domain.tld"),
        ("email3", "test3@domain.tld"),
    ];
    assert_eq!(entry.record, texts("contact", &wanted));
    let Some(entries) = of("Csv2vcard_email.csv") else { return };
    assert_eq!(entries.len(), 4);
}

#[test]
fn the_table_of_thunderbird_is_read_as_a_person_would() {
    let Some(entries) = of("Csv2vcard_tb_plain.csv") else { return };
    let [entry] = entries.try_into().unwrap();
    let mut wanted = texts(
        "contact",
        &[
            ("first_name", "Firstname"),
            ("last_name", "Lastname"),
            ("file_as", "Displayname"),
            ("nickname", "Nick"),
            ("email1", "test@domain.tld"),
            ("email2", "next@domain.tld"),
            ("phone.business", "phone work"),
            ("phone.home", "phone home"),
            ("fax.business", "fax"),
            ("phone.pager", "pager"),
            ("phone.mobile", "mobile"),
            ("home.street", "Priv address"),
            ("home.city", "City"),
            ("home.state", "region"),
            ("home.postal_code", "xx-xxx"),
            ("home.country", "USA"),
            ("business.street", "Addr work"),
            ("business.city", "Wcity"),
            ("business.state", "Wstate"),
            ("business.postal_code", "33-333"),
            ("business.country", "Poland"),
            ("job_title", "title"),
            ("department", "department"),
            ("company", "Organization"),
            ("business_home_page", "http://page.com"),
            ("personal_home_page", "http://webpage.tld"),
        ],
    );
    wanted.set("contact.birthday", Value::Date(date(1970, 11, 15)));
    assert_eq!((entry.record, entry.left, entry.losses), (wanted, vec![], vec![]));
}

#[test]
fn a_row_or_a_first_line_without_end_costs_no_more_than_its_bytes() {
    let row =
        format!("Vorname,Kategorien\nEva,\"{}\"{}\n", "a;".repeat(100_000), ",x".repeat(1_000_000));
    let entry = super::open(&row).read(0).unwrap();
    assert_eq!(
        (entry.left, ids(&entry.warnings)),
        (vec!["#3".to_owned()], vec!["csv-field-count"])
    );
    let head = format!("Vorname{}\nEva\n", ",x".repeat(1_000_000));
    assert_eq!(Table::open(head.into_bytes(), &ground()).unwrap_err().id, "csv-no-known-columns");
}

proptest! {
    /// Whatever a file says, reading it ends, with entries or a word.
    #[test]
    fn no_file_is_trusted(
        head in prop::sample::select(vec![
            super::contacts::CONTACTS_DE, super::contacts::CONTACTS_EN, super::items::CALENDAR_DE,
            super::items::CALENDAR_EN, super::items::TASKS_EN, super::items::MAILS_EN, "",
            "Vorname;Geburtsjahr;Geburtsmonat;Geburtstag",
        ]),
        tail in prop::collection::vec(prop_oneof![
            Just(b"\"".to_vec()), Just(b",".to_vec()), Just(b";".to_vec()), Just(b"\r\n".to_vec()),
            Just(b"31/12/9999".to_vec()), Just(b"1.1.1601".to_vec()), Just(b"12:00 AM".to_vec()),
            Just(b"Ein".to_vec()), Just(b"0.5".to_vec()), Just(b"\0".to_vec()),
            prop::collection::vec(any::<u8>(), 0..6),
        ], 0..80),
        mark in prop::sample::select(vec![&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"]),
    ) {
        let file = [mark, head.as_bytes(), b"\n", &tail.concat()].concat();
        if let Ok(table) = Table::open(file, &ground()) {
            for row in 0..table.len() {
                if let Ok(entry) = table.read(row) {
                    accepted(&entry);
                }
            }
        }
    }
}
