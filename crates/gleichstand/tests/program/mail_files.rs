//! Mail files: imported with everything that an import has, and with nothing else.

use std::fs;

use serde_json::{Value, json};

use crate::harness::Desk;

const BOX: &str = "From - Mon Mar  2 09:00:00 2026\nFrom: Anna <anna@example.org>\nSubject: Angebot\n\
    Date: Mon, 2 Mar 2026 09:00:00 +0100\nMessage-ID: <1@example.org>\n\
    Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nInhalt\n\n\
    From - Mon Mar  2 09:00:00 2026\nFrom: bert@example.org\nSubject: Antwort\n\
    Message-ID: <2@example.org>\n\nText\n";

fn mails(run: &Value) -> &Value {
    &run["kinds"]["mails"]
}

fn desk() -> Desk {
    let desk = Desk::new();
    fs::write(desk.path("Privat.mbox"), BOX).unwrap();
    desk
}

#[test]
fn mails_of_a_box_are_seen_searched_and_imported_once() {
    let desk = desk();
    let dry = desk.json("import Privat.mbox --dry-run");
    assert_eq!(mails(&dry)["created"], json!(2), "{dry}");
    assert!(!desk.path("office.db").exists());
    let run = desk.json("import Privat.mbox");
    assert_eq!(mails(&run)["created"], json!(2), "{run}");
    assert_eq!(
        (mails(&run)["written_to_outlook"].clone(), run["warnings"].clone()),
        (json!(0), json!([]))
    );
    let found = desk.json("mail search angebot");
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!(
        (&found[0]["folder"], &found[0]["from"]["name"]),
        (&json!("/Privat"), &json!("Anna"))
    );
    let again = desk.json("import Privat.mbox");
    assert_eq!((&mails(&again)["created"], &mails(&again)["unchanged"]), (&json!(0), &json!(2)));
    assert_eq!(fs::read_to_string(desk.path("Privat.mbox")).unwrap(), BOX);
}

#[test]
fn a_folder_of_mail_files_is_imported_as_a_whole_and_other_files_are_left() {
    let desk = Desk::new();
    fs::create_dir(desk.path("Post")).unwrap();
    fs::write(desk.path("Post/Privat.mbox"), BOX).unwrap();
    fs::write(desk.path("Post/brief.eml"), "Subject: Brief\nFrom: c@example.org\n\nText\n")
        .unwrap();
    fs::write(desk.path("Post/liste.csv"), "a;b\n").unwrap();
    let run = desk.json("import Post");
    assert_eq!(mails(&run)["created"], json!(3), "{run}");
    let only = desk.json("import Post --folder /Privat");
    assert_eq!(mails(&only)["unchanged"], json!(2), "{only}");
    assert_eq!(desk.run("import Post --folder /Gibtsnicht").code, 2);
}

#[test]
fn a_mail_without_message_id_is_the_same_mail_in_another_folder() {
    let desk = Desk::new();
    fs::create_dir(desk.path("Post")).unwrap();
    let mail =
        "From: c@example.org\nSubject: Brief\nDate: Mon, 2 Mar 2026 09:00:00 +0100\n\nText\n";
    fs::write(desk.path("Post/brief.eml"), mail).unwrap();
    assert_eq!(mails(&desk.json("import Post/brief.eml"))["created"], json!(1));
    assert_eq!(mails(&desk.json("import Post"))["created"], json!(0));
    assert_eq!(desk.json("mail list").as_array().unwrap().len(), 1);
}

#[test]
fn an_import_of_mails_is_undone() {
    let desk = desk();
    desk.run("import Privat.mbox").done();
    let undone = desk.json("runs undo 1");
    assert_eq!(mails(&undone)["deleted"], json!(2), "{undone}");
    assert_eq!(desk.json("mail list"), json!([]));
    let again = desk.json("import Privat.mbox");
    assert_eq!(mails(&again)["created"], json!(2), "{again}");
}

#[test]
fn what_mail_files_cannot_do_is_refused() {
    let desk = desk();
    let refused = desk.run("sync Privat.mbox");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains(".pst"), "{refused:?}");
    assert_eq!(desk.run("export Privat.mbox").code, 2);
    assert_eq!(desk.run("import Privat.mbox --plan plan.json").code, 2);
    assert!(!desk.path("plan.json").exists());
}

#[test]
fn what_is_cut_off_is_an_error_and_the_rest_arrives() {
    let desk = Desk::new();
    let mut bytes = b"JMF6\x03\x00\x01\x00\x02\x00\x00\x00".to_vec();
    bytes.resize(0x54, 0);
    let text = b"Subject: eins\r\n\r\nText";
    let words = [0x7F00_7F00, 1, 16 + text.len() as u32, text.len() as u32];
    words.iter().for_each(|word: &u32| bytes.extend(word.to_le_bytes()));
    bytes.extend(text);
    fs::write(desk.path("Alt.mbx"), bytes).unwrap();
    let answer = desk.run("import Alt.mbx");
    assert_eq!(answer.code, 3, "{answer:?}");
    assert!(answer.out.contains("cut off"), "{answer:?}");
    let list = desk.json("mail list");
    assert_eq!((list.as_array().unwrap().len(), &list[0]["subject"]), (1, &json!("eins")));
}

#[test]
fn a_file_of_a_folder_that_cannot_be_read_is_an_error_and_the_others_arrive() {
    let desk = Desk::new();
    fs::create_dir(desk.path("Post")).unwrap();
    fs::write(desk.path("Post/Privat.mbox"), BOX).unwrap();
    fs::write(desk.path("Post/kurz.dbx"), b"\xCF\xAD\x12\xFE").unwrap();
    let answer = desk.run("import Post");
    assert_eq!(answer.code, 3, "{answer:?}");
    assert!(answer.out.contains("kurz.dbx"), "{answer:?}");
    assert_eq!(desk.json("mail list").as_array().unwrap().len(), 2);
    assert_eq!(
        desk.run("import Post --folder /privat --quiet").code,
        0,
        "the one that is asked for"
    );
}

#[test]
fn a_file_that_is_broken_or_a_code_page_that_is_none_is_named() {
    let desk = desk();
    fs::write(desk.path("kurz.dbx"), b"\xCF\xAD\x12\xFE").unwrap();
    let broken = desk.run("import kurz.dbx");
    assert_eq!(broken.code, 4, "{broken:?}");
    assert!(broken.err.contains("cut off") && !broken.err.contains('{'), "{broken:?}");
    for page in ["0", "12", "99999"] {
        assert_eq!(desk.run(&format!("import Privat.mbox --code-page {page}")).code, 2, "{page}");
    }
    let long = format!("Subject: {}\nMessage-ID: <3@x>\n\nText\n", "x".repeat(100_000));
    fs::write(desk.path("lang.eml"), long).unwrap();
    assert_eq!(mails(&desk.json("import lang.eml"))["created"], json!(1));
}
