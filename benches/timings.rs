//! `cargo bench --bench timings`: absolute times of the workloads whose ratios `--bench evaluate` prints, in a common
//! harness with its filters and options.
//!
//! Sides are measured one after the other here, and alternately there. To compare two sides, use the other benchmark.

mod workloads;
#[path = "workloads/world.rs"]
mod world;

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use futures_util::FutureExt;
use open_feature::provider::FeatureProvider;
use open_feature::{EvaluationContext, OpenFeature};
use togul_client::openfeature::Provider;
use togul_core::{Change, Fingerprint, FlagHandle, ObjectKind};
use workloads::{Work, floor};
use world::World;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// The workloads that evaluate one flag at a time.
const ONE_BY_ONE: [Work; 5] = [Work::Disabled, Work::OneRule, Work::TenRules, Work::Rollout, Work::Cycle];

fn main() {
    divan::main();
}

#[divan::bench(args = Work::ALL)]
fn by_hand(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, values, floor) = (work.keys(), work.contexts(), &WORLD.floor);
    let bare: Vec<floor::Context<'_>> =
        values.iter().map(|values| values.each_ref().map(String::as_str)).collect();
    if work == Work::All {
        let flags: Vec<&floor::Flag> = floor.flags.values().collect();
        let (context, mut answers) = (&bare[0], Vec::new());
        return bencher.counter(ItemsCount::new(flags.len())).bench_local(|| {
            answers.clear();
            answers.extend(flags.iter().map(|flag| flag.evaluate(black_box(context))));
            black_box(&answers);
        });
    }
    each(bencher, &keys, &bare, |key, context| floor.evaluate(key, context));
}

#[divan::bench(args = Work::ALL)]
fn by_key(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, values, snapshot) = (work.keys(), work.contexts(), &WORLD.snapshot);
    let contexts: Vec<_> = values.iter().map(world::context).collect();
    if work == Work::All {
        let (context, mut answers) = (&contexts[0], Vec::new());
        return bencher.counter(ItemsCount::new(snapshot.len())).bench_local(|| {
            snapshot.evaluate_all(black_box(context), &mut answers);
            black_box(&answers);
        });
    }
    each(bencher, &keys, &contexts, |key, context| snapshot.evaluate(key, context));
}

#[divan::bench(args = ONE_BY_ONE)]
fn by_handle(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, values, snapshot) = (work.keys(), work.contexts(), &WORLD.snapshot);
    let contexts: Vec<_> = values.iter().map(world::context).collect();
    let handles: Vec<_> = keys.iter().map(|key| FlagHandle::new(key)).collect();
    each(bencher, &handles, &contexts, |handle, context| snapshot.evaluate_handle(handle, context));
}

#[divan::bench(args = ONE_BY_ONE)]
fn by_client(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, values, client) = (work.keys(), work.contexts(), &WORLD.client);
    let contexts: Vec<_> = values.iter().map(world::context).collect();
    each(bencher, &keys, &contexts, |key, context| client.bool(key, context, false));
}

/// The client through its OpenFeature provider. The context is that of the SDK, and is converted for each evaluation.
#[divan::bench(args = ONE_BY_ONE)]
fn by_provider(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, contexts) = (work.keys(), sdk_contexts(work));
    let provider = Provider::new(WORLD.client.clone());
    each(bencher, &keys, &contexts, |key, context| provider.resolve_bool_value(key, context).now_or_never());
}

/// The same through the SDK.
#[divan::bench(args = ONE_BY_ONE)]
fn by_openfeature_sdk(bencher: Bencher<'_, '_>, work: Work) {
    let (keys, contexts) = (work.keys(), sdk_contexts(work));
    let provider = Provider::new(WORLD.client.clone());
    let client = (async {
        OpenFeature::singleton_mut().await.set_provider(provider).await;
        OpenFeature::singleton().await.create_client()
    })
    .now_or_never();
    let client = client.expect("the lock is free");
    each(bencher, &keys, &contexts, |key, context| {
        client.get_bool_value(key, Some(context), None).now_or_never()
    });
}

fn sdk_contexts(work: Work) -> Vec<EvaluationContext> {
    let contexts = work.contexts();
    let converted = contexts.iter().map(|values| {
        let fields = workloads::ATTRIBUTES.into_iter().zip(values);
        fields.fold(EvaluationContext::default(), |context, (name, value)| {
            context.with_custom_field(name, &**value)
        })
    });
    converted.collect()
}

/// One pass of the workload.
fn each<K, C, A>(bencher: Bencher<'_, '_>, keys: &[K], contexts: &[C], ask: impl Fn(&K, &C) -> A) {
    let count = ItemsCount::new(keys.len() * contexts.len());
    bencher.counter(count).bench_local(|| workloads::each(keys, contexts, &ask));
}

#[divan::bench]
fn a_context_of_8_attributes(bencher: Bencher<'_, '_>) {
    let values = Work::OneRule.contexts().remove(0);
    bencher.bench_local(|| world::context(black_box(&values)));
}

#[divan::bench]
fn compiling_1000_flags(bencher: Bencher<'_, '_>) {
    let texts = world::texts(&workloads::cycle_flags());
    bencher.bench_local(|| world::snapshot(black_box(&texts)));
}

#[divan::bench]
fn applying_one_change(bencher: Bencher<'_, '_>) {
    let (texts, key) = (world::texts(&workloads::cycle_flags()), &*Work::Cycle.keys()[500]);
    let (held, flag) = (world::snapshot(&texts), texts[500].replace("true", "false"));
    let fingerprint = held.fingerprint().sub(Fingerprint::of(&texts[500])).add(Fingerprint::of(&flag));
    let (previous, revision) = (held.revision(), held.revision().next());
    let (kind, json) = (ObjectKind::Flag, Some(&*flag));
    let change = [Change { previous, revision, fingerprint, kind, key, json }];
    bencher.bench_local(|| held.apply(black_box(&change)).expect("it follows"));
}
