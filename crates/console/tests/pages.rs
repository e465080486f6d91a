//! The pages as browsers get them: kept where they may be kept, framed where they may be framed.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::Window;

/// Files under `web/dist/assets`; none when the pages are not built.
fn assets() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/assets");
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.map(|file| file.file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn only_the_callers_page_may_be_framed_and_only_the_loader_taken_elsewhere() {
    let window = Window::open().await;
    for (path, anywhere) in [("/", false), ("/qa", false), ("/qa/calls/1", false), ("/agent", false), ("/call", true)] {
        let page = window.get(path, "").await;
        assert_eq!((page.status, page.headers["content-type"].as_str()), (200, "text/html; charset=utf-8"), "{path}");
        let policy = &page.headers["content-security-policy"];
        assert_eq!(policy.ends_with("frame-ancestors *"), anywhere, "{path}: {policy}");
        assert_eq!(page.headers.contains_key("x-frame-options"), !anywhere, "{path}");
        let sockets = format!("connect-src 'self' ws://{0} wss://{0};", window.address);
        assert!(policy.contains(&sockets) && policy.contains("media-src 'self' blob:;"), "{policy}");
        assert!(page.headers["permissions-policy"].contains("microphone=(self)"));
        assert_eq!(page.headers["cache-control"], "no-cache", "{path}");
    }
    let loader = window.get("/embed.js", "").await;
    assert_eq!(loader.headers["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(window.get("/", "").await.headers["cross-origin-resource-policy"], "same-origin");
    window.close().await;
}

#[tokio::test]
async fn a_page_is_sent_once_and_its_parts_are_kept_for_ever() {
    let window = Window::open().await;
    let page = window.get("/", "").await;
    let tag = &page.headers["etag"];
    let again = window.ask(&format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}\r\n"), "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let zipped = window.ask("GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n", "").await;
    assert_eq!(zipped.headers.contains_key("content-encoding"), page.body.len() > 32, "small or compressed");
    for name in assets() {
        let part = window.get(&format!("/assets/{name}"), "").await;
        assert_eq!(part.status, 200, "{name}");
        assert_eq!(part.headers["cache-control"], "public, max-age=31536000, immutable", "{name}");
        assert_ne!(
            part.headers["content-type"], "application/octet-stream",
            "{name} is of a kind the browser must know"
        );
    }
    for path in
        ["/assets/none.js", "/assets/../index.html", "/assets/", "/assets/assets/x", "/index.html", "/agent.html"]
    {
        assert_eq!(window.get(path, "").await.status, 404, "{path}");
    }
    window.close().await;
}
