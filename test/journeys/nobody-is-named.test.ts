import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../src/platform/index.ts'
import { byNumber, GP, NHS_NUMBER_SYSTEM, NURSE } from '../support/caller.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
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

const service = await startService({ people: [known, foreign], environment: { CPIS_LOG_LEVEL: 'debug' } })
const authority = service.authority('X01')
const bearer = await service.signIn(NURSE.userId)
const silentBearer = await service.signIn(GP.userId)
const plans = [{ type: 'CPP', start: daysAgo(30) }] as const

const bodies: string[] = []
const named = (text: string) => linesThatName(told, text.replaceAll(/(?<=[^\\])\\n/g, '\n'))

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

test('nor do health, metrics and logs', async () => {
  const { apiUrl, settings } = service
  for (const url of [apiUrl, `http://127.0.0.1:${settings.workerPort}`, settings.meshUrl])
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      assert.deepEqual(named(await (await fetch(`${url}${path}`)).text()), [], `${url}${path}`)
  const log = service.logged()
  assert.match(log, /an upload was applied/)
  assert.match(log, /CareTeam/)
  assert.deepEqual(named(log), [])
})
