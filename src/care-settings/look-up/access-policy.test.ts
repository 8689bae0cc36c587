import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import { careSettingsErrors } from '../errors.ts'
import { loadReference } from '../load-reference.ts'
import { readReference } from '../reference.ts'
import type { PolicySettings } from '../settings.ts'
import {
  CELLS,
  CELLS_WHEN_REFUSED,
  DECLARATIONS,
  type Declaration,
  ORGANISATION_STATES,
  type OrganisationState,
  type Outcome,
  ROLES,
  type Role,
  SETTINGS,
  type SettingRow,
} from './access-policy.ts'
import { type DecideDeps, decideLookUp, LOOK_UP_STEPS, type LookUpDecision, LookUpRefused } from './decide-look-up.ts'

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const ALLOWED: PolicySettings = { notifyingCodeInSilentSetting: 'allowed', silentCodeInStandardSetting: 'allowed' }
const deps = (settings = ALLOWED): DecideDeps => ({ db: database.pool('care_settings'), clock, settings })

const STATES = Object.keys(ORGANISATION_STATES) as OrganisationState[]
const odsOf = (state: OrganisationState, { code }: SettingRow) =>
  `S${STATES.indexOf(state)}${String(SETTINGS.findIndex(row => row.code === code)).padStart(2, '0')}`

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await database.owner.query({
    text: `insert into care_settings.care_setting (code, name, valid_from, valid_to, source)
      values ('any other', 'A setting that is over', '2014-11-01', '2020-03-31', 'test')`,
  })
  for (const row of SETTINGS)
    for (const state of STATES.filter(one => one !== 'unknown'))
      await database.owner.query({
        text: `insert into care_settings.organisation (ods_code, name, care_setting, onboarded_on, dspt_valid_to,
            agreement_valid_from, agreement_valid_to, invented, valid_from, source)
          values ($1, 'SOMEWHERE', $2, $3, $4, '2023-04-01', $5, true, '2021-04-01', 'test')`,
        values: [
          odsOf(state, row),
          row.code,
          state === 'not onboarded' ? null : '2023-04-01',
          state === 'DSPT expired' ? '2026-11-21' : '2026-11-22',
          state === 'agreement lapsed' ? '2026-11-21' : null,
        ],
      })
})
after(() => database.end())

const ACTIVITIES: Readonly<Record<Role, readonly string[]>> = {
  neither: ['B0264', 'R0001'],
  B0107: ['B0107', 'B0264'],
  B0170: ['B0170'],
  both: ['B0107', 'B0170'],
}
const DECLARED: Readonly<Record<Declaration, boolean | undefined>> = {
  unscheduled: true,
  nothing: undefined,
  scheduled: false,
}

type Asked = { readonly odsCode: string; readonly role: Role; readonly declared: Declaration }

async function ask({ odsCode, role, declared }: Asked, settings = ALLOWED): Promise<LookUpDecision | LookUpRefused> {
  const asker = { author: { organisation: { odsCode } }, activities: new Set(ACTIVITIES[role]) }
  try {
    return await decideLookUp(deps(settings), asker, DECLARED[declared])
  } catch (error) {
    if (error instanceof LookUpRefused) return error
    throw error
  }
}

function cellOf(answer: LookUpDecision | LookUpRefused): Required<Outcome> {
  const outcome = answer instanceof LookUpRefused ? (answer.code as Outcome['outcome']) : answer.mode
  return { outcome, findings: answer.findings }
}

test('the table names every care setting there is, and one that is not', () => {
  const codes = readReference('care-settings.csv').map(row => row['code'])
  assert.deepEqual(
    SETTINGS.map(row => row.code),
    [...codes, 'any other'],
  )
})

for (const row of SETTINGS)
  test(`${row.code}: every role and every declaration`, async () => {
    for (const role of ROLES)
      for (const [index, declared] of DECLARATIONS.entries()) {
        const answer = await ask({ odsCode: odsOf('ready', row), role, declared })
        assert.deepEqual(cellOf(answer), { findings: [], ...CELLS[row.kind][role][index] }, `${role}, ${declared}`)
        if (answer instanceof LookUpRefused) continue
        assert.equal(answer.careSetting, row.code)
        assert.equal(answer.gate, row.gate)
      }
  })

for (const state of STATES.filter(one => one !== 'ready'))
  test(`an organisation that is ${state}: refused in every setting, role and declaration`, async () => {
    for (const row of SETTINGS)
      for (const role of ROLES)
        for (const declared of DECLARATIONS) {
          const answer = await ask({ odsCode: odsOf(state, row), role, declared })
          assert.equal(cellOf(answer).outcome, ORGANISATION_STATES[state], `${row.code}, ${role}, ${declared}`)
        }
  })

for (const [name, { kinds, role, row: wanted }] of Object.entries(CELLS_WHEN_REFUSED))
  test(`${name}=refused: those cells, and no other`, async () => {
    const settings: PolicySettings = {
      notifyingCodeInSilentSetting: name === 'CPIS_B0107_IN_SILENT_SETTING' ? 'refused' : 'allowed',
      silentCodeInStandardSetting: name === 'CPIS_B0170_IN_STANDARD_SETTING' ? 'refused' : 'allowed',
    }
    for (const row of SETTINGS)
      for (const one of ROLES)
        for (const [index, declared] of DECLARATIONS.entries()) {
          const isMeant = one === role && (kinds as readonly string[]).includes(row.kind)
          const expected = isMeant ? wanted[index] : CELLS[row.kind][one][index]
          const answer = await ask({ odsCode: odsOf('ready', row), role: one, declared }, settings)
          assert.deepEqual(cellOf(answer), { findings: [], ...expected }, `${row.code}, ${one}, ${declared}`)
        }
  })

test('whoever asks, from wherever, whatever they declare: SARC and termination of pregnancy never notify', async () => {
  const confidential = ['sarc', 'termination-of-pregnancy']
  const odsCodes = readReference('organisations.csv')
    .filter(row => confidential.includes(String(row['care_setting'])))
    .map(row => String(row['ods_code']))
  assert.equal(odsCodes.length, 4)
  const asker = fc.record({
    odsCode: fc.constantFrom(...odsCodes),
    activities: fc.uniqueArray(fc.oneof(fc.constantFrom('B0107', 'B0170', 'B0264', 'X-SAFEGUARDING'), fc.string())),
    unscheduled: fc.constantFrom(true, false, undefined),
    settings: fc.record({
      notifyingCodeInSilentSetting: fc.constantFrom('allowed', 'refused'),
      silentCodeInStandardSetting: fc.constantFrom('allowed', 'refused'),
    }),
  })
  await fc.assert(
    fc.asyncProperty(asker, async ({ odsCode, activities, unscheduled, settings }) => {
      const who = { author: { organisation: { odsCode } }, activities: new Set(activities) }
      const decided = await decideLookUp(deps(settings as PolicySettings), who, unscheduled).catch(error => error)
      if (decided instanceof LookUpRefused) return
      assert.equal((decided as LookUpDecision).mode, 'silent')
    }),
    { numRuns: 300 },
  )
})

const dentist = { author: { organisation: { odsCode: 'V99001' } }, activities: new Set(['B0170']) }
const earlyAdopter = { ...dentist, author: { organisation: { odsCode: 'V99003' } } }
const formerAdopter = { ...dentist, author: { organisation: { odsCode: 'Y99004' } } }

async function gateOn(day: string, asker: typeof dentist): Promise<string> {
  const at = { ...deps(), clock: movedClock(`${day}T10:00:00Z`) }
  return (await decideLookUp(at, asker, false)).gate
}

test('a scheduled setting needs an agreement from its day on, an early adopter for as long as it is one', async () => {
  assert.equal(await gateOn('2023-07-31', dentist), 'open')
  assert.equal(await gateOn('2023-08-01', dentist), 'by-agreement')
  assert.equal(await gateOn('2023-08-01', earlyAdopter), 'open')
  assert.equal(await gateOn('2024-03-31', formerAdopter), 'open')
  assert.equal(await gateOn('2024-04-01', formerAdopter), 'by-agreement')
})

test('a site of an early adopter is exempt with it, in that setting only', async () => {
  await database.owner.query({
    text: `insert into care_settings.early_adopter values ('X80', 'camhs', '2023-05-01', '2027-03-31', 'test'),
      ('X85', 'camhs', '2023-05-01', '2027-03-31', 'test')`,
  })
  const at = (odsCode: string) => ({ ...dentist, author: { organisation: { odsCode } } })
  assert.equal(await gateOn('2026-11-22', at('X8001')), 'open')
  assert.equal(await gateOn('2026-11-22', at('X8002')), 'by-agreement')
  assert.equal(await gateOn('2026-11-22', at('X85')), 'by-agreement')
})

test('the day is the day in England', async () => {
  const at = { ...deps(), clock: movedClock('2023-07-31T23:30:00Z') }
  assert.equal((await decideLookUp(at, dentist, false)).gate, 'by-agreement')
})

test('ten steps, those of health-side.md 4.5', () => {
  assert.deepEqual(
    LOOK_UP_STEPS.map(step => step.number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  )
})

test('each refusal has its sentence', () => {
  const sentences = Object.fromEntries(
    Object.entries(careSettingsErrors).map(([code, row]) => [code, `${row.status} ${row.sentence}`]),
  )
  assert.deepEqual(sentences, {
    LOOK_UP_ORGANISATION_UNKNOWN: '403 Your organisation is not registered to look up child protection information',
    LOOK_UP_ORGANISATION_NOT_ONBOARDED:
      '403 Your organisation has not joined Child Protection - Information Sharing yet',
    LOOK_UP_DSPT_EXPIRED: '403 Your organisation has no current Data Security and Protection Toolkit assessment',
    LOOK_UP_AGREEMENT_LAPSED:
      "403 Your organisation's agreement to look up child protection information is not in force",
    LOOK_UP_ACTIVITY_MISSING: '403 Your role does not include viewing child protection information',
    LOOK_UP_SETTING_UNKNOWN:
      "403 Your organisation's care setting is not one that looks up child protection information",
    LOOK_UP_SETTING_CLOSED: '403 Child protection information is not available in your care setting',
    LOOK_UP_NOTIFYING_CODE_REFUSED:
      '403 Your role tells the local authority of a look-up, which is not done in your care setting',
    LOOK_UP_SILENT_CODE_REFUSED: '403 Your role is for scheduled care only, and your care setting is not',
    LOOK_UP_SETTING_SILENT_ONLY:
      '403 In your care setting a look-up must be declared as scheduled, because the local authority is not told',
    LOOK_UP_ACTIVITY_SILENT_ONLY:
      '403 Your role is for scheduled care only and this look-up was not declared as scheduled',
    REFERENCE_INVALID: '500 A reference file cannot be used',
  })
})
