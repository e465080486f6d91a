//! After a call its story is read: how the caller was served, what was promised, where phone and branch differ, and whom
//! we lost in silence. The same is looked at again when a visit is logged, and when only time can tell.
//!
//! The book knows what is unread, so this task may die at any moment; what is read twice is kept once.
//!
//! - [`call`]: one call, read
//! - [`person`]: all meetings of one person, compared
//! - [`silent`]: whether somebody should be called

mod call;
mod person;
mod silent;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wasl_record::{Book, Notice, StoreError, Unread};
use wasl_review::consistency::House as Rules;
use wasl_review::ledger::{LedgerRules, Owner, alert};
use wasl_review::promises::{BranchNames, Site};

use super::after::LiveCalls;
use crate::clock::proven as now;

/// What is unread is looked up so often.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// And so soon after the book could not be used.
const TRY_AGAIN: Duration = Duration::from_secs(10);
/// Looked up at once.
const PAGE: u32 = 64;

/// The task.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) book: Book,
    pub(crate) live: Arc<LiveCalls>,
    /// What should have been answered, and in which zone days begin.
    pub(crate) rules: Rules,
    /// The same zone, and the branches the configuration names.
    pub(crate) site: Site,
    /// How long an agent is busy after a talk of which nothing is written down.
    pub(crate) wrap_up: Duration,
}

impl Reader {
    /// Reads what is unread, and tells of promises about to lapse, until the house closes.
    pub(crate) async fn run(self, closing: CancellationToken) {
        loop {
            let pause = tokio::select! {
                biased;
                () = closing.cancelled() => return,
                done = self.look() => match done {
                    Ok(()) => LOOK_AGAIN,
                    Err(error) => {
                        tracing::warn!(error = &error as &dyn std::error::Error, "stories of ended calls wait to be read");
                        TRY_AGAIN
                    }
                },
            };
            tokio::select! {
                () = closing.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn look(&self) -> Result<(), StoreError> {
        // Reading a call owes its person; once round more reads them too.
        while self.read_page().await? {}
        self.alert().await
    }

    /// Reads what is unread now; false when there was nothing to be read.
    async fn read_page(&self) -> Result<bool, StoreError> {
        let mut read = false;
        for unread in self.book.unread(PAGE).await? {
            match &unread {
                Unread::Call { call, .. } if self.live.has(*call) => continue,
                Unread::Call { call, .. } => self.read_call(*call).await?,
                Unread::Person { person, .. } => {
                    // First: a look that is owed from now on, by what is found, must stay.
                    self.book.have_read(&unread).await?;
                    if let Err(error) = self.look_at(person).await {
                        self.book.owe_person(person.reveal(), now()).await?;
                        return Err(error);
                    }
                }
            }
            if let Unread::Call { .. } = unread {
                self.book.have_read(&unread).await?;
            }
            read = true;
        }
        Ok(read)
    }

    /// Owners of promises hear of them before the customer calls.
    async fn alert(&self) -> Result<(), StoreError> {
        let (now, rules) = (now(), LedgerRules::default());
        for promise in self.book.promises_to_alert(rules.horizon(now)).await? {
            let Some(alert) = alert(&wasl_console::ledger::owing(&promise), now, &rules) else { continue };
            tracing::info!(promise = %promise.promise.id, "a promise is about to lapse; its owner is told");
            let (user, branch) = match alert.owner {
                Owner::User(user) => (Some(user), None),
                Owner::Branch(branch) => (None, Some(branch)),
                // Whoever leads finds it in the list.
                Owner::Phone | Owner::Branches => (None, None),
            };
            self.book.tell(Notice::PromiseDue { promise: Box::new(promise), user, branch });
        }
        Ok(())
    }

    /// The house as it is named now: branches are told of in the configuration, and by those who serve in them.
    async fn site(&self) -> Result<Site, StoreError> {
        let branches = BranchNames::directory(&self.site.branches, &self.book.branches().await?);
        Ok(Site { branches, ..self.site })
    }
}

#[cfg(test)]
mod tests;
