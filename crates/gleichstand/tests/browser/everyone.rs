//! Every page, in both languages, wide and narrow, light and dark: the rules of accessibility find
//! nothing serious, and nothing sticks out of the window.

use outlook::sample::Amounts;

use crate::browser::{Browser, axe};
use crate::harness::{Desk, change_phone, contacts};
use crate::served::Served;

/// An office with something of everything, an open decision, a mapping and an upload.
fn furnished() -> Desk {
    let desk = Desk::new();
    let amounts = Amounts { contacts: 60, mails: 30, appointments: 20, tasks: 10 };
    let path = desk.sample_of("Kunden.pst", amounts);
    desk.run("import Kunden.pst --quiet").done();
    change_phone(&path, contacts(&path)[0], "0800 1");
    desk.run("address edit 10000 phone=0221/1").done();
    assert_eq!(desk.run("sync Kunden.pst --conflicts ask --quiet").code, 1);
    change_phone(&path, contacts(&path)[1], "0800 2");
    desk.run("mapping init Laden").done();
    let mail = "body_html=<p>Guten Tag</p><img src='https://bilder.example/1.png'>";
    desk.run_args(&["mail", "add", "subject=Angebot", mail]).done();
    std::fs::write(desk.path("c.toml"), "[profile.Laden]\nfile = \"Kunden.pst\"\n").unwrap();
    desk
}

/// The pages, with the names of their pictures.
fn pages(desk: &Desk) -> Vec<(&'static str, String)> {
    let id = |kind: &str| desk.json(&format!("{kind} list --limit 1"))[0]["id"].to_string();
    let decision = desk.json("conflicts list")[0]["id"].to_string();
    let start = desk.json("appointment list --limit 1")[0]["start"].clone();
    let day = start.as_str().unwrap()[..10].to_owned();
    let mail = desk.json("mail search Angebot")[0]["id"].to_string();
    vec![
        ("start", "/".into()),
        ("addresses", "/addresses".into()),
        ("address", format!("/addresses/{}", id("address"))),
        ("address-new", "/addresses/new".into()),
        ("mails", format!("/mails?show={mail}")),
        ("mail", format!("/mails/{mail}")),
        ("calendar-month", format!("/calendar?day={day}")),
        ("calendar-week", format!("/calendar?view=week&day={day}")),
        ("calendar-list", format!("/calendar?view=list&day={day}")),
        ("appointments", "/appointments".into()),
        ("appointment", format!("/appointments/{}", id("appointment"))),
        ("tasks", "/tasks".into()),
        ("task", format!("/tasks/{}", id("task"))),
        ("exchange", "/exchange".into()),
        ("file", "/exchange/file?path=Kunden.pst".into()),
        ("mappings", "/mappings".into()),
        ("mapping", "/mappings/one?name=Laden&path=Kunden.pst".into()),
        ("decisions", "/decisions".into()),
        ("decision", format!("/decisions/{decision}")),
        ("runs", "/runs".into()),
        ("run", "/runs/1".into()),
        ("not-found", "/addresses/999999".into()),
    ]
}

#[test]
fn every_page_can_be_used_by_everyone() {
    let Some(axe) = axe() else { return };
    let desk = furnished();
    let served = Served::new(&desk, &["--config", "c.toml"]);
    let mut faults = Vec::new();
    for (language, dark) in [("de", false), ("en", true)] {
        let served = if dark { &Served::new(&desk, &["--config", "c.toml"]) } else { &served };
        // 0 is dark, 1 is light.
        let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
        let Some(browser) = Browser::with(served, language, &[&scheme]) else { return };
        let look = |name: &str, faults: &mut Vec<String>| {
            for width in [1280, 390] {
                browser.size(width);
                let found = browser.violations(&axe);
                faults.extend(found.iter().map(|one| format!("{language} {width} {name}: {one}")));
                if browser.overflows() {
                    faults.push(format!("{language} {width} {name}: wider than the window"));
                }
                browser.picture(&format!("{name}-{language}-{width}"));
            }
            browser.size(1280);
        };
        for (name, path) in pages(&desk) {
            browser.goto(&path);
            look(name, &mut faults);
        }
        // What would happen, and what happened.
        browser.goto("/exchange/file?path=Kunden.pst");
        browser.follow("main form button:last-of-type");
        browser.find("article.planned");
        look("plan", &mut faults);
        browser.follow("button[value=run]");
        browser.find("a[href='/']:not(header a)");
        look("report", &mut faults);
        change_phone(&desk.path("Kunden.pst"), contacts(&desk.path("Kunden.pst"))[2], "0800 3");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
