//! Activation strategies.

use std::collections::BTreeMap;

use serde_json::Value;
use togul_core::{Bucketing, Json, Percentage};

use super::{
    constraint::{attribute, conditions},
    file::{FeatureText, StrategyText},
    stickiness,
};
use crate::import::{
    predicate::{Predicate, Test, text},
    rules::Hash,
    translation::Problem,
};

/// When a strategy is on: where `when` holds, for one of the shares; or for all without one.
#[derive(Debug)]
pub(super) struct Strategy {
    pub when: Test,
    pub share: Option<Share>,
    /// The group of its own variants.
    pub group: String,
}

/// A share of the contexts, by the first attribute that they have.
#[derive(Debug)]
pub(super) struct Share {
    pub percentage: Percentage,
    pub stickiness: Vec<(String, Test)>,
}

impl Share {
    /// Of each attribute, where it counts.
    pub fn hashes(&self, group: &str) -> impl Iterator<Item = (Hash, &Test)> {
        self.stickiness.iter().map(move |(attribute, when)| {
            let bucketing = Bucketing::Unleash { group: group.to_owned() };
            (Hash { attribute: attribute.clone(), bucketing }, when)
        })
    }
}

/// `None` for a strategy that is never on.
pub(super) fn strategy(
    text: &StrategyText,
    feature: &FeatureText,
    segments: &BTreeMap<i64, String>,
) -> Result<Option<Strategy>, Problem> {
    let place = &text.place;
    if text.disabled.unwrap_or(false) {
        return Ok(None);
    }
    let mut parts = vec![conditions(text.constraints.as_deref().unwrap_or_default(), place)?];
    for id in text.segments.iter().flatten() {
        let key = segments.get(id).ok_or_else(|| {
            Problem::new(
                format!("{place}.segments"),
                format!("uses the segment {id}, which is not carried over"),
            )
        })?;
        parts.push(Predicate::in_segments(vec![key.clone()]));
    }
    let parameters = Parameters { of: text.parameters.as_ref(), place };
    let group = parameters.text("groupId").filter(|group| !group.is_empty()).unwrap_or(feature.name.clone());
    let share = |stickiness: Option<&str>, parameter: &str| -> Result<Option<Option<Share>>, Problem> {
        let percentage = parameters.percentage(parameter)?;
        if percentage == Percentage::ZERO {
            return Ok(None);
        }
        let is_random = stickiness == Some("random");
        if percentage == Percentage::FULL && (is_random || stickiness.is_none_or(|one| one == "default")) {
            // Also for contexts without an id, which get random ones.
            return Ok(Some(None));
        }
        let stickiness = stickiness::attributes(stickiness, &format!("{place}.parameters"))?;
        Ok(Some(Some(Share { percentage, stickiness })))
    };
    let share = match &*text.name {
        "default" => Some(None),
        "flexibleRollout" => {
            let stickiness = parameters.text("stickiness").filter(|stickiness| !stickiness.is_empty());
            share(stickiness.as_deref(), "rollout")?
        }
        "gradualRolloutUserId" => share(Some("userId"), "percentage")?,
        "gradualRolloutSessionId" => share(Some("sessionId"), "percentage")?,
        "gradualRolloutRandom" => share(Some("random"), "percentage")?,
        "userWithId" => {
            parts.push(Predicate::is_in(&attribute("userId"), parameters.list("userIds")));
            Some(None)
        }
        "remoteAddress" => {
            parts.push(Predicate::ip_in("remoteAddress", &parameters.list("IPs")));
            Some(None)
        }
        other => {
            let reason = format!("the strategy {other:?} decides by code or by the host of the application");
            return Err(Problem::new(place.clone(), reason));
        }
    };
    let when = Predicate::all(parts).holds;
    Ok(share.filter(|_| when != Test::Never).map(|share| Strategy { when, share, group }))
}

/// The parameters of a strategy, which are texts.
struct Parameters<'p> {
    of: Option<&'p BTreeMap<String, Value>>,
    place: &'p str,
}

impl Parameters<'_> {
    fn text(&self, name: &str) -> Option<String> {
        match self.of?.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whole percents: Unleash compares with whole numbers, so a part of one has no effect.
    fn percentage(&self, name: &str) -> Result<Percentage, Problem> {
        let text = self.text(name).unwrap_or_else(|| "0".to_owned());
        let percent: Option<f64> = text.trim().parse().ok();
        let percentage =
            percent.and_then(|percent| Percentage::from_percent(percent.floor().clamp(0.0, 100.0)));
        percentage.ok_or_else(|| {
            Problem::new(
                format!("{}.parameters.{name}", self.place),
                format!("is {text:?}, which is no percentage"),
            )
        })
    }

    /// The parts of a text between commas.
    fn list(&self, name: &str) -> Vec<Json> {
        let list = self.text(name).unwrap_or_default();
        list.split(',').map(str::trim).filter(|part| !part.is_empty()).map(text).collect()
    }
}
