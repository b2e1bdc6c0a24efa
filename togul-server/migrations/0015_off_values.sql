-- What a flag answers while it is off, as JSON. Null: its default value.
alter table flags add column off_value text;
