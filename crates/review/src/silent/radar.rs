//! Everybody who should hear from us without having asked, each once, most urgent first, with a plain reason.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    CallId, Channel, CustomerId, Language, Mood, Pii, Promise, PromiseId, PromiseState, Timestamp, VisitId,
};

use super::{SilentReason, unhappy};
use crate::consistency::TouchId;
use crate::read::Review;

/// One person's contacts and open promises, as the shell gathers them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// A stable name: the customer's id, or the number where the customer is not known. Never shown.
    pub person: String,
    /// Who, where known.
    pub customer: Option<CustomerId>,
    /// A number they can be reached at.
    pub number: Option<Pii<String>>,
    /// The language they like.
    pub language: Option<Language>,
    /// Every contact.
    pub contacts: Vec<Met>,
    /// What they were promised.
    pub promises: Vec<Promise>,
}

/// A contact, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// Which.
    pub touch: TouchId,
    /// When it ended.
    pub at: Timestamp,
    /// A person of ours talked to them, in a call, a callback or a branch.
    pub served: bool,
    /// They complained, in words or by a complaint's intent: then they are not silent about a bad mood.
    pub complained: bool,
    /// How they left.
    pub left: Option<Mood>,
    /// Why the contact alone makes them silent.
    pub reason: Option<SilentReason>,
}

impl Met {
    /// A call, out of its review; nothing while it lives.
    #[must_use]
    pub fn of_review(review: &Review, complained: bool) -> Option<Self> {
        Some(Self {
            touch: TouchId::Phone(review.call?),
            at: review.ended_at?,
            served: review.talked_to_person,
            complained,
            left: review.mood.end,
            reason: review.silent.as_ref().map(|silent| silent.reason),
        })
    }
}

/// Somebody to call, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SilentPerson {
    /// A stable name, for the hold-out and for outcomes; it may be a number, so it is personal.
    pub person: Pii<String>,
    /// Who, where known.
    pub customer: Option<CustomerId>,
    /// The number to call; nothing when nobody can.
    pub number: Option<Pii<String>>,
    /// The most urgent reason.
    pub reason: SilentReason,
    /// Other reasons, most urgent first.
    pub also: Vec<SilentReason>,
    /// Since when.
    pub since: Timestamp,
    /// After which call, if after one.
    pub call: Option<CallId>,
    /// After which visit, if after one.
    pub visit: Option<VisitId>,
    /// About which promise, if about one.
    pub promise: Option<PromiseId>,
    /// How they felt when last seen or heard.
    pub mood: Option<Mood>,
    /// 0..=1.
    pub urgency: f32,
    /// The reason as an Arabic sentence.
    pub why_ar: String,
    /// The reason as an English sentence.
    pub why_en: String,
}

/// What counts as silent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Older reasons are let go.
    pub oldest: Duration,
    /// Somebody who abandoned a call is given so long to call again.
    pub patience: Duration,
    /// A customer's usual interval has to pass so many times.
    pub intervals: f64,
    /// And no less than this.
    pub least_absence: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        let days = |n: u64| Duration::from_secs(n * 86_400);
        Self { oldest: days(60), patience: Duration::from_secs(3_600), intervals: 2.0, least_absence: days(14) }
    }
}

/// One reason of one person.
#[derive(Clone, Debug)]
struct Sign {
    reason: SilentReason,
    since: Timestamp,
    touch: Option<TouchId>,
    promise: Option<PromiseId>,
    mood: Option<Mood>,
}

/// Everybody silent at `now`: one line a person, most urgent first, then the longest silent.
#[must_use]
pub fn radar(people: &[History], now: Timestamp, rules: &Rules) -> Vec<SilentPerson> {
    let mut list: Vec<SilentPerson> = people.iter().filter_map(|person| silent(person, now, rules)).collect();
    list.sort_by(|a, b| b.urgency.total_cmp(&a.urgency).then(a.since.cmp(&b.since)).then(a.person.cmp(&b.person)));
    list.dedup_by(|later, first| later.person == first.person);
    list
}

fn silent(history: &History, now: Timestamp, rules: &Rules) -> Option<SilentPerson> {
    let mut contacts: Vec<&Met> = history.contacts.iter().filter(|met| met.at <= now).collect();
    contacts.sort_by_key(|met| (met.at, met.touch));
    let mut signs: Vec<Sign> = contacts.iter().filter_map(|met| of_contact(met, &contacts, now, rules)).collect();
    signs.extend(history.promises.iter().filter_map(|promise| lapsed(promise, &contacts, now)));
    signs.extend(stopped_coming(&contacts, now, rules));
    signs.retain(|sign| now.since(sign.since) <= rules.oldest || sign.reason == SilentReason::StoppedComing);
    signs.sort_by(|a, b| b.urgency(now).total_cmp(&a.urgency(now)).then(b.since.cmp(&a.since)));
    let first = signs.first()?.clone();
    let mut also: Vec<SilentReason> = Vec::new();
    for sign in &signs {
        if sign.reason != first.reason && !also.contains(&sign.reason) {
            also.push(sign.reason);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "there are seven reasons")]
    let urgency = (first.urgency(now) + 0.05 * also.len() as f32).min(1.0);
    let (call, visit) = match first.touch {
        Some(TouchId::Phone(call)) => (Some(call), None),
        Some(TouchId::Branch(visit)) => (None, Some(visit)),
        None => (None, None),
    };
    let days = now.since(first.since).as_secs() / 86_400;
    Some(SilentPerson {
        person: Pii::new(history.person.clone()),
        customer: history.customer.clone(),
        number: history.number.clone(),
        reason: first.reason,
        also,
        since: first.since,
        call,
        visit,
        promise: first.promise,
        mood: first.mood,
        urgency,
        why_ar: super::why::ar(first.reason, first.mood, days),
        why_en: super::why::en(first.reason, first.mood, days),
    })
}

impl Sign {
    /// The reason's, more for who left unhappy, less after weeks: a call then is a surprise.
    fn urgency(&self, now: Timestamp) -> f32 {
        let distress = if self.mood.is_some_and(unhappy) { 0.2 } else { 0.0 };
        let weeks = now.since(self.since).as_secs_f32() / 604_800.0;
        (self.reason.urgency() + distress - (0.03 * weeks).min(0.2)).clamp(0.0, 1.0)
    }
}

/// What a contact tells by itself, unless they were served since or complained.
fn of_contact(met: &Met, all: &[&Met], now: Timestamp, rules: &Rules) -> Option<Sign> {
    let reason = met.reason.or_else(|| {
        (met.touch.channel() == Channel::Branch && met.left.is_some_and(unhappy)).then_some(SilentReason::LeftInBadMood)
    })?;
    let served_since = all.iter().any(|other| other.at > met.at && other.served);
    let spoke_up = reason == SilentReason::LeftInBadMood && all.iter().any(|o| o.complained && o.at >= met.at);
    let may_call_again =
        matches!(reason, SilentReason::Abandoned | SilentReason::GaveUp) && now.since(met.at) < rules.patience;
    (!served_since && !spoke_up && !may_call_again).then_some(Sign {
        reason,
        since: met.at,
        touch: Some(met.touch),
        promise: None,
        mood: met.left,
    })
}

/// A promise whose day is over, and the customer has not come back about it.
fn lapsed(promise: &Promise, all: &[&Met], now: Timestamp) -> Option<Sign> {
    let due = promise.due.filter(|due| *due < now)?;
    let owed = match promise.state {
        PromiseState::Open => true,
        PromiseState::Suggested | PromiseState::Kept | PromiseState::PartlyKept | PromiseState::Broken => false,
    };
    let came_back = all.iter().any(|met| met.at > due && met.served);
    let mood = all.last().and_then(|met| met.left);
    (owed && !came_back).then_some(Sign {
        reason: SilentReason::PromiseLapsed,
        since: due,
        touch: promise.made_in.map(|(call, _)| TouchId::Phone(call)),
        promise: Some(promise.id),
        mood,
    })
}

/// A regular customer whose last contact was bad and whose usual interval has long passed.
fn stopped_coming(all: &[&Met], now: Timestamp, rules: &Rules) -> Option<Sign> {
    let last = all.last().filter(|met| met.left.is_some_and(unhappy))?;
    let mut gaps: Vec<Duration> = all.windows(2).map(|pair| pair[1].at.since(pair[0].at)).collect();
    gaps.sort();
    // Two gaps are the least that can be called usual.
    let usual = *gaps.get(gaps.len() / 2).filter(|_| gaps.len() >= 2)?;
    let away = now.since(last.at);
    (away >= rules.least_absence && away.as_secs_f64() >= rules.intervals * usual.as_secs_f64()).then_some(Sign {
        reason: SilentReason::StoppedComing,
        since: last.at,
        touch: Some(last.touch),
        promise: None,
        mood: last.left,
    })
}
