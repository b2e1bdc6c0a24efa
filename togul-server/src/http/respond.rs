//! The shapes of success.

use axum::{
    Json,
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, ETAG},
    },
    response::{IntoResponse, Response},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use crate::domain::page::Listed;

/// `{"project": {…}}`
#[derive(Debug)]
pub struct One<T>(pub &'static str, pub T);

impl<T: Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, &self.1)?;
        map.end()
    }
}

impl<T: Serialize> IntoResponse for One<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// `{"projects": […], "next_cursor": …}`
#[derive(Debug)]
pub struct Many<T>(pub &'static str, pub Listed<T>);

impl<T: Serialize> Serialize for Many<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(self.0, &self.1.rows)?;
        map.serialize_entry("next_cursor", &self.1.next_cursor)?;
        map.end()
    }
}

impl<T: Serialize> IntoResponse for Many<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// An answer with the object's version as its `ETag`.
#[must_use]
pub fn versioned(version: i64, body: impl IntoResponse) -> Response {
    let etag = HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes are a header value");
    ([(ETAG, etag)], body).into_response()
}

pub fn deleted() -> Json<Value> {
    Json(json!({ "deleted": true }))
}

/// For answers that hold a secret.
pub const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];
