//! Lists in order of creation, a page at a time.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike};
use uuid::Uuid;

use super::time::Time;

/// Most rows a page holds, and how many it holds when nobody says.
pub const MAX_LIMIT: i64 = 1000;

/// Which rows to list: at most `limit`, those after `after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub limit: i64,
    pub after: (Time, Uuid),
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: MAX_LIMIT, after: (DateTime::UNIX_EPOCH, Uuid::nil()) }
    }
}

/// A page of rows, and the cursor of the next one unless this was the last.
#[derive(Debug)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// From the first of rows of which there are more.
    pub fn from_first_rows(mut rows: Vec<T>, page: Page, place: impl Fn(&T) -> (Time, Uuid)) -> Self {
        rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        let next_cursor = rows.last().map(|last| encode(place(last)));
        Self { rows, next_cursor }
    }

    /// The same page of something else.
    pub fn map<U>(self, each: impl Fn(T) -> U) -> Listed<U> {
        Listed { rows: self.rows.into_iter().map(each).collect(), next_cursor: self.next_cursor }
    }

    /// From up to `limit + 1` rows: the one too many says that there is another page.
    pub fn from_rows(mut rows: Vec<T>, page: Page, place: impl Fn(&T) -> (Time, Uuid)) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| encode(place(last)));
        Self { rows, next_cursor }
    }
}

fn encode((time, id): (Time, Uuid)) -> String {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&time.timestamp_micros().to_be_bytes());
    bytes[8..].copy_from_slice(id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A cursor as [`Listed`] made it.
#[must_use]
pub fn decode(cursor: &str) -> Option<(Time, Uuid)> {
    let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
    let (micros, id) = bytes.split_at(8);
    let time = DateTime::from_timestamp_micros(i64::from_be_bytes(micros.try_into().ok()?))?;
    // Further than this no database goes.
    (1970..=9999).contains(&time.year()).then_some(())?;
    Some((time, Uuid::from_slice(id).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_anything_else_is_none() {
        let place = (crate::domain::time::now(), Uuid::now_v7());
        assert_eq!(decode(&encode(place)), Some(place));
        let too_early = DateTime::from_timestamp_micros(-4_600_000_000_000_000_000).expect("an instant");
        for bad in ["", "x", "AAAA", "not base64!", &encode((too_early, Uuid::nil()))] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
    }
}
