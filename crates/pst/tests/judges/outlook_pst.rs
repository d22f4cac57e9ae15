//! The judge that is a library: Microsoft's `outlook-pst`.

use std::rc::Rc;

use outlook_pst::ltp::prop_context::PropertyValue;
use outlook_pst::ltp::table_context::{TableContext, TableRowData};
use outlook_pst::messaging::message::Message;
use outlook_pst::messaging::store::{EntryId, Store};
use outlook_pst::ndb::node_id::NodeId;

use crate::files::File;
use crate::shown::{Facts, Kind};
use crate::support::seen::SeenAttachment;

/// What it shows of a file.
pub fn outlook_pst(file: &File) -> Facts {
    let store = outlook_pst::open_store(&file.path).unwrap();
    let top = store.properties().ipm_sub_tree_entry_id().unwrap();
    let mut facts = Facts::default();
    walk(&store, &top, "", &mut facts);
    facts
}

/// Of an attachment it shows what stands in the table: the short name and the size in the store.
pub fn table_row(attachment: &SeenAttachment) -> Option<String> {
    let size = attachment.props.i32(0x0E20).unwrap();
    Some(format!("{} {size}", attachment.props.text(0x3704)))
}

fn walk(store: &Rc<dyn Store>, folder: &EntryId, path: &str, facts: &mut Facts) {
    let folder = store.open_folder(folder).unwrap();
    let shown = if path.is_empty() { "/" } else { path };
    let entry = |row: &TableRowData| {
        store.properties().make_entry_id(NodeId::from(u32::from(row.id()))).unwrap()
    };
    if let Some(table) = folder.contents_table() {
        facts.folder(shown, table.rows_matrix().count());
        for row in table.rows_matrix() {
            facts.subject(shown, &cell(&**table, row, 0x0037).unwrap_or_default());
            // An item without sub-nodes cannot be opened; it has neither recipients nor files.
            if let Ok(message) = store.open_message(&entry(row), None) {
                read_item(&*message, shown, facts);
            }
        }
    }
    for row in folder.hierarchy_table().iter().flat_map(|table| table.rows_matrix()) {
        let child = entry(row);
        let name = store.open_folder(&child).unwrap().properties().display_name().unwrap();
        walk(store, &child, &format!("{path}/{}", name.replace('/', "\\/")), facts);
    }
}

fn read_item(message: &dyn Message, folder: &str, facts: &mut Facts) {
    let people = message.recipient_table().map_or(0, |table| table.rows_matrix().count());
    facts.recipients(folder, people);
    let Some(table) = message.attachment_table() else { return };
    for row in table.rows_matrix() {
        let word = |id| cell(&**table, row, id).unwrap_or_default();
        facts.add(Kind::Attachment, format!("{folder}: {} {}", word(0x3704), word(0x0E20)));
    }
}

/// A cell of a table as text.
fn cell(table: &dyn TableContext, row: &TableRowData, id: u16) -> Option<String> {
    let columns = table.context().columns();
    let at = columns.iter().position(|column| column.prop_id() == id)?;
    let values = row.columns(table.context()).unwrap();
    match table.read_column(values[at].as_ref()?, columns[at].prop_type()).ok()? {
        PropertyValue::Unicode(text) => Some(text.to_string()),
        PropertyValue::String8(text) => {
            Some(text.buffer().iter().map(|byte| char::from(*byte)).collect())
        }
        PropertyValue::Integer32(number) => Some(number.to_string()),
        other => panic!("{id:x} is {other:?}"),
    }
}
