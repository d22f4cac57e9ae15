//! Items without a number: each becomes an address. With the match search (`--match`) they are
//! first compared with office records that existed, unlinked, before the run began.

use std::collections::HashMap;

use super::Run;
use super::comparison::{Comparison, Seen};
use super::questions::Matter;
use super::survey::Stage;
use crate::answer::CLAIM;
use crate::person::{Evidence, Match};
use crate::plan::{Op, Step};
use crate::settings::Newcomers;
use crate::{Answer, Full, Job, Key, Kind, LinkState, Record, Side, Slot, StoreError, identity};

/// An office record that matches an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) office: i64,
    pub(super) strength: Match,
}

impl Run<'_> {
    /// A record of its own, or a candidate for the match search.
    pub(super) fn sort_numberless(
        &mut self,
        stage: &Stage,
        seen: Seen,
        item: &Full,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        if self.answer(&seen.key, CLAIM).is_some() {
            return self.place_answered(stage, &seen, item, work);
        }
        let by_itself = stage.kind() != Kind::Addresses;
        let hits = match self.searches() || by_itself {
            true => self.hits(stage, &item.record, seen.slot)?,
            false => Vec::new(),
        };
        if hits.is_empty() {
            self.create(&seen, work);
        } else {
            if stage.kind() == Kind::Addresses {
                work.concerned.extend(hits.iter().map(|hit| hit.office));
            }
            work.numberless.push((seen, hits));
        }
        Ok(())
    }

    /// What a person decided about an item without a number.
    fn place_answered(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        item: &Full,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let named = match self.answer(&seen.key, CLAIM) {
            Some(Answer::New) => {
                self.create(seen, work);
                return Ok(());
            }
            Some(Answer::Link { office }) => Some(*office),
            _ => None,
        };
        let first = self.hits(stage, &item.record, seen.slot)?.first().map(|hit| hit.office);
        let office = named.flatten().filter(|id| stage.census.is_loose(*id)).or(first);
        if let Some(office) = office {
            return self.place(stage, seen, (office, named.is_some()), work);
        }
        let (state, why) = (LinkState::Open, "row-24-several-matches");
        let matter = Matter { row: 24, state, why, item, office: None };
        self.ask_claim(stage, seen, &matter, work);
        Ok(())
    }

    /// The unlinked office records that match an item.
    pub(super) fn hits(
        &mut self,
        stage: &Stage,
        item: &Record,
        slot: Slot,
    ) -> Result<Vec<Hit>, StoreError> {
        if stage.census.loose.is_empty() {
            return Ok(Vec::new());
        }
        let view = stage.mapped.office_view(item, slot);
        if stage.kind() != Kind::Addresses {
            return self.identical(stage, &view);
        }
        let evidence = Evidence::of(&view);
        let mut hits = Vec::new();
        for office in self.office.candidates(&self.file, stage.kind(), &view)? {
            if let Ok(full) = self.office.read(stage.kind(), &Key::office(office))? {
                let strength = evidence.matches(&Evidence::of(&full.record));
                hits.push(Hit { office, strength });
            }
        }
        hits.retain(|hit| hit.strength > Match::None);
        Ok(hits)
    }

    /// The unlinked office records that are the same mail or appointment by their own identity.
    fn identical(&mut self, stage: &Stage, view: &Record) -> Result<Vec<Hit>, StoreError> {
        let kind = stage.kind();
        let Some(wanted) = identity(kind, view) else { return Ok(Vec::new()) };
        let mut hits = Vec::new();
        for office in self.office.candidates(&self.file, kind, view)? {
            let read = self.office.read(kind, &Key::office(office))?;
            if read.is_ok_and(|full| identity(kind, &full.record).as_ref() == Some(&wanted)) {
                hits.push(Hit { office, strength: Match::Sure });
            }
        }
        Ok(hits)
    }

    /// One hit on each side, and a sure one: linked. Otherwise row 24.
    pub(super) fn place_numberless(
        &mut self,
        stage: &Stage,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let numberless = std::mem::take(&mut work.numberless);
        let mut wanted: HashMap<i64, u64> = HashMap::new();
        for hit in numberless.iter().flat_map(|(_, hits)| hits) {
            *wanted.entry(hit.office).or_default() += 1;
        }
        for (seen, hits) in &numberless {
            if stage.kind() != Kind::Addresses {
                self.place_identical(stage, seen, hits, work)?;
                continue;
            }
            let Some(first) = hits.first() else { continue };
            let alone = hits.len() == 1 && wanted.get(&first.office) == Some(&1);
            let sure = alone && first.strength == Match::Sure;
            self.place(stage, seen, (first.office, sure), work)?;
        }
        Ok(())
    }

    /// Copies of one mail on either side go together, one by one; what is left over is new.
    fn place_identical(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        hits: &[Hit],
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        match hits.iter().find(|hit| !work.taken.contains(&hit.office)) {
            Some(hit) => self.place(stage, seen, (hit.office, true), work),
            None => {
                self.create(seen, work);
                Ok(())
            }
        }
    }

    fn place(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        (id, sure): (i64, bool),
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let item = self.outlook.read(stage.kind(), &seen.key)?;
        let office = self.office.read(stage.kind(), &Key::office(id))?;
        let (Ok(item), Ok(office)) = (item, office) else {
            self.create(seen, work);
            return Ok(());
        };
        if sure && work.taken.insert(id) {
            let pair = self.link_step(stage, (seen, &item), (id, &office), None)?;
            work.push(2, seen.key.clone(), seen.version, Op::Link(Box::new(pair)));
        } else {
            let (state, why) = (LinkState::Open, "row-24-several-matches");
            let office = Some((id, &office));
            let matter = Matter { row: 24, state, why, item: &item, office };
            self.ask_claim(stage, seen, &matter, work);
        }
        Ok(())
    }
}

impl Run<'_> {
    /// The match search: always in a synchronisation; in the one-way jobs, which recognise by
    /// number alone, where it is asked for.
    pub(super) fn searches(&self) -> bool {
        !self.settings.numbers_only && (self.job == Job::Sync || self.settings.match_contents)
    }

    /// Row 2: a new record, with the next free number or as a prospect. An export leaves the item
    /// alone.
    fn create(&mut self, seen: &Seen, work: &mut Comparison) {
        if self.job.writes(Side::Office) {
            let prospect = self.settings.policy.newcomers == Newcomers::Prospects;
            let op = Op::Create { wish: None, restored: false, prospect, apart: false };
            let step = Step::new(2, seen.key.clone(), seen.version, op);
            let weight = self.heavy.remove(&seen.key).unwrap_or_default();
            work.plan.steps.push(Step { weight, ..step });
        }
    }
}
