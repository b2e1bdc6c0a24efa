//! Whether a context is in a segment, without a flag that names it.

use crate::handle::Handle;
use crate::object_table::Object;
use crate::question::Question;
use crate::{ConditionResult, Context, Snapshot};

impl Snapshot {
    /// The keys of all segments, in order, of unreadable ones as well.
    pub fn segment_keys(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().map(|segment| segment.key())
    }

    /// Whether a context is in a segment; unknown for one that cannot be evaluated. `None` if there is none with that key.
    ///
    /// ```
    /// use togul_core::{ConditionResult, Context, Snapshot};
    ///
    /// let snapshot = Snapshot::empty().with_segments([r#"{"key": "beta", "included": ["user-7"]}"#])?;
    /// let context = Context::new().with("user_id", "user-7");
    /// assert_eq!(snapshot.segment_result("beta", &context), Some(ConditionResult::Holds));
    /// assert_eq!(snapshot.segment_result("beta", &Context::new()), Some(ConditionResult::Unknown));
    /// assert_eq!(snapshot.segment_result("staff", &context), None);
    /// # Ok::<(), togul_core::SnapshotError>(())
    /// ```
    pub fn segment_result(&self, key: &str, context: &Context<'_>) -> Option<ConditionResult> {
        let handle = Handle::new(key);
        self.segments.position_of(&handle)?;
        let question = Question::of_segments(self, context);
        Some(match question.segment_problem(&handle) {
            Some(_) => ConditionResult::Unknown,
            None => question.segment_result(&handle),
        })
    }
}
