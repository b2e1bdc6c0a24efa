-- What callers wrote of an environment's flags with all of their rules: names, descriptions and inactive rules are stored
-- as well, and are not in the bytes for evaluators. Counted as these are.

alter table environments add column written_bytes bigint not null default 0;
update environments
set written_bytes = (
    select cast(coalesce(sum(octet_length(f.key) + octet_length(f.name) + octet_length(f.description)
                             + octet_length(f.default_value)), 0) as bigint)
    from flags f
    where f.environment_id = environments.id
) + (
    select cast(coalesce(sum(octet_length(coalesce(r.attribute, '')) + octet_length(coalesce(r.value_json, ''))
                             + octet_length(r.bucket_by) + octet_length(r.conditions)
                             + octet_length(r.return_value)), 0) as bigint)
    from rules r
    join flags f on f.id = r.flag_id
    where f.environment_id = environments.id
);
