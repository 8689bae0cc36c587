import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Audited, audited } from '../../../test/support/audited.ts'
import { program, type SubjectExportOptions, subjectExport } from '../../cli/index.ts'
import { takeOverOrders } from '../../notifications/index.ts'
import { silentLog, systemRandomness } from '../../platform/index.ts'
import { placeHold, type RecordsDeps } from '../../records/index.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { recordsDepsOf } from './records-deps.ts'
import { eraseWork, exportSubject } from './records-verbs.ts'

let field: Audited
let records: RecordsDeps
let end: () => Promise<void>
let first: string
let third: string
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-subject-'))
const settings = () =>
  settingsFrom({ CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: field.database.url })

before(async () => {
  field = await audited()
  const ground = groundOf('records', settings())
  records = recordsDepsOf(ground)
  end = () => ground.end()
  ;[first = '', , third = ''] = field.children
  const { database, clock, ask } = field
  for (const nhsNumber of field.children) await ask({ nhsNumber })
  if (field.children[2] !== undefined) await ask({ nhsNumber: field.children[2], mode: 'silent' })
  const taking = { db: database.pool('notifications'), clock, randomness: systemRandomness, log: silentLog }
  const orders = { lookup: database.pool('lookup'), register: database.pool('register') }
  await takeOverOrders(taking as unknown as Parameters<typeof takeOverOrders>[0], orders)
})
after(async () => {
  await end()
  await field[Symbol.asyncDispose]()
  fs.rmSync(folder, { recursive: true })
})

let files = 0
type Json = { parts: { part: string; records?: object[]; withheld?: { fields: string[]; exemption: string } }[] }

async function exported(more: Partial<SubjectExportOptions>) {
  files += 1
  const out = path.join(folder, String(files))
  const asked = { requestedBy: 'Robin Sample', reason: 'SAR-7', decidedBy: 'Ada Example, Caldicott Guardian' }
  const request = { ...asked, nhsNumber: first, relation: 'self', give: [], withhold: [], out, ...more } as const
  const { files: written } = await exportSubject(settings, 'op')(request)
  const html = fs.readFileSync(written.html, 'utf8')
  const json = JSON.parse(fs.readFileSync(written.json, 'utf8')) as Json
  const of = (part: string) => json.parts.find(one => one.part === part)
  return { html, json, of, mode: fs.statSync(written.json).mode & 0o777 }
}

const rows = <Row>(text: string, ...values: unknown[]) => field.database.owner.query<Row>({ text, values })

test('a child who asks in their own right is given what is held, but for names of staff and places', async () => {
  const { html, of, mode } = await exported({})
  assert.equal(mode, 0o600)
  const given = ['plans', 'uploads', 'accesses', 'notices', 'audit'].map(part => of(part)?.records?.length)
  assert.deepEqual(given, [2, 2, 2, 2, 1])
  assert.match(JSON.stringify(of('plans')?.records), /"givenName":"Robin","familyName":"SAMPLE"/)
  assert.match(JSON.stringify(of('uploads')?.records), /"answer":"CPR06".*child Robin SAMPLE 2019-02-14 LOCAL-1/)
  const why = 'names of staff and places where the child was'
  const third = { exemption: 'third-party', law: 'DPA 2018 Schedule 2 Part 3', why }
  assert.deepEqual(of('accesses')?.withheld, { fields: ['who', 'organisation'], ...third })
  assert.ok(!html.includes('EXAMPLE TEACHING HOSPITAL') && !html.includes('EXAMPLE</td>'))
  assert.match(
    html,
    /From each record: who, organisation is withheld\. Exemption: third-party, DPA 2018 Schedule 2 Part 3/,
  )
  assert.match(html, /was decided by Ada Example, Caldicott Guardian\./)
  assert.match(html, /<h1>Records held by Child Protection - Information Sharing<\/h1>/)
})

test('a parent is given nothing unless it was decided so, and does not learn how much there is', async () => {
  const { html, json } = await exported({ relation: 'parent', requestedBy: 'A Parent' })
  assert.deepEqual(
    json.parts.map(({ part, records, withheld }) => [part, records, withheld?.exemption]),
    [
      ['plans', undefined, 'child-abuse-data'],
      ['plan-versions', undefined, 'child-abuse-data'],
      ['uploads', undefined, 'child-abuse-data'],
      ['accesses', undefined, 'health-serious-harm'],
      ['notices', undefined, 'health-serious-harm'],
      ['audit', undefined, 'health-serious-harm'],
      ['person', undefined, 'child-abuse-data'],
      ['number-changes', undefined, 'adoption'],
      ['requests', undefined, 'third-party'],
    ],
  )
  assert.ok(!html.includes('SAMPLE') && !html.includes('X01') && !html.includes('<table>'))
})

test('what the controller decides otherwise needs a reason, and stands in the record and the audit', async () => {
  await assert.rejects(exported({ relation: 'parent', give: ['plans'] }), {
    message: 'The request to see records is not complete (why it was decided otherwise is missing)',
  })
  const because = 'in the best interests of the child: the plan is known to the parent'
  const { of, html } = await exported({ relation: 'parent', give: ['plans'], withhold: ['person'], because })
  assert.equal(of('plans')?.records?.length, 2)
  assert.match(html, new RegExp(because))
  const [kept] = await rows<{ decisions: { part: string; isDecided: boolean; exemption?: string }[] }>(
    'select decisions from records.subject_request order by at desc, request_id limit 1',
  )
  assert.ok(kept?.decisions.every(one => one.isDecided === ['plans', 'person'].includes(one.part)) ?? false)
  const entries = await rows<{ outcome: string; relation: string }>(
    `select outcome, user_id, detail ->> 'relation' as relation from audit.entry where action = 'subject-export'`,
  )
  assert.equal(entries.length, 3)
  assert.ok(entries.some(one => one.relation === 'parent' && one.outcome === 'given-in-part'))
  assert.equal((await exported({})).of('requests')?.records?.length, 3)
})

test('an unknown part, one both given and withheld, and an empty name are refused; nothing is left behind', async () => {
  const because = 'x'
  const parts = 'plans, plan-versions, uploads, accesses, notices, audit, person, number-changes, requests'
  const refused = 'The request to see records is not complete'
  for (const [more, why] of [
    [{ give: ['everything'], because }, `there is no part everything; there are ${parts}`],
    [{ give: ['plans'], withhold: ['plans'], because }, 'plans is to be given and withheld'],
    [{ decidedBy: ' ' }, 'decidedBy is empty'],
  ] as const)
    await assert.rejects(exported(more), { code: 'SUBJECT_REQUEST_INVALID', message: `${refused} (${why})` })
  assert.ok(!fs.existsSync(path.join(folder, `${files}.json`)))
  const taken = path.join(folder, 'taken')
  fs.writeFileSync(`${taken}.html`, 'there')
  await assert.rejects(exported({ out: taken }), { code: 'EEXIST' })
  assert.equal(fs.readFileSync(`${taken}.html`, 'utf8'), 'there')
  assert.ok(!fs.existsSync(`${taken}.json`))
})

test('of a child nobody knows every part is empty', async () => {
  const { html, json } = await exported({ nhsNumber: '9990000018' })
  assert.ok(json.parts.filter(one => one.part !== 'number-changes').every(one => one.records?.length === 0))
  assert.match(html, /Nothing is held\./)
})

test('the command says where the files are and what became of each part', async () => {
  const said: string[] = []
  const verb = subjectExport(exportSubject(settings, 'op'), line => said.push(line))
  const out = path.join(folder, 'by-command')
  const words = ['--nhs-number', first, '--out', out, '--requested-by', 'A', '--relation', 'self', '--reason', 'SAR-8']
  await program([verb]).parseAsync(['node', 'cpis', 'subject', 'export', ...words, '--decided-by', 'Ada'])
  assert.match(said[0] ?? '', /^request [\da-f-]{36}: .*by-command\.json, .*by-command\.html$/)
  assert.ok(said.includes('  plans: 2 given'))
  assert.ok(said.includes('  accesses: 2 given without who, organisation (third-party)'))
  assert.ok(said.includes('  number-changes: 0 withheld (adoption)'))
})

test('erasing a child takes two people; the chain is whole, and the request names nobody any more', async () => {
  const ada = eraseWork(settings, 'ada')
  const bob = eraseWork(settings, 'bob')
  const erasureId = await ada.ask({ nhsNumber: third, requestedBy: 'court', reason: 'order 9' })
  const [waiting] = await bob.waiting()
  assert.deepEqual(
    { ...waiting, askedAt: undefined },
    { erasureId, askedBy: 'ada', askedAt: undefined, nhsNumber: third, requestedBy: 'court', reason: 'order 9' },
  )
  await assert.rejects(ada.approve(erasureId), { code: 'RECORDS_SECOND_PERSON_WANTED' })
  const entries = await bob.approve(erasureId)
  assert.ok(entries >= 2)
  const verified = await field.verify()
  assert.deepEqual([verified.erased, verified.problems], [entries, []])
  assert.equal((await exported({ nhsNumber: third })).of('accesses')?.records?.length, 0)
  await assert.rejects(bob.approve(erasureId), {
    message: `There is no such request to erase, or it was decided (${erasureId})`,
  })
  const [left] = await rows('select child_key, erasure_sealed, state from records.erasure')
  assert.deepEqual(left, { child_key: null, erasure_sealed: null, state: 'done' })
})

test('one entry; refused by anybody; never what is held, and nothing without a reason', async () => {
  const ada = eraseWork(settings, 'ada')
  const [entry] = await rows<{ entry_id: string }>(
    `select entry_id from audit.entry where action = 'look-up' and erased_at is null and outcome = 'NotKnown'`,
  )
  const one = { entryId: entry?.entry_id ?? '', requestedBy: 'a nurse', reason: 'a slip of the keys' }
  await ada.refuse(await ada.ask(one))
  assert.equal(await eraseWork(settings, 'bob').approve(await ada.ask(one)), 1)
  await assert.rejects(ada.ask(one), {
    message: 'What is to be erased is an entry or a child, and why (there is no such entry, or it was erased)',
  })
  for (const wrong of [
    { ...one, nhsNumber: first },
    { nhsNumber: first, requestedBy: '', reason: 'x' },
  ])
    await assert.rejects(ada.ask(wrong), { code: 'ERASURE_INVALID' })
  const asked = await ada.ask({ nhsNumber: first, requestedBy: 'court', reason: 'order 9' })
  await placeHold(records, { nhsNumber: first, reason: 'X-INQUIRY', by: 'ada' })
  await assert.rejects(eraseWork(settings, 'bob').approve(asked), {
    message: 'Records of this child are held and may not be erased',
  })
  assert.deepEqual((await field.verify()).problems, [])
})
