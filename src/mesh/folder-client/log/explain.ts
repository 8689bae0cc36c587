import fs from 'node:fs'
import { createInterface } from 'node:readline'
import { type Clock, refusal } from '../../../platform/index.ts'
import { folderClientErrors } from '../errors.ts'
import { systemCode } from '../files/faults.ts'
import { LOG_RULES, WHO_WORDS, type Who } from './rules.ts'

export type LogFinding = {
  readonly code: string
  readonly wrong: string
  readonly todo: string
  readonly who: Who
  /** Lines that say so, the numbers of the first and last of them, and when the last was written, as the log has it. */
  readonly times: number
  readonly firstLine: number
  readonly lastLine: number
  readonly lastAt: string | undefined
}

export type LogExplanation = {
  readonly lines: number
  /** Lines of a fault that no rule explains. */
  readonly unknown: number
  readonly lastAt: string | undefined
  /** Newest first; what the log as a whole shows stands before what single lines show. */
  readonly findings: readonly LogFinding[]
}

export type ExplainOptions = {
  readonly clock: Clock
  /** Without a line for so long the client is taken not to run; 24 if not given (mesh.md 20 client 5). */
  readonly quietHours?: number
}

/** Longer lines are read so far only. */
const LINE_MOST = 4_000

const TIME = /^\W{0,2}(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/
const FAULT = /\b(WARN|ERROR|FATAL|SEVERE)\b|Exception\b/
/** Frames below an exception repeat it. */
const FRAME = /^\s+(at |\.\.\. )/
const POLLED = /RECEIVE SUCCESS|\bpoll(ed|ing)?\b|\/inbox\b|handshake accepted/i

/**
 * Reads a MESH.log, of this client or of the Java client as far as that is known, line by line and says what is wrong
 * and what to do. Nothing of a line is repeated: it may hold what a stranger wrote. Throws FOLDER_LOG_UNREADABLE.
 */
export async function explainMeshLog(file: string, options: ExplainOptions): Promise<LogExplanation> {
  const seen = { lines: 0, unknown: 0, lastAt: undefined as string | undefined, isPolled: false }
  const findings = new Map<string, LogFinding>()
  for await (const whole of linesOf(file)) {
    const line = whole.slice(0, LINE_MOST)
    seen.lines += 1
    const [, day, time] = TIME.exec(line) ?? []
    if (day !== undefined) seen.lastAt = `${day} ${time}`
    const rule = LOG_RULES.find(one => one.pattern.test(withoutTime(line)))
    if (rule) findings.set(rule.code, seenAgain(findings.get(rule.code), rule, seen))
    else if (FAULT.test(line) && !FRAME.test(line)) seen.unknown += 1
    // A poll that failed is one all the same: the client works, and the other findings say what it met.
    seen.isPolled ||= POLLED.test(line)
  }
  const { lines, unknown, lastAt } = seen
  const single = [...findings.values()].sort((one, other) => other.lastLine - one.lastLine)
  return { lines, unknown, lastAt, findings: [...wholeFindings(seen, options), ...single] }
}

/** Milliseconds and line numbers look like statuses. */
function withoutTime(line: string): string {
  return line.replace(/^\W{0,2}[\d: T,.-]{10,30}/, ' ').replace(/\([^()]*:\d+\)/, ' ')
}

type Seen = { readonly lines: number; readonly lastAt: string | undefined; readonly isPolled: boolean }
type Words = Pick<LogFinding, 'code' | 'wrong' | 'todo' | 'who'>

function seenAgain(before: LogFinding | undefined, rule: Words, { lines, lastAt }: Seen): LogFinding {
  const { code, wrong, todo, who } = rule
  const firstLine = before?.firstLine ?? lines
  return { code, wrong, todo, who, times: (before?.times ?? 0) + 1, firstLine, lastLine: lines, lastAt }
}

/** What only the log as a whole shows. */
function wholeFindings(seen: Seen, { clock, quietHours = 24 }: ExplainOptions): LogFinding[] {
  const found: Words[] = []
  const hours = seen.lastAt === undefined ? undefined : hoursSince(seen.lastAt, clock.now())
  if (seen.lines === 0)
    found.push({
      code: 'LOG_EMPTY',
      wrong: 'The log is empty: the client has never run, or writes elsewhere.',
      todo: 'Check LogPath in meshclient.cfg (Java client: log4j2.xml), and start the client.',
      who: 'server',
    })
  else if (hours === undefined)
    found.push({
      code: 'LOG_WITHOUT_TIMES',
      wrong: 'No line begins with a date and time, so it cannot be told whether the client still runs.',
      todo: 'Check that this is mesh.log; in log4j2.xml let the layout begin with %d.',
      who: 'server',
    })
  else if (hours >= quietHours)
    found.push({
      code: 'NOT_RUNNING',
      wrong: `The last line is ${Math.floor(hours)} hours old: the client is not running, or hangs.`,
      todo: 'Start it, and have it start with the machine. Messages not collected within five days go back.',
      who: 'server',
    })
  if (seen.lines > 0 && !seen.isPolled)
    found.push({
      code: 'NEVER_POLLED',
      wrong: 'No line speaks of a poll: as far as the log shows, the mailbox was never looked into.',
      todo: 'Check that meshclient.cfg has a Client for the mailbox, and PollPeriod. The Java client may not log polls.',
      who: 'mailbox',
    })
  return found.map(words => ({ ...words, times: 1, firstLine: seen.lines, lastLine: seen.lines, lastAt: seen.lastAt }))
}

/** The log's zone is a site's setting; read as UTC it is an hour off at most. */
function hoursSince(at: string, now: Date): number | undefined {
  const instant = Date.parse(`${at.replace(' ', 'T')}Z`)
  return Number.isNaN(instant) ? undefined : (now.getTime() - instant) / 3_600_000
}

async function* linesOf(file: string): AsyncIterable<string> {
  try {
    yield* createInterface({ input: fs.createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    throw refusal(folderClientErrors, 'FOLDER_LOG_UNREADABLE', code, error)
  }
}

/** The explanation in plain words. */
export function printExplanation({ lines, unknown, lastAt, findings }: LogExplanation): string {
  const head = `${lines} lines${lastAt === undefined ? '' : `, the last of ${lastAt}`}`
  const none = findings.length === 0 ? ['Nothing known to be wrong was found.'] : []
  const told = findings.flatMap(one => [
    `${one.code}, ${one.times === 1 ? 'once' : `${one.times} times`}, ${placeOf(one)}`,
    `  What is wrong: ${one.wrong}`,
    `  What to do:    ${one.todo}`,
    `  Who:           ${WHO_WORDS[one.who]}`,
  ])
  const rest =
    unknown === 0 ? [] : [`${unknown} more lines speak of a fault that is not known here; read them yourself.`]
  return [head, ...none, ...told, ...rest].join('\n')
}

function placeOf({ firstLine, lastLine, lastAt }: LogFinding): string {
  const lines = firstLine === lastLine ? `line ${lastLine}` : `lines ${firstLine} to ${lastLine}`
  return lastAt === undefined ? lines : `${lines}, last at ${lastAt}`
}
