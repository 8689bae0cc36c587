import type { NhsNumber } from './nhs-number.ts'
import type { PdsClient } from './pds-client.ts'
import type { PdsFinding } from './pds-finding.ts'

/**
 * Reads many numbers, as many at once as the client allows. After the first `unavailable` none is asked any more and
 * those left are `unavailable` too: an upload is answered whole (CPF05), and PDS in trouble is left alone.
 */
export async function readAll(pds: PdsClient, numbers: readonly NhsNumber[]): Promise<Map<NhsNumber, PdsFinding>> {
  const findings = new Map<NhsNumber, PdsFinding>()
  const left = numbers.values()
  let stopped = false
  const readInTurn = async () => {
    for (const number of left) {
      const finding = stopped ? { kind: 'unavailable' as const } : await pds.read(number)
      findings.set(number, finding)
      if (finding.kind === 'unavailable') stopped = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(pds.parallel, numbers.length) }, readInTurn))
  return findings
}
