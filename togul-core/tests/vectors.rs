//! The vectors that every evaluator has to agree with, evaluated in process.

use std::fs;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use togul_core::{
    Answer, ConditionExplanation, ConditionResult, Context, FlagValue, Reason, SegmentPart, Snapshot, bucket,
};
use uuid::Uuid;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    flag: Box<RawValue>,
    /// The other flags of the environment.
    #[serde(default)]
    flags: Vec<Box<RawValue>>,
    #[serde(default)]
    segments: Vec<Box<RawValue>>,
    contexts: Vec<Expectation>,
}

#[derive(Deserialize)]
struct Expectation {
    context: Box<RawValue>,
    /// Absent when the flag gives none, so that the caller's default applies.
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
    reason: String,
    /// The position of the rule that decides among the flag's rules as written.
    rule: Option<usize>,
    /// The key of the answer's variant, if the case is about variants; null for none.
    #[serde(default, deserialize_with = "present")]
    variant: Option<Value>,
    /// The key of the prerequisite that fails.
    prerequisite: Option<String>,
}

/// A value that is there, null included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    let text = fs::read(directory().join(file)).expect("the vectors are part of the project");
    serde_json::from_slice(&text).unwrap_or_else(|err| panic!("{file}: {err}"))
}

/// Checks every answer of a file; the number of answers.
fn run(file: &str) -> usize {
    let vectors: Vectors = read(file);
    let mut answers = 0;
    for case in &vectors.cases {
        let flag: Value = serde_json::from_str(case.flag.get()).expect("a flag");
        let key = flag["key"].as_str().expect("a key");
        let flags = case.flags.iter().chain([&case.flag]).map(|flag| flag.get());
        let snapshot = Snapshot::new(Uuid::nil(), "vectors", 1, flags).expect("a snapshot");
        let snapshot = snapshot.with_segments(case.segments.iter().map(|segment| segment.get()));
        let snapshot = snapshot.expect("segments with keys");
        for expected in &case.contexts {
            let context = Context::from_json(expected.context.get().as_bytes()).expect("a context");
            let answer = snapshot.evaluate(key, &context);
            let rule_id = expected
                .rule
                .map(|at| flag["rules"][at]["id"].as_str().expect("an id").parse().expect("a UUID"));
            let what = format!("{file}, {}: {}", case.name, expected.context);
            assert_eq!(answer.reason.as_str(), expected.reason, "{what}");
            assert_eq!(answer.rule_id(), rule_id, "{what}");
            assert_eq!(answer.value().map(FlagValue::to_json), expected.value, "{what}");
            if let Some(variant) = &expected.variant {
                assert_eq!(answer.variant(), variant.as_str(), "{what}");
            }
            assert_eq!(answer.prerequisite(), expected.prerequisite.as_deref(), "{what}");
            assert_eq!(answer.prerequisite().is_some(), expected.reason == "prerequisite_failed", "{what}");
            explains_the_same(&snapshot, key, &context, answer, &what);
            answers += 1;
        }
    }
    answers
}

fn explains_the_same(snapshot: &Snapshot, key: &str, context: &Context<'_>, answer: Answer<'_>, what: &str) {
    let (explained, explanation) = snapshot.explain(key, context);
    assert_eq!(explained, answer, "{what}");
    let decided = match answer.reason {
        Reason::Unreadable { .. } => explanation.rules.last().filter(|rule| rule.unreadable.is_some()),
        _ => explanation.rules.iter().find(|rule| rule.matched),
    };
    assert_eq!(decided.and_then(|rule| rule.rule_id), answer.rule_id(), "{what}");
    for rule in &explanation.rules {
        rule.conditions.iter().for_each(|condition| is_consistent(condition, what));
        if let Some(rollout) = &rule.rollout {
            assert_eq!(rollout.bucket.is_none(), rollout.problem.is_some(), "{what}: {rollout:?}");
            if rule.matched && rollout.variant.is_some() {
                assert_eq!(rollout.variant.as_deref(), answer.variant(), "{what}: {rollout:?}");
            }
        }
    }
}

fn is_consistent(condition: &ConditionExplanation, what: &str) {
    match condition {
        ConditionExplanation::Compare(comparison) => {
            let may_be_judged = comparison.problem.is_none() || comparison.actual.is_array();
            let is_known = comparison.result != ConditionResult::Unknown;
            assert!(may_be_judged || !is_known, "{what}: {comparison:?}");
            assert!(comparison.problem.is_some() || is_known, "{what}: {comparison:?}");
            let is_explained = comparison.problem.is_some() || !comparison.operator.takes_value();
            assert!(is_explained || !comparison.missing, "{what}: {comparison:?}");
        }
        ConditionExplanation::Any { any: parts, .. } | ConditionExplanation::All { all: parts, .. } => {
            parts.iter().for_each(|part| is_consistent(part, what));
        }
        ConditionExplanation::Not { not, .. } => is_consistent(not, what),
        ConditionExplanation::InSegment { in_segment, .. } => {
            for segment in in_segment {
                let is_known = segment.result != ConditionResult::Unknown;
                assert!(segment.unreadable.is_none() || !is_known, "{what}: {segment:?}");
                match (segment.result, segment.decided_by) {
                    (ConditionResult::Holds, Some(SegmentPart::Included | SegmentPart::Rule(_)))
                    | (ConditionResult::Fails, Some(SegmentPart::Excluded) | None)
                    | (ConditionResult::Unknown, None) => {}
                    _ => panic!("{what}: {segment:?}"),
                }
            }
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn every_answer_is_the_expected_one() {
    let files = fs::read_dir(directory()).expect("the vectors are part of the project");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".json") && name != "buckets.json").collect();
    names.sort();
    let answers: usize = names.iter().map(|name| run(name)).sum();
    assert!(answers > 1_000, "only {answers} answers in {names:?}");
}

#[test]
fn every_flag_that_a_server_could_store_passes_the_checks() {
    for file in [
        "equality",
        "integers",
        "text",
        "numbers",
        "times",
        "versions",
        "patterns",
        "presence",
        "lists",
        "order",
        "values",
        "shares",
        "off",
        "groups",
        "ignore_case",
        "addresses",
        "nested",
        "segments",
        "tainted_segments",
        "splits",
        "variants",
    ] {
        let vectors: Vectors = read(&format!("{file}.json"));
        for case in vectors.cases {
            let flag: togul_core::Flag = serde_json::from_str(case.flag.get()).expect("a flag");
            let cost = flag.check().unwrap_or_else(|err| panic!("{file}, {}: {err}", case.name));
            assert!(cost <= togul_core::limits::FLAG_COST, "{file}, {}: {cost}", case.name);
        }
    }
}

#[test]
fn every_bucket_matches_the_reference() {
    #[derive(Deserialize)]
    struct Buckets {
        cases: Vec<BucketCase>,
    }
    #[derive(Deserialize)]
    struct BucketCase {
        salt: String,
        value: String,
        seed: String,
        hash: String,
        bucket: u32,
    }
    let Buckets { cases } = read("buckets.json");
    assert!(cases.len() >= 80);
    for BucketCase { salt, value, seed, hash, bucket } in cases {
        let ours = bucket::seed(&salt);
        assert_eq!(format!("{ours:016x}"), seed, "{salt}");
        assert_eq!(format!("{:016x}", bucket::hash(ours, &value)), hash, "{salt} {value}");
        assert_eq!(bucket::bucket(ours, &value), bucket, "{salt} {value}");
    }
}
