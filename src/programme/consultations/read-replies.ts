import { parse } from 'csv-parse/sync'
import { readCalendarDate, refusal } from '../../platform/index.ts'
import { programmeErrors } from '../errors.ts'
import type { Replying } from './change-consultation.ts'
import { POSITIONS } from './consultation.ts'

const HEADER = 'authority_code,position,on,reference'

/** Reads replies: CSV in UTF-8 with the header `authority_code,position,on,reference`. Throws PROGRAMME_FILE_INVALID naming the line. */
export function readReplies(csv: string): Replying[] {
  const [header, ...rows] = rowsOf(csv)
  if (header?.join() !== HEADER) throw invalid(1, `the header must be ${HEADER}`)
  return rows.map(([authorityCode = '', said = '', day = '', reference = ''], index) => {
    const position = POSITIONS.find(one => one === said)
    const on = readCalendarDate(day)
    if (position === undefined) throw invalid(index + 2, `position must be one of ${POSITIONS.join(', ')}`)
    if (on === undefined) throw invalid(index + 2, 'on must be a day as 2026-04-01')
    return { authorityCode, position, on, ...(reference !== '' && { reference }) }
  })
}

function rowsOf(csv: string): string[][] {
  try {
    return parse(csv, { bom: true, trim: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    throw refusal(programmeErrors, 'PROGRAMME_FILE_INVALID', 'no CSV with as many cells in each line', error)
  }
}

function invalid(line: number, what: string) {
  return refusal(programmeErrors, 'PROGRAMME_FILE_INVALID', `line ${line}: ${what}`)
}
