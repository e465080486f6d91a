//! Where a promise is to be kept, and by whom.

use std::collections::BTreeSet;

use wasl_model::{BranchId, PromiseKeeper};

use super::BranchNames;
use crate::words::{Word, words};

const BRANCH: &[&str] = &["branch", "فرع", "الفرع", "بالفرع", "فرعنا", "وكالة", "الوكالة", "فوكالة", "بفرع", "لفرع"];
const PHONE: &[&str] = &["phone line", "call centre", "call center", "مركز الاتصال", "الكول سنتر", "خدمة العملاء"];

impl BranchNames {
    /// The branches of the house: those it was told of, and those its people serve in or log visits of, as `seen`.
    ///
    /// A branch is known by the name its own people use, so that what is promised is found where they look; of several
    /// spellings the last counts.
    #[must_use]
    pub fn directory(told: &[Self], seen: &[BranchId]) -> Vec<Self> {
        let mut all = told.to_vec();
        for branch in &mut all {
            if !branch.names.contains(&branch.id.0) {
                branch.names.push(branch.id.0.clone());
            }
        }
        for branch in seen {
            match all.iter_mut().find(|known| known.names.iter().any(|name| is_one_branch(name, branch.as_str()))) {
                Some(known) => {
                    known.id = branch.clone();
                    known.names.push(branch.0.clone());
                }
                None => all.push(Self { id: branch.clone(), names: vec![branch.0.clone()] }),
            }
        }
        all
    }

    /// The branch as the house spells it, of all it knows; one it does not know stays as it is named.
    #[must_use]
    pub fn spelled(all: &[Self], named: &BranchId) -> BranchId {
        all.iter().find(|known| known.is_called(named)).map_or_else(|| named.clone(), |known| known.id.clone())
    }

    /// Every spelling of that branch that may have been written down: those the house knows, and the given one.
    #[must_use]
    pub fn spellings(all: &[Self], named: &BranchId) -> Vec<BranchId> {
        let known = all.iter().filter(|known| known.is_called(named));
        let names =
            known.flat_map(|known| known.names.iter().map(|name| name.as_str().into()).chain([known.id.clone()]));
        let distinct: BTreeSet<BranchId> = names.chain([named.clone()]).collect();
        distinct.into_iter().collect()
    }

    fn is_called(&self, named: &BranchId) -> bool {
        self.id == *named || self.names.iter().any(|name| is_one_branch(name, named.as_str()))
    }
}

/// The branch a sentence names; the longest name counts.
pub(super) fn branch(sentence: &str, branches: &[BranchNames]) -> Option<BranchId> {
    let words = words(sentence);
    let named = branches.iter().filter_map(|branch| {
        let longest = branch.names.iter().filter(|name| stands_in(&words, &proper(name))).map(String::len).max();
        longest.map(|length| (length, &branch.id))
    });
    named.max_by_key(|(length, _)| *length).map(|(_, id)| id.clone())
}

/// Whose promise it is: the branch's if one is named, the phone's if it is; else the speaker's side.
pub(super) fn keeper(sentence: &str, side: PromiseKeeper, branch: Option<&BranchId>) -> PromiseKeeper {
    let line = words(sentence);
    if PHONE.iter().any(|name| stands_in(&line, &words(name))) {
        PromiseKeeper::Phone
    } else if branch.is_some() || line.iter().any(|word| word.any(BRANCH)) {
        PromiseKeeper::Branch
    } else {
        side
    }
}

fn stands_in(line: &[Word], name: &[Word]) -> bool {
    !name.is_empty() && line.windows(name.len()).any(|window| is_same(window, name))
}

fn is_same(a: &[Word], b: &[Word]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| bare(&a.text) == bare(&b.text))
}

/// Whether two names of branches are one: spelled otherwise, with «فرع», "branch" and the article or without.
#[must_use]
pub fn is_one_branch(a: &str, b: &str) -> bool {
    let (a, b) = (proper(a), proper(b));
    !a.is_empty() && is_same(&a, &b)
}

/// A name without the word for what it names.
fn proper(name: &str) -> Vec<Word> {
    let (whole, mut rest) = (words(name), words(name));
    rest.retain(|word| !word.any(BRANCH));
    if rest.is_empty() { whole } else { rest }
}

/// Without the article and what is written together with it.
fn bare(word: &str) -> &str {
    let fronts = ["وال", "بال", "فال", "عال", "لل", "ال", "ب", "ف", "ع", "ل"];
    fronts.iter().find_map(|front| word.strip_prefix(front)).filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_known_by_the_name_its_own_people_use() {
        let told = [BranchNames { id: "olaya".into(), names: vec!["Olaya".to_owned(), "العليا".to_owned()] }];
        let seen: Vec<BranchId> = ["فرع العُليا", "الملز", "العليا"].map(BranchId::from).to_vec();
        let all = BranchNames::directory(&told, &seen);
        let ids: Vec<&str> = all.iter().map(|branch| branch.id.as_str()).collect();
        assert_eq!(ids, ["العليا", "الملز"]);
        let named = |sentence: &str| branch(sentence, &all).map(|id| id.0);
        for olaya in
            ["come to the Olaya branch tomorrow", "تعال فرع العليا بكرة", "بطاقتك جاهزة بالعليا", "in our branch olaya"]
        {
            assert_eq!(named(olaya).as_deref(), Some("العليا"), "{olaya}");
        }
        assert_eq!(named("راح تستلمها من فرع الملز").as_deref(), Some("الملز"));
        assert_eq!(named("come to our branch tomorrow"), None);
        let spelled = |name: &str| BranchNames::spelled(&all, &name.into()).0;
        assert_eq!(["فرع العُليا", "olaya branch", "الملزّ", "جدة"].map(spelled), ["العليا", "العليا", "الملز", "جدة"]);
        let spellings = BranchNames::spellings(&all, &"Olaya".into());
        for written in ["olaya", "فرع العُليا", "العليا", "Olaya"] {
            assert!(spellings.contains(&written.into()), "{written}");
        }
        assert_eq!(BranchNames::spellings(&all, &"جدة".into()), ["جدة".into()]);
        assert_eq!(keeper("come to the Olaya branch", PromiseKeeper::Phone, None), PromiseKeeper::Branch);
    }
}
