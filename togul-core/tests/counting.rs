//! Counting evaluations on many threads.
#![cfg(feature = "std")]

use std::thread;

use serde_json::{Value, json};
use togul_core::{Context, EvaluationCounter, EvaluationCounts, Snapshot};
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

#[test]
fn two_rules_with_the_same_value_are_counted_apart() {
    let rule = |number: u128, country: &str| {
        json!({"id": Uuid::from_u128(number), "priority": number, "rule_type": "attribute", "attribute": "country",
            "operator": "eq", "value": country, "return_value": true})
    };
    let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "",
        "rules": [rule(1, "TR"), rule(2, "DE")]});
    let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [&*flag.to_string()]).expect("a snapshot");
    let counter = EvaluationCounter::new(&snapshot, 2);
    for country in ["TR", "DE", "DE"] {
        counter.evaluate("k", &Context::new().with("country", country));
    }
    for counts in [counter.totals(), counter.take()] {
        let rules: Vec<_> = counts.counts.iter().map(|line| (line.reason.rule_id(), line.count)).collect();
        assert_eq!(rules, [(Some(Uuid::from_u128(1)), 1), (Some(Uuid::from_u128(2)), 2)]);
    }
}

#[test]
fn answers_that_no_flag_can_give_any_more_are_limited_and_no_evaluation_is_lost() {
    const CHANGES: u64 = 3000;
    let flags = |value: u64| {
        let flag = |key: &str, value: Value| {
            json!({"key": key, "enabled": true, "value_type": "number", "default_value": value, "salt": "",
                "rules": []})
            .to_string()
        };
        let flags = [flag("changing", json!(value)), flag("same", json!(7))];
        Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)).expect("a snapshot")
    };
    let sum = |counts: &EvaluationCounts| {
        counts.unlisted + counts.counts.iter().map(|count| count.count).sum::<u64>()
    };
    let mut counter = EvaluationCounter::new(&flags(0), 2);
    counter.evaluate("same", &Context::new());
    for value in 1..=CHANGES {
        counter.evaluate("changing", &Context::new());
        if value == CHANGES / 2 {
            assert_eq!(sum(&counter.take()), CHANGES / 2 + 1);
        }
        counter = counter.next(&flags(value));
    }
    let totals = counter.totals();
    assert!((500..=1002).contains(&totals.counts.len()), "{}", totals.counts.len());
    let lines: Vec<_> =
        totals.counts.iter().map(|line| (&*line.flag_key, line.value.as_i64(), line.count)).collect();
    assert_eq!(lines.last(), Some(&("same", Some(7), 1)), "the flag can still give this answer");
    assert!(lines.contains(&("changing", Some(CHANGES as i64 - 1), 1)), "the latest answers are listed");
    assert_eq!(sum(&totals), CHANGES + 1);
    assert_eq!(sum(&counter.take()), CHANGES / 2);
    assert_eq!(counter.take(), EvaluationCounts::default());
}
