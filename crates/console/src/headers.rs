//! What every answer tells the browser: run our own scripts only, guess nothing, frame us nowhere (but the caller's page), keep no data.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), speaker-selection=(self), camera=(), geolocation=(), payment=(), usb=()",
    ),
];

/// Adds them.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let anywhere = ["/call", "/embed.js"].contains(&request.uri().path());
    let policy = policy(request.headers(), anywhere);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if anywhere {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    } else {
        headers.insert(RESOURCE_POLICY, SAME_ORIGIN);
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    // Callers' words and sound stay out of every cache.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Nothing from elsewhere, nothing inline; sockets to this host; the caller's page in anybody's frame.
fn policy(headers: &HeaderMap, anywhere: bool) -> HeaderValue {
    let frames = if anywhere { "*" } else { "'none'" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    let sockets = host.map_or_else(String::new, |host| format!(" ws://{host} wss://{host}"));
    let policy = format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; \
         connect-src 'self'{sockets}; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors {frames}"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Nothing but a host and a port can get into the policy.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.len() <= 255 && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_host_adds_nothing_to_the_policy() {
        let mut headers = HeaderMap::new();
        let policy_of = |headers: &HeaderMap| policy(headers, false).to_str().unwrap().to_owned();
        headers.insert(header::HOST, HeaderValue::from_static("[::1]:8080"));
        assert!(policy_of(&headers).contains("connect-src 'self' ws://[::1]:8080 wss://[::1]:8080;"));
        for strange in ["a;script-src *", "a b", "*", "a,b"] {
            headers.insert(header::HOST, HeaderValue::from_static(strange));
            assert!(policy_of(&headers).contains("connect-src 'self';"), "{strange}");
        }
    }
}
