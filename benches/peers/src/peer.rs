//! An evaluator that holds the environment in its own form.

use crate::workloads::Work;

/// Runs a workload once.
pub type Pass<'p> = Box<dyn FnMut() + 'p>;

pub trait Peer {
    /// Its name, and its crate.
    fn name(&self) -> (&'static str, &'static str);

    /// Evaluates these keys with the contexts of the first users. `None` if the evaluator has no such call.
    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>>;

    /// The value for this user, and the index of the matching rule if the evaluator reports it, as in
    /// [`compare`](crate::workloads::compare).
    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>);
}
