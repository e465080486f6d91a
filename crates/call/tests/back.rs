//! What the dispatcher is asked for a promised callback.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use wasl_call::{CallBack, CallConfig};
use wasl_model::{CallId, CallbackTerms, IntentGuess, Language, MoodScores, PromiseId, SkillLevel, Timestamp};

#[test]
fn a_callback_waits_with_the_skills_the_mood_and_the_urgency_of_its_caller() {
    let skills = BTreeMap::from([("cards".into(), SkillLevel::new(2).unwrap())]);
    let mut config = CallConfig::new(|_, _| Vec::new());
    config.intent_skills = BTreeMap::from([("card_lost".into(), skills.clone())]);
    let intent = Some(IntentGuess { intent: Some("card_lost".into()), confidence: 0.8, alternatives: vec![] });
    let mood = MoodScores::from_array([0.8, 0.1, 0.0, 0.1, 0.0, 0.0]);
    let terms = CallbackTerms { intent: intent.clone(), mood, emergency: true, ..CallbackTerms::of(Language::En) };
    let promise = PromiseId::numbered(9);
    let back = CallBack { promise, number: "0500".into(), queue: "cards".into(), since: Timestamp(7), terms };

    let request = back.request(CallId::numbered(1), &config);
    assert_eq!((request.skills, request.intent, request.mood), (skills, intent, mood));
    assert_eq!((request.language, request.since, request.emergency), (Language::En, Timestamp(7), true));
}
