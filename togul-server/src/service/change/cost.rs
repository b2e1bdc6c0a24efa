//! The cost of evaluation after a change: that of each flag with everything that it reaches, and that of all flags.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use togul_core::{Cost, Invalid, ObjectKind, limits};

use super::{EnvironmentWriter, off_thread};
use crate::{
    domain::{
        flag_graph::{FlagGraph, FlagNode},
        segment_graph::SegmentGraph,
        snapshot,
    },
    service::Error,
    store,
};

/// A change of a flag that has been charged.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChargedFlag {
    /// Whether the bytes before are those of a flag with this key, or there were none.
    pub is_sound: bool,
    /// Whether other flags depend on it, before or afterwards.
    pub has_dependents: bool,
}

impl EnvironmentWriter {
    /// Adds what a change of a flag alters in the costs of this flag and its dependents to the cost of the environment. The
    /// flag has no bytes where it is absent.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a dependent would cost more than before and more than a flag may.
    pub(super) async fn charge_flag(
        &mut self,
        key: &str,
        states: [Option<String>; 2],
    ) -> Result<ChargedFlag, Error> {
        let [before, after] = &states;
        let is_changed = before != after;
        let own_key = key.to_owned();
        let reading = move || {
            states.map(|json| {
                let own = json
                    .as_ref()
                    .map_or(Some(Cost::default()), |json| snapshot::evaluation_cost(&own_key, json));
                (own, json.as_deref().map(FlagNode::read))
            })
        };
        let [(before, node_before), (after, node_after)] = off_thread(reading).await;
        let is_sound = before.is_some();
        let own = [before, after].map(Option::unwrap_or_default);
        let nodes = [node_before, node_after];
        self.has_prerequisites |= nodes.iter().flatten().any(|node| !node.prerequisites.is_empty());
        if !self.has_prerequisites {
            let [before, after] = own;
            let [reached_before, reached_after] = self.segments_cost(&nodes).await?;
            self.cost_change += nanos(after + reached_after) - nanos(before + reached_before);
            let [_, node] = nodes;
            self.note_flag(key, node, after);
            return Ok(ChargedFlag { is_sound, has_dependents: false });
        }
        if let [None, Some(node)] = &nodes {
            return self
                .charge_new_flag(key, own[1], node.clone())
                .await
                .map(|()| ChargedFlag { is_sound, has_dependents: false });
        }
        let flags = self.flags().await?;
        let graphs = nodes.clone().map(|node| flags.with(key, node));
        let dependents: BTreeSet<String> =
            graphs.iter().flat_map(|graph| graph.dependents_of(key)).map(str::to_owned).collect();
        if own[0] != own[1] || nodes[0] != nodes[1] {
            let concerned = dependents.iter().map(String::as_str).chain([key]).collect();
            let costs = self.costs_of(key, own, &graphs, concerned).await?;
            for (flag, [before, after]) in costs {
                self.cost_change += nanos(after) - nanos(before);
                // The flag itself was checked when its bytes were made.
                if flag != key {
                    check_dependent(&flag, before, after)?;
                }
            }
        }
        let [_, after] = graphs;
        self.flags = Some(Arc::new(after));
        self.own_costs.insert(key.to_owned(), own[1]);
        let has_dependents = !dependents.is_empty();
        if is_changed {
            self.dependents.extend(dependents);
        }
        Ok(ChargedFlag { is_sound, has_dependents })
    }

    /// As [`charge_flag`](Self::charge_flag), for a flag that evaluators do not have yet, so that none depends on it: an import
    /// creates thousands, and does not copy the graph for each.
    async fn charge_new_flag(&mut self, key: &str, own: Cost, node: FlagNode) -> Result<(), Error> {
        self.flags().await?;
        self.note_flag(key, Some(node), own);
        let flags = self.flags().await?;
        self.read_own_costs(flags.reached_from(key)).await?;
        let segments = self.segments().await?;
        let cost_of = |key: &str| self.own_costs.get(key).copied().unwrap_or_default();
        self.cost_change += nanos(flags.cost_of(key, cost_of, &segments));
        Ok(())
    }

    /// Notes a change of a flag in what was read of the flags so far. The flag has no node where it is absent.
    fn note_flag(&mut self, key: &str, node: Option<FlagNode>, own: Cost) {
        if let Some(flags) = &mut self.flags {
            Arc::make_mut(flags).set(key, node);
        }
        self.own_costs.insert(key.to_owned(), own);
    }

    /// Adds what a change of a segment, of which the graph is `after`, alters in the costs of the flags that reach it to the
    /// cost of the environment. Returns the keys of these flags.
    ///
    /// # Errors
    /// [`Error::Invalid`] when one of them would cost more than before and more than a flag may.
    pub async fn charge_segment(
        &mut self,
        key: &str,
        after: Arc<SegmentGraph>,
    ) -> Result<Vec<String>, Error> {
        let before = self.segments().await?;
        let flags = self.flags().await?;
        let users = flags.users_of_segments(&before.dependents_of(key));
        let mut grown = BTreeSet::new();
        for flag in &users {
            let named = flags.segments_of(flag);
            let [before, after] = [&before, &after].map(|graph| graph.cost_of(&named));
            self.cost_change += nanos(after) - nanos(before);
            if after > before {
                grown.insert(*flag);
            }
        }
        self.read_own_costs(grown.iter().flat_map(|flag| flags.reached_from(flag)).collect()).await?;
        let own = |key: &str| self.own_costs.get(key).copied().unwrap_or_default();
        for flag in grown {
            let [before, after] = [&before, &after].map(|graph| flags.cost_of(flag, own, graph));
            check_dependent(flag, before, after)?;
        }
        let users = users.into_iter().map(str::to_owned).collect();
        self.segments = Some(after);
        Ok(users)
    }

    /// The costs of what a flag reaches in two states, without its own.
    pub(super) async fn reached_costs(
        &mut self,
        key: &str,
        states: [Option<&str>; 2],
    ) -> Result<[Cost; 2], Error> {
        let nodes = states.map(|json| json.map(FlagNode::read));
        if nodes.iter().flatten().all(|node| node.prerequisites.is_empty()) {
            return self.segments_cost(&nodes).await;
        }
        let flags = self.flags().await?;
        let graphs = nodes.map(|node| flags.with(key, node));
        let costs = self.costs_of(key, [Cost::default(); 2], &graphs, [key].into()).await?;
        Ok(costs.into_iter().next().map(|(_, costs)| costs).unwrap_or_default())
    }

    /// The costs of the segments that two states of a flag name.
    async fn segments_cost(&mut self, nodes: &[Option<FlagNode>; 2]) -> Result<[Cost; 2], Error> {
        if nodes.iter().flatten().all(|node| node.segments.is_empty()) {
            return Ok([Cost::default(); 2]);
        }
        let segments = self.segments().await?;
        Ok(nodes
            .each_ref()
            .map(|node| node.as_ref().map_or(Cost::default(), |node| segments.cost_of(&node.segments))))
    }

    /// What these flags cost in two states of the flags, given what one of them costs alone in each.
    async fn costs_of(
        &mut self,
        changed: &str,
        own: [Cost; 2],
        graphs: &[FlagGraph; 2],
        flags: BTreeSet<&str>,
    ) -> Result<Vec<(String, [Cost; 2])>, Error> {
        let reached = graphs.iter().flat_map(|graph| flags.iter().flat_map(|flag| graph.reached_from(flag)));
        self.read_own_costs(reached.filter(|key| *key != changed).collect()).await?;
        let segments = self.segments().await?;
        let costs = flags.into_iter().map(|flag| {
            let cost = |state: usize| {
                let own = |key: &str| match self.own_costs.get(key) {
                    _ if key == changed => own[state],
                    cost => cost.copied().unwrap_or_default(),
                };
                graphs[state].cost_of(flag, own, &segments)
            };
            (flag.to_owned(), [cost(0), cost(1)])
        });
        Ok(costs.collect())
    }

    /// Computes what these flags cost alone, unless it is known.
    async fn read_own_costs(&mut self, keys: BTreeSet<&str>) -> Result<(), Error> {
        let unknown = keys.into_iter().filter(|key| !self.own_costs.contains_key(*key));
        let unknown: Vec<_> = unknown.map(str::to_owned).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let found = store::flags::list_snapshots(self.tx.conn(), self.environment, &unknown).await?;
        let costs = move || {
            let cost = |key: &str, json: &str| snapshot::evaluation_cost(key, json).unwrap_or_default();
            found.into_iter().map(|(key, json)| (cost(&key, &json), key)).collect::<Vec<_>>()
        };
        self.own_costs.extend(off_thread(costs).await.into_iter().map(|(cost, key)| (key, cost)));
        Ok(())
    }

    /// The cost of all flags after the changes, checked. It is computed from the flags if it has not been yet.
    pub(super) async fn cost(&mut self) -> Result<Option<i64>, Error> {
        let (before, change) = (self.usage[0].cost, self.cost_change);
        if change == 0 {
            return Ok(before);
        }
        let cost = match before {
            Some(before) => before.saturating_add(change),
            None => self.cost_of_all().await?,
        };
        let limit = limits::ENVIRONMENT_COST;
        if change < 0 || cost <= nanos(limit) {
            return Ok(Some(cost));
        }
        let cost = Cost::from_nanos(cost.unsigned_abs());
        let reason = format!(
            "must leave the cost of evaluating all flags of the environment within {limit}; it would be {cost}: use \
             fewer flags, fewer conditions, shorter lists or simpler regular expressions"
        );
        Err(Invalid::new(snapshot::COST, reason).into())
    }

    async fn cost_of_all(&mut self) -> Result<i64, Error> {
        let objects = self.objects().await?;
        let segments = store::segments::graph(self.tx.conn(), self.environment).await?;
        let costs = move || {
            let flags = objects.iter().filter(|object| object.kind == ObjectKind::Flag);
            let own: BTreeMap<_, _> = flags
                .clone()
                .filter_map(|flag| Some((&*flag.key, snapshot::evaluation_cost(&flag.key, &flag.json)?)))
                .collect();
            let graph: FlagGraph = flags.map(|flag| (flag.key.clone(), FlagNode::read(&flag.json))).collect();
            let own_cost = |key: &str| own.get(key).copied().unwrap_or_default();
            own.keys().map(|key| graph.cost_of(key, own_cost, &segments)).sum()
        };
        Ok(nanos(off_thread(costs).await))
    }
}

/// Checks the cost of a flag that reaches what is written.
fn check_dependent(flag: &str, before: Cost, after: Cost) -> Result<(), Invalid> {
    let limit = limits::FLAG_COST;
    if after <= limit || after <= before {
        return Ok(());
    }
    let reason = format!(
        "must leave the cost of evaluating the flag {flag:?}, which depends on it, within {limit}; it would be {after}: \
         use fewer conditions, shorter lists or simpler regular expressions"
    );
    Err(Invalid::new(snapshot::COST, reason))
}

fn nanos(cost: Cost) -> i64 {
    i64::try_from(cost.as_nanos()).unwrap_or(i64::MAX)
}

/// An error about the cost of what a flag reaches with the field that caused it, if there is one.
pub fn name_link_cost_field(error: Error, field: Option<String>) -> Error {
    match (error, field) {
        (Error::Invalid(invalid), Some(field)) if invalid.field == snapshot::LINK_COST => {
            Invalid { field, ..invalid }.into()
        }
        (error, _) => error,
    }
}

/// An error about the cost of evaluation with the field that caused it.
pub async fn name_cost_field(error: Error, field: impl FnOnce() -> String + Send + 'static) -> Error {
    match error {
        Error::Invalid(invalid) if [snapshot::COST, snapshot::LINK_COST].contains(&&*invalid.field) => {
            Invalid { field: off_thread(field).await, ..invalid }.into()
        }
        other => other,
    }
}
