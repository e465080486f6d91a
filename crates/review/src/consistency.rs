//! Phone and branch side by side: «يسمع العميل ابتسامة الموظف عبر الهاتف … ثم يزور الفرع ويغادر وهو يبكي».
//!
//! Staff's words and notes of both sides are read clause by clause for amounts, days, papers, fees, conditions and
//! what is possible; what is supposed, quoted from somebody else or taken back is left out, and a short answer tells
//! what was asked. Things told of one name are compared, and things no list names where their words are of the same
//! fields of meaning or where they count alone of their kind; in short contacts also what is told in one of two ways
//! («أي فرع», «في فرعك بس»). Where the branch does what the phone told, for this customer, nothing differs. A difference
//! is a finding for a person to judge, with both quotes. Where a touch was recorded and read, a promise that was not
//! kept and a fall in mood quote its words with their place in the sound.
//! The lists in `phrases/told/` are drafts, unreviewed by native reviewers.
//!
//! - [`findings`]: everything that differs for one customer
//! - [`told`]: everything staff told in a touch
//! - [`touch`]: a call or a visit, as the shell gathers it
//! - [`fact`]: what was told, in a form that can be compared
//! - [`finding`]: a difference, with both quotes

use time::UtcOffset;
use wasl_model::Channel;

use crate::answers::{AnswerBook, Day};

mod aligned;
mod applied;
mod claim;
mod differ;
mod evidence;
pub mod fact;
pub mod finding;
mod lexicon;
mod matter;
mod pair;
mod roots;
mod stances;
pub mod touch;
mod why;
mod words;

pub use fact::{Fact, Topic, Value};
pub use finding::{BookSays, Finding, FindingKind, Quote};
pub use touch::{Felt, Touch, TouchId};

pub(crate) use claim::facts;
use claim::{Claim, OTHER, SOME_SERVICE, claims};
use pair::Side;

/// What the reader has to know of the house.
#[derive(Clone, Debug)]
pub struct House {
    /// The house's distance from UTC: what "tomorrow" means.
    pub zone: UtcOffset,
    /// What should have been answered; empty where there is no book.
    pub book: AnswerBook,
}

/// Everything that differs between the calls and visits of one customer, surest first.
///
/// A visit is compared with the calls of the same matter around it; of several calls that told of one thing the last
/// counts, since it corrected those before.
#[must_use]
pub fn findings(touches: &[Touch], house: &House) -> Vec<Finding> {
    let mut touches: Vec<&Touch> = touches.iter().collect();
    touches.sort_by_key(|touch| (touch.at, touch.touch));
    let told: Vec<Vec<Claim>> = touches.iter().map(|touch| claims(touch, house.zone)).collect();
    let side = |at: usize| Side { touch: touches[at], claims: &told[at] };
    let on = |channel: Channel| -> Vec<usize> {
        (0..touches.len()).filter(|at| touches[*at].touch.channel() == channel).collect()
    };
    let mut found: Vec<Finding> = Vec::new();
    for visit in on(Channel::Branch) {
        // The nearest call before the visit is asked first, then earlier ones, then later ones.
        let mut calls = on(Channel::Phone);
        calls.sort_by_key(|call| (*call > visit, call.abs_diff(visit)));
        let mut asked: Vec<(Topic, String)> = Vec::new();
        for call in calls {
            let (phone, branch) = (side(call), side(visit));
            let Some(sure) = matter::one_matter((phone.touch, phone.claims), (branch.touch, branch.claims)) else {
                continue;
            };
            let fresh = pair::differences(phone, branch, sure, house.zone).into_iter().filter(|finding| {
                finding.promise.is_some() || !asked.contains(&(finding.topic, finding.about.clone()))
            });
            found.extend(fresh.map(|finding| with_book(finding, house, touches[visit])));
            let named =
                phone.claims.iter().filter(|claim| claim.fact.about != OTHER && claim.fact.about != SOME_SERVICE);
            asked.extend(named.map(|claim| (claim.fact.topic, claim.fact.about.clone())));
            asked.push((Topic::Mood, "mood".to_owned()));
        }
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.key().cmp(&b.key())));
    found
}

/// Everything staff told in a touch, each with its quote.
#[must_use]
pub fn told(touch: &Touch, zone: UtcOffset) -> Vec<Quote> {
    claims(touch, zone)
        .into_iter()
        .filter(|claim| claim.closed.is_none() && claim.fact.about != OTHER)
        .map(|claim| claim.quote)
        .collect()
}

/// What the answer book said on the day of the visit, where it tells of the same.
fn with_book(finding: Finding, house: &House, visit: &Touch) -> Finding {
    let day = Day::of(visit.at, house.zone);
    let valid = house.book.entries().iter().filter(|entry| entry.is_valid_on(day));
    let says = valid
        .flat_map(|entry| entry.values.iter().map(move |fact| (entry, fact)))
        .find(|(_, fact)| fact.topic == finding.topic && fact.about == finding.about);
    let book = says.map(|(entry, fact)| BookSays {
        entry: entry.id.clone(),
        phone_right: fact.agrees_with(&finding.phone.fact),
        branch_right: fact.agrees_with(&finding.branch.fact),
    });
    Finding { book, ..finding }
}
