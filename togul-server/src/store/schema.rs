//! The schema of the database: most commands bring it to this version's, others only use it.

use sqlx::migrate::Migrator;

use super::{StoreError, error::is_missing_table};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!();

/// The last migration that the database has.
pub(super) const LAST: &str = "select max(version) from _sqlx_migrations";

/// # Errors
/// When the result of [`LAST`] is not that of a database with this version's schema, or a later one.
pub(super) fn require(last: Result<(Option<i64>,), sqlx::Error>) -> Result<(), StoreError> {
    let last = require_any(last)?;
    if MIGRATIONS.iter().all(|migration| migration.version <= last) {
        return Ok(());
    }
    let problem = "its schema is that of an earlier version: run `togul-server migrate` first";
    Err(StoreError::Unusable(problem.to_owned()))
}

/// The last migration of a database that a server has used.
///
/// # Errors
/// When the result of [`LAST`] is that of another one.
pub(super) fn require_any(last: Result<(Option<i64>,), sqlx::Error>) -> Result<i64, StoreError> {
    match last {
        Ok((Some(last),)) => return Ok(last),
        Err(error) if !is_missing_table(&error) => return Err(error.into()),
        Ok((None,)) | Err(_) => {}
    }
    let problem = "it has no tables of Togul: check the address, and whether the volume is mounted";
    Err(StoreError::Unusable(problem.to_owned()))
}
