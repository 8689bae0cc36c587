import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { loadReference } from '../../care-settings/index.ts'
import { program } from '../../cli/index.ts'
import { operatorName } from '../../platform/index.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { programmeDepsOf, programmeMailOf, remind } from './programme-deps.ts'
import { rollOutVerbsOf } from './roll-out.ts'

// The roll-out by command, as it is wired: what each verb prints, and what a file of it holds.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'roll-out-'))
const database = await testDatabase()
await loadReference(database.owner, { invented: false })
const environment = {
  ...{ CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: database.url },
  CPIS_LETTER_FOLDER: path.join(folder, 'letters'),
}
const settings = settingsFrom(environment)
const ground = groundOf('test', settings)
after(async () => {
  await ground.end()
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

const me = operatorName()
const said: string[] = []
const verbs = rollOutVerbsOf(
  () => settings,
  line => said.push(line),
)

/** Runs one command line; a word in double quotes may hold blanks. Returns what it printed. */
async function cpis(line: string): Promise<string> {
  said.length = 0
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  await program(verbs).parseAsync(words, { from: 'user' })
  return said.join('\n')
}

const file = (name: string, text: string) => {
  fs.writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

const CONVERSATIONS: readonly (readonly [line: string, answer: string | RegExp])[] = [
  [
    'site add g --count 2 --type gp-practice --care-settings gp-in-hours --stage signed_up --on 2023-05-01',
    'g: signed_up since 2023-05-01',
  ],
  ['site name a --of g --name "A, Practice"', 'a: signed_up since 2023-05-01'],
  ['site access a --route NCRS --smartcards yes', 'a: route NCRS, smartcards yes'],
  ['site plan a "end of May 2023"', 'a: plans to go live end of May 2023'],
  ['site train a --step held --on 2023-05-10 --attendees 4', 'a: training held'],
  ['site block a --kind network --reason "no line"', 'a: blocked by network'],
  ['site clear a --kind network --how "a line"', 'a: network is cleared'],
  [
    'site list --overdue --csv',
    /^key,name,count,line.*\r\na,"A, Practice",1,General practice in hours,signed_up,2023-05-01,end of May 2023,overdue,NCRS/,
  ],
  ['site stage a --to live --on 2023-05-22 --access-code B0170', 'a: live since 2023-05-22'],
  ['site hand-over a --icb "NHS Somerset ICB"', 'a: QSL answers for it'],
  ['site positions --csv', /General practice in hours,General practice in hours,live,1,"A, Practice",0/],
  ['site positions --json', /"earlyAdopters":2/],
  ['site list --on 2023-04-01', /^key +name.*owner$/],
  ['site history a --csv', new RegExp(`,${me},"?named, one of g"?\r\n`)],
  ['provider add p --name P --type sexual-health-provider --wanted 1 --care-setting sarc', 'p: added'],
  ['provider confirm p --on 2023-05-01', 'p: contact details confirmed on 2023-05-01'],
  ['provider list --csv', /p,P,sexual-health-provider,2023-05-01,1,0/],
  ['ig draft d --kind dpia --title "The DPIA" --version 2 --care-settings sarc', 'd: draft'],
  ['ig review d', 'd: in_review'],
  ['ig return d', 'd: draft'],
  ['ig gateway d --reference ISG-1', 'd: ISG-1'],
  ['ig page d', /^# The DPIA\n[\s\S]*\| Sexual assault referral centre \(SARC\) \| Silent Read \|/],
  ['ig task t --title "arrangements" --care-setting sarc --owner lead', 't: to be done'],
  [
    'ig readiness --csv',
    /sarc,binding,no approved dpia covers it; no approved ig-framework covers it; to do: arrangements,0 of \d+,/,
  ],
  ['ig done t', /^t: done on \d{4}-\d\d-\d\d$/],
  ['ig tasks --csv', /t,sarc,arrangements,lead,,\d{4}/],
  ['ig modes --csv', /camhs,"CAMHS, all four tiers",Silent Read,new/],
  ['ig documents --csv', /d,dpia,2,draft,\d{4}-\d\d-\d\d,,sarc,ISG-1,/],
  ['consultation draft c --topic T --question Q --audience A --about E1', 'c: draft'],
  ['consultation open c --closes "end of July 2023" --authorities X-201,X-202', 'c: open to 2 authorities'],
  ['consultation reply c --authority X-201 --position agrees', 'c: X-201 agrees'],
  ['consultation list --csv', /c,T,E1,open,[\d-]+,end of July 2023,overdue,1 of 2 \(50%\),0,/],
  [
    'consultation replies c --missing --csv',
    /^authority,name,replied,position,reference\r\nX-202,Camden London Borough Council,,,$/,
  ],
  ['consultation session c s --title S --planned "1 May 2023" --invited leads', 'c: session s'],
  ['consultation close c', 'c: closed'],
  ['consultation review c', 'c: reviewing'],
  ['consultation decide c --outcome yes --switch in --from 2099-01-01', 'c: decided'],
  ['consultation publish c', 'c: published'],
  ['cohort list --csv', /E1,requested,out,,in from 2099-01-01,,/],
  ['cohort list --on 2099-01-01 --csv', /E1,requested,in,2099-01-01,,c,/],
  ['programme milestone m --title M --due "mid-June 2023" --owner programme', 'm: due mid-June 2023'],
  ['programme milestones --csv', /m,M,mid-June 2023,programme,,overdue/],
  ['programme settle m --as reached', 'm: reached'],
  ['programme action a --title A --source S --owner programme', 'a: to be done'],
  ['programme actions --csv', /a,normal,A,S,programme,,,/],
  ['programme action-done a', /^a: done on/],
  ['programme engagement e --kind meeting --title E --audience all --planned "May 2023"', 'e: meeting'],
  ['programme engagements --csv', /e,meeting,E,all,May 2023,,,/],
  ['programme contact --organisation X-201 --role "IG lead" --email ig@example.org', 'X-201: IG lead'],
  ['programme contacts --csv', /X-201,IG lead,ig@example\.org/],
  ['programme calendar', /^BEGIN:VCALENDAR/],
]

test('every verb does its work and says so', async () => {
  for (const [line, answer] of CONVERSATIONS) {
    const printed = await cpis(line)
    if (typeof answer === 'string') assert.equal(printed, answer, line)
    else assert.match(printed, answer, line)
  }
})

test('a signature by command waits for a second login; the gateway file likewise', async () => {
  const offered = await cpis('agreement offer --authority X-201 --version X-DSA-1')
  const [agreementId = ''] = /[0-9a-f-]{36}$/.exec(offered) ?? []
  assert.match(await cpis(`agreement sign ${agreementId} --role Director --reference ISG-7`), /waits for the approval/)
  assert.match(await cpis('agreement list --waiting --csv'), new RegExp(`X-201,.*"sign, asked by ${me}"`))
  await assert.rejects(cpis(`agreement approve ${agreementId}`), { code: 'IG_SECOND_PERSON_WANTED' })
  assert.equal(await cpis(`agreement refuse ${agreementId} --reason mistaken`), `${agreementId}: refused`)
  assert.match(await cpis(`agreement withdraw ${agreementId} --reason superseded`), /waits for the approval/)
  await cpis(`agreement refuse ${agreementId} --reason mistaken`)
  const export_ = file('gateway.csv', await cpis('agreement export'))
  assert.equal(
    await cpis(`agreement import ${export_}`),
    `signatures that wait for approval: 0; rows that say nothing new: ${fs.readFileSync(export_, 'utf8').split('\r\n').length - 1}`,
  )
  assert.equal(await cpis('agreement approve-imported'), 'approved: 0')
})

test('replies come out of a file, and one that is no such file is refused by its line', async () => {
  await cpis('consultation draft f --topic T --question Q --audience A')
  await cpis('consultation open f --authorities X-201,X-202')
  const head = 'authority_code,position,on,reference\n'
  const rows = `${head}X-201,agrees,2023-06-01,\nX-202,comments,2023-06-02,letter 4\n`
  assert.equal(await cpis(`consultation import-replies f ${file('replies.csv', rows)}`), 'f: 2 replies')
  const refusals: [string, RegExp][] = [
    ['authority_code\nX-201\n', /line 1: the header must be authority_code,position,on,reference/],
    [`${head}X-201,perhaps,2023-06-01,\n`, /line 2: position must be one of agrees/],
    [`${head}X-201,agrees,June,\n`, /line 2: on must be a day/],
    [`${head}"X`, /no CSV with as many cells/],
  ]
  for (const [text, message] of refusals)
    await assert.rejects(cpis(`consultation import-replies f ${file('bad.csv', text)}`), { message })
})

test('letters leave into the folder as those of operations do, the urgent ones marked', async () => {
  const body = file('body.txt', 'Please look.')
  const to = '--organisations X-201 --urgency urgent'
  assert.equal(await cpis(`programme mail l --subject Subject --body ${body} --source test ${to}`), 'l: written')
  assert.equal(await cpis('programme remind'), 'reminders written: 1; letters handed over: 2')
  const names = fs.readdirSync(path.join(folder, 'letters'))
  const mine = names.find(name => name.endsWith('-programme-l.eml'))
  const text = fs.readFileSync(path.join(folder, 'letters', mine ?? ''), 'utf8')
  assert.match(text, /^From: cpis-programme@example\.org\r\nTo: ig@example\.org\r\nSubject: Subject\r\n/)
  assert.match(text, /Importance: high/)
  assert.match(await cpis('programme mailings --csv'), /l,[\d-]+,urgent,Subject,1,sent,[\d-]+,1,/)
  const deps = programmeDepsOf(ground)
  const unsaid = programmeMailOf({ ...ground, settings: { ...settings, programmeMail: '' } })
  assert.deepEqual([unsaid, await remind(deps, unsaid)], [undefined, { written: 0, left: 0 }])
})

test('the whole is a file that changes nothing when it is loaded again', async () => {
  const exported = await cpis('programme export')
  const lines = exported.split('\n').length
  assert.equal(await cpis(`programme load ${file('all.jsonl', exported)}`), `kept: 0; unchanged: ${lines}`)
})
