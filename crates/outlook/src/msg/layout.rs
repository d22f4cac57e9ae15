//! Names of storages and streams, and properties with a part in the format
//! (\[MS-OXMSG\] 2.1, 2.2).

/// The stream of properties in every storage.
pub(super) const PROPERTIES: &str = "__properties_version1.0";
/// The storage of names.
pub(super) const NAMES: &str = "__nameid_version1.0";
pub(super) const RECIPIENT: &str = "__recip_version1.0_#";
pub(super) const ATTACHMENT: &str = "__attach_version1.0_#";

/// Bytes before the properties of an item that is the file, of one in another, of recipients and
/// attachments.
pub(super) const TOP_HEADER: usize = 32;
pub(super) const EMBEDDED_HEADER: usize = 24;
pub(super) const PART_HEADER: usize = 8;
/// Bytes of a property in that stream.
pub(super) const ENTRY: usize = 16;

/// PidTagAttachDataBinary and PidTagAttachDataObject.
pub(super) const CONTENTS: u16 = 0x3701;
pub(super) const BINARY: u16 = 0x0102;
pub(super) const OBJECT: u16 = 0x000D;
/// PidTagAttachMethod.
pub(super) const METHOD: u16 = 0x3705;
pub(super) const IS_OBJECT: i32 = 6;

/// PidTagStoreSupportMask: all texts are Unicode.
pub(super) const STORE_SUPPORT: u16 = 0x340D;
pub(super) const UNICODE_STORE: i32 = 0x0004_0E79;
/// PidTagRowid of a recipient and PidTagAttachNumber: its place among the others.
pub(super) const ROW_ID: u16 = 0x3000;
pub(super) const ATTACH_NUMBER: u16 = 0x0E21;
/// PidTagMessageCodepage and PidTagInternetCodepage.
pub(super) const CODE_PAGES: [u16; 2] = [0x3FFD, 0x3FDE];

/// CLSID of the root storage.
pub(super) const CLASS_ID: u128 = 0x0002_0D0B_0000_0000_C000_0000_0000_0046;

/// The stream or storage of a property.
pub(super) fn of_property(id: u16, prop_type: u16) -> String {
    format!("__substg1.0_{id:04X}{prop_type:04X}")
}

/// The stream of one value of a property that has several.
pub(super) fn of_part(id: u16, prop_type: u16, part: usize) -> String {
    format!("{}-{part:08X}", of_property(id, prop_type))
}

/// The storage of a recipient or an attachment.
pub(super) fn numbered(prefix: &str, number: usize) -> String {
    format!("{prefix}{number:08X}")
}
