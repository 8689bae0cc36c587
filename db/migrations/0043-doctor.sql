-- `cpis doctor` says which migrations have run, under the login role of operations.
grant usage on schema platform to cpis_operations;
grant select on platform.migration to cpis_operations;
