-- Bodies of any size, the 30 days of a message, and what mailboxes are administered by.

-- A small whole message keeps its body in its own row; everything else comes in pieces of bounded size as it arrives.
alter table mesh.message add column body bytea;
alter table mesh.message alter column body set storage external;
-- A text that is read as it is, not in hexadecimal digits.
alter table mesh.message add column is_text boolean;

-- A body on its way in. It is gone from here once a part holds it; one that stays was cut off, and is tidied away.
create table mesh.upload (
  upload_id uuid primary key,
  begun_at timestamptz not null
);

create table mesh.piece (
  upload_id uuid not null,
  piece_no int not null check (piece_no >= 1),
  body bytea not null,
  primary key (upload_id, piece_no)
);
-- Payloads are often compressed already; trying again costs more than it saves.
alter table mesh.piece alter column body set storage external;

alter table mesh.part add column upload_id uuid;
alter table mesh.part add column body_bytes bigint;
update mesh.part set upload_id = gen_random_uuid(), body_bytes = octet_length(body);
insert into mesh.piece (upload_id, piece_no, body) select upload_id, 1, body from mesh.part;
alter table mesh.part alter column upload_id set not null;
alter table mesh.part alter column body_bytes set not null;
alter table mesh.part drop column body;
-- Checked with every part it cost more than keeping the part; messages and their parts are deleted by one statement.
alter table mesh.part drop constraint part_message_id_fkey;

-- Who an organisation is to others, and the name a mailbox's certificate bears in place of the mailbox id.
alter table mesh.mailbox add column org_code text;
alter table mesh.mailbox add column org_name text;
alter table mesh.mailbox add column certificate_name text;

grant select, insert, update, delete on mesh.upload, mesh.piece to cpis_mesh;
