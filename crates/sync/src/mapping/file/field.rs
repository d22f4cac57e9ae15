//! What a name means, and whether a line can do with its fields what it says.

use super::super::{Case, Split, WriteRule};
use super::{Findings, Place, Placed, Schemas};
use crate::mapping::{Carriage, Line, Manner, Tongue, carriage, convert};
use crate::schema::USER;
use crate::{Field, FieldType, Kind, Message, Name, Schema, Side, Value};

/// Letters that Outlook does not take in the name of a user-defined field.
const FORBIDDEN: [char; 5] = ['[', ']', '_', '#', ':'];
/// The longest name of a user-defined field, in characters.
const LONGEST_NAME: usize = 32;
/// How alike a name must be to be suggested, of 1.
const ALIKE: f64 = 0.75;

/// The field of a stable name or a label.
///
/// # Errors
/// There is none, or there are two.
pub fn find(side: Side, kind: Kind, name: &str, schemas: &Schemas) -> Result<Name, Message> {
    let Some(schema) = schema(side, kind, schemas) else { return Ok(name.to_owned().into()) };
    if let Some(field) = schema.field(name) {
        return Ok(field.name.clone());
    }
    if let Some(user) = name.strip_prefix(USER).filter(|_| side == Side::Outlook) {
        if user.trim().is_empty() {
            return Err(Message::new("mapping-user-nameless"));
        }
        // Outlook knows a field whatever its letters, and so are those known that only we write.
        let user = name.trim().to_lowercase();
        let known = schema.fields.iter().find(|field| field.name.to_lowercase() == user);
        return Ok(known.map_or_else(|| name.to_owned().into(), |field| field.name.clone()));
    }
    let label = name.trim().to_lowercase();
    let labelled =
        |field: &&Field| [&field.de, &field.en].iter().any(|of| of.to_lowercase() == label);
    let mut meant = schema.fields.iter().filter(labelled);
    match (meant.next(), meant.next()) {
        (Some(field), None) => Ok(field.name.clone()),
        (Some(one), Some(two)) => Err(Message::new("mapping-two-labels")
            .with("label", name)
            .with("one", &one.name)
            .with("two", &two.name)),
        (None, _) => Err(unknown(side, kind, name, schemas)),
    }
}

fn schema(side: Side, kind: Kind, schemas: &Schemas) -> Option<&Schema> {
    let (office, outlook) = schemas.kinds.get(&kind)?;
    Some(if side == Side::Office { office } else { outlook })
}

fn unknown(side: Side, kind: Kind, name: &str, schemas: &Schemas) -> Message {
    let other = |of: &&Kind| {
        **of != kind
            && schema(side, **of, schemas).is_some_and(|schema| schema.field(name).is_some())
    };
    if let Some(other) = Kind::ALL.iter().find(other) {
        return Message::new("mapping-other-kind")
            .with("field", name)
            .with("kind", kind.name())
            .with("other", other.name());
    }
    let message = Message::new("mapping-no-such-field").with("side", side.name());
    let alike = schema(side, kind, schemas).and_then(|schema| alike(name, schema));
    message.with("field", name).with("alike", alike.unwrap_or_default())
}

/// The field that was probably meant.
fn alike(name: &str, schema: &Schema) -> Option<Name> {
    let name = name.to_lowercase();
    let likeness = |field: &Field| {
        let own = field.name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let names =
            [field.name.to_lowercase(), own, field.de.to_lowercase(), field.en.to_lowercase()];
        names.iter().map(|own| strsim::jaro_winkler(own, &name)).fold(0.0, f64::max)
    };
    let best = schema.fields.iter().map(|field| (likeness(field), field));
    let best = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= ALIKE).then(|| best.1.name.clone())
}

/// Checks one line by itself.
pub(super) fn check(
    placed: &Placed,
    (office, outlook): &(Schema, Schema),
    tongue: Tongue,
    findings: &mut Findings,
) {
    let before = findings.0.len();
    let line = &placed.line;
    let offices = found(&line.office.0, office, None);
    let outlooks = found(&line.outlook.0, outlook, Some(wanted(line, &offices)));
    written(placed, (&offices, &outlooks), outlook, findings);
    shape(placed, (&offices, &outlooks), findings);
    if findings.0.len() > before {
        return;
    }
    super::formed::check(placed, findings);
    if findings.0.len() > before {
        return;
    }
    match &line.constant {
        Some(constant) => check_constant(placed, constant, (&offices, &outlooks), tongue, findings),
        None => types(placed, (&offices, &outlooks), findings),
    }
}

type Fields<'f> = (&'f [Field], &'f [Field]);

/// The type that a new user-defined field gets.
pub(super) fn wanted(line: &Line, offices: &[Field]) -> FieldType {
    let natural = offices.first().map_or(FieldType::Text, |field| field.field_type.of_user_field());
    line.field_type.unwrap_or(natural)
}

fn found(names: &[Name], schema: &Schema, user: Option<FieldType>) -> Vec<Field> {
    let field = |name: &Name| {
        let known = schema.field(name).cloned();
        known.or_else(|| user.map(|of| Field::user(name.clone(), of)))
    };
    names.iter().filter_map(field).collect()
}

/// Fields that are written must be such as may be.
fn written(placed: &Placed, (offices, outlooks): Fields, schema: &Schema, findings: &mut Findings) {
    let line = &placed.line;
    let sides =
        [(Side::Office, offices, &placed.office), (Side::Outlook, outlooks, &placed.outlook)];
    for (side, fields, places) in sides {
        for (field, at) in fields.iter().zip(places) {
            if line.direction.writes(side) && !field.writable {
                findings.mistake(at, not_writable(side, field));
            } else if let Some(name) = field.name.strip_prefix(USER)
                && schema.field(&field.name).is_none()
                && !may_be_named(name, schema)
            {
                findings.mistake(at, Message::new("mapping-user-name").with("field", name));
            }
        }
    }
    if line.field_type.is_some() && !outlooks.iter().any(|field| field.name.starts_with(USER)) {
        findings.mistake(placed.place("type"), Message::new("mapping-type-useless"));
    }
}

fn not_writable(side: Side, field: &Field) -> Message {
    let id = match field.name.starts_with(USER) {
        true => "mapping-reserved",
        false => "mapping-not-writable",
    };
    Message::new(id).with("side", side.name()).with("field", &field.name)
}

/// Letters that nobody sees.
pub(super) fn has_invisible(text: &str) -> bool {
    let invisible = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\r' | '\t')
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{FEFF}')
    };
    text.contains(invisible)
}

fn may_be_named(name: &str, schema: &Schema) -> bool {
    if name.trim() != name || name.contains(char::is_control) || has_invisible(name) {
        return false;
    }
    let label = name.to_lowercase();
    let taken = |field: &Field| {
        !field.name.starts_with(USER)
            && [&field.de, &field.en].iter().any(|own| own.to_lowercase() == label)
    };
    !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(FORBIDDEN)
        && name != "Keywords"
        && !schema.fields.iter().any(taken)
}

/// How many fields stand where, and what is said about them.
fn shape(placed: &Placed, (offices, outlooks): Fields, findings: &mut Findings) {
    let line = &placed.line;
    let several = |side| match side {
        Side::Office => line.office.are_several(),
        Side::Outlook => line.outlook.are_several(),
    };
    if several(Side::Office) && several(Side::Outlook) {
        return findings.mistake(&placed.at, Message::new("mapping-several-both"));
    }
    let many = [Side::Office, Side::Outlook].into_iter().find(|side| several(*side));
    match many {
        Some(side) => divided(placed, side, (offices, outlooks), findings),
        None => {
            for (key, said) in [("join", line.join.is_some()), ("split", line.split.is_some())] {
                if said {
                    let what = Message::new("mapping-one-field").with("key", key);
                    findings.mistake(placed.place(key), what);
                }
            }
        }
    }
    if let Some(constant) = &line.constant {
        constant_shape(placed, constant, findings);
    }
    values(placed, many.is_some(), findings);
}

/// Several fields on a side: texts, divided by a rule where they are written.
fn divided(placed: &Placed, side: Side, (offices, outlooks): Fields, findings: &mut Findings) {
    let line = &placed.line;
    let (fields, places) = match side {
        Side::Office => (offices, &placed.office),
        Side::Outlook => (outlooks, &placed.outlook),
    };
    for (field, at) in fields.iter().zip(places) {
        if field.field_type != FieldType::Text {
            findings.mistake(at, Message::new("mapping-several-texts").with("field", &field.name));
        }
    }
    if matches!(line.split, Some(Split::Each | Split::Last)) && line.separator().is_empty() {
        return findings.mistake(placed.place("join"), Message::new("mapping-split-nowhere"));
    }
    let two = matches!(line.split, Some(Split::Last | Split::HouseNumber));
    if line.split.is_none() && line.direction.writes(side) {
        findings.mistake(&placed.at, Message::new("mapping-split-missing"));
    } else if two && fields.len() != 2 {
        findings.mistake(placed.place("split"), Message::new("mapping-split-two"));
    } else if line.split.is_some() && !line.direction.writes(side) {
        findings.mistake(placed.place("split"), Message::new("mapping-split-useless"));
    }
}

fn constant_shape(placed: &Placed, constant: &str, findings: &mut Findings) {
    let line = &placed.line;
    let fields = line.office.0.len() + line.outlook.0.len();
    let to = if line.office.is_empty() { Side::Outlook } else { Side::Office };
    let way = line.direction != crate::Direction::Both && line.direction.writes(to);
    if has_invisible(constant) {
        findings.mistake(placed.place("constant"), Message::new("mapping-invisible"));
    } else if fields != 1 {
        findings.mistake(placed.place("constant"), Message::new("mapping-constant-fields"));
    } else if !way {
        let wanted = if to == Side::Outlook { "export" } else { "import" };
        let what = Message::new("mapping-constant-direction").with("wanted", wanted);
        findings.mistake(placed.place("constant"), what.with("constant", constant));
    }
}

/// A table of values says of every value one thing.
fn values(placed: &Placed, several: bool, findings: &mut Findings) {
    let line = &placed.line;
    if line.values.is_empty() {
        return;
    }
    let at = placed.place("values");
    if several || line.constant.is_some() {
        return findings.mistake(at, Message::new("mapping-values-one-field"));
    }
    let texts = || line.values.iter().flat_map(|(office, outlook)| [office, outlook]);
    if texts().any(|text| text.trim().is_empty()) {
        return findings.mistake(at, Message::new("mapping-value-empty"));
    }
    if texts().any(|text| has_invisible(text)) {
        return findings.mistake(at, Message::new("mapping-invisible"));
    }
    let column = |side: Side| {
        let of = move |(office, outlook): &(String, String)| match side {
            Side::Office => office.trim().to_owned(),
            Side::Outlook => outlook.trim().to_owned(),
        };
        line.values.iter().map(of).collect::<Vec<_>>()
    };
    for from in [Side::Office, Side::Outlook] {
        if !line.direction.writes(from.other()) {
            continue;
        }
        let mut seen = column(from);
        seen.sort();
        let twice = seen.windows(2).find(|pair| pair.first() == pair.last());
        if let Some([value, ..]) = twice {
            let what = Message::new("mapping-value-twice").with("side", from.name());
            findings.mistake(at, what.with("value", value));
        }
    }
}

/// A constant must be something that its field can hold.
fn check_constant(
    placed: &Placed,
    constant: &str,
    (offices, outlooks): Fields,
    tongue: Tongue,
    findings: &mut Findings,
) {
    let Some(field) = offices.first().or(outlooks.first()) else { return };
    let at = placed.place("constant");
    let manner = Manner { tongue, ..Manner::default() };
    let text = Value::text(constant);
    let fits = convert(&text, FieldType::Text, field.field_type, &manner);
    if let Err(why) = fits {
        let what = Message::new("mapping-constant-unfit").with("constant", constant);
        findings.mistake(at, what.with("field", &field.name).with("why", why.name()));
    } else if let Some(most) = too_long(constant, field) {
        findings.mistake(at, long(constant, field, most));
    }
}

fn too_long(text: &str, field: &Field) -> Option<u32> {
    field.max_chars.filter(|most| text.chars().count() > *most as usize)
}

fn long(text: &str, field: &Field, most: u32) -> Message {
    Message::new("mapping-too-long")
        .with("value", text)
        .with("field", &field.name)
        .with("most", most)
}

/// Values of the one type must go into the other, and what may be lost is said.
fn types(placed: &Placed, (offices, outlooks): Fields, findings: &mut Findings) {
    let line = &placed.line;
    let type_of = |fields: &[Field]| match fields {
        [field] => field.field_type,
        _ => FieldType::Text,
    };
    let (ours, theirs) = (type_of(offices), type_of(outlooks));
    let ways = [(Side::Outlook, ours, theirs), (Side::Office, theirs, ours)];
    let ways = ways.into_iter().filter(|(to, ..)| line.direction.writes(*to));
    for (to, from, into) in ways {
        let both = |id: &str| {
            Message::new(id)
                .with("office", &line.office)
                .with("outlook", &line.outlook)
                .with("from_type", type_word(from))
                .with("to_type", type_word(into))
                .with("side", to.name())
        };
        match carriage(from, into) {
            _ if line.rule == WriteRule::Append
                && !matches!(into, FieldType::Text | FieldType::List) =>
            {
                return findings.mistake(placed.place("rule"), both("mapping-append-type"));
            }
            Carriage::Never if line.values.is_empty() => {
                return findings.mistake(&placed.at, both("mapping-never"));
            }
            Carriage::Lossy(why) if line.values.is_empty() => {
                findings.hint(&placed.at, both("mapping-lossy").with("why", why.name()));
            }
            _ => {}
        }
    }
    if line.case.is_some() && line.direction == crate::Direction::Both {
        findings.hint(placed.place("case"), case_hint(line.case));
    }
    if line.rule == WriteRule::Append && line.direction == crate::Direction::Both {
        findings.mistake(placed.place("rule"), Message::new("mapping-append-both"));
    }
    if line.split.is_some() && line.direction == crate::Direction::Both {
        findings.hint(placed.place("split"), Message::new("mapping-split-lossy"));
    }
    table_fits(placed, (offices, outlooks), findings);
}

fn case_hint(case: Option<Case>) -> Message {
    let word = Case::ALL.iter().find(|(_, of)| Some(*of) == case).map(|(word, _)| *word);
    Message::new("mapping-case-lossy").with("case", word.unwrap_or_default())
}

/// What the table of values writes must be something that its field can hold.
fn table_fits(placed: &Placed, (offices, outlooks): Fields, findings: &mut Findings) {
    let line = &placed.line;
    let ([office], [outlook]) = (offices, outlooks) else { return };
    let at: &Place = placed.place("values");
    let manner = Manner::default();
    for (ours, theirs) in &line.values {
        for (side, field, text) in [(Side::Office, office, ours), (Side::Outlook, outlook, theirs)]
        {
            if !line.direction.writes(side) {
                continue;
            }
            let value = Value::text(text.as_str());
            if let Some(most) = too_long(text, field) {
                findings.mistake(at, long(text, field, most));
            } else if convert(&value, FieldType::Text, field.field_type, &manner).is_err() {
                let what = Message::new("mapping-value-unfit").with("value", text);
                findings.mistake(at, what.with("field", &field.name));
            }
        }
    }
}

/// The word of a type, for the catalogues.
fn type_word(of: FieldType) -> &'static str {
    match of {
        FieldType::Text => "text",
        FieldType::Int => "integer",
        FieldType::Number => "number",
        FieldType::Percent => "percent",
        FieldType::Currency => "currency",
        FieldType::Duration => "duration",
        FieldType::Bool => "yes-no",
        FieldType::Date => "date",
        FieldType::Instant => "time",
        FieldType::List => "keywords",
        FieldType::Bytes => "bytes",
    }
}
