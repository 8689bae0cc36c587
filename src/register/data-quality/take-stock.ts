import { createHash } from 'node:crypto'
import { processKeyring, refusal } from '../../platform/index.ts'
import type { RegisterDeps } from '../deps.ts'
import { registerErrors } from '../errors.ts'
import { readAnswerToUpload } from '../store/uploads.ts'
import type { RowVerdict } from '../upload.ts'
import { type Cause, FORGOTTEN_AFTER_DAYS, type Stock, type StockAsked } from './stock.ts'
import { countHeld, countOutstanding, type KeyedVerdict, keepOutstanding, readUploadRow, takeTurn } from './store.ts'

const DAY_MS = 86_400_000
const UNMATCHED = new Set<string>(['CPR01', 'CPR02', 'CPR03', 'CPR04', 'CPR05'])

type StockDeps = Pick<RegisterDeps, 'db'>

/**
 * Takes stock after an upload of an authority: what it came to, what of all it sent is not stored and why, and what the
 * register shows of it. Each upload counts once, in the order of the sequence; asked again, the same counts as they stand
 * now. Throws REGISTER_UPLOAD_UNKNOWN where there is no such upload of an authority (programme.md 3.5).
 */
export async function takeStock(deps: StockDeps, asked: StockAsked): Promise<Stock> {
  const { uploadId, on } = asked
  const row = await readUploadRow(deps.db, uploadId)
  const stored = await readAnswerToUpload(deps.db, uploadId)
  if (row === undefined || row.authorityCode === null || stored === undefined)
    throw refusal(registerErrors, 'REGISTER_UPLOAD_UNKNOWN')
  const { authorityCode, sequenceNumber, receivedAt, before } = row
  const { answer } = stored
  if (sequenceNumber !== null)
    await countVerdicts(deps, { authorityCode, sequenceNumber, receivedAt }, { verdicts: answer.verdicts, asked })
  const outstanding = await countOutstanding(deps.db, authorityCode)
  const unmatched = outstanding.filter(one => UNMATCHED.has(one.code))
  const [oldest] = unmatched.map(one => one.since).sort((one, other) => one.getTime() - other.getTime())
  return {
    uploadId,
    authorityCode,
    receivedAt,
    fileCode: answer.fileCode,
    ...(answer.detail && { detailCode: answer.detail.code }),
    processed: Math.max(0, answer.processed),
    stored: answer.verdicts.filter(verdict => verdict.code === 'CPR06').length,
    skipped: sequenceNumber === null || before === null ? 0 : sequenceNumber - before - 1,
    causes: causesOf(answer.verdicts, outstanding),
    unmatched: unmatched.reduce((sum, one) => sum + one.outstanding, 0),
    ...(oldest && { unmatchedSince: oldest }),
    held: await countHeld(deps.db, authorityCode, on),
  }
}

type Taken = { readonly authorityCode: string; readonly sequenceNumber: number; readonly receivedAt: Date }
type File = { readonly verdicts: readonly RowVerdict[]; readonly asked: StockAsked }

async function countVerdicts({ db }: StockDeps, taken: Taken, { verdicts, asked }: File): Promise<void> {
  const { authorityCode, sequenceNumber, receivedAt: at } = taken
  const forgottenBefore = new Date(asked.now.getTime() - FORGOTTEN_AFTER_DAYS * DAY_MS)
  await db.transaction(async tx => {
    if (!(await takeTurn(tx, authorityCode, sequenceNumber))) return
    await keepOutstanding(tx, authorityCode, { verdicts: keyed(authorityCode, verdicts), at, forgottenBefore })
  })
}

/** Each record once; where two carry the same key, the one that is not stored. */
function keyed(authorityCode: string, verdicts: readonly RowVerdict[]): KeyedVerdict[] {
  const byKey = new Map<string, KeyedVerdict>()
  for (const verdict of verdicts) {
    const key = keyOf(authorityCode, verdict)
    const { code, detail } = verdict
    if (code !== 'CPR06') byKey.set(key, { key, code, detail: detail?.code ?? null })
    else if (!byKey.has(key)) byKey.set(key, { key, code: null, detail: null })
  }
  return [...byKey.values()]
}

/** The authority's own id stays when a number is corrected; the number is the key only where there is no such id. */
function keyOf(authorityCode: string, { record }: RowVerdict): string {
  const [subject] = record.subjects
  const id = subject?.localId?.trim() || subject?.nhsNumber?.replaceAll(/[ -]/g, '')
  if (!id) return `keyless ${record.position}`
  const hash = createHash('sha256').update(`${authorityCode} ${subject?.kind} ${id}`).digest('hex')
  // Without a key a local id is found by trying all there may be.
  return processKeyring().indexHash(`outstanding ${hash}`).toString('hex')
}

function causesOf(verdicts: readonly RowVerdict[], outstanding: Awaited<ReturnType<typeof countOutstanding>>): Cause[] {
  const causes = new Map<string, Cause>()
  const add = (code: string, detail: string | null | undefined, counts: Pick<Cause, 'inFile' | 'outstanding'>) => {
    const key = `${code} ${detail ?? ''}`
    const before = causes.get(key) ?? { inFile: 0, outstanding: 0 }
    causes.set(key, {
      code: code as Cause['code'],
      ...(detail && { detail }),
      inFile: before.inFile + counts.inFile,
      outstanding: before.outstanding + counts.outstanding,
    })
  }
  for (const { code, detail } of verdicts) if (code !== 'CPR06') add(code, detail?.code, { inFile: 1, outstanding: 0 })
  for (const { code, detail, outstanding: count } of outstanding) add(code, detail, { inFile: 0, outstanding: count })
  return [...causes.entries()].sort(([one], [other]) => one.localeCompare(other)).map(([, cause]) => cause)
}
