//! Promises in the labelled sentences of `sets/promises`: is it one, who keeps it, what, until when, where.

mod sets;

use sets::promises::{Sentence, sentences};
use time::OffsetDateTime;
use time::macros::{datetime, offset};
use wasl_model::{PromiseKeeper, Timestamp};
use wasl_review::{BranchNames, Site, SuggestedPromise, promises_of_text};

/// What the held half must reach for "is a promise" and for due dates.
const GOAL: f64 = 0.85;
const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +3);

fn site() -> Site {
    let branches = [
        ("olaya", ["Olaya", "العليا"]),
        ("malaz", ["Malaz", "الملز"]),
        ("corniche", ["Corniche", "الكورنيش"]),
        ("old-town", ["Old Town", "البلد"]),
        ("nasr", ["Nasr City", "مدينة نصر"]),
        ("hamra", ["Hamra", "الحمرا"]),
        ("karrada", ["Karrada", "الكرادة"]),
        ("maarif", ["Maarif", "المعاريف"]),
    ];
    let names =
        |(id, names): (&str, [&str; 2])| BranchNames { id: id.into(), names: names.map(str::to_owned).to_vec() };
    Site { zone: offset!(+3), branches: branches.into_iter().map(names).collect() }
}

fn read(sentence: &Sentence) -> Option<SuggestedPromise> {
    let side = if sentence.speaker == 'B' { PromiseKeeper::Branch } else { PromiseKeeper::Phone };
    if sentence.speaker == 'C' {
        return None;
    }
    let at = Timestamp(NOW.unix_timestamp() * 1_000);
    promises_of_text(&sentence.words, at, side, &site()).into_iter().next()
}

fn moment(due: Option<Timestamp>) -> String {
    let Some(due) = due else { return "-".to_owned() };
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(due.as_millis()) * 1_000_000).expect("a moment");
    let at = at.to_offset(offset!(+3));
    let day = format!("{:04}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day());
    match (at.hour(), at.minute(), at.second()) {
        (23, 59, 59) => day,
        (hour, minute, _) => format!("{day} {hour:02}:{minute:02}"),
    }
}

fn labelled(due: &str) -> String {
    let year = due == "-" || due.starts_with("20");
    if year { due.to_owned() } else { format!("2026-{due}") }
}

#[derive(Default)]
struct Figures {
    right: u32,
    wrong: u32,
    missed: u32,
    due_right: u32,
    due_wrong: u32,
    due_missed: u32,
    keeper: u32,
    what: u32,
    branch: u32,
}

fn f1(right: u32, wrong: u32, missed: u32) -> f64 {
    2.0 * f64::from(right) / f64::from(2 * right + wrong + missed).max(1.0)
}

fn measure(set: &str, language: &str, held: bool, told: &mut Vec<String>) -> Figures {
    let mut figures = Figures::default();
    // The held half is not to be looked at.
    let show = !held;
    for sentence in sentences(set, language).iter().filter(|sentence| sentence.held == held) {
        let found = read(sentence);
        if show && found.is_some() != sentence.promise.is_some() {
            told.push(format!("promise {} expected: {}", sentence.promise.is_some(), sentence.words));
        }
        let (is, labelled_one) = (found.is_some(), sentence.promise.is_some());
        figures.right += u32::from(is && labelled_one);
        figures.wrong += u32::from(is && !labelled_one);
        figures.missed += u32::from(!is && labelled_one);
        let due = moment(found.as_ref().and_then(|promise| promise.due));
        let expected = sentence.promise.as_ref().map_or("-".to_owned(), |labels| labelled(&labels.due));
        figures.due_right += u32::from(due != "-" && due == expected);
        figures.due_wrong += u32::from(due != "-" && due != expected);
        figures.due_missed += u32::from(expected != "-" && due != expected);
        if show && due != expected {
            told.push(format!("due {expected}, read {due}: {}", sentence.words));
        }
        let Some((labels, promise)) = sentence.promise.as_ref().zip(found) else { continue };
        let keeper = if promise.keeper == PromiseKeeper::Branch { "branch" } else { "phone" };
        let branch = promise.branch.as_ref().map_or("-", |branch| branch.as_str());
        let what = promise.what.reveal().to_lowercase().contains(&labels.what.to_lowercase());
        figures.keeper += u32::from(keeper == labels.keeper);
        figures.branch += u32::from(branch == labels.branch);
        figures.what += u32::from(what);
        if show && (keeper != labels.keeper || branch != labels.branch || !what) {
            told.push(format!("{keeper} {branch} «{}»: {}", promise.what.reveal(), sentence.words));
        }
    }
    figures
}

#[test]
fn promises_and_their_days_are_found_on_the_held_half_in_both_languages() {
    let (mut low, mut told) = (Vec::new(), Vec::new());
    for language in ["ar", "en"] {
        for held in [false, true] {
            let f = measure("promises", language, held, &mut told);
            let (is, due) = (f1(f.right, f.wrong, f.missed), f1(f.due_right, f.due_wrong, f.due_missed));
            println!(
                "{language} {}: promise F1 {is:.3} ({} right, {} wrong, {} missed); due F1 {due:.3}; of those right: keeper {}, what {}, branch {}",
                if held { "held" } else { "tune" },
                f.right,
                f.wrong,
                f.missed,
                f.keeper,
                f.what,
                f.branch
            );
            if held {
                low.extend((is < GOAL).then(|| format!("{language} promise {is:.3}")));
                low.extend((due < GOAL).then(|| format!("{language} due {due:.3}")));
                let most = |right: u32| f64::from(right) / f64::from(f.right.max(1));
                for (name, right) in [("keeper", f.keeper), ("what", f.what), ("branch", f.branch)] {
                    low.extend((most(right) < GOAL).then(|| format!("{language} {name} {:.3}", most(right))));
                }
            }
        }
    }
    if std::env::var_os("WASL_SHOW").is_some() {
        println!("{}", told.join("\n"));
    }
    assert!(low.is_empty(), "{low:#?}");
}

#[test]
fn the_set_is_as_large_as_it_should_be() {
    for language in ["ar", "en"] {
        assert!(sentences("promises", language).len() >= 120, "{language}");
        assert!(sentences("promises", language).iter().filter(|s| s.promise.is_none()).count() >= 50, "{language}");
    }
}

/// The second set was run once, then tuned on; the third was written after that and never looked at.
#[test]
fn promises_of_the_later_sets_are_found_too() {
    for (set, floor) in [("promises-second", 0.85), ("promises-third", 0.60)] {
        for language in ["ar", "en"] {
            let parts = [false, true].map(|held| measure(set, language, held, &mut Vec::new()));
            let sum = |part: fn(&Figures) -> u32| parts.iter().map(part).sum::<u32>();
            let is = f1(sum(|f| f.right), sum(|f| f.wrong), sum(|f| f.missed));
            let due = f1(sum(|f| f.due_right), sum(|f| f.due_wrong), sum(|f| f.due_missed));
            println!("{language} {set}: promise F1 {is:.3}; due F1 {due:.3}");
            assert!(is >= floor && due >= floor, "{language} {set}: {is:.3} {due:.3}");
        }
    }
}
