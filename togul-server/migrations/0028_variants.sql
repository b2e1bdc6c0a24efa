-- Variants of flags, and what rules answer beside a value.

-- The variants of a flag: a JSON list of {key, value, name}.
alter table flags add column variants text not null default '[]';

-- A rule answers with its `return_value`, which is empty if it has one of these instead: the key of a variant, or a JSON
-- list of {variant, weight, ranges}.
alter table rules add column variant text;
alter table rules add column split text;
-- Gives the rule buckets of its own.
alter table rules add column seed text;
