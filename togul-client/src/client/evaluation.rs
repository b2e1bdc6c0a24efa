//! Evaluating flags.

use std::any;

use serde::de::DeserializeOwned;
use togul_core::{Answer, Context, FlagValue, Reason, Revision, Snapshot, ValueType};

use super::Client;
use crate::state::CurrentState;
use crate::status::SnapshotSource;

/// The result of one evaluation in detail, from [`Client::evaluate`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationDetail {
    /// The flag's value; `None` when the caller's default applies.
    pub value: Option<FlagValue>,
    /// The type of the flag's value; `None` when the flag does not exist or cannot be read.
    pub value_type: Option<ValueType>,
    /// The key of the variant of the flag that the value is; `None` if it is none of them.
    pub variant: Option<String>,
    /// The key of the flag whose answer is not as required, with [`Reason::PrerequisiteFailed`].
    pub prerequisite: Option<String>,
    /// The flag's own switch, which is not the result.
    pub flag_enabled: bool,
    /// Why the flag has this value, with the id of the rule that matched.
    pub reason: Reason,
    /// The revision of the snapshot that was evaluated.
    pub revision: Revision,
}

impl Client {
    /// Evaluates a boolean flag. It allocates nothing, except a small node of bookkeeping at a thread's first
    /// evaluation, and the log line of a flag's first [type mismatch](crate::Status::type_mismatches).
    pub fn bool(&self, key: &str, context: &Context<'_>, default: bool) -> bool {
        self.read(key, context, "bool", |answer| answer.as_bool()).unwrap_or(default)
    }

    /// Evaluates a number flag. It allocates as little as [`bool`](Self::bool).
    pub fn number(&self, key: &str, context: &Context<'_>, default: f64) -> f64 {
        self.read(key, context, "number", |answer| answer.as_f64()).unwrap_or(default)
    }

    /// Evaluates a number flag whose value is an integer. An integral number within ±2^53 is one, however it is written:
    /// `75.0`, `1e2`. Any other number gives the default. It allocates as little as [`bool`](Self::bool).
    pub fn int(&self, key: &str, context: &Context<'_>, default: i64) -> i64 {
        self.read(key, context, "int", |answer| answer.as_i64()).unwrap_or(default)
    }

    /// Evaluates a string flag. Only the returned string is allocated; a [`snapshot`](Self::snapshot) lends the value
    /// instead.
    pub fn string(&self, key: &str, context: &Context<'_>, default: &str) -> String {
        let value = self.read(key, context, "string", |answer| answer.as_str().map(str::to_owned));
        value.unwrap_or_else(|| default.to_owned())
    }

    /// Evaluates a flag of any type, and deserializes its value as a `T`. Gives the default as well if the value cannot
    /// be deserialized. Integral numbers such as `75.0` count as integers where `T` needs them, as in
    /// [`int`](Self::int).
    ///
    /// The snapshot holds the JSON text, and each call parses it. For a tree, `T` is [`JsonValue`](crate::JsonValue):
    /// `serde_json::Value` gives some keys another meaning.
    pub fn json<T: DeserializeOwned>(&self, key: &str, context: &Context<'_>, default: T) -> T {
        self.read(key, context, any::type_name::<T>(), |answer| answer.deserialize()).unwrap_or(default)
    }

    /// Evaluates a flag, and returns the key of the variant that it answers: that of its rule, or else of the flag's first
    /// variant with an equal value. `None` if there is none, or the flag does not exist or cannot be read.
    ///
    /// ```
    /// use togul_client::{Client, Condition, Context, Flag, Rule, Snapshot};
    ///
    /// let color = Flag::builder("color", "grey").variant("calm", "blue").variant("loud", "red");
    /// let color = color.rule(Rule::when(Condition::equals("plan", "pro")).variant("loud"));
    /// let client = Client::offline(Snapshot::builder().flag(color).build()?);
    ///
    /// let context = Context::new().with("plan", "pro");
    /// assert_eq!(client.variant("color", &context).as_deref(), Some("loud"));
    /// assert_eq!(client.variant("color", &Context::new()), None, "grey is no variant");
    /// # Ok::<(), togul_client::Invalid>(())
    /// ```
    pub fn variant(&self, key: &str, context: &Context<'_>) -> Option<String> {
        self.with_answer(key, context, |_, answer| answer.variant().map(str::to_owned))
    }

    /// Evaluates a flag, and returns a copy of the result in detail: value, type, reason and revision. For a result
    /// that is not copied, or an explanation of each rule, take a [`snapshot`](Self::snapshot).
    pub fn evaluate(&self, key: &str, context: &Context<'_>) -> EvaluationDetail {
        self.with_answer(key, context, |snapshot, answer| EvaluationDetail {
            value: answer.value().cloned(),
            value_type: answer.value_type,
            variant: answer.variant().map(str::to_owned),
            prerequisite: answer.prerequisite().map(str::to_owned),
            flag_enabled: answer.flag_enabled,
            reason: answer.reason,
            revision: snapshot.revision(),
        })
    }

    /// Evaluates a flag, and records a type mismatch if `read` gives nothing although the flag has a value.
    fn read<T>(
        &self,
        key: &str,
        context: &Context<'_>,
        requested: &str,
        read: impl FnOnce(&Answer<'_>) -> Option<T>,
    ) -> Option<T> {
        self.with_answer(key, context, |_, answer| {
            let value = read(answer);
            if value.is_none() && answer.value().is_some() {
                self.record_mismatch(key, requested, answer);
            }
            value
        })
    }

    /// Evaluates a flag, and passes on the answer with its snapshot.
    pub(crate) fn with_answer<T>(
        &self,
        key: &str,
        context: &Context<'_>,
        read: impl FnOnce(&Snapshot, &Answer<'_>) -> T,
    ) -> T {
        let shared = &self.inner.shared;
        shared.heartbeat().check();
        let current = shared.current();
        let answer = current.evaluate(key, context);
        if answer.reason == Reason::FlagNotFound {
            self.record_unknown(key, &current);
        }
        read(current.snapshot(), &answer)
    }

    #[cold]
    pub(crate) fn record_mismatch(&self, key: &str, requested: &str, answer: &Answer<'_>) {
        if self.inner.shared.type_mismatches().record(key) {
            let value_type = answer.value_type.map(|value_type| value_type.as_str());
            tracing::warn!(
                flag_key = key,
                requested,
                value_type,
                "the flag's value does not have the requested type; evaluation gives the default"
            );
        }
    }

    #[cold]
    fn record_unknown(&self, key: &str, current: &CurrentState) {
        // Before the first snapshot no flag is known.
        if current.source() != SnapshotSource::Nothing && self.inner.shared.unknown_flags().record(key) {
            tracing::warn!(
                flag_key = key,
                environment = current.snapshot().environment_key(),
                "the environment has no flag with this key; evaluation gives the default"
            );
        }
    }
}
