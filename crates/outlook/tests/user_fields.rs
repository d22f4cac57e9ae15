//! User-defined fields in data files that others have begun: spellings, types and versions stay.

mod support;

use std::path::Path;

use outlook::property::public;
use outlook::sample::Amounts;
use outlook::user::{
    DEFINITIONS, DefinitionStream, FOLDER_FIELDS, FOLDER_FIELDS_CLASS, FieldKind, FolderFields,
    StreamVersion,
};
use outlook::{Cipher, Format};
use pst::{Access, Nid, Patch, PropValue, Props, Pst, Reader, WriteTxn};
use support::*;
use sync::{Kind, Outcome, Store, Write};

/// A file with sample contacts, changed by hand.
fn prepared(path: &Path, format: Format, change: impl Fn(&mut WriteTxn<'_>, Nid, &[Nid])) {
    create(path, format, Cipher::Permute).add_sample(3, Amounts::contacts(4), &mut |_| {}).unwrap();
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let (folder, items) = sample_folder(&txn);
    change(&mut txn, folder, &items);
    txn.commit().unwrap();
}

fn sample_folder(reader: &impl Reader) -> (Nid, Vec<Nid>) {
    let folder = reader.folders().unwrap().folders.into_iter().find(|f| f.items > 0).unwrap().nid;
    let mut items = Vec::new();
    reader.contents(folder, &mut |row| items.push(row.nid)).unwrap();
    (folder, items)
}

fn text(value: &str) -> PropValue {
    PropValue::Text(value.to_owned())
}

fn define(txn: &mut WriteTxn<'_>, folder: Nid, name: &str, kind: FieldKind) {
    let mut fields = FolderFields::default();
    fields.add(name, kind, 1252);
    let stream = PropValue::Binary(fields.to_bytes());
    let props: Props =
        [(0x001A, text(FOLDER_FIELDS_CLASS)), (FOLDER_FIELDS, stream)].into_iter().collect();
    txn.create_associated(folder, props).unwrap();
}

/// Property of the first item after numbering, by its name.
fn stored(path: &Path, name: &str) -> Option<PropValue> {
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let id = reader.names().unwrap().id_of(&public(name))?;
    let first = sample_folder(&reader).1[0];
    reader.message(first).unwrap().props.get(id).cloned()
}

fn definitions(path: &Path) -> DefinitionStream {
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let id = reader.names().unwrap().id_of(&DEFINITIONS.name().unwrap()).unwrap();
    let message = reader.message(sample_folder(&reader).1[0]).unwrap();
    DefinitionStream::parse(message.props.get(id).unwrap().as_binary().unwrap()).unwrap()
}

fn folder_fields(path: &Path) -> Vec<FolderFields> {
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let mut hidden = Vec::new();
    reader.associated(sample_folder(&reader).0, &mut |row| hidden.push(row.nid)).unwrap();
    let stream = |nid: &Nid| reader.message(*nid).unwrap().props.get(FOLDER_FIELDS).cloned();
    hidden
        .iter()
        .map(|nid| FolderFields::parse(stream(nid).unwrap().as_binary().unwrap()).unwrap())
        .collect()
}

#[test]
fn a_number_field_that_the_folder_defines_gets_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    prepared(&path, Format::Unicode, |txn, folder, _| {
        define(txn, folder, "KUNDENNR", FieldKind::Number);
    });
    number_all(&path);
    assert_eq!(stored(&path, "KUNDENNR"), Some(PropValue::F64(10_000.0)));
    assert_eq!(stored(&path, "Kundennr"), None);
    assert_eq!(
        definitions(&path).find("Kundennr", 1252),
        Some(("KUNDENNR".into(), Some(FieldKind::Number)))
    );
    assert_eq!(folder_fields(&path).len(), 1, "no second hidden item");
    let file = open(&path);
    let mut store = file.store();
    let items = contacts(&mut store);
    let outcomes = commit(&mut store, vec![number(&items[0], "K-1"), number(&items[1], "77")]);
    let Outcome::Failed(message) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(message.id, "outlook-number-type");
    assert_eq!(done(&outcomes[1]).number, "77");
}

#[test]
fn an_existing_hidden_item_is_extended() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    prepared(&path, Format::Ansi, |txn, folder, _| {
        define(txn, folder, "Größe", FieldKind::Integer)
    });
    number_all(&path);
    let fields = folder_fields(&path);
    assert_eq!(fields.len(), 1);
    let names: Vec<String> =
        fields[0].user_fields(1252).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Größe", "Kundennr"]);
    if let Some(shared) = shared() {
        assert_strict(&shared, &path);
    }
}

#[test]
fn folder_fields_that_do_not_parse_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    let broken = || PropValue::Binary(vec![9, 9, 9]);
    prepared(&path, Format::Unicode, |txn, folder, _| {
        let props = [(0x001A, text(FOLDER_FIELDS_CLASS)), (FOLDER_FIELDS, broken())];
        txn.create_associated(folder, props.into_iter().collect::<Props>()).unwrap();
    });
    number_all(&path);
    let pst = Pst::open(&path, Access::Read).unwrap();
    let reader = pst.read();
    let mut hidden = Vec::new();
    reader.associated(sample_folder(&reader).0, &mut |row| hidden.push(row.nid)).unwrap();
    assert_eq!(hidden.len(), 1);
    assert_eq!(reader.message(hidden[0]).unwrap().props.get(FOLDER_FIELDS), Some(&broken()));
}

#[test]
fn two_spellings_on_one_item_are_reported() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    prepared(&path, Format::Unicode, |txn, _, items| {
        for (name, value) in [("KundenNr", "1"), ("Kundennr", "2")] {
            let id = txn.named_prop(&public(name)).unwrap();
            txn.patch_message(items[0], &Patch::new().set(id, text(value))).unwrap();
        }
    });
    let file = open(&path);
    let mut store = file.store();
    let items = contacts(&mut store);
    let full = read(&mut store, &items[0].key);
    assert_eq!((full.number.as_str(), full.number_spellings), ("2", 2));
    assert_eq!(read(&mut store, &items[1].key).number_spellings, 0);
    let outcomes = commit(&mut store, vec![number(&items[0], "3")]);
    assert_eq!((done(&outcomes[0]).number.as_str(), done(&outcomes[0]).number_spellings), ("3", 2));
}

/// The V1 stream of the documentation, with a field `Farbe`.
fn v1() -> PropValue {
    let mut bytes = vec![2, 1, 1, 0, 0, 0, 0x45, 0, 0, 0, 8, 0, 0, 0, 0, 0, 5, 0];
    bytes.extend("Farbe".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.extend(b"\x05Farbe\0\0\0\0");
    PropValue::Binary(bytes)
}

#[test]
fn version_1_definitions_stay_so_in_an_ansi_file_only() {
    let dir = tempfile::tempdir().unwrap();
    for (format, version) in
        [(Format::Ansi, StreamVersion::V1), (Format::Unicode, StreamVersion::V2)]
    {
        let path = dir.path().join(format!("{format:?}.pst"));
        prepared(&path, format, |txn, _, items| {
            let id = txn.named_prop(&DEFINITIONS.name().unwrap()).unwrap();
            txn.patch_message(items[0], &Patch::new().set(id, v1())).unwrap();
        });
        number_all(&path);
        let stream = definitions(&path);
        assert_eq!(stream.version(), version);
        let fields: Vec<_> = stream.user_fields(1252).collect();
        assert_eq!(
            fields,
            [("Farbe".into(), Some(FieldKind::Text)), ("Kundennr".into(), Some(FieldKind::Text))]
        );
    }
}

#[test]
fn new_contacts_go_where_the_file_says() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    prepared(&path, Format::Unicode, |txn, _, _| {
        let store = txn.store().unwrap();
        let folder =
            txn.create_folder(store.ipm_subtree.unwrap(), "Geschäft", "IPF.Contact").unwrap();
        let entry = pst::EntryId { record_key: store.record_key, nid: folder };
        let entry = PropValue::Binary(entry.to_bytes().to_vec());
        txn.patch_folder(Nid::ROOT_FOLDER, &Patch::new().set(0x36D1, entry)).unwrap();
    });
    let file = open(&path);
    let mut store = file.store();
    let create = Write::Create {
        kind: Kind::Addresses,
        record: [("contact.last_name", sync::Value::text("Groß"))].into_iter().collect(),
        number: "9".into(),
        touch: sync::Touch::Keep,
    };
    let outcomes = commit(&mut store, vec![create.clone(), create]);
    assert_eq!(done(&outcomes[0]).name, "/Geschäft: Groß");
    let listed = contacts(&mut store);
    assert_eq!(
        listed.iter().filter(|item| item.folder == listed.last().unwrap().folder).count(),
        2
    );
}

#[test]
fn a_file_without_a_folder_for_contacts_gets_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    drop(Pst::create(&path, &pst::NewStore::new("Leer", [1; 16], [2; 16])).unwrap());
    let file = open(&path);
    let mut store = file.store();
    let create = Write::Create {
        kind: Kind::Addresses,
        record: [("contact.company", sync::Value::text("Bäckerei"))].into_iter().collect(),
        number: String::new(),
        touch: sync::Touch::Keep,
    };
    let outcomes = commit(&mut store, vec![create]);
    assert_eq!(done(&outcomes[0]).name, "/Kontakte: Bäckerei");
    assert_eq!(done(&outcomes[0]).number, "");
    assert_eq!(contacts(&mut store).len(), 1);
    drop(store);
    drop(file);
    if let Some(shared) = shared() {
        assert_strict(&shared, &path);
    }
}

#[test]
fn items_in_deleted_items_are_marked_and_in_scope_only_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    prepared(&path, Format::Unicode, |txn, _, _| {
        let deleted = txn.store().unwrap().deleted_items.unwrap();
        let below = txn.create_folder(deleted, "Alt", "IPF.Contact").unwrap();
        for folder in [deleted, below] {
            let props: Props = [(0x001A, text("IPM.Contact"))].into_iter().collect();
            txn.create_message(folder, props).unwrap();
        }
    });
    let file = open(&path);
    let mut store = file.store();
    for with_deleted in [false, true] {
        let scope = sync::Scope { with_deleted, ..sync::Scope::default() };
        let listed = list(&mut store, &scope);
        assert_eq!(listed.len(), 6);
        assert_eq!(listed.iter().filter(|item| item.deleted).count(), 2);
        assert!(listed.iter().all(|item| item.in_scope == (with_deleted || !item.deleted)));
    }
}

#[test]
fn every_field_of_every_kind_has_a_label_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    let file = create(&dir.path().join("a.pst"), Format::Unicode, Cipher::Permute);
    let mut store = file.store();
    for kind in Kind::ALL {
        let schema = store.schema(kind).unwrap();
        assert!(schema.fields.len() > 20, "{kind:?}");
        assert!(schema.fields.iter().all(|field| !field.de.is_empty() && !field.en.is_empty()));
    }
}
