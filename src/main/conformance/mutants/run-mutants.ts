import { runCases, type Subject, serverCases } from '../../../conformance/index.ts'
import type { OurService, Places } from '../ourselves.ts'
import { fhirMutants } from './fhir.ts'
import { meshMutants } from './mesh.ts'
import type { Mutant } from './mutant.ts'
import { startProxy } from './proxy.ts'
import { spineMutants } from './spine.ts'

export const mutants: readonly Mutant[] = [...fhirMutants, ...meshMutants, ...spineMutants]

/** Whether the case that has to catch a mutant did, and what it saw. */
export type Tried = {
  readonly id: string
  readonly what: string
  readonly caughtBy: string
  readonly isCaught: boolean
  readonly evidence: readonly string[]
}

/**
 * Puts each mutant in front of a sound service in turn and runs the case that has to catch it. A case that fails without
 * the mutant catches nothing, so whoever calls this runs them on the sound service first.
 */
export async function runMutants(
  service: OurService,
  urls: Places,
  onDone: (done: number) => void = () => {},
): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const mutant of mutants) {
    tried.push(await tryMutant(mutant, service, urls))
    onDone(tried.length)
  }
  return tried
}

async function tryMutant(mutant: Mutant, service: OurService, urls: Places): Promise<Tried> {
  const { id, what, caughtBy, place } = mutant
  const address = urls[place]
  const [wanted] = serverCases.filter(one => one.id === caughtBy)
  if (address === undefined || wanted === undefined) throw new Error(`${id}: no ${place}, or no case ${caughtBy}`)
  const { origin, pathname } = new URL(address)
  const proxy = await startProxy(origin, mutant.spoiling(service.subject()))
  try {
    const path = pathname === '/' ? '' : pathname
    const subject: Subject = service.subject({ [place]: proxy.url + path })
    const [outcome] = await runCases([wanted], subject)
    return { id, what, caughtBy, isCaught: outcome?.verdict === 'fail', evidence: outcome?.evidence ?? [] }
  } finally {
    await proxy.stop()
  }
}
