import type { Database } from '../../../src/platform/index.ts'

/** Files each authority sent: one a day for two months, each eighth of them with everybody in it. */
const UPLOADS = 60
const NOTICES = 150_000
const OF_OWN = 10_000
/** Staff of the authority have done something about all but so many. */
const UNSEEN = 200

/**
 * What an authority's own pages read beside its plans, straight into the tables: files with verdicts and reports of all
 * authorities, and notices, most of them for others. The rows of one file of `authority` are a thousand.
 */
export async function loadAuthorityHistory(owner: Database, authority: string): Promise<void> {
  await owner.query({
    text: `insert into register.upload (upload_id, authority_code, sequence, sequence_number, mesh_message_id,
        sender_mailbox, received_at, applied_at, declared_count, processed, file_code, authority)
      select gen_random_uuid(), c.authority_code, lpad(n::text, 6, '0'), n, c.authority_code || '-' || n, 'X',
        now() - (interval '1 day') * ($1 - n), now() - (interval '1 day') * ($1 - n), size, size, 'CPF03', '{}'
      from register.authority_contact c, generate_series(1, $1) n,
        lateral (select case when n % 8 = 0 then 1000 else 20 end as size) s`,
    values: [UPLOADS],
  })
  await owner.query({
    text: `insert into register.upload_verdicts (upload_id, verdicts)
      select u.upload_id, (select json_agg(json_strip_nulls(json_build_object(
          'c', case when n % 50 = 0 then 'CPR01' else 'CPR06' end, 'n', '9990100004', 'r', json_build_object(
            'position', n, 'plans', json_build_array(json_build_object('type', 'CPP', 'start', '2026-01-05')),
            'subjects', json_build_array(json_build_object('kind', 'child', 'nhsNumber', '9990100004', 'localId', 'LOCAL-' || n,
              'familyName', 'SAMPLE', 'givenName', 'Robin', 'birthDate', '2016-04-02')))))) from generate_series(1, u.processed) n)
      from register.upload u where u.authority_code = $1`,
    values: [authority],
  })
  await owner.query({
    text: `insert into operations.quality_report (upload_id, authority_code, received_at, made_at, file_code, processed,
        stored, skipped, held, plans, unmatched, causes, withdrawn, unborn_overdue, near_eighteen, shared)
      select upload_id, authority_code, received_at, received_at, file_code, processed, processed, 0, 980,
        '{"CPP": 980, "LAC": 0, "UCP": 0}', 20, '[{"code": "CPR01", "inFile": 1, "outstanding": 20}]', 0, 0, 0, 0
      from register.upload`,
  })
  await owner.query({
    text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content, created_at, state,
        next_attempt_at)
      select id, id::text, 'access', code, jsonb_build_object('kind', 'access', 'noticeId', id, 'createdAt', at,
          'authority', jsonb_build_object('odsCode', code, 'name', code), 'accesses', jsonb_build_array(jsonb_build_object(
            'accessId', id, 'at', at, 'nhsNumber', number, 'uploadSequence', '000001',
            'localId', jsonb_build_object('value', 'LOCAL-' || n),
            'author', jsonb_build_object('kind', 'person', 'userId', '656005750107', 'roleCode', 'R8001',
              'roleName', 'Nurse Access Role', 'name', jsonb_build_object('given', '["Ada"]'::jsonb, 'family', 'Example'),
              'organisation', jsonb_build_object('odsCode', 'X99', 'name', 'EXAMPLE TEACHING HOSPITAL NHS TRUST'))))),
        at, 'collected', at
      from (select gen_random_uuid() as id, n, now() - interval '1 minute' * n as at,
          case when n % ($1 / $2) = 0 then $3 else 'OTHER-' || n % 150 end as code,
          (array['9990100004', '9990100012', '9990100020'])[1 + n % 3] as number
        from generate_series(1, $1) n) as made`,
    values: [NOTICES, OF_OWN, authority],
  })
  await owner.query({
    text: `insert into notifications.notice_event (notice_id, event_no, at, state, by_user, by_name)
      select notice_id, 1, created_at, 'actioned', '656005750301', 'Ms Nia EXAMPLESHIRE'
      from notifications.notification where authority_code = $1 order by created_at limit $2`,
    values: [authority, OF_OWN - UNSEEN],
  })
  await owner.query({ text: 'vacuum (analyze) notifications.notice_event' })
  for (const table of ['register.upload', 'register.upload_verdicts', 'operations.quality_report'])
    await owner.query({ text: `vacuum (analyze) ${table}` })
  await owner.query({ text: 'vacuum (analyze) notifications.notification' })
}

/** The newest file with everybody in it, and the newest notice, of an authority. */
export async function newestOf(owner: Database, authority: string): Promise<{ upload: string; notice: string }> {
  const [row] = await owner.query<{ upload: string; notice: string }>({
    text: `select (select upload_id from register.upload where authority_code = $1 and processed = 1000
        order by received_at desc limit 1) as upload,
      (select notice_id from notifications.notification where authority_code = $1 order by created_at desc limit 1) as notice`,
    values: [authority],
  })
  if (row === undefined) throw new Error(`${authority} has no history`)
  return row
}
