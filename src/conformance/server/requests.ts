import { type Case, expect, expectSame } from '../case.ts'
import { expectRefused, type FhirReply, MODE_HEADER, SYSTEM } from '../probe/fhir.ts'
import { askExample } from './examples.ts'

// Requests as they must be taken or refused (fhir-api.md 4.2, 4.3, 4.5), one row a case.

const CHILD = '9990100004'
const token = (value: string) => `patient:identifier=${value}`
const good = token(`${SYSTEM}%7C${CHILD}`)

type Row = {
  readonly id: string
  readonly title: string
  readonly asked: Parameters<typeof askExample>[1]
  readonly status: number
  readonly code?: string
  readonly isSafety?: true
  readonly also?: (reply: FhirReply) => void
}

/** What a caller sent must not come back in a refusal: it may be another person's number. */
const noEcho = (value: string) => (reply: FhirReply) =>
  expect(
    !reply.text.includes(value) && ![...reply.headers.values()].some(one => one.includes(value)),
    'the number is repeated in the refusal',
  )

const invalid = (id: string, title: string, value: string): Row => ({
  ...{ id, title, status: 400, code: 'INVALID_SEARCH_DATA', isSafety: true },
  asked: { number: value },
  also: noEcho(value),
})
const refused = (id: string, title: string, query: string, code: string): Row => ({
  ...{ id, title, asked: { query }, status: 400, code },
})
const mode = (id: string, title: string, value: string, status: number): Row => ({
  ...{ id, title, status, asked: { number: CHILD, headers: { [MODE_HEADER]: value } } },
  ...(status === 400 && { code: 'PRECONDITION_FAILED' }),
})

const ROWS: readonly Row[] = [
  invalid(
    'F-NUMBER-CHECK-DIGIT',
    'A number with a wrong check digit is refused, not answered with nothing',
    '9990100005',
  ),
  invalid('F-NUMBER-SHORT', 'A number of nine digits is refused', '999010000'),
  invalid('F-NUMBER-LONG', 'A number of twelve digits is refused', '999010000499'),
  invalid('F-NUMBER-LETTERS', 'A number with letters is refused', '99901O0004'),
  refused(
    'F-SYSTEM',
    'Another system than that of NHS numbers is refused',
    token(`https://example.org/id%7C${CHILD}`),
    'INVALID_SEARCH_DATA',
  ),
  refused(
    'F-TWO-NUMBERS',
    'Two numbers in one question are refused',
    `${good}&${token(`${SYSTEM}%7C9990100144`)}`,
    'INVALID_SEARCH_DATA',
  ),
  refused('F-COMMA', 'A list of numbers is refused', `${good},${SYSTEM}%7C9990100144`, 'INVALID_SEARCH_DATA'),
  refused('F-NO-NUMBER', 'A question about nobody is refused', '_format=json', 'MISSING_VALUE'),
  refused(
    'F-SUMMARY',
    '_summary=count is refused: it would tell of a plan and leave no trace',
    `${good}&_summary=count`,
    'ADDITIONAL_PROPERTIES',
  ),
  refused('F-COUNT', '_count is refused', `${good}&_count=1`, 'ADDITIONAL_PROPERTIES'),
  refused('F-ELEMENTS', '_elements is refused', `${good}&_elements=id`, 'ADDITIONAL_PROPERTIES'),
  refused('F-REVINCLUDE', '_revinclude is refused', `${good}&_revinclude=AuditEvent:patient`, 'ADDITIONAL_PROPERTIES'),
  mode('F-MODE-UPPER', 'The mode may be written in capitals', 'TRUE', 200),
  mode('F-MODE-ODD', 'A mode that is neither true nor false is refused', 'yes', 400),
  mode('F-MODE-TWICE', 'A mode said twice, in two ways, is refused', 'true, false', 400),
  { id: 'F-PIPE', title: 'A raw | is taken as %7C is', asked: { query: token(`${SYSTEM}|${CHILD}`) }, status: 200 },
  {
    id: 'F-POST',
    title: 'POST _search answers as GET does',
    asked: { method: 'POST', path: '/CareTeam/_search', query: good },
    status: 200,
  },
  {
    id: 'F-HEAD',
    title: 'HEAD is refused: it would look and leave no trace',
    asked: { method: 'HEAD', number: CHILD },
    status: 405,
  },
  {
    id: 'F-PATH',
    title: 'An unknown path is 404',
    asked: { path: '/Patient', number: CHILD },
    status: 404,
    code: 'UNSUPPORTED_SERVICE',
  },
  {
    id: 'F-ACCEPT',
    title: 'A form nobody speaks is 406',
    asked: { number: CHILD, headers: { accept: 'text/html' } },
    status: 406,
  },
  {
    id: 'F-REQUEST-ID',
    title: 'A malformed X-Request-ID is refused',
    asked: { number: CHILD, requestId: 'not-a-uuid' },
    status: 400,
    code: 'INVALID_VALUE',
  },
  { id: 'F-METADATA', title: 'The CapabilityStatement is there', asked: { path: '/metadata' }, status: 200 },
]

function requestCase({ id, title, asked, status, code, isSafety, also }: Row): Case {
  const what = [asked.method ?? 'GET', asked.path ?? '/CareTeam', asked.query ?? asked.number ?? ''].join(' ')
  return {
    ...{ id, title, clause: 'fhir-api.md 4.2, 4.3, 4.5', interface: 'fhir', modes: ['standard', 'silent'] },
    purpose: 'Each request has one meaning, and what is wrong with one is said and not guessed.',
    steps: [`Send ${what}${asked.headers ? ` with ${JSON.stringify(asked.headers)}` : ''}`],
    expected: `Status ${status}${code ? `, code ${code}` : ''}`,
    needs: ['examples'],
    ...(isSafety && { isSafety }),
    async judge(on, note) {
      const reply = await askExample(on, asked)
      note(`status ${reply.status}`)
      if (code !== undefined) expectRefused(reply, status, code)
      else expectSame(reply.status, status, 'the status')
      also?.(reply)
    },
  }
}

const headerCase = (
  row: Pick<Case, 'id' | 'title' | 'purpose' | 'expected' | 'clause'>,
  judge: (reply: FhirReply, sent: string) => void,
): Case => ({
  ...row,
  interface: 'fhir',
  modes: ['standard', 'silent'],
  needs: ['examples'],
  steps: ['GET /CareTeam for a child with a plan, then for a wrong number'],
  async judge(on) {
    for (const number of [CHILD, '9990100005']) {
      const sent = on.randomness.uuid()
      judge(await askExample(on, { number, requestId: sent }), sent)
    }
  },
})

const HEADERS: readonly Case[] = [
  headerCase(
    {
      ...{ id: 'F-NO-STORE', clause: 'fhir-api.md 4.2', title: 'No answer may be kept by anything on the way' },
      purpose: 'A cached alert is shown to the next person at the same desk, and no access is recorded.',
      expected: 'Cache-Control holds no-store',
    },
    ({ headers }) => expect(/no-store/.test(headers.get('cache-control') ?? ''), 'Cache-Control lacks no-store'),
  ),
  headerCase(
    {
      ...{ id: 'F-ECHO-ID', clause: 'fhir-api.md 4.4', title: 'X-Request-ID comes back as it went' },
      purpose: 'Caller and service find the same request in their logs.',
      expected: 'X-Request-ID is the one sent',
    },
    ({ headers }, sent) => expectSame(headers.get('x-request-id')?.toLowerCase(), sent, 'X-Request-ID'),
  ),
  headerCase(
    {
      ...{ id: 'F-AS-OF', clause: 'fhir-api.md 4.4', title: 'Every answer says as of when it is true' },
      purpose: 'Plans change: an answer without its time may be shown tomorrow as today’s.',
      expected: 'A Date header that can be read',
    },
    ({ headers }) => expect(Number.isFinite(Date.parse(headers.get('date') ?? '')), 'Date is missing'),
  ),
  headerCase(
    {
      ...{ id: 'F-MEDIA', clause: 'fhir-api.md 4.4', title: 'Answers are application/fhir+json' },
      purpose: 'Clients tell FHIR from a page of a proxy by it.',
      expected: 'Content-Type begins with application/fhir+json',
    },
    ({ headers }) =>
      expect(/^application\/fhir\+json/.test(headers.get('content-type') ?? ''), 'Content-Type is another'),
  ),
]

/** Requests, and the headers of every answer. */
export const requestCases: readonly Case[] = [...ROWS.map(requestCase), ...HEADERS]
