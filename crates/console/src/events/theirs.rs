//! Which calls are an agent's: those they were offered or asked into. A branch hears of none; everybody else of all.

use std::collections::BTreeMap;

use wasl_model::{AgentId, CallId, TimelineEntry};
use wasl_record::{Book, Role, StoreError, User};

use crate::calls::concerns;

/// Most calls remembered. Drop rule: all are forgotten, and looked up in the book again.
const MOST: usize = 2_000;

/// The calls a listener may hear of.
#[derive(Debug)]
pub struct Theirs {
    whose: Whose,
    known: BTreeMap<CallId, bool>,
}

/// Of whose calls somebody may hear.
#[derive(Debug)]
enum Whose {
    Everybodys,
    Own(AgentId),
    Nobodys,
}

impl Theirs {
    /// What that user may hear of.
    #[must_use]
    pub fn of(user: &User) -> Self {
        let whose = match user.role {
            Role::Agent => Whose::Own(user.name.clone()),
            Role::Branch => Whose::Nobodys,
            Role::Qa | Role::Supervisor | Role::Admin => Whose::Everybodys,
        };
        Self { whose, known: BTreeMap::new() }
    }

    /// May they hear of that line. A call is theirs from the line on that makes it so.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub async fn has(&mut self, book: &Book, entry: &TimelineEntry) -> Result<bool, StoreError> {
        let agent = match &self.whose {
            Whose::Own(agent) => agent,
            Whose::Everybodys => return Ok(true),
            Whose::Nobodys => return Ok(false),
        };
        let known = self.known.get(&entry.call).copied();
        let theirs = match known {
            Some(true) => return Ok(true),
            // Nothing comes before a call's first line.
            Some(false) => concerns(entry, agent),
            None if entry.seq == 0 => concerns(entry, agent),
            None => was_theirs(book, entry, agent).await?,
        };
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(entry.call, theirs);
        Ok(theirs)
    }
}

/// Was the call theirs by that line.
async fn was_theirs(book: &Book, entry: &TimelineEntry, agent: &AgentId) -> Result<bool, StoreError> {
    let timeline = book.timeline(entry.call).await?.unwrap_or_default();
    let until = timeline.iter().filter(|line| line.seq <= entry.seq);
    Ok(concerns(entry, agent) || until.into_iter().any(|line| concerns(line, agent)))
}
