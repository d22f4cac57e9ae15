//! Tables of contacts.

use jiff::civil::date;
use sync::{Kind, Value};

use super::{clean, entries, ids, list, open, texts};

/// A row under a header line: cells by the names of their columns.
fn table(header: &str, cells: &[(&str, &str)]) -> String {
    super::items::table(header, cells, ',')
}

pub(super) const CONTACTS_EN: &str = r#""Title","First Name","Middle Name","Last Name","Suffix","Company","Department","Job Title","Business Street","Business Street 2","Business Street 3","Business City","Business State","Business Postal Code","Business Country/Region","Home Street","Home Street 2","Home Street 3","Home City","Home State","Home Postal Code","Home Country/Region","Other Street","Other Street 2","Other Street 3","Other City","Other State","Other Postal Code","Other Country/Region","Assistant's Phone","Business Fax","Business Phone","Business Phone 2","Callback","Car Phone","Company Main Phone","Home Fax","Home Phone","Home Phone 2","ISDN","Mobile Phone","Other Fax","Other Phone","Pager","Primary Phone","Radio Phone","TTY/TDD Phone","Telex","Account","Anniversary","Assistant's Name","Billing Information","Birthday","Business Address PO Box","Categories","Children","Directory Server","E-mail Address","E-mail Type","E-mail Display Name","E-mail 2 Address","E-mail 2 Type","E-mail 2 Display Name","E-mail 3 Address","E-mail 3 Type","E-mail 3 Display Name","Gender","Government ID Number","Hobby","Home Address PO Box","Initials","Internet Free Busy","Keywords","Language","Location","Manager's Name","Mileage","Notes","Office Location","Organizational ID Number","Other Address PO Box","Priority","Private","Profession","Referred By","Sensitivity","Spouse","User 1","User 2","User 3","User 4","Web Page""#;

pub(super) const CONTACTS_DE: &str = r#""Anrede","Vorname","Weitere Vornamen","Nachname","Suffix","Firma","Abteilung","Position","Straße geschäftlich","Straße geschäftlich 2","Straße geschäftlich 3","Ort geschäftlich","Region geschäftlich","Postleitzahl geschäftlich","Land/Region geschäftlich","Straße privat","Straße privat 2","Straße privat 3","Ort privat","Bundesland/Kanton privat","Postleitzahl privat","Land/Region privat","Weitere Straße","Weitere Straße 2","Weitere Straße 3","Weiterer Ort","Weiteres/r Bundesland/Kanton","Weitere Postleitzahl","Weiteres/e Land/Region","Telefon Assistent","Fax geschäftlich","Telefon geschäftlich","Telefon geschäftlich 2","Rückmeldung","Autotelefon","Telefon Firma","Fax privat","Telefon privat","Telefon privat 2","ISDN","Mobiltelefon","Weiteres Fax","Weiteres Telefon","Pager","Haupttelefon","Mobiltelefon 2","Telefon für Hörbehinderte","Telex","Abrechnungsinformation","Benutzer 1","Benutzer 2","Benutzer 3","Benutzer 4","Beruf","Büro","E-Mail-Adresse","E-Mail-Typ","E-Mail: Angezeigter Name","E-Mail 2: Adresse","E-Mail 2: Typ","E-Mail 2: Angezeigter Name","E-Mail 3: Adresse","E-Mail 3: Typ","E-Mail 3: Angezeigter Name","Empfohlen von","Geburtstag","Geschlecht","Hobby","Initialen","Internet-Frei/Gebucht","Jahrestag","Kategorien","Kinder","Konto","Name Assistent","Name des/der Vorgesetzten","Notizen","Organisationsnr.","Ort","Partner","Postfach geschäftlich","Postfach privat","Priorität","Privat","Regierungsnr.","Reisekilometer","Sprache","Stichwörter","Vertraulichkeit","Verzeichnisserver","Webseite","Weiteres Postfach""#;

#[test]
fn a_german_contact_is_read_field_by_field() {
    let record = clean(&table(
        CONTACTS_DE,
        &[
            ("Anrede", "Frau"),
            ("Vorname", "Änne"),
            ("Nachname", "Groß"),
            ("Firma", "Groß & Söhne"),
            ("Straße geschäftlich", "Hauptstr. 5"),
            ("Straße geschäftlich 2", "Hinterhof"),
            ("Ort geschäftlich", "Köln"),
            ("Region geschäftlich", "NRW"),
            ("Postleitzahl geschäftlich", "50667"),
            ("Land/Region geschäftlich", "Deutschland"),
            ("Bundesland/Kanton privat", "Bern"),
            ("Weiterer Ort", "Wien"),
            ("Telefon geschäftlich", "+49 221 1234"),
            ("Mobiltelefon 2", "0171 5"),
            ("E-Mail-Adresse", "a@gross.example"),
            ("E-Mail-Typ", "SMTP"),
            ("E-Mail: Angezeigter Name", "Änne Groß (a@gross.example)"),
            ("E-Mail 2: Adresse", "b@gross.example"),
            ("Geburtstag", "24.12.1965"),
            ("Jahrestag", "0.0.00"),
            ("Geschlecht", "Weiblich"),
            ("Kategorien", "Kunde;Presse"),
            ("Kinder", "Max, Eva"),
            ("Notizen", "Zeile 1\r\nsagt \"ja\""),
            ("Ort", "2. Stock"),
            ("Priorität", "Normal"),
            ("Privat", "Ein"),
            ("Vertraulichkeit", "Privat"),
            ("Webseite", "https://gross.example"),
        ],
    ));
    let mut wanted = texts(
        "contact",
        &[
            ("prefix", "Frau"),
            ("first_name", "Änne"),
            ("last_name", "Groß"),
            ("company", "Groß & Söhne"),
            ("business.street", "Hauptstr. 5\r\nHinterhof"),
            ("business.city", "Köln"),
            ("business.state", "NRW"),
            ("business.postal_code", "50667"),
            ("business.country", "Deutschland"),
            ("home.state", "Bern"),
            ("other.city", "Wien"),
            ("phone.business", "+49 221 1234"),
            ("phone.radio", "0171 5"),
            ("email1", "a@gross.example"),
            ("email1.type", "SMTP"),
            ("email1.display_name", "Änne Groß (a@gross.example)"),
            ("email2", "b@gross.example"),
            ("body", "Zeile 1\r\nsagt \"ja\""),
            ("location", "2. Stock"),
            ("business_home_page", "https://gross.example"),
        ],
    );
    wanted.set("contact.birthday", Value::Date(date(1965, 12, 24)));
    wanted.set("contact.gender", Value::Int(1));
    wanted.set("contact.categories", list(&["Kunde", "Presse"]));
    wanted.set("contact.children", list(&["Max", "Eva"]));
    wanted.set("contact.private", Value::Bool(true));
    assert_eq!(record, wanted);
}

#[test]
fn an_english_contact_is_read_and_what_has_no_place_is_named() {
    let text = table(
        CONTACTS_EN,
        &[
            ("First Name", "Eve"),
            ("Home Street", "1 Main St"),
            ("Home Street 3", "Rear"),
            ("Anniversary", "0/0/00"),
            ("Birthday", "12/24/1965"),
            ("Directory Server", "ldap.example"),
            ("Gender", "Unspecified"),
            ("Keywords", "red"),
            ("Priority", "High"),
            ("Private", "False"),
            ("Sensitivity", "Personal"),
        ],
    );
    let [entry] = entries(&text).try_into().unwrap();
    let mut wanted =
        texts("contact", &[("first_name", "Eve"), ("home.street", "1 Main St\r\n\r\nRear")]);
    wanted.set("contact.birthday", Value::Date(date(1965, 12, 24)));
    wanted.set("contact.gender", Value::Int(0));
    wanted.set("contact.private", Value::Bool(false));
    assert_eq!(entry.record, wanted);
    assert_eq!(entry.left, ["Directory Server", "Keywords", "Priority", "Sensitivity"]);
    assert!(entry.warnings.is_empty() && entry.losses.is_empty());
}

#[test]
fn every_column_of_every_known_header_is_known() {
    let old = "Land geschäftlich,Region privat,Land privat,Weitere Region,Weiteres Land,\
        Organisations-Nr.,Regierungs-Nr.,Postfach,Telefon (privat),Telefon (privat 2),\
        Assistent(in),Internet Frei/Gebucht,Name des/r Vorgesetzten,Partner/in,\
        Sozialversicherungsnr.";
    let wab = "First Name,Last Name,Middle Name,Name,Nickname,E-mail Address,Home Street,Home City,\
        Home Postal Code,Home State,Home Country/Region,Home Phone,Home Fax,Mobile Phone,\
        Personal Web Page,Business Street,Business City,Business Postal Code,Business State,\
        Business Country/Region,Business Web Page,Business Phone,Business Fax,Pager,Company,\
        Job Title,Department,Office Location,Notes,Business Country,Home Country,Other Country";
    let tasks = "Betreff,Beginnt am,Fällig am,Erinnerung Ein/Aus,Erledigt am,% erledigt,Kategorien,\
        Notizen,Priorität,Status,Erinnerungsdatum,Erinnerungszeit,Erinnerung am,Erinnerung um";
    let mails = "Betreff,Text,Von: (Name),Von: (Adresse),Von: (Typ),An: (Name),An: (Adresse),\
        BCC: (Typ),CC: (Adresse),Abrechnungsinformationen,Kategorien,Priorität,Wichtigkeit,\
        Reisekilometer,Vertraulichkeit";
    for (kind, header) in [
        (Kind::Addresses, CONTACTS_EN),
        (Kind::Addresses, CONTACTS_DE),
        (Kind::Addresses, old),
        (Kind::Addresses, wab),
        (Kind::Appointments, super::items::CALENDAR_EN),
        (Kind::Appointments, super::items::CALENDAR_DE),
        (Kind::Tasks, super::items::TASKS_EN),
        (Kind::Tasks, tasks),
        (Kind::Mails, super::items::MAILS_EN),
        (Kind::Mails, mails),
    ] {
        let columns = super::super::columns::header(&names(header)).unwrap();
        let unknown = columns.columns.iter().filter(|column| column.means.is_none());
        assert_eq!(unknown.map(|column| column.name.as_ref()).collect::<Vec<&str>>(), [""; 0]);
        assert_eq!(columns.kind, kind);
        assert_eq!(columns.german, header.contains("Kategorien") || header.contains("Postfach"));
    }
}

fn names(header: &str) -> Vec<&str> {
    header.split(',').map(|name| name.trim_matches('"')).collect()
}

#[test]
fn numbers_uids_and_unknown_columns_are_told_beside_the_record() {
    let text = "KUNDENNR;uid; vorname ;Lieblingsfarbe\r\n 4711 ;u-1;Eva;rot\r\n;;Max;\r\n";
    let [eva, max] = entries(text).try_into().unwrap();
    assert_eq!((eva.number.as_str(), eva.uid.as_str()), ("4711", "u-1"));
    assert_eq!(eva.left, ["Lieblingsfarbe"]);
    assert_eq!(eva.record, texts("contact", &[("first_name", "Eva")]));
    assert_eq!((max.number.as_str(), max.uid.as_str(), max.left.len()), ("", "", 0));
}

#[test]
fn a_table_is_read_in_every_encoding_and_with_every_separator() {
    let text = |separator: &str| {
        ["Vorname", "Straße privat\r\nÄnne", "\"Weg; 1, \t\"\r\n"].join(separator)
    };
    let utf16 = |unit: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(unit).collect();
    for separator in [",", ";", "\t"] {
        let text = text(separator);
        let marked = format!("\u{FEFF}{text}");
        let files: [Vec<u8>; 7] = [
            text.clone().into_bytes(),
            marked.clone().into_bytes(),
            crate::code_page::encode(&text, 1252),
            utf16(u16::to_le_bytes, &marked),
            utf16(u16::to_be_bytes, &marked),
            utf16(u16::to_le_bytes, &text),
            format!("sep={separator}\r\n{text}").into_bytes(),
        ];
        for file in files {
            let table = super::Table::open(file, &super::ground()).unwrap();
            assert_eq!((table.len(), table.is_empty(), table.kind()), (1, false, Kind::Addresses));
            let wanted = [("first_name", "Änne"), ("home.street", "Weg; 1, \t")];
            assert_eq!(table.read(0).unwrap().record, texts("contact", &wanted));
        }
    }
}

#[test]
fn rows_of_another_length_and_blank_rows_cost_nothing_but_a_word() {
    let text =
        "Vorname,Nachname,Firma\r\n\r\nEva,Groß\r\n,,\r\n \r\nMax,Klein,K,,\r\nA,B,C,mehr\r\n";
    let [short, long, more] = entries(text).try_into().unwrap();
    assert_eq!(short.record, texts("contact", &[("first_name", "Eva"), ("last_name", "Groß")]));
    assert_eq!(ids(&short.warnings), ["csv-field-count"]);
    assert_eq!(short.warnings[0].arg("line"), Some("3"));
    assert_eq!(
        (short.warnings[0].arg("expected"), short.warnings[0].arg("found")),
        (Some("3"), Some("2"))
    );
    assert!(long.warnings.is_empty(), "blank cells at the end say nothing");
    assert_eq!((ids(&more.warnings), more.left), (vec!["csv-field-count"], vec!["#4".to_owned()]));
    assert_eq!(open(text).read(3).unwrap_err().id, "csv-no-such-row");
}

#[test]
fn the_dates_of_all_rows_decide_which_number_is_the_day() {
    let birthdays = |header: &str, days: &[&str]| -> Vec<_> {
        let text = format!("{header}\n{}", days.join("\n"));
        let day = |entry: super::Entry| match entry.record.get("contact.birthday") {
            Some(Value::Date(day)) => (*day, entry.warnings.len()),
            other => panic!("{other:?}"),
        };
        entries(&text).into_iter().map(day).collect()
    };
    let (third_of_may, fifth_of_march) = (date(1970, 5, 3), date(1970, 3, 5));
    let english = "First Name,Birthday";
    assert_eq!(birthdays(english, &["a,3/5/1970"]), [(fifth_of_march, 1)], "a guess is named");
    assert_eq!(birthdays(english, &["a,3/5/1970", "b,31/1/1970"])[0], (third_of_may, 0));
    assert_eq!(birthdays(english, &["a,3/5/1970", "b,1/31/1970"])[0], (fifth_of_march, 0));
    assert_eq!(birthdays("Vorname,Geburtstag", &["a,3/5/1970"]), [(third_of_may, 0)]);
    assert_eq!(birthdays(english, &["a,3.5.1970"]), [(third_of_may, 0)]);
    assert_eq!(birthdays(english, &["a,3.5.70"]), [(third_of_may, 1)], "so is a century");
}

#[test]
fn what_is_not_understood_is_a_loss_with_its_column_and_value() {
    let text = "Vorname,Geburtstag,Geschlecht,Privat\nEva,gestern,divers?,vielleicht\n";
    let [entry] = entries(text).try_into().unwrap();
    let told = |message: &super::Message| {
        (message.arg("column").unwrap().to_owned(), message.arg("value").unwrap().to_owned())
    };
    assert!(entry.losses.iter().all(|loss| loss.id == "csv-value-not-understood"));
    let losses: Vec<_> = entry.losses.iter().map(told).collect();
    let wanted = [("Geburtstag", "gestern"), ("Geschlecht", "divers?"), ("Privat", "vielleicht")];
    assert_eq!(losses, wanted.map(|(column, value)| (column.to_owned(), value.to_owned())));
}

#[test]
fn a_second_column_of_a_field_counts_where_the_first_is_empty_and_is_left_where_it_differs() {
    let header = "First Name,Business Country,Business Country/Region\n";
    let [one, two, three] =
        entries(&format!("{header}a,,DE\nb,DE,DE\nc,DE,AT\n")).try_into().unwrap();
    for entry in [&one, &two, &three] {
        assert_eq!(entry.record.text("contact.business.country"), "DE");
    }
    assert_eq!((one.left.len(), two.left.len()), (0, 0));
    assert_eq!(three.left, ["Business Country/Region"]);
}

#[test]
fn a_shown_name_says_something_only_where_it_is_not_made_of_the_others() {
    let text = "First Name,Last Name,Company,Name\nEva,Groß,,Eva Groß\nEva,Groß,,\"Groß, Eva\"\n\
        ,,ACME,ACME\nEva,Groß,,Tante Eva\n,,,Werkstatt\n";
    let shown: Vec<_> =
        entries(text).iter().map(|it| it.record.text("contact.file_as").to_owned()).collect();
    assert_eq!(shown, ["", "", "", "Tante Eva", "Werkstatt"]);
}

#[test]
fn a_file_without_known_columns_is_refused() {
    for text in ["", "one,two,three\n1,2,3\n", "Notes,Categories\na,b\n", "\u{FEFF}", "sep=;\n"] {
        let refused = super::Table::open(text.as_bytes().to_vec(), &super::ground());
        assert_eq!(refused.unwrap_err().id, "csv-no-known-columns", "{text}");
    }
}
