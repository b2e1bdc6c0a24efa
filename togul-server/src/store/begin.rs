//! How a write begins: with its locks, with its caller's rights as they are under these locks, and with the lock of the
//! environment that it changes. PostgreSQL does all of that in one round trip.

use sqlx::{FromRow, Row};
use uuid::Uuid;

use super::{
    Lock, Store, StoreError, Tx,
    access::{self, RIGHTS, RightsRow},
    connection::Conn,
    environments::{self, Locked, Target},
};
use crate::domain::{access::Rights, id::Id, project::Project, session::Session};

/// A transaction that has begun.
#[derive(Debug)]
pub struct Begun {
    pub tx: Tx,
    /// `None` when the session has ended.
    pub rights: Option<Rights>,
    /// `None` when the project has no such environment, or none was asked for.
    pub environment: Option<Locked>,
}

/// Begins a write of the session's user, and locks the environment of `target`.
///
/// # Errors
/// [`StoreError::Unavailable`] when it cannot begin within a few seconds, or a lock is not free.
pub async fn begin(
    store: &Store,
    locks: &[Lock],
    session: Id<Session>,
    project: Option<Id<Project>>,
    target: Option<Target>,
) -> Result<Begun, StoreError> {
    let mut statements = Lock::statement(locks);
    statements.push_str(&with_ids(RIGHTS, &[Some(session.uuid()), project.map(Id::uuid)]));
    if let Some(target) = target {
        statements.push_str(&with_ids(target.lock(), &[project.map(Id::uuid), Some(target.id())]));
    }
    let (mut tx, rows) = store.begin_with(&statements).await?;
    let (rights, environment) = match tx.conn() {
        Conn::Pg(..) => {
            let (mut rights, mut environment) = (None, None);
            for row in rows {
                match row.columns().len() {
                    access::RIGHTS_COLUMNS => rights = Some(RightsRow::from_row(&row)?.into()),
                    environments::LOCKED_COLUMNS => environment = Some(Locked::from_row(&row)?),
                    _ => {} // Of the locks.
                }
            }
            (rights, environment)
        }
        mut conn => {
            let rights = access::find_rights(conn.reborrow(), session, project).await?;
            let environment = match (project, target) {
                (Some(project), Some(target)) => environments::lock_target(conn, project, target).await?,
                _ => None,
            };
            (rights, environment)
        }
    };
    Ok(Begun { tx, rights, environment })
}

/// The statement with these ids in place of its parameters, for several statements at once.
fn with_ids(statement: &str, ids: &[Option<Uuid>]) -> String {
    let mut statement = statement.to_owned();
    for (id, number) in ids.iter().zip(1..) {
        let literal = id.map_or("cast(null as uuid)".to_owned(), |id| format!("'{id}'"));
        statement = statement.replace(&format!("${number}"), &literal);
    }
    statement + "; "
}
