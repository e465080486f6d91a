//! Whether somebody should be called who has not complained: put on the list, kept up to date, or closed when they came
//! back by themselves.

use std::time::Duration;

use wasl_console::kept::{KeptOutreach, OutreachOutcome, OutreachState};
use wasl_model::{CallEvent, OutreachId, Pii, TimelineEntry, Timestamp};
use wasl_record::quality::id_of;
use wasl_record::{CardFilter, Changed, Person, StoreError};
use wasl_review::consistency::TouchId;
use wasl_review::silent::{History, Met, Rules, SilentPerson, SilentReason, group, radar};

use super::Reader;
use super::call::machine;
use super::person::Whole;
use crate::clock::proven as now;

/// The part of silent customers who are not called, so that calling can be measured.
const HELD_OUT: f64 = 0.1;
/// Who is held out is drawn by this.
const DRAW: u64 = 1;

impl Reader {
    /// Puts somebody on the list of those to be called, or takes note that they came back.
    pub(super) async fn listen_for_silence(&self, person: &Pii<String>, whole: &Whole) -> Result<(), StoreError> {
        let history = self.history(person, whole).await?;
        let found = radar(std::slice::from_ref(&history), now(), &Rules::default()).into_iter().next();
        let names = self.names(person, whole).await?;
        let known = CardFilter { customers: Some(names), ..CardFilter::default() };
        let known = self.book.whole_shelf::<KeptOutreach>(&known).await?;
        for kept in &known {
            self.note_return(kept, &history).await?;
        }
        if let Some(found) = found {
            self.list(&known, found).await?;
        }
        match looks_different_at(&history) {
            Some(later) => self.book.owe_person(person.reveal(), later).await,
            None => Ok(()),
        }
    }

    async fn history(&self, person: &Pii<String>, whole: &Whole) -> Result<History, StoreError> {
        let customer = match &whole.customer {
            Some(id) => self.book.customer(id).await?,
            None => None,
        };
        let own = if let Person::Number(number) = &whole.who { Some(number.clone()) } else { None };
        let called = || whole.calls.iter().rev().find_map(|(call, _)| call.from.clone());
        let listed = || customer.as_ref().and_then(|customer| customer.numbers.first().cloned());
        let calls = whole.calls.iter().filter_map(|(_, timeline)| {
            Met::of_review(&wasl_review::read_in(timeline, &self.site), complained(timeline))
        });
        let visits = whole.visits.iter().map(|logged| Met {
            touch: TouchId::Branch(logged.visit.id),
            at: logged.visit.at,
            served: true,
            complained: false,
            left: logged.visit.left,
            reason: None,
        });
        let promises = self.book.open_promises(&whole.who).await?;
        Ok(History {
            person: whole.customer.as_ref().map_or_else(|| person.reveal().clone(), |id| id.0.clone()),
            language: customer.as_ref().and_then(|customer| customer.language),
            number: own.or_else(called).or_else(listed),
            customer: whole.customer.clone(),
            contacts: calls.chain(visits).collect(),
            promises: promises.into_iter().map(|owed| owed.promise).collect(),
        })
    }

    /// Every name under which the list may know them: before they were a customer it was a number.
    async fn names(&self, person: &Pii<String>, whole: &Whole) -> Result<Vec<String>, StoreError> {
        let mut names = self.book.names_of(&whole.who).await?;
        names.push(person.reveal().clone());
        Ok(names)
    }

    /// They met a person of ours after it.
    async fn note_return(&self, kept: &KeptOutreach, history: &History) -> Result<(), StoreError> {
        let after = kept.closed_at.unwrap_or(kept.found.since);
        let back = history.contacts.iter().filter(|met| met.served && met.at > after).min_by_key(|met| met.at);
        let Some(back) = back.filter(|_| kept.back_at.is_none()) else { return Ok(()) };
        let step = self.book.step(&machine(), "back", None);
        let note = |kept: &mut KeptOutreach| {
            if kept.back_at.is_some() {
                return Err(());
            }
            (kept.back_at, kept.mood_back) = (Some(back.at), back.left);
            if kept.state != OutreachState::Closed {
                kept.state = OutreachState::Closed;
                kept.closed_at = Some(back.at);
                kept.outcome = Some(OutreachOutcome::CameBack);
            }
            Ok(Some(step.clone()))
        };
        self.book.change(&kept.id.to_string(), note).await.map(drop)
    }

    /// A line for each silence of a person: a new reason to be silent is a new line, the same one is kept up to date.
    async fn list(&self, known: &[KeptOutreach], found: SilentPerson) -> Result<(), StoreError> {
        if found.number.is_none() {
            // Nobody can call.
            return Ok(());
        }
        let since = found.since.as_millis().to_string();
        let id = OutreachId(id_of(&["outreach", found.person.reveal(), &since]));
        let open = |kept: &&KeptOutreach| kept.state != OutreachState::Closed && kept.back_at.is_none();
        let id = known.iter().find(open).map_or(id, |kept| kept.id);
        let refresh = |kept: &mut KeptOutreach| {
            if kept.state == OutreachState::Closed || kept.found == found {
                return Err(());
            }
            kept.found = found.clone();
            Ok(None)
        };
        if let Changed::Unknown = self.book.change(&id.to_string(), refresh).await? {
            let step = self.book.step(&machine(), "find", None);
            self.book.put_up(&fresh(id, found), Some(&step)).await?;
        }
        Ok(())
    }
}

fn fresh(id: OutreachId, found: SilentPerson) -> KeptOutreach {
    KeptOutreach {
        id,
        state: OutreachState::Open,
        group: group(found.person.reveal(), HELD_OUT, DRAW),
        assigned: None,
        outcome: None,
        unanswered: 0,
        note: None,
        closed_at: None,
        back_at: None,
        mood_back: None,
        found,
    }
}

/// The caller came to complain, or an agent says so.
#[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events")]
fn complained(timeline: &[TimelineEntry]) -> bool {
    let is = |intent: &wasl_model::IntentId| intent.as_str() == "complaint";
    timeline.iter().any(|entry| match &entry.event {
        CallEvent::Intent { guess } => guess.intent.as_ref().is_some_and(is),
        CallEvent::IntentCorrected { intent, .. } => intent.as_ref().is_some_and(is),
        _ => false,
    })
}

/// When time alone changes what is to be said: a promise lapses, patience ends, an absence grows too long.
fn looks_different_at(history: &History) -> Option<Timestamp> {
    let rules = Rules::default();
    let now = now();
    let lapses = history.promises.iter().filter_map(|promise| promise.due);
    let waiting = history
        .contacts
        .iter()
        .filter(|met| matches!(met.reason, Some(SilentReason::Abandoned | SilentReason::GaveUp)));
    let patience = waiting.map(|met| met.at + rules.patience);
    let absent = history.contacts.iter().map(|met| met.at).max().map(|last| last + rules.least_absence);
    let next = lapses.chain(patience).chain(absent).filter(|at| *at > now).min();
    next.map(|at| at + Duration::from_secs(1))
}
