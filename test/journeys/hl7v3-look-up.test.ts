import assert from 'node:assert/strict'
import https from 'node:https'
import { after, test } from 'node:test'
import { openSpineClient, type SpineAnswer, type SpineQuestion } from '../../src/hl7v3/index.ts'
import { loadAccreditedSystems, type PersonAuthor } from '../../src/identity/index.ts'
import { openPoolAsNamed, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { GP, NURSE } from '../support/caller.ts'
import { certificateAuthority } from '../support/certificates.ts'
import { testCluster } from '../support/database.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { freePort } from '../support/role-process.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// A hospital, a surgery and an ambulance service ask over HL7 v3, each by its own system and certificate.

const vouches = certificateAuthority()
const server = vouches.issue('cpis.example.org', ['localhost'])
const port = await freePort()
const [child, nobody] = inventedChildren(2)
assert.ok(child && nobody)
const service = await startService({
  people: [child, nobody],
  environment: {
    CPIS_SPINE_PORT: String(port),
    CPIS_SPINE_TLS_KEY: server.key,
    CPIS_SPINE_TLS_CERTIFICATE: server.certificate,
    CPIS_SPINE_TLS_AUTHORITIES: server.authorities,
  },
})
const { owner } = service.database
await loadAccreditedSystems(owner)
const authority = service.authority('X01')

/** The systems of `db/reference/accredited-systems.csv`. */
const HOSPITAL = { systemId: '200000000101', certificate: 'ed.x99.example.org' }
const AMBULANCE = { systemId: '200000000102', certificate: 'cad.x90.example.org' }
const SURGERY = { systemId: '200000000103', certificate: 'gp.y99001.example.org' }
const CALLS = { systemId: '200000000104', certificate: 'calls.x9911.example.org' }
const SARC = { systemId: '200000000105', certificate: 'notes.x8601.example.org' }

type System = typeof HOSPITAL

function ask(system: System, question: Partial<SpineQuestion> & Pick<SpineQuestion, 'author'>): Promise<SpineAnswer> {
  const client = openSpineClient({
    url: `https://127.0.0.1:${port}/syncservice`,
    from: 'https://trust.example.org/cpis',
    systemId: system.systemId,
    serviceSystemId: '200000000001',
    tls: vouches.issue(system.certificate),
    accessEventTypeForm: 'queryByParameterValue',
    withinMs: 10_000,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
  })
  return client.ask({ nhsNumber: child?.nhsNumber ?? '', mode: 'standard', ...question })
}

const person = (who: { readonly userId: string; readonly roleProfileId: string }, odsCode: string): PersonAuthor => ({
  kind: 'person',
  ...who,
  roleCode: 'R8001',
  roleName: 'As their system names it',
  name: { given: ['As'], family: 'Named' },
  organisation: { odsCode, name: 'As their system names it' },
})
const nurse = person(NURSE, 'X99')
const gp = person(GP, 'Y99001')
const control = {
  kind: 'device',
  systemId: AMBULANCE.systemId,
  responsible: [{ roleCode: 'R8003', roleName: 'Safeguarding lead', name: { given: ['Ona'], family: 'Bluelight' } }],
  organisation: { odsCode: 'X90', name: 'EXAMPLE REGIONAL AMBULANCE, outside 1 High Street' },
} as const

function known(answer: SpineAnswer) {
  assert.ok(answer.kind === 'Known', JSON.stringify(answer))
  assert.deepEqual(answer.unread, [])
  return answer
}

const whoLooked = (answer: SpineAnswer) =>
  known(answer).history.map(({ author }) => (author?.kind === 'person' ? author.name.family : author?.systemId))

const audited = async (limit: number) => {
  const rows = await owner.query<{ outcome: string }>({
    text: `select outcome, channel, mode, user_id, organisation, client_id from audit.entry where channel = 'hl7v3'
      order by at desc limit $1`,
    values: [limit],
  })
  return rows.map(row => ({ ...row }))
}

test('given an authority holds a plan of a child', async () => {
  const row = { person: child, plans: [{ type: 'CPP', start: daysAgo(30) }] } as const
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(1, [row])))
  assert.equal(answer.fileCode, 'CPF02')
})

test('when a nurse asks, then the plan is shown with whom to ring, and her look-up is the newest in the history', async () => {
  const answer = known(await ask(HOSPITAL, { author: nurse }))
  assert.deepEqual(
    answer.plans.map(({ type, start, nhsNumber, authority: { code, name, emergencyPhone } }) => [
      type,
      start,
      nhsNumber,
      code,
      name,
      emergencyPhone,
    ]),
    [['CPP', daysAgo(30), child.nhsNumber, 'X01', 'Exampleshire County Council', '07700900801']],
  )
  assert.deepEqual(whoLooked(answer), ['Example'])
  assert.equal(answer.history[0]?.queryId, answer.queryId)
  assert.deepEqual(await audited(1), [
    {
      outcome: 'Known',
      channel: 'hl7v3',
      mode: 'standard',
      user_id: NURSE.userId,
      organisation: 'X99',
      client_id: HOSPITAL.systemId,
    },
  ])
})

test('then the authority has one notice', async () => {
  await until('the notice sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const told = await accessesToTell(owner)
  assert.equal(told.length, 1)
  assert.deepEqual(
    (await noticesIn(authority)).map(({ accessId }) => accessId),
    told.map(({ accessId }) => accessId),
  )
})

test('when a GP asks silently, then the same plan is shown, the history does not grow, and nobody is told', async () => {
  const answer = known(await ask(SURGERY, { author: gp, mode: 'silent' }))
  assert.equal(answer.plans.length, 1)
  assert.deepEqual(whoLooked(answer), ['Example'])
  assert.equal(await noticesLeft(owner), 0)
  assert.equal((await accessesToTell(owner)).length, 1)
  assert.deepEqual(
    (await audited(1)).map(row => ({ ...row })),
    [
      {
        outcome: 'Known',
        channel: 'hl7v3',
        mode: 'silent',
        user_id: GP.userId,
        organisation: 'Y99001',
        client_id: SURGERY.systemId,
      },
    ],
  )
})

test('when a control room asks by itself, then it is in the history under the person it names', async () => {
  assert.deepEqual(whoLooked(await ask(AMBULANCE, { author: control })), ['Example', AMBULANCE.systemId])
  await until('the notice sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  assert.equal((await noticesIn(authority)).length, 1)
})

test('when the nurse asks again within the day, then she stands in the history once', async () => {
  assert.deepEqual(whoLooked(await ask(HOSPITAL, { author: nurse })), ['Example', AMBULANCE.systemId])
  assert.equal(await noticesLeft(owner), 0)
})

test('when a nurse asks about a child nobody holds a plan of, then there is no record', async () => {
  assert.deepEqual(await ask(HOSPITAL, { author: nurse, nhsNumber: nobody.nhsNumber }), { kind: 'NotKnown' })
})

const codes = (answer: SpineAnswer) => {
  assert.ok(answer.kind === 'NotChecked', JSON.stringify(answer))
  return [answer.why, ...answer.reasons.map(({ code }) => code)]
}

const RECEPTIONIST = { userId: '656005750112', roleProfileId: '555254242110' }
const SARC_LOUD = { userId: '656005750217', roleProfileId: '555254242217' }

const REFUSED: readonly [who: string, () => Promise<SpineAnswer>, codes: readonly string[], audited: string][] = [
  [
    'a receptionist without the activity',
    () => ask(HOSPITAL, { author: person(RECEPTIONIST, 'X99') }),
    ['refused', 'X-NOT-PERMITTED'],
    'LOOK_UP_ACTIVITY_MISSING',
  ],
  [
    'a notifying role where silence is enforced',
    () => ask(SARC, { author: person(SARC_LOUD, 'X8601') }),
    ['refused', 'X-NOT-PERMITTED'],
    'LOOK_UP_SETTING_SILENT_ONLY',
  ],
  [
    'a nurse by the system of another organisation',
    () => ask(SURGERY, { author: nurse }),
    ['refused', 'X-AUTHOR-ORGANISATION'],
    'AUTHOR_NOT_OF_SYSTEM',
  ],
  [
    'a nurse nobody knows',
    () => ask(HOSPITAL, { author: { ...nurse, userId: '656005759999' } }),
    ['refused', 'X-AUTHOR-UNKNOWN'],
    'AUTHOR_UNKNOWN',
  ],
  [
    'a system by the certificate of another',
    () => ask({ ...HOSPITAL, certificate: SURGERY.certificate }, { author: nurse }),
    ['fault', 'X-CERTIFICATE'],
    'SPINE_CERTIFICATE_DIFFERS',
  ],
  [
    'a system whose accreditation is over',
    () => ask({ systemId: '200000000107', certificate: 'old.x99.example.org' }, { author: nurse }),
    ['fault', 'X-SYSTEM-NOT-ACCREDITED'],
    'SPINE_SYSTEM_UNKNOWN',
  ],
  [
    'a system that asks by itself and may not',
    () =>
      ask(HOSPITAL, {
        author: { ...control, systemId: HOSPITAL.systemId, organisation: { odsCode: 'X99', name: 'Example' } },
      }),
    ['refused', 'X-SYSTEM-AUTHOR'],
    'AUTHOR_SYSTEM_REFUSED',
  ],
]

for (const [who, asking, expected, outcome] of REFUSED) {
  test(`${who} is refused, and the audit keeps it`, async () => {
    assert.deepEqual(codes(await asking()), expected)
    assert.equal((await audited(1))[0]?.outcome, outcome)
  })
}

test('a connection with no certificate, or one of another authority, is not taken', async () => {
  const url = `https://127.0.0.1:${port}/syncservice`
  await assert.rejects(fetch(url, { method: 'POST', body: '' }))
  const stranger = certificateAuthority('Somebody else').issue(HOSPITAL.certificate)
  const client = openSpineClient({
    url,
    from: 'https://trust.example.org/cpis',
    systemId: HOSPITAL.systemId,
    serviceSystemId: '200000000001',
    tls: { ...stranger, authorities: server.authorities },
    accessEventTypeForm: 'none',
    withinMs: 10_000,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
  })
  assert.deepEqual(codes(await client.ask({ nhsNumber: child.nhsNumber, author: nurse, mode: 'standard' })), [
    'unreachable',
  ])
})

test('an accredited system sees nothing of the process but the door', async () => {
  const { key, certificate: cert, authorities: ca } = vouches.issue(HOSPITAL.certificate)
  for (const path of ['/metrics', '/health/ready', '/health/live']) {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    https
      .get(`https://127.0.0.1:${port}${path}`, { key, cert, ca }, response => {
        resolve(response.resume().statusCode)
      })
      .on('error', reject)
    assert.equal(await promise, 404, path)
  }
})

test('where a token must go with the query, the author is who signed in, or is refused', async () => {
  const ned = person({ userId: '656005750205', roleProfileId: '555254242205' }, 'X9911')
  assert.deepEqual(codes(await ask(CALLS, { author: ned })), ['refused', 'X-SIGN-IN'])
  const nedsToken = await service.signIn(ned.userId)
  assert.equal(known(await ask(CALLS, { author: ned, accessToken: nedsToken })).plans.length, 1)
  const nursesToken = await service.signIn(NURSE.userId)
  assert.deepEqual(codes(await ask(CALLS, { author: ned, accessToken: nursesToken })), ['refused', 'X-SIGN-IN'])
  assert.equal((await audited(1))[0]?.outcome, 'AUTHOR_NOT_SIGNED_IN')
})

test('while the register is down nothing is checked, and never is that "no record"', async () => {
  const [{ name } = { name: '' }] = await owner.query<{ name: string }>({ text: 'select current_database() as name' })
  const admin = openPoolAsNamed((await testCluster()).url('postgres', 'postgres'), { connections: 1, log: silentLog })
  after(() => admin.end())
  await admin.query({ text: `alter database ${name} connection limit 0` })
  const ended = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
  await admin.query({ text: ended, values: [name] })
  for (const nhsNumber of [child.nhsNumber, nobody.nhsNumber])
    assert.deepEqual(codes(await ask(HOSPITAL, { author: nurse, nhsNumber })), ['refused', 'X-NOT-CHECKED'])
  await admin.query({ text: `alter database ${name} connection limit -1` })
  const again = await until('an answer', async () => {
    const answer = await ask(HOSPITAL, { author: nurse })
    return answer.kind === 'Known' ? answer : undefined
  })
  assert.equal(known(again).plans.length, 1)
})

test('and the log names nobody', () => {
  const log = service.logged()
  assert.match(log, /syncservice/)
  assert.deepEqual(linesThatName([child, nobody], log), [])
})
