//! Changes of flags, which are stored with bytes that are made from their rows.

use std::mem;

use togul_core::{Invalid, ObjectKind};

use super::{ChangeRecord, EnvironmentWriter, ObjectChange, off_thread};
use crate::{
    domain::{
        flag::Flag,
        flag_size,
        rule::Rule,
        snapshot::{self, FlagSnapshot},
    },
    service::Error,
    store,
};

/// The bytes of a flag before a change.
#[derive(Clone, Debug, Default)]
struct Before {
    /// Those that are stored. Rules that are damaged in the database are kept as they are there.
    stored: Option<String>,
    /// Those that evaluators have: none of an archived flag.
    evaluated: Option<String>,
}

impl EnvironmentWriter {
    /// Stores the flag with bytes made from its row and rules, and appends that as one change. Returns its active rules.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the flag with its rules breaks a limit, and the database's.
    pub async fn rewrite_flag(
        &mut self,
        record: ChangeRecord,
        flag: &Flag,
    ) -> Result<Vec<togul_core::Rule>, Error> {
        let rules = store::rules::list(self.tx.conn(), flag.id).await?;
        self.rewrite_flag_with(record, flag, rules).await
    }

    /// As [`rewrite_flag`](Self::rewrite_flag), with all rules of the flag as they are stored.
    ///
    /// # Errors
    /// As [`rewrite_flag`](Self::rewrite_flag).
    pub async fn rewrite_flag_with(
        &mut self,
        record: ChangeRecord,
        flag: &Flag,
        rules: Vec<Rule>,
    ) -> Result<Vec<togul_core::Rule>, Error> {
        let record = record.of_flag(flag.id);
        let before = self.found_bytes(flag).await?;
        let states = Before { stored: before.clone(), evaluated: before.clone() };
        let after = self.made(flag, rules, states).await?;
        store::flags::update(self.tx.conn(), flag, &after.json).await?;
        let object = ObjectChange { kind: ObjectKind::Flag, key: &flag.key, before, after: Some(after.json) };
        self.append(record, object).await?;
        Ok(after.flag.rules)
    }

    /// Stores a flag with all of its rules as one change. Each of `before` and `after` may be archived: then evaluators do not
    /// have it, and a flag that stays archived makes no revision.
    ///
    /// # Errors
    /// As [`rewrite_flag`](Self::rewrite_flag).
    pub async fn replace_flag(
        &mut self,
        record: ChangeRecord,
        before: &Flag,
        (after, rules): (&Flag, Vec<Rule>),
    ) -> Result<(), Error> {
        let stored = self.found_bytes(before).await?;
        let evaluated = stored.clone().filter(|_| before.archived_at.is_none());
        let states = Before { stored: stored.clone(), evaluated: evaluated.clone() };
        let made = self.made(after, rules, states).await?;
        store::flags::update(self.tx.conn(), after, &made.json).await?;
        let growth = mem::take(&mut self.growth);
        self.usage[1].replace_flag(stored.as_deref(), Some(&made.json), growth);
        let is_evaluated = after.archived_at.is_none();
        if evaluated.is_none() && !is_evaluated {
            self.events.push(record.event);
            return Ok(());
        }
        let object = ObjectChange {
            kind: ObjectKind::Flag,
            key: &after.key,
            before: evaluated,
            after: is_evaluated.then_some(made.json),
        };
        self.append_for_evaluators(record, object).await
    }

    /// Archives the flag: all of it stays stored, and evaluators lose it.
    ///
    /// # Errors
    /// The database's.
    pub async fn archive_flag(&mut self, record: ChangeRecord, flag: &Flag) -> Result<(), Error> {
        let before = self.found_bytes(flag).await?;
        store::flags::update(self.tx.conn(), flag, before.as_deref().unwrap_or_default()).await?;
        let object = ObjectChange { kind: ObjectKind::Flag, key: &flag.key, before, after: None };
        self.append_for_evaluators(record, object).await
    }

    /// Restores an archived flag: evaluators get it again as it was. Its row and rules matter only if its bytes are damaged.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the flag with its rules breaks a limit, and the database's.
    pub async fn restore_flag(&mut self, record: ChangeRecord, flag: &Flag) -> Result<(), Error> {
        let stored = self.found_bytes(flag).await?;
        let (key, bytes) = (flag.key.clone(), stored.clone());
        let readable = off_thread(move || bytes.and_then(|bytes| snapshot::stored(&key, bytes))).await;
        let after = match readable {
            Some(readable) => self.checked(readable, None).await?.json,
            None => {
                let rules = store::rules::list(self.tx.conn(), flag.id).await?;
                self.made(flag, rules, Before { stored: stored.clone(), evaluated: None }).await?.json
            }
        };
        store::flags::update(self.tx.conn(), flag, &after).await?;
        self.usage[1].replace_flag(stored.as_deref(), Some(&after), 0);
        let object =
            ObjectChange { kind: ObjectKind::Flag, key: &flag.key, before: None, after: Some(after) };
        self.append_for_evaluators(record, object).await
    }

    /// Records a flag that was created as an archived one with these bytes, which evaluators do not get: it makes no revision.
    pub fn keep_archived_flag(&mut self, record: ChangeRecord, bytes: &str) {
        self.usage[1].replace_flag(None, Some(bytes), mem::take(&mut self.growth));
        self.events.push(record.event);
    }

    /// Records the deletion of an archived flag with these bytes, which evaluators do not have: it makes no revision.
    pub fn forget_flag(&mut self, record: ChangeRecord, bytes: &str) {
        self.usage[1].replace_flag(Some(bytes), None, mem::take(&mut self.growth));
        self.events.push(record.event);
    }

    /// The active rules of the flag that was found, in the order of evaluation; none if its bytes are damaged.
    #[must_use]
    pub fn found_rules(&self) -> Vec<togul_core::Rule> {
        let flag = self.found.as_ref().and_then(|(_, bytes)| serde_json::from_str(bytes).ok());
        flag.map(|flag: togul_core::Flag| flag.rules).unwrap_or_default()
    }

    /// The flag's stored bytes for evaluators.
    async fn found_bytes(&mut self, flag: &Flag) -> Result<Option<String>, Error> {
        match self.found.take() {
            Some((found, bytes)) if found == flag.id => Ok(Some(bytes)),
            _ => Ok(store::flags::find_snapshot(self.tx.conn(), flag.id).await?),
        }
    }

    /// The flag in the form for evaluators, made from its row and rules, and checked.
    async fn made(&mut self, flag: &Flag, rules: Vec<Rule>, before: Before) -> Result<FlagSnapshot, Error> {
        let Before { stored, evaluated } = before;
        let (own, growth) = (flag.clone(), self.growth);
        let making = move || {
            let after = snapshot::after_change(&own, &rules, stored.as_deref())?;
            flag_size::check(&own, &rules, growth, stored.as_deref(), &after.json)?;
            Ok::<_, Invalid>(after)
        };
        let after = off_thread(making).await?;
        self.checked(after, evaluated).await
    }

    /// Checks the cost of a flag with all that it reaches. `before` are the bytes that evaluators have.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is more than a flag may cost and more than before.
    pub async fn checked(
        &mut self,
        after: FlagSnapshot,
        before: Option<String>,
    ) -> Result<FlagSnapshot, Error> {
        let reached = self.reached_costs(&after.flag.key, [before.as_deref(), Some(&after.json)]).await?;
        let checking = move || after.check_cost(before.as_deref(), reached).map(|()| after);
        Ok(off_thread(checking).await?)
    }
}
