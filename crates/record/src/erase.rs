//! Erasing a person everywhere: sound, words, index, drafts, visits, promises and comments, with a proof that says what went
//! and nothing of whom.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use wasl_model::{AgentId, CallId, CustomerId, Timestamp};

use crate::customers::Known;
use crate::people::hex;
use crate::retention::Shredded;
use crate::store::AuditRow;
use crate::store::privacy::{Erasing, Erasure, Scrub};
use crate::visits::VisitFilter;
use crate::{Book, StoreError};

/// This form of proofs.
const FORM: &str = "wasl-erase-1";

/// What was erased, when and by whom; without personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The form of this file.
    pub proof: String,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Everything there is of a person.
struct Person {
    customers: Vec<CustomerId>,
    numbers: Vec<String>,
    calls: Vec<CallId>,
    visits: Vec<String>,
}

impl Book {
    /// Erases a customer everywhere. Whatever kills it in between, it is finished when it is asked for again, or by the
    /// book's keeper; asked for once more after that, it gives the same proof.
    ///
    /// # Errors
    /// When there is none, something is held or still going on, or the store cannot be used.
    pub async fn erase(&self, customer: &CustomerId, by: &AgentId) -> Result<Proof, EraseError> {
        let before = self.inner.store.erasures().await?;
        let under_way = before.iter().find(|erasure| erasure.whose.as_ref() == Some(customer));
        if self.customer(customer).await?.is_none() {
            let done = before.iter().rev().find(|erasure| is_of(&erasure.proof, &erasure.id, customer));
            let done = done.ok_or_else(|| EraseError::Unknown(customer.0.clone()))?;
            return self.finished(read(&done.proof)?).await;
        }
        let person = self.person(customer).await?;
        let id = under_way.map_or_else(|| uuid::Uuid::now_v7().to_string(), |erasure| erasure.id.clone());
        let mut proof = self.plan(&person, customer, by, id).await?;
        if let Some(erasure) = under_way {
            take_over(&mut proof, read(&erasure.proof)?);
        }
        let calls = person.calls.iter().map(CallId::to_string);
        let of: Vec<String> = calls.chain(person.visits.iter().cloned()).collect();
        let (id, by, at) = (proof.id.clone(), proof.by.clone(), proof.at);
        let erasure = Erasure { id, whose: Some(customer.clone()), by, at, proof: text(&proof)? };
        self.inner.store.begin_erasure(&erasure, &of).await?;
        // Sound first: the rows still say where it is if this dies in between.
        for call in &person.calls {
            self.shred_recording(*call).await?;
        }
        self.shred_visits(&person.visits).await?;
        let at = self.now();
        let proven = |rows| text(&Proof { rows, at, ..proof.clone() });
        let audit = AuditRow { at, user: proof.by.clone(), action: "person.erase".to_owned(), call: None };
        let erasing = Erasing {
            id: &proof.id,
            customers: &person.customers,
            numbers: &person.numbers,
            calls: &person.calls,
            at,
            audit,
            proof: &proven,
        };
        self.inner.store.forget_person(&erasing).await?;
        let done = self.inner.store.erasures().await?.into_iter().find(|done| done.id == proof.id);
        let done = done.ok_or_else(|| StoreError::Damaged("an erasure's proof is gone".to_owned()))?;
        self.finished(read(&done.proof)?).await
    }

    /// Finishes what was begun when this book's last keeper, or a command beside it, died; gives how many persons.
    ///
    /// # Errors
    /// See [`Self::erase`].
    pub async fn finish_erasures(&self) -> Result<usize, EraseError> {
        let all = self.inner.store.erasures().await?;
        let mut finished = 0;
        for erasure in all {
            if let Some(customer) = &erasure.whose {
                self.erase(customer, &erasure.by).await?;
                finished += 1;
            }
        }
        Ok(finished)
    }

    async fn person(&self, customer: &CustomerId) -> Result<Person, EraseError> {
        let customers = self.inner.store.merged_into(customer).await?;
        let (mut numbers, mut visits) = (Vec::new(), Vec::new());
        for one in &customers {
            numbers.extend(self.known(&crate::Person::Customer(one.clone())).await?.numbers);
            let filter = VisitFilter { customer: Some(one.clone()), ..VisitFilter::default() };
            let logged = self.inner.store.visits(&filter, u32::MAX >> 1).await?;
            visits.extend(logged.iter().map(|logged| logged.visit.id.to_string()));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let known = Known { customer: Some(customer.clone()), numbers: numbers.clone() };
        let calls = self.inner.store.calls_of_person(&known).await?;
        Ok(Person { customers, numbers, calls, visits })
    }

    /// The proof as far as it is known before anything goes.
    async fn plan(
        &self,
        person: &Person,
        customer: &CustomerId,
        by: &AgentId,
        id: String,
    ) -> Result<Proof, EraseError> {
        let held = self.held().await?;
        let holds = person.calls.iter().filter(|call| held.calls.contains(call)).count()
            + person.customers.iter().filter(|customer| held.customers.contains(customer)).count();
        if holds > 0 {
            return Err(EraseError::Held(customer.0.clone(), holds));
        }
        let mut calls = Vec::with_capacity(person.calls.len());
        for call in &person.calls {
            let known = self.call(*call).await?.ok_or_else(|| StoreError::Damaged("a call is gone".to_owned()))?;
            if known.ended.is_none() {
                return Err(EraseError::Live(customer.0.clone()));
            }
            let timeline = self.inner.store.timeline(*call).await?;
            let text = serde_json::to_vec(&timeline).map_err(|error| StoreError::Refused(error.to_string()))?;
            calls.push(ErasedCall {
                call: *call,
                began: known.began,
                entries: timeline.len() as u64,
                timeline_sha256: hex(&Sha256::digest(&text)),
                sound: self.files_of(*call).await?,
            });
        }
        Ok(Proof {
            proof: FORM.to_owned(),
            at: self.now(),
            by: by.clone(),
            person_sha256: hex(&Sha256::digest(format!("{id}:{customer}"))),
            id,
            calls,
            visits: self.files_of_visits(&person.visits).await?,
            rows: Vec::new(),
            copies: Vec::new(),
            scrubbed: false,
        })
    }

    /// What is left to do when the rows are gone; it may be done again.
    async fn finished(&self, proof: Proof) -> Result<Proof, EraseError> {
        self.finish_relinking(&[]).await?;
        let scrubbed = self.inner.store.scrub(Scrub::All).await?;
        Ok(Proof { copies: self.copies(), scrubbed, ..proof })
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

/// What an earlier try that was killed had found, and shredded perhaps.
fn take_over(proof: &mut Proof, before: Proof) {
    for call in &mut proof.calls {
        if let Some(old) = before.calls.iter().find(|old| old.call == call.call) {
            call.sound.clone_from(&old.sound);
        }
    }
    let new: Vec<Shredded> =
        proof.visits.drain(..).filter(|file| before.visits.iter().all(|old| old.name != file.name)).collect();
    proof.visits = before.visits.into_iter().chain(new).collect();
    proof.by = before.by;
}

fn is_of(proof: &str, id: &str, customer: &CustomerId) -> bool {
    read(proof).is_ok_and(|proof| proof.person_sha256 == hex(&Sha256::digest(format!("{id}:{customer}"))))
}

fn read(proof: &str) -> Result<Proof, StoreError> {
    serde_json::from_str(proof).map_err(|_| StoreError::Damaged("the proof of an erasure".to_owned()))
}

fn text(proof: &Proof) -> Result<String, StoreError> {
    serde_json::to_string(proof).map_err(|error| StoreError::Refused(error.to_string()))
}
