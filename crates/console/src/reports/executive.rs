//! One page for those who lead: how people were served, whether our word was kept, and whom we lost in silence.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{CallId, LastStep, Mood, Pii, PromiseState, Timestamp};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::quality::reading::CallReading;
use wasl_record::{CardFilter, PromiseFilter};
use wasl_review::consistency::FindingKind;
use wasl_review::silent::{Group, OutreachReport, outreach_report};

use super::gaps::{self, Gap, percent};
use super::outreach::fared;
use crate::ask::Query;
use crate::kept::finding::Verdict;
use crate::kept::{KeptFinding, KeptOutreach, OutreachState};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Longest time a report looks over.
const MOST_DAYS: i64 = 366;
const DAY_MS: i64 = 86_400_000;
/// Topics, branches and lessons named.
const NAMED: usize = 3;

/// From when to when.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedTime {
    /// From that moment, in milliseconds since 1970.
    #[param(value_type = i64)]
    pub from: Timestamp,
    /// Until that moment; until now when not given.
    #[param(value_type = Option<i64>)]
    pub to: Option<Timestamp>,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Executive {
    /// From.
    pub from: Timestamp,
    /// Until.
    pub to: Timestamp,
    /// How callers were served.
    pub calls: Served,
    /// Whether our word was kept.
    pub promises: Word,
    /// Where phone and branch differed.
    pub consistency: Differed,
    /// Whom we lost in silence.
    pub silent: Silent,
}

/// How callers were served.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Served {
    /// Calls that ended.
    pub calls: u32,
    /// Of them reached a person, in percent.
    pub reached_person_pct: f64,
    /// Of those whose mood was read, left better than they came, in percent.
    pub left_better_pct: f64,
    /// And worse.
    pub left_worse_pct: f64,
    /// Left in a bad mood.
    pub left_unhappy_pct: f64,
    /// The mean of the method's score, 0..=100; `null` without a scored call.
    pub method: Option<f64>,
    /// Calls in which each step of the method was taken, in percent of the scored ones: listen, apologise, solve, thank.
    pub steps_pct: [f64; 4],
    /// A call whose caller left much better than they came, to hear what was done well.
    pub good_moment: Option<CallId>,
}

/// Whether our word was kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = WordKept)]
pub struct Word {
    /// Promises made, and confirmed by a person.
    pub made: u32,
    /// Kept.
    pub kept: u32,
    /// Kept in part.
    pub partly_kept: u32,
    /// Broken.
    pub broken: u32,
    /// Open, their day to come or not named.
    pub open: u32,
    /// Open, their day over.
    pub lapsed: u32,
    /// Heard by the machine, confirmed by nobody.
    pub unconfirmed: u32,
    /// Kept of those that ended, in percent; `null` while none has.
    pub kept_pct: Option<f64>,
}

/// Where phone and branch differed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Differed {
    /// Contradictions, broken promises, falls of mood, different rules.
    pub found: [u32; 4],
    /// Judged a contradiction by a person.
    pub contradicted: u32,
    /// Judged by nobody yet.
    pub waiting: u32,
    /// The topics with most of them.
    pub topics: Vec<Gap>,
    /// The branches with most of them.
    pub branches: Vec<Gap>,
    /// The latest lessons.
    pub lessons: Vec<Pii<String>>,
}

/// Whom we lost in silence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Silent {
    /// Came on the list.
    pub found: u32,
    /// Were called.
    pub called: u32,
    /// Wait to be called.
    pub waiting: u32,
    /// What calling is worth; `null` while nobody's time is over.
    pub worth: Option<OutreachReport>,
}

/// The page of those days.
#[utoipa::path(get, path = "/api/v1/reports/executive", operation_id = "executive_report", params(WantedTime), responses(
    (status = 200, body = Executive), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn executive(
    State(state): State<ConsoleState>,
    Query(wanted): Query<WantedTime>,
) -> Result<Json<Executive>, Problem> {
    let (from, to) = (wanted.from, wanted.to.unwrap_or_else(now));
    if from >= to || to.as_millis() - from.as_millis() > MOST_DAYS * DAY_MS {
        let detail = "'from' must be before 'to', and at most 366 days before it";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let within = CardFilter { since: Some(from), until: Some(to), ..CardFilter::default() };
    let readings = state.book.whole_shelf::<CallReading>(&within).await?;
    let findings = state.book.whole_shelf::<KeptFinding>(&within).await?;
    let people = state.book.whole_shelf::<KeptOutreach>(&within).await?;
    let gaps = gaps::of_days(&state, from, to).await?;
    let fared = fared(&state, from, to).await?;
    Ok(Json(Executive {
        from,
        to,
        calls: served(&readings),
        promises: word(&state, from, to).await?,
        consistency: differed(&findings, gaps),
        silent: silent(&people, (!fared.is_empty()).then(|| outreach_report(&fared))),
    }))
}

fn served(readings: &[CallReading]) -> Served {
    let part = |is: &dyn Fn(&CallReading) -> bool, of: &[&CallReading]| {
        percent(of.iter().filter(|reading| is(reading)).count(), of.len())
    };
    let all: Vec<&CallReading> = readings.iter().collect();
    let felt: Vec<&CallReading> = readings.iter().filter(|reading| reading.mood_end.is_some()).collect();
    let scored: Vec<&CallReading> = readings.iter().filter(|reading| reading.score.is_some()).collect();
    let sum: u32 = scored.iter().filter_map(|reading| reading.score).map(u32::from).sum();
    let mean = f64::from(sum) / f64::from(u32::try_from(scored.len().max(1)).unwrap_or(u32::MAX));
    let best = felt.iter().filter(|reading| reading.trend > 0.0).max_by(|a, b| a.trend.total_cmp(&b.trend));
    Served {
        calls: count(readings.len()),
        reached_person_pct: part(&|reading| reading.reached_person, &all),
        left_better_pct: part(&|reading| rank(reading.mood_end) > rank(reading.mood_start), &felt),
        left_worse_pct: part(&|reading| rank(reading.mood_end) < rank(reading.mood_start), &felt),
        left_unhappy_pct: part(&|reading| rank(reading.mood_end) < rank(Some(Mood::Neutral)), &felt),
        method: (!scored.is_empty()).then(|| (mean * 10.0).round() / 10.0),
        steps_pct: LastStep::ALL.map(|step| part(&|reading| reading.steps.contains(&step), &scored)),
        good_moment: best.map(|reading| reading.call),
    }
}

async fn word(state: &ConsoleState, from: Timestamp, to: Timestamp) -> Result<Word, Problem> {
    let mut word = Word::default();
    let mut filter = PromiseFilter::default();
    loop {
        let page = state.book.promises(&filter, MOST_PER_PAGE).await?;
        for owed in page.items.iter().filter(|owed| owed.made_at >= from && owed.made_at < to) {
            let lapsed = owed.promise.due.is_some_and(|due| due < to);
            let field = match owed.promise.state {
                PromiseState::Suggested => &mut word.unconfirmed,
                PromiseState::Kept => &mut word.kept,
                PromiseState::PartlyKept => &mut word.partly_kept,
                PromiseState::Broken => &mut word.broken,
                PromiseState::Open if lapsed => &mut word.lapsed,
                PromiseState::Open => &mut word.open,
            };
            *field += 1;
        }
        match page.next {
            Some(next) => filter.after = Some(next),
            None => break,
        }
    }
    word.made = word.kept + word.partly_kept + word.broken + word.open + word.lapsed;
    let ended = word.kept + word.partly_kept + word.broken + word.lapsed;
    word.kept_pct = (ended > 0).then(|| percent(word.kept as usize, ended as usize));
    Ok(word)
}

fn differed(findings: &[KeptFinding], mut gaps: gaps::Gaps) -> Differed {
    let kinds =
        [FindingKind::Contradiction, FindingKind::BrokenPromise, FindingKind::MoodFall, FindingKind::RuleDiffers];
    let verdict = |kept: &KeptFinding| kept.verdict.as_ref().map(|judgement| judgement.verdict);
    let real: Vec<&KeptFinding> = findings.iter().filter(|kept| verdict(kept) != Some(Verdict::NoFault)).collect();
    let mut lessons: Vec<_> = findings.iter().filter_map(|kept| kept.lesson.as_ref()).collect();
    lessons.sort_by_key(|lesson| std::cmp::Reverse(lesson.at));
    gaps.by_topic.truncate(NAMED);
    gaps.by_branch.truncate(NAMED);
    Differed {
        found: kinds.map(|kind| count(real.iter().filter(|kept| kept.finding.kind == kind).count())),
        contradicted: count(real.iter().filter(|kept| verdict(kept) == Some(Verdict::Contradicted)).count()),
        waiting: count(real.iter().filter(|kept| verdict(kept).is_none()).count()),
        topics: gaps.by_topic,
        branches: gaps.by_branch,
        lessons: lessons.into_iter().take(NAMED).map(|lesson| lesson.text.clone()).collect(),
    }
}

fn silent(people: &[KeptOutreach], worth: Option<OutreachReport>) -> Silent {
    let listed = people.iter().filter(|kept| kept.group == Group::Called);
    Silent {
        found: count(people.len()),
        called: count(listed.clone().filter(|kept| kept.outcome.is_some_and(|outcome| outcome.reached())).count()),
        waiting: count(listed.filter(|kept| kept.state != OutreachState::Closed).count()),
        worth,
    }
}

/// How good a mood is, the best highest.
const fn rank(mood: Option<Mood>) -> u8 {
    match mood {
        Some(Mood::Angry | Mood::Frustrated | Mood::Sad) => 0,
        Some(Mood::Lost) => 1,
        Some(Mood::Neutral) | None => 2,
        Some(Mood::Satisfied) => 3,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
