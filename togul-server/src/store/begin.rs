//! How a write begins: with its locks, with its caller's rights as they are under these locks, and with the lock of the
//! environment that it changes. PostgreSQL does all of that in one round trip.

use sqlx::{AssertSqlSafe, FromRow, Row, postgres::PgRow, sqlite::SqliteRow};

use super::{
    Lock, Store, StoreError, Tx,
    access::{self, RIGHTS, RightsRow},
    batch::Statement,
    connection::Conn,
    environments::{self, Locked, Target},
    machine_tokens::{HOLDER, HOLDER_COLUMNS, HolderRow},
};
use crate::domain::{
    access::{Credential, Current},
    id::Id,
    project::Project,
};

/// A transaction that has begun.
#[derive(Debug)]
pub struct Begun {
    pub tx: Tx,
    /// `None` when the credential is no longer valid.
    pub rights: Option<Current>,
    /// `None` when the project has no such environment, or none was asked for.
    pub environment: Option<Locked>,
}

/// Begins a write with this credential, and locks the environment of `target`.
///
/// # Errors
/// [`StoreError::Unavailable`] when it cannot begin within a few seconds, or a lock is not free.
pub async fn begin(
    store: &Store,
    locks: &[Lock],
    credential: &Credential,
    project: Option<Id<Project>>,
    target: Option<Target>,
) -> Result<Begun, StoreError> {
    let (rights, id) = match credential {
        Credential::Session(id) => (RIGHTS, id.uuid()),
        Credential::Token { id, .. } => (HOLDER, id.uuid()),
    };
    let mut statements = Statement::new(rights).bind(id).bind(project).to_string();
    if let Some(target) = target {
        statements.push_str(&Statement::new(target.lock()).bind(project).bind(target.id()).to_string());
        statements.push_str(&Statement::new(target.links()).bind(target.id()).to_string());
    }
    let (mut tx, rows) = store.begin_with(locks, &statements).await?;
    let (rights, environment) = match tx.conn() {
        Conn::Pg(..) => {
            let (mut rights, mut environment, mut links) = (None, None, 0);
            for row in rows {
                if row.try_column(environments::LOCKED_COLUMN).is_ok() {
                    environment = Some(Locked::from_row(&row)?);
                    continue;
                }
                if let Ok(found) = row.try_get::<i64, _>(environments::LINKS_COLUMN) {
                    links = found;
                    continue;
                }
                match row.columns().len() {
                    access::RIGHTS_COLUMNS => {
                        rights = Some(Current::Session(RightsRow::from_row(&row)?.into()));
                    }
                    HOLDER_COLUMNS => {
                        let holder = HolderRow::from_row(&row)?.holder();
                        rights = holder.map(|holder| Current::Token(Box::new(holder)));
                    }
                    _ => {} // Of the locks.
                }
            }
            (rights, environment.map(|locked| Locked { has_prerequisites: links > 0, ..locked }))
        }
        mut conn => {
            let rights = access::find_current(conn.reborrow(), credential, project).await?;
            let environment = match (project, target) {
                (Some(project), Some(target)) => environments::lock_target(conn, project, target).await?,
                _ => None,
            };
            (rights, environment)
        }
    };
    Ok(Begun { tx, rights, environment })
}

/// Begins a transaction with a statement that locks and returns nothing, and returns the row that `read` finds then.
pub(super) async fn begin_reading<R>(
    store: &Store,
    lock: &Statement,
    read: &Statement,
) -> Result<(Tx, R), StoreError>
where
    R: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let (mut tx, rows) = store.begin_with(&[], &format!("{lock}{read}")).await?;
    let found = match tx.conn() {
        Conn::Pg(..) => rows.first().map_or(Err(sqlx::Error::RowNotFound), R::from_row)?,
        conn => lock_and_read(conn, lock, read).await?,
    };
    Ok((tx, found))
}

/// As [`begin_reading`], in a transaction that has begun. `read` finds what was committed before the lock was free.
pub(super) async fn lock_and_read<R>(
    conn: Conn<'_>,
    lock: &Statement,
    read: &Statement,
) -> Result<R, StoreError>
where
    R: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let found = match conn {
        Conn::Pg(c, health) => {
            let statements = AssertSqlSafe(format!("{lock}{read}"));
            let rows = health.while_available(sqlx::raw_sql(statements).fetch_all(c)).await?;
            rows.first().map_or(Err(sqlx::Error::RowNotFound), R::from_row)
        }
        Conn::Lite(c, health) => health.observe(
            async {
                lock.execute(c).await?;
                sqlx::query_as_with(read.sql(), read.arguments()).fetch_one(c).await
            }
            .await,
        ),
    };
    Ok(found?)
}
