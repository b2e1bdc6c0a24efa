//! What an entry holds of its target: the fields that differ, in a bounded number of bytes.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The maximum size of an entry's `before` and `after` together.
const MAX_BYTES: usize = 64 * 1024;

/// Values are cut inside of objects and lists down to this depth; what is deeper is cut as a whole.
const MAX_DEPTH: usize = 8;
/// Entries of earlier versions had no bound. Of those that are larger than this, only the outermost object is parsed.
const MAX_PARSED_BYTES: usize = 1 << 20;
/// At least the size of `{"truncated":true,"bytes":…}`, which takes the place of a value.
const MARKER_BYTES: usize = 48;
/// A marker shows this much of its value, where at least [`ROOM_FOR_START`] is left.
const START_BYTES: usize = 256;
const ROOM_FOR_START: usize = 1024;

/// `before` and `after` of an entry.
#[derive(Debug, Default)]
pub struct States {
    pub before: Option<Box<RawValue>>,
    pub after: Option<Box<RawValue>>,
    /// Whether values were cut.
    pub is_truncated: bool,
}

impl States {
    /// Of two states, the fields that differ. A single state is complete.
    #[must_use]
    pub fn of(before: Option<&RawValue>, after: Option<&RawValue>) -> Self {
        if let (Some(before), Some(after)) = (before, after)
            && let (Some(mut before), Some(mut after)) = (fields(before.get()), fields(after.get()))
        {
            before.retain(|name, value| {
                let is_same = after.get(name).is_some_and(|other| other.get() == value.get());
                if is_same {
                    after.remove(name);
                }
                !is_same
            });
            let [before, after] = [before, after].map(|fields| raw(join(&fields)));
            return Self { before: Some(before), after: Some(after), is_truncated: false }.within_bound();
        }
        let owned = |state: Option<&RawValue>| state.map(ToOwned::to_owned);
        Self { before: owned(before), after: owned(after), is_truncated: false }.within_bound()
    }

    /// Cuts the largest values until both states together have at most 64 KiB.
    #[must_use]
    pub fn within_bound(mut self) -> Self {
        let size = |state: &Option<Box<RawValue>>| state.as_ref().map_or(0, |json| json.get().len());
        let (before, after) = (size(&self.before), size(&self.after));
        if before + after <= MAX_BYTES {
            return self;
        }
        // A small state leaves its room to the other one.
        let half = MAX_BYTES / 2;
        for (state, other) in [(&mut self.before, after), (&mut self.after, before)] {
            let budget = MAX_BYTES - other.min(half);
            if let Some(json) = state.as_ref().map(|json| json.get()).filter(|json| json.len() > budget) {
                let depth = if json.len() > MAX_PARSED_BYTES { 1 } else { MAX_DEPTH };
                *state = Some(raw(cut(json, budget, depth)));
                self.is_truncated = true;
            }
        }
        self
    }
}

type Fields = BTreeMap<String, Box<RawValue>>;

/// The fields of an object, whose values stay text.
fn fields(json: &str) -> Option<Fields> {
    serde_json::from_str(json).ok()
}

fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).expect("it is made of JSON")
}

fn join(fields: &Fields) -> String {
    serde_json::to_string(fields).expect("plain data with string keys always serializes")
}

/// The same JSON with its largest values replaced, in at most `budget` bytes, of which there are enough for a marker.
fn cut(json: &str, budget: usize, depth: usize) -> String {
    if json.len() <= budget {
        return json.to_owned();
    }
    let cut = match json.as_bytes().first() {
        Some(b'{') if depth > 0 => cut_object(json, budget, depth - 1),
        Some(b'[') if depth > 0 => cut_list(json, budget, depth - 1),
        _ => None,
    };
    cut.unwrap_or_else(|| marker(json, budget))
}

/// Each field gets an equal share; small ones leave the rest of theirs to the larger ones.
fn cut_object(json: &str, budget: usize, depth: usize) -> Option<String> {
    let mut fields = fields(json)?;
    let names: usize =
        fields.keys().map(|name| serde_json::to_string(name).map_or(0, |name| name.len() + 2)).sum();
    let mut room = budget.checked_sub(names + 2)?;
    let mut values: Vec<_> = fields.values_mut().collect();
    values.sort_by_key(|value| value.get().len());
    let count = values.len();
    for (n, value) in values.into_iter().enumerate() {
        let share = room / (count - n);
        if value.get().len() > share {
            if share < MARKER_BYTES {
                return None;
            }
            *value = raw(cut(value.get(), share, depth));
        }
        room -= value.get().len();
    }
    Some(join(&fields))
}

/// The first elements, and a marker for the rest.
fn cut_list(json: &str, budget: usize, depth: usize) -> Option<String> {
    let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let mut room = budget.checked_sub(MARKER_BYTES + 2)?;
    let (mut text, mut kept) = ("[".to_owned(), 0);
    for element in &elements {
        let is_whole = element.get().len() < room;
        if !is_whole && room < ROOM_FOR_START {
            break;
        }
        let element = cut(element.get(), room - 1, depth);
        room -= element.len() + 1;
        text.push_str(&element);
        text.push(',');
        kept += 1;
        if !is_whole {
            break;
        }
    }
    let omitted = elements.len() - kept;
    if omitted > 0 {
        text.push_str(&format!(r#"{{"truncated":true,"omitted":{omitted}}}"#));
    } else {
        text.pop();
    }
    text.push(']');
    Some(text)
}

/// Takes the place of a value.
fn marker(json: &str, budget: usize) -> String {
    let bytes = json.len();
    if budget < ROOM_FOR_START {
        return format!(r#"{{"truncated":true,"bytes":{bytes}}}"#);
    }
    let mut end = START_BYTES.min(bytes);
    while !json.is_char_boundary(end) {
        end -= 1;
    }
    let start = serde_json::to_string(&json[..end]).expect("a string always serializes");
    format!(r#"{{"truncated":true,"bytes":{bytes},"start":{start}}}"#)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn raw_of(value: &Value) -> Box<RawValue> {
        raw(value.to_string())
    }

    fn value(state: Option<&RawValue>) -> Value {
        serde_json::from_str(state.map_or("null", RawValue::get)).expect("valid JSON")
    }

    fn of(before: &Value, after: &Value) -> (Value, Value) {
        let states = States::of(Some(&raw_of(before)), Some(&raw_of(after)));
        assert!(!states.is_truncated);
        (value(states.before.as_deref()), value(states.after.as_deref()))
    }

    #[test]
    fn of_two_states_the_fields_that_differ_stay() {
        let before = json!({ "same": [1], "changed": { "a": 1 }, "removed": null });
        let after = json!({ "same": [1], "changed": { "a": 2 }, "added": true });
        let (before, after) = of(&before, &after);
        assert_eq!(before, json!({ "changed": { "a": 1 }, "removed": null }));
        assert_eq!(after, json!({ "changed": { "a": 2 }, "added": true }));
    }

    #[test]
    fn a_single_state_stays_complete() {
        let state = raw_of(&json!({ "a": 1, "b": [] }));
        let states = States::of(None, Some(&state));
        assert_eq!(states.after.map(|json| json.get().to_owned()), Some(state.get().to_owned()));
        assert!(states.before.is_none() && !states.is_truncated);
    }

    #[test]
    fn large_values_are_cut_and_small_ones_stay() {
        let state = |fill: &str| {
            let rule = json!({ "id": "r", "value": fill.repeat(3_000) });
            json!({ "flag": { "key": "f", "value": fill.repeat(60_000) }, "rules": vec![rule; 50] })
        };
        for (before, after) in [(Some(state("x")), None), (Some(state("x")), Some(state("ü")))] {
            let [before, after] = [before, after].map(|state| state.map(|state| raw_of(&state)));
            let states = States::of(before.as_deref(), after.as_deref());
            assert!(states.is_truncated);
            let size = [&states.before, &states.after]
                .into_iter()
                .flatten()
                .map(|json| json.get().len())
                .sum::<usize>();
            assert!((MAX_BYTES * 3 / 4..=MAX_BYTES).contains(&size), "{size}");
            for state in [&states.before, &states.after].into_iter().flatten() {
                let state = value(Some(state));
                assert_eq!(state["flag"]["key"], "f");
                assert_eq!(state["rules"][0]["id"], "r");
                let rules = state["rules"].as_array().expect("a list");
                let last = rules.last().expect("a marker");
                assert_eq!((&last["truncated"], &last["omitted"]), (&json!(true), &json!(51 - rules.len())));
            }
        }
    }

    #[test]
    fn every_shape_is_cut_to_valid_json_within_the_bound() {
        // As a tree it would overflow the stack of the test.
        let deep = format!("{}\"{}\"{}", "[".repeat(2_000), "x".repeat(70_000), ",1]".repeat(2_000));
        let many: Value =
            (0..20_000).map(|n| (format!("field-{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
        let quotes = json!({ "text": "\"\\".repeat(50_000), "empty": {} });
        let shapes = [
            json!("\u{1F680}".repeat(40_000)),
            json!({ "a": "x".repeat(100_000), "b": ["y".repeat(100_000), "y".repeat(100_000)] }),
            json!({ "list": vec![json!({ "": 0 }); 100_000] }),
            json!({ "name".repeat(20_000): 1, "other": 2 }),
            many,
            quotes,
        ];
        for text in shapes.iter().map(Value::to_string).chain([deep]) {
            let whole = RawValue::from_string(text.clone()).expect("valid JSON");
            for (before, after) in [(Some(&*whole), None), (None, Some(&*whole))] {
                let states = States::of(before, after);
                let json = states.before.or(states.after).expect("one of them");
                assert!(states.is_truncated && json.get().len() <= MAX_BYTES, "{}", json.get().len());
                serde_json::from_str::<&RawValue>(json.get()).expect("valid JSON");
            }
            for budget in [MARKER_BYTES, 100, 1_023, 1_024, 5_000, text.len() - 1] {
                let json = cut(&text, budget, MAX_DEPTH);
                assert!(json.len() <= budget, "{budget}: {}", json.len());
                serde_json::from_str::<&RawValue>(&json).expect("valid JSON");
            }
        }
    }
}
