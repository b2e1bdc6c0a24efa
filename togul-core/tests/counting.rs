//! Counting evaluations on many threads.

use std::thread;

use serde_json::{Value, json};
use togul_core::{Context, EvaluationCounter, Snapshot};
use uuid::Uuid;

/// A flag whose rules answer with their own number, each for one value of the attribute `rule`.
fn snapshot(rules: usize) -> Snapshot {
    let rules = (0..rules).map(|number| {
        json!({"id": Uuid::from_u128(number as u128), "priority": number, "rule_type": "attribute", "attribute": "rule",
            "operator": "eq", "value": number, "return_value": number})
    });
    let flag = json!({"key": "k", "enabled": true, "value_type": "number", "default_value": -1, "salt": "",
        "rules": rules.collect::<Value>()});
    Snapshot::new(Uuid::nil(), "production", 1, [&*flag.to_string()]).expect("a snapshot")
}

#[test]
fn many_threads_count_every_answer_and_lose_nothing() {
    for rules in [0, 2, 15, 16, 100] {
        let counter = EvaluationCounter::new(&snapshot(rules), 2);
        let mut taken = vec![0; rules + 1];
        let take = |taken: &mut Vec<u64>| {
            for count in counter.take().counts {
                let rule = count.value.as_i64().and_then(|rule| rule.try_into().ok()).unwrap_or(rules);
                taken[rule] += count.count;
            }
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for round in 0..(rules + 1) * 200 {
                        counter.evaluate("k", &Context::new().with("rule", round % (rules + 1)));
                    }
                });
            }
            (0..100).for_each(|_| take(&mut taken));
        });
        take(&mut taken);
        assert_eq!(taken, vec![1600; rules + 1]);
    }
}
