//! The day of a `published` field.

/// The date at the beginning of `published`, as `2017-01-31`, `2017-01` or `2017`, so that the order
/// of the strings is that of time; a date that tells less comes before all that it may mean. Parts
/// are set apart by `-`, `/` or `.`, or not at all (`20170131`). What comes after the date, the time
/// and its zone, is passed over: the day is the one that is written. `None` where the field does not
/// begin with a date that has the year first.
pub(super) fn day(published: &str) -> Option<String> {
    let text = published.trim();
    let (year, rest) = digits(text, 4, 4)?;
    if year == 0 {
        return None;
    }
    if rest.is_empty() {
        return Some(format!("{year:04}"));
    }
    let Some(mark) = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.')) else {
        let (month, rest) = digits(rest, 2, 2)?;
        let (day, rest) = digits(rest, 2, 2)?;
        return whole(year, month, day, rest);
    };
    let (month, rest) = digits(&rest[1..], 1, 2)?;
    if rest.is_empty() {
        return (1..=12)
            .contains(&month)
            .then(|| format!("{year:04}-{month:02}"));
    }
    let (day, rest) = digits(rest.strip_prefix(mark)?, 1, 2)?;
    whole(year, month, day, rest)
}

/// A number of `least` to `most` digits at the beginning, and what comes after it.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let (number, rest) = text.split_at(length.count());
    (number.len() >= least)
        .then(|| number.parse().ok())
        .flatten()
        .map(|number| (number, rest))
}

fn whole(year: u32, month: u32, day: u32, rest: &str) -> Option<String> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let is_day = (1..=days).contains(&day) && !rest.starts_with(|c: char| c.is_ascii_digit());
    is_day.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn dates_that_begin_with_the_year() {
        for (published, told) in [
            ("2017-01-31", "2017-01-31"),
            (" 2017-01-31T23:59:00-08:00", "2017-01-31"),
            ("2017/1/5 10:00", "2017-01-05"),
            ("2017.01.05", "2017-01-05"),
            ("20170131T0900Z", "2017-01-31"),
            ("2016-02-29", "2016-02-29"),
            ("2017-03", "2017-03"),
            ("2017", "2017"),
        ] {
            assert_eq!(day(published).as_deref(), Some(told), "{published}");
        }
        assert!(day("2017") < day("2017-01"));
        assert!(day("2017-01") < day("2017-01-01"));
    }

    #[test]
    fn all_else_is_none() {
        for published in [
            "",
            "Mon, 02 Jan 2017",
            "31.01.2017",
            "1485000000",
            "2017-02-29",
            "2017-13",
            "2017-00-01",
            "2017-01/05",
            "2017-01-",
            "2017-01-311",
            "2017013",
            "0000-01-01",
            "2017é",
            "２０１７-01-01",
        ] {
            assert_eq!(day(published), None, "{published}");
        }
    }
}
