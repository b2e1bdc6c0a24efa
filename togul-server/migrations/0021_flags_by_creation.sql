-- Pages of flags in order of creation. Without it the database would read and sort all flags of the environment, each of
-- up to 256 KiB.
create index flags_by_creation on flags (environment_id, created_at, id);
