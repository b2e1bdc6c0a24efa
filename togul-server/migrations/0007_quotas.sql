-- What an environment holds, counted with each change under the lock of its row, so that quotas cost no scan.

alter table environments add column flag_count bigint not null default 0;
alter table environments add column flag_bytes bigint not null default 0;    -- of the flags' bytes for evaluators
alter table environments add column logged_bytes bigint not null default 0;  -- that were ever appended to the change log
update environments
set flag_count = (select count(*) from flags f where f.environment_id = environments.id),
    flag_bytes = (select cast(coalesce(sum(octet_length(f.snapshot)), 0) as bigint)
                  from flags f
                  where f.environment_id = environments.id);

-- The environment's logged_bytes with this change, by which the oldest changes are found when the log gets too large.
-- Changes from before are the first of them.
alter table changes add column logged_bytes bigint not null default 0;
