//! What is new or changed is opened and compared: the plan of one kind comes out.

use std::collections::HashSet;

use super::Run;
use super::comparison::{Comparison, Seen};
use super::survey::Stage;
use crate::answer::{NUMBER, PAIR, VALUES};
use crate::census::{Fresh, ItemState, Linked, OfficeState, Triage, triage};
use crate::claim::{folded_number, valid_number};
use crate::merge::{Both, Merged, Newer, Pair, merge};
use crate::plan::{KindPlan, Op, PairStep};
use crate::report::Owed;
use crate::settings::{Granularity, Phase};
use crate::{Answer, Base, Full, Key, Link, LinkState, Message, Side, Slot, StoreError};

impl Run<'_> {
    /// Compares one kind and plans it.
    pub(super) fn compare(&mut self, stage: &mut Stage) -> Result<KindPlan, StoreError> {
        let mut work = Comparison::new(stage, self.outlook.writable(), self.job.direction());
        work.plan.empty = stage.census.empty_side();
        let restored = Message::new("side-restored");
        if (stage.restored || stage.file_restored) && !self.report.warnings.contains(&restored) {
            self.report.warnings.push(restored);
        }
        let held = self.sort_out(stage, &mut work);
        let fresh = std::mem::take(&mut stage.census.fresh);
        let total = (work.pairs.len() + fresh.len() + held.len()) as u64;
        let mut done = 0;
        for at in std::mem::take(&mut work.pairs) {
            self.compare_pair(stage, at, &mut work)?;
            self.tell(&mut done, total);
        }
        for item in fresh.into_iter().map(Fresh::from).chain(held) {
            self.open_fresh(stage, item, &mut work)?;
            self.tell(&mut done, total);
        }
        self.look_at_held(stage, &mut work)?;
        self.judge_claims(stage, &mut work)?;
        self.place_numberless(stage, &mut work)?;
        self.items_gone(stage, &mut work)?;
        self.export_loose(stage, &mut work)?;
        work.plan.steps.sort();
        Ok(work.plan)
    }

    fn tell(&mut self, done: &mut u64, total: u64) {
        *done += 1;
        if done.is_multiple_of(100) || *done == total {
            self.hooks.progress(Phase::Compare, *done, total);
        }
    }

    /// Goes through all links; nothing is opened. Gives the items that are to be opened as if new.
    fn sort_out(&mut self, stage: &Stage, work: &mut Comparison) -> Vec<Fresh> {
        let mut held = Vec::new();
        for (at, linked) in stage.census.links.iter().enumerate() {
            work.plan.linked += u64::from(linked.is_pair());
            let triage = match triage(linked, &work.given) {
                Triage::Held | Triage::Left
                    if self.settings.answers.contains_key(&linked.link.item) =>
                {
                    if linked.is_pair() { Triage::Compare } else { Triage::Fresh }
                }
                Triage::Held if stage.disturbed(linked) || self.matched(linked) => Triage::Fresh,
                other => other,
            };
            work.note_claim(linked);
            self.note_unopened(stage, linked, triage);
            held.extend(work.sort(at, linked, triage));
        }
        held
    }

    /// Whether a contact waits because several addresses match it: with every one of them in mind
    /// it is matched again.
    fn matched(&self, linked: &Linked) -> bool {
        self.searches() && !linked.is_pair() && linked.link.number.is_empty()
    }

    /// What the report needs of an item in scope that is not opened.
    fn note_unopened(&mut self, stage: &Stage, linked: &Linked, triage: Triage) {
        let opened = matches!(triage, Triage::Compare | Triage::Fresh);
        if opened || !linked.in_scope() || !linked.is_pair() {
            return;
        }
        let link = &linked.link;
        self.prints.push(link.fingerprint);
        if !self.outlook.writable() && !link.number_written && !link.number.is_empty() {
            self.owe(&link.number, stage.folder(linked.folder));
        }
    }

    /// Compares a linked pair field by field: rows 3 to 12 and 25.
    fn compare_pair(
        &mut self,
        stage: &Stage,
        at: usize,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let Some(linked) = stage.census.links.get(at) else { return Ok(()) };
        let item = match self.open_item(stage.kind(), &linked.link.item)? {
            Ok(item) => item,
            Err(what) => return self.unreadable(stage, linked.folder, what, work),
        };
        if self.is_past(stage, Side::Outlook, &item.record) {
            return Ok(());
        }
        self.prints.push(stage.mapped.fingerprint(&item.record, linked.link.slot));
        if linked.office == OfficeState::Absent {
            return self.office_gone(stage, linked, &item, None, work);
        }
        let office = match self.office.read(stage.kind(), &linked.office_key())? {
            Ok(office) => office,
            Err(what) => return self.unreadable(stage, linked.folder, what, work),
        };
        if self.answer(&linked.link.item, PAIR) == Some(&Answer::New) {
            work.push(8, linked.link.item.clone(), item.version, apart(&office, &item));
            return Ok(());
        }
        if altered(&linked.link, &item, &office) && !self.takes_office_number(linked) {
            return self.ask_altered(stage, linked, (&item, &office), work);
        }
        let bases = self.bases(stage, &linked.link, &item)?;
        let merged = self.merge(stage, Some((&linked.link, &bases)), (&item, &office));
        match linked.office {
            OfficeState::Trashed => {
                self.office_gone(stage, linked, &item, Some((&office, merged)), work)
            }
            _ => self.plan_update(stage, linked, (&item, &office), merged, work),
        }
    }

    /// An item or office record that cannot be read: an error, and never taken for missing.
    pub(super) fn unreadable(
        &mut self,
        stage: &Stage,
        folder: u32,
        what: Message,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        work.plan.errors += 1;
        self.report.error(stage.folder(folder), what);
        Ok(())
    }

    /// The field-wise merge of a pair; without a link there is no base.
    pub(super) fn merge(
        &self,
        stage: &Stage,
        link: Option<(&Link, &(Base, Base))>,
        (item, office): (&Full, &Full),
    ) -> Merged {
        let slot = match link {
            Some((link, _)) => link.slot,
            None => stage.mapped.choose_slot(&item.record),
        };
        merge(&self.pair(stage, slot, link, (item, office)))
    }

    /// The pair as the merge wants it.
    pub(super) fn pair<'p>(
        &'p self,
        stage: &'p Stage,
        slot: Slot,
        link: Option<(&Link, &'p (Base, Base))>,
        (item, office): (&'p Full, &'p Full),
    ) -> Pair<'p> {
        Pair {
            mapped: &stage.mapped,
            slot,
            now: Both { office: &office.record, outlook: &item.record },
            base: link
                .filter(|_| !stage.restored)
                .map(|(_, (office, outlook))| Both { office, outlook }),
            base_complete: link.is_none_or(|(link, _)| link.mapping == stage.mapped.version),
            newly_mapped: link.map(|(link, _)| stage.newly_mapped(&link.item)).unwrap_or_default(),
            newer: Newer::of(office.changed_at, item.changed_at),
            conflicts: self.settings.policy.conflicts,
            answer: link.and_then(|(link, _)| self.answer(&link.item, VALUES)),
            whole: self.settings.policy.granularity == Granularity::Record,
            direction: self.job.direction(),
            words: &*self.hooks,
        }
    }

    fn plan_update(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        (item, office): (&Full, &Full),
        merged: Merged,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let number = self.number_to_write(&linked.link, item, office);
        let pair = pair_step(&linked.link, office, number, merged);
        if stage.already_asked(linked, &pair) {
            work.plan.open += 1;
            return Ok(());
        }
        let row = pair.merged.row();
        work.plan.changed += u64::from(pair.merged.changed());
        let remapped = linked.link.mapping != work.given.mapping;
        work.plan.remapped += u64::from(remapped && pair.merged.by_mapping);
        let op = Op::Update(Box::new(pair));
        work.push(row, linked.link.item.clone(), item.version, op);
        Ok(())
    }

    /// Whether a person decided that the item gets back the number of its office record.
    fn takes_office_number(&self, linked: &Linked) -> bool {
        let answer = self.answer(&linked.link.item, NUMBER);
        answer.is_some_and(|answer| {
            matches!(answer, Answer::Link { .. }) || answer.side() == Some(Side::Office)
        })
    }

    /// The number to be written where the item lost it or never got it, and, by a job that writes
    /// Outlook, where the office gave the record another one. In a read-only file it is owed.
    pub(super) fn number_to_write(
        &mut self,
        link: &Link,
        item: &Full,
        office: &Full,
    ) -> Option<String> {
        let number = if office.number.is_empty() { &link.number } else { &office.number };
        let agrees = folded_number(&item.number) == folded_number(number);
        let stands = !item.number.is_empty() && !self.job.writes(Side::Outlook);
        if number.is_empty() || agrees || stands {
            return None;
        }
        if self.outlook.writable() {
            return Some(number.clone());
        }
        self.owe(number, &item.name);
        None
    }

    /// Lists a number that could not be written, where there is a place for it.
    pub(super) fn owe(&mut self, number: &str, item: &str) {
        if self.outlook.holds_numbers() {
            let (number, item) = (number.to_owned(), item.to_owned());
            self.report.numbers_owed.push(Owed { number, item });
        }
    }

    /// Opens an item that nothing is linked to.
    fn open_fresh(
        &mut self,
        stage: &Stage,
        fresh: Fresh,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let full = match self.open_item(stage.kind(), &fresh.key)? {
            Ok(full) => full,
            Err(what) => return self.unreadable(stage, fresh.folder, what, work),
        };
        let promised = fresh.held.and_then(|at| stage.promised(at));
        let past = promised.is_none() && self.is_past(stage, Side::Outlook, &full.record);
        let seen = self.keep(stage, &fresh, &full);
        let number = folded_number(&seen.number);
        if past {
            return self.pass_over(stage, (&seen, &full), work);
        }
        match promised {
            // Promised by a run that wrote the office; an export does not.
            Some(_) if !self.job.writes(Side::Office) => work.plan.skipped += 1,
            Some(promised) if number.is_empty() || number == folded_number(promised) => {
                let wish = Some(promised.into());
                work.push(
                    2,
                    seen.key,
                    seen.version,
                    Op::Create { wish, restored: false, prospect: false, apart: false },
                );
            }
            _ if !number.is_empty() => work.claims.push(seen),
            _ if self.adopt_interrupted(stage, &seen, &full, work)? => {}
            _ => self.sort_numberless(stage, seen, &full, work)?,
        }
        Ok(())
    }

    /// An item that lies before the date asked for: it is left alone, and so is the office record
    /// that may be the same thing.
    fn pass_over(
        &mut self,
        stage: &Stage,
        (seen, full): (&Seen, &Full),
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        if !seen.number.is_empty() {
            work.claimed.insert(folded_number(&seen.number));
        } else if self.adopt_interrupted(stage, seen, full, work)? {
            return Ok(());
        }
        let view = stage.mapped.office_view(&full.record, seen.slot);
        let same = self.office.candidates(&self.file, stage.kind(), &view)?;
        work.concerned.extend(same);
        Ok(())
    }

    fn keep(&mut self, stage: &Stage, fresh: &Fresh, full: &Full) -> Seen {
        let slot = stage.mapped.choose_slot(&full.record);
        let fingerprint = stage.mapped.fingerprint(&full.record, slot);
        self.prints.push(fingerprint);
        Seen {
            key: fresh.key.clone(),
            version: full.version,
            held: fresh.held,
            number: full.number.clone(),
            slot,
            fingerprint,
        }
    }

    /// What is held is looked at again where something changed around its number.
    fn look_at_held(&mut self, stage: &Stage, work: &mut Comparison) -> Result<(), StoreError> {
        let claimed = work.claims.iter().map(|seen| folded_number(&seen.number));
        let claimed: Vec<String> = claimed.collect();
        work.dirty.extend(claimed);
        work.dirty.extend(stage.asked_differently(&work.held));
        for at in std::mem::take(&mut work.held) {
            let Some(linked) = stage.census.links.get(at) else { continue };
            if work.dirty.contains(&folded_number(&linked.link.number)) {
                self.open_fresh(stage, linked.as_fresh(at), work)?;
            } else {
                self.prints.push(linked.link.fingerprint);
                let open = stage.decisions.get(&linked.link.item).into_iter().flatten();
                work.concerned.extend(open.filter_map(|decision| decision.office));
                work.keep_held(linked);
            }
        }
        Ok(())
    }
}

impl Linked {
    pub(super) fn in_scope(&self) -> bool {
        matches!(self.item, ItemState::Same | ItemState::Changed)
    }

    pub(super) fn as_fresh(&self, at: usize) -> Fresh {
        Fresh {
            key: self.link.item.clone(),
            version: self.item_now,
            folder: self.folder,
            held: Some(at),
        }
    }

    pub(super) fn office_key(&self) -> Key {
        Key::office(self.link.office.unwrap_or_default())
    }
}

impl Stage {
    /// Numbers about which a question is another one by now: several items claimed it and one of
    /// them is linked (row 19), or the item that it was a copy of has it no more (row 18).
    fn asked_differently(&self, held: &[usize]) -> HashSet<String> {
        let asked = |linked: &Linked| {
            let row = self.decisions.get(&linked.link.item)?.first()?.row;
            matches!(row, 18 | 19).then(|| (row, folded_number(&linked.link.number)))
        };
        let claims = held.iter().filter_map(|at| self.census.links.get(*at));
        let mut asked: Vec<(u8, String)> = claims.filter_map(asked).collect();
        if !asked.is_empty() {
            let held = self.numbers();
            asked.retain(|(row, number)| held.contains_key(number) == (*row == 19));
        }
        asked.into_iter().map(|(_, number)| number).collect()
    }

    /// Whether the office record of a held claim was changed since it was held.
    fn disturbed(&self, linked: &Linked) -> bool {
        let decisions = self.decisions.get(&linked.link.item).into_iter().flatten();
        let mut concerned = decisions.filter_map(|decision| decision.office);
        let seen = linked.link.office_version.row;
        !linked.is_pair() && concerned.any(|id| self.census.watched(id).row != seen)
    }

    /// The number promised to an item by a run that was interrupted.
    fn promised(&self, at: usize) -> Option<&str> {
        let link = &self.census.links.get(at)?.link;
        (link.state == LinkState::Pending).then_some(link.number.as_str())
    }
}

/// Whether the item carries a number that is neither the link's nor the office's.
fn altered(link: &Link, item: &Full, office: &Full) -> bool {
    let found = folded_number(&item.number);
    let known = [&link.number, &office.number].map(|number| folded_number(number));
    !found.is_empty() && !known.contains(&found)
}

/// The item becomes a record of its own; the number that it got itself stays, where it is valid.
fn apart(office: &Full, item: &Full) -> Op {
    let own = folded_number(&item.number) != folded_number(&office.number);
    let wish = (own && valid_number(&item.number)).then(|| item.number.as_str().into());
    Op::Create { wish, restored: false, prospect: false, apart: true }
}

pub(super) fn pair_step(
    link: &Link,
    office: &Full,
    number: Option<String>,
    merged: Merged,
) -> PairStep {
    PairStep {
        link: link.id,
        from: None,
        office: link.office.unwrap_or_default(),
        office_version: office.version,
        slot: link.slot,
        number,
        merged,
        planned: None,
    }
}
