//! How much: whole numbers, decimals and halves: «ثلاثة ونص», "three point five", `1,250.75`, «نص مليون».

use super::line::Line;
use super::number::{below_thousand, cardinal};
use super::token::Kind;
use super::words::Part;

/// A quantity. Six decimal places are more than anybody says; with more it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    millionths: u128,
    /// The token after it.
    pub(super) to: usize,
    scale: u64,
}

const MILLION: u128 = 1_000_000;
const MOST_PLACES: usize = 6;

/// Before the digits behind a decimal point.
const POINTS: &[&str] = &["point", "فاصله", "فاصل", "نقطه"];
/// What is added to a number, in hundredths.
const PARTS: &[(u128, &[&str])] = &[
    (50, &["ونص", "ونصف", "والنصف", "و نص", "و نصف", "and a half", "ونصّ", "and half"]),
    (25, &["وربع", "والربع", "و ربع", "and a quarter"]),
    (75, &["وثلاثه ارباع", "وثلاث ارباع", "وتلات ترباع", "and three quarters"]),
];
const HALVES: &[((), &[&str])] = &[((), &["نص", "نصف", "half", "half a", "بنص", "بنصف"])];
/// Parts that a number counts: only quarters are read.
const QUARTERS: &[&str] = &["quarters", "ارباع", "ترباع"];
const OTHER_PARTS: &[&str] = &["thirds", "fifths", "sixths", "eighths", "tenths", "اثلاث", "اخماس", "اعشار", "halves"];

impl Quantity {
    pub(super) fn of(number: u64, to: usize) -> Self {
        Self { millionths: u128::from(number) * MILLION, to, scale: 1 }
    }

    pub(super) fn half(to: usize) -> Self {
        Self { millionths: MILLION / 2, to, scale: 1 }
    }

    pub(super) fn quarter(to: usize) -> Self {
        Self { millionths: MILLION / 4, to, scale: 1 }
    }

    /// The same, with more tokens taken.
    pub(super) fn ending(self, to: usize) -> Self {
        Self { to, scale: 1, ..self }
    }

    /// As a floating point number: the one nearest to what was said.
    #[allow(clippy::cast_precision_loss, reason = "nobody says numbers of seventeen digits")]
    pub(super) fn number(self) -> f64 {
        self.millionths as f64 / 1e6
    }

    /// In the smallest part of something with so many decimal places; none when it has smaller parts still.
    pub(super) fn minor(self, scale: u8) -> Option<u64> {
        let parts = self.millionths * 10_u128.pow(u32::from(scale));
        parts.is_multiple_of(MILLION).then_some(parts / MILLION).and_then(|minor| u64::try_from(minor).ok())
    }

    /// As a whole number.
    pub(super) fn whole(self) -> Option<u64> {
        self.minor(0)
    }

    /// With a half or a quarter after it, of the scale before them: «مليون ونص».
    pub(super) fn and_a_part(self, line: &Line<'_>) -> Self {
        match line.next(self.to, PARTS) {
            Some((part, to)) => {
                let part = u128::from(self.scale) * part * MILLION / 100;
                Self { millionths: self.millionths + part, to, scale: 1 }
            }
            None => self,
        }
    }
}

/// The quantity at `at`.
pub(super) fn quantity(line: &Line<'_>, at: usize) -> Option<Quantity> {
    if let Some(half) = half_of_a_scale(line, at) {
        return Some(half);
    }
    let whole = decimal(line, at).or_else(|| {
        let cardinal = cardinal(line, at)?;
        let whole = Quantity { scale: cardinal.scale, ..Quantity::of(cardinal.value, cardinal.to) };
        Some(point(line, whole).unwrap_or(whole))
    })?;
    if line.close(whole.to) && line.is(whole.to, OTHER_PARTS) {
        return None;
    }
    if line.close(whole.to) && line.is(whole.to, QUARTERS) {
        return Some(Quantity { millionths: whole.millionths / 4, to: whole.to + 1, scale: 1 });
    }
    Some(scaled(line, whole.and_a_part(line)))
}

/// Digits with a decimal point.
fn decimal(line: &Line<'_>, at: usize) -> Option<Quantity> {
    let token = line.token(at).filter(|token| token.kind == Kind::Digits)?;
    let (whole, places) = token.word.split_once('.')?;
    let whole = if is_grouped(whole) { whole.replace(',', "") } else { whole.to_owned() };
    Some(Quantity { millionths: joined(whole.parse().ok()?, places)?, to: at + 1, scale: 1 })
}

/// `1,250`: groups of three behind the first.
pub(super) fn is_grouped(digits: &str) -> bool {
    let mut groups = digits.split(',');
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && is_digits(first));
    let mut rest = groups.peekable();
    first && rest.peek().is_some() && rest.all(|group| group.len() == 3 && is_digits(group))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn joined(whole: u64, places: &str) -> Option<u128> {
    let fits = !places.is_empty() && places.len() <= MOST_PLACES && is_digits(places);
    let millionths: u128 = fits.then(|| format!("{places:0<MOST_PLACES$}"))?.parse().ok()?;
    Some(u128::from(whole) * MILLION + millionths)
}

/// «فاصلة خمسة وعشرين», "point one four".
fn point(line: &Line<'_>, whole: Quantity) -> Option<Quantity> {
    if whole.scale > 1 || !line.close(whole.to) || !line.is(whole.to, POINTS) {
        return None;
    }
    let start = whole.to + 1;
    let (mut places, mut to) = (String::new(), start);
    while let Some(digit) = line.close(to).then(|| single(line, to)).flatten() {
        // «خمسة وعشرين» is one number.
        if let Some((number @ 10.., end)) = below_thousand(line, to).filter(|_| places.is_empty()) {
            (places, to) = (number.to_string(), end);
            break;
        }
        places.push(digit);
        to += 1;
    }
    if places.is_empty() {
        let (number, end) = below_thousand(line, start).filter(|_| line.close(start))?;
        (places, to) = (number.to_string(), end);
    }
    Some(Quantity { millionths: joined(whole.whole()?, &places)?, to, scale: 1 })
}

/// One digit, in words or written.
fn single(line: &Line<'_>, at: usize) -> Option<char> {
    let written = line.plain(at).filter(|digits| digits.len() == 1).and_then(|digits| digits.chars().next());
    let spoken = line.said(at).filter(|said| !said.and && !said.particle).and_then(super::words::Said::digit);
    written.or_else(|| spoken.and_then(|digit| char::from_digit(u32::from(digit), 10)))
}

/// «نص مليون», "half a million".
fn half_of_a_scale(line: &Line<'_>, at: usize) -> Option<Quantity> {
    let ((), to) = line.longest(at, HALVES)?;
    Some(scaled(line, Quantity::half(to))).filter(|half| half.to > to)
}

/// «ثلاثة ونص مليون».
fn scaled(line: &Line<'_>, quantity: Quantity) -> Quantity {
    match line.goes_on(quantity.to).map(|said| said.part) {
        Some(Part::Scale(scale)) => {
            Quantity { millionths: quantity.millionths.saturating_mul(u128::from(scale)), to: quantity.to + 1, scale }
        }
        Some(_) | None => quantity,
    }
}
