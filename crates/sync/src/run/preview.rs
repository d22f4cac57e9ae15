//! A dry run: the plan is shown field by field, old → new, and nothing is written.

use super::Run;
use super::questions::field_conflict;
use super::survey::Stage;
use crate::claim::folded_number;
use crate::plan::{NewItem, Op, PairStep, Plan, PlanLine, PreviewLine, Removal, Step, Tally};
use crate::report::Written;
use crate::{Full, Key, Message, Name, OpenDecision, Side, StoreError, Value};

impl Run<'_> {
    /// Shows a plan through the hooks and counts what it would do.
    pub(super) fn preview(&mut self, plan: &Plan, stages: &[Stage]) -> Result<(), StoreError> {
        self.hooks.preview(plan);
        let mut open = self.decisions_if_any(stages, false)?;
        for (kind, stage) in plan.kinds.iter().zip(stages) {
            for step in kind.steps.iter() {
                if self.hooks.stops() {
                    return self.stop(Message::new("stopped-at-preview"), stages);
                }
                if step.tally() != Tally::Uncounted {
                    open.retain(|decision| decision.item != step.item);
                }
                let asked = self.preview_step(stage, &step)?;
                self.collect(&step, asked.as_ref());
                open.extend(asked);
                self.report.counters(stage.kind()).count(step.tally());
            }
        }
        self.report.open = open;
        for kind in &plan.kinds {
            let limits = self.limits(kind)?.into_iter().map(|limit| limit.message);
            self.report.limits.extend(limits);
        }
        Ok(())
    }

    fn show(&mut self, line: &PreviewLine) {
        self.hooks.line(line);
        if self.collected.is_some() {
            self.shown.push(line.clone());
        }
    }

    /// Keeps what was shown of a step for the file of the plan.
    fn collect(&mut self, step: &Step, asked: Option<&OpenDecision>) {
        let shown = std::mem::take(&mut self.shown);
        if let Some(lines) = &mut self.collected {
            lines.push(PlanLine::new(step, shown, asked));
        }
    }

    /// Shows one step; gives the question it would ask.
    fn preview_step(
        &mut self,
        stage: &Stage,
        step: &Step,
    ) -> Result<Option<OpenDecision>, StoreError> {
        match &step.op {
            Op::Create { wish, prospect, .. } => {
                self.preview_create(stage, step, (wish.as_deref(), *prospect))?;
            }
            Op::CreateItem(new) => self.preview_new_item(stage, step, new)?,
            Op::Delete(removal) => self.preview_removal(stage, step, removal)?,
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) | Op::Recover(pair) => {
                return self.preview_pair(stage, step, pair);
            }
            Op::Number { .. } => {
                let number = stage.link_of(&step.item).map(|link| link.number.clone());
                if let Ok(item) = self.outlook.read(stage.kind(), &step.item)? {
                    self.preview_number(stage, step, &item, number.as_deref());
                }
            }
            Op::Ask(question) => return Ok(Some(question.decision.clone())),
            Op::Mark { .. } | Op::Copy(_) | Op::Leave(_) | Op::Unlink { .. } => {}
        }
        Ok(None)
    }

    fn preview_create(
        &mut self,
        stage: &Stage,
        step: &Step,
        (wish, prospect): (Option<&str>, bool),
    ) -> Result<(), StoreError> {
        let Ok(item) = self.outlook.read(stage.kind(), &step.item)? else { return Ok(()) };
        let slot = stage.mapped.choose_slot(&item.record);
        self.report.counters(stage.kind()).wrote(Side::Office, Written::New);
        if !prospect {
            self.preview_number(stage, step, &item, wish);
        }
        self.note_left(&item.name, &stage.mapped.left(Side::Office, &item.record, slot));
        let number = wish.unwrap_or_default();
        for (field, value) in stage.mapped.new_office(&item.record, slot).0 {
            let values = (None, Some(value));
            self.show(&line(stage, step, (&item.name, number), (Side::Office, field), values));
        }
        Ok(())
    }

    fn preview_new_item(
        &mut self,
        stage: &Stage,
        step: &Step,
        new: &NewItem,
    ) -> Result<(), StoreError> {
        let read = self.office.read(stage.kind(), &Key::office(new.office))?;
        let Ok(office) = read else { return Ok(()) };
        self.report.counters(stage.kind()).wrote(Side::Outlook, Written::New);
        let number = Some(&office.number).filter(|number| !number.is_empty());
        let number = number
            .map(|number| (Name::from(stage.kind().number_field()), Value::text(number.as_str())));
        let record = stage.mapped.new_item(&office.record, new.slot);
        self.note_left(&office.name, &stage.mapped.left(Side::Outlook, &office.record, new.slot));
        for (field, value) in number.into_iter().chain(record.0) {
            let named = (office.name.as_str(), office.number.as_str());
            let shown = line(stage, step, named, (Side::Outlook, field), (None, Some(value)));
            self.show(&shown);
        }
        Ok(())
    }

    /// A deletion is shown by the number field, which loses its value.
    fn preview_removal(
        &mut self,
        stage: &Stage,
        step: &Step,
        removal: &Removal,
    ) -> Result<(), StoreError> {
        let full = match removal.side {
            Side::Office => self.office.read(stage.kind(), &Key::office(removal.office))?,
            Side::Outlook => self.outlook.read(stage.kind(), &step.item)?,
        };
        let Ok(full) = full else { return Ok(()) };
        self.report.counters(stage.kind()).wrote(removal.side, Written::Deleted);
        let field = (removal.side, Name::from(stage.kind().number_field()));
        let named = (full.name.as_str(), full.number.as_str());
        let values = (Some(Value::text(full.number.as_str())), None);
        self.show(&line(stage, step, named, field, values));
        Ok(())
    }

    fn preview_pair(
        &mut self,
        stage: &Stage,
        step: &Step,
        pair: &PairStep,
    ) -> Result<Option<OpenDecision>, StoreError> {
        let item = self.outlook.read(stage.kind(), &step.item)?;
        let office = self.office.read(stage.kind(), &Key::office(pair.office))?;
        let (Ok(item), Ok(office)) = (item, office) else { return Ok(None) };
        if let Some(number) = &pair.number {
            self.preview_number(stage, step, &item, Some(number));
        }
        let counters = self.report.counters(stage.kind());
        if pair.merged.of(Side::Office).next().is_some() || matches!(step.op, Op::Restore(_)) {
            counters.wrote(Side::Office, Written::Changed);
        }
        let moved = matches!(step.op, Op::Recover(_));
        if pair.number.is_none() && (moved || pair.merged.of(Side::Outlook).next().is_some()) {
            counters.wrote(Side::Outlook, Written::Changed);
        }
        for write in &pair.merged.writes {
            let record = (item.name.as_str(), office.number.as_str());
            let values = (write.before.clone(), write.after.clone());
            let field = (write.side, write.field.clone());
            let shown = line(stage, step, record, field, values);
            self.show(&PreviewLine { row: write.row, ..shown });
        }
        self.note_left(&item.name, &pair.merged.left);
        let asks = !pair.merged.asks.is_empty();
        Ok(asks.then(|| field_conflict(stage, &step.item, pair, (&item, &office))))
    }

    /// The number that would be written on the item; which one is not known before it is given.
    fn preview_number(&mut self, stage: &Stage, step: &Step, item: &Full, number: Option<&str>) {
        let same = number.is_some_and(|new| folded_number(new) == folded_number(&item.number));
        if same || !self.outlook.writable() {
            return;
        }
        self.report.counters(stage.kind()).wrote(Side::Outlook, Written::Changed);
        let before = Some(item.number.as_str()).filter(|before| !before.is_empty());
        let values = (before.map(Value::text), number.map(Value::text));
        let field = (Side::Outlook, Name::from(stage.kind().number_field()));
        let record = (item.name.as_str(), number.unwrap_or_default());
        self.show(&line(stage, step, record, field, values));
    }
}

fn line(
    stage: &Stage,
    step: &Step,
    (name, number): (&str, &str),
    (side, field): (Side, Name),
    (before, after): (Option<Value>, Option<Value>),
) -> PreviewLine {
    PreviewLine {
        kind: stage.kind(),
        row: step.row,
        tally: step.tally(),
        name: name.to_owned(),
        number: number.to_owned(),
        side,
        field,
        before,
        after,
    }
}
