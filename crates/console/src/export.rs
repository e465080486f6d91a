//! The list of calls as a table for other programs (RFC 4180), row by row as it is read.

use std::io;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};
use wasl_model::{CallId, Language, Timestamp};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::{CallFilter, FoundCall};

use crate::access::Asker;
use crate::ask::Query;
use crate::problem::Problem;
use crate::reader::{CallMarks, marks_of};
use crate::state::ConsoleState;
use crate::wanted::Wanted;

/// Columns, in English and Arabic.
const COLUMNS: [(&str, &str); 24] = [
    ("id", "الرقم"),
    ("began", "البداية"),
    ("length_s", "المدة بالثواني"),
    ("from", "المتصل"),
    ("name", "الاسم"),
    ("dialled", "المطلوب"),
    ("language", "اللغة"),
    ("queue", "الطابور"),
    ("agent", "الموظف"),
    ("intent", "الطلب"),
    ("mood_first", "الشعور أولًا"),
    ("mood_end", "الشعور أخيرًا"),
    ("outcome", "النتيجة"),
    ("hangup", "النهاية"),
    ("silence_s", "أطول صمت بالثواني"),
    ("overlap_s", "أطول تداخل بالثواني"),
    ("hold_s", "الانتظار بالثواني"),
    ("steps", "خطوات LAST"),
    ("in_order", "بالترتيب"),
    ("score", "درجة الآلة"),
    ("promise", "الوعد"),
    ("review", "المراجعة"),
    ("review_score", "درجة المراجعة"),
    ("found", "العبارة"),
];

/// Moments as spreadsheets read them, in the house's time.
const MOMENT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Excel takes a table without it for one of another alphabet.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Every call that fits as a row of CSV, newest first. The export is noted.
#[utoipa::path(get, path = "/api/v1/calls.csv", params(Wanted), responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn calls(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let (filter, after) = (wanted.filter(&state, &asker).await?, wanted.after_call()?);
    state.book.audit(&asker.user.name, "calls.export", None).await?;
    let calls = CallPages { state, asker, filter };
    table("calls.csv", head(&COLUMNS, wanted.header.unwrap_or(Language::En)), after, calls).await
}

/// A list that becomes a table page by page.
pub(crate) trait Pages: Send + Sync + 'static {
    /// Where a page goes on from.
    type Place: Send + 'static;

    /// The rows after a place, and where to go on.
    fn page(
        &self,
        after: Option<Self::Place>,
    ) -> impl Future<Output = Result<(Vec<u8>, Option<Self::Place>), Problem>> + Send;
}

struct CallPages {
    state: ConsoleState,
    asker: Asker,
    filter: CallFilter,
}

impl Pages for CallPages {
    type Place = CallId;

    async fn page(&self, after: Option<CallId>) -> Result<(Vec<u8>, Option<CallId>), Problem> {
        let page = self.state.book.found_calls(&CallFilter { after, ..self.filter.clone() }, MOST_PER_PAGE).await?;
        let mut cells = Vec::with_capacity(page.items.len());
        for found in &page.items {
            let marks = marks_of(&self.state, &self.asker, found.call.id).await?;
            cells.push(row(found, &marks, self.state.zone));
        }
        Ok((rows(cells), page.next))
    }
}

/// The table as a file of that name, sent as it is read.
///
/// # Errors
/// When the first page cannot be read; where a later one cannot, the table ends in the middle, and the client sees that.
pub(crate) async fn table<P: Pages>(
    file: &str,
    head: Vec<u8>,
    after: Option<P::Place>,
    pages: P,
) -> Result<Response, Problem> {
    let (first, next) = pages.page(after).await?;
    let begin = Bytes::from([BYTE_ORDER_MARK, &head, &first].concat());
    let rows = stream::unfold((Some(begin), next, pages), async |(ready, next, pages)| match (ready, next) {
        (Some(ready), next) => Some((Ok(ready), (None, next, pages))),
        (None, Some(after)) => match pages.page(Some(after)).await {
            Ok((rows, next)) => Some((Ok(Bytes::from(rows)), (None, next, pages))),
            Err(problem) => Some((Err(io::Error::other(problem.title)), (None, None, pages))),
        },
        (None, None) => None,
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// The first row.
pub(crate) fn head<const N: usize>(columns: &[(&str, &str); N], language: Language) -> Vec<u8> {
    let name = |(en, ar): (&str, &str)| match language {
        Language::En => en.to_owned(),
        Language::Ar => ar.to_owned(),
    };
    rows([columns.map(name)])
}

pub(crate) fn rows<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        table.write_record(row).expect("rows in memory have the same number of cells");
    }
    table.into_inner().expect("memory takes everything")
}

fn row(found: &FoundCall, marks: &CallMarks, zone: UtcOffset) -> [String; COLUMNS.len()] {
    let call = &found.call;
    let seconds = |ms: u64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let figure = |of: fn(wasl_record::Figures) -> u64| call.figures.map(of).map(seconds);
    let intent = call.intent_said.as_ref().map_or(call.intent.as_ref(), |said| said.intent.as_ref());
    let cells = [
        Some(call.id.to_string()),
        Some(moment(call.began, zone)),
        Some(seconds(call.media_length.as_millis())),
        call.from.as_ref().map(|from| from.reveal().clone()),
        marks.name.as_ref().map(|name| name.reveal().clone()),
        Some(call.dialled.clone()),
        call.language.map(|language| language.code().to_owned()),
        call.queue.as_ref().map(ToString::to_string),
        call.agent.as_ref().map(ToString::to_string),
        intent.map(ToString::to_string),
        call.mood_first.map(|mood| mood.name().to_owned()),
        call.mood_said.or(call.mood_last).map(|mood| mood.name().to_owned()),
        call.outcome.as_ref().map(name),
        call.hangup.as_ref().map(name),
        figure(|figures| figures.silence_ms),
        figure(|figures| figures.overlap_ms),
        figure(|figures| figures.hold_ms),
        marks.steps.as_ref().map(|steps| steps.iter().map(name).collect::<Vec<_>>().join(" ")),
        marks.in_order.map(|in_order| in_order.to_string()),
        marks.score.map(|score| score.to_string()),
        marks.promise.as_ref().map(name),
        marks.sheet.as_ref().map(|sheet| name(&sheet.state)),
        marks.sheet.as_ref().and_then(|sheet| sheet.score).map(|score| format!("{score:.1}")),
        found.hits.first().map(|hit| hit.snippet.reveal().clone()),
    ];
    cells.map(|cell| safe(cell.unwrap_or_default()))
}

pub(crate) fn moment(at: Timestamp, zone: UtcOffset) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at.as_millis().div_euclid(1000));
    at.ok().and_then(|at| at.to_offset(zone).format(MOMENT).ok()).unwrap_or_default()
}

/// The name an enum of plain words has in JSON.
pub(crate) fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe (OWASP, CSV injection).
pub(crate) fn safe(cell: String) -> String {
    let begins =
        cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_row() {
        for (cell, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+966500000000", "'+966500000000"),
            ("-1", "'-1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("\tx", "'\tx"),
            ("سعود", "سعود"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(safe(cell.to_owned()), expected);
        }
        let mut row = COLUMNS.map(|_| String::new());
        row[0] = "a,\"b\"\r\nc".to_owned();
        assert_eq!(
            String::from_utf8(rows([row])).unwrap(),
            format!("\"a,\"\"b\"\"\r\nc\"{}\r\n", ",".repeat(COLUMNS.len() - 1))
        );
    }

    #[test]
    fn moments_are_the_house_s() {
        let zone = UtcOffset::from_hms(3, 0, 0).unwrap();
        assert_eq!(moment(Timestamp::from_millis(1_795_348_800_000), zone), "2026-11-22 15:00:00");
    }
}
