//! What is known of a customer beside their numbers: fields with source, day and consent, and two customers made one.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;
use wasl_model::fold::fold;
use wasl_model::{AgentId, Customer, CustomerId, Field, FieldKind, Language, Merge, Pii, SamePersonRule};

use crate::book::Book;
use crate::customers::LONGEST_TEXT;
use crate::number;
use crate::people::{Role, User};
use crate::store::StoreError;

/// Most fields of a customer.
pub const MOST_FIELDS: usize = 100;
/// Most digits of a national id that may be kept.
pub const LONGEST_TAIL: usize = 4;

/// A customer with all that is known of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    /// The customer.
    pub customer: Customer,
    /// What is known, by kind and then oldest first. What they did not agree to is only here for who wrote it and for admins.
    pub fields: Vec<Field>,
    /// Customers who may be the same person, and why.
    pub alike: Vec<Alike>,
    /// Who went into this one, newest first.
    pub merges: Vec<Merge>,
}

/// A customer who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alike {
    /// Who.
    pub customer: Customer,
    /// Why.
    pub rule: SamePersonRule,
}

/// Why something about a customer was not kept.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// There is no such customer.
    #[error("there is no customer '{0}'")]
    Unknown(CustomerId),
    /// Empty or too long.
    #[error("a field has 1 to {LONGEST_TEXT} characters")]
    BadValue,
    /// A national id is not kept whole.
    #[error("of a national id only the last {LONGEST_TAIL} digits are kept")]
    NotATail,
    /// A language nobody is served in.
    #[error("the language is 'ar' or 'en'")]
    BadLanguage,
    /// No day.
    #[error("the day of an occasion is YYYY-MM-DD, or MM-DD for one of every year")]
    BadDay,
    /// Too many.
    #[error("a customer has at most {MOST_FIELDS} fields")]
    TooMany,
    /// No rule says that they are one person.
    #[error("no number and no branch number of the two is the same: nothing says that they are one person")]
    NotAlike,
    /// The store did not take it.
    #[error("the customer could not be read or written")]
    Store(#[from] StoreError),
}

impl Book {
    /// A customer with all that this user may see of them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn profile(&self, id: &CustomerId, user: &User) -> Result<Option<Profile>, StoreError> {
        let Some(customer) = self.customer(id).await? else { return Ok(None) };
        let mut fields = self.inner.store.fields(id).await?;
        fields.retain(|field| may_see(field, user));
        let alike = self.alike(&customer).await?;
        let merges = self.inner.store.merges_of(id).await?;
        Ok(Some(Profile { customer, fields, alike, merges }))
    }

    /// Keeps a field of a customer, in the place of the one of its kind where there can be only one.
    /// A name, a language or an occasion they agreed to is shown wherever the customer is, until they take that back.
    ///
    /// # Errors
    /// When there is no such customer, the value is none of its kind, or the store does not take it.
    pub async fn put_field(&self, id: &CustomerId, field: Field) -> Result<Field, ProfileError> {
        let field = checked(field)?;
        let customer = self.customer(id).await?.ok_or_else(|| ProfileError::Unknown(id.clone()))?;
        let mut known = self.inner.store.fields(id).await?;
        if known.len() >= MOST_FIELDS && known.iter().all(|other| !is_in_place_of(&field, other)) {
            return Err(ProfileError::TooMany);
        }
        self.inner.store.put_field(id, &key_of(&field), &field).await?;
        match shown(customer.clone(), &field) {
            // Its numbers are its own already, so nobody else can hold one.
            Some(shown) => self.inner.store.put_customer(&shown, self.now()).await.map(drop)?,
            None => {
                known.push(field.clone());
                self.show_no_more(customer, &known).await?;
            }
        }
        Ok(field)
    }

    /// What was shown of a customer and is in none of their consented fields any more, though it is or was in one of
    /// `known`, is shown nowhere; an older one they agreed to takes its place.
    async fn show_no_more(&self, mut customer: Customer, known: &[Field]) -> Result<(), StoreError> {
        let left = self.inner.store.fields(&customer.id).await?;
        let mut hidden = false;
        for kind in [FieldKind::Name, FieldKind::Language, FieldKind::Occasion] {
            let told = |field: &Field| field.kind == kind && tells(&customer, field);
            if known.iter().any(told) && !left.iter().any(|field| field.consent && told(field)) {
                hide(&mut customer, kind);
                let agreed = left.iter().filter(|field| field.consent && field.kind == kind);
                if let Some(shown) =
                    agreed.max_by_key(|field| field.at).and_then(|field| shown(customer.clone(), field))
                {
                    customer = shown;
                }
                hidden = true;
            }
        }
        if hidden {
            self.inner.store.put_customer(&customer, self.now()).await?;
        }
        Ok(())
    }

    /// Drops a field, and what was shown of it wherever the customer is; false when there was none this user may see.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn drop_field(
        &self,
        id: &CustomerId,
        kind: FieldKind,
        value: &Pii<String>,
        user: &User,
    ) -> Result<bool, StoreError> {
        let key = fold(value.reveal()).trim().to_owned();
        let fields = self.inner.store.fields(id).await?;
        let seen = fields.iter().find(|field| field.kind == kind && folded(field) == key && may_see(field, user));
        let Some(field) = seen else { return Ok(false) };
        let dropped = self.inner.store.drop_field(id, kind, &key_of(field)).await?;
        if let Some(customer) = self.customer(id).await? {
            self.show_no_more(customer, &fields).await?;
        }
        Ok(dropped)
    }

    /// Customers who may be the same person by rule: a number or a branch number of theirs is the same.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alike(&self, customer: &Customer) -> Result<Vec<Alike>, StoreError> {
        let mut found: Vec<(CustomerId, SamePersonRule)> = Vec::new();
        for number in &customer.numbers {
            let holders = self.inner.store.holders_like(number::tail(number.reveal())).await?;
            let same = holders.into_iter().filter(|(other, _)| number::same(other, number.reveal()));
            found.extend(same.map(|(_, id)| (id, SamePersonRule::SameNumber)));
        }
        for field in self.inner.store.fields(&customer.id).await? {
            if field.kind == FieldKind::BranchNumber {
                let ids = self.inner.store.customers_with(field.kind, &folded(&field)).await?;
                found.extend(ids.into_iter().map(|id| (id, SamePersonRule::SameBranchNumber)));
            }
        }
        let mut alike: Vec<Alike> = Vec::new();
        for (id, rule) in found {
            if id == customer.id || alike.iter().any(|known| known.customer.id == id) {
                continue;
            }
            if let Some(customer) = self.customer(&id).await? {
                alike.push(Alike { customer, rule });
            }
        }
        Ok(alike)
    }

    /// Makes two customers one, if a rule says that they are: everything of `gone` is `kept`'s from now on.
    ///
    /// # Errors
    /// When there is no such customer, no rule holds, or the store does not take it.
    pub async fn merge(&self, kept: &CustomerId, gone: &CustomerId, by: &AgentId) -> Result<Merge, ProfileError> {
        let whole = self.customer(kept).await?.ok_or_else(|| ProfileError::Unknown(kept.clone()))?;
        let alike = self.alike(&whole).await?;
        let rule = alike.iter().find(|alike| alike.customer.id == *gone).ok_or(ProfileError::NotAlike)?.rule;
        let merge = Merge {
            id: uuid::Uuid::now_v7(),
            kept: kept.clone(),
            gone: gone.clone(),
            rule,
            by: by.clone(),
            at: self.now(),
            undone: None,
        };
        self.inner.store.merge(&merge).await?;
        Ok(merge)
    }

    /// Undoes a merge: everything that came with it goes back; false when there is none or it is undone already.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn undo_merge(&self, id: uuid::Uuid) -> Result<bool, StoreError> {
        self.inner.store.undo_merge(id, self.now()).await
    }

    /// Customers who have something of that kind, whatever they agreed to: for machines that know a ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn customers_with(&self, kind: FieldKind, value: &Pii<String>) -> Result<Vec<CustomerId>, StoreError> {
        self.inner.store.customers_with(kind, fold(value.reveal()).trim()).await
    }

    /// Every id a customer is kept under: their own, and those of all who were made one with them. Cards name the id they were
    /// made for.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn customer_ids(&self, id: &CustomerId) -> Result<Vec<CustomerId>, StoreError> {
        let mut ids = vec![self.customer_now(id).await?.unwrap_or_else(|| id.clone())];
        let mut next = 0;
        while let Some(kept) = ids.get(next).cloned() {
            let merges = self.inner.store.merges_of(&kept).await?.into_iter().filter(|merge| merge.undone.is_none());
            ids.extend(merges.map(|merge| merge.gone));
            next += 1;
        }
        Ok(ids)
    }

    /// The customer of that id, or the one it was merged into; `None` when there is none.
    pub async fn customer_now(&self, id: &CustomerId) -> Result<Option<CustomerId>, StoreError> {
        self.inner.store.customer_now(id).await
    }
}

/// An unconsented field is for who wrote it and for an admin.
pub(crate) fn may_see(field: &Field, user: &User) -> bool {
    field.consent || field.by == user.name || user.role == Role::Admin
}

/// What tells a field from others of its kind; empty where there is only one.
fn key_of(field: &Field) -> String {
    if field.kind.is_single() { String::new() } else { folded(field) }
}

/// Its value as it compares.
pub(crate) fn folded(field: &Field) -> String {
    fold(field.value.reveal()).trim().to_owned()
}

/// Whether this field takes the other's place.
fn is_in_place_of(field: &Field, other: &Field) -> bool {
    field.kind == other.kind && key_of(field) == key_of(other)
}

/// Whether what is shown of the customer is what the field tells.
fn tells(customer: &Customer, field: &Field) -> bool {
    let same = |shown: &Option<Pii<String>>| shown.as_ref() == Some(&field.value);
    match field.kind {
        FieldKind::Name => same(&customer.name),
        FieldKind::Language => customer.language.is_some_and(|language| language.code() == field.value.reveal()),
        FieldKind::Occasion => same(&customer.occasion),
        FieldKind::AddressAs
        | FieldKind::Dialect
        | FieldKind::Preference
        | FieldKind::NationalIdTail
        | FieldKind::BranchNumber
        | FieldKind::Ticket => false,
    }
}

fn hide(customer: &mut Customer, kind: FieldKind) {
    match kind {
        FieldKind::Name => customer.name = None,
        FieldKind::Language => customer.language = None,
        FieldKind::Occasion => customer.occasion = None,
        FieldKind::AddressAs
        | FieldKind::Dialect
        | FieldKind::Preference
        | FieldKind::NationalIdTail
        | FieldKind::BranchNumber
        | FieldKind::Ticket => {}
    }
}

/// The customer as shown everywhere, where the field changes it.
fn shown(mut customer: Customer, field: &Field) -> Option<Customer> {
    if !field.consent {
        return None;
    }
    match field.kind {
        FieldKind::Name => customer.name = Some(field.value.clone()),
        FieldKind::Language => customer.language = Language::from_code(field.value.reveal()),
        FieldKind::Occasion => customer.occasion = Some(field.value.clone()),
        FieldKind::AddressAs
        | FieldKind::Dialect
        | FieldKind::Preference
        | FieldKind::NationalIdTail
        | FieldKind::BranchNumber
        | FieldKind::Ticket => return None,
    }
    Some(customer)
}

fn checked(mut field: Field) -> Result<Field, ProfileError> {
    let value = field.value.reveal().trim().to_owned();
    if value.is_empty() || value.chars().count() > LONGEST_TEXT {
        return Err(ProfileError::BadValue);
    }
    let value = match field.kind {
        FieldKind::NationalIdTail => {
            let digits = fold(&value);
            let tail = digits.len() <= LONGEST_TAIL && digits.bytes().all(|byte| byte.is_ascii_digit());
            tail.then_some(digits).ok_or(ProfileError::NotATail)?
        }
        FieldKind::Language => {
            Language::from_code(&value).map(|language| language.code().to_owned()).ok_or(ProfileError::BadLanguage)?
        }
        FieldKind::Name
        | FieldKind::AddressAs
        | FieldKind::Dialect
        | FieldKind::Occasion
        | FieldKind::Preference
        | FieldKind::BranchNumber
        | FieldKind::Ticket => value,
    };
    field.value = Pii::new(value);
    field.day = field.day.filter(|_| field.kind == FieldKind::Occasion);
    if field.day.as_deref().is_some_and(|day| !is_day(day)) {
        return Err(ProfileError::BadDay);
    }
    Ok(field)
}

/// `YYYY-MM-DD` or `MM-DD`, of a day there is (29 February counts in every year).
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        let good = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (year, month, day) = match parts.as_slice() {
        [month, day] => (Some(2000), *month, *day),
        [year, month, day] => (number(year, 4), *month, *day),
        _ => return false,
    };
    let month =
        number(month, 2).and_then(|month| u8::try_from(month).ok()).and_then(|month| time::Month::try_from(month).ok());
    let (Some(year), Some(month), Some(day)) = (year, month, number(day, 2)) else { return false };
    u8::try_from(day).is_ok_and(|day| time::Date::from_calendar_date(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days() {
        for good in ["2026-11-28", "02-29", "12-31", "2024-02-29"] {
            assert!(is_day(good), "{good}");
        }
        for bad in ["2026-02-29", "13-01", "1-1", "2026-11", "", "-", "2026-11-28-1", "00-10", "٠١-٠١"] {
            assert!(!is_day(bad), "{bad}");
        }
    }
}
