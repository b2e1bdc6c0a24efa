//! A budget for the bytes of bodies in memory: of requests until they are answered, of responses until they are sent.
//!
//! Without it, peers that read slowly would make the server hold as many large responses as there are connections. A
//! quarter of the budget is the most for one network, and for one API key.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use bytes::Bytes;

use super::shares::{Share, Shares};
use crate::{auth::secret::SecretHash, domain::network::Network};

#[derive(Debug)]
pub struct BodyBudget {
    limit: usize,
    shares: Arc<Shares<Holder>>,
    /// Bodies that several responses share, by their address in memory.
    shared: Mutex<HashMap<usize, Weak<Charge>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Everyone,
    Network(Network),
    Key(SecretHash),
}

/// Bytes of the budget, until they are dropped.
pub type Charge = Vec<Share<Holder>>;

/// On whose behalf a request is served, and the bytes of its body.
#[derive(Debug)]
pub struct BodyAccount {
    budget: Arc<BodyBudget>,
    holders: [Option<Holder>; 2],
    charges: Mutex<Vec<Charge>>,
}

/// In the extensions of a response whose body other responses share: the address of the body in memory.
#[derive(Clone, Copy, Debug)]
pub struct SharedBody(usize);

impl SharedBody {
    pub fn of(body: &Bytes) -> Self {
        Self(body.as_ptr().addr())
    }
}

/// The budget is exhausted.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("too many large bodies are in transit")]
pub struct Exhausted;

impl BodyBudget {
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, shares: Arc::default(), shared: Mutex::default() })
    }

    fn charge(&self, holders: [Option<Holder>; 2], bytes: usize) -> Option<Charge> {
        let shares = holders.into_iter().flatten().map(|holder| (holder, self.limit / 4));
        let all = shares.chain([(Holder::Everyone, self.limit)]);
        all.map(|(holder, limit)| self.shares.take(holder, bytes, limit)).collect()
    }

    /// A shared body is counted once. It is never refused, because it is in memory anyway.
    fn charge_shared(&self, SharedBody(address): SharedBody, bytes: usize) -> Arc<Charge> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(charge) = shared.get(&address).and_then(Weak::upgrade) {
            return charge;
        }
        shared.retain(|_, charge| charge.strong_count() > 0);
        let charge: Charge = self.shares.take(Holder::Everyone, bytes, usize::MAX).into_iter().collect();
        let charge = Arc::new(charge);
        shared.insert(address, Arc::downgrade(&charge));
        charge
    }
}

impl BodyAccount {
    pub fn new(budget: &Arc<BodyBudget>, client: IpAddr, key: Option<SecretHash>) -> Self {
        let holders = [Some(Holder::Network(client.into())), key.map(Holder::Key)];
        Self { budget: Arc::clone(budget), holders, charges: Mutex::default() }
    }

    /// Counts bytes of the request's body, until the account is dropped.
    ///
    /// # Errors
    /// When the budget is exhausted.
    pub fn add(&self, bytes: usize) -> Result<(), Exhausted> {
        let charge = self.budget.charge(self.holders, bytes).ok_or(Exhausted)?;
        self.charges.lock().unwrap_or_else(PoisonError::into_inner).push(charge);
        Ok(())
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
            Some(shared) => Ok(self.budget.charge_shared(shared, bytes)),
            None => self.budget.charge(self.holders, bytes).map(Arc::new).ok_or(Exhausted),
        }
    }
}
