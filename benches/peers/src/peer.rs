//! An evaluator that holds the environment in its own form.

use crate::workload::Workload;

/// Runs a workload once.
pub type Pass<'p> = Box<dyn FnMut() + 'p>;

pub trait Peer {
    /// Its name, and its crate.
    fn name(&self) -> (&'static str, &'static str);

    /// Evaluates these keys with the contexts of the workload. `None` if the evaluator has no such call.
    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>>;

    /// The value for this user, and the index of the matching rule if the evaluator reports it: 254 if none matches, 255 if
    /// the flag is disabled.
    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>);
}
