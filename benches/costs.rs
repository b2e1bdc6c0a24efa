//! Measures the cost of conditions: `cargo bench --bench costs`.
//!
//! Each condition is evaluated for every attribute below, long strings and long lists of 4 KiB, in a context of 256
//! attributes whose names are made to be confused with the one that is compared. The worst time is printed beside the
//! cost that `togul-core` states (`togul-core/src/cost.rs`), which limits what a flag may have. A time above the cost is
//! marked; the constants must then be raised.

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};
use togul_core::{Context, Operator, Snapshot};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// The maximum size of an attribute over HTTP.
const ATTRIBUTE_BYTES: usize = 4 * 1024;
/// The maximum number of attributes over HTTP.
const ATTRIBUTES: usize = 256;
/// How many equal conditions a flag has at most.
const CONDITIONS: usize = 100;
/// The nanoseconds that a flag may cost when it is written, with everything that it reaches.
const LEGAL_COST: f64 = 5e6;
/// How many conditions the flags of the highest cost have at most; those of low cost do not reach it.
const MOST_CONDITIONS: usize = 600;
/// How many segments and how many prerequisites they have.
const SEGMENTS: usize = 30;
const PREREQUISITES: usize = 10;
/// The nanoseconds that a flag with them may cost, so that all of them are evaluated.
const FLAG_COST: f64 = 15e6;

fn main() {
    let names = confusing_names();
    let attributes = attributes();
    let mut worst_attributes = Vec::new();
    println!("{:<11} {:>10} {:>10} {:>6}  condition", "operator", "worst, µs", "cost, µs", "ratio");
    for (operator, value) in conditions() {
        let (_, cost) = flags(&names[0], operator, &value, 1);
        if cost == 0.0 {
            println!("{operator}: too expensive for a flag: {}", shortened(&value));
            continue;
        }
        let count = ((FLAG_COST / cost) as usize).clamp(1, CONDITIONS);
        let (snapshot, _) = flags(&names[0], operator, &value, count);
        let measure = |attribute: &_| time(&snapshot, &names, attribute);
        let attribute = report(operator.as_str(), &value, cost, count, measure, &attributes);
        worst_attributes.push((operator, value, attribute));
    }
    shares(&names, &attributes);
    segment_lists(&names, &attributes);
    worst_flags(&names, &worst_attributes);
}

/// Shares of other systems, each in all rules of a flag. None contains anything.
fn shares(names: &[String], attributes: &[Value]) {
    let long = "g".repeat(255);
    let schemes = [
        json!({"scheme": "unleash", "group": long}),
        json!({"scheme": "unleash_variant", "group": long, "total": 1_000}),
        json!({"scheme": "launchdarkly", "prefix": long}),
        json!({"scheme": "flagd", "version": 1, "prefix": long}),
        json!({"scheme": "flagd", "version": 2, "prefix": long}),
        json!({"scheme": "flagd", "version": 3, "prefix": long}),
        json!({"scheme": "flagd", "version": 3, "prefix": long, "pair": true}),
    ];
    for scheme in schemes {
        let flag = |key: &str, count: u128| {
            let rule = |number| {
                json!({"id": Uuid::from_u128(number), "priority": 0, "rule_type": "percentage", "rollout_percentage": 0,
                    "bucket_by": names[0], "bucketing": scheme, "return_value": true})
            };
            json!({"key": key, "needs": 2, "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00",
                "rules": (0..count).map(rule).collect::<Vec<_>>()})
            .to_string()
        };
        let flags = [flag("flag", CONDITIONS as u128), flag("one", 1), flag("none", 0)];
        let flags = flags.iter().map(String::as_str);
        let snapshot = Snapshot::new(Uuid::nil(), "e", 1, flags).expect("a snapshot");
        let nanos = |key| snapshot.flag(key).expect("it was added").cost().as_nanos() as f64;
        report(
            "share",
            &scheme,
            nanos("one") - nanos("none"),
            CONDITIONS,
            |attribute| time(&snapshot, names, attribute),
            attributes,
        );
    }
}

/// Lists of segments without rules, all in one condition.
fn segment_lists(names: &[String], attributes: &[Value]) {
    for count in [1, 100, 10_000] {
        let lists: [Vec<_>; 2] = ["included", "excluded"]
            .map(|list| (0..count).map(|number| format!("{list}-{number:05}")).collect());
        let segments = (0..SEGMENTS).map(|number| {
            json!({"key": format!("segment-{number}"), "attribute": names[0], "included": lists[0], "excluded": lists[1],
                "rules": []})
        });
        let segments: Vec<_> = segments.collect();
        let keys: Vec<_> = segments.iter().map(|segment| &segment["key"]).collect();
        let flag = json!({"key": "flag", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00",
            "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "boolean", "return_value": true,
                "conditions": [{"operator": "in_segment", "value": keys}]}]});
        let body = json!({"environment_id": Uuid::nil(), "environment_key": "e", "revision": 1, "flags": [flag],
            "segments": segments});
        let snapshot = Snapshot::from_json(body.to_string().as_bytes()).expect("a snapshot");
        let cost = snapshot.flag("flag").expect("it was added").cost().as_nanos() as f64;
        report(
            "in_segment",
            &json!(lists),
            cost / SEGMENTS as f64,
            SEGMENTS,
            |attribute| time(&snapshot, names, attribute),
            attributes,
        );
    }
}

/// Prints the worst time of one of so many equal parts of a flag beside its stated cost, and returns its attribute.
fn report<'a>(
    what: &str,
    value: &Value,
    cost: f64,
    count: usize,
    time: impl Fn(&Value) -> f64,
    attributes: &'a [Value],
) -> &'a Value {
    let times = attributes.iter().map(|attribute| (time(attribute) / count as f64, attribute));
    let (worst, attribute) =
        times.max_by(|(one, _), (other, _)| one.total_cmp(other)).expect("there are attributes");
    let mark = if worst > cost { "  ABOVE ITS COST" } else { "" };
    println!(
        "{what:<11} {:>10.2} {:>10.2} {:>6.2}  {} of {}{mark}",
        worst / 1e3,
        cost / 1e3,
        worst / cost,
        shortened(value),
        shortened(attribute)
    );
    attribute
}

/// The most expensive flags that a write accepts, built of each condition in turn and evaluated for its worst attribute:
/// rules of the flag itself, of the segments that it asks for, and of its prerequisites, until all of it costs what a flag
/// may.
fn worst_flags(names: &[String], conditions: &[(Operator, Value, &Value)]) {
    let mut worst = (0.0, String::new());
    for (operator, value, attribute) in conditions {
        let (_, cost) = flags(&names[0], *operator, value, 1);
        let built = |count: usize| (count, linked_flag(&names[0], *operator, value, count));
        let (count, (_, stated)) = built(((LEGAL_COST / cost) as usize).clamp(1, MOST_CONDITIONS));
        // Part of the conditions counts more than once.
        let share = (0.98 * LEGAL_COST / stated).min(1.0);
        let (count, (snapshot, stated)) = built((count as f64 * share) as usize);
        if count > 0 && stated <= LEGAL_COST {
            let time = time(&snapshot, names, attribute);
            if time > worst.0 {
                let value = shortened(value);
                worst = (time, format!("{count} times {operator} {value}, stated {:.2} ms", stated / 1e6));
            }
        }
    }
    println!("\nThe slowest flag that a write accepts takes {:.2} ms, at most 5: {}", worst.0 / 1e6, worst.1);
}

/// A flag of which a third of the conditions is its own, a third in segments and a third in prerequisites; none matches.
/// With its cost.
fn linked_flag(name: &str, operator: Operator, value: &Value, count: usize) -> (Snapshot, f64) {
    let mut condition = json!({"attribute": name, "operator": operator});
    if operator.takes_value() {
        condition["value"] = value.clone();
    }
    let third = count.div_ceil(3);
    // The last condition never holds: a rule that matches would end the evaluation.
    let absent = json!({"attribute": "absent", "operator": "exists"});
    let snapshot_of = |ends: bool| {
        let key = if ends { "all" } else { "flag" };
        let conditions = if ends { vec![condition.clone(), absent.clone()] } else { vec![condition.clone()] };
        let rules = |rules: usize| -> Vec<Value> {
            (0..rules)
                .map(|number| {
                    json!({"id": Uuid::from_u128(number as u128), "priority": 0, "rule_type": "boolean",
                        "conditions": conditions, "return_value": true})
                })
                .collect()
        };
        let parts =
            |most: usize| (0..third.min(most)).map(move |part| (part, third.div_ceil(most).min(third)));
        let flag = |key: String, rules: Vec<Value>, prerequisites: Vec<Value>| {
            json!({"key": key, "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00",
                "rules": rules, "prerequisites": prerequisites})
        };
        let segments: Vec<_> = parts(SEGMENTS)
            .map(|(part, rules)| {
                json!({"key": format!("{key}-{part}"), "rules": vec![json!({"conditions": conditions}); rules]})
            })
            .collect();
        let names: Vec<_> = segments.iter().map(|segment| &segment["key"]).collect();
        let mut own = rules(third);
        own.push(json!({"id": Uuid::max(), "priority": 1, "rule_type": "boolean",
            "conditions": [{"operator": "in_segment", "value": names}], "return_value": true}));
        let prerequisites = parts(PREREQUISITES)
            .map(|(part, _)| json!({"flag": format!("{key}-{part}"), "values": [false]}))
            .collect();
        let mut flags: Vec<_> = parts(PREREQUISITES)
            .map(|(part, count)| flag(format!("{key}-{part}"), rules(count), Vec::new()))
            .collect();
        flags.push(flag(key.to_owned(), own, prerequisites));
        (flags, segments)
    };
    // `time` takes the one of both whose rules do not match.
    let [(flags, segments), (all, more)] = [false, true].map(snapshot_of);
    let (flags, segments) = ([flags, all].concat(), [segments, more].concat());
    let body = json!({"environment_id": Uuid::nil(), "environment_key": "e", "revision": 1, "flags": flags,
        "segments": segments})
    .to_string();
    let snapshot = Snapshot::from_json(body.as_bytes()).expect("a snapshot");
    let cost = snapshot.flag("flag").expect("it was added").cost().as_nanos() as f64;
    (snapshot, cost)
}

/// Nanoseconds of an evaluation of all conditions: the least of several passes, without what the rest of the machine
/// adds.
fn time(snapshot: &Snapshot, names: &[String], attribute: &Value) -> f64 {
    let others = names[1..].iter().map(|name| (&**name, 1));
    let mut context: Context<'_> = others.collect();
    context.set(&*names[0], attribute);
    let evaluate = || snapshot.evaluate(black_box("flag"), &context).rule_id().is_some();
    // A rule that matches ends the evaluation: then the flag whose rules need another attribute is measured.
    let key = if evaluate() { "all" } else { "flag" };
    let pass = || {
        let start = Instant::now();
        black_box(snapshot.evaluate(black_box(key), &context));
        start.elapsed().as_nanos() as f64
    };
    (0..7).map(|_| pass()).fold(f64::INFINITY, f64::min)
}

/// Two flags: of `flag` each rule has the condition alone, of `all` one more that does not hold. With the cost of the
/// condition, in nanoseconds.
fn flags(name: &str, operator: Operator, value: &Value, count: usize) -> (Snapshot, f64) {
    let mut condition = json!({"attribute": name, "operator": operator});
    if operator.takes_value() {
        condition["value"] = value.clone();
    }
    let flag = |key: &str, conditions: &[Value], rules: usize| {
        let rules = (0..rules).map(|number| {
            json!({"id": Uuid::from_u128(number as u128), "priority": 0, "rule_type": "boolean",
                "conditions": conditions, "return_value": true})
        });
        let rules: Vec<_> = rules.collect();
        json!({"key": key, "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00",
            "rules": rules})
        .to_string()
    };
    let absent = json!({"attribute": "absent", "operator": "exists"});
    let flags = [
        flag("flag", std::slice::from_ref(&condition), count),
        flag("all", &[condition.clone(), absent], count),
        flag("one", &[condition], 1),
        flag("none", &[], 0),
    ];
    let snapshot = Snapshot::new(Uuid::nil(), "e", 1, flags.iter().map(String::as_str)).expect("a snapshot");
    let nanos = |key| snapshot.flag(key).expect("it was added").cost().as_nanos() as f64;
    let cost = nanos("one") - nanos("none");
    (snapshot, cost)
}

fn conditions() -> Vec<(Operator, Value)> {
    let text = |start: &str, repeated: &str, end: &str| json!(filled(1024, start, repeated, end));
    let list = |count: usize| (0..count).map(|number| json!(number)).collect::<Vec<_>>();
    let version = |pre: &str| text("1.0.0-", pre, "0");
    let mut conditions = vec![(Operator::Exists, json!(null))];
    for value in [json!("1"), json!("x"), text("", "x", "y")] {
        conditions.extend([Operator::Eq, Operator::Neq].map(|operator| (operator, value.clone())));
    }
    for count in [1, 8, 9, 100, 1_000, 2_000, 5_000] {
        conditions.push((Operator::In, json!(list(count))));
        conditions.push((
            Operator::NotIn,
            list(count).into_iter().map(|number| json!(format!("x{number}"))).collect(),
        ));
    }
    let sought = [
        json!("x"),
        json!("xy"),
        json!("xxxxxxy"),
        json!("qze"),
        json!("xxxyxxxxz"),
        text("", "x", "y"),
        text("y", "x", ""),
        text("", "xy", "z"),
        text("", "x", "").as_str().map(|text| json!(text.split_at(512).0)).unwrap_or_default(),
        text("", "qz", "e"),
        text("xxxxxxxxxxxxxxxxy", "x", "z"),
    ];
    for value in sought {
        conditions.push((Operator::Contains, value.clone()));
        conditions.push((Operator::StartsWith, value.clone()));
        conditions.push((Operator::EndsWith, value));
    }
    for (start, end) in [("", ""), ("x", "y"), ("Ü", "ж")] {
        let value = text(start, "x", end);
        conditions.push((Operator::EqIgnoreCase, value.clone()));
        for count in [1, 2, 10, 100] {
            for operator in [
                Operator::Contains,
                Operator::ContainsIgnoreCase,
                Operator::StartsWithIgnoreCase,
                Operator::EndsWithIgnoreCase,
            ] {
                conditions.push((operator, json!(vec![&value; count])));
                conditions.push((operator, json!(vec![format!("{start}x{end}"); count])));
            }
        }
    }
    for count in [1, 8, 9, 100, 5_000] {
        conditions.push((Operator::InIgnoreCase, list(count).into()));
        let blocks = (0..count).map(|number| json!(format!("10.{}.{}.0/24", number / 256, number % 256)));
        conditions.push((Operator::IpIn, blocks.collect()));
    }
    conditions.extend([(Operator::Gt, json!(5)), (Operator::Lte, json!(-1e300))]);
    conditions.extend(
        [Operator::Before, Operator::After].map(|operator| (operator, json!("2026-01-01T00:00:00Z"))),
    );
    for value in [json!("1.0.0"), json!("2.0.0-1"), version("0."), version("x.")] {
        conditions.extend([Operator::SemverEq, Operator::SemverLt].map(|operator| (operator, value.clone())));
    }
    let patterns = [
        r"@example\.com$",
        r"^[a-z0-9._%+-]+@(example|acme)\.(com|org)$",
        r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
        r"\w+@example\.com",
        r"^2\.(1[0-9]|[2-9])\.\d+",
        r"^/api/v[12]/users/\d+",
        r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"^(TR|DE|FR|US|GB|IT|ES|NL|BE|SE|NO|DK|FI|PL|CZ|AT|CH|PT|GR|IE)$",
        r"(?i)beta|staff|internal|employee",
        r"(?i)\bbeta\b",
        r"\bx\b",
        r"\d{1,3}(\.\d{1,3}){3}",
        r"^.{3,200}$",
        r"(?i)(\w+\s){2}",
        r"(x|y)*x(x|y){8}",
        r"(x|y)*x(x|y){14}z",
        r"(?:x|x|x|x){30}(?:x?){50}z",
        r"(?:\bx?\B){40}z",
        r"(?:x?x?x?x?){12}[^x]\w",
        r"(x+x+)+y",
        r"(.*x){12}y",
        r"(?s)(.*x.*y){3}",
        r"(?:.?.?.?x){9}y",
        r"(?:x?){200}y",
        r"(?:x?y?z?1?){60}[^xyz1ü]",
        r"\b(?:x|1)+ü?\b(?:xx|11|ü)*\B.*\by",
        r"([acegikmoqsuwy1]+[bdfhjlnprtvxz0])+[^a-z]\p{Lu}",
        r"\p{Lu}\p{Ll}\p{Greek}|\p{Cyrillic}{3}|\p{Han}\p{Lu}",
    ];
    conditions.extend(patterns.map(|pattern| (Operator::Matches, json!(pattern))));
    conditions
}

/// Attributes of 4 KiB.
fn attributes() -> Vec<Value> {
    let text = |start: &str, repeated: &str, end: &str| json!(filled(ATTRIBUTE_BYTES, start, repeated, end));
    let list = |element: &Value| {
        let bytes = element.to_string().len() + 1;
        json!(vec![element; (ATTRIBUTE_BYTES - 1) / bytes])
    };
    let texts = [
        text("", "x", ""),
        text("", "x", "y"),
        text("", "xy", ""),
        text("", "1", ""),
        text("", "qz", "qze"),
        text("", "xxxyxxxx", ""),
        text("", "ab", ""),
        text("", "yz", ""),
        text("", "ü", ""),
        text("", "ж", ""),
        text("", "漢", ""),
        text("", "x ", ""),
        text("", "x.y@", ""),
        text("1.0.0-", "0.", "1"),
        text("1.0.0-", "x.", "1"),
        text("2026-01-01T00:00:00.", "1", "Z"),
        text("Ü", "X", ""),
        text("", "Ⱥ", ""),
        // Expensive to parse, and just too short to be summarized.
        json!(filled(255, "1.7976931348623157", "9", "")),
        json!("2026-01-01T00:00:00.123456789+01:00"),
    ];
    let elements = [
        json!(1),
        json!("x"),
        json!("y"),
        json!("ü"),
        json!("qze"),
        json!("1.0.0+x"),
        json!("10.0.0.1"),
        json!("2001:db8::1"),
        json!("x".repeat(500)),
        json!(filled(500, "1.0.0-", "0.", "1")),
        json!(filled(250, "1.7976931348623157", "9", "")),
        json!("2026-01-01T00:00:00.123456789+01:00"),
    ];
    let different: Vec<_> = (0..1_000).map(|number| json!(number)).collect();
    // Too short to be summarized.
    let short =
        [json!(vec!["1.0.0"; 12]), json!(vec!["2026-01-01T00:00:00Z"; 7]), json!(vec!["-1.5e300"; 10])];
    let lists = elements.iter().map(list).chain([json!(different)]).chain(short);
    lists.chain(texts).collect()
}

/// The repeated text between the others, in so many bytes at most.
fn filled(bytes: usize, start: &str, repeated: &str, end: &str) -> String {
    format!("{start}{}{end}", repeated.repeat((bytes - start.len() - end.len()) / repeated.len()))
}

/// Attribute names that are all candidates when one of them is looked up; the one to look up comes first, and is set
/// last.
fn confusing_names() -> Vec<String> {
    // As in `togul-core/src/name.rs`. Names of more than 16 bytes are hashed by XXH3.
    let tag = |name: &str| (xxh3_64(name.as_bytes()) | 1 << 63).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57;
    let names = (0..).map(|number| format!("attribute-number-{number}"));
    names.filter(|name| tag(name) == 77).take(ATTRIBUTES).collect()
}

fn shortened(value: &Value) -> String {
    let json = value.to_string();
    let cut: String = json.chars().take(40).collect();
    if cut == json { json } else { format!("{cut}… ({} bytes)", json.len()) }
}
