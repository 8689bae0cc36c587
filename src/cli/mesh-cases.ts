import type { CaseStory } from '../operations/index.ts'
import { minuteInEngland } from './england-time.ts'
import type { Verb } from './verb.ts'

/** `cpis mesh cases`: every open case with its story, and the notices that can be sent again. */
export function meshCases(read: () => Promise<readonly CaseStory[]>, say: (line: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'cases',
    what: 'show the open cases of mailboxes that are silent or not emptied',
    define: command =>
      command.option('--json', 'print JSON', false).action(async ({ json }: { json: boolean }) => {
        const cases = await read()
        if (json) say(JSON.stringify(cases))
        else say(cases.length === 0 ? 'No case is open.' : cases.map(printed).join('\n\n'))
      }),
  }
}

function printed(one: CaseStory): string {
  return [
    `${one.mailboxId} (${one.authorityCode}): ${one.state}, ${one.cause}, since ${minuteInEngland(one.openedAt)}`,
    ...one.events.map(({ at, from, to, by, note }) => {
      const step = from === undefined || from === to ? to : `${from} > ${to}`
      return `  ${minuteInEngland(at)}  ${step} (${by}): ${note}`
    }),
    ...one.expiredNotices.map(
      ({ noticeId, kind, sentAt }) =>
        `  expired: ${kind} notice of ${minuteInEngland(sentAt)}; cpis notice resend ${noticeId}`,
    ),
  ].join('\n')
}
