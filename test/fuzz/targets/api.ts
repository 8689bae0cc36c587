import assert from 'node:assert/strict'
import http from 'node:http'
import { openSpineClient } from '../../../src/hl7v3/index.ts'
import { startApiOn } from '../../../src/main/api.ts'
import { issueTokenByHand } from '../../../src/main/laptop-application.ts'
import type { Ground } from '../../../src/main/processes.ts'
import { settingsFrom } from '../../../src/main/settings.ts'
import { openMetrics, silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { NURSE } from '../../support/caller.ts'
import type { TestDatabase } from '../../support/database.ts'
import { staff } from '../../support/register.ts'
import { assertNoFault, hangUp, send, sendKept, type Target } from './target.ts'

/** The doors of the API over real connections: FHIR with a token that is good, HL7 v3 as an accredited system. */
export async function openApiTargets(database: TestDatabase): Promise<{ targets: Target[]; end(): Promise<void> }> {
  const settings = settingsFrom({
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: database.url,
    ...{ CPIS_API_PORT: '0', CPIS_SPINE_PORT: '0', CPIS_LOG_LEVEL: 'silent', CPIS_TOKENS: 'opaque' },
  })
  const bearer = await issueTokenByHand(settings, NURSE.userId, NURSE.roleProfileId)
  const ground: Ground = {
    settings,
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') },
    pool: context => database.pool(context),
    end: async () => {},
  }
  const api = await startApiOn(ground)
  const query = await queryOf(api.spineUrl ?? '')
  const end = async () => {
    hangUp()
    await api.stop()
  }
  return { targets: [fhir(api.url, bearer), hl7v3(api.spineUrl ?? '', query)], end }
}

function fhir(url: string, bearer: string): Target {
  return {
    name: 'fhir',
    taken: /^2|^403|^422/,
    grammar: 'lines',
    async attempt(input) {
      const answer = await sendKept(url, input.replaceAll('{bearer}', bearer))
      if (answer === undefined) return 'no HTTP'
      assertNoFault(answer)
      if (answer.type.includes('json') && answer.body !== '') JSON.parse(answer.body)
      if (answer.status >= 400 && answer.type.includes('fhir')) assert.match(answer.body, /"OperationOutcome"/)
      return String(answer.status)
    },
  }
}

/** The SOAP fault a fault of our own would be. */
const OWN_FAULT = /<nasp:errorCode>(?:200|300)</

type Posted = { readonly text: string; readonly action: string }

function hl7v3(url: string, { text: query, action }: Posted): Target {
  const at = new URL(url)
  return {
    name: 'hl7v3',
    taken: /^200/,
    grammar: 'xml',
    more: () => [query],
    async attempt(input) {
      const headers = {
        soapaction: action,
        'content-type': 'text/xml; charset=UTF-8',
      }
      // Each query its own id, or the second is the first asked again.
      const body = input.replace(/uuid:[0-9A-Fa-f-]{36}/, () => `uuid:${systemRandomness.uuid().toUpperCase()}`)
      const answer = await send(at.origin, { method: 'POST', path: at.pathname, headers, body })
      if (answer === undefined) return 'no HTTP'
      // A message that is not taken is 500 with a fault that says why (hl7v3.md 6.2).
      if (answer.status === 500) {
        assert.match(answer.body, /<nasp:errorCode>\d+<|<faultcode>/)
        assert.doesNotMatch(answer.body, OWN_FAULT, answer.body)
      } else assertNoFault(answer)
      const kind = /<(REPC_IN000007GB01|QUQI_IN010000UK14|MCCI_IN010000UK13|SOAP:Fault)[ >]/.exec(answer.body)?.[1]
      const code = /<nasp:errorCode>(\d+)</.exec(answer.body)?.[1]
      return [answer.status, kind ?? 'nothing', code ?? ''].join(' ').trim()
    },
  }
}

/** A query as our own client posts it. */
async function queryOf(url: string): Promise<Posted> {
  const { author } = staff('Ada')
  assert.ok(author.kind === 'person')
  let text = ''
  let action = ''
  const listener = http.createServer((request, response) => {
    action = String(request.headers['soapaction'])
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => response.end())
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  const { ask } = openSpineClient({
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog },
    url: `http://127.0.0.1:${port}${new URL(url).pathname}`,
    from: 'https://trust.example.org/cpis',
    systemId: '200000000101',
    serviceSystemId: '200000000001',
    accessEventTypeForm: 'none',
    withinMs: 5_000,
  })
  await ask({ nhsNumber: '9990000018', author: { ...author, ...NURSE }, mode: 'standard' })
  listener.close()
  return { text, action }
}
