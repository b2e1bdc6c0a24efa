//! Which segments of a snapshot can be evaluated, given the segments that they use.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use crate::limits;
use crate::object_table::ObjectTable;
use crate::segment_entry::SegmentEntry;

/// What is wrong with each segment, by position: with itself, or with one that it uses. It is computed again when a segment
/// changes, so that flags and segments stay as they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct SegmentLinks(Arc<[Option<Problem>]>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Problem {
    /// It is unreadable itself.
    Own,
    Absent(Box<str>),
    /// It uses one that has a problem.
    Uses(Box<str>),
    Cycle(Box<str>),
    TooDeep,
    TooMany,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("it cannot be read"),
            Self::Absent(key) => write!(f, "it uses the segment `{key}`, which does not exist"),
            Self::Uses(key) => write!(f, "it uses the segment `{key}`, which cannot be read"),
            Self::Cycle(key) => write!(f, "it uses the segment `{key}`, which uses it"),
            Self::TooDeep => write!(f, "it uses segments that nest more than {} deep", limits::SEGMENT_DEPTH),
            Self::TooMany => write!(f, "it uses more than {} segments", limits::SEGMENT_REACH),
        }
    }
}

/// A segment while the segments that it uses are visited.
enum State {
    New,
    Visiting,
    /// With its height: 0 for one that uses no others.
    Done(Result<usize, Problem>),
}

impl SegmentLinks {
    pub fn new(segments: &ObjectTable<SegmentEntry>) -> Self {
        let mut states: Vec<State> = (0..segments.len()).map(|_| State::New).collect();
        for start in 0..segments.len() {
            if matches!(states[start], State::New) {
                visit(segments, start, &mut states);
            }
        }
        let problems = states.into_iter().enumerate().map(|(position, state)| match state {
            State::Done(Err(problem)) => Some(problem),
            State::Done(Ok(0)) => None,
            State::Done(Ok(_)) if reach(segments, position) > limits::SEGMENT_REACH => Some(Problem::TooMany),
            State::Done(Ok(_)) | State::New | State::Visiting => None,
        });
        Self(problems.collect())
    }

    #[inline]
    pub fn is_readable(&self, position: usize) -> bool {
        self.0.get(position).is_some_and(Option::is_none)
    }

    pub fn problem(&self, position: usize) -> Option<&Problem> {
        self.0.get(position)?.as_ref()
    }
}

/// Visits a segment after those that it uses. Without recursion, because a chain can have any length.
fn visit(segments: &ObjectTable<SegmentEntry>, start: usize, states: &mut [State]) {
    let mut path = vec![start];
    states[start] = State::Visiting;
    while let Some(&position) = path.last() {
        match next(segments, position, states) {
            Err(used) => {
                states[used] = State::Visiting;
                path.push(used);
            }
            Ok(result) => {
                states[position] = State::Done(result);
                path.pop();
            }
        }
    }
}

/// The result of a segment, or the position of one that has to be visited before.
fn next(
    segments: &ObjectTable<SegmentEntry>,
    position: usize,
    states: &[State],
) -> Result<Result<usize, Problem>, usize> {
    let Some(segment) = segments.get(position).filter(|segment| segment.segment.is_ok()) else {
        return Ok(Err(Problem::Own));
    };
    let mut height = 0;
    for handle in segment.segments() {
        let Some(used) = segments.position_of(handle) else {
            return Ok(Err(Problem::Absent(handle.key().into())));
        };
        match &states[used] {
            State::New => return Err(used),
            State::Visiting => return Ok(Err(Problem::Cycle(handle.key().into()))),
            State::Done(Err(_)) => return Ok(Err(Problem::Uses(handle.key().into()))),
            State::Done(Ok(below)) => height = height.max(below + 1),
        }
    }
    Ok(if height > limits::SEGMENT_DEPTH { Err(Problem::TooDeep) } else { Ok(height) })
}

/// The number of segments that a segment uses, directly or not; those beyond the limit are not all counted.
pub(crate) fn reach(segments: &ObjectTable<SegmentEntry>, start: usize) -> usize {
    let (mut reached, mut pending) = (BTreeSet::new(), vec![start]);
    while let Some(segment) = pending.pop().and_then(|position| segments.get(position)) {
        for used in segment.segments().filter_map(|handle| segments.position_of(handle)) {
            if reached.insert(used) {
                pending.push(used);
            }
        }
        if reached.len() > limits::SEGMENT_REACH {
            break;
        }
    }
    reached.len()
}
