-- Machine tokens: credentials for the management API that belong to no person.

create table machine_tokens (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    project_id uuid references projects (id) on delete cascade,   -- null: each project that its creator sees
    name text not null,                  -- what the audit log shows
    role_id uuid not null references roles (id),
    secret_hash bytea not null unique,   -- SHA-256 of the secret
    created_by uuid not null references users (id) on delete cascade,  -- bounds its rights; a removal deletes it
    expires_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index machine_tokens_by_organization on machine_tokens (organization_id, created_at, id);
create index machine_tokens_by_role on machine_tokens (role_id);
create index machine_tokens_by_creator on machine_tokens (created_by);
create index machine_tokens_by_project on machine_tokens (project_id);
