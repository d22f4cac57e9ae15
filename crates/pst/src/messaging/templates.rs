//! The tables that every new table begins as (\[MS-PST\] 2.4.1): their columns as current Outlook
//! writes them, for both formats.

use crate::format::FileFormat;
use crate::ltp::heap::Hid;
use crate::ltp::table::{Table, TableInfo};
use crate::ltp::table_edit::columns;
use crate::ndb::ids::Nid;
use crate::ndb::view::View;
use crate::{Error, Result};

/// Column sets of the templates as current Outlook writes them: node, ends of the cell groups and
/// row size, and `tag@offset/width/bit` of each column.
const TEMPLATES: [(u32, [u16; 4], &str); 11] = [
    (
        0x60D,
        [52, 52, 53, 55],
        "0E300102@20/4/6 0E330014@24/8/7 0E340102@32/4/8 0E380003@36/4/9 3001001F@8/4/2 \
         36020003@12/4/3 36030003@16/4/4 360A000B@52/1/5 3613001F@40/4/10 66350003@44/4/11 \
         66360003@48/4/12 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x60E,
        [120, 120, 122, 126],
        "00170003@20/4/5 001A001F@12/4/3 00360003@60/4/15 0037001F@28/4/7 00390040@40/8/9 \
         0042001F@24/4/6 0057000B@120/1/13 0058000B@121/1/14 0070001F@68/4/17 00710102@72/4/18 \
         0E03001F@56/4/12 0E04001F@52/4/11 0E060040@32/8/8 0E070003@16/4/4 0E080003@48/4/10 \
         0E170003@8/4/2 0E300102@92/4/22 0E330014@96/8/23 0E340102@104/4/24 0E380003@116/4/27 \
         0E3C0102@112/4/26 0E3D0102@108/4/25 10970003@64/4/16 30080040@84/8/21 30130102@76/4/19 \
         65C60003@80/4/20 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x60F,
        [56, 56, 57, 59],
        "001A001F@12/4/3 0E070003@16/4/4 0E170003@8/4/2 3001001F@20/4/5 67F20003@0/4/0 \
         67F30003@4/4/1 6800001F@44/4/11 6803000B@56/1/12 68051003@48/4/13 682F001F@52/4/14 \
         70030003@24/4/6 70040102@28/4/7 70050102@32/4/8 7006001F@36/4/9 70070003@40/4/10",
    ),
    (
        0x610,
        [72, 72, 75, 78],
        "00170003@28/4/7 001A001F@20/4/5 00360003@60/4/16 0037001F@36/4/9 0042001F@32/4/8 \
         0057000B@72/1/14 0058000B@73/1/15 0E03001F@56/4/13 0E04001F@52/4/12 0E05001F@12/4/3 \
         0E060040@40/8/10 0E070003@24/4/6 0E080003@48/4/11 0E170003@16/4/4 0E2A000B@74/1/17 \
         30080040@64/8/18 67F10003@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (0x62B, [16, 16, 16, 17], "001A001F@12/4/3 66050003@8/4/2 67F20003@0/4/0 67F30003@4/4/1"),
    (
        0x64C,
        [24, 24, 24, 25],
        "00390040@16/8/4 0E100003@12/4/3 0E140003@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x671,
        [24, 24, 24, 25],
        "0E200003@12/4/3 3704001F@20/4/5 37050003@16/4/4 370B0003@8/4/2 67F20003@0/4/0 \
         67F30003@4/4/1",
    ),
    (
        0x692,
        [48, 48, 50, 52],
        "0C150003@24/4/7 0E0F000B@48/1/2 0FF90102@32/4/9 0FFE0003@36/4/10 0FFF0102@16/4/5 \
         3001001F@20/4/6 3002001F@8/4/3 3003001F@12/4/4 300B0102@28/4/8 39000003@40/4/11 \
         39FF001F@44/4/13 3A40000B@49/1/12 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x6B6,
        [24, 24, 24, 25],
        "0E330014@8/8/2 0E370102@16/4/3 0E380003@20/4/4 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (
        0x6D7,
        [40, 40, 40, 42],
        "001A001F@36/4/8 0E300102@16/4/4 0E310102@12/4/3 0E330014@28/8/7 0E340102@24/4/6 \
         0E380003@20/4/5 0E3E0102@8/4/2 67F20003@0/4/0 67F30003@4/4/1",
    ),
    (0x6F8, [24, 24, 24, 25], "0E330014@16/8/3 30070040@8/8/2 67F20003@0/4/0 67F30003@4/4/1"),
];

/// Contents template of an ANSI file by current Outlook: without the conversation id.
const ANSI_CONTENTS: ([u16; 4], &str) = (
    [116, 116, 118, 122],
    "00170003@20/4/5 001A001F@12/4/3 00360003@60/4/15 0037001F@28/4/7 00390040@40/8/9 \
     0042001F@24/4/6 0057000B@116/1/13 0058000B@117/1/14 0070001F@68/4/17 00710102@72/4/18 \
     0E03001F@56/4/12 0E04001F@52/4/11 0E060040@32/8/8 0E070003@16/4/4 0E080003@48/4/10 \
     0E170003@8/4/2 0E300102@88/4/21 0E330014@92/8/22 0E340102@100/4/23 0E380003@112/4/26 \
     0E3C0102@108/4/25 0E3D0102@104/4/24 10970003@64/4/16 30080040@80/8/20 65C60003@76/4/19 \
     67F20003@0/4/0 67F30003@4/4/1",
);

/// Ids of all templates.
pub(crate) fn templates() -> impl Iterator<Item = Nid> {
    TEMPLATES.into_iter().map(|(nid, _, _)| Nid(nid))
}

/// The columns of a template: the file's own, or the ones of current Outlook where it has none by
/// which a row could be written.
pub(crate) fn template_info(view: &View, nid: Nid) -> Result<TableInfo> {
    if let Some(node) = view.find_node(nid)?
        && !node.data.is_none()
        && let Ok(table) = Table::open(view, node.data, node.sub)
        && table.info.is_sound(view.format)
    {
        return Ok(TableInfo { index: Hid(0), rows: 0, ..table.info });
    }
    outlook_template(view.format.kind, nid)
}

/// The columns of a template as current Outlook writes them.
pub(crate) fn outlook_template(format: FileFormat, nid: Nid) -> Result<TableInfo> {
    let ansi = format == FileFormat::Ansi;
    let found = TEMPLATES.into_iter().find(|(template, _, _)| *template == nid.0);
    let (_, ends, description) = found.ok_or(Error::NotFound(nid))?;
    let (ends, description) = match ansi && nid == Nid::CONTENTS_TEMPLATE {
        true => ANSI_CONTENTS,
        false => (ends, description),
    };
    let mut columns = columns(description);
    if ansi {
        columns.iter_mut().for_each(|column| column.tag = narrow_tag(column.tag));
    }
    let [long, short, bytes, row] = ends;
    let (ends, row_size) = ([long, short, bytes], usize::from(row));
    Ok(TableInfo { columns, ends, row_size, index: Hid(0), rows: 0 })
}

/// Text columns of an ANSI file are PtypString8.
fn narrow_tag(tag: u32) -> u32 {
    if tag & 0xFFFF == 0x001F { tag & !1 } else { tag }
}
