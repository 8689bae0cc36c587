import path from 'node:path'
import { dataFolder, processEnvironment } from '../../platform/index.ts'
import {
  deliverAcknowledgements,
  deliverMailings,
  type ProgrammeMail,
  type SettingsDeps,
  writeReminders,
} from '../../programme/index.ts'
import { letterFolder } from '../operations/letter-folder.ts'
import type { Ground } from '../processes.ts'
import { acknowledgementsBy } from './acknowledgements.ts'

/** The programme, under its own role and, for what `care-settings` is asked, under that one's. */
export function programmeDepsOf(ground: Ground): SettingsDeps {
  const { clock, randomness } = ground
  const connections = 2
  return {
    db: ground.pool('programme', { connections }),
    careSettings: ground.pool('care_settings', { connections }),
    clock,
    randomness,
  }
}

/** The way the programme's letters leave: the folder of the letters of operations, from its own mailbox; none without one. */
export function programmeMailOf({ settings, clock }: Ground): ProgrammeMail | undefined {
  if (settings.programmeMail === '') return undefined
  const folder = settings.letterFolder || path.join(dataFolder(processEnvironment), 'letters')
  const mail = letterFolder(folder, settings.programmeMail)
  return ({ key, writtenOn, recipients, subject, body, isUrgent }) => {
    const letterId = key.replace(/[^A-Za-z0-9-]/g, '-')
    const letter = { letterId, day: writtenOn, about: 'programme', recipients, subject, body, isUrgent }
    return mail({ ...letter, writtenAt: clock.now() })
  }
}

/** Writes the reminders that are due this week and hands over the letters that wait; how many of each. */
export async function remind(
  deps: SettingsDeps,
  mail: ProgrammeMail | undefined,
): Promise<{ readonly written: number; readonly left: number }> {
  const written = await writeReminders(deps)
  if (mail === undefined) return { written, left: 0 }
  const acknowledged = await deliverAcknowledgements(deps, acknowledgementsBy(mail))
  return { written, left: acknowledged + (await deliverMailings(deps, mail)) }
}
