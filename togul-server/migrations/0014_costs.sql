-- What evaluating all flags of an environment costs at most, in nanoseconds. Null until the next write computes it.
alter table environments add column cost bigint;
