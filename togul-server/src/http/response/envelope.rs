//! The shapes of successful responses, with their OpenAPI descriptions.

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
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    domain::{page::Listed, used_by::UsedBy, view::View, warning::Warning},
    http::{guards::browser_headers::header_template, openapi::operation::add_header},
};

/// The name of an object in its envelope.
pub trait Resource {
    const SINGULAR: &'static str;
    const PLURAL: &'static str;
}

impl<T: Resource> Resource for View<T> {
    const SINGULAR: &'static str = T::SINGULAR;
    const PLURAL: &'static str = T::PLURAL;
}

/// `{"project": {…}}`
#[derive(Debug)]
pub struct One<T>(pub T);

impl<T: Resource + Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(T::SINGULAR, &self.0)?;
        map.end()
    }
}

impl<T: Resource + JsonSchema> JsonSchema for One<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("One{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        envelope([(T::SINGULAR, generator.subschema_for::<T>())])
    }
}

/// `{"flag": {…}, "warnings": […]}`
#[derive(Debug)]
pub struct Written<T>(pub T, pub Vec<Warning>);

impl<T: Resource + Serialize> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(T::SINGULAR, &self.0)?;
        map.serialize_entry("warnings", &self.1)?;
        map.end()
    }
}

impl<T: Resource + JsonSchema> JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Written{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        envelope([
            (T::SINGULAR, generator.subschema_for::<T>()),
            ("warnings", generator.subschema_for::<Vec<Warning>>()),
        ])
    }
}

/// `{"projects": […], "next_cursor": …}`
#[derive(Debug)]
pub struct Many<T>(pub Listed<T>);

impl<T: Resource + Serialize> Serialize for Many<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(T::PLURAL, &self.0.rows)?;
        map.serialize_entry("next_cursor", &self.0.next_cursor)?;
        map.end()
    }
}

impl<T: Resource + JsonSchema> JsonSchema for Many<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Many{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let next_cursor = json_schema!({
            "type": ["string", "null"],
            "description": "The `cursor` of the next page; null on the last page.",
        });
        envelope([(T::PLURAL, generator.subschema_for::<Vec<T>>()), ("next_cursor", next_cursor)])
    }
}

/// The schema of an object with exactly these fields.
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

macro_rules! respond_with_json {
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

respond_with_json!(One, Written, Many);

/// A response with the object's version as its `ETag`.
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

/// A response that contains a secret, which must not be stored by a cache.
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
        with_header::<B>(ctx, operation, "Cache-Control", "The response contains a secret.", &no_store)
    }
}

/// A response that stores or deletes a cookie.
#[derive(Debug)]
pub struct WithCookie<B>(pub Option<HeaderValue>, pub B);

impl<B: IntoResponse> IntoResponse for WithCookie<B> {
    fn into_response(self) -> Response {
        let Self(cookie, body) = self;
        let mut response = body.into_response();
        response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
        response
    }
}

impl<B: OperationOutput> OperationOutput for WithCookie<B> {
    type Inner = B::Inner;

    fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        B::inferred_responses(ctx, operation)
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
        add_header(response, name, description, schema.clone());
    }
    responses
}

/// A finished response whose body is the JSON of a `T`, for handlers that serialize borrowed data themselves.
#[derive(Debug)]
pub struct JsonResponse<T>(Response, PhantomData<fn() -> T>);

impl<T> JsonResponse<T> {
    pub fn new(response: Response) -> Self {
        Self(response, PhantomData)
    }
}

/// A response with this JSON.
pub fn json_response(json: Vec<u8>) -> Response {
    static HEADERS: LazyLock<HeaderMap> =
        LazyLock::new(|| header_template([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]));
    let mut response = Response::new(json.into());
    response.headers_mut().clone_from(&HEADERS);
    response
}

impl<T> IntoResponse for JsonResponse<T> {
    fn into_response(self) -> Response {
        self.0
    }
}

impl<T: JsonSchema> OperationOutput for JsonResponse<T> {
    type Inner = T;

    fn inferred_responses(ctx: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        Json::<T>::inferred_responses(ctx, operation)
    }
}

/// `{"used_by": […]}`: what uses an object.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Users {
    pub used_by: Vec<UsedBy>,
}

/// The constant `true`, as confirmation.
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
