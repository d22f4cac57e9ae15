//! Independent programs read a data file after an import as they did before it: readpst, pffexport
//! and Microsoft's outlook-pst crate. Only sizes of items may differ.
//!
//! `./check` installs the programs and sets GLEICHSTAND_JUDGES: then they must be there. Otherwise
//! a test says what it skips.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use outlook::sample::Amounts;
use sync::ContentHash;
use tempfile::TempDir;

fn there(program: &str) -> bool {
    let found =
        Command::new(program).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = found.is_ok();
    assert!(there || std::env::var_os("GLEICHSTAND_JUDGES").is_none(), "{program} is missing");
    if !there {
        println!("skipped: {program} is not installed");
    }
    there
}

fn gleichstand(args: &[&str]) {
    let exe = env!("CARGO_BIN_EXE_gleichstand");
    let out = Command::new(exe).args(["--lang", "en"]).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{args:?}: {said}");
}

/// Data files to import from: generated ones of every form, and real ones with contacts.
fn data_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for format in [outlook::Format::Unicode, outlook::Format::Ansi] {
        for cipher in [outlook::Cipher::None, outlook::Cipher::Permute, outlook::Cipher::Cyclic] {
            let path = dir.join(format!("{format:?}-{cipher:?}.pst"));
            let new = outlook::NewFile { format, cipher, ..outlook::NewFile::default() };
            let made = outlook::sample::create(&path, &new, outlook::Options::default(), (3, 40));
            drop(made.unwrap());
            files.push(path);
        }
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/pst");
    let Ok(real) = std::fs::read_dir(&corpus) else {
        println!("skipped: no corpus of real files beside the project");
        return files;
    };
    let table = std::fs::read_to_string(corpus.join("EXPECTED.tsv")).unwrap();
    let has_contacts = |name: &str| {
        let line = table.lines().find(|line| line.split('\t').next() == Some(name));
        line.is_some_and(|line| line.split(['\t', ' ']).any(is_contact_count))
    };
    for entry in real.flatten() {
        let name = entry.file_name().into_string().unwrap();
        if has_contacts(&name) {
            let copy = dir.join(format!("real-{}.pst", files.len()));
            std::fs::write(&copy, std::fs::read(entry.path()).unwrap()).unwrap();
            files.push(copy);
        }
    }
    files
}

fn is_contact_count(word: &str) -> bool {
    word.strip_prefix('C').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Lines that differ from run to run: sizes, the time of the export, boundaries made by chance, and
/// names that readpst makes of the place where an item lies in the file.
fn moves(line: &str) -> bool {
    let starts = ["Size:", "DTSTAMP:", "UID:0x", "--"].iter().any(|start| line.starts_with(start));
    starts || line.contains("boundary=")
}

/// All files below a folder: relative path and contents, without lines that tell sizes.
fn exported(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            let kept: String = text.lines().filter(|line| !moves(line)).collect();
            found.insert(path.strip_prefix(dir).unwrap().display().to_string(), kept);
        }
    }
    found
}

fn readpst(file: &Path) -> BTreeMap<String, String> {
    let dir = TempDir::new().unwrap();
    let mut command = Command::new("readpst");
    command.args(["-D", "-j0", "-o"]).arg(dir.path()).arg(file);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "readpst {}", file.display());
    exported(dir.path())
}

fn pffexport(file: &Path) -> BTreeMap<String, String> {
    let dir = TempDir::new().unwrap();
    let mut command = Command::new("pffexport");
    command.args(["-q", "-t"]).arg(dir.path().join("out")).arg(file);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "pffexport {}", file.display());
    let mut files = exported(dir.path());
    files.retain(|name, _| !name.ends_with(".log"));
    files
}

/// Class, subject and number of properties of every item, by folder, as Microsoft's crate sees it.
/// Items without subnodes, which it refuses, count by their row.
fn outlook_pst(file: &Path) -> Vec<String> {
    let store = outlook_pst::open_store(file).unwrap();
    let top = store.properties().ipm_sub_tree_entry_id().unwrap();
    let mut found = Vec::new();
    walk(&store, &top, &mut found);
    found
}

fn walk(
    store: &std::rc::Rc<dyn outlook_pst::messaging::store::Store>,
    folder: &outlook_pst::messaging::store::EntryId,
    found: &mut Vec<String>,
) {
    use outlook_pst::ndb::node_id::NodeId;
    let folder = store.open_folder(folder).unwrap();
    let name = folder.properties().display_name().unwrap();
    let entry = |row: u32| store.properties().make_entry_id(NodeId::from(row)).unwrap();
    if let Some(table) = folder.contents_table() {
        for row in table.rows_matrix() {
            let id = u32::from(row.id());
            let item = match store.open_message(&entry(id), None) {
                Ok(message) => message.properties().message_class().unwrap(),
                Err(_) => "row only".to_owned(),
            };
            found.push(format!("{name}/{id:x}: {item}"));
        }
    }
    if let Some(table) = folder.hierarchy_table() {
        for row in table.rows_matrix() {
            walk(store, &entry(u32::from(row.id())), found);
        }
    }
}

#[test]
fn independent_readers_see_the_same_items_after_an_import() {
    let dir = TempDir::new().unwrap();
    let (has_readpst, has_pffexport) = (there("readpst"), there("pffexport"));
    let mut compared = 0;
    for file in data_files(dir.path()) {
        let seen = |file: &Path| {
            (
                has_readpst.then(|| readpst(file)),
                has_pffexport.then(|| pffexport(file)),
                outlook_pst(file),
            )
        };
        let before = seen(&file);
        let office = file.with_extension("db");
        let (name, office) = (file.to_str().unwrap(), office.to_str().unwrap());
        let bytes = std::fs::read(&file).unwrap();
        gleichstand(&["import", name, "--office", office, "--ignore-password", "--no-backup"]);
        assert_ne!(std::fs::read(&file).unwrap(), bytes, "{name}: numbers were written");
        let after = seen(&file);
        assert_eq!(before.0, after.0, "readpst, {name}");
        assert_eq!(before.1, after.1, "pffexport, {name}");
        assert_eq!(before.2, after.2, "outlook-pst, {name}");
        compared += 1;
    }
    println!("{compared} data files, read alike before and after");
}

/// The vCards of a data file as readpst makes them, each as its lines.
fn cards(file: &Path) -> Vec<Vec<String>> {
    let dir = TempDir::new().unwrap();
    let mut command = Command::new("readpst");
    command.args(["-D", "-j0", "-C", "windows-1252", "-o"]).arg(dir.path()).arg(file);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "readpst {}", file.display());
    let mut cards = Vec::new();
    for entry in std::fs::read_dir(dir.path()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        if !bytes.starts_with(b"BEGIN:VCARD") {
            continue; // mails and appointments, in any encoding
        }
        let text = String::from_utf8(bytes).unwrap();
        // An assistant is a card within the card.
        let text = text.replace("AGENT:BEGIN:VCARD", "AGENT:");
        let card = |card: &str| card.trim().lines().map(str::to_owned).collect::<Vec<_>>();
        cards.extend(text.split("BEGIN:VCARD").skip(1).map(card));
    }
    cards
}

/// The lines that a vCard of this address must have.
fn vcard_lines(address: &serde_json::Value) -> Vec<String> {
    let text = |name: &str| {
        let text = address[name].as_str().unwrap_or_default();
        let text = text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
        text.replace("\r\n", "\\n").replace('\n', "\\n")
    };
    let joined = |names: &[&str]| names.iter().map(|name| text(name)).collect::<Vec<_>>();
    let of = |names: &[&str]| joined(names).join(";");
    let names = ["last_name", "first_name", "middle_name", "salutation", "suffix"];
    let mut lines = vec![format!("N:{}", of(&names))];
    let place = joined(&["street", "city", "state", "postal_code", "country"]);
    if place.iter().any(|part| !part.is_empty()) {
        lines.push(format!("ADR;TYPE=work:{};;{}", text("po_box"), place.join(";")));
    }
    for (name, property) in [
        ("email", "EMAIL"),
        ("email2", "EMAIL"),
        ("email3", "EMAIL"),
        ("phone", "TEL;TYPE=work,voice"),
        ("phone_home", "TEL;TYPE=home,voice"),
        ("mobile", "TEL;TYPE=cell,voice"),
        ("position", "TITLE"),
        ("company", "ORG"),
        ("notes", "NOTE"),
    ] {
        let value = text(name);
        lines.extend((!value.is_empty()).then(|| format!("{property}:{value}")));
    }
    let birthday = address["birthday"].as_str();
    lines.extend(birthday.map(|day| format!("BDAY:{day}T00:00:00Z")));
    lines
}

fn json(args: &[&str]) -> serde_json::Value {
    let exe = env!("CARGO_BIN_EXE_gleichstand");
    let out = Command::new(exe).args(args).arg("--json").output().unwrap();
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn readpst_makes_vcards_with_our_values_from_an_exported_file() {
    if !there("readpst") {
        return;
    }
    let dir = TempDir::new().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (sample, office) = (path("sample.pst"), path("office.db"));
    let options =
        || outlook::Options { zone: jiff::tz::TimeZone::UTC, ..outlook::Options::default() };
    let new = outlook::NewFile::default();
    let file = outlook::sample::create(&sample, &new, options(), (3, 60)).unwrap();
    file.add_every_field().unwrap();
    drop(file);
    let zone = ["--office", &office, "--timezone", "UTC"];
    gleichstand(&[&["import", &sample, "--no-backup"][..], &zone].concat());
    let list = json(&[&["address", "list"][..], &zone].concat());
    let addresses = list.as_array().unwrap();
    assert_eq!(addresses.len(), 61);
    for format in ["unicode", "ansi"] {
        let exported = path(&format!("{format}.pst"));
        gleichstand(&[&["export", &exported, "--format", format][..], &zone].concat());
        let cards = cards(Path::new(&exported));
        assert_eq!(cards.len(), addresses.len());
        for address in addresses {
            let lines = vcard_lines(address);
            let missing = |card: &Vec<String>| {
                lines.iter().filter(|line| !card.contains(line)).cloned().collect::<Vec<_>>()
            };
            let nearest = cards.iter().min_by_key(|card| missing(card).len()).unwrap();
            assert_eq!(missing(nearest), Vec::<String>::new(), "{format}: {nearest:#?}");
        }
    }
}

/// A file of every kind exported from an office, in the user's zone UTC; the options that name the
/// office.
fn exported_file(dir: &Path, format: &str) -> (PathBuf, Vec<String>) {
    let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    let (sample, office) = (path("sample.pst"), path(&format!("{format}.db")));
    let _ = std::fs::remove_file(&sample);
    let options =
        || outlook::Options { zone: jiff::tz::TimeZone::UTC, ..outlook::Options::default() };
    let new = outlook::NewFile::default();
    let file = outlook::OutlookFile::create(&sample, &new, options()).unwrap();
    let amounts = Amounts { contacts: 5, mails: 40, appointments: 40, tasks: 5 };
    file.add_sample(3, amounts, &mut |_| {}).unwrap();
    file.add_every_field().unwrap();
    drop(file);
    let office = ["--office", &office, "--timezone", "UTC"].map(str::to_owned).to_vec();
    let run = |args: &[&str]| {
        let office = office.iter().map(String::as_str);
        gleichstand(&args.iter().copied().chain(office).collect::<Vec<_>>());
    };
    run(&["import", &sample, "--no-backup"]);
    let exported = path(&format!("{format}.pst"));
    run(&["export", &exported, "--format", format]);
    (exported.into(), office)
}

/// The records of a kind with all their fields.
fn records(kind: &str, office: &[String]) -> Vec<serde_json::Value> {
    let ask = |args: &[&str]| {
        let office = office.iter().map(String::as_str);
        json(&[kind].into_iter().chain(args.iter().copied()).chain(office).collect::<Vec<_>>())
    };
    let list = ask(&["list"]);
    let ids = list.as_array().unwrap().iter().map(|record| format!("id:{}", record["id"]));
    ids.map(|id| ask(&["show", &id])).collect()
}

/// All text files that readpst makes of a data file.
fn made_by_readpst(file: &Path) -> Vec<Vec<u8>> {
    let dir = TempDir::new().unwrap();
    let mut command = Command::new("readpst");
    command.args(["-D", "-j0", "-C", "windows-1252", "-o"]).arg(dir.path()).arg(file);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "readpst {}", file.display());
    let entries = std::fs::read_dir(dir.path()).unwrap().flatten();
    entries.map(|entry| std::fs::read(entry.path()).unwrap()).collect()
}

/// A start or end as readpst writes it: midnights of all-day appointments in their zone.
fn in_calendar(when: &str, zone: &str) -> String {
    let at = when.parse::<jiff::Timestamp>().unwrap_or_else(|_| {
        let day: jiff::civil::Date = when.parse().unwrap();
        let zone = if zone.is_empty() { "UTC" } else { zone };
        day.in_tz(zone).unwrap().timestamp()
    });
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[test]
fn readpst_makes_calendars_with_our_values_from_an_exported_file() {
    if !there("readpst") {
        return;
    }
    let dir = TempDir::new().unwrap();
    for format in ["unicode", "ansi"] {
        let (exported, office) = exported_file(dir.path(), format);
        let texts = made_by_readpst(&exported);
        let texts = texts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let events: Vec<Vec<String>> = texts
            .flat_map(|text| {
                let events = text.split("BEGIN:VEVENT").skip(1);
                let lines = |event: &str| event.lines().map(str::to_owned).collect();
                events.map(lines).collect::<Vec<Vec<String>>>()
            })
            .collect();
        let appointments = records("appointment", &office);
        assert_eq!((events.len(), appointments.len()), (41, 41), "{format}");
        for appointment in &appointments {
            let text = |name: &str| appointment[name].as_str().unwrap_or_default().to_owned();
            let time = |name| in_calendar(&text(name), &text("time_zone"));
            let mut lines = vec![
                format!("SUMMARY:{}", text("subject")),
                format!("DTSTART;VALUE=DATE-TIME:{}", time("start")),
                format!("DTEND;VALUE=DATE-TIME:{}", time("end")),
            ];
            if !text("location").is_empty() {
                lines.push(format!("LOCATION:{}", text("location")));
            }
            // What the code page lacks was left out, and said so.
            lines.retain(|line| format == "unicode" || pst::representable(line, 1252));
            let series = !appointment["recurrence"].is_null();
            let found = events.iter().any(|event| {
                let recurs = event.iter().any(|line| line.starts_with("RRULE:FREQ="));
                lines.iter().all(|line| event.contains(line)) && recurs == series
            });
            assert!(found, "{format}: {lines:#?}");
        }
    }
}

/// The mails of mailbox files, as a reader of mails understands them.
fn parsed<'m>(mailboxes: &'m [Vec<u8>]) -> Vec<mail_parser::Message<'m>> {
    let mut found = Vec::new();
    for mailbox in mailboxes.iter().filter(|bytes| bytes.starts_with(b"From ")) {
        let mut starts: Vec<usize> = vec![0];
        let begins = |(at, _): &(usize, &[u8])| mailbox[*at..].starts_with(b"\nFrom \"");
        starts.extend(mailbox.windows(1).enumerate().filter(begins).map(|(at, _)| at + 1));
        starts.push(mailbox.len());
        for pair in starts.windows(2) {
            let mail = &mailbox[pair[0]..pair[1]];
            let head = mail.iter().position(|byte| *byte == b'\n').unwrap() + 1;
            found.extend(mail_parser::MessageParser::default().parse(&mail[head..]));
        }
    }
    found
}

/// Text with line ends of one kind, and none at its end.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

#[test]
fn readpst_makes_mails_with_our_values_from_an_exported_file() {
    if !there("readpst") {
        return;
    }
    let dir = TempDir::new().unwrap();
    for format in ["unicode", "ansi"] {
        let (exported, office) = exported_file(dir.path(), format);
        let mailboxes = made_by_readpst(&exported);
        let (seen, mails) = (parsed(&mailboxes), records("mail", &office));
        assert_eq!((seen.len(), mails.len()), (41, 41), "{format}");
        for mail in &mails {
            let id = mail["message_id"].as_str().unwrap().trim_matches(['<', '>']);
            let found = seen.iter().find(|seen| seen.message_id() == Some(id)).expect(id);
            assert_eq!(found.subject(), mail["subject"].as_str(), "{format}");
            let from = found.from().and_then(|from| from.first()).unwrap();
            assert_eq!(from.address(), mail["from"]["address"].as_str(), "{format}");
            assert_eq!(from.name(), mail["from"]["name"].as_str(), "{format}");
            let sent: jiff::Timestamp = mail["sent_at"].as_str().unwrap().parse().unwrap();
            assert_eq!(found.date().unwrap().to_timestamp(), sent.as_second(), "{format}");
            let text = found.body_text(0).unwrap();
            assert_eq!(plain(&text), plain(mail["body_text"].as_str().unwrap()), "{format}");
            let attached = found.attachments().map(|part| ContentHash::of(part.contents()));
            let mut attached: Vec<String> = attached.map(|hash| hash.to_string()).collect();
            let ours = mail["attachments"].as_array().unwrap().iter();
            let mut ours: Vec<&str> = ours.map(|one| one["hash"].as_str().unwrap()).collect();
            attached.sort();
            ours.sort();
            assert_eq!(attached, ours, "{format}");
        }
    }
}
