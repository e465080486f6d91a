//! Who is this? One answer for known and unknown users, so that nobody can list them.

use std::net::IpAddr;

use wasl_model::{Pii, Timestamp};

use super::ban::Bans;
use super::digest::{Answer, Challenge};
use super::nonce::{Nonces, Use};
use super::quirk;
use crate::directory::Algorithm;

/// Nonces and bans of one realm.
#[derive(Debug)]
pub(crate) struct Guard {
    realm: String,
    /// Never empty: what may be used, most wanted first.
    offered: Vec<Algorithm>,
    pub(crate) nonces: Nonces,
    pub(crate) bans: Bans,
}

/// The two stored hashes of one user.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    pub(crate) md5: Option<Pii<String>>,
    pub(crate) sha256: Option<Pii<String>>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It is them.
    User(String),
    /// Ask (again): the challenges to send, best first.
    Challenge(Vec<String>),
    /// Turned away.
    Banned,
}

/// One request that may carry credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    pub(crate) method: &'a str,
    pub(crate) source: IpAddr,
    /// Every `Authorization` header.
    pub(crate) headers: &'a [&'a str],
    pub(crate) user_agent: Option<&'a str>,
    pub(crate) now: Timestamp,
    pub(crate) dice: u64,
}

impl Guard {
    /// `wanted` is what to offer, in order; empty counts as [`Algorithm::OFFERED`].
    pub(crate) fn new(realm: String, wanted: &[Algorithm], nonces: Nonces, bans: Bans) -> Self {
        let wanted = if wanted.is_empty() { Algorithm::OFFERED.as_slice() } else { wanted };
        let mut offered = Vec::new();
        for algorithm in wanted {
            if !offered.contains(algorithm) {
                offered.push(*algorithm);
            }
        }
        Self { realm, offered, nonces, bans }
    }

    /// Judges an attempt; `secrets` looks a user up.
    pub(crate) fn admit(&mut self, attempt: Attempt<'_>, secrets: impl Fn(&str) -> Option<Secrets>) -> Admission {
        let answers = attempt.headers.iter().filter_map(|header| Answer::parse(header));
        let Some(answer) = answers.into_iter().find(|answer| answer.realm == self.realm) else {
            return self.challenge(attempt, false);
        };
        if self.bans.banned(attempt.source, &answer.user, attempt.now) {
            return Admission::Banned;
        }
        // An algorithm we did not offer opens nothing, though its hash be known: else anybody could ask for the weaker.
        let secrets = secrets(&answer.user).filter(|_| self.offered.contains(&answer.algorithm));
        if !proven(&answer, attempt.method, secrets) {
            return self.refuse(attempt, &answer.user);
        }
        match self.nonces.judge(&answer.nonce, answer.count(), attempt.now) {
            Use::Fresh => {
                self.bans.succeeded(attempt.source, &answer.user);
                Admission::User(answer.user)
            }
            Use::Stale => self.challenge(attempt, true),
            Use::Forged => self.challenge(attempt, false),
        }
    }

    fn refuse(&mut self, attempt: Attempt<'_>, user: &str) -> Admission {
        if self.bans.failed(attempt.source, user, attempt.now) {
            tracing::warn!(source = %attempt.source, "too many wrong passwords: source banned for this user");
        }
        self.challenge(attempt, false)
    }

    fn challenge(&self, attempt: Attempt<'_>, stale: bool) -> Admission {
        let header = |(at, algorithm): (u64, &Algorithm)| {
            let (algorithm, dice) = (*algorithm, attempt.dice.wrapping_add(at));
            let nonce = self.nonces.issue(attempt.now, dice);
            Challenge { realm: self.realm.clone(), nonce, opaque: None, algorithm, qop_auth: true, stale }.to_header()
        };
        let shown = quirk::shown(&self.offered, attempt.user_agent);
        Admission::Challenge((0..).zip(shown).map(header).collect())
    }
}

/// An unknown user costs the same hashing as a known one.
fn proven(answer: &Answer, method: &str, secrets: Option<Secrets>) -> bool {
    let known = secrets.and_then(|secrets| match answer.algorithm {
        Algorithm::Md5 => secrets.md5,
        Algorithm::Sha256 => secrets.sha256,
    });
    let proves = answer.proves(method, known.as_ref().map_or("nobody", |ha1| ha1.reveal().as_str()));
    known.is_some() && proves
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn guard() -> Guard {
        offering(&[])
    }

    fn offering(algorithms: &[Algorithm]) -> Guard {
        Guard::new("wasl".into(), algorithms, Nonces::new([1; 32]), Bans::new(3, Duration::from_secs(60)))
    }

    fn secrets(user: &str) -> Option<Secrets> {
        (user == "100").then(|| Secrets {
            md5: Some(crate::ha1(Algorithm::Md5, "100", "wasl", "pw")),
            sha256: Some(crate::ha1(Algorithm::Sha256, "100", "wasl", "pw")),
        })
    }

    fn admit(guard: &mut Guard, headers: &[&str]) -> Admission {
        let source = "192.0.2.1".parse().unwrap();
        let now = Timestamp::from_millis(5);
        guard.admit(Attempt { method: "REGISTER", source, headers, user_agent: None, now, dice: 9 }, secrets)
    }

    fn answer(guard: &mut Guard, which: usize, user: &str, password: &str) -> Admission {
        let Admission::Challenge(challenges) = admit(guard, &[]) else { panic!() };
        let challenge = Challenge::parse(&challenges[which]).unwrap();
        let header = challenge.answer(user, password, "REGISTER", "sip:wasl", 1, "c");
        admit(guard, &[&header])
    }

    #[test]
    fn both_algorithms_open_and_a_replay_does_not() {
        let mut guard = guard();
        for which in [0, 1] {
            let Admission::Challenge(challenges) = admit(&mut guard, &[]) else { panic!() };
            let header = Challenge::parse(&challenges[which]).unwrap().answer(
                "100",
                "pw",
                "REGISTER",
                "sip:wasl",
                1 + u32::try_from(which).unwrap(),
                "c",
            );
            assert_eq!(admit(&mut guard, &[&header]), Admission::User("100".into()));
            let Admission::Challenge(again) = admit(&mut guard, &[&header]) else { panic!("a replay was let in") };
            assert!(again[0].contains("stale=true"));
        }
    }

    #[test]
    fn known_and_unknown_users_get_the_same_answer_until_the_ban() {
        let mut guard = guard();
        for user in ["100", "999"] {
            for _ in 0..3 {
                let Admission::Challenge(challenges) = answer(&mut guard, 1, user, "wrong") else { panic!() };
                assert!(!challenges[0].contains("stale"));
            }
            assert_eq!(answer(&mut guard, 1, user, "pw"), Admission::Banned);
        }
    }

    #[test]
    fn an_algorithm_that_is_not_offered_opens_nothing() {
        let mut both = guard();
        let mut strong = offering(&[Algorithm::Sha256, Algorithm::Sha256]);
        for (guard, count) in [(&mut both, 2), (&mut strong, 1)] {
            let Admission::Challenge(challenges) = admit(guard, &[]) else { panic!() };
            assert_eq!(challenges.len(), count);
            let asked = Challenge::parse(&challenges[0]).unwrap();
            let weaker = Challenge { algorithm: Algorithm::Md5, ..asked };
            let header = weaker.answer("100", "pw", "REGISTER", "sip:wasl", 1, "c");
            assert_eq!(admit(guard, &[&header]) == Admission::User("100".into()), count == 2);
        }
    }
}
