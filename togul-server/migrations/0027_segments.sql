-- Segments: audiences of an environment, which rules name by their keys.

create table segments (
    id uuid primary key,
    environment_id uuid not null references environments (id) on delete cascade,
    key text not null,                   -- never changes: rules name it
    name text not null,
    description text not null,
    search text not null,                -- key and name in lower case, as of flags
    attribute text not null,             -- whose value is looked up in the lists
    included text not null,              -- JSON list of strings
    excluded text not null,              -- likewise
    rules text not null,                 -- JSON list of {conditions}
    names text not null,                 -- JSON list of the keys of the segments that the rules name
    cost bigint not null,                -- of evaluating it without those, at most, in nanoseconds
    snapshot text not null,              -- the segment as evaluators get it, made once by its last writer
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (environment_id, key)
);

-- The keys of the segments that a rule's conditions name, as a JSON list: who uses a segment is found without reading
-- conditions.
alter table rules add column segments text not null default '[]';
create index rules_with_segments on rules (flag_id) where segments <> '[]';

-- What an environment holds of segments, counted as its flags are.
alter table environments add column segment_count bigint not null default 0;
alter table environments add column segment_bytes bigint not null default 0;
