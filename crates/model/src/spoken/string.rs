//! Strings of digits said one by one, in groups or doubled: «صفر خمسة خمسة، ثلاثة وعشرين», "oh five double three",
//! `055 123 4567`.
//!
//! Words are digits rather than numbers when something shows it: four single digits in a row, a leading zero, "oh" or
//! "double", digits too many for a number, or a word before them («الرمز», "order number").

use super::coins;
use super::date;
use super::digits::{self, Told};
use super::line::{Found, Line};
use super::number::below_thousand;
use super::token::Kind;
use super::words::Part;

/// From so many single digits in a row on they are a string.
const IN_A_ROW: usize = 4;
/// No number is written with so many digits and no sign between them.
const TOO_LONG: usize = 7;
/// Nobody tells more in one go.
const MOST_ITEMS: usize = 40;
/// Words may stand between this many tokens and the digits they tell of.
const WITHIN: usize = 5;

const PLUS: &[&str] = &["+", "plus", "بلس", "زايد"];
/// Between groups.
const FILLERS: &[&str] =
    &["dash", "hyphen", "space", "then", "uh", "um", "er", "شرطه", "اه", "ثم", "بعدين", "وبعدين", "يعني", "بعدها"];

#[rustfmt::skip]
const TELLING: &[(Told, &[&str])] = &[
    (Told::Phone, &[
        "جوالي", "الجوال", "جوال", "جوالك", "جوالها", "جواله", "موبايلي", "موبايل", "الموبايل", "تلفون", "تلفوني", "التلفون", "هاتف", "هاتفي",
        "الهاتف", "واتساب", "الواتساب", "تليفون", "تليفوني", "التليفون", "نمرتي", "نمره", "phone", "mobile", "telephone",
        "whatsapp", "call", "cell", "نقالي", "النقال", "محمولي", "المحمول", "تيليفون", "portable",
    ]),
    (Told::Id, &[
        "هويه", "الهويه", "هويتي", "اقامه", "الاقامه", "اقامتي", "القومي", "قومي", "الشخصيه", "الوطنيه", "id", "iqama", "national", "identity",
        "المدنيه", "مدني", "المدني",
    ]),
    (Told::Card, &["بطاقه", "البطاقه", "بطاقتي", "فيزا", "الفيزا", "card", "visa", "mastercard", "مدي", "كارت", "الكارت", "كرت"]),
    (Told::Other, &[
        "رقم", "رقمي", "الرقم", "رقمه", "رقمها", "رقمو", "غرفه", "الغرفه", "رمز", "الرمز", "كود", "الكود", "كودي", "تحويله", "حساب", "الحساب", "حسابي", "السري", "number",
        "code", "pin", "otp", "password", "account", "extension", "passcode", "reference", "cvv", "room", "الارقام", "numero", "cvc", "csc", "back", "امان", "الامان", "ورا", "خلف",
        "ضهر", "ظهر", "سي", "السي", "التحقق", "verification",
    ]),
];

/// The string of digits at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    let plus = line.is(at, PLUS);
    let start = at + usize::from(plus);
    if plus && !line.close(start) {
        return None;
    }
    let run = Run::of(line, start);
    let told = told(line, at);
    let enough = if plus { run.digits.len() >= TOO_LONG } else { run.is_string(told) };
    enough.then(|| Found { value: digits::value(run.digits, plus, told), from: at, to: run.to })
}

/// Digits one after the other.
#[derive(Default)]
pub(super) struct Run {
    pub(super) digits: String,
    pub(super) to: usize,
    items: usize,
    /// The longest row of single digits, and the one that lasts.
    most_singles: usize,
    singles: usize,
    /// "double", or "oh" behind another digit.
    marked: bool,
    /// The first is a zero, and it is no exclamation.
    zero: bool,
    /// All are written, with no commas between.
    written: bool,
    /// The longest written one.
    longest: usize,
}

/// One step of a run.
pub(super) struct Item {
    digits: String,
    /// Said or written one by one.
    single: bool,
    marked: bool,
    written: bool,
    to: usize,
}

impl Item {
    pub(super) fn into_digits(self) -> (String, usize) {
        (self.digits, self.to)
    }
}

impl Run {
    fn of(line: &Line<'_>, start: usize) -> Self {
        let mut run = Self { to: start, written: true, ..Self::default() };
        while run.items < MOST_ITEMS
            && let Some(item) = run.next(line)
        {
            run.take(line, &item);
            // A whole phone number in one piece is the end of it.
            if run.written && run.items == 1 && run.longest >= 9 && run.zero {
                break;
            }
        }
        run
    }

    fn next(&self, line: &Line<'_>) -> Option<Item> {
        let mut place = self.to;
        if self.items > 0 {
            while line.near(place) && line.is(place, FILLERS) {
                place += 1;
            }
            if !line.near(place) {
                return None;
            }
        }
        let item = item(line, place).filter(|item| !closed(line, item.to))?;
        let own = self.items > 0 && item.written && item.digits.len() >= 9 && item.digits.starts_with('0');
        // «وعشرين» goes on with a number, and only later with a string.
        let added = line.said(place).is_some_and(|said| said.and || said.particle);
        (!(own || added && self.items == 1)).then_some(item)
    }

    fn take(&mut self, line: &Line<'_>, item: &Item) {
        let comma = !line.close(self.to) && self.items > 0;
        if self.items == 0 {
            let exclaimed = item.marked && !line.close(item.to);
            self.zero = item.digits.starts_with('0') && !exclaimed;
            self.marked = item.marked && item.digits.len() > 1;
        } else {
            self.marked |= item.marked;
        }
        self.singles = if item.single { self.singles + item.digits.len() } else { 0 };
        self.most_singles = self.most_singles.max(self.singles);
        self.written &= item.written && !comma;
        self.longest = if item.written { self.longest.max(item.digits.len()) } else { self.longest };
        self.items += 1;
        self.digits.push_str(&item.digits);
        self.to = item.to;
    }

    fn is_string(&self, told: Told) -> bool {
        let length = self.digits.len();
        let dictated = self.most_singles >= IN_A_ROW || self.zero && length >= 3;
        // A zero among others is never counted.
        let with_zero = self.most_singles >= 3 && self.digits.contains('0');
        let marked = self.marked && length >= 2;
        let too_long = self.longest >= TOO_LONG || self.written && self.items > 1 && length >= TOO_LONG;
        let groups = self.items >= 4 && self.most_singles > 0 && length >= 6;
        let named = told != Told::Nothing && (self.items > 1 && length >= 3 || self.longest >= 4);
        dictated || with_zero || marked || too_long || groups || named
    }
}

/// Does a unit follow, so that the digits before it are its number.
fn closed(line: &Line<'_>, at: usize) -> bool {
    let scale = matches!(line.goes_on(at).map(|said| said.part), Some(Part::Scale(_)));
    scale
        || line.close(at)
            && (line.next(at, coins::COINS).is_some()
                || line.is(at, &["%", "٪", "percent", "بالميه", "point", "فاصله"]))
}

/// A digit, a doubled one, a group.
pub(super) fn item(line: &Line<'_>, at: usize) -> Option<Item> {
    if line.token(at)?.kind == Kind::Digits {
        return written(line, at);
    }
    let said = line.said(at)?;
    if let Part::Repeat(times) = said.part {
        let digit = single(line, at + 1).filter(|_| line.close(at + 1))?;
        let digits = digit.to_string().repeat(usize::from(times));
        return Some(Item { digits, single: true, marked: true, written: false, to: at + 2 });
    }
    if said.part == Part::Oh {
        return Some(Item { digits: "0".to_owned(), single: true, marked: true, written: false, to: at + 1 });
    }
    let (number, to) = below_thousand(line, at)?;
    let single = to == at + 1 && number < 10;
    Some(Item { digits: number.to_string(), single, marked: false, written: false, to })
}

fn written(line: &Line<'_>, at: usize) -> Option<Item> {
    let word = &line.token(at)?.word;
    if let Some(digits) = line.plain(at) {
        let single = digits.len() == 1;
        return Some(Item { digits: digits.to_owned(), single, marked: false, written: true, to: at + 1 });
    }
    let parts: Vec<&str> = word.split(['-', '.']).collect();
    let digits: String = parts.concat();
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let date = date::is_written(line, at);
    let singles = parts.len() >= IN_A_ROW && parts.iter().all(|part| part.len() == 1);
    let long = digits.len() >= TOO_LONG && (word.contains('-') || parts.len() > 2) && !date;
    (only_digits && (singles || long)).then_some(Item {
        digits,
        single: singles,
        marked: false,
        written: true,
        to: at + 1,
    })
}

fn single(line: &Line<'_>, at: usize) -> Option<char> {
    let written = line.plain(at).filter(|digits| digits.len() == 1).and_then(|digits| digits.chars().next());
    written.or_else(|| char::from_digit(u32::from(line.said(at)?.digit()?), 10))
}

/// What the words before say: the nearest that names a kind, or else that there is a number at all.
fn told(line: &Line<'_>, at: usize) -> Told {
    let mut found = Told::Nothing;
    for place in (at.saturating_sub(WITHIN)..at).rev() {
        let number = line.said(place).is_some_and(|said| said.digit() != Some(1)) || line.plain(place).is_some();
        if !line.near(place + 1) || number {
            break;
        }
        match TELLING.iter().find(|(_, words)| line.is(place, words)) {
            Some((Told::Other, _)) => found = Told::Other,
            Some((kind, _)) => return *kind,
            None => {}
        }
    }
    found
}
