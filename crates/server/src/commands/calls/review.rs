//! What the reader found in a call, in a few lines.

use wasl_model::{LastStep, Timestamp};
use wasl_review::{LastReview, MarkKind, Review, SuggestedPromise};

/// The method, how the agent listened, what came of apologies, what was promised, whether the customer left in silence.
pub(super) fn lines(review: &Review, utc_offset_min: i32) -> Vec<String> {
    let mut lines = vec![method(&review.last)];
    if review.last.score.is_some() {
        lines.push(listening(&review.last));
    }
    lines.extend(apologies(&review.last));
    lines.extend(marks(&review.last));
    lines.extend(review.promises.iter().map(|promise| self::promise(promise, utc_offset_min)));
    lines.extend(review.silent.as_ref().map(|silent| format!("a silent customer: {:?}", silent.reason)));
    lines
}

/// `LAST: 75 of 100; listen 0:04 · apologise 0:10 · solve 0:14; missing: thank`.
fn method(last: &LastReview) -> String {
    let Some(score) = last.score else { return "LAST: no agent spoke".to_owned() };
    let steps: Vec<String> = last
        .found
        .iter()
        .map(|found| {
            let void = if found.credited { "" } else { " (does not count)" };
            format!("{} {}{void}", name(found.step), minutes(found.span.start.as_millis()))
        })
        .collect();
    let found = if steps.is_empty() { "no step heard".to_owned() } else { steps.join(" · ") };
    let missing: Vec<&str> = last.missing.iter().map(|step| name(*step)).collect();
    let missing = if missing.is_empty() { String::new() } else { format!("; missing: {}", missing.join(", ")) };
    let errors: Vec<String> =
        last.order_errors.iter().map(|error| format!("{} before {}", name(error.early), name(error.late))).collect();
    let order = if errors.is_empty() { String::new() } else { format!("; out of order: {}", errors.join(", ")) };
    format!("LAST: {score} of 100; {found}{missing}{order}")
}

fn listening(last: &LastReview) -> String {
    let heard = &last.listening;
    let share =
        heard.agent_share_pct.map_or_else(String::new, |share| format!("; the agent had {share} % of the talk"));
    let silence = heard.longest_silence_ms.map_or_else(String::new, |ms| format!(", longest silence {}", seconds(ms)));
    let answer = heard.response_ms.map_or_else(String::new, |ms| format!(", answers after {}", seconds(ms)));
    let interruptions = format!("interruptions {} ({})", heard.interruptions, seconds(heard.interrupted_ms));
    let listened = if heard.listened { "yes" } else { "no" };
    format!("listened: {listened}; {interruptions}, said back {}{share}{silence}{answer}", heard.said_back.len())
}

fn apologies(last: &LastReview) -> Option<String> {
    let sincerity = last.sincerity?;
    let empty = last.apologies.iter().filter(|apology| apology.empty).count();
    let gap =
        last.apology_to_action_ms.map_or("nothing followed".to_owned(), |ms| format!("action after {}", seconds(ms)));
    let effect = last.apologies.iter().find_map(|apology| Some((apology.mood_before?, apology.mood_after?)));
    let effect =
        effect.map_or_else(String::new, |(before, after)| format!("; mood {before:+} before, {after:+} after"));
    let count = last.apologies.len();
    Some(format!("apologies: {count}, empty {empty}; {gap}; sincerity {sincerity} of 100{effect}"))
}

fn marks(last: &LastReview) -> Option<String> {
    let named = [
        (MarkKind::CustomerMistaken, "the customer was mistaken"),
        (MarkKind::Abuse, "the caller was abusive"),
        (MarkKind::Validated, "the agent made the caller feel right"),
    ];
    let found: Vec<&str> = named.into_iter().filter(|(kind, _)| last.marked(*kind)).map(|(_, name)| name).collect();
    (!found.is_empty()).then(|| format!("marked: {}", found.join("; ")))
}

/// `promised (phone): «بنتصل عليك», by 2026-11-23 23:59`.
fn promise(promise: &SuggestedPromise, utc_offset_min: i32) -> String {
    let keeper = format!("{:?}", promise.keeper).to_lowercase();
    let place = promise.branch.as_ref().map_or_else(String::new, |branch| format!(" {branch}"));
    let due = promise.due.map_or(", no day named".to_owned(), |due| format!(", by {}", day(due, utc_offset_min)));
    let condition = promise.condition.as_ref().map_or_else(String::new, |text| format!(", {}", text.reveal()));
    format!("promised ({keeper}{place}): «{}»{due}{condition}", promise.what.reveal())
}

const fn name(step: LastStep) -> &'static str {
    match step {
        LastStep::Listen => "listen",
        LastStep::Apologise => "apologise",
        LastStep::Solve => "solve",
        LastStep::Thank => "thank",
    }
}

fn minutes(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)
}

fn day(at: Timestamp, utc_offset_min: i32) -> String {
    let zone = time::UtcOffset::from_whole_seconds(utc_offset_min.saturating_mul(60)).unwrap_or(time::UtcOffset::UTC);
    let moment = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.as_millis()) * 1_000_000);
    moment.map(|moment| moment.to_offset(zone)).map_or_else(
        |_| "an unknown day".to_owned(),
        |at| format!("{}-{:02}-{:02} {:02}:{:02}", at.year(), u8::from(at.month()), at.day(), at.hour(), at.minute()),
    )
}

#[cfg(test)]
mod tests {
    use wasl_model::{Language, MediaTime, Pii, Span, Speaker, Utterance, UtteranceId};

    use super::*;

    #[test]
    fn a_review_is_told_in_lines() {
        let said = [
            (Speaker::Caller, 0, 4_000, "خصمتوا مني ٢٥٠ ريال مرتين"),
            (Speaker::Agent, 5_000, 8_000, "فاهم عليك انخصم منك ٢٥٠ ريال مرتين"),
            (Speaker::Agent, 10_000, 12_000, "أعتذر منك"),
            (Speaker::Agent, 14_000, 17_000, "بنتصل عليك بكرة"),
        ];
        let said = said.map(|(speaker, start, end, text)| Utterance {
            id: UtteranceId::numbered(start.into()),
            speaker,
            span: Span { start: MediaTime(start), end: MediaTime(end) },
            language: Language::Ar,
            text: Pii::from(text),
            confidence: 0.9,
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        });
        let site = wasl_review::Site { zone: time::macros::offset!(+3), branches: Vec::new() };
        let keeper = wasl_model::PromiseKeeper::Phone;
        let at = Timestamp(1_795_330_800_000);
        let review = Review {
            last: wasl_review::last(&said.iter().collect::<Vec<_>>()),
            promises: wasl_review::promises_of_text("بنتصل عليك بكرة", at, keeper, &site),
            ..Review::default()
        };
        let lines = lines(&review, 180);
        assert_eq!(lines[0], "LAST: 75 of 100; listen 0:05 · apologise 0:10 · solve 0:14; missing: thank");
        assert!(
            lines[1].starts_with("listened: yes; interruptions 0 (0.0 s), said back 1; the agent had 66 %"),
            "{}",
            lines[1]
        );
        assert_eq!(lines[2], "apologies: 1, empty 0; action after 2.0 s; sincerity 100 of 100");
        assert_eq!(lines[3], "promised (phone): «بنتصل عليك», by 2026-11-23 23:59");
    }
}
