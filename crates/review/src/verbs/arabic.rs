//! Arabic verbs of the trade, by stem: the prefixes of person and future, the endings of person and object.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{Act, Doer, Kind, Tense, before};
use crate::words::{Word, loose};

/// Stems as they stand behind a person's prefix («نـرفع», «بيـوصل»), and as they stand before «ـت» and «ـنا».
const STEMS: &[(Kind, &str, &str)] = &[
    (
        Kind::Act,
        "رفع سجل رسل بعت بعث صيفط دز حول رجع حجز فتح وقف لغي بدل ستبدل صلح صعد عدل فعل طلع شيل خصم زود زيد ضيف جدد حل سوي \
         عمل دير عطي نطي دبر ركب صايب دوز حيد قسط اجل شحن عوض ضاعف خلص قفل سكر كمل غير صدر خرج طبع عالج صرف سدد رتب نسق \
         حاسب تكفل تولي ستعجل وفر زبط نقل جهز ستخرج ربط خفض خصص رد ظبط وصي قدم ثبت امن نهي كتب سلم مدد عيد جيب ضمن حط نزل ستثني كنسل \
         عفي شطب كرر ساعد خلي",
        "رفع سجل ارسل رسل بعت بعث صيفط دزي حول رجع حجز فتح وقف اوقف الغي لغي بدل استبدل صلح صعد عدل فعل طلع شل خصم زود زد ضف اضف \
         جدد حلي حل سوي عمل در عطي اعطي انطي دبر ركب صايب دوز حيد قسط اجل شحن عوض ضاعف خلص قفل سكر كمل غير اصدر خرج طبع عالج صرف \
         سدد رتب نسق استعجل وفر زبط نقل جهز استخرج ربط خفض خصص ظبط نهي كتب سلم مدد حطي نزل كنسل شطب شدي ردي ركب سايب",
    ),
    (
        Kind::Tell,
        "تصل كلم دق خابر عيط رن تواصل حكي خبر بلغ عاود هاتف تابع راسل نبه طمن جاوب",
        "اتصل كلم خابر عيط تواصل حكي خبر بلغ تابع راسل نبه",
    ),
    (
        Kind::Come,
        "وصل صل نزل رجع جي كون جهز نحل شتغل تنفذ نشال عاد عود بدا ستلم لكا لقا لاقي زور قابل مر تم ضل تقفل تفعل نضاف نخصم تغير تحول جدد \
         خلص حصل صلح تصلح ركب نحسب تحل تسجل ترجع تحاسب تعوض تحجز نتهي تجدد حضر",
        "",
    ),
    (Kind::Look, "شوف تاكد تحقق شيك بحث سال سأل راجع فحص دقق", ""),
];

/// Marks of the future, in front of the person's prefix.
const FUTURE: &[&str] = &["س", "ه", "ح", "غ", "غا", "ها", "حا"];
/// Words that mark the future of the next.
const WILL: &[&str] = &["راح", "رح", "غادي", "سوف", "باش", "حيروح", "قاعد"];
/// Words that only look like a verb.
const NO_VERBS: &[&str] =
    &["بارد", "باردة", "بعد", "بعدها", "بحال", "بلاش", "هناك", "هنا", "حال", "بيت", "بتاع", "تحت", "نحن"];
/// What makes a plain present a maybe.
const MAYBE: &[&str] = &["يمكن", "ممكن", "لو", "لازم", "خاصك"];
/// What denies.
const NOT: &[&str] = &[
    "ما",
    "لا",
    "لن",
    "لم",
    "مش",
    "مو",
    "محد",
    "محدش",
    "ماحد",
    "ماكو",
    "ليس",
    "مستحيل",
    "بدون",
    "غير",
    "ماغاديش",
    "غاديش",
    "مب",
    "ماشي",
    "موب",
    "مكاش",
    "بلا",
    "أظن",
    "قلت",
    "مقلتش",
    "حدا",
];

struct Table {
    imperfect: BTreeMap<String, Kind>,
    perfect: BTreeMap<String, Kind>,
    /// What also happens by itself: «يرجع المبلغ».
    comes: BTreeSet<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let of = |stems: &str, kind: Kind| -> Vec<(String, Kind)> {
        stems.split_whitespace().map(|stem| (stem.chars().map(loose).collect(), kind)).collect()
    };
    // The first kind of a stem counts: an act before what happens.
    let rev = || STEMS.iter().rev();
    Table {
        imperfect: rev().flat_map(|(kind, stems, _)| of(stems, *kind)).collect(),
        perfect: rev().flat_map(|(kind, _, stems)| of(stems, *kind)).collect(),
        comes: rev()
            .filter(|(kind, ..)| *kind == Kind::Come)
            .flat_map(|(kind, stems, _)| of(stems, *kind))
            .map(|(stem, _)| stem)
            .collect(),
    }
});

pub(super) fn acts(words: &[Word]) -> Vec<Act> {
    (0..words.len()).filter_map(|at| act(words, at)).collect()
}

fn act(words: &[Word], at: usize) -> Option<Act> {
    let word = &words[at].text;
    if word.is_ascii() || words[at].any(NO_VERBS) {
        return None;
    }
    let marked = at > 0 && words[at - 1].any(WILL);
    let bare = word.strip_prefix(['و', 'ف']);
    let read = |word: &str| imperfect(word, marked).or_else(|| perfect(word));
    let known = read(word).or_else(|| bare.and_then(read));
    let guess = known.is_none();
    let (mut tense, doer, kind) =
        known.or_else(|| guessed(word, marked)).or_else(|| bare.and_then(|word| guessed(word, marked)))?;
    if marked {
        tense = Tense::Future;
    }
    let from = at - usize::from(marked);
    if tense == Tense::Present && before(words, from, 3, MAYBE) {
        return None;
    }
    Some(Act { from, verb: at, tense, doer, kind, negated: before(words, from, 3, NOT), guess })
}

fn imperfect(word: &str, marked: bool) -> Option<(Tense, Doer, Kind)> {
    let future = FUTURE.iter().filter_map(|mark| Some((word.strip_prefix(mark)?, Tense::Future)));
    let soon = word.strip_prefix('ب').map(|rest| (rest, Tense::Future));
    let iraqi = word.strip_prefix("دي").map(|_| (&word['د'.len_utf8()..], Tense::Present));
    let maghrebi = word.strip_prefix('ك').map(|rest| (rest, Tense::Present));
    // «منخبرك»
    let levantine = word.strip_prefix('م').filter(|rest| rest.starts_with('ن')).map(|rest| (rest, Tense::Future));
    let plain = (word, Tense::Present);
    future.chain(soon).chain(levantine).chain(iraqi).chain(maghrebi).chain([plain]).find_map(|(rest, tense)| {
        let person = [('ا', Doer::Us), ('ن', Doer::Us), ('ي', Doer::Other), ('ت', Doer::Other)];
        let with = person
            .iter()
            .find_map(|(letter, doer)| Some((*doer, stem(rest.strip_prefix(*letter)?, *doer == Doer::Other)?)));
        // «هبعت», «ببعتلك», «رح طالعلك»: the first person has no letter of its own.
        let may = tense == Tense::Future || marked;
        let found = with.or_else(|| may.then(|| stem(rest, false)).flatten().map(|kind| (Doer::Us, kind)));
        found.map(|(doer, kind)| (tense, doer, kind))
    })
}

/// A verb by its form alone: behind a word of the future, or with a mark of it and a person's letter.
fn guessed(word: &str, marked: bool) -> Option<(Tense, Doer, Kind)> {
    let person = |rest: &str| match rest.chars().next()? {
        'ا' | 'ن' => Some((Tense::Future, Doer::Us, Kind::Act)),
        'ي' | 'ت' => Some((Tense::Future, Doer::Other, Kind::Come)),
        _ => None,
    };
    let long = |rest: &&str| rest.chars().count() >= 4 && !NOUNS.iter().any(|noun| word.starts_with(noun));
    if marked && word.chars().count() >= 3 {
        return person(word);
    }
    let marks = ["س", "ه", "ح", "ب"];
    marks
        .iter()
        .find_map(|mark| word.strip_prefix(mark))
        .filter(long)
        .filter(|rest| !rest.starts_with('ا'))
        .and_then(person)
}

/// Nouns that begin like a verb of the future.
const NOUNS: &[&str] = &[
    "سيار",
    "سنه",
    "سنت",
    "سنو",
    "سنين",
    "ستين",
    "سيد",
    "سياس",
    "سيستم",
    "هنا",
    "هيه",
    "هيئ",
    "هيي",
    "حيا",
    "حيث",
    "حيت",
    "حين",
    "حني",
    "بيت",
    "بيان",
    "بين",
    "بنك",
    "بنو",
    "بنت",
    "بنا",
    "بنفس",
    "بنص",
    "بتاع",
    "بتوع",
    "بيضا",
    "بيع",
    "بيجام",
    "بنزي",
    "بنطل",
    "بيتز",
    "بتوق",
    "بتفا",
    "بنوك",
    "بتاري",
    "بتري",
    "حتى",
    "حتي",
    "هندس",
    "هند",
];

fn perfect(word: &str) -> Option<(Tense, Doer, Kind)> {
    let ends = word.char_indices().skip(2).map(|(at, _)| at).chain([word.len()]);
    let kind = ends.filter_map(|at| {
        let kind = TABLE.perfect.get(&word[..at])?;
        let rest = word[at..].strip_prefix("نا").or_else(|| word[at..].strip_prefix('ت'))?;
        is_object(rest).then_some(*kind)
    });
    kind.last().map(|kind| (Tense::Past, Doer::Us, kind))
}

/// The stem, with nothing but objects behind it.
fn stem(word: &str, other: bool) -> Option<Kind> {
    let ends = word.char_indices().skip(2).map(|(at, _)| at).chain([word.len()]);
    let fits = ends.filter_map(|at| {
        let kind = TABLE.imperfect.get(&word[..at])?;
        let kind = if other && TABLE.comes.contains(&word[..at]) { Kind::Come } else { *kind };
        is_object(&word[at..]).then_some(kind)
    });
    fits.last()
}

/// «ـك», «ـلك», «ـها», «ـهالك», «ـولك», «ـليك»…
fn is_object(end: &str) -> bool {
    end.chars().count() <= 6 && end.chars().all(|c| "هاكمنليوتجش".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn forms_of_the_dialects_are_read() {
        let read = |text: &str| acts(&words(text)).first().map(|act| (act.tense, act.doer, act.negated));
        for text in
            ["بنتصل عليك", "هكلم حضرتك", "رح نرجعلك المصاري", "غادي نعيطو ليك", "سنتواصل معك", "برفعها لك", "هنوصله"]
        {
            assert_eq!(read(text), Some((Tense::Future, Doer::Us, false)), "{text}");
        }
        for text in ["بيوصلك", "سيصلك", "راح يجيك", "غادي ترجع ليك", "هيرجع"] {
            assert_eq!(read(text), Some((Tense::Future, Doer::Other, false)), "{text}");
        }
        for text in ["رفعت لك طلب", "عملتلك", "وقفنا السايق", "حجزتلك", "درت ليك"]
        {
            assert_eq!(read(text), Some((Tense::Past, Doer::Us, false)), "{text}");
        }
        assert_eq!(read("ما نرجع رسوم"), Some((Tense::Present, Doer::Us, true)));
        assert_eq!(read("السلام عليكم"), None);
    }
}
