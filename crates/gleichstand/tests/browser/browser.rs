//! A real browser, driven as a person would: Chromium through its driver.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness;
use crate::served::Served;

/// How long is waited for a page.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running driver; it ends with the test.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A browser that has come in by the link.
pub struct Browser {
    runtime: Runtime,
    client: Client,
    base: String,
    _driver: Driver,
}

impl Drop for Browser {
    /// The browser ends with its session, not with its driver.
    fn drop(&mut self) {
        drop(self.runtime.block_on(self.client.clone().close()));
    }
}

/// The rules of axe-core, where they were installed.
pub fn axe() -> Option<String> {
    let place = "/../../target/judges/axe-core/package/axe.min.js";
    let path = format!("{}{place}", env!("CARGO_MANIFEST_DIR"));
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(_) => {
            assert!(std::env::var_os("GLEICHSTAND_JUDGES").is_none(), "{path} is missing");
            println!("skipped: axe-core is not installed (scripts/judges)");
            None
        }
    }
}

fn driver() -> Option<(Driver, u16)> {
    let mut command = Command::new("chromedriver");
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    let started = harness::while_none_is_open(|| command.spawn());
    let Ok(mut child) = started else {
        assert!(std::env::var_os("GLEICHSTAND_JUDGES").is_none(), "chromedriver is missing");
        println!("skipped: chromedriver is not installed");
        return None;
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').trim().parse().ok()
    });
    // What the driver says later must not fill its pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Some((Driver(child), port.expect("the driver says on which port it is")))
}

impl Browser {
    /// A browser in front of an interface; `None` where there is none on this machine.
    pub fn new(served: &Served, language: &str) -> Option<Self> {
        Self::with(served, language, &[])
    }

    /// The same with options of Chromium.
    pub fn with(served: &Served, language: &str, more: &[&str]) -> Option<Self> {
        let (driver, port) = driver()?;
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let args: Vec<&str> = args.iter().chain(more).copied().collect();
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), json!({ "args": args }));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        let url = format!("http://127.0.0.1:{port}");
        let client = runtime.block_on(builder.connect(&url)).unwrap();
        let base = format!("http://{}", served.host);
        let browser = Self { runtime, client, base, _driver: driver };
        browser.goto(&format!("/login?token={}", served.token));
        browser.goto(&format!("/language/{language}"));
        browser.size(1280);
        Some(browser)
    }

    pub fn goto(&self, path: &str) {
        self.runtime.block_on(self.client.goto(&format!("{}{path}", self.base))).unwrap();
    }

    /// The path of the page that is shown.
    pub fn path(&self) -> String {
        let url = self.runtime.block_on(self.client.current_url()).unwrap();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", url.path())
    }

    pub fn size(&self, width: u32) {
        self.runtime.block_on(self.client.set_window_size(width, 900)).unwrap();
    }

    /// An element, as soon as it is there.
    pub fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css));
        let found = self.runtime.block_on(wait);
        found.unwrap_or_else(|error| panic!("{css}: {error}\n{}", self.shown()))
    }

    pub fn count(&self, css: &str) -> usize {
        self.runtime.block_on(self.client.find_all(Locator::Css(css))).unwrap().len()
    }

    pub fn click(&self, css: &str) {
        let element = self.find(css);
        let script = "arguments[0].scrollIntoView({block: 'center'})";
        let argument = serde_json::to_value(&element).unwrap();
        self.runtime.block_on(self.client.execute(script, vec![argument])).unwrap();
        let clicked = self.runtime.block_on(element.click());
        clicked.unwrap_or_else(|error| panic!("{css}: {error}\n{}", self.shown()));
    }

    /// Clicks, and waits for the page that follows.
    pub fn follow(&self, css: &str) {
        self.execute("document.documentElement.dataset.before = 'yes'", vec![]);
        self.click(css);
        self.find("html:not([data-before])");
    }

    /// Types a text into a field, in place of what stands there.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.runtime.block_on(element.clear()).unwrap();
        self.runtime.block_on(element.send_keys(text)).unwrap();
    }

    /// Chooses a file.
    pub fn choose_file(&self, css: &str, path: &Path) {
        let element = self.find(css);
        self.runtime.block_on(element.send_keys(path.to_str().unwrap())).unwrap();
    }

    pub fn select(&self, css: &str, value: &str) {
        let element = self.find(css);
        self.runtime.block_on(element.select_by_value(value)).unwrap();
    }

    pub fn text(&self, css: &str) -> String {
        let element = self.find(css);
        self.runtime.block_on(element.text()).unwrap()
    }

    /// What a person sees of the page, for what a test says.
    fn shown(&self) -> String {
        let script = "return location.href + '\\n' + document.body.innerText.slice(0, 3000)";
        self.execute(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    pub fn source(&self) -> String {
        self.runtime.block_on(self.client.source()).unwrap()
    }

    pub fn execute(&self, script: &str, args: Vec<Value>) -> Value {
        self.runtime.block_on(self.client.execute(script, args)).unwrap()
    }

    /// Waits until a script gives something true.
    pub fn wait_until(&self, script: &str) {
        let started = std::time::Instant::now();
        while self.execute(script, vec![]) != json!(true) {
            assert!(started.elapsed() < PATIENCE, "{script}\n{}", self.shown());
            std::thread::yield_now();
        }
    }

    /// Works within the frame of a mail.
    pub fn in_frame<T>(&self, css: &str, work: impl FnOnce(&Self) -> T) -> T {
        let frame = self.find(css);
        self.runtime.block_on(frame.enter_frame()).unwrap();
        let done = work(self);
        self.runtime.block_on(self.client.enter_parent_frame()).unwrap();
        done
    }

    /// What the rules of accessibility have against the page: serious and critical findings.
    pub fn violations(&self, axe: &str) -> Vec<String> {
        self.execute(axe, vec![]);
        let script = "const done = arguments[0]; axe.run(document).then((result) => done(result));";
        let result = self.runtime.block_on(self.client.execute_async(script, vec![])).unwrap();
        let all = result["violations"].as_array().unwrap();
        let grave = all.iter().filter(|one| {
            ["serious", "critical"].contains(&one["impact"].as_str().unwrap_or_default())
        });
        let said = |one: &Value| {
            let nodes = one["nodes"].as_array().into_iter().flatten();
            let nodes: Vec<&str> = nodes.filter_map(|node| node["html"].as_str()).take(3).collect();
            format!("{}: {}", one["id"].as_str().unwrap_or_default(), nodes.join(" | "))
        };
        grave.map(said).collect()
    }

    /// Whether the page is wider than the window.
    pub fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > window.innerWidth + 1";
        self.execute(script, vec![]) == json!(true)
    }

    /// Keeps a picture of the whole page where `GLEICHSTAND_SCREENS` says.
    pub fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("GLEICHSTAND_SCREENS").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&folder).unwrap();
        let png = self.runtime.block_on(self.client.screenshot()).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
    }
}
