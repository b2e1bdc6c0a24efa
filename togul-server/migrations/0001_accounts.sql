-- Accounts, organizations and who may do what in them.
-- One text for PostgreSQL and SQLite: ids and times are bound by the program (times cut to microseconds),
-- JSON stands in TEXT, and every number is a BIGINT.

create table users (
    id uuid primary key,
    email text not null,                 -- as its owner writes it
    email_folded text not null unique,   -- in lower case: e-mails compare without case
    name text not null,
    role text not null,                  -- 'admin' or 'read_only', kept for older clients; decides nothing
    password_hash text not null,         -- argon2id in PHC form
    email_verified_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table roles (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    key text not null,
    name text not null,
    is_system boolean not null,          -- its permissions come from the program, by key
    permissions text not null,           -- JSON list of permission keys; '[]' for system roles
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, key)
);

create table members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
create index members_by_user on members (user_id);
create index members_by_role on members (role_id);

-- A session is a family of refresh tokens; every access token names it, so that ending it ends them all.
create table sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_by_user on sessions (user_id);

create table refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
create index refresh_tokens_by_session on refresh_tokens (session_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);

-- Failed logins by e-mail, whether or not an account has it.
create table login_failures (
    id uuid primary key,
    email_folded text not null,
    failed_at timestamptz not null
);
create index login_failures_by_email on login_failures (email_folded, failed_at);
create index login_failures_by_time on login_failures (failed_at);

-- One row an e-mail: those who count its failures wait for each other here.
create table login_attempts (
    email_folded text primary key,
    last_at timestamptz not null
);
create index login_attempts_by_time on login_attempts (last_at);
