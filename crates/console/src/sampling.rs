//! Which calls are reviewed: a plan, and the calls it drew. A call is drawn once.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, Mood, PromiseState, Timestamp};
use wasl_record::quality::reading::CallReading;
use wasl_record::{CardFilter, Changed};
use wasl_review::scorecard::{self, Candidate, Plan, Risk};

use crate::access::{Asker, QUALITY, allows};
use crate::ask::{self, Path};
use crate::kept::{KeptPlan, KeptSample};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Calls are drawn from so many days.
const DAYS: u64 = 14;
/// Most calls drawn of an agent and week, or at once.
const MOST_CALLS: u32 = 1_000;
/// Drawn calls shown.
const SHOWN: u32 = 200;

/// The plan and what it drew.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sampling {
    /// The plan.
    pub plan: Plan,
    /// Calls drawn, latest first; at most 200.
    pub drawn: Vec<KeptSample>,
}

/// A plan as somebody writes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanWritten {
    /// The plan.
    pub plan: Plan,
}

/// Who scores a drawn call.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scorers {
    /// Who reviews it; `null` is whoever begins.
    #[schema(required = true)]
    pub reviewer: Option<AgentId>,
    /// Who scores it a second time without seeing the first; `null` is nobody.
    #[schema(required = true)]
    pub second: Option<AgentId>,
}

/// The plan, and the calls it drew.
#[utoipa::path(get, path = "/api/v1/sampling", operation_id = "sampling", responses(
    (status = 200, body = Sampling), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn read(State(state): State<ConsoleState>) -> Result<Json<Sampling>, Problem> {
    sampling(&state).await.map(Json)
}

/// Changes the plan.
#[utoipa::path(put, path = "/api/v1/sampling", operation_id = "plan_sampling", request_body = PlanWritten, responses(
    (status = 200, body = Sampling), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(written): ask::Json<PlanWritten>,
) -> Result<Json<Sampling>, Problem> {
    let fits = match &written.plan {
        Plan::PerAgentPerWeek { calls, .. } | Plan::ByRisk { calls, .. } => (1..=MOST_CALLS).contains(calls),
        Plan::Random { share, .. } => *share > 0.0 && *share <= 1.0,
    };
    if !fits {
        let detail = "a plan draws 1 to 1000 calls, or a share above 0 and at most 1";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    state.book.audit(&asker.user.name, "sampling.plan", None).await?;
    let step = state.book.step(&asker.user.name, "plan", None);
    let change = |kept: &mut KeptPlan| {
        kept.plan = written.plan.clone();
        Ok::<_, ()>(Some(step.clone()))
    };
    if let Changed::Unknown = state.book.change(KeptPlan::ID, change).await? {
        state.book.put_up(&KeptPlan { plan: written.plan.clone() }, Some(&step)).await?;
    }
    sampling(&state).await.map(Json)
}

/// Draws calls of the last two weeks by the plan.
#[utoipa::path(post, path = "/api/v1/sampling/draw", operation_id = "draw_sample", responses(
    (status = 200, body = Sampling), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn draw(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<Sampling>, Problem> {
    state.book.audit(&asker.user.name, "sampling.draw", None).await?;
    let since =
        Timestamp(now().as_millis() - i64::try_from(Duration::from_secs(DAYS * 86_400).as_millis()).unwrap_or(0));
    let recent = CardFilter { since: Some(since), ..CardFilter::default() };
    let mut candidates = Vec::new();
    for reading in state.book.whole_shelf::<CallReading>(&recent).await? {
        candidates.extend(candidate(&state, reading).await?);
    }
    let drawn_before = CardFilter { kind: Some(KeptSample::KIND.to_owned()), ..CardFilter::default() };
    let before = state.book.whole_shelf::<KeptSample>(&drawn_before).await?;
    let before: BTreeSet<_> = before.into_iter().map(|sample| sample.call).collect();
    let plan = plan(&state).await?;
    for drawn in scorecard::draw(&plan, &candidates, &before, state.zone) {
        let sample = KeptSample {
            call: drawn.call,
            agent: drawn.agent,
            risks: drawn.risks,
            drawn_at: now(),
            reviewer: None,
            done: false,
            second: None,
            second_done: false,
        };
        state.book.put_up(&sample, Some(&state.book.step(&asker.user.name, "draw", None))).await?;
    }
    sampling(&state).await.map(Json)
}

/// Says who scores a drawn call, and who a second time, blindly.
#[utoipa::path(put, path = "/api/v1/sampling/{call}", operation_id = "assign_sample", params(("call" = CallId, Path)), request_body = Scorers, responses(
    (status = 200, body = KeptSample), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn assign(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(call): Path<CallId>,
    ask::Json(wanted): ask::Json<Scorers>,
) -> Result<Json<KeptSample>, Problem> {
    let unfit = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what);
    for user in wanted.reviewer.iter().chain(&wanted.second) {
        let known = state.book.user(user).await?.filter(|user| !user.disabled);
        if !known.is_some_and(|user| allows(QUALITY, Some(user.role))) {
            return Err(unfit("calls are scored by users who see to quality; GET /api/v1/people lists them"));
        }
    }
    if wanted.second.is_some() && wanted.second == wanted.reviewer {
        return Err(unfit("the second scorer is another person than the first"));
    }
    state.book.audit(&asker.user.name, "sampling.assign", Some(call)).await?;
    let step = state.book.step(&asker.user.name, "assign", None);
    let give = |sample: &mut KeptSample| {
        if sample.reviewer != wanted.reviewer && sample.done || sample.second != wanted.second && sample.second_done {
            return Err(());
        }
        (sample.reviewer, sample.second) = (wanted.reviewer.clone(), wanted.second.clone());
        Ok(Some(step.clone()))
    };
    match state.book.change(&call.to_string(), give).await? {
        Changed::Done(sample) => Ok(Json(sample)),
        Changed::Refused(()) => {
            Err(Problem::new(StatusCode::CONFLICT, "who has published a scorecard has scored the call"))
        }
        Changed::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "this call was not drawn")),
    }
}

async fn plan(state: &ConsoleState) -> Result<Plan, Problem> {
    Ok(state.book.kept::<KeptPlan>(KeptPlan::ID).await?.unwrap_or_default().plan)
}

async fn sampling(state: &ConsoleState) -> Result<Sampling, Problem> {
    let drawn = CardFilter { kind: Some(KeptSample::KIND.to_owned()), ..CardFilter::default() };
    Ok(Sampling { plan: plan(state).await?, drawn: state.book.shelf(&drawn, SHOWN).await?.items })
}

/// A call an agent talked in, and what speaks for listening to it.
async fn candidate(state: &ConsoleState, reading: CallReading) -> Result<Option<Candidate>, Problem> {
    let Some(agent) = reading.agent else { return Ok(None) };
    let broken = |state: PromiseState| matches!(state, PromiseState::Broken | PromiseState::PartlyKept);
    let promises = state.book.promises_in(reading.call).await?;
    let told = [
        (reading.mood_end.is_some_and(is_bad), Risk::BadEnd),
        (promises.iter().any(|owed| broken(owed.promise.state)), Risk::BrokenPromise),
        (reading.longest_silence_ms >= scorecard::sampling::LONG_SILENCE_MS, Risk::LongSilence),
    ];
    let risks = told.into_iter().filter_map(|(is, risk)| is.then_some(risk)).collect();
    Ok(Some(Candidate { call: reading.call, agent, at: reading.began, risks }))
}

const fn is_bad(mood: Mood) -> bool {
    match mood {
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Sad => true,
        Mood::Neutral | Mood::Satisfied => false,
    }
}
