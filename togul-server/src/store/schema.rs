//! The schema of the database: most commands bring it to this version's, others only use it.

use sqlx::migrate::Migrator;

use super::{StoreError, error::is_missing_table};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!();

/// The last migration that the database has.
pub(super) const LAST: &str = "select max(version) from _sqlx_migrations";

/// # Errors
/// When the result of [`LAST`] is not that of a database with this version's schema, or a later one.
pub(super) fn require(last: Result<(Option<i64>,), sqlx::Error>) -> Result<(), StoreError> {
    let problem = match last {
        Ok((Some(last),)) if MIGRATIONS.iter().all(|migration| migration.version <= last) => return Ok(()),
        Ok((Some(_),)) => "its schema is that of an earlier version: run `togul-server migrate` first",
        Ok((None,)) => EMPTY,
        Err(error) if is_missing_table(&error) => EMPTY,
        Err(error) => return Err(error.into()),
    };
    Err(StoreError::Unusable(problem.to_owned()))
}

const EMPTY: &str = "it has no tables of Togul: check the address, and whether the volume is mounted";
