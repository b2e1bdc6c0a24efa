//! Snapshots written in code, for tests of applications.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use uuid::Uuid;

use crate::check::leaves_with_paths;
use crate::object_table::Object;
use crate::{
    Condition, Flag, FlagBuilder, Invalid, Revision, Segment, SegmentBuilder, Snapshot, limits, segment_links,
};

/// Builds a [`Snapshot`] of flags with rules and of segments, for tests. See [`Snapshot::builder`].
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SnapshotBuilder {
    environment_key: String,
    revision: Revision,
    flags: Vec<FlagBuilder>,
    segments: Vec<SegmentBuilder>,
}

impl Snapshot {
    /// Builds a snapshot of flags with rules and of segments, for tests. [`with_flag`](Self::with_flag) is shorter for flags
    /// without rules.
    ///
    /// ```
    /// use togul_core::{Condition, Context, Flag, Operator, Rule, Segment, Snapshot};
    ///
    /// let snapshot = Snapshot::builder()
    ///     .flag(
    ///         Flag::builder("new-checkout", false)
    ///             .rule(Rule::when(Condition::in_segment("beta")).return_value(true))
    ///             .rule(Rule::share(25).and(Condition::equals("country", "TR")).return_value(true)),
    ///     )
    ///     .flag(
    ///         Flag::builder("color", "grey")
    ///             .prerequisite("new-checkout", [true])
    ///             .variant("warm", "red")
    ///             .variant("cold", "blue")
    ///             .rule(Rule::when(Condition::new("age", Operator::Gte, 65)).variant("cold"))
    ///             .rule(Rule::always().split([("warm", 33.3), ("cold", 66.7)])),
    ///     )
    ///     .segment(Segment::builder("beta").include(["user-1", "user-2"]))
    ///     .build()?;
    ///
    /// let context = Context::new().with("user_id", "user-1").with("age", 70);
    /// assert_eq!(snapshot.evaluate("new-checkout", &context).as_bool(), Some(true));
    /// assert_eq!(snapshot.evaluate("color", &context).variant(), Some("cold"));
    /// # Ok::<(), togul_core::Invalid>(())
    /// ```
    ///
    /// What would be refused by a server is an error that names the field:
    ///
    /// ```
    /// # use togul_core::{Flag, Rule, Snapshot};
    /// let color = Flag::builder("color", "grey").variant("red", "#f00").variant("blue", "#00f");
    /// let refused = Snapshot::builder().flag(color.rule(Rule::always().split([("red", 50), ("blue", 49)]))).build();
    /// assert_eq!(
    ///     refused.unwrap_err().to_string(),
    ///     "flags.color.rules[0].split: must have weights that sum to 100; theirs is 99"
    /// );
    /// ```
    pub fn builder() -> SnapshotBuilder {
        SnapshotBuilder::default()
    }
}

impl SnapshotBuilder {
    /// The key of the environment; empty by default.
    pub fn environment(mut self, key: impl Into<String>) -> Self {
        self.environment_key = key.into();
        self
    }

    /// The revision; 0 by default.
    pub fn revision(mut self, revision: impl Into<Revision>) -> Self {
        self.revision = revision.into();
        self
    }

    /// Adds a flag.
    pub fn flag(mut self, flag: FlagBuilder) -> Self {
        self.flags.push(flag);
        self
    }

    /// Adds a segment.
    pub fn segment(mut self, segment: SegmentBuilder) -> Self {
        self.segments.push(segment);
        self
    }

    /// Checks and compiles the snapshot.
    ///
    /// # Errors
    ///
    /// The first problem: a key, value or number that a server would refuse, a key that is there twice, a segment or
    /// prerequisite that is not there, or a cycle.
    pub fn build(self) -> Result<Snapshot, Invalid> {
        let flags = by_key("flags", self.flags, |flag| (flag.key().to_owned(), flag.build()))?;
        let segments =
            by_key("segments", self.segments, |segment| (segment.key().to_owned(), segment.build()))?;
        for (key, flag) in &flags {
            check_links(flag, &flags, &segments)
                .map_err(|invalid| invalid.inside(format_args!("flags.{key}")))?;
        }
        let mut heights = BTreeMap::new();
        for key in flags.keys() {
            check_depth(key, &flags, &mut Vec::new(), &mut heights)?;
        }
        let (flags_json, segments_json) = (to_json(flags.values()), to_json(segments.values()));
        let snapshot = Snapshot::new(Uuid::nil(), &self.environment_key, self.revision, texts(&flags_json))
            .and_then(|snapshot| snapshot.with_segments(texts(&segments_json)))
            .expect("objects with different keys are a snapshot");
        check_snapshot(&snapshot)?;
        Ok(snapshot)
    }
}

/// Builds objects, each key once.
fn by_key<B, T>(
    field: &str,
    builders: Vec<B>,
    build: impl Fn(B) -> (String, Result<T, Invalid>),
) -> Result<BTreeMap<String, T>, Invalid> {
    let mut objects = BTreeMap::new();
    for builder in builders {
        let (key, object) = build(builder);
        let object = object.map_err(|invalid| invalid.inside(format_args!("{field}.{key}")))?;
        if objects.insert(key.clone(), object).is_some() {
            return Err(Invalid::new(format!("{field}.{key}"), "must not have the key of another one"));
        }
    }
    Ok(objects)
}

fn to_json<'o, T: Serialize + 'o>(objects: impl Iterator<Item = &'o T>) -> Vec<String> {
    objects.map(|object| serde_json::to_string(object).expect("flags and segments can be written")).collect()
}

fn texts(json: &[String]) -> impl Iterator<Item = &str> {
    json.iter().map(String::as_str)
}

/// Checks that the objects that a flag names are there.
fn check_links(
    flag: &Flag,
    flags: &BTreeMap<String, Flag>,
    segments: &BTreeMap<String, Segment>,
) -> Result<(), Invalid> {
    for (at, prerequisite) in flag.prerequisites.iter().enumerate() {
        let inside = |invalid: Invalid| invalid.inside(format_args!("prerequisites[{at}]"));
        let Some(other) = flags.get(&prerequisite.flag) else {
            let reason = format!("must be the key of a flag; there is no flag {:?}", prerequisite.flag);
            return Err(inside(Invalid::new("flag", reason)));
        };
        prerequisite.check_values(other.value_type).map_err(inside)?;
    }
    for (at, rule) in flag.rules.iter().enumerate() {
        check_segments(&rule.conditions, segments)
            .map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?;
    }
    Ok(())
}

fn check_segments(conditions: &[Condition], segments: &BTreeMap<String, Segment>) -> Result<(), Invalid> {
    for (path, leaf) in leaves_with_paths(conditions) {
        if let Condition::InSegment(keys) = leaf
            && let Some(key) = keys.iter().find(|key| !segments.contains_key(*key))
        {
            let reason = format!("must be keys of segments; there is no segment {key:?}");
            return Err(Invalid::new(format!("{path}.value"), reason));
        }
    }
    Ok(())
}

/// Checks that prerequisites have no cycle and do not nest too deep. Returns how deep those of the flag nest.
fn check_depth<'f>(
    key: &'f str,
    flags: &'f BTreeMap<String, Flag>,
    path: &mut Vec<&'f str>,
    heights: &mut BTreeMap<&'f str, usize>,
) -> Result<usize, Invalid> {
    if let Some(height) = heights.get(key) {
        return Ok(*height);
    }
    let wrong = |first: &str, reason| Err(Invalid::new(format!("flags.{first}.prerequisites"), reason));
    if let Some(start) = path.iter().position(|flag| *flag == key) {
        let cycle = [&path[start..], &[key]].concat().join(" → ");
        return wrong(key, format!("must not lead back to the flag: {cycle}"));
    }
    path.push(key);
    let (limit, mut height) = (limits::PREREQUISITE_DEPTH, 0);
    let too_deep = || format!("must nest at most {limit} deep");
    if path.len() > limit + 1 {
        return wrong(path[0], too_deep());
    }
    for prerequisite in flags.get(key).map(|flag| &*flag.prerequisites).unwrap_or_default() {
        height = height.max(1 + check_depth(&prerequisite.flag, flags, path, heights)?);
    }
    path.pop();
    heights.insert(key, height);
    if height > limit { wrong(key, too_deep()) } else { Ok(height) }
}

/// Checks what depends on several objects.
fn check_snapshot(snapshot: &Snapshot) -> Result<(), Invalid> {
    for position in 0..snapshot.segments.len() {
        let Some(segment) = snapshot.segments.get(position) else { continue };
        let wrong = |reason| Err(Invalid::new(format!("segments.{}.rules", segment.key()), reason));
        if let Some(problem) = snapshot.segment_links.problem(position) {
            return wrong(format!("cannot be evaluated: {problem}"));
        }
        let limit = limits::SEGMENT_REACH - 1;
        if segment_links::reach(&snapshot.segments, position) > limit {
            return wrong(format!("must use at most {limit} segments, directly or through others"));
        }
    }
    for flag in snapshot.flags() {
        let (limit, reached) = (limits::PREREQUISITE_REACH, flag.reach().flags.len());
        if reached > limit {
            let reason = format!("must lead to at most {limit} flags; they lead to {reached}");
            return Err(Invalid::new(format!("flags.{}.prerequisites", flag.key()), reason));
        }
        let (limit, cost) = (limits::FLAG_COST, flag.cost());
        if cost > limit {
            let reason = format!("must cost at most {limit} with all that it reaches; it costs {cost}");
            return Err(Invalid::new(format!("flags.{}.rules", flag.key()), reason));
        }
    }
    match snapshot.unreadable().next() {
        Some(unreadable) => {
            Err(Invalid::new(format!("{}s.{}", unreadable.kind, unreadable.key), &unreadable.problem))
        }
        None => Ok(()),
    }
}
