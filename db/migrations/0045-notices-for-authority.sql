-- What staff of an authority did about a notice. Only added to: how a notice stands is its last row.
create table notifications.notice_event (
  notice_id uuid not null references notifications.notification,
  event_no int not null,
  at timestamptz not null,
  state text not null check (state in ('seen', 'actioned')),
  by_user text not null,
  by_name text not null,
  note text,
  primary key (notice_id, event_no)
);
grant select, insert on notifications.notice_event to cpis_notifications;

create index notification_of_authority on notifications.notification (authority_code, created_at desc, notice_id);
-- How often NHS staff opened a child of the authority: as often as it was told so.
create index notification_of_child on notifications.notification
  (authority_code, (content -> 'accesses' -> 0 ->> 'nhsNumber')) where kind = 'access' and resent_from is null;
