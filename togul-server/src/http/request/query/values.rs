//! The types of parameters.

use schemars::{Schema, json_schema};
use togul_core::{Fingerprint, Revision, ValueType, limits};
use uuid::Uuid;

use super::{Parameter, parameters};
use crate::domain::{
    audit::{Action, Order},
    id::Id,
    page::{self, MAX_LIMIT, Page},
    schema::string_enum,
    time::{self, Time},
};

/// The maximum number of rows of a page.
struct Limit(i64);

/// The position after a row of a list.
#[derive(Debug)]
pub struct Cursor(pub (Time, Uuid));

parameters! { Page {
    "limit" limit: Limit, "The maximum number of rows.";
    "cursor" after: Cursor, "The `next_cursor` of the previous page.";
    => {
        let default = Page::FIRST;
        Page {
            limit: limit.map_or(default.limit, |Limit(limit)| limit),
            after: after.map_or(default.after, |Cursor(position)| position),
            ..default
        }
    }
} }

impl Parameter for Limit {
    fn must_be() -> String {
        format!("must be 1 to {MAX_LIMIT}")
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).map(Self)
    }
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": MAX_LIMIT })
    }
}

impl Parameter for Cursor {
    fn must_be() -> String {
        "must be a next_cursor of this list".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        page::decode(text).map(Self)
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{32}$" })
    }
}

impl<T> Parameter for Id<T> {
    fn must_be() -> String {
        "must be a UUID".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self::from)
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string", "format": "uuid" })
    }
}

impl Parameter for bool {
    fn must_be() -> String {
        "must be true or false".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

impl Parameter for ValueType {
    fn must_be() -> String {
        "must be boolean, string, number or json".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        string_enum(Self::NAMES.iter().copied())
    }
}

impl Parameter for String {
    fn must_be() -> String {
        format!("must be at most {} characters", limits::NAME_CHARS)
    }
    fn parse(text: &str) -> Option<Self> {
        (text.chars().count() <= limits::NAME_CHARS).then(|| text.to_owned())
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string", "maxLength": limits::NAME_CHARS })
    }
}

impl Parameter for Time {
    fn must_be() -> String {
        time::MUST_BE.to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        time::parse(text).ok()
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl Parameter for Action {
    fn must_be() -> String {
        "must be an action such as flag.updated".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        string_enum(Self::ALL.iter().map(|action| action.as_str()))
    }
}

impl Parameter for Order {
    fn must_be() -> String {
        "must be asc or desc".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        string_enum(Self::ALL.iter().map(|order| order.as_str()))
    }
}

impl Parameter for Revision {
    fn must_be() -> String {
        "must be a revision: a whole number".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "format": "int64", "minimum": 0 })
    }
}

impl Parameter for Fingerprint {
    fn must_be() -> String {
        "must be a fingerprint: 32 hexadecimal digits in lower case".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}
