import type { Database } from '../database.ts'
import { isRefusal } from '../errors.ts'
import type { Keyring } from './keyring.ts'
import { byteaText } from './sealed-json.ts'

/** A column of values sealed under the master keys, or of keys wrapped under them. */
export type SealedColumn = {
  readonly table: string
  readonly column: string
  /** The columns of the primary key by their types, in their order. */
  readonly key: Readonly<Record<string, string>>
  /** What else the context is made of. */
  readonly more?: readonly string[]
  /** Under which context a row's value is sealed; all its columns are text. */
  readonly contextOf: (row: Readonly<Record<string, string>>) => string
}

/** How many values of a column each master key has sealed, by the key's version. */
export async function countByVersion(db: Database, { table, column }: SealedColumn): Promise<Map<number, number>> {
  const rows = await db.query<{ version: number; values: number }>({
    text: `select get_byte(${column}, 1) * 256 + get_byte(${column}, 2) as version, count(*) as values
      from ${table} where ${column} is not null group by 1`,
  })
  return new Map(rows.map(row => [row.version, row.values]))
}

/** What came of going through a column; what no key opens is left as it is. */
export type Resealed = { readonly resealed: number; readonly unreadable: number }

/**
 * Seals anew, under the current master key, every value of a column that is under another. In the order of the primary
 * key and a few rows at a time, so that nobody waits; a row somebody else has locked is left to the next time. Runs beside
 * the service: what changes meanwhile is written under the current key anyway.
 */
export async function resealColumn(db: Database, keyring: Keyring, place: SealedColumn): Promise<Resealed> {
  let [resealed, unreadable] = [0, 0]
  for (let last: Row | undefined; ; ) {
    const page = await db.transaction(async tx => {
      const rows = await oldRows(tx, keyring, { place, last })
      const anew = rows.flatMap(row => resealedRow(keyring, place, row) ?? [])
      await writeBack(tx, place, anew)
      return { rows, anew: anew.length }
    })
    resealed += page.anew
    unreadable += page.rows.length - page.anew
    last = page.rows.at(-1)
    if (last === undefined) return { resealed, unreadable }
  }
}

const AT_ONCE = 200
type Row = { readonly [column: string]: string } & { readonly sealed_value: string }

type After = { readonly place: SealedColumn; readonly last: Row | undefined }

function oldRows(tx: Database, keyring: Keyring, { place, last }: After): Promise<Row[]> {
  const { table, column, key, more = [] } = place
  const keys = Object.keys(key)
  const read = [...keys, ...more].map(name => `${name}::text as ${name}`).join(', ')
  const after = Object.values(key).map((type, index) => `$${index + 2}::${type}`)
  return tx.query<Row>({
    text: `select ${read}, ${column}::text as sealed_value from ${table}
      where substring(${column} from 1 for 3) <> $1
        ${last === undefined ? '' : `and (${keys.join(', ')}) > (${after.join(', ')})`}
      order by ${keys.map(name => `${table}.${name}`).join(', ')} limit ${AT_ONCE} for update skip locked`,
    values: [keyring.currentHead(), ...(last === undefined ? [] : keys.map(name => last[name]))],
  })
}

function resealedRow(keyring: Keyring, place: SealedColumn, row: Row): Row | undefined {
  try {
    const sealed = Buffer.from(row.sealed_value.slice(2), 'hex')
    return { ...row, sealed_value: byteaText(keyring.reseal(sealed, place.contextOf(row))) }
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

async function writeBack(tx: Database, { table, column, key }: SealedColumn, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const keys = Object.entries(key)
  await tx.query({
    text: `update ${table} t set ${column} = r.sealed_value
      from json_to_recordset($1::json) as r (${keys.map(([name, type]) => `${name} ${type}`)}, sealed_value bytea)
      where ${keys.map(([name]) => `t.${name} = r.${name}`).join(' and ')}`,
    values: [JSON.stringify(rows)],
  })
}
