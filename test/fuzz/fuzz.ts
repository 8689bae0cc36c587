import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { mutate, openDice } from './mutate.ts'
import type { Target } from './targets/target.ts'

export const CORPUS = path.join(import.meta.dirname, 'corpus')
/** An answer takes no longer; what seems to is tried again, since the machine may have been busy. */
const LONGEST_MS = 1_000
/** Memory may grow by so much over a whole run, in bytes. */
const MOST_GROWTH = 400 * 1024 * 1024

export type Found = { readonly input: string; readonly why: string }
export type Fuzzed = {
  readonly target: string
  readonly inputs: number
  /** How many inputs had which outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly found: readonly Found[]
  readonly seconds: number
}

/** The kept inputs of a target, by name. */
export function corpusOf(target: string): Map<string, string> {
  const folder = path.join(CORPUS, target)
  const names = fs.readdirSync(folder).sort()
  return new Map(names.map(name => [name, fs.readFileSync(path.join(folder, name), 'utf8')]))
}

/**
 * Tries a target with its corpus as it is, then with so many changed inputs. Whatever is neither a valid answer nor a
 * coded refusal, or takes too long, is found.
 */
export async function fuzz(target: Target, { inputs, seed }: { inputs: number; seed: number }): Promise<Fuzzed> {
  const start = performance.now()
  const dice = openDice(seed)
  const corpus = [...corpusOf(target.name).values(), ...(target.more?.() ?? [])]
  /** What is taken at the first step is changed more often than what is refused there. */
  const taken: string[] = []
  const outcomes: Record<string, number> = {}
  const found: Found[] = []
  const attempt = async (input: string) => {
    const outcome = await tried(target, input)
    outcomes[outcome.said] = (outcomes[outcome.said] ?? 0) + 1
    if (outcome.why !== undefined) found.push({ input, why: outcome.why })
    return outcome.said
  }
  for (const input of corpus) if (target.taken.test(await attempt(input))) taken.push(input)
  const next = () => (taken.length > 0 && dice.upTo(10) > 0 ? dice.pick(taken) : dice.pick(corpus))
  const memory = process.memoryUsage().rss
  for (let count = 0; count < inputs; count += 1) await attempt(mutate(next(), target.grammar, dice))
  const grown = process.memoryUsage().rss - memory
  if (grown > MOST_GROWTH) found.push({ input: '', why: `memory grew by ${Math.round(grown / 1024 / 1024)} MB` })
  const seconds = Math.round((performance.now() - start) / 100) / 10
  return { target: target.name, inputs: corpus.length + inputs, outcomes, found, seconds }
}

async function tried(target: Target, input: string): Promise<{ said: string; why?: string }> {
  for (let turn = 1; ; turn += 1) {
    const start = performance.now()
    try {
      const said = await target.attempt(input)
      const ms = performance.now() - start
      if (ms <= LONGEST_MS) return { said }
      if (turn === 2) return { said, why: `${Math.round(ms)} ms` }
    } catch (error) {
      return { said: 'found', why: String((error as Error).stack ?? error).slice(0, 1_500) }
    }
  }
}

/** Keeps what was found, for a person to mend and for every later run. */
export function keep(target: string, { input }: Found): string {
  const name = `found-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`
  fs.writeFileSync(path.join(CORPUS, target, name), input)
  return path.join('test/fuzz/corpus', target, name)
}
