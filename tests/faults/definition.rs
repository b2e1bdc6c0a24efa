//! A flag's expected definition and answers: the plain model that the system is compared with.

use serde_json::{Value, json};

use super::random::Random;

/// The contexts that flags are evaluated with.
pub const CONTEXTS: [&str; 3] =
    ["{}", r#"{"user_id":"u-1","plan":"team"}"#, r#"{"user_id":"u-2","plan":"free"}"#];

#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub enabled: bool,
    /// Without influence on answers, but a change of it is a revision.
    pub description: String,
    pub value_type: &'static str,
    pub default_value: Value,
    /// Null stands for `default_value`.
    pub off_value: Value,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// `None` until the server has assigned one.
    pub id: Option<String>,
    pub priority: i64,
    pub when: When,
    pub return_value: Value,
    pub is_active: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    Plan(&'static str),
    Everyone,
    NoOne,
}

pub struct Expected<'d> {
    pub value: &'d Value,
    pub reason: &'static str,
    pub rule_id: Option<&'d str>,
}

impl Definition {
    pub fn any(random: &mut Random) -> Self {
        let value_type = random.of(&["boolean", "number", "string", "json"]);
        Self {
            enabled: !random.one_in(4),
            description: String::new(),
            value_type,
            default_value: value(value_type, random),
            off_value: off_value(value_type, random),
            rules: Vec::new(),
        }
    }

    /// The definition with the ids from the flag's JSON, if the JSON agrees with it.
    pub fn with_ids_of(&self, flag: &Value) -> Option<Self> {
        let mut read = self.clone();
        let rules = flag["rules"].as_array()?;
        for rule in rules {
            let id = rule["id"].as_str()?;
            let known = read.rules.iter().position(|known| known.id.as_deref() == Some(id));
            let known = known.or_else(|| read.rules.iter().position(|known| known.id.is_none()))?;
            let known = &mut read.rules[known];
            known.id = Some(id.to_owned());
            let agrees = known.is_active
                && rule["priority"] == known.priority
                && rule["rule_type"] == known.when.rule_type()
                && rule["return_value"] == known.return_value;
            if !agrees {
                return None;
            }
        }
        let order = |rule: &Value| (rule["priority"].as_i64(), rule["id"].as_str().map(str::to_owned));
        let agrees = rules.len() == read.rules.iter().filter(|rule| rule.is_active).count()
            && rules.is_sorted_by_key(order)
            && flag["enabled"] == self.enabled
            && flag["value_type"] == self.value_type
            && flag["default_value"] == self.default_value
            && flag["off_value"] == self.off_value;
        agrees.then_some(read)
    }

    pub fn answer(&self, context: &Value) -> Expected<'_> {
        let without_rule = |value, reason| Expected { value, reason, rule_id: None };
        if !self.enabled {
            let value = if self.off_value.is_null() { &self.default_value } else { &self.off_value };
            return without_rule(value, "disabled");
        }
        let matching = self.rules.iter().filter(|rule| rule.is_active && rule.when.holds(context));
        match matching.min_by_key(|rule| (rule.priority, rule.id.as_deref())) {
            Some(rule) => {
                Expected { value: &rule.return_value, reason: "rule_match", rule_id: rule.id.as_deref() }
            }
            None => without_rule(&self.default_value, "default"),
        }
    }
}

impl Rule {
    pub fn any(value_type: &str, random: &mut Random) -> Self {
        Self {
            id: None,
            priority: random.below(3) as i64,
            when: *random.of(&[
                When::Always,
                When::Plan("team"),
                When::Plan("free"),
                When::Everyone,
                When::NoOne,
            ]),
            return_value: value(value_type, random),
            is_active: !random.one_in(5),
        }
    }

    /// The body of the request that creates it.
    pub fn body(&self, flag_id: &str) -> Value {
        let mut body = json!({
            "flag_id": flag_id, "priority": self.priority, "rule_type": self.when.rule_type(),
            "return_value": self.return_value, "is_active": self.is_active,
        });
        match self.when {
            When::Always => {}
            When::Plan(plan) => {
                body["attribute"] = json!("plan");
                body["operator"] = json!("eq");
                body["value_json"] = json!(json!(plan).to_string());
            }
            When::Everyone => body["rollout_percentage"] = json!(100),
            When::NoOne => body["rollout_percentage"] = json!(0),
        }
        body
    }
}

impl When {
    fn rule_type(self) -> &'static str {
        match self {
            Self::Always => "boolean",
            Self::Plan(_) => "attribute",
            Self::Everyone | Self::NoOne => "percentage",
        }
    }

    fn holds(self, context: &Value) -> bool {
        match self {
            Self::Always => true,
            Self::Plan(plan) => context["plan"] == plan,
            Self::Everyone => context["user_id"].is_string(),
            Self::NoOne => false,
        }
    }
}

pub fn off_value(value_type: &str, random: &mut Random) -> Value {
    if random.one_in(3) { Value::Null } else { value(value_type, random) }
}

pub fn value(value_type: &str, random: &mut Random) -> Value {
    let n = random.below(1000);
    match value_type {
        "boolean" => json!(n.is_multiple_of(2)),
        "number" => json!(n as f64 / 8.0),
        "string" => json!(format!("text {n} ünïcödé")),
        _ => json!({ "n": n, "list": [null, n, "x"] }),
    }
}
