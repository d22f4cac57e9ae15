//! A series in words: "jede 2. Woche am Dienstag und Donnerstag, 12-mal".
//!
//! Rules that no program's window makes are shown as they are written.

use jiff::civil::{DateTime, Time, Weekday};
use outlook::item::{Exception, Recurrence};
use outlook::recurrence::{ByDay, End, Freq, Rule, Until};
use sync::Message;

use super::{Language, Words};

/// Names of the days, and of groups of them, at the end of their ids.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];
const WORKING_DAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

impl Words {
    /// A series in words; a text that is none as it is.
    pub fn recurrence(&self, text: &str) -> String {
        match Recurrence::parse(text) {
            Ok(recurrence) => self.series(&recurrence),
            Err(_) => text.to_owned(),
        }
    }

    /// The same with a line for every occurrence that is left out or changed.
    pub fn recurrence_in_full(&self, text: &str) -> String {
        let Ok(recurrence) = Recurrence::parse(text) else { return text.to_owned() };
        let gone = recurrence
            .exdates
            .iter()
            .map(|at| self.say(&Message::new("series-one-left-out").with("at", self.local(*at))));
        let changed = recurrence.exceptions.iter().map(|change| self.change(change));
        let head = std::iter::once(self.series(&recurrence));
        head.chain(gone).chain(changed).collect::<Vec<_>>().join("\n")
    }

    /// When an occurrence was to be, when it is, and what else is different.
    fn change(&self, change: &Exception) -> String {
        let (was, is) = (self.local(change.original), self.local(change.start));
        let id = if was == is { "series-one-changed" } else { "series-one-moved" };
        let said = self.say(&Message::new(id).with("at", was).with("to", is));
        let texts = [&change.subject, &change.location].into_iter().flatten().cloned();
        let busy = change.busy.iter().map(|busy| self.code("busy", busy));
        std::iter::once(said).chain(texts).chain(busy).collect::<Vec<_>>().join(", ")
    }

    /// As the clock on the wall shows it; of a day, the day.
    fn local(&self, at: DateTime) -> String {
        let day = self.date(at.date());
        if at.time() == Time::midnight() { day } else { format!("{day} {}", at.strftime("%H:%M")) }
    }

    fn series(&self, recurrence: &Recurrence) -> String {
        let mut said = match self.rule(&recurrence.rrule) {
            Some(said) => said,
            None => return recurrence.rrule.to_string(),
        };
        let mut add = |message: Message| said.push_str(&format!(", {}", self.say(&message)));
        if let Some(start) = recurrence.start {
            add(Message::new("series-from").with("day", self.date(start)));
        }
        match recurrence.rrule.end {
            End::Never => {}
            End::Count(count) => add(Message::new("series-times").with("count", count)),
            End::Until(until) => add(Message::new("series-until").with("day", self.until(until))),
        }
        if recurrence.after_completion {
            add(Message::new("series-after-completion"));
        }
        for (id, count) in [
            ("series-left-out", recurrence.exdates.len()),
            ("series-changed", recurrence.exceptions.len()),
        ] {
            if count > 0 {
                add(Message::new(id).with("count", count));
            }
        }
        said
    }

    fn until(&self, until: Until) -> String {
        self.date(until.local(self.zone()).date())
    }

    fn rule(&self, rule: &Rule) -> Option<String> {
        let by_position = !rule.by_set_pos.is_empty();
        let by_month_day = !rule.by_month_day.is_empty();
        match rule.freq {
            Freq::Daily | Freq::Weekly if by_position || by_month_day => None,
            _ if rule.freq != Freq::Yearly && !rule.by_month.is_empty() => None,
            Freq::Daily => self.daily(rule),
            Freq::Weekly => self.weekly(rule),
            Freq::Monthly => {
                let day = self.day_of_month(rule)?;
                Some(self.every("series-monthly", "series-monthly-nth", rule, &day))
            }
            Freq::Yearly => self.yearly(rule),
        }
    }

    fn daily(&self, rule: &Rule) -> Option<String> {
        if rule.by_day.is_empty() {
            return Some(self.every("series-daily", "series-daily-nth", rule, ""));
        }
        self.weekly(rule).filter(|_| rule.interval == 1)
    }

    fn weekly(&self, rule: &Rule) -> Option<String> {
        if rule.by_day.is_empty() {
            return Some(self.every("series-weekly", "series-weekly-nth", rule, ""));
        }
        let days = weekdays(&rule.by_day)?;
        if rule.interval == 1 && days == WORKING_DAYS {
            return Some(self.text("series-working-days"));
        }
        let names: Vec<String> = days.iter().map(|day| self.weekday(*day)).collect();
        let days = self.listed(&names);
        Some(self.every("series-weekly-on", "series-weekly-nth-on", rule, &days))
    }

    fn yearly(&self, rule: &Rule) -> Option<String> {
        let month = match rule.by_month.as_slice() {
            [] if rule.by_day.is_empty() && rule.by_month_day.is_empty() => {
                return Some(self.every("series-yearly", "series-yearly-nth", rule, ""));
            }
            [month] => self.month(*month),
            _ => return None,
        };
        let day = match (rule.by_month_day.as_slice(), rule.by_day.is_empty()) {
            ([day], true) if rule.by_set_pos.is_empty() && *day > 0 => {
                let message = Message::new("series-day-in-month").with("month", month);
                self.say(&message.with("nth", self.ordinal(i64::from(*day))))
            }
            _ => {
                let day = self.day_of_month(rule)?;
                self.say(&Message::new("series-in-month").with("day", day).with("month", month))
            }
        };
        Some(self.every("series-yearly-on", "series-yearly-nth-on", rule, &day))
    }

    /// Which day of a month: its number, or the how-manieth of some days of the week.
    fn day_of_month(&self, rule: &Rule) -> Option<String> {
        let on = |id: &str, nth: i64, day: String| {
            let message = Message::new(id).with("nth", self.ordinal(nth)).with("day", day);
            Some(self.say(&message))
        };
        match (rule.by_month_day.as_slice(), rule.by_day.as_slice(), rule.by_set_pos.as_slice()) {
            ([], [], []) => Some(self.text("series-same-day")),
            ([-1], [], []) => on("series-last", 1, self.text("day-any")),
            ([day], [], []) if *day > 0 => on("series-day", i64::from(*day), String::new()),
            // What Outlook makes of a day that short months do not have.
            ([.., day @ 29..=31], [], [-1]) => {
                on("series-day-or-last", i64::from(*day), String::new())
            }
            ([], [ByDay { nth: -1, day }], []) => on("series-last", 1, self.weekday(*day)),
            ([], [ByDay { nth: nth @ 1.., day }], []) => {
                on("series-nth", i64::from(*nth), self.weekday(*day))
            }
            ([], days, [-1]) => on("series-last", 1, self.group(days)?),
            ([], days, [nth]) if *nth > 0 => on("series-nth", i64::from(*nth), self.group(days)?),
            _ => None,
        }
    }

    /// Days of which one is counted: one of them, the working days, the weekend, all.
    fn group(&self, days: &[ByDay]) -> Option<String> {
        let days = weekdays(days)?;
        match days.as_slice() {
            [day] => Some(self.weekday(*day)),
            [Weekday::Saturday, Weekday::Sunday] => Some(self.text("day-weekend")),
            days if days == WORKING_DAYS => Some(self.text("day-working")),
            days if days.len() == 7 => Some(self.text("day-any")),
            _ => None,
        }
    }

    /// The sentence of every period, or of every second, third …
    fn every(&self, each: &str, nth: &str, rule: &Rule, days: &str) -> String {
        let id = if rule.interval == 1 { each } else { nth };
        let message = Message::new(id).with("days", days);
        self.say(&message.with("nth", self.ordinal(i64::from(rule.interval))))
    }

    fn weekday(&self, day: Weekday) -> String {
        let found = DAYS.iter().find(|(known, _)| *known == day);
        found.map_or_else(String::new, |(_, name)| self.text(&format!("day-{name}")))
    }

    fn month(&self, month: i8) -> String {
        self.text(&format!("month-{month}"))
    }

    /// "Montag, Dienstag und Freitag".
    fn listed(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [some @ .., last] => {
                let and = Message::new("series-and").with("some", some.join(", "));
                self.say(&and.with("last", last))
            }
        }
    }

    /// "2." or "2nd".
    fn ordinal(&self, number: i64) -> String {
        let ending = match (self.language(), number % 10, number % 100) {
            (Language::German, ..) => ".",
            (_, 1, hundred) if hundred != 11 => "st",
            (_, 2, hundred) if hundred != 12 => "nd",
            (_, 3, hundred) if hundred != 13 => "rd",
            _ => "th",
        };
        format!("{number}{ending}")
    }
}

/// Days of the week in their order; `None` where they are counted.
fn weekdays(days: &[ByDay]) -> Option<Vec<Weekday>> {
    let plain = days.iter().map(|day| (day.nth == 0).then_some(day.day));
    let mut days: Vec<Weekday> = plain.collect::<Option<_>>()?;
    days.sort_by_key(|day| day.to_monday_zero_offset());
    days.dedup();
    Some(days)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// Rules, and how they read in German and in English.
    const CASES: &[(&str, &str, &str)] = &[
        ("FREQ=DAILY", "jeden Tag", "every day"),
        ("FREQ=DAILY;INTERVAL=3", "jeden 3. Tag", "every 3rd day"),
        (
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
            "jeden Werktag (Montag bis Freitag)",
            "every working day (Monday to Friday)",
        ),
        ("FREQ=WEEKLY;BYDAY=MO", "jede Woche am Montag", "every week on Monday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=12;BYDAY=TH,TU",
            "jede 2. Woche am Dienstag und Donnerstag, 12-mal",
            "every 2nd week on Tuesday and Thursday, 12 times",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=12", "am 12. jedes Monats", "on the 12th of every month"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE",
            "am 2. Mittwoch jedes 2. Monats",
            "on the 2nd Wednesday of every 2nd month",
        ),
        (
            "FREQ=MONTHLY;UNTIL=20261231;BYDAY=-1FR",
            "am letzten Freitag jedes Monats, bis 31.12.2026",
            "on the last Friday of every month, until 2026-12-31",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "am letzten Werktag jedes Monats",
            "on the last working day of every month",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "am 31. (in kürzeren Monaten am letzten Tag) jedes Monats",
            "on the 31st (in shorter months the last day) of every month",
        ),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", "jedes Jahr am 3. Mai", "every year on 3rd May"),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=-1SU",
            "jedes 2. Jahr am letzten Sonntag im November",
            "every 2nd year on the last Sunday in November",
        ),
        ("FREQ=YEARLY;COUNT=1", "jedes Jahr, einmal", "every year, once"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
        ),
    ];

    #[test]
    fn a_series_reads_as_a_person_would_say_it() {
        let words = |language| Words::new(language, TimeZone::UTC);
        let (de, en) = (words(Language::German), words(Language::English));
        for (rule, german, english) in CASES {
            let text = format!(r#"{{"rrule":"{rule}"}}"#);
            assert_eq!(
                (de.recurrence(&text).as_str(), en.recurrence(&text).as_str()),
                (*german, *english)
            );
        }
    }

    #[test]
    fn what_is_left_out_and_changed_is_counted() {
        let text = r#"{"rrule":"FREQ=DAILY","exdates":["2024-05-06T09:00:00"],"exceptions":[{"original":"2024-05-13T09:00:00","start":"2024-05-14T10:00:00","end":"2024-05-14T11:00:00"},{"original":"2024-05-15T09:00:00","start":"2024-05-15T10:00:00","end":"2024-05-15T11:00:00"}]}"#;
        let german = Words::new(Language::German, TimeZone::UTC).recurrence(text);
        assert_eq!(german, "jeden Tag, einer fällt aus, 2 geändert");
        let full = Words::new(Language::German, TimeZone::UTC).recurrence_in_full(text);
        let lines: Vec<&str> = full.lines().collect();
        assert_eq!(lines[1], "06.05.2024 09:00 fällt aus");
        assert_eq!(lines[2], "13.05.2024 09:00 verschoben auf 14.05.2024 10:00");
        assert_eq!(Words::new(Language::English, TimeZone::UTC).recurrence("x"), "x");
    }
}
