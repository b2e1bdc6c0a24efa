//! Repeats one workload of the benchmarks, so that `scripts/check-instructions` can count its instructions.
//!
//! `instructions floor|core|handle W1|…|W6 PASSES`

#[path = "../../benches/workloads/mod.rs"]
mod workloads;

use std::hint::black_box;

use togul_core::{Context, FlagHandle, Snapshot};
use uuid::Uuid;
use workloads::floor::{self, Floor};
use workloads::{ATTRIBUTES, Work};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("a side, a workload and a number of passes");
    let (side, work, passes) = (next(), next(), next());
    let work = Work::ALL.into_iter().find(|known| known.name() == work).expect("W1 to W6");
    let passes: usize = passes.parse().expect("a number of passes");
    let (keys, values) = (work.keys(), work.contexts());
    let flags = workloads::flags();
    let texts: Vec<String> = flags.iter().map(ToString::to_string).collect();
    let snapshot = Snapshot::new(Uuid::nil(), "production", 1, texts.iter().map(String::as_str));
    let (snapshot, floor) = (snapshot.expect("a snapshot"), Floor::new(&flags));
    workloads::compare(&floor, |key, values| {
        let answer = snapshot.evaluate(key, &context(values));
        let unmatched = if answer.flag_enabled { 254 } else { 255 };
        (answer.as_bool() == Some(true), answer.rule_id().map_or(unmatched, workloads::place_of))
    });
    let contexts: Vec<Context<'_>> = values.iter().map(context).collect();
    let bare: Vec<floor::Context<'_>> =
        values.iter().map(|values| values.each_ref().map(String::as_str)).collect();
    let handles: Vec<FlagHandle> = keys.iter().map(|key| FlagHandle::new(key)).collect();
    for _ in 0..passes {
        match (&*side, work) {
            ("floor", Work::All) => {
                let mut answers = Vec::with_capacity(floor.flags.len());
                answers.extend(floor.flags.values().map(|flag| flag.evaluate(black_box(&bare[0]))));
                black_box(&answers);
            }
            ("core", Work::All) => {
                let mut answers = Vec::with_capacity(snapshot.len());
                snapshot.evaluate_all(black_box(&contexts[0]), &mut answers);
                black_box(&answers);
            }
            ("floor", _) => workloads::each(&keys, &bare, |key, context| floor.evaluate(key, context)),
            ("core", _) => workloads::each(&keys, &contexts, |key, context| snapshot.evaluate(key, context)),
            ("handle", _) => {
                workloads::each(&handles, &contexts, |key, context| snapshot.evaluate_handle(key, context));
            }
            _ => panic!("the sides are floor, core and handle"),
        }
    }
}

fn context<'a>(values: &'a [String; 8]) -> Context<'a> {
    ATTRIBUTES.iter().zip(values).fold(Context::new(), |context, (name, value)| context.with(*name, value))
}
