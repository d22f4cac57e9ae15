//! What a person sees, in German and in English. The pictures lie in `snapshots` and were read.

use crate::check::{half, one_block};
use crate::harness::{Answer, Desk, KINDS, change_phone, contacts, while_none_is_open};

pub const GERMAN: &str = "de_DE.UTF-8";
pub const ENGLISH: &str = "en_US.UTF-8";

/// Compares what is seen with its picture; times are left out.
fn seen(name: &str, answer: &Answer) {
    let mut settings = settings();
    settings.add_filter(r"\d+[.,]\d\d s\b", "[seconds]");
    settings.add_filter(r"\d\d\.\d\d\.20\d\d \d\d:\d\d", "[time]");
    settings.add_filter(r"20\d\d-\d\d-\d\d \d\d:\d\d", "[time]");
    compare(name, answer, &settings);
}

/// The pictures lie beside each other, whichever test takes them.
pub fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Compares what is seen with its picture.
pub fn compare(name: &str, answer: &Answer, settings: &insta::Settings) {
    let text = format!("exit {}\n{}{}", answer.code, answer.out, answer.err);
    // The first comparison asks cargo where the pictures lie.
    while_none_is_open(|| settings.bind(|| insta::assert_snapshot!(name, text)));
}

/// Both languages, each in a folder of its own; `prepare` makes what is needed.
fn in_both(name: &str, prepare: impl Fn(&Desk), line: &str) {
    for (language, locale) in [("de", GERMAN), ("en", ENGLISH)] {
        let desk = Desk::new().speaking(locale);
        prepare(&desk);
        let args = line.split(' ').filter(|word| !word.is_empty());
        seen(&format!("{name}-{language}"), &desk.run_args(&args.collect::<Vec<_>>()));
    }
}

fn nothing(_: &Desk) {}

fn sample(desk: &Desk) {
    let (format, cipher) = KINDS[4];
    desk.sample("Kunden.pst", format, cipher, 3);
}

fn imported(desk: &Desk) {
    sample(desk);
    desk.run("import Kunden.pst").done();
}

fn changed(desk: &Desk) {
    imported(desk);
    let path = desk.path("Kunden.pst");
    change_phone(&path, contacts(&path)[1], "0221 / 98 76 54");
}

#[test]
fn help() {
    in_both("help", nothing, "--help");
    in_both("help-import", nothing, "import --help");
    in_both("help-export", nothing, "export --help");
    in_both("help-address-list", nothing, "help address list");
    in_both("help-bare", nothing, "pst");
}

#[test]
fn demo() {
    in_both("demo", nothing, "demo --size 6");
}

#[test]
fn import() {
    in_both("import", sample, "import Kunden.pst");
    in_both("import-again", changed, "import Kunden.pst");
    in_both("import-dry", changed, "import Kunden.pst --dry-run");
    in_both("import-dry-new", sample, "import Kunden.pst --dry-run");
    in_both("import-quiet", sample, "import Kunden.pst --quiet");
}

#[test]
fn import_of_a_file_that_may_only_be_read() {
    let protect = |desk: &Desk| {
        sample(desk);
        let path = desk.path("Kunden.pst");
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
    };
    in_both("import-read-only", protect, "import Kunden.pst");
}

/// The phone was changed in the office.
fn edited(desk: &Desk) {
    imported(desk);
    desk.run("address edit 10001 phone=0221/1234567").done();
}

#[test]
fn export() {
    in_both("export-new", imported, "export Neu.pst");
    in_both("export-dry", edited, "export Kunden.pst --dry-run");
    in_both("export", edited, "export Kunden.pst");
}

#[test]
fn synchronisation() {
    let both = |desk: &Desk| {
        edited(desk);
        let path = desk.path("Kunden.pst");
        change_phone(&path, contacts(&path)[2], "0800 1");
    };
    in_both("sync-dry", both, "sync Kunden.pst --dry-run");
    in_both("sync", both, "sync Kunden.pst");
}

#[test]
fn addresses() {
    in_both("address-list", imported, "address list");
    in_both("address-show", imported, "address show 10000");
    in_both("address-search-none", imported, "address search gibtesnicht");
    in_both("address-add", nothing, "address add last_name=Müller city=Köln");
    in_both("address-delete", imported, "address delete 10001");
}

#[test]
fn mapping() {
    in_both("mapping-show", nothing, "mapping show");
    in_both("mapping-init", nothing, "mapping init");
    in_both("mapping-help", nothing, "help mapping init");
    let rich = |desk: &Desk| {
        sample(desk);
        std::fs::write(desk.path("reich.toml"), crate::mapping::RICH).unwrap();
    };
    in_both("mapping-try", rich, "mapping try Kunden.pst --mapping reich.toml --limit 2");
    in_both("mapping-rich", rich, "mapping show reich.toml");
    in_both("mapping-hints", rich, "mapping check reich.toml");
}

#[test]
fn decisions() {
    let open = |desk: &Desk| {
        imported(desk);
        let path = desk.path("Kunden.pst");
        change_phone(&path, contacts(&path)[1], "0800 1");
        desk.run("address edit 10001 phone=0221/1").done();
        desk.run("sync Kunden.pst --conflicts ask --quiet");
    };
    in_both("conflicts-list", open, "conflicts list");
    in_both("conflicts-show", open, "conflicts show 1");
    in_both("conflicts-resolve", open, "conflicts resolve 1 office");
    in_both("conflicts-none", imported, "conflicts list");
    in_both("undo", imported, "runs undo 1");
}

#[test]
fn runs() {
    in_both("runs-none", nothing, "runs list");
    in_both("runs-list", imported, "runs list");
    let twice = |desk: &Desk| {
        changed(desk);
        desk.run("import Kunden.pst").done();
    };
    in_both("runs-show", twice, "runs show 2");
}

#[test]
fn data_files() {
    in_both("pst-new", nothing, "pst new Neu.pst --format ansi");
    in_both("pst-info", sample, "pst info Kunden.pst");
    in_both("pst-ls", imported, "pst ls Kunden.pst");
    in_both("pst-show-folder", imported, "pst show Kunden.pst 8082");
    in_both("pst-check", imported, "pst check Kunden.pst");
    in_both("pst-check-block", one_block, "pst check Kunden.pst");
    in_both("pst-check-half", half, "pst check Kunden.pst");
}

#[test]
fn failures() {
    in_both("no-such-file", nothing, "import fehlt.pst");
    in_both("later", nothing, "apply plan.json");
    in_both("no-sync", nothing, "sync Kunden.csv");
    in_both("unknown-option", nothing, "import Kunden.pst --dryrun");
    let mass = |desk: &Desk| {
        let (format, cipher) = KINDS[4];
        let path = desk.sample("Kunden.pst", format, cipher, 25);
        desk.run("import Kunden.pst").done();
        contacts(&path).into_iter().for_each(|contact| change_phone(&path, contact, "0"));
    };
    in_both("mass-change", mass, "import Kunden.pst");
}
