//! The answers for given users: those here, compared with those of the other system, which are computed from its file.

use std::fmt::Write;

use serde_json::{Map, Value};
use togul_core::{Context, FlagValue, Snapshot};
use uuid::Uuid;

use super::{ImportError, client::ClientError, csv::User};
use crate::import::{self, Answer, Original, Source, Translation};

/// What was found.
#[derive(Debug)]
pub(super) struct Verified {
    pub text: String,
    /// Answers that differ.
    pub differences: usize,
}

/// How many differences are printed.
const SHOWN: usize = 100;

/// Compares the answers for all users. `answers` are those of the server by key; of a dry run there are none, and those of the
/// plan count.
pub(super) async fn compare<'u, F: Future<Output = Result<Option<Map<String, Value>>, ClientError>>>(
    source: &Source,
    document: &str,
    users: &'u [User],
    answers: impl Fn(&'u User) -> F,
) -> Result<Verified, ImportError> {
    let translation = import::translate(source, document)?;
    let original = Original::read(source, document)?;
    let planned = snapshot(&translation);
    let (mut differences, mut compared, mut unknown) = (0, 0, 0_usize);
    let mut text = String::new();
    for user in users {
        let here = match answers(user).await? {
            Some(answers) => answers,
            None => planned_answers(planned.as_ref(), user),
        };
        for imported in &translation.flags {
            let key = &imported.flag.key;
            let value = here.get(key);
            match original.answer(key, user) {
                Answer::Unknown => unknown += 1,
                Answer::Code if value.is_none() => compared += 1,
                Answer::Value(there) if value.is_some_and(|value| same(value, &there)) => compared += 1,
                there => {
                    compared += 1;
                    differences += 1;
                    if differences <= SHOWN {
                        let here = value.map_or("that of the code".to_owned(), Value::to_string);
                        let there = if let Answer::Value(there) = there {
                            there.to_string()
                        } else {
                            "that of the code".to_owned()
                        };
                        let user = Value::Object(user.clone());
                        let _ = writeln!(text, "  {key}: {here} here, {there} there, for {user}");
                    }
                }
            }
        }
    }
    let mut summary = format!(
        "verified: {} users, {} flags, {compared} answers compared, {differences} differ",
        users.len(),
        translation.flags.len()
    );
    if unknown > 0 {
        let _ = write!(
            summary,
            ", {unknown} without a comparison because they are random there or cannot be computed from the file"
        );
    }
    let text = format!("{summary}\n{text}");
    Ok(Verified { text: text.trim_end().to_owned(), differences })
}

fn planned_answers(snapshot: Option<&Snapshot>, user: &User) -> Map<String, Value> {
    let user = Value::Object(user.clone());
    let (Some(snapshot), Ok(context)) = (snapshot, Context::try_from(&user)) else { return Map::new() };
    let answers = snapshot.flags().filter_map(|flag| {
        let value = flag.evaluate(&context).value().map(FlagValue::to_json)?;
        Some((flag.key().to_owned(), value))
    });
    answers.collect()
}

/// The flags as evaluators get them.
fn snapshot(translation: &Translation) -> Option<Snapshot> {
    let flags = translation.flags.iter().filter(|imported| !imported.is_archived);
    let flags: Vec<_> = flags.filter_map(|imported| serde_json::to_string(&imported.flag).ok()).collect();
    let segments = translation.segments.iter();
    let segments: Vec<_> =
        segments.filter_map(|imported| serde_json::to_string(&imported.segment).ok()).collect();
    let snapshot = Snapshot::new(Uuid::nil(), "", 0, flags.iter().map(String::as_str)).ok()?;
    snapshot.with_segments(segments.iter().map(String::as_str)).ok()
}

/// Numbers are equal by value, however they are written.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}
