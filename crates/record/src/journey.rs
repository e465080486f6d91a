//! A customer's way through the house on one line: calls, visits and promises, each with how they felt.

use wasl_model::{Channel, Contact, Hangup, Journey, JourneyStep, Mood, MoodSource, PromiseState, StepKind};
use wasl_model::{CustomerId, FeltMood};

use crate::book::Book;
use crate::customers::{Known, Person};
use crate::owed::{OwedPromise, PromiseFilter};
use crate::page::MOST_PER_PAGE;
use crate::store::StoreError;
use crate::summary::CallSummary;
use crate::visits::{LoggedVisit, VisitFilter};

/// What callers from the web page dial when they leave a number instead of talking.
const LEFT_A_NUMBER: &str = "callback";
/// How heavy a broken promise is where nobody saw the mood it left.
const BROKEN: f32 = -0.7;

impl Book {
    /// The journey of a customer, or of whoever calls from a number, oldest step first: the last 200 meetings and the
    /// promises made in them. A call that is not over is none yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn journey(&self, person: &Person) -> Result<Journey, StoreError> {
        let known = self.known(person).await?;
        let mut steps = self.steps_of_calls(&known).await?;
        if let Some(customer) = &known.customer {
            steps.extend(self.visits_of(customer).await?.into_iter().map(visit_step));
        }
        let promises = self.inner.store.promises(&PromiseFilter::default(), Some(&known), MOST_PER_PAGE).await?;
        steps.extend(promises.iter().flat_map(promise_steps));
        steps.sort_by_key(|step| step.at);
        let worst = worst(&steps);
        Ok(Journey { steps, worst })
    }

    async fn visits_of(&self, customer: &CustomerId) -> Result<Vec<LoggedVisit>, StoreError> {
        let filter = VisitFilter { customer: Some(customer.clone()), ..VisitFilter::default() };
        self.visits(&filter, MOST_PER_PAGE).await
    }

    async fn steps_of_calls(&self, known: &Known) -> Result<Vec<JourneyStep>, StoreError> {
        let contacts = self.inner.store.contacts(known, MOST_PER_PAGE).await?;
        let mut steps = Vec::new();
        for contact in contacts.into_iter().filter(|contact| contact.channel == Channel::Phone) {
            let Some(call) = contact.call else { continue };
            let Some(summary) = self.call(call).await? else { continue };
            let read = self.inner.store.last_mood_read(call).await?;
            steps.push(call_step(&contact, &summary, read));
        }
        Ok(steps)
    }
}

fn call_step(contact: &Contact, call: &CallSummary, read: Option<(Mood, f32)>) -> JourneyStep {
    JourneyStep {
        kind: kind_of(call),
        at: call.began,
        call: Some(call.id),
        visit: None,
        promise: None,
        branch: None,
        agent: call.agent.clone(),
        intent: contact.intent.clone(),
        text: call.summary.clone(),
        mood: mood_of(call, read),
    }
}

/// The caller's own word, else the agent's, else the machine's.
fn mood_of(call: &CallSummary, read: Option<(Mood, f32)>) -> Option<FeltMood> {
    let said = |mood, source| FeltMood { mood, source, confidence: 1.0 };
    let by_customer = call.felt.map(|mood| said(mood, MoodSource::Customer));
    let by_agent = || call.mood_said.map(|mood| said(mood, MoodSource::Agent));
    let by_machine = || read.map(|(mood, confidence)| FeltMood { mood, source: MoodSource::Machine, confidence });
    by_customer.or_else(by_agent).or_else(by_machine)
}

fn kind_of(call: &CallSummary) -> StepKind {
    let talk = if is_web(call) { StepKind::Web } else { StepKind::Phone };
    if call.bridged.is_some() {
        return talk;
    }
    match call.hangup {
        Some(Hangup::Abandoned | Hangup::Cancelled) => StepKind::Abandoned,
        Some(Hangup::GaveUp | Hangup::Served) => StepKind::Ivr,
        Some(Hangup::CallbackPromised | Hangup::NotReached) => StepKind::Callback,
        Some(Hangup::ByCaller | Hangup::ByAgent | Hangup::Failed | Hangup::Interrupted) | None => talk,
    }
}

/// Callers from the web page have no telephone number of a trunk; who left one dialled nothing.
fn is_web(call: &CallSummary) -> bool {
    call.dialled == LEFT_A_NUMBER
        || call
            .from
            .as_ref()
            .is_some_and(|from| from.reveal().starts_with("guest") || from.reveal().contains("sip:guest"))
}

fn visit_step(logged: LoggedVisit) -> JourneyStep {
    let visit = logged.visit;
    let mood = visit.left.map(|mood| FeltMood { mood, source: MoodSource::Staff, confidence: 1.0 });
    JourneyStep {
        kind: StepKind::Visit,
        at: visit.at,
        call: logged.callback,
        visit: Some(visit.id),
        promise: None,
        branch: Some(visit.branch),
        agent: None,
        intent: visit.reason,
        text: Some(visit.notes).filter(|notes| !notes.reveal().is_empty()),
        mood,
    }
}

fn promise_steps(owed: &OwedPromise) -> Vec<JourneyStep> {
    let step = |kind, at| JourneyStep {
        kind,
        at,
        call: owed.promise.made_in.map(|(call, _)| call),
        visit: None,
        promise: Some(owed.promise.id),
        branch: owed.promise.branch.clone(),
        agent: owed.agent.clone(),
        intent: None,
        text: Some(owed.promise.what.clone()),
        mood: None,
    };
    let ended = match owed.promise.state {
        // What the machine heard and nobody confirmed is no promise yet.
        PromiseState::Suggested => return vec![],
        PromiseState::Open => None,
        PromiseState::Kept => Some(StepKind::PromiseKept),
        PromiseState::PartlyKept => Some(StepKind::PromisePartlyKept),
        PromiseState::Broken => Some(StepKind::PromiseBroken),
    };
    let made = step(StepKind::PromiseMade, owed.made_at);
    let ended = ended.zip(owed.closed_at).map(|(kind, at)| step(kind, at));
    std::iter::once(made).chain(ended).collect()
}

/// The step in which it was worst for the customer, the latest of equals; `None` when it was never bad.
fn worst(steps: &[JourneyStep]) -> Option<usize> {
    let felt = |step: &JourneyStep| {
        let mood = step.mood.map_or(0.0, |felt| valence(felt.mood) * felt.confidence);
        if step.kind == StepKind::PromiseBroken { mood.min(BROKEN) } else { mood }
    };
    let lowest = steps.iter().enumerate().map(|(at, step)| (at, felt(step)));
    let lowest = lowest.min_by(|(at, a), (other, b)| a.total_cmp(b).then(other.cmp(at)));
    lowest.filter(|(_, felt)| *felt < 0.0).map(|(at, _)| at)
}

const fn valence(mood: Mood) -> f32 {
    match mood {
        Mood::Angry => -1.0,
        Mood::Frustrated => -0.6,
        Mood::Sad => -0.45,
        Mood::Lost => -0.3,
        Mood::Neutral => 0.0,
        Mood::Satisfied => 0.6,
    }
}
