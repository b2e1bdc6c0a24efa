//! `cargo bench --bench evaluate`: the cost of an evaluation, compared with the least possible cost.
//!
//! All sides are measured alternately for many rounds, and each figure is the median of the rounds' ratios, so that a
//! temporarily slow machine is slow for all sides. The common harnesses measure one side after the other, so this
//! benchmark has its own loop.

#[path = "workloads/alternate.rs"]
mod alternate;
#[path = "workloads/targeting.rs"]
mod targeting;
#[path = "workloads/time.rs"]
mod time;
mod workloads;
#[path = "workloads/world.rs"]
mod world;

use std::hint::black_box;

use allocation_counter::measure;
use alternate::{PASSES, Pass, alternate, alternate_for};
use serde_json::Value;
use targeting::Work as Targeting;
use time::{median, ratio};
use togul_core::{Change, Fingerprint, Flag, FlagHandle, ObjectKind, Snapshot};
use uuid::Uuid;
use workloads::{Work, floor};
use world::{World, context, snapshot, texts};

fn main() {
    let world = World::new();
    evaluations(&world);
    targeting();
    threads(&world);
    contexts();
    memory();
    compiling();
    segment_change();
}

/// W1 to W6.
fn evaluations(world: &World) {
    println!("An evaluation, times the floor");
    println!("         floor      core   by handle    client    client over core");
    for work in Work::ALL {
        let (keys, values) = (work.keys(), work.contexts());
        let handles: Vec<FlagHandle> = keys.iter().map(|key| FlagHandle::new(key)).collect();
        let times = alternate(&mut sides(world, work, &keys, &handles, &values));
        let each = (PASSES * keys.len() * values.len()) as f64;
        let nanoseconds = |side: usize| median(times[side].iter().map(|time| time / each));
        let by_handle =
            if work == Work::All { "       -".to_owned() } else { format!("{:>8.2}", ratio(&times, 2, 0)) };
        println!(
            "{}   {:>6.2} ns  {:>6.2}    {by_handle}  {:>8.2}         {:>6.2} ns",
            work.name(),
            nanoseconds(0),
            ratio(&times, 1, 0),
            ratio(&times, 3, 0),
            median(times[3].iter().zip(&times[1]).map(|(client, core)| (client - core) / each)),
        );
    }
}

/// The floor, the core by key, the core by handle, and the client.
fn sides<'w>(
    world: &'w World,
    work: Work,
    keys: &'w [String],
    handles: &'w [FlagHandle],
    values: &'w [[String; 8]],
) -> [Pass<'w>; 4] {
    let World { floor, snapshot, client } = world;
    let bare: Vec<floor::Context<'_>> =
        values.iter().map(|values| values.each_ref().map(String::as_str)).collect();
    let made = || values.iter().map(context).collect::<Vec<_>>();
    if work == Work::All {
        let flags: Vec<&floor::Flag> = floor.flags.values().collect();
        let (mut by_hand, mut by_core) = (Vec::new(), Vec::new());
        let (bare, context, for_client) = (bare[0], context(&values[0]), context(&values[0]));
        return [
            Box::new(move || {
                by_hand.clear();
                by_hand.extend(flags.iter().map(|flag| flag.evaluate(black_box(&bare))));
                black_box(&by_hand);
            }),
            Box::new(move || {
                snapshot.evaluate_all(black_box(&context), &mut by_core);
                black_box(&by_core);
            }),
            Box::new(|| {}),
            Box::new(move || {
                let snapshot = client.snapshot();
                let mut answers = Vec::with_capacity(snapshot.len());
                snapshot.evaluate_all(black_box(&for_client), &mut answers);
                black_box(&answers);
            }),
        ];
    }
    let (for_core, for_handles, for_client) = (made(), made(), made());
    [
        Box::new(move || workloads::each(keys, &bare, |key, context| floor.evaluate(key, context))),
        Box::new(move || workloads::each(keys, &for_core, |key, context| snapshot.evaluate(key, context))),
        Box::new(move || {
            workloads::each(handles, &for_handles, |key, context| snapshot.evaluate_handle(key, context));
        }),
        Box::new(move || workloads::each(keys, &for_client, |key, context| client.bool(key, context, false))),
    ]
}

/// Flags with segments, splits, prerequisites, and conditions that are more than one comparison.
fn targeting() {
    println!("\nRicher targeting, times the floor");
    let json = targeting::snapshot();
    let snapshot = Snapshot::from_json(json.as_bytes()).expect("a snapshot");
    let users = targeting::users();
    let values: Vec<_> = users.iter().map(|user| targeting::values(user)).collect();
    let contexts: Vec<_> = users.iter().map(|user| targeting::context(user)).collect();
    let floor = targeting::Floor::new();
    for Targeting { key, limit } in &targeting::WORKS {
        for (values, context) in values.iter().zip(&contexts) {
            let answer = snapshot.evaluate(key, context);
            let variant = answer.variant().and_then(targeting::position_of_variant);
            assert_eq!(answer.as_bool().map(u32::from).or(variant), floor.evaluate(key, values), "{key}");
        }
        let allocated = measure(|| {
            black_box(snapshot.evaluate(key, &contexts[0]));
        });
        assert_eq!(allocated.count_total, 0, "{key}");
        let keys = [*key];
        let times = alternate(&mut [
            Box::new(|| workloads::each(&keys, &values, |key, values| floor.evaluate(key, values))),
            Box::new(|| workloads::each(&keys, &contexts, |key, context| snapshot.evaluate(key, context))),
        ]);
        let each = (PASSES * values.len()) as f64;
        let nanoseconds = median(times[0].iter().map(|time| time / each));
        println!("{key}: {:.2}, at most {limit}; the floor {nanoseconds:.1} ns", ratio(&times, 1, 0));
    }
}

/// Two threads on one snapshot must slow each other down only as far as the machine's cores share resources, which the
/// floor shows. Measured in CPU time, so that other processes hardly matter.
fn threads(world: &World) {
    let (keys, values) = (Work::Cycle.keys(), Work::Cycle.contexts());
    let (bare, context) = (values[0].each_ref().map(String::as_str), context(&values[0]));
    let (bare, context) = (std::slice::from_ref(&bare), std::slice::from_ref(&context));
    let by_hand = || workloads::each(&keys, bare, |key, context| world.floor.evaluate(key, context));
    let by_core = || workloads::each(&keys, context, |key, context| world.snapshot.evaluate(key, context));
    let (floor, core): (Vec<f64>, Vec<f64>) = (0..41).map(|_| (together(by_hand), together(by_core))).unzip();
    println!(
        "\nW5 on two threads at once, the processor's time for each times that for one alone: {:.3}, the floor {:.3}",
        median(core),
        median(floor)
    );
}

/// The CPU time of a pass while another thread runs the same, divided by that of a pass alone.
fn together(pass: impl Fn() + Sync) -> f64 {
    let run = || {
        let start = processor_time();
        (0..400).for_each(|_| pass());
        processor_time() - start
    };
    let before = run();
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(run);
        run() + other.join().expect("evaluating does not panic")
    });
    both / (before + run())
}

/// The CPU time of this thread, in nanoseconds.
fn processor_time() -> f64 {
    // The kernel updates the statistics when it switches threads, so this gives it a reason to switch.
    std::thread::yield_now();
    let statistics =
        std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux reports how long a thread ran");
    statistics.split(' ').next().and_then(|time| time.parse().ok()).expect("the first field is nanoseconds")
}

fn contexts() {
    let values = Work::OneRule.contexts().remove(0);
    let times = alternate(&mut [Box::new(|| {
        for _ in 0..100 {
            black_box(context(black_box(&values)));
        }
    })]);
    let allocated = measure(|| drop(black_box(context(&values))));
    let nanoseconds = median(times[0].iter().map(|time| time / (PASSES * 100) as f64));
    println!("\nA context of 8 attributes: {nanoseconds:.0} ns, {} allocation", allocated.count_total);
}

fn memory() {
    let texts = texts(&workloads::cycle_flags());
    let mut held = None;
    let allocated = measure(|| held = Some(snapshot(&texts)));
    println!("1,000 flags of W5, compiled: {:.1} KiB", allocated.bytes_current as f64 / 1024.0);
    drop(held);
    let json = targeting::many_flags(1_000);
    let mut held = None;
    let allocated = measure(|| held = Some(Snapshot::from_json(json.as_bytes()).expect("a snapshot")));
    println!(
        "1,000 flags with segments and splits, compiled: {:.3} times their JSON of {:.0} KiB beside it, at most 1.3",
        allocated.bytes_current as f64 / json.len() as f64 - 1.0,
        json.len() as f64 / 1024.0
    );
    drop(held);
}

/// From a changed segment to the answer of a flag that asks for it.
fn segment_change() {
    let json = targeting::many_flags(1_000);
    let held = Snapshot::from_json(json.as_bytes()).expect("a snapshot");
    for users in [10, 10_000] {
        let [old, new] = [100, users].map(|users| targeting::segment_of(0, users).to_string());
        let fingerprint = held.fingerprint().sub(Fingerprint::of(&old)).add(Fingerprint::of(&new));
        let (previous, revision, kind) = (held.revision(), held.revision().next(), ObjectKind::Segment);
        let change = Change { previous, revision, fingerprint, kind, key: "segment-0", json: Some(&new) };
        let context = targeting::context("user-000000");
        let times = alternate_for(
            101,
            1,
            &mut [Box::new(|| {
                let next = held.apply(&[change]).expect("it follows");
                black_box(next.evaluate("feature-0000", &context));
            })],
        );
        println!(
            "a segment of {users} users, on which 100 of 1,000 flags depend, changed: {:.0} microseconds, at most 1,000",
            median(times[0].iter().copied()) / 1e3
        );
    }
}

/// Compiling ten thousand flags with three rules, compared with parsing their JSON; and applying one change.
fn compiling() {
    let flags: Vec<Value> = (0..10).flat_map(copies_with_three_rules).collect();
    let texts = texts(&flags);
    let sum = texts.iter().map(|flag| Fingerprint::of(flag)).fold(Fingerprint::default(), Fingerprint::add);
    let body = format!(
        r#"{{"environment_id":"{}","environment_key":"production","revision":1,"fingerprint":"{sum}","flags":[{}]}}"#,
        Uuid::nil(),
        texts.join(",")
    );
    let times = alternate_for(
        15,
        1,
        &mut [
            Box::new(|| drop(black_box(Snapshot::from_json(body.as_bytes()).expect("a snapshot")))),
            Box::new(|| drop(black_box(serde_json::from_str::<Value>(&body).expect("JSON")))),
            Box::new(|| {
                for flag in &texts {
                    black_box(serde_json::from_str::<Flag>(flag).expect("a flag"));
                }
            }),
        ],
    );
    println!("\n10,000 flags with 3 rules, {:.1} MB of JSON", body.len() as f64 / 1e6);
    println!("compiled: {:.1} ms", median(times[0].iter().copied()) / 1e6);
    println!("times reading it as a serde_json::Value: {:.2}", ratio(&times, 0, 1));
    println!("times reading its flags one by one as togul_core::Flag: {:.2}", ratio(&times, 0, 2));
    changes(&snapshot(&texts), &texts);
}

fn copies_with_three_rules(copy: usize) -> impl Iterator<Item = Value> {
    workloads::cycle_flags().into_iter().map(move |mut flag| {
        flag["key"] = format!("{}-{copy}", flag["key"].as_str().expect("a key")).into();
        flag["rules"].as_array_mut().expect("rules").remove(0);
        flag
    })
}

/// From a parsed event to the new snapshot.
fn changes(held: &Snapshot, texts: &[String]) {
    let old = &texts[5_000];
    let key = serde_json::from_str::<Flag>(old).expect("a flag").key;
    let new = old.replace("true", "false");
    let made = new.replace(&key, "zz-new");
    let without = held.fingerprint().sub(Fingerprint::of(old));
    let change = |fingerprint: Fingerprint, key, json| {
        let (previous, revision, kind) = (held.revision(), held.revision().next(), ObjectKind::Flag);
        [Change { previous, revision, fingerprint, kind, key, json }]
    };
    let changed = change(without.add(Fingerprint::of(&new)), &*key, Some(&*new));
    let created = change(held.fingerprint().add(Fingerprint::of(&made)), "zz-new", Some(&*made));
    let deleted = change(without, &*key, None);
    for (what, change) in [("changed", changed), ("created", created), ("deleted", deleted)] {
        let times = alternate_for(
            101,
            1,
            &mut [Box::new(|| {
                black_box(held.apply(&change).expect("it follows"));
            })],
        );
        println!("one flag {what}: {:.1} microseconds", median(times[0].iter().copied()) / 1e3);
    }
}
