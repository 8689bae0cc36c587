import type { Hold, RetentionRule, RetentionRun } from '../../records/index.ts'
import { minuteInEngland } from '../england-time.ts'
import { typedId } from '../typed-id.ts'
import { NHS_NUMBER, typedNumber } from '../typed-number.ts'
import type { Verb } from '../verb.ts'

export type RetentionShown = {
  readonly rules: readonly RetentionRule[]
  readonly holds: readonly Hold[]
  readonly last?: { readonly at: Date; readonly removed: number }
  readonly heldBecause?: string
}

export type RetentionWork = {
  show(): Promise<RetentionShown>
  run(options: { readonly dryRun: boolean; readonly anew: boolean }): Promise<RetentionRun>
  hold(hold: { readonly nhsNumber?: string; readonly reason: string }): Promise<string>
  askToLift(holdId: string): Promise<void>
  lift(holdId: string): Promise<void>
}

type Say = (line: string) => void
type Form = { readonly json: boolean }

/** `cpis retention show|run|hold|lift`: how long records are kept, and what may not be deleted now. */
export function retentionVerbs(work: RetentionWork, say: Say): Verb[] {
  return [showVerb(work, say), runVerb(work, say), holdVerb(work, say), liftVerb(work, say)]
}

const noun = 'retention'

function showVerb({ show }: RetentionWork, say: Say): Verb {
  return {
    noun,
    name: 'show',
    what: 'show how long each kind of record is kept and why, which holds stand, and when records were last deleted',
    define: command =>
      command.option('--json', 'print JSON', false).action(async ({ json }: Form) => {
        const shown = await show()
        say(json ? JSON.stringify(shown) : sentences(shown))
      }),
  }
}

function sentences({ rules, holds, last, heldBecause }: RetentionShown): string {
  return [
    ...rules.map(rule => `${rule.kind}: ${period(rule)} ${rule.countedFrom} (${rule.deletedBy}; ${rule.source})`),
    '',
    ...(heldBecause === undefined ? [] : [`EVERYBODY HELD by CPIS_RETENTION_HELD: ${heldBecause}`]),
    ...holds.map(holdSentence),
    ...(holds.length === 0 && heldBecause === undefined ? ['Nothing is held.'] : []),
    last === undefined
      ? 'Nothing was deleted by night so far.'
      : `Last run ${minuteInEngland(last.at)}: ${last.removed} records.`,
  ].join('\n')
}

const period = ({ days }: RetentionRule) => (days === 0 ? 'until' : `${days} days from`)

function holdSentence(hold: Hold): string {
  const whom = hold.nhsNumber === undefined ? 'EVERYBODY' : 'one child'
  const lifting = hold.liftAskedBy === undefined ? '' : `; ${hold.liftAskedBy} asks to lift it`
  return `${whom} held since ${minuteInEngland(hold.placedAt)} by ${hold.placedBy}: ${hold.reason}${lifting} (${hold.holdId})`
}

function runVerb({ run }: RetentionWork, say: Say): Verb {
  return {
    noun,
    name: 'run',
    what: 'delete now what is over its period, as the worker does by night',
    define: command =>
      command
        .option('--dry-run', 'count it and delete nothing', false)
        .option('--anew', 'go through the audit from its beginning: after a month came back from an archive', false)
        .option('--json', 'print JSON', false)
        .action(async ({ json, ...options }: Form & { dryRun: boolean; anew: boolean }) => {
          const done = await run(options)
          if (json) return say(JSON.stringify(done))
          const verb = done.isDry ? 'due' : 'deleted'
          for (const { kind, count, isHeld } of done.counts) say(`${kind}: ${count} ${verb}${isHeld ? ', HELD' : ''}`)
        }),
  }
}

function holdVerb({ hold }: RetentionWork, say: Say): Verb {
  return {
    noun,
    name: 'hold',
    what: 'delete nothing of a child, or of everybody, until the hold is lifted by two people',
    define: command =>
      command
        .option(...NHS_NUMBER, typedNumber)
        .option('--everybody', 'hold the records of all', false)
        .requiredOption('--reason <text>', 'the inquiry or court, and its order')
        .action(async (asked: { nhsNumber?: string; everybody: boolean; reason: string }) => {
          const { nhsNumber, everybody, reason } = asked
          if ((nhsNumber === undefined) !== everybody)
            return command.error('error: give either --nhs-number or --everybody')
          say(`held: ${await hold({ reason, ...(nhsNumber !== undefined && { nhsNumber }) })}`)
        }),
  }
}

function liftVerb({ askToLift, lift }: RetentionWork, say: Say): Verb {
  return {
    noun,
    name: 'lift',
    what: 'ask that a hold be lifted; somebody else approves',
    define: command =>
      command
        .argument('<hold>', 'its id, of cpis retention show', typedId)
        .option('--approve', 'lift it, as somebody else asked', false)
        .action(async (holdId: string, { approve }: { approve: boolean }) => {
          await (approve ? lift(holdId) : askToLift(holdId))
          say(
            approve
              ? 'lifted: what is over its period goes with the next run'
              : 'asked: somebody else lifts it with --approve',
          )
        }),
  }
}
