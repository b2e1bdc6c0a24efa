//! Query parameters, read strictly: one that does not exist is refused by name.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::{self, FromRequestParts},
    http::request::Parts,
};
use schemars::{Schema, json_schema};
use togul_core::{ValueType, limits};
use uuid::Uuid;

use crate::domain::{
    audit::Action,
    id::Id,
    page::{self, MAX_LIMIT, Page},
    schema::word,
    time::{self, Time},
};
use crate::http::{
    openapi::{operation::refuses, refusal::Refusal},
    response::error::ApiError,
};

/// The parameters of a request as a `T`, and no others.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: Parameters, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let pairs = extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| {
            ApiError::validation("query", "must be key=value pairs in UTF-8, percent-encoded")
        })?;
        let mut given = Given(pairs.0);
        let parameters = T::read(&mut given)?;
        match given.0.first() {
            Some((name, _)) => Err(ApiError::validation(name, "is not a parameter of this endpoint")),
            None => Ok(Self(parameters)),
        }
    }
}

impl<T: Parameters> OperationInput for Query<T> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        T::describe(operation);
        refuses(operation, &[Refusal::BAD_REQUEST]);
    }
}

/// Some parameters that belong together; see `parameters!`.
pub trait Parameters: Sized {
    /// # Errors
    /// The first that is given twice or is not what it must be.
    fn read(given: &mut Given) -> Result<Self, ApiError>;
    fn describe(operation: &mut Operation);
}

impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn read(given: &mut Given) -> Result<Self, ApiError> {
        Ok((A::read(given)?, B::read(given)?))
    }
    fn describe(operation: &mut Operation) {
        A::describe(operation);
        B::describe(operation);
    }
}

/// One parameter's value, from its text.
pub trait Parameter: Sized {
    /// What a text has to be, for who gave another one.
    fn must_be() -> String;
    fn parse(text: &str) -> Option<Self>;
    fn schema() -> Schema;
}

/// What is given and was not taken yet.
#[derive(Debug)]
pub struct Given(Vec<(String, String)>);

impl Given {
    /// # Errors
    /// When it is given twice or is not what it must be.
    pub fn take<T: Parameter>(&mut self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        T::parse(&text).map(Some).ok_or_else(|| ApiError::validation(name, &T::must_be()))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let mut found = None;
        while let Some(place) = self.0.iter().position(|(key, _)| key == name) {
            if found.replace(self.0.swap_remove(place).1).is_some() {
                return Err(ApiError::validation(name, "is given twice"));
            }
        }
        match &found {
            Some(text) if text.contains('\0') => Err(ApiError::validation(name, "must not contain U+0000")),
            // What is no UTF-8 was decoded to this.
            Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => {
                Err(ApiError::validation(name, "must be UTF-8, percent-encoded"))
            }
            _ => Ok(found),
        }
    }
}

/// Says how a type is read from parameters, and with that what the document says of them: for each its name, its type,
/// the local that `=>` may use, and a sentence.
macro_rules! parameters {
    ($type:ty {
        $($name:literal $field:ident: $value:ty, $description:literal;)*
        => $whole:expr
    }) => {
        impl $crate::http::request::query::Parameters for $type {
            fn read(
                given: &mut $crate::http::request::query::Given,
            ) -> Result<Self, $crate::http::response::error::ApiError> {
                $(let $field = given.take::<$value>($name)?;)*
                Ok($whole)
            }
            fn describe(operation: &mut aide::openapi::Operation) {
                $(
                    let schema = <$value as $crate::http::request::query::Parameter>::schema();
                    let place = $crate::http::openapi::operation::Place::Query;
                    $crate::http::openapi::operation::takes(operation, place, $name, $description, schema);
                )*
            }
        }
    };
}
pub(in crate::http) use parameters;

/// How many rows a page has.
struct Limit(i64);

/// The place of a row in a list.
#[derive(Debug)]
pub struct Cursor(pub (Time, Uuid));

parameters! { Page {
    "limit" limit: Limit, "Most rows to list.";
    "cursor" after: Cursor, "The `next_cursor` of the page before.";
    => {
        let default = Page::default();
        Page {
            limit: limit.map_or(default.limit, |Limit(limit)| limit),
            after: after.map_or(default.after, |Cursor(place)| place),
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
        word(Self::NAMES.iter().copied())
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
        word(Self::ALL.iter().map(|action| action.as_str()))
    }
}

/// A revision of an environment.
#[derive(Clone, Copy, Debug)]
pub struct Revision(pub i64);

impl Parameter for Revision {
    fn must_be() -> String {
        "must be a revision: a whole number".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number| *number >= 0).map(Self)
    }
    fn schema() -> Schema {
        json_schema!({ "type": "integer", "format": "int64", "minimum": 0 })
    }
}
