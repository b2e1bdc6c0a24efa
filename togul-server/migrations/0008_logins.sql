-- Accounts and sessions: lockout by e-mail and network, lists of sessions, the first account, lost passwords.

-- Where the attempt came from: an IPv4 address, an IPv6 /64, or a session (for changes of the password). Failures from
-- before have none, and count for their e-mail only.
alter table login_failures add column network text not null default '';

-- The networks of successful logins, from which many failures elsewhere do not lock the account's owner out.
create table login_networks (
    user_id uuid not null references users (id) on delete cascade,
    network text not null,
    last_at timestamptz not null,
    primary key (user_id, network)
);
create index login_networks_by_time on login_networks (last_at);

-- What users see of their sessions: where and when each was last renewed. Sessions from before have neither.
alter table sessions add column address text not null default '';
alter table sessions add column last_used_at timestamptz;

-- The first account is created under a lock on this one row.
create table registration (
    only_row boolean primary key
);
insert into registration (only_row) values (true);

-- One-time tokens that set a password, at most one for each user.
create table password_resets (
    user_id uuid primary key references users (id) on delete cascade,
    token_hash bytea not null unique,    -- SHA-256 of the token
    -- The member who issued it, and where. Null: the operator, at the command line.
    organization_id uuid references organizations (id) on delete cascade,
    issued_by uuid references users (id) on delete cascade,
    expires_at timestamptz not null
);
