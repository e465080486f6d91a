//! The ledger as a table for other programs (RFC 4180), page by page as it is read.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use time::UtcOffset;
use wasl_model::{Language, PromiseId};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::{Book, OwedPromise, PromiseFilter};

use super::list::WantedPromises;
use crate::access::Asker;
use crate::ask::Query;
use crate::export::{Pages, head, moment, name, rows, safe, table};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Columns, in English and Arabic.
const COLUMNS: [(&str, &str); 14] = [
    ("id", "الرقم"),
    ("state", "الحال"),
    ("due", "الموعد"),
    ("what", "الوعد"),
    ("keeper", "من يفي به"),
    ("branch", "الفرع"),
    ("made", "متى قيل"),
    ("made_by", "من وعد"),
    ("owner", "من يتابعه"),
    ("customer", "العميل"),
    ("number", "رقم الهاتف"),
    ("call", "المكالمة"),
    ("callback_queue", "طابور المعاودة"),
    ("closed", "متى أُغلق"),
];

/// Every promise that fits as a row of CSV, in the ledger's order. The export is noted.
#[utoipa::path(get, path = "/api/v1/promises.csv", operation_id = "export_promises", params(WantedPromises), responses(
    (status = 200, content_type = "text/csv", body = String),
    (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn promises(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedPromises>,
) -> Result<Response, Problem> {
    let filter = wanted.filter(&state, &asker).await?;
    state.book.audit(&asker.user.name, "promises.export", None).await?;
    let pages = LedgerPages { book: state.book, filter, zone: state.zone };
    table("promises.csv", head(&COLUMNS, wanted.header.unwrap_or(Language::En)), wanted.after, pages).await
}

struct LedgerPages {
    book: Book,
    filter: PromiseFilter,
    zone: UtcOffset,
}

impl Pages for LedgerPages {
    type Place = PromiseId;

    async fn page(&self, after: Option<PromiseId>) -> Result<(Vec<u8>, Option<PromiseId>), Problem> {
        let page = self.book.promises(&PromiseFilter { after, ..self.filter.clone() }, MOST_PER_PAGE).await?;
        Ok((rows(page.items.iter().map(|owed| row(owed, self.zone))), page.next))
    }
}

fn row(owed: &OwedPromise, zone: UtcOffset) -> [String; COLUMNS.len()] {
    let OwedPromise { promise, keeper, made_at, agent, number, callback, closed_at, owner, utterance: _ } = owed;
    let call = promise.made_in.map(|(call, _)| call.to_string());
    let cells = [
        Some(promise.id.to_string()),
        Some(name(&promise.state)),
        promise.due.map(|due| moment(due, zone)),
        Some(promise.what.reveal().clone()),
        Some(name(keeper)),
        promise.branch.as_ref().map(ToString::to_string),
        Some(moment(*made_at, zone)),
        agent.as_ref().map(ToString::to_string),
        owner.as_ref().map(ToString::to_string),
        promise.customer.as_ref().map(ToString::to_string),
        number.as_ref().map(|number| number.reveal().clone()),
        call,
        callback.as_ref().map(ToString::to_string),
        closed_at.map(|at| moment(at, zone)),
    ];
    cells.map(|cell| safe(cell.unwrap_or_default()))
}
