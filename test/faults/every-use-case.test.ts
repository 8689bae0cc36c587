import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import * as careSettings from '../../src/care-settings/index.ts'
import * as demographics from '../../src/demographics/index.ts'
import * as identity from '../../src/identity/index.ts'
import * as lookup from '../../src/lookup/index.ts'
import * as mesh from '../../src/mesh/index.ts'
import * as notifications from '../../src/notifications/index.ts'
import * as operations from '../../src/operations/index.ts'
import { calendarDate, openMetrics, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import * as programme from '../../src/programme/index.ts'
import * as register from '../../src/register/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { atEveryCall, openFaults, orRefused } from '../support/faulty-database.ts'
import { daysAgo } from '../support/people.ts'
import { nhsNumber, staff, type Uploader, uploader } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'
import { EXEMPT, TRIED } from './use-cases.ts'

// The connection is lost at each call of what writes beside look-ups, uploads and notices: done or not done, and done
// once when it is done again.

const CONTEXTS = {
  ...{ identity, demographics, 'care-settings': careSettings, register, lookup, notifications },
  ...{ operations, programme, mesh },
}

/** What a context exports that waits for something: its use cases. */
function useCases(): string[] {
  return Object.entries(CONTEXTS).flatMap(([context, exported]) =>
    Object.entries(exported)
      .filter(([, one]) => typeof one === 'function' && one.constructor.name === 'AsyncFunction')
      .map(([name]) => `${context}.${name}`),
  )
}

test('every use case is tried at every call of the database, or is exempt for a reason', () => {
  const tried = Object.values(TRIED).flat()
  const listed = [...tried, ...Object.keys(EXEMPT)]
  assert.deepEqual(
    useCases().filter(name => !listed.includes(name)),
    [],
    'tried nowhere',
  )
  const exported = Object.entries(CONTEXTS).flatMap(([context, all]) =>
    Object.keys(all).map(name => `${context}.${name}`),
  )
  assert.deepEqual(
    listed.filter(name => !exported.includes(name)),
    [],
    'no longer there',
  )
  assert.deepEqual(new Set(listed).size, listed.length, 'in both lists')
})

test('what is said to be tried in a file is in that file', () => {
  for (const [file, names] of Object.entries(TRIED)) {
    const text = fs.readFileSync(path.join(import.meta.dirname, file), 'utf8')
    for (const name of names) assert.match(text, new RegExp(`\\b${name.split('.')[1]}\\(`), `${name} in ${file}`)
  }
})

const faults = openFaults()
const common = { clock: systemClock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') }
let database: TestDatabase
let authorities: Uploader[]
let used = 0
const owned = (text: string, ...values: unknown[]) => database.owner.query({ text, values })
const db = (context: 'demographics' | 'care_settings' | 'register' | 'lookup') => faults.wrap(database.pool(context))
const owner = () => ({ ...common, owner: faults.wrap(database.owner) })

before(async () => {
  database = await testDatabase()
  await careSettings.loadReference(database.owner, { invented: true })
  await identity.loadRoleDirectory(database.owner)
  await identity.loadApplications(database.owner)
  authorities = ['X01', 'X02'].map(code => uploader(database, systemClock, code))
})
after(() => database.end())

/** Something done to one thing of its own, and what there is of that thing. */
type Tried = { readonly run: () => Promise<unknown>; readonly state: () => Promise<unknown> }

const account = async (wasClosed: boolean): Promise<Tried> => {
  used += 1
  const userId = `6560059${String(used).padStart(5, '0')}`
  if (wasClosed) await identity.closeAccount({ ...common, owner: database.owner }, userId)
  return {
    run: () => (wasClosed ? identity.reopenAccount(owner(), userId) : identity.closeAccount(owner(), userId)),
    state: () => owned('select count(*) from identity.closed_account where user_id = $1', userId),
  }
}

const event = async (what: 'take' | 'settle' | 'unreadable'): Promise<Tried> => {
  used += 1
  const [eventId, messageId] = [`event ${used}`, `MESSAGE-${used}`]
  const arrived = { eventId, number: nhsNumber(used), messageId }
  if (what === 'settle') await demographics.takeChangeEvent({ ...common, db: database.pool('demographics') }, arrived)
  const deps = { ...common, db: db('demographics') }
  return {
    run: async () => {
      if (what === 'take') await demographics.takeChangeEvent(deps, arrived)
      if (what === 'settle') await demographics.settleChangeEvent(deps, eventId, 'not-held')
      if (what === 'unreadable') await demographics.keepUnreadableEvent(deps, messageId, 'X-NOT-JSON' as never)
    },
    state: () => owned('select state, outcome from demographics.change_event where mesh_message_id = $1', messageId),
  }
}

const agreement = async (what: 'offer' | 'sign' | 'lapse'): Promise<Tried> => {
  await owned('truncate care_settings.agreement, care_settings.agreement_history, care_settings.agreement_setting')
  const deps = { ...common, db: db('care_settings') }
  const offer = { authorityCode: 'X01', version: 'X-DSA-1', by: 'operator' }
  const sign = (agreementId: string) =>
    careSettings.signAgreement(deps, { agreementId, signatoryRole: 'Director', by: 'operator' })
  const { agreementId } = what === 'offer' ? { agreementId: '' } : await careSettings.offerAgreement(deps, offer)
  if (what === 'lapse') await sign(agreementId)
  return {
    run: () => {
      if (what === 'offer') return careSettings.offerAgreement(deps, offer)
      if (what === 'sign') return sign(agreementId)
      return careSettings.lapseAgreement(deps, { agreementId, reason: 'ended', by: 'operator' })
    },
    state: () =>
      // An offer made again stands twice, and either may lapse: nobody is bound by one that is not signed.
      owned(`select (select count(*) from care_settings.agreement) > 0 as offered,
        (select count(*) from care_settings.agreement where signed_on is not null) as signed,
        (select count(*) from care_settings.agreement where lapses_on is not null) as lapsed,
        (select count(distinct event) from care_settings.agreement_history) as history`),
  }
}

const USE_CASES: Readonly<Record<string, () => Promise<Tried>>> = {
  'an account is closed': () => account(false),
  'an account is opened again': () => account(true),
  'an application is switched off': async () => {
    const [first] = await owned('select client_id from identity.application limit 1')
    const clientId = String(first?.['client_id'])
    await identity.switchApplication({ ...common, owner: database.owner }, clientId, true)
    return {
      run: () => identity.switchApplication(owner(), clientId, false),
      state: () => owned('select active from identity.application where client_id = $1', clientId),
    }
  },
  'news of a number arrive': () => event('take'),
  'news of a number are settled': () => event('settle'),
  'news that cannot be read are kept as such': () => event('unreadable'),
  'an agreement is offered': () => agreement('offer'),
  'an agreement is signed': () => agreement('sign'),
  'an agreement lapses': () => agreement('lapse'),
  'a birth date is corrected': async () => {
    used += 1
    const number = nhsNumber(used)
    const rows = [{ person: { nhsNumber: number }, plans: [{ type: 'CPP', start: daysAgo(30) }] as const }]
    for (const authority of authorities) await authority.upload(rows)
    return {
      run: () =>
        register.correctBirthDate({ ...common, db: db('register') }, { number, birthDate: calendarDate('2018-02-14') }),
      state: () => owned('select shown_until, version from register.plan where child_key = $1', keyOf(number)),
    }
  },
  'a refusal is recorded': async () => {
    const requestId = systemRandomness.uuid()
    const deps = { ...common, db: db('lookup'), answerWithinMs: 20_000 }
    const { actor } = { actor: staff('Ada') }
    return {
      run: () =>
        lookup.recordRefusal(deps, { code: 'TEST', channel: 'fhir', requestId, nhsNumber: nhsNumber(1), actor }),
      // Told twice it is kept twice: nothing is ever kept less often than it happened.
      state: () => owned('select count(*) > 0 as kept from audit.entry where request_id = $1', requestId),
    }
  },
  'requests of long ago are forgotten': async () => {
    const forgotten = new Date(Date.now() - 90 * 86_400_000)
    await owned(
      `insert into lookup.request (child_key, client_id, request_id, author_key, asked_at, access_id)
        values ($1, 'c', 'r', 'a', $2, $3) on conflict do nothing`,
      keyOf(nhsNumber(2)),
      forgotten,
      systemRandomness.uuid(),
    )
    return {
      run: () => lookup.forgetRequests({ ...common, db: db('lookup') }),
      state: () => owned('select count(*) from lookup.request'),
    }
  },
}

for (const [name, make] of Object.entries(USE_CASES))
  test(`${name}: done or not done, and once`, async () => {
    faults.arm()
    const clean = await make()
    const undone = await clean.state()
    await clean.run()
    const done = await clean.state()
    assert.notDeepEqual(done, undone)
    const calls = await atEveryCall(faults, async () => {
      faults.arm()
      const { run, state } = await make()
      return {
        run: orRefused(run),
        async afterFault() {
          const found = JSON.stringify(await state())
          assert.ok(
            [undone, done].some(one => JSON.stringify(one) === found),
            found,
          )
        },
        afterRepeat: async () => assert.deepEqual(await state(), done),
      }
    })
    assert.ok(calls >= 1)
  })

test('a new secret of an application is another each time, and the last counts', async () => {
  const [first] = await owned('select client_id from identity.application limit 1')
  const clientId = String(first?.['client_id'])
  const calls = await atEveryCall(faults, async () => ({
    run: () => identity.renewApplicationSecret(owner(), clientId),
    afterFault: async () => {},
    afterRepeat: secret => assert.match(String(secret), /^[\w-]{20,}$/),
  }))
  assert.ok(calls >= 3)
})
