//! Who is signed in, and the lock-out of those who guess. Kept in memory: a restart signs everybody out.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use wasl_model::{AgentId, CallId, Timestamp};
use wasl_record::User;

/// The cookie's name.
pub const COOKIE: &str = "wasl_session";
/// A session ends after this, used or not.
pub const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// A session unused for this long ends.
const LONGEST_IDLE: Duration = Duration::from_secs(2 * 3600);
/// Most sessions. Drop rule: the one unused for longest goes.
const MOST_SESSIONS: usize = 10_000;
/// Wrong passwords for one name from one address before it is locked out.
pub const TRIES: u32 = 5;
/// Wrong passwords from one address, for any names, before it is locked out.
pub const TRIES_PER_ADDRESS: u32 = 50;
/// How long a lock-out lasts, and how long wrong tries are remembered.
pub const LOCK_OUT: Duration = Duration::from_secs(15 * 60);
/// Most names and addresses remembered. Drop rule: the one that tried longest ago goes.
const MOST_TRIERS: usize = 20_000;
/// Opening the same thing again within this time is the same opening.
const SAME_OPENING: Duration = Duration::from_secs(600);
/// Openings a session remembers. Drop rule: all are forgotten, and noted again.
const MOST_OPENINGS: usize = 64;

/// What a session is known by inside: the hash of the cookie, so that a look at memory signs nobody in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Token([u8; 32]);

#[derive(Debug)]
struct Session {
    user: AgentId,
    /// The password it was begun with.
    password_set: Timestamp,
    began: Instant,
    used: Instant,
    opened: BTreeMap<(CallId, &'static str), Instant>,
}

/// An address, alone or with the name it tries.
type Trier = (IpAddr, Option<AgentId>);

/// All sessions and all recent wrong tries.
#[derive(Debug, Default)]
pub struct Sessions {
    sessions: Mutex<BTreeMap<Token, Session>>,
    tries: Mutex<BTreeMap<Trier, (u32, Instant)>>,
}

impl Sessions {
    /// Begins a session; gives the cookie's value, 256 random bits.
    pub fn begin(&self, user: &User) -> String {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes[..]);
        let cookie: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let now = Instant::now();
        let (name, password_set) = (user.name.clone(), user.password_set);
        let session = Session { user: name, password_set, began: now, used: now, opened: BTreeMap::new() };
        let mut sessions = self.sessions.lock().expect("no holder panics");
        if sessions.len() >= MOST_SESSIONS
            && let Some(oldest) =
                sessions.iter().min_by_key(|(_, session)| session.used).map(|(token, _)| token.clone())
        {
            sessions.remove(&oldest);
        }
        sessions.insert(hashed(&cookie), session);
        cookie
    }

    /// The user of a session that has not ended, and when the password it was begun with was set.
    pub(crate) fn user_of(&self, token: &Token) -> Option<(AgentId, Timestamp)> {
        let now = Instant::now();
        let mut sessions = self.sessions.lock().expect("no holder panics");
        let session = sessions.get_mut(token)?;
        if now - session.began > LONGEST || now - session.used > LONGEST_IDLE {
            sessions.remove(token);
            return None;
        }
        session.used = now;
        Some((session.user.clone(), session.password_set))
    }

    /// Ends a session.
    pub(crate) fn end(&self, token: &Token) {
        self.sessions.lock().expect("no holder panics").remove(token);
    }

    /// Is it to be noted that this session opens that: true the first time, and again after a while.
    /// (A player asks for the same recording many times.)
    pub(crate) fn opens(&self, token: &Token, call: CallId, action: &'static str) -> bool {
        let now = Instant::now();
        let mut sessions = self.sessions.lock().expect("no holder panics");
        let Some(session) = sessions.get_mut(token) else { return true };
        let open = session.opened.get(&(call, action));
        if open.is_some_and(|since| now - *since < SAME_OPENING) {
            return false;
        }
        if session.opened.len() >= MOST_OPENINGS {
            session.opened.clear();
        }
        session.opened.insert((call, action), now);
        true
    }

    /// Counts a try before its password is looked at; `Err` with the time to wait when it is one too many.
    /// A name is locked out for that address only, so nobody can lock others out of theirs.
    ///
    /// # Errors
    /// When this address has tried too often.
    pub fn try_once(&self, address: IpAddr, name: &AgentId) -> Result<(), Duration> {
        let now = Instant::now();
        let address = network(address);
        let mut tries = self.tries.lock().expect("no holder panics");
        for (who, most) in [(None, TRIES_PER_ADDRESS), (Some(name.clone()), TRIES)] {
            let (count, since) = tries.get(&(address, who)).copied().unwrap_or((0, now));
            let left = LOCK_OUT.saturating_sub(now - since);
            if count >= most && !left.is_zero() {
                return Err(left);
            }
        }
        for who in [None, Some(name.clone())] {
            let (count, since) = tries.entry((address, who)).or_insert((0, now));
            *count = if now - *since >= LOCK_OUT { 1 } else { *count + 1 };
            *since = now;
        }
        while tries.len() > MOST_TRIERS {
            let oldest = tries.iter().min_by_key(|(_, (_, since))| *since).map(|(who, _)| who.clone());
            oldest.map(|who| tries.remove(&who));
        }
        Ok(())
    }

    /// The password was right: the name's tries are forgotten, and this one does not count for the address.
    pub fn succeeded(&self, address: IpAddr, name: &AgentId) {
        let address = network(address);
        let mut tries = self.tries.lock().expect("no holder panics");
        tries.remove(&(address, Some(name.clone())));
        if let Some((count, _)) = tries.get_mut(&(address, None)) {
            *count = count.saturating_sub(1);
        }
    }
}

/// Who holds an IPv6 address holds the /64 around it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
    }
}

/// The session a request's cookie names.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == COOKIE).map(|(_, value)| hashed(value))
}

fn hashed(cookie: &str) -> Token {
    Token(Sha256::digest(cookie.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_locks_the_guesser_out_and_nobody_else() {
        let sessions = Sessions::default();
        let (guesser, victim) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let sara = AgentId::from("sara");
        for _ in 0..TRIES {
            assert!(sessions.try_once(guesser, &sara).is_ok());
        }
        assert!(sessions.try_once(guesser, &sara).is_err());
        assert!(sessions.try_once(victim, &sara).is_ok());
        sessions.succeeded(victim, &sara);
        let names = (0..).map(|n| AgentId::from(format!("user{n}")));
        assert!(names.take(100).any(|name| sessions.try_once(guesser, &name).is_err()), "many names are no way around");
    }

    #[test]
    fn a_neighbouring_ipv6_address_is_the_same_guesser() {
        let sessions = Sessions::default();
        let sara = AgentId::from("sara");
        for n in 0..u64::from(TRIES) {
            sessions.try_once(format!("2001:db8::{n:x}").parse().unwrap(), &sara).unwrap();
        }
        assert!(sessions.try_once("2001:db8::ffff".parse().unwrap(), &sara).is_err());
        assert!(sessions.try_once("2001:db8:0:1::1".parse().unwrap(), &sara).is_ok());
    }
}
