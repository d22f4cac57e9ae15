//! Attachments as files: what was imported, in the folder and nowhere else.

use std::fs;
use std::path::Path;

use outlook::sample::Amounts;
use serde_json::Value;
use sync::ContentHash;

use crate::harness::Desk;

/// An office with mails, and the first one that has an attachment.
fn imported() -> (Desk, Value) {
    let desk = Desk::new();
    desk.sample_of("Alles.pst", Amounts { mails: 20, ..Amounts::default() });
    desk.run("import Alles.pst").done();
    let list = desk.json("mail list");
    let found =
        list.as_array().unwrap().iter().find(|mail| mail["attachments"] != Value::Array(vec![]));
    let found = found.expect("a sample mail with an attachment").clone();
    (desk, found)
}

fn hash(path: &Path) -> String {
    ContentHash::of(&fs::read(path).unwrap()).to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A mail with attachments of these names, all with the content of one that is there.
fn mail_with(desk: &Desk, of: &Value, names: &[&str]) -> String {
    let attached = &of["attachments"][0];
    let text = |name: &&str| {
        serde_json::json!({"name": name, "size": attached["size"], "hash": attached["hash"]})
            .to_string()
    };
    let texts: Vec<String> = names.iter().map(text).collect();
    let field = format!("attachments={}", texts.join(";"));
    let added = desk.run_args(&["mail", "add", "subject=x", &field, "--json"]).done().json();
    added["message_no"].as_str().unwrap().to_owned()
}

#[test]
fn a_saved_file_is_what_was_imported() {
    let (desk, mail) = imported();
    let number = mail["message_no"].as_str().unwrap();
    let saved = desk.json(&format!("mail show {number} --save dort/unten"));
    let attached = mail["attachments"].as_array().unwrap();
    assert_eq!(saved.as_array().unwrap().len(), attached.len());
    for (saved, attached) in saved.as_array().unwrap().iter().zip(attached) {
        let path = desk.path(saved["file"].as_str().unwrap());
        assert_eq!(attached["hash"], hash(&path).as_str());
        assert_eq!(attached["size"], fs::metadata(&path).unwrap().len());
        assert_eq!(saved["name"], attached["name"]);
    }
    let said = desk.run(&format!("mail show {number} --save dort/unten")).done();
    assert!(said.out.contains("(2)"), "a second time nothing is overwritten: {said:?}");
}

#[test]
fn hostile_names_stay_in_the_folder() {
    let (desk, mail) = imported();
    let hostile = [
        "../../draußen.txt",
        "C:\\x\\boot.ini",
        "..",
        "con.txt",
        "a\u{1b}[2Jb",
        "a/b/c",
        "",
        "x.txt",
        "X.TXT",
        "x.txt",
    ];
    let number = mail_with(&desk, &mail, &hostile);
    let before = names(&desk.path(""));
    let saved = desk.json(&format!("mail show {number} --save dort"));
    let written = names(&desk.path("dort"));
    assert_eq!(written.len(), hostile.len(), "{written:?}");
    for name in [
        "draußen.txt",
        "boot.ini",
        "attachment",
        "attachment (2)",
        "_con.txt",
        "a_[2Jb",
        "c",
        "x (2).txt",
    ] {
        assert!(written.iter().any(|found| found == name), "{name}: {written:?}");
    }
    let expected = mail["attachments"][0]["hash"].as_str().unwrap();
    for one in saved.as_array().unwrap() {
        assert_eq!(hash(&desk.path(one["file"].as_str().unwrap())), expected);
    }
    let mut after = names(&desk.path(""));
    after.retain(|name| name != "dort");
    assert_eq!(after, before, "nothing is written outside the folder");
}

#[test]
fn what_is_there_stays_as_it_is() {
    let (desk, mail) = imported();
    let number = mail_with(&desk, &mail, &["Brief.txt"]);
    fs::create_dir(desk.path("dort")).unwrap();
    fs::write(desk.path("dort/Brief.txt"), "mein eigener").unwrap();
    desk.run(&format!("mail show {number} --save dort")).done();
    assert_eq!(fs::read_to_string(desk.path("dort/Brief.txt")).unwrap(), "mein eigener");
    assert_eq!(names(&desk.path("dort")), ["Brief (2).txt", "Brief.txt"]);
    let refused = desk.run(&format!("mail show {number} --save dort/Brief.txt"));
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let (desk, mail) = imported();
    let number = mail_with(&desk, &mail, &["Brief.txt"]);
    for folder in ["dort", "anderswo"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    symlink(desk.path("anderswo/Ziel.txt"), desk.path("dort/Brief.txt")).unwrap();
    desk.run(&format!("mail show {number} --save dort")).done();
    assert_eq!(names(&desk.path("dort")), ["Brief (2).txt", "Brief.txt"]);
    symlink(desk.path("anderswo"), desk.path("verweis")).unwrap();
    for folder in ["verweis", "verweis/"] {
        let refused = desk.run(&format!("mail show {number} --save {folder}"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    }
    assert_eq!(names(&desk.path("anderswo")), Vec::<String>::new());
}

#[test]
fn a_mail_without_attachments_writes_nothing() {
    let desk = Desk::new();
    desk.run("mail add subject=x").done();
    let said = desk.run("mail show 10000 --save dort").done();
    assert_eq!(said.out, "The e-mail has no attachments.\n");
    assert!(!desk.path("dort").exists());
}
