//! Compilation of the regular expressions of rules before their transactions.

use std::{num::NonZeroUsize, thread::available_parallelism};

use togul_core::{Comparison, Condition, Cost, Operator, Rule, limits};

use crate::{
    domain::{condition::Conditions, decoded::Decoded, id::Id, organization::Organization, rule::RuleFields},
    fair_queue::FairQueue,
    service::{Error, change::off_thread},
    store::WAIT_TIMEOUT,
};

/// Compiling on behalf of organizations, which take turns.
pub type Compilers = FairQueue<Id<Organization>>;

/// How many writes of one organization wait for that.
const MAX_WAITING: usize = 64;

#[must_use]
pub fn compilers() -> Compilers {
    let cores = available_parallelism().map_or(1, NonZeroUsize::get);
    FairQueue::new(cores.div_ceil(2), usize::MAX, MAX_WAITING)
}

/// The comparisons with regular expressions of a new or changed rule.
pub(in crate::service) fn expressions(
    conditions: Option<&Decoded<Conditions>>,
    operator: Option<&Decoded<Operator>>,
    value_json: Option<&str>,
) -> Vec<Comparison> {
    let own = value_json
        .filter(|_| operator == Some(&Decoded::Value(Operator::Matches)))
        .and_then(|json| json.parse().ok());
    let own = own.map(|value| Comparison {
        attribute: Rule::DEFAULT_BUCKET_BY.to_owned(),
        operator: Operator::Matches,
        value: Some(value),
    });
    let listed = conditions.and_then(|conditions| conditions.get("conditions").ok());
    let listed = listed.map(|conditions| &*conditions.0).unwrap_or_default();
    own.into_iter().chain(expressions_in(listed)).collect()
}

/// The comparisons with regular expressions among conditions.
pub(in crate::service) fn expressions_in(conditions: &[Condition]) -> impl Iterator<Item = Comparison> {
    conditions.iter().flat_map(Condition::leaves).filter_map(|leaf| match leaf {
        Condition::Compare(comparison) if comparison.operator == Operator::Matches => {
            Some(comparison.clone())
        }
        _ => None,
    })
}

/// As [`expressions`], of all fields of a rule.
pub(in crate::service) fn expressions_of(fields: &RuleFields) -> Vec<Comparison> {
    expressions(Some(&fields.conditions), fields.operator.as_ref(), fields.value_json.as_deref())
}

/// Compiles the regular expressions of a write before its transaction, which finds their costs known: they may take
/// seconds, and others wait for the locks of the transaction. What is wrong with them is found there, too.
pub(in crate::service) async fn compile_expressions(
    compilers: &Compilers,
    organization: Id<Organization>,
    expressions: Vec<Comparison>,
) -> Result<(), Error> {
    if expressions.is_empty() {
        return Ok(());
    }
    let checking = move || {
        let mut cost = Cost::default();
        for comparison in &expressions {
            cost = cost + comparison.check().unwrap_or_default();
            if cost > limits::STORED_FLAG_COST {
                return;
            }
        }
    };
    compile(compilers, organization, checking).await
}

/// Runs work that compiles regular expressions on another thread, in the organization's turn.
pub(in crate::service) async fn compile<T: Send + 'static>(
    compilers: &Compilers,
    organization: Id<Organization>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let permit = compilers.acquire(organization, WAIT_TIMEOUT).await?;
    let working = move || {
        let _permit = permit;
        work()
    };
    Ok(off_thread(working).await)
}
