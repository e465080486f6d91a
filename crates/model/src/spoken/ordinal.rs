//! Which one: «الثالثة», «الخامس والعشرين», "twenty-first", `5th`.

use super::line::Line;
use super::words::Part;

#[rustfmt::skip]
const ARABIC: &[(u8, &[&str])] = &[
    (1, &["الاول", "الاولي", "اول", "اولي", "الحادي", "الحاديه", "حادي"]),
    (2, &["الثاني", "الثانيه", "التاني", "التانيه", "ثاني", "تاني"]),
    (3, &["الثالث", "الثالثه", "التالت", "التالته", "ثالث", "تالت", "التالث"]),
    (4, &["الرابع", "الرابعه", "رابع"]),
    (5, &["الخامس", "الخامسه", "خامس"]),
    (6, &["السادس", "السادسه", "سادس"]),
    (7, &["السابع", "السابعه", "سابع"]),
    (8, &["الثامن", "الثامنه", "التامن", "التامنه", "ثامن", "تامن"]),
    (9, &["التاسع", "التاسعه", "تاسع"]),
    (10, &["العاشر", "العاشره", "عاشر"]),
];
#[rustfmt::skip]
const ENGLISH: &[(u8, &[&str])] = &[
    (1, &["first"]), (2, &["second"]), (3, &["third"]), (4, &["fourth"]), (5, &["fifth"]), (6, &["sixth"]),
    (7, &["seventh"]), (8, &["eighth"]), (9, &["ninth", "nineth"]), (10, &["tenth"]), (11, &["eleventh"]),
    (12, &["twelfth", "twelveth"]), (13, &["thirteenth"]), (14, &["fourteenth"]), (15, &["fifteenth"]),
    (16, &["sixteenth"]), (17, &["seventeenth"]), (18, &["eighteenth"]), (19, &["nineteenth"]), (20, &["twentieth"]),
    (30, &["thirtieth"]), (40, &["fortieth"]), (50, &["fiftieth"]), (60, &["sixtieth"]), (70, &["seventieth"]),
    (80, &["eightieth"]), (90, &["ninetieth"]), (100, &["hundredth"]),
];
const ENDS: &[&str] = &["st", "nd", "rd", "th"];

/// Before "first" and "second" these make it clear that something is counted.
const OWNERS: &[&str] = &["the", "my", "your", "our", "his", "her", "their", "its"];
/// After "first" these make it another word.
const NOT_COUNTED: &[&str] = &["of", "name", "thing", "things", "place"];
/// Before «الثاني» these make it clear that it is not "the other".
const COUNTED: &[&str] = &[
    "المره",
    "الطابق",
    "الدور",
    "القسط",
    "الدفعه",
    "الشهر",
    "اليوم",
    "الخيار",
    "الاتصال",
    "المكالمه",
    "الاسبوع",
    "السنه",
    "الرقم",
    "الربع",
    "الصف",
    "المرحله",
];
/// Before a third: a part.
const PARTS: &[&str] = &["a", "one", "two", "three", "four", "five"];

/// An ordinal and the token after it.
#[derive(Clone, Copy)]
pub(super) struct Ordinal {
    pub(super) number: u64,
    pub(super) to: usize,
    /// Surely which one: not "a second", «مرة ثانية», "a third".
    pub(super) sure: bool,
}

/// The ordinal at `at`, as a reader that expects one takes it.
pub(super) fn ordinal(line: &Line<'_>, at: usize) -> Option<Ordinal> {
    written(line, at).or_else(|| english(line, at)).or_else(|| arabic(line, at))
}

fn written(line: &Line<'_>, at: usize) -> Option<Ordinal> {
    let number = line.plain(at).filter(|digits| digits.len() <= 6)?.parse().ok()?;
    let glued = line.bytes(at, at + 1).end == line.bytes(at + 1, at + 2).start;
    (glued && line.close(at + 1) && line.is(at + 1, ENDS)).then_some(Ordinal { number, to: at + 2, sure: true })
}

fn english(line: &Line<'_>, at: usize) -> Option<Ordinal> {
    if let Some(Part::Tens(tens)) = line.part(at)
        && let Some((unit @ 1..=9, to)) = line.next(at + 1, ENGLISH)
    {
        return Some(Ordinal { number: u64::from(tens + unit), to, sure: true });
    }
    let (number, to) = line.longest(at, ENGLISH)?;
    let sure = match number {
        1 | 2 => line.after(at, OWNERS) && !(line.close(to) && line.is(to, NOT_COUNTED)),
        _ => !line.after(at, PARTS),
    };
    Some(Ordinal { number: u64::from(number), to, sure })
}

fn arabic(line: &Line<'_>, at: usize) -> Option<Ordinal> {
    // «احد عشر» stands with the ordinals because «احد» alone is a day or somebody.
    let (unit, to) = line.longest(at, ARABIC)?;
    let definite = line.token(at).is_some_and(|token| token.word.starts_with("ال"));
    if let Some(Part::Teen(10)) = line.goes_on(to).map(|said| said.part) {
        return Some(Ordinal { number: u64::from(unit) + 10, to: to + 1, sure: definite });
    }
    if let Some((said, place)) = line.added(to)
        && let Part::Tens(tens) = said.part
    {
        return Some(Ordinal { number: u64::from(tens + unit), to: place + 1, sure: definite });
    }
    if line.is(at, &["الحادي", "الحاديه", "حادي"]) {
        return None;
    }
    let sure = match unit {
        // «الأول» is also "at first", «من الأول» "from the beginning".
        1 => line.is(at, &["الاولي"]) || definite && line.after(at, COUNTED),
        2 => definite && line.after(at, COUNTED),
        _ => true,
    };
    Some(Ordinal { number: u64::from(unit), to, sure })
}
