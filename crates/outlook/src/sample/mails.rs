//! Sample mails: from and to the sample contacts, with bodies, and attachments here and there.

use jiff::{SignedDuration, Timestamp};
use sync::form::{Attached, Mailbox};
use sync::memory::MemoryContents;
use sync::{Record, Value};

use super::Contacts;
use super::random::Random;
use super::texts::{FILES, FOLDERS, SENTENCES, SUBJECTS};

/// Who keeps the sample mailbox.
const OWNER: (&str, &str) = ("Büro Sonnenschein", "buero@sonnenschein.example");
/// When the first sample mail was sent.
const FIRST: Timestamp = Timestamp::constant(1_577_865_600, 0);
/// One mail in so many has an attachment.
const ATTACHED: u64 = 5;
/// Bytes of an attachment, at least and on top of that at most.
const SIZE: (u64, u64) = (4_000, 90_000);

/// An endless list of mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mails {
    seed: u64,
}

impl Mails {
    /// The mails of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The mail at an index; its attachment's content goes to `contents`.
    #[must_use]
    pub fn get(&self, index: u64, contents: &mut MemoryContents) -> Record {
        let mut random = Random::new(self.seed.rotate_left(7), index);
        let folder = random.word(FOLDERS);
        let sent = folder.starts_with("/Gesendete");
        let other = self.partner(&mut random, index);
        let owner = mailbox(OWNER.0, OWNER.1);
        let (from, to) = if sent { (owner, other) } else { (other, owner) };
        let (about, opening) = random.pick(SUBJECTS).copied().unwrap_or_default();
        let mut record = Record::new();
        let mut text = |name: &'static str, text: String| record.set(name, Value::Text(text));
        text("mail.folder", folder.to_owned());
        text("mail.message_class", "IPM.Note".to_owned());
        text("mail.subject", format!("{about} {}", random.digits(5)));
        text("mail.from", from.to_text());
        text("mail.message_id", format!("<{index}.{}@post.example>", random.digits(9)));
        let body = body(&mut random, &to.name, opening, &from.name);
        if random.percent(40) {
            text("mail.body_html", html(&body));
        }
        text("mail.body_text", body);
        record.set("mail.to", Value::List(vec![to.to_text()]));
        times(&mut record, &mut random, index);
        state(&mut record, &mut random, sent);
        if index.is_multiple_of(ATTACHED) {
            attach(&mut record, &mut random, contents);
        }
        record
    }

    fn partner(self, random: &mut Random, index: u64) -> Mailbox {
        let near = random.below(index.saturating_add(1));
        let contact = Contacts::new(self.seed).get(near);
        let text = |name: &str| contact.text(name).to_owned();
        let name = match (text("contact.first_name"), text("contact.last_name")) {
            (first, last) if last.is_empty() => format!("{first}{}", text("contact.company")),
            (first, last) => format!("{first} {last}"),
        };
        let address = match text("contact.email1") {
            empty if empty.is_empty() => format!("anfrage{near}@firma.example"),
            address => address,
        };
        mailbox(&name, &address)
    }
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.to_owned(), address: address.to_owned() }
}

fn body(random: &mut Random, to: &str, opening: &str, from: &str) -> String {
    let mut text = format!("Guten Tag {to},\r\n\r\n{opening}");
    for _ in 0..random.below(30).saturating_add(2) {
        let gap = if random.percent(25) { "\r\n\r\n" } else { " " };
        text.push_str(gap);
        text.push_str(random.word(SENTENCES));
    }
    text.push_str("\r\n\r\nMit freundlichen Grüßen\r\n");
    text.push_str(from);
    text.push_str("\r\n");
    text
}

fn html(body: &str) -> String {
    let paragraphs = body.replace("\r\n\r\n", "</p>\r\n<p>").replace("\r\n", "<br>\r\n");
    format!(
        "<html><head><meta charset=\"utf-8\"><title></title></head>\r\n<body>\r\n\
         <p>{paragraphs}</p>\r\n</body></html>\r\n"
    )
}

fn times(record: &mut Record, random: &mut Random, index: u64) {
    let minutes = i64::try_from(index % 1_000_000).unwrap_or(0).saturating_mul(137);
    let sent = FIRST.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(FIRST);
    let seconds = i64::try_from(random.below(90)).unwrap_or(0);
    let received = sent.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(sent);
    record.set("mail.sent_at", Value::Instant(sent));
    record.set("mail.received_at", Value::Instant(received));
}

fn state(record: &mut Record, random: &mut Random, sent: bool) {
    record.set("mail.read", Value::Bool(sent || random.percent(80)));
    record.set("mail.draft", Value::Bool(false));
    let importance = if random.percent(6) { "high" } else { "normal" };
    record.set("mail.importance", Value::text(importance));
    record.set("mail.sensitivity", Value::text("normal"));
    if random.percent(4) {
        record.set("mail.flag", Value::text("flagged: Zur Nachverfolgung"));
    }
    if random.percent(10) {
        record.set("mail.categories", Value::List(vec!["Geschäft".to_owned()]));
    }
}

fn attach(record: &mut Record, random: &mut Random, contents: &mut MemoryContents) {
    let (name, media_type) = random.pick(FILES).copied().unwrap_or_default();
    let size = SIZE.0.saturating_add(random.below(SIZE.1));
    let words = (0..size.div_ceil(8)).flat_map(|_| random.next().to_le_bytes());
    let bytes: Vec<u8> = words.take(usize::try_from(size).unwrap_or(0)).collect();
    let attached = Attached {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        hash: Some(contents.add(&bytes)),
        ..Attached::default()
    };
    record.set("mail.attachments", Value::List(vec![attached.to_text()]));
}
