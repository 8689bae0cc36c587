import type { Database } from '../../platform/index.ts'

/** True where the newest file was part of a full round that it could not hold whole. */
export async function isFullUnfinished(db: Database): Promise<boolean> {
  const [run] = await newestRun(db)
  return run !== undefined && run.mode === 'full' && run.left > 0
}

/** Codes of files that were looked at record by record. */
const ANSWERED = ['CPF02', 'CPF03', 'CPF04']

/** True where the newest file was answered and records that had no room in it wait for the next. */
export async function isMoreToSend(db: Database): Promise<boolean> {
  const [run] = await newestRun(db)
  return run !== undefined && run.left > 0 && ANSWERED.includes(run.fileCode ?? '')
}

function newestRun(db: Database) {
  return db.query<{ mode: 'delta' | 'full'; left: number; fileCode: string | null }>({
    text: `select mode, records_left as left, file_code as "fileCode" from agent.run order by started_at desc limit 1`,
  })
}
