//! Which branch a user serves in, and tokens by which other systems ask in a user's name.

use sha2::{Digest, Sha256};
use wasl_model::{AgentId, BranchId, Timestamp};

use crate::book::Book;
use crate::customers::LONGEST_TEXT;
use crate::people::UserError;
use crate::sessions::TokenHash;
use crate::store::StoreError;

/// A token of the API as the book keeps it: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// The hash of it.
    pub hash: TokenHash,
    /// Who asks with it.
    pub user: AgentId,
    /// When it was made.
    pub made: Timestamp,
}

impl ApiToken {
    /// How a token is kept.
    #[must_use]
    pub fn hash(token: &str) -> TokenHash {
        TokenHash(Sha256::digest(token.as_bytes()).into())
    }
}

impl Book {
    /// The branch a user serves in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn branch_of(&self, user: &AgentId) -> Result<Option<BranchId>, StoreError> {
        self.inner.store.branch_of(user).await
    }

    /// Says which branch a user serves in, or that it is none.
    ///
    /// # Errors
    /// When there is no such user, the name is empty or too long, or the store does not take it.
    pub async fn set_branch(&self, user: &AgentId, branch: Option<&BranchId>) -> Result<(), UserError> {
        if branch.is_some_and(|name| name.as_str().trim().is_empty() || name.as_str().chars().count() > LONGEST_TEXT) {
            return Err(UserError::BadBranch);
        }
        if self.user(user).await?.is_none() {
            return Err(UserError::Unknown(user.clone()));
        }
        Ok(self.inner.store.set_branch(user, branch).await?)
    }

    /// Every name a branch goes by: those of visits first, then those users serve in, each list in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn branches(&self) -> Result<Vec<BranchId>, StoreError> {
        self.inner.store.branches().await
    }

    /// Makes a token by which another system asks in that user's name, until it is taken back or the user is disabled.
    /// It is shown once: the book keeps its hash.
    ///
    /// # Errors
    /// When there is no such user, or the store does not take it.
    pub async fn make_token(&self, user: &AgentId) -> Result<String, UserError> {
        if self.user(user).await?.is_none() {
            return Err(UserError::Unknown(user.clone()));
        }
        // Two version 4 ids hold 244 random bits.
        let token = format!("wasl_{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
        let kept = ApiToken { hash: ApiToken::hash(&token), user: user.clone(), made: self.now() };
        self.inner.store.keep_token(&kept).await?;
        Ok(token)
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn user_of_token(&self, token: &str) -> Result<Option<AgentId>, StoreError> {
        Ok(self.inner.store.token(&ApiToken::hash(token)).await?.map(|kept| kept.user))
    }

    /// Takes back all tokens of a user; says how many there were.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn drop_tokens(&self, user: &AgentId) -> Result<u64, StoreError> {
        self.inner.store.drop_tokens(user).await
    }
}
