//! The connections to PostgreSQL: how many, which requests get them, and when they are given back.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use sqlx::{
    Connection, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc::UnboundedSender},
    time::{sleep, timeout},
};

use super::{database::WAIT_TIMEOUT, notice::ChangeSignal};
use crate::{fair_queue::FairQueue, limits::ConnectionBudget};

/// How often a request that waits for a new connection looks for one that another request has returned.
const RETURNED_CHECK_INTERVAL: Duration = Duration::from_millis(20);

/// Which connections a request may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// All of them.
    Evaluation,
    /// Those that are not reserved for evaluation.
    Management,
}

#[derive(Clone, Debug)]
pub(super) struct PgConnections {
    pub(super) pool: PgPool,
    budget: ConnectionBudget,
    management: Arc<Semaphore>,
    /// Writers, of whom organizations take turns, leave one of these connections to readers.
    pub(super) writers: FairQueue<i64>,
    usage: Arc<Usage>,
}

/// Connections in use, and the most at once since the last time that connections were given back.
#[derive(Debug, Default)]
struct Usage {
    current: AtomicU32,
    peak: AtomicU32,
}

impl PgConnections {
    pub(super) async fn open(
        options: PgConnectOptions,
        budget: ConnectionBudget,
    ) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new().max_connections(budget.connections).acquire_timeout(WAIT_TIMEOUT);
        let pool = pool.after_connect(|connection, _| {
            Box::pin(async move {
                // A transaction that waits for a lock holds a connection that others wait for, and a server that froze
                // in the middle of a write blocks the servers that did not. Its caller gets an answer within 3 s.
                let limits = "set lock_timeout = '2500ms'; set idle_in_transaction_session_timeout = '10s'";
                sqlx::raw_sql(limits).execute(connection).await.map(drop)
            })
        });
        let pool = pool.after_release(|connection, _| {
            Box::pin(async move {
                // A connection to a database that vanished must not keep its place in the pool.
                let pong = timeout(WAIT_TIMEOUT, connection.ping()).await;
                pong.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(|()| true)
            })
        });
        let management = budget.management() as usize;
        Ok(Self {
            pool: pool.connect_with(options).await?,
            budget,
            management: Arc::new(Semaphore::new(management)),
            writers: FairQueue::new((management - 1).max(1), usize::MAX, usize::MAX),
            usage: Arc::default(),
        })
    }

    /// A connection, waited for as long as a request may wait.
    pub(super) async fn acquire(&self, purpose: Purpose) -> Result<PgLease, sqlx::Error> {
        let acquiring = async {
            let place = match purpose {
                Purpose::Evaluation => None,
                Purpose::Management => {
                    let place = Arc::clone(&self.management).acquire_owned().await;
                    Some(place.expect("this semaphore is never closed"))
                }
            };
            let connection = self.opened_or_returned().await?;
            Ok(PgLease { connection, _in_use: InUse::new(&self.usage), _place: place })
        };
        timeout(WAIT_TIMEOUT, acquiring).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// A connection that is idle or new. A pool that has begun to open one does not look for returned ones again, but
    /// the database may have no room for a further connection for a long time.
    async fn opened_or_returned(&self) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        let mut opening = std::pin::pin!(self.pool.acquire());
        loop {
            tokio::select! {
                biased;
                opened = &mut opening => return opened,
                () = sleep(RETURNED_CHECK_INTERVAL) => {
                    if let Some(mut returned) = self.pool.try_acquire() {
                        // As the pool does: it may be one whose other end is gone.
                        if returned.ping().await.is_ok() {
                            return Ok(returned);
                        }
                        drop(returned.detach());
                    }
                }
            }
        }
    }

    /// Closes connections that are not needed, so that other servers can open theirs, until the receiver of the signals
    /// is dropped. A pool closes those that are idle for some time, but uses all of them in turns, however few are needed.
    pub(super) async fn give_back(self, signals: UnboundedSender<ChangeSignal>) {
        let giving_back = async {
            loop {
                sleep(self.budget.give_back_interval).await;
                let peak = self.usage.peak.swap(self.usage.current.load(Relaxed), Relaxed);
                let needed = peak.max(self.budget.reserved());
                while self.pool.size() > needed {
                    let Some(idle) = self.pool.try_acquire() else { break };
                    if !matches!(timeout(WAIT_TIMEOUT, idle.close()).await, Ok(Ok(()))) {
                        break;
                    }
                }
            }
        };
        tokio::select! {
            () = signals.closed() => {}
            () = giving_back => {}
        }
    }
}

/// A connection in use, returned when it is dropped.
#[derive(Debug)]
pub struct PgLease {
    connection: PoolConnection<Postgres>,
    _in_use: InUse,
    _place: Option<OwnedSemaphorePermit>,
}

impl PgLease {
    /// The connection without its place in the pool. It is closed when it is dropped.
    pub(super) fn detach(self) -> PgConnection {
        self.connection.detach()
    }
}

/// Counts a connection until it is dropped.
#[derive(Debug)]
struct InUse(Arc<Usage>);

impl InUse {
    fn new(usage: &Arc<Usage>) -> Self {
        let current = usage.current.fetch_add(1, Relaxed) + 1;
        usage.peak.fetch_max(current, Relaxed);
        Self(Arc::clone(usage))
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.current.fetch_sub(1, Relaxed);
    }
}

impl Deref for PgLease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for PgLease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
