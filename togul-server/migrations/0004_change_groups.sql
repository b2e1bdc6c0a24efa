-- The change log holds transactions of several changes, of flags and, later, of other kinds of objects.
-- Rows from before are single changes of flags, which is what the defaults say.

alter table changes rename column flag_key to object_key;
alter table changes rename column flag to object;   -- the object's snapshot JSON afterwards; null once it is deleted
alter table changes add column object_kind text not null default 'flag';
-- Whether the change is the last one of its transaction. Readers apply all changes of a transaction or none.
alter table changes add column is_last boolean not null default true;
