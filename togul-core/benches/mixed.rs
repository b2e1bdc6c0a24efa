//! `cargo bench -p togul-core --bench mixed`: the workloads that are closer to an application's, the cost of a condition for each
//! operator, the creation of contexts, and memory. Measured as in
//! `cargo bench --bench evaluate`.

#[path = "../../benches/workloads/alternate.rs"]
mod alternate;
#[path = "../../benches/workloads/flag.rs"]
mod flag;
#[path = "../../benches/workloads/floor.rs"]
mod floor;
#[path = "../../benches/workloads/mixed.rs"]
mod mixed;
#[path = "../../benches/workloads/time.rs"]
mod time;

use std::hint::black_box;

use allocation_counter::measure;
use alternate::{PASSES, Pass, alternate};
use floor::Floor;
use mixed::Mix;
use serde_json::{Value, json};
use time::{median, ratio};
use togul_core::{Context, Snapshot};
use uuid::Uuid;

/// The rules of a flag whose conditions are measured.
const RULES: usize = 20;
/// The evaluations of it in one pass.
const CALLS: usize = 100;

fn main() {
    mixes();
    conditions();
    contexts();
    memory();
}

/// W2b to W6b.
fn mixes() {
    let flags = mixed::flags();
    let (world, floor) = (snapshot(&flags), Floor::new(&flags, &mixed::NAMES));
    mixed::compare(&floor, |key, values| {
        let answer = world.evaluate(key, &context(values));
        (answer.as_bool() == Some(true), answer.rule_id().map_or(254, flag::place_of))
    });
    let cycle = mixed::cycle_flags();
    let (all, all_by_hand) = (snapshot(&cycle), Floor::new(&cycle, &mixed::NAMES));
    println!("An evaluation, times the floor");
    for mix in Mix::ALL {
        let values = mix.contexts();
        let bare: Vec<_> = values.iter().map(|values| mixed::bare(values)).collect();
        let contexts: Vec<_> = values.iter().map(|values| context(values)).collect();
        let keys = mix.keys();
        let mut sides = if mix == Mix::All {
            all_at_once(&all, &all_by_hand, &contexts, &bare)
        } else {
            one_by_one(mix, &world, &floor, &keys, &contexts, &bare)
        };
        let times = alternate(&mut sides);
        let nanoseconds = median(times[0].iter().map(|time| time / (PASSES * keys.len()) as f64));
        let (ratio, limit) = (ratio(&times, 1, 0), limit(mix));
        println!("{:<7} {ratio:.2}, at most {limit}; the floor {nanoseconds:.2} ns", mix.name());
    }
}

/// The most times the floor that an evaluation may take.
fn limit(mix: Mix) -> f64 {
    match mix {
        Mix::OneRule(_) => 2.3,
        Mix::Lists => 1.1,
        Mix::Rollout => 0.8,
        Mix::Cycle => 1.5,
        Mix::All => 1.7,
    }
}

fn one_by_one<'w>(
    mix: Mix,
    world: &'w Snapshot,
    floor: &'w Floor,
    keys: &'w [String],
    contexts: &'w [Context<'static>],
    bare: &'w [floor::Context<'w, 16>],
) -> [Pass<'w>; 2] {
    [
        Box::new(move || {
            mix.each(keys, bare, |key, context| floor.evaluate(key, context).map(|answer| answer.value));
        }),
        Box::new(move || mix.each(keys, contexts, |key, context| world.evaluate(key, context).as_bool())),
    ]
}

fn all_at_once<'w>(
    world: &'w Snapshot,
    floor: &'w Floor,
    contexts: &'w [Context<'static>],
    bare: &'w [floor::Context<'w, 16>],
) -> [Pass<'w>; 2] {
    let flags: Vec<&floor::Flag> = floor.flags.values().collect();
    let (mut by_hand, mut by_core) = (Vec::new(), Vec::new());
    [
        Box::new(move || {
            by_hand.clear();
            by_hand.extend(flags.iter().map(|flag| flag.evaluate(black_box(&bare[0]))));
            black_box(&by_hand);
        }),
        Box::new(move || {
            world.evaluate_all(black_box(&contexts[0]), &mut by_core);
            black_box(&by_core);
        }),
    ]
}

/// A flag of many rules with one condition each, none of which holds. The attribute's name has more than eight bytes, and
/// the filter excludes none of the rules: lists and `eq` are of the context's own value, beside a condition that fails.
fn conditions() {
    println!("\nA condition that is evaluated, ns");
    let segment = json!({"key": "others", "rules": [{"conditions": [
        {"attribute": "organization", "operator": "neq", "value": "org-1432"}]}]});
    for (operator, name, value) in [
        ("eq", "organization", json!("org-1432")),
        ("in", "organization", json!(["org-1430", "org-1431", "org-1432"])),
        ("neq", "organization", json!("org-1432")),
        ("not_in", "organization", json!(["org-1430", "org-1431", "org-1432"])),
        ("eq_ignore_case", "organization", json!("ORG-1433")),
        ("in_ignore_case", "organization", json!(["ORG-1430", "ORG-1431", "ORG-1433"])),
        ("contains", "organization", json!("-143-")),
        ("starts_with", "organization", json!("org-15")),
        ("ends_with", "organization", json!("-33")),
        ("gt", "age", json!(42)),
        ("semver_gt", "version", json!("2.5.0")),
        ("before", "signed_up", json!("2026-03-01T12:00:00Z")),
        ("matches", "organization", json!("^org-[0-9]+x$")),
        ("ip_in", "ip", json!(["10.0.0.0/8", "192.168.0.0/16"])),
        ("exists", "absent", Value::Null),
        ("not_exists", "organization", Value::Null),
        // The segment is evaluated once: the other rules ask for its result.
        ("in_segment", "", json!("others")),
    ] {
        let mut condition = json!({"attribute": name, "operator": operator, "value": value});
        if operator == "in_segment" {
            condition = json!({"operator": operator, "value": value});
        }
        // These hold, so that another one has to fail.
        let absent = json!({"attribute": "absent", "operator": "exists"});
        let conditions =
            if ["eq", "in"].contains(&operator) { vec![condition, absent] } else { vec![condition] };
        let rules = (0..RULES).map(|rule| {
            json!({"id": Uuid::from_u128(rule as u128), "priority": 0, "rule_type": "boolean",
                "conditions": conditions, "return_value": true})
        });
        let flag = json!({"key": "a-flag-with-rules", "enabled": true, "value_type": "boolean", "default_value": false,
            "salt": "4f3c9a1be27d0856", "rules": rules.collect::<Vec<_>>()});
        let held = snapshot(&[flag]).with_segments([&*segment.to_string()]).expect("segments");
        let values = mixed::values(7, 16);
        let context = context(&values).with("age", 42).with("signed_up", "2026-03-01T12:00:01Z");
        let context = context.with("ip", "192.0.2.77");
        assert_eq!(held.evaluate("a-flag-with-rules", &context).as_bool(), Some(false), "{operator}");
        let times = alternate(&mut [Box::new(|| {
            for _ in 0..CALLS {
                black_box(held.evaluate(black_box("a-flag-with-rules"), black_box(&context)).as_bool());
            }
        })]);
        let each = median(times[0].iter().map(|time| time / (PASSES * CALLS * RULES) as f64));
        println!("{operator:<15} {each:>6.1}");
    }
}

/// Contexts of owned strings, without the time of copying the strings.
fn contexts() {
    println!();
    for (count, limit) in [(9, 250), (30, 900)] {
        let names: Vec<String> = (0..count).map(name).collect();
        let values: Vec<String> = mixed::values(7, 16).into_iter().cycle().take(count).collect();
        let copied = || values.iter().map(|value| black_box(value).clone()).collect::<Vec<_>>();
        let built = || {
            let attributes = names.iter().zip(&values);
            attributes
                .fold(Context::new(), |context, (name, value)| context.with(name, black_box(value).clone()))
        };
        let times = alternate(&mut [
            Box::new(|| (0..100).for_each(|_| drop(black_box(built())))),
            Box::new(|| (0..100).for_each(|_| drop(black_box(copied())))),
        ]);
        let [with, copy] =
            [0, 1].map(|side| median(times[side].iter().map(|time| time / (PASSES * 100) as f64)));
        let allocated = measure(|| drop(black_box(built())));
        let own = allocated.count_total - count as u64;
        println!(
            "A context of {count} attributes: {with:.0} ns (at most {limit}), of which copying the values is {copy:.0}; \
             {own} allocations beside them"
        );
    }
}

fn name(at: usize) -> String {
    mixed::NAMES.get(at).map_or_else(|| format!("attribute_{at}"), |name| (*name).to_owned())
}

fn memory() {
    let flags = mixed::cycle_flags();
    let texts: Vec<String> = flags.iter().map(ToString::to_string).collect();
    let json: usize = texts.iter().map(String::len).sum();
    let mut held = None;
    let allocated = measure(|| {
        held = Some(Snapshot::new(Uuid::nil(), "production", 1, texts.iter().map(String::as_str)));
    });
    let kib = (allocated.bytes_current as f64 - json as f64) / 1024.0;
    println!("\n1,000 flags of W5b, compiled, beside their JSON: {kib:.1} KiB, at most 400");
    drop(held);
}

fn snapshot(flags: &[Value]) -> Snapshot {
    let texts: Vec<String> = flags.iter().map(ToString::to_string).collect();
    Snapshot::new(Uuid::nil(), "production", 1, texts.iter().map(String::as_str)).expect("a snapshot")
}

fn context(values: &[String]) -> Context<'static> {
    let attributes = mixed::NAMES.into_iter().zip(values);
    attributes.fold(Context::new(), |context, (name, value)| context.with(name, value.clone()))
}
