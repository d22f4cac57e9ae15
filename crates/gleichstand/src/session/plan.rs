//! Saved plans: what a dry run found, as a file that a person reads, switches lines off in, and has
//! carried out later.

use std::path::{Path, PathBuf};

use sync::{Message, PlanFile};

use super::{ExchangeRequest, Session, source};
use crate::failure::Failure;

/// No plan is longer, in bytes.
const LONGEST: u64 = 1 << 30;

/// Saves a plan. It names the data file so that it can be carried out from anywhere.
pub(super) fn save(mut plan: PlanFile, outlook: &Path, path: &Path) -> Result<(), Failure> {
    let outlook = std::path::absolute(outlook).unwrap_or_else(|_| outlook.to_owned());
    plan.path = source::shown(&outlook);
    let failure = |error: std::io::Error| {
        Failure::start(outlook::explain_io(&error)).with_file(source::shown(path))
    };
    let text = serde_json::to_string_pretty(&plan).map_err(|error| failure(error.into()))?;
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, path));
    written.inspect_err(|_| drop(std::fs::remove_file(&part))).map_err(failure)
}

impl Session {
    /// Reads a saved plan, and what it is to be carried out with.
    pub fn read_plan(&self, path: &Path) -> Result<(PlanFile, ExchangeRequest), Failure> {
        let failure = |what| Failure::start(what).with_file(source::shown(path));
        let io = |error: std::io::Error| failure(outlook::explain_io(&error));
        if std::fs::metadata(path).map_err(io)?.len() > LONGEST {
            return Err(failure(Message::new("plan-unreadable").with("line", 1).with("column", 1)));
        }
        let text = std::fs::read_to_string(path).map_err(io)?;
        let plan: PlanFile = serde_json::from_str(&text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            failure(Message::new("plan-unreadable").with("line", line).with("column", column))
        })?;
        let kinds = plan.kinds.iter().map(|kind| kind.kind).collect();
        let request = ExchangeRequest {
            kinds,
            scope: plan.scope.clone(),
            mapping: plan.mapping.clone(),
            policy: plan.policy,
            ..ExchangeRequest::new(plan.job, PathBuf::from(&plan.path))
        };
        Ok((plan, request))
    }
}
