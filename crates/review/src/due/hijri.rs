//! Days of the Hijri calendar and its feasts: «١٠ رمضان», «أول محرم», «قبل العيد», "the first of Ramadan", "before Eid".
//!
//! The Umm al-Qura calendar's tables (`icu_calendar`); where a month is sighted on another day, a day too much or too
//! little. A month named alone is its last day, or its first where something is to be done before it.
//! Without a year the next one is meant. «بعد العيد» is the first day after the feast.

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::Hijri as Calendar;
use time::{Date, Duration, Month};

use super::Found;
use super::numbers;
use super::tokens::{Token, phrase_at};

/// The months by their names, as folded; the longest that fits counts.
const MONTHS: [&[&str]; 12] = [
    &["محرم", "المحرم", "muharram", "moharram"],
    &["صفر", "safar"],
    &["ربيع الاول", "ربيع اول", "rabi al awwal", "rabi i"],
    &["ربيع الثاني", "ربيع الاخر", "ربيع ثاني", "ربيع التاني", "rabi al thani", "rabi ii"],
    &["جمادى الاولى", "جمادي الاولي", "جماد الاول", "جماد اول", "جمادي الاول", "jumada al awwal", "jumada i"],
    &[
        "جمادي الاخره",
        "جمادي الثانيه",
        "جماد الثاني",
        "جماد ثاني",
        "جمادي الثاني",
        "جماد الاخر",
        "jumada al thani",
        "jumada ii",
    ],
    &["رجب", "rajab"],
    &["شعبان", "shaban", "shaaban"],
    &["رمضان", "ramadan", "ramadhan"],
    &["شوال", "shawwal", "shawal"],
    &["ذو القعده", "ذي القعده", "ذوالقعده", "القعده", "dhul qadah", "dhu al qadah"],
    &["ذو الحجه", "ذي الحجه", "ذوالحجه", "الحجه", "dhul hijjah", "dhu al hijjah"],
];

/// A feast: its names, month, first day, and how long it lasts.
struct Feast {
    names: &'static [&'static str],
    month: u8,
    day: u8,
    days: i64,
}

const FITR: u8 = 10;
const ADHA: u8 = 12;

const FEASTS: &[Feast] = &[
    Feast {
        names: &["عيد الفطر", "العيد الصغير", "عيد رمضان", "eid al fitr", "eid ul fitr", "eid alfitr"],
        month: FITR,
        day: 1,
        days: 3,
    },
    Feast {
        names: &["عيد الاضحي", "عيد الاضحى", "العيد الكبير", "عيد الحج", "eid al adha", "eid ul adha", "eid aladha"],
        month: ADHA,
        day: 10,
        days: 4,
    },
    Feast {
        names: &["يوم عرفه", "وقفه عرفه", "day of arafah", "arafat day"], month: ADHA, day: 9, days: 1
    },
    Feast {
        names: &["راس السنه الهجريه", "السنه الهجريه الجديده", "hijri new year", "islamic new year"],
        month: 1,
        day: 1,
        days: 1,
    },
    Feast { names: &["المولد", "المولد النبوي", "the mawlid", "mawlid"], month: 3, day: 12, days: 1 },
];
/// A feast named alone is the next of both.
const EID: &[&str] = &["العيد", "eid"];

const FIRST: &[&str] =
    &["اول", "بدايه", "غره", "مطلع", "the first of", "first of", "beginning of", "the beginning of", "start of"];
const MIDDLE: &[&str] = &["نص", "نصف", "منتصف", "mid", "middle of", "the middle of"];
const LAST: &[&str] = &["نهايه", "اخر", "اواخر", "end of", "the end of"];
/// «العاشر من رمضان»; the tens follow with «عشر».
const ORDINALS: [&str; 10] =
    ["الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"];
const WITHIN: &[&str] =
    &["في", "فـ", "خلال", "شهر", "قبل", "لين", "لحد", "حتي", "in", "during", "before", "until", "by", "throughout"];
const PAST: &[&str] = &["الماضي", "الفايت", "السابق", "اللي", "فات", "last"];

/// The day named at `at`.
pub(super) fn at(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    if at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| token.word == "last") {
        return None;
    }
    feast(tokens, at, today).or_else(|| of_month(tokens, at, today))
}

fn is_past(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.any(PAST))
}

fn before(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    at.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|token| token.any(words))
}

fn one_of(tokens: &[Token], at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| phrase_at(tokens, at, phrase)).max()
}

fn month(tokens: &[Token], at: usize) -> Option<(u8, usize)> {
    let at_month = usize::from(tokens.get(at).is_some_and(|token| token.word == "شهر"));
    let fits = (1..).zip(MONTHS).filter_map(|(month, names)| Some((one_of(tokens, at + at_month, names)?, month)));
    fits.max().map(|(length, month)| (month, length + at_month))
}

/// «١٠ رمضان», «أول محرم», «نهاية شعبان», «في رمضان».
fn of_month(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    let part = |phrases: &[&str]| one_of(tokens, at, phrases);
    let skip = |place: usize| {
        place + usize::from(tokens.get(place).is_some_and(|token| token.any(&["من", "of", "st", "nd", "rd", "th"])))
    };
    let (day, place) = if let Some(length) = part(FIRST) {
        (Some(1), at + length)
    } else if let Some(length) = part(MIDDLE) {
        (Some(15), at + length)
    } else if let Some(length) = part(LAST) {
        (None, at + length)
    } else if let Some((day, length)) = numbers::number_at(tokens, at).filter(|(day, _)| (1..=30).contains(day)) {
        (u8::try_from(day).ok(), skip(skip(at + length)))
    } else if let Some((day, length)) = ordinal(tokens, at) {
        (Some(day), skip(at + length))
    } else if before(tokens, at, WITHIN) {
        // Before the month is before its first day.
        (before(tokens, at, &["قبل", "before"]).then_some(1), at)
    } else {
        return None;
    };
    let (month, length) = month(tokens, place)?;
    let end = place + length;
    if is_past(tokens, end) {
        return None;
    }
    let year = tokens.get(end).and_then(Token::digits).filter(|year| (1300..=1600).contains(year));
    let to = end + usize::from(year.is_some());
    let year = year.and_then(|year| i32::try_from(year).ok());
    Some(Found { value: date(today, year, month, day)?, from: at, to })
}

fn ordinal(tokens: &[Token], at: usize) -> Option<(u8, usize)> {
    let (day, _) = (1..).zip(ORDINALS).find(|(_, name)| tokens.get(at).is_some_and(|token| token.is(name)))?;
    let teen = tokens.get(at + 1).is_some_and(|token| token.word == "عشر");
    Some(if teen { (day + 10, 2) } else { (day, 1) })
}

/// «قبل العيد», «بعد العيد», «ثاني يوم العيد», "on Eid".
fn feast(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    let which = FEASTS.iter().filter_map(|feast| Some((one_of(tokens, at, feast.names)?, feast)));
    let named = which.max_by_key(|(length, _)| *length);
    let (length, start, days) = match named {
        Some((length, feast)) => (length, date(today, None, feast.month, Some(feast.day))?, feast.days),
        None => {
            let length = one_of(tokens, at, EID)?;
            let next = |feast: &&Feast| date(today, None, feast.month, Some(feast.day));
            let feast = FEASTS[..2].iter().min_by_key(|feast| next(feast))?;
            (length, next(&feast)?, feast.days)
        }
    };
    if is_past(tokens, at + length) {
        return None;
    }
    let (first, ahead) = day_of_feast(tokens, at, days);
    Some(Found { value: start.checked_add(Duration::days(ahead))?, from: first, to: at + length })
}

/// Where the words begin and how many days after the first one is meant.
fn day_of_feast(tokens: &[Token], at: usize, days: i64) -> (usize, i64) {
    if before(tokens, at, &["بعد", "عقب", "after"]) {
        return (at - 1, days);
    }
    const COUNTED: &[(&str, i64)] = &[("اول", 0), ("ثاني", 1), ("تاني", 1), ("ثالث", 2), ("تالت", 2), ("رابع", 3)];
    let unit = before(tokens, at, &["يوم", "ايام"]);
    let counted = unit
        .then(|| at.checked_sub(2))
        .flatten()
        .and_then(|place| COUNTED.iter().find(|(word, _)| tokens[place].is(word)).map(|(_, ahead)| (place, *ahead)));
    let during = before(tokens, at, &["خلال", "ايام", "during", "over"]);
    counted.unwrap_or(if during { (at - 1, days - 1) } else { (at, 0) })
}

/// The next such day, today or later; with a year, that one. Without a day, the month's last one.
fn date(today: Date, year: Option<i32>, month: u8, day: Option<u8>) -> Option<Date> {
    let on = |year: i32| {
        let first = IcuDate::try_new_hijri_with_calendar(year, month, 1, Calendar::new_umm_al_qura()).ok()?;
        let length = first.days_in_month();
        let day = day.unwrap_or(length);
        (1..=length).contains(&day).then_some(())?;
        let iso = IcuDate::try_new_hijri_with_calendar(year, month, day, Calendar::new_umm_al_qura()).ok()?;
        let iso = iso.to_calendar(icu_calendar::Iso);
        let month = Month::try_from(iso.month().number()).ok()?;
        Date::from_calendar_date(iso.year().extended_year(), month, iso.day_of_month().0).ok()
    };
    match year {
        Some(year) => on(year),
        None => {
            let now = year_of(today)?;
            (now..=now + 2).filter_map(on).find(|date| *date >= today)
        }
    }
}

fn year_of(day: Date) -> Option<i32> {
    let iso = IcuDate::try_new_iso(day.year(), u8::from(day.month()), day.day()).ok()?;
    Some(iso.to_calendar(Calendar::new_umm_al_qura()).year().extended_year())
}
