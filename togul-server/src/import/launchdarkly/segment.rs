//! Segments. A rule with a weight selects a share of a segment, which rules of flags have here: each becomes a segment
//! without the share, and the rules of flags that use the segment have the share.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use togul_core::{Percentage, SegmentRule, limits};

use super::{
    clause::{attribute, condition},
    file::{Clause, File, SegmentRuleText, SegmentText},
    rollout::hash,
};
use crate::import::{
    budget::{Budget, Bytes},
    predicate::{Predicate, Test, text as json_text},
    rules::Hash,
    translation::{ImportedSegment, Problem, Translation},
};

/// The operator of a clause about segments.
pub(super) const MATCH: &str = "segmentMatch";

/// A segment as flags use it.
#[derive(Debug)]
pub(super) struct Kept {
    /// Of contexts that are in the segment as a whole.
    pub key: String,
    pub shares: Vec<Share>,
}

/// A rule with a weight.
#[derive(Clone, Debug)]
pub(super) struct Share {
    /// The key of the segment of the contexts of which the share is taken.
    pub key: String,
    pub percentage: Percentage,
    pub hash: Hash,
}

pub(super) struct Segments<'f> {
    file: &'f File,
    budget: &'f Budget,
    /// The segments that a clause of the file asks for by negation.
    negated: BTreeSet<&'f str>,
    /// The segments of which a rule takes a share.
    shared: BTreeSet<&'f str>,
    pub kept: BTreeMap<String, Kept>,
}

impl<'f> Segments<'f> {
    pub fn new(file: &'f File, budget: &'f Budget) -> Self {
        let of_flags = file.flags.values().flat_map(|flag| &flag.targeting.rules);
        let of_segments = file.segments.values().flat_map(|segment| &segment.rules);
        let clauses =
            of_flags.flat_map(|rule| &rule.clauses).chain(of_segments.flat_map(|rule| &rule.clauses));
        let negated = clauses.filter(|clause| clause.negate && clause.op == MATCH);
        let shared =
            file.segments.iter().filter(|(_, text)| text.rules.iter().any(|rule| rule.weight.is_some()));
        Self {
            file,
            budget,
            negated: negated.flat_map(|clause| &clause.values).filter_map(Value::as_str).collect(),
            shared: shared.map(|(key, _)| &**key).collect(),
            kept: BTreeMap::new(),
        }
    }

    pub fn translate(&mut self, translation: &mut Translation) {
        for (key, segment) in &self.file.segments {
            let place = format!("segments.{key}");
            match self.imported(key, segment, &place) {
                Ok((segments, kept)) => {
                    translation.segments.extend(segments);
                    self.kept.insert(key.clone(), kept);
                }
                Err(problem) => translation.losses.push(problem.of(key)),
            }
        }
    }

    fn imported(
        &self,
        key: &str,
        text: &SegmentText,
        place: &str,
    ) -> Result<(Vec<ImportedSegment>, Kept), Problem> {
        if text.unbounded {
            return Err(Problem::new(place, "is a big segment, whose members are not in the file"));
        }
        let (included, excluded) = (self.listed(text, true, place)?, self.listed(text, false, place)?);
        // A list of a segment is unknown for a context without a user, and so is its negation: then it is a rule.
        let has_list = text.included_contexts.is_empty() && !self.negated.contains(key);
        let mut whole = Vec::new();
        if !has_list {
            whole.extend(included.into_iter().map(|listed| listed.holds));
        }
        let mut kept = Kept { key: key.to_owned(), shares: Vec::new() };
        let mut segments = Vec::new();
        for (at, rule) in text.rules.iter().enumerate() {
            let own = format!("{place}.rules[{at}]");
            self.budget.spend(excluded.bytes(), &own)?;
            let not_excluded = Predicate::any(excluded.clone()).negated();
            let when = Predicate::all(vec![self.clauses(&rule.clauses, &own)?, not_excluded]).holds;
            match share(key, text, rule, at, &own)? {
                None => whole.push(when),
                Some(share) if share.percentage == Percentage::ZERO => {}
                Some(share) => {
                    if self.file.segments.contains_key(&share.key) {
                        let reason = format!(
                            "has a weight and becomes the segment {:?}, which is the key of another segment of the file: \
                             give that segment another key",
                            share.key
                        );
                        return Err(Problem::new(own, reason));
                    }
                    let name = format!("{}, rule {}", text.name.as_deref().unwrap_or(key), at + 1);
                    segments.push(segment((&share.key, &name), text, &own, &[], vec![when]));
                    kept.shares.push(share);
                }
            }
        }
        let included: &[String] = if has_list { &text.included } else { &[] };
        segments.push(segment((key, text.name.as_deref().unwrap_or(key)), text, place, included, whole));
        Ok((segments, kept))
    }

    /// Contexts of any kind that are listed.
    fn listed(&self, text: &SegmentText, included: bool, place: &str) -> Result<Vec<Predicate>, Problem> {
        let (users, others) = match included {
            true => (&text.included, &text.included_contexts),
            false => (&text.excluded, &text.excluded_contexts),
        };
        let listed = |kind: Option<&str>, values: &[String]| -> Result<Vec<Predicate>, Problem> {
            let name = attribute(kind, "key", place)?;
            let one = |values: &[String]| {
                let values = values.iter().map(|value| json_text(value)).collect();
                Predicate::is_in(&name, values).and_present(&name)
            };
            Ok(values.chunks(limits::LIST_VALUES).map(one).collect::<Vec<_>>())
        };
        let mut all = listed(None, users)?;
        for other in others {
            all.extend(listed(other.context_kind.as_deref(), &other.values)?);
        }
        Ok(all)
    }

    /// Clauses that must all match.
    fn clauses(&self, clauses: &[Clause], place: &str) -> Result<Predicate, Problem> {
        let mut parts = Vec::with_capacity(clauses.len());
        for (at, clause) in clauses.iter().enumerate() {
            let own = format!("{place}.clauses[{at}]");
            if clause.op != MATCH {
                parts.push(condition(clause, &own)?);
                continue;
            }
            let keys: Vec<_> =
                clause.values.iter().filter_map(|key| key.as_str()).map(str::to_owned).collect();
            for key in &keys {
                if !self.file.segments.contains_key(key) {
                    let reason = format!("names the segment {key:?}, which is not in the file");
                    return Err(Problem::new(&own, reason));
                }
                if self.shared.contains(&**key) {
                    let reason = format!(
                        "names the segment {key:?}, which has a share: a share belongs to a flag here"
                    );
                    return Err(Problem::new(&own, reason));
                }
            }
            let is_in =
                if keys.is_empty() { Predicate::constant(false) } else { Predicate::in_segments(keys) };
            parts.push(if clause.negate { is_in.negated() } else { is_in });
        }
        Ok(Predicate::all(parts))
    }
}

/// `None` for a rule without a weight, or with all of it.
fn share(
    key: &str,
    text: &SegmentText,
    rule: &SegmentRuleText,
    at: usize,
    place: &str,
) -> Result<Option<Share>, Problem> {
    let Some(weight) = rule.weight.filter(|weight| *weight < Percentage::FULL.thousandths()) else {
        return Ok(None);
    };
    let salt = text.salt.as_deref().ok_or_else(|| {
        let reason = "has a weight, and the segment has no salt: the REST API leaves it out, so export /sdk/latest-all";
        Problem::new(place, reason)
    })?;
    let reference = rule.bucket_by.as_deref().unwrap_or("key");
    if weight > 0 && reference.strip_prefix('/').unwrap_or(reference) != "key" {
        let reason = "takes a share by another attribute than the key: LaunchDarkly has a context whose attribute is a fraction or \
                      a boolean in every such share, and a share here has none of them";
        return Err(Problem::new(format!("{place}.bucketBy"), reason));
    }
    let hash = hash(rule.rollout_context_kind.as_deref(), reference, key, salt, None, place)?;
    let percentage = Percentage::from_percent(f64::from(weight) / 1000.0)
        .ok_or_else(|| Problem::new(place, "has a weight above 100000"))?;
    Ok(Some(Share { key: format!("{key}.rule-{}", at + 1), percentage, hash }))
}

fn segment(
    (key, name): (&str, &str),
    text: &SegmentText,
    place: &str,
    included: &[String],
    rules: Vec<Test>,
) -> ImportedSegment {
    let rules = rules.into_iter().filter_map(|when| {
        let conditions = match when {
            Test::Never => return None,
            Test::Always => Vec::new(),
            Test::When(togul_core::Condition::All(all)) => all,
            Test::When(condition) => vec![condition],
        };
        Some(SegmentRule { conditions })
    });
    ImportedSegment {
        name: name.to_owned(),
        description: text.description.clone().unwrap_or_default(),
        place: place.to_owned(),
        segment: togul_core::Segment {
            key: key.to_owned(),
            needs: 1,
            attribute: togul_core::Rule::DEFAULT_BUCKET_BY.to_owned(),
            included: included.to_vec(),
            excluded: Vec::new(),
            rules: rules.collect(),
        },
    }
}

impl Bytes for Share {
    fn bytes(&self) -> usize {
        self.key.len() + self.hash.bytes()
    }
}
