//! Adding, reading, editing, deleting addresses.

use jiff::civil::date;
use sync::{Change, Name, Value};

use super::{change, fields, for_each_database};
use crate::tests::AddressQuery;
use crate::{Filter, NewNumber, OfficeError, RecordId, Sort, address_field, parse_change};

#[test]
fn an_address_is_found_by_its_number_and_by_its_internal_number() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let added = office
            .add_address(&fields(&[("last_name", "Müller"), ("city", "Köln")]), NewNumber::Next)
            .unwrap();
        assert_eq!((added.number.as_str(), added.name()), ("10000", "Müller"));
        for which in [" 10000 ", &format!("id:{}", added.id)] {
            assert_eq!(office.address(&which.parse::<RecordId>().unwrap()), Ok(added.clone()));
        }
        let which = RecordId::Number("4711".to_owned());
        let missing = OfficeError::NotFound { which: "4711".to_owned() };
        assert_eq!(office.address(&which), Err(missing));
    });
}

#[test]
fn editing_changes_what_is_named_and_nothing_else() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let first = office
            .add_address(&fields(&[("last_name", "Müller"), ("city", "Köln")]), NewNumber::Next)
            .unwrap();
        let cleared = Change { field: Name::Borrowed("city"), value: None };
        let changes = [change("street", "Am Weg 1"), cleared, change("customer_no", "K-7")];
        let edited = office.edit_address(first.id, Some(first.version), &changes).unwrap();
        assert_eq!(edited.fields.text("street"), "Am Weg 1");
        assert_eq!(edited.fields.text("last_name"), "Müller");
        assert!(edited.fields.is_empty("city"));
        assert_eq!((edited.number.as_str(), edited.version), ("K-7", first.version + 1));
        assert_eq!(edited.created_at, first.created_at);
        assert!(edited.changed_at >= first.changed_at);
        assert_eq!(office.address(&RecordId::Id(first.id)), Ok(edited));
    });
}

#[test]
fn an_edit_of_what_somebody_else_has_changed_is_refused() {
    for_each_database(|fresh| {
        let (mut anna, mut bert) = (fresh.open(), fresh.open());
        let seen = anna.add_address(&fields(&[("city", "Köln")]), NewNumber::Next).unwrap();
        let by_bert =
            bert.edit_address(seen.id, Some(seen.version), &[change("city", "Bonn")]).unwrap();
        let by_anna = anna.edit_address(seen.id, Some(seen.version), &[change("city", "Ulm")]);
        assert_eq!(by_anna, Err(OfficeError::Stale { which: format!("id:{}", seen.id) }));
        assert_eq!(anna.address(&RecordId::Id(seen.id)), Ok(by_bert));
    });
}

#[test]
fn an_edit_that_changes_nothing_leaves_the_version() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let seen = office.add_address(&fields(&[("city", "Köln")]), NewNumber::Next).unwrap();
        assert_eq!(office.edit_address(seen.id, None, &[change("city", "Köln")]), Ok(seen));
    });
}

#[test]
fn a_deleted_address_lies_in_the_trash_and_comes_back_whole() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let kept = office.add_address(&fields(&[("last_name", "Amsel")]), NewNumber::Next).unwrap();
        let gone = office.add_address(&fields(&[("last_name", "Beo")]), NewNumber::Next).unwrap();
        let deleted = office.delete_address(gone.id, Some(gone.version)).unwrap();
        assert!(deleted.deleted_at.is_some() && deleted.version > gone.version);
        let all = office.addresses(&AddressQuery::default()).unwrap();
        assert_eq!(all.addresses, [kept]);
        let trash = AddressQuery { trash: true, ..AddressQuery::default() };
        assert_eq!(office.addresses(&trash).unwrap().addresses, [deleted]);

        let in_trash = OfficeError::InTrash { which: format!("id:{}", gone.id) };
        assert_eq!(office.delete_address(gone.id, None), Err(in_trash.clone()));
        assert_eq!(office.edit_address(gone.id, None, &[change("city", "Ulm")]), Err(in_trash));

        let back = office.restore_address(gone.id).unwrap();
        assert_eq!((back.number, back.fields, back.deleted_at), (gone.number, gone.fields, None));
        assert!(back.version > gone.version + 1);
    });
}

#[test]
fn an_internal_number_is_never_used_again() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let first = office.add_address(&fields(&[("city", "Ulm")]), NewNumber::None).unwrap();
        office.db.batch("DELETE FROM address").unwrap();
        let second = office.add_address(&fields(&[("city", "Ulm")]), NewNumber::None).unwrap();
        assert!(second.id > first.id);
    });
}

#[test]
fn lists_sort_as_the_phone_book_and_by_the_value_of_numbers() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (last_name, number) in
            [("Muller", "2"), ("Müller", "10"), ("Mueller", "A1"), ("Muffel", "9")]
        {
            let fields = fields(&[("last_name", last_name)]);
            office.add_address(&fields, NewNumber::Given(number.to_owned())).unwrap();
        }
        office.add_address(&fields(&[("company", "Mull AG")]), NewNumber::None).unwrap();
        let mut names = |query: AddressQuery| -> Vec<String> {
            let page = office.addresses(&query).unwrap();
            page.addresses.iter().map(|address| address.name().to_owned()).collect()
        };
        let by_name = ["Müller", "Mueller", "Muffel", "Mull AG", "Muller"];
        assert_eq!(names(AddressQuery::default()), by_name);
        let by_number = AddressQuery { sort: Sort::Number, ..AddressQuery::default() };
        assert_eq!(names(by_number.clone()), ["Mull AG", "Muller", "Muffel", "Müller", "Mueller"]);
        let page = AddressQuery { offset: 1, limit: 2, descending: true, ..by_number };
        assert_eq!(names(page), ["Müller", "Muffel"]);
    });
}

#[test]
fn a_page_tells_how_many_there_are_in_all() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for number in 0..7 {
            let name = format!("Nr {number}");
            office.add_address(&fields(&[("last_name", &name)]), NewNumber::Next).unwrap();
        }
        for (offset, limit, given) in [(0, 3, 3), (6, 3, 1), (9, 3, 0), (2, 0, 5), (0, 0, 7)] {
            let query = AddressQuery { offset, limit, ..AddressQuery::default() };
            let page = office.addresses(&query).unwrap();
            assert_eq!((page.addresses.len(), page.total), (given, 7));
        }
    });
}

#[test]
fn filters_keep_what_meets_them_all() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut anna = fields(&[("last_name", "Amsel"), ("city", "Köln")]);
        anna.set("groups", Value::List(vec!["Kunde \"A\"".to_owned(), "Presse".to_owned()]));
        let anna = office.add_address(&anna, NewNumber::Next).unwrap();
        let beo = fields(&[("last_name", "Beo"), ("city", "Köln"), ("notes", "Presse")]);
        let beo = office.add_address(&beo, NewNumber::None).unwrap();
        let mut ids = |filter: Vec<Filter>| -> Vec<i64> {
            let page = office.addresses(&AddressQuery { filter, ..AddressQuery::default() });
            page.unwrap().addresses.iter().map(|address| address.id).collect()
        };
        let city = Filter::Is("city".to_owned(), "Köln".to_owned());
        assert_eq!(ids(vec![city.clone()]), [anna.id, beo.id]);
        assert_eq!(ids(vec![city.clone(), Filter::Customers]), [anna.id]);
        assert_eq!(ids(vec![city, Filter::Prospects]), [beo.id]);
        assert_eq!(ids(vec![Filter::Group("Presse".to_owned())]), [anna.id]);
        assert_eq!(ids(vec![Filter::Group("Kunde \"A\"".to_owned())]), [anna.id]);
        assert_eq!(ids(vec![Filter::Group("Kunde".to_owned())]), [] as [i64; 0]);
        assert_eq!(ids(vec![Filter::ChangedSince(beo.changed_at)]), [beo.id]);
    });
}

#[test]
fn the_letter_salutation_is_generated_when_read_and_never_stored() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let person = fields(&[("salutation", "Herr"), ("last_name", "Müller")]);
        let added = office.add_address(&person, NewNumber::Next).unwrap();
        assert_eq!(added.fields.text("letter_salutation"), "Sehr geehrter Herr Müller");
        let married = office.edit_address(added.id, None, &[change("last_name", "Maier")]).unwrap();
        assert_eq!(married.fields.text("letter_salutation"), "Sehr geehrter Herr Maier");
        let own = [change("letter_salutation", "Lieber Franz")];
        let own = office.edit_address(added.id, None, &own).unwrap();
        assert_eq!(own.fields.text("letter_salutation"), "Lieber Franz");
    });
}

#[test]
fn a_field_is_named_by_its_name_or_by_a_label() {
    for name in ["postal_code", "PLZ", "plz", " Postal code "] {
        assert_eq!(address_field(name).map(|field| field.name.as_ref()), Some("postal_code"));
    }
    assert_eq!(address_field("colour"), None);
}

#[test]
fn a_user_writes_values_as_people_do() {
    let parsed = |field: &str, text: &str| parse_change(field, text).unwrap().value;
    assert_eq!(parsed("birthday", "31.12.1980"), Some(Value::Date(date(1980, 12, 31))));
    assert_eq!(parsed("Geburtstag", "1980-12-31"), Some(Value::Date(date(1980, 12, 31))));
    let groups = Value::List(vec!["Kunden".to_owned(), "Presse".to_owned()]);
    assert_eq!(parsed("groups", "Kunden; Presse;"), Some(groups));
    assert_eq!(parsed("privat", "ja"), Some(Value::Bool(true)));
    assert_eq!(parsed("city", ""), None);
    assert_eq!(parsed("notes", " two  blanks "), Some(Value::text(" two  blanks ")));
    assert_eq!(parsed("customer_no", " 007 "), Some(Value::text("007")));
    for (field, text) in [("birthday", "31.2.1980"), ("birthday", "gestern"), ("private", "x")] {
        assert!(matches!(parse_change(field, text), Err(OfficeError::WrongValue { .. })));
    }
    for field in ["id", "created_at"] {
        assert!(matches!(parse_change(field, "1"), Err(OfficeError::NotWritable { .. })));
    }
    assert!(matches!(parse_change("colour", "red"), Err(OfficeError::UnknownField { .. })));
}

#[test]
fn an_address_is_one_flat_object_with_every_name() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut person = fields(&[("last_name", "Müller")]);
        person.set("birthday", Value::Date(date(1980, 12, 31)));
        let added = office.add_address(&person, NewNumber::Next).unwrap();
        let json = serde_json::to_value(&added).unwrap();
        for field in &crate::address_schema().fields {
            assert!(json.get(field.name.as_ref()).is_some(), "{} is missing", field.name);
        }
        assert_eq!(json["customer_no"], "10000");
        assert_eq!(json["birthday"], "1980-12-31");
        assert_eq!(json["anniversary"], serde_json::Value::Null);
        assert_eq!(json["children"], serde_json::json!([]));
        assert_eq!((&json["city"], &json["private"]), (&"".into(), &false.into()));
    });
}
