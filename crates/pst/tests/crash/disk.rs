//! A disk that remembers what it was told, and what can be on it when the machine stops.

use std::io;
use std::sync::{Arc, Mutex};

use pst::{Backend, MemoryBackend};

use crate::support::dice::Dice;

const SECTOR: usize = 512;

/// What a disk is told.
#[derive(Debug, Clone)]
pub enum Op {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
}

/// Does what it is told, and remembers it.
pub struct Recorder {
    pub memory: MemoryBackend,
    pub ops: Arc<Mutex<Vec<Op>>>,
}

impl Backend for Recorder {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.memory.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::Write(offset, data.to_vec()));
        self.memory.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::SetLen(len));
        self.memory.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::Sync);
        Ok(())
    }
}

/// A disk that is full after some writes, and stays so.
pub struct Failing {
    pub memory: Arc<MemoryBackend>,
    pub left: Mutex<usize>,
}

impl Failing {
    fn spend(&self) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(())
    }
}

impl Backend for Failing {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.memory.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.spend()?;
        self.memory.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.spend()?;
        self.memory.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Applies an operation, of a write only the sectors (of the disk) that are kept.
fn apply(image: &mut Vec<u8>, op: &Op, keep: impl Fn(usize) -> bool) {
    match op {
        Op::Write(offset, data) => {
            let (start, end) = (index(*offset), index(*offset) + data.len());
            image.resize(image.len().max(end), 0);
            let mut at = start;
            while at < end {
                let stop = ((at / SECTOR + 1) * SECTOR).min(end);
                if keep(at / SECTOR) {
                    image[at..stop].copy_from_slice(&data[at - start..stop - start]);
                }
                at = stop;
            }
        }
        Op::SetLen(len) => image.resize(index(*len), 0),
        Op::Sync => {}
    }
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap()
}

/// Hands over the files that can be on the disk when the machine stops before operation `n`.
///
/// What was written since the last sync may be there in part, in any order: all of it, nothing of
/// it, the last write torn. Where a sync comes next, the choice is largest: each write lost alone,
/// each write there alone, and many mixtures of sectors.
pub fn images_at(
    base: &[u8],
    ops: &[Op],
    n: usize,
    dice: &mut Dice,
    take: &mut dyn FnMut(Vec<u8>),
) {
    let synced = ops[..n].iter().rposition(|op| matches!(op, Op::Sync)).map_or(0, |at| at + 1);
    let mut durable = base.to_vec();
    ops[..synced].iter().for_each(|op| apply(&mut durable, op, |_| true));
    let loose = &ops[synced..n];
    let some = |keep: &dyn Fn(usize, usize) -> bool| {
        let mut image = durable.clone();
        for (i, op) in loose.iter().enumerate() {
            apply(&mut image, op, |sector| keep(i, sector));
        }
        image
    };
    take(some(&|_, _| true));
    let Some(last) = loose.len().checked_sub(1) else { return };
    // The first sectors of a write without the others, and the other way round.
    let middle = torn_at(&loose[last]);
    take(some(&|i, sector| i != last || sector < middle));
    take(some(&|i, sector| i != last || sector >= middle));
    if !matches!(ops.get(n), Some(Op::Sync)) {
        return;
    }
    take(durable.clone());
    if last > 0 {
        (0..=last).for_each(|lost| take(some(&|i, _| i != lost)));
        (0..=last).for_each(|only| take(some(&|i, _| i == only)));
    }
    for _ in 0..12 {
        let seed = dice.roll();
        take(some(&|i, sector| {
            Dice(seed ^ (i as u64) << 32 ^ sector as u64).roll().is_multiple_of(2)
        }));
    }
    (0..2).for_each(|half| take(some(&|_, sector| sector % 2 == half)));
}

/// The sector in the middle of a write.
fn torn_at(op: &Op) -> usize {
    match op {
        Op::Write(offset, data) => (index(*offset) + data.len() / 2).div_ceil(SECTOR),
        Op::SetLen(_) | Op::Sync => 0,
    }
}
