//! The database: opening, reading, writing, closing.

use std::{io, time::Duration};

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgRow},
};
use tokio::{sync::mpsc, time::timeout};

use super::{
    DatabaseAddress, StoreError,
    address::Kind,
    connection::{Pooled, ReadConnection, Tx, TxInner},
    health::{DatabaseHealth, HealthMonitor},
    lock::{self, Lock, Lockable},
    notice::ChangeSignal,
    opening::Progress,
    pg_listener,
    pg_pool::{PgConnections, Purpose},
    pg_transaction::PgTransaction,
    pooler,
    schema::{self, MIGRATIONS},
    sqlite::{READERS, SqliteDatabase},
    sqlite_file::DatabaseFile,
};
use crate::{
    domain::{id::Id, quota::Quotas},
    fair_queue::{FairQueue, Permit},
    limits::ConnectionBudget,
};

/// How long a request waits for a connection or for SQLite's write lock.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(3);
/// How many of the connections reads of requests leave to writes and to the look-ups that each request begins with.
const READ_RESERVE: u32 = 2;

#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    health: HealthMonitor,
    signals: mpsc::UnboundedSender<ChangeSignal>,
    quotas: Quotas,
    purpose: Purpose,
    /// Requests of organizations and accounts that read, in turn.
    readers: FairQueue<i64>,
}

#[derive(Clone, Debug)]
enum Db {
    Pg(PgConnections),
    Lite(SqliteDatabase),
}

/// The connection that brings the schema up to date.
async fn connect_for_migration(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let mut connection = PgConnection::connect_with(options).await?;
    pooler::check(&mut connection, options).await?;
    let (encoding,): (String,) =
        sqlx::query_as("select current_setting('server_encoding')").fetch_one(&mut connection).await?;
    if encoding != "UTF8" {
        return Err(StoreError::Unusable(format!(
            "its encoding is {encoding}, and flags may contain any character: create a database with \
             `create database togul encoding 'UTF8' template template0`"
        )));
    }
    // Then the attempt ends, the reason is logged, and the next attempt follows. Several servers that start wait so for
    // the migration of the first.
    sqlx::raw_sql("set lock_timeout = '5s'").execute(&mut connection).await?;
    Ok(connection)
}

/// How the pool's connections are used.
#[derive(Clone, Copy, Debug)]
pub struct PoolStatus {
    pub idle: u32,
    pub used: u32,
    /// The limit on open connections.
    pub max: u32,
}

impl Store {
    /// One attempt to open the database.
    pub(super) async fn try_open(
        address: &DatabaseAddress,
        budget: ConnectionBudget,
        progress: &Progress,
    ) -> Result<(Self, mpsc::UnboundedReceiver<ChangeSignal>), StoreError> {
        let (signals, receiver) = mpsc::unbounded_channel();
        let health = HealthMonitor::default();
        let db = match &address.kind {
            Kind::Postgres(options) => {
                // Poolers refuse this parameter, and PostgreSQL prints exact numbers without it.
                let options = PgConnectOptions::clone(options).extra_float_digits(None);
                let mut connection = Self::connect(&options, progress).await?;
                if address.must_exist {
                    schema::require(sqlx::query_as(schema::LAST).fetch_one(&mut connection).await)?;
                }
                // Without the pool's timeout: a migration may take long.
                progress.begin("bringing the schema up to date");
                MIGRATIONS.run(&mut connection).await?;
                connection.close().await?;
                progress.begin("opening connections");
                let connections = PgConnections::open(options.clone(), budget).await?;
                tokio::spawn(pg_listener::run(options, health.clone(), signals.clone()));
                tokio::spawn(connections.clone().give_back(signals.clone()));
                Db::Pg(connections)
            }
            Kind::Sqlite { path, create } => {
                progress.begin("opening the file");
                let file = DatabaseFile::open(path.clone(), *create).await?;
                let database = SqliteDatabase::open(file, address.must_exist, health.clone()).await?;
                tokio::spawn(database.clone().watch(signals.clone()));
                Db::Lite(database)
            }
        };
        let connections = match &db {
            Db::Pg(_) => budget.management(),
            Db::Lite(_) => READERS,
        };
        let readers = connections.saturating_sub(READ_RESERVE).max(1) as usize;
        let readers = FairQueue::new(readers, usize::MAX, usize::MAX);
        let purpose = Purpose::Management;
        Ok((Self { db, health, signals, quotas: Quotas::default(), purpose, readers }, receiver))
    }

    async fn connect(options: &PgConnectOptions, progress: &Progress) -> Result<PgConnection, StoreError> {
        let patience = progress.connect_timeout();
        timeout(patience, connect_for_migration(options)).await.unwrap_or_else(|_| {
            let what = format!("no connection was complete within {} s", patience.as_secs());
            Err(sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, what)).into())
        })
    }

    /// The same database, with other limits on what a tenant may store.
    #[must_use]
    pub fn with_quotas(self, quotas: Quotas) -> Self {
        Self { quotas, ..self }
    }

    /// The same database, for the reads of evaluation: a part of the connections is reserved for them.
    #[must_use]
    pub fn for_evaluation(&self) -> Self {
        Self { purpose: Purpose::Evaluation, ..self.clone() }
    }

    #[must_use]
    pub fn quotas(&self) -> Quotas {
        self.quotas
    }

    /// A connection for a short read, such as one that finds out what a caller may do.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is none within three seconds.
    pub async fn read(&self) -> Result<ReadConnection, StoreError> {
        self.read_with(None).await
    }

    /// A connection for what a request of an organization or account reads, such as a list. Owners take turns, and leave
    /// connections to short reads and to writes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is none within a few seconds.
    pub async fn read_for<T: Lockable>(&self, owner: Id<T>) -> Result<ReadConnection, StoreError> {
        let waiting = async {
            let turn = self.readers.acquire(lock::key(owner), WAIT_TIMEOUT).await;
            turn.map_err(|_| sqlx::Error::PoolTimedOut)
        };
        let turn = self.health.while_available(waiting).await?;
        self.read_with(Some(turn)).await
    }

    async fn read_with(&self, turn: Option<Permit<i64>>) -> Result<ReadConnection, StoreError> {
        let pooled = match &self.db {
            Db::Pg(connections) => {
                let connection = self.health.while_available(connections.acquire(self.purpose)).await?;
                Pooled::Pg(connection, self.health.clone())
            }
            Db::Lite(database) => Pooled::Lite(database.read().await?, self.health.clone()),
        };
        Ok(ReadConnection::new(pooled, turn))
    }

    /// A transaction that writes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot begin within a few seconds.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        self.begin_locked(&[]).await
    }

    /// A transaction that writes, and holds these locks before it reads. They must be in the order that
    /// `store/lock.rs` describes.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), and when a lock is not free.
    pub async fn begin_locked(&self, locks: &[Lock]) -> Result<Tx, StoreError> {
        Ok(self.begin_with(locks, "").await?.0)
    }

    /// A transaction that writes, and the rows of the statements that PostgreSQL begins it with, after the locks. SQLite
    /// has one writer at a time, so that it needs none of them.
    pub(super) async fn begin_with(
        &self,
        locks: &[Lock],
        statements: &str,
    ) -> Result<(Tx, Vec<PgRow>), StoreError> {
        let owner = Lock::owner(locks);
        let (inner, rows) = match &self.db {
            Db::Pg(connections) => {
                let statements = Lock::statement(locks) + statements;
                let beginning = async {
                    let writer = connections.writers.acquire(owner, WAIT_TIMEOUT).await;
                    let writer = writer.map_err(|_| sqlx::Error::PoolTimedOut)?;
                    PgTransaction::begin(connections, self.purpose, writer, &statements).await
                };
                let (tx, rows) = self.health.while_available(beginning).await?;
                (TxInner::Pg(tx, self.health.clone()), rows)
            }
            Db::Lite(database) => (TxInner::Lite(database.begin(owner).await?), Vec::new()),
        };
        Ok((Tx::new(inner, self.signals.clone(), self.quotas), rows))
    }

    /// The last known health of the database.
    #[must_use]
    pub fn health(&self) -> DatabaseHealth {
        self.health.get()
    }

    /// How the pool's connections are used now.
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        let (open, idle, max) = match &self.db {
            Db::Pg(PgConnections { pool, .. }) => {
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
            Db::Lite(SqliteDatabase { pool, writer, .. }) => {
                (pool.size() + writer.size(), pool.num_idle() + writer.num_idle(), READERS + 1)
            }
        };
        // The two were not counted at the same instant.
        let idle = u32::try_from(idle).unwrap_or(u32::MAX).min(open);
        PoolStatus { idle, used: open - idle, max }
    }

    /// Waits for running statements, and closes the database.
    pub async fn close(&self) {
        match &self.db {
            Db::Pg(connections) => connections.pool.close().await,
            Db::Lite(database) => database.close().await,
        }
    }
}
