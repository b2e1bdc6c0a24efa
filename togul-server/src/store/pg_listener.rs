//! One connection to PostgreSQL that receives other processes' notices and checks the database's health.
//!
//! A lost notice costs little: after every reconnect a [`ChangeSignal::Gap`] makes live evaluation compare revisions
//! with the database, and it does so every few seconds anyway.

use std::{io, time::Duration};

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgListener, PgNotification, PgPoolOptions},
};
use tokio::{
    sync::mpsc::UnboundedSender,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use super::{
    error::is_disk_failure_of_postgres,
    health::{DatabaseHealth, HealthMonitor, OutageWarnings},
    notice::{ChangeSignal, Notice},
};

const CHANNEL: &str = "togul";
const HEALTH_CHECK_INTERVAL: Duration = Duration::from_millis(500);
/// A database that takes longer to answer is unavailable. With the interval, this is known within three seconds.
const HEALTH_CHECK_TIMEOUT: Duration = Duration::from_secs(2);

const WITHOUT_DATABASE: &str = "the database is not available: evaluation continues from memory, and requests that need \
                                the database get 503";
const WITHOUT_LISTENER: &str = "the listener has no connection: other servers' changes arrive later";

/// Writes to the disk, and leaves nothing: it fills a page of a new file, which is what a full disk has no room for.
const WRITE: &str =
    "create temporary table togul_write (n integer) on commit drop; insert into togul_write values (1)";

/// The statement that sends the notice to all processes when the transaction is committed. A notice has ids and numbers
/// only.
pub(super) fn notify(notice: Notice) -> String {
    format!("notify {CHANNEL}, '{notice}'; ")
}

/// Listens until the receiver of the signals is dropped.
pub(super) async fn run(
    options: PgConnectOptions,
    health: HealthMonitor,
    signals: UnboundedSender<ChangeSignal>,
) {
    tokio::select! {
        () = signals.closed() => {}
        () = reconnect_loop(&options, &health, &signals) => {}
    }
}

async fn reconnect_loop(
    options: &PgConnectOptions,
    health: &HealthMonitor,
    signals: &UnboundedSender<ChangeSignal>,
) {
    let mut warnings = OutageWarnings::default();
    loop {
        let (error, was_connected) = match connect(options).await {
            Ok(listener) => {
                warnings.outage_ended();
                (listen(listener, health, signals).await, true)
            }
            Err(error) => {
                health.set(if serves_others(&error) {
                    DatabaseHealth::Available
                } else {
                    DatabaseHealth::Unavailable
                });
                (error, false)
            }
        };
        let is_unavailable = health.get() == DatabaseHealth::Unavailable;
        if was_connected && !is_unavailable {
            // Perhaps this connection alone was lost: the next attempt shows.
            tracing::info!(%error, "the listener has lost its connection");
        } else if warnings.is_due() {
            let effect = if is_unavailable { WITHOUT_DATABASE } else { WITHOUT_LISTENER };
            tracing::warn!(%error, "{effect}");
        }
        sleep(HEALTH_CHECK_INTERVAL).await;
    }
}

async fn connect(options: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A listener takes its connection from a pool; this one has no other.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let connecting = async {
        // Outside of the pool first: a pool does not report why it has no connection.
        PgConnection::connect_with(options).await?.close().await?;
        let pool = pool.acquire_timeout(HEALTH_CHECK_TIMEOUT).connect_with(options.clone()).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(listener)
    };
    timeout(HEALTH_CHECK_TIMEOUT, connecting).await.unwrap_or_else(|_| Err(no_answer()))
}

/// Forwards notices until the connection breaks, and returns the cause.
async fn listen(
    mut listener: PgListener,
    health: &HealthMonitor,
    signals: &UnboundedSender<ChangeSignal>,
) -> sqlx::Error {
    let mut health_checks = interval(HEALTH_CHECK_INTERVAL);
    health_checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // Notices from before this connection are lost.
    let mut has_gap = true;
    loop {
        let notification = tokio::select! {
            notification = listener.try_recv() => notification,
            _ = health_checks.tick() => {
                match timeout(HEALTH_CHECK_TIMEOUT, check_health(&mut listener, health)).await {
                    Ok(Ok(found)) => drop(health.set(found)),
                    Ok(Err(error)) => return error,
                    Err(_) => {
                        health.set(DatabaseHealth::Unavailable);
                        return no_answer();
                    }
                }
                if std::mem::take(&mut has_gap) {
                    let _ = signals.send(ChangeSignal::Gap);
                }
                continue;
            }
        };
        match notification {
            Ok(Some(notification)) => {
                let _ = signals.send(parse(&notification));
            }
            Ok(None) => return sqlx::Error::Io(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => return error,
        }
    }
}

async fn check_health(
    listener: &mut PgListener,
    health: &HealthMonitor,
) -> Result<DatabaseHealth, sqlx::Error> {
    let (read_only,): (bool,) = sqlx::query_as("select current_setting('transaction_read_only') = 'on'")
        .fetch_one(&mut *listener)
        .await?;
    if !read_only && health.may_write_again() {
        match health.observe_postgres(sqlx::raw_sql(WRITE).execute(listener).await) {
            Err(sqlx::Error::Database(error))
                if is_disk_failure_of_postgres(&error.code().unwrap_or_default()) => {}
            // The role may not be permitted to create a table. Then other writes show whether the disk works.
            Ok(_) | Err(sqlx::Error::Database(_)) => health.disk_works(),
            Err(error) => return Err(error),
        }
    }
    Ok(if read_only { DatabaseHealth::ReadOnly } else { DatabaseHealth::Available })
}

fn no_answer() -> sqlx::Error {
    let what = format!("no answer within {} s", HEALTH_CHECK_TIMEOUT.as_secs());
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, what))
}

/// A notice of a newer version that this one cannot parse may concern any environment.
fn parse(notification: &PgNotification) -> ChangeSignal {
    notification.payload().parse().map_or(ChangeSignal::Gap, ChangeSignal::Remote)
}

/// Whether the error is an answer of a database that refuses this connection and serves others, such as those that are
/// open.
fn serves_others(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    // Class 57: the database is starting, stopping, or ending all connections. 28 and 3D: it accepts none of this server any
    // more, because the password or the rules for logins were changed, or the database was renamed.
    !error.code().is_some_and(|code| ["57", "28", "3D"].iter().any(|class| code.starts_with(class)))
}
