//! All meetings of one person, compared: where phone and branch differ.

use std::collections::BTreeSet;

use wasl_console::kept::{FindingState, KeptFinding};
use wasl_model::reading::is_wordless;
use wasl_model::{CallId, CustomerId, FindingId, Pii, Promise, PromiseId, TimelineEntry, VisitId};
use wasl_record::quality::id_of;
use wasl_record::visits::{LoggedVisit, VisitFilter};
use wasl_record::{CallSummary, CardFilter, Changed, OwedPromise, Person, StoreError};
use wasl_review::consistency::{self, Finding, Touch, TouchId};
use wasl_review::visit_promises;

use super::Reader;
use super::call::machine;
use crate::clock::proven as now;

/// Meetings looked at, the latest ones.
const MOST: u32 = 50;

/// Somebody and all their meetings.
pub(super) struct Whole {
    /// Who, in the words of the book.
    pub(super) who: Person,
    /// The customer, where one is known.
    pub(super) customer: Option<CustomerId>,
    /// Their calls, oldest first.
    pub(super) calls: Vec<(CallSummary, Vec<TimelineEntry>)>,
    /// Their visits.
    pub(super) visits: Vec<LoggedVisit>,
}

impl Reader {
    /// Looks at a person's matters: what differs, and whether they should be called.
    pub(super) async fn look_at(&self, person: &Pii<String>) -> Result<(), StoreError> {
        let whole = self.gather(person).await?;
        self.suggest_of_visits(&whole).await?;
        self.compare(&whole).await?;
        self.listen_for_silence(person, &whole).await
    }

    async fn gather(&self, person: &Pii<String>) -> Result<Whole, StoreError> {
        let who = self.book.person_called(person).await?;
        let customer = match &who {
            Person::Customer(id) => Some(id.clone()),
            Person::Number(number) => self.book.customer_by_number(number).await?.map(|customer| customer.id),
        };
        let mut calls = Vec::new();
        for id in self.book.ended_calls_of(&who).await? {
            if let (Some(call), Some(timeline)) = (self.book.call(id).await?, self.book.timeline(id).await?) {
                calls.push((call, timeline));
            }
        }
        let visits = match &customer {
            Some(customer) => {
                let theirs = VisitFilter { customer: Some(customer.clone()), ..VisitFilter::default() };
                self.book.visits(&theirs, MOST).await?
            }
            None => Vec::new(),
        };
        let early = calls.len().saturating_sub(MOST as usize);
        Ok(Whole { who, customer, calls: calls.split_off(early), visits })
    }

    /// What a branch promised in a visit, said or written down, waits for whoever logged it to confirm.
    async fn suggest_of_visits(&self, whole: &Whole) -> Result<(), StoreError> {
        if whole.visits.is_empty() {
            return Ok(());
        }
        let site = self.site().await?;
        for LoggedVisit { visit, logged_by, .. } in &whole.visits {
            for heard in visit_promises(visit, &site) {
                let line = heard.utterance.map_or_else(|| heard.words.reveal().clone(), |line| line.to_string());
                let id = PromiseId(id_of(&["promise", &visit.id.to_string(), &line]));
                let owed = OwedPromise {
                    keeper: heard.keeper,
                    made_at: heard.made_at,
                    agent: Some(logged_by.clone()),
                    promise: heard.into_promise(id, Some(visit.customer.clone())),
                    utterance: None,
                    number: None,
                    callback: None,
                    closed_at: None,
                    owner: None,
                };
                self.book.suggest_promise_of(visit.id, &owed).await?;
            }
        }
        Ok(())
    }

    async fn compare(&self, whole: &Whole) -> Result<(), StoreError> {
        if whole.calls.is_empty() || whole.visits.is_empty() {
            return Ok(());
        }
        let mut touches = Vec::new();
        for (call, timeline) in &whole.calls {
            let promises = self.made_in(call.id).await?;
            touches.extend(Touch::of_call(timeline, whole.customer.clone(), promises));
        }
        touches.extend(whole.visits.iter().map(|logged| Touch::of_visit(&logged.visit, Vec::new())));
        let rules = self.rules.clone();
        let found = tokio::task::spawn_blocking(move || consistency::findings(&touches, &rules));
        let found = found.await.map_err(|error| StoreError::Unavailable(format!("comparing failed: {error}")))?;
        let mut ids = BTreeSet::new();
        for finding in found {
            ids.insert(self.keep(whole, finding).await?);
        }
        self.forget_others(whole, &ids).await
    }

    async fn made_in(&self, call: CallId) -> Result<Vec<Promise>, StoreError> {
        Ok(self.book.promises_in(call).await?.into_iter().map(|owed| owed.promise).collect())
    }

    /// Keeps what was found; what nobody has touched yet is put in better words.
    async fn keep(&self, whole: &Whole, finding: Finding) -> Result<FindingId, StoreError> {
        let id = FindingId(id_of(&["finding", &finding.key()]));
        let better = |known: &mut KeptFinding| {
            if known.state == FindingState::Open && known.finding != finding {
                known.finding = finding.clone();
                Ok(None)
            } else {
                Err(())
            }
        };
        if let Changed::Unknown = self.book.change(&id.to_string(), better).await? {
            let step = self.book.step(&machine(), "find", None);
            if self.book.put_up(&fresh(id, whole, finding), Some(&step)).await? {
                tracing::info!(finding = %id, "phone and branch differ");
            }
        }
        Ok(id)
    }

    /// What is no longer found, since words were read better, goes, unless a person has touched it. Where the words are over
    /// their time nothing can be found any more, and what was found stays.
    async fn forget_others(&self, whole: &Whole, found: &BTreeSet<FindingId>) -> Result<(), StoreError> {
        let Some(customer) = &whole.customer else { return Ok(()) };
        let theirs = CardFilter { customers: Some(vec![customer.0.clone()]), ..CardFilter::default() };
        for known in self.book.whole_shelf::<KeptFinding>(&theirs).await? {
            let of_it = |(call, timeline): &(CallSummary, Vec<TimelineEntry>)| {
                Some(call.id) == known.call && !is_wordless(timeline)
            };
            let looked_at = whole.calls.iter().any(of_it);
            if known.state == FindingState::Open && looked_at && !found.contains(&known.id) {
                self.book.take_down::<KeptFinding>(&known.id.to_string()).await?;
            }
        }
        Ok(())
    }
}

fn fresh(id: FindingId, whole: &Whole, finding: Finding) -> KeptFinding {
    let sides = [finding.phone.touch, finding.branch.touch];
    let call = sides.iter().find_map(|side| if let TouchId::Phone(call) = side { Some(*call) } else { None });
    let visit: Option<VisitId> =
        sides.iter().find_map(|side| if let TouchId::Branch(visit) = side { Some(*visit) } else { None });
    let called = whole.calls.iter().find(|(known, _)| Some(known.id) == call);
    let visited = whole.visits.iter().find(|logged| Some(logged.visit.id) == visit);
    KeptFinding {
        id,
        state: FindingState::Open,
        customer: whole.customer.clone(),
        branch: visited.map(|logged| logged.visit.branch.clone()),
        queue: called.and_then(|(call, _)| call.queue.clone()),
        call,
        visit,
        found_at: now(),
        finding,
        question: None,
        answer: None,
        verdict: None,
        lesson: None,
    }
}
