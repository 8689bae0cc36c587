-- Keys that plans left when their number changed, found for a whole upload at once: should a plan stand under such a key
-- again, its versions go on from the last.
create index plan_version_left on register.plan_version (authority_code) where change = 'renumbered';
