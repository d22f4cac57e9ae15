//! The web interface: who comes in, what is shown, and that nothing of a record is markup.

use serde_json::json;

use crate::harness::Desk;
use crate::served::{Reply, Served};

fn desk() -> Desk {
    let desk = Desk::new();
    for number in 0..60 {
        desk.json(&format!("address add last_name=Müller{number} city=Kiel"));
    }
    desk
}

#[test]
fn nobody_comes_in_but_by_the_link_which_works_once() {
    let desk = desk();
    let served = Served::new(&desk, &[]);
    for path in ["/", "/addresses", "/addresses/1", "/runs", "/exchange", "/work/1", "/gibtsnicht"]
    {
        let reply = served.get(path, "gleichstand=falsch");
        assert_eq!(reply.status, 401, "{path}: {reply:?}");
        assert!(!reply.body.contains("Müller"), "{path}: {reply:?}");
    }
    let wrong = served.send("GET /login?token=falsch", &[], "");
    assert_eq!(wrong.status, 401, "{wrong:?}");
    let cookie = served.log_in();
    assert_eq!(served.get("/", &cookie).status, 200);
    let again = served.send(&format!("GET /login?token={}", served.token), &[], "");
    assert_eq!(again.status, 401, "the link works once: {again:?}");
}

#[test]
fn requests_of_other_hosts_and_pages_are_refused() {
    let desk = desk();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let foreign = served.send("GET /", &[("Host", "boese.example"), ("Cookie", &cookie)], "");
    assert_eq!((foreign.status, foreign.body.as_str()), (403, ""), "{foreign:?}");
    let key = served.get("/addresses/1", &cookie).key();
    let body = format!("key={key}&version=1&city=Ulm");
    for head in [
        vec![("Cookie", cookie.as_str())],
        vec![("Cookie", &cookie), ("Origin", "http://boese.example")],
        vec![("Cookie", &cookie), ("Origin", "null")],
    ] {
        assert_eq!(served.send("POST /addresses/1", &head, &body).status, 403, "{head:?}");
    }
    assert_eq!(served.post("/addresses/1", &cookie, "key=falsch&version=1&city=Ulm").status, 403);
    let expired = served.post("/addresses/1", &cookie, "key=falsch&version=1&city=Ulm").body;
    assert!(expired.contains("gilt nicht mehr"), "a person is told: {expired}");
    for path in ["/addresses/abc", "/gibtsnicht", "/addresses?page=-1", "/work/99"] {
        let reply = served.get(path, &cookie);
        let told = (400..500).contains(&reply.status) && reply.body.contains("role=\"alert\"");
        assert!(told, "{path}: {reply:?}");
    }
    let large = format!("key={key}&notes={}", "x".repeat(2 << 20));
    assert_eq!(served.post("/addresses/1", &cookie, &large).status, 413);
    for path in ["/assets/..%2f..%2fetc%2fpasswd", "/assets/../main.rs", "/language/x%0d%0aA:b"] {
        let reply = served.get(path, &cookie);
        assert!([404, 405].contains(&reply.status), "{path}: {reply:?}");
        assert_eq!(reply.header("A"), None, "{path}: {reply:?}");
    }
    assert_eq!(desk.json("address show id:1")["city"], json!("Kiel"), "nothing was changed");
    let policy = served.get("/", &cookie);
    let policy = policy.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn addresses_are_listed_page_by_page_found_and_edited() {
    let desk = desk();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let list = served.get("/addresses", &cookie).body;
    assert_eq!(list.matches("<tr>").count(), 51, "a head and fifty rows: {list}");
    assert!(list.contains("rel=\"next\"") && !list.contains("rel=\"prev\""), "{list}");
    let found = served.get("/addresses?q=M%C3%BCller7", &cookie).body;
    assert!(found.contains("Müller7") && !found.contains("Müller8"), "{found}");
    let card = served.get("/addresses/8", &cookie);
    let version = card.hidden("version");
    let form = format!("key={}&version={version}", card.key());
    let body = format!("{form}&city=Neustadt+%26+S%C3%B6hne");
    let saved = served.post("/addresses/8", &cookie, &body);
    assert_eq!((saved.status, saved.header("location")), (303, Some("/addresses/8?saved=true")));
    assert_eq!(desk.json("address show id:8")["city"], json!("Neustadt & Söhne"));
    assert!(served.get("/addresses/8", &cookie).body.contains("Neustadt &#38; Söhne"));
    let stale = served.post("/addresses/8", &cookie, &format!("{form}&city=Ulm"));
    assert!(stale.body.contains("role=\"alert\""), "it was changed meanwhile: {stale:?}");
    let none = served.post("/addresses/8", &cookie, &format!("key={}&city=Ulm", card.key()));
    assert_eq!(none.status, 400, "without the version nothing is written");
    assert_eq!(desk.json("address show id:8")["city"], json!("Neustadt & Söhne"));
    let version = served.get("/addresses/8", &cookie).hidden("version");
    let wrong = format!("key={}&version={version}&birthday=bald", card.key());
    let wrong = served.post("/addresses/8", &cookie, &wrong);
    assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("bald"), "{wrong:?}");
    assert_eq!(served.get("/addresses/4711", &cookie).status, 404);
}

#[test]
fn nothing_of_a_record_is_markup_and_the_page_of_a_mail_is_shut_off() {
    let desk = Desk::new();
    let evil = "<script>alert(1)</script>";
    desk.run_args(&["address", "add", &format!("last_name={evil}")]).done();
    let html = "body_html=<p onclick=alert(1)>Hallo<img src=http://spy.example/1.gif></p>\
        <script>alert(1)</script><style>p{background:url(http://spy.example)}</style>";
    desk.run_args(&["mail", "add", &format!("subject={evil}"), html]).done();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let mail = desk.json("mail list")[0]["id"].to_string();
    let mail = format!("/mails/{mail}");
    for path in ["/addresses", "/addresses/1", "/mails", &mail] {
        let page = served.get(path, &cookie).body;
        assert!(!page.contains("<script>"), "{path}: {page}");
        assert!(page.contains("&#60;script&#62;"), "{path}: {page}");
    }
    let frame = "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"";
    assert!(served.get(&mail, &cookie).body.contains(frame));
    let page = served.get(&format!("{mail}/page"), &cookie);
    assert!(page.body.contains("Hallo"), "{page:?}");
    for word in ["script", "spy.example", "onclick"] {
        assert!(!page.body.contains(word), "{word}: {page:?}");
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox ") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
}

/// Waits until a job has ended; the page that tells what became of it.
fn ended(served: &Served, begun: &Reply, cookie: &str) -> Reply {
    let work = begun.header("location").unwrap_or_else(|| panic!("{begun:?}")).to_owned();
    let events = served.get(&format!("{work}/events"), cookie).body;
    assert!(events.contains("event: end"), "{events}");
    let ended = served.get(&work, cookie);
    match ended.header("location") {
        Some(place) => served.get(place, cookie),
        None => ended,
    }
}

#[test]
fn an_import_is_previewed_run_and_taken_back() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 12);
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let file = served.get("/exchange/file?path=Kunden.pst", &cookie);
    assert!(file.body.contains("(12)") && file.body.contains("Unicode"), "{file:?}");
    let key = file.key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses&mapping=default");
    let preview = ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
    assert!(preview.body.contains("Was geschähe"), "{preview:?}");
    assert_eq!(preview.body.matches("name=\"shown\"").count(), 12);
    assert_eq!(desk.json("address list"), json!([]), "nothing was written");
    // All but the first line are ticked.
    let ticks: String = (1..12).map(|line| format!("&shown=0.{line}&on=0.{line}")).collect();
    let body = format!("key={key}&act=run&shown=0.0{ticks}");
    let done = ended(&served, &served.post("/plans/1", &cookie, &body), &cookie).body;
    let (_, run) = done.split_once("href=\"/runs/").unwrap_or_else(|| panic!("{done}"));
    let run = format!("/runs/{}", run.split('"').next().unwrap());
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 11);
    let page = served.get(&run, &cookie);
    assert!(page.body.contains("Diesen Lauf zurücknehmen"), "{page:?}");
    ended(&served, &served.post(&format!("{run}/undo"), &cookie, &format!("key={key}")), &cookie);
    assert_eq!(desk.json("address list"), json!([]));
    let start = served.send("GET /", &[("Cookie", &cookie), ("Accept-Language", "de-DE")], "").body;
    assert!(start.contains("<html lang=\"de\">") && start.contains("Letzte Läufe"), "{start}");
}

#[test]
fn a_file_with_a_password_is_opened_with_it_or_as_ones_own() {
    let desk = Desk::new();
    std::fs::write(desk.path("kennwort"), "richtig\n").unwrap();
    desk.run("address add last_name=Horn").done();
    desk.run("pst new Kunden.pst --password-file kennwort").done();
    desk.run("export Kunden.pst --ignore-password").done();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let file = served.get("/exchange/file?path=Kunden.pst", &cookie);
    let form =
        format!("key={}&path=Kunden.pst&import=1&kind=addresses&mapping=default", file.key());
    for (said, opens) in
        [("", false), ("&password=falsch", false), ("&password=richtig", true), ("&own=1", true)]
    {
        let begun = served.post("/exchange", &cookie, &format!("{form}{said}"));
        let page = ended(&served, &begun, &cookie).body;
        assert_eq!(page.contains("Was geschähe"), opens, "{said}: {page}");
    }
}

#[test]
fn other_files_are_imported_and_new_ones_made() {
    let desk = Desk::new();
    std::fs::write(
        desk.path("a.vcf"),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Horn;Jonas;;;\r\nEND:VCARD\r\n",
    )
    .unwrap();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    for (plan, path, direction) in [(1, "a.vcf", "import"), (2, "Neu.pst", "export")] {
        let file = served.get(&format!("/exchange/file?path={path}"), &cookie);
        assert!(file.body.contains(&format!("name=\"{direction}\"")), "{file:?}");
        let form = format!("key={key}&path={path}&{direction}=1&kind=addresses&mapping=default");
        let preview = ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
        assert!(preview.body.contains("Horn"), "{preview:?}");
        let run = served.post(&format!("/plans/{plan}"), &cookie, &format!("key={key}&act=run"));
        let done = ended(&served, &run, &cookie);
        assert!(done.body.contains("href=\"/runs/"), "{done:?}");
    }
    assert_eq!(desk.json("address list")[0]["last_name"], json!("Horn"));
    assert_eq!(crate::harness::contacts(&desk.path("Neu.pst")).len(), 1);
}

/// The form with a file.
fn upload(key: &str, name: &str, bytes: &str) -> String {
    format!(
        "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n{bytes}\r\n--x--\r\n"
    )
}

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Horn;Jonas;;;\r\nEND:VCARD\r\n";

#[test]
fn an_upload_stays_in_its_folder_whatever_its_name_is() {
    let desk = Desk::new();
    let served = Served::new(&desk, &["--upload-limit", "1"]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    for (name, kept) in [
        ("Karte.vcf", "Karte.vcf"),
        ("Karte.vcf", "Karte (2).vcf"),
        ("../../etc/passwd.vcf", "passwd.vcf"),
        ("..\\\\..\\\\x.vcf", "x.vcf"),
        (".vcf", "_vcf"),
        ("a%0d%0aX-Evil: 1.vcf", "a%0d%0aX-Evil_ 1.vcf"),
        ("Größe 漢字.vcf", "Größe 漢字.vcf"),
    ] {
        let taken = served.upload("/uploads", &cookie, &upload(&key, name, CARD));
        assert_eq!(taken.status, 303, "{name}: {taken:?}");
        assert!(desk.path("gleichstand-uploads").join(kept).is_file(), "{name}: {taken:?}");
        assert_eq!(taken.header("X-Evil"), None);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            std::fs::metadata(desk.path("gleichstand-uploads")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "nobody else may look into it");
    }
    // It is had again under its name, and nothing but what lies there.
    let given = served.get("/uploads/Gr%C3%B6%C3%9Fe%20%E6%BC%A2%E5%AD%97.vcf", &cookie);
    assert_eq!((given.status, given.body.contains("N:Horn")), (200, true), "{given:?}");
    let disposition = given.header("content-disposition").unwrap();
    assert_eq!(
        disposition,
        "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E6%BC%A2%E5%AD%97.vcf"
    );
    let evil = served.get("/uploads/a%250d%250aX-Evil_%201.vcf", &cookie);
    assert_eq!((evil.status, evil.header("X-Evil")), (200, None), "{evil:?}");
    for path in ["/uploads/..%2foffice.db", "/uploads/%2e%2e%2foffice.db", "/uploads/office.db"] {
        assert_eq!(served.get(path, &cookie).status, 404, "{path}");
    }
}

#[test]
fn an_upload_that_is_too_long_cut_off_or_no_file_to_import_from_leaves_nothing() {
    let desk = Desk::new();
    let served = Served::new(&desk, &["--upload-limit", "1"]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let files = || std::fs::read_dir(desk.path("gleichstand-uploads")).map_or(0, Iterator::count);
    // Without the key nothing is looked at.
    let foreign = served.upload("/uploads", &cookie, &upload("falsch", "a.vcf", CARD));
    assert_eq!((foreign.status, files()), (403, 0), "{foreign:?}");
    // Too long, as the header says; and too long though the header does not say it.
    let long = upload(&key, "a.vcf", &"x".repeat(3 << 20));
    let said = served.upload("/uploads", &cookie, &long);
    assert_eq!((said.status, files()), (413, 0), "{}", said.head);
    let unsaid = served.upload_in_pieces("/uploads", &cookie, &long);
    assert_eq!((unsaid.status, files()), (413, 0), "{}", unsaid.head);
    // Cut off in the middle.
    let whole = upload(&key, "a.vcf", CARD);
    let half = whole.split("END:VCARD").next().unwrap();
    let cut = served.upload("/uploads", &cookie, half);
    assert!(cut.body.contains("nicht vollständig"), "{cut:?}");
    assert_eq!(files(), 0);
    // Nothing that can be imported from.
    let other = served.upload("/uploads", &cookie, &upload(&key, "a.exe", "MZ"));
    assert!(other.body.contains("role=\"alert\""), "{other:?}");
    assert_eq!(files(), 0);
}

#[test]
fn what_is_unticked_as_a_whole_and_ticked_again_is_written_and_a_filter_keeps_the_ticks() {
    let desk = Desk::new();
    let path = desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 6);
    desk.run("import Kunden.pst").done();
    for at in 0..3 {
        crate::harness::change_phone(&path, crate::harness::contacts(&path)[at], "0800 1");
    }
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses&mapping=default");
    let plan = ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
    assert_eq!(plan.body.matches("name=\"shown\"").count(), 3, "{plan:?}");
    let act = |body: &str| served.post("/plans/1", &cookie, &format!("key={key}&{body}"));
    assert_eq!(act("act=off").status, 303);
    let ticked = |page: &str| page.matches(" checked").count();
    assert_eq!(ticked(&served.get("/plans/1", &cookie).body), 0);
    // One is ticked again, and searching for something else does not forget it.
    let filtered = act("act=filter&q=gibtesnicht&shown=0.0&on=0.0&on=0.0.0&shown=0.1&shown=0.2");
    assert_eq!(filtered.header("location"), Some("/plans/1?q=gibtesnicht"));
    let run = act("act=run");
    let done = ended(&served, &run, &cookie);
    assert!(done.body.contains("href=\"/runs/"), "{done:?}");
    let changed = desk.json("address list --limit 0");
    let changed = changed.as_array().unwrap().iter().filter(|one| one["phone"] == json!("0800 1"));
    assert_eq!(changed.count(), 1, "the one that was ticked again");
    // What was carried out is not carried out again.
    let again = act("act=run");
    assert_eq!(again.status, 404, "{again:?}");
}

#[test]
fn a_safety_limit_is_confirmed_and_a_plan_that_cannot_begin_is_kept() {
    let desk = Desk::new();
    let path = desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 30);
    desk.run("import Kunden.pst").done();
    for contact in crate::harness::contacts(&path) {
        crate::harness::change_phone(&path, contact, "0800 1");
    }
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses&mapping=default");
    let plan = ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
    assert!(plan.body.contains("name=\"confirmed\""), "{plan:?}");
    let run = format!("key={key}&act=run");
    let refused = served.post("/plans/1", &cookie, &run);
    assert!(refused.body.contains("role=\"alert\""), "{refused:?}");
    // The file is away for a moment: the plan waits.
    std::fs::rename(&path, desk.path("weg.pst")).unwrap();
    let run = format!("{run}&confirmed=1");
    let failed = ended(&served, &served.post("/plans/1", &cookie, &run), &cookie);
    assert!(failed.body.contains("href=\"/plans/1\""), "{failed:?}");
    std::fs::rename(desk.path("weg.pst"), &path).unwrap();
    let done = ended(&served, &served.post("/plans/1", &cookie, &run), &cookie);
    assert!(done.body.contains("href=\"/runs/"), "{done:?}");
    assert_eq!(desk.json("address show 10000")["phone"], json!("0800 1"));
}

#[test]
fn a_profile_keeps_its_folders_however_they_are_named() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 3);
    let profile = "[profile.Laden]\nfile = \"Kunden.pst\"\nfolders = [\"kontakte\"]\n";
    std::fs::write(desk.path("c.toml"), profile).unwrap();
    let served = Served::new(&desk, &["--config", "c.toml"]);
    let cookie = served.log_in();
    let file = served.get("/exchange/file?profile=Laden", &cookie).body;
    assert!(file.contains("name=\"folder\" value=\"kontakte\" checked"), "{file}");
}

#[test]
fn a_run_can_be_stopped_and_goes_on_with_the_next() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 6000);
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses&mapping=default");
    ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
    let run = served.post("/plans/1", &cookie, &format!("key={key}&act=run"));
    let work = run.header("location").unwrap().to_owned();
    let stop = format!("{work}/stop");
    assert_eq!(served.post(&stop, &cookie, "key=falsch").status, 403);
    assert_eq!(served.post(&stop, &cookie, &format!("key={key}")).status, 303);
    let stopped = ended(&served, &run, &cookie);
    assert!(stopped.body.contains("Angehalten"), "{stopped:?}");
    let written = desk.json("address list --limit 0").as_array().unwrap().len();
    assert!(written < 6000, "{written}");
    let rest = desk.run("import Kunden.pst --only addresses --json").done().json();
    assert_eq!(rest["kinds"]["addresses"]["created"], json!(6000 - written));
}

#[test]
fn after_the_server_was_killed_in_a_run_the_next_start_says_what_to_do() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 6000);
    let mut served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses&mapping=default");
    ended(&served, &served.post("/exchange", &cookie, &form), &cookie);
    served.post("/plans/1", &cookie, &format!("key={key}&act=run"));
    // It dies as soon as the first batch is there.
    while desk.json("address list --limit 1") == json!([]) {}
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    let again = Served::new(&desk, &[]);
    let cookie = again.log_in();
    let start = again.get("/", &cookie).body;
    assert!(start.contains("wurde unterbrochen") && start.contains("Jetzt fortsetzen"), "{start}");
    assert!(start.contains("/exchange/file?path=Kunden.pst"), "{start}");
    let key = again.get("/exchange", &cookie).key();
    let form = form.replace(&form[4..form.find('&').unwrap()], &key);
    ended(&again, &again.post("/exchange", &cookie, &form), &cookie);
    ended(&again, &again.post("/plans/1", &cookie, &format!("key={key}&act=run")), &cookie);
    assert_eq!(desk.json("address list --limit 0").as_array().unwrap().len(), 6000);
    let mut numbers = crate::harness::numbers(&desk.path("Kunden.pst"));
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 6000, "every contact has a number of its own");
    assert!(!again.get("/", &cookie).body.contains("wurde unterbrochen"));
    if let Some(findings) = crate::harness::checked(&desk.path("Kunden.pst")) {
        panic!("{findings}");
    }
}

#[test]
fn attachments_are_saved_under_harmless_names() {
    let desk = Desk::new();
    let amounts = outlook::sample::Amounts { mails: 40, ..Default::default() };
    desk.sample_of("Post.pst", amounts);
    desk.run("import Post.pst --quiet").done();
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let mails = desk.json("mail list --limit 0");
    let with = mails
        .as_array()
        .unwrap()
        .iter()
        .find(|mail| mail["attachments"][0].is_string() || mail["attachments"][0].is_object());
    let id = &with.unwrap()["id"];
    let page = served.get(&format!("/mails/{id}"), &cookie).body;
    assert!(page.contains(&format!("/mails/{id}/attachments/1")), "{page}");
    let given = served.get(&format!("/mails/{id}/attachments/1"), &cookie);
    assert_eq!(given.status, 200, "{given:?}");
    assert_eq!(given.header("content-type"), Some("application/octet-stream"));
    assert!(given.header("content-disposition").unwrap().starts_with("attachment;"), "{given:?}");
    for path in [format!("/mails/{id}/attachments/0"), format!("/mails/{id}/attachments/99")] {
        assert_eq!(served.get(&path, &cookie).status, 404, "{path}");
    }
}

#[test]
fn beyond_the_own_computer_a_password_is_needed() {
    let desk = desk();
    let refused = desk.run("serve --port 0 --listen 0.0.0.0");
    assert_eq!(refused.code, 2, "{refused:?}");
    std::fs::write(desk.path("kennwort"), "richtig\n").unwrap();
    let served = Served::new(&desk, &["--password-file", "kennwort"]);
    let wrong = served.post("/login", "", "password=falsch");
    assert_eq!(wrong.status, 401, "{wrong:?}");
    let right = served.post("/login", "", "password=richtig");
    let cookie = right.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(served.get("/addresses", &cookie).status, 200);
}
