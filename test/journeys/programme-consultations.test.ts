import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listAuthorities } from '../../src/care-settings/index.ts'
import { calendarDate } from '../../src/platform/index.ts'
import {
  actionTable,
  addAction,
  calendarFeed,
  cohortSettings,
  cohorts,
  consultationPage,
  consultationTable,
  decideConsultation,
  draftConsultation,
  engagementKind,
  enterEngagement,
  enterReplies,
  enterSession,
  exportLines,
  finishAction,
  loadFile,
  mailingTable,
  openConsultation,
  readAll,
  shareOf,
  stepConsultation,
  writeMailing,
  writeReminders,
} from '../../src/programme/index.ts'
import { DEFAULT_COHORTS, inScopeLegalStatuses, isPlanCategoryOffered } from '../../src/register/index.ts'
import { startProgramme } from '../support/programme.ts'

// A consultation lead asks the authorities about cohorts and the plan category; only what is decided changes what is in.

const programme = await startProgramme('2023-04-17')
const { deps, database } = programme
after(() => database.end())

const by = 'consultation-lead'
const of = (key: string) => ({ key, by })
const day = calendarDate
const ALL = (await listAuthorities({ db: deps.careSettings }, day('2023-04-17'))).map(one => one.code)
const invited = ALL.slice(0, 152)
const inScope = async (on: string) => inScopeLegalStatuses(await cohortSettings(deps, DEFAULT_COHORTS), day(on))

test('given a review that asks for an urgent reminder to all directors, then the action and the mailing are logged (S-047, S-050, S-113, S-140)', async () => {
  await addAction(deps, of('reminder'), {
    ...{ title: 'Remind directors that section 20 children stay in', source: 'Serious incident review' },
    ...{ urgency: 'urgent', owner: 'programme', due: 'end of April' },
  })
  await addAction(deps, of('web-page'), {
    title: 'Mend the page',
    source: 'feedback',
    urgency: 'normal',
    owner: 'programme',
  })
  await writeMailing(deps, of('section-20-reminder'), {
    ...{
      subject: 'Section 20 children and CP-IS',
      body: 'They must continue to be included.',
      source: 'reminder action',
    },
    ...{ roles: ["Director of Children's Services", 'Director of Public Health'], urgency: 'urgent' },
    ...{ sentOn: day('2023-04-17'), sentAs: 'e-mail of the programme' },
  })
  const [mailing] = await mailingTable(deps)
  assert.deepEqual(
    [mailing?.state, mailing?.sentOn, mailing?.roles.length, mailing?.organisations.length],
    ['sent', '2023-04-17', 2, ALL.length],
  )
  programme.setDay('2023-05-01')
  assert.deepEqual(
    (await actionTable(deps)).map(one => [one.key, one.urgency, one.overdue]),
    [
      ['reminder', 'urgent', true],
      ['web-page', 'normal', false],
    ],
  )
  await finishAction(deps, of('reminder'))
  await assert.rejects(finishAction(deps, of('reminder')), { code: 'CONSULTATION_STEP_REFUSED' })
})

test('V2 is in because it must be, E1 and the plan category are out until decided (S-045, S-046, S-048, S-049, S-051, S-057)', async () => {
  assert.deepEqual(
    (await cohorts(deps)).map(one => [one.name, one.standing, one.isOn]),
    [
      ['V2', 'required', true],
      ['E1', 'requested', false],
      ['plan-category', 'data item', false],
    ],
  )
  const [v2, e1] = await cohorts(deps)
  assert.equal(v2?.legal, 'Accommodated under section 20 of the Children Act 1989')
  assert.match(v2?.alias ?? '', /Voluntary Care Order/)
  assert.match(e1?.legal ?? '', /section 21 of the Adoption and Children Act 2002/)
  const scope = await inScope('2023-05-01')
  assert.deepEqual([scope.has('V2'), scope.has('E1')], [true, false])
})

test('when 152 authorities are asked and 90 reply, then it is 59% and says of how many (S-052, S-053, S-134)', async () => {
  await draftConsultation(deps, of('e1'), {
    ...{ topic: 'Children with a placement order', question: 'Will you share them?', about: 'E1' },
    audience: "Directors of Children's Services and of Public Health",
  })
  await assert.rejects(enterReplies(deps, of('e1'), [{ authorityCode: 'X-202', position: 'agrees' }]), {
    code: 'CONSULTATION_NOT_INVITED',
  })
  await openConsultation(deps, of('e1'), { closes: 'end of May', on: day('2023-04-17'), invited })
  programme.setDay('2023-06-07')
  const replies = invited.slice(0, 90).map(authorityCode => ({ authorityCode, position: 'agrees' as const }))
  await enterReplies(deps, of('e1'), replies)
  await enterReplies(deps, of('e1'), [
    { authorityCode: invited[0] ?? '', position: 'disagrees', reference: 'letter 7' },
  ])
  const [row] = await consultationTable(deps)
  assert.deepEqual(row?.replies, { part: 90, of: 152, percent: 59, words: '90 of 152 (59%)' })
  assert.deepEqual([row?.stateWords, row?.overdue], ['collecting replies', true])
  assert.equal(shareOf(90, 153).words, '90 of 153 (59%)')
  assert.equal(shareOf(0, 0).words, '0 of 0 (0%)')
  const page = await consultationPage(deps, 'e1')
  assert.deepEqual([page.byPosition.agrees, page.byPosition.disagrees], [89, 1])
  assert.equal(page.authorities.filter(one => one.position === undefined).length, 62)
  assert.deepEqual(page.authorities[0]?.reference, 'letter 7')
  await assert.rejects(enterReplies(deps, of('e1'), [{ authorityCode: ALL[152] ?? '', position: 'agrees' }]), {
    message: `Only who was invited can reply, and only after it opened (open: ${ALL[152]})`,
  })
})

test('and those who have not replied are reminded in one letter a week', async () => {
  assert.deepEqual([await writeReminders(deps), await writeReminders(deps)], [1, 0])
  const [letter] = await mailingTable(deps)
  assert.deepEqual(
    [letter?.organisations.length, letter?.subject],
    [62, 'CP-IS consultation: Children with a placement order'],
  )
})

test('then it goes its way in order, and only its decision switches the cohort, from a day on (S-051, S-054)', async () => {
  await assert.rejects(decideConsultation(deps, of('e1'), { outcome: 'in', isOn: true }), {
    message: 'A consultation does not go that way (from open to decided)',
  })
  await stepConsultation(deps, of('e1'), 'closed')
  await stepConsultation(deps, of('e1'), 'reviewing')
  const outcome = 'Children with a placement order are included'
  await assert.rejects(decideConsultation(deps, of('e1'), { outcome, isOn: true, from: day('2023-06-01') }), {
    message: 'This cannot be decided so (2023-06-01 is over; a decision holds from today on)',
  })
  assert.equal((await consultationTable(deps))[0]?.state, 'reviewing')
  await decideConsultation(deps, of('e1'), { outcome, isOn: true, from: day('2023-09-01') })
  await stepConsultation(deps, of('e1'), 'published')
  const e1 = (await cohorts(deps)).find(one => one.name === 'E1')
  assert.deepEqual([e1?.isOn, e1?.next], [false, { isOn: true, from: '2023-09-01' }])
  assert.deepEqual([(await inScope('2023-08-31')).has('E1'), (await inScope('2023-09-01')).has('E1')], [false, true])
  programme.setDay('2023-09-02')
  assert.equal((await cohorts(deps)).find(one => one.name === 'E1')?.decidedBy, 'e1')
})

test('section 20 cannot be decided out (S-048)', async () => {
  await draftConsultation(deps, of('v2'), {
    topic: 'Section 20',
    question: 'Out?',
    about: 'V2',
    audience: 'authorities',
  })
  await openConsultation(deps, of('v2'), {})
  await stepConsultation(deps, of('v2'), 'reviewing')
  await assert.rejects(decideConsultation(deps, of('v2'), { outcome: 'out', isOn: false }), {
    message: 'This cannot be decided so (V2 must stay in)',
  })
  assert.equal((await consultationPage(deps, 'v2')).state, 'reviewing')
})

test('the plan category comes by its own consultation, with sessions and where the idea came from (S-057, S-059, S-060)', async () => {
  programme.setDay('2023-09-04')
  const source = 'feedback of clinicians'
  await enterEngagement(deps, of('feedback-1'), {
    ...{ kind: 'feedback', title: 'Show the category', audience: 'clinicians', planned: 'May 2023', ledTo: 'category' },
  })
  await draftConsultation(deps, of('category'), {
    ...{ topic: 'Plan category', question: 'Shall it be shown as context?', about: 'plan-category' },
    ...{ audience: 'local authorities', source },
  })
  await openConsultation(deps, of('category'), { closes: 'Q3 2023/24' })
  const session = { key: 'first', title: 'Online session', planned: '20 September', invited: ['LA leads'] }
  await enterSession(deps, of('category'), session)
  await assert.rejects(enterSession(deps, of('category'), { key: 'second' }), { code: 'PROGRAMME_ENTRY_INVALID' })
  assert.match(await calendarFeed(deps), /DTSTART;VALUE=DATE:20230920[\s\S]*SUMMARY:Plan category: Online session/)
  programme.setDay('2023-09-21')
  const became = { key: 'first', heldOn: day('2023-09-20'), attended: 31, passedOnTo: ['practice leads'] }
  await enterSession(deps, of('category'), became)
  const page = await consultationPage(deps, 'category')
  assert.deepEqual(page.sessionList, [{ ...session, planned: '20 September 2023', ...became }])
  assert.equal(page.source, source)
  await stepConsultation(deps, of('category'), 'reviewing')
  await decideConsultation(deps, of('category'), { outcome: 'shown as context', isOn: true, from: day('2024-04-01') })
  const settings = await cohortSettings(deps, DEFAULT_COHORTS)
  assert.deepEqual(
    ['2024-03-31', '2024-04-01'].map(on => isPlanCategoryOffered(settings, day(on))),
    [false, true],
  )
})

test('a consultation about nothing that can be switched switches nothing', async () => {
  await draftConsultation(deps, of('sarc'), { topic: 'SARCs', question: 'Which?', audience: 'network' })
  await openConsultation(deps, of('sarc'), {})
  await stepConsultation(deps, of('sarc'), 'reviewing')
  await assert.rejects(decideConsultation(deps, of('sarc'), { outcome: 'yes', isOn: true }), {
    message: 'This cannot be decided so (sarc is about nothing that can be switched)',
  })
  assert.equal((await decideConsultation(deps, of('sarc'), { outcome: 'welcomed' })).effect, undefined)
  await assert.rejects(openConsultation(deps, of('sarc'), {}), { code: 'CONSULTATION_STEP_REFUSED' })
})

test('a quarterly meeting is kept with what came of it (S-055, S-139)', async () => {
  await enterEngagement(deps, of('network'), {
    ...{ kind: 'network', title: 'Clinical network meeting', audience: 'sexual assault and abuse support services' },
    ...{ planned: 'May 2023', recurrence: 'quarterly', outcome: 'the use of CP-IS was welcomed' },
  })
  const kept = (await readAll(deps, engagementKind)).find(one => one.key === 'network')
  assert.deepEqual([kept?.recurrence, kept?.planned], ['quarterly', 'May 2023'])
})

test('all of it can be exported, loaded elsewhere but for approvals and decisions, and a second time changes nothing', async () => {
  const lines = await exportLines(deps)
  assert.deepEqual(await loadFile(deps, lines.map(one => JSON.stringify(one)).join('\n'), by), {
    kept: 0,
    unchanged: lines.length,
  })
  const file = (...rows: object[]) => `${rows.map(one => JSON.stringify(one)).join('\r\n')}\r\n`
  const milestone = (due: string) => ({ kind: 'milestone', key: 'm', state: { title: 'T', due, owner: 'programme' } })
  const site = {
    ...{
      name: 'S',
      count: 1,
      type: 'gp-practice',
      careSettings: ['gp-in-hours'],
      smartcards: 'yes',
      owner: 'programme',
    },
    ...{ blockers: [], training: [], steps: [{ stage: 'live', on: '2023-05-01', accessCode: 'B0170' }] },
  }
  const e1 = lines.find(one => one.key === 'e1')
  const draft = {
    topic: 'T',
    question: 'Q',
    audience: 'A',
    state: 'draft',
    since: '2023-05-01',
    invited: [],
    sessions: [],
  }
  const dpia = {
    kind: 'dpia',
    title: 'T',
    version: '1',
    careSettings: ['sarc'],
    state: 'in_review',
    since: '2023-05-01',
  }
  await assert.rejects(
    loadFile(
      deps,
      file(
        milestone('June'),
        { kind: 'site', key: 's', state: site },
        { kind: 'child', key: 'c', state: {} },
        { ...e1, key: 'e2' },
        milestone('end of June 2024'),
        { kind: 'site', key: 's2', state: { ...site, steps: [{ stage: 'live', on: '2023-02-30' }] } },
        { kind: 'milestone', key: 'm', state: { title: 'child 9990000018', due: 'June 2023', owner: 'x' } },
        { kind: 'milestone' },
        { kind: 'site', key: 's3', state: { ...site, region: 'Midlands', route: 'NCRS' } },
        { kind: 'site', key: 's4', state: { ...site, steps: [...site.steps, { stage: 'ready', on: '2023-05-02' }] } },
        {
          kind: 'consultation',
          key: 'c2',
          state: { ...draft, replies: [{ authorityCode: 'X-1', on: '2023-05-01', position: 'agrees' }] },
        },
        { kind: 'document', key: 'd2', state: { ...dpia, askedBy: 'somebody-else' } },
      ),
      by,
    ),
    {
      code: 'PROGRAMME_FILE_INVALID',
      message:
        'The file is not usable, and nothing of it was taken over (line 1: /due June must be June 2023; ' +
        'line 2: The site cannot go live yet (no access route is recorded); line 3: there is no kind child; ' +
        'line 4: published is not taken from a file; people do that; line 6: there is no 2023-02-30; ' +
        'line 7: The programme holds nothing about any child, and this looks like an NHS number; ' +
        'line 8: not an object with kind, key and state; line 9: region and icb must be codes, and the icb of that region; ' +
        'line 10: Going back, pausing and withdrawing need a reason (ready); line 11: X-1 replied and was not invited; ' +
        'line 12: it names somebody else as who asked for approval)',
    },
  )
  assert.equal((await exportLines(deps)).length, lines.length)
  const good = file(milestone('end of June 2024'), { kind: 'site', key: 's', state: { ...site, route: 'NCRS' } })
  assert.deepEqual(await loadFile(deps, good, by), { kept: 2, unchanged: 0 })
  assert.deepEqual(await loadFile(deps, good, by), { kept: 0, unchanged: 2 })
})
