-- Since when a flag is archived: it is kept with its rules, its key stays taken, and evaluators do not have it. Null: it is not.
alter table flags add column archived_at timestamptz;
