//! How a write begins: with its locks, with its caller's rights as they are under these locks, and with the lock of the
//! environment that it changes. PostgreSQL does all of that in one round trip.

use sqlx::{FromRow, Row};
use uuid::Uuid;

use super::{
    Lock, Store, StoreError, Tx,
    access::{self, RIGHTS, RightsRow},
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
    let mut statements = Lock::statement(locks);
    let (rights, id) = match credential {
        Credential::Session(id) => (RIGHTS, id.uuid()),
        Credential::Token { id, .. } => (HOLDER, id.uuid()),
    };
    statements.push_str(&with_ids(rights, &[Some(id), project.map(Id::uuid)]));
    if let Some(target) = target {
        statements.push_str(&with_ids(target.lock(), &[project.map(Id::uuid), Some(target.id())]));
    }
    let (mut tx, rows) = store.begin_with(&statements).await?;
    let (rights, environment) = match tx.conn() {
        Conn::Pg(..) => {
            let (mut rights, mut environment) = (None, None);
            for row in rows {
                match row.columns().len() {
                    access::RIGHTS_COLUMNS => {
                        rights = Some(Current::Session(RightsRow::from_row(&row)?.into()));
                    }
                    HOLDER_COLUMNS => {
                        let holder = HolderRow::from_row(&row)?.holder();
                        rights = holder.map(|holder| Current::Token(Box::new(holder)));
                    }
                    environments::LOCKED_COLUMNS => environment = Some(Locked::from_row(&row)?),
                    _ => {} // Of the locks.
                }
            }
            (rights, environment)
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

/// The statement with these ids in place of its parameters, for several statements at once.
fn with_ids(statement: &str, ids: &[Option<Uuid>]) -> String {
    let mut statement = statement.to_owned();
    for (id, number) in ids.iter().zip(1..) {
        let literal = id.map_or("cast(null as uuid)".to_owned(), |id| format!("'{id}'"));
        statement = statement.replace(&format!("${number}"), &literal);
    }
    statement + "; "
}
