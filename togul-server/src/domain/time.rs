//! Timestamps with the precision of both databases.

use chrono::{DateTime, Datelike, SubsecRound, Utc};

/// UTC in whole microseconds, the precision of PostgreSQL, so that a stored value reads back equal.
pub type Time = DateTime<Utc>;

/// The current time. All timestamps that are stored, or compared with stored ones, come from here.
#[must_use]
pub fn now() -> Time {
    Utc::now().trunc_subsecs(6)
}

/// Reads an RFC 3339 time, truncated to microseconds, or null.
pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let text = <Option<std::borrow::Cow<'de, str>> as serde::Deserialize>::deserialize(deserializer)?;
    text.map(|text| parse(&text).map_err(serde::de::Error::custom)).transpose()
}

/// The message for a text that is not a time.
pub const MUST_BE: &str = "must be an RFC 3339 time such as 2030-01-31T12:00:00Z";

/// Parses an RFC 3339 time, truncated to microseconds.
///
/// # Errors
/// [`MUST_BE`].
pub fn parse(text: &str) -> Result<Time, &'static str> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.to_utc().trunc_subsecs(6))
        // The offset may move the time out of the years that RFC 3339 can write.
        .filter(|time| (0..=9999).contains(&time.year()))
        .ok_or(MUST_BE)
}
