//! The shapes of success, and what the document says of them.

use std::{borrow::Cow, marker::PhantomData, sync::LazyLock};

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    Json,
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::domain::page::Listed;
use crate::http::{guards::browser_headers::template, openapi::operation::carries};

/// What an object is called in its envelope.
pub trait Noun {
    const ONE: &'static str;
    const MANY: &'static str;
}

/// `{"project": {…}}`
#[derive(Debug)]
pub struct One<T>(pub T);

impl<T: Noun + Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(T::ONE, &self.0)?;
        map.end()
    }
}

impl<T: Noun + JsonSchema> JsonSchema for One<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("One{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        envelope([(T::ONE, generator.subschema_for::<T>())])
    }
}

/// `{"projects": […], "next_cursor": …}`
#[derive(Debug)]
pub struct Many<T>(pub Listed<T>);

impl<T: Noun + Serialize> Serialize for Many<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(T::MANY, &self.0.rows)?;
        map.serialize_entry("next_cursor", &self.0.next_cursor)?;
        map.end()
    }
}

impl<T: Noun + JsonSchema> JsonSchema for Many<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Many{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let next_cursor = json_schema!({
            "type": ["string", "null"],
            "description": "The `cursor` of the next page; null when this is the last one.",
        });
        envelope([(T::MANY, generator.subschema_for::<Vec<T>>()), ("next_cursor", next_cursor)])
    }
}

/// An object that always has these fields and no others.
fn envelope<const N: usize>(fields: [(&str, Schema); N]) -> Schema {
    let required: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<_, _> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone().to_value())).collect();
    json_schema!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

macro_rules! answers_as_json {
    ($($name:ident),*) => {$(
        impl<T> IntoResponse for $name<T> where Self: Serialize {
            fn into_response(self) -> Response {
                Json(self).into_response()
            }
        }
        impl<T> OperationOutput for $name<T> where Self: JsonSchema {
            type Inner = Self;

            fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
                Json::<Self>::inferred_responses(ctx, operation)
            }
        }
    )*};
}

answers_as_json!(One, Many);

/// An answer with the object's version as its `ETag`.
#[derive(Debug)]
pub struct Versioned<B>(pub i64, pub B);

impl<B: IntoResponse> IntoResponse for Versioned<B> {
    fn into_response(self) -> Response {
        let etag =
            HeaderValue::from_str(&format!("\"{}\"", self.0)).expect("digits in quotes are a header value");
        ([(ETAG, etag)], self.1).into_response()
    }
}

impl<B: OperationOutput> OperationOutput for Versioned<B> {
    type Inner = B::Inner;

    fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let etag = json_schema!({ "type": "string", "pattern": "^\"[0-9]+\"$" });
        with_header::<B>(ctx, operation, "ETag", "The object's `version`, for `If-Match`.", &etag)
    }
}

/// An answer that holds a secret, which nobody may keep.
#[derive(Debug)]
pub struct NoStore<B>(pub B);

impl<B: IntoResponse> IntoResponse for NoStore<B> {
    fn into_response(self) -> Response {
        ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], self.0).into_response()
    }
}

impl<B: OperationOutput> OperationOutput for NoStore<B> {
    type Inner = B::Inner;

    fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let no_store = json_schema!({ "type": "string", "const": "no-store" });
        with_header::<B>(ctx, operation, "Cache-Control", "The answer holds a secret.", &no_store)
    }
}

fn with_header<B: OperationOutput>(
    ctx: &mut GenContext,
    operation: &mut Operation,
    name: &str,
    description: &str,
    schema: &Schema,
) -> Vec<(Option<u16>, Documented)> {
    let mut responses = B::inferred_responses(ctx, operation);
    for (_, response) in &mut responses {
        carries(response, name, description, schema.clone());
    }
    responses
}

/// An answer whose JSON, that of a `T`, was written already: what is borrowed cannot be handed on.
#[derive(Debug)]
pub struct Written<T>(Response, PhantomData<fn() -> T>);

impl<T> Written<T> {
    pub fn new(response: Response) -> Self {
        Self(response, PhantomData)
    }

    pub fn json(json: Vec<u8>) -> Self {
        static HEADERS: LazyLock<HeaderMap> =
            LazyLock::new(|| template([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]));
        let mut response = Response::new(json.into());
        response.headers_mut().clone_from(&HEADERS);
        Self::new(response)
    }
}

impl<T> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        self.0
    }
}

impl<T: JsonSchema> OperationOutput for Written<T> {
    type Inner = T;

    fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        Json::<T>::inferred_responses(ctx, operation)
    }
}

/// What there is to say of something done: `true`.
#[derive(Debug)]
pub struct True;

impl Serialize for True {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl JsonSchema for True {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "True".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": true })
    }
}

/// `{"deleted": true}`
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deleted {
    deleted: True,
}

pub fn deleted() -> Json<Deleted> {
    Json(Deleted { deleted: True })
}
