//! Scorecards: score maths, the way of a sheet, agreement of two people, samples.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use time::UtcOffset;
use wasl_model::{AgentId, CallId, Timestamp};
use wasl_review::consistency::TouchId;
use wasl_review::scorecard::{
    Action, Answer, Answers, Candidate, Choice, Form, FormError, Mark, MarkError, MarkedBy, Plan, Question, Risk, Role,
    Section, Sheet, State, Weights, Words, WorkflowError, agreement, draw, kappa, leads_to, may, score,
};

fn words(text: &str) -> Words {
    Words { ar: text.to_owned(), en: text.to_owned() }
}

fn question(id: &str, weight: u32, answer: Answers) -> Question {
    Question { id: id.to_owned(), ask: words(id), help: None, weight, answer, fatal: false, may_skip: true, hint: None }
}

fn form(questions: Vec<Question>) -> Form {
    let section = Section { id: "all".to_owned(), title: words("all"), questions };
    Form { id: "form".to_owned(), version: 1, title: words("form"), sections: vec![section] }
}

fn sheet(form: &Form) -> Sheet {
    Sheet::draft(form, TouchId::Phone(CallId::numbered(1)), AgentId::from("sara"), "qa", false)
}

fn yes(yes: bool) -> Answer {
    Answer::Yes { yes }
}

#[test]
fn the_shipped_form_is_good_and_sums_to_a_hundred() {
    let form = Form::builtin().remove(0);
    assert_eq!((form.id.as_str(), form.check()), ("last", vec![]));
    assert_eq!(form.questions().map(|question| question.weight).sum::<u32>(), 100);
    assert!(form.questions().any(|question| question.fatal));
    assert!(form.questions().all(|question| !question.ask.ar.is_empty() && !question.ask.en.is_empty()));
}

#[test]
fn a_bad_form_says_what_is_wrong_with_it() {
    let choice = Answers::Choice { options: vec![Choice { id: "a".to_owned(), words: words("a"), percent: 10 }] };
    let mut bad = form(vec![
        question("all", 0, Answers::YesNo),
        question("q", 0, choice),
        question("s", 0, Answers::Scale { most: 0 }),
    ]);
    bad.version = 0;
    let named = |error: &FormError| error.to_string();
    let told: Vec<String> = bad.check().iter().map(named).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[1].contains("nothing to score") && told[2].contains("\"all\" stands twice"), "{told:?}");
    assert!(matches!(Form::parse("id = 1").unwrap_err()[..], [FormError::Unreadable(_)]));
}

#[test]
fn weights_count_what_does_not_apply_does_not_and_a_fatal_failure_takes_all() {
    let scale = Answers::Scale { most: 4 };
    let mut form = form(vec![
        question("a", 30, Answers::YesNo),
        question("b", 10, scale),
        question("c", 60, Answers::YesNo),
        Question { fatal: true, ..question("d", 0, Answers::YesNo) },
    ]);
    let mut sheet = sheet(&form);
    assert_eq!(score(&form, &sheet).unwrap().score, None);
    sheet.answer("a", yes(true), Vec::new(), None);
    sheet.answer("b", Answer::Points { points: 1 }, Vec::new(), None);
    sheet.answer("c", Answer::Skipped, Vec::new(), None);
    // 30 and a quarter of 10, of 40.
    let scored = score(&form, &sheet).unwrap();
    assert_eq!((scored.score, scored.open), (Some(81.25), vec!["d".to_owned()]));
    sheet.answer("d", yes(false), Vec::new(), None);
    let scored = score(&form, &sheet).unwrap();
    assert_eq!(
        (scored.score, scored.before_fatal, scored.fatal_failed),
        (Some(0.0), Some(81.25), vec!["d".to_owned()])
    );
    form.version = 2;
    assert!(matches!(score(&form, &sheet), Err(MarkError::OtherForm { version: 1, .. })));
}

#[test]
fn a_mark_has_to_fit_its_question() {
    let form = form(vec![question("a", 1, Answers::YesNo), question("b", 1, Answers::Scale { most: 3 })]);
    let wrong = |id: &str, answer: Answer| {
        let mut sheet = sheet(&form);
        sheet.answer(id, answer, Vec::new(), None);
        score(&form, &sheet).unwrap_err()
    };
    assert!(matches!(wrong("a", Answer::Points { points: 1 }), MarkError::DoesNotFit { .. }));
    assert!(matches!(wrong("b", Answer::Points { points: 4 }), MarkError::DoesNotFit { .. }));
    assert!(matches!(wrong("x", yes(true)), MarkError::NoSuchQuestion { .. }));
}

#[test]
fn the_machine_suggests_a_person_decides_and_a_blind_sheet_sees_nothing() {
    let form = form(vec![question("a", 1, Answers::YesNo), question("b", 1, Answers::YesNo)]);
    let machine = |answer: Answer| Mark {
        suggested: Some(answer.clone()),
        answer,
        by: MarkedBy::Machine,
        evidence: Vec::new(),
        comment: None,
    };
    let mut sheet = sheet(&form);
    sheet.answer("b", yes(true), Vec::new(), None);
    sheet.suggest([("a".to_owned(), machine(yes(true))), ("b".to_owned(), machine(yes(false)))]);
    assert_eq!((sheet.marks["a"].by, sheet.marks["b"].by), (MarkedBy::Machine, MarkedBy::Person));
    assert_eq!(sheet.marks["b"].answer, yes(true), "a person's word stands");
    assert_eq!(sheet.unanswered(&form), ["a"]);
    let publish = |sheet: &mut Sheet| sheet.act(&form, ("qa", Role::Author), Action::Publish, Timestamp(1), None);
    assert_eq!(publish(&mut sheet), Err(WorkflowError::Unanswered { questions: vec!["a".to_owned()] }));
    sheet.answer("a", yes(false), Vec::new(), None);
    assert_eq!(sheet.marks["a"].suggested, Some(yes(true)), "what the machine said stays beside");
    assert_eq!(publish(&mut sheet), Ok(State::Published));

    let mut blind = Sheet { blind: true, ..self::sheet(&form) };
    blind.suggest([("a".to_owned(), machine(yes(true)))]);
    assert!(blind.marks.is_empty());
}

#[test]
fn a_dispute_needs_a_reason_and_another_judge() {
    let form = form(vec![question("a", 1, Answers::YesNo)]);
    let mut sheet = sheet(&form);
    sheet.answer("a", yes(false), Vec::new(), None);
    let mut act = |by: &str, role, action, why: Option<&str>| {
        sheet.act(&form, (by, role), action, Timestamp(5), why.map(Into::into))
    };
    assert_eq!(act("qa", Role::Author, Action::Publish, None), Ok(State::Published));
    assert_eq!(
        act("sara", Role::Agent, Action::Dispute, Some(" ")),
        Err(WorkflowError::NoReason { action: Action::Dispute })
    );
    assert_eq!(act("sara", Role::Agent, Action::Dispute, Some("I did thank her")), Ok(State::Disputed));
    assert_eq!(act("qa", Role::Judge, Action::Resolve, Some("no")), Err(WorkflowError::OwnSheet));
    assert_eq!(act("lead", Role::Judge, Action::Resolve, Some("she did")), Ok(State::Resolved));
    assert_eq!(act("sara", Role::Agent, Action::Acknowledge, None), Ok(State::Acknowledged));
    let states: Vec<State> = sheet.history.iter().map(|step| step.state).collect();
    assert_eq!(states, [State::Published, State::Disputed, State::Resolved, State::Acknowledged]);
    assert!(sheet.history.iter().all(|step| step.score == Some(0.0)));
}

#[test]
fn kappa_is_as_computed_by_hand() {
    // Cohen's table 20, 5, 10, 15: agreement .7, by chance .5.
    let cell = |a: usize, b: usize, n: usize| vec![(a, b); n];
    let pairs = [cell(0, 0, 20), cell(0, 1, 5), cell(1, 0, 10), cell(1, 1, 15)].concat();
    let near = |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-9, "{found:?} {wanted}");
    near(kappa(&pairs, 2, Weights::Equal), 0.4);
    // Three marks: disagreement 1 of 4 pairs by one step. Shares a: ½ ¼ ¼, b: ¼ ½ ¼.
    let pairs = [(0, 0), (0, 1), (1, 1), (2, 2)];
    near(kappa(&pairs, 3, Weights::Equal), 1.0 - 0.25 / 0.6875);
    // Linear: seen ⅛; by chance ½·(½·½+¼·1) + ¼·(¼·½+¼·½) + ¼·(¼·1+½·½) = .25 + .0625 + .125.
    near(kappa(&pairs, 3, Weights::Linear), 1.0 - 0.125 / 0.4375);
    // Quadratic: seen 1/16; by chance ½·(½·¼+¼·1) + ¼·(¼·¼+¼·¼) + ¼·(¼·1+½·¼) = .1875 + .03125 + .09375.
    near(kappa(&pairs, 3, Weights::Quadratic), 1.0 - 0.0625 / 0.3125);
    assert_eq!(kappa(&[], 2, Weights::Equal), None);
    assert_eq!(kappa(&[(1, 1), (1, 1)], 2, Weights::Equal), None, "chance alone would agree");
}

#[test]
fn two_people_agree_question_by_question() {
    let form = form(vec![question("a", 1, Answers::YesNo), question("b", 1, Answers::Scale { most: 2 })]);
    let filled = |call: u128, a: bool, points: u8| {
        let mut sheet = Sheet { touch: TouchId::Phone(CallId::numbered(call)), ..sheet(&form) };
        sheet.answer("a", yes(a), Vec::new(), None);
        sheet.answer("b", Answer::Points { points }, Vec::new(), None);
        sheet
    };
    let first = [filled(1, true, 0), filled(2, true, 0), filled(3, false, 1), filled(4, false, 2)];
    let second = [filled(1, true, 0), filled(2, true, 1), filled(3, false, 1), filled(4, true, 2)];
    let pairs: Vec<(&Sheet, &Sheet)> = first.iter().zip(&second).collect();
    let found: BTreeMap<String, (f64, Option<f64>)> =
        agreement(&form, &pairs).into_iter().map(|a| (a.question, (a.equal, a.kappa))).collect();
    assert_eq!(found["a"].0, 0.75);
    assert!((found["a"].1.unwrap() - 0.5).abs() < 1e-9);
    assert!((found["b"].1.unwrap() - 0.8).abs() < 1e-9);
    assert!(agreement(&form, &[(&first[0], &second[1])]).is_empty(), "two calls are no pair");
}

#[test]
fn two_sheets_are_independent_when_neither_author_saw_the_other() {
    let form = form(vec![question("a", 1, Answers::YesNo)]);
    let filled = |author: &str, blind: bool, at: i64| {
        let mut sheet = Sheet { author: author.to_owned(), blind, ..sheet(&form) };
        sheet.answer("a", yes(true), Vec::new(), None);
        sheet.act(&form, (author, Role::Author), Action::Publish, Timestamp(at), None).unwrap();
        sheet
    };
    let blind = filled("b", true, 10);
    assert!(filled("a", false, 5).is_independent_of(&blind) && blind.is_independent_of(&filled("a", false, 5)));
    assert!(filled("a", true, 20).is_independent_of(&blind), "both blind");
    assert!(!filled("a", false, 20).is_independent_of(&blind), "could read the published blind sheet");
    assert!(!filled("a", false, 5).is_independent_of(&filled("c", false, 10)), "nobody was blind");
    assert!(!filled("b", true, 5).is_independent_of(&blind), "one author");
    let mut judged = blind.clone();
    judged.act(&form, ("sara", Role::Agent), Action::Dispute, Timestamp(11), Some("no".into())).unwrap();
    judged.act(&form, ("lead", Role::Judge), Action::Edit, Timestamp(12), None).unwrap();
    assert!(!filled("a", true, 5).is_independent_of(&judged), "the marks are the judge's now");
    let draft = Sheet { blind: true, author: "d".to_owned(), ..sheet(&form) };
    assert!(!draft.is_independent_of(&blind));
}

fn candidates(n: u128) -> Vec<Candidate> {
    let agents = ["omar", "sara", "lina"];
    let risks = |i: u128| match i % 10 {
        0 => BTreeSet::from([Risk::BrokenPromise, Risk::BadEnd]),
        1 => BTreeSet::from([Risk::LongSilence]),
        _ => BTreeSet::new(),
    };
    (0..n)
        .map(|i| Candidate {
            call: CallId::numbered(i + 1),
            agent: AgentId::from(agents[usize::try_from(i % 3).expect("small")]),
            at: Timestamp(1_772_323_200_000 + i64::try_from(i).expect("small") * 3_600_000),
            risks: risks(i),
        })
        .collect()
}

#[test]
fn every_agent_is_heard_as_often_each_week_and_what_was_drawn_counts() {
    let calls = candidates(24 * 14);
    let plan = Plan::PerAgentPerWeek { calls: 3, seed: 7 };
    let drawn = draw(&plan, &calls, &BTreeSet::new(), UtcOffset::UTC);
    assert_eq!(drawn.len(), 3 * 3 * 2, "three agents, two weeks from Sunday 1 March 2026");
    let before: BTreeSet<CallId> = drawn.iter().map(|drawn| drawn.call).collect();
    assert_eq!(before.len(), drawn.len());
    assert!(draw(&plan, &calls, &before, UtcOffset::UTC).is_empty(), "nothing is owed");
    let more = draw(&Plan::PerAgentPerWeek { calls: 4, seed: 7 }, &calls, &before, UtcOffset::UTC);
    assert_eq!(more.len(), 6);
    assert!(more.iter().all(|drawn| !before.contains(&drawn.call)));
}

#[test]
fn risky_calls_are_drawn_more_often() {
    let calls = candidates(1_000);
    let drawn = draw(&Plan::ByRisk { calls: 200, seed: 1 }, &calls, &BTreeSet::new(), UtcOffset::UTC);
    let risky = drawn.iter().filter(|drawn| drawn.risks.contains(&Risk::BrokenPromise)).count();
    // A tenth of the calls with eleven times the weight: more than half of them are drawn.
    assert!(drawn.len() == 200 && risky > 70, "{risky}");
    let random = draw(&Plan::Random { share: 0.2, seed: 1 }, &calls, &BTreeSet::new(), UtcOffset::UTC);
    assert!((150..250).contains(&random.len()), "{}", random.len());
}

proptest! {
    #[test]
    fn a_score_is_the_weighted_mean_of_what_applies(
        marks in prop::collection::vec((1_u32..50, 0_u8..=5, any::<bool>()), 1..20),
    ) {
        let questions = (0..).zip(&marks);
        let form = form(questions.map(|(i, (weight, ..))| question(&format!("q{i}"), *weight, Answers::Scale { most: 5 })).collect());
        let mut sheet = sheet(&form);
        for (i, (_, points, skipped)) in marks.iter().enumerate() {
            let answer = if *skipped { Answer::Skipped } else { Answer::Points { points: *points } };
            sheet.answer(&format!("q{i}"), answer, Vec::new(), None);
        }
        let counted = || marks.iter().filter(|(.., skipped)| !skipped);
        let weight: u32 = counted().map(|(weight, ..)| weight).sum();
        let won: u32 = counted().map(|(weight, points, _)| weight * u32::from(*points)).sum();
        let scored = score(&form, &sheet).unwrap();
        match scored.score {
            None => prop_assert_eq!(weight, 0),
            Some(score) => {
                prop_assert!((score - 20.0 * f64::from(won) / f64::from(weight)).abs() < 1e-9);
                prop_assert!((0.0..=100.0).contains(&score));
            }
        }
        prop_assert_eq!(scored.sections[0].weight, weight);
    }

    #[test]
    fn no_state_is_skipped_whatever_is_tried(tries in prop::collection::vec((0_usize..3, 0_usize..5), 0..40)) {
        let form = form(vec![question("a", 1, Answers::YesNo)]);
        let mut sheet = sheet(&form);
        sheet.answer("a", yes(true), Vec::new(), None);
        let next = |state: State| match state {
            State::Draft => vec![State::Draft, State::Published],
            State::Published => vec![State::Acknowledged, State::Disputed],
            State::Disputed => vec![State::Disputed, State::Resolved],
            State::Resolved => vec![State::Acknowledged],
            State::Acknowledged => vec![],
        };
        for (role, action) in tries {
            let (role, action, before, steps) = (Role::ALL[role], Action::ALL[action], sheet.state, sheet.history.len());
            let done = sheet.act(&form, ("somebody", role), action, Timestamp(1), Some("because".into()));
            prop_assert_eq!(done.is_ok(), may(role, before, action));
            match done {
                Ok(state) => {
                    prop_assert!(next(before).contains(&state));
                    prop_assert_eq!(Some(state), leads_to(role, before, action));
                    prop_assert_eq!(sheet.history.len(), steps + 1);
                }
                Err(_) => prop_assert_eq!((sheet.state, sheet.history.len()), (before, steps)),
            }
        }
    }

    #[test]
    fn a_draw_is_the_same_whatever_order_the_calls_come_in(seed in any::<u64>(), turn in 0_usize..50, n in 0_u32..20) {
        let calls = candidates(50);
        let mut turned = calls.clone();
        turned.rotate_left(turn);
        for plan in [
            Plan::ByRisk { calls: n, seed },
            Plan::PerAgentPerWeek { calls: n, seed },
            Plan::Random { share: f64::from(n) / 20.0, seed },
        ] {
            let drawn = draw(&plan, &calls, &BTreeSet::new(), UtcOffset::UTC);
            prop_assert_eq!(&drawn, &draw(&plan, &turned, &BTreeSet::new(), UtcOffset::UTC));
            let once: BTreeSet<CallId> = drawn.iter().map(|drawn| drawn.call).collect();
            prop_assert_eq!(once.len(), drawn.len());
            prop_assert!(draw(&plan, &calls, &once, UtcOffset::UTC).iter().all(|again| !once.contains(&again.call)));
        }
    }

    #[test]
    fn kappa_is_one_for_equals_and_never_more(pairs in prop::collection::vec((0_usize..4, 0_usize..4), 1..60)) {
        for weights in [Weights::Equal, Weights::Linear, Weights::Quadratic] {
            if let Some(kappa) = kappa(&pairs, 4, weights) {
                prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&kappa), "{}", kappa);
            }
            let equal: Vec<(usize, usize)> = pairs.iter().map(|(a, _)| (*a, *a)).collect();
            if let Some(kappa) = kappa(&equal, 4, weights) {
                prop_assert!((kappa - 1.0).abs() < 1e-9);
            }
        }
    }
}
