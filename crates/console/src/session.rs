//! Who is signed in. Sessions are kept in the book, so a restart signs nobody out.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use wasl_model::{AgentId, CallId, Pii, Timestamp};
use wasl_record::{Book, Clock, KeptSession, StoreError, TokenHash, User};

/// The cookie's name.
pub const COOKIE: &str = "wasl_session";
/// A session ends after this, used or not.
pub const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// A session unused for this long ends.
const LONGEST_IDLE: Duration = Duration::from_secs(2 * 3600);
/// A session that began so much later than now began by a clock that was wrong.
const AHEAD: Duration = Duration::from_secs(600);
/// How often the use of a session is written down.
const TOUCH: Duration = Duration::from_secs(60);
/// Most sessions remembered here. Drop rule: all are forgotten, and read from the book again.
const MOST_REMEMBERED: usize = 10_000;
/// Opening the same thing again within this time is the same opening.
const SAME_OPENING: Duration = Duration::from_secs(600);
/// Openings a session remembers. Drop rule: all are forgotten, and noted again.
const MOST_OPENINGS: usize = 64;

/// Now, by a calendar that no jump of the wall clock changes: nobody is signed out by one.
fn now() -> Timestamp {
    Clock::house().steady()
}
/// People a session remembers to have looked up at a branch's desk. Drop rule: the earliest is forgotten, and looked up again.
const MOST_LOOKED_UP: usize = 64;

/// What a request's cookie says: what the session is known by inside, and what its pages send back with every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The hash of the cookie, so that a look at the book signs nobody in.
    hash: TokenHash,
    /// Another hash of it: pages of other sites can make a browser send the cookie, but cannot know this.
    pub(crate) csrf: String,
}

/// A session as it is remembered here, beside the book.
#[derive(Debug)]
struct Session {
    kept: KeptSession,
    /// When its use was last written down.
    written: Timestamp,
    opened: BTreeMap<(CallId, &'static str), Instant>,
    /// Customers' ids, and the numbers of people nobody wrote down, as they compare.
    looked_up: VecDeque<Pii<String>>,
}

/// All sessions.
#[derive(Debug)]
pub struct Sessions {
    book: Book,
    remembered: Mutex<BTreeMap<TokenHash, Session>>,
}

impl Sessions {
    /// The sessions of a book.
    #[must_use]
    pub const fn new(book: Book) -> Self {
        Self { book, remembered: Mutex::new(BTreeMap::new()) }
    }

    /// Begins a session; gives the cookie's value, 256 random bits.
    ///
    /// # Errors
    /// When the book does not take it.
    pub async fn begin(&self, user: &User) -> Result<String, StoreError> {
        let cookie = random_hex::<32>();
        let (token, at) = (Token::of(&cookie), now());
        let (name, password_set) = (user.name.clone(), user.password_set);
        let kept = KeptSession { token: token.hash, user: name, password_set, began: at, used: at };
        let before = |age: Duration| Timestamp(at.as_millis() - i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        self.book.end_stale_sessions(before(LONGEST), before(LONGEST_IDLE)).await?;
        self.book.keep_session(&kept).await?;
        self.remember(kept);
        Ok(cookie)
    }

    /// The user of a session that has not ended, and when the password it was begun with was set.
    pub(crate) async fn user_of(&self, token: &Token) -> Result<Option<(AgentId, Timestamp)>, StoreError> {
        if !self.remembers(token) {
            match self.book.session(&token.hash).await? {
                Some(kept) => self.remember(kept),
                None => return Ok(None),
            }
        }
        match self.used(token, now()) {
            Used::Ended => {
                self.end(token).await?;
                Ok(None)
            }
            Used::Open { user, password_set, touch } => {
                if let Some(at) = touch
                    && !self.book.touch_session(&token.hash, at).await?
                {
                    // Ended beside us (by a command-line tool).
                    self.forget(token);
                    return Ok(None);
                }
                Ok(Some((user, password_set)))
            }
        }
    }

    /// Ends a session.
    pub(crate) async fn end(&self, token: &Token) -> Result<(), StoreError> {
        self.forget(token);
        self.book.end_session(&token.hash).await.map(drop)
    }

    fn remembers(&self, token: &Token) -> bool {
        self.remembered.lock().expect("no holder panics").contains_key(&token.hash)
    }

    fn forget(&self, token: &Token) {
        self.remembered.lock().expect("no holder panics").remove(&token.hash);
    }

    fn remember(&self, kept: KeptSession) {
        let mut remembered = self.remembered.lock().expect("no holder panics");
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        let written = kept.used;
        remembered.insert(kept.token, Session { kept, written, opened: BTreeMap::new(), looked_up: VecDeque::new() });
    }

    fn used(&self, token: &Token, at: Timestamp) -> Used {
        let mut remembered = self.remembered.lock().expect("no holder panics");
        let Some(session) = remembered.get_mut(&token.hash) else { return Used::Ended };
        let over = at.since(session.kept.began) > LONGEST || at.since(session.kept.used) > LONGEST_IDLE;
        // Begun before a restart, by a clock that was wrong then.
        let ahead = session.kept.began.since(at) > AHEAD;
        if over || ahead {
            return Used::Ended;
        }
        session.kept.used = at;
        let touch = (at.since(session.written) > TOUCH).then_some(at);
        session.written = touch.unwrap_or(session.written);
        Used::Open { user: session.kept.user.clone(), password_set: session.kept.password_set, touch }
    }

    /// Is it to be noted that this session opens that: true the first time, and again after a while.
    /// (A player asks for the same recording many times.)
    pub(crate) fn opens(&self, token: &Token, call: CallId, action: &'static str) -> bool {
        let now = Instant::now();
        let mut remembered = self.remembered.lock().expect("no holder panics");
        let Some(session) = remembered.get_mut(&token.hash) else { return true };
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
}

impl Sessions {
    /// This session's user has that person before them at a branch's desk.
    pub(crate) fn looks_up(&self, token: &Token, person: Pii<String>) {
        let mut remembered = self.remembered.lock().expect("no holder panics");
        let Some(session) = remembered.get_mut(&token.hash) else { return };
        session.looked_up.retain(|known| *known != person);
        if session.looked_up.len() >= MOST_LOOKED_UP {
            session.looked_up.pop_front();
        }
        session.looked_up.push_back(person);
    }

    /// Had they that person before them.
    pub(crate) fn looked_up(&self, token: &Token, person: &str) -> bool {
        let remembered = self.remembered.lock().expect("no holder panics");
        let session = remembered.get(&token.hash);
        session.is_some_and(|session| session.looked_up.iter().any(|known| known.reveal() == person))
    }
}

/// What a look at a session finds.
enum Used {
    Ended,
    Open { user: AgentId, password_set: Timestamp, touch: Option<Timestamp> },
}

impl Token {
    /// What a cookie's value says.
    pub(crate) fn of(cookie: &str) -> Self {
        let csrf = Sha256::digest(format!("wasl csrf {cookie}"));
        Self { hash: TokenHash(Sha256::digest(cookie.as_bytes()).into()), csrf: hex(&csrf) }
    }
}

/// The session a request's cookie names.
pub(crate) fn token_of(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == COOKIE).map(|(_, value)| Token::of(value))
}

/// `N` random bytes, as text.
pub(crate) fn random_hex<const N: usize>() -> String {
    let mut bytes = [0_u8; N];
    rand::fill(&mut bytes[..]);
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use wasl_record::clock::Hands;
    use wasl_record::people::NewUser;
    use wasl_record::{OpenOptions, Role};

    use super::*;

    #[tokio::test]
    async fn a_clock_that_is_set_signs_nobody_out_and_time_that_passes_does() {
        let hands = Hands::at(Timestamp(1_795_348_800_000));
        assert!(Clock::of(hands.clone()).install(), "this test has a process of its own");
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("wasl.db").display());
        let book = Book::open_with(&url, &dir.path().join("recordings"), OpenOptions::default()).await.unwrap();
        let password = "a long enough password".into();
        let user = NewUser { name: "sara".into(), display_name: "سارة".into(), role: Role::Agent, password };
        let user = book.add_user(user).await.unwrap();
        let sessions = Sessions::new(book.clone());
        let token = Token::of(&sessions.begin(&user).await.unwrap());
        for by in [86_400_000, -2 * 86_400_000, 86_400_000] {
            hands.jump(by);
            hands.wait(Duration::from_secs(600));
            assert!(sessions.user_of(&token).await.unwrap().is_some(), "the clock was set by {by} ms");
            assert!(Sessions::new(book.clone()).user_of(&token).await.unwrap().is_some(), "read from the book");
        }
        hands.wait(LONGEST_IDLE + Duration::from_secs(1));
        assert!(sessions.user_of(&token).await.unwrap().is_none());
        // Begun by a clock that was two days ahead, and met after a restart with the right one.
        let ahead = Timestamp(now().as_millis() + 2 * 86_400_000);
        let (name, password_set) = (user.name.clone(), user.password_set);
        let token = Token::of("another");
        let kept = KeptSession { token: token.hash, user: name, password_set, began: ahead, used: ahead };
        book.keep_session(&kept).await.unwrap();
        assert!(sessions.user_of(&token).await.unwrap().is_none());
        book.shutdown().await;
    }
}
