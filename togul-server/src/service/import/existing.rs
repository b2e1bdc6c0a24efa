//! What an environment holds before an import.

use std::collections::HashMap;

use crate::{
    domain::{flag::Flag, rule::Rule, segment::Segment},
    service::{
        Error,
        change::{EnvironmentWriter, off_thread},
    },
    store,
};

/// Flags and segments by key.
#[derive(Debug)]
pub(super) struct Existing {
    pub flags: HashMap<String, (Flag, Vec<Rule>)>,
    /// With their bytes for evaluators.
    pub segments: HashMap<String, (Segment, String)>,
}

impl Existing {
    pub async fn read(writer: &mut EnvironmentWriter) -> Result<Self, Error> {
        let environment = writer.environment();
        let flags = store::flags::list_of_environment(writer.tx.conn(), environment).await?;
        let rules = store::rules::list_of_environment(writer.tx.conn(), environment).await?;
        let segments = store::segments::list_of_environment(writer.tx.conn(), environment).await?;
        Ok(off_thread(move || Self::by_key(flags, rules, segments)).await)
    }

    fn by_key(flags: Vec<Flag>, rules: Vec<Rule>, segments: Vec<(Segment, String)>) -> Self {
        let mut by_flag: HashMap<_, Vec<Rule>> = HashMap::new();
        for rule in rules {
            by_flag.entry(rule.flag_id.uuid()).or_default().push(rule);
        }
        let flags = flags.into_iter().map(|flag| {
            let rules = by_flag.remove(&flag.id.uuid()).unwrap_or_default();
            (flag.key.clone(), (flag, rules))
        });
        let segments = segments.into_iter().map(|(segment, bytes)| (segment.key.clone(), (segment, bytes)));
        Self { flags: flags.collect(), segments: segments.collect() }
    }
}
