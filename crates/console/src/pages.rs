//! The pages and their parts, embedded: one plain page until the apps of their own come.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::ask::Path;
use crate::problem::{self, Problem};

const PAGE: &str = include_str!("../web/index.html");
const ASSETS: [(&str, &str, &str); 4] = [
    ("app.js", "text/javascript; charset=utf-8", include_str!("../web/app.js")),
    ("words.js", "text/javascript; charset=utf-8", include_str!("../web/words.js")),
    ("app.css", "text/css; charset=utf-8", include_str!("../web/app.css")),
    ("icon.svg", "image/svg+xml", include_str!("../web/icon.svg")),
];

/// The page: sign-in, list of calls, one call's story.
pub(crate) async fn page() -> Response {
    sent("text/html; charset=utf-8", PAGE)
}

/// A part of the page, by its name in the list above: no path from outside reaches a file.
pub(crate) async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, text)) => Ok(sent(kind, text)),
        None => Err(problem::not_found().await),
    }
}

fn sent(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
