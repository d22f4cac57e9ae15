//! What a repair did, step by step.

use crate::{CheckReport, Nid};

macro_rules! fixes {
    ($($(#[$doc:meta])+ $id:literal $name:ident,)+) => {
        /// A kind of step.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fix {
            $($(#[$doc])+ $name,)+
        }

        impl Fix {
            /// The ids of all kinds, for a catalogue of messages.
            pub const IDS: &'static [&'static str] = &[$($id),+];

            /// The id of the kind.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }
        }
    };
}

fixes! {
    /// The header could not be trusted and was made anew.
    "repair-header" Header,
    /// Pages of the trees could not be read; the number of them.
    "repair-pages" Pages,
    /// The trees were written anew; the number of entries that were found elsewhere.
    "repair-trees" Trees,
    /// Blocks were found at another place than the file says; the number of them.
    "repair-moved" Moved,
    /// A block of an object has a wrong checksum; its contents were kept as they are.
    "repair-doubtful" Doubtful,
    /// Parts of an object are gone; the number of them.
    "repair-parts" Parts,
    /// An object is gone: nothing of it can be read.
    "repair-gone" Gone,
    /// Of an object an earlier version was taken: the latest one cannot be read.
    "repair-earlier" Earlier,
    /// An item to which nothing led was found.
    "repair-found" FoundItem,
    /// Which larger parts (text, attachments) an item has was concluded from their ids alone.
    "repair-guessed" Guessed,
    /// The store was made anew.
    "repair-store" Store,
    /// The name map was made anew.
    "repair-names" Names,
    /// Names were given to properties that had lost them; the number of them.
    "repair-named" Named,
    /// A special node was made anew.
    "repair-special" Special,
    /// A folder was made anew.
    "repair-folder" Folder,
    /// An item or a folder was put into the folder whose table lists it.
    "repair-placed" Placed,
    /// A folder or item without a folder was put into the one for what was recovered.
    "repair-recovered" Recovered,
    /// An item was written anew with everything of it that can be read.
    "repair-item" Item,
    /// A folder's table was made from what belongs to it; the number of its rows.
    "repair-table" Table,
    /// A folder's counters were set to what is in it.
    "repair-counters" Counters,
    /// The allocation maps were made from what is in use.
    "repair-maps" Maps,
}

/// A step of a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub what: Fix,
    /// The folder, item or table at hand.
    pub nid: Option<Nid>,
    /// How many of what the step speaks of.
    pub count: u64,
}

/// The result of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What was done, in its order.
    pub steps: Vec<Step>,
    /// What a check finds in the repaired file.
    pub check: CheckReport,
}
