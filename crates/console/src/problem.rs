//! Every error as an RFC 9457 problem: what went wrong, in a body a program can read.

use std::any::Any;

use axum::body::Body;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::PromiseId;
use wasl_record::{SearchError, StoreError};

use crate::live::Refused;

/// An error as the client sees it. It carries no personal data and nothing of the house's inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says what kind it is (RFC 9457 §4.2.1).
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it.
    pub detail: String,
    /// Seconds to wait, when waiting helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// What it is, where the same status may mean several things and a page has its own words for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Which promise it is about, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<PromiseId>,
}

impl Problem {
    /// A problem of that status.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
            code: None,
            promise: None,
        }
    }

    /// No such call, or none this user may know of: the same answer for both.
    #[must_use]
    pub fn no_call() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no call of that id")
    }

    /// The same problem, of that code.
    #[must_use]
    pub const fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// The same problem, about that promise.
    #[must_use]
    pub const fn about(mut self, promise: PromiseId) -> Self {
        self.promise = Some(promise);
        self
    }

    /// The same problem, worth trying again after so many seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, axum::Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(status, refused.what)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "the book could not be asked");
        match error {
            StoreError::Unavailable(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "the book cannot be read now").retry_after(2)
            }
            StoreError::Refused(_)
            | StoreError::Damaged(_)
            | StoreError::Locked(_)
            | StoreError::Kept
            | StoreError::Newer(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the book cannot be read; the server's log says why")
            }
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Cursor => Self::new(StatusCode::BAD_REQUEST, error.to_string()),
            SearchError::Store(error) => error.into(),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        // An id that cannot be one names nothing; to say more would only help those who probe.
        match rejection.status() {
            StatusCode::BAD_REQUEST => Self::new(StatusCode::NOT_FOUND, "there is nothing of that id"),
            status => Self::new(status, rejection.body_text()),
        }
    }
}

/// 404 for paths that are not.
pub(crate) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing here; the API is described at /api/v1/openapi.json")
}

/// 405 for methods a path has not.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this path does not take that method")
}

/// 500 when a handler panicked; the others go on.
#[allow(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a request handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the server failed to answer; its log says more").into_response()
}
