//! Answers, written without serde's derived code, because most of them is constant.

use axum::response::{IntoResponse, Response};
use togul_core::{Answer, FlagRef, Revision, openfeature::ResolutionVariant};

use super::OFREP;
use crate::{
    app::App,
    auth::ticket::Ticket,
    http::{
        request::credentials::EvaluationKey,
        response::json_writer::{write, write_optional_id, write_text, write_value},
    },
};

/// The expected bytes of an answer: most have fewer.
pub const BYTES: usize = 256;

/// The schema of the answer of one flag.
#[derive(Debug)]
pub enum FlagAnswer {}

/// The answers of all flags, or 304.
#[derive(Debug)]
pub struct BulkAnswer(pub Response);

impl IntoResponse for BulkAnswer {
    fn into_response(self) -> Response {
        self.0
    }
}

/// Appends the answer. `None`, with nothing appended, if it has no value.
pub fn write_answer(
    json: &mut Vec<u8>,
    flag: FlagRef<'_>,
    answer: &Answer<'_>,
    environment_key: &str,
    version: Option<Revision>,
) -> Option<()> {
    let (value, reason) = (answer.value()?, flag.resolution_reason(answer)?);
    let variant = flag.resolution_variant(answer)?;
    json.extend_from_slice(br#"{"key":"#);
    write_text(json, flag.key());
    json.extend_from_slice(br#","value":"#);
    write_value(json, value);
    json.extend_from_slice(br#","reason":""#);
    json.extend_from_slice(reason.as_str().as_bytes());
    json.extend_from_slice(br#"","variant":"#);
    match variant {
        ResolutionVariant::Key(key) => write_text(json, key),
        ResolutionVariant::Rule(id) => write_optional_id(json, Some(id)),
    }
    json.extend_from_slice(br#","metadata":{"flagSetId":"#);
    write_text(json, environment_key);
    if let Some(version) = version {
        json.extend_from_slice(br#","version":""#);
        write(json, &version);
        json.push(b'"');
    }
    json.extend_from_slice(b"}}");
    Some(())
}

/// Appends the address of the event stream as the last field of an object, unless it is turned off.
pub fn write_event_streams(json: &mut Vec<u8>, app: &App, key: &EvaluationKey) {
    if !app.ofrep.event_streams {
        return;
    }
    let EvaluationKey(key) = key;
    let ticket = app.accounts.tokens.tickets.seal(Ticket { key: key.id.uuid(), secret: key.secret });
    json.extend_from_slice(br#","eventStreams":[{"type":"sse","endpoint":{"requestUri":"#);
    write_text(json, &format!("{}{OFREP}/events?ticket={ticket}", app.path_prefix));
    json.extend_from_slice(b"}}]");
}
