//! Promises on their way: how they stand, and who is told.

use proptest::prelude::*;
use wasl_model::{BranchId, Pii, Promise, PromiseId, PromiseKeeper, PromiseState, Timestamp};
use wasl_review::ledger::{AlertKind, LedgerRules, Owing, Owner, Standing, alert, standing};

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
    Owing { promise, keeper: PromiseKeeper::Phone, owner: None, made_by: Some("sara".into()) }
}

fn at(hours: i64) -> Timestamp {
    Timestamp(hours * HOUR)
}

const RULES: LedgerRules = LedgerRules { soon_ms: 4 * 3_600_000 };

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
fn the_owner_is_told_before_the_day_and_after_it() {
    let told = |due, hours| alert(&owing(promise(1, due)), at(hours), &RULES).map(|alert| alert.kind);
    let seen = [1, 6, 10, 11].map(|hours| told(Some(10), hours));
    assert_eq!(seen, [None, Some(AlertKind::DueSoon), Some(AlertKind::DueSoon), Some(AlertKind::Lapsed)]);
    assert_eq!(told(None, 99), None, "no day was named");
    let closed = owing(Promise { state: PromiseState::Kept, ..promise(1, Some(10)) });
    assert_eq!(alert(&closed, at(11), &RULES), None);
}

#[test]
fn whoever_it_was_given_to_is_told_else_the_branch_that_keeps_it_else_who_made_it_else_whoever_leads() {
    let told = |owing: &Owing| alert(owing, at(9), &RULES).unwrap().owner;
    let phone = owing(promise(1, Some(10)));
    assert_eq!(told(&phone), Owner::User("sara".into()));
    assert_eq!(told(&Owing { made_by: None, ..phone.clone() }), Owner::Phone);
    let mut branch = Owing { keeper: PromiseKeeper::Branch, ..phone };
    assert_eq!(told(&branch), Owner::Branches);
    branch.promise.branch = Some(BranchId::from("olaya"));
    assert_eq!(told(&branch), Owner::Branch("olaya".into()));
    assert_eq!(told(&Owing { owner: Some("mona".into()), ..branch }), Owner::User("mona".into()));
}

proptest! {
    #[test]
    fn whoever_is_told_early_is_told_within_the_rule_and_late_after_the_day(due in 0_i64..100, hour in 0_i64..120) {
        match alert(&owing(promise(1, Some(due))), at(hour), &RULES) {
            None => prop_assert!(at(due) > RULES.horizon(at(hour))),
            Some(alert) => {
                let early = alert.kind == AlertKind::DueSoon;
                prop_assert_eq!(early, at(due) >= at(hour));
                prop_assert!(!early || at(due) <= RULES.horizon(at(hour)));
            }
        }
    }
}
