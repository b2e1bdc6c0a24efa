//! The floor: the times of all other evaluators are divided by its time.

use std::hint::black_box;

use crate::peer::{Pass, Peer};
use crate::workloads::floor::{Context, Flag, Floor};
use crate::workloads::{self, Work};

pub struct ByHand<'u> {
    pub floor: Floor,
    pub contexts: Vec<Context<'u>>,
}

pub fn contexts(users: &[[String; 8]]) -> Vec<Context<'_>> {
    users.iter().map(|values| values.each_ref().map(String::as_str)).collect()
}

impl Peer for ByHand<'_> {
    fn name(&self) -> (&'static str, &'static str) {
        ("the floor", "")
    }

    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>> {
        let contexts = &self.contexts[..users];
        if work == Work::All {
            let flags: Vec<&Flag> = self.floor.flags.values().collect();
            let mut answers = Vec::new();
            return Some(Box::new(move || {
                answers.clear();
                answers.extend(flags.iter().map(|flag| flag.evaluate(black_box(&contexts[0]))));
                black_box(&answers);
            }));
        }
        Some(Box::new(move || {
            workloads::each(keys, contexts, |key, context| self.floor.evaluate(key, context))
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let answer = self.floor.evaluate(key, &self.contexts[user]).expect("a known key");
        (answer.value, Some(answer.rule))
    }
}
