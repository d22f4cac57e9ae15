//! What a person does, from the first page to the last.

use outlook::sample::Amounts;
use serde_json::json;

use crate::browser::Browser;
use crate::harness::{Desk, change_phone, contacts};
use crate::served::Served;

/// The languages, each with a word of the menu.
const LANGUAGES: [(&str, &str); 2] = [("de", "Adressen"), ("en", "Addresses")];

#[test]
fn the_wizard_leads_from_an_upload_by_way_of_preview_and_run_to_undo() {
    for (language, word) in LANGUAGES {
        let desk = Desk::new();
        let elsewhere = Desk::new();
        let file = elsewhere
            .sample_of("Kunden.pst", Amounts { contacts: 25, mails: 4, appointments: 3, tasks: 2 });
        let served = Served::new(&desk, &[]);
        let Some(browser) = Browser::new(&served, language) else { return };
        browser.goto("/exchange");
        assert!(browser.text("header nav").contains(word));
        browser.choose_file("input[type=file]", &file);
        browser.follow("form[enctype] button");
        assert!(browser.path().starts_with("/exchange/file"), "{}", browser.path());
        assert!(browser.text("main").contains("Unicode"), "{}", browser.text("main"));
        assert!(browser.source().contains("(25)"), "so many contacts: {}", browser.source());
        // Only in: the switch of the other direction is turned off.
        browser.click("input[name=export]");
        browser.follow("main form button:last-of-type");
        // It is found out what would happen; the page goes on by itself.
        browser.find("article.planned");
        assert!(browser.path().starts_with("/plans/"), "{}", browser.path());
        assert_eq!(browser.count("article.planned"), 20);
        assert_eq!(desk.json("address list"), json!([]), "nothing was written");
        // The first record is left out, on the next page another one.
        let first = browser.text("article.planned strong");
        browser.click("article.planned header input");
        browser.follow("button[value='page:1']");
        browser.click("article.planned header input");
        let second = browser.text("article.planned strong");
        browser.follow("button[value='page:0']");
        assert_eq!(browser.text("article.planned strong"), first);
        assert_eq!(browser.count("article.planned header input:not(:checked)"), 1);
        // What is searched for is found.
        browser.fill("input[type=search]", &second);
        browser.follow(".filter button");
        assert_eq!(browser.count("article.planned"), 1, "{second}");
        browser.follow("button[value=run]");
        browser.find("a[href^='/runs/']");
        let kinds = [("address", 25), ("mail", 4), ("appointment", 3), ("task", 2)];
        let all: u64 = kinds.iter().map(|(_, count)| count).sum();
        let stored = |kind: &str| desk.json(&format!("{kind} list")).as_array().unwrap().len();
        let found: usize = kinds.iter().map(|(kind, _)| stored(kind)).sum();
        assert_eq!(found as u64, all - 2, "two were left out");
        // Everything written is shown; and taken back.
        browser.follow("a[href^='/runs/']");
        assert!(browser.count("table tbody tr") > 25);
        browser.click("form[action$='/undo'] input[name=sure]");
        browser.follow("form[action$='/undo'] button");
        browser.find("a[href^='/runs/']");
        for (kind, _) in kinds {
            assert_eq!(desk.json(&format!("{kind} list")), json!([]), "{kind} after undo");
        }
        // The file goes back where it came from, and is deleted here.
        browser.find("a[href^='/uploads/'][download]");
        browser.goto("/exchange");
        // Beside it lies the copy that was made before the first write.
        assert_eq!(std::fs::read_dir(desk.path("gleichstand-uploads")).unwrap().count(), 2);
        for _file in 0..2 {
            browser.follow("form[action$='/delete'] button");
        }
        assert_eq!(std::fs::read_dir(desk.path("gleichstand-uploads")).unwrap().count(), 0);
    }
}

#[test]
fn an_address_is_found_edited_and_never_overwritten_unseen() {
    for (language, _) in LANGUAGES {
        let desk = Desk::new();
        for number in 0..120 {
            desk.json(&format!("address add last_name=Muster{number:03} city=Kiel"));
        }
        let served = Served::new(&desk, &[]);
        let Some(browser) = Browser::new(&served, language) else { return };
        browser.goto("/addresses");
        browser.follow("a[rel=next]");
        assert_eq!(browser.text("table tbody tr:first-child td:nth-child(2)"), "Muster050");
        browser.follow("thead th:nth-child(2) a");
        assert_eq!(browser.text("table tbody tr:first-child td:nth-child(2)"), "Muster119");
        browser.fill("#q", "Muster077");
        browser.follow("div[role=search] button");
        assert_eq!(browser.count("table tbody tr"), 1);
        browser.follow("table tbody a");
        browser.click("summary[role=button]");
        browser.fill("input[name=city]", "Lübeck <b>");
        browser.follow("form.fields button");
        assert!(browser.text("dl.fields").contains("Lübeck <b>"));
        let number = desk.json("address search Muster077")[0]["customer_no"].clone();
        let number = number.as_str().unwrap();
        assert_eq!(desk.json(&format!("address show {number}"))["city"], json!("Lübeck <b>"));
        // Somebody else changes it while the form is open: nothing is lost unseen.
        browser.click("summary[role=button]");
        browser.fill("input[name=city]", "Kiel");
        desk.run(&format!("address edit {number} city=Plön")).done();
        desk.run(&format!("address edit {number} phone=0431/1")).done();
        browser.follow("form.fields button");
        browser.find("[role=alert]");
        assert_eq!(desk.json(&format!("address show {number}"))["city"], json!("Plön"));
        // Saved once more it is what was typed, and nothing else of what the other one did.
        browser.follow("form.fields button");
        browser.find("[role=status]");
        let shown = desk.json(&format!("address show {number}"));
        assert_eq!((&shown["city"], &shown["phone"]), (&json!("Kiel"), &json!("0431/1")));
        // A value that cannot be is refused with what was typed.
        browser.goto("/addresses");
        browser.fill("#q", "Muster078");
        browser.follow("div[role=search] button");
        browser.follow("table tbody a");
        browser.click("summary[role=button]");
        browser.fill("input[name=birthday]", "bald");
        browser.follow("form.fields button");
        assert!(browser.text("[role=alert]").contains("bald"));
        // A new one, to the trash, and back.
        browser.goto("/addresses/new");
        browser.fill("input[name=last_name]", "Neuling");
        browser.follow("form.fields button");
        browser.find("[role=status]");
        browser.follow("form[action$='/delete'] button");
        assert_eq!(desk.json("address search Neuling"), json!([]));
        browser.follow("form[action$='/restore'] button");
        assert_eq!(desk.json("address search Neuling").as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_conflict_is_decided_field_by_field() {
    for (language, _) in LANGUAGES {
        let desk = Desk::new();
        let format = (outlook::Format::Unicode, outlook::Cipher::Permute);
        let path = desk.sample("Kunden.pst", format.0, format.1, 6);
        desk.run("import Kunden.pst").done();
        change_phone(&path, contacts(&path)[0], "0800 1");
        desk.run("address edit 10000 phone=0221/1").done();
        assert_eq!(desk.run("sync Kunden.pst --conflicts ask --quiet").code, 1);
        let served = Served::new(&desk, &[]);
        let Some(browser) = Browser::new(&served, language) else { return };
        browser.goto("/");
        browser.follow("a[href^='/decisions/']");
        let row = browser.text("tr.differs");
        assert!(row.contains("0221/1") && row.contains("0800 1"), "{row}");
        // Nothing chosen is said, and nothing written.
        browser.follow("main form button");
        browser.find("[role=alert]");
        browser.select("select[name='field:phone']", "outlook");
        browser.follow("main form button");
        browser.find("a[href^='/runs/']");
        assert_eq!(desk.json("address show 10000")["phone"], json!("0800 1"));
        assert_eq!(desk.json("conflicts list"), json!([]));
        browser.goto("/decisions");
        assert_eq!(browser.count("table"), 0);
    }
}

#[test]
fn a_mapping_is_built_tried_and_used() {
    for (language, _) in LANGUAGES {
        let desk = Desk::new();
        let format = (outlook::Format::Unicode, outlook::Cipher::Permute);
        desk.sample("Kunden.pst", format.0, format.1, 6);
        let served = Served::new(&desk, &[]);
        let Some(browser) = Browser::new(&served, language) else { return };
        browser.goto("/mappings");
        browser.fill("input[name=name]", "../Laden");
        browser.follow("main form button");
        browser.find("[role=alert]");
        browser.fill("input[name=name]", "Laden");
        browser.follow("main form button");
        // The city does not travel any more; it goes to a field of our own instead.
        let city = "form.inline:has(input[name=office][value=city])";
        browser.follow(&format!("{city} button[value=remove]"));
        assert_eq!(browser.count(city), 0);
        browser.click("input[name=office][value=city]");
        browser.fill("input[name=user]", "Ladenort");
        browser.select(".filter select[name=direction]", "export");
        browser.follow("button[value=set]");
        assert_eq!(browser.count(&format!("{city} input[name=outlook][value='user.Ladenort']")), 1);
        let shown = desk.json("mapping show Laden");
        let lines = shown["kinds"]["addresses"].as_array().unwrap();
        let line = lines.iter().find(|line| line["office"] == json!("city")).unwrap();
        assert_eq!(
            (&line["outlook"], &line["direction"]),
            (&json!("user.Ladenort"), &json!("export"))
        );
        // A line's direction is changed where it stands.
        let phone = lines.iter().position(|line| line["office"] == json!("phone")).unwrap();
        browser.select(&format!("select[form=line{phone}][name=direction]"), "import");
        browser.follow(&format!("#line{phone} button[value=set]"));
        // It is tried on real records, and found in the wizard.
        browser.fill("#path", desk.path("Kunden.pst").to_str().unwrap());
        browser.follow("div[role=group] button");
        assert_eq!(browser.count("h2#try ~ h3"), 3, "three records");
        browser.goto("/exchange/file?path=Kunden.pst");
        browser.select("select[name=mapping]", "Laden");
        browser.follow("main form button:last-of-type");
        browser.find("article.planned");
        let shown = desk.json("mapping show Laden");
        let lines = shown["kinds"]["addresses"].as_array().unwrap();
        let line = lines.iter().find(|line| line["office"] == json!("phone")).unwrap();
        assert_eq!(line["direction"], json!("import"));
    }
}

#[test]
fn fields_are_assigned_by_dragging_one_onto_the_other() {
    let desk = Desk::new();
    desk.run("mapping init Laden").done();
    desk.run("mapping remove Laden city").done();
    let served = Served::new(&desk, &[]);
    let Some(browser) = Browser::new(&served, "de") else { return };
    browser.goto("/mappings/one?name=Laden");
    browser.execute("document.documentElement.dataset.before = 'yes'", vec![]);
    // As a mouse does it, step by step.
    let drag = "const label = (name, value) =>
            document.querySelector(`input[name=${name}][value='${value}']`).closest('label');
        const [from, to] = [label('office', 'city'), label('outlook', 'contact.business.city')];
        const data = new DataTransfer();
        const event = (target, type) => target.dispatchEvent(
            new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
        event(from, 'dragstart');
        const taken = !event(to, 'dragover');
        event(to, 'drop');
        return taken;";
    assert_eq!(browser.execute(drag, vec![]), json!(true));
    browser.find("html:not([data-before])");
    let shown = desk.json("mapping show Laden");
    let lines = shown["kinds"]["addresses"].as_array().unwrap();
    let line = lines.iter().find(|line| line["office"] == json!("city")).unwrap();
    assert_eq!(line["outlook"], json!("contact.business.city"));
}

#[test]
fn lists_are_used_by_keyboard_alone() {
    let desk = Desk::new();
    for number in 0..60 {
        desk.json(&format!("address add last_name=Muster{number:02}"));
    }
    let served = Served::new(&desk, &[]);
    let Some(browser) = Browser::new(&served, "de") else { return };
    browser.goto("/addresses");
    let press = |key: &str| {
        let script = "const target = document.activeElement || document.body;
            target.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true }));";
        browser.execute(script, vec![json!(key)]);
    };
    let focused = || browser.execute("return document.activeElement.textContent", vec![]);
    press("ArrowDown");
    press("ArrowDown");
    assert_eq!(focused(), json!("10001"));
    press("ArrowUp");
    assert_eq!(focused(), json!("10000"));
    press("n");
    browser.wait_until("return location.search.includes('page=1')");
    press("/");
    assert_eq!(browser.execute("return document.activeElement.id", vec![]), json!("q"));
}
