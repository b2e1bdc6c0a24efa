//! Evaluates flags from a file with `togul-core` alone: no server, no network, no runtime.
//!
//! `cargo run --example core_file` prints
//!
//! ```text
//! production at revision 6, 2 flags
//! user-1 from DE: new-dashboard = false (default), button-color = "blue" (default)
//! user-2 from TR: new-dashboard = true (rule_match), button-color = "blue" (default)
//! user-3 from DE: new-dashboard = true (rule_match), button-color = "green" (rule_match)
//!
//! why user-3 gets the dashboard:
//!   attribute rule: "TR" expected, "DE" given: no match
//!   percentage rule: in bucket 21425, and those below 25000 are in: match
//! ```
//!
//! The file is the body of `GET /api/v1/snapshot`; another one can be given as an argument.

use std::{env, error::Error, fs};

use togul_core::{ConditionExplanation, Context, RuleType, Snapshot};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1);
    let path = path.as_deref().unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot.json"));
    // Reading compiles: everything that is slow or can fail happens here, once.
    let snapshot = Snapshot::from_json(&fs::read(path)?)?;
    println!("{} at revision {}, {} flags", snapshot.environment_key(), snapshot.revision(), snapshot.len());

    for (user, country, plan) in
        [("user-1", "DE", "free"), ("user-2", "TR", "free"), ("user-3", "DE", "enterprise")]
    {
        let context = Context::new().with("user_id", user).with("country", country).with("plan", plan);
        // Evaluation cannot fail, and neither allocates nor waits.
        let dashboard = snapshot.evaluate("new-dashboard", &context);
        let color = snapshot.evaluate("button-color", &context);
        println!(
            "{user} from {country}: new-dashboard = {} ({}), button-color = {} ({})",
            dashboard.as_bool().unwrap_or(false),
            dashboard.reason,
            color.value().map_or("none".to_owned(), ToString::to_string),
            color.reason,
        );
    }

    println!("\nwhy user-3 gets the dashboard:");
    let context = Context::new().with("user_id", "user-3").with("country", "DE");
    let (_, explanation) = snapshot.explain("new-dashboard", &context);
    for rule in explanation.rules {
        print!("  {} rule: ", rule.rule_type.map_or("unreadable", RuleType::as_str));
        for condition in &rule.conditions {
            if let ConditionExplanation::Compare(comparison) = condition {
                let expected = comparison.expected.clone().unwrap_or_default();
                print!("{expected} expected, {} given", comparison.actual);
            }
        }
        if let Some(rollout) = &rule.rollout {
            let bucket = rollout.bucket.map_or("none".to_owned(), |bucket| bucket.to_string());
            print!("in bucket {bucket}, and those below {} are in", rollout.bound);
        }
        println!(": {}", if rule.matched { "match" } else { "no match" });
    }
    Ok(())
}
