//! The web interface: who comes in, what is shown, and that nothing of a record is markup.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

use serde_json::json;

use crate::harness::Desk;

/// A running interface; it ends with the test.
struct Served {
    child: Child,
    host: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An answer: status, header, body.
#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The value of a hidden field of a form.
    fn key(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"key\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Served {
    fn new(desk: &Desk, more: &[&str]) -> Self {
        let mut child = desk.start(&[&["serve", "--port", "0", "--json"][..], more].concat());
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap();
        let (host, token) =
            url.strip_prefix("http://").unwrap().split_once("/login?token=").unwrap();
        Self { child, host: host.to_owned(), token: token.to_owned() }
    }

    /// Sends a request with these lines in its header.
    fn send(&self, line: &str, head: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !head.iter().any(|(name, _)| *name == "Host") {
            text += &format!("Host: {}\r\n", self.host);
        }
        for (name, value) in head {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            text += "Content-Type: application/x-www-form-urlencoded\r\n";
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Opens the link; the cookie of whoever did.
    fn log_in(&self) -> String {
        let reply = self.send(&format!("GET /login?token={}", self.token), &[], "");
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }

    fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send(&format!("GET {path}"), &[("Cookie", cookie)], "")
    }

    fn post(&self, path: &str, cookie: &str, body: &str) -> Reply {
        let origin = format!("http://{}", self.host);
        self.send(&format!("POST {path}"), &[("Cookie", cookie), ("Origin", &origin)], body)
    }
}

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
    let body = format!("key={key}&city=Ulm");
    for head in [
        vec![("Cookie", cookie.as_str())],
        vec![("Cookie", &cookie), ("Origin", "http://boese.example")],
        vec![("Cookie", &cookie), ("Origin", "null")],
    ] {
        assert_eq!(served.send("POST /addresses/1", &head, &body).status, 403, "{head:?}");
    }
    assert_eq!(served.post("/addresses/1", &cookie, "key=falsch&city=Ulm").status, 403);
    let large = format!("key={key}&notes={}", "x".repeat(2 << 20));
    assert_eq!(served.post("/addresses/1", &cookie, &large).status, 413);
    for path in ["/assets/..%2f..%2fetc%2fpasswd", "/assets/../main.rs", "/language/x%0d%0aA:b"] {
        let reply = served.get(path, &cookie);
        assert_eq!(reply.status, 404, "{path}: {reply:?}");
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
    let body = format!("key={}&city=Neustadt+%26+S%C3%B6hne", card.key());
    let saved = served.post("/addresses/8", &cookie, &body);
    assert_eq!((saved.status, saved.header("location")), (303, Some("/addresses/8?saved=true")));
    assert_eq!(desk.json("address show id:8")["city"], json!("Neustadt & Söhne"));
    assert!(served.get("/addresses/8", &cookie).body.contains("Neustadt &#38; Söhne"));
    let wrong = format!("key={}&birthday=bald", card.key());
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
    assert!(served.get(&mail, &cookie).body.contains("sandbox=\"\""));
    let page = served.get(&format!("{mail}/page"), &cookie);
    assert!(page.body.contains("Hallo"), "{page:?}");
    for word in ["script", "spy.example", "onclick"] {
        assert!(!page.body.contains(word), "{word}: {page:?}");
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
}

#[test]
fn an_import_is_previewed_run_and_taken_back() {
    let desk = Desk::new();
    desk.sample("Kunden.pst", outlook::Format::Unicode, outlook::Cipher::Permute, 12);
    let served = Served::new(&desk, &[]);
    let cookie = served.log_in();
    let key = served.get("/exchange", &cookie).key();
    let form = format!("key={key}&path=Kunden.pst&import=1&kind=addresses");
    let preview = served.post("/exchange", &cookie, &format!("{form}&act=preview"));
    assert!(preview.body.contains("Was geschähe"), "{preview:?}");
    assert_eq!(desk.json("address list"), json!([]), "nothing was written");
    let begun = served.post("/exchange", &cookie, &format!("{form}&act=run"));
    let work = begun.header("location").unwrap().to_owned();
    let events = served.get(&format!("{work}/events"), &cookie).body;
    assert!(events.contains("event: end"), "{events}");
    let ended = served.get(&work, &cookie).body;
    let (_, run) = ended.split_once("href=\"/runs/").unwrap_or_else(|| panic!("{ended}"));
    let run = format!("/runs/{}", run.split('"').next().unwrap());
    assert_eq!(desk.json("address list").as_array().unwrap().len(), 12);
    let page = served.get(&run, &cookie);
    assert!(page.body.contains("Diesen Lauf zurücknehmen"), "{page:?}");
    let undone = served.post(&format!("{run}/undo"), &cookie, &format!("key={key}"));
    let work = undone.header("location").unwrap().to_owned();
    served.get(&format!("{work}/events"), &cookie);
    assert_eq!(desk.json("address list"), json!([]));
    let start = served.send("GET /", &[("Cookie", &cookie), ("Accept-Language", "de-DE")], "").body;
    assert!(start.contains("<html lang=\"de\">") && start.contains("Letzte Läufe"), "{start}");
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
