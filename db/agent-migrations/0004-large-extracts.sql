-- A file holds so many records; what has no room in it goes with the next.
alter table agent.run add column records_left integer not null default 0;
create index record_live on agent.record (nhs_number, type) where acknowledged_live;
create index run_newest on agent.run (started_at);
