//! The description that the pages' types are made of is the one the server gives.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use utoipa::OpenApi;

/// Beside this file: run with `WASL_UPDATE=1` to write it anew.
#[test]
fn the_written_description_is_the_servers() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    let document = wasl_console::openapi::Api::openapi().to_pretty_json().unwrap() + "\n";
    if std::env::var("WASL_UPDATE").is_ok_and(|update| update == "1") {
        std::fs::write(&path, &document).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let first = document.lines().zip(written.lines()).find(|(now, then)| now != then);
    let stale = "web/openapi.json is stale: WASL_UPDATE=1 cargo test -p wasl-console --test openapi; npm run types";
    assert!(document == written, "{stale}; the first line that differs: {first:?}");
}

/// A type without a schema would be `unknown` to the pages.
#[test]
fn every_reference_leads_to_a_schema() {
    let document = serde_json::to_value(wasl_console::openapi::Api::openapi()).unwrap();
    let text = document.to_string();
    for part in text.split("\"$ref\":\"").skip(1) {
        let reference = part.split('"').next().unwrap();
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

/// The pages' types are made by operation.
#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = serde_json::to_value(wasl_console::openapi::Api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let mut seen = std::collections::BTreeSet::new();
    for operation in paths.flat_map(|path| path.as_object().unwrap().values()) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(seen.insert(name.to_owned()), "{name} is there twice");
    }
}
