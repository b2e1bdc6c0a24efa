//! Flags written in code, for tests of applications.

use alloc::sync::Arc;

use uuid::Uuid;

use crate::entry::Entry;
use crate::{Flag, FlagValue, Revision, Snapshot};

impl Snapshot {
    /// A snapshot without flags, at revision 0.
    pub fn empty() -> Self {
        Self::new(Uuid::nil(), "", Revision::ZERO, []).expect("no flag has a duplicate key")
    }

    /// The same snapshot with one flag that always answers `value`, with [`Reason::Default`](crate::Reason::Default),
    /// and has the type of `value`. It replaces the flag of that key, if there is one. The revision stays the same.
    ///
    /// It is meant for tests. For flags with rules, a test [builds](Self::builder) a snapshot.
    ///
    /// ```
    /// use togul_core::{Context, Snapshot};
    ///
    /// let flags = Snapshot::empty().with_flag("new-checkout", true).with_flag("limit", 20);
    /// let context = Context::new();
    /// assert_eq!(flags.evaluate("new-checkout", &context).as_bool(), Some(true));
    /// assert_eq!(flags.evaluate("limit", &context).as_i64(), Some(20));
    /// ```
    #[must_use]
    pub fn with_flag(&self, key: &str, value: impl Into<FlagValue>) -> Self {
        let flag = Flag::builder(key, value).unchecked();
        let json = serde_json::to_string(&flag).expect("a flag can be written");
        let entry = Entry::read(&json).expect("a flag has a key");
        let mut next = self.clone();
        next.replace(key, Some(Arc::new(entry)));
        next
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Context, Reason, ValueType};

    #[test]
    fn a_flag_answers_the_value_that_it_was_given() {
        let values = [
            (FlagValue::from(true), ValueType::Boolean, json!(true)),
            (20.into(), ValueType::Number, json!(20)),
            ((-3_i64).into(), ValueType::Number, json!(-3)),
            (7_u32.into(), ValueType::Number, json!(7)),
            (u64::MAX.into(), ValueType::Number, json!(u64::MAX)),
            (0.5.into(), ValueType::Number, json!(0.5)),
            ("a\"b".into(), ValueType::String, json!("a\"b")),
            ("c".to_owned().into(), ValueType::String, json!("c")),
            (json!({"steps": [3]}).into(), ValueType::Json, json!({"steps": [3]})),
            (json!("d").into(), ValueType::String, json!("d")),
            (Value::Null.into(), ValueType::Json, Value::Null),
            (f64::NAN.into(), ValueType::Json, Value::Null),
        ];
        for (value, value_type, expected) in values {
            let snapshot = Snapshot::empty().with_flag("a \"key\"", value);
            let answer = snapshot.evaluate("a \"key\"", &Context::new());
            assert_eq!((answer.value_type, answer.reason), (Some(value_type), Reason::Default));
            assert_eq!(answer.value().map(FlagValue::to_json), Some(expected));
        }
    }

    #[test]
    fn a_value_of_any_depth_makes_a_snapshot() {
        let deep = (0..1_000).fold(Value::Null, |inner, _| json!([inner]));
        assert_eq!(Snapshot::empty().with_flag("deep", deep).len(), 1);
    }

    #[test]
    fn the_rest_of_the_snapshot_stays_the_same() {
        let before = Snapshot::empty().with_flag("a", 1).with_flag("c", 3);
        let after = before.with_flag("b", 2).with_flag("a", "one");
        assert_eq!(before.differences(&after), ["a", "b"]);
        assert_eq!(
            after.differences(&before.with_flag("a", "one").with_flag("b", 2)),
            <[&str; 0]>::default()
        );
        assert_eq!((after.revision(), after.environment_id()), (before.revision(), before.environment_id()));
        let read = Snapshot::from_json(&after.to_json()).expect("the stated fingerprint is right");
        assert_eq!((read.fingerprint(), read.len()), (after.fingerprint(), 3));
    }
}
