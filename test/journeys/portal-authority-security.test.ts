import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { systemRandomness } from '../../src/platform/index.ts'
import { startPortalUnderTest } from '../support/portal.ts'
import { NURSE_AUTHOR, numbersFrom, sendFile, tell } from '../support/portal-authority.ts'
import { openVisitor, type Seen, type Visitor } from '../support/portal-visitor.ts'
import { movedClock } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// The pages of a local authority attacked: ids of others, texts that are markup, forms from elsewhere, exports.

const clock = movedClock('2026-11-22T10:00:00Z')
const portal = await startPortalUnderTest({ clock })
const { database } = portal

const NIA = '656005750301'
const URI = '656005750311'
const OTIS = '656005750302'
const PETRA = '656005750303'
const SCRIPT = '<script>alert("X & co")</script>'
const [OURS = '', THEIRS = '', BOTH = ''] = numbersFrom(0, 3)
const X03_UNSIGNED = '0a9e4c1d-0000-4000-8000-000000000004'
const X01_SIGNED = '0a9e4c1d-0000-4000-8000-000000000001'

/** What X01 has: an upload, and notices by their kind. */
const own = { upload: '', access: '', notBrought: '', expired: '' }

before(async () => {
  const records = [
    { nhsNumber: OURS, localId: SCRIPT },
    { nhsNumber: BOTH, localId: 'BOTH-1' },
    { nhsNumber: '9990000000', localId: `=cmd|'${SCRIPT}'` },
  ]
  own.upload = (await sendFile(database, clock, { code: 'X01', sequence: 1, records })).uploadId
  await sendFile(database, clock, {
    code: 'X02',
    sequence: 1,
    records: [
      { nhsNumber: THEIRS, localId: 'TH-1' },
      { nhsNumber: BOTH, localId: 'BOTH-2' },
    ],
  })
  const about = { code: 'X01', nhsNumber: OURS, localId: SCRIPT } as const
  const named = { ...NURSE_AUTHOR, roleName: SCRIPT }
  own.access = await tell(database, clock, { ...about, kind: 'access', author: named })
  own.notBrought = await tell(database, clock, { ...about, kind: 'was-not-brought', note: SCRIPT })
  own.expired = await tell(database, clock, { ...about, kind: 'access', isExpired: true })
})

async function givenSomebody(userId: string): Promise<Visitor> {
  const visitor = openVisitor(portal)
  await visitor.signIn(userId)
  return visitor
}

const codeOf = ({ html }: Seen) => /<code>([A-Z0-9_]+)<\/code>/.exec(html)?.[1]

async function refusalsOf(userId: string): Promise<string[]> {
  const rows = await database.owner.query<{ outcome: string }>({
    text: `select outcome from audit.entry where user_id = $1 and action = 'authority-page' order by outcome`,
    values: [userId],
  })
  return rows.map(row => row.outcome)
}

test('an id of another authority is no id, whatever is done with it, and the try is kept', async () => {
  const otis = await givenSomebody(OTIS)
  await otis.get('/authority/contacts')
  const tries: readonly [Promise<Seen> | Seen, string][] = [
    [await otis.get(`/authority/uploads/${own.upload}`), 'REGISTER_UPLOAD_UNKNOWN'],
    [await otis.get(`/authority/uploads/${own.upload}/rows.csv`), 'REGISTER_UPLOAD_UNKNOWN'],
    [await otis.get(`/authority/notices/${own.access}`), 'NOTICE_UNKNOWN'],
    [await otis.post(`/authority/notices/${own.access}/seen`), 'NOTICE_UNKNOWN'],
    [await otis.post(`/authority/notices/${own.access}/actioned`, { note: 'x' }), 'NOTICE_UNKNOWN'],
    [await otis.post(`/authority/notices/${own.expired}/again`), 'NOTICE_UNKNOWN'],
    [await otis.get(`/authority/agreements/${X01_SIGNED}`), 'AGREEMENT_UNKNOWN'],
    [await otis.post(`/authority/agreements/${X03_UNSIGNED}/ask`, { role: 'Director' }), 'AGREEMENT_UNKNOWN'],
    [await otis.post(`/authority/agreements/${X03_UNSIGNED}/approve`), 'AGREEMENT_UNKNOWN'],
    [await otis.post(`/authority/agreements/${X03_UNSIGNED}/refuse`, { reason: 'x' }), 'AGREEMENT_UNKNOWN'],
    [await otis.get(`/authority/uploads/${systemRandomness.uuid()}`), 'REGISTER_UPLOAD_UNKNOWN'],
    [await otis.get(`/authority/notices/1'or'1'='1`), 'NOTICE_UNKNOWN'],
  ]
  for (const [seen, code] of tries) {
    const { status, html } = await seen
    assert.equal(status, 404, html)
    assert.match(html, new RegExp(code))
    assert.doesNotMatch(html, /Exampleshire|LOCAL-|BOTH-1/)
  }
  assert.deepEqual(await refusalsOf(OTIS), tries.map(([, code]) => code).sort())
  const [left] = await database.owner.query({
    text: `select (select count(*) from notifications.notice_event) as events,
      (select count(*) from notifications.notification where resent_from is not null) as again`,
  })
  assert.deepEqual(left, { events: 0, again: 0 })
})

test('the handle of a child is of one session, and none is made for a child of another', async () => {
  const nia = await givenSomebody(NIA)
  const { html } = await nia.get('/authority/children')
  const [, handle = ''] = /href="(\/authority\/children\/[\w-]{20,})"/.exec(html) ?? []
  assert.equal((await nia.get(handle)).status, 200)
  const otis = await givenSomebody(OTIS)
  for (const seen of [await otis.get(handle), await otis.post(`${handle}/number`)]) {
    assert.equal(seen.status, 404)
    assert.equal(codeOf(seen), 'PORTAL_HANDLE_UNKNOWN')
  }
  assert.equal((await refusalsOf(OTIS)).filter(code => code === 'PORTAL_HANDLE_UNKNOWN').length, 2)
  const found = await otis.post('/authority/children', { sought: OURS })
  assert.match(found.html, /No child or mother of yours/)
  const shared = await otis.post('/authority/children', { sought: BOTH })
  assert.match(shared.html, /BOTH-2/)
  assert.doesNotMatch(shared.html, /BOTH-1|Exampleshire/)
  const asked = await database.owner.query({
    text: `select child_key, outcome from audit.entry where user_id = $1 and action = 'authority-child' order by outcome desc`,
    values: [OTIS],
  })
  assert.deepEqual(asked, [
    { child_key: keyOf(OURS), outcome: 'NotKnown' },
    { child_key: keyOf(BOTH), outcome: 'Known' },
  ])
})

test('an NHS number shows only when it is asked for, and that is kept', async () => {
  const nia = await givenSomebody(NIA)
  const list = await nia.get('/authority/children')
  assert.doesNotMatch(list.html, new RegExp(`${OURS}|${OURS.slice(0, 3)} ${OURS.slice(3, 6)}`))
  const [, path = ''] = /href="(\/authority\/children\/[\w-]{20,})"/.exec(list.html) ?? []
  assert.doesNotMatch(Buffer.from(path.split('/')[3] ?? '', 'base64url').toString('latin1'), /999/)
  const shown = await nia.post(`${path}/number`)
  assert.match(shown.html, /\d{3} \d{3} \d{4}/)
  const [kept] = await database.owner.query({
    text: `select outcome, channel, organisation from audit.entry where action = 'nhs-number-shown' and user_id = $1`,
    values: [NIA],
  })
  assert.deepEqual(kept, { outcome: 'Known', channel: 'portal', organisation: 'X01' })
})

test('what an authority, a clinician or a colleague wrote is shown as text', async () => {
  const nia = await givenSomebody(NIA)
  await nia.post(`/authority/notices/${own.notBrought}/actioned`, { note: SCRIPT })
  await nia.post('/authority/contacts/add', { role: SCRIPT, email: 'x@example.org' })
  const typed = await nia.post('/authority/contacts/add', { role: SCRIPT, email: `"><b>${SCRIPT}` })
  assert.equal(typed.status, 422)
  const petra = await givenSomebody(PETRA)
  await petra.get('/authority')
  const asked = await petra.post(`/authority/agreements/${X03_UNSIGNED}/ask`, { role: SCRIPT })
  assert.equal(asked.status, 303)
  const taken = await petra.post(`/authority/agreements/${X03_UNSIGNED}/refuse`, { reason: SCRIPT })
  assert.equal(taken.status, 303)
  const pages = [
    typed,
    await nia.get('/authority/children'),
    await nia.post('/authority/children', { sought: SCRIPT }),
    await nia.get(`/authority/uploads/${own.upload}?rows=all`),
    await nia.get('/authority/notices'),
    await nia.get(`/authority/notices/${own.access}`),
    await nia.get(`/authority/notices/${own.notBrought}`),
    await nia.get('/authority/contacts'),
    await petra.get(`/authority/agreements/${X03_UNSIGNED}`),
  ]
  for (const { html } of pages) {
    assert.match(html, /<main/)
    assert.doesNotMatch(html, /<script|<b>/)
  }
  assert.ok(pages.slice(0, 8).every(({ html }) => html.includes('&lt;script&gt;')))
})

test('an export is made after proving again who one is, and no cell of it is a formula', async () => {
  const nia = await givenSomebody(NIA)
  clock.forward(0.2)
  for (const path of [`/authority/uploads/${own.upload}/rows.csv`, '/authority/quality/trend.csv']) {
    const first = await nia.get(path)
    assert.equal(first.status, 303)
    assert.match(first.location, /^\/sign-in\?return_to=.*again=yes/)
  }
  const ask = await nia.post(`/authority/agreements/${X01_SIGNED}/approve`)
  assert.match(ask.location, /again=yes/)
  clock.at('2026-11-22T10:00:00Z')
  const again = await givenSomebody(NIA)
  const { status, html, headers } = await again.get(`/authority/uploads/${own.upload}/rows.csv`)
  assert.equal(status, 200)
  assert.match(headers.get('content-disposition') ?? '', /attachment; filename="upload-X01-000001.csv"/)
  assert.match(html, /"record","your_id"/)
  assert.match(html, /3,"'=cmd\|/)
  assert.doesNotMatch(html, new RegExp(OURS))
})

test('nobody approves what they asked for, and nobody of another authority does', async () => {
  const petra = await givenSomebody(PETRA)
  await petra.get('/authority')
  await petra.post(`/authority/agreements/${X03_UNSIGNED}/ask`, { role: 'Director' })
  const own = await petra.post(`/authority/agreements/${X03_UNSIGNED}/approve`)
  assert.equal(own.status, 403)
  assert.equal(codeOf(own), 'IG_SECOND_PERSON_WANTED')
  const uri = await givenSomebody(URI)
  await uri.get('/authority')
  assert.equal((await uri.post(`/authority/agreements/${X03_UNSIGNED}/approve`)).status, 404)
  const [agreement] = await database.owner.query({
    text: 'select signed_on from care_settings.agreement where agreement_id = $1',
    values: [X03_UNSIGNED],
  })
  assert.deepEqual(agreement, { signed_on: null })
})

test('a form without the token of the session, or from elsewhere, does nothing', async () => {
  const nia = await givenSomebody(NIA)
  const paths = [
    '/authority/children',
    `/authority/notices/${own.access}/seen`,
    `/authority/notices/${own.expired}/again`,
    '/authority/contacts/confirm',
    `/authority/agreements/${X01_SIGNED}/ask`,
  ]
  for (const path of paths) {
    for (const refused of [
      await nia.post(path, { token: '' }),
      await nia.post(path, {}, { 'sec-fetch-site': 'cross-site' }),
    ]) {
      assert.equal(refused.status, 403)
      assert.equal(codeOf(refused), 'PORTAL_FORM_STALE')
    }
  }
})

test('a nurse, and a role whose organisation is no authority, see nothing of it', async () => {
  const nurse = await givenSomebody('656005750107')
  for (const path of ['/authority', '/authority/children', `/authority/notices/${own.access}`])
    assert.equal(codeOf(await nurse.get(path)), 'PORTAL_AREA_NOT_ALLOWED')
  await database.owner.query({
    text: `update care_settings.local_authority set valid_to = '2026-11-21' where code = 'X02'`,
  })
  const otis = await givenSomebody(OTIS)
  const refused = await otis.get('/authority')
  assert.equal(refused.status, 403)
  assert.equal(codeOf(refused), 'AUTHORITY_UNKNOWN')
})
