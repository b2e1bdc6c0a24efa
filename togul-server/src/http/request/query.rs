//! Query parameters, parsed strictly. `guards::parameters` refuses those that a route does not have.

mod values;

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::{self, FromRequestParts},
    http::{Uri, request::Parts},
};
use schemars::Schema;

pub use self::values::Cursor;
use crate::http::{
    openapi::{operation::add_refusals, refusal::Refusal},
    response::error::ApiError,
};

/// All parameters of a request as a `T`.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: Parameters, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        T::read(&mut QueryPairs::of(&parts.uri)?).map(Self)
    }
}

impl<T: Parameters> OperationInput for Query<T> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        T::describe(operation);
        add_refusals(operation, &[Refusal::BAD_REQUEST]);
    }
}

/// A set of parameters, declared with `parameters!`.
pub trait Parameters: Sized {
    /// # Errors
    /// The first parameter that is repeated or invalid.
    fn read(pairs: &mut QueryPairs) -> Result<Self, ApiError>;
    fn describe(operation: &mut Operation);
}

impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn read(pairs: &mut QueryPairs) -> Result<Self, ApiError> {
        Ok((A::read(pairs)?, B::read(pairs)?))
    }
    fn describe(operation: &mut Operation) {
        A::describe(operation);
        B::describe(operation);
    }
}

/// The type of a parameter.
pub trait Parameter: Sized {
    /// Completes the error `limit must be …` when [`parse`](Self::parse) fails.
    fn must_be() -> String;
    fn parse(text: &str) -> Option<Self>;
    fn schema() -> Schema;
}

/// The pairs of the query string that were not taken yet.
#[derive(Debug)]
pub struct QueryPairs(Vec<(String, String)>);

impl QueryPairs {
    /// # Errors
    /// When the query string cannot be decoded.
    pub fn of(uri: &Uri) -> Result<Self, ApiError> {
        extract::Query::try_from_uri(uri)
            .map(|extract::Query(pairs)| Self(pairs))
            .map_err(|_| ApiError::validation("query", "must be key=value pairs in UTF-8, percent-encoded"))
    }

    /// # Errors
    /// The first parameter that is not among these.
    pub fn refuse_others(&self, known: &[String]) -> Result<(), ApiError> {
        match self.0.iter().find(|(name, _)| !known.contains(name)) {
            Some((name, _)) => Err(ApiError::validation(name, "is not a parameter of this endpoint")),
            None => Ok(()),
        }
    }

    /// # Errors
    /// When the parameter is repeated or invalid.
    pub fn take<T: Parameter>(&mut self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        T::parse(&text).map(Some).ok_or_else(|| ApiError::validation(name, &T::must_be()))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let mut found = None;
        while let Some(index) = self.0.iter().position(|(key, _)| key == name) {
            if found.replace(self.0.swap_remove(index).1).is_some() {
                return Err(ApiError::validation(name, "is given twice"));
            }
        }
        match &found {
            Some(text) if text.contains('\0') => Err(ApiError::validation(name, "must not contain U+0000")),
            // The decoder replaces invalid UTF-8 by this character.
            Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => {
                Err(ApiError::validation(name, "must be UTF-8, percent-encoded"))
            }
            _ => Ok(found),
        }
    }
}

/// Implements [`Parameters`]: how a type is read from a query, and how the OpenAPI document describes it. Each parameter
/// has a name, a variable for the expression after `=>`, a type and a description.
macro_rules! parameters {
    ($type:ty {
        $($name:literal $field:ident: $value:ty, $description:literal;)*
        => $whole:expr
    }) => {
        impl $crate::http::request::query::Parameters for $type {
            fn read(
                pairs: &mut $crate::http::request::query::QueryPairs,
            ) -> Result<Self, $crate::http::response::error::ApiError> {
                $(let $field = pairs.take::<$value>($name)?;)*
                Ok($whole)
            }
            fn describe(operation: &mut aide::openapi::Operation) {
                $(
                    let schema = <$value as $crate::http::request::query::Parameter>::schema();
                    let location = $crate::http::openapi::operation::Location::Query;
                    $crate::http::openapi::operation::add_parameter(
                        operation,
                        location,
                        $name,
                        $description,
                        schema,
                    );
                )*
            }
        }
    };
}
pub(in crate::http) use parameters;
