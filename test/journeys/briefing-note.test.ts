import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  acceptFinding,
  answerPromise,
  approveNote,
  findingId,
  freezeNote,
  JUNE_2023,
  keepPriority,
  listNotes,
  listPublished,
  loadJune2023,
  type NoteDeps,
  type NoteSection,
  noteMarkdown,
  noteReminders,
  openNote,
  type Published,
  planSite,
  previewNote,
  publishNote,
  putOffPromise,
  readNoteHistory,
  readPublished,
  regionBoard,
  reopenNote,
  reviewNote,
  siteTable,
  writeNote,
} from '../../src/programme/index.ts'
import { type ProgrammeAtWork, startProgramme } from '../support/programme.ts'

// The note's author and its approver, with the facts of the public note of June 2023, entered by the use cases all have.

const period = '2023-06'
const settings = {
  organisation: 'NHS England',
  operationsMail: 'operations@example.org',
  programmeMail: 'programme@example.org',
  interestMail: 'interest@example.org',
  addressesMasked: false,
  siteNotice: 'Three organisations have become one.',
  siteNoticeUntil: undefined,
}
let programme: ProgrammeAtWork
let deps: NoteDeps
let now = JUNE_2023.now()
const of = (by: string) => ({ period, by })

before(async () => {
  programme = await startProgramme('2023-06-07')
  deps = { ...programme.deps, clock: { now: () => now }, settings }
  await loadJune2023(deps)
})
after(() => programme.database.end())

const note = async () => (await previewNote(deps, period)).document
const section = async (key: string): Promise<NoteSection> => {
  const found = (await note()).sections.find(one => one.key === key)
  assert.ok(found, key)
  return found
}
const itemsOf = ({ blocks }: NoteSection) => blocks.flatMap(one => (one.kind === 'list' ? one.items : []))
const linesOf = ({ blocks }: NoteSection) => blocks.flatMap(one => (one.kind === 'paragraph' ? [one.text] : []))

test('given the facts of June 2023, then the note has the sections of the published one, in its order (S-003, S-006)', async () => {
  const { title, notice, sections } = await note()
  assert.equal(title, 'Child Protection - Information Sharing Briefing Note: June 2023')
  assert.equal(notice, 'Three organisations have become one.')
  assert.deepEqual(
    sections.map(one => [one.level, one.heading]),
    [
      [2, 'Service implementation update'],
      [3, 'Early adopters'],
      [3, 'Where each care setting stands'],
      [3, 'Information governance (IG)'],
      [2, 'Consultation updates'],
      [3, 'Cohorts of children'],
      [3, 'Sexual assault referral centres'],
      [2, 'CP-IS technical updates'],
      [2, 'Priorities for June, July and August'],
      [2, 'Categories of child protection plans in CP-IS'],
      [2, 'Working with integrated care boards (ICBs)'],
      [2, 'Live service updates'],
      [3, 'Message Exchange for Social Care and Health (MESH)'],
      [3, 'Contact the CP-IS operations team'],
      [3, 'Raising an incident on ServiceNow'],
    ],
  )
})

test('and six settings on eight lines with its numbers and the names of its sites (S-010 to S-030, S-130 to S-133)', async () => {
  assert.deepEqual(linesOf(await section('early-adopters')), [
    'Each of the six new care settings now has early adopters. They are being connected by the National Care Record ' +
      'Service (NCRS).',
    'Live so far: four sites in general practice in hours.',
  ])
  assert.deepEqual(itemsOf(await section('position')), [
    'General practice in hours: 4 live: Bridge End Surgery, Laurbel Surgery, Manor Road Surgery and Southend Medical ' +
      'Centre; 7 signed up for training.',
    'CAMHS: 1 in training: West London NHS Foundation Trust (a mental health trust).',
    '0-19 services: school nurses: 1 in the process of arranging training: Kent Community Health NHS Foundation Trust; ' +
      'Stonyhurst School (potential early adopter identified, held up by technical solution: the site does not use ' +
      'smartcards).',
    '0-19 services: health visitors: Walsall Health Care NHS Trust (in training, planning to go live end of May 2023).',
    'Community paediatrics: 1 in the process of arranging training: United Lincolnshire Hospital NHS Trust.',
    'Dentistry (emergency and planned): 2 in the process of arranging training.',
    'Sexual health: termination of pregnancy services: contact details confirmed for 3 of 3 main providers; looking for 1 ' +
      'site from each of 3.',
    'Sexual health: SARCs: 2 potential early adopters identified.',
  ])
  assert.equal((await siteTable(deps)).filter(one => one.blockers.length > 0).length, 1)
})

test('and the milestones, documents, agreements with both dates, and the mode of every new setting (S-031, S-034 to S-042)', async () => {
  assert.deepEqual(linesOf(await section('position')), [
    'Additional early adopters implemented: expected mid-June 2023.',
  ])
  const ig = await section('ig')
  assert.equal(itemsOf(ig).length, 2)
  assert.match(linesOf(ig)[0] ?? '', /by the end of June 2023 and are to be signed before the end of July 2023/)
  assert.match(linesOf(ig)[0] ?? '', /early adopters do not wait for them/)
  const table = ig.blocks.find(one => one.kind === 'table')
  assert.equal(table?.rows.length, 9)
  assert.ok(table.rows.every(([, mode]) => mode === 'Standard Look-up' || mode === 'Silent Read'))
})

test('and 90 replies of 153 authorities, the reminder, the network, the plan categories (S-045 to S-061)', async () => {
  const cohorts = await section('cohorts')
  assert.ok(linesOf(cohorts).some(text => text.includes('90 of 153 (59%) local authorities have replied')))
  assert.deepEqual(
    itemsOf(cohorts).map(text => text.slice(0, 3)),
    ['V2:', 'E1:'],
  )
  assert.match(itemsOf(cohorts)[0] ?? '', /section 20 of the Children Act 1989 .*; must continue to be included$/)
  assert.match(itemsOf(cohorts)[1] ?? '', /Placement order .*; asked for, and consulted on$/)
  const told = linesOf(cohorts).join('\n')
  assert.match(
    told,
    /^In April 2023 all Directors of Children's Services and Directors of Public Health were written to/m,
  )
  assert.match(told, /an urgent action that follows from the Hesley Doncaster serious incident review/)
  assert.match(told, /Next steps .*: in the note of July 2023/)
  assert.match(linesOf(await section('sarc')).join(' '), /quarterly meeting .* welcomed there\. Before a SARC can be/)
  assert.match(linesOf(await section('plan-categories')).join(' '), /physical, neglect.*Sessions are set up/)
})

test('and both APIs with both modes, and three priorities (S-061 to S-071, S-135)', async () => {
  const [hl7 = '', pack = '', fhir = ''] = linesOf(await section('technical'))
  assert.match(hl7, /HL7 API for a standard look-up \(which alerts\) and a silent read .* by the end of Q1 of 2023\/24/)
  assert.match(pack, /documents that support assurance are finished first/)
  assert.match(fhir, /FHIR API for a standard look-up \(which alerts\) and a silent read is being designed/)
  assert.equal(itemsOf(await section('priorities')).length, 3)
})

test('and six boards in five regions, two regions open, and the dates (S-072 to S-093, S-136, S-146)', async () => {
  const [milestones, entails, regions, open] = (await section('icbs')).blocks.filter(one => one.kind === 'list')
  assert.deepEqual(
    milestones?.items.map(text => text.split(': ')[1]),
    ['July 2023', '31 March 2024', 'April 2024'],
  )
  assert.equal(entails?.items.length, 4)
  assert.deepEqual(
    regions?.items.map(text => text.split(':')[0]),
    ['East of England', 'London', 'Midlands', 'North West', 'South West'],
  )
  assert.equal(regions?.items.join(' ').match(/ ICB:/g)?.length, 6)
  assert.deepEqual(open?.items, ['North East and Yorkshire', 'South East'])
  const rows = await regionBoard(deps)
  assert.deepEqual([rows.length, rows.filter(one => one.state === 'open').length], [7, 2])
})

test('and the live service: five days, three steps, role mailboxes, the service affected (S-095 to S-107, S-137, S-138)', async () => {
  const mesh = await section('mesh')
  assert.match(linesOf(mesh).join(' '), /each day\..*urgent: after 5 days messages expire/)
  assert.equal(itemsOf(mesh).length, 3)
  assert.match(linesOf(await section('operations')).join(' '), /operations@example\.org.*programme@example\.org/)
  assert.match(linesOf(await section('incidents')).join(' '), /which service is affected, for example MESH or CP-IS/)
  const masked = { ...deps, settings: { ...settings, addressesMasked: true } }
  assert.doesNotMatch(noteMarkdown((await previewNote(masked, period)).document), /@/)
})

test('when it is linted, then its known slips are found, and nothing else (S-005, S-025, S-053)', async () => {
  assert.deepEqual((await previewNote(deps, period)).findings, [
    {
      code: 'standfirst-period',
      place: 'standfirst',
      says: 'names April; the priorities are for June, July, August',
    },
    {
      code: 'share-without-whole',
      place: 'cohorts',
      says: '59% of how many? "So far 90 (59%) of the local authorities have sent feedback."',
    },
    {
      code: 'date-over',
      place: 'position',
      says: 'Walsall Health Care NHS Trust planned to go live end of May 2023, which is over for 7 days',
    },
  ])
})

test('when it is frozen, then nobody can review it while findings are open, nor write in it', async () => {
  await freezeNote(deps, of('author'))
  await assert.rejects(reviewNote(deps, of('reviewer')), {
    code: 'NOTE_FINDINGS_OPEN',
    message:
      'Findings are open; mend them, or accept each with a reason (3: standfirst-period, share-without-whole, date-over)',
  })
  await assert.rejects(writeNote(deps, of('author'), { standfirst: '' }), {
    code: 'NOTE_STEP_REFUSED',
    message: 'The briefing note does not go that way (it is frozen; wanted: draft)',
  })
  await planSite(deps, { key: 'walsall', by: 'author' }, 'end of June')
  assert.equal((await previewNote(deps, period)).findings.length, 3, 'frozen facts stay as they were')
})

test('when its author mends the text and accepts the date with a reason, then it can be reviewed', async () => {
  await assert.rejects(reopenNote(deps, { ...of('author'), reason: ' ' }), { code: 'NOTE_REASON_MISSING' })
  await reopenNote(deps, { ...of('author'), reason: 'findings' })
  await planSite(deps, { key: 'walsall', by: 'author' }, 'end of May')
  await writeNote(deps, of('author'), { standfirst: '' })
  await writeNote(deps, of('author'), { section: 'cohorts', text: '' })
  const { document, findings } = await previewNote(deps, period)
  assert.match(document.standfirst, /June 2023 .*how far the early adopters are, .*priorities for June to August/)
  const [late] = findings
  assert.ok(late)
  assert.deepEqual([findings.length, late.code], [1, 'date-over'])
  const finding = findingId(late)
  const reason = 'the trust gives a new date this week'
  await assert.rejects(acceptFinding(deps, { ...of('author'), finding, reason: '' }), { code: 'NOTE_REASON_MISSING' })
  await assert.rejects(acceptFinding(deps, { ...of('author'), finding: 'another', reason }), {
    code: 'NOTE_FINDING_UNKNOWN',
  })
  await freezeNote(deps, of('author'))
  await acceptFinding(deps, { ...of('author'), finding, reason })
  assert.equal((await reviewNote(deps, of('reviewer'))).stage, 'reviewed')
})

let published: Published

test('then another person approves it, and it is published as HTML, Markdown and JSON (S-001, S-002, S-009, S-147)', async () => {
  await assert.rejects(approveNote(deps, of('reviewer')), {
    code: 'NOTE_SECOND_PERSON_WANTED',
    message: 'Who reviewed the briefing note cannot approve it',
  })
  await assert.rejects(publishNote(deps, of('author')), { code: 'NOTE_STEP_REFUSED' })
  await approveNote(deps, of('approver'))
  published = await publishNote(deps, of('author'))
  assert.deepEqual(
    [published.version, published.reviewedBy, published.approvedBy, published.publishedAt.toISOString()],
    [1, 'reviewer', 'approver', '2023-06-07T09:42:00.000Z'],
  )
  assert.match(published.html, /<a class="skip" href="#content">Skip to main content<\/a>/)
  assert.match(published.html, /<main id="content"/)
  assert.match(published.html, /<p class="notice">Three organisations have become one\.<\/p>/)
  assert.ok(published.markdown.startsWith('# Child Protection'))
  assert.match(published.markdown, /^Last edited: 7 June 2023, 10:42$/m)
  assert.match(published.markdown, /^Published by NHS England$/m)
  assert.match(published.html, /<p>Last edited: 7 June 2023, 10:42<\/p>/)
  assert.deepEqual(await readPublished(deps, { period }), published)
})

test('then what is published stays: not even the service can alter it, and a correction is a second version', async () => {
  for (const text of ['update programme.note_publication set version = 9', 'delete from programme.note_publication'])
    await assert.rejects(deps.db.query({ text }), /permission denied/)
  await reopenNote(deps, { ...of('author'), reason: 'a name was misspelt' })
  await writeNote(deps, of('author'), { section: 'additional', text: 'One name was corrected.\n\n- only that' })
  await freezeNote(deps, of('author'))
  await reviewNote(deps, of('reviewer'))
  await approveNote(deps, of('approver'))
  assert.equal((await publishNote(deps, of('author'))).version, 2)
  assert.deepEqual(await readPublished(deps, { period, version: 1 }), published)
  const newest = await readPublished(deps, { period })
  assert.equal(newest.document.sections.at(-1)?.heading, 'Additional information')
  assert.deepEqual(
    (await listPublished(deps)).map(one => [one.period, one.version]),
    [[period, 2]],
  )
  await assert.rejects(readPublished(deps, { period, version: 3 }), { code: 'NOTE_NOT_PUBLISHED' })
  const history = (await readNoteHistory(deps, period)).map(one => `${one.by}: ${one.what}`)
  assert.equal(history.filter(one => one.endsWith(': published')).length, 2)
  assert.ok(history.includes('author: taken back: a name was misspelt'))
})

test('when July comes, then it says what is to be done, and June’s promise must be answered or put off (S-007, S-008)', async () => {
  now = new Date('2023-06-26T08:00:00Z')
  assert.deepEqual(await noteReminders(deps), [
    { period: '2023-07', says: 'the note of July 2023 is not begun' },
    { period: '2023-07', says: 'promised: Next steps after the replies on the two cohorts' },
  ])
  now = new Date('2023-07-05T08:00:00Z')
  const july = { period: '2023-07', by: 'author' }
  await openNote(deps, july)
  const { findings } = await previewNote(deps, '2023-07')
  assert.deepEqual(
    findings.filter(one => one.code === 'promise-unanswered').map(one => one.says),
    ['promised in 2023-06 for 2023-07: Next steps after the replies on the two cohorts'],
  )
  const commitment = 'cohorts-next-steps'
  await putOffPromise(deps, { commitment, dueIn: '2023-08', reason: 'the replies are still read', by: 'author' })
  const after = (await previewNote(deps, '2023-07')).findings
  assert.equal(after.filter(one => one.code === 'promise-unanswered').length, 0)
  const text = 'After the replies, E1 is asked of every authority from September on.'
  await answerPromise(deps, { commitment, inIssue: '2023-07', text, by: 'author' })
  const { document } = await previewNote(deps, '2023-07')
  assert.ok(
    document.sections
      .find(one => one.key === 'cohorts')
      ?.blocks.some(one => one.kind === 'paragraph' && one.text === text),
  )
  assert.ok(document.sections.some(one => one.heading === 'Priorities for July, August and September'))
  assert.deepEqual(
    (await listNotes(deps)).map(one => [one.period, one.stage]),
    [
      ['2023-07', 'draft'],
      ['2023-06', 'published'],
    ],
  )
  assert.deepEqual(await noteReminders(deps), [
    { period: '2023-07', says: 'the note of July is draft; it appears on 2023-07-05' },
  ])
})

test('a section can be taken out of one note and put back, and its standfirst speaks of it no more (S-004, S-006)', async () => {
  const july = { period: '2023-07', by: 'author' }
  await writeNote(deps, july, { section: 'technical', isOut: true })
  const without = (await previewNote(deps, '2023-07')).document
  assert.ok(!without.sections.some(one => one.key === 'technical'))
  assert.doesNotMatch(without.standfirst, /technical/)
  await writeNote(deps, july, { section: 'technical', isOut: false })
  assert.match((await previewNote(deps, '2023-07')).document.standfirst, /technical delivery/)
})

test('what cannot be is refused: another word for a month, one begun twice, one never begun, a section there is not', async () => {
  const july = { period: '2023-07', by: 'author' }
  await assert.rejects(openNote(deps, { period: 'June 2023', by: 'author' }), {
    code: 'NOTE_PERIOD_INVALID',
    message: 'A period is a month, as 2023-06 (June 2023)',
  })
  await assert.rejects(openNote(deps, july), { code: 'NOTE_THERE' })
  await assert.rejects(previewNote(deps, '2023-09'), { code: 'NOTE_UNKNOWN' })
  await assert.rejects(writeNote(deps, july, { section: 'gossip', text: 'x' }), { code: 'NOTE_SECTION_UNKNOWN' })
  await assert.rejects(writeNote(deps, july, { section: 'mesh', text: 'about 999 000 0018' }), {
    code: 'PROGRAMME_NAMES_A_CHILD',
  })
  const span = { from: '2023-09', until: '2023-08', place: 1, milestones: [], by: 'author' }
  await assert.rejects(keepPriority(deps, { priority: 'late', text: 'x', owner: 'y', ...span }), {
    code: 'PRIORITY_INVALID',
    message: 'The priority is not usable (from its first month to its last; places count from 1)',
  })
  const promised = { commitment: 'cohorts-next-steps', by: 'author' }
  await assert.rejects(putOffPromise(deps, { ...promised, dueIn: '2023-09', reason: 'x' }), {
    code: 'COMMITMENT_INVALID',
    message: 'The promise is not usable (it is answered already)',
  })
  const unknown = { commitment: 'nothing', inIssue: '2023-07', text: 'x', by: 'author' }
  await assert.rejects(answerPromise(deps, unknown), { code: 'COMMITMENT_UNKNOWN' })
})
