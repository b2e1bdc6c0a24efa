//! Remote evaluation: from memory, by the same code that every client runs.

mod schema;

use std::{borrow::Cow, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use togul_core::{
    Answer, CompiledFlag, Context, ContextValue, Explanation, Reason, Revision, ValueType, limits,
};
use uuid::Uuid;

use super::{
    request::{
        body::{BytesOf, parse},
        credentials::EvaluationKey,
    },
    response::{envelope::Written, error::ApiError},
};
use crate::{
    domain::{self, object::Object},
    live::LiveKey,
    metrics::Tally,
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question<'a> {
    #[serde(borrow)]
    flag_key: Cow<'a, str>,
    /// When it is given, it must be the environment of the key.
    #[serde(borrow, default)]
    environment_key: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    context: CheckedContext<'a>,
    /// Whether to say which rules were looked at: for keys of scope `server`.
    #[serde(default)]
    explain: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionAboutAll<'a> {
    #[serde(borrow, default)]
    context: CheckedContext<'a>,
}

/// Bytes of an answer, mostly fewer.
const ANSWER: usize = 256;

/// What a flag answers.
#[derive(JsonSchema)]
#[schemars(rename = "Answer")]
pub struct AnswerBody<'a> {
    flag_key: &'a str,
    enabled: bool,
    #[schemars(with = "domain::schema::ValueType")]
    value_type: ValueType,
    value: &'a Value,
    /// How the answer came about.
    #[schemars(schema_with = "schema::reason")]
    reason: &'static str,
    /// The rule that matched.
    rule_id: Option<Uuid>,
    /// The revision of the environment.
    #[schemars(with = "u64")]
    version: Revision,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "schema::Explanation")]
    explanation: Option<Explanation>,
}

impl<'a> AnswerBody<'a> {
    fn new(flag: &'a CompiledFlag, answer: &Answer<'a>, version: Revision) -> Self {
        Self {
            flag_key: flag.key(),
            enabled: flag.enabled(),
            value_type: flag.value_type(),
            value: answer.value.unwrap_or(&Value::Null),
            reason: answer.reason.as_str(),
            rule_id: answer.rule_id(),
            version,
            explanation: None,
        }
    }

    /// By hand: escaping what is known costs more than all of the evaluation.
    fn write(&self, json: &mut Vec<u8>) {
        // One by one, so that no field is forgotten here.
        let Self { flag_key, enabled, value_type, value, reason, rule_id, version, explanation } = self;
        json.extend_from_slice(br#"{"flag_key":"#);
        write(json, flag_key);
        json.extend_from_slice(br#","enabled":"#);
        write(json, enabled);
        json.extend_from_slice(br#","value_type":""#);
        json.extend_from_slice(value_type.as_str().as_bytes());
        json.extend_from_slice(br#"","value":"#);
        write(json, value);
        json.extend_from_slice(br#","reason":""#);
        json.extend_from_slice(reason.as_bytes());
        json.extend_from_slice(br#"","rule_id":"#);
        write(json, rule_id);
        json.extend_from_slice(br#","version":"#);
        write(json, version);
        if let Some(explanation) = explanation {
            json.extend_from_slice(br#","explanation":"#);
            write(json, explanation);
        }
        json.push(b'}');
    }
}

fn write(json: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    serde_json::to_writer(json, value).expect("what is in memory can be written into memory");
}

pub async fn one(
    EvaluationKey(key): EvaluationKey,
    BytesOf(bytes, _): BytesOf<Question<'static>>,
) -> Result<Written<AnswerBody<'static>>, ApiError> {
    answer(&key, &bytes)
}

/// # Errors
/// What is wrong with the question.
pub fn answer(key: &LiveKey, question: &[u8]) -> Result<Written<AnswerBody<'static>>, ApiError> {
    let question: Question<'_> = read(question)?;
    if question.environment_key.is_some_and(|wanted| wanted != key.environment.key) {
        return Err(ApiError::environment_forbidden());
    }
    if question.explain && !key.scope.reads_rules() {
        return Err(ApiError::out_of_scope("explain"));
    }
    let published = key.environment.published();
    let evaluations = &key.environment.evaluations;
    let Some(flag) = published.snapshot.flag(&question.flag_key) else {
        evaluations.count(Reason::FlagNotFound);
        return Err(ApiError::flag_not_found());
    };
    let context = &question.context.0;
    let (answer, explanation) = if question.explain {
        let (answer, explanation) = flag.explain(context);
        (answer, Some(explanation))
    } else {
        (flag.evaluate(context), None)
    };
    evaluations.count(answer.reason);
    let body = AnswerBody::new(flag, &answer, published.snapshot.revision());
    let mut json = Vec::with_capacity(ANSWER);
    AnswerBody { explanation, ..body }.write(&mut json);
    Ok(Written::json(json))
}

pub async fn all(
    EvaluationKey(key): EvaluationKey,
    BytesOf(bytes, _): BytesOf<QuestionAboutAll<'static>>,
) -> Result<Written<AllAnswers>, ApiError> {
    answer_all(&key, &bytes)
}

/// # Errors
/// What is wrong with the question.
pub fn answer_all(key: &LiveKey, question: &[u8]) -> Result<Written<AllAnswers>, ApiError> {
    let question: QuestionAboutAll<'_> = read(question)?;
    let published = key.environment.published();
    let (snapshot, context) = (&published.snapshot, &question.context.0);
    let (tally, version) = (Tally::default(), snapshot.revision());
    let mut json = Vec::with_capacity(ANSWER * (snapshot.len() + 1));
    json.extend_from_slice(br#"{"flags":{"#);
    for (place, flag) in snapshot.flags().enumerate() {
        if place > 0 {
            json.push(b',');
        }
        write(&mut json, flag.key());
        json.push(b':');
        let answer = flag.evaluate(context);
        tally.count(answer.reason);
        AnswerBody::new(flag, &answer, version).write(&mut json);
    }
    json.extend_from_slice(br#"},"version":"#);
    write(&mut json, &version);
    json.push(b'}');
    key.environment.evaluations.add(&tally);
    Ok(Written::json(json))
}

/// Stands for `{"flags": {key: answer}, "version"}`, which is written as it is evaluated.
pub enum AllAnswers {}

/// Reads the body once; only a wrong one is read again, to say what is wrong.
fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, ApiError> {
    // As one text: the parser would look for UTF-8 in each of its strings.
    match str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str(text).ok()) {
        Some(Object(question)) => Ok(question),
        None => parse(bytes),
    }
}

/// A context within its limits. Absent, null and `[]` (what some languages send for an empty map) are empty.
#[derive(Default)]
pub struct CheckedContext<'a>(Context<'a>);

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
        let (mut count, mut bytes) = (0, 0);
        while let Some(Attribute(name)) = map.next_key::<Attribute<'de>>()? {
            let raw = map.next_value::<&'de RawValue>()?.get();
            count += 1;
            bytes += name.len() + raw.len();
            if count > limits::CONTEXT_ATTRIBUTES {
                return Err(A::Error::custom(format_args!(
                    "must be at most {} attributes",
                    limits::CONTEXT_ATTRIBUTES
                )));
            }
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
                None => serde_json::from_str::<ContextValue<'de>>(raw).map_err(A::Error::custom)?,
            };
            // A text counts as it reads, anything else as it was sent.
            if value.text().map_or(raw.len(), str::len) > limits::CONTEXT_ATTRIBUTE_BYTES {
                return Err(A::Error::custom(format_args!(
                    "must have at most {} bytes in each attribute",
                    limits::CONTEXT_ATTRIBUTE_BYTES
                )));
            }
            context.set(name, value);
        }
        Ok(CheckedContext(context))
    }
}

/// What a JSON text without escapes says.
fn plain_text(raw: &str) -> Option<&str> {
    let text = raw.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// A name, borrowed from the body when it has no escapes.
#[derive(Deserialize)]
struct Attribute<'a>(#[serde(borrow)] Cow<'a, str>);
