//! Days, spans and times of day, and what has them.

use time::Weekday;
use wasl_model::spoken::{Calendar, Meaning, SpokenValue};

use super::super::lexicon::{CUES, EVENTS};
use super::super::{Topic, Value};
use super::lasting::{Duration, durations};
use super::open::OTHER;
use super::{Found, Told};
use crate::answers::Day;
use crate::due::numbers::number_at;
use crate::due::tokens::Token;
use crate::due::{calendar, day};

/// Everything a clause tells of days and times.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    // "Not since last year" tells no day.
    // "You are two days ahead", «عمره ثمان شهور»: how it stands.
    if told.has("age_of") || told.clause.words.iter().any(|word| matches!(word.text.as_str(), "since" | "ago" | "منذ"))
    {
        return Vec::new();
    }
    let tokens = told.clause.tokens();
    if let Some(days) = entitled(told, &tokens) {
        return vec![days];
    }
    if let Some((from, to)) = told.hits("holiday").first() {
        // "On leave until mid-March": back on that day.
        if let Some((day, place)) = named_day(told, &tokens).filter(|(_, place)| place.0 >= *to && told.has("until")) {
            return vec![Found::new(Topic::Date, OTHER, Value::Day { day }, place).sure(0.6)];
        }
        let shut = Found::new(Topic::Date, "hours", Value::Yes { yes: false }, (*from, *to)).sure(0.6);
        return vec![shut];
    }
    let event = event(told).or_else(|| from_to(told).then_some("hours"));
    let last = whole(told).1.saturating_sub(1);
    let ends = |value: &SpokenValue| super::money::place(told.clause, value).is_some_and(|(from, _)| from == last);
    let is_hour = |value: &SpokenValue| {
        matches!(value.value, Meaning::Time { .. })
            || matches!(value.value, Meaning::Number { .. }) && (ends(value) || is_parted(told, value))
    };
    let timed = inside(told).any(is_hour) && closing(told).is_some();
    let event = event.or_else(|| (timed && told.has("until_hour")).then_some("hours"));
    let event = event.map_or(OTHER, |event| if event == "hours" && opens(told) { "opens" } else { event });
    let event = if is_window(told) { "window" } else { event };
    let sure = if event == OTHER { 0.6 } else { 0.85 };
    let found = |value: Value, place: (usize, usize)| Found::new(Topic::Date, event, value, place).sure(sure);
    // "Applications close on the tenth of March".
    let dated =
        || named_day(told, &tokens).filter(|(_, (from, to))| (*from..*to).all(|at| weekday_at(&tokens, at).is_none()));
    if event == "hours"
        && closing(told).is_none()
        && let Some((day, place)) = dated()
    {
        return vec![Found::new(Topic::Date, "ends", Value::Day { day }, place).sure(0.7)];
    }
    if matches!(event, "hours" | "opens") {
        return closing(told).map(|minute| found(Value::Clock { minute }, whole(told))).into_iter().collect();
    }
    if matches!(event, "validity" | "window") && told.has("remaining") {
        return Vec::new();
    }
    // "It has to be valid for six months": the least, and longer is well.
    if matches!(event, "validity" | "start") && super::papers::own_need(told) == Some(true) && told.has("valid") {
        return Vec::new();
    }
    if matches!(event, "validity" | "window") {
        let spans = durations(&tokens, told.today).into_iter();
        return spans.map(|span| found(Value::Within { hours: span.hours, until: None }, span.place)).collect();
    }
    if let Some((day, place)) = named_day(told, &tokens) {
        // "Maybe today, maybe tomorrow" is told roundly.
        let hours = u32::try_from(day.since(told.today).max(0)).unwrap_or(0) * 24;
        let value =
            if told.in_sentence("maybe") { Value::Within { hours, until: Some(day) } } else { Value::Day { day } };
        return vec![found(value, place)];
    }
    // «شاريها قبل سنة، باقي سنة»: what is over and what is left of something tell no day of their own.
    if event == OTHER && told.has("remaining") {
        return Vec::new();
    }
    let ago = |span: &Duration| {
        let before = span.place.0.checked_sub(1).filter(|at| tokens[*at].word == "قبل");
        before.is_some_and(|at| !tokens[at + 1].word.starts_with('ب') && !(0..=at).any(|at| told.denied(at, 1)))
    };
    // "The operation takes an hour", «استريح ساعتين»: how long it is, and not when.
    let long = |span: &Duration| {
        let after =
            span.place.0.checked_sub(1).is_some_and(|at| tokens[at].any(&["in", "within", "after", "خلال", "بعد"]));
        event == "visit" && span.hours < 24 && !after
    };
    let spans = durations(&tokens, told.today).into_iter().filter(|span| !ago(span) && !long(span));
    let longest = spans.max_by_key(|span| span.hours);
    if let Some(span) = longest {
        return vec![found(Value::Within { hours: span.hours, until: span.until }, span.place)];
    }
    // "The kitchen takes orders until ten".
    if timed
        && told.has("until_hour")
        && let Some(minute) = closing(told)
    {
        return vec![Found::new(Topic::Date, "hours", Value::Clock { minute }, whole(told)).sure(0.7)];
    }
    // An hour of something that does not open or close: "the last boat's at eight".
    let hour = || inside(told).next().filter(|value| inside(told).count() == 1 && is_hour(value));
    if event == OTHER
        && !told.has("until")
        && let Some(place) = hour().and_then(|value| super::money::place(told.clause, value))
        && let Some(minute) = closing(told)
    {
        return vec![Found::new(Topic::Date, OTHER, Value::Clock { minute }, place).sure(0.55)];
    }
    let at_once = CUES.hits("immediately", told.clause).into_iter().next().filter(|_| event != OTHER);
    let at_once = at_once.map(|place| found(Value::Within { hours: 0, until: Some(told.today) }, place));
    at_once.into_iter().collect()
}

/// «إجازة سبعين يوم», "you get twenty days' leave": so many days, and not when.
fn entitled(told: &Told<'_>, tokens: &[Token]) -> Option<Found> {
    if told.has("age_from")
        && let Some(span) = durations(tokens, told.today).into_iter().find(|span| span.hours >= 24 * 30)
    {
        let number = f64::from(span.hours / (24 * 30));
        return Some(Found::new(Topic::Condition, OTHER, Value::Number { number }, span.place).sure(0.65));
    }
    let leave = told.has("leave") || told.asked.iter().any(|clause| CUES.has("leave", clause));
    if !leave && !told.has("entitled") {
        return None;
    }
    let span = durations(tokens, told.today).into_iter().find(|span| span.hours >= 24)?;
    let number = f64::from(span.hours / 24);
    Some(Found::new(Topic::Amount, OTHER, Value::Number { number }, span.place).sure(0.65))
}

/// «عندك أسبوعين ترجعه», "you have thirty days to return it": how long the customer may take.
fn is_window(told: &Told<'_>) -> bool {
    let acts = |clause: &super::Clause| CUES.has("gives_back", clause);
    let within = told.has("has_time") || told.has("only");
    within && (acts(told.clause) || told.asked.iter().any(acts))
}

/// Opening hours of some days: the usual ones, or those of a day of the week.
pub(super) fn of_days(told: &Told<'_>) -> Option<&'static str> {
    let named = |clause: &super::Clause| weekdays(clause).next().is_some();
    let but = |clause: &super::Clause| named(clause) && CUES.has("except_day", clause);
    if told.sentence.iter().any(but) { Some("usual") } else { named(told.clause).then_some("weekday") }
}

/// "From eight until six", «من ثمان لأربع العصر».
#[allow(clippy::wildcard_enum_match_arm, reason = "one of many kinds of values")]
fn from_to(told: &Told<'_>) -> bool {
    let times = inside(told).filter(|value| matches!(value.value, Meaning::Time { .. })).count();
    let words = &told.clause.words;
    let from = words.iter().position(|word| matches!(word.text.as_str(), "from" | "between" | "من" | "بين"));
    let to = words
        .iter()
        .rposition(|word| matches!(word.text.as_str(), "until" | "till" | "to" | "and" | "حتي" | "الي" | "لين"));
    let tokens = told.clause.tokens();
    let hour = |at: usize| {
        number_at(&tokens, at).is_some_and(|(hour, length)| {
            (1..=12).contains(&hour)
                && !tokens.get(at + length).is_some_and(|token| super::money::UNITS.contains(&token.word.as_str()))
        })
    };
    times >= 2 || from.zip(to).is_some_and(|(from, to)| from < to && hour(from + 1) && hour(to + 1) && !told.has("can"))
}

/// It tells when they begin: "we open at ten", and not when they end.
fn opens(told: &Told<'_>) -> bool {
    told.has("opens") && !told.has("until")
}

fn whole(told: &Told<'_>) -> (usize, usize) {
    (0, told.clause.words.len())
}

/// What has a day: named in the clause, else in its sentence, else in the sentence before.
fn event(told: &Told<'_>) -> Option<&'static str> {
    let strongest = |names: Vec<&'static str>| {
        ["hours", "validity", "start", "ends", "visit", "done"].into_iter().find(|event| names.contains(event))
    };
    told.around().find_map(|clause| strongest(EVENTS.hits(clause).iter().map(|hit| hit.name).collect()))
}

/// The values told in the clause.
fn inside<'a>(told: &'a Told<'_>) -> impl DoubleEndedIterator<Item = &'a SpokenValue> {
    let (start, end) = (told.clause.start(), told.clause.end());
    told.values.iter().filter(move |value| value.span.start >= start && value.span.end <= end)
}

/// «عشرة ونص», «عشرة وربع»: an hour and a part of it, where no unit follows.
fn is_parted(told: &Told<'_>, value: &SpokenValue) -> bool {
    let Meaning::Number { number } = value.value else { return false };
    let next = super::money::place(told.clause, value).and_then(|(_, to)| told.clause.words.get(to));
    let unit = next.is_some_and(|next| super::money::UNITS.contains(&next.text.as_str()));
    (1.0..13.0).contains(&number) && [0.25, 0.5, 0.75].contains(&number.fract()) && !unit
}

/// The last time of day, or the hour after "until" and "at".
#[allow(clippy::wildcard_enum_match_arm, reason = "two of many kinds of values")]
fn closing(told: &Told<'_>) -> Option<u16> {
    let before = |value: &SpokenValue| {
        let at = told.clause.words.iter().position(|word| word.end > value.span.start)?;
        at.checked_sub(1).map(|at| told.clause.words[at].text.as_str())
    };
    let noon = told.clause.words.iter().any(|word| matches!(word.text.as_str(), "noon" | "midday"));
    let told_time = inside(told).rev().find_map(|value| match value.value {
        Meaning::Time { hour, minute, .. } => Some(u16::from(hour) * 60 + u16::from(minute)),
        Meaning::Number { number } if (1.0..=12.0).contains(&number) && number.fract() == 0.0 => {
            let told =
                matches!(before(value), Some("until" | "till" | "at" | "to" | "الساعه" | "للساعه" | "حتي" | "لحد"));
            // "Half eight".
            let half = before(value) == Some("half");
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 12")]
            (told || half).then_some(number as u16 * 60 + if half { 30 } else { 0 })
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 13")]
        Meaning::Number { number } if is_parted(told, value) => Some((number * 60.0) as u16),
        _ => None,
    });
    told_time.or_else(|| noon.then_some(12 * 60))
}

/// The latest day named, by its name, its date or its place in the month.
#[allow(clippy::wildcard_enum_match_arm, reason = "two of many kinds of values")]
fn named_day(told: &Told<'_>, tokens: &[Token]) -> Option<(Day, (usize, usize))> {
    let today = told.today.0;
    let denied = |at: usize| {
        let before = at.checked_sub(1).map(|at| tokens[at].word.as_str());
        // "Four weeks from today" is counted.
        let but = |at: usize| CUES.has("except_day", &super::Clause { words: told.clause.words[..at].to_vec() });
        // «أي يوم بعد الأربعا» is another day.
        let after = matches!(before, Some("بعد" | "after"));
        if at >= 1 && weekday_at(tokens, at).is_some() && (but(at) || after) {
            return true;
        }
        matches!(before, Some("مو" | "مش" | "موب" | "not" | "وليس" | "ليس" | "from" | "من"))
            && (before != Some("from") && before != Some("من") || !durations(tokens, told.today).is_empty())
    };
    // "Not before Sunday" is Sunday.
    let not_before = |found: &crate::due::Found<time::Date>| {
        tokens[found.from].any(&["قبل", "before"]) && (0..=found.from).any(|at| told.denied(at, 1))
    };
    let begins = |found: crate::due::Found<time::Date>| {
        let value = if not_before(&found) { found.value.next_day().unwrap_or(found.value) } else { found.value };
        crate::due::Found { value, ..found }
    };
    let by_name = day::days(tokens, today)
        .into_iter()
        .filter(|found| !denied(found.from))
        .map(begins)
        .map(|found| (found.value, (found.from, found.to)));
    let by_date = inside(told).filter_map(|value| {
        let date = match value.value {
            Meaning::Date { day: Some(day), month: Some(month), year, calendar: Calendar::Gregorian, .. } => {
                calendar::date(today, day.into(), month.into(), year.map(i32::from))
            }
            Meaning::Ordinal { number } if (1..=31).contains(&number) => {
                let place = told.clause.words.iter().position(|word| word.end > value.span.start)?;
                let before = |at: usize| place.checked_sub(at).map(|at| tokens[at].word.as_str());
                let is_on = |word: Option<&str>| {
                    matches!(
                        word,
                        Some(
                            "on" | "by"
                                | "يوم"
                                | "until"
                                | "before"
                                | "till"
                                | "from"
                                | "في"
                                | "حتي"
                                | "لغايه"
                                | "بتاريخ"
                                | "لحد"
                        )
                    )
                };
                // "I have you down for the eighteenth".
                let for_it = before(1) == Some("the") && before(2) == Some("for") && place + 1 == tokens.len();
                // "Thursday the nineteenth"; "the thirty-first", where it was asked when.
                let named =
                    before(1) == Some("the") && place.checked_sub(2).is_some_and(|at| weekday_at(tokens, at).is_some());
                let answers = !told.asked.is_empty() && place <= 1 && value.span.end == told.clause.end();
                let on = is_on(before(1)) || before(1) == Some("the") && is_on(before(2)) || for_it || named || answers;
                on.then(|| calendar::next_day(today, u8::try_from(number).ok()?)).flatten()
            }
            _ => None,
        }?;
        // "It was the first of March": what is over is not looked for in the next year.
        let last = told.today.plus(-60).0;
        let gone = calendar::date(last, u32::from(date.day()), u32::from(u8::from(date.month())), None);
        let date = gone.filter(|gone| told.has("was") && *gone <= told.today.0).unwrap_or(date);
        Some((date, super::money::place(told.clause, value)?))
    });
    let by_part = of_month(tokens, today);
    // A day nearly a year on is one that is just over.
    let near = |date: time::Date| {
        let last = date.replace_year(date.year() - 1).ok().filter(|last| (today - *last).whole_days() <= 60);
        last.filter(|_| (date - today).whole_days() > 270).unwrap_or(date)
    };
    // "It arrived on Thursday": the last one.
    let past = told.has("was");
    let last = |date: time::Date, (from, to): (usize, usize)| {
        let by_week = (from..to).any(|at| weekday_at(tokens, at).is_some());
        if past && by_week && (1..=7).contains(&(date - today).whole_days()) {
            date - time::Duration::days(7)
        } else {
            date
        }
    };
    // «اليوم» alone is when it is told, and «في اليوم» is each day.
    let now = |(from, to): (usize, usize)| to - from == 1 && matches!(tokens[from].word.as_str(), "اليوم" | "today");
    let by_name = by_name.filter(|(_, place)| !now(*place)).map(|(date, place)| (last(near(date), place), place));
    by_name
        .chain(by_date)
        .chain(by_part)
        .chain(over(told))
        .max_by_key(|(day, _)| *day)
        .map(|(day, place)| (Day(day), place))
}

/// «نهار خمسة فالشهر», «لنهار عشرين», "on day five".
fn of_month(tokens: &[Token], today: time::Date) -> Option<(time::Date, (usize, usize))> {
    let word = |at: usize| tokens.get(at).map(|token| token.word.as_str()).unwrap_or_default();
    let date = |number: u32| calendar::next_day(today, u8::try_from(number).ok().filter(|day| (1..=31).contains(day))?);
    if let Some(at) = tokens.iter().position(|token| matches!(token.word.as_str(), "نهار" | "لنهار")) {
        let (number, length) = number_at(tokens, at + 1)?;
        let to = at + 1 + length;
        return date(number).filter(|_| !super::money::UNITS.contains(&word(to))).map(|date| (date, (at, to)));
    }
    // «لعشرين فالشهر», «خمسة بالشهر».
    let month = tokens.iter().position(|token| matches!(token.word.as_str(), "فالشهر" | "بالشهر"))?;
    let at = month.checked_sub(1)?;
    let bare = Token { word: word(at).trim_start_matches('ل').to_owned(), ..tokens[at].clone() };
    let (number, _) = number_at(&[bare], 0)?;
    date(number).filter(|_| word(at).starts_with('ل')).map(|date| (date, (at, month + 1)))
}

/// The days of the week a clause names, also as "on Fridays".
pub(in super::super) fn weekdays(clause: &super::Clause) -> impl Iterator<Item = Weekday> {
    let tokens = clause.tokens();
    (0..clause.words.len()).filter_map(move |at| weekday_at(&tokens, at))
}

fn weekday_at(tokens: &[Token], at: usize) -> Option<Weekday> {
    day::weekday_at(tokens, at).or_else(|| {
        let many = tokens.get(at)?;
        let one = Token { word: many.word.strip_suffix('s').filter(|one| one.ends_with("day"))?.to_owned(), ..*many };
        day::weekday_at(&[one], 0)
    })
}

/// "It ended yesterday", «انتهى أمس».
fn over(told: &Told<'_>) -> Option<(time::Date, (usize, usize))> {
    let gone = ["yesterday", "امس", "امبارح", "مبارح", "البارح", "البارحه"];
    let at = told.clause.words.iter().position(|word| gone.contains(&word.text.as_str()))?;
    let ended = EVENTS.hits(told.clause).iter().any(|hit| matches!(hit.name, "ends" | "hours"));
    Some((told.today.plus(-1).0, (at, at + 1))).filter(|_| ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consistency::words::sentences;

    #[test]
    fn a_day_of_the_week_is_named_and_anybody_two_or_the_least_is_none() {
        let named = |text: &str| weekdays(&sentences(text)[0].clauses[0]).collect::<Vec<_>>();
        assert_eq!(named("نفتح يوم أحد وللأربعاء"), [Weekday::Sunday, Weekday::Wednesday]);
        assert_eq!(named("closed on Fridays and Sat"), [Weekday::Friday]);
        for text in ["ما في أحد", "أي حد يستلم", "الحد الأدنى", "اثنين موظفين", "he sat down"]
        {
            assert_eq!(named(text), [], "{text}");
        }
    }

    #[test]
    fn the_middle_of_a_month_is_a_day() {
        let today = Day(time::macros::date!(2026 - 03 - 01));
        let day = |text: &str| day::days(&sentences(text)[0].clauses[0].tokens(), today.0).first().map(|day| day.value);
        for text in ["نص مارس", "mid March", "منتصف شهر مارس"] {
            assert_eq!(day(text), Some(time::macros::date!(2026 - 03 - 15)), "{text}");
        }
    }
}
