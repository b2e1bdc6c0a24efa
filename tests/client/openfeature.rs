//! Agreement: the core, the client, its OpenFeature provider and the server's OFREP endpoints give the same answers to
//! random questions about random flags.

use open_feature::{
    EvaluationContext, EvaluationContextFieldValue, EvaluationError, EvaluationErrorCode, FlagMetadataValue,
    provider::{FeatureProvider, ResolutionDetails},
};
use serde_json::{Map, Value, json};
use togul_client::{
    Client, Condition, Context, Flag, FlagBuilder, Operator, Rule, RuleBuilder, Segment, SegmentBuilder,
    Snapshot, ValueType, openfeature::Provider,
};
use togul_core::openfeature::{DEFAULT_TARGETING_ATTRIBUTE, ResolutionReason};

use crate::{
    faults::random::Random,
    world::{Shop, World, on_both},
};

const FLAGS: usize = 24;
const SEGMENTS: usize = 4;
const USERS: [&str; 6] = ["u-0", "u-1", "u-2", "42", "", "kullanıcı"];

fn value(random: &mut Random, value_type: ValueType) -> Value {
    match value_type {
        ValueType::Boolean => json!(random.one_in(2)),
        ValueType::String => json!(*random.of(&["", "red", "blue", "ş\"\\"])),
        ValueType::Number => {
            let numbers =
                ["5", "5.0", "-0.5", "1e2", "9007199254740992.0", "9007199254740993", "18446744073709551615"];
            let number = *random.of(&numbers);
            serde_json::from_str(number).unwrap()
        }
        ValueType::Json => random
            .of(&[
                json!({ "a": null, "b": [1, { "c": 2.5 }] }),
                json!({}),
                json!([1]),
                json!({ "a": [null] }),
                json!("x"),
            ])
            .clone(),
    }
}

fn condition(random: &mut Random, depth: usize) -> Condition {
    match random.below(if depth == 0 { 6 } else { 9 }) {
        0 => Condition::equals("plan", *random.of(&["free", "pro"])),
        1 => Condition::new("age", *random.of(&[Operator::Gt, Operator::Lte]), random.below(60)),
        2 => Condition::new("user_id", Operator::In, [*random.of(&USERS), "u-1"]),
        3 => Condition::new("account.tags", Operator::Contains, "a"),
        4 => Condition::not_exists(*random.of(&["plan", "targetingKey", "age"])),
        5 => Condition::in_segment(format!("segment-{}", random.below(SEGMENTS))),
        6 => !condition(random, depth - 1),
        7 => Condition::Any(vec![condition(random, depth - 1), condition(random, depth - 1)]),
        _ => Condition::All(vec![condition(random, depth - 1), condition(random, depth - 1)]),
    }
}

fn rule(random: &mut Random, value_type: ValueType) -> RuleBuilder {
    let mut rule = if random.one_in(3) { Rule::share(random.below(101) as f64) } else { Rule::always() };
    for _ in 0..random.below(3) {
        rule = rule.and(condition(random, 2));
    }
    if random.one_in(3) {
        rule = rule.bucket_by(*random.of(&["targetingKey", "plan", "age"]));
    }
    if random.one_in(4) {
        rule = rule.seed("experiment");
    }
    match random.below(3) {
        0 => rule.return_value(value(random, value_type)),
        1 => rule.variant(*random.of(&["a", "b", "c"])),
        _ => {
            let weight = random.below(101) as f64;
            rule.split([("a", weight), ("b", 0.0), ("c", 100.0 - weight)])
        }
    }
}

/// With prerequisites among the flags before it.
fn flag(random: &mut Random, number: usize, types: &mut Vec<ValueType>) -> FlagBuilder {
    let value_type = *random.of(ValueType::ALL);
    let mut flag =
        Flag::builder(format!("flag-{number:02}"), value(random, value_type)).value_type(value_type);
    for key in ["a", "b", "c"] {
        flag = flag.variant(key, value(random, value_type));
    }
    if random.one_in(6) {
        flag = flag.off();
    }
    if random.one_in(2) {
        flag = flag.off_value(value(random, value_type));
    }
    // At most three levels deep.
    if !number.is_multiple_of(4) && random.one_in(3) {
        let other = number - 1;
        let values = [value(random, types[other]), value(random, types[other])];
        flag = flag.prerequisite(format!("flag-{other:02}"), values);
    }
    for _ in 0..random.below(4) {
        flag = flag.rule(rule(random, value_type));
    }
    types.push(value_type);
    flag
}

fn segment(random: &mut Random, number: usize) -> SegmentBuilder {
    let segment = Segment::builder(format!("segment-{number}")).include([*random.of(&USERS)]);
    match random.below(3) {
        0 => segment,
        1 => segment.attribute("plan").exclude(["free"]).rule([Condition::exists("age")]),
        _ => segment.rule([Condition::new("age", Operator::Gt, 40), Condition::exists("user_id")]),
    }
}

fn snapshot(random: &mut Random) -> Snapshot {
    let mut snapshot = Snapshot::builder().environment("production").revision(7);
    let mut types = Vec::new();
    for number in 0..FLAGS {
        snapshot = snapshot.flag(flag(random, number, &mut types));
    }
    for number in 0..SEGMENTS {
        snapshot = snapshot.segment(segment(random, number));
    }
    snapshot.build().unwrap()
}

fn context(random: &mut Random) -> Map<String, Value> {
    let choices = [
        ("targetingKey", json!(*random.of(&USERS))),
        ("user_id", random.of(&[json!("u-1"), json!(42), json!(null), json!(["u-1"])]).clone()),
        ("plan", random.of(&[json!("free"), json!("pro"), json!(["free", "pro"]), json!(true)]).clone()),
        ("age", random.of(&[json!(41), json!(41.0), json!("41"), json!(-0.5), json!([1, 70])]).clone()),
        ("account", random.of(&[json!({ "tags": ["a"] }), json!({ "tags": null }), json!({})]).clone()),
    ];
    let chosen = choices.into_iter().filter(|_| !random.one_in(3));
    chosen.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The context of an application that uses the SDK.
fn of_sdk(context: &Map<String, Value>) -> EvaluationContext {
    let mut converted = EvaluationContext::default();
    for (name, value) in context {
        match value {
            Value::String(key) if name == "targetingKey" => converted.targeting_key = Some(key.clone()),
            Value::Bool(value) => converted.add_custom_field(name, *value),
            Value::String(text) => converted.add_custom_field(name, &**text),
            Value::Number(number) if number.is_i64() => {
                converted.add_custom_field(name, number.as_i64().unwrap())
            }
            Value::Number(number) => converted.add_custom_field(name, number.as_f64().unwrap()),
            other => converted.add_custom_field(name, EvaluationContextFieldValue::new_struct(other.clone())),
        }
    }
    converted
}

/// What the protocol answers, as each of the four says it.
#[derive(Debug, PartialEq)]
struct Resolved {
    reason: String,
    variant: String,
    flag_set: String,
    version: String,
}

fn of_core(snapshot: &Snapshot, key: &str, context: &Context<'_>) -> Option<(Value, Resolved)> {
    let (flag, answer) = (snapshot.flag(key).unwrap(), snapshot.evaluate(key, context));
    let resolved = Resolved {
        reason: flag.resolution_reason(&answer)?.as_str().to_owned(),
        variant: flag.resolution_variant(&answer)?.to_string(),
        flag_set: snapshot.environment_key().to_owned(),
        version: snapshot.revision().to_string(),
    };
    Some((answer.value()?.to_json(), resolved))
}

fn of_provider<T>(details: ResolutionDetails<T>) -> (T, Resolved) {
    let metadata = details.flag_metadata.unwrap().values;
    let text = |name: &str| match &metadata[name] {
        FlagMetadataValue::String(text) => text.clone(),
        other => panic!("{name} is {other:?}"),
    };
    let resolved = Resolved {
        reason: details.reason.unwrap().to_string(),
        variant: details.variant.unwrap(),
        flag_set: text("flagSetId"),
        version: text("version"),
    };
    (details.value, resolved)
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Array(elements) => elements.iter().map(without_nulls).collect(),
        scalar => scalar.clone(),
    }
}

fn to_json(value: open_feature::Value) -> Value {
    match value {
        open_feature::Value::Bool(value) => value.into(),
        open_feature::Value::Int(value) => value.into(),
        open_feature::Value::Float(value) => value.into(),
        open_feature::Value::String(text) => text.into(),
        open_feature::Value::Array(elements) => elements.into_iter().map(to_json).collect(),
        open_feature::Value::Struct(value) => {
            value.fields.into_iter().map(|(name, value)| (name, to_json(value))).collect()
        }
    }
}

fn is_mismatch(error: &EvaluationError) -> bool {
    error.code == EvaluationErrorCode::TypeMismatch
}

/// Asserts that core, client and provider agree. Returns the answer of the core.
async fn assert_agreement(
    client: &Client,
    provider: &Provider,
    key: &str,
    context: &Map<String, Value>,
) -> (Value, Resolved) {
    let what = format!("{key} for {context:?}");
    let json = Value::Object(context.clone());
    let mut core_context = Context::try_from(&json).unwrap();
    core_context.apply_targeting_key(DEFAULT_TARGETING_ATTRIBUTE);
    let snapshot = client.snapshot();
    let (value, expected) = of_core(&snapshot, key, &core_context).expect(&what);

    let detail = client.evaluate(key, &core_context);
    assert_eq!(detail.value.unwrap().to_json(), value, "{what}");
    assert_eq!(detail.revision.to_string(), expected.version, "{what}");
    let own = detail.variant.filter(|variant| *variant != expected.variant);
    assert_eq!((own, client.variant(key, &core_context).is_none()), (None, is_unnamed(&expected)), "{what}");

    let context = of_sdk(context);
    let as_bool = provider.resolve_bool_value(key, &context).await;
    let as_text = provider.resolve_string_value(key, &context).await;
    let as_int = provider.resolve_int_value(key, &context).await;
    let as_float = provider.resolve_float_value(key, &context).await;
    let as_struct = provider.resolve_struct_value(key, &context).await;
    let mut found = Vec::new();
    let mut add = |result: Result<(Value, Resolved), EvaluationError>| match result {
        Ok((value, resolved)) => {
            assert_eq!(resolved, expected, "{what}");
            found.push(value);
        }
        Err(error) => assert!(is_mismatch(&error), "{what}: {error:?}"),
    };
    add(as_bool.map(of_provider).map(|(value, resolved)| (value.into(), resolved)));
    add(as_text.map(of_provider).map(|(value, resolved)| (value.into(), resolved)));
    add(as_int.map(of_provider).map(|(value, resolved)| (value.into(), resolved)));
    add(as_float.map(of_provider).map(|(value, resolved)| (value.into(), resolved)));
    add(as_struct.map(of_provider).map(|(value, resolved)| (to_json(value.into()), resolved)));
    let is_same = |one: &Value| match (one.as_f64(), value.as_f64()) {
        (Some(one), Some(value)) => one == value,
        _ => *one == without_nulls(&value),
    };
    assert!(found.iter().all(is_same), "{what}: {found:?}, not {value}");
    let expected_count = match &value {
        Value::Bool(_) | Value::String(_) => 1,
        Value::Number(number)
            if number.as_f64() == Some(9_007_199_254_740_992.0) || number.as_u64() == Some(u64::MAX) =>
        {
            usize::from(number.as_u64() != Some(u64::MAX))
        }
        Value::Number(number) => 1 + usize::from(number.as_f64().unwrap().fract() == 0.0),
        Value::Object(members) => usize::from(members.get("a") != Some(&json!([null]))),
        Value::Null | Value::Array(_) => 0,
    };
    assert_eq!(found.len(), expected_count, "{what}: {value} as {found:?}");
    (value, expected)
}

/// Whether the variant of the protocol is none of the flag's own.
fn is_unnamed(resolved: &Resolved) -> bool {
    !["a", "b", "c"].contains(&&*resolved.variant)
}

/// Puts the flags and segments of a snapshot into the database of a shop whose environment is not in memory yet.
async fn store(world: &World, shop: &Shop, snapshot: &Snapshot) {
    let escaped = |json: &str| json.replace('\'', "''");
    for flag in snapshot.flags() {
        shop.flag(flag.key(), json!({})).await;
        let json = escaped(flag.json());
        let changed =
            world.sql(&format!("update flags set snapshot = '{json}' where key = '{}'", flag.key())).await;
        assert_eq!(changed, 1);
    }
    for number in 0..SEGMENTS {
        let key = format!("segment-{number}");
        shop.segment(&key, json!({})).await;
        let json = escaped(snapshot.segment_json(&key).unwrap());
        assert_eq!(
            world.sql(&format!("update segments set snapshot = '{json}' where key = '{key}'")).await,
            1
        );
    }
    let fingerprint = snapshot.fingerprint();
    world.sql(&format!("update environments set fingerprint = '{fingerprint}'")).await;
}

#[tokio::test]
async fn core_client_and_provider_give_the_same_answers_to_random_questions() {
    let mut random = Random::seeded();
    let (mut reasons, mut variants) = (Vec::new(), 0);
    for _ in 0..40 {
        let client = Client::offline(snapshot(&mut random));
        let provider = Provider::new(client.clone());
        for _ in 0..25 {
            let context = context(&mut random);
            for number in 0..FLAGS {
                let key = format!("flag-{number:02}");
                let (_, resolved) = assert_agreement(&client, &provider, &key, &context).await;
                variants += usize::from(!is_unnamed(&resolved));
                reasons.push(resolved.reason);
            }
        }
    }
    for reason in [
        ResolutionReason::Static,
        ResolutionReason::Default,
        ResolutionReason::TargetingMatch,
        ResolutionReason::Split,
        ResolutionReason::Disabled,
    ] {
        let count = reasons.iter().filter(|one| **one == reason.as_str()).count();
        assert!(count > 100, "{count} of {reason:?}");
    }
    assert!(variants > 1000, "{variants} variants");
}

on_both! {
    async fn ofrep_gives_the_same_answers_to_random_questions(world) {
        let shop = world.shop().await;
        let mut random = Random::seeded();
        store(world, &shop, &snapshot(&mut random)).await;
        let client = Client::connect(&world.url, &shop.server_secret, crate::client::PATIENCE).await.unwrap();
        let provider = Provider::new(client.clone());
        assert_eq!(client.snapshot().len(), FLAGS);
        for round in 0..40 {
            let context = context(&mut random);
            let body = json!({ "context": context });
            let all = shop.sdk.post("/ofrep/v1/evaluate/flags", body.clone()).await.ok();
            let all = all["flags"].as_array().unwrap();
            assert_eq!(all.len(), FLAGS);
            for (number, listed) in all.iter().enumerate() {
                let key = format!("flag-{number:02}");
                let (value, resolved) = assert_agreement(&client, &provider, &key, &context).await;
                let mut expected = json!({
                    "key": key, "value": value, "reason": resolved.reason, "variant": resolved.variant,
                    "metadata": { "flagSetId": resolved.flag_set },
                });
                assert_eq!(*listed, expected, "{context:?}");
                if number % 8 == round % 8 {
                    expected["metadata"]["version"] = json!(resolved.version);
                    let one = shop.sdk.post(&format!("/ofrep/v1/evaluate/flags/{key}"), body.clone()).await;
                    assert_eq!(one.ok(), expected, "{context:?}");
                }
            }
        }
        client.close().await;
    }
}
