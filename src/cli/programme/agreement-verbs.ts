import fs from 'node:fs/promises'
import { type Offer, offerAgreement } from '../../care-settings/index.ts'
import type { CalendarDate } from '../../platform/index.ts'
import {
  type AgreementRow,
  agreementDepsOf,
  agreementTable,
  approveImported,
  approveSignature,
  askForSignature,
  exportForGateway,
  importFromGateway,
  refuseSignature,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { type Columns, codes, day, type Form, listed, type Say, sayRows, type WithProgramme } from './listing.ts'

const COLUMNS: Columns<AgreementRow> = {
  authority: one => one.authorityCode,
  name: one => one.authorityName,
  state: one => one.state,
  version: one => one.agreement?.version,
  offered: one => one.agreement?.offeredOn,
  'sign by': one => one.agreement?.signBy,
  signed: one => one.agreement?.signedOn,
  role: one => one.agreement?.signatoryRole,
  lapses: one => one.agreement?.lapsesOn,
  waiting: one => one.waiting && `${one.waiting.action}, asked by ${one.waiting.askedBy}`,
  agreement: one => one.agreement?.agreementId,
}

const AGREEMENT = '<agreement>'
const AGREEMENT_IS = 'its id, of cpis agreement list'

/** `cpis agreement …`: offers, signatures and withdrawals; what opens or shuts plans takes two people. */
export function agreementVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'agreement',
      name: 'list',
      what: 'the data sharing agreements of every authority',
      define: command =>
        listed(command)
          .option('--authority <code>', 'only this authority')
          .option('--overdue', 'only those whose signature is overdue')
          .option('--waiting', 'only those that wait for approval')
          .action(async (asked: Form & { authority?: string; overdue?: boolean; waiting?: boolean }) => {
            const rows = (await within(agreementTable))
              .filter(one => asked.authority === undefined || one.authorityCode === asked.authority)
              .filter(one => !asked.overdue || one.state === 'overdue')
              .filter(one => !asked.waiting || one.waiting !== undefined)
            sayRows(say, rows, { ...asked, columns: COLUMNS })
          }),
    },
    {
      noun: 'agreement',
      name: 'offer',
      what: 'offer an authority an agreement; it opens nothing until it is signed',
      define: command =>
        command
          .requiredOption('--authority <code>', 'to whom')
          .requiredOption('--version <version>', 'which text')
          .option('--care-settings <codes>', 'codes with commas between; all of the version when absent', codes)
          .option('--sign-by <day>', 'when a signature is wanted by', day)
          .action(
            async ({
              authority: authorityCode,
              ...offer
            }: Omit<Offer, 'authorityCode' | 'by'> & { authority: string }) => {
              const { agreementId } = await within((deps, by) =>
                offerAgreement(agreementDepsOf(deps), { ...offer, authorityCode, by }),
              )
              say(`offered to ${authorityCode}: ${agreementId}`)
            },
          ),
    },
    {
      noun: 'agreement',
      name: 'sign',
      what: 'enter a signature; it counts once somebody else approved it',
      define: command =>
        command
          .argument(AGREEMENT, AGREEMENT_IS)
          .requiredOption('--role <role>', 'the role of who signed')
          .option('--on <day>', 'today when absent', day)
          .option('--reference <reference>', 'in the Information Sharing Gateway')
          .action(async (agreementId: string, given: { role: string; on?: CalendarDate; reference?: string }) => {
            const { role: signatoryRole, on, reference: gatewayReference } = given
            await within((deps, by) =>
              askForSignature(
                deps,
                { agreementId, by },
                {
                  ...{ action: 'sign', source: 'hand', signatoryRole, ...(on !== undefined && { on }) },
                  ...(gatewayReference !== undefined && { gatewayReference }),
                },
              ),
            )
            say('the signature waits for the approval of somebody else: cpis agreement approve')
          }),
    },
    {
      noun: 'agreement',
      name: 'withdraw',
      what: 'ask that an agreement count no more; it does so once somebody else approved it',
      define: command =>
        command
          .argument(AGREEMENT, AGREEMENT_IS)
          .requiredOption('--reason <text>', 'why')
          .action(async (agreementId: string, { reason }: { reason: string }) => {
            await within((deps, by) =>
              askForSignature(deps, { agreementId, by }, { action: 'withdraw', source: 'hand', reason }),
            )
            say('the withdrawal waits for the approval of somebody else: cpis agreement approve')
          }),
    },
    ...approvals(within, say),
    ...gateway(within, say),
  ]
}

function approvals(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'agreement',
      name: 'approve',
      what: 'approve what somebody else asked for: plans open, or shut, at once',
      define: command =>
        command.argument(AGREEMENT, AGREEMENT_IS).action(async (agreementId: string) => {
          const { action } = await within((deps, by) => approveSignature(deps, { agreementId, by }))
          say(`${agreementId}: ${action} approved`)
        }),
    },
    {
      noun: 'agreement',
      name: 'approve-imported',
      what: 'approve every signature that somebody else imported from the gateway',
      define: command =>
        command.action(async () => say(`approved: ${(await within((deps, by) => approveImported(deps, by))).length}`)),
    },
    {
      noun: 'agreement',
      name: 'refuse',
      what: 'refuse what was asked for',
      define: command =>
        command
          .argument(AGREEMENT, AGREEMENT_IS)
          .requiredOption('--reason <text>', 'why')
          .action(async (agreementId: string, { reason }: { reason: string }) => {
            await within((deps, by) => refuseSignature(deps, { agreementId, by, reason }))
            say(`${agreementId}: refused`)
          }),
    },
  ]
}

function gateway(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'agreement',
      name: 'import',
      what: 'take over what the Information Sharing Gateway says was signed; it waits for approval',
      define: command =>
        command
          .argument('<file>', 'CSV: authority_code,version,signed_on,signatory_role and perhaps gateway_reference')
          .action(async (file: string) => {
            const csv = await fs.readFile(file, 'utf8')
            const { asked, unchanged } = await within((deps, by) => importFromGateway(deps, csv, by))
            say(`signatures that wait for approval: ${asked}; rows that say nothing new: ${unchanged}`)
          }),
    },
    {
      noun: 'agreement',
      name: 'export',
      what: 'print every agreement as CSV for the Information Sharing Gateway',
      define: command => command.action(async () => say((await within(exportForGateway)).replace(/\r\n$/, ''))),
    },
  ]
}
