//! The conversation that an item belongs to: what its row says in column 0x3013, and where the
//! message index files it.
//!
//! Not in \[MS-PST\]; real files: the 16 bytes of the conversation index that identify it where
//! tracking is on, else the MD5 of the topic in capitals.

use md5::{Digest, Md5};

use crate::bytes::Bytes;
use crate::ltp::edit::PropEdit;
use crate::ltp::prop::PropValue;
use crate::ltp::text::CodePage;

/// PidTagConversationId, which is in a row only.
pub(crate) const CONVERSATION_ID: u16 = 0x3013;
/// PidTagConversationTopic.
const TOPIC: u16 = 0x0070;
/// PidTagConversationIndex.
const INDEX: u16 = 0x0071;
/// PidTagConversationIndexTracking.
const TRACKING: u16 = 0x3016;
/// What the conversation id is made of.
pub(crate) const SOURCES: [u16; 3] = [TOPIC, INDEX, TRACKING];
/// Characters of the topic that count.
const TOPIC_MAX: usize = 255;

/// The conversation id of an item; `None` without a topic.
pub(crate) fn conversation_id(topic: &str, index: &[u8], tracking: bool) -> Option<[u8; 16]> {
    if tracking && index.len() >= 22 && index.first() == Some(&1) {
        return index.array(6);
    }
    let capitals: Vec<u8> = topic
        .chars()
        .map(capital)
        .collect::<String>()
        .encode_utf16()
        .take(TOPIC_MAX)
        .flat_map(u16::to_le_bytes)
        .collect();
    (!capitals.is_empty()).then(|| Md5::digest(&capitals).into())
}

/// One capital for one letter, as Windows does it: a sharp s stays.
fn capital(letter: char) -> char {
    let mut capitals = letter.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

impl PropEdit {
    /// The conversation id of the item.
    pub(crate) fn conversation_id(&self, page: CodePage) -> Option<[u8; 16]> {
        let topic = match self.small(TOPIC, page) {
            Some(PropValue::Text(topic)) => topic,
            _ => String::new(),
        };
        let index = match self.small(INDEX, page) {
            Some(PropValue::Binary(index)) => index,
            _ => Vec::new(),
        };
        let tracking = self.number(TRACKING).is_some_and(|tracking| tracking != 0);
        conversation_id(&topic, &index, tracking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ltp::table::Table;
    use crate::messaging::reader::sealed::Viewed;
    use crate::{Access, FileFormat, Nid, NidType, Pst, Reader};

    #[test]
    fn the_id_is_that_of_the_index_where_tracking_is_on_and_of_the_topic_elsewhere() {
        let index: Vec<u8> = [1].into_iter().chain(0..40).collect();
        let tracked = conversation_id("Angebot", &index, true).unwrap();
        assert_eq!(tracked, std::array::from_fn(|i| u8::try_from(i + 5).unwrap()));
        let topic = conversation_id("Angebot", &index, false).unwrap();
        assert_eq!(topic, conversation_id("ANGEBOT", &[], true).unwrap());
        assert_eq!(u128::from_be_bytes(topic), 0x1016_C705_51F0_2BF9_1467_DB1D_D24D_D98B);
        assert_eq!(conversation_id("", &index, false), None);
    }

    /// Conversation ids in the rows of a file, with what would be written there.
    fn rows(path: &std::path::Path) -> Vec<(Vec<u8>, Option<[u8; 16]>)> {
        let mut found = Vec::new();
        let Ok(pst) = Pst::open(path, Access::Read) else { return found };
        // What stands in the copy of a server's mailbox, the server made; it is not written here.
        if pst.info().format == FileFormat::Unicode4K {
            return found;
        }
        let txn = pst.read();
        for folder in txn.folders().unwrap().folders {
            let Ok(node) = txn.view().node(folder.nid.sibling(NidType::CONTENTS)) else { continue };
            let Ok(table) = Table::open(txn.view(), node.data, node.sub) else { continue };
            let Some(column) = table.info.column(u32::from(CONVERSATION_ID) << 16 | 0x102) else {
                continue;
            };
            let page = CodePage::default();
            let visit = &mut |id, row: &[u8]| {
                if let Some(PropValue::Binary(stored)) = table.cell(row, column, page)? {
                    let props = txn.message(Nid(id))?.props;
                    let index = props.get(INDEX).and_then(PropValue::as_binary).unwrap_or_default();
                    let tracking = props.get(TRACKING).and_then(PropValue::as_bool) == Some(true);
                    found.push((stored, conversation_id(props.text(TOPIC), index, tracking)));
                }
                Ok(())
            };
            table.rows(&mut Vec::new(), visit).unwrap();
        }
        found
    }

    #[test]
    fn rows_that_outlook_wrote_have_the_conversation_id_that_we_would_write() {
        let Some(files) = crate::corpus::files() else { return };
        let rows: Vec<_> = files.iter().flat_map(|path| rows(path)).collect();
        let same = rows.iter().filter(|(stored, ours)| ours.is_some_and(|id| id[..] == stored[..]));
        println!("{} of {} rows", same.clone().count(), rows.len());
        assert!(rows.len() > 90 && same.count() == rows.len());
    }
}
