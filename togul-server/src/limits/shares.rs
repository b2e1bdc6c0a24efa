//! Shares of a bounded resource, so that no holder takes all of it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How much each holder has; holders of nothing are absent.
#[derive(Debug)]
pub struct Shares<H>(Mutex<HashMap<H, usize>>);

/// What one holder has taken, until it is dropped.
#[derive(Debug)]
pub struct Share<H: Clone + Eq + Hash> {
    shares: Arc<Shares<H>>,
    holder: H,
    amount: usize,
}

impl<H> Default for Shares<H> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<H: Clone + Eq + Hash> Shares<H> {
    /// Takes an amount, unless the holder would have more than `limit` afterwards. A holder of nothing gets any amount, or
    /// else a response larger than the limit could never be sent.
    pub fn take(self: &Arc<Self>, holder: H, amount: usize, limit: usize) -> Option<Share<H>> {
        let mut amounts = self.amounts();
        let held = amounts.get(&holder).copied().unwrap_or(0);
        if held > 0 && held.saturating_add(amount) > limit {
            return None;
        }
        amounts.insert(holder.clone(), held.saturating_add(amount));
        drop(amounts);
        Some(Share { shares: Arc::clone(self), holder, amount })
    }

    fn amounts(&self) -> MutexGuard<'_, HashMap<H, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<H: Clone + Eq + Hash> Drop for Share<H> {
    fn drop(&mut self) {
        let mut amounts = self.shares.amounts();
        if let Some(held) = amounts.get_mut(&self.holder) {
            *held = held.saturating_sub(self.amount);
            if *held == 0 {
                amounts.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_gets_its_limit_and_another_holder_its_own() {
        let shares = Arc::<Shares<&str>>::default();
        let first = shares.take("a", 2, 3).expect("nothing was taken");
        let second = shares.take("a", 1, 3).expect("one is left");
        assert!(shares.take("a", 1, 3).is_none());
        let other = shares.take("b", 3, 3).expect("it has a limit of its own");
        drop(first);
        let third = shares.take("a", 2, 3).expect("two were returned");
        drop((second, third, other));
        assert!(shares.amounts().is_empty(), "holders of nothing take no memory");
    }

    #[test]
    fn a_holder_of_nothing_gets_any_amount() {
        let shares = Arc::<Shares<&str>>::default();
        let large = shares.take("a", 100, 3).expect("nothing was taken");
        assert!(shares.take("a", 1, 3).is_none());
        drop(large);
        assert!(shares.take("a", 1, 3).is_some());
    }
}
