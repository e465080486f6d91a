//! Where a promise is to be kept, and by whom.

use wasl_model::{BranchId, PromiseKeeper};

use super::BranchNames;
use crate::words::{Word, words};

const BRANCH: &[&str] = &["branch", "فرع", "الفرع", "بالفرع", "فرعنا", "وكالة", "الوكالة", "فوكالة", "بفرع", "لفرع"];
const PHONE: &[&str] = &["phone line", "call centre", "call center", "مركز الاتصال", "الكول سنتر", "خدمة العملاء"];

/// The branch a sentence names; the longest name counts.
pub(super) fn branch(sentence: &str, branches: &[BranchNames]) -> Option<BranchId> {
    let words = words(sentence);
    let named = branches.iter().filter_map(|branch| {
        let longest = branch.names.iter().filter(|name| stands_in(&words, name)).map(String::len).max();
        longest.map(|length| (length, &branch.id))
    });
    named.max_by_key(|(length, _)| *length).map(|(_, id)| id.clone())
}

/// Whose promise it is: the branch's if one is named, the phone's if it is; else the speaker's side.
pub(super) fn keeper(sentence: &str, side: PromiseKeeper, branch: Option<&BranchId>) -> PromiseKeeper {
    let words = words(sentence);
    if PHONE.iter().any(|name| stands_in(&words, name)) {
        PromiseKeeper::Phone
    } else if branch.is_some() || words.iter().any(|word| word.any(BRANCH)) {
        PromiseKeeper::Branch
    } else {
        side
    }
}

fn stands_in(line: &[Word], name: &str) -> bool {
    let name = words(name);
    let same = |window: &[Word]| window.iter().zip(&name).all(|(a, b)| bare(&a.text) == bare(&b.text));
    !name.is_empty() && line.windows(name.len()).any(same)
}

/// Without the article and what is written together with it.
fn bare(word: &str) -> &str {
    let fronts = ["وال", "بال", "فال", "عال", "لل", "ال", "ب", "ف", "ع", "ل"];
    fronts.iter().find_map(|front| word.strip_prefix(front)).filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}
