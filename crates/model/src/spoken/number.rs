//! Whole numbers: «ثلاثة آلاف وميتين وخمسة وعشرين», "twenty-three hundred", "5 thousand".

use super::line::Line;
use super::words::{Part, Said};
use crate::Language;

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cardinal {
    pub(super) value: u64,
    /// The token after it.
    pub(super) to: usize,
    /// Its last word is a scale: 1000, 1 000 000. A half after it is half of it.
    pub(super) scale: u64,
}

/// The whole number that the words begin with, and how many words it takes: «أربع وعشرين ساعة», "twenty four hours".
///
/// Words are given one by one, as they are written or folded. A number in digits is the caller's business.
#[must_use]
pub fn number_in_words(words: &[&str]) -> Option<(u64, usize)> {
    Line::of(words.first()?, None).said(0)?;
    // A number has no more words than this: «تسعمية وتسعة وتسعين ألف وتسعمية وتسعة وتسعين» has seven.
    let text = words.iter().take(12).copied().collect::<Vec<_>>().join(" ");
    let line = Line::of(&text, None);
    line.said(0)?;
    let number = cardinal(&line, 0)?;
    let end = line.bytes(0, number.to).end;
    Some((number.value, text[..end].split(' ').count()))
}

/// The whole number at `at`.
pub(super) fn cardinal(line: &Line<'_>, at: usize) -> Option<Cardinal> {
    let start = if line.is(at, &["a", "an"]) { at + 1 } else { at };
    if start > at && !matches!(line.goes_on(start)?.part, Part::Hundred | Part::Scale(_)) {
        return None;
    }
    let (mut value, mut to, mut scale) = term(line, start)?;
    let mut last = scale;
    while last > 1 {
        let added = line.added(to).map(|(_, place)| place);
        let Some(next) = added.or_else(|| line.goes_on(to).map(|_| to)) else {
            break;
        };
        let Some((more, end, unit)) = term(line, next) else {
            break;
        };
        let english = line.said(next).is_some_and(|said| said.language == Language::En);
        if more >= last || added.is_none() && !english && more < 100 {
            break;
        }
        value = value.checked_add(more)?;
        (to, scale, last) = (end, unit, unit);
    }
    Some(Cardinal { value, to, scale })
}

/// What a scale counts, and the scale: «خمسة وعشرين ألف», «ألفين», «خمسمية».
fn term(line: &Line<'_>, at: usize) -> Option<(u64, usize, u64)> {
    match line.part(at) {
        Some(Part::Scale(scale)) => return Some((scale, at + 1, scale)),
        Some(Part::TwoScale(scale)) => return Some((2 * scale, at + 1, scale)),
        Some(_) | None => {}
    }
    // The Maghreb's two is also a husband, but not before thousands.
    let two = || line.is(at, &["زوج"]).then_some((2, at + 1));
    let (count, to) = below_thousand(line, at).or_else(|| written(line, at)).or_else(two)?;
    match line.goes_on(to).map(|said| said.part) {
        Some(Part::Scale(scale)) => Some((count.checked_mul(scale)?, to + 1, scale)),
        Some(_) | None if line.is(at, &["زوج"]) => None,
        Some(_) | None => Some((count, to, 1)),
    }
}

/// A number in digits that a scale may follow: `5`, `1,250`.
fn written(line: &Line<'_>, at: usize) -> Option<(u64, usize)> {
    let word = line.token(at)?.word.replace(',', "");
    let whole = super::quantity::is_grouped(&line.token(at)?.word) || line.plain(at).is_some();
    let number = if whole {
        word.parse().ok()?
    } else {
        return None;
    };
    Some((number, at + 1))
}

/// A number of words without a scale, and the token after it.
pub(super) fn below_thousand(line: &Line<'_>, at: usize) -> Option<(u64, usize)> {
    let said = line.said(at)?;
    let hundred_after = |to: usize| matches!(line.goes_on(to).map(|next| next.part), Some(Part::Hundred));
    let (hundreds, to) = match said.part {
        Part::Hundred => (100, at + 1),
        Part::Hundreds(value) => (u64::from(value), at + 1),
        Part::Unit(_) | Part::Teen(_) | Part::Tens(_) => {
            let (small, to) = below_hundred(line, at)?;
            let counts = small > 0 && (said.language == Language::En || (3..=9).contains(&small));
            if !(counts && hundred_after(to)) {
                return Some((small, to));
            }
            (small * 100, to + 1)
        }
        Part::Oh | Part::Scale(_) | Part::TwoScale(_) | Part::Repeat(_) => return None,
    };
    let rest = line.added(to).map(|(_, place)| place).or_else(|| line.goes_on(to).map(|_| to));
    match rest.and_then(|place| below_hundred(line, place)) {
        Some((small, end)) if small > 0 => Some((hundreds + small, end)),
        Some(_) | None => Some((hundreds, to)),
    }
}

fn below_hundred(line: &Line<'_>, at: usize) -> Option<(u64, usize)> {
    let said = line.said(at)?;
    match said.part {
        Part::Unit(unit) => Some(with_unit(line, at, said, unit)),
        Part::Teen(teen) => Some((u64::from(teen), at + 1)),
        Part::Tens(tens) => match line.goes_on(at + 1) {
            Some(Said { part: Part::Unit(unit @ 1..), language: Language::En, .. })
                if said.language == Language::En =>
            {
                Some((u64::from(tens + unit), at + 2))
            }
            Some(_) | None => Some((u64::from(tens), at + 1)),
        },
        Part::Oh | Part::Hundred | Part::Hundreds(_) | Part::Scale(_) | Part::TwoScale(_) | Part::Repeat(_) => None,
    }
}

/// «خمسة عشر», «خمسة وعشرين», «خمسة».
fn with_unit(line: &Line<'_>, at: usize, said: Said, unit: u8) -> (u64, usize) {
    let alone = (u64::from(unit), at + 1);
    if said.language == Language::En || unit == 0 {
        return alone;
    }
    if matches!(line.goes_on(at + 1).map(|next| next.part), Some(Part::Teen(10))) {
        return (u64::from(unit + 10), at + 2);
    }
    match line.added(at + 1) {
        Some((Said { part: Part::Tens(tens), language: Language::Ar, .. }, place)) => {
            (u64::from(tens + unit), place + 1)
        }
        Some(_) | None => alone,
    }
}

/// A year said in two halves: "twenty twenty six", "nineteen eighty five".
pub(super) fn years(line: &Line<'_>, at: usize) -> Option<(u64, usize)> {
    let century = match line.part(at)? {
        Part::Teen(19) => 1900,
        Part::Tens(20) => 2000,
        Part::Unit(_)
        | Part::Oh
        | Part::Teen(_)
        | Part::Tens(_)
        | Part::Hundred
        | Part::Hundreds(_)
        | Part::Scale(_)
        | Part::TwoScale(_)
        | Part::Repeat(_) => return None,
    };
    let english = |at: usize| line.goes_on(at).is_some_and(|said| said.language == Language::En);
    let (year, to) = below_hundred(line, at + 1).filter(|_| english(at + 1))?;
    let ends = !line.goes_on(to).is_some_and(|said| matches!(said.part, Part::Hundred | Part::Scale(_)));
    (year >= 10 && ends).then_some((century + year, to))
}
