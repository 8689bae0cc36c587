import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../src/platform/index.ts'
import { byNumber, GP, NHS_NUMBER_SYSTEM, NURSE } from '../support/caller.ts'
import { inForm } from '../support/form.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { linksIn, openWalker, startPagesBeside } from '../support/pages-beside.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { freePort, runCommand } from '../support/role-process.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// Children whose names stand nowhere else are uploaded, looked up and refused by the real service; then neither its
// logs, its metrics, its pages of health nor the body of any refusal names one.

const NAMES = [
  ['Quillonby', '2011-10-23'],
  ['Zephyrwick', '2012-11-29'],
  ['Umbravale', '2013-12-17'],
] as const
const children = inventedChildren(3, 4711).map((child, place) => {
  const [family, birthDate] = NAMES[place] ?? NAMES[0]
  return { ...child, given: [`${family}a`], family, birthDate: calendarDate(birthDate) }
})
const [known, foreign, absent] = children
assert.ok(known && foreign && absent)
const told = [...children, ...children.map(child => ({ ...child, family: child.given[0] ?? '' }))]

const spinePort = await freePort()
const environment = { CPIS_LOG_LEVEL: 'debug', CPIS_SPINE_PORT: String(spinePort) }
const service = await startService({ people: [known, foreign], environment })
const portal = await startPagesBeside(service)
/** By who they are: where they begin. */
const STAFF = {
  [NURSE.userId]: ['/child'],
  [GP.userId]: ['/child/search'],
  '656005750301': ['/authority'],
  '656005750304': ['/operations'],
  '656005750305': ['/programme'],
  '656005750306': ['/privacy'],
}
const MOST_PAGES = inForm({ short: 8, long: 120 })
const authority = service.authority('X01')
const bearer = await service.signIn(NURSE.userId)
const silentBearer = await service.signIn(GP.userId)
const plans = [{ type: 'CPP', start: daysAgo(30) }] as const

const bodies: string[] = []
const named = (text: string) => linesThatName(told, text.replaceAll(/(?<=[^\\])\\n/g, '\n'))

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

async function refused(path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`${service.apiUrl}${path}`, init)
  bodies.push(`${response.status} ${path.split('?')[0]?.replace(/\d{10}/, '…')}: ${await response.text()}`)
  return response.status
}

test('uploads taken and refused, by row and whole', async () => {
  const rows = [known, { ...foreign, family: 'Quillonby' }, absent].map(person => ({ person, plans }))
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
  assert.equal(answer.fileCode, 'CPF03')
  for (const broken of [
    authority.written(2, rows).slice(0, -200),
    authority.written(3, rows).replace('</File>', `<${absent.family}/></File>`),
    authority.written(1, rows).replaceAll('X01', 'X02'),
  ])
    assert.notEqual((await authority.acknowledgementOf(await authority.send(broken))).fileCode, 'CPF02')
})

test('look-ups answered, and the notice of one', async () => {
  for (const [person, unscheduled, by] of [
    [known, true, bearer],
    [known, false, silentBearer],
    [absent, true, bearer],
  ] as const) {
    const { status } = await service.ask({ query: byNumber(person.nhsNumber), bearer: by, unscheduled })
    assert.equal(status, 200)
  }
  await until('the notice', async () => (await authority.collect()).length > 0 || undefined)
})

test('look-ups refused, and addresses nobody serves: no body names the child', async () => {
  const headers = { authorization: `Bearer ${bearer}`, isunscheduledaccessevent: 'true' }
  const base = '/cpis/FHIR/R4'
  const { nhsNumber, family } = known
  const query = byNumber(nhsNumber)
  for (const [path, init] of [
    [`${base}/CareTeam?${query}`, {}],
    [`${base}/CareTeam?${query}`, { headers: { authorization: `Bearer ${nhsNumber}` } }],
    [`${base}/CareTeam?${query}`, { headers: { ...headers, 'x-request-id': nhsNumber } }],
    [`${base}/CareTeam?${query}`, { headers: { ...headers, isunscheduledaccessevent: nhsNumber } }],
    [`${base}/CareTeam?${query}&${nhsNumber}=1`, { headers }],
    [`${base}/CareTeam?patient:identifier=${NHS_NUMBER_SYSTEM}|${nhsNumber}0`, { headers }],
    [`${base}/CareTeam?patient:identifier=${nhsNumber}`, { headers }],
    [`${base}/CareTeam?${query}`, { method: 'PUT', headers }],
    [`${base}/CareTeam/${nhsNumber}?${query}`, { headers }],
    [`${base}/CareTeam/_search`, { method: 'POST', headers, body: `{"${family}":"${nhsNumber}"}` }],
    [`${base}/PatientFlag?patient=${nhsNumber}&code=${nhsNumber}`, { headers }],
    [`${base}/%zz?${query}`, { headers }],
    [`/cpis/FHIR/R5/CareTeam?${query}`, { headers }],
    [`/oauth2/token?${query}`, { method: 'POST', body: new URLSearchParams({ grant_type: nhsNumber }) }],
    [`/elsewhere/${nhsNumber}`, { headers }],
    [`/%zz/${nhsNumber}`, { headers }],
  ] as const) {
    const status = await refused(path, init)
    assert.ok(status >= 400 && status < 500, `${status} ${path}`)
  }
  assert.deepEqual(named(bodies.join('\n')), [])
})

test('messages over HL7 v3 that are refused: no answer names the child', async () => {
  const answers: string[] = []
  const text = `<QUPC_IN000006GB01 xmlns="urn:hl7-org:v3"><nhs extension="${known.nhsNumber}"/><family>${known.family}</family>`
  for (const [path, body] of [
    ['/syncservice', text],
    ['/syncservice', `${text}</QUPC_IN000006GB01>`],
    [`/syncservice/${known.nhsNumber}?family=${known.family}`, text],
    ['/syncservice', `${known.nhsNumber} ${known.family}`],
  ] as const) {
    const headers = {
      'content-type': 'text/xml; charset=UTF-8',
      soapaction: `urn:nhs:names:services:cpis/${known.nhsNumber}`,
    }
    const answer = await fetch(`http://127.0.0.1:${spinePort}${path}`, { method: 'POST', headers, body })
    assert.ok(answer.status >= 400, String(answer.status))
    answers.push(await answer.text())
  }
  assert.deepEqual(named(answers.join('\n')), [])
})

test('messages to the exchange that are refused: no answer names the child', async () => {
  const { nhsNumber, family } = known
  const answers: string[] = []
  for (const path of [
    `/messageexchange/X01CPIS1/inbox/${nhsNumber}`,
    `/messageexchange/${nhsNumber}/inbox`,
    `/${family}/%zz`,
  ])
    for (const headers of [{}, { authorization: `NHSMESH X01CPIS1:${nhsNumber}:1:2:3`, 'mex-subject': family }]) {
      const answer = await fetch(`${service.settings.meshUrl}${path}`, { headers })
      assert.ok(answer.status >= 400, String(answer.status))
      answers.push(await answer.text())
    }
  assert.deepEqual(named(answers.join('\n')), [])
})

test('at the pages no address and no page of an error names the child, whoever looks', async () => {
  for (const [userId, starts] of Object.entries(STAFF)) {
    const walker = await openWalker(portal, userId)
    await walker.post('/child', { number: known.nhsNumber })
    const at = walker.seen.at(-1)?.location ?? ''
    if (at.startsWith('/child/')) {
      const opened = await walker.get(at)
      await walker.post(`${at}/open`, { request: /name="request" value="([^"]*)"/.exec(opened.html)?.[1] ?? '' })
      await walker.get(`${at}x`)
      await walker.get(`${at}/not-brought`)
    }
    const [year = '', month = '', day = ''] = known.birthDate.split('-')
    const born = { 'from-day': day, 'from-month': month, 'from-year': year }
    await walker.post('/child/search', { family: known.family, gender: 'female', ...born })
    // What no form sends.
    await walker.post('/child', { number: known.nhsNumber, token: known.nhsNumber })
    await walker.post('/child/open', { request: known.nhsNumber, [known.family]: known.nhsNumber })
    await walker.follow([...starts, '/', '/elsewhere'], MOST_PAGES)
    const addresses = walker.seen.flatMap(({ html, location }) => [location, ...linksIn(html)])
    assert.ok(addresses.length > 50, userId)
    const typed = [
      `/child/${known.nhsNumber}`,
      `/child?number=${known.nhsNumber}`,
      `/${known.family}`,
      `/%zz/${known.family}`,
    ]
    for (const path of typed) await walker.get(path)
    assert.deepEqual(named(addresses.map(decoded).join('\n')), [], userId)
    const errors = walker.seen.filter(({ status }) => status >= 400 && status !== 422)
    assert.ok(errors.length >= typed.length, `${errors.length} errors of ${userId}`)
    for (const { at, html } of errors) assert.deepEqual(named(html), [], `${userId} ${at.split('/')[1]}`)
  }
})

test('what operators are shown names nobody: the watch over the mailboxes, and the doctor', async () => {
  const shown = [
    ['mesh', 'watch', '--run', '--json'],
    ['doctor', 'check', '--json'],
  ].map(words => runCommand(words, service.environment))
  for (const { stdout, stderr } of await Promise.all(shown)) {
    assert.ok(/^[[{]/.test(stdout), stdout + stderr)
    assert.deepEqual(named(stdout + stderr), [])
  }
})

test('nor do health, metrics and logs', async () => {
  const { apiUrl, settings } = service
  for (const url of [apiUrl, portal.url, `http://127.0.0.1:${settings.workerPort}`, settings.meshUrl])
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      assert.deepEqual(named(await (await fetch(`${url}${path}`)).text()), [], `${url}${path}`)
  const log = service.logged()
  assert.match(log, /an upload was applied/)
  assert.match(log, /CareTeam/)
  assert.deepEqual(named(log), [])
})
