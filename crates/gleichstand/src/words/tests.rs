//! What the catalogues promise: the same messages in both languages, and all that anybody names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use jiff::tz::TimeZone;
use sync::Message;

use super::{Catalogue, ENGLISH, GERMAN, Language, Words};

/// Words with hyphens in the sources that are no messages.
const NO_MESSAGES: [&str; 26] = [
    // Words of HTTP.
    "cache-control",
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "current-password",
    "no-store",
    "referrer-policy",
    "same-origin",
    "sec-fetch-site",
    "x-content-type-options",
    "x-frame-options",
    // Words of mails.
    "company-confidential",
    "ms-tnef",
    "return-path",
    "user-agent",
    "x-mailer",
    "kebab-case",
    "only-if-empty",
    "never-empty",
    "house-number",
    "verify-ca",
    "verify-full",
    "gleichstand-demo",
    "gleichstand-uploads",
    "first-last",
    "last-first",
];

/// Beginnings of the names of character sets, which are no messages either.
const CHARACTER_SETS: [&str; 11] = [
    "utf-", "us-ascii", "windows-", "iso-", "iso8859-", "koi8-", "tis-", "euc-", "shift-",
    "x-sjis", "ks-c-",
];

/// Beginnings of ids that are put together while the program runs.
const COMPOSED: [&str; 21] = [
    "argument-",
    "command-",
    "value-",
    "word-",
    "why-row-",
    "row-8-",
    "tally-",
    "written-",
    "kinds-",
    "encryption-",
    "check-",
    "code-",
    "day-",
    "conflicts-",
    "deletions-",
    "hold-",
    "repair-",
    "web-direction-",
    "web-file-as-",
    "web-slot-",
    "month-",
];

/// Variables that every argument brings with it.
const GIVEN: &str = "_is";

/// The messages of a catalogue with their variables; attributes as `id.name`.
fn messages(catalogue: Catalogue) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for text in catalogue {
        let resource = parser::parse(*text).expect("a catalogue has no mistakes");
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let value = message.value.as_ref().expect("a message has a text");
            let old = found.insert(id.clone(), variables(value));
            assert!(old.is_none(), "{id} is there twice");
            for attribute in &message.attributes {
                found.insert(format!("{id}.{}", attribute.id.name), variables(&attribute.value));
            }
        }
    }
    found
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(pattern, &mut found);
    found
}

fn collect(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, found),
            Expression::Select { selector, variants } => {
                collect_inline(selector, found);
                variants.iter().for_each(|variant| collect(&variant.value, found));
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.trim_end_matches(GIVEN).to_owned());
        }
        InlineExpression::FunctionReference { id, arguments } => {
            assert_eq!(id.name, "COUNT", "there is no other function");
            arguments.positional.iter().for_each(|argument| collect_inline(argument, found));
        }
        _ => {}
    }
}

/// The sources of a crate without their tests.
fn sources(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let mut text = String::new();
    read(&folder, &mut text);
    text
}

fn read(folder: &Path, text: &mut String) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "tests" || name.starts_with("memory") {
            continue; // stores in memory are made for tests
        }
        if path.is_dir() {
            read(&path, text);
        } else if name.ends_with(".html") {
            // Pages name messages, too.
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let source = std::fs::read_to_string(&path).unwrap();
            text.push_str(source.split("#[cfg(test)]\nmod tests {").next().unwrap());
        }
    }
}

/// The crates that name messages.
const CRATES: [&str; 4] = ["sync", "outlook", "office", "gleichstand"];

/// Words with hyphens between quotation marks.
fn quoted(source: &str) -> BTreeSet<&str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let texts = code.flat_map(|line| line.split('"').skip(1).step_by(2));
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !part.is_empty() && part.chars().all(plain)
    };
    texts.filter(|text| text.contains('-') && text.split('-').all(part)).collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (german, english) = (messages(GERMAN), messages(ENGLISH));
    let ids = |of: &BTreeMap<String, _>| of.keys().cloned().collect::<BTreeSet<String>>();
    let only: Vec<String> = ids(&german).symmetric_difference(&ids(&english)).cloned().collect();
    assert_eq!(only, Vec::<String>::new(), "these are in one language only");
    for (id, variables) in &german {
        assert_eq!(Some(variables), english.get(id), "{id}");
    }
}

#[test]
fn an_item_that_a_sentence_does_not_name_comes_first() {
    let words = Words::new(Language::English, TimeZone::UTC);
    let message = Message::new("outlook-value-type").with("field", "contact.body");
    assert!(words.say(&message).starts_with("\"Notes\""), "{}", words.say(&message));
    let of_item = words.say(&message.with("item", "/Contacts: Anna"));
    assert!(of_item.starts_with("/Contacts: Anna: \"Notes\""), "{of_item}");
    let named = Message::new("changed-meanwhile").with("item", "/Contacts: Anna");
    assert_eq!(words.say(&named).matches("Anna").count(), 1);
}

#[test]
fn one_item_in_one_folder_is_written_so() {
    let said = |language, items: u64, folders: u64| {
        let message = Message::new("pst-items").with("count", items).with("folders", folders);
        Words::new(language, TimeZone::UTC).say(&message)
    };
    assert_eq!(said(Language::German, 1, 1), "1 Element in 1 Ordner");
    assert_eq!(said(Language::German, 0, 1234), "0 Elemente in 1.234 Ordnern");
    assert_eq!(said(Language::English, 1, 1), "1 item in 1 folder");
    assert_eq!(said(Language::English, 2, 0), "2 items in 0 folders");
}

#[test]
fn days_in_sentences_are_written_as_the_language_writes_them() {
    let message = Message::new("ical-series-start").with("from", "2020-11-02");
    let message = message.with("to", "2020-11-05");
    let said = |language| Words::new(language, TimeZone::UTC).say(&message);
    assert!(said(Language::German).contains("am 05.11.2020 statt am 02.11.2020"));
    assert!(said(Language::English).contains("on 2020-11-05 instead of 2020-11-02"));
    let moved = Message::new("mark-moved").with("from", "2020-11-02 10:00");
    assert!(Words::new(Language::English, TimeZone::UTC).say(&moved).contains("10:00"));
}

#[test]
fn every_message_that_a_crate_names_is_in_the_catalogues() {
    let known = messages(GERMAN);
    let is_word = |text: &str| known.keys().any(|id| is_word_of(id, text));
    for name in CRATES {
        let source = sources(name);
        let mut unknown = quoted(&source);
        unknown.retain(|text| {
            let other = CHARACTER_SETS.iter().any(|name| text.starts_with(name));
            let known = known.contains_key(*text) || is_word(text);
            !known && !other && !NO_MESSAGES.contains(text)
        });
        assert!(unknown.is_empty(), "{name} names {unknown:?}, which the catalogues do not have");
    }
}

/// `word-NAME-VALUE` of a value.
fn is_word_of(id: &str, value: &str) -> bool {
    let rest = id.strip_prefix("word-").and_then(|rest| rest.strip_suffix(value));
    rest.is_some_and(|rest| rest.ends_with('-') && rest.len() > 1)
}

#[test]
fn every_message_of_the_catalogues_is_used() {
    let all: String = CRATES.iter().map(|name| sources(name)).collect();
    let named = quoted(&all);
    let messages = messages(GERMAN);
    let unused = messages.keys().filter(|id| {
        let composed = COMPOSED.iter().any(|prefix| id.starts_with(prefix));
        !id.contains('.') && !composed && !named.contains(id.as_str())
    });
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&String>::new(), "nobody says these");
}

#[test]
fn every_variable_of_a_message_is_given_where_it_is_named() {
    let known = messages(GERMAN);
    for name in CRATES {
        let source = sources(name);
        // The program itself also asks which message it was given.
        let says = |id: &&str| name != "gleichstand" || source.contains(&format!("new(\"{id}\")"));
        for id in quoted(&source).into_iter().filter(says) {
            for variable in known.get(id).into_iter().flatten() {
                let given = source.contains(&format!("(\"{variable}\","));
                assert!(given, "{name} gives no {variable:?} to {id}");
            }
        }
    }
}

/// The rules of the integrity check, each with what it says was found.
fn rules() -> BTreeMap<String, BTreeSet<String>> {
    let source = sources("pst");
    let rule = |line: &str| {
        let rest = line.trim().strip_prefix("error ").or(line.trim().strip_prefix("warning "))?;
        let (id, fields) = rest.strip_prefix('"')?.split_once('"')?;
        let fields = fields.split_once('{').map_or("", |(_, fields)| fields);
        let names = fields.split(',').filter_map(|field| field.split_once(':'));
        Some((id.to_owned(), names.map(|(name, _)| name.trim().to_owned()).collect()))
    };
    source.lines().filter_map(rule).collect()
}

#[test]
fn every_rule_of_the_check_has_a_sentence_that_knows_what_was_found() {
    let (rules, known) = (rules(), messages(GERMAN));
    assert!(rules.len() > 150, "{}", rules.len());
    for (id, given) in &rules {
        let named = known.get(id).unwrap_or_else(|| panic!("{id} has no words"));
        assert!(named.is_subset(given), "{id}: {named:?} of {given:?}");
    }
    let program = sources("gleichstand");
    let said = quoted(&program);
    let left = known.keys().filter(|id| id.starts_with("check-") && !id.contains('.'));
    let left = left.filter(|id| !rules.contains_key(*id) && !said.contains(id.as_str()));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<&String>::new(), "no rule says these");
}

/// A pattern as the documentation shows it: all its variants, and plain variables.
fn plain(pattern: &Pattern<&str>) -> String {
    let element = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => {
            let mut names = BTreeSet::new();
            collect_inline(inline, &mut names);
            names.into_iter().map(|name| format!("{{ ${name} }}")).collect()
        }
        PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
            let texts: Vec<_> = variants.iter().map(|variant| plain(&variant.value)).collect();
            texts.join(" / ")
        }
    };
    pattern.elements.iter().map(element).collect()
}

/// The sentences of the rules, as the documentation shows them.
fn sentences(catalogue: Catalogue) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for text in catalogue {
        for entry in parser::parse(*text).expect("a catalogue has no mistakes").body {
            if let Entry::Message(message) = entry {
                let value = message.value.as_ref().expect("a message has a text");
                found.insert(message.id.name.to_owned(), plain(value));
            }
        }
    }
    found
}

#[test]
fn the_page_on_the_check_lists_every_rule_with_its_sentences() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/check.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let (german, english) = (sentences(GERMAN), sentences(ENGLISH));
    for id in rules().keys() {
        let line = format!("| `{id}` | {} | {} |", german[id], english[id]);
        assert!(page.contains(&line), "docs/check.md lacks: {line}");
    }
    let listed = page.lines().filter(|line| line.starts_with("| `check-")).count();
    assert_eq!(listed, rules().len(), "docs/check.md lists rules that are none");
}

#[test]
fn ids_that_are_put_together_are_all_there() {
    let known = messages(GERMAN);
    for id in [
        "tally-created",
        "tally-updated",
        "tally-restored",
        "tally-deleted",
        "tally-skipped",
        "tally-open",
        "tally-error",
        "tally-unchanged",
        "written-create",
        "written-update",
        "written-delete",
        "written-restore",
        "kinds-addresses",
        "kinds-mails",
        "kinds-appointments",
        "kinds-tasks",
        "encryption-none",
        "encryption-permute",
        "encryption-cyclic",
        "word-object-store",
        "word-object-names",
        "word-object-folder",
        "word-object-search-folder",
        "word-object-item",
        "word-object-hidden-item",
        "word-object-attachment",
        "word-object-hierarchy",
        "word-object-contents",
        "word-object-hidden-contents",
        "word-object-search-contents",
        "word-object-attachments",
        "word-object-recipients",
        "word-object-template",
        "word-object-subobject",
        "word-object-other",
        "word-page-BBT",
        "word-page-NBT",
        "word-page-AMap",
        "word-page-PMap",
        "word-page-FMap",
        "word-page-FPMap",
        "word-page-DList",
        "word-record-addresses",
        "word-record-mails",
        "word-record-appointments",
        "word-record-tasks",
        "code-flag-flagged",
        "code-flag-complete",
        "code-meeting-none",
        "code-meeting-meeting",
        "code-meeting-received",
        "code-meeting-canceled",
        "day-monday",
        "day-tuesday",
        "day-wednesday",
        "day-thursday",
        "day-friday",
        "day-saturday",
        "day-sunday",
        "word-side-office",
        "word-side-outlook",
        "word-job-import",
        "word-job-export",
        "word-job-sync",
        "word-job-undo",
        "row-8-office-stands",
        "row-8-outlook-stands",
        "row-8-office-chosen",
        "row-8-outlook-chosen",
    ] {
        assert!(known.contains_key(id), "{id}");
    }
    for month in 1..=12 {
        assert!(known.contains_key(&format!("month-{month}")), "month {month}");
    }
}

#[test]
fn arguments_become_words_of_the_language() {
    let german = Words::new(Language::German, TimeZone::UTC);
    let english = Words::new(Language::English, TimeZone::UTC);
    let damaged = |at, id| Message::new("outlook-damaged").with("at", at).with("id", id);
    let page = damaged("page", " 0x4400").with("what", "checksum");
    assert_eq!(german.say(&page), "Die Datei ist beschädigt: Seite 0x4400 (Prüfsumme falsch).");
    let names = damaged("names", "").with("what", "value");
    assert_eq!(english.say(&names), "The file is damaged: name map (value damaged).");
    let backup = Message::new("outlook-backup-failed").with("why", "outlook-disk-full");
    assert!(english.say(&backup).ends_with("There is no space left on the disk."));
    let fields = Message::new("row-8-conflict").with("item", "/K: A").with("number", "7");
    let fields = fields.with("fields", "phone, contact.email1, user.Größe");
    assert!(german.say(&fields).contains("Telefon, E-Mail-Adresse, Größe"));
    let missing = |count| english.say(&Message::new("row-13-missing").with("count", count));
    assert!(missing(1).starts_with("A linked item is missing"));
    assert!(missing(1234).starts_with("1,234 linked items are missing"));
}

#[test]
fn a_rule_without_words_is_named_by_its_number() {
    let words = Words::new(Language::English, TimeZone::UTC);
    assert_eq!(words.say(&Message::new("why-row-25")), "row 25 of the rules");
}
