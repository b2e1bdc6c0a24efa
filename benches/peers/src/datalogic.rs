//! datalogic-rs: one compiled JSONLogic for each flag, in the form that flagd gives to targeting, with flagd's own
//! operator for the share.
//!
//! JSONLogic has no flags. The lookup by key, with the floor's hasher, and the flag's switch are added here. The matching
//! rule is not reported.

use std::cell::RefCell;
use std::collections::HashMap;

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{Engine, Logic, ParsedData};
use foldhash::fast::FixedState;
use serde_json::{Map, Value, json};

use crate::environment::User;
use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;
use crate::workloads::ATTRIBUTES;

pub struct DataLogic {
    engine: Engine,
    /// The memory of an evaluation, reused by the next one.
    arena: RefCell<Bump>,
    flags: HashMap<String, Targeting, FixedState>,
    data: Vec<ParsedData>,
}

struct Targeting {
    enabled: bool,
    logic: Logic,
}

pub fn data(user: &User) -> ParsedData {
    let data: Map<String, Value> =
        user.attributes().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    ParsedData::from_json(&Value::from(data).to_string()).expect("JSON")
}

impl DataLogic {
    pub fn new(flags: &[Value], data: Vec<ParsedData>) -> Self {
        let engine = Engine::new();
        let compile = |flag: &Value| {
            let flag = Flag::new(flag);
            let logic = engine.compile(&*definition(&flag).to_string()).expect("logic");
            (flag.key.to_owned(), Targeting { enabled: flag.enabled, logic })
        };
        let flags = flags.iter().map(compile).collect();
        Self { engine, arena: RefCell::default(), flags, data }
    }

    /// Whether the selected variant is `on`. Without a selection the default applies, which is off.
    fn evaluate(&self, key: &str, data: &ParsedData) -> Option<bool> {
        let flag = self.flags.get(key)?;
        if !flag.enabled {
            return Some(false);
        }
        let mut arena = self.arena.borrow_mut();
        arena.reset();
        let variant = self.engine.evaluate(&flag.logic, data, &arena).ok()?;
        Some(variant.as_str() == Some("on"))
    }
}

impl Peer for DataLogic {
    fn name(&self) -> (&'static str, &'static str) {
        ("datalogic-rs", "datalogic-rs")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let data = &self.data[..workload.users()];
        Some(Box::new(move || {
            workload.each(keys, data, |key, data| self.evaluate(key, data), |value| value);
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        (self.evaluate(key, &self.data[user]) == Some(true), None)
    }
}

fn definition(flag: &Flag<'_>) -> Value {
    let comparisons = flag.comparisons.iter().map(|(attribute, values)| match &**values {
        [value] => json!({"===": [{"var": attribute}, value]}),
        values => json!({"in": [{"var": attribute}, values]}),
    });
    let mut branches: Vec<Value> = comparisons.flat_map(|comparison| [comparison, json!("on")]).collect();
    branches.extend(flag.share.map(|percent| {
        let bucket = json!({"cat": [flag.key, {"var": ATTRIBUTES[0]}]});
        json!({"fractional": [bucket, ["on", percent], ["off", 100 - percent]]})
    }));
    json!({"if": branches})
}
