//! An item that is put into a data file is taken out as the same item, to the byte.

use proptest::prelude::*;
use pst::{MemoryBackend, NewStore, PropValue, Pst, Reader};

use super::super::*;
use super::support::*;
use crate::item::Found;

/// The item, after it has been attached to a mail in a data file.
fn through_a_data_file(item: &MsgItem, strict: bool) -> MsgItem {
    let memory = Box::new(MemoryBackend::new(Vec::new()));
    let pst = Pst::create_on(memory, &NewStore::new("Test", [1; 16], [2; 16])).unwrap();
    let top = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(top, "Post", "IPF.Note").unwrap();
    let contents = MsgContents::Item(Box::new(item.clone()));
    let attachments = vec![MsgAttachment { contents, ..MsgAttachment::default() }];
    let props = vec![tag(0x001A, text("IPM.Note")), tag(0x3007, PropValue::Time(1))];
    let outer = MsgItem { props, attachments, ..MsgItem::default() };
    let new = new_item(&outer, &mut txn).unwrap();
    let nid = txn.create_message(folder, new).unwrap();
    txn.commit().unwrap();
    let report = pst.check().unwrap();
    assert!(report.is_clean() || !strict, "{report:?}");
    let reader = pst.read();
    let message = reader.message(nid).unwrap();
    let mut found = Found::default();
    let outer = of_message(&reader, &message, &mut found).unwrap();
    assert_eq!(found, Found::default());
    match outer.attachments.into_iter().next().unwrap().contents {
        MsgContents::Item(inner) => *inner,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mail_is_the_same_bytes_after_it_was_in_a_data_file() {
    let again = through_a_data_file(&mail(), true);
    assert_eq!(again, mail());
    assert_eq!(write(&again), write(&mail()));
}

#[test]
fn what_belongs_to_a_place_in_a_data_file_stays_there() {
    let mut foreign = mail();
    foreign.props.push(tag(0x0E08, PropValue::I32(77)));
    foreign.props.push(tag(0x0FF9, PropValue::Binary(vec![1])));
    foreign.props.push(tag(0x0FFF, PropValue::Binary(vec![1])));
    foreign.props.push(tag(0x0E03, text("")));
    foreign.recipients[0].push(tag(0x0FF6, PropValue::Binary(vec![1])));
    foreign.attachments[0].props.push(tag(0x0E20, PropValue::I32(9)));
    assert_eq!(through_a_data_file(&foreign, true), mail());
    foreign.recipients[0].push(tag(0x0FFF, PropValue::Binary(vec![1])));
    let again = through_a_data_file(&foreign, true);
    assert!(again.recipients[0].contains(&tag(0x0FFF, PropValue::Binary(vec![1]))), "an address");
}

#[test]
fn an_item_fits_into_an_ansi_file_where_all_texts_in_it_do() {
    let mut item = mail();
    assert!(!fits(&item, 1252), "its text is Chinese");
    item.props.retain(|(prop, _)| *prop != MsgProp::Tag(0x1000));
    assert!(fits(&item, 1252));
    let MsgContents::Item(inner) = &mut item.attachments[1].contents else { unreachable!() };
    inner.props.push(tag(0x3A58, PropValue::MvText(vec!["Ω".into()])));
    assert!(!fits(&item, 1252));
    item.attachments.truncate(1);
    item.recipients[0].push(tag(0x3A20, text("č")));
    assert!(!fits(&item, 1252) && fits(&item, 1250));
}

#[test]
fn a_subject_has_its_prefix_apart() {
    for (subject, prefix, rest) in
        [("AW: Plan", "AW: ", "Plan"), ("Plan", "", "Plan"), ("RE: ", "RE: ", ""), ("", "", "")]
    {
        let mut props = vec![tag(0x0037, text(subject)), tag(0x0E1D, text(rest))];
        props.extend((!prefix.is_empty()).then(|| tag(0x003D, text(prefix))));
        props.sort_by(|(one, _), (other, _)| one.cmp(other));
        let item = MsgItem { props, ..MsgItem::default() };
        assert_eq!(through_a_data_file(&item, false), item, "{subject}");
    }
    let told = vec![tag(0x003D, text("WG: ")), tag(0x0E1D, text("Plan"))];
    let again = through_a_data_file(&MsgItem { props: told, ..MsgItem::default() }, false);
    assert_eq!(again.get(&MsgProp::Tag(0x0037)), Some(&text("WG: Plan")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_item_is_the_same_from_the_first_time_on_that_it_was_in_a_data_file(item in items()) {
        let once = through_a_data_file(&item, false);
        prop_assert_eq!(write(&through_a_data_file(&once, false)), write(&once));
    }
}
