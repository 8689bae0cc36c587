import type { Database } from '../platform/index.ts'
import { isYes, type ReferenceRow, readReference } from './reference.ts'
import { storeAuthorities, storeOrganisations, storeSettings } from './store.ts'

/**
 * Brings the tables up to the files of `db/reference`, whole or not at all; may be repeated. With `invented` also the
 * invented authorities and organisations of the laptop and the tests, and the invented phones of real authorities;
 * without it nobody is ever given a number to ring that belongs to no one. What left a file stays in its table: give
 * such a row a `valid_to` instead. Throws REFERENCE_INVALID.
 */
export async function loadReference(owner: Database, options: { readonly invented: boolean }): Promise<void> {
  const { invented } = options
  const authorities = readReference('local-authorities.csv')
    .map(row => (invented ? row : withoutInventedPhones(row)))
    .map(row => ({ ...row, invented: false }))
  const inventedAuthorities = readReference('local-authorities-invented.csv').map(row => ({ ...row, invented: true }))
  const settings = readReference('care-settings.csv').map(row => ({ ...row, enforced: isYes(row, 'enforced') }))
  const organisations = readReference('organisations.csv').map(row => ({ ...row, invented: isYes(row, 'invented') }))
  await owner.transaction(async tx => {
    await storeAuthorities(tx, invented ? [...authorities, ...inventedAuthorities] : authorities)
    await storeSettings(tx, settings)
    await storeOrganisations(
      tx,
      organisations.filter(row => invented || !row.invented),
    )
  })
}

function withoutInventedPhones(row: ReferenceRow): ReferenceRow {
  return isYes(row, 'phones_invented') ? { ...row, office_phone: null, emergency_phone: null } : row
}
