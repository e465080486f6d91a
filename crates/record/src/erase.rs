//! Erasing a person everywhere: sound, words, index, drafts, visits, promises and comments, with a proof that says what went
//! and nothing of whom.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use wasl_model::{AgentId, CallId, CustomerId, Pii, Timestamp};

use crate::customers::Known;
use crate::people::hex;
use crate::retention::Shredded;
use crate::store::AuditRow;
use crate::store::privacy::{Erasing, Erasure, Scrub};
use crate::visits::VisitFilter;
use crate::{Book, StoreError, number};

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
    /// SHA-256 of `id`, a colon and the customer's id; of a caller who was no customer the Argon2id hash (a PHC string, its
    /// salt made of `id`) of the number as it compares, since numbers can be guessed. Who knows them can check whom it was about.
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
    #[error("{0} is under legal hold ({1} holds); `wasl hold list` shows them, and nothing was erased")]
    Held(String, usize),
    /// One of their calls is going on.
    #[error("a call of {0} is going on; erase it when it is over")]
    Live(String),
    /// No call came from that number.
    #[error("no call from that number is in the book; `wasl calls list` shows the numbers that called")]
    NoCaller,
    /// It is no number, or more than one person's.
    #[error(
        "that is no number, or more than one person may be meant by it; give it with its country code, as +9665…, or name a customer by --customer"
    )]
    WhichNumber,
    /// The store does not give or take it.
    #[error("the store cannot be used")]
    Store(#[from] StoreError),
}

/// Stands before the number of a caller who is no customer, where an erasure under way says of whom it is.
const NUMBER: &str = "number:";

/// Whom an erasure is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whose {
    /// A customer.
    Customer(CustomerId),
    /// Whoever calls from this number, as it compares; no customer has it.
    Number(String),
}

impl Whose {
    /// As an erasure under way names them.
    fn noted(&self) -> CustomerId {
        match self {
            Self::Customer(id) => id.clone(),
            Self::Number(number) => CustomerId(format!("{NUMBER}{number}")),
        }
    }

    /// As the proof of this id tells of them to whoever knows them.
    fn hashed(&self, id: &str) -> Result<String, StoreError> {
        let failed = |error: argon2::password_hash::Error| StoreError::Refused(error.to_string());
        match self {
            Self::Customer(customer) => Ok(hex(&Sha256::digest(format!("{id}:{customer}")))),
            Self::Number(number) => {
                let salt = SaltString::encode_b64(&Sha256::digest(id)[..16]).map_err(failed)?;
                Ok(Argon2::default().hash_password(number.as_bytes(), &salt).map_err(failed)?.to_string())
            }
        }
    }

    /// Whether that proof is about them.
    fn is_in(&self, proof: &Proof) -> bool {
        match self {
            Self::Customer(_) => self.hashed(&proof.id).is_ok_and(|hash| hash == proof.person_sha256),
            Self::Number(number) => PasswordHash::new(&proof.person_sha256)
                .is_ok_and(|hash| Argon2::default().verify_password(number.as_bytes(), &hash).is_ok()),
        }
    }

    /// As an error tells of them, which may come to be in a log.
    fn told(&self) -> String {
        match self {
            Self::Customer(id) => format!("customer {id}"),
            Self::Number(_) => "the caller with that number".to_owned(),
        }
    }
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
        self.erase_whole(&Whose::Customer(customer.clone()), by).await
    }

    /// Erases whoever calls from a number: the customer who has it, or a caller known by nothing else. As [`Self::erase`].
    ///
    /// # Errors
    /// When it is no number or more than one person's, no call came from it, something is held or still going on, or the
    /// store cannot be used.
    pub async fn erase_number(&self, number: &Pii<String>, by: &AgentId) -> Result<Proof, EraseError> {
        let key = number::normalise(number.reveal()).ok_or(EraseError::WhichNumber)?;
        let known = self.known(&crate::Person::Number(number.clone())).await?;
        if let Some(customer) = known.customer {
            return self.erase(&customer, by).await;
        }
        // A number without its country may be that of somebody in another, and that of several customers.
        let countries = known.numbers.iter().filter(|number| number.starts_with('+')).count();
        let holders = self.inner.store.holders_like(number::tail(&key)).await?;
        if countries > 1 || holders.iter().any(|(other, _)| number::same(other, &key)) {
            return Err(EraseError::WhichNumber);
        }
        self.erase_whole(&Whose::Number(key), by).await
    }

    async fn erase_whole(&self, whose: &Whose, by: &AgentId) -> Result<Proof, EraseError> {
        let before = self.inner.store.erasures().await?;
        let noted = whose.noted();
        let under_way = before.iter().find(|erasure| erasure.whose.as_ref() == Some(&noted));
        let Some(person) = self.person(whose).await? else {
            let done =
                before.iter().rev().filter_map(|erasure| read(&erasure.proof).ok()).find(|proof| whose.is_in(proof));
            let unknown = || match whose {
                Whose::Customer(id) => EraseError::Unknown(id.0.clone()),
                Whose::Number(_) => EraseError::NoCaller,
            };
            return self.finished(done.ok_or_else(unknown)?).await;
        };
        let id = under_way.map_or_else(|| uuid::Uuid::now_v7().to_string(), |erasure| erasure.id.clone());
        let mut proof = self.plan(&person, whose, by, id).await?;
        if let Some(erasure) = under_way {
            take_over(&mut proof, read(&erasure.proof)?);
        }
        let calls = person.calls.iter().map(CallId::to_string);
        let of: Vec<String> = calls.chain(person.visits.iter().cloned()).collect();
        let (id, by, at) = (proof.id.clone(), proof.by.clone(), proof.at);
        let erasure = Erasure { id, whose: Some(noted), by, at, proof: text(&proof)? };
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
            let Some(noted) = &erasure.whose else { continue };
            let number = noted.as_str().strip_prefix(NUMBER).map(str::to_owned);
            let whose = match number {
                Some(number) if self.customer(noted).await?.is_none() => Whose::Number(number),
                Some(_) | None => Whose::Customer(noted.clone()),
            };
            self.erase_whole(&whose, &erasure.by).await?;
            finished += 1;
        }
        Ok(finished)
    }

    /// All there is of them; `None` when there is no such customer, or no call from that number.
    async fn person(&self, whose: &Whose) -> Result<Option<Person>, EraseError> {
        match whose {
            Whose::Customer(id) if self.customer(id).await?.is_none() => Ok(None),
            Whose::Customer(id) => self.customer_whole(id).await.map(Some),
            Whose::Number(number) => {
                let known = self.known(&crate::Person::Number(number.as_str().into())).await?;
                let calls = self.inner.store.calls_of_person(&known).await?;
                let person = Person { customers: Vec::new(), numbers: known.numbers, calls, visits: Vec::new() };
                Ok((!person.calls.is_empty()).then_some(person))
            }
        }
    }

    async fn customer_whole(&self, customer: &CustomerId) -> Result<Person, EraseError> {
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
    async fn plan(&self, person: &Person, whose: &Whose, by: &AgentId, id: String) -> Result<Proof, EraseError> {
        let held = self.held().await?;
        let holds = person.calls.iter().filter(|call| held.calls.contains(call)).count()
            + person.customers.iter().filter(|customer| held.customers.contains(customer)).count();
        if holds > 0 {
            return Err(EraseError::Held(whose.told(), holds));
        }
        let mut calls = Vec::with_capacity(person.calls.len());
        for call in &person.calls {
            let known = self.call(*call).await?.ok_or_else(|| StoreError::Damaged("a call is gone".to_owned()))?;
            if known.ended.is_none() {
                return Err(EraseError::Live(whose.told()));
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
            person_sha256: whose.hashed(&id)?,
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

fn read(proof: &str) -> Result<Proof, StoreError> {
    serde_json::from_str(proof).map_err(|_| StoreError::Damaged("the proof of an erasure".to_owned()))
}

fn text(proof: &Proof) -> Result<String, StoreError> {
    serde_json::to_string(proof).map_err(|error| StoreError::Refused(error.to_string()))
}
