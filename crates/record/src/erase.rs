//! Erasing a person everywhere: sound, words, index, drafts, visits, promises and comments, with a proof that says what went
//! and nothing of whom.

use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;
use wasl_model::{AgentId, CallId, CustomerId, Timestamp};

use crate::retention::Shredded;
use crate::store::privacy::Scrub;
use crate::visits::VisitFilter;
use crate::{Book, Person, StoreError};

/// What was erased, when and by whom; without personal data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    /// The form of this file.
    pub proof: &'static str,
    /// Of this erasure.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AgentId,
    /// SHA-256 of `id`, a colon and the customer's id: who knows the customer can check whom it was about.
    pub person_sha256: String,
    /// The calls, with what they were before.
    pub calls: Vec<ErasedCall>,
    /// Files of sound of visits.
    pub visits: Vec<Shredded>,
    /// Rows taken out, by table.
    pub rows: Vec<(String, u64)>,
    /// Copies of the store beside it (made before an upgrade), which still hold the person: delete them, or restore them
    /// and erase again.
    pub copies: Vec<String>,
    /// Nothing of it is left in the database's files; otherwise a reader was in the way and it is to be run again.
    pub scrubbed: bool,
}

/// A call that was erased.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErasedCall {
    /// Its id.
    pub call: CallId,
    /// When it began.
    pub began: Timestamp,
    /// Entries of its timeline.
    pub entries: u64,
    /// SHA-256 of its timeline as JSON before, hexadecimal.
    pub timeline_sha256: String,
    /// Its files of sound.
    pub sound: Vec<Shredded>,
}

/// Why a person was not erased.
#[derive(Debug, Error)]
pub enum EraseError {
    /// There is no such customer.
    #[error("there is no customer {0}; `wasl erase` takes the id a customer has in the book")]
    Unknown(String),
    /// Something of theirs is held.
    #[error("customer {0} is under legal hold ({1} holds); `wasl hold list` shows them, and nothing was erased")]
    Held(String, usize),
    /// One of their calls is going on.
    #[error("a call of customer {0} is going on; erase it when it is over")]
    Live(String),
    /// The store does not give or take it.
    #[error("the store cannot be used")]
    Store(#[from] StoreError),
}

impl Book {
    /// Erases a customer everywhere.
    ///
    /// # Errors
    /// When there is none, something is held or still going on, or the store cannot be used.
    pub async fn erase(&self, customer: &CustomerId, by: &AgentId) -> Result<Proof, EraseError> {
        if self.customer(customer).await?.is_none() {
            return Err(EraseError::Unknown(customer.0.clone()));
        }
        let known = self.known(&Person::Customer(customer.clone())).await?;
        let calls = self.inner.store.calls_of_person(&known).await?;
        let held = self.held().await?;
        let holds = calls.iter().filter(|call| held.calls.contains(call)).count()
            + usize::from(held.customers.contains(customer));
        if holds > 0 {
            return Err(EraseError::Held(customer.0.clone(), holds));
        }
        let mut erased = Vec::with_capacity(calls.len());
        for call in &calls {
            let known = self.call(*call).await?.ok_or_else(|| StoreError::Damaged("a call is gone".to_owned()))?;
            if known.ended.is_none() {
                return Err(EraseError::Live(customer.0.clone()));
            }
            let timeline = self.inner.store.timeline(*call).await?;
            let text = serde_json::to_vec(&timeline).map_err(|error| StoreError::Refused(error.to_string()))?;
            erased.push(ErasedCall {
                call: *call,
                began: known.began,
                entries: timeline.len() as u64,
                timeline_sha256: hex(&Sha256::digest(&text)),
                sound: Vec::new(),
            });
        }
        // Sound first: the rows still say where it is if this dies in between, and it is run again.
        for call in &mut erased {
            call.sound = self.shred_recording(call.call).await?;
        }
        let filter = VisitFilter { customer: Some(customer.clone()), ..VisitFilter::default() };
        let logged = self.inner.store.visits(&filter, u32::MAX >> 1).await?;
        let ids: Vec<String> = logged.iter().map(|logged| logged.visit.id.to_string()).collect();
        let visits = self.shred_visits(&ids).await?;
        let at = self.now();
        let rows = self.inner.store.forget_person(&known, &calls, at).await?;
        for call in &calls {
            self.relink(*call, "erased").await?;
        }
        self.audit(by, "person.erase", None).await?;
        let scrubbed = self.inner.store.scrub(Scrub::All).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let person_sha256 = hex(&Sha256::digest(format!("{id}:{customer}")));
        let (by, copies) = (by.clone(), self.copies());
        Ok(Proof { proof: "wasl-erase-1", id, at, by, person_sha256, calls: erased, visits, rows, copies, scrubbed })
    }

    /// Copies of the store that lie beside it.
    fn copies(&self) -> Vec<String> {
        let Some(file) = &self.inner.file else { return Vec::new() };
        let (Some(dir), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
            return Vec::new();
        };
        let begins = format!("{name}.step-");
        let files = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(&begins)).collect();
        names.sort();
        names
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
