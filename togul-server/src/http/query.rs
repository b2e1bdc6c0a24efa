//! Query parameters, read strictly: one that does not exist is refused by name.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};

use super::error::ApiError;
use crate::domain::page::{self, MAX_LIMIT, Page};

/// The parameters of a request; take what you know, then [`Params::finish`].
#[derive(Debug)]
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| {
            ApiError::validation("query", "must be key=value pairs in UTF-8, percent-encoded")
        })?;
        Ok(Self(pairs))
    }
}

impl Params {
    /// # Errors
    /// When it is given twice.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
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

    /// # Errors
    /// When it is given twice or is not what `must_be` says.
    pub fn parsed<T>(
        &mut self,
        name: &str,
        must_be: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        self.text(name)?
            .map(|text| parse(&text).ok_or_else(|| ApiError::validation(name, must_be)))
            .transpose()
    }

    /// `limit` and `cursor`.
    ///
    /// # Errors
    /// A limit outside 1 to 1,000, or a cursor that no list gave.
    pub fn page(&mut self) -> Result<Page, ApiError> {
        let limit = self.parsed("limit", &format!("must be 1 to {MAX_LIMIT}"), |text| {
            text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit))
        })?;
        let after = self.parsed("cursor", "must be a next_cursor of this list", page::decode)?;
        let default = Page::default();
        Ok(Page { limit: limit.unwrap_or(default.limit), after: after.unwrap_or(default.after) })
    }

    /// # Errors
    /// When a parameter is left that nobody knows.
    pub fn finish(self) -> Result<(), ApiError> {
        match self.0.first() {
            Some((name, _)) => Err(ApiError::validation(name, "is not a parameter of this endpoint")),
            None => Ok(()),
        }
    }
}
