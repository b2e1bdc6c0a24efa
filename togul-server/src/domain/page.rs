//! Pages of lists in order of creation.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike};
use uuid::Uuid;

use super::time::Time;

/// Maximum and default number of rows in a page.
pub const MAX_LIMIT: i64 = 1000;

/// Maximum bytes of the values in a page, which ends with the row that exceeds them: one row may have many kilobytes, and
/// the thread that reads and writes them serves other requests as well.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The request for a page: at most `limit` rows and about `max_bytes`, those after the position `after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub limit: i64,
    pub max_bytes: usize,
    pub after: (Time, Uuid),
}

impl Page {
    /// The first page, as large as one may be.
    pub const FIRST: Self =
        Self { limit: MAX_LIMIT, max_bytes: MAX_BYTES, after: (DateTime::UNIX_EPOCH, Uuid::nil()) };
}

/// A page of rows, and the cursor of the next page unless this is the last one.
#[derive(Debug)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// A page of `rows` that is not the last one, even if it has fewer rows than the limit.
    pub fn from_first_rows(mut rows: Vec<T>, page: Page, position: impl Fn(&T) -> (Time, Uuid)) -> Self {
        rows.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        let next_cursor = rows.last().map(|last| encode(position(last)));
        Self { rows, next_cursor }
    }

    /// The same page with each row converted.
    pub fn map<U>(self, each: impl Fn(T) -> U) -> Listed<U> {
        Listed { rows: self.rows.into_iter().map(each).collect(), next_cursor: self.next_cursor }
    }

    /// A page from up to `limit + 1` rows: the extra row means that there is another page.
    pub fn from_rows(mut rows: Vec<T>, page: Page, position: impl Fn(&T) -> (Time, Uuid)) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| encode(position(last)));
        Self { rows, next_cursor }
    }
}

fn encode((time, id): (Time, Uuid)) -> String {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&time.timestamp_micros().to_be_bytes());
    bytes[8..].copy_from_slice(id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The position in a cursor that [`Listed`] made; `None` for any other text.
#[must_use]
pub fn decode(cursor: &str) -> Option<(Time, Uuid)> {
    let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(cursor).ok()?.try_into().ok()?;
    let (micros, id) = bytes.split_at(8);
    let time = DateTime::from_timestamp_micros(i64::from_be_bytes(micros.try_into().ok()?))?;
    // Years that both databases can represent.
    (1970..=9999).contains(&time.year()).then_some(())?;
    Some((time, Uuid::from_slice(id).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_decodes_to_its_position_and_other_text_to_none() {
        let position = (crate::domain::time::now(), Uuid::now_v7());
        assert_eq!(decode(&encode(position)), Some(position));
        let too_early = DateTime::from_timestamp_micros(-4_600_000_000_000_000_000).expect("an instant");
        for bad in ["", "x", "AAAA", "not base64!", &encode((too_early, Uuid::nil()))] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
    }
}
