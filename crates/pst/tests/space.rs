//! Space: growth over every kind of map page, the limits of the formats, maps built anew.
//!
//! Files of gigabytes are kept sparse in memory: zeros take no room.

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, RwLock};

use pst::{
    Access, Backend, Contents, Encryption, Error, FileFormat, MemoryBackend, NewAttachment,
    NewItem, NewStore, Nid, PropValue, Props, Pst, Reader, check_backend, crc32,
};

const CHUNK: usize = 4096;

/// Pieces by their number.
type Pieces = HashMap<u64, Box<[u8; CHUNK]>>;

/// Length and bytes by pieces; pieces of zeros are not kept.
#[derive(Default)]
struct Sparse {
    inner: RwLock<(u64, Pieces)>,
}

fn pieces(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        let within = usize::try_from(at % CHUNK as u64).unwrap();
        let count = (CHUNK - within).min(len - done);
        let piece = (count > 0).then(|| (at / CHUNK as u64, within, done..done + count));
        done += count;
        piece
    })
}

impl Sparse {
    /// A sum over everything that is not zero.
    fn sum(&self) -> (u64, u64) {
        let inner = self.inner.read().unwrap();
        let sums = inner.1.iter().map(|(at, piece)| (*at + 1) * u64::from(crc32(&piece[..])));
        (inner.0, sums.fold(0, u64::wrapping_add))
    }
}

impl Backend for Sparse {
    fn len(&self) -> io::Result<u64> {
        Ok(self.inner.read().unwrap().0)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let inner = self.inner.read().unwrap();
        if offset + buf.len() as u64 > inner.0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (chunk, within, range) in pieces(offset, buf.len()) {
            let part = &mut buf[range.clone()];
            match inner.1.get(&chunk) {
                Some(bytes) => part.copy_from_slice(&bytes[within..within + range.len()]),
                None => part.fill(0),
            }
        }
        Ok(())
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut inner = self.inner.write().unwrap();
        inner.0 = inner.0.max(offset + data.len() as u64);
        for (chunk, within, range) in pieces(offset, data.len()) {
            let part = &data[range.clone()];
            if part.iter().all(|byte| *byte == 0) && !inner.1.contains_key(&chunk) {
                continue;
            }
            let bytes = inner.1.entry(chunk).or_insert_with(|| Box::new([0; CHUNK]));
            bytes[within..within + range.len()].copy_from_slice(part);
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut inner = self.inner.write().unwrap();
        inner.0 = len;
        inner.1.retain(|chunk, _| chunk * (CHUNK as u64) < len);
        if let Some(last) = inner.1.get_mut(&(len / CHUNK as u64)) {
            last[usize::try_from(len % CHUNK as u64).unwrap()..].fill(0);
        }
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

fn store(format: FileFormat) -> (Arc<Sparse>, Pst, Nid) {
    let sparse = Arc::new(Sparse::default());
    let new = NewStore {
        format,
        encryption: Encryption::None,
        ..NewStore::new("Groß", [1; 16], [2; 16])
    };
    let pst = Pst::create_on(Box::new(Arc::clone(&sparse)), &new).unwrap();
    let top = pst.read().store().unwrap().ipm_subtree.unwrap();
    (sparse, pst, top)
}

/// An item with an attachment of so many zeros.
fn large(bytes: usize) -> NewItem {
    let props: Props = [
        (0x001A, PropValue::Text("IPM.Note".into())),
        (0x0037, PropValue::Text(format!("{bytes} Bytes"))),
    ]
    .into_iter()
    .collect();
    let contents = Contents::Bytes(vec![0; bytes]);
    let attachment = NewAttachment { props: Props::new(), contents };
    NewItem { props, recipients: Vec::new(), attachments: vec![attachment] }
}

fn add(pst: &Pst, folder: Nid, bytes: usize) -> pst::Result<Nid> {
    let mut txn = pst.write()?;
    let nid = txn.create_message(folder, large(bytes))?;
    txn.commit()?;
    Ok(nid)
}

#[test]
fn a_file_grows_over_the_borders_of_every_map_past_two_gigabytes() {
    let (sparse, pst, top) = store(FileFormat::Unicode);
    let mut made = Vec::new();
    // An FPMap stands in region 8192, at 2,080,392,192 bytes.
    while sparse.len().unwrap() < 2_110_000_000 {
        made.push(add(&pst, top, 64 << 20).unwrap());
    }
    let last = add(&pst, top, 10).unwrap();
    let txn = pst.read();
    let read = |nid: Nid| {
        let item = txn.message(nid).unwrap();
        txn.attachment_data(&item.attachments[0]).unwrap().len()
    };
    assert_eq!((read(*made.last().unwrap()), read(last)), (64 << 20, 10));
    drop(txn);
    drop(pst);
    let report = check_backend(&*sparse).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings().take(5).collect::<Vec<_>>());
    let mut page = [0; 512];
    for (region, below, kind) in [(128u64, 2, 0x82), (624, 2, 0x82), (8192, 2, 0x85), (8, 1, 0x83)]
    {
        sparse.read_at(0x4400 + region * 253_952 + below * 512, &mut page).unwrap();
        assert_eq!((page[496], page[497]), (kind, kind), "region {region}");
    }
    println!("grown to {} bytes, {} blocks", sparse.len().unwrap(), report.blocks);
}

#[test]
fn an_ansi_file_refuses_to_grow_too_large_and_stays_as_it_was() {
    let (sparse, pst, top) = store(FileFormat::Ansi);
    while sparse.len().unwrap() < 1_800_000_000 {
        add(&pst, top, 64 << 20).unwrap();
    }
    let before = sparse.sum();
    let refused = add(&pst, top, 128 << 20).unwrap_err();
    assert!(matches!(refused, Error::Full { limit: 1_900_000_000 }), "{refused:?}");
    assert_eq!(sparse.sum(), before);
    // What still fits is still taken.
    add(&pst, top, 1 << 20).unwrap();
    assert!(sparse.len().unwrap() < 1_900_000_000);
    drop(pst);
    let report = check_backend(&*sparse).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings().take(5).collect::<Vec<_>>());
}

#[test]
fn a_transaction_that_is_dropped_has_not_touched_the_file() {
    for format in [FileFormat::Ansi, FileFormat::Unicode] {
        let (sparse, pst, top) = store(format);
        add(&pst, top, 5000).unwrap();
        // A large one has written to free space only.
        let header = |sparse: &Sparse| {
            let mut header = vec![0; 0x4400 + 1024];
            sparse.read_at(0, &mut header).map(|()| (sparse.len().unwrap(), header)).unwrap()
        };
        let before = header(&sparse);
        let mut txn = pst.write().unwrap();
        txn.create_message(top, large(12 << 20)).unwrap();
        drop(txn);
        assert_eq!(header(&sparse), before);
        let before = sparse.sum();
        let mut txn = pst.write().unwrap();
        txn.create_message(top, large(2 << 20)).unwrap();
        txn.create_folder(top, "Neu", "IPF.Note").unwrap();
        drop(txn);
        assert_eq!(sparse.sum(), before);
        add(&pst, top, 5000).unwrap();
        drop(pst);
        assert!(check_backend(&*sparse).unwrap().is_clean());
    }
}

/// The maps of a file: offset and bytes of every AMap page.
fn maps(bytes: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let starts = (0x4400..bytes.len()).step_by(253_952);
    starts.map(|at| (at, bytes[at..at + 512].to_vec())).collect()
}

/// Marks the maps of a file invalid, as a writer that was interrupted leaves them.
fn invalidate(bytes: &mut [u8]) {
    let unicode = bytes[10] >= 21;
    let (valid, start) = if unicode { (248, 8) } else { (200, 8) };
    bytes[valid] = 0;
    if unicode {
        let full = crc32(&bytes[8..8 + 516]);
        bytes[524..528].copy_from_slice(&full.to_le_bytes());
    }
    let partial = crc32(&bytes[start..start + 471]);
    bytes[4..8].copy_from_slice(&partial.to_le_bytes());
}

/// Pages that Outlook 2003 keeps in stock for its page map: taken in the map, used by nobody.
fn only_whole_stocks_differ(old: &[u8], new: &[u8]) -> bool {
    old.iter().zip(new).all(|(old, new)| old == new || (*old == 0xFF && *new & !*old == 0))
}

#[test]
fn maps_that_are_built_anew_are_those_that_outlook_wrote() {
    let Some(files) = corpus::files() else { return };
    let (mut same, mut stocks) = (0, 0);
    for path in files {
        let mut bytes = std::fs::read(&path).unwrap();
        let known = |bytes: &[u8]| {
            Pst::open_backend(Box::new(MemoryBackend::new(bytes.to_vec())), Access::Read)
        };
        let Ok(before) = known(&bytes).map(|pst| pst.info()) else { continue };
        let whole = bytes.len() > 0x4400 && (bytes.len() - 0x4400).is_multiple_of(253_952);
        if !before.maps_valid || !before.warnings.is_empty() || !whole {
            continue;
        }
        let old = maps(&bytes);
        invalidate(&mut bytes);
        let memory = Arc::new(MemoryBackend::new(bytes));
        let pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write).unwrap();
        assert!(pst.info().maps_valid);
        drop(pst);
        let new = memory.bytes();
        // The trees may have been written anew by nobody: only the maps were.
        for ((at, old), (_, new)) in old.iter().zip(maps(&new)) {
            if *old == new {
                same += 1;
            } else {
                let map = if before.format == FileFormat::Ansi { 4..500 } else { 0..496 };
                let stock = only_whole_stocks_differ(&old[map.clone()], &new[map]);
                assert!(stock, "{}: map at {at:#x}", path.display());
                stocks += 1;
            }
        }
    }
    println!("{same} maps bit for bit, {stocks} without the page stock of older Outlooks");
    assert!(same > 40);
}
