//! The only SQL. One text for both databases, chosen at run time by [`Store`].
//!
//! A function takes a [`Conn`], which a reader (`store.read().await?.conn()`) and a writing transaction
//! (`tx.conn()`) both give. What differs between the databases is in this file: opening, beginning, and telling
//! others of a commit.

mod column;

pub mod access;
pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod changes;
pub mod environments;
pub mod flags;
pub mod invitations;
pub mod members;
pub mod organizations;
pub mod project_members;
pub mod projects;
pub mod roles;
pub mod rules;
pub mod sessions;

use std::{fs::File, io, path::Path, str::FromStr, sync::Arc, time::Duration};

use futures_util::future::join_all;
use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

use crate::domain::{environment::Environment, id::Id};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// How long a request waits for a connection or for SQLite's write lock.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// Runs one body against whichever database is behind the connection.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Conn::Pg($c) => $body,
            $crate::store::Conn::Lite($c) => $body,
        }
    };
}
use on;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key is taken; the call knows which.
    #[error("a unique key is taken")]
    Taken(#[source] sqlx::Error),
    /// What a row refers to was deleted meanwhile.
    #[error("something that this refers to is gone")]
    Gone(#[source] sqlx::Error),
    /// The database is away or overloaded; asking again later may help.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    #[error("the database answered with an error")]
    Failed(#[source] sqlx::Error),
    #[error("cannot bring the database to this version's schema")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("{0}")]
    Unusable(String),
}

impl StoreError {
    /// For who waited for the database, or for somebody who waits for it, long enough.
    #[must_use]
    pub fn timed_out() -> Self {
        Self::Unavailable(sqlx::Error::PoolTimedOut)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                Self::Unavailable(error)
            }
            E::Database(database) if database.is_unique_violation() => Self::Taken(error),
            E::Database(database) if database.is_foreign_key_violation() => Self::Gone(error),
            E::Database(database) => match database.code().as_deref() {
                // PostgreSQL: connection, transaction rollback, resources, a lock in vain, operator's intervention,
                // read-only;
                // SQLite: busy and locked.
                Some(code)
                    if ["08", "28", "3D", "40", "53", "55", "57"]
                        .iter()
                        .any(|class| code.len() == 5 && code.starts_with(class))
                        || matches!(code, "25006" | "5" | "6" | "261" | "517") =>
                {
                    Self::Unavailable(error)
                }
                _ => Self::Failed(error),
            },
            _ => Self::Failed(error),
        }
    }
}

/// What live evaluation must look at after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The environment has a new revision.
    Changed(Id<Environment>),
    /// The environment, its regions or its keys are not what they were, or it is gone.
    Access(Id<Environment>),
}

/// A notice, and how to say that it has been acted upon.
pub type Notified = (Notice, oneshot::Sender<()>);

#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    notices: mpsc::UnboundedSender<Notified>,
}

#[derive(Clone, Debug)]
enum Db {
    Pg(PgPool),
    Lite {
        pool: SqlitePool,
        /// SQLite has one writer at a time; waiting for it here is fair and never ends in SQLITE_BUSY.
        writer: Arc<Mutex<()>>,
        /// Held until the store is closed: a second process on the same file is refused.
        lock: Arc<File>,
    },
}

/// Connections to the database, by whether somebody has them.
#[derive(Clone, Copy, Debug)]
pub struct PoolStatus {
    pub idle: u32,
    pub used: u32,
    /// Most that may be open.
    pub max: u32,
}

impl Store {
    /// Opens `postgres://…` or `sqlite://path` and brings it to this version's schema. The receiver gets what
    /// each commit means to live evaluation.
    ///
    /// # Errors
    /// When the address is neither, the database cannot be reached, or another process has the SQLite file.
    pub async fn open(url: &str) -> Result<(Self, mpsc::UnboundedReceiver<Notified>), StoreError> {
        let db = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?;
            // Without the pool's patience: the first of several servers that start may take its time.
            MIGRATIONS.run(&mut PgConnection::connect_with(&options).await?).await?;
            let pool = PgPoolOptions::new().max_connections(20).acquire_timeout(PATIENCE);
            let pool = pool.after_connect(|connection, _| {
                Box::pin(async move {
                    // Who waits for somebody's lock holds a connection that others wait for.
                    sqlx::query("set lock_timeout = '3s'").execute(connection).await.map(drop)
                })
            });
            Db::Pg(pool.connect_with(options).await?)
        } else if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            Self::open_sqlite(Path::new(path)).await?
        } else {
            return Err(StoreError::Unusable(
                "the database address must begin with postgres:// or sqlite://".to_owned(),
            ));
        };
        let (notices, receiver) = mpsc::unbounded_channel();
        Ok((Self { db, notices }, receiver))
    }

    async fn open_sqlite(path: &Path) -> Result<Db, StoreError> {
        let lock = lock(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new().max_connections(8).acquire_timeout(PATIENCE);
        let pool = pool.connect_with(options).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Db::Lite { pool, writer: Arc::default(), lock: Arc::new(lock) })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is none within three seconds.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        Ok(match &self.db {
            Db::Pg(pool) => Reader::Pg(pool.acquire().await?),
            Db::Lite { pool, .. } => Reader::Lite(pool.acquire().await?),
        })
    }

    /// A transaction that writes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it cannot begin within a few seconds.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let inner = match &self.db {
            Db::Pg(pool) => TxInner::Pg(pool.begin().await?),
            Db::Lite { pool, writer, .. } => {
                let turn = tokio::time::timeout(PATIENCE, Arc::clone(writer).lock_owned())
                    .await
                    .map_err(|_| StoreError::timed_out())?;
                // The write lock at once: a reader that turns writer could find the database busy.
                TxInner::Lite(pool.begin_with("begin immediate").await?, turn)
            }
        };
        Ok(Tx { inner, notices: Vec::new(), to: self.notices.clone() })
    }

    /// # Errors
    /// [`StoreError::Unavailable`] when the database does not answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        on!(self.read().await?.conn(), c => sqlx::query("select 1").execute(c).await.map(drop))?;
        Ok(())
    }

    /// How the pool of connections is used at this moment.
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        let (open, idle, max) = match &self.db {
            Db::Pg(pool) => (pool.size(), pool.num_idle(), pool.options().get_max_connections()),
            Db::Lite { pool, .. } => (pool.size(), pool.num_idle(), pool.options().get_max_connections()),
        };
        // The two were not counted at the same instant.
        let idle = u32::try_from(idle).unwrap_or(u32::MAX).min(open);
        PoolStatus { idle, used: open - idle, max }
    }

    /// Waits for what is under way, and lets the database go.
    pub async fn close(&self) {
        match &self.db {
            Db::Pg(pool) => pool.close().await,
            Db::Lite { pool, lock, .. } => {
                pool.close().await;
                if let Err(error) = lock.unlock() {
                    tracing::debug!(%error, "the database's lock file goes with the process");
                }
            }
        }
    }
}

fn lock(database: &Path) -> Result<File, StoreError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let unusable = |why: String| StoreError::Unusable(format!("cannot use {}: {why}", database.display()));
    // SQLite gives its other files the permissions of the first.
    create_private(database).map_err(|error| unusable(error.to_string()))?;
    let file = create_private(Path::new(&path)).map_err(|error| unusable(error.to_string()))?;
    file.try_lock().map_err(|_| {
        unusable(
            "another togul-server has it open; stop that one, or use PostgreSQL to run several".to_owned(),
        )
    })?;
    Ok(file)
}

/// Opens a file, made for its owner alone if it is not there.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A pooled connection.
#[derive(Debug)]
pub enum Reader {
    Pg(PoolConnection<Postgres>),
    Lite(PoolConnection<Sqlite>),
}

impl Reader {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c) => Conn::Pg(c),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}

/// A writing transaction; dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub struct Tx {
    inner: TxInner,
    notices: Vec<Notice>,
    to: mpsc::UnboundedSender<Notified>,
}

#[derive(Debug)]
enum TxInner {
    Pg(Transaction<'static, Postgres>),
    Lite(Transaction<'static, Sqlite>, OwnedMutexGuard<()>),
}

impl Tx {
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.inner {
            TxInner::Pg(c) => Conn::Pg(c),
            TxInner::Lite(c, _) => Conn::Lite(c),
        }
    }

    /// Has live evaluation look at an environment once this is committed.
    pub fn notify(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Commits, and returns when this process evaluates what was written: who reads their own write finds it.
    ///
    /// # Errors
    /// As the database says; nothing was written then.
    pub async fn commit(self) -> Result<(), StoreError> {
        // In a task of its own: a caller that hangs up between commit and notice must not leave a change untold.
        let committing = tokio::spawn(self.commit_and_tell());
        committing.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    async fn commit_and_tell(self) -> Result<(), StoreError> {
        match self.inner {
            TxInner::Pg(tx) => tx.commit().await?,
            TxInner::Lite(tx, turn) => {
                tx.commit().await?;
                drop(turn);
            }
        }
        let acted = self.notices.into_iter().filter_map(|notice| {
            let (done, acted) = oneshot::channel();
            self.to.send((notice, done)).ok().map(|()| acted)
        });
        // What is committed is committed: a slow or ended follower must not turn it into an error.
        let _ = tokio::time::timeout(PATIENCE, join_all(acted.collect::<Vec<_>>())).await;
        Ok(())
    }
}

/// What a statement runs on.
#[derive(Debug)]
pub enum Conn<'c> {
    Pg(&'c mut PgConnection),
    Lite(&'c mut SqliteConnection),
}

impl Conn<'_> {
    /// The same connection for one more statement.
    pub fn reborrow(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c) => Conn::Pg(c),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}
