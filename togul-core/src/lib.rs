//! Feature flag evaluation: pure, allocation-free evaluation of compiled snapshots.
//!
//! ```
//! use togul_core::{Context, Reason, Snapshot};
//! use uuid::Uuid;
//!
//! let flag = r#"{
//!     "key": "new-dashboard", "enabled": true, "value_type": "boolean", "default_value": false,
//!     "salt": "4f3c9a1be27d0856",
//!     "rules": [{
//!         "id": "0190a5b8-0000-7000-8000-000000000001", "priority": 10, "rule_type": "percentage",
//!         "rollout_percentage": 25, "bucket_by": "user_id",
//!         "conditions": [{"attribute": "country", "operator": "eq", "value": "TR"}],
//!         "return_value": true
//!     }]
//! }"#;
//! let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [flag])?;
//!
//! let context = Context::new().with("user_id", "user-7").with("country", "TR");
//! let answer = snapshot.evaluate("new-dashboard", &context);
//! assert_eq!(answer.as_bool(), Some(false));
//! assert_eq!(answer.reason, Reason::Default);
//! # Ok::<(), togul_core::SnapshotError>(())
//! ```
//!
//! A [`Snapshot`] is one environment at one revision, compiled when it is read: rules sorted, operands parsed, regular
//! expressions built, salts turned into seeds. [`Snapshot::evaluate`] then only compares: it takes no lock, reads no
//! clock, allocates nothing (`matches` may use scratch memory of its regular expression) and cannot fail. Changes are
//! applied to a snapshot by [`Snapshot::apply`], which leaves the old one as it is and compiles the changed flags only.
//!
//! A [`Flag`] is the uncompiled form, for servers that check ([`Flag::check`]), store and send it.
//!
//! Reading newer data fails safe. A flag that this version cannot read, or a rule that evaluation reaches and cannot
//! read, gives no value, so that the caller's default applies ([`Reason::Unreadable`]); [`Snapshot::unreadable`] lists
//! both. Such a rule is only passed over where its readable conditions do not hold.
//!
//! Fetching, storing, time, randomness and logging are left to the callers on purpose.
//!
//! The crate is `no_std` and needs an allocator. Its default feature `std` adds what needs locks or threads: counting
//! ([`EvaluationCounter`]), a cache of compiled regular expressions, and conversions of `HashMap`.
#![cfg_attr(not(test), no_std)]
#![warn(missing_docs)]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]

#[macro_use]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod names;
mod object;
mod revision;
mod value;

mod attribute_filter;
mod bytes;
mod context;
mod context_json;
mod context_map;
mod context_value;
mod json;
mod json_text;
mod json_value;
mod name;
mod number;
mod scalar;
mod summary;
mod tags;
mod uncommon_attributes;

mod check;
mod check_answer;
mod condition;
mod condition_result;
mod cost;
mod flag;
pub mod limits;
mod operator;
mod percentage;
mod rule;
mod segment;

mod addresses;
pub mod bucket;
mod bucketing;
mod cbor;
mod compile;
mod compile_answer;
mod compile_condition;
mod compiled_condition;
mod compiled_flag;
mod compiled_rule;
mod compiled_segment;
mod digest;
mod flag_value;
mod fold;
mod group;
mod hashing;
mod instant;
mod mismatch;
mod murmur3;
mod operand;
mod outcome;
mod parts;
mod pattern;
mod semver;
mod short_list;
mod text_set;
mod value_set;

mod answer;
mod condition_explanation;
mod evaluate;
mod explain;
mod extended;
mod matching_rule;
mod memo;
#[cfg(feature = "std")]
mod numbered_answers;
pub mod openfeature;
mod question;
mod simple_links;

mod change;
#[cfg(feature = "std")]
mod counters;
mod differences;
mod entry;
#[cfg(feature = "std")]
mod evaluation_counter;
#[cfg(feature = "std")]
mod evaluation_counts;
mod event;
mod fingerprint;
mod flag_ref;
mod handle;
mod index;
mod json_object;
mod link_problems;
mod object_table;
mod partial_condition;
mod reach;
mod segment_entry;
mod segment_links;
mod segment_result;
mod snapshot;
mod snapshot_body;
mod tainted_rule;
mod unreadable;

mod condition_builder;
mod flag_builder;
mod rule_builder;
mod segment_builder;
mod snapshot_builder;
mod with_flag;

pub use answer::{Answer, Reason};
pub use bucketing::{Bucketing, FlagdVersion};
pub use change::{ApplyError, Change};
pub use check::Invalid;
pub use condition::{Comparison, Condition};
pub use condition_explanation::{
    ComparisonExplanation, ConditionExplanation, SegmentExplanation, SegmentPart,
};
pub use condition_result::ConditionResult;
pub use context::Context;
pub use context_value::ContextValue;
pub use cost::Cost;
#[cfg(feature = "std")]
pub use evaluation_counter::EvaluationCounter;
#[cfg(feature = "std")]
pub use evaluation_counts::{EvaluationCount, EvaluationCounts};
pub use event::Event;
pub use explain::{Explanation, PrerequisiteExplanation, RolloutExplanation, RuleExplanation};
pub use fingerprint::{Fingerprint, NotAFingerprint};
pub use flag::{Flag, Prerequisite, Variant};
pub use flag_builder::FlagBuilder;
pub use flag_ref::FlagRef;
pub use flag_value::FlagValue;
pub use handle::FlagHandle;
pub use json::Json;
pub use json_value::JsonValue;
pub use object::ObjectKind;
pub use operator::Operator;
pub use percentage::Percentage;
pub use revision::Revision;
pub use rule::{Rule, RuleAnswer, RuleKind, RuleType, SplitPart};
pub use rule_builder::RuleBuilder;
pub use segment::{Segment, SegmentRule};
pub use segment_builder::SegmentBuilder;
pub use snapshot::Snapshot;
pub use snapshot_body::{SnapshotBody, SnapshotError};
pub use snapshot_builder::SnapshotBuilder;
pub use unreadable::Unreadable;
pub use value::ValueType;

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
