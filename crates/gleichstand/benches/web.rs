//! How long the server takes for a page, with many addresses and mails in the office, and how long
//! the page is.
//!
//!     cargo bench -p gleichstand --bench web [-- --records 100000] [--folder DIR]
//!
//! The records of a sample data file are imported into an SQLite office, by the program itself, which
//! then serves. A figure is the median of some requests, as a client on this machine sees it. More
//! than 50 ms or 200 kB is named, and the exit code is then 1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use outlook::sample::Amounts;
use outlook::{NewFile, Options, OutlookFile};

/// Requests of a page.
const TIMES: usize = 21;
/// What a page may take, in milliseconds and in bytes.
const MOST: (f64, usize) = (50.0, 200_000);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|i| args.get(i + 1));
    let records = after("--records").map_or(100_000, |text| text.parse().expect("a number"));
    let temporary = tempfile::tempdir().unwrap();
    // A folder that is named is kept, and used again.
    let folder = after("--folder").map_or(temporary.path(), Path::new);
    if !folder.join("office.db").exists() {
        std::fs::create_dir_all(folder).unwrap();
        furnish(folder, records);
    }
    let served = Served::new(folder);
    let mut missed = 0;
    let list = served.ask("/mails?page=20");
    let mail = list.split_once("show=").unwrap().1.split('#').next().unwrap().to_owned();
    for page in PAGES {
        let path = page.replace("MAIL", &mail).replace("ID", &(records / 2).to_string());
        let path = path.replace("DEEP", &(records / 50 - 2).to_string());
        let mut times = Vec::new();
        let mut length = 0;
        for _ in 0..TIMES {
            let start = Instant::now();
            length = served.get(&path);
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let median = times[TIMES / 2];
        let over = median > MOST.0 || length > MOST.1;
        missed += u32::from(over);
        let mark = if over { "   too much" } else { "" };
        println!("{path:<60} {median:>8.2} ms {:>7.1} kB{mark}", length as f64 / 1000.0);
    }
    println!("{records} addresses and {records} mails; {missed} pages over the limits");
    drop(served);
    std::process::exit(i32::from(missed > 0));
}

const PAGES: &[&str] = &[
    "/",
    "/addresses",
    "/addresses?page=DEEP",
    "/addresses?q=m%C3%BCller",
    "/addresses?q=schmid+kiel",
    "/addresses?q=a",
    "/addresses?sort=number&turned=1&page=DEEP",
    "/addresses?trash=1",
    "/addresses/ID",
    "/mails",
    "/mails?page=DEEP",
    "/mails?q=angebot",
    "/mails?q=rechnung+berlin",
    "/mails?q=an",
    "/mails?q=a",
    "/mails?unread=1",
    "/mails?folder=%2FPosteingang",
    "/mails?folder=%2FPosteingang%2FKunden&page=20",
    "/mails?sort=from",
    "/mails?sort=name&page=DEEP",
    "/mails?show=MAIL",
    "/mails/MAIL",
    "/mails/MAIL/page",
    "/calendar",
    "/tasks",
    "/decisions",
    "/mappings",
    "/mappings/one?name=default",
    "/exchange",
    "/runs",
    "/runs/1",
];

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleichstand"));
    command.current_dir(folder).args(["--lang", "de"]).stdin(Stdio::null());
    command
}

/// An office with so many addresses and mails.
fn furnish(folder: &Path, records: u64) {
    let amounts = Amounts { contacts: records, mails: records, appointments: 200, tasks: 200 };
    let path = folder.join("Kunden.pst");
    drop(std::fs::remove_file(&path));
    let file = OutlookFile::create(&path, &NewFile::default(), Options::default()).unwrap();
    file.add_sample(1, amounts, &mut |_| {}).unwrap();
    drop(file);
    let import = ["import", "Kunden.pst", "--quiet", "--no-backup"];
    assert!(program(folder).args(import).status().unwrap().success());
}

struct Served {
    child: Child,
    host: String,
    cookie: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    fn new(folder: &Path) -> Self {
        let mut command = program(folder);
        command.args(["serve", "--port", "0", "--json"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let (host, path) = url.split_once('/').unwrap();
        let host = host.to_owned();
        let mut served = Self { child, host, cookie: String::new() };
        let answer = served.ask(&format!("/{path}"));
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        served.cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
        served
    }

    fn ask(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (host, cookie) = (&self.host, &self.cookie);
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The bytes of a page.
    fn get(&self, path: &str) -> usize {
        let answer = self.ask(path);
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer.split_once("\r\n\r\n").unwrap().1.len()
    }
}
