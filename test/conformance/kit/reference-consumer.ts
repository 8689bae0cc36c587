import { readCareTeams } from '../../../src/fhir/index.ts'
import { systemRandomness } from '../../../src/platform/index.ts'
import { pause } from '../../support/until.ts'

// A small product that asks as the contract says; a test breaks one habit of it at a time.

const SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'

export type Habits = {
  readonly headers: Readonly<Record<string, string>>
  readonly method: string
  readonly more: string
  readonly requestId: () => string
  /** How long it waits after 429; and whether it keeps its id. */
  readonly waitsMs: number
  readonly keepsId: boolean
  readonly asksHistoryFirst: boolean
  /** What it shows for what it could not read. */
  readonly onFailure: 'nothing' | 'not-checked'
  readonly checksSubject: boolean
  readonly showsAll: boolean
}

export function soundHabits(mode: 'standard' | 'silent'): Habits {
  return {
    headers: {
      ...{ accept: 'application/fhir+json', authorization: 'Bearer a-token' },
      isunscheduledaccessevent: String(mode === 'standard'),
    },
    ...{ method: 'GET', more: '', requestId: () => systemRandomness.uuid(), waitsMs: 1000, keepsId: true },
    ...{ asksHistoryFirst: false, onFailure: 'not-checked', checksSubject: true, showsAll: true },
  }
}

/** Does every task of a hub and tells what it would show. */
export async function doTasks(urls: { readonly fhir: string; readonly tasks: string }, habits: Habits): Promise<void> {
  const tasks = (await (await fetch(urls.tasks)).json()) as { task: string; number: string }[]
  await Promise.all(
    tasks.map(async ({ task, number }) => {
      const shown = await lookUp(urls.fhir, number, habits).catch(() => ({ state: habits.onFailure, authorities: [] }))
      const body = JSON.stringify({ task, ...shown })
      const told = await fetch(urls.tasks.replace('tasks', 'shown'), { method: 'POST', body })
      if (!told.ok) throw new Error(await told.text())
    }),
  )
}

async function lookUp(base: string, number: string, habits: Habits) {
  const id = habits.requestId()
  const ask = (path: string, requestId: string) =>
    fetch(`${base}${path}?patient:identifier=${encodeURIComponent(`${SYSTEM}|${number}`)}${habits.more}`, {
      method: habits.method,
      headers: { ...habits.headers, 'x-request-id': requestId },
    })
  if (habits.asksHistoryFirst) await ask('/AuditEvent', habits.requestId())
  let response = await ask('/CareTeam', id)
  if (response.status === 429) {
    await pause(habits.waitsMs)
    response = await ask('/CareTeam', habits.keepsId ? id : habits.requestId())
  }
  const read = readCareTeams(await response.json())
  if (read.kind === 'nothing-found') return { state: 'nothing', authorities: [] }
  if (read.kind === 'refused') return { state: habits.onFailure, authorities: [] }
  const isAbout = read.items.every(plan => plan.nhsNumber === number)
  if (habits.checksSubject && !isAbout) return { state: 'not-checked', authorities: [] }
  const names = read.items.map(plan => plan.authority)
  return { state: 'known', authorities: habits.showsAll ? names : names.slice(0, 1) }
}
