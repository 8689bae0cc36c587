import { readAnswer } from '../../src/hl7v3/client/read-answer.ts'
import { readUpload, sampleMessages, writeUpload } from '../../src/hl7v3/index.ts'
import type { Mode } from '../../src/lookup/index.ts'
import { LAPTOP_CLIENT } from '../../src/main/stand-ins.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import { type ApiProcess, startApiProcess } from './frame/api-process.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { type CallFigures, closedLoop } from './frame/closed-loop.ts'
import { benchDatabase } from './frame/database.ts'
import { openHttpCaller } from './frame/http-caller.ts'
import { median, medians } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { type Ratio, ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { type Ask, openAsks } from './world/asks.ts'
import { loadPlans, nhsNumbers } from './world/plans.ts'
import { accreditOneForAll, queriesOf } from './world/queries.ts'
import { type SignedInStaff, signedInStaff } from './world/staff.ts'
import { uploadOf } from './world/uploads.ts'

const RECORDS = 150_000
const CONNECTIONS = 16
const MODES: readonly Mode[] = ['standard', 'silent']
const WARM_UP_SECONDS = 1
const UPLOAD_RECORDS = 5_000
const ANSWERS = 400

export const hl7v3Bench: Bench = {
  what: 'look-ups over SOAP against the FHIR door, and how fast messages are read and written',
  run: benchHl7v3,
}

type Door = 'soap' | 'fhir'
type Call = (ask: Ask, mode: Mode) => Promise<void>
type Field = { readonly api: ApiProcess; readonly next: () => Ask; readonly doors: Readonly<Record<Door, Call>> }

async function benchHl7v3(choices: Choices): Promise<Outcome> {
  say(`loading ${RECORDS} plans, starting the API ...`)
  await using database = await benchDatabase()
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(database.owner, numbers)
  await using staff = await signedInStaff()
  await accreditOneForAll(database.owner, staff.all)
  await using api = await startApiProcess({
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    CPIS_CIS2_ISSUER: staff.issuer,
    CPIS_CIS2_AUDIENCE: LAPTOP_CLIENT.clientId,
  })
  using fhir = openHttpCaller(api.url)
  using soap = openHttpCaller(api.spineUrl)
  const doors = { soap: soapCall(soap, staff.all), fhir: fhirCall(fhir) }
  const field = { api, next: openAsks(numbers, staff.all), doors }
  const [clients = 16] = choices.clients
  const all: Compared[] = []
  for (const mode of MODES) {
    say(`${mode}, ${clients} callers: ${choices.passes} passes of ${choices.seconds} s at each door ...`)
    all.push(await compared(field, choices, { mode, clients }))
  }
  return outcomeOf(all, await xmlFigures(choices))
}

type Caller = ReturnType<typeof openHttpCaller>

function fhirCall(caller: Caller): Call {
  return async ({ nhsNumber, by }, mode) => {
    const path = `/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C${nhsNumber}`
    const answer = await caller.get(path, {
      authorization: `Bearer ${by.idToken}`,
      accept: 'application/fhir+json',
      'x-request-id': systemRandomness.uuid(),
      isunscheduledaccessevent: mode === 'standard' ? 'true' : 'false',
    })
    if (answer.status !== 200 || !answer.body.includes('"total":1'))
      throw new Error(`the API answered ${answer.status}: ${answer.body}`)
  }
}

const SOAP_HEADERS = {
  SOAPAction: '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"',
  'Content-Type': 'text/xml; charset=UTF-8',
}

function soapCall(caller: Caller, staff: readonly SignedInStaff[]): Call {
  const queries = new Map(MODES.map(mode => [mode, new Map(staff.map(one => [one, queriesOf(one, mode)]))]))
  return async ({ nhsNumber, by }, mode) => {
    const query = queries.get(mode)?.get(by)?.(nhsNumber) ?? ''
    const answer = await caller.post('/syncservice', SOAP_HEADERS, query)
    if (answer.status !== 200 || !answer.body.includes('ChildRecords><value value="1"/>'))
      throw new Error(`the door answered ${answer.status}: ${answer.body}`)
  }
}

type DoorFigures = CallFigures & { readonly cpuMs: number; readonly queries: number }
type Compared = DoorFigures & {
  readonly mode: Mode
  readonly clients: number
  readonly fhirPerSecond: number
  readonly fhirP99Ms: number
  readonly fhirCpuMs: number
  readonly ratioToFhir: number
  readonly ratio: Ratio
}

async function compared(
  field: Field,
  { signal, passes, seconds }: Choices,
  { mode, clients }: { readonly mode: Mode; readonly clients: number },
): Promise<Compared> {
  const turn = (door: Door, seconds: number) =>
    closedLoop({ clients, seconds, signal }, () => field.doors[door](field.next(), mode))
  const measured = (door: Door) => async (): Promise<DoorFigures> => {
    const before = await field.api.spent()
    const { calls, ...figures } = await turn(door, seconds)
    const after = await field.api.spent()
    const each = (what: keyof typeof after) => (after[what] - before[what]) / calls
    return { ...figures, cpuMs: each('cpuMs'), queries: each('statements') }
  }
  await turn('soap', WARM_UP_SECONDS)
  await turn('fhir', WARM_UP_SECONDS)
  const taken = await interleave<Door, DoorFigures>(passes, { soap: measured('soap'), fhir: measured('fhir') })
  const fhir = medians(taken.fhir)
  const rates = (figures: readonly DoorFigures[]) => figures.map(one => one.perSecond)
  const ratio = ratioOfPasses(`${mode}, ${clients} callers, to FHIR`, rates(taken.soap), rates(taken.fhir))
  return {
    mode,
    clients,
    ...medians(taken.soap),
    fhirPerSecond: fhir.perSecond,
    fhirP99Ms: fhir.p99Ms,
    fhirCpuMs: fhir.cpuMs,
    ratioToFhir: ratio.value,
    ratio,
  }
}

type XmlFigures = {
  readonly readMbPerSecond: number
  readonly writeMbPerSecond: number
  readonly answerReadMbPerSecond: number
}

/** Megabytes of XML a second in this process: an upload read and written, and answers read as a caller reads them. */
async function xmlFigures({ passes }: Choices): Promise<XmlFigures> {
  const upload = uploadOf(nhsNumbers(UPLOAD_RECORDS), 1, 1)
  const file = Buffer.from(writeUpload(upload))
  const answers = [...sampleMessages('04', ANSWERS, 1)].map(({ xml }) => Buffer.from(xml))
  const ofAnswers = answers.reduce((sum, one) => sum + one.length, 0)
  const sides = {
    read: () => megabytes(file.length, () => readUpload(oneChunk(file))),
    write: () => megabytes(file.length, () => writeUpload(upload)),
    answers: () =>
      megabytes(ofAnswers, () =>
        answers.map(body => readAnswer({ status: 200, body }, { messageId: '', queryId: '' })),
      ),
  }
  for (const side of Object.values(sides)) await side()
  const taken = await interleave<keyof typeof sides, number>(Math.max(passes, 3), sides)
  return {
    readMbPerSecond: median(taken.read),
    writeMbPerSecond: median(taken.write),
    answerReadMbPerSecond: median(taken.answers),
  }
}

async function* oneChunk(file: Uint8Array): AsyncIterable<Uint8Array> {
  yield file
}

async function megabytes(bytes: number, work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return bytes / 1e6 / ((performance.now() - start) / 1000)
}

const figuresOf = (compared: Compared | undefined) => compared && { ...compared, ratio: undefined }

function outcomeOf(all: readonly Compared[], xml: XmlFigures): Outcome {
  const [headline] = all
  return {
    json: {
      bench: 'hl7v3',
      records: RECORDS,
      connections: CONNECTIONS,
      ...figuresOf(headline),
      ...xml,
      all: all.map(figuresOf),
      ratios: all.map(one => one.ratio),
    },
    title: `Look-ups over SOAP, ${RECORDS} plans held, every commit on the disk; XML read at ${Math.round(xml.readMbPerSecond)}, written at ${Math.round(xml.writeMbPerSecond)} MB/s`,
    rows: all.map(one => ({
      'look-up': one.mode,
      callers: one.clients,
      'SOAP /s': one.perSecond,
      'p50 ms': one.p50Ms,
      'p99 ms': one.p99Ms,
      'CPU ms': one.cpuMs,
      queries: one.queries,
      'FHIR /s': one.fhirPerSecond,
      'FHIR p99 ms': one.fhirP99Ms,
      'FHIR CPU ms': one.fhirCpuMs,
      ratio: one.ratioToFhir,
    })),
  }
}
