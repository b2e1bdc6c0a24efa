-- The history of a flag includes its rules; refused logins belong to an account; large values are cut.

-- The flag of an entry about a flag or a rule; null for others, and for entries about rules from before this column, which
-- did not name the flag.
alter table audit_log add column flag_id text;
update audit_log set flag_id = target_id where target_type = 'flag';
create index audit_log_by_flag on audit_log (organization_id, flag_id, created_at, id);
-- Whether values of "before" and "after" were cut.
alter table audit_log add column is_truncated boolean not null default false;
-- Entries about an account instead of an organization have the nil UUID as their organization_id. The index of actors
-- finds them.
