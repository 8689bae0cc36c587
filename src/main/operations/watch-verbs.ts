import fs from 'node:fs/promises'
import { type Resent, resendNotice } from '../../notifications/index.ts'
import {
  advanceCase,
  type CaseState,
  caseStories,
  deliverLetters,
  keepContacts,
  type Letter,
  noteOnCases,
  type OpenCase,
  operationsErrors,
  pauseWatch,
  readContacts,
  readLetter,
  refreshStates,
  runWatch,
  watchTable,
} from '../../operations/index.ts'
import { operatorName, refusal } from '../../platform/index.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { type Watch, watchOf } from './operations-deps.ts'

/** What the verbs of `cpis mesh` and `cpis notice` do, each by itself and under the login it is called by. */
export function watchVerbs(settings: () => Settings) {
  const by = operatorName()
  const withWatch = async <Result>(work: (watch: Watch, ground: Ground) => Promise<Result>): Promise<Result> => {
    const ground = groundOf('watch', settings())
    try {
      return await work(watchOf(ground), ground)
    } finally {
      await ground.end()
    }
  }
  return {
    /** The table as it stands; `run` looks at every mailbox first, as the daily watch when that is still due. */
    watch: ({ run }: { run: boolean }) =>
      withWatch(async watch => {
        if (run) await lookNow(watch)
        return watchTable(watch.operations)
      }),
    cases: () => withWatch(({ operations }) => caseStories(operations)),
    advance: (mailboxId: string, to: CaseState, note: string): Promise<OpenCase> =>
      withWatch(({ operations }) => advanceCase(operations, { mailboxId, to, note, by })),
    pause: (mailboxId: string, until: Date, reason: string) =>
      withWatch(({ operations }) => pauseWatch(operations, { mailboxId, until, reason, by })),
    letter: (mailboxId: string): Promise<Letter> => withWatch(({ operations }) => readLetter(operations, mailboxId)),
    contacts: (file: string) =>
      withWatch(async ({ operations }) => keepContacts(operations, readContacts(await textOf(file)))),
    resend: (noticeId: string): Promise<Resent> =>
      withWatch((watch, ground) => resend(watch, ground, { noticeId, by })),
  }
}

async function lookNow({ operations, report, mail }: Watch): Promise<void> {
  const { at } = await runWatch(operations, report)
  if (at < operations.clock.now()) await refreshStates(operations, report)
  await deliverLetters(operations, mail)
}

async function resend(
  { operations }: Watch,
  ground: Ground,
  { noticeId, by }: { readonly noticeId: string; readonly by: string },
): Promise<Resent> {
  const { clock, randomness } = ground
  const sent = await resendNotice({ db: ground.pool('notifications'), clock, randomness }, noticeId)
  const note = `notice ${noticeId} is sent again as ${sent.noticeId}`
  if (sent.isNew) await noteOnCases(operations, { authorityCode: sent.authorityCode, by, note })
  return sent
}

async function textOf(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8')
  } catch (error) {
    throw refusal(operationsErrors, 'CONTACTS_INVALID', `${file} cannot be read`, error)
  }
}
