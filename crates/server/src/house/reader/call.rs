//! One call, read: its figures, and what was promised in it for a person to confirm.

use wasl_model::reading::is_wordless;
use wasl_model::{AgentId, CallId, CustomerId, Pii, PromiseId, Speaker, TimelineEntry};
use wasl_record::quality::id_of;
use wasl_record::quality::reading::{CallReading, StaleAnswer};
use wasl_record::{CallSummary, Changed, OwedPromise, StoreError, number};
use wasl_review::answers::{Drift, drift};
use wasl_review::consistency::Touch;
use wasl_review::{Review, SuggestedPromise};

use super::Reader;
use crate::clock::proven as now;

impl Reader {
    /// Reads a call and owes its person. What was read of a call whose words are over their time stays as it is.
    pub(super) async fn read_call(&self, id: CallId) -> Result<(), StoreError> {
        let (Some(call), Some(timeline)) = (self.book.call(id).await?, self.book.timeline(id).await?) else {
            return Ok(());
        };
        let customer = match &call.from {
            Some(number) => self.book.customer_by_number(number).await?.map(|customer| customer.id),
            None => None,
        };
        if !is_wordless(&timeline) {
            self.read_words(&call, &timeline, customer.as_ref()).await?;
        }
        if let Some(person) = person_of(&call, customer.as_ref()) {
            self.book.owe_person(&person, now()).await?;
        }
        tracing::debug!(call = %id, "a call's story is read");
        Ok(())
    }

    async fn read_words(
        &self,
        call: &CallSummary,
        timeline: &[TimelineEntry],
        customer: Option<&CustomerId>,
    ) -> Result<(), StoreError> {
        let review = wasl_review::read_in(timeline, &self.site().await?);
        let touch = Touch::of_call(timeline, None, Vec::new());
        let stale = drift(&self.rules.book, touch.as_slice(), self.rules.zone).into_iter().map(stale).collect();
        self.keep_reading(call, &review, stale).await?;
        self.book.put_talks(call.id, &wasl_review::talks::talks(timeline, self.wrap_up)).await?;
        for promise in &review.promises {
            self.suggest(call, promise, customer).await?;
        }
        Ok(())
    }

    async fn keep_reading(
        &self,
        call: &CallSummary,
        review: &Review,
        stale: Vec<StaleAnswer>,
    ) -> Result<(), StoreError> {
        let steps = review.last.found.iter().map(|found| found.step).collect();
        let fresh = CallReading {
            call: call.id,
            agent: call.agent.clone(),
            queue: call.queue.clone(),
            began: call.began,
            steps,
            in_order: review.last.in_order,
            score: review.last.score,
            mood_start: review.mood.start,
            mood_end: call.felt.or(call.mood_said).or(review.mood.end),
            trend: review.mood.trend,
            longest_silence_ms: review.last.listening.longest_silence_ms.unwrap_or(0),
            promises: u32::try_from(review.promises.len()).unwrap_or(u32::MAX),
            reached_person: review.talked_to_person,
            stale,
        };
        let replace = |known: &mut CallReading| {
            known.clone_from(&fresh);
            Ok::<_, ()>(None)
        };
        if let Changed::Unknown = self.book.change(&call.id.to_string(), replace).await? {
            self.book.put_up(&fresh, None).await?;
        }
        Ok(())
    }

    /// What the machine itself promises is in the ledger already.
    async fn suggest(
        &self,
        call: &CallSummary,
        heard: &SuggestedPromise,
        customer: Option<&CustomerId>,
    ) -> Result<(), StoreError> {
        if heard.by != Speaker::Agent {
            return Ok(());
        }
        let place = heard.span.start.as_millis().to_string();
        let id = PromiseId(id_of(&["promise", &call.id.to_string(), &place]));
        let owed = OwedPromise {
            promise: heard.clone().into_promise(id, customer.cloned()),
            keeper: heard.keeper,
            made_at: heard.made_at,
            agent: call.agent.clone(),
            utterance: heard.utterance,
            number: call.from.clone(),
            callback: None,
            closed_at: None,
            owner: None,
        };
        self.book.suggest_promise(&owed).await.map(drop)
    }
}

fn stale(Drift { topic, given, valid, .. }: Drift) -> StaleAnswer {
    StaleAnswer { topic, given, valid }
}

/// Who called, as the reader is told of them: the customer, else the number as it compares.
fn person_of(call: &CallSummary, customer: Option<&CustomerId>) -> Option<String> {
    let number = |number: &Pii<String>| number::normalise(number.reveal());
    customer.map(|customer| customer.0.clone()).or_else(|| call.from.as_ref().and_then(number))
}

/// Under this name the machine writes into histories.
pub(super) fn machine() -> AgentId {
    "machine".into()
}
