//! The dates of a rule: period after period, the days that fit.
//!
//! Only dates: every occurrence is at the time of day of the first. A rule without an end is
//! followed to the last day Outlook knows.

use std::collections::VecDeque;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use super::rule::{ByDay, Freq, Rule};

/// No date beyond this is looked for: Outlook's calendar ends here.
const HORIZON: Date = date(4500, 12, 31);

/// The dates of a rule in ascending order, COUNT and UNTIL aside.
#[derive(Debug, Clone)]
pub struct Dates<'a> {
    rule: &'a Rule,
    /// The first day of the series: it says what the rule leaves open.
    anchor: Date,
    /// No date before this is given.
    from: Date,
    /// First day of the next period to be looked at.
    period: Option<Date>,
    ready: VecDeque<Date>,
}

impl Rule {
    /// The dates of the rule for a series that starts on a day.
    #[must_use]
    pub fn dates(&self, start: Date) -> Dates<'_> {
        self.dates_from(start, start)
    }

    /// The same from a later day on, without looking at the periods before it.
    #[must_use]
    pub fn dates_from(&self, start: Date, from: Date) -> Dates<'_> {
        let from = from.max(start);
        let first = self.first_day(start);
        let skipped = first.and_then(|first| self.periods_between(first, from));
        let period = first.and_then(|first| self.advance(first, skipped.unwrap_or(0)));
        Dates { rule: self, anchor: start, from, period, ready: VecDeque::new() }
    }

    /// The first day of the period that a day lies in.
    fn first_day(&self, day: Date) -> Option<Date> {
        match self.freq {
            Freq::Daily => Some(day),
            Freq::Weekly => {
                let into = day.weekday().since(self.week_start);
                day.checked_sub(i64::from(into).days()).ok()
            }
            Freq::Monthly => Some(day.first_of_month()),
            Freq::Yearly => Some(day.first_of_year()),
        }
    }

    /// The first day of the period a number of intervals after that which begins on a day.
    fn advance(&self, first: Date, intervals: i64) -> Option<Date> {
        let count = intervals.checked_mul(i64::from(self.interval.max(1)))?;
        let span = Span::new();
        let span = match self.freq {
            Freq::Daily => span.try_days(count),
            Freq::Weekly => span.try_weeks(count),
            Freq::Monthly => span.try_months(count),
            Freq::Yearly => span.try_years(count),
        };
        first.checked_add(span.ok()?).ok()
    }

    /// How many whole intervals lie between the first day of a period and a later day.
    fn periods_between(&self, first: Date, day: Date) -> Option<i64> {
        let days = first.until(day).ok()?.get_days();
        let months = (i64::from(day.year()) - i64::from(first.year())) * 12
            + i64::from(day.month())
            - i64::from(first.month());
        let periods = match self.freq {
            Freq::Daily => i64::from(days),
            Freq::Weekly => i64::from(days / 7),
            Freq::Monthly => months,
            Freq::Yearly => months / 12,
        };
        periods.checked_div(i64::from(self.interval))
    }

    /// The days of the period that begins on a day, BYSETPOS applied.
    fn days_of(&self, first: Date, anchor: Date) -> Vec<Date> {
        let len = match self.freq {
            Freq::Daily => 1,
            Freq::Weekly => 7,
            Freq::Monthly => usize::try_from(first.days_in_month()).unwrap_or(0),
            Freq::Yearly => usize::try_from(first.days_in_year()).unwrap_or(0),
        };
        let days = first.series(1.day()).take(len);
        let days: Vec<Date> = days.filter(|day| self.fits(*day, anchor)).collect();
        if self.by_set_pos.is_empty() { days } else { self.pick(&days) }
    }

    /// The days at the positions of BYSETPOS.
    fn pick(&self, days: &[Date]) -> Vec<Date> {
        let len = i64::try_from(days.len()).unwrap_or(0);
        let place = |pos: i16| {
            let pos = i64::from(pos);
            usize::try_from(if pos < 0 { len + pos } else { pos - 1 }).ok()
        };
        let places = self.by_set_pos.iter().filter_map(|pos| days.get(place(*pos)?).copied());
        let mut picked: Vec<Date> = places.collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }

    fn fits(&self, day: Date, anchor: Date) -> bool {
        let month = self.by_month.is_empty() || self.by_month.contains(&day.month());
        let month_day = self.by_month_day.is_empty()
            || self.by_month_day.iter().any(|wanted| is_month_day(*wanted, day));
        let week_day =
            self.by_day.is_empty() || self.by_day.iter().any(|wanted| self.is_day(*wanted, day));
        month && month_day && week_day && self.fits_anchor(day, anchor)
    }

    /// What the rule leaves open is as on the first day.
    fn fits_anchor(&self, day: Date, anchor: Date) -> bool {
        let open = self.by_day.is_empty() && self.by_month_day.is_empty();
        let same_month = !self.by_month.is_empty() || day.month() == anchor.month();
        match self.freq {
            _ if !open => true,
            Freq::Daily => true,
            Freq::Weekly => day.weekday() == anchor.weekday(),
            Freq::Monthly => day.day() == anchor.day(),
            Freq::Yearly => day.day() == anchor.day() && same_month,
        }
    }

    fn is_day(&self, wanted: ByDay, day: Date) -> bool {
        let by_year = self.freq == Freq::Yearly && self.by_month.is_empty();
        let (place, len) = if by_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        let nth = match wanted.nth {
            0 => 0,
            1.. => (place - 1) / 7 + 1,
            _ => -((len - place) / 7 + 1),
        };
        day.weekday() == wanted.day && nth == i16::from(wanted.nth)
    }
}

fn is_month_day(wanted: i8, day: Date) -> bool {
    let from_end = day.day() - day.days_in_month() - 1;
    wanted == day.day() || wanted == from_end
}

impl Iterator for Dates<'_> {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        while self.ready.is_empty() {
            let period = self.period.filter(|first| *first <= HORIZON)?;
            self.period = self.rule.advance(period, 1);
            let days = self.rule.days_of(period, self.anchor);
            self.ready.extend(days.into_iter().filter(|day| *day >= self.from));
        }
        self.ready.pop_front()
    }
}
