//! The examples do what they say.

#[allow(dead_code)]
#[path = "../examples/add_contact.rs"]
mod add_contact;
#[allow(dead_code)]
#[path = "../examples/copy_folder.rs"]
mod copy_folder;
#[allow(dead_code)]
#[path = "../examples/list_mailbox.rs"]
mod list_mailbox;

use std::path::Path;

use pst::{Access, FileFormat, Loss, NewStore, PropName, Pst, Reader, guid};

fn listed(path: &Path) -> String {
    let mut out = Vec::new();
    list_mailbox::list(path, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_contact_with_a_field_of_its_own_is_added_to_a_new_file_and_to_an_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Kunden.pst");
    add_contact::add(&path, "Anna Beispiel", ("Kundennr", "10007")).unwrap();
    let second = add_contact::add(&path, "Jörg Größe", ("Kundennr", "10008")).unwrap();
    assert!(listed(&path).ends_with("/Kontakte (2)\n    Anna Beispiel\n    Jörg Größe\n"));
    let pst = Pst::open(&path, Access::Read).unwrap();
    assert!(pst.check().unwrap().is_clean());
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".to_owned() };
    let id = pst.read().names().unwrap().id_of(&name).unwrap();
    assert_eq!(pst.read().message(second).unwrap().props.text(id), "10008");
}

#[test]
fn a_folder_is_copied_and_what_the_target_cannot_hold_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("Alt.pst"), dir.path().join("Neu.pst"));
    add_contact::add(&from, "Anna Beispiel", ("Kundennr", "10007")).unwrap();
    let foreign = add_contact::add(&from, "Мария", ("Kundennr", "10008")).unwrap();
    let new = NewStore { format: FileFormat::Ansi, ..NewStore::new("Neu", [1; 16], [2; 16]) };
    drop(Pst::create(&to, &new).unwrap());
    let losses = copy_folder::copy(&from, "/Kontakte", &to).unwrap();
    assert!(listed(&to).contains("/Kontakte (2)\n    Anna Beispiel\n"), "{}", listed(&to));
    assert!(losses.contains(&Loss::Text { nid: foreign, prop: 0x0037 }), "{losses:?}");
    assert!(Pst::open(&to, Access::Read).unwrap().check().unwrap().is_clean());
    let missing = copy_folder::copy(&from, "/Nirgends", &to).unwrap_err();
    assert_eq!(missing.to_string(), "there is no folder /Nirgends");
}
