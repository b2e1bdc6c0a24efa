//! A budget for the bytes of bodies in memory: of requests until they are answered, of responses until they are sent.
//!
//! Without it, peers that read slowly would make the server hold as many large responses as there are connections. A
//! quarter of the budget is the most for one network, and for one API key.
//!
//! What several responses share, and does not belong to one of them, is counted apart: revisions of an environment that
//! are being sent as snapshots, and large events of an organization. Each gets a quarter of the budget for itself, so
//! that readers of one do not take memory from others.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::available_parallelism,
    time::Duration,
};

use super::shares::{Share, Shares};
use crate::{
    auth::secret::SecretHash,
    domain::{environment::Environment, id::Id, network::Network, organization::Organization},
    fair_queue::{FairQueue, Permit},
};

/// How many large bodies of one network wait for being parsed, or are parsed.
const MAX_PARSING: usize = 64;
/// How long a large body waits for being parsed.
const PARSE_TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub struct BodyBudget {
    limit: usize,
    /// Large bodies are parsed on behalf of networks, which take turns: parsing them costs much time, also of those that are
    /// refused.
    parsers: FairQueue<Network>,
    shares: Arc<Shares<Holder>>,
    shared: Mutex<HashMap<SharedBody, Weak<Charge>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Everyone,
    Network(Network),
    Key(SecretHash),
    /// The snapshots of an environment that are being sent.
    Snapshots(Id<Environment>),
    /// The events on the streams of an organization.
    Events(Id<Organization>),
}

/// Bytes of the budget, until they are dropped.
pub type Charge = Vec<Share<Holder>>;

/// On whose behalf a request is served, and the bytes of its body.
#[derive(Debug)]
pub struct BodyAccount {
    budget: Arc<BodyBudget>,
    network: Network,
    holders: [Option<Holder>; 2],
    charges: Mutex<Vec<Charge>>,
}

/// Bytes that several responses share. In the extensions of a response, it stands for its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SharedBody {
    pub holder: Holder,
    /// Where the bytes are in memory.
    pub address: usize,
}

/// The budget is exhausted.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("too many large bodies are in transit")]
pub struct Exhausted;

impl BodyBudget {
    pub fn new(limit: usize) -> Arc<Self> {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        let parsers = FairQueue::new(cores.div_ceil(2), usize::MAX, MAX_PARSING);
        Arc::new(Self { limit, parsers, shares: Arc::default(), shared: Mutex::default() })
    }

    fn charge(&self, holders: [Option<Holder>; 2], bytes: usize) -> Option<Charge> {
        let shares = holders.into_iter().flatten().map(|holder| (holder, self.limit / 4));
        let all = shares.chain([(Holder::Everyone, self.limit)]);
        all.map(|(holder, limit)| self.shares.take(holder, bytes, limit)).collect()
    }

    /// Counts bytes that several responses share once, until the last of these charges is dropped.
    ///
    /// # Errors
    /// When the holder has its share already.
    pub fn charge_shared(&self, body: SharedBody, bytes: usize) -> Result<Arc<Charge>, Exhausted> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(charge) = shared.get(&body).and_then(Weak::upgrade) {
            return Ok(charge);
        }
        shared.retain(|_, charge| charge.strong_count() > 0);
        let share = self.shares.take(body.holder, bytes, self.limit / 4).ok_or(Exhausted)?;
        let charge = Arc::new(vec![share]);
        shared.insert(body, Arc::downgrade(&charge));
        Ok(charge)
    }
}

impl BodyAccount {
    pub fn new(budget: &Arc<BodyBudget>, client: IpAddr, key: Option<SecretHash>) -> Self {
        let network = client.into();
        let holders = [Some(Holder::Network(network)), key.map(Holder::Key)];
        Self { budget: Arc::clone(budget), network, holders, charges: Mutex::default() }
    }

    /// Counts bytes, until the account is dropped: those of the request's body, and what a streamed response keeps in memory.
    ///
    /// # Errors
    /// When the budget is exhausted.
    pub fn add(&self, bytes: usize) -> Result<(), Exhausted> {
        let charge = self.budget.charge(self.holders, bytes).ok_or(Exhausted)?;
        self.charges.lock().unwrap_or_else(PoisonError::into_inner).push(charge);
        Ok(())
    }

    /// Waits until it is the client's turn to have a large body parsed.
    ///
    /// # Errors
    /// When the turn does not come in time, or too many bodies of the client wait.
    pub async fn parse_turn(&self) -> Result<Permit<Network>, Exhausted> {
        self.budget.parsers.acquire(self.network, PARSE_TIMEOUT).await.map_err(|_| Exhausted)
    }

    /// Counts the bytes of a response, until the charge is dropped.
    ///
    /// # Errors
    /// When the budget is exhausted.
    pub fn charge_response(
        &self,
        bytes: usize,
        shared: Option<SharedBody>,
    ) -> Result<Arc<Charge>, Exhausted> {
        match shared {
            Some(shared) => self.budget.charge_shared(shared, bytes),
            None => self.budget.charge(self.holders, bytes).map(Arc::new).ok_or(Exhausted),
        }
    }
}
