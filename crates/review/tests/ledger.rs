//! Promises on their way: how they stand, who is told and how often, what counts as kept.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wasl_model::{BranchId, Pii, Promise, PromiseId, PromiseKeeper, PromiseOutcome, PromiseState, Timestamp};
use wasl_review::ledger::{Alert, AlertKind, LedgerRules, Owing, Owner, Proof, Standing, alerts, settle, standing};

const HOUR: i64 = 3_600_000;

fn promise(n: u128, due_h: Option<i64>) -> Promise {
    Promise {
        id: PromiseId::numbered(n),
        customer: None,
        made_in: None,
        what: Pii::from("بنتصل عليك"),
        due: due_h.map(|hours| Timestamp(hours * HOUR)),
        branch: None,
        state: PromiseState::Open,
    }
}

fn owing(promise: Promise) -> Owing {
    Owing { promise, keeper: PromiseKeeper::Phone, owner: Some("sara".into()) }
}

fn at(hours: i64) -> Timestamp {
    Timestamp(hours * HOUR)
}

const RULES: LedgerRules = LedgerRules { soon_ms: 4 * 3_600_000, grace_ms: 15 * 60_000 };

#[test]
fn a_promise_comes_due_and_lapses_unless_it_is_closed() {
    let open = promise(1, Some(10));
    let seen: Vec<Standing> = [1, 6, 10, 11].map(|hours| standing(&open, at(hours), &RULES)).to_vec();
    assert_eq!(seen, [Standing::Open, Standing::DueSoon, Standing::DueSoon, Standing::Lapsed]);
    assert_eq!(standing(&promise(1, None), at(99), &RULES), Standing::Open, "no day was named");
    for (state, expected) in [
        (PromiseState::Suggested, Standing::Suggested),
        (PromiseState::Kept, Standing::Kept),
        (PromiseState::PartlyKept, Standing::PartlyKept),
        (PromiseState::Broken, Standing::Broken),
    ] {
        assert_eq!(standing(&Promise { state, ..open.clone() }, at(99), &RULES), expected);
    }
}

#[test]
fn the_owner_is_told_once_before_and_once_after_the_day() {
    let list = [owing(promise(1, Some(10))), owing(promise(2, Some(8))), owing(promise(3, None))];
    let mut told = BTreeSet::new();
    let mut tell = |hours| {
        let found = alerts(&list, &told, at(hours), &RULES);
        told.extend(found.iter().map(|alert| (alert.promise, alert.kind)));
        found.iter().map(|alert: &Alert| (alert.promise, alert.kind)).collect::<Vec<_>>()
    };
    let (one, two) = (PromiseId::numbered(1), PromiseId::numbered(2));
    assert_eq!(tell(1), []);
    assert_eq!(tell(7), [(two, AlertKind::DueSoon), (one, AlertKind::DueSoon)], "soonest first");
    assert_eq!(tell(7), []);
    assert_eq!(tell(9), [(two, AlertKind::Lapsed)]);
    assert_eq!(tell(30), [(one, AlertKind::Lapsed)]);
    assert_eq!(tell(31), []);
}

#[test]
fn a_branch_s_promise_is_told_to_the_branch_and_an_orphan_to_whoever_leads() {
    let told = |owing: &Owing| alerts(std::slice::from_ref(owing), &BTreeSet::new(), at(9), &RULES)[0].owner.clone();
    let phone = owing(promise(1, Some(10)));
    assert_eq!(told(&phone), Owner::Agent("sara".into()));
    assert_eq!(told(&Owing { owner: None, ..phone.clone() }), Owner::Phone);
    let mut branch = Owing { keeper: PromiseKeeper::Branch, ..phone };
    assert_eq!(told(&branch), Owner::Branches);
    branch.promise.branch = Some(BranchId::from("olaya"));
    assert_eq!(told(&branch), Owner::Branch("olaya".into()));
}

#[test]
fn a_callback_is_kept_by_a_call_in_time_and_broken_when_the_customer_had_to_call() {
    let due = promise(1, Some(10));
    let state = |proofs: &[Proof]| settle(&due, at(1), true, proofs, &RULES);
    assert_eq!(state(&[]), PromiseState::Open);
    assert_eq!(state(&[Proof::Called { at: at(0) }]), PromiseState::Open, "before it was promised");
    assert_eq!(state(&[Proof::Called { at: at(9) }]), PromiseState::Kept);
    assert_eq!(state(&[Proof::Called { at: at(10) + std::time::Duration::from_secs(600) }]), PromiseState::Kept);
    assert_eq!(state(&[Proof::Called { at: at(12) }]), PromiseState::PartlyKept);
    assert_eq!(state(&[Proof::CustomerCame { at: at(11) }, Proof::Called { at: at(12) }]), PromiseState::Broken);
    assert_eq!(state(&[Proof::CustomerCame { at: at(5) }, Proof::Called { at: at(9) }]), PromiseState::Kept);
}

#[test]
fn a_person_s_answer_counts_before_everything_and_the_latest_one() {
    let due = promise(1, Some(10));
    let visit = |hours, outcome| Proof::Visit { at: at(hours), outcome };
    let state = |proofs: &[Proof]| settle(&due, at(1), false, proofs, &RULES);
    assert_eq!(state(&[visit(4, PromiseOutcome::NotKept)]), PromiseState::Broken);
    assert_eq!(state(&[visit(4, PromiseOutcome::NotKept), visit(8, PromiseOutcome::Kept)]), PromiseState::Kept);
    assert_eq!(state(&[visit(4, PromiseOutcome::NotRaised)]), PromiseState::Open, "nobody spoke of it");
    let answered = Proof::Answered { at: at(3), state: PromiseState::PartlyKept };
    assert_eq!(state(&[answered, Proof::Called { at: at(9) }]), PromiseState::PartlyKept);
    assert_eq!(state(&[Proof::Called { at: at(9) }]), PromiseState::Open, "a call keeps only a promise to call");
}

proptest! {
    #[test]
    fn nobody_is_told_twice_whatever_the_hours(
        dues in prop::collection::vec(prop::option::of(0_i64..100), 1..12),
        mut hours in prop::collection::vec(0_i64..120, 1..40),
    ) {
        hours.sort_unstable();
        let list: Vec<Owing> = (1..).zip(&dues).map(|(n, due)| owing(promise(n, *due))).collect();
        let mut told = BTreeSet::new();
        for hour in hours {
            for alert in alerts(&list, &told.clone(), at(hour), &RULES) {
                prop_assert!(told.insert((alert.promise, alert.kind)), "{alert:?} again");
                let early = alert.kind == AlertKind::DueSoon;
                prop_assert_eq!(early, alert.due >= at(hour));
                prop_assert!(!early || alert.due.since(at(hour)).as_millis() <= u128::from(RULES.soon_ms));
            }
        }
        prop_assert!(told.iter().all(|(id, _)| list.iter().any(|o| o.promise.id == *id && o.promise.due.is_some())));
    }
}
