//! The line to PostgreSQL: one connection that hears of other processes' commits and feels the database's pulse.
//!
//! A notice that is lost, as it is while the connection is down, costs little: whoever hears that something may have
//! been missed compares revisions, and so does everybody every few seconds.

use std::time::Duration;

use sqlx::{
    Connection, PgConnection, Postgres, Transaction,
    postgres::{PgConnectOptions, PgListener, PgNotification, PgPoolOptions},
};
use tokio::{
    sync::mpsc::UnboundedSender,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use super::{
    condition::{Condition, Watched},
    notice::{Heard, Notice},
};

const CHANNEL: &str = "togul";
/// How often the database is asked whether it is there.
const PULSE: Duration = Duration::from_millis(500);
/// A database that takes longer to say so is away: with the pulse, this is known in less than three seconds.
const ANSWER: Duration = Duration::from_secs(2);

/// Has the other processes hear of it, if and when the transaction is committed.
pub(super) async fn notify(
    tx: &mut Transaction<'static, Postgres>,
    notice: Notice,
) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(notice.to_string())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Keeps the line open until nobody hears any more.
pub(super) async fn keep(options: PgConnectOptions, condition: Watched, heard: UnboundedSender<Heard>) {
    tokio::select! {
        () = heard.closed() => {}
        () = open_again_and_again(&options, &condition, &heard) => {}
    }
}

async fn open_again_and_again(
    options: &PgConnectOptions,
    condition: &Watched,
    heard: &UnboundedSender<Heard>,
) {
    loop {
        let error = match open(options).await {
            Ok(line) => listen(line, condition, heard).await,
            Err(error) => {
                condition.set(if answers(&error) { Condition::Fine } else { Condition::Away });
                error
            }
        };
        tracing::warn!(%error, "no line to the database: other servers' changes are heard of later");
        sleep(PULSE).await;
    }
}

async fn open(options: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A listener takes its connection from a pool; this one has no other.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let opening = async {
        // By itself first: a pool would keep to itself why there is no connection.
        PgConnection::connect_with(options).await?.close().await?;
        let pool = pool.acquire_timeout(ANSWER).connect_with(options.clone()).await?;
        let mut line = PgListener::connect_with(&pool).await?;
        line.eager_reconnect(false);
        line.listen(CHANNEL).await?;
        Ok(line)
    };
    timeout(ANSWER, opening).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Says what is heard until the line breaks, and why it broke.
async fn listen(mut line: PgListener, condition: &Watched, heard: &UnboundedSender<Heard>) -> sqlx::Error {
    let mut pulse = interval(PULSE);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What happened before anybody listened.
    let mut missed = true;
    loop {
        let notification = tokio::select! {
            notification = line.try_recv() => notification,
            _ = pulse.tick() => {
                match timeout(ANSWER, feel(&mut line)).await {
                    Ok(Ok(found)) => condition.set(found),
                    Ok(Err(error)) => return error,
                    Err(_) => {
                        condition.set(Condition::Away);
                        return sqlx::Error::PoolTimedOut;
                    }
                }
                if std::mem::take(&mut missed) {
                    let _ = heard.send(Heard::Missed);
                }
                continue;
            }
        };
        match notification {
            Ok(Some(notification)) => {
                let _ = heard.send(read(&notification));
            }
            Ok(None) => return sqlx::Error::Io(std::io::ErrorKind::UnexpectedEof.into()),
            Err(error) => return error,
        }
    }
}

async fn feel(line: &mut PgListener) -> Result<Condition, sqlx::Error> {
    let (read_only,): (bool,) =
        sqlx::query_as("select current_setting('transaction_read_only') = 'on'").fetch_one(line).await?;
    Ok(if read_only { Condition::ReadOnly } else { Condition::Fine })
}

/// What a newer server says and this one does not understand may be anything.
fn read(notification: &PgNotification) -> Heard {
    notification.payload().parse().map_or(Heard::Missed, Heard::Told)
}

/// Whether an error is the answer of a database that is there, only not for this line.
fn answers(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    // Unless it is starting, stopping, or was told to end everything.
    !error.code().is_some_and(|code| code.starts_with("57"))
}
