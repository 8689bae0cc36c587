import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { kitForTests } from '../../../test/support/kit-report.ts'
import { loadReference } from '../../care-settings/index.ts'
import { program } from '../../cli/index.ts'
import { ASSURANCE_PACK, type KitReport } from '../../programme/index.ts'
import { settingsFrom } from '../settings.ts'
import { noteVerbsOf } from './note.ts'

// Boards, suppliers, the toolkit and the note by command, as they are wired: what each verb prints.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'note-'))
const database = await testDatabase()
await loadReference(database.owner, { invented: false })
const letters = path.join(folder, 'letters')
const settings = settingsFrom({
  ...{ CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url, CPIS_LETTER_FOLDER: letters },
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

const now = new Date('2026-11-22T12:00:00Z')
const said: string[] = []
const verbs = noteVerbsOf(
  () => settings,
  line => said.push(line),
  { now: () => now },
)

/** Runs one command line; a word in double quotes may hold blanks. Returns what it printed. */
async function cpis(line: string): Promise<string> {
  said.length = 0
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  await program(verbs).parseAsync(words, { from: 'user' })
  return said.join('\n')
}

type Conversation = readonly (readonly [line: string, answer: string | RegExp])[]

async function hold(conversation: Conversation): Promise<void> {
  for (const [line, answer] of conversation) {
    const answered = await cpis(line)
    if (typeof answer === 'string') assert.equal(answered, answer, line)
    else assert.match(answered, answer, line)
  }
}

const file = (name: string, text: string) => {
  fs.writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

test('board: from interest to coverage, its acknowledgement in the folder of letters', async () => {
  await hold([
    ['board list --csv', /^region,state,board,[^\r]*\r\nEast of England,open,,/],
    [
      'board interest "NHS Somerset ICB" --contact-post "digital lead" --contact-mailbox digital@icb.example.org',
      /^Somerset: EOI-[0-9A-F]{8}; 1 acknowledgement left\n.*programme-EOI-[0-9A-F]{8}\.eml$/,
    ],
    ['board step QSL --to call_held --note "a good talk"', 'Somerset: initial call held'],
    [
      'board describe somerset --shared-care-record "Somerset Record" --next "see the estate" --call-rhythm weekly',
      'Somerset: kept',
    ],
    ['board system QSL --system Examplecare --supplier "Example Ltd" --settings gp-in-hours,camhs', 'Somerset: kept'],
    ['board member QSL --role ics --organisation ICB --post "programme lead" --since 2023-06-01', 'Somerset: kept'],
    ['board member QSL --role ics --organisation ICB --since 2023-06-01 --left', 'Somerset: kept'],
    ['board document QSL --kind plan --state draft --version 0.1 --reference folder/plan', 'Somerset: kept'],
    ['board prerequisite QSL --kind smartcards --state "not needed" --note "other sign-in"', 'Somerset: kept'],
    ['board setting QSL --care-setting camhs --state live --route NCRS', 'Somerset: kept'],
    ['board coverage --csv', /^board,settled,[^\r]*\r\nSomerset,1,live,/],
    ['board list', /South West +filled +Somerset +initial call held +Somerset Record/],
    ['board show QSL', /"system": "Examplecare"[\s\S]*: to call_held: a good talk\n/],
  ])
  const [letter = ''] = fs.readdirSync(letters)
  assert.match(
    fs.readFileSync(path.join(letters, letter), 'utf8'),
    /^To: digital@icb\.example\.org\r\nSubject: Your interest/m,
  )
  await assert.rejects(cpis('board transfer QSL'), { code: 'ICB_STEP_REFUSED' })
})

test('supplier: a product, its items, and a report of the kit out of a file', async () => {
  const kit = await kitForTests('key-1')
  const known = {
    kit: 'kit',
    version: '1',
    api: 'fhir',
    cases: [{ id: 'a', modes: ['silent'] }],
    keys: [kit.publicKey],
  }
  const report = { kit: 'kit', version: '1', product: 'x-care', mode: 'silent', cases: [{ id: 'a', verdict: 'fail' }] }
  const signed = await kit.sign(report as Omit<KitReport, 'signature'>, now)
  const way = '--api fhir --mode silent'
  await hold([
    ['supplier product x-care --name "X Care" --supplier "X Ltd" --settings camhs', 'x-care: kept'],
    ['supplier list --csv', /\r\nx-care,X Care,X Ltd,,,,,$/],
    [`supplier begin x-care ${way}`, 'x-care: use_case'],
    [`supplier decide x-care ${way} --item X-01 --evidence folder/1 --decision accepted`, 'x-care: X-01 accepted'],
    [`supplier step x-care ${way} --to eligibility`, 'x-care: eligibility'],
    ['supplier api --api fhir --modes standard,silent --expected "in spring" --expected-by 2027-03-31', 'fhir: design'],
    ['supplier apis', /^api +stage +modes[^\n]*\nfhir +design +standard, silent +in spring +specification not final/],
    ...ASSURANCE_PACK.map(one => [`supplier api --api fhir --final "${one}"`, 'fhir: design'] as const),
    ['supplier api --api fhir --stage released', 'fhir: released'],
    ['supplier items', /^id,stage,what,evidence_required\r\nX-01/],
    [`supplier kit ${file('kit.json', JSON.stringify(known))}`, 'kit 1: kept, 1 cases'],
    [`supplier report ${file('report.json', signed)}`, 'not passed: a'],
    ['supplier list --csv', /\r\nx-care,X Care,X Ltd,fhir,silent,eligibility,2026-11-22,not passed$/],
  ])
})

test('toolkit: shipped pages, one of a file, a lesson, a release as HTML and PDF', async () => {
  const page = file(
    'our-page.md',
    '---\ntitle: Ours\nkind: self-help\naudience: site\nsettings:\nversion: 1\nreviewBy: 2030-01-01\n---\nText.',
  )
  const [html, pdf] = [path.join(folder, 't.html'), path.join(folder, 't.pdf')]
  await hold([
    ['toolkit load', /^11 kept: baseline-measures, /],
    ['toolkit load', '0 kept: all are there'],
    [`toolkit load ${page}`, '1 kept: our-page'],
    ['toolkit list', /our-page +Ours +self-help +site +1 +2030-01-01/],
    ['toolkit lesson l --setting camhs --text "Train early" --action "said so" --page our-page', 'l: kept'],
    ['toolkit lesson --csv', /\r\nl,camhs,,Train early,said so,our-page$/],
    ['toolkit release 2026-11', '2026-11: released with 12 pages and 1 lessons'],
    ['toolkit versions --csv', /\r\n2026-11,.*,12,1$/],
    [`toolkit build --format html --out ${html}`, `2026-11 written to ${html}`],
    [`toolkit build --format pdf --version 2026-11 --out ${pdf}`, `2026-11 written to ${pdf}`],
  ])
  assert.match(fs.readFileSync(html, 'utf8'), /<h3>Ours<\/h3>/)
  assert.equal(fs.readFileSync(pdf).subarray(0, 5).toString(), '%PDF-')
})

test('note: begun, written, linted, frozen; nobody approves what they reviewed', async () => {
  await hold([
    ['note open --period 2026-11 --appears 2026-11-30', '2026-11: draft'],
    ['note write --period 2026-11 --section additional --text "It is is so."', '2026-11: draft'],
    ['note write --period 2026-11 --section mesh --out', '2026-11: draft'],
    ['note write --period 2026-11 --section mesh --in --appears 2026-12-01', '2026-11: draft'],
    [
      'note priority first --text "the first thing" --owner lead --from 2026-11 --until 2027-01 --place 1',
      'first: kept',
    ],
    [
      'note promise more-later --made 2026-10 --due 2026-11 --section cohorts --text "to say more"',
      'more-later: due in 2026-11',
    ],
    [
      'note lint --period 2026-11',
      /^doubled-word \/ additional \/ "is is"\npromise-unanswered \/ cohorts \/ promised in/,
    ],
    ['note promise more-later --due 2026-12 --reason "not yet"', 'more-later: due in 2026-12'],
    ['note promise more-later --answered 2026-11 --text "More is said."', 'more-later: answered in 2026-11'],
    ['note promise --csv', /\r\nmore-later,2026-10,2026-12,cohorts,to say more,2026-11$/],
    ['note build --period 2026-11', /\n\* the first thing\n/],
    ['note build --period 2026-11 --format html', /^<!doctype html>[\s\S]*<li>the first thing<\/li>/],
    ['note freeze --period 2026-11', '2026-11: frozen'],
    ['note reopen --period 2026-11 --reason "a word too many"', '2026-11: draft'],
    ['note write --period 2026-11 --section additional --text "90% are so."', '2026-11: draft'],
    ['note freeze --period 2026-11', '2026-11: frozen'],
  ])
  const [finding] = JSON.parse(await cpis('note lint --period 2026-11 --json')) as {
    code: string
    place: string
    says: string
  }[]
  said.length = 0
  const line = `${finding?.code} / ${finding?.place} / ${finding?.says}`
  const accept = ['note', 'accept', '--period', '2026-11', '--finding', line, '--reason', 'a figure of speech']
  await program(verbs).parseAsync(accept, { from: 'user' })
  assert.equal(said.join(), '2026-11: frozen')
  await hold([
    ['note lint --period 2026-11', /\(accepted: a figure of speech\)$/],
    ['note review --period 2026-11', '2026-11: reviewed'],
    [
      'note list',
      /2026-11 +reviewed +2026-12-01[^\n]*\nTo do: the note of November is reviewed; it appears on 2026-12-01$/,
    ],
    ['note list --period 2026-11 --csv', /,reviewed,reviewed$/],
  ])
  await assert.rejects(cpis('note approve --period 2026-11'), { code: 'NOTE_SECOND_PERSON_WANTED' })
  await assert.rejects(cpis('note publish --period 2026-11'), { code: 'NOTE_STEP_REFUSED' })
  await assert.rejects(cpis('note build --period 2026-11 --published'), { code: 'NOTE_NOT_PUBLISHED' })
})
