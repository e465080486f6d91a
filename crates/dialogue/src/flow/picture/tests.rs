//! Everything is drawn, once, in the language asked for.

use std::path::Path;

use super::*;

fn shipped(name: &str, language: Language) -> (FlowSpec, Picture) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join(format!("config/flows/{name}.toml"))).unwrap();
    let spec: FlowSpec = toml::from_str(&text).unwrap();
    let (prompts, _) = Prompts::load_what_is_there(&root.join("prompts"));
    let picture = Picture::of(&spec, &prompts, language);
    (spec, picture)
}

#[test]
fn every_state_and_every_way_is_in_the_picture_once() {
    for name in ["support", "office"] {
        for language in Language::ALL {
            let (spec, picture) = shipped(name, language);
            assert_eq!(picture.nodes.len(), spec.states.len());
            for (state, next) in
                spec.states.iter().flat_map(|(name, state)| state.leads_to().into_iter().map(move |next| (name, next)))
            {
                let drawn = picture.edges.iter().filter(|edge| edge.from == *state && edge.to == *next);
                assert!((1..=2).contains(&drawn.count()), "{state} to {next}");
            }
            let svg = picture.svg();
            assert_eq!(svg.matches("=\"url(#end)\"").count(), picture.edges.len());
            let boxes = svg.matches("stroke=\"#334155").count();
            assert_eq!(boxes, spec.states.len(), "{name}");
            for node in &picture.nodes {
                assert!(svg.contains(&format!(">{}</text>", node.name)), "{}", node.name);
            }
        }
    }
}

#[test]
fn labels_are_in_the_language_asked_for_and_arabic_runs_from_the_right() {
    let (_, arabic) = shipped("office", Language::Ar);
    let (_, english) = shipped("office", Language::En);
    let svg = arabic.svg();
    assert!(svg.contains("direction=\"rtl\"") && svg.contains("رسوم التحويل") && svg.contains("مغلق"), "{svg}");
    assert!(english.edges.iter().any(|edge| edge.label == "1 transfer fees"));
    assert!(english.edges.iter().any(|edge| edge.label == "digits 6–12"));
    assert!(!english.svg().contains("direction=\"rtl\""));
}

#[test]
fn graphviz_and_mermaid_texts_name_everything_and_escape_what_they_must() {
    let (spec, picture) = shipped("office", Language::Ar);
    let (dot, mermaid) = (picture.dot(), picture.mermaid());
    assert_eq!(dot.matches(" -> ").count(), picture.edges.len());
    assert_eq!(mermaid.lines().count(), 1 + spec.states.len() + picture.edges.len());
    let mut odd = picture;
    odd.nodes[0].lines = vec!["a \"b\"\\".to_owned()];
    assert!(odd.dot().contains("\"a \\\"b\\\"\\\\\""));
    assert!(odd.mermaid().contains("#quot;b#quot;"));
}
