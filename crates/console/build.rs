//! Makes sure that there are pages to embed: without the built web apps a plain page says so.

use std::path::Path;
use std::{env, fs, process};

/// How the plain page is told from a built one.
const MARK: &str = "wasl-placeholder";
const PAGE: &str = "<!doctype html><html lang=\"ar\" dir=\"rtl\"><meta charset=\"utf-8\"><meta name=\"wasl-placeholder\">\
<title>Wasl</title><p>لم تُبنَ الصفحات بعد. <bdi dir=\"ltr\">The pages are not built: npm ci && npm run build in crates/console/web.</bdi></p></html>\n";

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-env-changed=WASL_WITHOUT_PAGES");
    let page = Path::new("web/dist/index.html");
    let built = fs::read_to_string(page).is_ok_and(|text| !text.contains(MARK));
    if built {
        return;
    }
    if env::var("PROFILE").is_ok_and(|profile| profile == "release")
        && env::var("WASL_WITHOUT_PAGES").as_deref() != Ok("1")
    {
        println!(
            "cargo::error=the web pages are not built: run `npm ci && npm run build` in crates/console/web, \
             or set WASL_WITHOUT_PAGES=1 to build a server without pages"
        );
        process::exit(1);
    }
    let written = fs::create_dir_all("web/dist").and_then(|()| fs::write(page, PAGE));
    if let Err(error) = written {
        println!("cargo::error=cannot write {}: {error}", page.display());
    }
}
