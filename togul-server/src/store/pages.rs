//! Pages of rows, bounded in bytes.

use std::collections::HashMap;

use futures_util::{TryStreamExt, stream::BoxStream};
use sqlx::{FromRow, QueryBuilder, postgres::PgRow, sqlite::SqliteRow};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{
    page::{Listed, Page},
    time::Time,
};

/// The pattern of `like` for text that contains `q` anywhere, without case: both databases have it with an escape
/// character.
pub fn containing(q: &str) -> String {
    let escaped = q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// The place of a large row in a list. Databases sort whole rows, so a list of large rows is first ordered and cut by
/// these, and [`find_rows`] reads only the rows of the page.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    id: Uuid,
    created_at: Time,
    bytes: i64,
}
from_row!(Place, |row| { id, created_at, bytes });

/// Reads a page of up to `limit + 1` places, cut earlier behind the row with which the page gets too large.
pub async fn read_places(
    places: BoxStream<'_, sqlx::Result<Place>>,
    page: Page,
) -> sqlx::Result<Listed<Place>> {
    let bytes = |place: &Place| usize::try_from(place.bytes).unwrap_or_default();
    read(places, page, bytes, |place| (place.created_at, place.id)).await
}

/// The most bytes of rows that are decoded on a thread that serves requests.
const INLINE_BYTES: i64 = 32 * 1024;

/// The rows of a page of places, without those that were deleted meanwhile. `select` ends before the list of ids.
///
/// Large rows are decoded on another thread, of which there are as many as connections for reading at most.
pub async fn find_rows<T>(
    conn: Conn<'_>,
    select: &'static str,
    places: Listed<Place>,
    id: impl Fn(&T) -> Uuid,
) -> Result<Listed<T>, StoreError>
where
    T: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + 'static,
{
    let Listed { rows: places, next_cursor } = places;
    if places.is_empty() {
        return Ok(Listed { rows: Vec::new(), next_cursor });
    }
    macro_rules! query {
        ($c:expr) => {{
            let mut query = QueryBuilder::new(select);
            let mut ids = query.push(" (").separated(", ");
            for place in &places {
                ids.push_bind(place.id);
            }
            query.push(")");
            // Each number of ids is another statement: cached ones would displace those of frequent requests.
            let rows = query.build().persistent(false).fetch_all($c).await?;
            let decode = move || rows.iter().map(T::from_row).collect::<sqlx::Result<Vec<T>>>();
            if places.iter().map(|place| place.bytes).sum::<i64>() <= INLINE_BYTES {
                decode()
            } else {
                spawn_blocking(decode).await.map_err(|_| sqlx::Error::WorkerCrashed)?
            }
        }};
    }
    let found: Vec<T> = on!(conn, c => query!(c))?;
    let mut found: HashMap<_, _> = found.into_iter().map(|row| (id(&row), row)).collect();
    let rows = places.iter().filter_map(|place| found.remove(&place.id)).collect();
    Ok(Listed { rows, next_cursor })
}

/// Reads a page of up to `limit + 1` rows, cut earlier behind the row with which it gets too large.
pub async fn read<T>(
    mut rows: BoxStream<'_, sqlx::Result<T>>,
    page: Page,
    bytes: impl Fn(&T) -> usize,
    position: impl Fn(&T) -> (Time, Uuid),
) -> sqlx::Result<Listed<T>> {
    let (mut first, mut sum) = (Vec::new(), 0);
    while let Some(row) = rows.try_next().await? {
        sum += bytes(&row);
        first.push(row);
        if sum > page.max_bytes {
            return Ok(Listed::from_first_rows(first, page, position));
        }
    }
    Ok(Listed::from_rows(first, page, position))
}
