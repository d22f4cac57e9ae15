//! `gleichstand watch`: keeps a data file and the office in step until it is ended.
//!
//! What cannot be done now (Outlook has the file open, another run is under way, the office does not
//! answer) is said once and waited for. What would never work ends the watch, and so does a safety
//! limit: a person has to look.

use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sync::{Job, Message, Report};

use super::args::WatchArgs;
use super::exchange::{request, told};
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{ExchangeRequest, Watch};
use crate::show::output::complain;

/// How often is looked.
const LOOK: Duration = Duration::from_secs(1);

/// Keeps a data file in step.
pub fn watch(args: WatchArgs, context: &mut Context) -> Done {
    let every = args.every.map(|minutes| Duration::from_secs(minutes * 60));
    let request = request(Job::Sync, args.exchange(), &args.outlook, context)?;
    let mut keeper = Keeper { request, watch: Watch::new(every), waiting: None, last: None };
    // What cannot be kept in step at all is said before anything is promised.
    let mut over = keeper.look(context)?;
    begins(&keeper.request, args.every, context);
    loop {
        if let Some(exit) = over {
            return Ok(exit);
        }
        sleep(LOOK);
        over = keeper.look(context)?;
    }
}

/// Says what goes on from now.
fn begins(request: &ExchangeRequest, every: Option<u64>, context: &mut Context) {
    if context.shows() {
        let id = if every.is_some() { "watch-every" } else { "watch-begins" };
        let begins = Message::new(id).with("file", request.path.display());
        let begins = begins.with("minutes", every.unwrap_or_default());
        context.out.line(format!("\n{}", context.words.say(&begins)));
        context.out.flush();
    }
}

struct Keeper {
    request: ExchangeRequest,
    watch: Watch,
    /// What is waited for, as it was said.
    waiting: Option<String>,
    /// What the last run said.
    last: Option<Report>,
}

impl Keeper {
    /// Runs if a run is due. The exit, where the watch is over.
    fn look(&mut self, context: &mut Context) -> Result<Option<Exit>, Failure> {
        let began = match context.session.pulse(&self.request.path) {
            Ok(pulse) => pulse,
            Err(gone) => {
                self.wait(&gone, context);
                return Ok(None);
            }
        };
        if !self.watch.due(began, Instant::now()) {
            return Ok(None);
        }
        // Nobody is there to be asked: a question of safety ends the watch.
        let request = &self.request;
        let (done, _) = with_terminal(context, |session, face| session.exchange(request, face));
        match done {
            Ok(report) => {
                self.watch.done(began, Instant::now());
                self.waiting = None;
                Ok(self.say(report, context))
            }
            Err(failure) if failure.passes || self.last.is_some() => {
                self.watch.put_off(Instant::now());
                self.wait(&failure, context);
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Shows what a run did; one that did nothing and has nothing new to say is not shown.
    fn say(&mut self, report: Report, context: &mut Context) -> Option<Exit> {
        let news = context.verbose || self.last.as_ref().is_none_or(|last| has_news(&report, last));
        let stopped = report.stopped.is_some();
        if news {
            if context.shows() {
                let now = context.words.now().timestamp();
                context.out.line(format!("\n{}", context.words.instant(now)));
            }
            let (document, _) = told(&report, Vec::new(), context);
            if context.json {
                context.out.json(&document);
            }
            context.out.flush();
        }
        let exit = Exit::of_report(report.exit_code());
        self.last = Some(report);
        stopped.then_some(exit)
    }

    /// Says once what is waited for.
    fn wait(&mut self, failure: &Failure, context: &Context) {
        let words = Arc::clone(&context.words);
        let what = failure.said(&words).line();
        if self.waiting.as_ref() != Some(&what) && !context.quiet {
            complain(&words.say(&Message::new("watch-waits").with("what", &what)));
        }
        self.waiting = Some(what);
    }
}

/// Whether a report tells more than the one before it: something was written, or questions, errors
/// or warnings are others.
fn has_news(report: &Report, last: &Report) -> bool {
    let wrote = report.kinds.values().any(|counters| {
        counters.created + counters.updated + counters.restored + counters.deleted > 0
            || counters.written_to_outlook > 0
    });
    let lists = |of: &Report| {
        let open: Vec<_> = of.open.iter().map(|one| (one.row, one.item.clone())).collect();
        (open, of.errors.clone(), of.warnings.clone())
    };
    wrote || report.stopped != last.stopped || lists(report) != lists(last)
}
