//! Days by name: «بكرة», «يوم الأحد», "by Friday", «نهاية الشهر», 25/11, "November 25".

use time::{Date, Weekday};

use super::tokens::{Token, phrase_at};
use super::{Found, calendar, hijri, numbers};

/// What a phrase means.
#[derive(Clone, Copy)]
enum Named {
    /// So many days from today.
    Ahead(i64),
    /// The end of the week, so many weeks on.
    Week(i64),
    /// The end of the month, so many months on.
    Month(u32),
    /// The first day of the next month.
    FirstOfMonth,
    /// The end of the year.
    Year,
    /// The end of the weekend.
    Weekend,
}

/// Phrases as folded. The longest that fits counts.
const PHRASES: &[(Named, &[&str])] = &[
    (Named::Ahead(3), &["بعد بعد بكره", "بعد بعد بكرا", "بعد بعد غد"]),
    (
        Named::Ahead(2),
        &[
            "بعد بكره",
            "بعد بكرا",
            "بعد باكر",
            "بعد غد",
            "بعد غدا",
            "بعد الغد",
            "بعد غدوه",
            "عقب بكره",
            "عقب بكرا",
            "عقب باكر",
            "عقب غد",
            "غير غدا",
            "day after tomorrow",
        ],
    ),
    (
        Named::Ahead(1),
        &[
            "بكره",
            "بكرا",
            "بوكره",
            "باكر",
            "باجر",
            "غدا",
            "غدوه",
            "غدوا",
            "غد",
            "الغد",
            "لغدا",
            "tomorrow",
            "tomorow",
            "tmrw",
        ],
    ),
    (
        Named::Ahead(0),
        &[
            "اليوم",
            "هاليوم",
            "النهارده",
            "النهاردا",
            "انهارده",
            "الليله",
            "الليلادي",
            "هالليله",
            "نهايه الدوام",
            "اخر الدوام",
            "نهايه اليوم",
            "اخر النهار",
            "today",
            "tonight",
            "this evening",
            "this afternoon",
            "this morning",
            "end of the day",
            "end of day",
            "end of business",
            "close of business",
            "eod",
            "eob",
            "cob",
        ],
    ),
    (
        Named::Week(0),
        &[
            "نهايه الاسبوع",
            "اخر الاسبوع",
            "هالاسبوع",
            "هذا الاسبوع",
            "الاسبوع هذا",
            "الاسبوع ده",
            "الاسبوع الحالي",
            "هاد الاسبوع",
            "end of the week",
            "end of week",
            "end of this week",
            "this week",
            "eow",
        ],
    ),
    (
        Named::Week(1),
        &[
            "الاسبوع القادم",
            "الاسبوع المقبل",
            "الاسبوع الجاي",
            "الاسبوع الجي",
            "الاسبوع اللي جاي",
            "الاسبوع الياي",
            "اسبوع الجاي",
            "الاسبوع التالي",
            "نهايه الاسبوع القادم",
            "نهايه الاسبوع المقبل",
            "نهايه الاسبوع الجاي",
            "اخر الاسبوع الجاي",
            "اخر الاسبوع القادم",
            "end of next week",
            "السيمانه الجايه",
            "السيمانه جايه",
            "سيمانه الجايه",
            "السيمانه اللي جايه",
            "سيمانه جايه",
            "هاد السيمانه الجايه",
            "next week",
        ],
    ),
    (
        Named::Week(2),
        &[
            "week after next",
            "the week after next",
            "الاسبوع اللي بعده",
            "الاسبوع اللي بعد الجاي",
            "الاسبوع بعد القادم",
            "الاسبوع بعد الجاي",
            "السيمانه اللي بعد الجايه",
            "السيمانه اللي موراها",
        ],
    ),
    (Named::Weekend, &["الويكند", "الويك اند", "عطله الاسبوع", "عطله نهايه الاسبوع", "weekend"]),
    (
        Named::Month(0),
        &[
            "نهايه الشهر",
            "اخر الشهر",
            "هالشهر",
            "هذا الشهر",
            "الشهر هذا",
            "الشهر ده",
            "الشهر الحالي",
            "end of the month",
            "end of month",
            "end of this month",
            "this month",
            "eom",
        ],
    ),
    (
        Named::Month(1),
        &[
            "الشهر القادم",
            "نهايه الشهر القادم",
            "نهايه الشهر الجاي",
            "اخر الشهر القادم",
            "اخر الشهر الجاي",
            "end of next month",
            "الشهر المقبل",
            "الشهر الجاي",
            "الشهر الجي",
            "الشهر اللي جاي",
            "الشهر الياي",
            "شهر الجاي",
            "next month",
        ],
    ),
    (Named::FirstOfMonth, &["اول الشهر", "بدايه الشهر", "راس الشهر", "first of the month", "beginning of the month"]),
    (Named::Year, &["نهايه السنه", "اخر السنه", "نهايه العام", "end of the year", "end of year", "this year"]),
];

/// Weekdays by names that stand alone, and by names that need a word before them.
const WEEKDAYS: &[(Weekday, &[&str], &[&str])] = &[
    (Weekday::Sunday, &["الاحد", "sunday"], &["احد", "حد", "الحد", "sun"]),
    (Weekday::Monday, &["الاثنين", "الاتنين", "التنين", "الثنين", "monday"], &["اثنين", "اتنين", "تنين", "mon"]),
    (
        Weekday::Tuesday,
        &["الثلاثاء", "الثلاثا", "التلاتاء", "التلاتا", "التلات", "الثلوث", "tuesday"],
        &["ثلاثاء", "ثلاثا", "ثلوث", "تلات", "الثلاث", "tue", "tues"],
    ),
    (
        Weekday::Wednesday,
        &["الاربعاء", "الاربعا", "الربوع", "لاربعا", "wednesday"],
        &["اربعاء", "اربعا", "الاربع", "ربوع", "لربعا", "wed"],
    ),
    (Weekday::Thursday, &["الخميس", "thursday"], &["خميس", "thu", "thur", "thurs"]),
    (Weekday::Friday, &["الجمعه", "friday"], &["جمعه", "fri"]),
    (Weekday::Saturday, &["السبت", "saturday"], &["سبت", "sat"]),
];

/// Words before a weekday's shorter name or a bare number of a day.
const DAY_WORDS: &[&str] = &["يوم", "نهار", "on", "by", "until", "till", "before", "next", "this"];
const PAST_BEFORE: &[&str] = &["last", "since", "منذ", "قبله"];
const PAST_AFTER: &[&str] =
    &["الماضي", "الماضيه", "الفايت", "الفايته", "السابق", "اللي فات", "اللي راح", "اللي طاف", "لي فات"];
/// The one after the next.
const AFTER_NEXT: &[&str] = &["بعد القادم", "بعد الجاي", "بعد المقبل", "اللي بعده", "اللي بعد الجاي", "after next"];

const MONTHS: [&[&str]; 12] = [
    &["يناير", "كانون الثاني", "كانون ثاني", "جانفي", "january", "jan"],
    &["فبراير", "شباط", "فيفري", "february", "feb"],
    &["مارس", "اذار", "march", "mar"],
    &["ابريل", "نيسان", "افريل", "april", "apr"],
    &["مايو", "ايار", "ماي", "may"],
    &["يونيو", "حزيران", "جوان", "june", "jun"],
    &["يوليو", "تموز", "جويليه", "يوليوز", "july", "jul"],
    &["اغسطس", "اب", "اوت", "غشت", "august", "aug"],
    &["سبتمبر", "ايلول", "شتنبر", "september", "sept", "sep"],
    &["اكتوبر", "تشرين الاول", "تشرين اول", "october", "oct"],
    &["نوفمبر", "تشرين الثاني", "تشرين ثاني", "نونبر", "november", "nov"],
    &["ديسمبر", "كانون الاول", "كانون اول", "دجنبر", "december", "dec"],
];

/// Every day named, today or later.
pub(crate) fn days(tokens: &[Token], today: Date) -> Vec<Found<Date>> {
    let mut found: Vec<Found<Date>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let relative = named(tokens, at, today);
        let day = relative
            .or_else(|| hijri::at(tokens, at, today))
            .or_else(|| date(tokens, at, today))
            .or_else(|| weekday(tokens, at, today));
        let Some(day) = day else {
            at += 1;
            continue;
        };
        at = day.to;
        match found.last_mut() {
            // «بكرة الأحد»: one day with two names.
            Some(last) if relative.is_none() && joined(tokens, last.to, day.from) => last.to = day.to,
            _ => found.push(day),
        }
    }
    found.into_iter().filter_map(|day| before(tokens, day)).filter(|day| day.value >= today).collect()
}

fn joined(tokens: &[Token], end: usize, start: usize) -> bool {
    tokens.get(end..start).is_some_and(|between| between.iter().all(|token| token.any(&["يوم", "نهار", "on"])))
}

fn named(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    let phrases = PHRASES.iter().flat_map(|(named, phrases)| phrases.iter().map(move |phrase| (*named, *phrase)));
    let fits = phrases.filter_map(|(named, phrase)| Some((phrase_at(tokens, at, phrase)?, named)));
    let (length, named) = fits.max_by_key(|(length, _)| *length)?;
    let value = match named {
        Named::Ahead(days) => calendar::ahead(today, days),
        Named::Week(weeks) => calendar::end_of_week(today, weeks),
        Named::Month(months) => calendar::end_of_month(today, months),
        Named::FirstOfMonth => calendar::next_day(calendar::ahead(today, 1)?, 1),
        Named::Year => calendar::date(today, 31, 12, Some(today.year())),
        Named::Weekend if today.weekday() == Weekday::Saturday => Some(today),
        Named::Weekend => calendar::next(today, Weekday::Saturday),
    }?;
    Some(Found { value, from: at, to: at + length })
}

/// The day of the week a word names: a name that stands alone, or a shorter one behind a word for a day. «أحد» alone is
/// anybody, «اثنين» two.
pub(crate) fn weekday_at(tokens: &[Token], at: usize) -> Option<Weekday> {
    let token = tokens.get(at)?;
    let told = at.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|word| word.any(DAY_WORDS));
    let is = |(_, alone, after): &&(_, &[&str], &[&str])| token.any(alone) || told && token.any(after);
    WEEKDAYS.iter().find(is).map(|(weekday, ..)| *weekday)
}

fn weekday(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    let weekday = weekday_at(tokens, at)?;
    let previous = at.checked_sub(1).and_then(|place| tokens.get(place));
    let over = |place: usize, words: &[&str]| words.iter().find_map(|words| phrase_at(tokens, place, words));
    if previous.is_some_and(|word| word.any(PAST_BEFORE)) || over(at + 1, PAST_AFTER).is_some() {
        return None;
    }
    let next = calendar::next(today, weekday)?;
    let from = at - usize::from(previous.is_some_and(|word| word.any(&["يوم", "نهار"])));
    Some(match over(at + 1, AFTER_NEXT) {
        Some(length) => Found { value: calendar::ahead(next, 7)?, from, to: at + 1 + length },
        None => Found { value: next, from, to: at + 1 },
    })
}

/// A date in numbers or with a month's name.
fn date(tokens: &[Token], at: usize, today: Date) -> Option<Found<Date>> {
    let found = |value: Option<Date>, to| value.map(|value| Found { value, from: at, to });
    let token = tokens.get(at)?;
    if let Some(date) = written(&token.word, today) {
        return found(Some(date), at + 1);
    }
    if let Some((month, length)) = month_at(tokens, at) {
        if let Some(whole) = whole_month(tokens, at, month, today) {
            return Some(Found { to: at + length, ..whole });
        }
        // "November 25": only English writes the month first.
        let day = tokens.get(at + length).filter(|_| token.word.is_ascii()).and_then(Token::digits)?;
        let end = after_ordinal(tokens, at + length + 1);
        return with_year(tokens, day, month, end, today).and_then(|(date, to)| found(Some(date), to));
    }
    let (day, counted) = numbers::number_at(tokens, at).filter(|(day, _)| (1..=31).contains(day))?;
    let ordinal = after_ordinal(tokens, at + counted);
    let place = ordinal + usize::from(tokens.get(ordinal).is_some_and(|token| token.any(&["of", "من"])));
    if let Some((month, length)) = month_at(tokens, place).or_else(|| numbered_month(tokens, place)) {
        return with_year(tokens, day, month, place + length, today).and_then(|(date, to)| found(Some(date), to));
    }
    of_month(tokens, at, day, ordinal, place, today).and_then(|(date, to)| found(Some(date), to))
}

/// "by the end of March", «في أبريل», "mid April": the last day it may be.
fn whole_month(tokens: &[Token], at: usize, month: u32, today: Date) -> Option<Found<Date>> {
    let is = |place: Option<usize>, words: &[&str]| {
        let token = place.and_then(|place| tokens.get(place));
        let bare = |word: &str| words.contains(&word.trim_start_matches(['ل', 'ب']));
        token.is_some_and(|token| token.any(words) || bare(&token.word))
    };
    let mut from = at;
    while is(from.checked_sub(1), &["شهر", "of"]) {
        from -= 1;
    }
    let named = is(Some(from), &["شهر"]);
    let before = from.checked_sub(1);
    let counted = tokens.get(at + 1).is_some_and(|token| token.digits().is_some());
    let last = |day: u8| {
        let first = calendar::date(today.replace_day(1).ok()?, 1, month, None)?;
        let length = first.month().length(first.year());
        first.replace_day(day.min(length)).ok()
    };
    let (from, value) = if is(before, &["نهايه", "اخر", "اواخر", "end"]) {
        (from - 1, last(31))
    } else if is(before, &["منتصف", "نص", "نصف", "mid", "middle"]) {
        (from - 1, last(15))
    } else if is(before, &["بدايه", "اول", "اوايل", "مطلع", "beginning", "start"]) {
        (from - 1, last(5))
    } else if named || is(before, &["in", "by", "until", "till", "during", "في", "خلال", "لغايه", "حتي", "لحد"])
    {
        (from, last(31).filter(|_| !counted))
    } else {
        (from, None)
    };
    value.filter(|day| *day >= today).map(|value| Found { value, from, to: at + 1 })
}

/// "by the 25th", «يوم ٢٥», «٢٥ الشهر».
fn of_month(tokens: &[Token], at: usize, day: u32, ordinal: usize, place: usize, today: Date) -> Option<(Date, usize)> {
    let previous = at.checked_sub(1).and_then(|place| tokens.get(place));
    let month = ["الشهر", "the month", "هالشهر"].iter().find_map(|words| phrase_at(tokens, place, words));
    let is_ordinal =
        ordinal.checked_sub(1).and_then(|place| tokens.get(place)).is_some_and(|token| is_ordinal(&token.word));
    // «يوم خمسة وعشرين» is a day of the month; a smaller number in words may be a day of the week, or how many days.
    let is_arabic_day = previous.is_some_and(|word| word.any(&["يوم", "نهار"]))
        && (day > 10 || tokens.get(at).is_some_and(|token| token.digits().is_some()));
    if month.is_none() && !is_arabic_day && !is_ordinal {
        return None;
    }
    let day = calendar::next_day(today, u8::try_from(day).ok()?)?;
    Some((day, month.map_or(ordinal, |length| place + length)))
}

fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th")
}

fn after_ordinal(tokens: &[Token], at: usize) -> usize {
    at + usize::from(tokens.get(at).is_some_and(|token| is_ordinal(&token.word)))
}

fn month_at(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    (1..).zip(MONTHS).find_map(|(month, names)| {
        names.iter().find_map(|name| {
            // A month takes no particle: «لأب» is a father.
            let whole = tokens.get(at)?.word == name.split(' ').next()?;
            phrase_at(tokens, at, name).filter(|_| whole).map(|length| (month, length))
        })
    })
}

/// «٢٥ شهر ١٢».
fn numbered_month(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    tokens.get(at).filter(|token| token.word == "شهر")?;
    let (month, length) = numbers::number_at(tokens, at + 1)?;
    (1..=12).contains(&month).then_some((month, length + 1))
}

fn with_year(tokens: &[Token], day: u32, month: u32, end: usize, today: Date) -> Option<(Date, usize)> {
    let year = tokens.get(end).and_then(Token::digits).filter(|year| (1900..=2999).contains(year));
    let to = end + usize::from(year.is_some());
    let year = year.and_then(|year| i32::try_from(year).ok());
    Some((calendar::date(today, day, month, year)?, to))
}

/// `25/11`, `25-11-2026`, `2026-11-25`: the day before the month, unless only the other way is a date.
fn written(word: &str, today: Date) -> Option<Date> {
    let parts: Vec<u32> = word.split(['/', '-', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    // «٢-٣» and 9.5 are no dates.
    let slash = word.contains('/');
    let full = |year: u32| i32::try_from(if year < 100 { year + 2000 } else { year }).ok();
    let (day, month, year) = match parts[..] {
        [day, month] if slash => (day, month, None),
        [year, month, day] if year > 31 => (day, month, full(year)),
        [day, month, year] => (day, month, full(year)),
        _ => return None,
    };
    let swapped = month > 12 && day <= 12;
    let (day, month) = if swapped { (month, day) } else { (day, month) };
    calendar::date(today, day, month, year)
}

/// "before Sunday" and «قبل يوم الأحد» end the day before.
fn before(tokens: &[Token], day: Found<Date>) -> Option<Found<Date>> {
    let first = |place: usize| place.checked_sub(1).and_then(|place| tokens.get(place));
    let mut place = day.from;
    while first(place).is_some_and(|token| token.any(&["يوم", "نهار", "the", "next"])) {
        place -= 1;
    }
    let is_before = first(place).is_some_and(|token| token.any(&["قبل", "before"]));
    // The end of a week or a month is a last day already.
    let is_end = tokens.get(day.from).is_some_and(|token| token.any(&["نهايه", "اخر", "end"]));
    if !is_before || is_end {
        Some(day)
    } else {
        Some(Found { value: day.value.previous_day()?, from: place - 1, ..day })
    }
}
