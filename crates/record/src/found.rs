//! Finding a person at a branch's desk by a little: last digits, the tail of a national id, a ticket, a name.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::fold::{fold, fold_words};
use wasl_model::{Customer, CustomerId, FieldKind, Pii, Timestamp};

use crate::book::Book;
use crate::customers::{CustomerFilter, Person};
use crate::people::User;
use crate::profile::{folded, may_see};
use crate::store::StoreError;

/// Most people found.
const MOST_FOUND: usize = 20;
/// Fewer digits find nobody.
const FEWEST_DIGITS: usize = 3;
/// Callers nobody wrote down are looked for among the calls of so many days.
const RECENT_MS: i64 = 30 * 86_400_000;

/// Somebody who may be meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// The customer; `null` for a caller nobody wrote down yet.
    pub customer: Option<Customer>,
    /// How they like to be addressed.
    pub address_as: Option<Pii<String>>,
    /// The number they called from.
    pub number: Option<Pii<String>>,
    /// By what they were found.
    pub by: FoundBy,
    /// How many promises to them are open.
    pub open_promises: u32,
}

/// By what somebody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// The end of a number.
    Number,
    /// The end of a national id.
    NationalId,
    /// A queue ticket.
    Ticket,
    /// The number a branch's system knows them by.
    BranchNumber,
    /// The name.
    Name,
}

/// Somebody before the book is asked for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    Customer(CustomerId),
    Caller(String),
}

impl Book {
    /// Who may be meant by one or two words; with two, both must fit. What a customer did not agree to finds them only
    /// for who wrote it down.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn find_person(&self, first: &str, second: Option<&str>, user: &User) -> Result<Vec<Found>, StoreError> {
        let mut found = self.candidates(first, user).await?;
        if let Some(second) = second {
            let both = self.candidates(second, user).await?;
            found.retain(|(who, _)| both.iter().any(|(other, _)| other == who));
        }
        let mut people = Vec::new();
        for (who, by) in found.into_iter().take(MOST_FOUND) {
            people.extend(self.found(who, by, user).await?);
        }
        people.sort_by_key(|person| std::cmp::Reverse(person.open_promises));
        Ok(people)
    }

    async fn candidates(&self, word: &str, user: &User) -> Result<Vec<(Who, FoundBy)>, StoreError> {
        let key = fold(word).trim().to_owned();
        let mut found: Vec<(Who, FoundBy)> = Vec::new();
        let mut add = |who: Who, by| {
            if !found.iter().any(|(known, _)| *known == who) {
                found.push((who, by));
            }
        };
        let fields = [
            (FieldKind::Ticket, FoundBy::Ticket),
            (FieldKind::NationalIdTail, FoundBy::NationalId),
            (FieldKind::BranchNumber, FoundBy::BranchNumber),
        ];
        for (kind, by) in fields {
            for id in self.inner.store.customers_with(kind, &key).await? {
                let fields = self.inner.store.fields(&id).await?;
                if fields.iter().any(|kept| kept.kind == kind && folded(kept) == key && may_see(kept, user)) {
                    add(Who::Customer(id), by);
                }
            }
        }
        let digits: String = key.chars().filter(|c| !" +-()".contains(*c)).collect();
        if digits.len() >= FEWEST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let digits = digits.trim_start_matches('0');
            let since = Timestamp(self.now().as_millis() - RECENT_MS);
            for (number, customer) in self.inner.store.numbers_ending(digits, since).await? {
                add(customer.map_or(Who::Caller(number), Who::Customer), FoundBy::Number);
            }
        } else if !fold_words(&key).is_empty() {
            let filter = CustomerFilter { query: Some(key), after: None };
            for customer in self.customers(&filter, 20).await?.items {
                add(Who::Customer(customer.id), FoundBy::Name);
            }
        }
        Ok(found)
    }

    async fn found(&self, who: Who, by: FoundBy, user: &User) -> Result<Option<Found>, StoreError> {
        let (person, customer, number) = match who {
            Who::Customer(id) => {
                let Some(customer) = self.customer(&id).await? else { return Ok(None) };
                let number = customer.numbers.first().cloned();
                (Person::Customer(id), Some(customer), number)
            }
            Who::Caller(number) => {
                let number = Pii::new(number);
                // A number in another spelling may be a customer's after all.
                let customer = self.customer_by_number(&number).await?;
                (Person::Number(number.clone()), customer, Some(number))
            }
        };
        let open = self.open_promises(&person).await?.len();
        let fields = match &customer {
            Some(customer) => self.inner.store.fields(&customer.id).await?,
            None => Vec::new(),
        };
        let address = fields.into_iter().find(|field| field.kind == FieldKind::AddressAs && may_see(field, user));
        let open_promises = u32::try_from(open).unwrap_or(u32::MAX);
        Ok(Some(Found { customer, address_as: address.map(|field| field.value), number, by, open_promises }))
    }
}
