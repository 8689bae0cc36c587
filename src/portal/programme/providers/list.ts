import {
  confirmProvider,
  keepProvider,
  PROVIDER_TYPES,
  type ProviderRow,
  providerTable,
} from '../../../programme/index.ts'
import { figure, type Table } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, choicesOf, given } from '../screen/act.ts'
import { form } from '../screen/forms.ts'
import { listWithCsv } from '../screen/part.ts'
import type { Look, Screen, Shown } from '../screen/screen.ts'
import { ICB_CHOICES, placeName, TYPE_WORDS } from '../sites/words.ts'

const ADD: Act = {
  id: 'add',
  title: 'Add a provider',
  fields: [
    { name: 'key', label: 'Short name', hint: 'Small letters, digits and hyphens, as example-trust' },
    { name: 'name', label: 'Name of the provider' },
    { name: 'type', label: 'What it is', as: 'one', choices: choicesOf(TYPE_WORDS) },
    { name: 'icb', label: 'Integrated care board', as: 'one', choices: ICB_CHOICES, isOptional: true },
    { name: 'odsCode', label: 'ODS code', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    keepProvider(
      deps,
      { key: typed.get('key'), by },
      {
        ...{ name: typed.get('name'), type: typed.one('type', PROVIDER_TYPES) },
        ...given({ icb: typed.maybe('icb'), odsCode: typed.maybe('odsCode') }),
      },
    ),
}

const CONFIRM: Act = {
  id: 'confirm',
  title: 'Confirm the contact of a provider',
  fields: [
    { name: 'key', label: 'Provider', as: 'one' },
    { name: 'on', label: 'On', hint: 'As 2026-04-01; today when empty', isOptional: true },
  ],
  run: ({ deps, by, typed }) => confirmProvider(deps, { key: typed.get('key'), by }, typed.day('on')),
}

export const providersScreen: Screen = {
  section: 'sites',
  path: '/providers',
  acts: [ADD, CONFIRM],
  show: async (deps, _visit, look) => presentProviders(await providerTable(deps), look),
  lists: { all: async deps => providersTable(await providerTable(deps)) },
}

/** The providers, and how many sites are wanted and found of each. */
export function presentProviders(rows: readonly ProviderRow[], look: Look): Shown {
  return {
    title: 'Providers',
    intro: [],
    parts: [
      listWithCsv(providersTable(rows), `${look.path}/all.csv`),
      form(ADD, look),
      form(CONFIRM, look, { choices: { key: rows.map(one => [one.key, one.name]) } }),
    ],
  }
}

function providersTable(rows: readonly ProviderRow[]): Table {
  return {
    caption: 'Providers',
    head: ['Provider', 'What it is', 'Where', 'Contact confirmed', 'Sites wanted', 'Sites found'],
    rows: rows.map(one => [
      { text: one.name },
      { text: TYPE_WORDS[one.type] },
      { text: placeName(one.icb ?? one.region) },
      one.contactConfirmedOn === undefined ? { text: 'Not yet', tag: 'orange' } : { text: day(one.contactConfirmedOn) },
      figure(one.sitesWanted),
      figure(one.sitesFound),
    ]),
    empty: 'There are none yet.',
  }
}
