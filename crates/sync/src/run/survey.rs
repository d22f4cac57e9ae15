//! Listing both sides: nothing is opened.

use std::collections::{BTreeMap, HashMap};

use super::Run;
use crate::census::Census;
use crate::mapping::Mapped;
use crate::merge::Both;
use crate::report::NotTransferred;
use crate::settings::{Phase, Settings};
use crate::{Key, Kind, Link, LinkState, Listed, Message, OpenDecision, StoreError, Survey};

/// Progress is told once for so many items.
const TELL_EVERY: u64 = 1000;

/// Everything known of one kind before anything is opened.
pub(super) struct Stage {
    pub(super) mapped: Mapped,
    pub(super) census: Census,
    /// Open decisions by item.
    pub(super) decisions: HashMap<Key, Vec<OpenDecision>>,
    /// Paths of the folders.
    pub(super) folders: Vec<String>,
    /// Every folder was read to its end.
    pub(super) complete: bool,
    /// A side seems to have been restored from a backup: bases are ignored, nothing is deleted.
    pub(super) restored: bool,
    /// The data file was: what it lacks was made after the backup, and not deleted.
    pub(super) file_restored: bool,
}

impl Stage {
    pub(super) fn kind(&self) -> Kind {
        self.mapped.kind
    }

    /// The path of a folder.
    pub(super) fn folder(&self, index: u32) -> &str {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        self.folders.get(index).map_or("", String::as_str)
    }

    /// Whether a decision about the item was open before this run.
    pub(super) fn was_open(&self, item: &Key) -> bool {
        self.decisions.contains_key(item)
    }
}

impl Run<'_> {
    /// Lists both sides.
    pub(super) fn survey(&mut self) -> Result<Vec<Stage>, StoreError> {
        let asked = |kind: &Kind| self.settings.kinds.contains(kind);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(asked).collect();
        let mut stages = Vec::new();
        for kind in kinds {
            stages.extend(self.office_stage(kind)?);
        }
        let remembers = |key: &Key| self.outlook.gave_out(key);
        let forgotten: Vec<Vec<usize>> =
            stages.iter().map(|stage| stage.census.forgotten(remembers)).collect();
        for stage in &stages {
            let mut held = stage.census.links.iter().map(|linked| &linked.link.item);
            self.outlook.keep_off(&mut held);
        }
        let survey = self.list_items(&mut stages)?;
        let back: Vec<Both<bool>> = stages.iter().map(|stage| stage.census.went_back()).collect();
        let forgot =
            stages.iter().zip(&forgotten).any(|(stage, places)| stage.census.any_missing(places));
        let file_restored = forgot || back.iter().any(|back| back.outlook);
        for (stage, back) in stages.iter_mut().zip(back) {
            stage.folders.clone_from(&survey.folders);
            stage.complete = survey.incomplete.is_empty() && self.outlook.is_whole();
            stage.file_restored = file_restored;
            stage.restored = back.office || back.outlook;
        }
        self.report.warnings.extend(survey.incomplete);
        self.report.warnings.extend(survey.warnings);
        Ok(stages)
    }

    /// Schemas, mapping, links, decisions and versions of one kind. A kind travels when both sides
    /// have fields for it and the mapping has lines; others are counted and named.
    fn office_stage(&mut self, kind: Kind) -> Result<Option<Stage>, StoreError> {
        if self.settings.mapping.lines(kind).is_empty() {
            return Ok(None);
        }
        let office = self.office.schema(kind)?;
        let outlook = self.outlook.schema(kind)?;
        if office.fields.is_empty() || outlook.fields.is_empty() {
            return Ok(None);
        }
        let Settings { mapping, zone, .. } = self.settings;
        let mapped = mapping.resolve_in(zone, kind, &office, &outlook);
        self.report.warnings.extend(mapped.unknown.iter().cloned());
        let mut links: Vec<Link> = Vec::new();
        self.office.links(&self.file, kind, &mut |link| links.push(link))?;
        let decisions =
            if links.iter().any(may_be_open) { self.decisions(kind)? } else { HashMap::new() };
        let watch: Vec<i64> = decisions.values().flatten().filter_map(|open| open.office).collect();
        let mut census = Census::new(links, watch);
        self.office.versions(kind, &mut |id, version, deleted| {
            census.office(id, version, deleted);
        })?;
        Ok(Some(Stage {
            mapped,
            census,
            decisions,
            folders: Vec::new(),
            complete: false,
            restored: false,
            file_restored: false,
        }))
    }

    fn decisions(&mut self, kind: Kind) -> Result<HashMap<Key, Vec<OpenDecision>>, StoreError> {
        let mut by_item: HashMap<Key, Vec<OpenDecision>> = HashMap::new();
        for decision in self.office.open_decisions(&self.file)? {
            if decision.kind == kind {
                by_item.entry(decision.item.clone()).or_default().push(decision);
            }
        }
        Ok(by_item)
    }

    fn list_items(&mut self, stages: &mut [Stage]) -> Result<Survey, StoreError> {
        let mut others: BTreeMap<(String, Option<Kind>), u64> = BTreeMap::new();
        let mut seen = 0;
        let hooks = &mut *self.hooks;
        let survey = self.outlook.survey(&self.settings.scope, &mut |listed| {
            seen += 1;
            if seen % TELL_EVERY == 0 {
                hooks.progress(Phase::Survey, seen, 0);
            }
            // What cannot be read does not say what it is: the link of its own kind knows.
            let unclear = listed.class.is_empty();
            let known = |stage: &Stage| unclear && stage.census.find(&listed.key).is_some();
            let at = stages.iter().position(known);
            let at = at.or_else(|| stages.iter().position(|s| Some(s.kind()) == listed.kind));
            match at.and_then(|at| stages.get_mut(at)) {
                Some(stage) => stage.census.item(listed),
                None => count_other(&mut others, listed),
            }
        })?;
        let asked = &self.settings.kinds;
        let named =
            others.into_iter().filter(|((_, kind), _)| kind.is_none_or(|k| asked.contains(&k)));
        let mapping = &self.settings.mapping;
        let told = |other: ((String, Option<Kind>), u64)| {
            let unmapped = other.0.1.is_some_and(|kind| mapping.lines(kind).is_empty());
            not_transferred(other, unmapped)
        };
        self.report.not_transferred = named.map(told).collect();
        Ok(survey)
    }
}

/// Whether a question about the item may be open; also one that a run was about to settle when it
/// was interrupted.
fn may_be_open(link: &Link) -> bool {
    matches!(link.state, LinkState::Open | LinkState::Quarantined | LinkState::Pending)
}

fn count_other(others: &mut BTreeMap<(String, Option<Kind>), u64>, listed: Listed) {
    if listed.in_scope {
        *others.entry((listed.class, listed.kind)).or_default() += 1;
    }
}

fn not_transferred(
    ((class, kind), count): ((String, Option<Kind>), u64),
    unmapped: bool,
) -> NotTransferred {
    let why = match kind {
        Some(_) if unmapped => Message::new("not-transferred-unmapped"),
        Some(kind) => Message::new("not-transferred-kind").with("kind", kind.name()),
        None => Message::new("not-transferred-class"),
    };
    let class = match kind {
        Some(kind) if class.is_empty() => kind.name().to_owned(),
        _ => class,
    };
    NotTransferred { class, count, why }
}
