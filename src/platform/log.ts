import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Keys that may hold something about a child or a secret: `[hidden]` stands in their place, however deep they lie. */
const HIDDEN = new Set(
  (
    'nhsnumber familyname givenname family given name birthdate dateofbirth body password secret sharedkey token ' +
    'idtoken accesstoken authorization cookie'
  ).split(' '),
)

const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g

/** Strikes anything with the look of an NHS number out of a text. */
export function withoutNumbers(text: string): string {
  return text.replace(TEN_DIGITS, '[number]')
}

/** Deeper lies nothing a log line is for; it also ends a ring of objects. */
const DEEPEST = 6

/** What may be logged of a value: without hidden keys, and without numbers in any text. */
function harmless(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutNumbers(value)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (depth >= DEEPEST) return '[deeper]'
  if (value instanceof Error) return harmlessFields(partsOf(value), depth + 1)
  if (Array.isArray(value)) return value.map(one => harmless(one, depth + 1))
  const kind = Object.getPrototypeOf(value)?.constructor?.name ?? 'Object'
  return kind === 'Object' ? harmlessFields(value as Record<string, unknown>, depth + 1) : `[${kind}]`
}

function harmlessFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const shown = ([key, value]: [string, unknown]) =>
    HIDDEN.has(key.toLowerCase().replaceAll(/[-_]/g, '')) ? '[hidden]' : harmless(value, depth)
  return Object.fromEntries(Object.entries(fields).map(entry => [entry[0], shown(entry)]))
}

/** Only these parts of an error: PostgreSQL's carry the values of the row beside them. */
function partsOf(error: Error): Record<string, unknown> {
  const { name: type, code, cause } = error as Error & { code?: unknown }
  const message = messageOf(error)
  const frames = /\n\s+at [\s\S]*$/.exec(error.stack ?? '')?.[0] ?? ''
  return { type, code, message, stack: `${type}: ${message}${frames}`, ...(cause !== undefined && { cause }) }
}

/** A SQLSTATE of class 22, data exceptions: what PostgreSQL quotes there is the value itself. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/

/**
 * An error's message without the values others put into it: PostgreSQL quotes the text it could not read as a date or a
 * number, and V8 the beginning of what is no JSON. Names of tables and constraints stay.
 */
export function messageOf(error: Error): string {
  const { code, severity } = error as Error & { code?: unknown; severity?: unknown }
  const { message } = error
  if (error instanceof SyntaxError && message.endsWith('is not valid JSON')) return 'a text is not valid JSON'
  if (severity === undefined) return message
  const shown = message.replaceAll(/: "[\s\S]*"/g, ': [value]')
  return DATA_EXCEPTION.test(String(code)) ? shown.replaceAll(/"[\s\S]*"|\([^)]*=[^)]*\)/g, '[value]') : shown
}

/**
 * A process's log: JSON lines on standard error, or at the end of a file, never an NHS number, a name or a date of
 * birth. `level` is one of pino's levels or `silent`.
 */
export function openLog(role: string, level: string, file?: string): Log {
  return pino(
    {
      level,
      base: { role },
      formatters: { log: fields => harmlessFields(fields) },
      // Errors are made plain above; pino's own way of writing them would show all they carry.
      serializers: { err: shown => shown },
      hooks: {
        logMethod([first, ...rest], method) {
          const said = first instanceof Error ? [{ err: first }, messageOf(first), ...rest] : [first, ...rest]
          method.apply(this, said.map(one => (typeof one === 'string' ? withoutNumbers(one) : one)) as [object])
        },
      },
    },
    pino.destination({ dest: file ?? 2, sync: true, mkdir: true }),
  )
}

export const silentLog: Log = pino({ level: 'silent' })
