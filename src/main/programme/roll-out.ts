import type { Verb } from '../../cli/index.ts'
import { rollOutVerbs } from '../../cli/programme/index.ts'
import { operatorName } from '../../platform/index.ts'
import { onLaptop } from '../laptop-application.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { programmeDepsOf, programmeMailOf, remind } from './programme-deps.ts'

/** The verbs of the roll-out, each under the login it is called by; a database that is `embedded` is the laptop's. */
export function rollOutVerbsOf(settings: () => Settings, say: (line: string) => void): Verb[] {
  const withGround = async <Result>(work: (ground: Ground) => Promise<Result>): Promise<Result> => {
    const given = settings()
    const ground = groundOf('programme', given.databaseUrl === 'embedded' ? await onLaptop(given) : given)
    try {
      return await work(ground)
    } finally {
      await ground.end()
    }
  }
  return rollOutVerbs(
    work => withGround(ground => work(programmeDepsOf(ground), operatorName())),
    () => withGround(ground => remind(programmeDepsOf(ground), programmeMailOf(ground))),
    say,
  )
}
