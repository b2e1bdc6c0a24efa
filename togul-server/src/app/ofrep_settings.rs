//! Settings of OFREP.

/// What answers to clients of OFREP contain about the event stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfrepSettings {
    /// Whether the answers of all flags contain its address.
    pub event_streams: bool,
}

impl Default for OfrepSettings {
    fn default() -> Self {
        Self { event_streams: true }
    }
}
