//! Customers as persons: who calls under a number, and every meeting with them on the phone and in a branch.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasl_model::{CallId, Contact, Customer, CustomerId, Pii};

use crate::book::Book;
use crate::number;
use crate::page::{MOST_PER_PAGE, Page};
use crate::store::StoreError;

/// Most numbers a customer may have.
pub const MOST_NUMBERS: usize = 20;
/// Most characters of a customer's name, city or occasion.
pub const LONGEST_TEXT: usize = 200;
/// Most characters of a visit's notes.
pub const LONGEST_NOTES: usize = 4_000;

/// Whose history or promises are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// A customer, with every number they call from.
    Customer(CustomerId),
    /// Whoever calls from this number; a customer's number stands for the customer.
    Number(Pii<String>),
}

/// Which customers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// A part of a name, in any spelling, or digits of a number.
    pub query: Option<String>,
    /// Only customers after this one in the list: the `next` of the page before.
    pub after: Option<CustomerId>,
}

/// A person as the store looks for them: the customer if known, and the numbers as they compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Normalised numbers.
    pub numbers: Vec<String>,
}

/// Why a customer or a visit was not kept.
#[derive(Debug, Error)]
pub enum CustomerError {
    /// A number is none.
    #[error("number {0} of the customer is no phone number and no address")]
    BadNumber(usize),
    /// Too much of something.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A number is somebody else's.
    #[error("a number of this customer belongs to the customer '{0}' already")]
    NumberTaken(CustomerId),
    /// There is no such customer.
    #[error("there is no customer '{0}'")]
    Unknown(CustomerId),
    /// The store did not take it.
    #[error("the customer could not be read or written")]
    Store(#[from] StoreError),
}

impl Book {
    /// One customer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        self.inner.store.customer(id).await
    }

    /// The customer who calls from a number, in whatever spelling; `None` when nobody or more than one may be meant.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn customer_by_number(&self, number: &Pii<String>) -> Result<Option<Customer>, StoreError> {
        let Some(key) = number::normalise(number.reveal()) else { return Ok(None) };
        match self.holder(&key).await? {
            Some(id) => self.customer(&id).await,
            None => Ok(None),
        }
    }

    /// Adds a customer, or puts it in the place of the one of that id; gives it as it is kept: numbers normalised, texts trimmed.
    /// An empty id is given a fresh one.
    ///
    /// # Errors
    /// When a number is none or somebody else's, a text is too long, or the store does not take it.
    pub async fn put_customer(&self, customer: Customer) -> Result<Customer, CustomerError> {
        let customer = tidied(customer)?;
        match self.inner.store.put_customer(&customer, self.now()).await? {
            Some(other) => Err(CustomerError::NumberTaken(other)),
            None => Ok(customer),
        }
    }

    /// Customers that fit, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn customers(
        &self,
        filter: &CustomerFilter,
        limit: u32,
    ) -> Result<Page<Customer, CustomerId>, StoreError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        let found = self.inner.store.customers(filter, limit + 1).await?;
        Ok(Page::of(found, limit, |customer| customer.id.clone()))
    }

    /// Every meeting with a person, on the phone and in a branch, newest first; calls that are not over are not among them.
    /// Moods and intents are the best known: the caller's own word, else the agent's, else the machine's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history(&self, person: &Person, limit: u32) -> Result<Vec<Contact>, StoreError> {
        let known = self.known(person).await?;
        self.inner.store.contacts(&known, limit.clamp(1, MOST_PER_PAGE)).await
    }

    /// Who is in that call, as far as the book knows: the number that called, and its customer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn caller(&self, call: CallId) -> Result<Option<Person>, StoreError> {
        let from = self.call(call).await?.and_then(|call| call.from);
        Ok(from.map(Person::Number))
    }

    pub(crate) async fn known(&self, person: &Person) -> Result<Known, StoreError> {
        let mut known = match person {
            Person::Customer(id) => Known { customer: Some(id.clone()), numbers: Vec::new() },
            Person::Number(number) => {
                let Some(key) = number::normalise(number.reveal()) else { return Ok(Known::default()) };
                Known { customer: self.holder(&key).await?, numbers: vec![key] }
            }
        };
        if let Some(id) = &known.customer {
            let customer = self.customer(id).await?;
            known.numbers.extend(customer.into_iter().flat_map(|customer| customer.numbers).map(Pii::into_inner));
        }
        self.with_spellings(known).await
    }

    /// Adds the spellings under which these numbers have called.
    async fn with_spellings(&self, mut known: Known) -> Result<Known, StoreError> {
        let mut spellings = Vec::new();
        for key in &known.numbers {
            let called = self.inner.store.callers_like(number::tail(key)).await?;
            spellings.extend(called.into_iter().filter(|other| number::same(key, other)));
        }
        known.numbers.extend(spellings);
        known.numbers.sort_unstable();
        known.numbers.dedup();
        Ok(known)
    }

    async fn holder(&self, key: &str) -> Result<Option<CustomerId>, StoreError> {
        let holders = self.inner.store.holders_like(number::tail(key)).await?;
        if let Some((_, id)) = holders.iter().find(|(number, _)| number == key) {
            return Ok(Some(id.clone()));
        }
        let mut alike = holders.into_iter().filter(|(number, _)| number::same(number, key)).map(|(_, id)| id);
        let first = alike.next();
        Ok(first.filter(|first| alike.all(|other| other == *first)))
    }
}

fn tidied(mut customer: Customer) -> Result<Customer, CustomerError> {
    if customer.id.as_str().is_empty() {
        customer.id = CustomerId(uuid::Uuid::now_v7().to_string());
    }
    if customer.id.as_str().len() > LONGEST_TEXT {
        return Err(CustomerError::TooLong("the id"));
    }
    customer.name = trimmed(customer.name, "the name")?;
    customer.city = trimmed(customer.city, "the city")?;
    customer.occasion = trimmed(customer.occasion, "the occasion")?;
    let mut numbers: Vec<Pii<String>> = Vec::new();
    for (place, number) in customer.numbers.iter().enumerate() {
        let number = number::normalise(number.reveal()).ok_or(CustomerError::BadNumber(place + 1))?;
        if !numbers.iter().any(|known| *known.reveal() == number) {
            numbers.push(Pii::new(number));
        }
    }
    if numbers.len() > MOST_NUMBERS {
        return Err(CustomerError::TooLong("the list of numbers"));
    }
    customer.numbers = numbers;
    Ok(customer)
}

fn trimmed(text: Option<Pii<String>>, what: &'static str) -> Result<Option<Pii<String>>, CustomerError> {
    let Some(text) = text else { return Ok(None) };
    let text = text.reveal().trim();
    if text.chars().count() > LONGEST_TEXT {
        return Err(CustomerError::TooLong(what));
    }
    Ok((!text.is_empty()).then(|| Pii::from(text)))
}
