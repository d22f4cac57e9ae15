//! Whose mails and appointments they are.

use sync::form::Person;
use sync::{Change, Kind, Name, Value};

use super::kinds::{mail, mailbox};
use super::{change, fields, for_each_database};
use crate::{Filter, NewNumber, RecordId, RecordQuery};

#[test]
fn mails_and_appointments_belong_to_the_addresses_whose_e_mail_addresses_they_name() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut address = |pairs: &[(&'static str, &str)]| {
            office.add_address(&fields(pairs), NewNumber::Next).unwrap().id
        };
        let eva = address(&[("email", " EVA@x.de"), ("email3", "eva@privat.example")]);
        let max = address(&[("email2", "max@y.de")]);
        let gone = address(&[("email", "eva@x.de")]);
        office.delete_address(gone, None).unwrap();
        let first = mail("Eins", "eva@X.de", "max@y.de", "2024-05-03T08:00:00Z");
        let mut second = mail("Zwei", "wer@z.de", "wem@z.de", "2024-05-03T08:00:00Z");
        second.set("bcc", Value::List(vec![mailbox("Eva", "eva@privat.example")]));
        let mut mails =
            |record| office.add_record(Kind::Mails, record, NewNumber::Next).unwrap().id;
        let (first, second) = (mails(&first), mails(&second));
        let mut meeting = fields(&[("organizer", "Max <max@y.de>")]);
        meeting.set("attendees", Value::List(vec![Person::new("Eva", "eva@x.de").to_text()]));
        let meeting = office.add_record(Kind::Appointments, &meeting, NewNumber::Next).unwrap().id;

        assert_eq!(office.records_of_address(eva, Kind::Mails), Ok(vec![first, second]));
        assert_eq!(office.records_of_address(max, Kind::Mails), Ok(vec![first]));
        assert_eq!(office.records_of_address(max, Kind::Appointments), Ok(vec![meeting]));
        assert_eq!(office.records_of_address(eva, Kind::Tasks), Ok(vec![]));
        assert_eq!(office.address_ids(Kind::Mails, &RecordId::Id(first)), Ok(vec![eva, max]));
        let filter = vec![Filter::Address(eva)];
        let page =
            office.records(&RecordQuery { filter, ..RecordQuery::all(Kind::Mails) }).unwrap();
        assert_eq!(page.records.iter().map(|mail| mail.id).collect::<Vec<_>>(), [first, second]);
    });
}

#[test]
fn whose_a_mail_is_follows_the_mail_and_the_addresses() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let eva = fields(&[("email", "eva@x.de")]);
        let eva = office.add_address(&eva, NewNumber::Next).unwrap().id;
        let record = mail("Eins", "eva@x.de", "max@y.de", "");
        let mail = office.add_record(Kind::Mails, &record, NewNumber::Next).unwrap().id;
        office.edit_address(eva, None, &[change("email", "neu@x.de")]).unwrap();
        assert_eq!(office.records_of_address(eva, Kind::Mails), Ok(vec![]));
        let from = Change {
            field: Name::Borrowed("from"),
            value: Some(Value::text(mailbox("Eva", "neu@x.de"))),
        };
        let edited = office.edit_record(Kind::Mails, mail, None, &[from]).unwrap();
        assert_eq!(edited.fields.get("address_ids"), Some(&Value::List(vec![eva.to_string()])));
        assert_eq!(office.records_of_address(eva, Kind::Mails), Ok(vec![mail]));
        office.edit_address(eva, None, &[change("email", "eva@x.de")]).unwrap();
        assert_eq!(office.records_of_address(eva, Kind::Mails), Ok(vec![]));
        office.edit_address(eva, None, &[change("email", "max@y.de")]).unwrap();
        office.delete_record(Kind::Mails, mail, None).unwrap();
        assert_eq!(office.records_of_address(eva, Kind::Mails), Ok(vec![]));
    });
}
