//! Unleash's own evaluation of a file.

use std::{cmp::Ordering, net::IpAddr};

use ipnet::IpNet;
use serde_json::Value;

use super::file::{ConstraintText, FeatureText, File, StrategyText, VariantText};
use crate::import::{
    document::{self, Unreadable},
    original::{Answer, Attributes, murmur3, to_text, version},
};

/// A file that answers.
#[derive(Debug)]
pub(in crate::import) struct Original(File);

const VARIANT_SEED: u32 = 86_028_157;
const DISABLED: &str = "disabled";

/// The id that is hashed.
enum Id {
    Of(String),
    Missing,
    Random,
}

impl Original {
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        Ok(Self(File::read(&document::json_of(text)?)?))
    }

    pub fn answer(&self, key: &str, user: &Attributes) -> Answer {
        let feature = |name: &str| self.0.feature(name);
        let answer = match (feature(key), key.strip_suffix(".variant").and_then(feature)) {
            (Some(feature), _) if feature.archived => return Answer::Code,
            (Some(feature), _) => self.is_on(feature, user).map(|on| Value::Bool(on.is_some())),
            (None, Some(feature)) if feature.archived => return Answer::Code,
            (None, Some(feature)) => self.variant(feature, user),
            (None, None) => return Answer::Code,
        };
        answer.map_or(Answer::Unknown, Answer::Value)
    }

    /// The strategy that turns the feature on, or the feature itself without one: `Some(Some(strategy))`. The outer `None`
    /// stands for a random answer.
    fn is_on<'f>(
        &'f self,
        feature: &'f FeatureText,
        user: &Attributes,
    ) -> Option<Option<Option<&'f StrategyText>>> {
        if !feature.enabled || !self.parents_hold(feature, user)? {
            return Some(None);
        }
        if feature.strategies.is_empty() {
            return Some(Some(None));
        }
        for strategy in &feature.strategies {
            if self.strategy_holds(strategy, feature, user)? {
                return Some(Some(Some(strategy)));
            }
        }
        Some(None)
    }

    fn parents_hold(&self, feature: &FeatureText, user: &Attributes) -> Option<bool> {
        for dependency in feature.dependencies.iter().flatten() {
            let parent = self.0.feature(&dependency.feature)?;
            if self.is_on(parent, user)?.is_some() != dependency.enabled {
                return Some(false);
            }
            let variants = dependency.variants.as_deref().unwrap_or_default();
            if dependency.enabled && !variants.is_empty() {
                let variant = self.variant_name(parent, user)?;
                if !variants.contains(&variant) {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    fn strategy_holds(
        &self,
        strategy: &StrategyText,
        feature: &FeatureText,
        user: &Attributes,
    ) -> Option<bool> {
        if strategy.disabled.unwrap_or(false) {
            return Some(false);
        }
        let constraints = strategy.constraints.iter().flatten();
        let mut all: Vec<&ConstraintText> = constraints.collect();
        for id in strategy.segments.iter().flatten() {
            let segment = self.0.segments.iter().find(|segment| segment.id == *id)?;
            all.extend(segment.constraints.as_ref()?);
        }
        for constraint in all {
            if !holds(constraint, user)? {
                return Some(false);
            }
        }
        let parameter = |name: &str| strategy.parameters.as_ref()?.get(name).and_then(to_text);
        let group = parameter("groupId").filter(|group| !group.is_empty()).unwrap_or(feature.name.clone());
        let share = |stickiness: &str, percent: Option<String>| {
            let percent: f64 = percent.unwrap_or_default().trim().parse().ok()?;
            match id(stickiness, user) {
                _ if percent <= 0.0 => Some(false),
                Id::Of(id) => {
                    let normalized = murmur3(0, format!("{group}:{id}").as_bytes()) % 100 + 1;
                    Some(f64::from(normalized) <= percent)
                }
                Id::Missing => Some(false),
                Id::Random => (percent >= 100.0).then_some(true),
            }
        };
        match &*strategy.name {
            "default" => Some(true),
            "flexibleRollout" => {
                let stickiness = parameter("stickiness").filter(|one| !one.is_empty());
                share(&stickiness.unwrap_or("default".to_owned()), parameter("rollout"))
            }
            "gradualRolloutUserId" => share("userId", parameter("percentage")),
            "gradualRolloutSessionId" => share("sessionId", parameter("percentage")),
            "gradualRolloutRandom" => share("random", parameter("percentage")),
            "userWithId" => {
                let user = field("userId", user);
                let ids = parameter("userIds").unwrap_or_default();
                Some(user.is_some_and(|user| ids.split(',').any(|id| id.trim() == user)))
            }
            "remoteAddress" => {
                let address: Option<IpAddr> = field("remoteAddress", user).and_then(|text| text.parse().ok());
                let networks = parameter("IPs").unwrap_or_default();
                Some(address.is_some_and(|address| {
                    networks.split(',').any(|network| contains(network.trim(), address))
                }))
            }
            _ => None,
        }
    }

    fn variant_name(&self, feature: &FeatureText, user: &Attributes) -> Option<String> {
        let Some(strategy) = self.is_on(feature, user)? else { return Some(DISABLED.to_owned()) };
        let own = strategy.and_then(|strategy| Some((strategy, strategy.variants.as_ref()?)));
        let (variants, group) = match own.filter(|(_, variants)| !variants.is_empty()) {
            Some((strategy, variants)) => {
                let group = strategy.parameters.as_ref().and_then(|all| to_text(all.get("groupId")?));
                (&**variants, group.filter(|group| !group.is_empty()))
            }
            None => (feature.variants.as_deref().unwrap_or_default(), None),
        };
        let group = group.unwrap_or(feature.name.clone());
        let Some(first) = variants.first() else { return Some(DISABLED.to_owned()) };
        let is_override =
            |variant: &&VariantText| {
                variant.overrides.iter().flatten().any(|one| {
                    field(&one.context_name, user).is_some_and(|value| one.values.contains(&value))
                })
            };
        if let Some(chosen) = variants.iter().find(is_override) {
            return Some(chosen.name.clone());
        }
        let total: u64 = variants.iter().map(|variant| u64::from(variant.weight)).sum();
        if total == 0 {
            return Some(DISABLED.to_owned());
        }
        let Id::Of(id) = id(first.stickiness.as_deref().unwrap_or("default"), user) else { return None };
        let target = u64::from(murmur3(VARIANT_SEED, format!("{group}:{id}").as_bytes())) % total + 1;
        let mut sum = 0;
        let chosen = variants.iter().find(|variant| {
            sum += u64::from(variant.weight);
            sum >= target
        });
        chosen.map(|variant| variant.name.clone())
    }

    fn variant(&self, feature: &FeatureText, user: &Attributes) -> Option<Value> {
        let name = self.variant_name(feature, user)?;
        let of_strategies = feature.strategies.iter().flat_map(|strategy| strategy.variants.iter().flatten());
        let all: Vec<_> = feature.variants.iter().flatten().chain(of_strategies).collect();
        if all.iter().all(|variant| variant.payload.is_none()) {
            return Some(name.into());
        }
        let payload =
            all.iter().find(|variant| variant.name == name).and_then(|variant| variant.payload.as_ref());
        let mut value = serde_json::json!({ "name": name });
        if let Some(payload) = payload {
            value["payload"] = serde_json::json!({ "type": payload.kind, "value": payload.value });
        }
        Some(value)
    }
}

fn field(name: &str, user: &Attributes) -> Option<String> {
    user.get(if name == "userId" { "user_id" } else { name }).and_then(to_text)
}

fn id(stickiness: &str, user: &Attributes) -> Id {
    match stickiness {
        "random" => Id::Random,
        "default" => field("userId", user).or(field("sessionId", user)).map_or(Id::Random, Id::Of),
        other => field(other, user).map_or(Id::Missing, Id::Of),
    }
}

fn holds(constraint: &ConstraintText, user: &Attributes) -> Option<bool> {
    if constraint.context_name == "currentTime" {
        return None;
    }
    let value = field(&constraint.context_name, user);
    let values = constraint.values.as_deref().unwrap_or_default();
    let bound = constraint.value.as_ref().and_then(to_text).unwrap_or_default();
    let case = |text: &str| {
        if constraint.case_insensitive.unwrap_or(false) { text.to_lowercase() } else { text.to_owned() }
    };
    let part = |has: fn(&str, &str) -> bool| {
        value.as_ref().is_some_and(|value| values.iter().any(|part| has(&case(value), &case(part))))
    };
    let number = |holds: fn(f64, f64) -> bool| {
        let numbers =
            value.as_ref().and_then(|value| Some((value.parse().ok()?, bound.trim().parse().ok()?)));
        numbers.is_some_and(|(one, other)| holds(one, other))
    };
    let semver = |holds: fn(Ordering) -> bool| {
        let versions = value.as_ref().and_then(|value| Some((version(value)?, version(&bound)?)));
        versions.is_some_and(|(one, other)| holds(one.cmp(&other)))
    };
    let time = |holds: fn(Ordering) -> bool| {
        let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        let times = value.as_ref().and_then(|value| Some((read(value)?, read(&bound)?)));
        times.is_some_and(|(one, other)| holds(one.cmp(&other)))
    };
    let result = match &*constraint.operator {
        "IN" => value.as_ref().is_some_and(|value| values.contains(value)),
        "NOT_IN" => !value.as_ref().is_some_and(|value| values.contains(value)),
        "STR_CONTAINS" => part(|text, part| text.contains(part)),
        "STR_STARTS_WITH" => part(|text, part| text.starts_with(part)),
        "STR_ENDS_WITH" => part(|text, part| text.ends_with(part)),
        "NUM_EQ" => number(|one, other| one == other),
        "NUM_GT" => number(|one, other| one > other),
        "NUM_GTE" => number(|one, other| one >= other),
        "NUM_LT" => number(|one, other| one < other),
        "NUM_LTE" => number(|one, other| one <= other),
        "DATE_AFTER" => time(Ordering::is_gt),
        "DATE_BEFORE" => time(Ordering::is_lt),
        "SEMVER_EQ" => semver(Ordering::is_eq),
        "SEMVER_GT" => semver(Ordering::is_gt),
        "SEMVER_GTE" => semver(Ordering::is_ge),
        "SEMVER_LT" => semver(Ordering::is_lt),
        "SEMVER_LTE" => semver(Ordering::is_le),
        "IN_CIDR" => {
            let address: Option<IpAddr> = value.and_then(|value| value.parse().ok());
            address.is_some_and(|address| values.iter().any(|network| contains(network, address)))
        }
        // An expression of another engine.
        _ => return None,
    };
    Some(result != constraint.inverted.unwrap_or(false))
}

fn contains(network: &str, address: IpAddr) -> bool {
    let single = |text: &str| text.parse().ok().map(|address: IpAddr| IpNet::from(address));
    network.parse().ok().or_else(|| single(network)).is_some_and(|network: IpNet| network.contains(&address))
}
