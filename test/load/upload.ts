import { SaxesParser } from 'saxes'
import { readUpload, writeAcknowledgement, writeUpload } from '../../src/hl7v3/index.ts'
import { type Database, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { applyUpload, DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../../src/register/index.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { benchDatabase } from './frame/database.ts'
import { median } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { nhsNumbers } from './world/plans.ts'
import { authorityOf, pdsAgrees, planColumns, uploadOf } from './world/uploads.ts'

const ROWS = 5_000
/** The largest file that is taken, and how many of them make 100,000 rows. */
const LARGEST_ROWS = 20_000
const LARGEST_FILES = 5

export const uploadBench: Bench = {
  what: 'an upload from its XML to its acknowledgement, against a bare upsert of the same rows and the bare XML parser',
  run: benchUpload,
}

/** Rows a second of the first upload of an authority, which stores, and of its second, which changes nothing. */
type UploadFigures = { readonly first: number; readonly again: number; readonly parsing: number }

async function benchUpload(choices: Choices): Promise<Outcome> {
  await using database = await benchDatabase()
  await makeBareTable(database.owner)
  const uploads = registerDeps(database.pool('register', 4))
  const numbers = nhsNumbers(ROWS * (choices.passes + 1))
  // Each pass has children and an authority of its own; pass 0 warms up.
  const childrenOf = (pass: number) => numbers.slice(pass * ROWS, (pass + 1) * ROWS)
  const sides = {
    whole: (pass: number) => wholeUploads(uploads, childrenOf(pass), pass),
    bare: (pass: number) => bareUpserts(database.owner, childrenOf(pass)),
  }
  await sides.whole(0)
  await sides.bare(0)
  say(`${choices.passes} passes of ${ROWS} rows on each side ...`)
  const turn = (side: (pass: number) => Promise<UploadFigures>) => (pass: number) => {
    choices.signal.throwIfAborted()
    return side(pass)
  }
  const taken = await interleave(choices.passes, { whole: turn(sides.whole), bare: turn(sides.bare) })
  const peakMemoryMb = peakMb()
  say(`${LARGEST_FILES} files of ${LARGEST_ROWS} rows ...`)
  const largest = await largestUploads(uploads, choices)
  return outcomeOf(taken, { peakMemoryMb, largest })
}

const peakMb = () => process.resourceUsage().maxRSS / 1024

type Largest = { readonly rows: number; readonly perSecond: number; readonly peakMemoryMb: number }

/** Files as large as they may be, one after another: an authority each. */
async function largestUploads(deps: RegisterDeps, choices: Choices): Promise<Largest> {
  const figures: number[] = []
  const numbers = nhsNumbers(LARGEST_ROWS)
  for (let file = 0; file < LARGEST_FILES; file += 1) {
    choices.signal.throwIfAborted()
    const pass = choices.passes + 1 + file
    const message = Buffer.from(writeUpload(uploadOf(numbers, pass, 1)))
    const from = { mailbox: String(pass), id: `largest-${pass}` }
    figures.push(await rowsPerSecond(() => answered(deps, message, from), LARGEST_ROWS))
  }
  return { rows: LARGEST_ROWS * LARGEST_FILES, perSecond: median(figures), peakMemoryMb: peakMb() }
}

/** The XML parser the reader stands on, with nothing done with what it finds. */
function parse(message: Buffer): void {
  const parser = new SaxesParser()
  const text = message.toString()
  for (let from = 0; from < text.length; from += 65_536) parser.write(text.slice(from, from + 65_536))
  parser.close()
}

function registerDeps(db: Database): RegisterDeps {
  return {
    db,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    settings: DEFAULT_REGISTER_SETTINGS,
    findAuthorityOfMailbox: async mailbox => {
      const { odsCode, name } = authorityOf(Number(mailbox))
      return { code: odsCode, odsCode, name }
    },
    findInPds: async numbers => pdsAgrees(numbers),
  }
}

async function wholeUploads(deps: RegisterDeps, numbers: ReturnType<typeof nhsNumbers>, pass: number) {
  const send = (sequence: number) => {
    const message = Buffer.from(writeUpload(uploadOf(numbers, pass, sequence)))
    return rowsPerSecond(() => answered(deps, message, { mailbox: String(pass), id: `${pass}-${sequence}` }))
  }
  const [first, again] = [await send(1), await send(2)]
  const message = Buffer.from(writeUpload(uploadOf(numbers, pass, 3)))
  return { first, again, parsing: await rowsPerSecond(async () => parse(message)) }
}

/** As the worker does it: read, apply, answer. Each row must have been stored. */
async function answered(deps: RegisterDeps, message: Uint8Array, from: { mailbox: string; id: string }): Promise<void> {
  const content = await readUpload(oneChunk(message))
  const receivedAt = deps.clock.now()
  const delivery = { messageId: from.id, senderMailbox: from.mailbox, receivedAt, content }
  const answer = await applyUpload(deps, delivery)
  const acknowledgement = writeAcknowledgement(answer, deps.clock.now())
  if (answer.fileCode !== 'CPF02' || acknowledgement.length < ROWS) throw new Error(`answered ${answer.fileCode}`)
}

async function* oneChunk(message: Uint8Array): AsyncIterable<Uint8Array> {
  yield message
}

async function rowsPerSecond(work: () => Promise<unknown>, rows = ROWS): Promise<number> {
  const start = performance.now()
  await work()
  return rows / ((performance.now() - start) / 1000)
}

async function makeBareTable(owner: Database): Promise<void> {
  await owner.query({ text: 'create schema bench' })
  await owner.query({ text: 'create table bench.plan (like register.plan including indexes including defaults)' })
}

/** One statement, its arrays made beforehand; the second time every row is there already and is written over. */
async function bareUpserts(owner: Database, numbers: ReturnType<typeof nhsNumbers>) {
  const values = Object.values(planColumns(numbers, systemRandomness.uuid))
  const send = () => rowsPerSecond(() => owner.query({ name: 'bench-upsert', text: UPSERT, values }))
  return { first: await send(), again: await send(), parsing: 0 }
}

const UPSERT = `
  insert into bench.plan (child_key, authority_code, type, plan_id, subject, start_date, shown_until, local_key,
    person_sealed, number_state, upload_id, upload_sequence, position, version, stored_at)
  select child_key, '900', 'CPP', plan_id, 'child', start_date, 'infinity', local_key, sealed, 'current',
    '00000000-0000-4000-8000-000000000000', '000001', position, 1, start_date
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::uuid[], $5::bytea[], $6::int[])
    as row (child_key, plan_id, start_date, local_key, sealed, position)
  on conflict (child_key, authority_code, type) do update set start_date = excluded.start_date,
    local_key = excluded.local_key, person_sealed = excluded.person_sealed, upload_id = excluded.upload_id,
    upload_sequence = excluded.upload_sequence, position = excluded.position, version = plan.version + 1,
    stored_at = excluded.stored_at`

type Taken = Record<'whole' | 'bare', UploadFigures[]>

function outcomeOf(
  { whole, bare }: Taken,
  { peakMemoryMb, largest }: { peakMemoryMb: number; largest: Largest },
): Outcome {
  const parsing = whole.map(one => one.parsing)
  const compared = (which: 'first' | 'again') => {
    const [ours, theirs] = [whole.map(one => one[which]), bare.map(one => one[which])]
    const toRawSql = ratioOfPasses(`${which}, to a bare upsert`, ours, theirs)
    const toParsing = ratioOfPasses(`${which}, to bare parsing`, ours, parsing)
    const figures = {
      perSecond: median(ours),
      rawPerSecond: median(theirs),
      ratioToRawSql: toRawSql.value,
      ratioToParsing: toParsing.value,
    }
    return { figures, ratios: [toRawSql, toParsing] }
  }
  const [first, again] = [compared('first'), compared('again')]
  const row = (upload: string, { figures: one }: typeof first) => ({
    upload,
    'rows /s': one.perSecond,
    'bare upsert rows /s': one.rawPerSecond,
    ratio: one.ratioToRawSql,
    'of bare parsing': one.ratioToParsing,
  })
  return {
    json: {
      bench: 'upload',
      rows: ROWS,
      pds: 'in memory',
      ...first.figures,
      peakMemoryMb,
      parsingPerSecond: median(parsing),
      again: again.figures,
      largest,
      ratios: [...first.ratios, ...again.ratios],
    },
    title: `Uploads of ${ROWS} rows, PDS in memory, every commit on the disk; at most ${Math.round(peakMemoryMb)} MB`,
    rows: [row('first: all stored', first), row('second: none changed', again)],
  }
}
