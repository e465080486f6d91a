//! What the server tells is whole: a field that has nothing is `null`, never left out. The description says so,
//! so that the pages' types are exact. What the server is told may leave fields out.

use std::collections::BTreeSet;

use utoipa::Modify;
use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::{OpenApi, RefOr};

/// Makes every field of what is only told required.
pub(super) struct Whole;

impl Modify for Whole {
    fn modify(&self, api: &mut OpenApi) {
        let asked = asked(api);
        let Some(components) = &mut api.components else { return };
        for (name, schema) in &mut components.schemas {
            // A problem leaves out what does not help.
            if !asked.contains(name) && name != "Problem" {
                whole(schema);
            }
        }
    }
}

/// The names of what the server is told.
fn asked(api: &OpenApi) -> BTreeSet<String> {
    let paths = serde_json::to_value(&api.paths).unwrap_or_default();
    let operations = paths.as_object().into_iter().flat_map(|paths| paths.values()).filter_map(|path| path.as_object());
    let bodies = operations.flat_map(|methods| methods.values()).filter_map(|operation| {
        operation.pointer("/requestBody/content/application~1json/schema/$ref")?.as_str()?.rsplit('/').next()
    });
    bodies.map(str::to_owned).collect()
}

fn whole(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.required = object.properties.keys().cloned().collect();
            object.properties.values_mut().for_each(whole);
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                whole(items);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(whole),
        Schema::AllOf(all) => all.items.iter_mut().for_each(whole),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(whole),
        _ => {}
    }
}
