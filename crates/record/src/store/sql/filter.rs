//! A filter of calls in SQL, the same for lists of calls (`c`) and for their turns (`u`).

use wasl_model::{BranchId, Timestamp};

use super::dialect::Dialect;
use super::read::word;
use super::statement::Sql;
use super::{promises, visits};
use crate::CallFilter;
use crate::page::COMES_WITHIN_DAYS;

/// How the caller felt at a turn's end, as last read until then.
pub(super) const MOOD_THEN: &str = "(SELECT m.label FROM moods m WHERE m.call_id = u.call_id AND m.start_ms < u.end_ms \
     ORDER BY m.start_ms DESC, m.seq DESC LIMIT 1)";

/// Narrows calls `c` to those that fit, but for the words said in them.
pub(super) fn narrow_calls(query: &mut Sql, dialect: Dialect, filter: &CallFilter) {
    narrow_rows(query, dialect, filter);
    if let Some(mood) = filter.mood {
        query.push(" AND EXISTS (SELECT 1 FROM moods m WHERE m.call_id = c.id AND m.label = ");
        query.value(mood.name()).push(")");
    }
}

/// Narrows turns `u` of calls `c`.
pub(super) fn narrow_turns(query: &mut Sql, dialect: Dialect, filter: &CallFilter) {
    narrow_rows(query, dialect, filter);
    narrow_speaker(query, filter);
    narrow_mood_then(query, filter);
}

/// Narrows turns `u` to a speaker's.
pub(super) fn narrow_speaker(query: &mut Sql, filter: &CallFilter) {
    if let Some(speaker) = filter.speaker {
        query.push(" AND u.speaker = ").value(word(&speaker));
    }
}

/// Narrows turns `u` to those at whose end the caller felt so.
pub(super) fn narrow_mood_then(query: &mut Sql, filter: &CallFilter) {
    if let Some(mood) = filter.mood {
        query.push(" AND ").push(MOOD_THEN).push(" = ").value(mood.name());
    }
}

/// Narrows calls `c` by what their own rows and the promises, visits and reviews beside them say.
pub(super) fn narrow_rows(query: &mut Sql, dialect: Dialect, filter: &CallFilter) {
    match filter.live {
        Some(true) => _ = query.push(" AND c.ended_ms IS NULL"),
        Some(false) => _ = query.push(" AND c.ended_ms IS NOT NULL"),
        None => {}
    }
    let moments = [(" AND c.began_ms >= ", filter.since), (" AND c.began_ms < ", filter.until)];
    for (text, moment) in moments {
        if let Some(moment) = moment {
            query.push(text).value(Timestamp::as_millis(moment));
        }
    }
    let names = [
        (" AND c.queue = ", filter.queue.as_ref().map(|queue| queue.0.clone())),
        (" AND c.agent = ", filter.agent.as_ref().map(|agent| agent.0.clone())),
        (" AND COALESCE(c.intent_said, c.intent) = ", filter.intent.as_ref().map(|intent| intent.0.clone())),
        (" AND c.language = ", filter.language.map(|language| language.code().to_owned())),
        (" AND c.hangup = ", filter.hangup.map(|hangup| word(&hangup))),
        (" AND c.mood_first = ", filter.mood_first.map(|mood| mood.name().to_owned())),
        (" AND COALESCE(c.mood_said, c.mood_last) = ", filter.mood_end.map(|mood| mood.name().to_owned())),
    ];
    for (text, name) in names {
        if let Some(name) = name {
            query.push(text).value(name);
        }
    }
    let lengths = [
        (" AND c.silence_ms >= ", filter.silence_ms),
        (" AND c.overlap_ms >= ", filter.overlap_ms),
        (" AND c.hold_ms >= ", filter.hold_ms),
    ];
    for (text, least) in lengths {
        if let Some(least) = least {
            query.push(text).value(least);
        }
    }
    narrow_promised(query, dialect, filter);
    narrow_reviewed(query, filter);
    if !filter.except.is_empty() {
        let ids: Vec<String> = filter.except.iter().map(ToString::to_string).collect();
        query.push(" AND c.id NOT IN (").list(&ids).push(")");
    }
}

/// What was promised in a call, and which branch its caller came to after it. What a branch has to do with is gathered once,
/// from its promises and its visits: asked of each call, the index of a branch would be gone through for every one.
fn narrow_promised(query: &mut Sql, dialect: Dialect, filter: &CallFilter) {
    let Some(branches) = &filter.branches else {
        if let Some(state) = filter.promise {
            query.push(" AND EXISTS (SELECT 1 FROM promises p WHERE p.call_id = c.id");
            query.push(" AND p.withdrawn_ms IS NULL AND p.state = ").value(word(&state)).push(")");
        }
        return;
    };
    query.push(" AND c.id IN (SELECT p.call_id FROM promises p WHERE p.withdrawn_ms IS NULL AND p.branch IN (");
    query.list(&promises::spelled(branches)).push(")");
    match filter.promise {
        Some(state) => _ = query.push(" AND p.state = ").value(word(&state)),
        None => came_to(query, dialect, branches),
    }
    query.push(")");
}

/// And the calls of those who came to the branch after them. Two numbers that both tell their country are the same only when
/// they are equal; another shares its end with the national form of it (see [`crate::number::same`]).
fn came_to(query: &mut Sql, dialect: Dialect, branches: &[BranchId]) {
    let keys: Vec<String> = branches.iter().map(visits::key_of).collect();
    let (called, known) = (dialect.tail("k.caller_key", 8), dialect.tail("n.number", 8));
    query.push(&format!(
        " UNION SELECT k.id FROM visits v JOIN customer_numbers n ON n.customer = v.customer \
         JOIN calls k ON {called} = {known} \
         WHERE (n.number = k.caller_key OR n.number NOT LIKE '+%' OR k.caller_key NOT LIKE '+%') \
         AND k.began_ms <= v.at_ms AND k.began_ms > v.at_ms - "
    ));
    query.value(COMES_WITHIN_DAYS * 86_400_000).push(" AND v.branch_key IN (").list(&keys).push(")");
}

/// What reviewers keep beside a call (see [`crate::shelf`]).
fn narrow_reviewed(query: &mut Sql, filter: &CallFilter) {
    if filter.score_min.is_some() || filter.score_max.is_some() {
        // Where no agent spoke the place is beyond every score.
        query.push(" AND EXISTS (SELECT 1 FROM call_readings r WHERE r.id = c.id AND r.place >= ");
        query.value(i64::from(filter.score_min.unwrap_or(0))).push(" AND r.place <= ");
        query.value(i64::from(filter.score_max.unwrap_or(100).min(100))).push(")");
    }
    if filter.review.is_some() || filter.reviewer.is_some() {
        query.push(" AND EXISTS (SELECT 1 FROM sheets s WHERE s.call_id = c.id");
        if let Some(state) = &filter.review {
            query.push(" AND s.state = ").value(state);
        }
        if let Some(reviewer) = &filter.reviewer {
            query.push(" AND s.owner = ").value(reviewer.as_str());
        }
        query.push(")");
    }
    if let Some(there) = filter.has_comment {
        query.push(if there { " AND " } else { " AND NOT " });
        query.push("EXISTS (SELECT 1 FROM comments m WHERE m.call_id = c.id)");
    }
}

/// Does anything but the time of the call narrow it.
pub(super) fn narrows_calls(filter: &CallFilter) -> bool {
    let bare = CallFilter {
        since: filter.since,
        until: filter.until,
        words: filter.words.clone(),
        after: filter.after,
        speaker: filter.speaker,
        ..CallFilter::default()
    };
    *filter != bare
}
