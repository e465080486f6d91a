//! The seconds of a call in which a promise was made, to be heard where it is to be kept.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wasl_model::{MediaTime, PromiseId, Span, Speaker};
use wasl_record::wav;

use crate::access::Asker;
use crate::ask::Path;
use crate::calls::{note, seen};
use crate::ledger::may_be_told;
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Heard before and after the line in which it was promised.
const AROUND_MS: u64 = 1_500;
/// Heard before the moment, where no line is known.
const BEFORE_MS: u64 = 7_000;
/// The longest clip.
const LONGEST_MS: u64 = 20_000;

/// The words of a promise as they were spoken: WAV, both voices in both ears.
#[utoipa::path(get, path = "/api/v1/promises/{promise}/clip", operation_id = "promise_clip", params(("promise" = PromiseId, Path)), responses(
    (status = 200, content_type = "audio/wav"), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn clip(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<PromiseId>,
) -> Result<Response, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such promise");
    let owed = state.book.promise(id).await?.ok_or_else(none)?;
    if !may_be_told(&state, &asker, &owed).await? {
        return Err(none());
    }
    let (call, span) = owed.promise.made_in.ok_or_else(silent)?;
    seen(&state, &asker, call).await?;
    note(&state, &asker, call, "promise.clip").await?;
    let span = heard(span);
    let caller = state.book.sound(call, Speaker::Caller, span).await?.ok_or_else(silent)?;
    let agent = state.book.sound(call, Speaker::Agent, span).await?.ok_or_else(silent)?;
    let wav = both_in_both_ears(&caller, &agent);
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"))], wav).into_response())
}

fn silent() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "the sound of this promise is not kept")
}

/// What is heard around the line, or around the moment.
fn heard(span: Span) -> Span {
    let (start, end) = (span.start.as_millis(), span.end.as_millis());
    let before = if end > start { AROUND_MS } else { BEFORE_MS };
    let start = start.saturating_sub(before);
    Span { start: MediaTime(start), end: MediaTime((end + AROUND_MS).min(start + LONGEST_MS)) }
}

fn both_in_both_ears(caller: &[i16], agent: &[i16]) -> Vec<u8> {
    let samples = caller.iter().zip(agent).map(|(caller, agent)| caller.saturating_add(*agent).to_le_bytes());
    let sound: Vec<u8> = samples.flat_map(|[low, high]| [low, high, low, high]).collect();
    let mut whole = wav::header(u32::try_from(sound.len()).unwrap_or(u32::MAX)).to_vec();
    whole.extend(sound);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_is_the_line_with_a_breath_around_it() {
        let span = |start, end| Span { start: MediaTime(start), end: MediaTime(end) };
        assert_eq!(heard(span(5_000, 8_000)), span(3_500, 9_500));
        assert_eq!(heard(span(500, 800)), span(0, 2_300));
        assert_eq!(heard(span(30_000, 30_000)), span(23_000, 31_500), "a moment");
        assert_eq!(heard(span(10_000, 90_000)), span(8_500, 28_500));
    }

    #[test]
    fn both_voices_are_in_both_ears() {
        let wav = both_in_both_ears(&[1, 0, i16::MAX], &[0, 2, 9]);
        assert_eq!(wav[wav::HEADER_BYTES as usize..], [1, 0, 1, 0, 2, 0, 2, 0, 255, 127, 255, 127]);
    }
}
