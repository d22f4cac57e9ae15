//! The message store (\[MS-PST\] 2.4.3).

use crate::ltp::prop::{PropValue, Props};
use crate::messaging::entry_id::EntryId;
use crate::ndb::ids::Nid;

/// PidTagRecordKey.
pub(crate) const RECORD_KEY: u16 = 0x0FF9;
/// PidTagDisplayName.
pub(crate) const DISPLAY_NAME: u16 = 0x3001;
/// PidTagIpmSubTreeEntryId.
pub(crate) const SUBTREE: u16 = 0x35E0;
/// PidTagIpmWastebasketEntryId.
pub(crate) const WASTEBASKET: u16 = 0x35E3;
/// PidTagFinderEntryId.
pub(crate) const FINDER: u16 = 0x35E7;
/// PidTagPstPassword.
pub(crate) const PASSWORD: u16 = 0x67FF;

/// A store: its identity, its name, its special folders.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreInfo {
    /// PidTagRecordKey, the store's identity and the provider UID of its EntryIDs.
    pub record_key: [u8; 16],
    /// Display name.
    pub name: String,
    /// CRC of the password; 0 for none. A password encrypts nothing.
    pub password: u32,
    /// The mailbox root.
    pub ipm_subtree: Option<Nid>,
    /// Deleted Items.
    pub deleted_items: Option<Nid>,
    /// Root of search folders.
    pub finder: Option<Nid>,
    /// All properties.
    pub props: Props,
}

impl StoreInfo {
    pub(crate) fn new(props: Props) -> Self {
        let nid = |id| {
            let entry = props.get(id).and_then(PropValue::as_binary).and_then(EntryId::parse);
            // What is no folder is as good as none.
            entry.map(|entry| entry.nid).filter(|nid| nid.is_folder())
        };
        let key = props.get(RECORD_KEY).and_then(PropValue::as_binary);
        Self {
            record_key: key.and_then(|key| key.try_into().ok()).unwrap_or_default(),
            name: props.text(DISPLAY_NAME).to_owned(),
            password: props.i32(PASSWORD).map_or(0, i32::cast_unsigned),
            ipm_subtree: nid(SUBTREE),
            deleted_items: nid(WASTEBASKET),
            finder: nid(FINDER),
            props,
        }
    }

    /// Whether a password is the store's, in the code page of the machine that set it.
    #[must_use]
    pub fn password_matches(&self, password: &str, code_page: u16) -> bool {
        let page = crate::CodePage::new(code_page).unwrap_or_default();
        page.encode(password).is_some_and(|bytes| crate::crc32(&bytes) == self.password)
    }
}
