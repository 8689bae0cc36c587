import type { Author } from '../../../src/identity/index.ts'
import { sealNotice } from '../../../src/notifications/sealed-notice.ts'
import { type Database, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { insertVerdicts, type NumberedVerdict } from '../../../src/register/store/uploads.ts'
import { staff } from '../../support/register.ts'

/** Files each authority sent: one a day for two months, each eighth of them with everybody in it. */
const UPLOADS = 60
const NOTICES = 150_000
const OF_OWN = 10_000
const AT_ONCE = 10_000
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
  await loadVerdicts(owner, authority)
  await owner.query({
    text: `insert into operations.quality_report (upload_id, authority_code, received_at, made_at, file_code, processed,
        stored, skipped, held, plans, unmatched, causes, withdrawn, unborn_overdue, near_eighteen, shared)
      select upload_id, authority_code, received_at, received_at, file_code, processed, processed, 0, 980,
        '{"CPP": 980, "LAC": 0, "UCP": 0}', 20, '[{"code": "CPR01", "inFile": 1, "outstanding": 20}]', 0, 0, 0, 0
      from register.upload`,
  })
  await loadNotices(owner, authority)
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

/** The rows of each file of an authority, one in fifty of them refused. */
async function loadVerdicts(owner: Database, authority: string): Promise<void> {
  const files = await owner.query<{ id: string; size: number }>({
    text: 'select upload_id as id, processed as size from register.upload where authority_code = $1',
    values: [authority],
  })
  for (const { id, size } of files)
    await insertVerdicts(
      owner,
      id,
      Array.from({ length: size }, (_, index) => verdictOf(index + 1)),
    )
}

function verdictOf(position: number): NumberedVerdict {
  const nhsNumber = '9990100004'
  const child = {
    kind: 'child',
    nhsNumber,
    localId: `LOCAL-${position}`,
    familyName: 'SAMPLE',
    givenName: 'Robin',
  } as const
  return {
    code: position % 50 === 0 ? 'CPR01' : 'CPR06',
    nhsNumber,
    record: {
      position,
      plans: [{ type: 'CPP', start: '2026-01-05' }],
      subjects: [{ ...child, birthDate: '2016-04-02' }],
    },
  }
}

async function loadNotices(owner: Database, authority: string): Promise<void> {
  const now = systemClock.now().getTime()
  const { author } = staff('Ada')
  for (let from = 1; from <= NOTICES; from += AT_ONCE) {
    const notices = Array.from({ length: AT_ONCE }, (_, index) => {
      const place = from + index
      const code = place % (NOTICES / OF_OWN) === 0 ? authority : `OTHER-${place % 150}`
      return noticeOf({ code, place, at: new Date(now - place * 60_000), author })
    })
    await owner.query({
      text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, child_key, ordered_at,
          content_sealed, created_at, state, next_attempt_at)
        select id, id::text, 'access', code, child, at, sealed, at, 'collected', at
        from json_to_recordset($1::json) as n (id uuid, code text, child uuid, at timestamptz, sealed bytea)`,
      values: [JSON.stringify(notices)],
    })
  }
}

type Told = { readonly code: string; readonly place: number; readonly at: Date; readonly author: Author }

function noticeOf({ code, place, at, author }: Told) {
  const id = systemRandomness.uuid()
  const nhsNumber = ['9990100004', '9990100012', '9990100020'][place % 3] ?? ''
  const access = { accessId: id, at, author, nhsNumber, uploadSequence: '000001', localId: { value: `LOCAL-${place}` } }
  const authority = { odsCode: code, name: code }
  const { childKey, sealed } = sealNotice({
    kind: 'access',
    noticeId: id,
    createdAt: at,
    authority,
    accesses: [access],
  })
  return { id, code, child: childKey, at, sealed }
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
