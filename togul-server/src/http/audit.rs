//! The audit log, a page at a time or as one long download.

use std::io;

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use futures_util::{Stream, stream};
use schemars::json_schema;
use uuid::Uuid;

use super::{
    error::ApiError,
    openapi::media,
    query::{Cursor, Query, parameters},
    respond::{Many, Noun},
};
use crate::{
    app::App,
    domain::{
        access::InOrganization,
        account::User,
        audit::{Action, AuditEntry, AuditFilter},
        id::Id,
        page::{self, Listed, Page},
        permission::need,
        project::Project,
        time::Time,
    },
    store::{self, StoreError},
};

type Proof = InOrganization<need::AuditRead>;

const JSON_LINES: &str = "application/jsonl";

impl Noun for AuditEntry {
    const ONE: &'static str = "entry";
    const MANY: &'static str = "entries";
}

parameters! { AuditFilter {
    "project_id" project: Id<Project>, "Only entries of this project.";
    "actor_id" actor: Id<User>, "Only what this user did.";
    "action" action: Action, "Only this.";
    "target_type" target_type: String, "Only what was done to such things, for example `flag`.";
    "target_id" target_id: String, "Only what was done to this thing.";
    "since" since: Time, "From this time on.";
    "until" until: Time, "Before this time.";
    => AuditFilter { project, actor, action, target_type, target_id, since, until }
} }

/// Where an export begins.
pub struct From((Time, Uuid));

parameters! { From {
    "cursor" after: Cursor, "Begin after a page of the list: its `next_cursor`.";
    => From(after.map_or(Page::default().after, |Cursor(place)| place))
} }

/// The answer of an export.
#[derive(Debug)]
pub struct Export(Response);

impl IntoResponse for Export {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Export {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let description = "An entry a line, each the JSON object that the list has. An export that ends early breaks \
                           the connection.";
        let content = [media(JSON_LINES, json_schema!({ "type": "string" }))].into_iter().collect();
        vec![(
            Some(200),
            Documented { description: description.to_owned(), content, ..Documented::default() },
        )]
    }
}

pub async fn list(
    State(app): State<App>,
    proof: Proof,
    Query((page, filter)): Query<(Page, AuditFilter)>,
) -> Result<Many<AuditEntry>, ApiError> {
    Ok(Many(entries(&app, &proof, &filter, page).await?))
}

/// JSON Lines, read from the database as the caller takes them.
pub async fn export(
    State(app): State<App>,
    proof: Proof,
    Query((From(after), filter)): Query<(From, AuditFilter)>,
) -> Result<Export, ApiError> {
    let page = Page { after, ..Page::default() };
    // The first page before the answer begins: what goes wrong until then has a status of its own.
    let first = entries(&app, &proof, &filter, page).await?;
    let lines = Body::from_stream(lines(app, proof, filter, first));
    Ok(Export(([(CONTENT_TYPE, JSON_LINES)], lines).into_response()))
}

fn lines(
    app: App,
    proof: Proof,
    filter: AuditFilter,
    first: Listed<AuditEntry>,
) -> impl Stream<Item = io::Result<Bytes>> {
    let reader = (app, proof, filter);
    stream::try_unfold((reader, Some(first)), async |(reader, listed)| {
        let Some(Listed { rows, next_cursor }) = listed else { return Ok(None) };
        let mut bytes = Vec::new();
        for entry in &rows {
            serde_json::to_writer(&mut bytes, entry)?;
            bytes.push(b'\n');
        }
        let (app, proof, filter) = &reader;
        let next = match next_cursor.and_then(|cursor| page::decode(&cursor)) {
            // An export that fails half-way must not look like a whole one: the connection breaks.
            Some(after) => Some(
                entries(app, proof, filter, Page { after, ..Page::default() })
                    .await
                    .map_err(io::Error::other)?,
            ),
            None => None,
        };
        Ok(Some((Bytes::from(bytes), (reader, next))))
    })
}

/// A page of what the caller may see at this moment.
async fn entries(
    app: &App,
    proof: &Proof,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    let (mut reader, organization) = (app.store.read().await?, proof.organization());
    let readable =
        store::access::find_auditable(reader.conn(), organization, proof.user(), proof.grant()).await?;
    store::audit::list(reader.conn(), organization, &readable, filter, page).await
}
