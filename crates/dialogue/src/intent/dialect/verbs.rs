//! Verbs of Arabic dialects, conjugated as people conjugate them, and the standard language's own form of each.
//!
//! A form is taken apart rather than listed: what stands before it tells whose it is and when, the rest is looked up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use wasl_model::fold::fold;

/// A line a verb of the standard language: "I did", "he did", what "he does" has after its first letter, and the same
/// after "did not" where that differs; a colon; the verbs of dialects for it: `he did`, `he did/he does` (after its
/// first letter), `he did/he does/I did`, as far as they are not made by rule. A last letter that is doubled bears a
/// shadda. `-` for a form that is left out; `!` before a word that means something else where it stands for "he did" alone,
/// and before a line whose own forms are not to be looked for; `~` before one that things do rather than
/// callers, so that of "I" and "she", which are written alike, it is "she".
pub(super) const TABLE: &str = include_str!("verbs.txt");

const SHADDA: char = '\u{651}';

/// A verb of the standard language.
#[derive(Clone, Copy, Debug)]
struct Verb {
    i_did: &'static str,
    did: &'static str,
    does: &'static str,
    after_not: &'static str,
    of_things: bool,
}

#[derive(Clone, Copy, Debug)]
enum Person {
    I,
    /// And she, in the present.
    Thou,
    He,
    She,
    We,
    You,
    They,
}

#[derive(Clone, Copy, Debug)]
enum Time {
    Past,
    Present,
    Future,
}

/// A verb's form in the standard language: as it is, and denied.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub(super) said: String,
    pub(super) denied: String,
}

/// What stands before "does" in dialects, for whom, and when; of two that fit the longer comes first.
const BEFORE: [(&str, Person, Time); 36] = {
    use Person::{He, I, Thou, We};
    use Time::{Future, Present};
    [
        ("هان", We, Future),
        ("كان", I, Present),
        ("كات", Thou, Present),
        ("كاي", He, Present),
        ("تان", I, Present),
        ("تاي", He, Present),
        ("غان", I, Future),
        ("غات", Thou, Future),
        ("غاي", He, Future),
        ("كن", I, Present),
        ("كت", Thou, Present),
        ("كي", He, Present),
        ("غن", I, Future),
        ("غت", Thou, Future),
        ("غي", He, Future),
        ("بن", We, Present),
        ("بت", Thou, Present),
        ("بي", He, Present),
        ("با", I, Present),
        ("هن", We, Future),
        ("هت", Thou, Future),
        ("هي", He, Future),
        ("ها", I, Future),
        ("حن", We, Future),
        ("حت", Thou, Future),
        ("حي", He, Future),
        ("حا", I, Future),
        ("دن", I, Present),
        ("دت", Thou, Present),
        ("دي", He, Present),
        ("ن", I, Present),
        ("ت", Thou, Present),
        ("ي", He, Present),
        ("ا", I, Present),
        ("ب", I, Present),
        ("ه", I, Future),
    ]
};

/// What stands after it, and whether for more than one.
const AFTER: [(&str, bool); 6] = [("", false), ("وا", true), ("ون", true), ("و", true), ("ين", false), ("ي", false)];
/// What makes a dialect's past passive.
const PASSIVE: [&str; 3] = ["ات", "ان", "ت"];

#[derive(Default)]
struct Lexicon {
    verbs: Vec<Verb>,
    /// "Does" of dialects and of the standard language. Verbs of the latter come first.
    does: BTreeMap<String, usize>,
    /// As it is before an ending for more than one, where it loses its last letter.
    clipped: BTreeMap<String, usize>,
    did: BTreeMap<String, (usize, Person)>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lines: Vec<(Verb, &str)> = TABLE.lines().filter_map(line).collect();
    let mut lexicon = Lexicon { verbs: lines.iter().map(|line| line.0).collect(), ..Lexicon::default() };
    for (i, text) in TABLE.lines().filter(|text| line(text).is_some()).enumerate() {
        if !text.starts_with('!') {
            lexicon.add(i, &Parts::standard(&lines[i].0), false);
        }
    }
    for (i, (_, said)) in lines.iter().enumerate() {
        said.split_whitespace().for_each(|word| lexicon.add(i, &Parts::of(word), true));
    }
    lexicon
});

/// A line's verb, and what dialects say for it.
fn line(line: &'static str) -> Option<(Verb, &'static str)> {
    let (standard, said) = line.split_once(':')?;
    let mut words = standard.split_whitespace();
    let (i_did, did, does) = (words.next()?.trim_start_matches(['!', '~']), words.next()?, words.next()?);
    let of_things = standard.starts_with('~');
    Some((Verb { i_did, did, does, after_not: words.next().unwrap_or(does), of_things }, said))
}

/// What a verb's forms are made of.
struct Parts {
    did: Option<String>,
    /// Whether "did" alone is this verb.
    alone: bool,
    does: Option<String>,
    i_did: Option<String>,
}

impl Parts {
    fn of(word: &str) -> Self {
        let mut given = word.split('/');
        let written = given.next().unwrap_or(word);
        let marked = written.trim_start_matches('!');
        let did = marked.trim_end_matches(SHADDA);
        let i_did = match weak(did) {
            Some(root) => format!("{root}يت"),
            None if did.len() < marked.len() => format!("{did}يت"),
            None => format!("{did}ت"),
        };
        let mut or = |made: &str| Some(given.next().unwrap_or(made)).filter(|form| *form != "-").map(str::to_owned);
        let does = or(did);
        let i_did = or(&i_did);
        Self { alone: written == marked, does, i_did, did: Some(did.to_owned()).filter(|did| did != "-") }
    }

    /// "He bought" and "I buy" are written alike; that is "I buy".
    fn standard(verb: &Verb) -> Self {
        let alone = fold(verb.did) != fold(&present(verb.does, Person::I, ""));
        let [did, does, i_did] = [verb.did, verb.does, verb.i_did].map(|form| Some(form.to_owned()));
        Self { did, alone, does, i_did }
    }
}

/// The word without a last letter that endings take away.
fn weak(word: &str) -> Option<&str> {
    word.strip_suffix(['ى', 'ا', 'ي'])
}

impl Lexicon {
    /// What is there stays: the standard language goes before, and of dialects the line above.
    fn add(&mut self, verb: usize, parts: &Parts, dialect: bool) {
        if let Some(does) = &parts.does {
            self.does.entry(fold(does)).or_insert(verb);
            if let Some(root) = does.strip_suffix('ى') {
                self.does.entry(fold(root) + "ا").or_insert(verb);
            }
            if let Some(root) = weak(does) {
                self.clipped.entry(fold(root)).or_insert(verb);
            }
        }
        let i = if self.verbs[verb].of_things { Person::She } else { Person::I };
        let mut add = |form: &str, person| {
            self.did.entry(fold(form)).or_insert((verb, person));
        };
        if let Some(i_did) = &parts.i_did {
            add(i_did, i);
            add(&format!("{i_did}وا"), Person::You);
            add(&format!("{i_did}م"), Person::You);
            add(&format!("{}نا", i_did.strip_suffix('ت').unwrap_or(i_did)), Person::We);
        }
        let Some(did) = &parts.did else { return };
        if parts.alone {
            add(did, Person::He);
        }
        if let Some(root) = did.strip_suffix('ى').filter(|_| dialect) {
            add(&format!("{root}ا"), Person::He);
        }
        let root = weak(did).unwrap_or(did);
        add(&format!("{root}ت"), Person::She);
        add(&format!("{root}وا"), Person::They);
        add(&format!("{root}و"), Person::They);
        if dialect {
            add(&format!("{root}ات"), Person::She);
            add(&format!("{root}او"), Person::They);
        }
    }

    fn past(&self, word: &str) -> Option<Form> {
        let &(verb, person) = self.did.get(word)?;
        Some(self.verbs[verb].form(person, Time::Past))
    }

    /// "Was done", which unvowelled is written like "did".
    fn passive(&self, word: &str) -> Option<Form> {
        PASSIVE.iter().find_map(|mark| {
            let rest = word.strip_prefix(mark).filter(|rest| letters(rest) > 2)?;
            let form = self.past(rest)?;
            (*mark != "ت" || fold(&form.said) != rest && !rest.ends_with("يت")).then_some(form)
        })
    }

    fn present(&self, word: &str) -> Option<Form> {
        BEFORE.iter().find_map(|&(before, person, time)| {
            let rest = word.strip_prefix(before)?;
            AFTER.iter().find_map(|&(after, many)| {
                let does = rest.strip_suffix(after)?;
                let verb = &self.verbs[self.does(before, does, many)?];
                let own = letters(before) == 1 && verb.has(does);
                let person = match (person, many) {
                    (Person::Thou, true) => Person::You,
                    (Person::He, true) => Person::They,
                    (Person::I, false) if own && after.is_empty() && before == "ن" => Person::We,
                    _ if after.is_empty() || matches!(person, Person::Thou) && !own => person,
                    _ => return None,
                };
                let form = verb.form(person, time);
                Some(if own && after.starts_with('و') && after != "ون" { form.ending_in("وا") } else { form })
            })
        })
    }

    /// The verb, or that of the passive, which unvowelled is written like it.
    fn does(&self, before: &str, does: &str, many: bool) -> Option<usize> {
        let clipped = || if many { self.clipped.get(does) } else { None };
        let found = self
            .does
            .get(does)
            .or_else(clipped)
            .filter(|verb| !(matches!(before, "ب" | "با") && self.verbs[**verb].has(does)));
        let passive = || {
            let is_plain = letters(before) == 1;
            let (rest, by_t) =
                does.strip_prefix('ن').map(|rest| (rest, false)).or_else(|| Some((does.strip_prefix('ت')?, true)))?;
            let verb = self.does.get(rest).filter(|_| letters(rest) > 2)?;
            (!(is_plain && by_t && self.verbs[*verb].has(rest))).then_some(verb)
        };
        found.or_else(|| if before == "ا" { None } else { passive() }).copied()
    }
}

impl Form {
    /// Of one that ends in "ون".
    fn ending_in(self, after: &str) -> Self {
        let ended = |text: String| text.strip_suffix("ون").map(|root| format!("{root}{after}")).unwrap_or(text);
        Self { said: ended(self.said), denied: ended(self.denied) }
    }
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

impl Verb {
    /// Whether the standard verb itself is written so in the present.
    fn has(&self, does: &str) -> bool {
        fold(self.does) == does || weak(self.does).is_some_and(|root| fold(root) == does)
    }

    fn form(&self, person: Person, time: Time) -> Form {
        match time {
            Time::Past => {
                Form { said: self.past(person), denied: format!("لم {}", present(self.after_not, person, "وا")) }
            }
            Time::Present => {
                let said = present(self.does, person, "ون");
                Form { denied: format!("لا {said}"), said }
            }
            Time::Future => {
                let said = present(self.does, person, "ون");
                Form { denied: format!("لن {said}"), said: format!("س{said}") }
            }
        }
    }

    fn past(&self, person: Person) -> String {
        let root = weak(self.did).unwrap_or(self.did);
        let we = self.i_did.strip_suffix('ت').unwrap_or(self.i_did);
        match person {
            Person::I | Person::Thou => self.i_did.to_owned(),
            Person::He => self.did.to_owned(),
            Person::She => format!("{root}ت"),
            Person::We => format!("{we}نا"),
            Person::You => format!("{}م", self.i_did),
            Person::They => format!("{root}وا"),
        }
    }
}

/// The present with the letter of its person, and for more than one `many` after it.
fn present(does: &str, person: Person, many: &str) -> String {
    let root = weak(does).unwrap_or(does);
    match person {
        Person::I => does.strip_prefix('أ').map_or_else(|| format!("أ{does}"), |rest| format!("آ{rest}")),
        Person::Thou | Person::She => format!("ت{does}"),
        Person::He => format!("ي{does}"),
        Person::We => format!("ن{does}"),
        Person::You => format!("ت{root}{many}"),
        Person::They => format!("ي{root}{many}"),
    }
}

/// "I do" for a folded word that is a verb without the letter of its person.
pub(super) fn bare(word: &str) -> Option<Form> {
    let verb = &LEXICON.verbs[*LEXICON.does.get(word)?];
    Some(verb.form(Person::I, Time::Present))
}

/// The standard form for a folded word, if it is a verb's.
pub(super) fn form(word: &str) -> Option<Form> {
    LEXICON.past(word).or_else(|| LEXICON.present(word)).or_else(|| LEXICON.passive(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(word: &str) -> Option<String> {
        form(&fold(word)).map(|form| form.said)
    }

    #[test]
    fn no_verb_of_a_dialect_has_two_meanings() {
        let mut others = Vec::new();
        for (i, (_, said)) in TABLE.lines().filter_map(line).enumerate() {
            for word in said.split_whitespace() {
                let parts = Parts::of(word);
                let does = parts.does.map(|does| LEXICON.does[&fold(&does)]);
                let did = parts.i_did.map(|did| LEXICON.did[&fold(&did)].0);
                if does.into_iter().chain(did).any(|verb| verb != i) {
                    others.push(word);
                }
            }
        }
        assert_eq!(others, [""; 0]);
    }

    #[test]
    fn i_search_in_every_dialect() {
        for search in ["بدوّر", "كنقلّب", "نحوّس", "كنحوس", "تانقلب", "ندوّر", "أدوّر", "دندور"]
        {
            assert_eq!(said(search).as_deref(), Some("أبحث"), "{search}");
        }
        for search in ["هدوّر", "هادور", "غنقلب", "حادور", "غانقلب"] {
            assert_eq!(said(search).as_deref(), Some("سأبحث"), "{search}");
        }
    }

    #[test]
    fn persons_and_times_are_told_apart() {
        for (said_so, standard) in [
            ("جبدت", "سحبت"),
            ("جبدنا", "سحبنا"),
            ("جبدتوا", "سحبتم"),
            ("جبدوا", "سحبوا"),
            ("حطيت", "وضعت"),
            ("شافت", "رأت"),
            ("لقاو", "وجدوا"),
            ("غيجبدو", "سيسحبون"),
            ("كتجبدو", "تسحبون"),
            ("بتسكرين", "تغلق"),
            ("هنشوف", "سنرى"),
            ("بنشوف", "نرى"),
        ] {
            assert_eq!(said(said_so).as_deref(), Some(standard), "{said_so}");
        }
    }

    #[test]
    fn what_is_done_is_written_like_what_one_does() {
        for (passive, standard) in
            [("تجبدات", "سحبت"), ("اتقفلت", "أغلقت"), ("انخصم", "خصم"), ("بيترفض", "يرفض"), ("كيترفض", "يرفض")]
        {
            assert_eq!(said(passive).as_deref(), Some(standard), "{passive}");
        }
        assert_eq!(said("يتوقع").as_deref(), Some("يتوقع"), "a verb of its own");
    }

    #[test]
    fn a_denial_has_the_form_after_not() {
        let denied = |word: &str| form(&fold(word)).map(|form| form.denied);
        assert_eq!(denied("جبدت").as_deref(), Some("لم أسحب"));
        assert_eq!(denied("لغى").as_deref(), Some("لم يلغ"));
        assert_eq!(denied("بيقبل").as_deref(), Some("لا يقبل"));
        assert_eq!(denied("هقدر").as_deref(), Some("لن أستطيع"));
    }

    #[test]
    fn standard_verbs_are_their_own() {
        for word in ["أدفع", "نسحب", "تستخدمون", "يتلقوا", "أشتري", "يغيرون", "سحبوا", "بسحب", "أتوقع", "تلقيت"]
        {
            assert!(said(word).is_none_or(|said| fold(&said) == fold(word)), "{word}: {:?}", said(word));
        }
    }
}
