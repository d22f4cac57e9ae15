//! Real cards, where they are at hand.

use jiff::civil::date;

use super::*;

const ITEMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/items");

/// Real files whose names end so, with their names.
fn files(end: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(items) = std::fs::read_dir(ITEMS) else {
        eprintln!("skipped: {ITEMS} is not there");
        return Vec::new();
    };
    let paths = items.map(|item| item.unwrap().path());
    let named = paths.filter(|path| path.to_string_lossy().ends_with(end));
    named
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
        })
        .collect()
}

fn cards(file: &[u8]) -> Vec<Entry> {
    let places = places(&mut &*file).unwrap();
    let range = |place: std::ops::Range<u64>| {
        usize::try_from(place.start).unwrap()..usize::try_from(place.end).unwrap()
    };
    places.into_iter().map(|place| entry(&file[range(place)])).collect()
}

/// The only card of the file whose name ends so.
fn only(end: &str) -> Option<Entry> {
    let (_, file) = files(end).pop()?;
    let mut found = cards(&file);
    assert_eq!(found.len(), 1);
    found.pop()
}

#[test]
fn every_field_of_an_outlook_2003_card_is_read() {
    let Some(entry) = only("outlook-2003.vcf") else { return };
    let mut expected = record(&[
        ("contact.prefix", "Mr."),
        ("contact.first_name", "John"),
        ("contact.last_name", "Doe"),
        ("contact.suffix", "III"),
        ("contact.nickname", "Joey"),
        ("contact.company", "Company, The"),
        ("contact.department", "TheDepartment"),
        ("contact.job_title", "The Job Title"),
        ("contact.body", "This is the note field!!\r\nSecond line\r\n\r\nThird line is empty\r\n"),
        ("contact.phone.business", "BusinessPhone"),
        ("contact.phone.home", "HomePhone"),
        ("contact.phone.mobile", "MobilePhone"),
        ("contact.fax.business", "BusinessFaxPhone"),
        ("contact.office_location", "TheOffice"),
        ("contact.business.street", "123 Main St"),
        ("contact.business.city", "Austin"),
        ("contact.business.state", "TX"),
        ("contact.business.postal_code", "12345"),
        ("contact.business.country", "United States of America"),
        ("contact.business_home_page", "http://web-page-address.com"),
        ("contact.profession", "TheProfession"),
        ("contact.email1", "jdoe@hotmail.com"),
        ("contact.free_busy_address", "????????????????s????????????\u{c}"),
    ]);
    expected.set("contact.birthday", Value::Date(date(1980, 3, 21)));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["KEY"]);
    assert_eq!(entry.changed_at, Some("2012-10-12T21:05:25Z".parse().unwrap()));
    assert_eq!((entry.uid.as_str(), entry.number.as_str()), ("", ""));
    assert_eq!((entry.warnings, entry.losses), (vec![], vec![]));
}

#[test]
fn every_field_of_an_outlook_2007_card_is_read() {
    let Some(entry) = only("vcard_042.vcf") else { return };
    let mut expected = record(&[
        ("contact.prefix", "Mr."),
        ("contact.first_name", "Michael"),
        ("contact.last_name", "Angstadt"),
        ("contact.suffix", "Jr."),
        ("contact.nickname", "Mike"),
        ("contact.company", "TheCompany"),
        ("contact.department", "TheDepartment"),
        ("contact.job_title", "TheJobTitle"),
        (
            "contact.body",
            "This is the NOTE field\t\r\n\
             I assume it encodes this text inside a NOTE vCard type.\r\n\
             But I'm not sure because there's text formatting going on here.\r\n\
             It does not preserve the formatting",
        ),
        ("contact.phone.business", "(111) 555-1111"),
        ("contact.phone.home", "(111) 555-2222"),
        ("contact.phone.mobile", "(111) 555-4444"),
        ("contact.phone.callback", "(111) 555-4444"),
        ("contact.fax.business", "(111) 555-3333"),
        ("contact.office_location", "TheOffice"),
        ("contact.business.street", "222 Broadway"),
        ("contact.business.city", "New York"),
        ("contact.business.state", "NY"),
        ("contact.business.postal_code", "99999"),
        ("contact.business.country", "USA"),
        ("contact.personal_home_page", "http://mikeangstadt.name"),
        ("contact.business_home_page", "http://mikeangstadt.name"),
        ("contact.profession", "TheProfession"),
        ("contact.email1", "mike.angstadt@gmail.com"),
        ("contact.im_address", "im@aim.com"),
        ("contact.manager", "TheManagerName"),
        ("contact.assistant", "TheAssistantName"),
        ("contact.spouse", "TheSpouse"),
        ("contact.free_busy_address", "http://website.com/mycal"),
    ]);
    expected.set("contact.mailing.selector", Value::Int(2));
    expected.set("contact.birthday", Value::Date(date(1922, 3, 10)));
    expected.set("contact.anniversary", Value::Date(date(2012, 8, 1)));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["KEY", "PHOTO", "X-MS-OL-DESIGN"]);
    assert_eq!(entry.changed_at, Some("2012-08-01T18:46:31Z".parse().unwrap()));
    assert_eq!((entry.warnings, entry.losses), (vec![], vec![]));
}

#[test]
fn every_telephone_number_of_a_card_with_all_of_outlooks_types_finds_its_place() {
    for (_, file) in files("OutlookContact.vcf") {
        let [entry] = cards(&file).try_into().unwrap();
        let expected = record(&[
            ("contact.last_name", "Mellissa"),
            ("contact.first_name", "MacBeth"),
            ("contact.company", "Contoso Ltd."),
            ("contact.job_title", "Account Representative"),
            ("contact.phone.home", "(831) 758-7257"),
            ("contact.phone.business", "(831) 758-7285"),
            ("contact.phone.mobile", "(831) 758-7368"),
            ("contact.phone.pager", "(831) 758-7368"),
            ("contact.phone.car", "(831) 758-7201"),
            ("contact.phone.isdn", "(831) 758-7381"),
            ("contact.phone.primary", "(831) 758-7334"),
            ("contact.phone.other", "(831) 758-7201"),
            ("contact.phone.telex", "(831) 758-7408"),
            ("contact.phone.callback", "(831) 758-7321 (After hours"),
            ("contact.phone.radio", "(831) 758-7234"),
            ("contact.phone.company", "(831) 758-7368"),
            ("contact.phone.tty", "(800) 806-4474"),
            ("contact.phone.assistant", "(831) 758-7214"),
            ("contact.email1", "melissa@contoso.com"),
            ("contact.business.po_box", "144 Hitchcock Rd, Salinas, CA 93908"),
        ]);
        assert_eq!(entry.record, expected);
        assert_eq!(entry.left, [""; 0]);
    }
}

#[test]
fn an_iphones_card_is_read_with_its_labels() {
    let Some(entry) = only("IPHONE.vcf") else { return };
    let mut expected = record(&[
        ("contact.prefix", "Mr."),
        ("contact.first_name", "John"),
        ("contact.middle_name", "Richter,James"),
        ("contact.last_name", "Doe"),
        ("contact.suffix", "Sr."),
        ("contact.nickname", "Johny"),
        ("contact.company", "IBM"),
        ("contact.department", "Accounting"),
        ("contact.job_title", "Money Counter"),
        ("contact.email1", "john.doe@ibm.com"),
        ("contact.phone.mobile", "905-555-1234"),
        ("contact.phone.home", "905-666-1234"),
        ("contact.phone.business", "905-777-1234"),
        ("contact.fax.home", "905-888-1234"),
        ("contact.fax.business", "905-999-1234"),
        ("contact.phone.pager", "905-111-1234"),
        ("contact.phone.assistant", "905-222-1234"),
        ("contact.home.street", "Silicon Alley 5,"),
        ("contact.home.city", "New York"),
        ("contact.home.state", "New York"),
        ("contact.home.postal_code", "12345"),
        ("contact.home.country", "United States of America"),
        ("contact.business.street", "Street4\r\nBuilding 6\r\nFloor 8"),
        ("contact.business.city", "New York"),
        ("contact.business.postal_code", "12345"),
        ("contact.business.country", "USA"),
        ("contact.business_home_page", "http://www.ibm.com"),
    ]);
    expected.set("contact.mailing.selector", Value::Int(1));
    expected.set("contact.birthday", Value::Date(date(2012, 6, 6)));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["X-ABADR", "PHOTO"]);
}

#[test]
fn every_card_gives_a_name_or_an_address() {
    for (name, file) in files(".vcf") {
        let found = cards(&file);
        assert!(!found.is_empty(), "{name}");
        let told = ["contact.last_name", "contact.first_name", "contact.email1"];
        for entry in found {
            assert!(told.iter().any(|field| !entry.record.is_empty(field)), "{name}: {entry:?}");
            assert!(entry.warnings.is_empty(), "{name}: {:?}", entry.warnings);
        }
    }
}

#[test]
fn every_card_is_the_same_after_it_was_written_in_each_version() {
    for (name, file) in files(".vcf") {
        for was in cards(&file) {
            for version in Version::ALL {
                let put = write(&was.record, "4711", version);
                let is = entry(&put.text);
                let kept = was.record.iter().filter(|(field, _)| {
                    carries(field, version) && !put.left.iter().any(|left| left == field)
                });
                for (field, value) in kept {
                    let held = is.record.get(field);
                    assert!(
                        sync::same(held, Some(value), sync::Compare::Plain),
                        "{name} {field}: {held:?} {value:?}"
                    );
                }
                assert_eq!(is.number, "4711");
            }
        }
    }
}
