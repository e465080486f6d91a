//! The sound, by ranges (RFC 9110 §14), and its outline.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures_util::stream::{self, Stream};
use wasl_model::CallId;
use wasl_record::{Peaks, Recording, wav};

use crate::access::Asker;
use crate::ask::Path;
use crate::calls::{note, seen};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Bytes read at once.
const PIECE: u64 = 64 << 10;

/// A call's recording: stereo WAV, caller left, agent right. One range is served, several are answered with the whole.
#[utoipa::path(get, path = "/api/v1/calls/{id}/recording", params(("id" = CallId, Path)), responses(
    (status = 200, content_type = "audio/wav"), (status = 206, content_type = "audio/wav"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 416, body = Problem)))]
pub async fn sound(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let recording = recording_of(&state, &asker, id).await?;
    note(&state, &asker, id, "recording.open").await?;
    let (recording, length) = opened(recording).await.map_err(unreadable)?;
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let part = range.map_or(Ok(None), |range| part_of(range, length)).map_err(|()| beyond(length))?;
    Ok(serve(recording, length, part, id))
}

/// The outline of a call's recording.
#[utoipa::path(get, path = "/api/v1/calls/{id}/peaks", params(("id" = CallId, Path)), responses(
    (status = 200, body = Peaks), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn peaks(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Peaks>, Problem> {
    seen(&state, &asker, id).await?;
    note(&state, &asker, id, "peaks.open").await?;
    Ok(Json(state.book.peaks(id).await?.ok_or_else(no_recording)?))
}

async fn recording_of(state: &ConsoleState, asker: &Asker, id: CallId) -> Result<Recording, Problem> {
    seen(state, asker, id).await?;
    state.book.recording(id).await?.ok_or_else(no_recording)
}

fn no_recording() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "this call has no recording")
}

#[allow(clippy::needless_pass_by_value, reason = "used as the last step of map_err")]
fn unreadable(error: std::io::Error) -> Problem {
    tracing::warn!(%error, "a recording cannot be read");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the recording cannot be read")
}

fn beyond(length: u64) -> Problem {
    Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, format!("the recording has {length} bytes"))
}

/// The recording and how many bytes its header claims: a live call's file may be longer already.
async fn opened(recording: Recording) -> std::io::Result<(Recording, u64)> {
    let opened = tokio::task::spawn_blocking(move || {
        let length = wav::HEADER_BYTES + u64::from(wav::data_bytes(&recording)?);
        std::io::Result::Ok((recording, length))
    });
    opened.await.map_err(std::io::Error::other)?
}

/// A part of a recording, piece by piece; sealed ones are opened as they go.
fn pieces(recording: Recording, first: u64, bytes: u64) -> impl Stream<Item = std::io::Result<Vec<u8>>> {
    let recording = Arc::new(recording);
    stream::try_unfold((first, bytes), move |(at, left)| {
        let recording = Arc::clone(&recording);
        async move {
            if left == 0 {
                return Ok(None);
            }
            let now = left.min(PIECE);
            let read = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; usize::try_from(now).unwrap_or(usize::MAX)];
                recording.read_exact_at(&mut piece, at).map(|()| piece)
            });
            let piece = read.await.map_err(std::io::Error::other)??;
            Ok(Some((piece, (at + now, left - now))))
        }
    })
}

fn serve(recording: Recording, length: u64, part: Option<(u64, u64)>, id: CallId) -> Response {
    let (first, last) = part.unwrap_or((0, length - 1));
    let bytes = last - first + 1;
    let status = if part.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = (status, Body::from_stream(pieces(recording, first, bytes))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    let texts = [
        (header::CONTENT_DISPOSITION, Some(format!("inline; filename=\"{id}.wav\""))),
        (header::CONTENT_RANGE, part.map(|(first, last)| format!("bytes {first}-{last}/{length}"))),
    ];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// First and last byte of a single range; `None` when it is to be ignored, `Err` when nothing of it exists.
fn part_of(range: &str, length: u64) -> Result<Option<(u64, u64)>, ()> {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|set| set.split_once('-')) else { return Ok(None) };
    let number = |text: &str| if text.bytes().all(|c| c.is_ascii_digit()) { text.parse::<u64>().ok() } else { None };
    match (number(first.trim()), number(last.trim())) {
        (Some(first), _) if first >= length && !last.contains(',') => Err(()),
        (Some(first), Some(last)) if first <= last => Ok(Some((first, last.min(length - 1)))),
        (Some(first), None) if last.is_empty() => Ok(Some((first, length - 1))),
        (None, Some(0)) if first.is_empty() => Err(()),
        (None, Some(suffix)) if first.is_empty() => Ok(Some((length - suffix.min(length), length - 1))),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (range, part) in [
            ("bytes=0-0", Ok(Some((0, 0)))),
            ("bytes=10-", Ok(Some((10, 99)))),
            ("bytes=-10", Ok(Some((90, 99)))),
            ("bytes=-1000", Ok(Some((0, 99)))),
            ("bytes=50-1000", Ok(Some((50, 99)))),
            ("bytes=100-", Err(())),
            ("bytes=-0", Err(())),
            ("bytes=5-2", Ok(None)),
            ("bytes=0-1,5-9", Ok(None)),
            ("bytes=", Ok(None)),
            ("bytes=-", Ok(None)),
            ("bytes=+1-2", Ok(None)),
            ("bytes=99999999999999999999-", Ok(None)),
            ("lines=1-2", Ok(None)),
        ] {
            assert_eq!(part_of(range, 100), part, "{range}");
        }
    }
}
