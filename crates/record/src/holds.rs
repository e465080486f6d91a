//! Legal holds: nothing of a held call, or of a held customer, leaves the book, neither by retention nor by request.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, CustomerId, Pii, Timestamp};

use crate::{AuditFilter, AuditRow, Book, Person, StoreError};

/// Longest reason of a hold, in characters.
pub const LONGEST_WHY: usize = 500;

/// One hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hold {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub on: Held,
    /// Why: the case it is for.
    pub why: Pii<String>,
    /// Who placed it.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
}

/// What a hold holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// One call.
    Call(CallId),
    /// Everything of a customer: calls that come later too.
    Customer(CustomerId),
}

/// Why a hold was not placed or lifted.
#[derive(Debug, Error)]
pub enum HoldError {
    /// There is no such call or customer.
    #[error("there is no such call or customer to hold")]
    Unknown,
    /// There is no such hold.
    #[error("there is no hold {0}")]
    NoHold(String),
    /// It says nothing, or too much.
    #[error("a hold says why in 1 to {LONGEST_WHY} characters")]
    Why,
    /// The store does not give or take it.
    #[error("the store cannot be used")]
    Store(#[from] StoreError),
}

impl Book {
    /// Audit rows that fit, newest first, each with its number, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audit_of(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<(u64, AuditRow)>, StoreError> {
        self.inner.store.audit_of(filter, limit).await
    }

    /// Every hold, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn holds(&self) -> Result<Vec<Hold>, StoreError> {
        self.inner.store.holds().await
    }

    /// Places a hold.
    ///
    /// # Errors
    /// When there is nothing to hold, no reason, or the store does not take it.
    pub async fn add_hold(&self, on: Held, why: Pii<String>, by: &AgentId) -> Result<Hold, HoldError> {
        let length = why.reveal().trim().chars().count();
        if !(1..=LONGEST_WHY).contains(&length) {
            return Err(HoldError::Why);
        }
        let call = if let Held::Call(call) = on { Some(call) } else { None };
        let hold = Hold { id: uuid::Uuid::now_v7().to_string(), on, why, by: by.clone(), at: self.now() };
        if !self.inner.store.add_hold(&hold).await? {
            return Err(HoldError::Unknown);
        }
        self.audit(by, "hold.add", call).await?;
        Ok(hold)
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// When there is none, or the store does not take it.
    pub async fn remove_hold(&self, id: &str, by: &AgentId) -> Result<(), HoldError> {
        if !self.inner.store.remove_hold(id).await? {
            return Err(HoldError::NoHold(id.to_owned()));
        }
        Ok(self.audit(by, "hold.remove", None).await?)
    }

    /// Everything that is held now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn held(&self) -> Result<HeldNow, StoreError> {
        let mut held = HeldNow::default();
        for hold in self.holds().await? {
            match hold.on {
                Held::Call(call) => _ = held.calls.insert(call),
                Held::Customer(customer) => {
                    // Who went into another is held with all that went there.
                    let whose = self.customer_now(&customer).await?.unwrap_or_else(|| customer.clone());
                    let known = self.known(&Person::Customer(whose.clone())).await?;
                    held.calls.extend(self.inner.store.calls_of_person(&known).await?);
                    held.customers.extend([customer, whose]);
                }
            }
        }
        Ok(held)
    }
}

/// Calls and customers that are held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldNow {
    /// Calls, those of held customers too.
    pub calls: BTreeSet<CallId>,
    /// Customers.
    pub customers: BTreeSet<CustomerId>,
}
