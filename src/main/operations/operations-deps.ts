import path from 'node:path'
import { mailboxFacts } from '../../mesh/index.ts'
import {
  deliverLetters,
  type MailPort,
  type OperationsDeps,
  type Reporting,
  watchWhenDue,
} from '../../operations/index.ts'
import { dataFolder, processEnvironment } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import { letterFolder } from './letter-folder.ts'

/** The watch over the mailboxes, the report of our own MESH server to it, and the way its letters leave. */
export type Watch = {
  readonly operations: OperationsDeps
  /** Nothing where the server is not ours: then no authority has a mailbox in it. */
  readonly report: Reporting
  readonly mail: MailPort
}

export function watchOf(ground: Ground): Watch {
  const { clock, randomness, log, metrics, settings } = ground
  const { operationsMail, operationsPhone, watchAt } = settings
  const mesh = { db: ground.pool('mesh', { connections: 1 }) }
  const folder = settings.letterFolder || path.join(dataFolder(processEnvironment), 'letters')
  return {
    operations: {
      db: ground.pool('operations', { connections: 2 }),
      clock,
      randomness,
      log,
      metrics,
      settings: { watchAt, operationsMail, operationsPhone, meshHost: new URL(settings.meshUrl).host },
    },
    report: span => mailboxFacts(mesh, span),
    mail: letterFolder(folder, operationsMail),
  }
}

/** One round of the worker: the watch when it is due, and the letters that wait. */
export async function watchRound({ operations, report, mail }: Watch): Promise<boolean> {
  await watchWhenDue(operations, report)
  await deliverLetters(operations, mail)
  return false
}
