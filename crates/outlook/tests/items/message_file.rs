//! Message files (.msg) as properties with ids: real items that no data file here holds.

use std::collections::BTreeMap;
use std::path::Path;

use outlook::item::Found;
use outlook::property::PropIds;
use pst::{PropName, Props};

/// A message of a file.
pub struct MessageFile {
    pub props: Props,
    pub recipients: Vec<Props>,
    names: Names,
}

/// Ids from 0x8000 on, in the order of asking.
#[derive(Default)]
struct Names(BTreeMap<PropName, u16>);

impl PropIds for Names {
    fn id(&mut self, name: &PropName) -> pst::Result<u16> {
        let next = 0x8000 + u16::try_from(self.0.len()).unwrap();
        Ok(*self.0.entry(name.clone()).or_insert(next))
    }

    fn find(&self, name: &PropName) -> pst::Result<Option<u16>> {
        Ok(self.0.get(name).copied())
    }
}

impl MessageFile {
    pub fn open(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        let item = outlook::msg::read(&bytes, &mut Found::default()).ok()?;
        let mut names = Names::default();
        let new = outlook::msg::new_item(&item, &mut names).ok()?;
        Some(Self { props: new.props, recipients: new.recipients, names })
    }

    pub fn id_of(&self, name: &PropName) -> Option<u16> {
        self.names.0.get(name).copied()
    }
}
