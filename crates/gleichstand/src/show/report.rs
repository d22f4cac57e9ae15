//! The report of a run, for people.

use sync::{Counters, Job, Kind, Message, Report};

use super::output::Output;
use super::table::{Align, table};
use crate::session::{field_question, grouped};
use crate::words::Words;

/// Lines of a list that are shown when nothing else is asked for.
const SHOWN: usize = 10;

/// Shows a report. `all`: lists to their ends.
pub fn report(report: &Report, words: &Words, all: bool, out: &mut Output) {
    let view = View { words, all };
    out.line(title(report, words));
    out.line("");
    out.line(view.counters(report));
    view.writes(report, out);
    view.classes(report, out);
    if report.duplicates > 0 {
        let duplicates = Message::new("report-duplicates").with("count", report.duplicates);
        out.line(format!("\n{}", words.say(&duplicates)));
    }
    view.lists(report, out);
    if let Some(stopped) = &report.stopped {
        out.line(format!("\n{}", words.say(stopped)));
        out.line(words.advice(stopped));
    }
}

/// The stable name of a job.
pub fn job_name(job: Job) -> &'static str {
    match job {
        Job::Import => "import",
        Job::Export => "export",
        Job::Sync => "sync",
        Job::Undo => "undo",
    }
}

/// A report's counters in a few words, for a list of runs.
pub fn summary(report: &Report, words: &Words) -> String {
    let mut sum = Counters::default();
    for counters in report.kinds.values() {
        sum.created += counters.created;
        sum.updated += counters.updated;
        sum.unchanged += counters.unchanged;
        sum.restored += counters.restored;
        sum.deleted += counters.deleted;
        sum.skipped += counters.skipped;
        sum.open += counters.open;
        sum.errors += counters.errors;
    }
    let parts = [
        ("summary-created", sum.created),
        ("summary-updated", sum.updated),
        ("summary-restored", sum.restored),
        ("summary-deleted", sum.deleted),
        ("summary-skipped", sum.skipped),
        ("summary-unchanged", sum.unchanged),
        ("summary-open", sum.open),
        ("summary-errors", sum.errors),
    ];
    let said = parts.iter().filter(|(_, count)| *count > 0);
    let said = said.map(|(id, count)| words.say(&Message::new(id).with("count", count)));
    said.collect::<Vec<_>>().join(", ")
}

struct View<'a> {
    words: &'a Words,
    all: bool,
}

/// A column of the table: heading, counter, and whether it is left out where all are 0.
type Column = (&'static str, fn(&Counters) -> u64, bool);

const COLUMNS: [Column; 9] = [
    ("count-read", |counters| counters.read, false),
    ("count-created", |counters| counters.created, false),
    ("count-updated", |counters| counters.updated, false),
    ("count-unchanged", |counters| counters.unchanged, false),
    ("count-restored", |counters| counters.restored, true),
    ("count-deleted", |counters| counters.deleted, true),
    ("count-skipped", |counters| counters.skipped, true),
    ("count-open", |counters| counters.open, true),
    ("count-errors", |counters| counters.errors, true),
];

/// What a run did, in a line.
pub fn title(report: &Report, words: &Words) -> String {
    let id = match (report.dry_run, report.run) {
        (true, _) => "report-title-dry",
        (false, Some(_)) => "report-title",
        (false, None) => "report-title-stopped",
    };
    let run = report.run.unwrap_or_default().to_string();
    let title = Message::new(id).with("job", job_name(report.job)).with("run", run);
    let title = title.with("file", &report.file);
    words.say(&title.with("time", words.seconds(report.seconds)))
}

/// Headings and rows of the counters. Kinds of which nothing was met are left out; addresses are
/// always there.
pub fn counters(report: &Report, words: &Words) -> (Vec<String>, Vec<Vec<String>>) {
    let met =
        |(kind, counters): &(&Kind, &Counters)| **kind == Kind::Addresses || counters.read > 0;
    let shown: Vec<(&Kind, &Counters)> = report.kinds.iter().filter(met).collect();
    let needed = |(_, count, optional): &&Column| {
        !optional || shown.iter().any(|(_, counters)| count(counters) > 0)
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(needed).collect();
    let heads = columns.iter().map(|(id, ..)| words.text(id));
    let heads = [String::new()].into_iter().chain(heads).collect();
    let row = |(kind, counters): &(&Kind, &Counters)| {
        let counts = columns.iter().map(|(_, count, _)| words.count(count(counters)));
        [words.text(&format!("kinds-{}", kind.name()))].into_iter().chain(counts).collect()
    };
    (heads, shown.iter().map(row).collect())
}

impl View<'_> {
    fn counters(&self, report: &Report) -> String {
        let (heads, rows) = counters(report, self.words);
        let align = |at| if at == 0 { Align::Left } else { Align::Right };
        let heads = heads.into_iter().enumerate().map(|(at, head)| (head, align(at)));
        table(&heads.collect::<Vec<_>>(), &rows)
    }

    /// What was written where; of an office that alone is written, the table says it.
    fn writes(&self, report: &Report, out: &mut Output) {
        let sum = |of: fn(&Counters) -> u64| report.kinds.values().map(of).sum::<u64>();
        let to_office = |c: &Counters| c.office.created + c.office.updated + c.office.deleted;
        let words = match report.copy {
            true => ("report-copied", "report-would-copy"),
            false => ("report-written", "report-would-write"),
        };
        let outlook = (words.0, words.1, sum(|c| c.written_to_outlook));
        let office = ("report-written-office", "report-would-write-office", sum(to_office));
        let sides = [Some(outlook), (report.job == Job::Sync).then_some(office)];
        let mut first = true;
        for (done, planned, count) in sides.into_iter().flatten().filter(|side| side.2 > 0) {
            if std::mem::take(&mut first) {
                out.line("");
            }
            let id = if report.dry_run { planned } else { done };
            out.line(self.words.say(&Message::new(id).with("count", count)));
        }
    }

    fn classes(&self, report: &Report, out: &mut Output) {
        let lines: Vec<String> = report
            .not_transferred
            .iter()
            .map(|line| {
                let message = Message::new("report-class").with("class", &line.class);
                let message = message.with("count", line.count);
                format!("{}: {}", self.words.say(&message), self.words.say(&line.why))
            })
            .collect();
        self.list("report-not-transferred", &lines, out);
    }

    fn lists(&self, report: &Report, out: &mut Output) {
        let open = grouped(report.open.iter());
        let fields = open.fields.iter().map(|((kind, field), decisions)| {
            self.words.say(&field_question(*kind, field, decisions.len()))
        });
        let records = open.records.iter().map(|decision| self.words.say(&decision.why));
        self.list("report-open", &fields.chain(records).collect::<Vec<_>>(), out);
        let errors = report
            .errors
            .iter()
            .map(|line| format!("{}: {}", line.item, self.words.say(&line.what)));
        self.list("report-errors", &errors.collect::<Vec<_>>(), out);
        let owed = report.numbers_owed.iter().map(|owed| format!("{} {}", owed.number, owed.item));
        self.list("report-owed", &owed.collect::<Vec<_>>(), out);
        let warnings = report.limits.iter().chain(&report.warnings);
        let warnings = warnings.map(|warning| self.words.say(warning));
        self.list("report-warnings", &warnings.collect::<Vec<_>>(), out);
    }

    /// A list with its heading, cut short unless all of it is wanted.
    fn list(&self, heading: &str, lines: &[String], out: &mut Output) {
        if lines.is_empty() {
            return;
        }
        let heading = Message::new(heading).with("count", lines.len());
        out.line(format!("\n{}", self.words.say(&heading)));
        let shown = if self.all { lines.len() } else { SHOWN };
        lines.iter().take(shown).for_each(|line| out.line(format!("  {line}")));
        if lines.len() > shown {
            let more = Message::new("report-more").with("count", lines.len() - shown);
            out.line(format!("  {}", self.words.say(&more)));
        }
    }
}
