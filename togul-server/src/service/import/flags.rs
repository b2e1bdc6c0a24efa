//! The flags of an import.

use std::collections::HashSet;

use togul_core::{Invalid, ObjectKind};

use super::{existing::Existing, inside, named, plan::Plan, rows};
use crate::{
    domain::{
        access::InProject,
        audit::Action,
        change::ChangeKind,
        flag::Flag,
        flag_size,
        permission::need,
        rule::{FlagWithRules, Rule},
        snapshot::{self, FlagSnapshot},
    },
    import::{ImportedFlag, Loss},
    service::{
        Error,
        change::{ChangeRecord, EnvironmentWriter, ObjectChange, off_thread},
    },
    store,
};

/// How many rules one statement inserts.
const RULES: usize = 1_000;

/// A flag with its rules.
type Whole = (Flag, Vec<Rule>);

/// Flags to write, of which each comes behind its prerequisites.
#[derive(Debug, Default)]
pub(super) struct Steps<'e> {
    new: Vec<Whole>,
    /// With those that exist.
    changed: Vec<(&'e Whole, Whole)>,
}

/// What differs from the flags that exist.
pub(super) fn plan<'e>(
    writer: &EnvironmentWriter,
    existing: &'e Existing,
    flags: Vec<ImportedFlag>,
    plan: &mut Plan,
) -> Steps<'e> {
    let mut steps = Steps::default();
    for imported in flags {
        let key = imported.flag.key.clone();
        let before = existing.flags.get(&key);
        let made = rows::flag(&imported, writer.environment(), writer.now).and_then(|whole| match before {
            None => Ok(whole),
            Some(before) => with_identity(whole, before),
        });
        let whole = match made {
            Ok(whole) => whole,
            Err(invalid) => {
                plan.losses.push(Loss { key, place: imported.place, reason: invalid.to_string() });
                continue;
            }
        };
        match before {
            None => {
                plan.created.flags.push(key);
                steps.new.push(whole);
            }
            Some(before) if whole == *before => plan.unchanged.flags.push(key),
            Some(before) => {
                plan.changed.flags.push(key);
                steps.changed.push((before, whole));
            }
        }
    }
    steps
}

pub(super) async fn write(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    steps: Steps<'_>,
) -> Result<(), Error> {
    // A flag that exists may require a new one, and none requires the other way round that is not there yet.
    create(writer, proof, steps.new).await?;
    for (before, after) in steps.changed {
        let written = change(writer, proof, before, after).await;
        written.map_err(|error| named(&format!("flags.{}", before.0.key), error))?;
    }
    Ok(())
}

/// The flag with the id, the salt and the times of the one that exists, and with the rules that exist where they are the same.
fn with_identity((flag, rules): Whole, (old, old_rules): &Whole) -> Result<Whole, Invalid> {
    if flag.value_type != old.value_type {
        let reason =
            "is that of the file, and a flag with this key and another value_type exists: delete it first";
        return Err(Invalid::new("value_type", reason));
    }
    let archived_at = flag.archived_at.map(|now| old.archived_at.unwrap_or(now));
    let flag = Flag {
        id: old.id,
        salt: old.salt.clone(),
        version: old.version,
        archived_at,
        created_at: old.created_at,
        updated_at: old.updated_at,
        ..flag
    };
    let mut used = HashSet::new();
    let rules = rules.into_iter().map(|rule| {
        let same = |old: &&Rule| old.fields == rule.fields && !used.contains(&old.id.uuid());
        match old_rules.iter().find(same) {
            Some(old) => {
                used.insert(old.id.uuid());
                old.clone()
            }
            None => Rule { flag_id: old.id, ..rule },
        }
    });
    let rules = rules.collect();
    Ok((flag, rules))
}

async fn create(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    new: Vec<Whole>,
) -> Result<(), Error> {
    // Before anything is written, so that the statements are few.
    let making = move || {
        let made = new.into_iter().map(|(flag, rules)| {
            let key = flag.key.clone();
            made(&flag, &rules)
                .map(|snapshot| (flag, rules, snapshot))
                .map_err(|invalid| inside(&format!("flags.{key}"), invalid))
        });
        made.collect::<Result<Vec<_>, Invalid>>()
    };
    let made = off_thread(making).await?;
    let rows: Vec<_> = made.iter().map(|(flag, _, snapshot)| (flag, &*snapshot.json)).collect();
    store::flags::insert_all(writer.tx.conn(), &rows).await?;
    let rules: Vec<_> = made.iter().flat_map(|(_, rules, _)| rules.iter().cloned()).collect();
    for some in rules.chunks(RULES) {
        store::rules::insert_all(writer.tx.conn(), some).await?;
    }
    for (flag, rules, snapshot) in made {
        let key = flag.key.clone();
        let written = append_new(writer, proof, (flag, rules), snapshot).await;
        written.map_err(|error| named(&format!("flags.{key}"), error))?;
    }
    Ok(())
}

/// The flag in the form for evaluators, checked by itself.
fn made(flag: &Flag, rules: &[Rule]) -> Result<FlagSnapshot, Invalid> {
    let made = snapshot::of(flag, rules)?;
    flag_size::check(flag, rules, growth(flag, rules), None, &made.json)?;
    Ok(made)
}

fn growth(flag: &Flag, rules: &[Rule]) -> i64 {
    flag_size::growth(0, flag.bytes() + rules.iter().map(Rule::bytes).sum::<usize>())
}

async fn append_new(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    (flag, rules): Whole,
    snapshot: FlagSnapshot,
) -> Result<(), Error> {
    writer.expect_prerequisites(&flag).await?;
    let made = writer.checked(snapshot, None).await?;
    writer.growth = growth(&flag, &rules);
    let key = flag.key.clone();
    let is_archived = flag.archived_at.is_some();
    let record =
        ChangeRecord::new(proof, ChangeKind::FlagCreated, flag.id).after(FlagWithRules { flag, rules });
    if is_archived {
        writer.keep_archived_flag(record, &made.json);
        return Ok(());
    }
    let object = ObjectChange { kind: ObjectKind::Flag, key: &key, before: None, after: Some(made.json) };
    writer.append(record, object).await
}

/// Writes a flag that exists: its row, the rules that it has no more, and those that it does not have yet.
async fn change(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    before: &Whole,
    (flag, rules): Whole,
) -> Result<(), Error> {
    let (old, old_rules) = before;
    let record = |kind| ChangeRecord::new(proof, kind, old.id);
    let archive_again = flag.archived_at;
    let mut current = old.clone();
    if current.archived_at.take().is_some() {
        current.version += 1;
        current.updated_at = writer.now;
        let restored =
            record(ChangeKind::FlagCreated).audited_as(Action::FlagRestored).before(old).after(&current);
        writer.restore_flag(restored, &current).await?;
    }
    let has = |rules: &[Rule], rule: &Rule| rules.iter().any(|one| one.id == rule.id);
    let removed = old_rules.iter().filter(|rule| !has(&rules, rule));
    for rule in removed {
        store::rules::delete(writer.tx.conn(), rule.id).await?;
    }
    let added: Vec<_> = rules.iter().filter(|rule| !has(old_rules, rule)).cloned().collect();
    store::rules::insert_all(writer.tx.conn(), &added).await?;
    let after = Flag { archived_at: None, version: current.version + 1, updated_at: writer.now, ..flag };
    if after.prerequisites != old.prerequisites {
        writer.expect_prerequisites(&after).await?;
    }
    writer.growth = growth(&after, &rules) - growth(old, old_rules);
    let updated = record(ChangeKind::FlagUpdated)
        .before(FlagWithRules { flag: current, rules: old_rules.clone() })
        .after(FlagWithRules { flag: after.clone(), rules: rules.clone() });
    writer.rewrite_flag_with(updated, &after, rules).await?;
    if archive_again.is_some() {
        writer.expect_unused(&after.key).await?;
        let archived = Flag { archived_at: archive_again, version: after.version + 1, ..after.clone() };
        let deleted = record(ChangeKind::FlagDeleted).audited_as(Action::FlagArchived);
        writer.archive_flag(deleted.before(&after).after(&archived), &archived).await?;
    }
    Ok(())
}
