//! Days counted from today. Every step may fall off the calendar, and then there is no such day.

use time::{Date, Duration, Month, Weekday};

/// So many days on.
pub(crate) fn ahead(today: Date, days: i64) -> Option<Date> {
    today.checked_add(Duration::days(days))
}

/// The next such weekday, never today.
pub(crate) fn next(today: Date, weekday: Weekday) -> Option<Date> {
    let distance = weekday.number_days_from_sunday() + 7 - today.weekday().number_days_from_sunday();
    ahead(today, i64::from((distance - 1) % 7 + 1))
}

/// The last working day (Thursday) of the week, so many weeks on; in a weekend, this week's end is Saturday.
pub(crate) fn end_of_week(today: Date, weeks: i64) -> Option<Date> {
    let sunday = ahead(today, -i64::from(today.weekday().number_days_from_sunday()))?;
    let thursday = ahead(sunday, 4 + 7 * weeks)?;
    if thursday < today { ahead(sunday, 6) } else { Some(thursday) }
}

/// The last day of the month, so many months on.
pub(crate) fn end_of_month(today: Date, months: u32) -> Option<Date> {
    let (year, month) = month_ahead(today, months)?;
    Date::from_calendar_date(year, month, month.length(year)).ok()
}

/// The same day so many months on, or the last day of a shorter month.
pub(crate) fn months_ahead(today: Date, months: u32) -> Option<Date> {
    let (year, month) = month_ahead(today, months)?;
    Date::from_calendar_date(year, month, today.day().min(month.length(year))).ok()
}

/// The next such day of a month, today or later.
pub(crate) fn next_day(today: Date, day: u8) -> Option<Date> {
    let date = |months| {
        let (year, month) = month_ahead(today, months)?;
        Date::from_calendar_date(year, month, day).ok()
    };
    // A day 31 may have to wait for the month after the next.
    (0..=2).filter_map(date).find(|date| *date >= today)
}

/// The next such day of the year, today or later; with a year, that one.
pub(crate) fn date(today: Date, day: u32, month: u32, year: Option<i32>) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let on = |year| Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok();
    match year {
        Some(year) => on(year),
        // A 29 February may have to wait.
        None => (0..=4).filter_map(|ahead| on(today.year().checked_add(ahead)?)).find(|date| *date >= today),
    }
}

/// So many working days on; Friday and Saturday are none.
pub(crate) fn working_days_ahead(today: Date, days: u32) -> Option<Date> {
    let mut day = today;
    let mut left = days;
    while left > 0 {
        day = day.next_day()?;
        left -= u32::from(!matches!(day.weekday(), Weekday::Friday | Weekday::Saturday));
    }
    Some(day)
}

fn month_ahead(today: Date, months: u32) -> Option<(i32, Month)> {
    let place = u32::from(u8::from(today.month())) - 1 + months;
    let year = today.year().checked_add(i32::try_from(place / 12).ok()?)?;
    let month = Month::try_from(u8::try_from(place % 12 + 1).ok()?).ok()?;
    Some((year, month))
}
