//! The audit log, as a list of pages or as one export.

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
use futures_util::stream;
use schemars::json_schema;
use uuid::Uuid;

use super::{
    openapi::media,
    request::query::{Cursor, Query, parameters},
    response::{
        envelope::{Many, Resource},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::{InOrganization, Proof as _},
        account::User,
        audit::{Action, AuditEntry, AuditFilter, Order},
        flag::Flag,
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

impl Resource for AuditEntry {
    const SINGULAR: &'static str = "entry";
    const PLURAL: &'static str = "entries";
}

parameters! { AuditFilter {
    "project_id" project: Id<Project>, "Only entries of this project.";
    "actor_id" actor: Id<User>, "Only actions of this user.";
    "action" action: Action, "Only this action.";
    "target_type" target_type: String, "Only actions on objects of this type, for example `flag`.";
    "target_id" target_id: String, "Only actions on this object.";
    "flag_id" flag: Id<Flag>, "Only entries about this flag and its rules.";
    "since" since: Time, "Only entries at or after this time.";
    "until" until: Time, "Only entries before this time.";
    "order" order: Order, "`asc`, from the oldest entry on, or `desc`, from the newest. A cursor continues in either order.";
    => AuditFilter {
        project,
        actor,
        action,
        target_type,
        target_id,
        flag,
        since,
        until,
        order: order.unwrap_or_default(),
    }
} }

/// Where an export starts.
pub struct Start((Time, Uuid));

parameters! { Start {
    "cursor" after: Cursor, "Start after a page of the list: its `next_cursor`.";
    => Start(after.map_or(Page::default().after, |Cursor(position)| position))
} }

/// The response of an export.
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
        let description = "One entry per line, each the JSON object of the list. When an export fails, the connection \
                           is broken before its end.";
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

/// JSON Lines, read from the database page by page as the caller reads them.
pub async fn export(
    State(app): State<App>,
    proof: Proof,
    Query((Start(after), filter)): Query<(Start, AuditFilter)>,
) -> Result<Export, ApiError> {
    // The first page before the response starts, so that its failure has a status of its own.
    let first = entries(&app, &proof, &filter, Page { after, ..Page::default() }).await?;
    let lines = stream::try_unfold((app, proof, filter, Next::Page(first)), lines);
    Ok(Export(([(CONTENT_TYPE, JSON_LINES)], Body::from_stream(lines)).into_response()))
}

/// Where an export continues.
enum Next {
    Page(Listed<AuditEntry>),
    After((Time, Uuid)),
    End,
}

type ExportState = (App, Proof, AuditFilter, Next);

/// The lines of the next page. An error breaks the connection, so that a partial export does not look complete.
async fn lines((app, proof, filter, next): ExportState) -> io::Result<Option<(Bytes, ExportState)>> {
    let (proof, listed) = match next {
        Next::End => return Ok(None),
        Next::Page(listed) => (proof, listed),
        Next::After(after) => {
            let proof = renew(&app, &proof).await?;
            let page = Page { after, ..Page::default() };
            let listed = entries(&app, &proof, &filter, page).await.map_err(io::Error::other)?;
            (proof, listed)
        }
    };
    let mut bytes = Vec::new();
    for entry in &listed.rows {
        serde_json::to_writer(&mut bytes, entry)?;
        bytes.push(b'\n');
    }
    let next = listed.next_cursor.and_then(|cursor| page::decode(&cursor)).map_or(Next::End, Next::After);
    Ok(Some((bytes.into(), (app, proof, filter, next))))
}

/// Checks the permission again: the caller may lose it while the export runs.
async fn renew(app: &App, proof: &Proof) -> io::Result<Proof> {
    let mut reader = app.store.read().await.map_err(io::Error::other)?;
    let credential = proof.basis().credential;
    let now =
        store::access::find_current(reader.conn(), &credential, None).await.map_err(io::Error::other)?;
    now.and_then(|now| proof.renew(now).ok())
        .filter(|renewed| renewed.organization() == proof.organization())
        .ok_or_else(|| io::Error::other("the caller may no longer read the audit log"))
}

/// A page of the entries that the caller may read now.
async fn entries(
    app: &App,
    proof: &Proof,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    let (mut reader, organization) = (app.store.read().await?, proof.organization());
    let readable = store::access::find_auditable(reader.conn(), proof).await?;
    store::audit::list(reader.conn(), organization, &readable, filter, page).await
}
