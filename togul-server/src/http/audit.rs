//! The audit log, as a list of pages or as one export.

use std::{io, sync::Arc, vec};

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use schemars::json_schema;
use uuid::Uuid;

use super::{
    guards::body_budget::RatedStream,
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
    limits::body_budget::BodyAccount,
    store::{self, StoreError},
};

type Proof = InOrganization<need::AuditRead>;

const JSON_LINES: &str = "application/jsonl";

/// What an export keeps in memory: a page, and one entry more.
const EXPORT_MEMORY: usize = 256 * 1024;
const EXPORT_PAGE: Page = Page { limit: 200, max_bytes: EXPORT_MEMORY / 2, ..Page::FIRST };

impl Resource for AuditEntry {
    const SINGULAR: &'static str = "entry";
    const PLURAL: &'static str = "entries";
}

parameters! { AuditFilter {
    "project_id" project: Id<Project>, "Only entries of this project.";
    "actor_id" actor: Id<User>, "Only actions of this user.";
    "action" action: Action, "Only this action.";
    "target_type" target_type: String, "Only actions on objects of this type, for example `flag`.";
    "exclude_target_type" exclude_target_type: String, "Without actions on objects of this type, for example `session`.";
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
        exclude_target_type,
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
    => Start(after.map_or(Page::FIRST.after, |Cursor(position)| position))
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
    Extension(account): Extension<Arc<BodyAccount>>,
) -> Result<Export, ApiError> {
    account.add(EXPORT_MEMORY)?;
    // The first page before the response starts, so that its failure has a status of its own.
    let first = entries(&app, &proof, &filter, Page { after, ..EXPORT_PAGE }).await?;
    let mut lines =
        Lines { app, proof, filter, _account: account, entries: Vec::new().into_iter(), next: None };
    lines.hold(first);
    let body = Body::from_stream(stream::try_unfold(Box::new(lines), async |mut lines| {
        Ok::<_, io::Error>(lines.next().await?.map(|line| (line, lines)))
    }));
    Ok(Export((Extension(RatedStream), [(CONTENT_TYPE, JSON_LINES)], body).into_response()))
}

/// The lines of an export. It holds one page, so that a caller that reads slowly keeps no more in memory.
struct Lines {
    app: App,
    proof: Proof,
    filter: AuditFilter,
    /// Counts [`EXPORT_MEMORY`] until the export ends.
    _account: Arc<BodyAccount>,
    entries: vec::IntoIter<AuditEntry>,
    /// Where the next page starts.
    next: Option<(Time, Uuid)>,
}

impl Lines {
    /// An error breaks the connection, so that a partial export does not look complete.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if let Some(entry) = self.entries.next() {
                let mut line = serde_json::to_vec(&entry)?;
                line.push(b'\n');
                return Ok(Some(line.into()));
            }
            let Some(after) = self.next else { return Ok(None) };
            self.proof = renew(&self.app, &self.proof).await?;
            let page = Page { after, ..EXPORT_PAGE };
            let listed =
                entries(&self.app, &self.proof, &self.filter, page).await.map_err(io::Error::other)?;
            self.hold(listed);
        }
    }

    fn hold(&mut self, listed: Listed<AuditEntry>) {
        self.next = listed.next_cursor.and_then(|cursor| page::decode(&cursor));
        self.entries = listed.rows.into_iter();
    }
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
    let organization = proof.organization();
    let mut reader = app.store.read_for(organization).await?;
    let readable = store::access::find_auditable(reader.conn(), proof).await?;
    store::audit::list(reader.conn(), organization, &readable, filter, page).await
}
