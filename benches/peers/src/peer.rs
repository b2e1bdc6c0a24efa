//! An evaluator with the environment in its own form.

use crate::workloads::Work;

/// Does a workload once.
pub type Pass<'p> = Box<dyn FnMut() + 'p>;

pub trait Peer {
    /// What it is called, and the crate that it comes from.
    fn name(&self) -> (&'static str, &'static str);

    /// Asks those keys for the first of the users' contexts. None: it cannot be asked like this.
    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>>;

    /// What that user gets, and the place of the rule that matched if the evaluator tells: as in
    /// [`compare`](crate::workloads::compare).
    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>);
}
