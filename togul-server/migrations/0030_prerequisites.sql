-- Answers of other flags that a flag requires: a JSON list of {flag, values}, with the keys of these flags.
alter table flags add column prerequisites text not null default '[]';
-- Few flags have some. Who requires a flag is found among them.
create index flags_with_prerequisites on flags (environment_id) where prerequisites <> '[]';

-- Whether other flags depended on the flag that changed: clients that cache answers by flag have to drop all of them.
alter table changes add column has_dependents boolean not null default false;
