//! The order of a flag's rules.

use crate::{
    domain::{
        access::InProject,
        change::ChangeKind,
        flag::Flag,
        id::Id,
        permission::need,
        rule::Rule,
        rule_order::{OrderRecord, RuleOrder},
        view::View,
        warning::Warning,
    },
    service::{
        Error, Expected,
        change::{ChangeRecord, EnvironmentWriter},
        expect_version,
        rules::rule_coverage_for,
    },
    store::{self, Store},
};

/// A flag whose rules have an order, as its caller sees them.
#[derive(Debug)]
pub struct Reordered {
    pub flag: View<Flag>,
    pub rules: Vec<View<Rule>>,
    pub warnings: Vec<Warning>,
}

/// Gives a flag's rules the priorities 10, 20, and so on, as one change of the flag. An order without an effect creates no
/// revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`] for the version of the flag, [`Error::Invalid`] when the order does not
/// name each rule once.
pub async fn reorder(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    id: Id<Flag>,
    expected: Expected,
    order: RuleOrder,
) -> Result<Reordered, Error> {
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, id).await?;
    expect_version(expected, &writer.grant, flag.version, "flag", &flag)?;
    let before = store::rules::list(writer.tx.conn(), id).await?;
    let mut rules = order.of(&before)?;
    let mut moved = Vec::new();
    for rule in &mut rules {
        let has_moved =
            before.iter().any(|old| old.id == rule.id && old.fields.priority != rule.fields.priority);
        if has_moved {
            rule.version += 1;
            rule.updated_at = writer.now;
            moved.push(rule.clone());
        }
    }
    let grant = writer.grant;
    let seen = |flag: Flag, rules: Vec<Rule>| {
        (grant.view(flag), rules.into_iter().map(|rule| grant.view(rule)).collect())
    };
    let (active, (flag, rules), mut warnings) = if moved.is_empty() {
        let active = writer.found_rules();
        writer.end_unchanged().await?;
        (active, seen(flag, rules), Vec::new())
    } else {
        let after = Flag { version: flag.version + 1, updated_at: writer.now, ..flag.clone() };
        store::rules::update_priorities(writer.tx.conn(), &moved).await?;
        let record = ChangeRecord::new(proof, ChangeKind::FlagUpdated, id)
            .before(OrderRecord::of(&flag, &before))
            .after(OrderRecord::of(&after, &rules));
        let active = writer.rewrite_flag_with(record, &after, rules.clone()).await?;
        let dependents = writer.dependent_flags();
        writer.publish().await?;
        (active, seen(after, rules), dependents)
    };
    warnings.extend(rule_coverage_for(&grant, active).await);
    Ok(Reordered { flag, rules, warnings })
}
