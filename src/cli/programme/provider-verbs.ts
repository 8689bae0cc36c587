import type { CalendarDate } from '../../platform/index.ts'
import { confirmProvider, keepProvider, PROVIDER_TYPES, type Provider, providerTable } from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { count, day, type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

type Adding = Omit<Provider, 'wanted'> & { wanted?: number; careSetting?: string }

/** `cpis provider …`: those who run sites, and how many of their sites are wanted as early adopters. */
export function providerVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'provider',
      name: 'list',
      what: 'providers, with the sites wanted and found of each',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => providerTable(deps)), {
            ...form,
            columns: {
              key: one => one.key,
              name: one => one.name,
              type: one => one.type,
              'contact confirmed': one => one.contactConfirmedOn,
              wanted: one => one.sitesWanted,
              found: one => one.sitesFound,
            },
          }),
        ),
    },
    {
      noun: 'provider',
      name: 'add',
      what: 'add a provider',
      define: command =>
        command
          .argument('<provider>', 'its short name')
          .requiredOption('--name <name>', 'its name')
          .addOption(mustChoose('--type <type>', 'what it is', PROVIDER_TYPES))
          .option('--ods-code <code>', 'its ODS code, where it has one')
          .option('--region <region>', 'name or code')
          .option('--icb <icb>', 'name or code')
          .option('--wanted <n>', 'how many of its sites are wanted as early adopters', count)
          .option('--care-setting <code>', 'in which care setting')
          .action(async (key: string, { wanted: sites, careSetting, ...provider }: Adding) => {
            const wanted = sites === undefined || careSetting === undefined ? {} : { wanted: { sites, careSetting } }
            await within((deps, by) => keepProvider(deps, { key, by }, { ...provider, ...wanted }))
            say(`${key}: added`)
          }),
    },
    {
      noun: 'provider',
      name: 'confirm',
      what: 'say that the contact details of a provider are confirmed',
      define: command =>
        command
          .argument('<provider>', 'its short name')
          .option('--on <day>', 'today when absent', day)
          .action(async (key: string, { on }: { on?: CalendarDate }) => {
            const { contactConfirmedOn } = await within((deps, by) => confirmProvider(deps, { key, by }, on))
            say(`${key}: contact details confirmed on ${contactConfirmedOn}`)
          }),
    },
  ]
}
