//! The pages and their parts, built by Vite and embedded. A debug build reads them from the disk, so that a rebuilt page shows at once.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};
use tower_http::compression::CompressionLayer;

use crate::ask::Path;
use crate::problem::{self, Problem};
use crate::state::ConsoleState;

#[derive(Embed)]
#[folder = "web/dist"]
struct Built;

/// Names under `assets/` carry a hash of their content, so they never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again, and answered 304 when it is the same.
const ASK_AGAIN: &str = "no-cache";

/// The routes of the pages.
pub(crate) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/", get(async |headers| page("index.html", &headers).await))
        .route("/qa", get(async |headers| page("qa.html", &headers).await))
        // The page reads the rest of the path itself.
        .route("/qa/{*rest}", get(async |headers| page("qa.html", &headers).await))
        .route("/agent", get(async |headers| page("agent.html", &headers).await))
        .route("/call", get(async |headers| page("call.html", &headers).await))
        .route("/branch", get(async |headers| page("branch.html", &headers).await))
        .route("/branch-worker.js", get(async |headers| file("branch-worker.js", &headers).await))
        .route("/admin", get(async |headers| page("admin.html", &headers).await))
        .route("/embed.js", get(async |headers| file("embed.js", &headers).await))
        .route("/icon.svg", get(async |headers| file("icon.svg", &headers).await))
        .route("/assets/{*name}", get(asset))
        .layer(CompressionLayer::new())
}

/// A part of a page, by its name in the list of built files: no path from outside reaches the disk.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    file(&format!("assets/{name}"), &headers).await
}

/// A page; where the pages are not built, the one that says so.
async fn page(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let built = Built::iter().any(|known| known == name);
    file(if built { name } else { "index.html" }, headers).await
}

async fn file(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let known = Built::iter().any(|known| known == name);
    let found = if known { Built::get(name) } else { None };
    let Some(file) = found else { return Err(problem::not_found().await) };
    let tag = tag_of(&file);
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let caching = if name.starts_with("assets/") { FOR_EVER } else { ASK_AGAIN };
    let kind = kind_of(name);
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching), (header::ETAG, tag.as_str())]
        .map(|(name, value)| (name, HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static(""))));
    if same {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, Bytes::from(file.data.into_owned())).into_response())
}

fn tag_of(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    // Weak: the same file may go out compressed or not.
    hash[..16].iter().fold("W/\"".to_owned(), |tag, byte| format!("{tag}{byte:02x}")) + "\""
}

/// By the ending; what is unknown is not guessed at by the browser either (`nosniff`).
fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("ogg") => "audio/ogg",
        Some(_) | None => "application/octet-stream",
    }
}
