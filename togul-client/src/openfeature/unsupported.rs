//! Fields of contexts that rules cannot compare.

use std::any::TypeId;
use std::collections::HashSet;

use arc_swap::ArcSwap;

/// Logs each type of such fields once. Takes no lock.
#[derive(Debug, Default)]
pub(super) struct UnsupportedTypes {
    logged: ArcSwap<HashSet<TypeId>>,
}

impl UnsupportedTypes {
    /// Records that the value of a field, of this type, is missing in evaluations. `any` does not have the name of its
    /// type, so the log line has that of the field.
    #[cold]
    pub(super) fn record(&self, type_id: TypeId, field: &str, reason: &str) {
        if self.logged.load().contains(&type_id) {
            return;
        }
        let before = self.logged.rcu(|logged| {
            let mut logged = HashSet::clone(logged);
            logged.insert(type_id);
            logged
        });
        if !before.contains(&type_id) {
            tracing::warn!(field, reason, "a field of the OpenFeature context is missing in evaluations");
        }
    }
}
