//! The specification of evaluation, written as plainly as possible over JSON, and compared with the evaluator for any
//! environment of flags, segments, splits and prerequisites.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use togul_core::{Context, Reason, Snapshot, bucket};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Three {
    Fails,
    Unknown,
    Holds,
}
use Three::{Fails, Holds, Unknown};

impl Three {
    fn not(self) -> Self {
        match self {
            Holds => Fails,
            Unknown => Unknown,
            Fails => Holds,
        }
    }

    /// `Holds` when all hold, `Fails` when one fails.
    fn all(parts: impl Iterator<Item = Self>) -> Self {
        parts.min().unwrap_or(Holds)
    }

    /// `Holds` when one holds, `Fails` when all fail.
    fn any(parts: impl Iterator<Item = Self>) -> Self {
        parts.max().unwrap_or(Fails)
    }
}

/// What a flag answers.
#[derive(Clone, Debug, PartialEq)]
struct Expected {
    /// The value and the variant; `None` when the caller's default applies.
    outcome: Option<(String, Option<String>)>,
    reason: &'static str,
    rule: Option<Uuid>,
    prerequisite: Option<String>,
}

struct Environment<'e> {
    flags: &'e BTreeMap<String, Value>,
    segments: &'e BTreeMap<String, Value>,
    context: &'e Map<String, Value>,
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// One or several strings.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect(),
    }
}

impl Environment<'_> {
    /// The scalars of an attribute.
    fn scalars(&self, attribute: &Value) -> Vec<&str> {
        self.context.get(attribute.as_str().expect("a name")).map(strings).unwrap_or_default()
    }

    fn compare(&self, condition: &Value) -> Three {
        let (held, wanted) = (self.scalars(&condition["attribute"]), strings(&condition["value"]));
        let known = |holds: bool| if holds { Holds } else { Fails };
        let equal = match held.is_empty() {
            true => Unknown,
            false => known(held.iter().any(|held| wanted.contains(held))),
        };
        match condition["operator"].as_str().expect("an operator") {
            "eq" | "in" => equal,
            "neq" | "not_in" => equal.not(),
            "exists" => known(!held.is_empty()),
            "not_exists" => known(held.is_empty()),
            other => panic!("{other} is not generated"),
        }
    }

    /// A condition whose segments can be evaluated.
    fn three(&self, condition: &Value) -> Three {
        if let Some(part) = condition.get("not") {
            self.three(part).not()
        } else if let Some(parts) = condition.get("all") {
            Three::all(list(parts).iter().map(|part| self.three(part)))
        } else if let Some(parts) = condition.get("any") {
            Three::any(list(parts).iter().map(|part| self.three(part)))
        } else if condition["operator"] == "in_segment" {
            Three::any(strings(&condition["value"]).into_iter().map(|key| self.segment(&self.segments[key])))
        } else {
            self.compare(condition)
        }
    }

    /// A segment that can be evaluated.
    fn segment(&self, segment: &Value) -> Three {
        let held = self.scalars(&segment["attribute"]);
        let in_list = |name: &str| match strings(&segment[name]) {
            values if values.is_empty() => Fails,
            _ if held.is_empty() => Unknown,
            values if held.iter().any(|held| values.contains(held)) => Holds,
            _ => Fails,
        };
        let rule = |rule: &Value| {
            Three::all(list(&rule["conditions"]).iter().map(|condition| self.three(condition)))
        };
        let rules = Three::any(list(&segment["rules"]).iter().map(rule));
        let by_rules = Three::all([in_list("excluded").not(), rules].into_iter());
        Three::any([in_list("included"), by_rules].into_iter())
    }

    /// Whether a segment exists and reaches neither an absent one nor a cycle. So few segments break no limit.
    fn is_readable<'s>(&'s self, key: &'s str, path: &[&str]) -> bool {
        let Some(segment) = self.segments.get(key).filter(|_| !path.contains(&key)) else { return false };
        let path: Vec<&str> = path.iter().copied().chain([key]).collect();
        let named =
            list(&segment["rules"]).iter().flat_map(|rule| list(&rule["conditions"])).flat_map(segments_in);
        named.into_iter().all(|named| self.is_readable(named, &path))
    }

    /// Whether a condition of a flag's rule holds, or is known to fail. With `not` pushed down to the leaves, unreadable
    /// leaves count as holding.
    fn holds(&self, condition: &Value, negated: bool) -> bool {
        let (all, any) = (condition.get("all"), condition.get("any"));
        if let Some(part) = condition.get("not") {
            self.holds(part, !negated)
        } else if let Some(parts) = all.or(any) {
            let mut parts = list(parts).iter().map(|part| self.holds(part, negated));
            if all.is_some() == negated { parts.any(|holds| holds) } else { parts.all(|holds| holds) }
        } else if !segments_in(condition).into_iter().all(|key| self.is_readable(key, &[])) {
            true
        } else {
            self.three(condition) == if negated { Fails } else { Holds }
        }
    }

    fn flag(&self, key: &str, path: &[&str]) -> Expected {
        let flag = &self.flags[key];
        let path: Vec<&str> = path.iter().copied().chain([key]).collect();
        let default = || outcome(flag, &flag["default_value"]);
        let off = || if flag["off_value"].is_null() { default() } else { outcome(flag, &flag["off_value"]) };
        let of = |outcome, reason| Expected { outcome, reason, rule: None, prerequisite: None };
        if flag["enabled"] == false {
            return of(off(), "disabled");
        }
        for prerequisite in list(&flag["prerequisites"]) {
            let other = prerequisite["flag"].as_str().expect("a key");
            if !self.flags.contains_key(other) || path.contains(&other) {
                return of(None, "unreadable");
            }
            match self.flag(other, &path).outcome {
                None => return of(None, "unreadable"),
                Some((value, _)) if strings(&prerequisite["values"]).contains(&&*value) => {}
                Some(_) => {
                    let prerequisite = Some(other.to_owned());
                    return Expected { prerequisite, ..of(off(), "prerequisite_failed") };
                }
            }
        }
        for rule in list(&flag["rules"]) {
            let Some(answer) = self.rule(flag, rule) else { continue };
            let segments = list(&rule["conditions"]).iter().flat_map(segments_in);
            let is_readable = segments.into_iter().all(|key| self.is_readable(key, &[]));
            let (outcome, reason) = if is_readable { (answer, "rule_match") } else { (None, "unreadable") };
            return Expected {
                rule: rule["id"].as_str().and_then(|id| id.parse().ok()),
                ..of(outcome, reason)
            };
        }
        of(default(), "default")
    }

    /// The answer of a rule that matches.
    fn rule(&self, flag: &Value, rule: &Value) -> Option<Option<(String, Option<String>)>> {
        if rule["rule_type"] == "attribute" && self.compare(rule) != Holds
            || !list(&rule["conditions"]).iter().all(|condition| self.holds(condition, false))
        {
            return None;
        }
        let salt = flag["salt"].as_str().expect("a salt");
        let seed = match rule["seed"].as_str() {
            Some(seed) => bucket::seed(&format!("{salt}/{seed}")),
            None => bucket::seed(salt),
        };
        let text = self.context.get(rule["bucket_by"].as_str().expect("a name")).and_then(Value::as_str);
        if let Some(share) = rule["rollout_percentage"].as_f64()
            && f64::from(bucket::bucket(seed, text?)) >= share * 1000.0
        {
            return None;
        }
        let variant = match rule["split"].as_array() {
            Some(parts) => {
                let split = u64::from(bucket::split(seed, text?));
                let contains = |range: &Value| (range[0].as_u64()..range[1].as_u64()).contains(&Some(split));
                let part = parts.iter().find(|part| list(&part["ranges"]).iter().any(contains));
                part.expect("the ranges are complete")["variant"].as_str()
            }
            None => rule["variant"].as_str(),
        };
        Some(match variant {
            Some(key) => {
                let variant = list(&flag["variants"]).iter().find(|variant| variant["key"] == key);
                Some((text_of(&variant.expect("it exists")["value"]), Some(key.to_owned())))
            }
            None => outcome(flag, &rule["return_value"]),
        })
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// A value with its variant: the first that has the value.
fn outcome(flag: &Value, value: &Value) -> Option<(String, Option<String>)> {
    let variant = list(&flag["variants"]).iter().find(|variant| variant["value"] == *value);
    Some((text_of(value), variant.map(|variant| text_of(&variant["key"]))))
}

/// The segments that a condition names.
fn segments_in(condition: &Value) -> Vec<&str> {
    let parts = condition.get("all").or_else(|| condition.get("any")).map(list).unwrap_or_default();
    let parts = parts.iter().chain(condition.get("not")).flat_map(segments_in);
    let own = if condition["operator"] == "in_segment" { strings(&condition["value"]) } else { Vec::new() };
    own.into_iter().chain(parts).collect()
}

const NAMES: [&str; 3] = ["user_id", "plan", "country"];
const VALUES: [&str; 5] = ["a", "b", "c", "d", "e"];
const COLORS: [&str; 3] = ["red", "green", "blue"];
const SEGMENTS: [&str; 4] = ["segment-0", "segment-1", "segment-2", "segment-3"];

fn comparison() -> impl Strategy<Value = Value> {
    let one = (select(&NAMES[..]), select(&["eq", "neq"][..]), select(&VALUES[..]))
        .prop_map(|(name, operator, value)| json!({"attribute": name, "operator": operator, "value": value}));
    let several = (select(&NAMES[..]), select(&["in", "not_in"][..]), vec(select(&VALUES[..]), 1..4))
        .prop_map(|(name, operator, value)| json!({"attribute": name, "operator": operator, "value": value}));
    let none = (select(&NAMES[..]), select(&["exists", "not_exists"][..]))
        .prop_map(|(name, operator)| json!({"attribute": name, "operator": operator}));
    prop_oneof![2 => one, 1 => several, 1 => none]
}

fn in_segment() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        select(&SEGMENTS[..]).prop_map(Value::from),
        vec(select(&SEGMENTS[..]), 1..3).prop_map(Value::from),
    ];
    value.prop_map(|value| json!({"operator": "in_segment", "value": value}))
}

fn condition() -> impl Strategy<Value = Value> {
    prop_oneof![3 => comparison(), 1 => in_segment()].prop_recursive(3, 8, 3, |part| {
        prop_oneof![
            vec(part.clone(), 1..4).prop_map(|parts| json!({"any": parts})),
            vec(part.clone(), 1..4).prop_map(|parts| json!({"all": parts})),
            part.prop_map(|part| json!({"not": part})),
        ]
    })
}

fn users() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(&VALUES[..]), 0..3)
}

fn segment() -> impl Strategy<Value = Value> {
    let rules = vec(vec(condition(), 0..3).prop_map(|conditions| json!({"conditions": conditions})), 0..3);
    (select(&NAMES[..]), users(), users(), rules).prop_map(|(attribute, included, excluded, rules)| {
        json!({"attribute": attribute, "included": included, "excluded": excluded, "rules": rules})
    })
}

/// The ranges of a split over all colors, with two cuts.
fn split() -> impl Strategy<Value = Value> {
    (1..99_999_u32, 1..99_999_u32).prop_filter("different", |(one, other)| one != other).prop_map(
        |(one, other)| {
            let ends = [one.min(other), one.max(other), 100_000];
            let starts = [0, ends[0], ends[1]];
            let parts = COLORS.iter().zip(starts.iter().zip(ends));
            parts.map(|(color, (start, end))| json!({"variant": color, "ranges": [[start, end]]})).collect()
        },
    )
}

fn rule() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        Just(json!({"rule_type": "boolean"})),
        comparison().prop_map(|mut comparison| {
            comparison["rule_type"] = json!("attribute");
            comparison
        }),
        (0..=100_000_u32).prop_map(
            |share| json!({"rule_type": "percentage", "rollout_percentage": f64::from(share) / 1000.0})
        ),
    ];
    let answer = prop_oneof![
        select(&["x", "#red", "#blue"][..]).prop_map(|value| ("return_value", json!(value))),
        select(&COLORS[..]).prop_map(|variant| ("variant", json!(variant))),
        split().prop_map(|split| ("split", split)),
    ];
    let seed = prop::option::of(select(&["one", "two"][..]));
    (kind, vec(condition(), 0..3), answer, select(&NAMES[..]), seed).prop_map(
        |(mut rule, conditions, (field, answer), bucket_by, seed)| {
            rule["conditions"] = json!(conditions);
            rule[field] = answer;
            rule["bucket_by"] = json!(bucket_by);
            rule["seed"] = json!(seed);
            rule
        },
    )
}

fn flag() -> impl Strategy<Value = Value> {
    let values = || select(&["x", "#red", "none"][..]);
    let prerequisite = (0..7_u8, vec(select(&["x", "#red", "#green", "#blue", "none"][..]), 1..4))
        .prop_map(|(number, values)| json!({"flag": format!("flag-{number}"), "values": values}));
    let fields = (prop::bool::weighted(0.85), values(), prop::option::of(values()), "[0-9a-f]{16}");
    let lists = (vec(prerequisite, 0..3), vec(rule(), 0..4));
    (fields, lists).prop_map(|((enabled, default, off, salt), (prerequisites, rules))| {
        let rules = rules.into_iter().zip(1_u128..).map(|(mut rule, number)| {
            rule["id"] = json!(Uuid::from_u128(number));
            rule["priority"] = json!(number);
            rule
        });
        let variants = COLORS.map(|color| json!({"key": color, "value": format!("#{color}")}));
        json!({"enabled": enabled, "value_type": "string", "default_value": default, "off_value": off, "salt": salt,
            "variants": variants, "prerequisites": prerequisites, "rules": rules.collect::<Vec<_>>()})
    })
}

/// Objects with keys of this kind.
fn keyed(kind: &'static str, objects: BTreeMap<u8, Value>) -> BTreeMap<String, Value> {
    let objects = objects.into_iter().map(|(number, mut object)| {
        let key = format!("{kind}-{number}");
        object["key"] = json!(key);
        (key, object)
    });
    objects.collect()
}

fn context() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        3 => select(&VALUES[..]).prop_map(Value::from),
        1 => vec(select(&VALUES[..]), 0..3).prop_map(Value::from),
    ];
    btree_map(select(&NAMES[..]), value, 0..4)
        .prop_map(|values| values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn snapshot_of(flags: &BTreeMap<String, Value>, segments: &BTreeMap<String, Value>) -> Snapshot {
    let (flags, segments): (Vec<_>, Vec<_>) = (flags.values().collect(), segments.values().collect());
    let body = json!({"environment_id": Uuid::nil(), "environment_key": "test", "revision": 1, "flags": flags,
        "segments": segments});
    Snapshot::from_json(body.to_string().as_bytes()).expect("a snapshot")
}

fn reason_of(reason: Reason) -> &'static str {
    reason.as_str()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_that_of_the_specification(
        flags in btree_map(0..6_u8, flag(), 1..7), segments in btree_map(0..4_u8, segment(), 0..5),
        contexts in vec(context(), 1..6),
    ) {
        let (flags, segments) = (keyed("flag", flags), keyed("segment", segments));
        let snapshot = snapshot_of(&flags, &segments);
        for values in &contexts {
            let environment = Environment { flags: &flags, segments: &segments, context: values };
            let context = Context::try_from(Value::Object(values.clone())).expect("an object");
            for key in flags.keys() {
                let answer = snapshot.evaluate(key, &context);
                let given = Expected {
                    outcome: answer.as_str().map(|value| (value.to_owned(), answer.variant().map(str::to_owned))),
                    reason: reason_of(answer.reason),
                    rule: answer.rule_id(),
                    prerequisite: answer.prerequisite().map(str::to_owned),
                };
                prop_assert_eq!(given, environment.flag(key, &[]), "{} of {:?}", key, values);
                prop_assert_eq!(answer, snapshot.explain(key, &context).0);
            }
        }
    }

    #[test]
    fn a_negated_group_is_the_other_group_of_negated_parts(parts in vec(condition(), 1..4), values in context()) {
        let negated: Vec<Value> = parts.iter().map(|part| json!({"not": part})).collect();
        let flag = |condition: &Value| json!({"enabled": true, "value_type": "boolean", "default_value": false,
            "salt": "00", "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "boolean",
                "conditions": [condition], "return_value": true}]});
        let pairs = [
            (json!({"not": {"any": parts}}), json!({"all": negated})),
            (json!({"not": {"all": parts}}), json!({"any": negated})),
            (json!({"not": {"not": parts[0]}}), parts[0].clone()),
        ];
        let context = Context::try_from(Value::Object(values)).expect("an object");
        for (one, other) in pairs {
            for wrap in [|condition: Value| condition, |condition| json!({"not": condition})] {
                let flags = [("one", wrap(one.clone())), ("other", wrap(other.clone()))];
                let flags = flags.map(|(key, condition)| {
                    let mut flag = flag(&condition);
                    flag["key"] = json!(key);
                    (key.to_owned(), flag)
                });
                let snapshot = snapshot_of(&flags.into(), &BTreeMap::new());
                prop_assert_eq!(snapshot.evaluate("one", &context).as_bool(), snapshot.evaluate("other", &context).as_bool());
            }
        }
    }

    #[test]
    fn the_variant_of_a_user_does_not_depend_on_the_share(
        split in split(), salt in "[0-9a-f]{16}", user in ".{0,20}", share in 0..=100_000_u32,
    ) {
        let flag = |share: u32| json!({"key": "flag-0", "enabled": true, "value_type": "string", "default_value": "none",
            "salt": salt, "variants": COLORS.map(|color| json!({"key": color, "value": color})),
            "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "percentage", "bucket_by": "user_id",
                "rollout_percentage": f64::from(share) / 1000.0, "conditions": [], "split": split}]});
        let answer = |share: u32| {
            let snapshot = snapshot_of(&[("flag-0".to_owned(), flag(share))].into(), &BTreeMap::new());
            snapshot.evaluate("flag-0", &Context::new().with("user_id", &user)).variant().map(str::to_owned)
        };
        let whole = answer(100_000);
        prop_assert!(whole.is_some());
        prop_assert!([None, whole].contains(&answer(share)));
    }
}
