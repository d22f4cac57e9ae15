//! An independent checker as judge: what it says of a file, and which of our rules it knows.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use pst::{At, CheckReport, Finding, Flaw, PageKind, Severity};

/// How long the judge may think about one file.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the judge says of a file.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Kinds of errors and warnings, each with its level.
    Kinds(BTreeSet<String>),
    /// It gave up on the file, or never came to an end.
    NoAnswer,
}

impl Verdict {
    /// Whether it found errors; giving up is one.
    pub fn errors(&self) -> bool {
        match self {
            Self::Kinds(kinds) => kinds.iter().any(|kind| kind.starts_with('E')),
            Self::NoAnswer => true,
        }
    }
}

/// The verdicts on some files, in their order.
pub fn judge(tool: &Path, files: &[PathBuf]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    while verdicts.len() < files.len() {
        // A file that ends the judge is passed over, and it begins anew behind it.
        let (mut child, lines) = start(tool, &files[verdicts.len()..]);
        while verdicts.len() < files.len() {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) => verdicts.push(Verdict::Kinds(kinds(&line))),
                Err(_) => {
                    verdicts.push(Verdict::NoAnswer);
                    break;
                }
            }
        }
        drop(child.kill());
        drop(child.wait());
    }
    verdicts
}

fn start(tool: &Path, files: &[PathBuf]) -> (Child, Receiver<String>) {
    let mut child = Command::new("python3")
        .args(["-u".as_ref(), tool.as_os_str(), "--json".as_ref()])
        .args(files)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (sender, receiver) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    (child, receiver)
}

/// The keys of the object `kinds` in a line of its answer.
fn kinds(line: &str) -> BTreeSet<String> {
    let Some((_, rest)) = line.split_once("\"kinds\": {") else { return BTreeSet::new() };
    let object = rest.split_once('}').unwrap().0;
    let keys = object.split('"').skip(1).step_by(2);
    keys.map(str::to_owned).collect()
}

/// The judge's kinds for a report. What it has no rule for is left out.
pub fn kinds_of(report: &CheckReport) -> BTreeSet<String> {
    report.findings().flat_map(known_as).collect()
}

/// The judge's kinds for a finding; none for rules that it does not have.
pub fn known_as(finding: &Finding) -> Vec<String> {
    if only_ours(finding) {
        return Vec::new();
    }
    let level = match finding.what.severity() {
        Severity::Error => "E",
        Severity::Warning => "W",
    };
    let mut kinds = vec![format!("{level} {}", kind(finding))];
    // It names a missing block where it is needed and once more with the references.
    if let Flaw::BlockMissing { .. } = finding.what {
        kinds.push("E refcount".into());
    }
    kinds
}

/// Rules that come from what other writers learned of Outlook's repair tool, and a few that follow
/// from the format: the judge does not have them.
fn only_ours(finding: &Finding) -> bool {
    // Of a contents row it compares class, subject, flags and size.
    let compared = [At::Column(0x001A_001F), At::Column(0x001A_001E), At::Column(0x0037_001F)];
    let compared = compared.contains(&finding.at)
        || [0x0037_001E, 0x0E07_0003, 0x0E08_0003].map(At::Column).contains(&finding.at);
    let contents = finding.owner.is_some_and(|owner| owner.node.kind().0 == 0x0E);
    match finding.what {
        Flaw::ContentsRow => !(compared && contents),
        Flaw::StoreProperty { property } => property.0 == 0x35DF,
        Flaw::NodeExpected { node } => node.0 == 0x261,
        Flaw::RowBits => false,
        _ => ONLY_OURS.contains(&finding.what.id()),
    }
}

const ONLY_OURS: [&str; 40] = [
    "check-row-version-ahead",
    "check-block-reserved-bit",
    "check-block-of-object",
    "check-xblock-not-full",
    "check-heap-fill",
    "check-table-groups",
    "check-bth-levels",
    "check-endless",
    "check-recipient-row",
    "check-node-form",
    "check-template-column",
    "check-receive-folder",
    "check-id-map",
    "check-message-index",
    "check-node-index",
    "check-node-parent",
    "check-heap-item-free",
    "check-search-node",
    "check-search-list",
    "check-name-index",
    "check-folder-property",
    "check-hierarchy-row",
    "check-contents-cell",
    "check-item-property",
    "check-item-associated",
    "check-item-submitted",
    "check-item-size",
    "check-item-empty-list",
    "check-item-list",
    "check-attachment-size",
    "check-attachment-position",
    "check-attachment-object",
    "check-attachment-row",
    "check-pmap-count",
    "check-fmap-low",
    "check-data-repeats",
    "check-value-too-large",
    "check-unmapped",
    "check-page-alignment",
    "check-subnode-depth",
];

fn page_kind(page: PageKind) -> &'static str {
    match page {
        PageKind::BlockTree => "BBT",
        PageKind::NodeTree => "NBT",
        PageKind::FreeMap => "fmap",
        PageKind::PageMap => "pmap",
        PageKind::AllocationMap => "amap",
        PageKind::FreePageMap => "fpmap",
        PageKind::DensityList => "dlist",
    }
}

/// What cannot be read on is named by the judge after where it was needed.
fn kind_of_place(finding: &Finding) -> &'static str {
    let sub = finding.owner.is_some_and(|owner| owner.sub.is_some());
    match finding.at {
        At::Property(_) => "PC",
        At::Column(_) => "TC",
        At::Block(_) if sub => "subnode",
        At::Block(_) => "node",
        _ => "LTP",
    }
}

fn kind(finding: &Finding) -> &'static str {
    let id = finding.what.id();
    let begins = |with: &str| id.strip_prefix("check-").unwrap().starts_with(with);
    match finding.what {
        Flaw::FileShort { .. } | Flaw::FileLong { .. } | Flaw::MapsInvalid { .. } => "root",
        Flaw::MapsOld | Flaw::FreeCount { .. } | Flaw::FreeCountInvalid { .. } => "root",
        Flaw::PmapFree { .. } => "root",
        Flaw::PageOutside { page } | Flaw::PageType { page, .. } => page_kind(page),
        Flaw::PageChecksum { page } | Flaw::PageSignature { page, .. } => page_kind(page),
        Flaw::PageId { page, .. } | Flaw::TreePageTwice { page } => page_kind(page),
        Flaw::TreeLevel { page, .. } | Flaw::TreeEntrySize { page, .. } => page_kind(page),
        Flaw::TreeEntryMax { page, .. } | Flaw::TreeEntryCount { page, .. } => page_kind(page),
        Flaw::TreePageEmpty { page } | Flaw::TreeOrder { page, .. } => page_kind(page),
        Flaw::TreeKeyLow { page, .. } | Flaw::TreeKeyHigh { page, .. } => page_kind(page),
        Flaw::BlockMissing { .. } => kind_of_place(finding),
        Flaw::BlockUnreferenced { .. } | Flaw::RefsLow { .. } | Flaw::RefsHigh { .. } => "refcount",
        Flaw::XBlockLong { .. } | Flaw::XBlockEmpty | Flaw::XBlockTotal { .. } => "XBLOCK",
        Flaw::XBlockKind { .. } | Flaw::XBlockShort { .. } => kind_of_place(finding),
        Flaw::XBlockChild { .. } => kind_of_place(finding),
        Flaw::SBlockLong { .. } | Flaw::SBlockEmpty | Flaw::SBlockOrder { .. } => "SBLOCK",
        Flaw::SBlockKeyLow { .. } | Flaw::SBlockKeyHigh { .. } => "SBLOCK",
        Flaw::SubnodeRoot { .. } | Flaw::SBlockKind { .. } => kind_of_place(finding),
        Flaw::SBlockShort { .. } | Flaw::SBlockLevel { .. } => kind_of_place(finding),
        Flaw::SubnodeLoose { .. } => "subnode",
        Flaw::HeapStart { .. } | Flaw::HeapGap { .. } | Flaw::HeapOdd { .. } => "HN",
        Flaw::HeapNotFull { .. } | Flaw::HeapFree { .. } => "HN",
        Flaw::HeapItem { .. } | Flaw::ValueMissing { .. } => kind_of_place(finding),
        Flaw::ValueSize { .. } | Flaw::ObjectValue { .. } | Flaw::ObjectMissing { .. } => "PC",
        Flaw::TypeUnknown { .. } | Flaw::MultipleSize { .. } => "PC",
        Flaw::MultipleOffsets { .. } | Flaw::InlineBytes { .. } | Flaw::WideText => "PC",
        Flaw::TextOdd { .. } => kind_of_place(finding),
        Flaw::TableInfo | Flaw::IndexWidth { .. } => "LTP",
        Flaw::TableEmpty => "node",
        Flaw::FolderTable { .. } | Flaw::TableParent { .. } => "folder",
        Flaw::ListedMissing { .. } | Flaw::ListedForeign { .. } | Flaw::Unlisted { .. } => "folder",
        Flaw::UnlistedSearch { .. } => "folder",
        Flaw::ContentsRow => "table copy",
        Flaw::NodeRequired { .. } | Flaw::NodeSpecial { .. } => "messaging",
        Flaw::NodeExpected { .. } | Flaw::ParentMissing { .. } => "messaging",
        Flaw::RootParent { .. } | Flaw::TableOrphan => "messaging",
        Flaw::ItemClass | Flaw::ItemRecipients | Flaw::ItemAttachments { .. } => "message",
        Flaw::AttachmentTable { .. } | Flaw::ItemHasAttachments { .. } => "message",
        Flaw::Overlap { .. } | Flaw::RegionBorder { .. } => "overlap",
        _ if begins("name") => "npmap",
        _ if begins("store") => "store",
        _ if begins("folder") => "folder",
        _ if begins("attachment") => "attachment",
        _ if begins("dlist") => "dlist",
        _ if begins("block") => "block",
        _ if begins("table") || begins("column") || begins("row") || begins("index") => "TC",
        _ if begins("heap") || begins("bth") => "LTP",
        _ if ["no-maps", "amap", "region", "used", "lost"].iter().any(|word| begins(word)) => {
            "amap"
        }
        _ => "header",
    }
}
