import type { ServiceLevels } from '../../operations/index.ts'
import { minuteInEngland } from '../england-time.ts'
import type { Verb } from '../verb.ts'
import { columns } from './columns.ts'

/** `cpis service-level show`: what was promised and kept in 30 days, and how fast the error budget burns. */
export function serviceLevelShow(read: () => Promise<ServiceLevels>, say: (line: string) => void): Verb {
  return {
    noun: 'service-level',
    name: 'show',
    what: 'show the service levels of the last 30 days',
    define: command =>
      command.option('--json', 'print JSON', false).action(async ({ json }: { json: boolean }) => {
        const levels = await read()
        say(json ? JSON.stringify(levels) : printed(levels))
      }),
  }
}

const percent = (part: number | undefined, digits: number) =>
  part === undefined ? undefined : `${(Math.floor(part * 100 * 10 ** digits) / 10 ** digits).toFixed(digits)} %`

function printed({ from, at, levels, burns }: ServiceLevels): string {
  return [
    `From ${minuteInEngland(from)} to ${minuteInEngland(at)}`,
    ...columns([
      ['Level', 'Promised', 'Kept', 'Good', 'Valid', 'Budget left', ''],
      ...levels.map(level => [
        ...[level.name, percent(level.objective, 2), percent(level.ratio, 3), level.good, level.valid],
        ...[
          level.budgetLeft !== undefined && level.budgetLeft < 0 ? 'spent' : percent(level.budgetLeft, 0),
          level.isKept ? '' : 'BROKEN',
        ],
      ]),
    ]),
    ...burns.map(
      ({ hours, rate, factor, bad, valid, isBurning }) =>
        `Error budget of look-ups over ${hours} h: ${bad} of ${valid} not good, burns ${rate.toFixed(1)} times as fast; ` +
        `alarm at ${factor}${isBurning ? ', BURNING' : ''}`,
    ),
  ].join('\n')
}
