//! Instants as both databases keep them.

use chrono::{DateTime, Datelike, SubsecRound, Utc};

/// UTC, whole microseconds: PostgreSQL keeps no more, so what is written reads back equal.
pub type Time = DateTime<Utc>;

/// The present. The one place that asks the system's clock for what is stored or compared with what is stored.
#[must_use]
pub fn now() -> Time {
    Utc::now().trunc_subsecs(6)
}

/// An RFC 3339 time from a request, cut to microseconds.
pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let text = <Option<std::borrow::Cow<'de, str>> as serde::Deserialize>::deserialize(deserializer)?;
    text.map(|text| parse(&text).map_err(serde::de::Error::custom)).transpose()
}

/// What a text has to be that is read as a time.
pub const MUST_BE: &str = "must be an RFC 3339 time such as 2030-01-31T12:00:00Z";

/// An RFC 3339 time, cut to microseconds.
///
/// # Errors
/// What the text must be.
pub fn parse(text: &str) -> Result<Time, &'static str> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.to_utc().trunc_subsecs(6))
        // In UTC too it has to be a time that can be written.
        .filter(|time| (0..=9999).contains(&time.year()))
        .ok_or(MUST_BE)
}
