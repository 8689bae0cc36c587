import type { NhsNumber } from '../nhs-number.ts'
import type { PdsReader } from './pds-client.ts'
import type { PdsFinding } from './pds-finding.ts'

/**
 * Reads many numbers, as many at once as the client allows. After `stopAfter` findings of `unavailable` in a row no
 * more are asked, so that PDS in trouble is left alone; those never asked are not in the answer.
 */
export async function readAll(
  pds: PdsReader,
  numbers: readonly NhsNumber[],
  stopAfter: number,
): Promise<Map<NhsNumber, PdsFinding>> {
  const findings = new Map<NhsNumber, PdsFinding>()
  const left = [...numbers].reverse()
  let inARow = 0
  let stopped = false
  const readInTurn = async () => {
    for (let number = left.pop(); number !== undefined && !stopped; number = left.pop()) {
      const finding = await pds.read(number)
      findings.set(number, finding)
      inARow = finding.kind === 'unavailable' ? inARow + 1 : 0
      stopped ||= inARow >= stopAfter
    }
  }
  await Promise.all(Array.from({ length: Math.min(pds.parallel, numbers.length) }, readInTurn))
  return findings
}
