//! Checks the answers of a peer before it is measured.

use crate::floor::ByHand;
use crate::peer::Peer;
use crate::workloads::flag::CONTEXTS;
use crate::workloads::{self, Work};

/// The allowed deviation of a rollout from its percentage: about five standard deviations.
const TOLERANCE: f64 = 0.07;
/// The number of users for whom W5's rollouts are evaluated.
const USERS: usize = 8;

/// Answers must equal the floor's, with the same matching rule if the peer reports it. Rollouts must include the expected
/// share of users.
pub fn verify(floor: &ByHand<'_>, peer: &dyn Peer) {
    workloads::compare(&floor.floor, |key, _| {
        let (value, rule) = peer.answer(key, 0);
        (value, rule.unwrap_or(floor.answer(key, 0).1.expect("the floor reports the rule")))
    });
    let rollout = &Work::Rollout.keys()[0];
    share(peer, 0.25, (0..CONTEXTS).map(|user| peer.answer(rollout, user).0));
    let mut in_rollouts = Vec::new();
    for key in Work::Cycle.keys() {
        for user in 0..USERS {
            let (expected, answer) = (floor.answer(&key, user), peer.answer(&key, user));
            if expected.1.is_some_and(|rule| rule < 3) {
                assert_eq!((answer.0, answer.1.or(expected.1)), expected, "{}, {key}", peer.name().0);
            } else {
                in_rollouts.push(answer.0);
            }
        }
    }
    share(peer, 0.5, in_rollouts.into_iter());
}

fn share(peer: &dyn Peer, expected: f64, answers: impl ExactSizeIterator<Item = bool>) {
    let asked = answers.len() as f64;
    let share = answers.filter(|inside| *inside).count() as f64 / asked;
    assert!((share - expected).abs() < TOLERANCE, "{}: {share} instead of {expected}", peer.name().0);
}
