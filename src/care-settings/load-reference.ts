import type { Database } from '../platform/index.ts'
import { agreementEntries, listOf } from './agreements/reference.ts'
import { checkPeriods, isYes, type ReferenceRow, readReference } from './reference.ts'
import {
  storeAccessModes,
  storeAgreements,
  storeAgreementVersions,
  storeAuthorities,
  storeEarlyAdopters,
  storeOrganisations,
  storeSettings,
  storeSites,
} from './store-reference.ts'

/**
 * Brings the tables up to the files of `db/reference`, whole or not at all; may be repeated. With `invented` also the
 * invented authorities, organisations and agreements of the laptop and the tests, and the invented phones of real
 * authorities; without it nobody is ever given a number to ring that belongs to no one. What left a file stays in its
 * table: give such a row a `valid_to` instead. An agreement once loaded is left to its administration.
 * Throws REFERENCE_INVALID.
 */
export async function loadReference(owner: Database, options: { readonly invented: boolean }): Promise<void> {
  const { invented } = options
  const wanted = (name: string) => readReference(name).filter(row => invented || !isYes(row, 'invented'))
  const modes = readReference('access-modes.csv').map(row => ({ ...row, enforced: isYes(row, 'enforced') }))
  checkPeriods('access-modes.csv', modes, 'care_setting')
  const sites = wanted('sites.csv')
  checkPeriods('sites.csv', sites, 'ods_code')
  await owner.transaction(async tx => {
    await storeAuthorities(tx, authorities(invented))
    await storeSettings(tx, readReference('care-settings.csv'))
    await storeAccessModes(tx, modes)
    await storeOrganisations(
      tx,
      wanted('organisations.csv').map(row => ({ ...row, invented: isYes(row, 'invented') })),
    )
    await storeSites(tx, sites)
    await storeEarlyAdopters(tx, wanted('early-adopters.csv'))
    await storeAgreementVersions(tx, readReference('agreement-versions.csv').map(listOf('care_settings')))
    await storeAgreements(tx, wanted('agreements.csv').map(listOf('care_settings')).map(agreementEntries))
  })
}

function authorities(invented: boolean): object[] {
  const real = readReference('local-authorities.csv')
    .map(row => (invented ? row : withoutInventedPhones(row)))
    .map(row => ({ ...row, invented: false }))
  const others = readReference('local-authorities-invented.csv').map(row => ({ ...row, invented: true }))
  return invented ? [...real, ...others] : real
}

function withoutInventedPhones(row: ReferenceRow): ReferenceRow {
  return isYes(row, 'phones_invented') ? { ...row, office_phone: null, emergency_phone: null } : row
}
