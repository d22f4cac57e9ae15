//! Days of the week as bits (\[MS-OXOCAL\] 2.2.1.44.1, PatternTypeSpecific).

use jiff::civil::Weekday;

/// Days of the week: bit 0 is Sunday, bit 6 Saturday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Days(pub u32);

const WEEK: [Weekday; 7] = [
    Weekday::Sunday,
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
];

impl Days {
    /// Monday to Friday.
    pub const WORKDAYS: Self = Self(0x3E);

    /// The days, Sunday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }

    /// Whether a day is among them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    fn bit(day: Weekday) -> u32 {
        1 << day.to_sunday_zero_offset().unsigned_abs()
    }
}

impl FromIterator<Weekday> for Days {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |bits, day| bits | Self::bit(day)))
    }
}

/// The day that a number means, Sunday being 0; what is no day is Sunday.
pub(super) fn weekday(number: u32) -> Weekday {
    let number = usize::try_from(number).unwrap_or_default();
    WEEK.get(number).copied().unwrap_or(Weekday::Sunday)
}

/// The number of a day, Sunday being 0.
pub(super) fn number(day: Weekday) -> u32 {
    u32::from(day.to_sunday_zero_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_bits_from_sunday_on() {
        assert_eq!(Days(0x04).iter().collect::<Vec<_>>(), [Weekday::Tuesday]);
        assert_eq!([Weekday::Saturday, Weekday::Sunday].into_iter().collect::<Days>(), Days(0x41));
        assert_eq!(Days::WORKDAYS.iter().count(), 5);
        assert_eq!((weekday(1), weekday(99)), (Weekday::Monday, Weekday::Sunday));
        assert_eq!(number(Weekday::Saturday), 6);
    }
}
