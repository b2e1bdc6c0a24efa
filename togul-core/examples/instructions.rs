//! Repeats one workload of the benchmarks, so that `scripts/check-instructions` can count its instructions.
//!
//! `instructions floor|core WORK PASSES`, with W1 to W6, W2b-2 and so on to W6b, `all-100` for 100 flags at once, or
//! `context-9` for the creation of a context of nine owned attributes.

#[path = "../../benches/workloads/mixed.rs"]
mod mixed;
#[path = "../../benches/workloads/mod.rs"]
mod workloads;

use std::hint::black_box;

use mixed::Mix;
use serde_json::Value;
use togul_core::{Answer, Context, Snapshot};
use uuid::Uuid;
use workloads::floor::Floor;
use workloads::{ATTRIBUTES, Work, flag, floor};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("a side, a workload and a number of passes");
    let (side, name, passes) = (next(), next(), next());
    let passes: usize = passes.parse().expect("a number of passes");
    let is_floor = match &*side {
        "floor" => true,
        "core" => false,
        _ => panic!("the sides are floor and core"),
    };
    if let Some(work) = Work::ALL.into_iter().find(|known| known.name() == name) {
        run(work, is_floor, passes);
    } else if let Some(mix) = Mix::ALL.into_iter().find(|known| known.name() == name) {
        run_mixed(mix, is_floor, passes);
    } else {
        match &*name {
            "all-100" => evaluate_all(&mixed::cycle_flags()[..100], is_floor, passes),
            "context-9" => create_context(is_floor, passes),
            _ => panic!("unknown workload: {name}"),
        }
    }
}

fn run(work: Work, is_floor: bool, passes: usize) {
    let (keys, values) = (work.keys(), work.contexts());
    let flags = workloads::flags();
    let (snapshot, floor) = (snapshot(&flags), Floor::new(&flags, &ATTRIBUTES));
    workloads::compare(&floor, |key, values| {
        value_and_rule(&snapshot.evaluate(key, &context(&ATTRIBUTES, values)))
    });
    let contexts: Vec<Context<'_>> = values.iter().map(|values| context(&ATTRIBUTES, values)).collect();
    let bare: Vec<floor::Context<'_>> =
        values.iter().map(|values| values.each_ref().map(String::as_str)).collect();
    for _ in 0..passes {
        match work {
            Work::All if is_floor => all_by_hand(&floor, &bare[0]),
            Work::All => all_by_core(&snapshot, &contexts[0]),
            _ if is_floor => each_by_hand(&floor, &keys, &bare),
            _ => each_by_core(&snapshot, &keys, &contexts),
        }
    }
}

// Each loop is a function of its own, so that the code of one does not affect how that of another one is compiled.
#[inline(never)]
fn each_by_hand(floor: &Floor, keys: &[String], contexts: &[floor::Context<'_>]) {
    workloads::each(keys, contexts, |key, context| floor.evaluate(key, context));
}

#[inline(never)]
fn each_by_core(snapshot: &Snapshot, keys: &[String], contexts: &[Context<'_>]) {
    workloads::each(keys, contexts, |key, context| snapshot.evaluate(key, context));
}

fn run_mixed(mix: Mix, is_floor: bool, passes: usize) {
    let (keys, values) = (mix.keys(), mix.contexts());
    let flags = if mix == Mix::All { mixed::cycle_flags() } else { mixed::flags() };
    let (snapshot, floor) = (snapshot(&flags), Floor::new(&flags, &mixed::NAMES));
    if mix != Mix::All {
        mixed::compare(&floor, |key, values| value_and_rule(&snapshot.evaluate(key, &owned(values))));
    }
    let contexts: Vec<Context<'_>> = values.iter().map(|values| owned(values)).collect();
    let bare: Vec<_> = values.iter().map(|values| mixed::bare(values)).collect();
    for _ in 0..passes {
        match mix {
            Mix::All if is_floor => all_by_hand(&floor, &bare[0]),
            Mix::All => all_by_core(&snapshot, &contexts[0]),
            _ if is_floor => mix_by_hand(mix, &floor, &keys, &bare),
            _ => mix_by_core(mix, &snapshot, &keys, &contexts),
        }
    }
}

#[inline(never)]
fn mix_by_hand(mix: Mix, floor: &Floor, keys: &[String], contexts: &[floor::Context<'_, 16>]) {
    mix.each(keys, contexts, |key, context| floor.evaluate(key, context).map(|answer| answer.value));
}

#[inline(never)]
fn mix_by_core(mix: Mix, snapshot: &Snapshot, keys: &[String], contexts: &[Context<'_>]) {
    mix.each(keys, contexts, |key, context| snapshot.evaluate(key, context).as_bool());
}

fn evaluate_all(flags: &[Value], is_floor: bool, passes: usize) {
    let values = mixed::values(7, 9);
    let (snapshot, context, bare) = (snapshot(flags), owned(&values), mixed::bare(&values));
    let floor = Floor::new(flags, &mixed::NAMES);
    for _ in 0..passes {
        if is_floor { all_by_hand(&floor, &bare) } else { all_by_core(&snapshot, &context) }
    }
}

#[inline(never)]
fn all_by_hand<const N: usize>(floor: &Floor, context: &floor::Context<'_, N>) {
    let mut answers = Vec::with_capacity(floor.flags.len());
    answers.extend(floor.flags.values().map(|flag| flag.evaluate(black_box(context))));
    black_box(&answers);
}

#[inline(never)]
fn all_by_core(snapshot: &Snapshot, context: &Context<'_>) {
    let mut answers = Vec::with_capacity(snapshot.len());
    snapshot.evaluate_all(black_box(context), &mut answers);
    black_box(&answers);
}

/// The floor is a list of the names and values.
fn create_context(is_floor: bool, passes: usize) {
    let values = mixed::values(7, 9);
    for _ in 0..passes * 100 {
        let values = black_box(&values);
        if is_floor {
            black_box(mixed::NAMES.into_iter().zip(values.iter().cloned()).collect::<Vec<_>>());
        } else {
            black_box(owned(values));
        }
    }
}

fn snapshot(flags: &[Value]) -> Snapshot {
    let texts: Vec<String> = flags.iter().map(ToString::to_string).collect();
    Snapshot::new(Uuid::nil(), "production", 1, texts.iter().map(String::as_str)).expect("a snapshot")
}

fn context<'a>(names: &[&'a str], values: &'a [String]) -> Context<'a> {
    names.iter().zip(values).fold(Context::new(), |context, (name, value)| context.with(*name, value))
}

fn owned(values: &[String]) -> Context<'static> {
    let attributes = mixed::NAMES.into_iter().zip(values);
    attributes.fold(Context::new(), |context, (name, value)| context.with(name, value.clone()))
}

fn value_and_rule(answer: &Answer<'_>) -> (bool, u8) {
    let unmatched = if answer.flag_enabled { 254 } else { 255 };
    (answer.as_bool() == Some(true), answer.rule_id().map_or(unmatched, flag::place_of))
}
