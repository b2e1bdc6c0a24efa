//! A transaction of PostgreSQL. Unlike sqlx's own, it begins and commits together with other statements: each costs a
//! round trip, and a distant database answers slowly.

use std::time::Duration;

use sqlx::{AssertSqlSafe, PgConnection, postgres::PgRow};
use tokio::runtime::Handle;

use super::{
    database::WAIT_TIMEOUT,
    pg_pool::{PgConnections, PgLease, Purpose},
};
use crate::fair_queue::Permit;

/// A transaction that has not begun by then is on a broken connection.
const BEGIN_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct PgTransaction {
    /// Taken when the transaction ends.
    connection: Option<PgLease>,
    _writer: Permit<i64>,
}

impl PgTransaction {
    /// Begins, and executes more statements. Returns their rows.
    pub(super) async fn begin(
        connections: &PgConnections,
        purpose: Purpose,
        writer: Permit<i64>,
        more: &str,
    ) -> Result<(Self, Vec<PgRow>), sqlx::Error> {
        let beginning = async {
            // Dropped in the middle, because the caller has stopped waiting, it rolls back.
            let mut tx = Self { connection: Some(connections.acquire(purpose).await?), _writer: writer };
            let statements = AssertSqlSafe(format!("begin; {more}"));
            let rows = sqlx::raw_sql(statements).fetch_all(tx.connection()).await?;
            Ok((tx, rows))
        };
        tokio::time::timeout(BEGIN_TIMEOUT, beginning).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("the connection is taken only when the transaction ends")
    }

    /// Executes these statements, and commits.
    pub(super) async fn commit(self, last: &str) -> Result<(), sqlx::Error> {
        self.end(last, "commit").await
    }

    /// Executes these statements, and rolls back.
    pub(super) async fn roll_back(self, last: &str) -> Result<(), sqlx::Error> {
        self.end(last, "rollback").await
    }

    async fn end(mut self, last: &str, ending: &str) -> Result<(), sqlx::Error> {
        let statements = AssertSqlSafe(format!("{last} {ending}"));
        sqlx::raw_sql(statements).execute(self.connection()).await?;
        self.connection = None;
        Ok(())
    }
}

impl Drop for PgTransaction {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let Ok(runtime) = Handle::try_current() else {
            // The process ends. A closed connection rolls back as well.
            drop(connection.detach());
            return;
        };
        runtime.spawn(async move {
            let rolling_back = sqlx::raw_sql("rollback").execute(&mut *connection);
            if !matches!(tokio::time::timeout(WAIT_TIMEOUT, rolling_back).await, Ok(Ok(_))) {
                drop(connection.detach());
            }
        });
    }
}
