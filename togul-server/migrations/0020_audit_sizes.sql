-- What an entry takes in the database, for the limit on the size of an organization's audit log: its values, and 1 KiB for
-- everything else and the indexes.
alter table audit_log add column bytes bigint not null default 0;
update audit_log set bytes = 1024 + octet_length(coalesce(before, '')) + octet_length(coalesce(after, ''));
create index audit_log_by_size on audit_log (organization_id, bytes);
