//! The stream in the OpenAPI document.

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use schemars::json_schema;
use togul_core::Event;

use super::{EventStream, LastEventId, Subscriber};
use crate::{
    domain::change::ChangeKind,
    http::{
        openapi::{
            media,
            operation::{Location, add_description, add_header, add_parameter, add_refusals},
            refusal::Refusal,
        },
        request::credentials::{Bearer, StreamKey},
    },
};

impl OperationInput for Subscriber {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        StreamKey::operation_input(context, operation);
        Bearer::operation_input(context, operation);
        // A session without an organization, and a user with too many streams.
        add_refusals(operation, &[Refusal::NOT_FOUND, Refusal::CONFLICT]);
        add_description(
            operation,
            "With an API key of any scope: the changes of its environment, with ids to resume from. With a bearer \
             token: the changes of every environment whose flags the user may read.",
        );
        let kinds =
            ChangeKind::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect::<Vec<_>>().join(", ");
        add_description(
            operation,
            &format!(
                "The data of each event is a JSON object with its `type`: {kinds}, or `{}`, upon which a reader discards \
                 its state. Events with `more` belong to one transaction with the event that follows them, and only the \
                 last of these has an id.",
                Event::RESET
            ),
        );
    }
}

impl OperationInput for LastEventId {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let id = json_schema!({ "type": "string" });
        add_parameter(
            operation,
            Location::Header,
            "Last-Event-ID",
            "Resume after the event with this id.",
            id,
        );
    }
}

impl OperationOutput for EventStream {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let mut response = Documented {
            description: "Events as they happen, and a comment every 15 seconds.".to_owned(),
            content: [media("text/event-stream", json_schema!({ "type": "string" }))].into_iter().collect(),
            ..Documented::default()
        };
        let no_store = json_schema!({ "type": "string", "const": "no-store" });
        add_header(&mut response, "Cache-Control", "Events are not cached.", no_store);
        vec![(Some(200), response)]
    }
}
