//! Items (\[MS-PST\] 2.4.5): what must be there, and what must agree with each other.

use crate::bytes::wide;
use crate::check::data::Subs;
use crate::check::props::{Pc, Record};
use crate::check::table::Table;
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::ltp::prop::utf16;
use crate::{At, CodePage, Nid, NidType};

/// PidTagMessageClass.
const CLASS: u16 = 0x001A;
/// PidTagClientSubmitTime.
const SUBMITTED: u16 = 0x0039;
/// PidTagMessageFlags.
const FLAGS: u16 = 0x0E07;
/// PidTagMessageSize.
const SIZE: u16 = 0x0E08;
/// MSGFLAG_SUBMIT.
const FLAG_SUBMITTED: u32 = 0x04;
/// MSGFLAG_HASATTACH.
const FLAG_ATTACHMENTS: u32 = 0x10;
/// MSGFLAG_ASSOCIATED.
const FLAG_ASSOCIATED: u32 = 0x40;
/// What repair tools add to an item that lacks it: flags, size, search key, both times.
const EVERY_ITEM: [u16; 5] = [FLAGS, SIZE, 0x300B, 0x3007, 0x3008];
/// PidTagRecipientType.
const RECIPIENT_TYPE: u32 = 0x0C15_0003;
/// PidTagDisplayName.
const DISPLAY_NAME: u16 = 0x3001;
/// Lists of recipients as text, with the PidTagRecipientType that they collect: To, Cc, Bcc.
const LISTS: [(u16, u32); 3] = [(0x0E04, 1), (0x0E03, 2), (0x0E02, 3)];

/// Longer texts are not compared.
const TEXT_MAX: u64 = 1 << 20;

/// A list of recipients as text, and how far the recipient table agrees with it.
struct List {
    id: u16,
    kind: u32,
    text: String,
    end: usize,
    same: bool,
}

impl List {
    /// The next recipient must be the next name.
    fn add(&mut self, name: &str) {
        let rest = self.text.get(self.end..).unwrap_or_default();
        let between = if self.end == 0 { "" } else { "; " };
        let found = rest.strip_prefix(between).and_then(|rest| rest.strip_prefix(name));
        match found {
            Some(rest) => self.end = self.text.len() - rest.len(),
            None => self.same = false,
        }
    }
}

impl Check<'_> {
    /// An item or an embedded message that takes `size` bytes.
    pub(super) fn check_item(
        &mut self,
        owner: Owner,
        props: Option<Pc>,
        subs: &mut Subs,
        size: u64,
    ) -> Try<()> {
        let rows = self.check_attachment_table(owner, subs)?;
        let Some(mut pc) = props else { return Ok(()) };
        let at = At::Node(owner.nid());
        let class = match pc.find(CLASS) {
            Some(record) => {
                let class = self.text(owner, &mut pc, record, subs);
                self.silenced(class)?.flatten().unwrap_or_default()
            }
            None => {
                self.note(Some(owner), at, Flaw::ItemClass);
                String::new()
            }
        };
        let mail = class.starts_with("IPM.Note") && owner.nid().kind() == NidType::MESSAGE;
        let recipients = subs.get(Nid::RECIPIENTS).is_some();
        self.demand(!mail || recipients, owner, at, Flaw::ItemRecipients);
        self.check_flags(owner, &pc, rows);
        self.check_item_props(owner, &pc, size);
        let lists = self.check_lists(owner, &mut pc, subs);
        self.silenced(lists).map(drop)
    }

    /// The text of a property; `None` for what is no text, or longer than any such text.
    fn text(
        &mut self,
        owner: Owner,
        pc: &mut Pc,
        record: Record,
        subs: &mut Subs,
    ) -> Try<Option<String>> {
        let text = matches!(record.prop_type, 0x001E | 0x001F);
        if !text || self.value_len(owner, record.value, &mut pc.heap, subs)? > TEXT_MAX {
            return Ok(None);
        }
        let bytes = self.property(owner, pc, record, subs)?;
        Ok(Some(text_of(record.prop_type, &bytes)))
    }

    fn check_flags(&mut self, owner: Owner, pc: &Pc, rows: usize) {
        let at = At::Property(FLAGS);
        let Some(flags) = pc.number(FLAGS) else { return };
        let flag = flags & FLAG_ATTACHMENTS != 0;
        self.demand(flag == (rows > 0), owner, at, Flaw::ItemHasAttachments { flag });
        let flag = flags & FLAG_ASSOCIATED != 0;
        let associated = owner.nid().kind() == NidType::ASSOCIATED;
        self.demand(flag == associated, owner, at, Flaw::ItemAssociated { flag });
        let submitted = flags & FLAG_SUBMITTED != 0;
        let when = pc.find(SUBMITTED).is_some();
        self.demand(!submitted || when, owner, At::Property(SUBMITTED), Flaw::ItemSubmitted);
    }

    fn check_item_props(&mut self, owner: Owner, pc: &Pc, size: u64) {
        if owner.sub.is_none() {
            for id in EVERY_ITEM {
                let what = Flaw::ItemProperty { property: Hex(id.into()) };
                self.demand(pc.find(id).is_some(), owner, At::Property(id), what);
            }
        }
        let Some(found) = pc.number(SIZE).map(u64::from).filter(|_| self.modern()) else { return };
        // Items of older versions of Outlook keep the smaller size that these wrote; repair tools
        // let pass what is a few per cent off.
        let near = found.abs_diff(size) <= size / 4;
        let found = i64::try_from(found).unwrap_or(i64::MAX);
        let what = Flaw::ItemSize { found, expected: size };
        self.demand(near, owner, At::Property(SIZE), what);
    }

    /// The attachment table against the attachments (2.4.6). Answers the number of its rows.
    fn check_attachment_table(&mut self, owner: Owner, subs: &Subs) -> Try<usize> {
        let at = At::Node(owner.nid());
        let attachments =
            || subs.list.iter().map(|sub| sub.nid).filter(|n| n.kind() == NidType::ATTACHMENT);
        let count = wide(attachments().count());
        if subs.get(Nid::ATTACHMENTS).is_none() {
            let what = Flaw::AttachmentTable { attachments: count };
            self.demand(count == 0, owner, at, what);
        }
        let table = self.item_table(owner, subs, Nid::ATTACHMENTS);
        let Some((mut table, mut table_subs)) = self.silenced(table)?.flatten() else {
            return Ok(0);
        };
        let ids = table.ids();
        let same = ids.iter().copied().map(Nid).eq(attachments());
        let what = Flaw::ItemAttachments { table: wide(ids.len()), attachments: count };
        self.demand(same, owner, at, what);
        for i in 0..table.order.len() {
            let copied = self.check_attachment_row(owner, (&mut table, &mut table_subs), i, subs);
            self.silenced(copied)?;
        }
        Ok(ids.len())
    }

    /// A row of the attachment table against its attachment.
    fn check_attachment_row(
        &mut self,
        owner: Owner,
        (table, table_subs): (&mut Table, &mut Subs),
        i: usize,
        subs: &Subs,
    ) -> Try<()> {
        let Some((id, row)) = self.row(table, i)? else { return Ok(()) };
        let Some(attachment) = subs.get(Nid(id)) else { return Ok(()) };
        let own = owner.below(attachment.nid);
        let mut own_subs = self.subnodes(own, attachment.sub)?;
        let mut pc = self.open_pc(own, attachment.data, false)?;
        let differences =
            self.compare_row(own, (table, table_subs), &row, (&mut pc, &mut own_subs))?;
        let place = owner.below(Nid::ATTACHMENTS).row(id);
        for (tag, _) in differences {
            self.note(Some(place), At::Column(tag), Flaw::AttachmentRow);
        }
        Ok(())
    }

    /// One of an item's tables, which was checked where it was met; `None` if there is none.
    fn item_table(&mut self, owner: Owner, subs: &Subs, nid: Nid) -> Try<Option<(Table, Subs)>> {
        let Some(sub) = subs.get(nid) else { return Ok(None) };
        let below = owner.below(nid);
        let mut table_subs = self.subnodes(below, sub.sub)?;
        let table = self.open_table(below, sub.data, &mut table_subs, false)?;
        Ok(Some((table, table_subs)))
    }

    /// The lists of recipients as text against the recipient table.
    fn check_lists(&mut self, owner: Owner, pc: &mut Pc, subs: &mut Subs) -> Try<()> {
        let mut lists = Vec::new();
        for (id, kind) in LISTS {
            let Some(record) = pc.find(id) else { continue };
            let text = self.text(owner, pc, record, subs)?;
            lists.extend(text.map(|text| List { id, kind, text, end: 0, same: true }));
        }
        if lists.is_empty() {
            return Ok(());
        }
        self.read_recipients(owner, subs, &mut lists)?;
        for list in lists {
            let (at, property) = (At::Property(list.id), Hex(list.id.into()));
            let same = list.same && list.end == list.text.len();
            self.demand(same, owner, at, Flaw::ItemList { property });
            let empty = list.text.is_empty() && same;
            self.demand(!empty, owner, at, Flaw::ItemEmptyList { property });
        }
        Ok(())
    }

    /// Holds every recipient against the lists.
    fn read_recipients(&mut self, owner: Owner, subs: &Subs, lists: &mut [List]) -> Try<()> {
        let below = owner.below(Nid::RECIPIENTS);
        let Some((mut table, mut table_subs)) = self.item_table(owner, subs, Nid::RECIPIENTS)?
        else {
            return Ok(());
        };
        let Some(name) = table.info.column_of(DISPLAY_NAME).copied() else { return Ok(()) };
        for i in 0..table.order.len() {
            let Some((_, row)) = self.row(&mut table, i)? else { continue };
            let Some(kind) = table.number(&row, RECIPIENT_TYPE) else { continue };
            let Some(list) = lists.iter_mut().find(|list| list.kind == kind) else { continue };
            let bytes = match table.info.exists(&row, &name) {
                true => self.cell_bytes(below, (&mut table, &mut table_subs), &row, &name)?,
                false => Vec::new(),
            };
            list.add(&text_of(name.prop_type(), &bytes));
        }
        Ok(())
    }

    /// A fault that was noted elsewhere ends here.
    pub(super) fn silenced<T>(&mut self, result: Try<T>) -> Try<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Fault(..)) => Ok(None),
            Err(failed) => Err(failed),
        }
    }
}

fn text_of(prop_type: u16, bytes: &[u8]) -> String {
    match prop_type {
        0x001F => utf16(bytes),
        _ => CodePage::default().decode(bytes),
    }
}
