import type { Subject } from '../../../conformance/index.ts'
import { changed, isAbout, isCareTeam, isSandbox, type Mutant, NOTHING, rewritten, without } from './mutant.ts'
import type { Coming, Going, Spoiling } from './proxy.ts'

// One row a mutant of the FHIR API.

const MODE = 'isunscheduledaccessevent'
const row = (
  id: string,
  caughtBy: string,
  what: string,
  spoiling: Spoiling | ((sound: Subject) => Spoiling),
): Mutant => ({
  ...{ id, caughtBy, what, place: 'api' },
  spoiling: typeof spoiling === 'function' ? spoiling : () => spoiling,
})
const going = (change: (going: Going) => void): Spoiling => ({ going: change })
const answers = (change: (coming: Coming, going: Going) => Coming): Spoiling => ({ coming: change })
const bearer = (token: string | undefined) => `Bearer ${token ?? ''}`
/** Live requests only: tokens and modes mean nothing to the documented numbers. */
const live = (change: (going: Going) => void) => going(one => (isSandbox(one) ? undefined : change(one)))
const asNurse = ({ live: of }: Subject, one: Going, mode: 'true' | 'false') => {
  one.headers['authorization'] = bearer(of?.tokens.standard)
  one.headers[MODE] = mode
}
const teams = (change: (team: Record<string, unknown>) => void) =>
  answers(coming =>
    changed(coming, json => {
      for (const { resource } of json.entry ?? []) if (resource.resourceType === 'CareTeam') change(resource)
    }),
  )

/** An error of the service told as if nothing were known. */
const hidden = (...statuses: number[]) => answers(coming => (statuses.includes(coming.status) ? NOTHING : coming))

const OLD = '9990100705'
const OTHER_CHILD = '9990100284'

export const fhirMutants: readonly Mutant[] = [
  row('silent-notifies', 'L-SILENT', 'a silent look-up is served as a standard one', sound =>
    live(one => {
      if (isCareTeam(one) && one.headers[MODE] === 'false') asNurse(sound, one, 'true')
    }),
  ),
  row('standard-keeps-silent', 'L-STANDARD', 'a standard look-up is served as a silent one', sound =>
    live(one => {
      if (isCareTeam(one) && one.headers[MODE] === 'true') {
        one.headers['authorization'] = bearer(sound.live?.tokens.silent)
        one.headers[MODE] = 'false'
      }
    }),
  ),
  row('silent-only-downgraded', 'L-SILENT-ONLY', 'somebody who may only be silent is quietly served silently', sound =>
    live(one => {
      if (one.headers['authorization'] === bearer(sound.live?.tokens.silent)) one.headers[MODE] = 'false'
    }),
  ),
  row(
    'mode-ignored',
    'L-MODE',
    'the mode header is not read',
    live(one => void delete one.headers[MODE]),
  ),
  row('history-leaves-trace', 'L-HISTORY-ONLY', 'reading the history counts as a look-up', sound => ({
    async coming(coming, asked, forward) {
      if (isSandbox(asked) || isCareTeam(asked) || asked.headers[MODE] !== 'true') return coming
      const looked = { ...asked, headers: { ...asked.headers }, path: asked.path.replace('/AuditEvent', '/CareTeam') }
      delete looked.headers['x-request-id']
      asNurse(sound, looked, 'true')
      await forward(looked)
      return forward(asked)
    },
  })),
  row('expired-token-accepted', 'L-EXPIRED-TOKEN', 'a token that ran out is good', sound =>
    live(one => {
      if (one.headers['authorization'] === bearer(sound.live?.tokens.expired)) asNurse(sound, one, 'false')
    }),
  ),
  row('any-token-accepted', 'L-UNKNOWN-TOKEN', 'any token is good', sound =>
    live(one => {
      if (one.headers['authorization']?.includes('not-a-token')) asNurse(sound, one, 'false')
    }),
  ),
  row('no-token-wanted', 'L-NO-TOKEN', 'no token is wanted', sound =>
    live(one => {
      if (one.headers['authorization'] === undefined) asNurse(sound, one, 'false')
    }),
  ),
  row(
    'acknowledged-before-stored',
    'L-STORED-FIRST',
    'a child is found only some time after the acknowledgement',
    () => {
      const asked = new Set<string>()
      return answers((coming, one) => {
        if (isSandbox(one) || !isCareTeam(one) || asked.has(one.path)) return coming
        asked.add(one.path)
        return NOTHING
      })
    },
  ),
  row('outage-as-nothing', 'L-OUTAGE', 'a register that cannot be read is told as "nothing known"', hidden(500, 503)),
  row('503-as-nothing', 'F-FAILURE-503', 'status 503 is told as "nothing known"', hidden(503)),
  row('500-as-nothing', 'F-FAILURE-500', 'status 500 is told as "nothing known"', hidden(500)),
  row('403-as-nothing', 'F-FAILURE-403', 'a refusal is told as "nothing known"', hidden(403)),
  row(
    'no-retry-after',
    'F-FAILURE-429',
    'status 429 does not say when to come again',
    answers(one => without(one, 'retry-after')),
  ),
  row(
    'wrong-number-as-nothing',
    'F-NUMBER-CHECK-DIGIT',
    'a number with a wrong check digit is answered with nothing',
    hidden(400),
  ),
  row(
    'number-echoed',
    'F-NUMBER-LONG',
    'a refusal repeats the number it refuses',
    answers((coming, asked) =>
      coming.status !== 400
        ? coming
        : changed(coming, json => {
            json.issue[0].diagnostics += ` ${/%7C(\w+)/.exec(asked.path)?.[1]}`
          }),
    ),
  ),
  row('superseded-answers-other-child', 'F-SUPERSEDED', 'a superseded number answers another child', {
    going(one) {
      one.path = one.path.replace(OLD, OTHER_CHILD)
    },
    coming: (coming, asked) =>
      isAbout(asked, OLD) ? rewritten(coming, text => text.replaceAll(OTHER_CHILD, OLD)) : coming,
  }),
  row(
    'wrong-subject',
    'F-PLAN-CPP',
    'a plan is about another number than was asked for',
    teams(team => {
      team['subject'] = { identifier: { value: OTHER_CHILD } }
    }),
  ),
  row(
    'wrong-snomed',
    'F-PLAN-LAC',
    'a looked-after child is told as one on a protection plan',
    answers(one => rewritten(one, text => text.replaceAll('764841000000100', '342191000000101'))),
  ),
  row(
    'unborn-as-child',
    'F-PLAN-UCP',
    'the plan of an unborn child is told as the mother’s own',
    answers(one => rewritten(one, text => text.replaceAll('818901000000100', '342191000000101'))),
  ),
  row(
    'second-authority-missing',
    'F-PLAN-TWO',
    'only the first authority is told',
    answers(one =>
      changed(one, json => {
        const isPlan = (entry: { resource: { resourceType: string } }) => entry.resource.resourceType === 'CareTeam'
        if (json.entry?.every(isPlan)) json.entry = json.entry.slice(0, 1)
      }),
    ),
  ),
  row(
    'total-wrong',
    'F-NOTHING',
    'Bundle.total is one too many',
    answers(one => changed(one, json => void Object.assign(json, { total: json.total + 1 }))),
  ),
  row(
    'phones-swapped',
    'F-PHONES',
    'the office number stands where the emergency number belongs',
    answers(one =>
      rewritten(one, text =>
        text.replaceAll('"work"', '"X"').replaceAll('"mobile"', '"work"').replaceAll('"X"', '"mobile"'),
      ),
    ),
  ),
  row(
    'emergency-number-missing',
    'F-EMERGENCY',
    'the emergency number is left out',
    teams(team => void delete team['telecom']),
  ),
  row(
    'end-missing',
    'F-ENDED',
    'an ended plan looks like one that runs',
    teams(team => {
      team['period'] = { start: '2026-01-01' }
    }),
  ),
  row(
    'sensitive-named',
    'F-SENSITIVE',
    'a sensitive patient is named',
    teams(team => {
      team['subject'] = { ...(team['subject'] as object), display: 'A NAME' }
    }),
  ),
  row(
    'history-too-long',
    'F-HISTORY-25',
    'the history is longer than 25',
    answers(one =>
      changed(one, json => {
        const first = json.entry?.find(
          (entry: { resource: { resourceType: string } }) => entry.resource.resourceType === 'AuditEvent',
        )
        if (first) json.entry.push(first)
      }),
    ),
  ),
  row(
    'history-shows-ids',
    'F-HISTORY-WHO',
    'the history gives user ids away',
    answers(one =>
      changed(one, json => {
        for (const { resource } of json.entry ?? [])
          if (resource.resourceType === 'PractitionerRole')
            resource.identifier.push({ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: '1' })
      }),
    ),
  ),
  row(
    'stored-by-caches',
    'F-NO-STORE',
    'answers may be kept on the way',
    answers(one => without(one, 'cache-control')),
  ),
  row(
    'request-id-lost',
    'F-ECHO-ID',
    'X-Request-ID does not come back',
    answers(one => without(one, 'x-request-id')),
  ),
  row(
    'no-as-of',
    'F-AS-OF',
    'answers do not say as of when they are true',
    answers(one => without(one, 'date')),
  ),
  row(
    'summary-answered',
    'F-SUMMARY',
    '_summary=count tells of a plan and leaves no trace',
    going(one => {
      one.path = one.path.replace('&_summary=count', '')
    }),
  ),
  row(
    'head-answered',
    'F-HEAD',
    'HEAD looks a child up',
    going(one => {
      if (one.method === 'HEAD') one.method = 'GET'
    }),
  ),
  row(
    'list-answered',
    'F-COMMA',
    'the first of a list of numbers is answered',
    going(one => {
      one.path = one.path.replace(/,http.*$/, '')
    }),
  ),
]
