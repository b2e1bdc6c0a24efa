//! Detects a connection pooler that does not keep a connection for its client.
//!
//! Notifications, locks of migrations, limits and prepared statements belong to one connection of the database. A pooler in
//! transaction or statement mode (PgBouncer's `pool_mode`) gives that connection to another client after each transaction.

use std::time::Duration;

use sqlx::{Connection, PgConnection, Row, postgres::PgConnectOptions};
use tokio::time::timeout;

use super::StoreError;

/// What a database address that leads to such a pooler needs.
pub(super) const HELP: &str = "the database address leads to a connection pooler in transaction or statement mode, which \
    Togul cannot use: set the pooler to session mode (PgBouncer: pool_mode = session), or connect to PostgreSQL directly";

/// How often the connections are compared: under load, each client may get another connection once by chance.
const COMPARISONS: usize = 4;

/// A pooler in session mode lets the second connection wait if it has no more for this client.
const SECOND_CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);

/// # Errors
/// When two clients share one connection of the database.
pub(super) async fn check(first: &mut PgConnection, options: &PgConnectOptions) -> Result<(), StoreError> {
    let own = backend(first).await?;
    let second = async {
        let mut second = PgConnection::connect_with(options).await?;
        let backend = backend(&mut second).await?;
        Ok::<_, sqlx::Error>((second, backend))
    };
    // Without a second connection there is nothing to compare.
    let second = timeout(SECOND_CONNECTION_TIMEOUT, second).await.ok().and_then(Result::ok);
    let shared = || Err(StoreError::Unusable(HELP.to_owned()));
    let Some((mut second, other)) = second else {
        return if backend(first).await? == own { Ok(()) } else { shared() };
    };
    if own == other {
        return shared();
    }
    for _ in 0..COMPARISONS {
        if backend(first).await? != own || backend(&mut second).await? != other {
            return shared();
        }
    }
    second.close().await?;
    Ok(())
}

/// The process of PostgreSQL that answers. Not as a prepared statement, which a pooler may not know.
async fn backend(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql("select pg_backend_pid()").fetch_one(connection).await?.try_get(0)
}
