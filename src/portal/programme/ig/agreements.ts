import { offerAgreement } from '../../../care-settings/index.ts'
import {
  type AgreementRow,
  agreementDepsOf,
  agreementTable,
  approveImported,
  exportForGateway,
  importFromGateway,
  signatureCounts,
} from '../../../programme/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { file } from '../../frame/reply.ts'
import { day } from '../../frame/words.ts'
import { type Act, choicesOf, given } from '../screen/act.ts'
import type { Asked } from '../screen/form-model.ts'
import { filters, form } from '../screen/forms.ts'
import { links, pagedWithCsv, picture } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { AGREEMENT_WORDS, agreementCell, waitingWords } from './words.ts'

const FILTERS: Asked = {
  id: 'which',
  title: 'Which agreements are shown',
  submit: 'Show these',
  fields: [
    {
      name: 'state',
      label: 'State',
      as: 'one',
      choices: [...choicesOf(AGREEMENT_WORDS), ['waiting', 'Waits for approval']],
    },
  ],
}

const OFFER: Act = {
  id: 'offer',
  title: 'Offer an agreement',
  fields: [
    { name: 'authorityCode', label: 'Local authority', as: 'one' },
    { name: 'version', label: 'Version of the text', hint: 'As the reference data names it' },
    {
      name: 'signBy',
      label: 'Signature wanted by',
      hint: 'As 2026-04-01; the day of the version when empty',
      isOptional: true,
    },
  ],
  run: ({ deps, by, typed }) =>
    offerAgreement(agreementDepsOf(deps), {
      ...{ authorityCode: typed.get('authorityCode'), version: typed.get('version'), by },
      ...given({ signBy: typed.day('signBy') }),
    }),
}

const IMPORT: Act = {
  id: 'import',
  title: 'Take over what the Information Sharing Gateway says was signed',
  fields: [
    {
      name: 'csv',
      label: 'CSV of the gateway',
      hint: 'With authority_code, version, signed_on and signatory_role in its first line. Each new signature waits for a second person.',
      as: 'text',
    },
  ],
  run: ({ deps, by, typed }) => importFromGateway(deps, typed.get('csv'), by),
}

const APPROVE_IMPORTED: Act = {
  id: 'approve-imported',
  title: 'Approve every signature another took over from the gateway',
  isGrave: true,
  fields: [],
  run: ({ deps, by }) => approveImported(deps, by),
}

export const agreementsScreen: Screen = {
  section: 'ig',
  path: '/ig/agreements',
  acts: [OFFER, IMPORT, APPROVE_IMPORTED],
  show: async (deps, { query }, look) => presentAgreements(await agreementTable(deps), { ...look, query }),
  lists: {
    all: async (deps, { query }) => agreementsTable(chosen(await agreementTable(deps), query.get('state') ?? '')),
  },
  files: {
    'gateway.csv': async deps =>
      file('agreements-for-the-gateway.csv', 'text/csv; charset=utf-8', await exportForGateway(deps)),
  },
}

/** Every authority with its agreement, and how far the signatures are. */
export function presentAgreements(
  rows: readonly AgreementRow[],
  look: Look & { readonly query: URLSearchParams },
): Shown {
  const { path, query } = look
  const state = query.get('state') ?? ''
  const { authorities, offered, signed, overdue } = signatureCounts(rows)
  const names = new Map(rows.map(one => [one.authorityCode, one.authorityName]))
  return {
    title: 'Data sharing agreements',
    intro: [`${signed} of ${authorities} authorities have signed; ${offered} were offered one.`],
    parts: [
      picture(
        presentChart({
          ...{ id: 'signatures', title: 'Signatures', kind: 'bars', of: 'State', counts: 'Authorities' },
          description: `${signed} of ${authorities} authorities have signed, ${overdue} are overdue.`,
          points: [
            { label: 'Authorities', value: authorities },
            { label: 'Offered', value: offered },
            { label: 'Signed', value: signed },
            { label: 'Overdue', value: overdue },
          ],
        }),
      ),
      filters(FILTERS, path, query),
      ...pagedWithCsv(agreementsTable(chosen(rows, state)), `${path}/all.csv?state=${encodeURIComponent(state)}`, look),
      form(OFFER, look, { choices: { authorityCode: [...names] } }),
      form(IMPORT, look),
      form(APPROVE_IMPORTED, look),
      links('For the gateway', {
        text: 'Download every agreement as CSV for the gateway',
        href: `${path}/gateway.csv`,
      }),
    ],
  }
}

/** The agreements in a state; all for none, and those that wait for approval for `waiting`. */
export function chosen(rows: readonly AgreementRow[], state: string): AgreementRow[] {
  return rows.filter(one => state === '' || one.state === state || (state === 'waiting' && one.waiting !== undefined))
}

function agreementsTable(rows: readonly AgreementRow[]): Table {
  return {
    caption: 'Agreements by authority',
    head: ['Authority', 'State', 'Version', 'Wanted by', 'Signed', 'Waits for approval'],
    rows: rows.map(one => {
      const { agreement } = one
      return [
        {
          text: one.authorityName,
          ...(agreement && { href: below('/programme/ig/agreements', agreement.agreementId) }),
        },
        agreementCell(one.state),
        ...words(agreement?.version ?? ''),
        ...words(dayOrNothing(agreement?.signBy), dayOrNothing(agreement?.signedOn), waitingWords(one)),
      ]
    }),
    empty: 'No agreement is in this state.',
  }
}

function dayOrNothing(date: string | undefined): string {
  return date === undefined ? '' : day(date)
}
