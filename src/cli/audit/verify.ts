import { Presets, SingleBar } from 'cli-progress'
import type { Verb } from '../verb.ts'

/** What was found: how much was looked at, and what is not as it was written. */
export type VerifiedAudit = {
  readonly links: number
  readonly checkpoints: number
  readonly erased: number
  readonly archived: number
  readonly problemCount: number
  readonly problems: readonly (Readonly<Record<string, string | number>> & { readonly kind: string })[]
}

export type VerifyOptions = { readonly checkpoints?: string; readonly key?: string }

/** Exit codes of `cpis audit verify`. */
const ALTERED = 1
const NOT_LOOKED = 2

/** `cpis audit verify`: walks the whole chain. Exit code 0: as it was written; 1: it is not; 2: it could not be looked at. */
export function auditVerify(
  run: (options: VerifyOptions, onLinks: (links: number) => void) => Promise<VerifiedAudit>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'audit',
    name: 'verify',
    what: 'walk the chain of the audit from its beginning; exit code 0 as written, 1 altered, 2 it could not be looked at',
    define: command =>
      command
        .option('--checkpoints <folder>', 'where checkpoints are kept; the one that is set unless told otherwise')
        .option('--key <key>', "the log's public key, name+id+base64; our own unless told otherwise")
        .option('--json', 'one line of JSON', false)
        .action(async ({ json, ...options }: VerifyOptions & { json: boolean }) => {
          try {
            const found = await withBar(onLinks => run(options, onLinks))
            say(json ? JSON.stringify(found) : sentences(found))
            if (found.problemCount > 0) process.exitCode = ALTERED
          } catch (error) {
            process.exitCode = NOT_LOOKED
            const { code = 'COMMAND_FAILED', message } = error as { code?: string; message?: string }
            say(json ? JSON.stringify({ failure: code }) : `not verified: ${code}: ${message}`)
          }
        }),
  }
}

function sentences({ links, checkpoints, erased, archived, problems, problemCount }: VerifiedAudit): string {
  const away = archived > 0 ? `, ${archived} archived` : ''
  const looked = `${links} links, ${checkpoints} checkpoints, ${erased} erased${away}`
  if (problemCount === 0) return `as it was written: ${looked}`
  const lines = problems.map(({ kind, ...where }) => {
    const places = Object.entries(where).map(([name, value]) => `${name} ${value}`)
    return `  ${[kind, ...places].join(', ')}`
  })
  const more = problemCount > problems.length ? [`  and ${problemCount - problems.length} more`] : []
  return [`ALTERED: ${problemCount} problems in ${looked}`, ...lines, ...more].join('\n')
}

/** Counts links on standard error while somebody looks; silent where that is not a terminal. */
async function withBar<Result>(work: (onLinks: (links: number) => void) => Promise<Result>): Promise<Result> {
  if (!process.stderr.isTTY) return work(() => {})
  const format = 'verifying: {value} links, {duration_formatted}'
  const bar = new SingleBar({ format, clearOnComplete: true, stream: process.stderr }, Presets.rect)
  bar.start(Number.MAX_SAFE_INTEGER, 0)
  try {
    return await work(links => bar.increment(links))
  } finally {
    bar.stop()
  }
}
