//! flagd's own evaluation of a file.

use serde_json::Value;

use super::{
    file::{File, State},
    operand::{USER, is_truthy, operation, to_number},
};
use crate::import::{
    Buckets,
    document::{self, Unreadable},
    original::{Answer, Attributes, murmur3, to_text, version},
};

/// A file that answers.
#[derive(Debug)]
pub(in crate::import) struct Original {
    file: File,
    buckets: Buckets,
}

/// Nesting of expressions.
const MAX_DEPTH: usize = 200;

/// The evaluation of one expression; `None` for what flagd cannot evaluate, or what depends on the time.
struct Evaluation<'e> {
    file: &'e File,
    buckets: Buckets,
    key: &'e str,
    user: &'e Attributes,
}

impl Original {
    pub fn read(buckets: Buckets, text: &str) -> Result<Self, Unreadable> {
        Ok(Self { file: document::read(&document::json_of(text)?)?, buckets })
    }

    pub fn answer(&self, key: &str, user: &Attributes) -> Answer {
        let Some(flag) = self.file.flags.get(key) else { return Answer::Code };
        if flag.state == State::Disabled {
            return Answer::Code;
        }
        let evaluation = Evaluation { file: &self.file, buckets: self.buckets, key, user };
        let targeting = flag.targeting.as_ref().filter(|targeting| !super::is_empty(targeting));
        let variant = match targeting.map(|targeting| evaluation.value(targeting, 0)) {
            None | Some(Some(Value::Null)) => match &flag.default_variant {
                Some(default) => default.clone(),
                None => return Answer::Code,
            },
            Some(Some(value)) => to_text(&value).unwrap_or_default(),
            Some(None) => return Answer::Unknown,
        };
        let value = flag.variants.get(&variant).and_then(|value| value.read().ok());
        value.map_or(Answer::Code, Answer::Value)
    }
}

impl Evaluation<'_> {
    fn value(&self, expression: &Value, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let value = |expression: &Value| self.value(expression, depth + 1);
        if let Value::Array(items) = expression {
            return items.iter().map(value).collect::<Option<_>>().map(Value::Array);
        }
        let Some((operator, arguments)) = operation(expression) else { return Some(expression.clone()) };
        let two = || Some((value(arguments.first()?)?, value(arguments.get(1)?)?));
        let orders = |holds: fn(f64, f64) -> bool| {
            let numbers: Vec<_> = arguments.iter().map(value).collect::<Option<_>>()?;
            let pairs = numbers.windows(2);
            let holds = |pair: &[Value]| match (to_number(&pair[0]), to_number(&pair[1])) {
                (Some(one), Some(other)) => holds(one, other),
                _ => false,
            };
            Some(Value::Bool(pairs.into_iter().all(holds)))
        };
        match operator {
            "var" => self.attribute(arguments),
            "$ref" => value(self.file.evaluators.get(arguments.first()?.as_str()?)?),
            "if" | "?:" => self.branch(arguments, depth),
            "fractional" => self.fractional(arguments, depth),
            "and" => self.first(arguments, depth, false),
            "or" => self.first(arguments, depth, true),
            "!" => Some(Value::Bool(!is_truthy(&value(arguments.first()?)?))),
            "!!" => Some(Value::Bool(is_truthy(&value(arguments.first()?)?))),
            "==" | "===" => two().map(|(one, other)| Value::Bool(equal(&one, &other))),
            "!=" | "!==" => two().map(|(one, other)| Value::Bool(!equal(&one, &other))),
            "in" => two().map(|(needle, haystack)| match haystack {
                Value::Array(items) => {
                    Value::Bool(items.iter().any(|item| !item.is_null() && equal(item, &needle)))
                }
                Value::String(text) => {
                    Value::Bool(needle.as_str().is_some_and(|needle| text.contains(needle)))
                }
                _ => Value::Bool(false),
            }),
            "<" => orders(|one, other| one < other),
            "<=" => orders(|one, other| one <= other),
            ">" => orders(|one, other| one > other),
            ">=" => orders(|one, other| one >= other),
            "cat" => {
                let texts: Vec<_> = arguments.iter().map(value).collect::<Option<_>>()?;
                Some(Value::String(texts.iter().filter_map(to_text).collect()))
            }
            "starts_with" | "ends_with" => match two() {
                Some((Value::String(text), Value::String(part))) if arguments.len() == 2 => {
                    let holds = if operator == "starts_with" {
                        text.starts_with(&part)
                    } else {
                        text.ends_with(&part)
                    };
                    Some(Value::Bool(holds))
                }
                _ => Some(Value::Null),
            },
            "sem_ver" => {
                let parts: Vec<_> = arguments.iter().map(value).collect::<Option<_>>()?;
                Some(sem_ver(&parts).map_or(Value::Null, Value::Bool))
            }
            _ => None,
        }
    }

    fn attribute(&self, arguments: &[Value]) -> Option<Value> {
        let name = match arguments.first()?.as_str()? {
            "$flagd.flagKey" => return Some(self.key.into()),
            "$flagd.timestamp" => return None,
            "targetingKey" => USER,
            name => name,
        };
        let found = self.user.get(name).filter(|value| !value.is_null());
        Some(found.or(arguments.get(1)).cloned().unwrap_or_default())
    }

    fn branch(&self, arguments: &[Value], depth: usize) -> Option<Value> {
        for pair in arguments.chunks(2) {
            match pair {
                [condition, then] if is_truthy(&self.value(condition, depth + 1)?) => {
                    return self.value(then, depth + 1);
                }
                [otherwise] => return self.value(otherwise, depth + 1),
                _ => {}
            }
        }
        Some(Value::Null)
    }

    /// The first operand that is truthy or not, or the last one.
    fn first(&self, arguments: &[Value], depth: usize, truthy: bool) -> Option<Value> {
        let mut last = Value::Null;
        for argument in arguments {
            last = self.value(argument, depth + 1)?;
            if is_truthy(&last) == truthy {
                break;
            }
        }
        Some(last)
    }

    fn fractional(&self, arguments: &[Value], depth: usize) -> Option<Value> {
        let (mut id, mut buckets) = (Value::Null, arguments);
        if let Some((first, rest)) = arguments.split_first().filter(|(first, _)| !first.is_array()) {
            (id, buckets) = (self.value(first, depth + 1)?, rest);
        }
        let bytes = match (&id, self.user.get(USER)) {
            (Value::String(text), _) => self.text_bytes(text),
            (Value::Number(number), _) if self.buckets == Buckets::V3 => cbor_number(number.as_i64()?),
            (Value::Number(number), _) => number.to_string().into_bytes(),
            (Value::Null, Some(Value::String(user))) => match self.buckets {
                Buckets::V3 => [vec![0x82], cbor_text(self.key), cbor_text(user)].concat(),
                _ => format!("{}{user}", self.key).into_bytes(),
            },
            _ => return Some(Value::Null),
        };
        let mut weighted = Vec::new();
        for bucket in buckets {
            let Value::Array(parts) = self.value(bucket, depth + 1)? else { return Some(Value::Null) };
            let weight = parts.get(1).map_or(Some(1.0), Value::as_f64);
            let Some(weight) = weight.filter(|weight| weight.fract() == 0.0) else {
                return Some(Value::Null);
            };
            weighted.push((parts.first().cloned().unwrap_or_default(), weight.max(0.0)));
        }
        Some(self.choose(murmur3(0, &bytes), &weighted))
    }

    fn choose(&self, hash: u32, weighted: &[(Value, f64)]) -> Value {
        let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
        if total <= 0.0 || total > f64::from(i32::MAX) {
            return Value::Null;
        }
        let mut end = 0.0;
        for (variant, weight) in weighted {
            let is_inside = if self.buckets == Buckets::V1 {
                end += 100.0 * weight / total;
                f64::from((hash as i32).unsigned_abs()) / f64::from(i32::MAX) * 100.0 < end
            } else {
                end += weight;
                ((u64::from(hash) * total as u64) >> 32) < end as u64
            };
            if is_inside {
                return variant.clone();
            }
        }
        Value::Null
    }

    fn text_bytes(&self, text: &str) -> Vec<u8> {
        if self.buckets == Buckets::V3 { cbor_text(text) } else { text.as_bytes().to_vec() }
    }
}

fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other || to_text(one).is_some_and(|one| Some(one) == to_text(other)),
    }
}

fn sem_ver(parts: &[Value]) -> Option<bool> {
    let [value, Value::String(operator), bound] = parts else { return None };
    let (value, bound) = (version(&to_text(value)?)?, version(&to_text(bound)?)?);
    Some(match &**operator {
        "=" => value == bound,
        "!=" => value != bound,
        "<" => value < bound,
        "<=" => value <= bound,
        ">" => value > bound,
        ">=" => value >= bound,
        "^" => value.0[..1] == bound.0[..1],
        "~" => value.0[..2] == bound.0[..2],
        _ => return None,
    })
}

fn head(kind: u8, number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    match number {
        0..24 => vec![kind | number as u8],
        24..0x100 => vec![kind | 24, bytes[7]],
        0x100..0x1_0000 => [&[kind | 25][..], &bytes[6..]].concat(),
        0x1_0000..0x1_0000_0000 => [&[kind | 26][..], &bytes[4..]].concat(),
        _ => [&[kind | 27][..], &bytes].concat(),
    }
}

fn cbor_text(text: &str) -> Vec<u8> {
    [head(0x60, text.len() as u64), text.as_bytes().to_vec()].concat()
}

fn cbor_number(number: i64) -> Vec<u8> {
    if number < 0 { head(0x20, number.unsigned_abs() - 1) } else { head(0, number.unsigned_abs()) }
}
