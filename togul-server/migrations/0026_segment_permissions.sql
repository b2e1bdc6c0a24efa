-- Custom roles get the permissions on segments that match those on rules: segments are part of targeting, and rules.write
-- includes deletion. System roles have their permissions from the program.
update roles
set permissions = replace(permissions, '"rules.read"', '"rules.read","segments.read"')
where not is_system and permissions not like '%"segments.read"%';
update roles
set permissions = replace(permissions, '"rules.write"', '"rules.write","segments.write","segments.delete"')
where not is_system and permissions not like '%"segments.write"%' and permissions not like '%"segments.delete"%';
