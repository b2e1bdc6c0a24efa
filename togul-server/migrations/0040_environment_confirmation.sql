-- How the console shows an environment, '#rrggbb', and whether it asks before a change.
alter table environments add column color text;
alter table environments add column confirm_changes boolean not null default false;
update environments set confirm_changes = true where lower(key) like '%prod%' or lower(name) like '%prod%';
