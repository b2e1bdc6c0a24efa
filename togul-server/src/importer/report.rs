//! What an import did, as text.

use std::fmt::Write;

use serde_json::Value;

/// The plan: what was created and changed, what was left out and why, and what has no counterpart.
pub(super) fn text(plan: &Value, is_dry_run: bool) -> String {
    let mut text = String::new();
    let list = |name: &str, kind: &str| -> Vec<&str> {
        plan[name][kind].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let verbs = [("created", "create"), ("changed", "change"), ("unchanged", "leave unchanged")];
    for (name, verb) in verbs {
        let (flags, segments) = (list(name, "flags"), list(name, "segments"));
        let verb = if is_dry_run { format!("would {verb}") } else { name.to_owned() };
        let _ = writeln!(text, "{verb}: {} flags, {} segments", flags.len(), segments.len());
        if name != "unchanged" {
            for key in flags.iter().chain(&segments) {
                let _ = writeln!(text, "  {key}");
            }
        }
    }
    for (name, title) in [
        ("losses", "not carried over"),
        ("remarks", "without a counterpart, and without an effect on answers"),
    ] {
        let entries = plan[name].as_array().map(Vec::as_slice).unwrap_or_default();
        if entries.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{title}:");
        for entry in entries {
            let part = |name: &str| entry[name].as_str().unwrap_or_default();
            let key = entry["key"].as_str().map(|key| format!("{key}: ")).unwrap_or_default();
            let _ = writeln!(text, "  {key}{}: {}", part("place"), part("reason"));
        }
    }
    text.trim_end().to_owned()
}

/// The keys of the losses, with commas between them.
pub(super) fn lost_keys(plan: &Value) -> String {
    let losses = plan["losses"].as_array().into_iter().flatten();
    losses.filter_map(|loss| loss["key"].as_str()).collect::<Vec<_>>().join(",")
}
