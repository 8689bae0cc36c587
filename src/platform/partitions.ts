import type { Database } from './database.ts'

/** Tables that grow with every look-up, each in a partition a month; `<table>_rest` takes what falls outside. */
const MONTHLY = ['audit.entry', 'lookup.access'] as const

/**
 * Makes the partitions of this month and of so many after it, so far as they are missing, and returns the names of
 * those made. Runs as the owner, with every migration and by a job each month; a month is made before its rows come.
 */
export async function makeMonths(owner: Database, now: Date, ahead: number): Promise<string[]> {
  const made: string[] = []
  for (const table of MONTHLY) {
    for (let month = 0; month <= ahead; month += 1) {
      const from = firstOfMonth(now, month)
      const name = `${table}_${from.slice(0, 7).replace('-', '_')}`
      const [there] = await owner.query<{ there: boolean }>({
        text: 'select to_regclass($1) is not null as there',
        values: [name],
      })
      if (there?.there) continue
      const to = firstOfMonth(now, month + 1)
      await owner.query({ text: `create table ${name} partition of ${table} for values from ('${from}') to ('${to}')` })
      made.push(name)
    }
  }
  return made
}

function firstOfMonth(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString()
}
