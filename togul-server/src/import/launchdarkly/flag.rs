//! Flags.

use std::collections::BTreeMap;

use togul_core::{Flag, Json, Prerequisite, RuleAnswer, Variant, limits};

use super::{
    clause::{USER, attribute, condition},
    file::{File, FlagText, Rollout, RuleText},
    rollout::split,
    segment::{Kept, MATCH, Share},
};
use crate::import::{
    budget::{Budget, Bytes},
    document::common_type,
    predicate::{Predicate, Test, text},
    rules::Rules,
    translation::{ImportedFlag, Problem, Translation, expect_few_variants},
};

pub(super) struct Flags<'f> {
    pub file: &'f File,
    pub segments: &'f BTreeMap<String, Kept>,
    pub budget: &'f Budget,
}

/// A flag while its rules are made.
struct Draft<'f> {
    flags: &'f Flags<'f>,
    key: &'f str,
    text: &'f FlagText,
    place: String,
    rules: Rules<'f>,
}

impl Flags<'_> {
    pub fn translate(&self, key: &str, text: &FlagText, translation: &mut Translation) {
        let place = format!("flags.{key}");
        if text.head.migration.is_some() {
            translation.remark(
                format!("{place}.migration"),
                "is a migration flag: only its answers are carried over",
            );
        }
        let rollouts = text.targeting.rules.iter().filter_map(|rule| rule.rollout.as_ref());
        let fallthrough = text.targeting.fallthrough.as_ref().and_then(|serve| serve.rollout.as_ref());
        let is_experiment = |rollout: &Rollout| rollout.kind.as_deref() == Some("experiment");
        if rollouts.chain(fallthrough).any(is_experiment) {
            translation
                .remark(&place, "has an experiment: its answers are carried over, its measurements are not");
        }
        let rules = Rules::new(self.budget, &place);
        let draft = Draft { flags: self, key, text, place, rules };
        match draft.imported() {
            Ok(flag) => translation.flags.push(flag),
            Err(problem) => translation.losses.push(problem.of(key)),
        }
    }
}

impl Draft<'_> {
    fn imported(mut self) -> Result<ImportedFlag, Problem> {
        let (key, text, targeting) = (self.key, self.text, &self.text.targeting);
        let place = self.place.clone();
        expect_few_variants(text.head.variations.len(), format!("{place}.variations"))?;
        let off = targeting.off_variation.map(|at| self.value(at, "offVariation")).transpose()?;
        let prerequisites = self.prerequisites()?;
        if off.is_none() && !prerequisites.is_empty() {
            let reason = "has prerequisites and no offVariation, so it leaves the answer to the code of the application where \
                          one of them fails: a flag here always has an answer";
            return Err(Problem::new(format!("{place}.offVariation"), reason));
        }
        self.targets()?;
        for (at, rule) in targeting.rules.iter().enumerate() {
            self.rule(rule, &format!("{place}.rules[{at}]"))?;
        }
        let default_value = self.fallthrough()?;
        let variants = text.head.variations.iter().enumerate();
        let variants: Vec<_> =
            variants.map(|(at, one)| Variant { key: at.to_string(), value: one.value.clone() }).collect();
        let names = text.head.variations.iter().enumerate();
        let names = names.filter_map(|(at, one)| Some((at.to_string(), one.name.clone()?)));
        // Without an answer while it is off, LaunchDarkly leaves it to the code.
        let leaves_to_code = !targeting.on && off.is_none();
        let flag = Flag {
            key: key.to_owned(),
            needs: Flag::SUPPORTED_NEEDS,
            enabled: targeting.on || leaves_to_code,
            value_type: common_type(variants.iter().map(|variant| &variant.value)),
            default_value,
            off_value: off,
            salt: "0".repeat(limits::SALT_DIGITS),
            variants,
            prerequisites,
            rules: self.rules.into_inner(),
        };
        Ok(ImportedFlag {
            name: text.head.name.clone().unwrap_or_else(|| key.to_owned()),
            description: text.head.description.clone().unwrap_or_default(),
            variant_names: names.collect(),
            is_archived: text.head.archived || targeting.archived || leaves_to_code,
            place,
            flag,
        })
    }

    fn value(&self, variation: usize, field: &str) -> Result<Json, Problem> {
        let found = self.text.head.variations.get(variation);
        found.map(|found| found.value.clone()).ok_or_else(|| {
            Problem::new(
                format!("{}.{field}", self.place),
                format!("is {variation}, and the flag has no such variation"),
            )
        })
    }

    fn prerequisites(&self) -> Result<Vec<Prerequisite>, Problem> {
        let mut prerequisites: Vec<Prerequisite> = Vec::new();
        for (at, prerequisite) in self.text.targeting.prerequisites.iter().enumerate() {
            let place = format!("{}.prerequisites[{at}]", self.place);
            let key = &prerequisite.key;
            let other = self.flags.file.flags.get(key);
            let other = other
                .ok_or_else(|| Problem::new(&place, format!("requires {key:?}, which is not in the file")))?;
            let values = &other.head.variations;
            expect_few_variants(values.len(), format!("flags.{key}.variations"))?;
            let wanted = values.get(prerequisite.variation).ok_or_else(|| {
                Problem::new(&place, format!("requires a variation that {key:?} does not have"))
            })?;
            if values.iter().filter(|one| one.value == wanted.value).count() > 1 {
                let reason = format!(
                    "requires one of several variations of {key:?} with the same value: flags here require values"
                );
                return Err(Problem::new(&place, reason));
            }
            let off = other.targeting.off_variation;
            if !other.targeting.on && off.is_none_or(|off| off == prerequisite.variation) {
                let reason = format!(
                    "requires {key:?}, which is off and answers the required value while it is off: LaunchDarkly requires \
                     that it is on as well"
                );
                return Err(Problem::new(&place, reason));
            }
            self.flags.budget.spend(wanted.value.text().len(), &place)?;
            prerequisites.push(Prerequisite { flag: key.clone(), values: vec![wanted.value.clone()] });
        }
        Ok(prerequisites)
    }

    fn targets(&mut self) -> Result<(), Problem> {
        let targeting = &self.text.targeting;
        let mut lists = Vec::new();
        if targeting.context_targets.is_empty() {
            lists.extend(targeting.targets.iter().map(|target| (USER, &target.values, target.variation)));
        }
        let mut users_of = BTreeMap::new();
        for users in &targeting.targets {
            users_of.entry(users.variation).or_insert(&users.values);
        }
        for target in &targeting.context_targets {
            let kind = target.context_kind.as_deref().unwrap_or(USER);
            // Those of users are in the other list.
            let users = users_of.get(&target.variation).filter(|_| kind == USER && target.values.is_empty());
            lists.push((kind, users.copied().unwrap_or(&target.values), target.variation));
        }
        for (kind, values, variation) in lists {
            let name = attribute(Some(kind), "key", &self.place)?;
            let is_target = Predicate::is_in(&name, values.iter().map(|value| text(value)).collect());
            let answer = self.answer(variation, "targets")?;
            self.rules.add(&is_target.holds, &answer)?;
        }
        Ok(())
    }

    fn answer(&self, variation: usize, field: &str) -> Result<RuleAnswer, Problem> {
        self.value(variation, field)?;
        Ok(RuleAnswer::Variant(variation.to_string()))
    }

    fn rule(&mut self, rule: &RuleText, place: &str) -> Result<(), Problem> {
        let (mut parts, mut shares) = (Vec::new(), None);
        for (at, clause) in rule.clauses.iter().enumerate() {
            let own = format!("{place}.clauses[{at}]");
            if clause.op != MATCH {
                parts.push(condition(clause, &own)?);
                continue;
            }
            let mut keys = Vec::new();
            let mut of_clause: Vec<Share> = Vec::new();
            for key in clause.values.iter().filter_map(|key| key.as_str()) {
                let kept = self.flags.segments.get(key).ok_or_else(|| {
                    Problem::new(&own, format!("uses the segment {key:?}, which is not carried over"))
                })?;
                self.flags.budget.spend(kept.shares.bytes(), &own)?;
                keys.push(kept.key.clone());
                of_clause.extend(kept.shares.iter().cloned());
            }
            let is_in =
                if keys.is_empty() { Predicate::constant(false) } else { Predicate::in_segments(keys) };
            if of_clause.is_empty() {
                parts.push(if clause.negate { is_in.negated() } else { is_in });
                continue;
            }
            if clause.negate || shares.is_some() || rule.rollout.is_some() {
                let reason = "uses a segment that takes a share of contexts, beside another share or negated: a rule here has \
                              one share";
                return Err(Problem::new(&own, reason));
            }
            shares = Some((is_in, of_clause));
        }
        let clauses = Predicate::all(parts).holds;
        let Some((is_in, shares)) = shares else {
            return self.serve(&clauses, rule.variation, rule.rollout.as_ref(), place);
        };
        let variation =
            rule.variation.ok_or_else(|| Problem::new(place, "has neither a variation nor a rollout"))?;
        let answer = self.answer(variation, "rules")?;
        self.rules.add(&clauses.and(&is_in.holds), &answer)?;
        for Share { key, percentage, hash } in shares {
            let when = clauses.and(&Predicate::in_segments(vec![key]).holds);
            self.rules.add_share(&when, percentage, &hash, &answer)?;
            // Without the attribute, a context is at the beginning of every share.
            self.rules.add(&when.and(&Predicate::exists(&hash.attribute).fails), &answer)?;
        }
        Ok(())
    }

    /// Rules that match wherever `when` holds.
    fn serve(
        &mut self,
        when: &Test,
        variation: Option<usize>,
        rollout: Option<&Rollout>,
        place: &str,
    ) -> Result<(), Problem> {
        match (variation, rollout) {
            (Some(variation), _) => {
                let answer = self.answer(variation, "variation")?;
                self.rules.add(when, &answer)
            }
            (None, Some(rollout)) => {
                let of_others = self.rollout(when, rollout, place)?;
                let answer = self.answer(of_others, "rollout")?;
                self.rules.add(when, &answer)
            }
            (None, None) => Err(Problem::new(place, "has neither a variation nor a rollout")),
        }
    }

    /// Adds the rule of a rollout. Returns the variation of contexts that it does not hash.
    fn rollout(&mut self, when: &Test, rollout: &Rollout, place: &str) -> Result<usize, Problem> {
        for weighted in &rollout.variations {
            self.value(weighted.variation, "rollout")?;
        }
        let own = split(rollout, self.key, &self.text.targeting.salt, &format!("{place}.rollout"))?;
        self.rules.add_split(when, &own.hash, own.parts)?;
        Ok(own.of_others)
    }

    /// The answer without a rule.
    fn fallthrough(&mut self) -> Result<Json, Problem> {
        let place = format!("{}.fallthrough", self.place);
        let serve = self.text.targeting.fallthrough.as_ref();
        match serve.map(|serve| (serve.variation, serve.rollout.as_ref())) {
            Some((Some(variation), _)) => self.value(variation, "fallthrough"),
            Some((None, Some(rollout))) => {
                let of_others = self.rollout(&Test::Always, rollout, &place)?;
                self.value(of_others, "fallthrough")
            }
            _ => Err(Problem::new(place, "has neither a variation nor a rollout")),
        }
    }
}
