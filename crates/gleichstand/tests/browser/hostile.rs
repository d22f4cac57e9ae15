//! A hostile mail: nothing of it runs, nothing is fetched.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::browser::Browser;
use crate::harness::Desk;
use crate::served::Served;

/// Counts who comes.
struct Spy {
    address: String,
    visits: Arc<AtomicUsize>,
}

impl Spy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let visits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&visits);
        std::thread::spawn(move || {
            for _visit in listener.incoming().flatten() {
                seen.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, visits }
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

fn hostile(spy: &str) -> String {
    format!(
        "<html><head><base href='http://{spy}/'><link rel=stylesheet href='http://{spy}/a.css'>
        <meta http-equiv=refresh content='0;url=http://{spy}/b'>
        <style>@import 'http://{spy}/c.css'; body {{ background: url(http://{spy}/d.png) }}
        </style><style></style><b style='position:fixed;top:0;background:url(http://{spy}/e)'>x</b>
        <script>parent.document.title = 'erobert'; fetch('http://{spy}/f')</script></head>
        <body onload=\"parent.document.title='erobert'\"><p id=gruss>Guten Tag</p>
        <img src='http://{spy}/g.gif' onerror=\"top.location='http://{spy}/h'\">
        <iframe src='http://{spy}/i'></iframe><object data='http://{spy}/j'></object>
        <form action='http://{spy}/k'><button id=knopf>x</button></form>
        <svg onload=\"parent.document.title='erobert'\"><script>alert(1)</script></svg>
        <video src='http://{spy}/l' poster='http://{spy}/m'></video>
        <table background='http://{spy}/n'><tr><td>x</td></tr></table>
        <a href='javascript:parent.document.title=1'>y</a></body></html>"
    )
}

#[test]
fn nothing_of_a_hostile_mail_runs_and_nothing_is_fetched_unless_asked_for() {
    for language in ["de", "en"] {
        let spy = Spy::new();
        let desk = Desk::new();
        let evil = "</title><script>document.title='erobert'</script><img src=x onerror=alert(1)>";
        let body = format!("body_html={}", hostile(&spy.address));
        desk.run_args(&["mail", "add", &format!("subject={evil}"), &format!("from={evil}"), &body])
            .done();
        let name = format!("last_name={evil}");
        desk.run_args(&["address", "add", &name, &format!("notes={evil}")]).done();
        let served = Served::new(&desk, &[]);
        let Some(browser) = Browser::new(&served, language) else { return };
        let id = desk.json("mail list")[0]["id"].to_string();
        for path in [
            "/mails",
            "/addresses",
            "/addresses/1",
            &format!("/mails?show={id}"),
            &format!("/mails/{id}"),
        ] {
            browser.goto(path);
            let title = browser.execute("return document.title", vec![]);
            assert!(title.as_str().unwrap().ends_with("Gleichstand"), "{path}: {title}");
            assert_eq!(browser.count("main script, main img"), 0, "{path}");
        }
        let read = browser.in_frame("iframe.mail", |browser| browser.text("p"));
        assert_eq!(read, "Guten Tag");
        let found = browser.in_frame("iframe.mail", |browser| {
            let all = "script, style, link, img[src], iframe, object, form, svg, video, base, \
                meta[http-equiv]";
            let script =
                "return [...document.querySelectorAll(arguments[0])].map(e => e.outerHTML)";
            browser.execute(script, vec![json!(all)])
        });
        assert_eq!(found, json!([]));
        let title = browser.execute("return document.title", vec![]);
        assert_ne!(title, json!("erobert"));
        assert_eq!(spy.visits(), 0, "nothing was fetched");
        // A person asks for the pictures: those come, and still nothing runs.
        browser.click("#pictures");
        let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while spy.visits() == 0 && std::time::Instant::now() < patience {
            std::thread::yield_now();
        }
        assert!(spy.visits() > 0, "now the picture is fetched");
        let pictures = browser.in_frame("iframe.mail", |browser| {
            browser.find("img");
            browser.count("script, style, iframe, object, form, svg, video")
        });
        assert_eq!(pictures, 0);
        assert!(browser.path().starts_with("/mails/"), "{}", browser.path());
    }
}
