//! Items that claim a number without being linked: what is known of each claim is gathered, judged
//! ([`judge`]), and planned.

use std::collections::HashMap;

use super::Run;
use super::compare::pair_step;
use super::comparison::{Comparison, Seen};
use super::questions::{Matter, version_of};
use super::survey::Stage;
use crate::answer::CLAIM;
use crate::census::{ItemState, Linked};
use crate::claim::{
    Facts, Number, Original, Resemblance, Verdict, folded_number, judge, valid_number,
};
use crate::person::{Evidence, Match};
use crate::plan::{Claim, Op};
use crate::settings::Doubtful;
use crate::{
    Answer, Full, Key, Kind, Known, Link, LinkState, Record, Side, Slot, StoreError, Version,
    identity,
};

/// What is known of a claim: the facts, and the records they were taken from.
struct Grounds<'a> {
    facts: Facts,
    original: Option<&'a Linked>,
    office: Option<(i64, Full)>,
}

impl Run<'_> {
    /// Judges all claims, those of one number together.
    pub(super) fn judge_claims(
        &mut self,
        stage: &Stage,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let claims = std::mem::take(&mut work.claims);
        if claims.is_empty() {
            return Ok(());
        }
        let linked = stage.numbers();
        for group in by_number(claims) {
            let several = group.len() > 1;
            for seen in &group {
                let at = linked.get(&folded_number(&seen.number)).copied();
                self.judge_claim(stage, seen, (several, at), work)?;
            }
        }
        Ok(())
    }

    fn judge_claim(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        (several, at): (bool, Option<usize>),
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let Ok(item) = self.outlook.read(stage.kind(), &seen.key)? else {
            work.plan.errors += 1;
            return Ok(());
        };
        let grounds = self.grounds(stage, (seen, &item), (several, at))?;
        let (row, verdict) = judge(&grounds.facts, &self.settings.policy);
        let (grounds, verdict) = self.decided(stage, &seen.key, grounds, verdict)?;
        let same_thing = grounds.facts.sure_match && stage.kind() != Kind::Addresses;
        let verdict = match self.permitted(verdict) {
            Verdict::Ask if same_thing => Verdict::Adopt,
            other => other,
        };
        if !matches!(verdict, Verdict::Relink | Verdict::Adopt | Verdict::Restore) {
            work.claimed.insert(folded_number(&seen.number));
            work.concerned.extend(grounds.office.as_ref().map(|(id, _)| *id));
        }
        self.plan_claim(stage, (seen, &item), (row, verdict), &grounds, work)
    }

    /// What a person decided about the claim, where that was done.
    fn decided<'s>(
        &mut self,
        stage: &Stage,
        item: &Key,
        grounds: Grounds<'s>,
        verdict: Verdict,
    ) -> Result<(Grounds<'s>, Verdict), StoreError> {
        let facts = grounds.facts;
        let verdict = match self.answer(item, CLAIM) {
            None => verdict,
            Some(Answer::Link { office: Some(id) }) => {
                let office = match stage.census.is_loose(*id) {
                    true => self.office_record(stage, Some(*id))?,
                    false => None,
                };
                let found = office.is_some();
                let grounds = Grounds { office, original: None, ..grounds };
                return Ok((grounds, if found { Verdict::Adopt } else { Verdict::Ask }));
            }
            Some(Answer::Link { office: None }) => match facts.original {
                Original::Present(_) => Verdict::Ask,
                Original::Gone => Verdict::Relink,
                Original::None if facts.number == Number::Deleted => Verdict::Restore,
                Original::None => Verdict::Adopt,
            },
            Some(Answer::New) if facts.number == Number::Unknown && facts.valid => {
                Verdict::CreateWith
            }
            Some(Answer::New) => Verdict::CreateNew,
            Some(Answer::Ignore | Answer::Hold(_)) => Verdict::Ask,
        };
        Ok((grounds, verdict))
    }

    /// An export makes and restores nothing in the office: such a claim waits for a job that does.
    fn permitted(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::CreateNew | Verdict::CreateWith | Verdict::Restore
                if !self.job.writes(Side::Office) =>
            {
                Verdict::Leave
            }
            other => other,
        }
    }

    fn grounds<'s>(
        &mut self,
        stage: &'s Stage,
        claim: (&Seen, &Full),
        (several, at): (bool, Option<usize>),
    ) -> Result<Grounds<'s>, StoreError> {
        let known = match at {
            Some(_) => Known::No,
            None => self.office.known(stage.kind(), &claim.0.number)?,
        };
        let at = at.or_else(|| match known {
            Known::Here { office } => stage.census.of_office(office),
            Known::Deleted { office: Some(office) } => stage.holding_item(office),
            _ => None,
        });
        let mut grounds = match at.and_then(|at| stage.census.links.get(at)) {
            Some(original) => self.grounds_of_linked(stage, claim, original)?,
            None => self.grounds_of_number(stage, claim, &known)?,
        };
        grounds.facts.several = several;
        Ok(grounds)
    }

    /// A link has the number: its item is the original, or gone.
    fn grounds_of_linked<'s>(
        &mut self,
        stage: &'s Stage,
        (seen, item): (&Seen, &Full),
        original: &'s Linked,
    ) -> Result<Grounds<'s>, StoreError> {
        let office = self.office_record(stage, original.link.office)?;
        let gone = original.item == ItemState::Missing && stage.complete;
        let other = office
            .as_ref()
            .is_some_and(|(_, full)| clearly_other(stage, &item.record, seen.slot, full));
        let state = if gone {
            Original::Gone
        } else {
            Original::Present(self.resemblance(stage, (seen, item), original)?)
        };
        let facts = Facts { original: state, number: Number::Here, clearly_other: other, ..PLAIN };
        Ok(Grounds { facts, original: Some(original), office })
    }

    /// No link has the number: the office knows it or not.
    fn grounds_of_number<'s>(
        &mut self,
        stage: &'s Stage,
        (seen, item): (&Seen, &Full),
        known: &Known,
    ) -> Result<Grounds<'s>, StoreError> {
        let (number, id) = match known {
            Known::No => (Number::Unknown, None),
            Known::Here { office } => (Number::Here, Some(*office)),
            Known::Deleted { office } => (Number::Deleted, *office),
        };
        let mut office = self.office_record(stage, id)?;
        let other = office
            .as_ref()
            .is_some_and(|(_, full)| clearly_other(stage, &item.record, seen.slot, full));
        let decides = self.settings.policy.unknown_numbers == Doubtful::Decide;
        if number == Number::Unknown && decides {
            office = self.sure_match(stage, &item.record, seen.slot)?;
        }
        let sure_match = number == Number::Unknown && office.is_some();
        let valid = valid_number(&seen.number);
        let facts = Facts { number, clearly_other: other, valid, sure_match, ..PLAIN };
        // A link that lies with its item in Deleted Items passes to the one that claims its record.
        let held = id.and_then(|id| stage.census.of_office(id));
        let held = held.and_then(|at| stage.census.links.get(at));
        let original = held.filter(|held| held.rests_in_trash());
        Ok(Grounds { facts, original, office })
    }

    fn office_record(
        &mut self,
        stage: &Stage,
        id: Option<i64>,
    ) -> Result<Option<(i64, Full)>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        let read = self.office.read(stage.kind(), &Key::office(id))?;
        Ok(read.ok().map(|full| (id, full)))
    }

    /// An unlinked office record that matches an item's contents surely (row 21).
    fn sure_match(
        &mut self,
        stage: &Stage,
        item: &Record,
        slot: Slot,
    ) -> Result<Option<(i64, Full)>, StoreError> {
        let hits = self.hits(stage, item, slot)?;
        let sure = hits.into_iter().find(|hit| hit.strength == Match::Sure);
        self.office_record(stage, sure.map(|hit| hit.office))
    }

    /// A copy is compared with the original as it is now, or as it was when that is unreadable.
    fn resemblance(
        &mut self,
        stage: &Stage,
        (seen, copy): (&Seen, &Full),
        original: &Linked,
    ) -> Result<Resemblance, StoreError> {
        let slot = original.link.slot;
        let fingerprint = stage.mapped.fingerprint(&copy.record, slot);
        let Ok(now) = self.outlook.read(stage.kind(), &original.link.item)? else {
            let equal = fingerprint == original.link.fingerprint;
            return Ok(if equal { Resemblance::Equal } else { Resemblance::Unclear });
        };
        let who = |item: &Record| identity(stage.kind(), &stage.mapped.office_view(item, slot));
        if let Some((copy, now)) = who(&copy.record).zip(who(&now.record)) {
            return Ok(if copy == now { Resemblance::Equal } else { Resemblance::Other });
        }
        let evidence = evidence(stage, &now.record, slot);
        Ok(if fingerprint == stage.mapped.fingerprint(&now.record, slot) {
            Resemblance::Equal
        } else if evidence.other_person(&self::evidence(stage, &copy.record, seen.slot)) {
            Resemblance::Other
        } else {
            Resemblance::Unclear
        })
    }

    fn plan_claim(
        &mut self,
        stage: &Stage,
        claim: (&Seen, &Full),
        (row, verdict): (u8, Verdict),
        grounds: &Grounds,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let (seen, item) = claim;
        let office = grounds.office.as_ref().map(|(id, office)| (*id, office));
        let create = |wish: Option<&str>, restored| Op::Create {
            wish: wish.map(Into::into),
            restored,
            prospect: false,
            apart: false,
        };
        let op = match (verdict, office) {
            (Verdict::Copy, _) => return stage.remember_copy(seen, grounds, work),
            (Verdict::CreateNew, _) => create(None, false),
            (Verdict::CreateWith, _) => create(Some(&seen.number), false),
            (Verdict::Restore, None) => create(Some(&seen.number), true),
            (Verdict::Relink | Verdict::Adopt | Verdict::Restore, Some((id, office))) => {
                return self.link_claim(stage, claim, (row, verdict), (id, office), grounds, work);
            }
            (Verdict::Leave, _) => {
                leave(stage, seen, work);
                return Ok(());
            }
            (Verdict::Ask | Verdict::Quarantine | Verdict::Relink | Verdict::Adopt, _) => {
                let state = match verdict {
                    Verdict::Quarantine => LinkState::Quarantined,
                    _ => LinkState::Open,
                };
                let matter = Matter { row, state, why: question(row), item, office };
                self.ask_claim(stage, seen, &matter, work);
                return Ok(());
            }
        };
        work.push(row, seen.key.clone(), seen.version, op);
        Ok(())
    }

    /// The item is linked to the office record; a second one for the same record is asked about.
    fn link_claim(
        &mut self,
        stage: &Stage,
        (seen, item): (&Seen, &Full),
        (row, verdict): (u8, Verdict),
        (id, office): (i64, &Full),
        grounds: &Grounds,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        if !work.taken.insert(id) {
            let state = LinkState::Open;
            let matter =
                Matter { row: 19, state, why: question(19), item, office: Some((id, office)) };
            self.ask_claim(stage, seen, &matter, work);
            return Ok(());
        }
        let link = grounds.original.map(|original| &original.link);
        let pair = self.link_step(stage, (seen, item), (id, office), link)?;
        let op = match verdict {
            Verdict::Restore => Op::Restore(Box::new(pair)),
            _ => Op::Link(Box::new(pair)),
        };
        work.push(row, seen.key.clone(), seen.version, op);
        Ok(())
    }

    /// The step that links an item to an office record: with the link that is there, or a new one.
    pub(super) fn link_step(
        &mut self,
        stage: &Stage,
        (seen, item): (&Seen, &Full),
        (id, office): (i64, &Full),
        link: Option<&Link>,
    ) -> Result<crate::PairStep, StoreError> {
        let new = new_link(stage, seen, id, &office.number);
        let drafted = link.unwrap_or(&new);
        let number = self.number_to_write(drafted, item, office);
        let bases = match link {
            Some(link) => Some(self.bases(stage, link, item)?),
            None => None,
        };
        let merged = self.merge(stage, link.zip(bases.as_ref()), (item, office));
        let from = link.map(|link| link.item.clone());
        Ok(crate::PairStep { from, ..pair_step(drafted, office, number, merged) })
    }
}

/// The facts of a claim of which nothing is known.
const PLAIN: Facts = Facts {
    several: false,
    original: Original::None,
    number: Number::Unknown,
    clearly_other: false,
    valid: true,
    sure_match: false,
};

/// Which question a row asks.
fn question(row: u8) -> &'static str {
    match row {
        18 => "row-18-copy-unclear",
        19 => "row-19-several",
        21 => "row-21-unknown-number",
        22 => "row-22-deleted",
        _ => "row-23-quarantine",
    }
}

/// Claims of the same number together, in the order in which the numbers were first seen.
fn by_number(claims: Vec<Seen>) -> Vec<Vec<Seen>> {
    let mut groups: Vec<Vec<Seen>> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for seen in claims {
        let index = *at.entry(folded_number(&seen.number)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(seen),
            None => groups.push(vec![seen]),
        }
    }
    groups
}

fn evidence(stage: &Stage, item: &Record, slot: Slot) -> Evidence {
    Evidence::of(&stage.mapped.office_view(item, slot))
}

fn clearly_other(stage: &Stage, item: &Record, slot: Slot, office: &Full) -> bool {
    let kind = stage.kind();
    let own = identity(kind, &stage.mapped.office_view(item, slot));
    if let Some((own, other)) = own.zip(identity(kind, &office.record)) {
        return own != other;
    }
    evidence(stage, item, slot).clearly_other(&Evidence::of(&office.record))
}

/// A link that is not stored yet.
pub(super) fn new_link(stage: &Stage, seen: &Seen, office: i64, number: &str) -> Link {
    Link {
        id: 0,
        kind: stage.kind(),
        office: Some(office),
        number: number.to_owned(),
        item: seen.key.clone(),
        item_version: seen.version,
        office_version: Version::default(),
        slot: seen.slot,
        mapping: stage.mapped.version,
        state: LinkState::Linked,
        number_written: false,
        fingerprint: seen.fingerprint,
    }
}

impl Stage {
    /// The links by folded number: pairs, and numbers promised by an interrupted run.
    pub(super) fn numbers(&self) -> HashMap<String, usize> {
        let mut numbers = HashMap::new();
        for (at, linked) in self.census.links.iter().enumerate() {
            let lost = linked.office.deleted() && linked.item == ItemState::Missing;
            let holds = linked.is_pair() && !lost || linked.link.state == LinkState::Pending;
            if holds && !linked.link.number.is_empty() {
                numbers.entry(folded_number(&linked.link.number)).or_insert(at);
            }
        }
        numbers
    }

    /// The link of a deleted office record whose item is still there.
    fn holding_item(&self, office: i64) -> Option<usize> {
        let at = self.census.of_office(office)?;
        let held = self.census.links.get(at)?;
        (held.item != ItemState::Missing).then_some(at)
    }

    /// An equal copy is remembered with its version; one that is remembered so needs nothing.
    fn remember_copy(
        &self,
        seen: &Seen,
        grounds: &Grounds,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let held = seen.held.and_then(|at| self.census.links.get(at));
        let known = held.is_some_and(|held| {
            held.link.state == LinkState::Duplicate
                && seen.version.agrees_with(&held.link.item_version)
                && held.link.fingerprint == seen.fingerprint
                && held.link.number == seen.number
        });
        if known {
            work.plan.skipped += 1;
            return Ok(());
        }
        let claim = Claim {
            number: seen.number.clone(),
            slot: seen.slot,
            fingerprint: seen.fingerprint,
            office_version: version_of(grounds.office.as_ref()),
        };
        work.push(18, seen.key.clone(), seen.version, Op::Copy(Box::new(claim)));
        Ok(())
    }
}

/// An item that is left alone. One that came back with a backup is seen from now on as it is: else
/// its file would pass for put back in every later run, and no deletion would ever travel again.
fn leave(stage: &Stage, seen: &Seen, work: &mut Comparison) {
    work.plan.skipped += 1;
    let linked = stage.census.find(&seen.key).and_then(|at| stage.census.links.get(at));
    let behind = linked.filter(|linked| {
        let link = &linked.link;
        link.state == LinkState::Tombstone && seen.version.row < link.item_version.row_known()
    });
    if let Some(linked) = behind {
        let (link, state) = (linked.link.id, LinkState::Tombstone);
        work.push(15, seen.key.clone(), seen.version, Op::Mark { link, state, counted: false });
    }
}
