//! Rules of vCalendar 1.0 (2.1.7), as rules of RFC 5545: those without times of day.

/// The rule of a text like `W1 MO WE #10`, or `None` if it is none that can be followed.
pub(super) fn rule(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let mut words = text.split_ascii_whitespace();
    let head = words.next()?;
    let digits = head.find(|c: char| c.is_ascii_digit())?;
    let (kind, interval) = head.split_at_checked(digits)?;
    let interval: u32 = interval.parse().ok()?;
    let mut words: Vec<&str> = words.collect();
    let end = end(words.last().copied());
    if end.is_some() {
        words.pop();
    }
    // Without an end a rule is followed twice.
    let end = end.unwrap_or_else(|| ";COUNT=2".to_owned());
    let days = days(kind, &words)?;
    let freq = match kind {
        "D" => "DAILY",
        "W" => "WEEKLY",
        "MP" | "MD" => "MONTHLY",
        "YM" | "YD" => "YEARLY",
        _ => return None,
    };
    Some(format!("FREQ={freq};INTERVAL={interval}{days}{end}"))
}

/// COUNT or UNTIL; `#0` is for ever.
fn end(word: Option<&str>) -> Option<String> {
    let word = word?;
    if let Some(count) = word.strip_prefix('#') {
        let count: u32 = count.parse().ok()?;
        return Some(if count == 0 { String::new() } else { format!(";COUNT={count}") });
    }
    super::moment::Moment::parse(word).map(|_| format!(";UNTIL={word}"))
}

fn days(kind: &str, words: &[&str]) -> Option<String> {
    if words.is_empty() {
        return Some(String::new());
    }
    let joined = |name: &str, days: Vec<String>| format!(";{name}={}", days.join(","));
    match kind {
        "W" => Some(joined("BYDAY", words.iter().map(|day| (*day).to_owned()).collect())),
        "MD" => Some(joined("BYMONTHDAY", words.iter().map(|day| month_day(day)).collect())),
        "MP" => numbered(words).map(|days| joined("BYDAY", days)),
        "YM" => Some(joined("BYMONTH", words.iter().map(|month| (*month).to_owned()).collect())),
        _ => None,
    }
}

fn month_day(word: &str) -> String {
    match word.strip_suffix('-') {
        Some(day) => format!("-{day}"),
        None if word == "LD" => "-1".to_owned(),
        None => word.trim_end_matches('+').to_owned(),
    }
}

/// Days of the week after the weeks they are in: `1+ MO 2- FR`.
fn numbered(words: &[&str]) -> Option<Vec<String>> {
    let mut weeks: Vec<String> = Vec::new();
    let mut days = Vec::new();
    let mut in_weeks = false;
    for word in words {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            if !in_weeks {
                weeks.clear();
            }
            weeks.push(month_day(word));
            in_weeks = true;
        } else {
            days.extend(weeks.iter().map(|week| format!("{week}{word}")));
            in_weeks = false;
        }
    }
    (!days.is_empty() && days.len() <= 31).then_some(days)
}
