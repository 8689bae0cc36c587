import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadReference } from '../src/care-settings/index.ts'
import { loadRoleDirectory } from '../src/identity/index.ts'
import { type ExplainedCase, explainPolicy } from '../src/main/explain-policy.ts'
import { settingsFrom } from '../src/main/settings.ts'
import { operatorName, systemClock } from '../src/platform/index.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { nhsNumber, uploader } from './support/register.ts'
import { keyOf } from './support/sealed.ts'

let database: TestDatabase
const child = nhsNumber(1)
const NURSE = '656005750107'
const DENTIST = '656005750213'

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  const person = { nhsNumber: child }
  const plans = [{ type: 'CPP', start: '2026-01-05' }] as const
  for (const code of ['X01', 'X03']) await uploader(database, systemClock, code).upload([{ person, plans }])
})
after(() => database.end())

function explain(more: Partial<ExplainedCase> = {}): Promise<string> {
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url }
  const asked = {
    user: NURSE,
    setting: 'emergency-department',
    nhsNumber: child,
    declared: 'nothing',
    ...more,
  } as const
  return explainPolicy(settingsFrom(environment), asked)
}

/** The outcomes alone, one a step. */
const outcomes = (text: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith('    '))
    .map(line => line.trim())

const NOT_REACHED = 'not reached'
const HOSPITAL = 'Nurse Access Role at EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)'

test('a nurse in an emergency department: ten steps, each with its outcome', async () => {
  assert.equal(
    await explain(),
    ` 1. signed in strongly, in one role profile (identity: actorOfBearer)
    ${HOSPITAL}; the sign-in itself is not tried
 2. the organisation is there, onboarded, its DSPT current and its agreement in force (care-settings)
    yes
 3. the role includes B0107 or B0170 (care-settings)
    yes
 4. the care setting is in the table and open (care-settings)
    yes: Emergency department
 5. the NHS number is valid (demographics: readNhsNumber, by the door)
    yes
 6. standard or silent, by role, setting and declaration (care-settings)
    standard; plans all open; no finding
 7. under 18, or the mother of an unborn child (register: days shown)
    no plan is shown from the 18th birthday on
 8. plans in their days, open by agreement (lookup: the one statement)
    shown: X01, X03; withheld by: none
 9. the access and its notices are written (lookup: the one statement)
    would be one access and a notice to X01, X03
10. the answer (lookup: askAboutChild)
    Known`,
  )
})

test('it leaves no access and no notice, and the system audit names the operator', async () => {
  for (const table of ['lookup.access', 'lookup.notice_order', 'lookup.request'])
    assert.deepEqual(await database.owner.query({ text: `select 1 from ${table}` }), [], table)
  const entries = await database.owner.query({
    text: "select action, outcome, channel, user_id, child_key, detail from audit.entry where channel = 'cli'",
  })
  assert.deepEqual(entries, [
    {
      action: 'policy-explained',
      outcome: 'Known',
      channel: 'cli',
      user_id: operatorName(),
      child_key: keyOf(child),
      detail: { insteadOf: NURSE },
    },
  ])
})

test('a dentist: silent, and the authority that has not signed withholds', async () => {
  const text = await explain({ user: DENTIST, setting: 'dentistry', declared: 'scheduled' })
  assert.deepEqual(outcomes(text).slice(5), [
    'silent; plans open by agreement; no finding',
    'no plan is shown from the 18th birthday on',
    'shown: X01; withheld by: X03',
    'would be nothing but the system audit',
    'Known',
  ])
})

test('a nurse as if in a sexual assault referral centre: refused at step 6, and nothing after', async () => {
  const text = await explain({ setting: 'sarc', declared: 'unscheduled' })
  assert.deepEqual(outcomes(text), [
    `${HOSPITAL}, as if it were there; the sign-in itself is not tried`,
    'yes',
    'yes',
    'yes: Sexual assault referral centre (SARC)',
    'yes',
    'REFUSED LOOK_UP_SETTING_SILENT_ONLY: In your care setting a look-up must be declared as scheduled, because the local authority is not told',
    ...Array.from({ length: 4 }, () => NOT_REACHED),
  ])
})

test('a child nobody has a plan for is NotKnown', async () => {
  const text = await explain({ nhsNumber: nhsNumber(2) })
  assert.deepEqual(outcomes(text).slice(7), [
    'shown: none; withheld by: none',
    'would be nothing but the system audit',
    'NotKnown',
  ])
})

/** Cases that are refused, at which step, by which code. */
const REFUSED: readonly (readonly [Partial<ExplainedCase>, number, string])[] = [
  [{ user: '999999999999' }, 1, 'ROLES_NONE'],
  [{ user: '656005750112' }, 3, 'LOOK_UP_ACTIVITY_MISSING'],
  [{ setting: 'nowhere' }, 4, 'LOOK_UP_SETTING_UNKNOWN'],
  [{ setting: 'pharmacy' }, 4, 'LOOK_UP_SETTING_CLOSED'],
  [{ nhsNumber: '9990000001' }, 5, 'NHS_NUMBER_INVALID'],
  [{ user: DENTIST, setting: 'dentistry' }, 6, 'LOOK_UP_ACTIVITY_SILENT_ONLY'],
]

for (const [asked, step, code] of REFUSED)
  test(`refused at step ${step}: ${code}, which the system audit keeps`, async () => {
    await database.owner.query({ text: "delete from audit.entry where channel = 'cli'" })
    const said = outcomes(await explain(asked))
    assert.match(said[step - 1] ?? '', new RegExp(`^REFUSED ${code}: `))
    assert.deepEqual(
      said.slice(step),
      Array.from({ length: 10 - step }, () => NOT_REACHED),
    )
    const entries = await database.owner.query({
      text: "select action, outcome, detail from audit.entry where channel = 'cli'",
    })
    assert.deepEqual(entries, [
      { action: 'policy-explained', outcome: code, detail: { insteadOf: asked.user ?? NURSE } },
    ])
  })
