//! What the reader has not read since it changed. The store knows, so neither a restart nor kill -9 forgets it, and what
//! is read twice is kept once.

use wasl_model::{CallId, CustomerId, Pii, Timestamp};

use crate::book::Book;
use crate::customers::Person;
use crate::store::StoreError;
use crate::store::shelf::Unread;

impl Book {
    /// Ended calls whose words are all there and masked ([`Book::mask_call`]) and that changed since the reader read them,
    /// and persons owed by now; oldest first, at most `limit` of each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unread(&self, limit: u32) -> Result<Vec<Unread>, StoreError> {
        self.inner.store.unread(self.now(), limit).await
    }

    /// That much has been read; what changed meanwhile stays unread.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn have_read(&self, unread: &Unread) -> Result<(), StoreError> {
        self.inner.store.have_read(unread).await
    }

    /// A person's matters are to be looked at from then on: now when they were met, later when only time will tell.
    /// `person` is a customer's id, or the number of somebody unknown.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn owe_person(&self, person: &str, at: Timestamp) -> Result<(), StoreError> {
        self.inner.store.owe_person(person, at).await
    }

    /// Who that is: the customer of that id, else whoever calls from that number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn person_called(&self, person: &Pii<String>) -> Result<Person, StoreError> {
        let id = CustomerId(person.reveal().clone());
        let known = self.customer(&id).await?.is_some();
        Ok(if known { Person::Customer(id) } else { Person::Number(person.clone()) })
    }

    /// Under which names cards may know a person: the customer's id and every spelling of their numbers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn names_of(&self, person: &Person) -> Result<Vec<String>, StoreError> {
        let known = self.known(person).await?;
        Ok(known.customer.into_iter().map(|customer| customer.0).chain(known.numbers).collect())
    }

    /// Ended calls of a person, oldest first, at most 200 of the latest.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ended_calls_of(&self, person: &Person) -> Result<Vec<CallId>, StoreError> {
        let mut contacts = self.history(person, crate::page::MOST_PER_PAGE).await?;
        contacts.reverse();
        Ok(contacts.into_iter().filter_map(|contact| contact.call).collect())
    }
}
