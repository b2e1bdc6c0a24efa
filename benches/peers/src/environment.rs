//! The environments: flags, users, and the workloads that are measured with them.

use serde_json::Value;

use crate::workload::Workload;
use crate::workload::mixed::{self, Mix};
use crate::workloads::{self, ATTRIBUTES, Work};

pub struct Environment {
    pub flags: Vec<Value>,
    /// A workload with fewer contexts has the first ones.
    pub users: Vec<User>,
    pub workloads: Vec<Workload>,
}

/// A user, before an evaluator's own context is built.
pub struct User {
    names: &'static [&'static str],
    values: Vec<String>,
    /// Whether a context that could borrow the strings has copies.
    pub is_copied: bool,
}

impl Environment {
    /// One for each set of flags and contexts, in the order of the results.
    pub fn all() -> [Self; 4] {
        let steady = Work::Rollout.contexts().into_iter().map(Vec::from).collect();
        let (one_rule, others): (Vec<Mix>, _) = (Mix::ALL.into_iter().filter(|mix| *mix != Mix::All))
            .partition(|mix| matches!(mix, Mix::OneRule(_)));
        let mixed = |flags, contexts: Mix, mixes: Vec<Mix>| Self {
            flags,
            users: users(&mixed::NAMES, contexts.contexts(), true),
            workloads: mixes.into_iter().map(Workload::Mixed).collect(),
        };
        [
            Self {
                flags: workloads::flags(),
                users: users(&ATTRIBUTES, steady, false),
                workloads: Work::ALL.map(Workload::Steady).into(),
            },
            mixed(mixed::flags(), one_rule[0], one_rule),
            mixed(mixed::flags(), Mix::Rollout, others),
            mixed(mixed::cycle_flags(), Mix::Cycle, vec![Mix::All]),
        ]
    }
}

impl User {
    pub fn id(&self) -> &str {
        &self.values[0]
    }

    /// Names and values. The first attribute is the user's id.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.names.iter().copied().zip(self.values.iter().map(String::as_str))
    }
}

fn users(names: &'static [&'static str], contexts: Vec<Vec<String>>, is_copied: bool) -> Vec<User> {
    contexts.into_iter().map(|values| User { names, values, is_copied }).collect()
}
