import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findCareSetting, loadReference } from '../../src/care-settings/index.ts'
import { openSpineClient } from '../../src/hl7v3/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../../src/identity/index.ts'
import {
  type Answer,
  alertAuthority,
  askAboutChild,
  type DeclarationAnswer,
  declareEncounter,
  type LookupDeps,
  type Question,
  readAccessHistory,
} from '../../src/lookup/index.ts'
import { type Api, startApiOn } from '../../src/main/api.ts'
import { issueTokenByHand } from '../../src/main/laptop-application.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { type Database, openMetrics, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { askFhir, byNumber, NURSE } from '../support/caller.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { atEveryCall, openFaults } from '../support/faulty-database.ts'
import { LOOK_UP_FORMS } from '../support/look-up-forms.ts'
import { daysAgo } from '../support/people.ts'
import { nhsNumber, staff, type Uploader, uploader } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// The connection is lost at the first call of the database, the second, and so on, before PostgreSQL hears of it and
// after it was done, until the flow has no further call. Nothing known ever becomes nothing known of, and what is done
// again is there once.

const faults = openFaults()
const metrics = openMetrics('test')
const common = { clock: systemClock, randomness: systemRandomness, log: silentLog, metrics }
let database: TestDatabase
let api: Api
let bearer: string
let lookup: LookupDeps
let careSettings: Database

let children = 0
let authorities: Uploader[]
const owned = (text: string, ...values: unknown[]) => database.owner.query({ text, values })

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)
  const environment = {
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: database.url,
    CPIS_API_PORT: '0',
    CPIS_SPINE_PORT: '0',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_TOKENS: 'opaque',
    CPIS_ANSWER_WITHIN_MS: '20000',
  }
  const settings = settingsFrom(environment)
  bearer = await issueTokenByHand(settings, NURSE.userId, NURSE.roleProfileId)
  lookup = { ...common, db: faults.wrap(database.pool('lookup')), answerWithinMs: 20_000 }
  authorities = ['X01', 'X02'].map(code => uploader(database, systemClock, code))
  careSettings = faults.wrap(database.pool('care_settings'))
  api = await startApiOn({
    ...common,
    settings,
    pool: context => faults.wrap(database.pool(context)),
    end: async () => {},
  })
})
after(async () => {
  await api?.stop()
  await database.end()
})

/** A child both authorities hold. */
async function heldByTwo(): Promise<Question['nhsNumber']> {
  const child = nhsNumber(++children)
  const rows = [{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: daysAgo(30) }] as const }]
  for (const authority of authorities) await authority.upload(rows)
  return child
}

const question = (child: Question['nhsNumber'], more: Partial<Question> = {}): Question => ({
  nhsNumber: child,
  mode: 'standard',
  careSetting: 'emergency-department',
  gate: 'open',
  findings: [],
  actor: staff('Ada'),
  channel: 'fhir',
  history: true,
  requestId: systemRandomness.uuid(),
  ...more,
})

/** One access that counts, if any, and then one order for each authority. */
async function thenTold(child: string, accesses: 0 | 1): Promise<void> {
  const counted = await owned('select access_id from lookup.access where child_key = $1 and counted', keyOf(child))
  const all = await owned('select 1 from lookup.access where child_key = $1', keyOf(child))
  assert.deepEqual([counted.length, all.length], [accesses, accesses])
  const orders = await owned(
    'select authority_code, access_id from lookup.notice_order where child_key = $1 order by authority_code',
    keyOf(child),
  )
  const [access] = counted
  const expected = access ? ['X01', 'X02'].map(code => ({ authority_code: code, ...access })) : []
  assert.deepEqual(orders, expected)
}

/** What a look-up may be after a fault: the plans with the access written, or that nothing was checked. */
async function thenKnownOrNotChecked(child: string, answer: Answer | Error, mode: Question['mode']): Promise<void> {
  assert.ok(!(answer instanceof Error), String(answer))
  assert.notEqual(answer.kind, 'NotKnown')
  if (answer.kind === 'Known') await thenKnown(child, answer, mode)
}

async function thenKnown(child: string, answer: Answer, mode: Question['mode']): Promise<void> {
  assert.ok(answer.kind === 'Known')
  assert.equal(answer.plans.length, 2)
  await thenTold(child, mode === 'standard' ? 1 : 0)
}

for (const mode of ['standard', 'silent'] as const)
  for (const history of [true, false])
    test(`a ${mode} look-up ${history ? 'with' : 'without'} its history`, async () => {
      const calls = await atEveryCall<Answer>(faults, async () => {
        const child = await heldByTwo()
        const asked = question(child, { mode, history })
        return {
          run: () => askAboutChild(lookup, asked),
          afterFault: answer => thenKnownOrNotChecked(child, answer, mode),
          afterRepeat: answer => thenKnown(child, answer, mode),
        }
      })
      assert.ok(calls >= 1)
    })

for (const [form, answering] of Object.entries(LOOK_UP_FORMS))
  test(`a standard look-up ${form}`, async () => {
    const deps = { ...lookup, answering: answering(lookup.db) }
    const calls = await atEveryCall<Answer>(faults, async () => {
      const child = await heldByTwo()
      const asked = question(child)
      return {
        run: () => askAboutChild(deps, asked),
        afterFault: answer => thenKnownOrNotChecked(child, answer, 'standard'),
        afterRepeat: answer => thenKnown(child, answer, 'standard'),
      }
    })
    assert.ok(calls >= 1)
  })

test('a standard look-up asked again under its request id', async () => {
  await atEveryCall<Answer>(faults, async () => {
    const child = await heldByTwo()
    const asked = question(child)
    faults.arm()
    assert.equal((await askAboutChild(lookup, asked)).kind, 'Known')
    return {
      run: () => askAboutChild(lookup, asked),
      afterFault: answer => thenKnownOrNotChecked(child, answer, 'standard'),
      afterRepeat: answer => thenKnown(child, answer, 'standard'),
    }
  })
})

test('the access history', async () => {
  await atEveryCall<Answer>(faults, async () => {
    const child = await heldByTwo()
    await askAboutChild(lookup, question(child))
    const asked = question(child, { actor: staff('Basil') })
    return {
      run: () => readAccessHistory(lookup, asked),
      afterFault: answer => thenKnownOrNotChecked(child, answer, 'standard'),
      afterRepeat: answer => {
        assert.ok(answer.kind === 'Known')
        assert.equal(answer.history.length, 1)
      },
    }
  })
})

const anHourAgo = new Date(Date.now() - 3_600_000)
const DECLARED = {
  'an encounter declared': asked => declareEncounter(lookup, { ...asked, encounterAt: anHourAgo }),
  'a child said not to be brought': asked =>
    alertAuthority(
      {
        ...lookup,
        fromSilentOnlySettings: 'refused',
        findCareSetting: code => findCareSetting({ db: careSettings }, code, daysAgo(0)),
      },
      { ...asked, careSetting: 'camhs', appointmentAt: anHourAgo, reason: 'X-NOT-BROUGHT' },
    ),
} satisfies Record<string, (asked: Question) => Promise<DeclarationAnswer>>

for (const [what, declare] of Object.entries(DECLARED))
  test(what, async () => {
    await atEveryCall<DeclarationAnswer>(faults, async () => {
      const child = await heldByTwo()
      const asked = question(child)
      return {
        run: () => declare(asked),
        async afterFault(answer) {
          assert.ok(!(answer instanceof Error), String(answer))
          assert.ok(answer.kind === 'Recorded' || answer.kind === 'NotChecked', answer.kind)
          if (answer.kind === 'Recorded') await thenTold(child, 1)
        },
        async afterRepeat(answer) {
          assert.equal(answer.kind, 'Recorded')
          await thenTold(child, 1)
        },
      }
    })
  })

/** What came over a door, by the three answers; with how many plans. */
type OverDoor = { readonly kind: Answer['kind']; readonly plans: number }

function throughDoor(ask: (child: Question['nhsNumber'], requestId: string) => Promise<OverDoor>, accesses: 0 | 1) {
  return async () => {
    const child = await heldByTwo()
    const requestId = systemRandomness.uuid()
    const thenShown = async (answer: OverDoor) => {
      assert.deepEqual(answer, { kind: 'Known', plans: 2 })
      await thenTold(child, accesses)
    }
    return {
      run: () => ask(child, requestId),
      async afterFault(answer: OverDoor | Error) {
        assert.ok(!(answer instanceof Error), String(answer))
        if (answer.kind !== 'NotChecked') await thenShown(answer)
      },
      afterRepeat: thenShown,
    }
  }
}

const overFhir = (unscheduled: boolean) => async (child: string, requestId: string) => {
  const { status, body } = await askFhir(api.url, { query: byNumber(child), bearer, unscheduled, requestId })
  if (status === 200) {
    const { total } = body as { total: number }
    return { kind: total > 0 ? 'Known' : 'NotKnown', plans: total } as const
  }
  const { issue } = body as { issue: [{ diagnostics: string }] }
  assert.equal(status, 503, issue[0].diagnostics)
  assert.match(issue[0].diagnostics, /^The register could not be read/)
  return { kind: 'NotChecked', plans: 0 } as const
}

for (const unscheduled of [true, false])
  test(`the whole way over FHIR, ${unscheduled ? 'unscheduled' : 'scheduled'} care`, async () => {
    const calls = await atEveryCall(faults, throughDoor(overFhir(unscheduled), unscheduled ? 1 : 0))
    assert.ok(calls >= 3, `${calls} calls`)
  })

test('the whole way over HL7 v3', async () => {
  const { author } = staff('Ada')
  assert.ok(author.kind === 'person')
  const ada = { ...author, ...NURSE }
  const overHl7 = async (nhsNumber: string, requestId: string) => {
    const { ask } = openSpineClient({
      ...common,
      // Both ids of the message: the same when it is sent again.
      randomness: { ...systemRandomness, uuid: () => requestId },
      url: api.spineUrl ?? '',
      from: 'https://trust.example.org/cpis',
      systemId: '200000000101',
      serviceSystemId: '200000000001',
      accessEventTypeForm: 'none',
      withinMs: 20_000,
    })
    const answer = await ask({ nhsNumber, author: ada, mode: 'standard' })
    if (answer.kind === 'NotChecked')
      assert.deepEqual(
        answer.reasons.map(reason => reason.code),
        ['X-NOT-CHECKED'],
      )
    return { kind: answer.kind, plans: answer.kind === 'Known' ? answer.plans.length : 0 }
  }
  const calls = await atEveryCall(faults, throughDoor(overHl7, 1))
  // The author, the decision and the look-up; the accredited system is read once a second.
  assert.ok(calls >= 3, `${calls} calls`)
})
