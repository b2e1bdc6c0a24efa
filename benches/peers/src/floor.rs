//! The floor: the times of all other evaluators are divided by its time.

use std::hint::black_box;

use crate::environment::{Environment, User};
use crate::peer::{Pass, Peer};
use crate::workload::{Workload, mixed};
use crate::workloads::ATTRIBUTES;
use crate::workloads::floor::{Context, Flag, Floor};

struct ByHand<'u, const N: usize> {
    floor: Floor,
    contexts: Vec<Context<'u, N>>,
}

/// The floor of an environment. Contexts have all attributes that its users may have, so that an index is checked against a
/// constant.
pub fn by_hand(environment: &Environment) -> Box<dyn Peer + '_> {
    match environment.workloads[0] {
        Workload::Steady(_) => Box::new(ByHand::new(environment, &ATTRIBUTES)),
        Workload::Mixed(_) => Box::new(ByHand::new(environment, &mixed::NAMES)),
    }
}

impl<'u, const N: usize> ByHand<'u, N> {
    fn new(environment: &'u Environment, names: &[&str; N]) -> Self {
        let context = |user: &'u User| {
            let mut context = [""; N];
            for (place, (_, value)) in context.iter_mut().zip(user.attributes()) {
                *place = value;
            }
            context
        };
        Self {
            floor: Floor::new(&environment.flags, names),
            contexts: environment.users.iter().map(context).collect(),
        }
    }
}

impl<const N: usize> Peer for ByHand<'_, N> {
    fn name(&self) -> (&'static str, &'static str) {
        ("the floor", "")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let contexts = &self.contexts[..workload.users()];
        if workload.is_at_once() {
            let flags: Vec<&Flag> = self.floor.flags.values().collect();
            let mut answers = Vec::new();
            return Some(Box::new(move || {
                answers.clear();
                answers.extend(flags.iter().map(|flag| flag.evaluate(black_box(&contexts[0]))));
                black_box(&answers);
            }));
        }
        Some(Box::new(move || {
            workload.each(
                keys,
                contexts,
                |key, context| self.floor.evaluate(key, context),
                |answer| answer.map(|answer| answer.value),
            );
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let answer = self.floor.evaluate(key, &self.contexts[user]).expect("a known key");
        (answer.value, Some(answer.rule))
    }
}
