//! Scorecards of a call: filled by a person beside the machine's suggestions, published, acknowledged or disputed.
//!
//! A draft is its author's alone. Whoever scores blindly sees neither the machine's marks nor anybody else's until
//! their own are published, and whoever is to score a drawn call a second time scores it blindly;
//! agents see what was published about their own work.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, Pii, SheetId};
use wasl_record::{CallSummary, CardFilter, Changed, Role as UserRole};
use wasl_review::Review;
use wasl_review::consistency::TouchId;
use wasl_review::scorecard::{
    self, Action, Answer, Form, MarkEvidence, Role, Score, Sheet, State as SheetState, WorkflowError, leads_to, may,
};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::calls::{note, seen};
use crate::kept::{KeptSample, KeptSheet, form, sheet};
use crate::problem::Problem;
use crate::reader::StaleSaid;
use crate::state::{ConsoleState, now};

/// Most characters of a comment on a mark, a sheet or a step.
const LONGEST_TEXT: usize = 4_000;

/// What is known of how a call was served.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallReviews {
    /// As the machine read it; `null` for whoever scores the call blindly.
    pub machine: Option<Review>,
    /// Answers given after the answer book had changed; nothing for whoever scores the call blindly.
    pub stale: Vec<StaleSaid>,
    /// Sheets the asker may see, oldest first.
    pub sheets: Vec<SheetNow>,
}

/// A sheet, its score, and what the asker may do with it now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SheetNow {
    /// Its id.
    pub id: SheetId,
    /// Which call.
    pub call: CallId,
    /// What it is worth.
    pub score: Score,
    /// What the asker may do.
    pub may: Vec<Action>,
    /// The marks and where it stands.
    pub sheet: Sheet,
}

/// A sheet to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetWanted {
    /// Which form; its newest version.
    pub form: String,
    /// Without the machine's suggestions and others' marks.
    #[serde(default)]
    pub blind: bool,
}

/// Marks as a person gives them. Questions that are not named stay as they are.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarksWritten {
    /// By question.
    pub marks: BTreeMap<String, MarkWritten>,
    /// Questions whose marks are taken back.
    #[serde(default)]
    pub unmark: Vec<String>,
    /// On the whole.
    pub comment: Option<Pii<String>>,
}

/// A mark as a person gives it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkWritten {
    /// The answer.
    pub answer: Answer,
    /// What it rests on.
    #[serde(default)]
    pub evidence: Vec<MarkEvidence>,
    /// In words.
    #[serde(default)]
    pub comment: Option<Pii<String>>,
}

/// Why something is done to a sheet.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = SheetWhy)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// A dispute and its judgement need one.
    #[serde(default)]
    pub why: Option<Pii<String>>,
}

/// How a call was served: as the machine read it, and as people scored it.
#[utoipa::path(get, path = "/api/v1/calls/{id}/reviews", operation_id = "reviews", params(("id" = CallId, Path)), responses(
    (status = 200, body = CallReviews), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn of_call(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<CallReviews>, Problem> {
    seen(&state, &asker, id).await?;
    note(&state, &asker, id, "reviews.open").await?;
    let known = sheet::sheets(&state.book, id).await?;
    let blind = scores_blindly(&state, &asker, id, &known).await?;
    let mut sheets = Vec::new();
    for kept in known.into_iter().filter(|kept| visible(kept, &asker, blind)) {
        sheets.push(shown(&state, &asker, kept).await?);
    }
    if blind {
        return Ok(Json(CallReviews { machine: None, stale: Vec::new(), sheets }));
    }
    let machine = Some(crate::reader::reviewed(&state, id).await?);
    Ok(Json(CallReviews { machine, stale: crate::reader::stale(&state, id).await?, sheets }))
}

/// Begins a sheet: what the machine can tell is filled in and marked as the machine's.
#[utoipa::path(post, path = "/api/v1/calls/{id}/reviews", operation_id = "begin_sheet", params(("id" = CallId, Path)), request_body = SheetWanted, responses(
    (status = 201, body = SheetNow), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn begin(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(wanted): ask::Json<SheetWanted>,
) -> Result<(StatusCode, Json<SheetNow>), Problem> {
    let call = seen(&state, &asker, id).await?;
    let agent = judged(&call)?;
    let unknown = || Problem::new(StatusCode::BAD_REQUEST, "there is no such form; GET /api/v1/forms lists them");
    let form = form::form(&state.book, &wanted.form, None).await?.ok_or_else(unknown)?;
    let mine = |kept: &KeptSheet| kept.sheet.form == form.id && kept.sheet.author == asker.user.name.as_str();
    let known = sheet::sheets(&state.book, id).await?;
    if known.iter().any(mine) {
        return Err(Problem::new(StatusCode::CONFLICT, "you have a sheet of that form for this call already"));
    }
    let blind = wanted.blind || scores_blindly(&state, &asker, id, &known).await?;
    state.book.audit(&asker.user.name, "review.begin", Some(id)).await?;
    let mut sheet = Sheet::draft(&form, TouchId::Phone(id), agent, asker.user.name.as_str(), blind);
    sheet.suggest(scorecard::suggest(&form, &crate::reader::reviewed(&state, id).await?));
    let kept = KeptSheet { id: SheetId::new(), call: id, sheet };
    state.book.put_up(&kept, None).await?;
    taken(&state, &asker, id).await?;
    Ok((StatusCode::CREATED, Json(shown(&state, &asker, kept).await?)))
}

/// Keeps marks of a draft, or of a dispute that is being judged.
#[utoipa::path(put, path = "/api/v1/calls/{id}/reviews/{sheet}", operation_id = "write_sheet", params(("id" = CallId, Path), ("sheet" = SheetId, Path)),
    request_body = MarksWritten, responses((status = 200, body = SheetNow), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, sheet)): Path<(CallId, SheetId)>,
    ask::Json(written): ask::Json<MarksWritten>,
) -> Result<Json<SheetNow>, Problem> {
    let (kept, form) = found(&state, &asker, id, sheet).await?;
    let comment = ask::maybe_text("comment", written.comment.as_ref(), LONGEST_TEXT)?;
    for mark in written.marks.values() {
        ask::maybe_text("comment", mark.comment.as_ref(), LONGEST_TEXT)?;
    }
    state.book.audit(&asker.user.name, "review.write", Some(id)).await?;
    let (roles, user) = (roles(&kept, &asker), asker.user.name.clone());
    let change = |kept: &mut KeptSheet| {
        let role = acting(&roles, kept.sheet.state, Action::Edit)?;
        for question in &written.unmark {
            kept.sheet.marks.remove(question);
        }
        for (question, mark) in written.marks.clone() {
            kept.sheet.answer(&question, mark.answer, mark.evidence, mark.comment);
        }
        kept.sheet.comment.clone_from(&comment);
        kept.sheet.fits(&form)?;
        // A draft's history would be its typing; a judge's change of a published sheet is told.
        if role == Role::Judge {
            kept.sheet.act(&form, (user.as_str(), role), Action::Edit, now(), None)?;
        }
        Ok(None)
    };
    let changed = state.book.change::<KeptSheet, WorkflowError>(&sheet.to_string(), change).await?;
    Ok(Json(shown(&state, &asker, settled(changed)?).await?))
}

/// Publishes, acknowledges, disputes or resolves a sheet.
#[utoipa::path(post, path = "/api/v1/calls/{id}/reviews/{sheet}/{action}", operation_id = "act_on_sheet", params(("id" = CallId, Path), ("sheet" = SheetId, Path),
    ("action" = Action, Path)), request_body = Why, responses((status = 200, body = SheetNow), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn act(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, sheet, action)): Path<(CallId, SheetId, Action)>,
    ask::Json(told): ask::Json<Why>,
) -> Result<Json<SheetNow>, Problem> {
    let name = match action {
        Action::Edit => return Err(Problem::new(StatusCode::NOT_FOUND, "marks are changed with PUT")),
        Action::Publish => "review.publish",
        Action::Acknowledge => "review.acknowledge",
        Action::Dispute => "review.dispute",
        Action::Resolve => "review.resolve",
    };
    let (kept, form) = found(&state, &asker, id, sheet).await?;
    let why = ask::maybe_text("why", told.why.as_ref(), LONGEST_TEXT)?;
    state.book.audit(&asker.user.name, name, Some(id)).await?;
    let (roles, user) = (roles(&kept, &asker), asker.user.name.clone());
    let step = state.book.step(&user, name, why.clone());
    let change = |kept: &mut KeptSheet| {
        let role = acting(&roles, kept.sheet.state, action)?;
        kept.sheet.act(&form, (user.as_str(), role), action, step.at, why.clone())?;
        Ok(Some(step.clone()))
    };
    let changed = state.book.change::<KeptSheet, WorkflowError>(&sheet.to_string(), change).await?;
    let kept = settled(changed)?;
    if action == Action::Publish {
        done(&state, &asker, id).await?;
    }
    Ok(Json(shown(&state, &asker, kept).await?))
}

/// The sheet, if it is one of that call and this user may see it, and the form it was filled in.
async fn found(
    state: &ConsoleState,
    asker: &Asker,
    call: CallId,
    sheet: SheetId,
) -> Result<(KeptSheet, Form), Problem> {
    seen(state, asker, call).await?;
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such sheet for this call");
    let kept: KeptSheet = state.book.kept(&sheet.to_string()).await?.ok_or_else(none)?;
    let blind = scores_blindly(state, asker, call, &sheet::sheets(&state.book, call).await?).await?;
    if kept.call != call || !visible(&kept, asker, blind) {
        return Err(none());
    }
    let form = form_of(state, &kept.sheet).await?;
    Ok((kept, form))
}

async fn form_of(state: &ConsoleState, sheet: &Sheet) -> Result<Form, Problem> {
    let lost = || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the form this sheet was filled in is not kept");
    form::form(&state.book, &sheet.form, Some(sheet.version)).await?.ok_or_else(lost)
}

pub(crate) async fn shown(state: &ConsoleState, asker: &Asker, kept: KeptSheet) -> Result<SheetNow, Problem> {
    let form = form_of(state, &kept.sheet).await?;
    let score = scorecard::score(&form, &kept.sheet).map_err(|error| refused(&error.into()))?;
    let roles = roles(&kept, asker);
    let open = |action: &Action| roles.iter().any(|role| may(*role, kept.sheet.state, *action));
    let may = Action::ALL.into_iter().filter(open).collect();
    Ok(SheetNow { id: kept.id, call: kept.call, score, may, sheet: kept.sheet })
}

/// Whether a user scores that call blindly now: their blind draft is begun, or they are to score it a second time and
/// have not published yet.
pub(crate) async fn scores_blindly(
    state: &ConsoleState,
    asker: &Asker,
    call: CallId,
    sheets: &[KeptSheet],
) -> Result<bool, Problem> {
    let user = &asker.user.name;
    let mine = |sheet: &Sheet| sheet.author == user.as_str();
    let published = |sheet: &Sheet| mine(sheet) && sheet.state != SheetState::Draft;
    if sheets.iter().any(|kept| kept.sheet.blind && mine(&kept.sheet) && kept.sheet.state == SheetState::Draft) {
        return Ok(true);
    }
    let sample: Option<KeptSample> = state.book.kept(&call.to_string()).await?;
    let second = sample.is_some_and(|sample| sample.second.as_ref() == Some(user));
    Ok(second && !sheets.iter().any(|kept| published(&kept.sheet)))
}

/// Every call a user scores blindly now.
pub(crate) async fn scored_blindly(state: &ConsoleState, asker: &Asker) -> Result<Vec<CallId>, Problem> {
    let user = &asker.user.name;
    let open = |state: &str| CardFilter { states: Some(vec![state.to_owned()]), ..CardFilter::default() };
    let drafts = CardFilter { owner: Some(user.clone()), ..open("draft") };
    let drawn = CardFilter { kind: Some(KeptSample::KIND.to_owned()), ..open(KeptSample::OPEN) };
    let mut calls = BTreeSet::new();
    for kept in state.book.whole_shelf::<KeptSheet>(&drafts).await?.into_iter().filter(|kept| kept.sheet.blind) {
        calls.insert(kept.call);
    }
    for sample in state.book.whole_shelf::<KeptSample>(&drawn).await? {
        if sample.second.as_ref() == Some(user)
            && scores_blindly(state, asker, sample.call, &sheet::sheets(&state.book, sample.call).await?).await?
        {
            calls.insert(sample.call);
        }
    }
    Ok(calls.into_iter().collect())
}

/// Whether a user may see a sheet; `blind` is one who scores its call blindly now.
pub(crate) fn visible(kept: &KeptSheet, asker: &Asker, blind: bool) -> bool {
    let (sheet, user) = (&kept.sheet, &asker.user);
    if sheet.author == user.name.as_str() {
        return true;
    }
    let published = sheet.state != SheetState::Draft;
    match user.role {
        UserRole::Qa | UserRole::Supervisor | UserRole::Admin => published && !blind,
        UserRole::Agent | UserRole::Branch => published && !sheet.blind && sheet.agent == user.name,
    }
}

/// What a user is to a sheet.
fn roles(kept: &KeptSheet, asker: &Asker) -> Vec<Role> {
    let user = &asker.user;
    let judges = matches!(user.role, UserRole::Qa | UserRole::Supervisor | UserRole::Admin);
    let author = kept.sheet.author == user.name.as_str();
    let of = [(author, Role::Author), (kept.sheet.agent == user.name, Role::Agent), (judges && !author, Role::Judge)];
    of.into_iter().filter_map(|(is, role)| is.then_some(role)).collect()
}

/// As what the user does it.
fn acting(roles: &[Role], state: SheetState, action: Action) -> Result<Role, WorkflowError> {
    let role = roles.iter().copied().find(|role| leads_to(*role, state, action).is_some());
    let first = roles.first().copied().unwrap_or(Role::Judge);
    role.ok_or(WorkflowError::MayNot { role: first, action, state })
}

fn settled(changed: Changed<KeptSheet, WorkflowError>) -> Result<KeptSheet, Problem> {
    match changed {
        Changed::Done(kept) => Ok(kept),
        Changed::Refused(error) => Err(refused(&error)),
        Changed::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "there is no such sheet for this call")),
    }
}

fn refused(error: &WorkflowError) -> Problem {
    let status = match error {
        WorkflowError::MayNot { .. } => StatusCode::CONFLICT,
        WorkflowError::OwnSheet => StatusCode::FORBIDDEN,
        WorkflowError::Unanswered { .. } | WorkflowError::NoReason { .. } | WorkflowError::Mark(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Problem::new(status, error.to_string())
}

/// Whose work it is: a call nobody of ours talked in is nobody's.
fn judged(call: &CallSummary) -> Result<AgentId, Problem> {
    let nobody = || Problem::new(StatusCode::CONFLICT, "no agent talked in this call; there is nothing to score");
    call.agent.clone().ok_or_else(nobody)
}

/// A drawn call has its reviewer.
async fn taken(state: &ConsoleState, asker: &Asker, call: CallId) -> Result<(), Problem> {
    let take = |sample: &mut KeptSample| {
        if sample.second.as_ref() != Some(&asker.user.name) {
            sample.reviewer.get_or_insert_with(|| asker.user.name.clone());
        }
        Ok::<_, ()>(None)
    };
    state.book.change(&call.to_string(), take).await?;
    Ok(())
}

/// A drawn call is reviewed, the first or the second time.
async fn done(state: &ConsoleState, asker: &Asker, call: CallId) -> Result<(), Problem> {
    let done = |sample: &mut KeptSample| {
        if sample.second.as_ref() == Some(&asker.user.name) {
            sample.second_done = true;
        } else {
            sample.done = true;
        }
        Ok::<_, ()>(None)
    };
    state.book.change(&call.to_string(), done).await?;
    Ok(())
}
