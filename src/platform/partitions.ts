import type { Database } from './database.ts'

/** Tables that grow with every look-up, each in a partition a month; `<table>_rest` takes what falls outside. */
const MONTHLY = ['audit.entry', 'lookup.access'] as const

/**
 * Makes the partitions of this month and of so many after it, so far as they are missing, and returns the names of
 * those made. Runs as the owner, with every migration. Rows of a month that came before it was made move into it.
 */
export async function makeMonths(owner: Database, now: Date, ahead: number): Promise<string[]> {
  const made: string[] = []
  for (const table of MONTHLY) {
    for (let month = 0; month <= ahead; month += 1) {
      const [from, to] = [firstOfMonth(now, month), firstOfMonth(now, month + 1)]
      const name = `${table}_${from.slice(0, 7).replace('-', '_')}`
      if (await owner.transaction(tx => makeMonth(tx, { table, name, from, to }))) made.push(name)
    }
  }
  return made
}

type Month = { readonly table: string; readonly name: string; readonly from: string; readonly to: string }

/** Whoever holds the lock makes the month; for whoever waited, it is there. */
async function makeMonth(tx: Database, { table, name, from, to }: Month): Promise<boolean> {
  await tx.query({ text: `lock table ${table} in share update exclusive mode` })
  const [there] = await tx.query<{ there: boolean }>({
    text: 'select to_regclass($1) is not null as there',
    values: [name],
  })
  if (there?.there) return false
  const bounds = `at >= '${from}' and at < '${to}'`
  await tx.query({ text: `create table ${name} (like ${table} including all)` })
  const early = await tx.query({ text: `select from ${table}_rest where ${bounds} limit 1` })
  if (early.length > 0)
    await tx.query({
      text: `with moved as (delete from ${table}_rest where ${bounds} returning *) insert into ${name} select * from moved`,
    })
  await tx.query({ text: `alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')` })
  return true
}

function firstOfMonth(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString()
}
