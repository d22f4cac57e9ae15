//! Mappings of one's own: made, checked, tried, and exchanged by.

use outlook::{Cipher, Format, NewFile, OutlookFile};
use serde_json::{Value, json};

use crate::harness::{Desk, contacts, corpus, nothing_starts, options};

const MISTAKES: &str = r#"name = "Mit Fehlern"
addres = "fixed"
address = "privat"
texts = 5

[[adressen]]
office = "notes"
outlook = "contact.body"

[[addresses]]
office = "strase"
outlook = "contact.home.street"

[[addresses]]
office = "city"
outlook = "contact.home.town"

[[addresses]]
office = "due_date"
outlook = "contact.user1"

[[addresses]]
office = "first_name"
outlook = "contact.first_name"
direction = "hin"

[[addresses]]
office = "last_name"
outlook = "contact.last_name"
rule = "immer"

[[addresses]]
office = "nickname"

[[addresses]]
outlook = "contact.nickname"

[[addresses]]
office = "company"
outlook = "contact.company"
ziel = "contact.user2"

[[addresses]]
office = "free1"
outlook = "user.Kundennr"

[[addresses]]
office = "free2"
outlook = "contact.full_name"

[[addresses]]
office = "phone"
outlook = "contact.phone.business"

[[addresses]]
office = "mobile"
outlook = "contact.phone.business"

[[addresses]]
office = "birthday"
outlook = "contact.private"

[[addresses]]
office = "salutation"
outlook = "contact.prefix"
values = [["Herr", "Mr."], ["Herr", "Sir"]]

[[addresses]]
office = ["free3", "free4"]
outlook = "contact.user3"

[[addresses]]
outlook = "contact.anniversary"
constant = "bald"
direction = "export"

[[addresses]]
office = "free5"
outlook = "user.mit_Strich"

[[addresses]]
office = "free6"
outlook = "contact.profession"
type = "percent"

[[tasks]]
office = "percent"
outlook = "task.percent"
rule = "append"
"#;

/// The places of the mistakes.
const PLACES: [(u64, u64); 22] = [
    (2, 1),
    (3, 11),
    (4, 9),
    (6, 3),
    (11, 10),
    (16, 11),
    (19, 10),
    (25, 13),
    (30, 8),
    (32, 1),
    (35, 1),
    (41, 1),
    (45, 11),
    (49, 11),
    (57, 11),
    (59, 1),
    (66, 10),
    (68, 1),
    (74, 12),
    (79, 11),
    (84, 8),
    (89, 8),
];

#[test]
fn every_mistake_gets_a_sentence_of_its_own_and_nothing_runs() {
    for (locale, name) in [(crate::seen::GERMAN, "de"), (crate::seen::ENGLISH, "en")] {
        let desk = Desk::new().speaking(locale);
        let path = desk.sample("Kunden.pst", Format::Unicode, Cipher::Permute, 3);
        let before = std::fs::read(&path).unwrap();
        std::fs::write(desk.path("falsch.toml"), MISTAKES).unwrap();
        let answer = desk.run("mapping check falsch.toml --json");
        assert_eq!(answer.code, 2);
        let mistakes = answer.json()["mistakes"].as_array().unwrap().clone();
        let places =
            mistakes.iter().map(|m| (m["line"].as_u64().unwrap(), m["column"].as_u64().unwrap()));
        let places: Vec<_> = places.collect();
        assert_eq!(places, PLACES);
        let sentences: std::collections::BTreeSet<&str> =
            mistakes.iter().map(|mistake| mistake["what"].as_str().unwrap()).collect();
        assert_eq!(sentences.len(), mistakes.len(), "every one is told in its own words");
        let shown = desk.run("mapping check falsch.toml");
        assert_eq!(shown.code, 2);
        crate::seen::compare(&format!("mapping-check-{name}"), &shown, &crate::seen::settings());

        for command in ["import", "export", "sync", "mapping try"] {
            let answer = desk.run(&format!("{command} Kunden.pst --mapping falsch.toml"));
            assert_eq!(answer.code, 2, "{command}: {answer:?}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(!desk.path("office.db").exists(), "not even an office was made");
    }
}

/// A data file with three contacts whose three addresses all differ.
fn three_addresses(desk: &Desk) {
    let _quiet = nothing_starts();
    let path = desk.path("Drei.pst");
    let file = OutlookFile::create(&path, &NewFile::default(), options()).unwrap();
    let writes = (1..=3).map(|n| {
        let mut record = sync::Record::new();
        record.set("contact.last_name", sync::Value::text(format!("Muster {n}")));
        for slot in ["business", "home", "other"] {
            for part in ["street", "postal_code", "city", "state", "country", "po_box"] {
                let value = sync::Value::text(format!("{slot} {part} {n}"));
                record.set(format!("contact.{slot}.{part}"), value);
            }
        }
        let (kind, number) = (sync::Kind::Addresses, String::new());
        sync::Write::Create { kind, record, number, touch: sync::Touch::Keep }
    });
    let txn = sync::StoreTxn { writes: writes.collect() };
    let outcomes = sync::Store::commit(&mut file.store(), txn).unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, sync::Outcome::Done { .. })));
}

#[test]
fn the_address_that_a_mapping_names_is_the_one_that_is_imported() {
    for slot in ["home", "other", "business"] {
        let desk = Desk::new();
        three_addresses(&desk);
        desk.run(&format!("mapping init {slot} --address {slot}")).done();
        desk.run(&format!("import Drei.pst --mapping {slot}")).done();
        let addresses = desk.json("address list");
        assert_eq!(addresses.as_array().unwrap().len(), 3);
        for address in addresses.as_array().unwrap() {
            let n = address["last_name"].as_str().unwrap().rsplit(' ').next().unwrap();
            for part in ["street", "postal_code", "city", "state", "country", "po_box"] {
                assert_eq!(address[part], json!(format!("{slot} {part} {n}")));
            }
        }
    }
}

/// The records that `mapping try` promises, and those that the import stores.
fn promised_and_stored(desk: &Desk, file: &str, mapping: &str) -> (Vec<Value>, Vec<Value>) {
    let tried = desk.json(&format!("mapping try {file} --ignore-password --mapping {mapping}"));
    desk.run(&format!(
        "import {file} --only addresses --ignore-password --mapping {mapping} --quiet"
    ));
    let mut promised: Vec<Value> =
        tried.as_array().unwrap().iter().map(|item| item["record"].clone()).collect();
    let stored = desk.json("address list --limit 0");
    let mut stored: Vec<Value> = stored.as_array().unwrap().clone();
    for record in &mut stored {
        let fields = record.as_object_mut().unwrap();
        for own in ["id", "customer_no", "version", "created_at", "changed_at", "letter_salutation"]
        {
            fields.remove(own);
        }
        fields.retain(|_, value| says_something(value));
    }
    for record in &mut promised {
        let fields = record.as_object_mut().unwrap();
        fields.retain(|_, value| says_something(value));
    }
    let order = |records: &mut Vec<Value>| records.sort_by_key(ToString::to_string);
    order(&mut promised);
    order(&mut stored);
    (promised, stored)
}

/// Neither empty nor "no": the office stores no difference between "no" and nothing.
fn says_something(value: &Value) -> bool {
    ![json!(""), json!([]), json!(false), Value::Null].contains(value)
}

pub const RICH: &str = r#"
address = "fixed"

[[addresses]]
office = "Anrede"
outlook = "contact.prefix"
values = [["Herr", "Mr."], ["Frau", "Ms."]]

[[addresses]]
office = ["first_name", "last_name"]
outlook = "contact.full_name"
split = "last"
direction = "import"

[[addresses]]
office = ["street", "free5"]
outlook = "contact.business.street"
split = "house-number"

[[addresses]]
office = "Firma"
outlook = "Company"
case = "upper"
direction = "import"

[[addresses]]
office = "free1"
outlook = "contact.birthday"

[[addresses]]
office = "free2"
outlook = "contact.categories"

[[addresses]]
office = "free3"
constant = "aus Outlook"
direction = "import"

[[addresses]]
office = "email"
outlook = "contact.email1"

[[addresses]]
office = "phone"
outlook = "contact.phone.mobile"
"#;

#[test]
fn what_try_shows_is_exactly_what_an_import_stores() {
    let mut files = vec![("Muster.pst".to_owned(), Desk::new())];
    files[0].1.sample("Muster.pst", Format::Ansi, Cipher::Permute, 40);
    if let Some(corpus) = corpus() {
        let name = "aspose_Aspose.Email-for-.NET__PersonalStorageFile1.pst";
        let desk = Desk::new();
        std::fs::write(desk.path("Echt.pst"), std::fs::read(corpus.join(name)).unwrap()).unwrap();
        files.push(("Echt.pst".to_owned(), desk));
    }
    for (file, desk) in &files {
        std::fs::write(desk.path("reich.toml"), RICH).unwrap();
        let (promised, stored) = promised_and_stored(desk, file, "reich.toml");
        assert!(promised.len() >= 20, "{file}: {}", promised.len());
        assert_eq!(promised, stored, "{file}");
    }
}

#[test]
fn a_second_exchange_by_a_rich_mapping_finds_nothing_to_do() {
    let desk = Desk::new();
    desk.sample("Muster.pst", Format::Unicode, Cipher::Permute, 30);
    std::fs::write(desk.path("reich.toml"), RICH).unwrap();
    desk.run("import Muster.pst --mapping reich.toml --quiet");
    let counters = |run: &Value| run["kinds"]["addresses"].clone();
    for job in ["import", "sync", "export", "sync"] {
        let run = desk
            .run(&format!("{job} Muster.pst --mapping reich.toml --only addresses --json"))
            .json();
        assert_eq!(counters(&run)["unchanged"], json!(30), "{job}: {run}");
    }
    desk.run("address edit 10000 free5=99").done();
    let run = desk.run("sync Muster.pst --mapping reich.toml --only addresses --json").json();
    assert_eq!(counters(&run)["outlook"]["updated"], json!(1), "{run}");
    let street = desk.json("address show 10000")["street"].as_str().unwrap().to_owned();
    let tried = desk.json("mapping try Muster.pst --mapping reich.toml");
    let streets =
        tried.as_array().unwrap().iter().flat_map(|item| item["lines"].as_array().unwrap());
    let mut streets =
        streets.filter_map(|line| line["outlook"]["contact.business.street"].as_str());
    assert!(
        streets.any(|found| found == format!("{street} 99")),
        "the number is joined to {street}"
    );
}

/// The office fields that hold texts and are free for anything.
const FREE: [&str; 10] =
    ["free1", "free2", "free3", "free4", "free5", "free6", "free7", "free8", "free9", "free10"];

#[test]
fn every_field_of_a_contact_goes_to_some_office_field_and_back() {
    for format in [Format::Unicode, Format::Ansi] {
        let desk = Desk::new();
        let mut written = 0;
        desk.every_field("Alles.pst", format);
        let fields = outlook::schema(sync::Kind::Addresses).fields;
        let fields: Vec<_> =
            fields.iter().filter(|field| !field.name.starts_with("user.")).collect();
        for (round, part) in fields.chunks(FREE.len()).enumerate() {
            let (mut import, mut export) = (String::new(), String::new());
            for (field, office) in part.iter().zip(FREE) {
                let line = |direction: &str| {
                    format!(
                        "[[addresses]]\noffice = \"{office}\"\noutlook = \"{}\"\ndirection = \"{direction}\"\n",
                        field.name
                    )
                };
                import += &line("import");
                export += &if field.writable { line("export") } else { String::new() };
            }
            let name = "[[addresses]]\noffice = \"last_name\"\noutlook = \"contact.last_name\"\ndirection = \"export\"\n";
            let takes_name = part.iter().any(|field| field.name == "contact.last_name");
            let export = if takes_name { export } else { name.to_owned() + &export };
            std::fs::write(desk.path("hin.toml"), import).unwrap();
            std::fs::write(desk.path("her.toml"), export).unwrap();
            written += there_and_back(&desk, round, part, format);
        }
        assert!(written > 90, "{written} fields were written");
    }
}

/// Imports some fields into the free ones, exports those to a new file, imports that again.
fn there_and_back(desk: &Desk, round: usize, part: &[&sync::Field], format: Format) -> usize {
    let word = if format == Format::Ansi { "ansi" } else { "unicode" };
    let (one, two) = (format!("a{word}{round}.db"), format!("b{word}{round}.db"));
    let (file, only) = (format!("{word}{round}.pst"), "--only addresses --quiet");
    let import = |office: &str, file: &str| {
        desk.run(&format!("--office {office} import {file} {only} --mapping hin.toml --no-backup"))
            .done();
        desk.json(&format!("--office {office} address list"))[0].clone()
    };
    // Every round begins with the file as it was.
    let first = import(&one, "Alles.pst");
    desk.run(&format!("--office {one} export {file} {only} --format {word} --mapping her.toml"))
        .done();
    let second = import(&two, &file);
    let mut written = 0;
    for (field, office) in part.iter().zip(FREE) {
        assert_ne!(first[office], json!(""), "{}: nothing arrived", field.name);
        if field.writable {
            assert_eq!(first[office], second[office], "{}", field.name);
            written += 1;
        }
    }
    written
}

#[test]
fn a_field_is_assigned_in_a_file_and_the_comments_stay() {
    let desk = Desk::new();
    desk.run("mapping init büro --address home").done();
    let path = desk.path("mappings/büro.toml");
    let made = std::fs::read_to_string(&path).unwrap();
    let own = made.replace("# ", "# Anna: ");
    std::fs::write(&path, &own).unwrap();
    let args = ["mapping", "set", "büro", "Freifeld 5", "user.Vertreter", "--direction", "import"];
    desk.run_args(&args).done();
    let longer = std::fs::read_to_string(&path).unwrap();
    let added = "\n[[addresses]]\noffice = \"free5\"\noutlook = \"user.Vertreter\"\ndirection = \"import\"\n";
    assert_eq!(longer.replacen(added, "", 1), own);
    assert_eq!(desk.json("mapping list"), json!(["default", "büro"]));
    desk.run("mapping set büro mobile contact.phone.car").done();
    let lines = desk.json("mapping show büro")["kinds"]["addresses"].clone();
    let of = |office: &str| {
        let mut lines = lines.as_array().unwrap().iter();
        lines.find(|line| line["office"] == json!(office)).cloned()
    };
    assert_eq!(of("mobile").unwrap()["outlook"], json!("contact.phone.car"));
    assert_eq!(of("free5").unwrap()["direction"], json!("import"));
    desk.run("mapping remove büro free5").done();
    desk.run("mapping set büro mobile contact.phone.mobile").done();
    assert_eq!(std::fs::read_to_string(&path).unwrap().trim_end(), own.trim_end());

    for (line, words) in [
        ("mapping set büro phone contact.phone.home", "written by two lines"),
        ("mapping set büro telefone contact.phone.car", "\"telefone\""),
        ("mapping set büro free6 contact.full_name", "cannot be written"),
        ("mapping set default phone contact.phone.car", "cannot be changed"),
        ("mapping remove büro free9", "free9"),
        ("mapping set nichts phone contact.phone.car", "nichts"),
        ("mapping init default", "default"),
        ("mapping init x --phone mobile", "FIELD=NUMBER"),
        ("mapping init x --phone mobile=kutsche", "kutsche"),
    ] {
        let answer = desk.run(line);
        assert_eq!((answer.code, answer.err.contains(words)), (2, true), "{line}: {answer:?}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap().trim_end(), own.trim_end());
    assert_eq!(desk.run("mapping init büro").code, 4, "a file that is there stays");
    assert!(!desk.path("mappings/x.toml").exists());
}

#[test]
fn mappings_lie_where_the_configuration_says() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("etc")).unwrap();
    std::fs::write(desk.path("etc/g.toml"), "mappings = \"zuordnungen\"\n").unwrap();
    desk.run("--config etc/g.toml mapping init privat --address other").done();
    assert!(desk.path("etc/zuordnungen/privat.toml").exists());
    let names = desk.json("--config etc/g.toml mapping list");
    assert_eq!(names, json!(["default", "privat"]));
}

#[test]
fn a_value_that_does_not_fit_is_named_and_left_and_clears_nothing() {
    let desk = Desk::new();
    desk.every_field("Alles.pst", Format::Unicode);
    let mapping = "[[addresses]]\noffice = \"last_name\"\noutlook = \"contact.last_name\"\n\n[[addresses]]\noffice = \"last_contact\"\noutlook = \"contact.user1\"\n";
    std::fs::write(desk.path("m.toml"), mapping).unwrap();
    let hints = desk.json("mapping check m.toml");
    assert_eq!((hints["ok"].clone(), hints["hints"].as_array().unwrap().len()), (json!(true), 1));
    let import = "import Alles.pst --only addresses --mapping m.toml --json";
    let dry = desk.run(&format!("{import} --dry-run")).json();
    let run = desk.run(import).done().json();
    for report in [&dry, &run] {
        let warnings = report["warnings"].as_array().unwrap();
        let named = warnings.iter().filter(|text| text.as_str().unwrap().contains("Last contact"));
        assert_eq!(named.count(), 1, "{warnings:?}");
    }
    desk.run("address edit 10000 last_contact=2026-03-01").done();
    let sync = "sync Alles.pst --only addresses --mapping m.toml --json";
    let run = desk.run(sync).json();
    assert_eq!(run["kinds"]["addresses"]["outlook"]["updated"], json!(1), "{run}");
    assert_eq!(desk.json("address show 10000")["last_contact"], json!("2026-03-01"));

    // A text in Outlook that is no date leaves the date in the office alone.
    let path = desk.path("Alles.pst");
    let contact = contacts(&path)[0];
    {
        let _quiet = nothing_starts();
        let pst = pst::Pst::open(&path, pst::Access::Write).unwrap();
        let mut txn = pst.write().unwrap();
        let name = pst::PropName::Id { set: pst::guid::ADDRESS, lid: 0x804F };
        let user1 = txn.named_prop(&name).unwrap();
        let patch = pst::Patch::new().set(user1, pst::PropValue::Text("bald".to_owned()));
        txn.patch_message(contact, &patch).unwrap();
        txn.commit().unwrap();
    }
    let run = desk.run(sync).done().json();
    assert_eq!(run["warnings"].as_array().unwrap().len(), 1, "{run}");
    assert_eq!(desk.json("address show 10000")["last_contact"], json!("2026-03-01"));
    let again = desk.run(sync).done().json();
    assert_eq!(again["kinds"]["addresses"]["unchanged"], json!(1), "{again}");
}

#[test]
fn both_schemas_are_listed_with_the_user_fields_of_a_data_file() {
    let desk = Desk::new();
    crate::user_fields::user_office(&desk);
    desk.run("export Neu.pst --mapping user.toml --quiet").done();
    let fields = desk.json("mapping fields Neu.pst");
    let outlook = fields["addresses"]["outlook"].as_array().unwrap();
    let user = outlook.iter().find(|field| field["name"] == json!("user.Rabatt")).unwrap();
    assert_eq!((&user["field_type"], &user["writable"]), (&json!("percent"), &json!(true)));
    let number = outlook.iter().find(|field| field["name"] == json!("user.Kundennr")).unwrap();
    assert_eq!(number["writable"], json!(false));
    for kind in ["addresses", "mails", "appointments", "tasks"] {
        for side in ["office", "outlook"] {
            let fields = fields[kind][side].as_array().unwrap();
            assert!(fields.len() > 15, "{kind} {side}");
            for field in fields {
                let labels = [&field["de"], &field["en"]];
                assert!(labels.iter().all(|label| !label.as_str().unwrap().is_empty()), "{field}");
            }
        }
    }
    assert_eq!(desk.run("mapping fields --only tasks").code, 0);
}

/// A mapping file of these lines, and what a check says of it.
fn found(desk: &Desk, text: &str) -> (i32, Vec<String>) {
    std::fs::write(desk.path("f.toml"), text).unwrap();
    let answer = desk.run("mapping check f.toml --json");
    let mistakes = answer.json()["mistakes"].as_array().unwrap().clone();
    (answer.code, mistakes.iter().map(|m| m["what"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn the_numbers_are_reserved_whatever_their_letters() {
    let desk = Desk::new();
    for name in ["kundennr", "KundenNr", "MSGNR", "terminnr", "aufgabenNR", "exportDatum"] {
        let text = format!("[[addresses]]\noffice = \"free1\"\noutlook = \"user.{name}\"\n");
        let (code, mistakes) = found(&desk, &text);
        assert_eq!((code, mistakes.len()), (2, 1), "{name}: {mistakes:?}");
        assert!(mistakes[0].contains("by the program alone"), "{mistakes:?}");
    }
}

#[test]
fn fields_with_a_form_of_their_own_take_nothing_else() {
    let desk = Desk::new();
    let times = "[[appointments]]\noffice = \"start\"\noutlook = \"appointment.start\"\n[[appointments]]\noffice = \"end\"\noutlook = \"appointment.end\"\n";
    let line = |kind: &str, office: &str, outlook: &str| {
        format!("[[{kind}]]\noffice = \"{office}\"\noutlook = \"{outlook}\"\n")
    };
    let swapped = line("appointments", "start", "appointment.end")
        + &line("appointments", "end", "appointment.start");
    for (text, mistakes) in [
        (times.to_owned(), 0),
        (swapped, 2),
        (line("appointments", "subject", "appointment.subject"), 2),
        (times.to_owned() + &line("appointments", "location", "appointment.recurrence"), 1),
        (line("mails", "attachments", "user.Att"), 1),
        (line("mails", "categories", "mail.flag"), 1),
        (line("tasks", "percent", "task.status"), 1),
        (line("tasks", "status", "user.Status"), 1),
        ("[[tasks]]\nconstant = \"Erledigt\"\noutlook = \"task.status\"\ndirection = \"export\"\n".into(), 1),
        ("[[tasks]]\nconstant = \"done\"\noutlook = \"task.status\"\ndirection = \"export\"\n".into(), 0),
        (line("addresses", "free1", "user.X") + &line("tasks", "percent", "user.X"), 1),
    ] {
        let (_, found) = found(&desk, &text);
        assert_eq!(found.len(), mistakes, "{text}: {found:?}");
    }
}

#[test]
fn a_number_that_is_too_large_keeps_nothing_else_back() {
    let desk = Desk::new();
    let text = "[[addresses]]\noffice = \"last_name\"\noutlook = \"contact.last_name\"\n[[addresses]]\noffice = \"free3\"\noutlook = \"user.I\"\ntype = \"integer\"\n";
    std::fs::write(desk.path("m.toml"), text).unwrap();
    desk.run("address add last_name=Groß free3=2147483648").done();
    let run = desk.run("export Neu.pst --mapping m.toml --json").done().json();
    assert_eq!(run["kinds"]["addresses"]["created"], json!(1), "{run}");
    assert!(run["warnings"].to_string().contains("\\\"I\\\""), "{run}");
}

#[test]
fn what_only_an_export_writes_is_written_after_an_import_too() {
    let desk = Desk::new();
    desk.sample("Muster.pst", Format::Unicode, Cipher::Permute, 6);
    let base = "[[addresses]]\noffice = \"last_name\"\noutlook = \"contact.last_name\"\n[[addresses]]\noffice = \"company\"\noutlook = \"contact.company\"\n";
    let export = "[[addresses]]\noffice = \"last_name\"\noutlook = \"user.L\"\ndirection = \"export\"\n[[addresses]]\nconstant = \"Bonn\"\noutlook = \"contact.office_location\"\ndirection = \"export\"\n";
    std::fs::write(desk.path("m.toml"), format!("{base}{export}")).unwrap();
    let count = |line: &str| {
        let run = desk.run(&format!("{line} Muster.pst --mapping m.toml --only addresses --json"));
        let run = run.json();
        assert_eq!(run["errors"], json!([]), "{run}");
        run["kinds"]["addresses"].clone()
    };
    assert_eq!(count("import")["created"], json!(6));
    assert_eq!(count("import")["unchanged"], json!(6));
    assert_eq!(count("export")["outlook"]["updated"], json!(6));
    assert_eq!(count("export")["unchanged"], json!(6));
    assert_eq!(count("sync")["unchanged"], json!(6));
    let tried = desk.json("mapping try Muster.pst --mapping m.toml");
    for item in tried.as_array().unwrap() {
        let lines = item["lines"].as_array().unwrap();
        let of = |name: &str| lines.iter().find_map(|line| line["outlook"][name].as_str());
        assert_eq!(of("contact.office_location"), Some("Bonn"), "a constant is always written");
        assert_eq!(of("user.L"), of("contact.last_name"));
    }

    // The other way round.
    let import = base.to_owned()
        + "[[addresses]]\noffice = \"free1\"\noutlook = \"contact.last_name\"\ndirection = \"import\"\n";
    std::fs::write(desk.path("i.toml"), import).unwrap();
    let second = "--office zwei.db --mapping i.toml --only addresses --quiet";
    let other = |line: &str| {
        let words: Vec<&str> = second.split(' ').collect();
        let office = [words[0], words[1]];
        let rest: Vec<&str> = line.split(' ').chain(words[2..].iter().copied()).collect();
        desk.run_args(&[&office[..], &rest[..]].concat()).done();
    };
    desk.run("--office zwei.db address add last_name=Erst").done();
    other("export Zwei.pst");
    other("import Zwei.pst");
    assert_eq!(desk.json("--office zwei.db address show 10000")["free1"], json!("Erst"));
}
