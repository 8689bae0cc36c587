import fs from 'node:fs/promises'
import type { CalendarDate } from '../../platform/index.ts'
import { contacts, keepContact, mailingTable, writeMailing } from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { choice, codes, day, type Form, listed, type Say, sayRows, type WithProgramme } from './listing.ts'

/** Writes the reminders of this week and hands over the letters that wait; how many of each. */
export type Remind = () => Promise<{ readonly written: number; readonly left: number }>

const URGENCIES = ['urgent', 'normal']

type Writing = {
  subject: string
  body: string
  source: string
  roles?: string[]
  organisations?: string[]
  urgency: 'urgent' | 'normal'
  sentOn?: CalendarDate
  sentAs?: string
}

/** The role mailboxes letters go to, the letters, and what reminds. */
export function letterVerbs(within: WithProgramme, remind: Remind, say: Say): Verb[] {
  return [
    {
      noun: 'programme',
      name: 'contacts',
      what: 'the role mailboxes letters go to',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => contacts(deps)), {
            ...form,
            columns: { organisation: one => one.organisation, role: one => one.role, email: one => one.email },
          }),
        ),
    },
    {
      noun: 'programme',
      name: 'contact',
      what: 'keep the mailbox of a role',
      define: command =>
        command
          .requiredOption('--organisation <code>', 'code of an authority or ICB')
          .requiredOption('--role <role>', 'the post, never a name')
          .requiredOption('--email <address>', 'its mailbox')
          .action(async (contact: Parameters<typeof keepContact>[2]) => {
            await within((deps, by) => keepContact(deps, by, contact))
            say(`${contact.organisation}: ${contact.role}`)
          }),
    },
    {
      noun: 'programme',
      name: 'mailings',
      what: 'letters that were written, and how they left',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => mailingTable(deps)), {
            ...form,
            columns: {
              key: one => one.key,
              written: one => one.writtenOn,
              urgency: one => one.urgency,
              subject: one => one.subject,
              organisations: one => one.organisations.length,
              state: one => one.state,
              sent: one => one.sentOn,
              reached: one => one.reached,
              'nobody at': one => one.unreached.join('; '),
            },
          }),
        ),
    },
    {
      noun: 'programme',
      name: 'mail',
      what: 'write a letter, or log one that was sent by other means',
      define: command =>
        command
          .argument('<mailing>', 'its short name')
          .requiredOption('--subject <subject>', 'its subject')
          .requiredOption('--body <file>', 'the file with its text')
          .requiredOption('--source <source>', 'what asked for it')
          .option('--roles <roles>', 'with commas between; every contact when absent', codes)
          .option('--organisations <codes>', 'with commas between; every authority when absent', codes)
          .addOption(choice('--urgency <urgency>', 'how urgent', URGENCIES).default('normal'))
          .option('--sent-on <day>', 'it was sent by other means on this day', day)
          .option('--sent-as <how>', 'by which means')
          .action(async (key: string, { body: file, ...rest }: Writing) => {
            const body = await fs.readFile(file, 'utf8')
            const { state } = await within((deps, by) => writeMailing(deps, { key, by }, { ...rest, body }))
            say(`${key}: ${state}`)
          }),
    },
    {
      noun: 'programme',
      name: 'remind',
      what: 'write the reminders of this week that are due, and hand over the letters that wait',
      define: command =>
        command.action(async () => {
          const { written, left } = await remind()
          say(`reminders written: ${written}; letters handed over: ${left}`)
        }),
    },
  ]
}
