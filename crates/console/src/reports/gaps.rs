//! Where what we say differs from what we do: by topic, branch and queue, before and after the last lesson.
//!
//! - `stale`: where yesterday's answer is still given

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::{BranchId, CallId, Timestamp, Visit};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::quality::reading::CallReading;
use wasl_record::{CardFilter, VisitFilter};
use wasl_review::BranchNames;

use super::{WantedDays, days_ago};
use crate::ask::Query;
use crate::kept::KeptFinding;
use crate::kept::finding::Verdict;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

mod stale;

/// The differences of some days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Gaps {
    /// By what they are about: `amount`, `date`, `document`, `fee`, `condition`, `yes_no`, `promise`, `mood`.
    pub by_topic: Vec<Gap>,
    /// By branch.
    pub by_branch: Vec<Gap>,
    /// By queue.
    pub by_queue: Vec<Gap>,
    /// Answers that were still the old text's after the answer book had changed, most first.
    pub stale: Vec<StaleGap>,
}

/// The differences of one topic, branch or queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Gap {
    /// Which.
    pub key: String,
    /// Found by the machine, without those a person found to be none.
    pub findings: u32,
    /// A person judged them a contradiction.
    pub contradicted: u32,
    /// A person judged the word kept, whole or in part.
    pub kept: u32,
    /// A person found nothing wrong.
    pub no_fault: u32,
    /// Nobody has judged them.
    pub waiting: u32,
    /// When the last lesson was written down.
    pub lesson_at: Option<Timestamp>,
    /// Findings in a hundred meetings before it; `null` without a lesson, or without a meeting before it.
    pub before: Option<f64>,
    /// And after it.
    pub after: Option<f64>,
}

/// An answer given after it was changed, over some days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct StaleGap {
    /// What it answers.
    pub topic: String,
    /// The entry that was given.
    pub given: String,
    /// The entry that was valid.
    pub valid: String,
    /// What should have been said, in Arabic; empty when the book has the entry no more.
    pub text_ar: String,
    /// And in English.
    pub text_en: String,
    /// Calls in which it was given.
    pub calls: u32,
    /// Visits in which it was given.
    pub visits: u32,
    /// The last call, to listen to.
    pub call: Option<CallId>,
    /// In a hundred meetings of the first half of those days; `null` without a meeting.
    pub before: Option<f64>,
    /// And of the second half.
    pub after: Option<f64>,
}

/// Where what we say differs from what we do.
#[utoipa::path(get, path = "/api/v1/reports/gaps", operation_id = "gaps_report", params(WantedDays), responses(
    (status = 200, body = Gaps), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn gaps(State(state): State<ConsoleState>, Query(wanted): Query<WantedDays>) -> Result<Json<Gaps>, Problem> {
    Ok(Json(of_days(&state, days_ago(now(), wanted.days()), now()).await?))
}

/// The differences found from one moment to another.
pub(super) async fn of_days(state: &ConsoleState, since: Timestamp, until: Timestamp) -> Result<Gaps, Problem> {
    let within = CardFilter { since: Some(since), until: Some(until), ..CardFilter::default() };
    let findings = state.book.whole_shelf::<KeptFinding>(&within).await?;
    let readings = state.book.whole_shelf::<CallReading>(&within).await?;
    let logged = visits(state, since, until).await?;
    let calls: Vec<Meeting> =
        readings.iter().map(|call| (call.began, call.queue.as_ref().map(|queue| queue.0.clone()))).collect();
    let branches = state.known_branches().await?;
    let spelled = |branch: &BranchId| BranchNames::spelled(&branches, branch).0;
    let visits: Vec<Meeting> = logged.iter().map(|visit| (visit.at, Some(spelled(&visit.branch)))).collect();
    let all: Vec<Meeting> = calls.iter().chain(&visits).map(|(at, _)| (*at, None)).collect();
    Ok(Gaps {
        by_topic: table(&findings, |kept| Some(kept.finding.topic.name().to_owned()), |_| all.clone()),
        by_branch: table(&findings, |kept| kept.branch.as_ref().map(&spelled), |key| of(&visits, key)),
        by_queue: table(&findings, |kept| kept.queue.as_ref().map(|queue| queue.0.clone()), |key| of(&calls, key)),
        stale: stale::table(state, &readings, &logged, (since, until)),
    })
}

/// When somebody met us, and in which branch or queue.
type Meeting = (Timestamp, Option<String>);

fn of(meetings: &[Meeting], key: &str) -> Vec<Meeting> {
    meetings.iter().filter(|(_, place)| place.as_deref() == Some(key)).cloned().collect()
}

fn table(
    findings: &[KeptFinding],
    key: impl Fn(&KeptFinding) -> Option<String>,
    meetings: impl Fn(&str) -> Vec<Meeting>,
) -> Vec<Gap> {
    let mut groups: BTreeMap<String, Vec<&KeptFinding>> = BTreeMap::new();
    for kept in findings {
        if let Some(key) = key(kept) {
            groups.entry(key).or_default().push(kept);
        }
    }
    let mut gaps: Vec<Gap> = groups.into_iter().map(|(key, found)| gap(&meetings(&key), key, &found)).collect();
    gaps.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.key.cmp(&b.key)));
    gaps
}

fn gap(meetings: &[Meeting], key: String, found: &[&KeptFinding]) -> Gap {
    let judged = |kept: &KeptFinding| kept.verdict.as_ref().map(|judgement| judgement.verdict);
    let number = |is: &dyn Fn(Option<Verdict>) -> bool| {
        u32::try_from(found.iter().filter(|kept| is(judged(kept))).count()).unwrap_or(u32::MAX)
    };
    let lesson_at = found.iter().filter_map(|kept| kept.lesson.as_ref()).map(|lesson| lesson.at).max();
    let faults: Vec<Timestamp> =
        found.iter().filter(|kept| judged(kept) != Some(Verdict::NoFault)).map(|kept| kept.found_at).collect();
    let rate = |after: bool| {
        let side = |at: &Timestamp| lesson_at.is_some_and(|lesson| (*at >= lesson) == after);
        let met = meetings.iter().filter(|(at, _)| side(at)).count();
        (lesson_at.is_some() && met > 0).then(|| percent(faults.iter().filter(|at| side(at)).count(), met))
    };
    Gap {
        findings: u32::try_from(faults.len()).unwrap_or(u32::MAX),
        contradicted: number(&|verdict| verdict == Some(Verdict::Contradicted)),
        kept: number(&|verdict| matches!(verdict, Some(Verdict::Kept | Verdict::PartlyKept))),
        no_fault: number(&|verdict| verdict == Some(Verdict::NoFault)),
        waiting: number(&|verdict| verdict.is_none()),
        lesson_at,
        before: rate(false),
        after: rate(true),
        key,
    }
}

/// So many of so many, in percent with one decimal.
#[allow(clippy::cast_precision_loss, reason = "nobody has that many meetings")]
pub(super) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 * 1_000.0 / whole as f64).round() / 10.0 }
}

/// Visits of those days.
async fn visits(state: &ConsoleState, since: Timestamp, until: Timestamp) -> Result<Vec<Visit>, Problem> {
    let mut within = VisitFilter { since: Some(since), until: Some(until), ..VisitFilter::default() };
    let mut visits: Vec<Visit> = Vec::new();
    loop {
        let page = state.book.visits(&within, MOST_PER_PAGE).await?;
        let last = page.last().map(|logged| logged.visit.at);
        let whole = page.len() >= MOST_PER_PAGE as usize;
        visits.extend(page.into_iter().map(|logged| logged.visit));
        match last.filter(|_| whole) {
            Some(last) => within.until = Some(last),
            None => return Ok(visits),
        }
    }
}
