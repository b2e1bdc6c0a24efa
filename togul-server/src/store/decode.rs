//! Rows of a whole environment, decoded away from the threads that serve requests.

use sqlx::{FromRow, Row};
use tokio::task::spawn_blocking;

pub async fn all<R, T>(rows: Vec<R>) -> sqlx::Result<Vec<T>>
where
    R: Row,
    T: for<'r> FromRow<'r, R> + Send + 'static,
{
    let decode = move || rows.iter().map(T::from_row).collect();
    spawn_blocking(decode).await.map_err(|_| sqlx::Error::WorkerCrashed)?
}
