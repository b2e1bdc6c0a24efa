//! A writer of its own flags, which records their expected definitions.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    definition::{Definition, Rule, off_value, value},
    random::Random,
};
use crate::world::{Person, Reply, Shop};

/// The prefix of their flags' keys.
pub const WRITERS: &str = "writer-";

/// The maximum number of flags of a writer.
const FLAGS: usize = 5;

/// The outcome of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Acknowledged,
    /// 503 with `Retry-After`.
    Unavailable,
    /// No answer.
    Broken,
}

#[derive(Debug)]
pub struct Writer {
    owner: Person,
    path: String,
    environment_id: String,
    name: String,
    random: Random,
    /// All flags that this writer ever wrote.
    pub flags: Vec<Written>,
}

/// A flag's acknowledged writes.
#[derive(Debug)]
pub struct Written {
    pub key: String,
    id: String,
    /// The definition after each change; `None` after a deletion.
    pub history: Vec<Option<Definition>>,
    /// The definition after a write that was not acknowledged and may have happened. It is the flag's last write.
    pub maybe: Option<Option<Definition>>,
}

struct Write {
    method: Method,
    path: String,
    body: Value,
    after: Option<Definition>,
}

impl Writer {
    /// Several writers in one shop.
    pub fn several(count: usize, shop: &Shop, random: &mut Random) -> Vec<Self> {
        let new = |n| Self {
            owner: shop.owner.without_connection_reuse(),
            path: shop.path.clone(),
            environment_id: shop.environment_id.clone(),
            name: format!("{WRITERS}{n}"),
            random: random.fork(),
            flags: Vec::new(),
        };
        (0..count).map(new).collect()
    }

    /// Writes to another server from now on.
    pub fn move_to(&mut self, url: &str) {
        self.owner = self.owner.at(url);
    }

    /// Writes while writes are acknowledged and `goes_on` returns true.
    pub async fn write_while(&mut self, goes_on: impl Fn() -> bool) {
        while self.write().await == Outcome::Acknowledged && goes_on() {}
    }

    /// One write of any kind to any flag whose state is known.
    pub async fn write(&mut self) -> Outcome {
        let is_certain = |at: &usize| self.flags[*at].maybe.is_none();
        let certain: Vec<_> = (0..self.flags.len()).filter(is_certain).collect();
        let (alive, gone): (Vec<_>, Vec<_>) =
            certain.into_iter().partition(|at| self.flags[*at].present().is_some());
        let at = match alive.len() < FLAGS && self.random.one_in(alive.len() + 1) {
            true if !gone.is_empty() && self.random.one_in(2) => *self.random.of(&gone),
            true => {
                let key = format!("{}-{}", self.name, self.flags.len());
                self.flags.push(Written { key, id: String::new(), history: Vec::new(), maybe: None });
                self.flags.len() - 1
            }
            false => *self.random.of(&alive),
        };
        let write = match self.flags[at].present().cloned() {
            None => self.create(at),
            Some(present) => self.change(at, present),
        };
        let request = self.owner.request(write.method, &write.path).json(&write.body);
        let reply = Reply::try_to(request).await;
        let flag = &mut self.flags[at];
        match reply {
            Some(reply) if reply.status != 503 => {
                flag.acknowledge(write.after, &reply.ok());
                Outcome::Acknowledged
            }
            reply => {
                flag.maybe = Some(write.after);
                reply.map_or(Outcome::Broken, |reply| {
                    reply.refused(503, "unavailable");
                    assert!(reply.header("retry-after").parse::<u32>().is_ok(), "{reply:?}");
                    Outcome::Unavailable
                })
            }
        }
    }

    fn create(&mut self, at: usize) -> Write {
        let definition = Definition::any(&mut self.random);
        let key = &self.flags[at].key;
        let body = json!({
            "environment_id": self.environment_id, "key": key, "name": key, "enabled": definition.enabled,
            "value_type": definition.value_type, "default_value": definition.default_value,
            "off_value": definition.off_value,
        });
        let path = format!("{}/flags", self.path);
        Write { method: Method::POST, path, body, after: Some(definition) }
    }

    fn change(&mut self, at: usize, mut after: Definition) -> Write {
        let random = &mut self.random;
        let flag = &self.flags[at];
        let flag_path = format!("{}/flags/{}", self.path, flag.id);
        let value_type = after.value_type;
        if random.one_in(12) {
            return Write { method: Method::DELETE, path: flag_path, body: json!({}), after: None };
        }
        if random.one_in(2) || after.rules.is_empty() && random.one_in(2) {
            let body = match random.below(4) {
                0 => {
                    after.enabled = random.one_in(2);
                    json!({ "enabled": after.enabled })
                }
                1 => {
                    after.default_value = value(value_type, random);
                    json!({ "default_value": after.default_value })
                }
                2 => {
                    after.off_value = off_value(value_type, random);
                    json!({ "off_value": after.off_value })
                }
                _ => {
                    after.description = format!("description {}", random.below(3));
                    json!({ "description": after.description })
                }
            };
            return Write { method: Method::PATCH, path: flag_path, body, after: Some(after) };
        }
        if after.rules.is_empty() || after.rules.len() < 4 && random.one_in(3) {
            let rule = Rule::any(value_type, random);
            let body = rule.body(&flag.id);
            after.rules.push(rule);
            let path = format!("{}/rules", self.path);
            return Write { method: Method::POST, path, body, after: Some(after) };
        }
        let rule = random.below(after.rules.len());
        let id = after.rules[rule].id.as_ref().expect("the response to its creation had the id");
        let path = format!("{}/rules/{id}", self.path);
        if random.one_in(4) {
            after.rules.remove(rule);
            return Write { method: Method::DELETE, path, body: json!({}), after: Some(after) };
        }
        let rule = &mut after.rules[rule];
        let body = match random.below(3) {
            0 => {
                rule.priority = random.below(3) as i64;
                json!({ "priority": rule.priority })
            }
            1 => {
                rule.is_active = !rule.is_active;
                json!({ "is_active": rule.is_active })
            }
            _ => {
                rule.return_value = value(value_type, random);
                json!({ "return_value": rule.return_value })
            }
        };
        Write { method: Method::PATCH, path, body, after: Some(after) }
    }
}

impl Written {
    fn present(&self) -> Option<&Definition> {
        self.history.last()?.as_ref()
    }

    fn acknowledge(&mut self, after: Option<Definition>, answer: &Value) {
        if let Some(id) = answer["flag"]["id"].as_str() {
            self.id = id.to_owned();
        }
        let mut after = after;
        if let (Some(id), Some(after)) = (answer["rule"]["id"].as_str(), &mut after) {
            for rule in after.rules.iter_mut().filter(|rule| rule.id.is_none()) {
                rule.id = Some(id.to_owned());
            }
        }
        // A write without a change makes no revision.
        if self.history.last() != Some(&after) {
            self.history.push(after);
        }
    }
}
