//! Appointments and tasks of real data files: all arrive as records without a warning, and what is
//! written back unchanged changes nothing.

mod message_file;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use message_file::MessageFile;
use outlook::item::{Context, Found, Written};
use outlook::property::Prop;
use outlook::user::Target;
use outlook::{appointment, kind_of, task};
use pst::{PropName, PropValue, Props, guid};
use support::{corpus, every_item, shared};
use sync::{Change, Kind, Record};

/// The ids of a name map.
type IdOf<'a> = &'a dyn Fn(&PropName) -> Option<u16>;

/// A name map with the ids of a data file.
struct Ids<'a>(IdOf<'a>);

impl outlook::property::PropIds for Ids<'_> {
    fn id(&mut self, name: &PropName) -> pst::Result<u16> {
        // No real id is that low; what has none yet is new to the item too.
        Ok((self.0)(name).unwrap_or(1))
    }

    fn find(&self, name: &PropName) -> pst::Result<Option<u16>> {
        Ok((self.0)(name))
    }
}

fn id_of(names: IdOf<'_>, prop: Prop) -> Option<u16> {
    match (prop, prop.name()) {
        (Prop::Tag(id), _) => Some(id),
        (_, name) => names(&name?),
    }
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn context() -> Context {
    Context {
        now: "2024-05-03T10:00:00Z".parse().unwrap(),
        search_key: [7; 16],
        zone: berlin(),
        target: Target { ansi: false, code_page: 1252 },
        pattern_text: String::new(),
    }
}

#[derive(Debug, Default)]
struct Seen {
    appointments: usize,
    tasks: usize,
    all_day: usize,
    series: usize,
    attendees: usize,
    nameless_zones: usize,
    /// Properties that a new item of the same record would have differently.
    different: BTreeMap<String, usize>,
}

impl Seen {
    fn item(&mut self, class: &str, item: appointment::Item<'_>, names: IdOf<'_>) {
        match kind_of(class) {
            Some(Kind::Appointments) => assert_appointment(item, names, self),
            Some(Kind::Tasks) => assert_task(item.props, names, self),
            _ => {}
        }
    }
}

#[test]
fn real_message_files_arrive_and_are_written_back_unchanged() {
    let mut seen = Seen::default();
    let dir = shared().map(|dir| dir.join("corpus/items"));
    let entries = dir.iter().flat_map(|dir| std::fs::read_dir(dir).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().is_some_and(|kind| kind == "msg")) {
        let Some(file) = MessageFile::open(&path) else { continue };
        let (props, recipients) = (&file.props, file.recipients.as_slice());
        let item = appointment::Item { props, recipients, code_page: 1252, texts: &[] };
        seen.item(props.text(0x001A), item, &|name| file.id_of(name));
    }
    println!("{seen:#?}");
    assert!(dir.is_none() || (seen.appointments >= 7 && seen.series >= 4), "{seen:?}");
    // Times, length, series with exceptions, kind of series, clip dates: a new item of the same
    // record has Outlook's own values, to the byte.
    for lid in ["820d", "820e", "8213", "8216", "8231", "8235", "8236"] {
        assert_eq!(seen.different.get(&format!("named {lid} other")), None);
        assert_eq!(seen.different.get(&format!("named {lid} missing")), None);
    }
}

#[test]
fn real_appointments_and_tasks_arrive_and_are_written_back_unchanged() {
    let mut seen = Seen::default();
    let files = corpus();
    for path in &files {
        every_item(path, |names, message| {
            let item = appointment::Item {
                props: &message.props,
                recipients: &message.recipients,
                code_page: message.code_page.number(),
                texts: &[],
            };
            seen.item(message.props.text(0x001A), item, &|name| names.id_of(name));
        });
    }
    println!("{seen:#?}");
    assert!(files.is_empty() || (seen.appointments >= 6 && seen.tasks >= 1), "{seen:?}");
}

fn same(record: &Record, derived: impl Fn(&str) -> bool) -> Vec<Change> {
    let fields = record.iter().filter(|(name, _)| !derived(name));
    fields
        .map(|(name, value)| Change { field: name.to_owned().into(), value: Some(value.clone()) })
        .collect()
}

fn assert_appointment(item: appointment::Item<'_>, names: IdOf<'_>, seen: &mut Seen) {
    let fields = appointment::ReadFields::new(|prop| id_of(names, prop));
    let mut found = Found::default();
    let record = fields.read(item, &berlin(), &mut found);
    assert_eq!(found, Found::default(), "{record:?}");
    let derived = |name: &str| appointment::field(name).unwrap().derived;
    let written = fields.change(item, &same(&record, derived), &context()).unwrap();
    assert_eq!(written, Written::default());
    let fresh = appointment::new_item(&record, &context()).unwrap();
    compare(fresh, item.props, names, seen);
    seen.appointments += 1;
    seen.all_day += usize::from(record.text("appointment.start").len() == 10);
    seen.series += usize::from(!record.is_empty("appointment.recurrence"));
    seen.attendees += usize::from(!record.is_empty("appointment.attendees"));
    seen.nameless_zones += usize::from(record.is_empty("appointment.time_zone"));
}

fn assert_task(props: &Props, names: IdOf<'_>, seen: &mut Seen) {
    let fields = task::ReadFields::new(|prop| id_of(names, prop));
    let mut found = Found::default();
    let record = fields.read(props, &berlin(), &mut found);
    assert_eq!(found, Found::default(), "{record:?}");
    let derived = |name: &str| task::field(name).unwrap().derived;
    let written = fields.change(props, &same(&record, derived), &context()).unwrap();
    assert_eq!(written, Written::default());
    let fresh = task::new_item(&record, &context()).unwrap();
    compare(fresh, props, names, seen);
    seen.tasks += 1;
}

/// The number of a named property.
fn name_of(id: u16, names: IdOf<'_>) -> String {
    let sets = [guid::APPOINTMENT, guid::TASK, guid::COMMON, guid::MEETING];
    let lids = (0..0x30).chain(0x8000..0x8700);
    let mut all = lids.flat_map(|lid| sets.map(|set| (lid, set)));
    let found = all.find(|(lid, set)| names(&PropName::Id { set: *set, lid: *lid }) == Some(id));
    found.map_or(format!("{id:04x}"), |(lid, _)| format!("named {lid:04x}"))
}

/// How a new item of the same record differs from what Outlook wrote.
fn compare(fresh: Written, props: &Props, names: IdOf<'_>, seen: &mut Seen) {
    let patch = fresh.values.into_patch(props, &mut Ids(names)).unwrap();
    for (id, value) in patch.set {
        let held = props.get(id).map_or("missing", |held| match (held, &value) {
            (PropValue::Text(text), _) if text.is_empty() => "empty",
            _ => "other",
        });
        let name = name_of(id, names);
        *seen.different.entry(format!("{name} {held}")).or_default() += 1;
    }
}
