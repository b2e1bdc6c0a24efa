-- Invitations and the audit log.

-- A row is an invitation that counts or has expired. Accepted and withdrawn ones are gone (the audit log has them), and
-- an expired one goes when another takes its place.
create table invitations (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    email text not null,                 -- as its author wrote it
    email_folded text not null,          -- in lower case: e-mails compare without case
    role_id uuid not null references roles (id),
    token_hash bytea not null unique,    -- SHA-256 of the token
    invited_by uuid not null references users (id) on delete cascade,  -- it counts while they may still invite so
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, email_folded)
);
create index invitations_by_role on invitations (role_id);

-- Who did what. No references: it outlives what it tells of. Nothing updates or deletes a row.
create table audit_log (
    id uuid primary key,
    organization_id uuid not null,
    project_id uuid,                     -- null: of the organization as a whole
    actor_id uuid not null,              -- the user; name and e-mail as they were then:
    actor_name text not null,
    actor_email text not null,
    action text not null,                -- 'flag.updated'
    target_type text not null,           -- 'flag': what stands before the action's dot
    target_id text not null,
    before text,                         -- JSON of the target, without secrets; null: it is new
    after text,                          -- likewise; null: it is gone
    address text not null,               -- the client's IP address
    request_id text not null,
    once bytea unique,                   -- of refusals, which are told at most once a minute: a hash of what is told
    created_at timestamptz not null
);
create index audit_log_by_time on audit_log (organization_id, created_at, id);
create index audit_log_by_project on audit_log (organization_id, project_id, created_at, id);
create index audit_log_by_actor on audit_log (organization_id, actor_id, created_at, id);
create index audit_log_by_target on audit_log (organization_id, target_id, created_at, id);

-- Ending everybody's sessions when an organization is deleted.
create index sessions_by_organization on sessions (organization_id);
