//! Pages of rows, bounded in bytes.

use futures_util::{TryStreamExt, stream::BoxStream};
use uuid::Uuid;

use crate::domain::{
    page::{Listed, Page},
    time::Time,
};

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
