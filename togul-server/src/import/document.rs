//! Texts of files as typed documents, with the place of what is wrong with them.

use serde::{
    Deserialize,
    de::{DeserializeOwned, Error},
};
use serde_json::{Value, value::RawValue};
use togul_core::ValueType;

/// Why a text is no file of the system that was named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Unreadable {
    /// Where in the file; `document` for the whole.
    pub place: String,
    pub reason: String,
}

pub(super) const WHOLE: &str = "document";

impl Unreadable {
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}

/// Parses JSON; an error has the path of the value that does not fit.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let document = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner().to_string());
        let place = if [".", "?"].contains(&&*path) { WHOLE.to_owned() } else { path };
        Unreadable::new(place, inner)
    })?;
    deserializer.end().map_err(|error| Unreadable::new(WHOLE, error.to_string()))?;
    Ok(document)
}

/// As [`read`], for a part of a document, within a `Deserialize`.
pub(super) fn read_part<T: DeserializeOwned, E: Error>(json: &str) -> Result<T, E> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| E::custom(format_args!("{}: {}", error.path(), error.inner())))
}

/// The JSON of a file that is JSON or YAML.
pub(super) fn json_of(text: &str) -> Result<String, Unreadable> {
    if text.trim_start().starts_with(['{', '[']) {
        return Ok(text.to_owned());
    }
    let value: Value = serde_saphyr::from_str(text)
        .map_err(|error| Unreadable::new(WHOLE, format!("is neither JSON nor YAML: {error}")))?;
    Ok(value.to_string())
}

/// The fields by which files of the systems differ.
#[derive(Deserialize)]
struct Outline {
    flags: Option<Box<RawValue>>,
    features: Option<Box<RawValue>>,
    items: Option<Box<RawValue>>,
    variations: Option<Box<RawValue>>,
}

/// What a document looks like, for an error about a file of another system.
pub(super) fn looks_like(json: &str) -> Option<&'static str> {
    let outline: Outline = serde_json::from_str(json).ok()?;
    if outline.features.is_some() {
        return Some("unleash");
    }
    if outline.items.is_some() || outline.variations.is_some() {
        return Some("launchdarkly");
    }
    let flags = outline.flags?;
    let flags: Value = serde_json::from_str(flags.get()).ok()?;
    let first = match &flags {
        Value::Object(flags) => flags.values().next(),
        Value::Array(flags) => flags.first(),
        _ => None,
    }?;
    match (first.get("variations").is_some(), first.get("state").is_some() || first.get("variants").is_some())
    {
        (true, _) => Some("launchdarkly"),
        (false, true) => Some("flagd"),
        _ => None,
    }
}

/// The error for a document that is none of this system.
pub(super) fn of_another_system(json: &str, wanted: &str, needed: &str) -> Unreadable {
    match looks_like(json) {
        Some(other) if other != wanted => Unreadable::new(
            WHOLE,
            format!("is a file of {other}, not of {wanted}: import it as one of {other}"),
        ),
        _ => Unreadable::new(WHOLE, format!("is no file of {wanted}: {needed}")),
    }
}

/// The type that all of these JSON values have; `json` for different types.
pub(super) fn common_type<'v>(values: impl Iterator<Item = &'v togul_core::Json>) -> ValueType {
    let mut common = None;
    for value in values {
        let own = match value {
            value if value.is_boolean() => ValueType::Boolean,
            value if value.is_string() => ValueType::String,
            value if value.is_number() => ValueType::Number,
            _ => ValueType::Json,
        };
        if common.is_some_and(|common| common != own) {
            return ValueType::Json;
        }
        common = Some(own);
    }
    common.unwrap_or(ValueType::Json)
}
