-- How a rule hashes that was imported from another system, as JSON: as that one does. Null: with the flag's salt.
alter table rules add column bucketing text;
