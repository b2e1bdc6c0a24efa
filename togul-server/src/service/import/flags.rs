//! The flags of an import.

use std::collections::{BTreeSet, HashMap, HashSet};

use togul_core::{Invalid, ObjectKind};

use super::{named, plan::Plan, rows};
use crate::{
    domain::{
        access::InProject,
        audit::Action,
        change::ChangeKind,
        environment::Environment,
        flag::Flag,
        flag_graph::FlagNode,
        flag_size,
        id::Id,
        permission::need,
        rule::{FlagWithRules, Rule},
        snapshot::{self, FlagSnapshot},
        time::Time,
    },
    import::{ImportedFlag, Loss},
    service::{
        Error,
        change::{ChangeRecord, EnvironmentWriter, ObjectChange},
    },
    store,
};

/// How many rules one statement inserts.
const RULES: usize = 1_000;

/// A flag with its rules.
type Whole = (Flag, Vec<Rule>);

/// A flag to write, of which each comes behind its prerequisites.
#[derive(Debug)]
pub(super) enum Step {
    New(Whole, FlagSnapshot),
    /// With the one that exists.
    Changed(Whole, Whole),
}

/// What differs from the flags that exist. The segments with the keys `lost` are not carried over.
pub(super) fn plan(
    (environment, now): (Id<Environment>, Time),
    mut existing: HashMap<String, Whole>,
    flags: Vec<ImportedFlag>,
    lost: &BTreeSet<String>,
    plan: &mut Plan,
) -> Vec<Step> {
    let (mut steps, mut lost_flags) = (Vec::new(), BTreeSet::new());
    for imported in flags {
        let key = imported.flag.key.clone();
        let before = existing.remove(&key);
        let step = match lost_name(&imported, lost, &lost_flags) {
            Some(name) => Err(format!("uses {name:?}, which is not carried over")),
            None => step(&imported, (environment, now), before).map_err(|invalid| invalid.to_string()),
        };
        match step {
            Ok(Some(step)) => {
                match step {
                    Step::New(..) => plan.created.flags.push(key),
                    Step::Changed(..) => plan.changed.flags.push(key),
                }
                steps.push(step);
            }
            Ok(None) => plan.unchanged.flags.push(key),
            Err(reason) => {
                lost_flags.insert(key.clone());
                plan.losses.push(Loss { key, place: imported.place, reason });
            }
        }
    }
    steps
}

/// A segment or a prerequisite of the flag that is among those that are lost.
fn lost_name(
    imported: &ImportedFlag,
    segments: &BTreeSet<String>,
    flags: &BTreeSet<String>,
) -> Option<String> {
    if segments.is_empty() && flags.is_empty() {
        return None;
    }
    let node = FlagNode::of(&imported.flag);
    let mut names = node.segments.intersection(segments).chain(node.prerequisites.intersection(flags));
    names.next().cloned()
}

/// `None` for a flag that exists as it is in the file.
fn step(
    imported: &ImportedFlag,
    (environment, now): (Id<Environment>, Time),
    before: Option<Whole>,
) -> Result<Option<Step>, Invalid> {
    let whole = rows::flag(imported, environment, now)?;
    let Some(before) = before else {
        let (flag, rules) = &whole;
        let made = snapshot::of(flag, rules)?;
        flag_size::check(flag, rules, growth(flag, rules), None, &made.json)?;
        return Ok(Some(Step::New(whole, made)));
    };
    let whole = with_identity(whole, &before)?;
    Ok((whole != before).then_some(Step::Changed(before, whole)))
}

pub(super) async fn write(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    steps: Vec<Step>,
) -> Result<(), Error> {
    // Read before there are rows of new flags, which are charged one by one.
    writer.flags().await?;
    insert_new(writer, &steps).await?;
    let mut archived = Vec::new();
    for step in steps {
        let (Step::New((flag, _), _) | Step::Changed(_, (flag, _))) = &step;
        let name = format!("flags.{}", flag.key);
        let written = match step {
            Step::New(whole, made) => append_new(writer, proof, whole, made).await,
            Step::Changed(before, after) => {
                if before.0.archived_at.is_none() && after.0.archived_at.is_some() {
                    archived.push(after.0.key.clone());
                }
                change(writer, proof, before, after).await
            }
        };
        written.map_err(|error| named(&name, error))?;
    }
    // A flag behind it may have required it until now.
    for key in archived {
        writer.expect_unused(&key).await?;
    }
    Ok(())
}

/// Inserts all rows before anything else, so that the statements are few.
async fn insert_new(writer: &mut EnvironmentWriter, steps: &[Step]) -> Result<(), Error> {
    let (mut flags, mut all_rules) = (Vec::new(), Vec::new());
    for step in steps {
        if let Step::New((flag, rules), made) = step {
            flags.push((flag, &*made.json));
            all_rules.extend(rules.iter().cloned());
        }
    }
    store::flags::insert_all(writer.tx.conn(), &flags).await?;
    for some in all_rules.chunks(RULES) {
        store::rules::insert_all(writer.tx.conn(), some).await?;
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

fn growth(flag: &Flag, rules: &[Rule]) -> i64 {
    flag_size::growth(0, flag.bytes() + rules.iter().map(Rule::bytes).sum::<usize>())
}

async fn append_new(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    (flag, rules): Whole,
    made: FlagSnapshot,
) -> Result<(), Error> {
    writer.expect_prerequisites(&flag).await?;
    let made = writer.checked(made, None).await?;
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
    (old, old_rules): Whole,
    (flag, rules): Whole,
) -> Result<(), Error> {
    let has = |rules: &[Rule], rule: &Rule| rules.iter().any(|one| one.id == rule.id);
    let removed = old_rules.iter().filter(|rule| !has(&rules, rule));
    for rule in removed {
        store::rules::delete(writer.tx.conn(), rule.id).await?;
    }
    let added: Vec<_> = rules.iter().filter(|rule| !has(&old_rules, rule)).cloned().collect();
    store::rules::insert_all(writer.tx.conn(), &added).await?;
    let after = Flag { version: old.version + 1, updated_at: writer.now, ..flag };
    // The graph has no archived flags: whether one fits into it is checked when it is restored.
    let is_restored = old.archived_at.is_some() && after.archived_at.is_none();
    if after.prerequisites != old.prerequisites || is_restored {
        writer.expect_prerequisites(&after).await?;
    }
    writer.growth = growth(&after, &rules) - growth(&old, &old_rules);
    let (kind, action) = match (old.archived_at, after.archived_at) {
        (Some(_), None) => (ChangeKind::FlagCreated, Action::FlagRestored),
        (None, Some(_)) => (ChangeKind::FlagDeleted, Action::FlagArchived),
        _ => (ChangeKind::FlagUpdated, Action::FlagUpdated),
    };
    let record = ChangeRecord::new(proof, kind, old.id)
        .audited_as(action)
        .of_flag(old.id)
        .before(FlagWithRules { flag: old.clone(), rules: old_rules })
        .after(FlagWithRules { flag: after.clone(), rules: rules.clone() });
    writer.replace_flag(record, &old, (&after, rules)).await
}
