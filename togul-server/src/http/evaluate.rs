//! Remote evaluation: from memory, with the code that clients run in-process.

pub mod allowance;
mod schema;

use std::{borrow::Cow, fmt};

use axum::{extract::State, http::HeaderMap, response::Response};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use togul_core::{
    Answer, Context, ContextValue, Cost, Explanation, FlagRef, FlagValue, Reason, Revision, ValueType, limits,
};
use uuid::Uuid;

use self::allowance::{Allowance, EvaluationCall, Unanswered, cost_of_all, cost_of_explaining, respond};
use super::{
    request::{
        body::{RawBody, parse},
        credentials::{EvaluationKey, api_key_hash},
    },
    response::{
        envelope::{JsonResponse, json_response},
        error::ApiError,
        json_writer::{write, write_bool, write_optional_id, write_optional_text, write_text, write_value},
    },
};
use crate::{
    app::App,
    domain::{self, object::Object},
    metrics::Tally,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateRequest<'a> {
    #[serde(borrow)]
    flag_key: Cow<'a, str>,
    /// The environment of the API key; any other is an error.
    #[serde(borrow, default)]
    environment_key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    context: CheckedContext<'a>,
    /// Whether to add an explanation: for keys of scope `server`.
    #[serde(default)]
    explain: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateAllRequest<'a> {
    #[serde(borrow, default)]
    context: CheckedContext<'a>,
}

/// The expected bytes of an answer: most have fewer.
const ANSWER_BYTES: usize = 256;

/// The answer of a flag.
#[derive(JsonSchema)]
#[schemars(rename = "Answer")]
pub struct AnswerBody<'a> {
    flag_key: &'a str,
    enabled: bool,
    #[schemars(with = "domain::schema::ValueType")]
    value_type: ValueType,
    #[schemars(with = "Value")]
    value: &'a FlagValue,
    /// What decided the answer.
    #[schemars(schema_with = "schema::reason")]
    reason: &'static str,
    /// The rule that matched.
    rule_id: Option<Uuid>,
    /// The key of the variant that the rule answers, or else that of the first variant of the flag with an equal value.
    variant: Option<&'a str>,
    /// The key of the flag whose answer is not as required, with the reason `prerequisite_failed`.
    prerequisite: Option<&'a str>,
    /// The revision of the environment.
    #[schemars(with = "u64")]
    version: Revision,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "schema::Explanation")]
    explanation: Option<Explanation>,
}

impl<'a> AnswerBody<'a> {
    /// `None` for the answer of an unreadable flag, or of one whose evaluation stopped at an unreadable rule.
    pub fn new(flag: FlagRef<'a>, answer: &Answer<'a>, version: Revision) -> Option<Self> {
        Some(Self {
            flag_key: flag.key(),
            enabled: answer.flag_enabled,
            value_type: answer.value_type?,
            value: answer.value()?,
            reason: answer.reason.as_str(),
            rule_id: answer.rule_id(),
            variant: answer.variant(),
            prerequisite: answer.prerequisite(),
            version,
            explanation: None,
        })
    }

    #[must_use]
    pub fn explained(self, explanation: Explanation) -> Self {
        Self { explanation: Some(explanation), ..self }
    }

    /// Without serde, because escaping the constant parts costs more than the evaluation.
    pub fn write_to(&self, json: &mut Vec<u8>) {
        self.write_with_version(json, &self.version.to_string());
    }

    /// The same with the digits of the version, which are those of all flags.
    fn write_with_version(&self, json: &mut Vec<u8>, digits: &str) {
        // Destructured, so that a new field cannot be forgotten.
        let Self {
            flag_key,
            enabled,
            value_type,
            value,
            reason,
            rule_id,
            variant,
            prerequisite,
            version: _,
            explanation,
        } = self;
        json.extend_from_slice(br#"{"flag_key":"#);
        write_text(json, flag_key);
        json.extend_from_slice(br#","enabled":"#);
        write_bool(json, *enabled);
        json.extend_from_slice(br#","value_type":""#);
        json.extend_from_slice(value_type.as_str().as_bytes());
        json.extend_from_slice(br#"","value":"#);
        write_value(json, value);
        json.extend_from_slice(br#","reason":""#);
        json.extend_from_slice(reason.as_bytes());
        json.extend_from_slice(br#"","rule_id":"#);
        write_optional_id(json, *rule_id);
        if variant.is_none() && prerequisite.is_none() {
            json.extend_from_slice(br#","variant":null,"prerequisite":null,"version":"#);
        } else {
            json.extend_from_slice(br#","variant":"#);
            write_optional_text(json, *variant);
            json.extend_from_slice(br#","prerequisite":"#);
            write_optional_text(json, *prerequisite);
            json.extend_from_slice(br#","version":"#);
        }
        json.extend_from_slice(digits.as_bytes());
        if let Some(explanation) = explanation {
            json.extend_from_slice(br#","explanation":"#);
            write(json, explanation);
        }
        json.push(b'}');
    }
}

pub async fn one(
    State(app): State<App>,
    headers: HeaderMap,
    key: EvaluationKey,
    RawBody(bytes, _): RawBody<EvaluateRequest<'static>>,
) -> Result<JsonResponse<AnswerBody<'static>>, ApiError> {
    let key = key.renew(|| api_key_hash(&headers), &app).await?;
    let call = EvaluationCall { app: &app, key: &key, flag_key: "", body: &bytes };
    respond(call, answer).await.map(JsonResponse::new)
}

/// # Errors
/// A request that is invalid or not allowed, or a flag that is unknown or unreadable.
pub fn answer(call: EvaluationCall<'_>, allowance: Allowance) -> Result<Response, Unanswered> {
    let EvaluationKey(key) = call.key;
    let request: EvaluateRequest<'_> = read(call.body)?;
    if request.environment_key.is_some_and(|wanted| wanted != key.environment.key) {
        return Err(ApiError::environment_forbidden().into());
    }
    if request.explain && !key.scope.reads_rules() {
        return Err(ApiError::out_of_scope("explain").into());
    }
    let published = key.environment.published();
    let evaluations = &key.environment.evaluations;
    let Some(flag) = published.snapshot.flag(&request.flag_key) else {
        evaluations.count(Reason::FlagNotFound);
        return Err(ApiError::flag_not_found(&key.environment.key).into());
    };
    let context = &request.context.0;
    let (answer, explanation) = if request.explain {
        allowance.begin(cost_of_explaining(flag))?;
        let (answer, explanation) = flag.explain(context);
        (answer, Some(explanation))
    } else {
        allowance.begin(flag.cost())?;
        (flag.evaluate(context), None)
    };
    evaluations.count(answer.reason);
    let Some(body) = AnswerBody::new(flag, &answer, published.snapshot.revision()) else {
        return Err(ApiError::flag_unreadable_because(explanation.as_ref()).into());
    };
    let mut json = Vec::with_capacity(ANSWER_BYTES);
    AnswerBody { explanation, ..body }.write_to(&mut json);
    Ok(json_response(json))
}

pub async fn all(
    State(app): State<App>,
    headers: HeaderMap,
    key: EvaluationKey,
    RawBody(bytes, _): RawBody<EvaluateAllRequest<'static>>,
) -> Result<JsonResponse<AllAnswers>, ApiError> {
    let key = key.renew(|| api_key_hash(&headers), &app).await?;
    let call = EvaluationCall { app: &app, key: &key, flag_key: "", body: &bytes };
    respond(call, answer_all).await.map(JsonResponse::new)
}

/// # Errors
/// An invalid request.
pub fn answer_all(call: EvaluationCall<'_>, allowance: Allowance) -> Result<Response, Unanswered> {
    let EvaluationKey(key) = call.key;
    let request: EvaluateAllRequest<'_> = read(call.body)?;
    let published = key.environment.published();
    let (snapshot, context) = (&published.snapshot, &request.context.0);
    allowance.begin(cost_of_all(snapshot))?;
    let (tally, version) = (Tally::default(), snapshot.revision());
    let digits = version.to_string();
    let mut json = Vec::with_capacity(published.answer_bytes.expected(|| {
        // Values are parts of the flags, so this is enough.
        ANSWER_BYTES * (snapshot.len() + 1) + snapshot.json_bytes()
    }));
    json.extend_from_slice(br#"{"flags":{"#);
    let (mut is_first, mut unreadable) = (true, Vec::new());
    for flag in snapshot.flags() {
        allowance.begin(Cost::default())?;
        let answer = flag.evaluate(context);
        tally.count(answer.reason);
        let Some(body) = AnswerBody::new(flag, &answer, version) else {
            unreadable.push(flag.key());
            continue;
        };
        if !is_first {
            json.push(b',');
        }
        is_first = false;
        write_text(&mut json, flag.key());
        json.push(b':');
        body.write_with_version(&mut json, &digits);
    }
    json.extend_from_slice(br#"},"unreadable":"#);
    write(&mut json, &unreadable);
    json.extend_from_slice(br#","version":"#);
    json.extend_from_slice(digits.as_bytes());
    json.push(b'}');
    published.answer_bytes.record(json.len());
    // The budget of bodies counts what is sent.
    json.shrink_to(json.len() + json.len() / 4);
    key.environment.evaluations.add(&tally);
    Ok(json_response(json))
}

/// The schema of `{"flags": {key: answer}, "unreadable": [key], "version"}`, which is serialized flag by flag.
pub enum AllAnswers {}

/// Parses the body once; an invalid one is parsed again, with the checks that name the error.
///
/// # Errors
/// The first problem of the body.
pub fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, ApiError> {
    // UTF-8 is checked at once, otherwise the parser would check each string.
    match str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str(text).ok()) {
        Some(Object(request)) => Ok(request),
        None => parse(bytes),
    }
}

/// A context within its limits. Absent, null and `[]` (what some languages send for an empty map) are empty.
#[derive(Default)]
pub struct CheckedContext<'a>(pub Context<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for CheckedContext<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContextVisitor)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = CheckedContext<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(CheckedContext::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match seq.next_element::<serde::de::IgnoredAny>()? {
            None => Ok(CheckedContext::default()),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut context = Context::new();
        let (mut count, mut bytes, mut has_objects) = (0, 0, false);
        while let Some(Attribute(name)) = map.next_key::<Attribute<'de>>()? {
            let raw = map.next_value::<&'de RawValue>()?.get();
            bytes += name.len() + raw.len();
            if bytes > limits::CONTEXT_BYTES {
                return Err(A::Error::custom(format_args!(
                    "must be at most {} bytes",
                    limits::CONTEXT_BYTES
                )));
            }
            let value = match plain_text(raw) {
                Some(text) => text.into(),
                None if limits::json_depth(raw) > limits::JSON_DEPTH => {
                    return Err(A::Error::custom(format_args!(
                        "must nest at most {} deep",
                        limits::JSON_DEPTH
                    )));
                }
                None => ContextValue::deserialize_borrowed(&mut serde_json::Deserializer::from_str(raw))
                    .map_err(A::Error::custom)?,
            };
            count += value.attribute_count();
            if count > limits::CONTEXT_ATTRIBUTES {
                return Err(A::Error::custom(format_args!(
                    "must be at most {} attributes",
                    limits::CONTEXT_ATTRIBUTES
                )));
            }
            if raw.starts_with('{') {
                has_objects = true;
            } else {
                // A string is measured without its escapes, anything else as it was sent.
                check_bytes(value.text().map_or(raw.len(), str::len))?;
            }
            context.set(name, value);
        }
        if has_objects {
            // The limit applies to each member.
            for (_, value) in context.iter() {
                check_bytes(value.text().map_or_else(|| value.to_json().to_string().len(), str::len))?;
            }
        }
        Ok(CheckedContext(context))
    }
}

fn check_bytes<E: serde::de::Error>(bytes: usize) -> Result<(), E> {
    if bytes <= limits::CONTEXT_ATTRIBUTE_BYTES {
        return Ok(());
    }
    let limit = limits::CONTEXT_ATTRIBUTE_BYTES;
    Err(E::custom(format_args!("must have at most {limit} bytes in each attribute")))
}

/// The content of a JSON string without escapes.
fn plain_text(raw: &str) -> Option<&str> {
    let text = raw.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// A name, borrowed from the body when it has no escapes.
#[derive(Deserialize)]
struct Attribute<'a>(#[serde(borrow)] Cow<'a, str>);
