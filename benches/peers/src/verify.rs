//! Checks the answers of a peer before it is measured.

use crate::environment::Environment;
use crate::peer::Peer;

/// The allowed deviation of a rollout from its percentage: about five standard deviations.
const TOLERANCE: f64 = 0.07;
/// The number of users for whom each flag of a workload with many flags is evaluated.
const USERS: usize = 8;

/// Answers must equal the floor's, with the same matching rule if the peer reports it. Where a share decides, the expected
/// share of users must be included, because each evaluator has its own hash.
pub fn verify(environment: &Environment, floor: &dyn Peer, peer: &dyn Peer) {
    for workload in &environment.workloads {
        let mut keys = workload.keys();
        keys.dedup();
        let users = if keys.len() == 1 { environment.users.len() } else { USERS };
        let share = workload.share();
        let mut in_share = Vec::new();
        for key in &keys {
            for user in 0..users {
                let (expected, answer) = (floor.answer(key, user), peer.answer(key, user));
                if share.is_some_and(|(place, _)| expected.1 >= Some(place)) {
                    in_share.push(answer.0);
                } else {
                    let answer = (answer.0, answer.1.or(expected.1));
                    assert_eq!(answer, expected, "{}, {}: {key}", peer.name().0, workload.name());
                }
            }
        }
        if let Some((_, expected)) = share {
            let found = in_share.iter().filter(|inside| **inside).count() as f64 / in_share.len() as f64;
            let (name, workload) = (peer.name().0, workload.name());
            assert!(
                (found - expected).abs() < TOLERANCE,
                "{name}, {workload}: {found} instead of {expected}"
            );
        }
    }
}
