//! Where phone and branch differ: both sides seen, the branch asked, a verdict on evidence from both, a lesson.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{BranchId, Contact, Customer, CustomerId, FindingId, MediaTime, Pii, Timestamp, Utterance, Visit};
use wasl_record::{CallSummary, CardFilter, Changed, Notice, OwedPromise, Page, Person, Role, Step};
use wasl_review::consistency::FindingKind;

use crate::access::Asker;
use crate::ask::{self, Path, Query};
use crate::branch::is_same;
use crate::calls::PER_PAGE;
use crate::kept::finding::{Judgement, Question, Reason, Said, SideEvidence, Verdict};
use crate::kept::{FindingState, KeptFinding};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of a question, an answer, a note, a lesson.
const LONGEST_TEXT: usize = 4_000;
/// Lines shown around a quote reach so far from it.
const AROUND: MediaTime = MediaTime::from_millis(30_000);
/// Meetings shown.
const MOST_TOUCHES: u32 = 50;

/// Which findings are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedFindings {
    /// How far they have come.
    #[param(inline)]
    pub state: Option<FindingState>,
    /// In this branch, or put to it.
    #[param(value_type = Option<String>)]
    pub branch: Option<BranchId>,
    /// Of this customer, and of those who were made one with them.
    #[param(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// What kind.
    #[param(inline)]
    pub kind: Option<FindingKind>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Findings on a page, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// A finding with both sides.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WholeFinding {
    /// The finding.
    #[serde(flatten)]
    pub finding: KeptFinding,
    /// Whose matter.
    pub customer_known: Option<Customer>,
    /// The call.
    pub call_known: Option<CallSummary>,
    /// What was said around the phone's quote.
    pub lines: Vec<Utterance>,
    /// The visit, with what was said in it where it was recorded.
    pub visit_known: Option<Visit>,
    /// The promise it is about.
    pub promise: Option<OwedPromise>,
    /// Every meeting with that person, newest first.
    pub touches: Vec<Contact>,
    /// What was done with it, oldest first.
    pub history: Vec<Step>,
}

/// A verdict. Each side needs a piece of evidence, or the word that nothing is recorded there.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictWritten {
    /// What it is.
    pub verdict: Verdict,
    /// Why it came so.
    pub reason: Reason,
    /// The evidence of the phone.
    #[serde(default)]
    pub phone: Option<SideEvidence>,
    /// The evidence of the branch.
    #[serde(default)]
    pub branch: Option<SideEvidence>,
    /// In words; the reason `other` needs them.
    #[serde(default)]
    pub note: Option<Pii<String>>,
}

/// A question to a branch.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionWritten {
    /// Which branch; the finding's own when not given.
    #[serde(default)]
    pub branch: Option<BranchId>,
    /// In words.
    pub text: Pii<String>,
    /// Until when an answer is wanted.
    pub due_ms: Timestamp,
}

/// A branch's answer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerWritten {
    /// In words.
    pub text: Pii<String>,
}

/// What is learnt.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonWritten {
    /// In words.
    pub lesson: Pii<String>,
}

/// Findings, newest first. A branch sees what it was asked.
#[utoipa::path(get, path = "/api/v1/consistency", operation_id = "findings", params(WantedFindings), responses(
    (status = 200, body = Page<KeptFinding, String>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedFindings>,
) -> Result<Json<Page<KeptFinding, String>>, Problem> {
    state.book.audit(&asker.user.name, "consistency.list", None).await?;
    let customers = match &wanted.customer {
        Some(customer) => Some(state.book.customer_ids(customer).await?.into_iter().map(|id| id.0).collect()),
        None => None,
    };
    let mut filter = CardFilter {
        customers,
        branches: state.spellings(wanted.branch.as_ref()).await?,
        kind: wanted.kind.as_ref().and_then(crate::kept::word),
        states: wanted.state.as_ref().and_then(crate::kept::word).map(|state| vec![state]),
        after: wanted.after,
        ..CardFilter::default()
    };
    if asker.user.role == Role::Branch {
        let Some(branch) = branch_of(&state, &asker).await? else {
            return Ok(Json(Page { items: Vec::new(), next: None }));
        };
        filter.branches = state.spellings(Some(&branch)).await?;
    }
    let mut page = state.book.shelf::<KeptFinding>(&filter, wanted.limit.unwrap_or(PER_PAGE)).await?;
    if asker.user.role == Role::Branch {
        page.items.retain(|kept| kept.question.is_some());
    }
    Ok(Json(page))
}

/// A finding with both sides.
#[utoipa::path(get, path = "/api/v1/consistency/{finding}", operation_id = "finding", params(("finding" = FindingId, Path)), responses(
    (status = 200, body = WholeFinding), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn one(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<FindingId>,
) -> Result<Json<WholeFinding>, Problem> {
    let kept = known(&state, &asker, id).await?;
    state.book.audit(&asker.user.name, "consistency.open", kept.call).await?;
    Ok(Json(whole(&state, kept).await?))
}

/// Judges a finding. Without evidence from both sides it is not judged.
#[utoipa::path(post, path = "/api/v1/consistency/{finding}/verdict", operation_id = "judge_finding", params(("finding" = FindingId, Path)), request_body = VerdictWritten, responses(
    (status = 200, body = KeptFinding), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn judge(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<FindingId>,
    ask::Json(written): ask::Json<VerdictWritten>,
) -> Result<Json<KeptFinding>, Problem> {
    let note = ask::maybe_text("note", written.note.as_ref(), LONGEST_TEXT)?;
    if written.reason == Reason::Other && note.is_none() {
        return Err(unprocessable("the reason 'other' needs a note"));
    }
    let judgement = Judgement {
        verdict: written.verdict,
        reason: written.reason,
        phone: evidence("phone", written.phone)?,
        branch: evidence("branch", written.branch)?,
        note: note.clone(),
        by: asker.user.name.clone(),
        at: now(),
    };
    let change = |kept: &mut KeptFinding| {
        refuse_closed(kept)?;
        kept.verdict = Some(judgement.clone());
        kept.state = FindingState::Judged;
        Ok(())
    };
    changed(&state, &asker, id, ("verdict", note.clone()), change).await.map(Json)
}

/// Asks a branch for its side.
#[utoipa::path(post, path = "/api/v1/consistency/{finding}/ask", operation_id = "ask_branch", params(("finding" = FindingId, Path)), request_body = QuestionWritten, responses(
    (status = 200, body = KeptFinding), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn ask_branch(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<FindingId>,
    ask::Json(written): ask::Json<QuestionWritten>,
) -> Result<Json<KeptFinding>, Problem> {
    let text = ask::text("text", &written.text, LONGEST_TEXT)?;
    let at = now();
    if written.due_ms <= at {
        return Err(unprocessable("'due_ms' is over already; ask until a day to come"));
    }
    let own = known(&state, &asker, id).await?.branch;
    let no_branch = || unprocessable("no branch is known for it; name one as 'branch'");
    let branch = state.spelled(&written.branch.or(own).ok_or_else(no_branch)?).await?;
    let question = Question { branch: branch.clone(), text, due: written.due_ms, by: asker.user.name.clone(), at };
    let change = |kept: &mut KeptFinding| {
        refuse_closed(kept)?;
        kept.question = Some(question.clone());
        kept.answer = None;
        kept.state = FindingState::Asked;
        Ok(())
    };
    let kept = changed(&state, &asker, id, ("ask", Some(question.text.clone())), change).await?;
    state.book.tell(Notice::Asked { branch, finding: id, due: written.due_ms });
    Ok(Json(kept))
}

/// Answers a question put to one's branch.
#[utoipa::path(post, path = "/api/v1/consistency/{finding}/answer", operation_id = "answer_question", params(("finding" = FindingId, Path)), request_body = AnswerWritten, responses(
    (status = 200, body = KeptFinding), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn answer(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<FindingId>,
    ask::Json(written): ask::Json<AnswerWritten>,
) -> Result<Json<KeptFinding>, Problem> {
    let text = ask::text("text", &written.text, LONGEST_TEXT)?;
    let answer = Said { text, by: asker.user.name.clone(), at: now() };
    let change = |kept: &mut KeptFinding| {
        refuse_closed(kept)?;
        if kept.question.is_none() {
            return Err(conflict("nobody has asked the branch yet"));
        }
        kept.answer = Some(answer.clone());
        // What was judged without the branch's word is judged; the word is beside it.
        kept.state = if kept.verdict.is_some() { FindingState::Judged } else { FindingState::Answered };
        Ok(())
    };
    changed(&state, &asker, id, ("answer", Some(answer.text.clone())), change).await.map(Json)
}

/// Closes a judged finding with what is learnt from it.
#[utoipa::path(post, path = "/api/v1/consistency/{finding}/close", operation_id = "close_finding", params(("finding" = FindingId, Path)), request_body = LessonWritten, responses(
    (status = 200, body = KeptFinding), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn close(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<FindingId>,
    ask::Json(written): ask::Json<LessonWritten>,
) -> Result<Json<KeptFinding>, Problem> {
    let text = ask::text("lesson", &written.lesson, LONGEST_TEXT)?;
    let lesson = Said { text, by: asker.user.name.clone(), at: now() };
    let change = |kept: &mut KeptFinding| {
        if kept.state != FindingState::Judged {
            return Err(conflict("a finding is judged before it is closed, and closed once"));
        }
        kept.lesson = Some(lesson.clone());
        kept.state = FindingState::Closed;
        Ok(())
    };
    changed(&state, &asker, id, ("close", Some(lesson.text.clone())), change).await.map(Json)
}

async fn changed(
    state: &ConsoleState,
    asker: &Asker,
    id: FindingId,
    (action, words): (&str, Option<Pii<String>>),
    change: impl Fn(&mut KeptFinding) -> Result<(), Problem>,
) -> Result<KeptFinding, Problem> {
    let kept = known(state, asker, id).await?;
    state.book.audit(&asker.user.name, &format!("consistency.{action}"), kept.call).await?;
    let step = state.book.step(&asker.user.name, action, words);
    let change = |kept: &mut KeptFinding| change(kept).map(|()| Some(step.clone()));
    match state.book.change(&id.to_string(), change).await? {
        Changed::Done(kept) => Ok(kept),
        Changed::Refused(problem) => Err(problem),
        Changed::Unknown => Err(none()),
    }
}

/// The finding, if this user may know of it: a branch only what it was asked.
async fn known(state: &ConsoleState, asker: &Asker, id: FindingId) -> Result<KeptFinding, Problem> {
    let kept: KeptFinding = state.book.kept(&id.to_string()).await?.ok_or_else(none)?;
    if asker.user.role == Role::Branch {
        let branch = branch_of(state, asker).await?;
        let asked = kept.question.as_ref().map(|question| &question.branch);
        if !asked.zip(branch.as_ref()).is_some_and(|(asked, own)| is_same(asked, own)) {
            return Err(none());
        }
    }
    Ok(kept)
}

/// The branch a user serves in.
pub(crate) async fn branch_of(state: &ConsoleState, asker: &Asker) -> Result<Option<BranchId>, Problem> {
    Ok(state.book.branch_of(&asker.user.name).await?)
}

async fn whole(state: &ConsoleState, kept: KeptFinding) -> Result<WholeFinding, Problem> {
    let call = match kept.call {
        Some(call) => state.book.call(call).await?,
        None => None,
    };
    let customer = match &kept.customer {
        Some(customer) => state.book.customer(customer).await?,
        None => None,
    };
    let number = call.as_ref().and_then(|call| call.from.clone());
    let person = kept.customer.clone().map(Person::Customer).or(number.map(Person::Number));
    let touches = match &person {
        Some(person) => state.book.history(person, MOST_TOUCHES).await?,
        None => Vec::new(),
    };
    let promise = match kept.finding.promise {
        Some(promise) => state.book.promise(promise).await?,
        None => None,
    };
    let visit = match kept.visit {
        Some(visit) => state.book.visit(visit).await?,
        None => None,
    };
    Ok(WholeFinding {
        visit_known: visit.map(|logged| logged.visit),
        lines: lines(state, &kept).await?,
        history: state.book.history_of::<KeptFinding>(&kept.id.to_string()).await?,
        customer_known: customer,
        call_known: call,
        finding: kept,
        promise,
        touches,
    })
}

/// What was said around the phone's quote; all of the call where the quote has no place.
async fn lines(state: &ConsoleState, kept: &KeptFinding) -> Result<Vec<Utterance>, Problem> {
    let Some(call) = kept.call else { return Ok(Vec::new()) };
    let lines = state.book.transcript(call).await?.unwrap_or_default();
    let Some(span) = kept.finding.phone.span else { return Ok(lines) };
    let from = span.start - AROUND.since(MediaTime::ZERO);
    let to = span.end + AROUND.since(MediaTime::ZERO);
    Ok(lines.into_iter().filter(|line| line.span.end >= from && line.span.start <= to).collect())
}

fn evidence(side: &str, given: Option<SideEvidence>) -> Result<SideEvidence, Problem> {
    let missing = || {
        unprocessable(&format!(
            "'{side}' needs a piece of evidence, or {{\"kind\":\"not_recorded\"}}: both sides are seen before a verdict"
        ))
    };
    match given.ok_or_else(missing)? {
        SideEvidence::NotRecorded => Ok(SideEvidence::NotRecorded),
        SideEvidence::Quote { span, words } => {
            if words.reveal().trim().is_empty() {
                return Err(missing());
            }
            Ok(SideEvidence::Quote { span, words: ask::text(side, &words, LONGEST_TEXT)? })
        }
    }
}

fn refuse_closed(kept: &KeptFinding) -> Result<(), Problem> {
    if kept.state == FindingState::Closed { Err(conflict("it is closed; its lesson is written down")) } else { Ok(()) }
}

fn conflict(what: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, what)
}

fn unprocessable(what: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what)
}

fn none() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such finding")
}
