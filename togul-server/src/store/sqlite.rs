//! SQLite: its connections, its one writer, and the health of its file and disk.

use std::{sync::Arc, time::Duration};

use sqlx::{
    Connection, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{Mutex, mpsc::UnboundedSender},
    time::{Instant, sleep},
};

use super::{
    StoreError,
    database::WAIT_TIMEOUT,
    health::{DatabaseHealth, HealthMonitor, OutageWarnings},
    notice::ChangeSignal,
    schema::{self, MIGRATIONS},
    sqlite_file::DatabaseFile,
};
use crate::fair_queue::{FairQueue, Permit};

/// Number of connections that read.
pub(super) const READERS: u32 = 8;
const HEALTH_CHECK_INTERVAL: Duration = Duration::from_millis(500);

#[derive(Clone, Debug)]
pub(super) struct SqliteDatabase {
    /// For reading.
    pub(super) pool: SqlitePool,
    /// One connection, so that a write never waits for readers.
    pub(super) writer: SqlitePool,
    /// SQLite deletes its log with the last connection. This one makes every other disappearance a fault.
    log_keeper: Arc<Mutex<Option<SqliteConnection>>>,
    /// SQLite has one writer at a time. Organizations take turns here, which never ends in SQLITE_BUSY.
    writers: FairQueue<i64>,
    file: Arc<DatabaseFile>,
    health: HealthMonitor,
}

/// A transaction that writes, and the place of the one writer.
#[derive(Debug)]
pub(super) struct SqliteTransaction {
    pub(super) tx: Transaction<'static, Sqlite>,
    writer: Permit<i64>,
    file: Arc<DatabaseFile>,
    pub(super) health: HealthMonitor,
}

impl SqliteDatabase {
    /// Brings the schema up to date, unless the file must have it.
    pub(super) async fn open(
        file: DatabaseFile,
        must_exist: bool,
        health: HealthMonitor,
    ) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file.path())
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(WAIT_TIMEOUT);
        let file = Arc::new(file);
        let mut log_keeper = SqliteConnection::connect_with(&options).await?;
        let writer = pool_options(1, &file).connect_with(options.clone()).await?;
        if must_exist {
            schema::require(sqlx::query_as(schema::LAST).fetch_one(&writer).await)?;
        }
        MIGRATIONS.run(&writer).await?;
        let pool = pool_options(READERS, &file).connect_with(options).await?;
        // Opens the log. While another connection has it open, opening it needs no space, which a full disk does not have.
        sqlx::query("pragma schema_version").execute(&mut log_keeper).await?;
        file.record_log();
        let log_keeper = Arc::new(Mutex::new(Some(log_keeper)));
        Ok(Self {
            pool,
            writer,
            log_keeper,
            writers: FairQueue::new(1, usize::MAX, usize::MAX),
            file,
            health,
        })
    }

    pub(super) async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        match self.pool.acquire().await {
            // A connection that was lost cannot be opened again, or would be one to another file.
            Err(_) if !self.file.is_intact() => Err(self.health.detached()),
            acquired => Ok(self.health.observe(acquired)?),
        }
    }

    pub(super) async fn begin(&self, owner: i64) -> Result<SqliteTransaction, StoreError> {
        let writer = self.writers.acquire(owner, WAIT_TIMEOUT).await.map_err(|_| StoreError::timed_out())?;
        if !self.file.is_intact() {
            return Err(self.health.detached());
        }
        // The write lock at once: upgrading from a read lock can fail with SQLITE_BUSY.
        let tx = self.health.observe(self.writer.begin_with("begin immediate").await)?;
        Ok(SqliteTransaction { tx, writer, file: Arc::clone(&self.file), health: self.health.clone() })
    }

    pub(super) async fn close(&self) {
        tokio::join!(self.pool.close(), self.writer.close());
        if let Some(log_keeper) = self.log_keeper.lock().await.take()
            && let Err(error) = log_keeper.close().await
        {
            tracing::debug!(%error, "could not close the database file in an orderly way");
        }
        self.file.unlock();
    }

    /// Keeps the health up to date until the receiver of the signals is dropped. Statements report what fails; this
    /// finds out when it works again, and whether the file is still there.
    pub(super) async fn watch(self, signals: UnboundedSender<ChangeSignal>) {
        let watching = async {
            let mut warnings = OutageWarnings::default();
            loop {
                let reading = self.check(&mut warnings).await;
                // Reading a large database takes seconds: that must not keep a failing disk busy.
                sleep(HEALTH_CHECK_INTERVAL.max(10 * reading)).await;
            }
        };
        tokio::select! {
            () = signals.closed() => {}
            () = watching => {}
        }
    }

    /// Returns how long it took to read the database.
    async fn check(&self, damage: &mut OutageWarnings) -> Duration {
        if !self.file.is_intact() {
            let path = self.file.path().display();
            if self.health.set(DatabaseHealth::ReadOnly) {
                tracing::error!(%path, "{}", StoreError::Detached);
            }
            return Duration::ZERO;
        }
        let health = self.health.get();
        if health == DatabaseHealth::Available {
            damage.outage_ended();
            return Duration::ZERO;
        }
        let begun = Instant::now();
        let readable = async {
            if health == DatabaseHealth::Unavailable {
                let (result,): (String,) =
                    sqlx::query_as("pragma quick_check(1)").fetch_one(&self.pool).await?;
                if result != "ok" {
                    if damage.is_due() {
                        tracing::error!(result, "the database file is damaged: restore a backup");
                    }
                    return Ok(false);
                }
            }
            Ok::<_, sqlx::Error>(true)
        };
        let readable = readable.await;
        let reading = begun.elapsed();
        let health = match readable {
            Ok(true) if self.can_write().await => DatabaseHealth::Available,
            Ok(true) => DatabaseHealth::ReadOnly,
            Ok(false) | Err(_) => DatabaseHealth::Unavailable,
        };
        self.health.set(health);
        reading
    }

    /// Commits a transaction that changes nothing but a page.
    async fn can_write(&self) -> bool {
        let writing = async {
            let mut tx = self.begin(0).await?;
            // Not used for anything else.
            sqlx::query("pragma user_version = 0").execute(&mut *tx.tx).await?;
            tx.commit().await
        };
        writing.await.is_ok()
    }
}

/// A pool of connections to the file that was opened. All are opened at once and stay open: later, the file may be another
/// one, or the process may have no file descriptor left.
fn pool_options(connections: u32, file: &Arc<DatabaseFile>) -> SqlitePoolOptions {
    let file = Arc::clone(file);
    let pool = SqlitePoolOptions::new()
        .min_connections(connections)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(WAIT_TIMEOUT);
    let pool = pool.after_connect(move |_, _| {
        let is_intact = file.is_intact();
        // It may have opened another file by the same path.
        Box::pin(async move { if is_intact { Ok(()) } else { Err(sqlx::Error::WorkerCrashed) } })
    });
    pool.after_release(|connection, _| {
        Box::pin(async move {
            // When the disk is full, SQLite rolls back on its own. sqlx then considers its own rollback failed, and
            // the connection could begin no further transaction. The ping waits for a rollback in progress.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

impl SqliteTransaction {
    /// # Errors
    /// [`StoreError::Detached`] when it was committed to a file that no restart would read.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self { tx, writer, file, health } = self;
        health.observe(tx.commit().await)?;
        drop(writer);
        if file.is_intact() { Ok(()) } else { Err(health.detached()) }
    }

    /// # Errors
    /// [`StoreError::Detached`] as for a commit.
    pub(super) async fn roll_back(self) -> Result<(), StoreError> {
        let Self { tx, writer, file, health } = self;
        health.observe(tx.rollback().await)?;
        drop(writer);
        if file.is_intact() { Ok(()) } else { Err(health.detached()) }
    }
}
