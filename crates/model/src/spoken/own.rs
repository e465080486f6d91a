//! Numbers on their own: how many, which one, of a hundred.

use super::line::{Found, Line};
use super::number;
use super::ordinal::ordinal;
use super::quantity::{Quantity, quantity};
use super::value::Meaning;
use super::words::Part;

/// Of a hundred.
const PERCENT: &[((), &[&str])] = &[(
    (),
    &[
        "%",
        "٪",
        "percent",
        "per cent",
        "بالميه",
        "بالمايه",
        "في الميه",
        "في المايه",
        "فالميه",
        "ف الميه",
        "بالميت",
        "في الميت",
    ],
)];
/// Before a bare "one" these make it a number.
const NUMBERED: &[&str] = &["number", "press", "option", "رقم", "اضغط", "خيار", "الخيار", "line", "خط"];
/// After a bare scale these make it a wish.
const WISHES: &[&str] = &[
    "شكر",
    "شكرا",
    "خيرك",
    "خيركم",
    "خيركن",
    "عافيه",
    "خير",
    "صحه",
    "مبروك",
    "سلامه",
    "هلا",
    "تحيه",
    "الحمد",
    "رحمه",
    "مرحبا",
    "حمد",
    "thanks",
    "thank",
    "مره",
];

/// The value at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    if let Some(found) = ordinal(line, at) {
        let value = Meaning::Ordinal { number: found.number };
        return found.sure.then_some(Found { value, from: at, to: found.to });
    }
    let found = eleven(line, at).or_else(|| number::years(line, at).map(|(year, to)| Quantity::of(year, to)));
    let found = found.or_else(|| quantity(line, at))?;
    if let Some(((), to)) = line.next(found.to, PERCENT) {
        return Some(Found { value: Meaning::Percent { number: found.number() }, from: at, to });
    }
    let value = Meaning::Number { number: found.number() };
    is_claimed(line, at, found.to).then_some(Found { value, from: at, to: found.to })
}

/// «أحد عشر»: «أحد» alone is a day or somebody.
fn eleven(line: &Line<'_>, at: usize) -> Option<Quantity> {
    let ten =
        line.is(at, &["احد", "احدي"]) && matches!(line.goes_on(at + 1).map(|said| said.part), Some(Part::Teen(10)));
    ten.then(|| Quantity::of(11, at + 2))
}

/// Is a number meant, and not somebody, water or a wish.
fn is_claimed(line: &Line<'_>, at: usize, to: usize) -> bool {
    let wish = line.close(to) && line.is(to, WISHES);
    let thanked = |at: usize| line.is(at, &["a"]) && line.after(at, &["thanks", "you"]);
    if to - at > 1 {
        return !thanked(at);
    }
    match line.part(at) {
        Some(Part::Unit(1)) => line.after(at, NUMBERED) || line.len() == 1,
        Some(Part::Hundred) => line.is(at, &["مايه"]) || line.written(at).contains('ئ'),
        Some(Part::Hundreds(_)) => !line.is(at, &["متين"]),
        Some(Part::Scale(_)) => {
            let plural = line.is(at, &["thousands", "millions", "billions", "الاف", "ملايين", "مليارات"]);
            !(plural || wish || at.checked_sub(1).is_some_and(thanked))
        }
        Some(Part::Unit(_)) => !line.is(at, &["تمن"]),
        Some(Part::Teen(_) | Part::Tens(_) | Part::TwoScale(_)) | None => true,
        Some(Part::Oh | Part::Repeat(_)) => false,
    }
}
