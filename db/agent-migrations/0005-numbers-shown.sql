-- Who asked to see NHS numbers in full, when, and of which items; kept before they are shown.
create table agent.numbers_shown (
  shown_at timestamptz not null,
  shown_by text not null,
  message_ids text[] not null
);
