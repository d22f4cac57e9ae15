//! Changing one line of a mapping file and leaving all else as a person wrote it: order, blanks and
//! comments.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::Schemas;
use super::field::find;
use crate::mapping::{Direction, Line, WriteRule};
use crate::{Kind, Message, Name, Side};

/// The text with a line for these two fields. A line that has the office field is changed; where
/// there is none, one that has the Outlook field; else a new one is added at the end.
///
/// # Errors
/// The text is no TOML, or a name is no field's.
pub fn set(text: &str, kind: Kind, line: &Line, schemas: &Schemas) -> Result<String, Message> {
    let mut document = parsed(text)?;
    let tables = tables(&mut document, kind)?;
    let wanted =
        |side| if side == Side::Office { line.office.first() } else { line.outlook.first() };
    let alone = || {
        let mut sides = [Side::Office, Side::Outlook].into_iter();
        sides.find_map(|side| position(tables, &[(side, wanted(side)?)], kind, schemas))
    };
    let both = wanted(Side::Office).zip(wanted(Side::Outlook)).and_then(|(office, outlook)| {
        position(tables, &[(Side::Office, office), (Side::Outlook, outlook)], kind, schemas)
    });
    let at = both.or_else(alone);
    match at.and_then(|at| tables.get_mut(at)) {
        Some(table) => fill(table, line),
        None => {
            let mut table = Table::new();
            fill(&mut table, line);
            tables.push(table);
        }
    }
    Ok(as_before(text, document.to_string()))
}

/// The text without the line that has these fields, one on each side; `None` where no line has both.
///
/// # Errors
/// The text is no TOML.
pub fn remove_line(
    text: &str,
    kind: Kind,
    (office, outlook): (&str, &str),
    schemas: &Schemas,
) -> Result<Option<String>, Message> {
    let mut document = parsed(text)?;
    let tables = tables(&mut document, kind)?;
    let named = |side, name| find(side, kind, name, schemas).ok();
    let (office, outlook) = (named(Side::Office, office), named(Side::Outlook, outlook));
    let wanted = [(Side::Office, office.as_ref()), (Side::Outlook, outlook.as_ref())];
    let wanted: Vec<_> =
        wanted.into_iter().filter_map(|(side, name)| Some((side, name?))).collect();
    let at = match wanted.is_empty() {
        true => None,
        false => position(tables, &wanted, kind, schemas),
    };
    let Some(at) = at else { return Ok(None) };
    take_out(tables, at);
    Ok(Some(as_before(text, document.to_string())))
}

/// The text without the line that has a field on either side; `None` where no line has it.
///
/// # Errors
/// The text is no TOML.
pub fn remove(
    text: &str,
    kind: Kind,
    field: &str,
    schemas: &Schemas,
) -> Result<Option<String>, Message> {
    let mut document = parsed(text)?;
    let tables = tables(&mut document, kind)?;
    let at = [Side::Office, Side::Outlook].into_iter().find_map(|side| {
        let wanted = find(side, kind, field, schemas).ok()?;
        position(tables, &[(side, &wanted)], kind, schemas)
    });
    let Some(at) = at else { return Ok(None) };
    take_out(tables, at);
    Ok(Some(as_before(text, document.to_string())))
}

/// Takes a line out, and leaves what a person wrote around it.
fn take_out(tables: &mut ArrayOfTables, at: usize) {
    // A comment that stands apart from the line belongs to what is around it.
    let above =
        tables.get(at).and_then(|table| table.decor().prefix()).and_then(|raw| raw.as_str());
    let kept = above.and_then(|above| above.rsplit_once("\n\n")).map(|(kept, _)| kept.to_owned());
    tables.remove(at);
    let next = tables.get_mut(at).filter(|_| kept.as_ref().is_some_and(|kept| kept.contains('#')));
    if let (Some(next), Some(kept)) = (next, kept) {
        let own = next.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().to_owned();
        next.decor_mut().set_prefix(format!("{kept}\n{own}"));
    }
}

/// The ends of lines as they were.
fn as_before(before: &str, text: String) -> String {
    if before.contains("\r\n") { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text }
}

fn parsed(text: &str) -> Result<DocumentMut, Message> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let detail = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        Message::new("mapping-syntax").with("detail", detail)
    })
}

/// The lines of a kind.
fn tables(document: &mut DocumentMut, kind: Kind) -> Result<&mut ArrayOfTables, Message> {
    let new = || Item::ArrayOfTables(ArrayOfTables::new());
    let item = document.entry(kind.name()).or_insert_with(new);
    let wrong = || Message::new("mapping-not-lines").with("key", kind.name());
    item.as_array_of_tables_mut().ok_or_else(wrong)
}

/// The line that has each of these fields on its side.
fn position(
    tables: &ArrayOfTables,
    wanted: &[(Side, &Name)],
    kind: Kind,
    schemas: &Schemas,
) -> Option<usize> {
    let has = |table: &Table, side: Side, wanted: &Name| {
        let is = |text: &str| find(side, kind, text, schemas).is_ok_and(|name| name == *wanted);
        match table.get(side.name()) {
            Some(item) => match item.as_array() {
                Some(names) => names.iter().filter_map(Value::as_str).any(is),
                None => item.as_str().is_some_and(is),
            },
            None => false,
        }
    };
    tables.iter().position(|table| wanted.iter().all(|(side, name)| has(table, *side, name)))
}

/// Puts a line's fields, direction and rule into a table; what else it says stays.
fn fill(table: &mut Table, line: &Line) {
    for (key, names) in [("office", &line.office), ("outlook", &line.outlook)] {
        if let [name] = names.0.as_slice() {
            put(table, key, name);
        }
    }
    let direction = (line.direction != Direction::Both).then(|| line.direction.word());
    let rule = (line.rule != WriteRule::Overwrite).then(|| line.rule.word());
    for (key, word) in [("direction", direction), ("rule", rule)] {
        match word {
            Some(word) => put(table, key, word),
            None => drop(table.remove(key)),
        }
    }
}

/// Puts a text in the place of another, with the comment that stands behind it.
fn put(table: &mut Table, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = Value::from(text);
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, value(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{office_schema, outlook_schema};

    const TEXT: &str = "# Unsere Zuordnung, von Anna.\nname = \"Büro\"\n\n[[addresses]]  # das Telefon\noffice = \"phone\"   # Zentrale\noutlook = \"contact.phone.business\"  # nicht mobil!\n\n# Ende\n[[addresses]]\noffice = \"notes\"\noutlook = \"contact.body\"\n";

    fn schemas() -> Schemas {
        Schemas { kinds: [(Kind::Addresses, (office_schema(), outlook_schema()))].into() }
    }

    #[test]
    fn a_changed_line_keeps_its_comments_and_all_else_stays_as_it_is() {
        let line =
            Line { direction: Direction::Import, ..Line::both("phone", "contact.phone.car") };
        let changed = set(TEXT, Kind::Addresses, &line, &schemas()).unwrap();
        let expected = TEXT.replace(
            "\"contact.phone.business\"  # nicht mobil!\n",
            "\"contact.phone.car\"  # nicht mobil!\ndirection = \"import\"\n",
        );
        assert_eq!(changed, expected);
        let line = Line::both("phone", "contact.phone.business");
        assert_eq!(set(&changed, Kind::Addresses, &line, &schemas()).unwrap(), TEXT);
    }

    #[test]
    fn the_ends_of_lines_and_comments_that_stand_apart_stay() {
        let windows = TEXT.replace('\n', "\r\n");
        let line = Line::both("free1", "user.Vertreter");
        let longer = set(&windows, Kind::Addresses, &line, &schemas()).unwrap();
        assert_eq!(longer.matches('\n').count(), longer.matches("\r\n").count());
        let text = "# Von Anna, nicht löschen.\n\n[[addresses]]\noffice = \"phone\"\noutlook = \"contact.phone.car\"\n\n[[addresses]]\noffice = \"notes\"\noutlook = \"contact.body\"\n";
        let shorter = remove(text, Kind::Addresses, "phone", &schemas()).unwrap().unwrap();
        assert!(shorter.starts_with("# Von Anna, nicht löschen.\n"), "{shorter}");
        assert!(!shorter.contains("phone"), "{shorter}");
    }

    #[test]
    fn a_new_line_stands_at_the_end_and_one_that_is_removed_leaves_the_others() {
        let line = Line::both("free1", "user.Vertreter");
        let longer = set(TEXT, Kind::Addresses, &line, &schemas()).unwrap();
        assert!(longer.starts_with(TEXT), "{longer}");
        assert!(longer.ends_with("office = \"free1\"\noutlook = \"user.Vertreter\"\n"), "{longer}");
        let again = remove(&longer, Kind::Addresses, "free1", &schemas()).unwrap().unwrap();
        assert_eq!(again.trim_end(), TEXT.trim_end());
        assert_eq!(remove(TEXT, Kind::Addresses, "free9", &schemas()), Ok(None));
    }
}
