import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>

/** Keys that may hold something about a child or a secret; pino writes `[hidden]` in their place. */
const HIDDEN = [
  'nhsNumber',
  'familyName',
  'givenName',
  'birthDate',
  'name',
  'password',
  'token',
  'authorization',
  'body',
].flatMap(key => [key, `*.${key}`, `*.*.${key}`])

const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g

/** Strikes anything with the look of an NHS number out of a text. */
export function withoutNumbers(text: string): string {
  return text.replace(TEN_DIGITS, '[number]')
}

function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return {
    type: error.name,
    code: (error as { code?: unknown }).code,
    message: withoutNumbers(error.message),
    stack: error.stack && withoutNumbers(error.stack),
  }
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
      redact: { paths: HIDDEN, censor: '[hidden]' },
      serializers: { err: plainError, error: plainError },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map(arg => (typeof arg === 'string' ? withoutNumbers(arg) : arg)) as typeof args)
        },
      },
    },
    pino.destination({ dest: file ?? 2, sync: true, mkdir: true }),
  )
}

export const silentLog: Log = pino({ level: 'silent' })
