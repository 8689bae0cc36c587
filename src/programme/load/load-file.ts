import { isDeepStrictEqual } from 'node:util'
import { isRefusal, refusal } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { programmeErrors } from '../errors.ts'
import { change, readAll } from '../kinds/kind.ts'
import { lastEntry } from '../ledger/ledger.ts'
import { LOADED_KINDS, type LoadedKind } from './kinds.ts'

/** One line of a file: a thing and the state it has. */
export type Line = { readonly kind: string; readonly key: string; readonly state: object }

/** What became of a file: things added or changed, and those that were as the file says. */
export type Loaded = { readonly kept: number; readonly unchanged: number }

const FAULTS_SHOWN = 20

/**
 * Takes over a file, JSON Lines of `{"kind", "key", "state"}`, whole or not at all; a second time it changes nothing. What
 * a site's stages, settings and dates must be is checked as when it is entered by hand; approvals and decisions are not
 * taken from files. Throws PROGRAMME_FILE_INVALID naming each line that is wrong.
 */
export async function loadFile(deps: SettingsDeps, text: string, by: string): Promise<Loaded> {
  const lines = text.split(/\r?\n/).flatMap((line, place) => (line.trim() === '' ? [] : [{ line, no: place + 1 }]))
  return deps.db.transaction(async tx => {
    const faults: string[] = []
    let kept = 0
    for (const { line, no } of lines) {
      const outcome = await takeLine({ ...deps, db: tx }, line, by)
      if (typeof outcome === 'string') faults.push(`line ${no}: ${outcome}`)
      else if (outcome) kept += 1
    }
    const more = faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : ''
    if (faults.length > 0)
      throw refusal(programmeErrors, 'PROGRAMME_FILE_INVALID', faults.slice(0, FAULTS_SHOWN).join('; ') + more)
    return { kept, unchanged: lines.length - kept }
  })
}

/** True for one that is kept, false for one that is as it was, or what is wrong with it. */
async function takeLine(deps: SettingsDeps, text: string, by: string): Promise<boolean | string> {
  const line = readLine(text)
  if (line === undefined) return 'not an object with kind, key and state'
  const loaded = LOADED_KINDS.find(one => one.kind.name === line.kind)
  if (loaded === undefined) return `there is no kind ${line.kind}`
  try {
    return await takeState(deps, { loaded, line, by })
  } catch (error) {
    if (isRefusal(error)) return error.message
    throw error
  }
}

async function takeState(
  deps: SettingsDeps,
  { loaded, line, by }: { readonly loaded: LoadedKind; readonly line: Line; readonly by: string },
): Promise<boolean | string> {
  const { kind, check } = loaded
  const [fault] = kind.faults(line.state)
  if (fault !== undefined) return fault
  const before = (await lastEntry(deps.db, kind.ledger, line.key))?.state
  if (isDeepStrictEqual(before, line.state)) return false
  const wrong = await check?.(deps, line.state, by)
  if (wrong !== undefined) return wrong
  await change(deps, kind, { key: line.key, by, what: 'loaded', step: () => line.state })
  return true
}

function readLine(text: string): Line | undefined {
  try {
    const { kind, key, state } = JSON.parse(text) as Partial<Line>
    return typeof kind === 'string' && typeof key === 'string' && typeof state === 'object' && state !== null
      ? { kind, key, state }
      : undefined
  } catch {
    return undefined
  }
}

/** Everything as it stands, in the form `loadFile` takes. */
export async function exportLines(deps: Pick<SettingsDeps, 'db' | 'clock'>): Promise<Line[]> {
  const lines: Line[] = []
  for (const { kind } of LOADED_KINDS) {
    for (const { key, ...state } of await readAll(deps, kind)) lines.push({ kind: kind.name, key, state })
  }
  return lines
}
