//! Mappings by name or file: read and checked before anything is done with them, made from a few
//! choices, tried on real records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use office::record_schema;
use outlook::user::FieldKind;
use outlook::{OutlookFile, Purpose};
use sync::mapping::file::{Heading, Reading, Schemas, find, read, remove, remove_line, set, text};
use sync::{
    FieldType, Kind, Line, Listed, Mapping, Message, Name, Names, Ready, Schema, Scope, Side,
    Store, Tried,
};

use super::exchange::Face;
use super::{Password, Session, password, source};
use crate::failure::Failure;
use crate::words::Words;

/// The mapping that is always there.
pub const DEFAULT_MAPPING: &str = "default";
/// The folder of mappings beside an office.
const FOLDER: &str = "mappings";
/// How mapping files end.
const EXTENSION: &str = "toml";
/// How user-defined fields of Outlook begin.
const USER: &str = "user.";
/// No mapping file is longer, in bytes.
const LONGEST: u64 = 4 << 20;

/// Held while a mapping file is changed.
static EDITING: Mutex<()> = Mutex::new(());

/// A mapping file as it was read.
pub struct MappingFile {
    /// Where it lies; `None` for the default one.
    pub path: Option<PathBuf>,
    /// What it says, and what is wrong with it.
    pub reading: Reading,
}

/// What is tried.
#[derive(Debug, Clone)]
pub struct TryRequest {
    /// The data file.
    pub path: PathBuf,
    /// The mapping.
    pub mapping: Mapping,
    /// The kinds.
    pub kinds: Vec<Kind>,
    /// The items.
    pub scope: Scope,
    /// At most so many of each kind; 0 for all.
    pub limit: u64,
    /// The data file's password.
    pub password: Password,
}

/// A record on which a mapping was tried.
pub struct TriedItem {
    /// Kind.
    pub kind: Kind,
    /// How a person would name it.
    pub name: String,
    /// What the mapping makes of it.
    pub tried: Tried,
}

impl Session {
    /// The folder in which mappings are found by their names.
    pub fn mappings_folder(&self) -> PathBuf {
        if let Some(folder) = &self.mappings {
            return folder.clone();
        }
        self.beside(FOLDER)
    }

    /// The names of all mappings, the default one first.
    pub fn mapping_names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.mappings_folder()).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| {
            let path = entry.path();
            let is = path.extension().is_some_and(|ext| ext == EXTENSION) && path.is_file();
            let name = path.file_stem()?.to_str()?.to_owned();
            (is && name != DEFAULT_MAPPING).then_some(name)
        });
        let mut names: Vec<String> = named.collect();
        names.sort();
        names.insert(0, DEFAULT_MAPPING.to_owned());
        names
    }

    /// Where a mapping lies that is named by its name or its file.
    pub fn mapping_path(&self, which: &str) -> PathBuf {
        let path = Path::new(which);
        let is_file =
            path.components().count() > 1 || path.extension().is_some_and(|ext| ext == EXTENSION);
        match is_file {
            true => path.to_owned(),
            false => self.mappings_folder().join(format!("{which}.{EXTENSION}")),
        }
    }

    /// Reads a mapping, by name or file, and checks it.
    pub fn read_mapping(&self, which: &str) -> Result<MappingFile, Failure> {
        if which == DEFAULT_MAPPING {
            let reading = default_reading();
            return Ok(MappingFile { path: None, reading });
        }
        let path = self.mapping_path(which);
        let mut reading = read(&mapping_text(which, &path)?, &schemas());
        if reading.mapping.name.is_empty() {
            reading.mapping.name =
                path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        }
        Ok(MappingFile { path: Some(path), reading })
    }

    /// A mapping without mistakes, by name or file.
    pub fn mapping(&self, which: &str) -> Result<Mapping, Failure> {
        let MappingFile { path, reading } = self.read_mapping(which)?;
        let first = reading.mistakes().next();
        let Some(first) = first else { return Ok(reading.mapping) };
        let what = Message::new("mapping-has-mistakes")
            .with("count", reading.mistakes().count())
            .with("line", first.line)
            .with("column", first.column)
            .with("first", self.words.say(&first.what))
            .with("mapping", which);
        let failure = Failure::usage(what);
        Err(match path {
            Some(path) => failure.with_file(source::shown(&path)),
            None => failure,
        })
    }

    /// Writes a ready-made mapping into a new file; gives its text and where it lies.
    pub fn init_mapping(
        &self,
        ready: &Ready,
        which: Option<&str>,
    ) -> Result<(String, Option<PathBuf>), Failure> {
        let mapping = ready.mapping().map_err(Failure::usage)?;
        let text = text(&mapping, &Labels(&self.words));
        if let Some(first) = read(&text, &schemas()).mistakes().next() {
            return Err(Failure::usage(first.what.clone()));
        }
        let Some(which) = which else { return Ok((text, None)) };
        if which == DEFAULT_MAPPING {
            return Err(Failure::usage(Message::new("mapping-name-taken").with("name", which)));
        }
        if which.trim().is_empty() || which.contains(char::is_control) {
            return Err(Failure::usage(Message::new("mapping-bad-name")));
        }
        let path = self.mapping_path(which);
        let failure = |error: std::io::Error| {
            let what = match error.kind() {
                std::io::ErrorKind::AlreadyExists => Message::new("mapping-file-exists"),
                _ => outlook::explain_io(&error),
            };
            Failure::start(what).with_file(source::shown(&path))
        };
        if path.starts_with(self.mappings_folder()) {
            std::fs::create_dir_all(self.mappings_folder()).map_err(failure)?;
        }
        write_new(&path, &text).map_err(failure)?;
        Ok((text, Some(path)))
    }

    /// Gives an office field of a mapping file another field of Outlook, or adds the line. What else
    /// stands in the file stays, comments included; a change that would be a mistake is refused.
    pub fn set_mapping_line(
        &self,
        which: &str,
        kind: Kind,
        line: &Line,
    ) -> Result<PathBuf, Failure> {
        let schemas = schemas();
        let named = |side, names: &Names| {
            let name = names.first().map(Name::as_ref).unwrap_or_default();
            find(side, kind, name, &schemas).map(Names::from).map_err(Failure::usage)
        };
        let line = Line {
            office: named(Side::Office, &line.office)?,
            outlook: named(Side::Outlook, &line.outlook)?,
            ..line.clone()
        };
        self.edit_mapping(which, |text| set(text, kind, &line, &schemas))
    }

    /// Takes the line of a field out of a mapping file.
    pub fn remove_mapping_line(
        &self,
        which: &str,
        kind: Kind,
        field: &str,
    ) -> Result<PathBuf, Failure> {
        let gone = || Message::new("mapping-no-line").with("name", field);
        self.edit_mapping(which, |text| remove(text, kind, field, &schemas())?.ok_or_else(gone))
    }

    /// Takes out the line that has these fields, one on each side.
    pub fn remove_mapping_pair(
        &self,
        which: &str,
        kind: Kind,
        (office, outlook): (&str, &str),
    ) -> Result<PathBuf, Failure> {
        let gone = || Message::new("mapping-no-line").with("name", format!("{office} {outlook}"));
        self.edit_mapping(which, |text| {
            remove_line(text, kind, (office, outlook), &schemas())?.ok_or_else(gone)
        })
    }

    /// One change at a time: what another one wrote meanwhile is not lost.
    fn edit_mapping(
        &self,
        which: &str,
        edit: impl FnOnce(&str) -> Result<String, Message>,
    ) -> Result<PathBuf, Failure> {
        if which == DEFAULT_MAPPING {
            return Err(Failure::usage(Message::new("mapping-default-stays")));
        }
        let _alone = EDITING.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.mapping_path(which);
        let usage = |what| Failure::usage(what).with_file(source::shown(&path));
        let edited = edit(&mapping_text(which, &path)?).map_err(usage)?;
        if let Some(first) = read(&edited, &schemas()).mistakes().next() {
            return Err(usage(first.what.clone()));
        }
        let io = |error: std::io::Error| {
            Failure::start(outlook::explain_io(&error)).with_file(source::shown(&path))
        };
        replace(&path, &edited).map_err(io)?;
        Ok(path)
    }

    /// The fields of both sides, with the user-defined ones of a data file where one is given.
    pub fn schemas(&self, path: Option<&Path>) -> Result<Schemas, Failure> {
        let mut schemas = schemas();
        let Some(path) = path else { return Ok(schemas) };
        source::check(path, sync::Job::Import)?;
        let file = self.open(path, Purpose::Read, &Mapping::default())?;
        let failure = |error| Failure::of_store(error, &source::shown(path));
        let mut store = file.store();
        for (kind, (_, outlook)) in &mut schemas.kinds {
            *outlook = store.schema(*kind).map_err(failure)?;
        }
        Ok(schemas)
    }

    /// Tries a mapping on the records of a data file; nothing is written. Gives how many there are.
    pub fn try_mapping(
        &mut self,
        request: &TryRequest,
        face: &mut dyn Face,
        show: &mut dyn FnMut(TriedItem),
    ) -> Result<u64, Failure> {
        source::check(&request.path, sync::Job::Import)?;
        let file = self.open(&request.path, Purpose::Read, &request.mapping)?;
        password::check(&file, &request.password, face)?;
        let failure = |error| Failure::of_store(error, &source::shown(&request.path));
        let mut total = 0;
        for kind in &request.kinds {
            let tried = self.try_kind(&file, *kind, request, show);
            total += tried.map_err(failure)?;
        }
        Ok(total)
    }

    fn try_kind(
        &self,
        file: &OutlookFile,
        kind: Kind,
        request: &TryRequest,
        show: &mut dyn FnMut(TriedItem),
    ) -> Result<u64, sync::StoreError> {
        let mut store = file.store();
        let outlook = store.schema(kind)?;
        let zone = self.words.zone();
        let mapped = request.mapping.resolve_in(zone, kind, record_schema(kind), &outlook);
        let mut items: Vec<Listed> = Vec::new();
        store.survey(&request.scope, &mut |listed| {
            if listed.in_scope && listed.kind == Some(kind) {
                items.push(listed);
            }
        })?;
        let limit = if request.limit == 0 { u64::MAX } else { request.limit };
        let shown = items.iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
        for listed in shown {
            if let Ok(full) = store.read(kind, &listed.key)? {
                show(TriedItem { kind, name: full.name, tried: mapped.tried(&full.record) });
            }
        }
        Ok(items.len() as u64)
    }
}

fn default_reading() -> Reading {
    let mapping = sync::default_mapping();
    let lines = mapping.kinds.values().map(Vec::len).sum();
    Reading { mapping, findings: Vec::new(), lines }
}

/// What stands in a mapping file.
fn mapping_text(which: &str, path: &Path) -> Result<String, Failure> {
    if !path.exists() {
        return Err(Failure::usage(Message::new("usage-unknown-mapping").with("name", which)));
    }
    let failure = |what| Failure::start(what).with_file(source::shown(path));
    if path.is_dir() {
        return Err(failure(Message::new("mapping-is-folder")));
    }
    let io = |error: std::io::Error| failure(outlook::explain_io(&error));
    if std::fs::metadata(path).map_err(io)?.len() > LONGEST {
        return Err(failure(Message::new("mapping-file-too-long")));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let text = String::from_utf8(bytes).map_err(|_| failure(Message::new("mapping-not-utf8")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The file appears under its name as a whole, or not at all; one that is there stays.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.inspect_err(|_| drop(std::fs::remove_file(path)))
}

/// Puts a text in the place of a file: the old one, or the new one, and nothing between.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    drop(std::fs::remove_file(&part));
    write_new(&part, text)?;
    std::fs::rename(&part, path).inspect_err(|_| drop(std::fs::remove_file(&part)))
}

/// The fields that a mapping may name, as every office and every data file has them.
pub fn schemas() -> Schemas {
    let of = |kind: Kind| (kind, (record_schema(kind).clone(), outlook::schema(kind)));
    Schemas { kinds: Kind::ALL.map(of).into() }
}

/// The user-defined fields that a mapping writes, with the types they get where they are new.
pub fn user_fields(mapping: &Mapping) -> BTreeMap<String, FieldKind> {
    let mut fields = BTreeMap::new();
    for kind in Kind::ALL {
        let office: &Schema = record_schema(kind);
        for line in mapping.lines(kind).iter().filter(|line| line.direction.writes(Side::Outlook)) {
            let natural = line.office.first().and_then(|name| office.field(name));
            let natural = natural.map_or(FieldType::Text, |field| field.field_type);
            let kind = FieldKind::for_type(line.field_type.unwrap_or(natural));
            let names = line.outlook.iter().filter_map(|name| name.strip_prefix(USER));
            fields.extend(names.map(|name| (name.to_owned(), kind)));
        }
    }
    fields
}

/// What a person reads in a mapping file.
struct Labels<'w>(&'w Words);

impl Heading for Labels<'_> {
    fn file(&self) -> String {
        self.0.text("mapping-file-heading")
    }

    fn kind(&self, kind: Kind) -> String {
        self.0.text(&format!("kinds-{}", kind.name()))
    }

    fn label(&self, _: Side, name: &Name) -> String {
        self.0.label(name)
    }
}
