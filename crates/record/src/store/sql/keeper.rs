//! One keeper per PostgreSQL database: an advisory lock on a connection of its own, and a number that tells a keeper
//! whose connection was lost whether another has come meanwhile.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::{AnyConnection, Connection};
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::Writing;
use super::dialect::{Place, said};
use super::link::Row;
use super::statement::sql;
use crate::store::StoreError;

/// The number under which a keeper holds its database.
const KEEPER: i64 = 0x5741_534c_0002;
/// How long a keeper that was killed a moment ago may still seem to hold it.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often the lock's connection is tried.
const BEAT: Duration = Duration::from_secs(5);

/// The database is held by this process.
#[derive(Debug)]
pub(super) struct Keeper {
    epoch: AtomicI64,
    hold: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Keeper {
    /// Takes the database.
    pub(super) async fn take(place: &Place) -> Result<Self, StoreError> {
        let patience = Instant::now() + PATIENCE;
        let connection = loop {
            match lock(place).await? {
                Some(connection) => break connection,
                None if Instant::now() > patience => return Err(StoreError::Kept),
                None => sleep(Duration::from_millis(100)).await,
            }
        };
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(hold(place.clone(), connection, stopped));
        Ok(Self { epoch: AtomicI64::new(0), hold: Mutex::new(Some((stop, task))) })
    }

    /// Takes the next number: writes of a keeper before are refused from now on.
    pub(super) async fn succeed(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        sql("UPDATE keeper SET epoch = epoch + 1").run(&mut *connection).await?;
        self.epoch.store(epoch(&sql("SELECT epoch FROM keeper").one(&mut *connection).await?)?, Ordering::Relaxed);
        Ok(())
    }

    /// Events of a replaced keeper wait, and are not lost, until the other one is stopped or this one is.
    pub(super) async fn check(&self, tx: Writing<'_>) -> Result<(), StoreError> {
        let now = epoch(&sql("SELECT epoch FROM keeper").one(&mut *tx).await?)?;
        if now == self.epoch.load(Ordering::Relaxed) {
            Ok(())
        } else {
            Err(StoreError::Unavailable(REPLACED.to_owned()))
        }
    }

    /// Gives the database back.
    pub(super) async fn release(&self) {
        if let Some((stop, task)) = self.hold.lock().await.take() {
            drop(stop);
            // A task that ended by itself holds nothing.
            let _ = task.await;
        }
    }
}

const REPLACED: &str = "another wasl has taken this database while it could not be reached; stop one of the two";

fn epoch(row: &Row) -> Result<i64, StoreError> {
    row.try_get("epoch").map_err(said)
}

/// A connection that holds the lock, unless another one does.
async fn lock(place: &Place) -> Result<Option<AnyConnection>, StoreError> {
    let mut connection = place.alone().await?;
    // A server notices within half a minute that the machine of a keeper is gone.
    for setting in ["tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3"] {
        sql(format!("SET {setting}")).run(&mut connection).await?;
    }
    let row = sql("SELECT CASE WHEN pg_try_advisory_lock($1) THEN 1 ELSE 0 END AS held").bind(KEEPER);
    let held: i64 = row.one(&mut connection).await?.try_get("held").map_err(said)?;
    Ok((held == 1).then_some(connection))
}

/// Holds the lock until it is given back, and takes it again whenever the connection was lost.
async fn hold(place: Place, connection: AnyConnection, mut stopped: oneshot::Receiver<()>) {
    let mut connection = Some(connection);
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            () = sleep(BEAT) => {}
        }
        let alive = match &mut connection {
            Some(connection) => matches!(timeout(BEAT, connection.ping()).await, Ok(Ok(()))),
            None => false,
        };
        if !alive {
            connection = timeout(BEAT, lock(&place)).await.ok().and_then(Result::ok).flatten();
        }
    }
    if let Some(connection) = connection {
        // A connection that cannot be closed in order is closed all the same.
        let _ = connection.close().await;
    }
}
