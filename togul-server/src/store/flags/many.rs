//! Many flags of an environment at once, for imports.

use std::collections::BTreeMap;

use sqlx::QueryBuilder;
use togul_core::ValueType;

use super::{WithSnapshot, expect_equal, search_text};
use crate::{
    domain::{environment::Environment, flag::Flag, id::Id},
    store::{Conn, StoreError, decode, on},
};

/// How many flags one statement inserts.
const ROWS: usize = 500;

/// Inserts any number of flags with few statements.
///
/// # Errors
/// As [`insert`](super::insert).
pub async fn insert_all(mut conn: Conn<'_>, flags: &[(&Flag, &str)]) -> Result<(), StoreError> {
    macro_rules! query {
        ($c:expr, $flags:expr) => {{
            let mut query = QueryBuilder::new(
                "insert into flags
                   (id, environment_id, key, name, description, search, enabled, value_type, default_value, off_value,
                    salt, snapshot, version, created_at, updated_at, archived_at, prerequisites, variants) ",
            );
            query.push_values($flags, |mut row, (flag, snapshot)| {
                row.push_bind(flag.id)
                    .push_bind(flag.environment_id)
                    .push_bind(&flag.key)
                    .push_bind(&flag.name)
                    .push_bind(&flag.description)
                    .push_bind(search_text(flag))
                    .push_bind(flag.enabled)
                    .push_bind(flag.value_type.stored(ValueType::to_string))
                    .push_bind(&flag.default_value)
                    .push_bind(&flag.off_value)
                    .push_bind(&flag.salt)
                    .push_bind(*snapshot)
                    .push_bind(flag.version)
                    .push_bind(flag.created_at)
                    .push_bind(flag.updated_at)
                    .push_bind(flag.archived_at)
                    .push_bind(&flag.prerequisites)
                    .push_bind(&flag.variants);
            });
            query.push(" returning *");
            query.build_query_as().persistent(false).fetch_all($c).await
        }};
    }
    for some in flags.chunks(ROWS) {
        let stored: Vec<WithSnapshot<Flag>> = on!(conn.reborrow(), c => query!(c, some))?;
        let mut stored: BTreeMap<_, _> = stored.into_iter().map(|row| (row.0.id.uuid(), row)).collect();
        for (flag, snapshot) in some {
            let row = stored.remove(&flag.id.uuid());
            expect_equal(flag, snapshot, row.ok_or(StoreError::ReadsBackDifferently)?)?;
        }
    }
    Ok(())
}

/// All flags of an environment, archived ones included.
pub async fn list_of_environment(
    conn: Conn<'_>,
    environment: Id<Environment>,
) -> Result<Vec<Flag>, StoreError> {
    Ok(on!(conn, c => {
        let rows = sqlx::query("select * from flags where environment_id = $1").bind(environment).fetch_all(c);
        decode::all(rows.await?).await
    })?)
}
