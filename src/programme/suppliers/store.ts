import type { Database } from '../../platform/index.ts'
import type { KitReport } from './kit-report.ts'
import type { ConformanceResult } from './product.ts'

type Kept = {
  readonly report: KitReport
  readonly result: ConformanceResult
  readonly by: string
  readonly at: Date
}

/** Keeps a report as it came, signature and all. */
export async function storeReport(db: Database, { report, result, by, at }: Kept): Promise<void> {
  await db.query({
    text: `insert into programme.kit_report (digest, product, mode, taken_at, taken_by, report, result)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [result.digest, report.product, report.mode, at, by, JSON.stringify(report), JSON.stringify(result)],
  })
}
