//! User-defined fields of Outlook as targets of a mapping: value, item definition, folder definition.

use std::collections::BTreeMap;

use outlook::user::FieldKind;
use serde_json::{Value, json};

use crate::harness::{Desk, checked, contacts, nothing_starts};

/// A mapping of user-defined fields of every type.
const USER: &str = r#"
[[addresses]]
office = "last_name"
outlook = "contact.last_name"

[[addresses]]
office = "phone"
outlook = "contact.phone.business"

[[addresses]]
office = "free1"
outlook = "user.Vertreter"

[[addresses]]
office = "free2"
outlook = "user.Umsatz"
type = "number"

[[addresses]]
office = "free3"
outlook = "user.Rabatt"
type = "percent"

[[addresses]]
office = "free4"
outlook = "user.Kreditlimit"
type = "currency"

[[addresses]]
office = "private"
outlook = "user.Vertraulich"
type = "yes-no"

[[addresses]]
office = "last_contact"
outlook = "user.Letzter Besuch"
type = "date"

[[addresses]]
office = "free5"
outlook = "user.Fahrzeit"
type = "duration"

[[addresses]]
office = "groups"
outlook = "user.Merkmale"
type = "keywords"

[[addresses]]
office = "free6"
outlook = "user.Filiale"
type = "integer"
"#;

/// By field: office field, its value there, type of the property, type in the item's definition, type
/// in the folder's definition (0 where nobody has documented how a folder shows it).
type UserField = (&'static str, Value, u16, FieldKind, u32);

fn user_values() -> BTreeMap<&'static str, UserField> {
    [
        ("Vertreter", ("free1", json!("Müller"), 0x001F, FieldKind::Text, 1)),
        ("Umsatz", ("free2", json!("1234,5"), 0x0005, FieldKind::Number, 0xC)),
        ("Rabatt", ("free3", json!("7 %"), 0x0005, FieldKind::Percent, 0xC)),
        ("Kreditlimit", ("free4", json!("1299,90"), 0x0006, FieldKind::Currency, 0xE)),
        ("Vertraulich", ("private", json!(true), 0x000B, FieldKind::YesNo, 6)),
        ("Letzter Besuch", ("last_contact", json!("2026-03-29"), 0x0040, FieldKind::DateTime, 0)),
        ("Fahrzeit", ("free5", json!("90 min"), 0x0003, FieldKind::Duration, 0)),
        ("Merkmale", ("groups", json!(["A", "B"]), 0x101F, FieldKind::Keywords, 0)),
        ("Filiale", ("free6", json!("17"), 0x0003, FieldKind::Integer, 3)),
    ]
    .into()
}

pub fn user_office(desk: &Desk) {
    std::fs::write(desk.path("user.toml"), USER).unwrap();
    let args = [
        "address",
        "add",
        "last_name=Muster",
        "free1=Müller",
        "free2=1234,5",
        "free3=7 %",
        "free4=1299,90",
        "private=yes",
        "last_contact=2026-03-29",
        "free5=90 min",
        "groups=A;B",
        "free6=17",
        "phone=1",
    ];
    desk.run_args(&args).done();
}

#[test]
fn a_user_field_of_each_type_is_written_with_value_and_definitions_and_found_again() {
    for format in ["unicode", "ansi"] {
        let desk = Desk::new().speaking(crate::seen::GERMAN);
        user_office(&desk);
        desk.run(&format!("export Neu.pst --format {format} --mapping user.toml --quiet")).done();
        let path = desk.path("Neu.pst");
        assert_eq!(checked(&path), None);
        look_at_user_fields(&path, format);

        // A later change of another field leaves them as they are.
        desk.run("address edit 10000 phone=2").done();
        desk.run("export Neu.pst --mapping user.toml --quiet").done();
        look_at_user_fields(&path, format);

        // They are sources of the next import, in an office that knows nothing of them.
        let second = desk.path("zweites.db");
        let import =
            format!("--office {} import Neu.pst --mapping user.toml --quiet", second.display());
        desk.run(&import).done();
        let address = desk.json(&format!("--office {} address show 10000", second.display()));
        for (name, (field, value, ..)) in user_values() {
            assert_eq!(address[field], value, "{format}: {name}");
        }
    }
}

/// Value, item definition and folder definition of every field, read with nothing but the engine.
fn look_at_user_fields(path: &std::path::Path, format: &str) {
    use pst::{Access, PropName, PropValue, Pst, Reader, guid};
    let item = contacts(path)[0];
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let message = reader.message(item).unwrap();
    let names = reader.names().unwrap();
    let lid = PropName::Id { set: guid::COMMON, lid: 0x8540 };
    let stream = message.props.get(names.id_of(&lid).unwrap()).and_then(PropValue::as_binary);
    let definitions = outlook::user::DefinitionStream::parse(stream.unwrap()).unwrap();
    let folder = folder_stream(&reader, message.parent);
    for (name, (_, _, of_value, of_item, of_folder)) in user_values() {
        let id = names.id_of(&PropName::Text { set: guid::PUBLIC_STRINGS, name: name.to_owned() });
        let value = message.props.get(id.unwrap()).unwrap();
        assert_eq!(value.prop_type(pst::FileFormat::Unicode), of_value, "{format}: {name}");
        let (_, kind) = definitions.find(name, 1252).unwrap();
        assert_eq!(kind, Some(of_item), "{format}: {name}");
        assert_eq!(field_in_folder(&folder, name), of_folder, "{format}: {name}");
    }
}

/// PidTagUserFields of a folder's hidden item.
fn folder_stream(reader: &impl pst::Reader, folder: pst::Nid) -> Vec<u8> {
    let mut stream = Vec::new();
    let rows = reader.associated(folder, &mut |row| {
        let message = reader.message(row.nid).unwrap();
        if row.class == "IPC.MS.REN.USERFIELDS" {
            stream = message.props.get(0x36E3).and_then(|v| v.as_binary()).unwrap().to_vec();
        }
    });
    rows.unwrap();
    stream
}

/// The type that the wide half of the stream gives to a field, by the documented layout; 0 where it
/// does not name the field.
fn field_in_folder(stream: &[u8], name: &str) -> u32 {
    let u32_at = |at: usize| u32::from_le_bytes(stream[at..at + 4].try_into().unwrap());
    let u16_at =
        |at: usize| usize::from(u16::from_le_bytes(stream[at..at + 2].try_into().unwrap()));
    let mut at = 0;
    for unit in [1, 2] {
        let count = u32_at(at);
        at += 4;
        for _ in 0..count {
            let (field_type, length) = (u32_at(at), u16_at(at + 4));
            let text = &stream[at + 6..at + 6 + length * unit];
            at += 6 + length * unit + 16 + 20;
            at += 2 + 2 * u16_at(at);
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if unit == 2 && text == wide {
                return field_type;
            }
        }
    }
    assert_eq!(at, stream.len(), "the stream is understood to its last byte");
    0
}

#[test]
fn user_fields_that_no_folder_describes_can_be_changed_again() {
    for kind in ["date", "duration", "keywords"] {
        let desk = Desk::new();
        let text = |of: &str| {
            format!(
                "[[addresses]]\noffice = \"last_name\"\noutlook = \"contact.last_name\"\n[[addresses]]\noffice = \"free2\"\noutlook = \"user.B\"\n{of}"
            )
        };
        std::fs::write(desk.path("m.toml"), text(&format!("type = \"{kind}\"\n"))).unwrap();
        std::fs::write(desk.path("untyped.toml"), text("")).unwrap();
        let values = match kind {
            "date" => ["2026-12-24", "2026-12-25", "2027-01-01"],
            "duration" => ["90 min", "91 min", "92 min"],
            _ => ["a;b", "c", "d;e"],
        };
        let set = |value: &str| {
            desk.run_args(&["address", "edit", "10000", &format!("free2={value}")]).done()
        };
        desk.run_args(&["address", "add", "last_name=Muster", &format!("free2={}", values[0])])
            .done();
        desk.run("export Neu.pst --mapping m.toml --quiet").done();
        for (value, mapping) in [(values[1], "m.toml"), (values[2], "untyped.toml")] {
            set(value);
            let run = desk.run(&format!("sync Neu.pst --mapping {mapping} --json")).json();
            assert_eq!(run["errors"], json!([]), "{kind} {value}: {run}");
            assert_eq!(run["kinds"]["addresses"]["outlook"]["updated"], json!(1), "{kind}: {run}");
            let again = desk.run(&format!("sync Neu.pst --mapping {mapping} --json")).json();
            assert_eq!(again["kinds"]["addresses"]["unchanged"], json!(1), "{kind}: {again}");
        }
        let fields = desk.json("mapping fields Neu.pst --only addresses");
        assert!(fields.to_string().contains("user.B"));
        assert_eq!(checked(&desk.path("Neu.pst")), None);
    }
}
