//! What a person decides about: one record; or a field that was newly mapped, about which the same
//! question is open for many records.

use std::collections::BTreeMap;

use office::StoredDecision;
use sync::{Kind, Message, Name, OpenDecision};

/// A matter with its open decisions.
#[derive(Debug, Clone)]
pub enum Matter {
    /// One record.
    Record(Box<StoredDecision>),
    /// A newly mapped field; at least two records of one data file.
    Field(FieldMatter),
}

/// A newly mapped field in which many records differ.
#[derive(Debug, Clone)]
pub struct FieldMatter {
    /// Kind.
    pub kind: Kind,
    /// Office name.
    pub field: Name,
    /// The question for each record, in order.
    pub decisions: Vec<StoredDecision>,
}

/// Questions by what they are about: newly mapped fields in which several records differ, and the
/// questions that these do not settle.
pub struct Grouped<'d> {
    pub fields: BTreeMap<(Kind, &'d str), Vec<&'d OpenDecision>>,
    pub records: Vec<&'d OpenDecision>,
}

/// Groups open decisions of one data file.
pub fn grouped<'d>(open: impl Iterator<Item = &'d OpenDecision> + Clone) -> Grouped<'d> {
    let mut fields: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for decision in open.clone() {
        for field in decision.newly_mapped() {
            fields.entry((decision.kind, field)).or_default().push(decision);
        }
    }
    fields.retain(|_, decisions| decisions.len() > 1);
    let settled = |decision: &OpenDecision| {
        let mut names = decision.fields.iter().map(|(name, ..)| (decision.kind, name.as_ref()));
        !decision.fields.is_empty() && names.all(|field| fields.contains_key(&field))
    };
    let records = open.filter(|decision| !settled(decision)).collect();
    Grouped { fields, records }
}

/// All matters, those of fields first.
pub fn matters(decisions: &[StoredDecision]) -> Vec<Matter> {
    let mut files: BTreeMap<_, Vec<&StoredDecision>> = BTreeMap::new();
    for stored in decisions {
        files.entry(&stored.file).or_default().push(stored);
    }
    let (mut fields, mut records) = (Vec::new(), Vec::new());
    for of_file in files.into_values() {
        let stored = |id: i64| of_file.iter().copied().find(|one| one.decision.id == id).cloned();
        let groups = grouped(of_file.iter().map(|stored| &stored.decision));
        for ((kind, field), decisions) in groups.fields {
            let decisions = decisions.iter().filter_map(|one| stored(one.id)).collect();
            fields.push(Matter::Field(FieldMatter {
                kind,
                field: field.to_owned().into(),
                decisions,
            }));
        }
        let of_records = groups.records.iter().filter_map(|one| stored(one.id));
        records.extend(of_records.map(|stored| Matter::Record(Box::new(stored))));
    }
    records.sort_by_key(|matter| matter.first().map(|stored| stored.decision.id));
    fields.into_iter().chain(records).collect()
}

impl Matter {
    /// What it is called on the command line: its number, or kind and field.
    pub fn id(&self) -> String {
        match self {
            Self::Record(stored) => stored.decision.id.to_string(),
            Self::Field(matter) => format!("{}.{}", matter.kind.name(), matter.field),
        }
    }

    /// Its open decisions.
    pub fn decisions(&self) -> &[StoredDecision] {
        match self {
            Self::Record(stored) => std::slice::from_ref(stored),
            Self::Field(matter) => &matter.decisions,
        }
    }

    /// Its first open decision.
    pub fn first(&self) -> Option<&StoredDecision> {
        self.decisions().first()
    }

    /// The question.
    pub fn why(&self) -> Message {
        match self {
            Self::Record(stored) => stored.decision.why.clone(),
            Self::Field(matter) => {
                field_question(matter.kind, &matter.field, matter.decisions.len())
            }
        }
    }
}

/// The question about a newly mapped field.
pub fn field_question(kind: Kind, field: &str, count: usize) -> Message {
    Message::new("field-newly-mapped")
        .with("field", field)
        .with("kind", kind.name())
        .with("count", count)
}
