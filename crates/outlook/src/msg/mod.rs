//! stub
use crate::property::PropIds;
pub(crate) struct MsgItem;
pub(crate) fn write(_: &MsgItem) -> Vec<u8> {
    Vec::new()
}
pub(crate) fn of_message(_: &impl pst::Reader, _: &pst::Message) -> pst::Result<MsgItem> {
    Ok(MsgItem)
}
pub(crate) fn read(_: &[u8]) -> Result<MsgItem, ()> {
    Err(())
}
pub(crate) fn into_item(_: MsgItem, _: &mut impl PropIds) -> pst::Result<pst::NewItem> {
    Ok(pst::NewItem::default())
}
